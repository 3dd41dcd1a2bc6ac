//! Takes in every delivery that is new, oldest name first. A delivery that was seen before is passed over; one that is
//! held stops the night.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use connectors::{DeliveryError, Kind, Mapping, Read};
use domain::calendar::Day;
use domain::delivery::{Finding, Place, Severity};
use store::Book;
use store::intake::{Announced, Fed, OPEN_ITEMS, Taken, VERA};

use crate::bank::{BankIn, receive_bank};
use crate::failure::Failure;
use crate::landlord::Landlord;
use crate::watch::Watch;

/// What came in.
#[derive(Debug, Default)]
pub struct Received {
    /// Name of each delivery that was looked at, and what came of it.
    pub deliveries: Vec<(String, Taken)>,
    /// What came in from the bank, where files of the bank are read.
    pub bank: Option<BankIn>,
}

/// Takes in what is new in the landlord's folder. Deliveries named in `released` are let in although they were held.
pub fn receive(
    landlord: &Landlord,
    book: &mut Book,
    mapping: &Mapping,
    today: Day,
    released: &[String],
    progress: &mut dyn FnMut(usize, usize),
    watch: &Watch,
) -> Result<Received, Failure> {
    let mut received = Received::default();
    let waiting = waiting(landlord, book, released)?;
    for (at, (name, path, signature)) in waiting.iter().enumerate() {
        progress(at, waiting.len());
        watch.stop_when_asked()?;
        let released = released.contains(name);
        let taken = take(book, mapping, path, name, *signature, today, released, watch)?;
        received.deliveries.push((name.clone(), taken));
    }
    progress(waiting.len(), waiting.len());
    // After the books: what the landlord booked meanwhile need not count apart.
    received.bank = receive_bank(landlord, book, today)?;
    Ok(received)
}

/// The deliveries that are new, or were held, in order of name; each with what changes when its files do. What is still
/// being written is not there yet.
pub fn waiting(
    landlord: &Landlord,
    book: &Book,
    released: &[String],
) -> Result<Vec<(String, PathBuf, u64)>, Failure> {
    let folder = landlord.deliveries();
    let failed = |error: std::io::Error| Failure::file(&folder, &error);
    let mut waiting = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let (signature, changed) = signature(&entry.path()).map_err(failed)?;
        let hidden = name.starts_with('.') || name.starts_with('~');
        if !hidden
            && landlord.is_complete(changed)
            && (released.contains(&name) || !book.seen_delivery(&name, signature)?)
        {
            waiting.push((name, entry.path(), signature));
        }
    }
    waiting.sort();
    if let Some(missing) = released.iter().find(|name| !waiting.iter().any(|(known, ..)| known == *name)) {
        return Err(Failure::usage(format!("er is geen aanlevering {missing} in {}", folder.display())));
    }
    Ok(waiting)
}

/// Size and time of last change as one number, of which another one is worth reading again; and when the last change was.
pub fn signature(path: &Path) -> std::io::Result<(u64, SystemTime)> {
    let of = |about: std::fs::Metadata| {
        let changed = about.modified().unwrap_or(UNIX_EPOCH);
        let nanos = changed.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos() as u64);
        (about.len().wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ nanos, changed)
    };
    let about = path.metadata()?;
    if about.is_file() {
        let (number, changed) = of(about);
        return Ok((number >> 1, changed));
    }
    let (mut sum, mut last) = (0_u64, UNIX_EPOCH);
    for file in std::fs::read_dir(path)? {
        let (number, changed) = of(file?.metadata()?);
        (sum, last) = (sum.wrapping_add(number >> 1), last.max(changed));
    }
    Ok((sum >> 1, last))
}

/// Takes in one delivery.
#[allow(clippy::too_many_arguments)]
pub fn take(
    book: &mut Book,
    mapping: &Mapping,
    path: &Path,
    name: &str,
    signature: u64,
    today: Day,
    released: bool,
    watch: &Watch,
) -> Result<Taken, Failure> {
    let hash = connectors::identity(path).map_err(|error| Failure::file(path, &error))?;
    let is_list = path.is_file();
    let announced = Announced {
        hash,
        name: name.to_string(),
        signature,
        kind: if is_list { OPEN_ITEMS } else { VERA }.to_string(),
        released,
        costs_clauses: mapping.terms.clone(),
    };
    let mut is_none = false;
    // A list that is tried again is as old as it was.
    let came_on = book.held_since(&hash)?.unwrap_or(today);
    let mut source = |each: &mut dyn FnMut(Fed)| {
        let mut pass_on = |read: Read| match read {
            Read::Row(place, row) => {
                watch.did(1);
                each(Fed::Row(place, row));
            }
            Read::Finding(finding) => each(Fed::Finding(finding)),
            Read::Unread(place, item) => each(Fed::Unread(place, item)),
        };
        let report = connectors::read_delivery(path, mapping, &mut pass_on).map_err(|error| {
            is_none = is_list && matches!(error, DeliveryError::NothingRecognised(_));
            error.to_string()
        })?;
        let mut stated = report.stated;
        stated.as_of = stated.as_of.or_else(|| connectors::day_in(name));
        if stated.as_of.is_none() && report.kind == Kind::OpenItems {
            each(Fed::Finding(of_no_day(name, came_on)));
            stated.as_of = Some(came_on);
        }
        Ok(stated)
    };
    match book.take_in(&announced, today, &mut source)? {
        Ok(taken) => Ok(taken),
        // What is no delivery holds nobody up, nor what a person looked at and passes over.
        Err(reason) if is_none || released => {
            book.put_aside(&announced, today, &reason)?;
            Ok(Taken::PutAside(reason))
        }
        Err(reason) => Ok(Taken::Held(book.hold_unreadable(&announced, today, reason)?)),
    }
}

/// A list of which nobody says from which day it is.
fn of_no_day(name: &str, came_on: Day) -> Finding {
    Finding {
        place: Place { file: name.to_owned(), row: 0 },
        severity: Severity::Notice,
        field: "naam".into(),
        value: String::new(),
        reason: format!(
            "De naam van het bestand zegt niet van welke dag de lijst is. Wij rekenen met {}. Zet de dag in de naam, zoals \
             posten-2026-11-20.csv.",
            came_on.dutch()
        ),
    }
}
