//! The simulated landlord delivers: VERA objects as NDJSON files with a manifest, as `docs/aanlevering.md` describes them.
//!
//! In go the lives of a portfolio and a period; out come files in memory, to be written wherever a test wants them. This
//! is a writer of its own: it shares nothing with the readers in the connectors. It never writes a real person's data.

mod account;
mod cases;
mod json;
mod manifest;
mod master;

use crate::life::{Horizon, Life};
use domain::calendar::Day;
use domain::money::Cents;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub use manifest::{FileStated, Manifest};

/// Name of the file with bookings.
pub const BOOKINGS: &str = "vera-boekingen.ndjson";
/// Name of the file with tenancies.
pub const TENANCIES: &str = "vera-overeenkomsten.ndjson";

/// A landlord with its homes, from the first to the last day of the horizon.
///
/// ```
/// use domain::calendar::Day;
/// use simulator::life::Horizon;
/// use simulator::vera::Landlord;
///
/// let from = Day::parse_iso("2026-01-01").unwrap();
/// let horizon = Horizon { from, to: from + 200 };
/// let landlord = Landlord::new(7, 25, horizon);
///
/// // The first delivery holds everything up to a day, the next ones what is new each night.
/// let opening = landlord.delivery(from.previous(), from + 100);
/// let night = landlord.delivery(from + 100, from + 101);
/// assert!(opening.size() > night.size());
/// assert!(opening.file("manifest.json").is_some());
/// ```
#[derive(Clone, Debug)]
pub struct Landlord {
    /// The seed: print it when a test fails.
    pub seed: u64,
    /// The period.
    pub horizon: Horizon,
    /// All lives, by number.
    pub lives: Vec<Life>,
}

/// The files of one delivery, and what the manifest says of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Name of the folder: the day the books stand on.
    pub name: String,
    /// Name and content of each file, `manifest.json` last.
    pub files: Vec<(String, Vec<u8>)>,
    /// What the manifest says.
    pub manifest: Manifest,
}

/// The period a delivery is about: events after `after`, up to and including `until`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    pub after: Day,
    pub until: Day,
}

impl Window {
    pub(crate) fn holds(self, day: Day) -> bool {
        self.after < day && day <= self.until
    }

    pub(crate) fn holds_any<const N: usize>(self, days: [Option<Day>; N]) -> bool {
        days.into_iter().flatten().any(|day| self.holds(day))
    }
}

impl Landlord {
    /// The landlord of this seed, with so many tenancies.
    pub fn new(seed: u64, homes: u32, horizon: Horizon) -> Landlord {
        let lives = (0..homes).map(|index| Life::of(seed, index, horizon)).collect();
        Landlord { seed, horizon, lives }
    }

    /// Everything that entered the books after `after`, up to and including `until`. When `after` lies before the horizon
    /// it is the opening delivery, with all master data.
    pub fn delivery(&self, after: Day, until: Day) -> Delivery {
        let opening = after < self.horizon.from;
        let window = Window { after: if opening { Day(i32::MIN) } else { after }, until };
        let (bookings, booked) = account::bookings(&self.lives, window);
        let mut written = vec![
            ("vera-eenheden.ndjson", master::units(&self.lives, window), None),
            ("vera-relaties.ndjson", master::relations(&self.lives, window), None),
            (TENANCIES, master::tenancies(&self.lives, window), None),
            (BOOKINGS, bookings, Some(booked)),
            ("vera-betalingsregelingen.ndjson", account::arrangements(&self.lives, window), None),
            ("vera-contactmomenten.ndjson", cases::contacts(&self.lives, window), None),
            ("vera-signaleringen.ndjson", cases::signals(&self.lives, window), None),
        ];
        written.retain(|(name, content, _)| *name == BOOKINGS || !content.is_empty());
        let manifest = Manifest {
            landlord: "Voorbeeld Wonen".to_owned(),
            as_of: until,
            complete: opening,
            files: written.iter().map(|(name, content, sum)| FileStated::of(name, content, *sum)).collect(),
            tenancies: Some(self.running_on(until)),
            balance: Some(self.balance_on(until)),
        };
        let files = written.into_iter().map(|(name, content, _)| (name.to_owned(), content)).collect();
        let mut delivery = Delivery { name: until.to_string(), files, manifest };
        delivery.seal();
        delivery
    }

    /// Everything there is on this day, as a landlord sends it who delivers the whole portfolio every night.
    pub fn complete(&self, until: Day) -> Delivery {
        self.delivery(self.horizon.from.previous(), until)
    }

    /// How many tenancies run on this day.
    pub fn running_on(&self, day: Day) -> u32 {
        self.lives.iter().filter(|life| life.term.runs_on(day)).count() as u32
    }

    /// Everything booked up to and including this day, debits minus credits.
    pub fn balance_on(&self, day: Day) -> Cents {
        let before = self.horizon.from.previous();
        self.lives.iter().flat_map(|life| life.booked_between(before, day)).map(|booking| booking.cents).sum()
    }
}

impl Delivery {
    /// Writes hashes into the manifest, and the manifest as the last file.
    pub fn seal(&mut self) {
        self.files.retain(|(name, _)| name != manifest::NAME);
        for stated in &mut self.manifest.files {
            if let Some((_, content)) = self.files.iter().find(|(name, _)| *name == stated.name) {
                stated.sha256 = manifest::sha256_hex(content);
            }
        }
        self.files.push((manifest::NAME.to_owned(), self.manifest.to_json()));
    }

    /// The content of a file.
    pub fn file(&self, name: &str) -> Option<&[u8]> {
        self.files.iter().find(|(known, _)| known == name).map(|(_, content)| content.as_slice())
    }

    /// Size of all files together, in bytes.
    pub fn size(&self) -> usize {
        self.files.iter().map(|(_, content)| content.len()).sum()
    }

    /// Writes the delivery as a folder of its own inside `folder`, the manifest last, and says where.
    ///
    /// # Errors
    /// When a folder or file cannot be written.
    pub fn write_to(&self, folder: &Path) -> io::Result<PathBuf> {
        let place = folder.join(&self.name);
        fs::create_dir_all(&place)?;
        for (name, content) in &self.files {
            fs::write(place.join(name), content)?;
        }
        Ok(place)
    }
}

#[cfg(test)]
mod tests;
