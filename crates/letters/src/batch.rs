//! Print batches: what a print house takes, and what it tells back.
//!
//! In go about a hundred letters; out comes one zip in the hand-over folder, with a file for each letter and an index in
//! CSV. The files are named by the id of the message: no name, address or amount stands in a file name or in the index.
//! The zip appears whole or not at all, and making the same batch again gives the same bytes under the same name. What
//! the print house says afterwards is read by [`read_status_file`].

mod status;

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Cursor, Write};
use std::path::{Path, PathBuf};

use domain::calendar::Day;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::pdf::Printed;

pub use status::{StatusFinding, StatusKind, StatusLine, read_status_file};

/// Letters in a batch: small enough to do again, large enough for a folding machine.
pub const LETTERS_IN_A_BATCH: usize = 100;

/// A batch of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The day of the letters.
    pub day: Day,
    /// Which batch of that day, from 1.
    pub number: u32,
}

/// `partij-2026-11-21-01`
impl fmt::Display for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "partij-{}-{:02}", self.day, self.number)
    }
}

/// One letter of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchLetter {
    /// Id of the message; the name of the file. Letters without accents, digits and dashes.
    pub id: String,
    /// The letter.
    pub printed: Printed,
    /// Language (BCP 47).
    pub language: String,
    /// Name of what goes into the envelope with it; empty when nothing does. Written like an id.
    pub enclosure: String,
}

impl BatchLetter {
    /// Sheets of paper, printed on both sides.
    pub const fn sheets(&self) -> u32 {
        self.printed.pages.div_ceil(2)
    }
}

/// A batch that lies in the hand-over folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedOver {
    /// The zip.
    pub file: PathBuf,
    /// Sheets of paper in all.
    pub sheets: u32,
    /// It lay there already, the same to the byte.
    pub was_there: bool,
}

/// Why a batch was not handed over. Nothing of it lies in the folder then.
#[derive(Debug)]
pub enum BatchError {
    /// There is no letter in it.
    Empty,
    /// An id, language or enclosure has signs that do not belong in a name, or an id stands there twice. The place of the
    /// letter in the batch, from 1.
    Name(usize),
    /// Another batch lies there under the same name.
    Taken(PathBuf),
    /// The folder cannot be read or written.
    Disk(PathBuf, io::Error),
}

impl fmt::Display for BatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BatchError::Empty => f.write_str("Een partij zonder brieven wordt niet gemaakt."),
            BatchError::Name(place) => write!(
                f,
                "Brief {place} van de partij heeft een id, taal of bijlage met vreemde tekens, of een id dat er al staat."
            ),
            BatchError::Taken(file) => write!(
                f,
                "{} bestaat al, met andere brieven. Het is niet overschreven. Kijk of die partij al bij de drukker is.",
                file.display()
            ),
            BatchError::Disk(file, error) => {
                write!(f, "{} is niet te schrijven ({}).", file.display(), error.kind())
            }
        }
    }
}

impl std::error::Error for BatchError {}

/// Puts a batch into the hand-over folder, which is made when it is not there.
///
/// The zip is written beside its place, forced to disk and then renamed: whoever looks into the folder sees a whole batch
/// or none. A batch that lies there already, the same to the byte, is left alone.
///
/// # Errors
/// When it is empty, a name is no name, another batch has its name, or the disk refuses.
pub fn hand_over(folder: &Path, batch: Batch, letters: &[BatchLetter]) -> Result<HandedOver, BatchError> {
    check_names(letters)?;
    let file = folder.join(format!("{batch}.zip"));
    let disk = |error| BatchError::Disk(file.clone(), error);
    let bytes = packed(batch, letters).map_err(disk)?;
    let sheets = letters.iter().map(BatchLetter::sheets).sum();
    fs::create_dir_all(folder).map_err(disk)?;
    match fs::read(&file) {
        Ok(there) if there == bytes => return Ok(HandedOver { file, sheets, was_there: true }),
        Ok(_) => return Err(BatchError::Taken(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(disk(error)),
    }
    let beside = folder.join(format!(".{batch}.zip.deel"));
    appear(&bytes, &beside, &file).map_err(disk)?;
    Ok(HandedOver { file, sheets, was_there: false })
}

/// Written, forced to disk, renamed, and the name forced to disk too.
fn appear(bytes: &[u8], beside: &Path, file: &Path) -> io::Result<()> {
    let mut part = File::create(beside)?;
    part.write_all(bytes)?;
    part.sync_all()?;
    fs::rename(beside, file)?;
    file.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

fn check_names(letters: &[BatchLetter]) -> Result<(), BatchError> {
    if letters.is_empty() {
        return Err(BatchError::Empty);
    }
    let plain = |name: &str| name.len() <= 80 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let mut seen = std::collections::BTreeSet::new();
    for (at, letter) in letters.iter().enumerate() {
        let named = !letter.id.is_empty() && plain(&letter.id) && seen.insert(&letter.id);
        if !(named && plain(&letter.language) && plain(&letter.enclosure)) {
            return Err(BatchError::Name(at + 1));
        }
    }
    Ok(())
}

/// The zip: a folder with the index and the letters in their order. Without times, so that it is the same every time.
fn packed(batch: Batch, letters: &[BatchLetter]) -> io::Result<Vec<u8>> {
    // PDFs are compressed already.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(format!("{batch}/index.csv"), options)?;
    zip.write_all(index(letters).as_bytes())?;
    for letter in letters {
        zip.start_file(format!("{batch}/{}.pdf", letter.id), options)?;
        zip.write_all(&letter.printed.pdf)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Files as one zip, by their names with `/` between folders. Without times, so that it is the same every time.
///
/// # Errors
/// When a name stands twice in it.
pub fn zip_of(files: &[(&str, &[u8])]) -> io::Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// One line for each letter; for people with Excel, so with semicolons and a byte order mark.
fn index(letters: &[BatchLetter]) -> String {
    let mut index = String::from("\u{feff}id;bestand;paginas;taal;bijlage;vellen\r\n");
    for letter in letters {
        let BatchLetter { id, printed, language, enclosure } = letter;
        index.push_str(&format!(
            "{id};{id}.pdf;{};{language};{enclosure};{}\r\n",
            printed.pages,
            letter.sheets()
        ));
    }
    index
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    const BATCH: Batch = Batch { day: Day(20_000), number: 2 };

    fn letter(id: &str, pages: u32) -> BatchLetter {
        BatchLetter {
            id: id.to_owned(),
            printed: Printed { pdf: format!("%PDF of {id}").into_bytes(), pages },
            language: "nl".to_owned(),
            enclosure: String::new(),
        }
    }

    #[test]
    fn a_batch_is_one_zip_with_an_index() {
        let folder = tempfile::tempdir().unwrap();
        let handed = hand_over(folder.path(), BATCH, &[letter("a1", 1), letter("b2", 3)]).unwrap();
        assert_eq!((handed.sheets, handed.was_there), (3, false));
        let names: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
        assert_eq!(names, [format!("{BATCH}.zip").as_str()]);
        let mut zip = zip::ZipArchive::new(File::open(&handed.file).unwrap()).unwrap();
        let mut index = String::new();
        zip.by_name(&format!("{BATCH}/index.csv")).unwrap().read_to_string(&mut index).unwrap();
        assert_eq!(
            index,
            "\u{feff}id;bestand;paginas;taal;bijlage;vellen\r\na1;a1.pdf;1;nl;;1\r\nb2;b2.pdf;3;nl;;2\r\n"
        );
        let mut pdf = String::new();
        zip.by_name(&format!("{BATCH}/b2.pdf")).unwrap().read_to_string(&mut pdf).unwrap();
        assert_eq!(pdf, "%PDF of b2");
    }

    #[test]
    fn twice_is_once_and_other_letters_do_not_replace_it() {
        let folder = tempfile::tempdir().unwrap();
        let letters = [letter("a1", 1)];
        let first = hand_over(folder.path(), BATCH, &letters).unwrap();
        let bytes = fs::read(&first.file).unwrap();
        assert!(hand_over(folder.path(), BATCH, &letters).unwrap().was_there);
        let other = hand_over(folder.path(), BATCH, &[letter("b2", 1)]);
        assert!(matches!(other, Err(BatchError::Taken(_))));
        assert_eq!(fs::read(&first.file).unwrap(), bytes);
    }

    #[test]
    fn what_a_kill_left_behind_is_no_batch_and_in_nobodys_way() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(format!(".{BATCH}.zip.deel")), "half").unwrap();
        let handed = hand_over(folder.path(), BATCH, &[letter("a1", 1)]).unwrap();
        assert!(zip::ZipArchive::new(File::open(&handed.file).unwrap()).is_ok());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_name_that_is_no_name_stops_the_batch() {
        let folder = tempfile::tempdir().unwrap();
        for id in ["../../a", "a.b", "", "=1+1", "a;b"] {
            let wrong = hand_over(folder.path(), BATCH, &[letter("a1", 1), letter(id, 1)]);
            assert!(matches!(wrong, Err(BatchError::Name(2))), "{id}");
        }
        let twice = hand_over(folder.path(), BATCH, &[letter("a1", 1), letter("a1", 1)]);
        assert!(matches!(twice, Err(BatchError::Name(2))));
        assert!(matches!(hand_over(folder.path(), BATCH, &[]), Err(BatchError::Empty)));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
