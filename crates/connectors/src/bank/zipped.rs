//! A zip of bank files, as some banks deliver them: its members one by one, each as if it lay there by itself.
//!
//! In goes a zip, out comes a reader for each member. What unpacks to more than [`UNPACKED_MOST`] or holds more than
//! [`MEMBERS_MOST`] files is refused: a zip can be a bomb.

use std::io::{Read, Seek};

use zip::ZipArchive;

use super::Refused;

/// So many bytes may come out of one zip.
const UNPACKED_MOST: u64 = 4 << 30;
/// So many files may be in one zip.
const MEMBERS_MOST: usize = 10_000;

/// Does it begin as a zip?
pub fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04")
}

/// Reads every member of a zip in order of name.
///
/// # Errors
/// [`Refused`] when the zip itself cannot be read; what a member is, its reader finds out.
pub fn members(zip: impl Read + Seek, each: &mut dyn FnMut(&str, &mut dyn Read)) -> Result<(), Refused> {
    let broken = |_| Refused::new("broken-zip", "Het zip-bestand is niet te openen.");
    let mut archive = ZipArchive::new(zip).map_err(broken)?;
    if archive.len() > MEMBERS_MOST {
        return Err(Refused::new("zip-too-large", "In het zip-bestand zitten te veel bestanden."));
    }
    let mut names: Vec<(String, usize)> = Vec::new();
    for index in 0..archive.len() {
        let member = archive.by_index_raw(index).map_err(broken)?;
        let name = member.name().map_err(broken)?;
        let name: String = name.chars().filter(|letter| !letter.is_control()).take(200).collect();
        if member.is_file() && !name.contains("__MACOSX") {
            names.push((name, index));
        }
    }
    names.sort();
    let mut left = UNPACKED_MOST;
    for (name, index) in names {
        let member = archive.by_index(index).map_err(broken)?;
        let mut limited = member.take(left);
        each(&name, &mut limited);
        left = limited.limit();
        if left == 0 {
            return Err(Refused::new("zip-too-large", "Uit het zip-bestand komt meer dan 4 GB."));
        }
    }
    Ok(())
}
