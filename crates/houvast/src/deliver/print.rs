//! Letters leave as batches for the print house, exactly once.
//!
//! A batch is first made in a folder that the print house does not see. Only when the book says that its letters were
//! handed over does the batch appear in the hand-over folder, by a rename, which is one moment. So after a crash there
//! are two cases and no third: the book does not say so, then nobody has seen the batch and its letters go again; or the
//! book says so, and the batch appears now if it had not yet.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use domain::calendar::Day;
use letters::batch::{self, Batch, BatchLetter};
use letters::{HouseStyle, Letter, Press};
use store::Book;

use crate::failure::Failure;

/// Where batches are made; the print house does not look into hidden folders.
const STAGED: &str = ".in-de-maak";

/// A landlord's way to its print house.
pub struct Printer {
    folder: PathBuf,
    press: Press,
}

/// A letter that goes into a batch.
pub struct ToPrint {
    /// Its reference.
    pub reference: String,
    /// The letter.
    pub letter: Letter,
}

/// What became of the letters of a batch.
#[derive(Default)]
pub struct Made {
    /// References of the letters that are in it.
    pub inside: Vec<String>,
    /// References of those that cannot be set, and why.
    pub refused: Vec<(String, String)>,
}

impl Printer {
    /// A printer that hands over in this folder.
    pub fn new(folder: &Path, style: &HouseStyle) -> Result<Printer, Failure> {
        let staged = folder.join(STAGED);
        fs::create_dir_all(&staged).map_err(|error| Failure::file(&staged, &error))?;
        Ok(Printer { folder: folder.to_path_buf(), press: Press::new(style) })
    }

    /// The next batch of a day: one that the book does not know and that lies nowhere.
    pub fn next_batch(&self, book: &Book, day: Day) -> Result<Batch, Failure> {
        let known = book.batches_of(day)?;
        let lies = |name: &str| self.folder.join(format!("{name}.zip")).exists();
        let free = |batch: &Batch| !known.contains(&batch.to_string()) && !lies(&batch.to_string());
        let mut numbers = (1..).map(|number| Batch { day, number });
        Ok(numbers.find(free).expect("there is always a next number"))
    }

    /// Makes a batch where nobody looks. A letter that cannot be set is left out and named.
    pub fn make(&mut self, batch: Batch, letters: &[ToPrint]) -> Result<Made, Failure> {
        let mut made = Made::default();
        let mut inside = Vec::with_capacity(letters.len());
        let apart = self.staged(&batch.to_string());
        fs::create_dir_all(&apart).map_err(|error| Failure::file(&apart, &error))?;
        for one in letters {
            match self.press.print(&one.letter) {
                Ok(printed) => {
                    let path = apart.join(format!("{}.pdf", one.reference));
                    fs::write(&path, &printed.pdf).map_err(|error| Failure::file(&path, &error))?;
                    made.inside.push(one.reference.clone());
                    inside.push(BatchLetter {
                        id: one.reference.clone(),
                        printed,
                        language: one.letter.language.clone(),
                        enclosure: String::new(),
                    });
                }
                Err(error) => made.refused.push((one.reference.clone(), error.to_string())),
            }
        }
        if !inside.is_empty() {
            let staged = self.folder.join(STAGED);
            batch::hand_over(&staged, batch, &inside).map_err(|error| Failure::other(error.to_string()))?;
        }
        Ok(made)
    }

    /// Sets one letter in a folder of its own, to look at.
    pub fn one(&mut self, folder: &Path, name: &str, letter: &Letter) -> Result<(), Failure> {
        let printed = self.press.print(letter).map_err(|error| Failure::other(error.to_string()))?;
        let path = folder.join(format!("{name}.pdf"));
        fs::create_dir_all(folder).map_err(|error| Failure::file(folder, &error))?;
        fs::write(&path, printed.pdf).map_err(|error| Failure::file(&path, &error))
    }

    /// Lets a batch appear before the print house, with its letters beside it. Doing it again changes nothing.
    pub fn hand_over(&self, batch: &str) -> Result<(), Failure> {
        let zip = format!("{batch}.zip");
        let staged = self.folder.join(STAGED);
        appear(&staged.join(batch), &self.folder.join(batch))?;
        appear(&staged.join(&zip), &self.folder.join(&zip))
    }

    /// Forgets a batch that nobody has seen.
    pub fn forget(&self, batch: &str) -> Result<(), Failure> {
        let (apart, zip) = (self.staged(batch), self.staged(&format!("{batch}.zip")));
        let gone = |result: io::Result<()>, path: &Path| match result {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Failure::file(path, &error)),
            _ => Ok(()),
        };
        gone(fs::remove_dir_all(&apart), &apart)?;
        gone(fs::remove_file(&zip), &zip)
    }

    /// Batches that were made and did not appear yet.
    pub fn waiting(&self) -> Result<Vec<String>, Failure> {
        let staged = self.folder.join(STAGED);
        let failed = |error: io::Error| Failure::file(&staged, &error);
        let mut names = Vec::new();
        for entry in fs::read_dir(&staged).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
            names.push(name.trim_start_matches('.').split('.').next().unwrap_or_default().to_string());
        }
        names.sort();
        names.dedup();
        Ok(names)
    }

    fn staged(&self, name: &str) -> PathBuf {
        self.folder.join(STAGED).join(name)
    }
}

/// Renames, and lets the disk know; what is not there any more has appeared already.
fn appear(from: &Path, to: &Path) -> Result<(), Failure> {
    match fs::rename(from, to) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Failure::file(to, &error)),
    }
    let folder = to.parent().unwrap_or(to);
    let opened = fs::File::open(folder).map_err(|error| Failure::file(folder, &error))?;
    opened.sync_all().map_err(|error| Failure::file(folder, &error))
}
