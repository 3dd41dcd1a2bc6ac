//! Files that appear all at once and are numbered in the order in which they came: `000001.eml`.
//!
//! A reader sees a whole file or none: it is written beside the folder's name space and then renamed.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// A folder that takes numbered files; it goes on where an earlier one with the same folder stopped.
pub(super) struct Numbered {
    folder: PathBuf,
    last: Mutex<u32>,
}

impl Numbered {
    /// Opens the folder, makes it where it is not there yet.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let mut last = 0;
        for entry in fs::read_dir(folder)? {
            let name = entry?.file_name();
            let digits = name.to_string_lossy();
            let number = digits.split('.').next().and_then(|digits| digits.parse().ok()).unwrap_or(0);
            last = last.max(number);
        }
        Ok(Self { folder: folder.to_owned(), last: Mutex::new(last) })
    }

    /// Adds a file with this ending.
    pub(super) fn add(&self, ending: &str, content: &[u8]) -> io::Result<()> {
        let mut last = self.last.lock().unwrap_or_else(|broken| broken.into_inner());
        let number = *last + 1;
        let half = self.folder.join(format!(".{number:06}.half"));
        let mut file = fs::File::create(&half)?;
        file.write_all(content)?;
        fs::rename(&half, self.folder.join(format!("{number:06}.{ending}")))?;
        *last = number;
        Ok(())
    }
}
