//! A landlord's folder: where the book, the deliveries, the policy and the mapping lie.
//!
//! ```text
//! <map>/boek.sqlite      the book, unless boek.toml names a server
//! <map>/aanlevering/     one folder or file per delivery
//! <map>/beleid/          the landlord's policy; the Woonbron preset when it is not there
//! <map>/koppeling.toml   how the landlord's codes and columns are read; the usual ones when it is not there
//! ```

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use connectors::Mapping;
use domain::calendar::Day;
use domain::ids::ContentId;
use domain::law::parameters::Law;
use domain::policy::Policy;
use policy::{Letters, PolicyFiles, Severity};
use store::{Book, Place};

use crate::books;
use crate::failure::Failure;

/// Name of the file that says how codes and columns are read.
pub const MAPPING: &str = "koppeling.toml";

/// A landlord's folder.
pub struct Landlord {
    /// Where it lies.
    pub folder: PathBuf,
    /// How long a file must lie still before it is read: who gives a command knows that it is complete, a process that
    /// looks by itself must not read what is still being written.
    pub lies_still: Duration,
}

/// A policy that can be used, with its texts.
pub struct Usable {
    /// The compiled policy.
    pub policy: Policy,
    /// The texts of its letters.
    pub letters: Letters,
    /// The landlord's own files as one text, kept with every night.
    pub texts: String,
    /// Hash of all texts.
    pub hash: ContentId,
}

impl Usable {
    /// The same, for the landlord of this book: how it begins stands there.
    pub fn for_book(mut self, book: &Book) -> Result<Usable, Failure> {
        self.policy.settings.beginning = book.beginning()?;
        Ok(self)
    }
}

impl Landlord {
    /// The landlord in this folder, whatever is in it.
    pub fn in_folder(folder: &Path) -> Landlord {
        Landlord { folder: folder.to_path_buf(), lies_still: Duration::ZERO }
    }

    /// The landlord in this folder; the folder is made when it is not there.
    pub fn at(folder: &Path) -> Result<Landlord, Failure> {
        std::fs::create_dir_all(folder.join("aanlevering")).map_err(|error| Failure::file(folder, &error))?;
        Ok(Landlord::in_folder(folder))
    }

    /// The landlord in this folder, which must be there: a name that was mistyped makes no new landlord.
    pub fn in_place(folder: &Path) -> Result<Landlord, Failure> {
        if !folder.is_dir() {
            return Err(Failure::usage(format!(
                "de map {} is er niet. Maak haar, met daarin een map aanlevering, of noem met --map een andere",
                folder.display()
            )));
        }
        Landlord::at(folder)
    }

    /// The landlord in this folder, which must have a book.
    pub fn existing(folder: &Path) -> Result<Landlord, Failure> {
        let landlord = Landlord::in_folder(folder);
        if landlord.has_a_book()? {
            return Ok(landlord);
        }
        Err(Failure::usage(format!(
            "in {} staat nog geen boek. Begin met `houvast demo`, of leg een aanlevering in {} en doe `houvast night`",
            folder.display(),
            folder.join("aanlevering").display()
        )))
    }

    /// Where the book lies: in the landlord's folder, or where the command line or the landlord says.
    pub fn place(&self) -> Result<Place, Failure> {
        books::place_of(&self.folder)
    }

    /// Is there a book already?
    pub fn has_a_book(&self) -> Result<bool, Failure> {
        Ok(Book::is_at(self.place()?)?)
    }

    /// The book, opened to write.
    pub fn book(&self) -> Result<Book, Failure> {
        Ok(Book::open(self.place()?)?)
    }

    /// The book, opened to read.
    pub fn book_to_read(&self) -> Result<Book, Failure> {
        Ok(Book::open_to_read(self.place()?)?)
    }

    /// Where deliveries land.
    pub fn deliveries(&self) -> PathBuf {
        self.folder.join("aanlevering")
    }

    /// Has a file that was changed at this moment lain still for long enough?
    pub fn is_complete(&self, changed: SystemTime) -> bool {
        // A moment in the future says nothing: clocks of two machines differ.
        SystemTime::now().duration_since(changed).map_or(true, |since| since >= self.lies_still)
    }

    /// Where the landlord's own policy lies.
    pub fn policy_folder(&self) -> PathBuf {
        self.folder.join("beleid")
    }

    /// The policy texts: the landlord's own, else the Woonbron preset.
    pub fn policy_files(&self) -> Result<PolicyFiles, Failure> {
        let folder = self.policy_folder();
        if folder.exists() {
            return PolicyFiles::from_folder(&folder).map_err(|error| Failure::file(&folder, &error));
        }
        Ok(policy::preset("woonbron").expect("the preset is built in"))
    }

    /// The policy as it holds on a day; an error in it is a failure that lists every line.
    pub fn policy(&self, day: Day) -> Result<Usable, Failure> {
        usable(&self.policy_files()?, day)
    }

    /// The policy that a night was run with, by its hash, as it holds on a day: from the texts kept with the night, else from the
    /// files of today. What is being written in its files holds from the next night.
    pub fn policy_of_night(&self, book: &Book, policy: &str, day: Day) -> Result<Usable, Failure> {
        let usable = match book.policy_files(policy)? {
            Some(texts) => earlier(&texts, day)?,
            None => self.policy(day)?,
        };
        usable.for_book(book)
    }

    /// How the landlord's codes and columns are read.
    pub fn mapping(&self) -> Result<Mapping, Failure> {
        let path = self.folder.join(MAPPING);
        if !path.exists() {
            return Ok(Mapping::default());
        }
        let text = std::fs::read_to_string(&path).map_err(|error| Failure::file(&path, &error))?;
        Mapping::read(MAPPING, &text).map_err(|findings| {
            let lines: Vec<String> =
                findings.iter().map(|f| format!("{}:{}: {}", f.file, f.line, f.message)).collect();
            Failure::policy(lines.join("\n"))
        })
    }
}

/// A policy as it holds on a day.
pub fn usable(files: &PolicyFiles, day: Day) -> Result<Usable, Failure> {
    let loaded = policy::load(files, day);
    let hash = files.hash();
    match loaded.policy {
        Some(policy) => Ok(Usable { policy, letters: loaded.letters, texts: texts(files), hash }),
        None => {
            let errors = loaded.findings.iter().filter(|finding| finding.severity == Severity::Error);
            let lines: Vec<String> = errors.map(ToString::to_string).collect();
            Err(Failure::policy(lines.join("\n")))
        }
    }
}

/// The top layer of a policy as JSON: path to text.
fn texts(files: &PolicyFiles) -> String {
    let own = files.layers().last().map(|layer| layer.files.as_slice()).unwrap_or_default();
    let pairs: std::collections::BTreeMap<&str, &str> =
        own.iter().map(|file| (file.path.as_str(), file.text.as_str())).collect();
    serde_json::to_string(&pairs).expect("texts are always JSON")
}

/// A policy of an earlier night, from the texts kept with it.
pub fn earlier(texts: &str, day: Day) -> Result<Usable, Failure> {
    let pairs: std::collections::BTreeMap<String, String> =
        serde_json::from_str(texts).map_err(|error| Failure::policy(format!("bewaard beleid: {error}")))?;
    usable(&PolicyFiles::from_texts(pairs), day)
}

/// The law as it is shipped; a landlord cannot override it.
pub fn law() -> Law {
    policy::law::shipped()
}
