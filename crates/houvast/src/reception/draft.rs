//! The drawer in which a file lies that came in and was not taken in yet: `<map>/begin/`.
//!
//! A file is written under a name of ours beside its place and moved there when it is whole. The name it had where it came from
//! is kept to be shown, and never used as a path.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use connectors::OpenItemsMapping;
use domain::calendar::Day;
use serde::{Deserialize, Serialize};
use web::{Draft, LARGEST_LIST, Purpose, Upload};

/// The longest name that is shown. Characters.
const NAME_MAX: usize = 80;

/// The drawer.
pub struct Drawer(PathBuf);

/// What is kept beside a list.
#[derive(Serialize, Deserialize)]
struct Note {
    naam: String,
    dag: Option<String>,
    soort: String,
}

impl Drawer {
    /// The drawer of a landlord.
    pub fn of(folder: &Path) -> Drawer {
        Drawer(folder.join("begin"))
    }

    /// Opens a place for a file; what lay there for the same purpose goes when the new one is whole.
    pub fn upload(&self, purpose: Purpose, name: &str, today: Day) -> Result<Incoming, String> {
        fs::create_dir_all(&self.0).map_err(|_| WRITE.to_string())?;
        let part = part_beside(&self.0.join(stem(purpose)));
        let file = File::create(&part).map_err(|_| WRITE.to_string())?;
        let name: String = name.chars().filter(|c| !c.is_control()).take(NAME_MAX).collect();
        Ok(Incoming { drawer: Drawer(self.0.clone()), purpose, name, today, part, file, size: 0 })
    }

    fn note(&self) -> Option<Note> {
        serde_json::from_slice(&fs::read(self.0.join("lijst.json")).ok()?).ok()
    }

    fn keep(&self, note: &Note) -> Result<(), String> {
        let text = serde_json::to_vec(note).expect("a note is always JSON");
        write_whole(&self.0.join("lijst.json"), &text)
    }

    /// The list that waits.
    pub fn draft(&self) -> Option<Draft> {
        let note = self.note()?;
        let day = note.dag.as_deref().and_then(Day::parse_iso);
        self.list().ok().map(|_| Draft { name: note.naam, day })
    }

    /// Where it lies.
    pub fn list(&self) -> Result<PathBuf, String> {
        let note = self.note().ok_or(NOTHING)?;
        // The ending is one of ours: the note lies in the landlord's folder, but a path is never made of what was typed.
        let ending = if note.soort == "xlsx" { "xlsx" } else { "csv" };
        let path = self.0.join(format!("lijst.{ending}"));
        if path.exists() { Ok(path) } else { Err(NOTHING.into()) }
    }

    /// The action list of the old process, when there is one.
    pub fn old_actions(&self) -> Option<PathBuf> {
        ["csv", "xlsx"]
            .into_iter()
            .map(|ending| self.0.join(format!("oud.{ending}")))
            .find(|path| path.exists())
    }

    /// What was read of the action list is in the book: the file goes.
    pub fn forget_old(&self) {
        for ending in ["csv", "xlsx"] {
            let _ = fs::remove_file(self.0.join(format!("oud.{ending}")));
        }
    }

    /// Keeps of which day the list is.
    pub fn of_day(&self, day: Day) -> Result<(), String> {
        let note = self.note().ok_or(NOTHING)?;
        self.keep(&Note { dag: Some(day.to_string()), ..note })
    }

    /// Throws the list away.
    pub fn forget(&self) -> Result<(), String> {
        for name in ["lijst.csv", "lijst.xlsx", "lijst.json"] {
            match fs::remove_file(self.0.join(name)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(WRITE.into()),
                _ => {}
            }
        }
        Ok(())
    }

    /// Moves the list to the deliveries, under a name with its day.
    pub fn hand_over(&self, deliveries: &Path, day: Day) -> Result<(), String> {
        let list = self.list()?;
        let ending = list.extension().and_then(|ending| ending.to_str()).unwrap_or("csv");
        let names = (1..100).map(|at| match at {
            1 => format!("posten-{day}.{ending}"),
            at => format!("posten-{day}-{at}.{ending}"),
        });
        let free = names.map(|name| deliveries.join(name)).find(|path| !path.exists());
        let free = free.ok_or("Van deze dag liggen er al te veel lijsten in de map aanlevering.")?;
        fs::rename(&list, free).map_err(|_| WRITE.to_string())?;
        self.forget()
    }
}

const NOTHING: &str = "Er ligt geen lijst klaar. Kies eerst een bestand.";
const WRITE: &str = "De lijst kon niet worden bewaard: in de map van deze verhuurder kan niet worden geschreven, of de schijf is vol.";

fn stem(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::OpenItems => "lijst",
        Purpose::OldActions => "oud",
    }
}

/// Where a file lies until it is whole: beside its place, under a name that nobody else writes at.
fn part_beside(path: &Path) -> PathBuf {
    static WRITTEN: AtomicU64 = AtomicU64::new(0);
    let number = WRITTEN.fetch_add(1, Ordering::Relaxed);
    path.with_extension(format!("{}-{number}.deel", std::process::id()))
}

/// Writes a file whole or not at all.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let part = part_beside(path);
    let written = fs::write(&part, bytes).and_then(|()| fs::rename(&part, path));
    written.map_err(|_| {
        format!("{} kon niet worden bewaard.", path.file_name().unwrap_or_default().to_string_lossy())
    })
}

/// A file that comes in.
pub struct Incoming {
    drawer: Drawer,
    purpose: Purpose,
    name: String,
    today: Day,
    part: PathBuf,
    file: File,
    size: usize,
}

impl Upload for Incoming {
    fn write(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.size += bytes.len();
        if self.size > LARGEST_LIST {
            return Err(web::TOO_LARGE.into());
        }
        self.file.write_all(bytes).map_err(|_| WRITE.to_string())
    }

    fn finish(self: Box<Self>) -> Result<(), String> {
        self.file.sync_all().map_err(|_| WRITE.to_string())?;
        let ending = connectors::ending(&self.part)?;
        connectors::look(&self.part, &OpenItemsMapping::default())?;
        let folder = &self.drawer.0;
        let stem = stem(self.purpose);
        for old in ["csv", "xlsx"].into_iter().filter(|old| *old != ending) {
            let _ = fs::remove_file(folder.join(format!("{stem}.{old}")));
        }
        fs::rename(&self.part, folder.join(format!("{stem}.{ending}"))).map_err(|_| WRITE.to_string())?;
        if self.purpose == Purpose::OpenItems {
            let day = connectors::day_in(&self.name).filter(|day| *day <= self.today);
            let (naam, soort) = (self.name.clone(), ending.to_string());
            self.drawer.keep(&Note { naam, dag: day.map(|day| day.to_string()), soort })?;
        }
        Ok(())
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        // Moved away when it was finished; otherwise nothing of it stays.
        let _ = fs::remove_file(&self.part);
    }
}
