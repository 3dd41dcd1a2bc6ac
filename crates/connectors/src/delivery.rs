//! A delivery: a folder of files, or one file. Tells what it is, what it is identified by, and has it read.
//!
//! In: a path. Out: rows and findings through the callback, and a [`Report`]. Files are opened for reading only. Hidden
//! files and folders inside the delivery are passed over; a file that nobody recognises is named in a notice.

use crate::erp::{open_items, vera};
use crate::intake::{Findings, Intake, Kind, Read, Report};
use crate::manifest::{self, Manifest, Tally};
use crate::mapping::Mapping;
use domain::delivery::Severity;
use sha2::{Digest, Sha256};
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// Why a delivery could not be read at all.
#[derive(Debug)]
pub enum DeliveryError {
    /// The folder or a file cannot be opened.
    Unreadable(String, io::Error),
    /// Nothing in the folder is a delivery; the names that were found.
    NothingRecognised(Vec<String>),
    /// More than one list of open items; the names that were found.
    SeveralLists(Vec<String>),
    /// The list of open items cannot be read, in Dutch, with what to do.
    List(String, String),
}

impl fmt::Display for DeliveryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DeliveryError::Unreadable(name, error) => {
                write!(
                    f,
                    "{name} is niet te openen ({error}). Controleer of de levering compleet is en gelezen mag worden."
                )
            }
            DeliveryError::NothingRecognised(names) if names.is_empty() => {
                write!(f, "De levering is leeg. Lever de bestanden opnieuw aan.")
            }
            DeliveryError::NothingRecognised(names) => write!(
                f,
                "Geen van de bestanden is een aanlevering: {}. Lever VERA-bestanden (vera-boekingen.ndjson) of één lijst met \
                 openstaande posten (CSV of XLSX).",
                names.join(", ")
            ),
            DeliveryError::SeveralLists(names) => {
                write!(
                    f,
                    "Er staan meer lijsten in de levering: {}. Lever per nacht één lijst aan.",
                    names.join(", ")
                )
            }
            DeliveryError::List(name, reason) => write!(f, "{name}: {reason}"),
        }
    }
}

impl std::error::Error for DeliveryError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            DeliveryError::Unreadable(_, error) => Some(error),
            _ => None,
        }
    }
}

/// One file of a delivery.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) sha256: [u8; 32],
    pub(crate) length: u64,
}

/// Reads a delivery: every row and every finding goes to `each`, in the order of `docs/aanlevering.md`. Of an object that
/// comes twice with different content both rows are handed over, so that the last one wins; the same content comes once.
pub fn read_delivery(
    path: &Path,
    mapping: &Mapping,
    each: &mut dyn FnMut(Read),
) -> Result<Report, DeliveryError> {
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let parts = parts(path).map_err(|error| DeliveryError::Unreadable(name.clone(), error))?;
    let manifest = match parts.iter().find(|part| part.name.eq_ignore_ascii_case(manifest::FILE_NAME)) {
        Some(part) => Some(Manifest::read(&manifest_bytes(part)?)),
        None => None,
    };
    let kind = kind(&parts)?;
    let mut stated = manifest.as_ref().map(|manifest| manifest.stated.clone()).unwrap_or_default();
    let mut intake = Intake::new(mapping, stated.as_of, each);
    match &manifest {
        Some(manifest) => compare_files(manifest, &parts, &mut intake),
        None => {
            let reason = "De levering heeft geen manifest.json. Aantallen en bedragen zijn niet te controleren; lever er een mee.";
            intake.open(manifest::FILE_NAME);
            intake.about_file(Severity::Notice, "", "", reason);
        }
    }
    let manifest = manifest.unwrap_or_default();
    match kind {
        Kind::Vera => vera::read(&parts, &manifest, &mut intake),
        Kind::OpenItems => {
            let list = parts.iter().find(|part| open_items::is_list(&part.name));
            let list = list.ok_or_else(|| DeliveryError::NothingRecognised(names(&parts)))?;
            stated.as_of = stated.as_of.or_else(|| crate::dates::within(&list.name));
            intake.as_of = stated.as_of;
            stated.complete = true;
            open_items::read(list, &manifest, &mut intake)?;
        }
    }
    report_strangers(kind, &parts, &mut intake);
    let (rows, findings) = (intake.rows, intake.findings);
    Ok(Report { name, hash: identity_of(&parts), kind, stated, rows, findings })
}

/// What a delivery is known by: SHA-256 over the names and the content of its files. The folder's own name plays no part.
pub fn identity(path: &Path) -> io::Result<[u8; 32]> {
    Ok(identity_of(&parts(path)?))
}

/// The severities counted, for whoever adds up deliveries.
impl Findings {
    /// All findings together.
    pub const fn total(&self) -> u64 {
        self.notices + self.refused + self.holds
    }
}

/// Compares what was found in a part with what the manifest says of it.
pub(crate) fn check(part: &Part, manifest: &Manifest, tally: &Tally, intake: &mut Intake<'_>) {
    if let Some(promise) = manifest.promise_of(&part.name) {
        manifest::check(promise, tally, &part.sha256, intake);
    }
}

fn kind(parts: &[Part]) -> Result<Kind, DeliveryError> {
    if parts.iter().any(|part| vera::recognise(&part.name).is_some()) {
        return Ok(Kind::Vera);
    }
    let lists: Vec<&Part> = parts.iter().filter(|part| open_items::is_list(&part.name)).collect();
    match lists.len() {
        0 => Err(DeliveryError::NothingRecognised(names(parts))),
        1 => Ok(Kind::OpenItems),
        _ => Err(DeliveryError::SeveralLists(lists.iter().map(|part| part.name.clone()).collect())),
    }
}

/// Files the manifest names and the delivery lacks, and the other way round.
fn compare_files(manifest: &Manifest, parts: &[Part], intake: &mut Intake<'_>) {
    manifest.report(intake);
    for promise in &manifest.files {
        if !parts.iter().any(|part| part.name.eq_ignore_ascii_case(&promise.name)) {
            intake.open(&promise.name);
            let reason = "Het manifest noemt dit bestand, maar het zit niet in de levering. De nacht wacht op een mens; vraag een \
                          nieuwe levering.";
            intake.about_file(Severity::HoldsNight, "naam", &promise.name, reason);
        }
    }
    for part in parts {
        let is_data = vera::recognise(&part.name).is_some() || open_items::is_list(&part.name);
        if is_data && manifest.promise_of(&part.name).is_none() {
            intake.open(&part.name);
            let reason = "Dit bestand staat niet in het manifest. Het is gelezen, maar de nacht wacht op een mens; vraag een nieuw \
                          manifest.";
            intake.about_file(Severity::HoldsNight, "naam", &part.name, reason);
        }
    }
}

/// Names the files that were not read.
fn report_strangers(kind: Kind, parts: &[Part], intake: &mut Intake<'_>) {
    for part in parts {
        let read = match kind {
            Kind::Vera => vera::recognise(&part.name).is_some(),
            Kind::OpenItems => open_items::is_list(&part.name),
        };
        if !read && !part.name.eq_ignore_ascii_case(manifest::FILE_NAME) {
            intake.open(&part.name);
            let reason =
                "Dit bestand wordt niet herkend en is niet gelezen. Controleer de naam van het bestand.";
            intake.about_file(Severity::Notice, "naam", &part.name, reason);
        }
    }
}

fn manifest_bytes(part: &Part) -> Result<Vec<u8>, DeliveryError> {
    const LENGTH_MAX: u64 = 4 * 1024 * 1024;
    let mut bytes = Vec::new();
    let file = File::open(&part.path).and_then(|file| file.take(LENGTH_MAX).read_to_end(&mut bytes));
    file.map_err(|error| DeliveryError::Unreadable(part.name.clone(), error))?;
    Ok(bytes)
}

fn names(parts: &[Part]) -> Vec<String> {
    parts.iter().map(|part| part.name.clone()).collect()
}

/// The files of a delivery in order of name, hashed.
fn parts(path: &Path) -> io::Result<Vec<Part>> {
    let mut paths = Vec::new();
    if fs::metadata(path)?.is_dir() {
        for entry in fs::read_dir(path)? {
            let path = entry?.path();
            if path.is_file() {
                paths.push(path);
            }
        }
    } else {
        paths.push(path.to_owned());
    }
    let mut parts = Vec::new();
    for path in paths {
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        if name.starts_with('.') || name.starts_with("~$") {
            continue;
        }
        let (sha256, length) = hash(&path)?;
        parts.push(Part { name, path, sha256, length });
    }
    parts.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(parts)
}

fn hash(path: &Path) -> io::Result<([u8; 32], u64)> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 256 * 1024];
    let mut length = 0;
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok((hasher.finalize().into(), length));
        }
        hasher.update(&buffer[..read]);
        length += read as u64;
    }
}

fn identity_of(parts: &[Part]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.name.len() as u64).to_le_bytes());
        hasher.update(part.name.as_bytes());
        hasher.update(part.sha256);
    }
    hasher.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_identity_follows_from_names_and_content_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("a"), folder.path().join("b"));
        for path in [&one, &two] {
            fs::create_dir(path).unwrap();
            fs::write(path.join("vera-boekingen.ndjson"), "{}\n").unwrap();
        }
        assert_eq!(identity(&one).unwrap(), identity(&two).unwrap());
        fs::write(two.join(".DS_Store"), "x").unwrap();
        assert_eq!(identity(&one).unwrap(), identity(&two).unwrap());
        fs::write(two.join("vera-boekingen.ndjson"), "{} \n").unwrap();
        assert_ne!(identity(&one).unwrap(), identity(&two).unwrap());
    }

    #[test]
    fn what_is_no_delivery_is_said_to_be_none() {
        let folder = tempfile::tempdir().unwrap();
        let read = || read_delivery(folder.path(), &Mapping::default(), &mut |_| {}).unwrap_err().to_string();
        assert!(read().contains("leeg"));
        fs::write(folder.path().join("leesmij.md"), "x").unwrap();
        assert!(read().contains("leesmij.md"));
        fs::write(folder.path().join("een.csv"), "x").unwrap();
        fs::write(folder.path().join("twee.csv"), "x").unwrap();
        assert!(read().contains("een.csv, twee.csv"));
    }
}
