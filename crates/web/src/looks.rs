//! The log of looks: who looked at which dossier or list, and who works where now. In go the lines of a page; when it comes out,
//! they are on the disk.
//!
//! Lines of one moment are written together: who comes while others are being written waits, and whoever is first after that
//! writes for all that waited. They change nothing of the book itself. Another connection tells whether anybody did change it
//! ([`Looks::stamp`]), and is the one that notes when a session was last used: of its own changes it does not tell. Nothing is ever
//! taken out of the log.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use store::looks::{AtWork, Look};
use store::{Book, Place, StoreError};

use crate::answer::Failure;

/// The same as long as nothing changed in the book but who looked and when a session was last used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp(i64);

/// Writes looks down.
pub(crate) struct Looks {
    place: Place,
    /// Writes lines.
    log: Mutex<Option<Book>>,
    /// Tells what changed.
    watch: Mutex<Option<Book>>,
    /// Lines that whoever writes next takes along.
    gathering: Mutex<Arc<Batch>>,
}

/// Lines that are written together.
#[derive(Default)]
struct Batch {
    lines: Mutex<(Vec<Look>, Vec<AtWork>)>,
    /// What came of it.
    told: OnceLock<Result<(), String>>,
}

impl Looks {
    /// The log in the book at this place, which is opened when it is first needed.
    pub(crate) fn of(place: Place) -> Looks {
        let (log, watch, gathering) = Default::default();
        Looks { place, log, watch, gathering }
    }

    /// Writes these down; they are on the disk when this returns. That somebody works on a dossier no page keeps, so it changes
    /// nothing for the others.
    pub(crate) fn write(&self, looks: Vec<Look>, at_work: Option<AtWork>) -> Result<(), Failure> {
        let mine = {
            let gathering = locked(&self.gathering);
            let mut lines = locked(&gathering.lines);
            lines.0.extend(looks);
            lines.1.extend(at_work);
            Arc::clone(&gathering)
        };
        let mut log = locked(&self.log);
        if mine.told.get().is_none() {
            // Nobody wrote for us, so what is being gathered is ours; from here on it is complete.
            drop(std::mem::take(&mut *locked(&self.gathering)));
            let lines = locked(&mine.lines);
            let written =
                self.opened(&mut log, Book::open_to_log).and_then(|log| log.log_looks(&lines.0, &lines.1));
            let _ = mine.told.set(written.map_err(|error| error.to_string()));
        }
        match mine.told.get() {
            Some(Err(why)) => Err(Failure::Broken(why.clone())),
            _ => Ok(()),
        }
    }

    /// What the book looks like now, where it says so.
    pub(crate) fn stamp(&self) -> Option<Stamp> {
        let mut book = locked(&self.watch);
        self.opened(&mut book, Book::open_to_watch).ok()?.changes_by_others().ok().map(Stamp)
    }

    /// The same, unless one would have to wait at all.
    pub(crate) fn stamp_at_once(&self) -> Option<Stamp> {
        self.watch.try_lock().ok()?.as_ref()?.changes_by_others().ok().map(Stamp)
    }

    /// Notes that a session was used, unless somebody writes in the book just now.
    pub(crate) fn session_seen(&self, token: &[u8; 32], now: i64) -> Result<(), StoreError> {
        let mut book = locked(&self.watch);
        self.opened(&mut book, Book::open_to_watch)?.session_seen(token, now)
    }

    fn opened<'a>(
        &self,
        book: &'a mut Option<Book>,
        open: fn(Place) -> Result<Book, StoreError>,
    ) -> Result<&'a mut Book, StoreError> {
        if book.is_none() {
            // Opening to write would make a book where there is none.
            drop(Book::open_to_read(&self.place)?);
            *book = Some(open(self.place.clone())?);
        }
        book.as_mut().ok_or_else(|| StoreError::Damaged("het logboek".into()))
    }
}

/// A page that failed while it held this left it whole: lines are only added, and each batch is told about once.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::calendar::Day;
    use domain::ids::TenancyId;
    use domain::staff::{Role, Seat};
    use store::post::Moment;

    #[test]
    fn looking_changes_nothing_that_a_page_shows_and_all_else_does() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("boek.sqlite");
        let book = Book::open(&path).unwrap();
        let seat = Seat { role: Role::TeamLeader, districts: Vec::new() };
        let who = book.add_staff("a@example.nl", "Anna", &seat, 1).unwrap().expect("an account");
        let looks = Looks::of(Place::File(path));
        assert!(looks.stamp_at_once().is_none(), "the book is not open yet");
        let stamp = looks.stamp();
        assert!(stamp.is_some());
        let at = Moment { day: Day(20_000), seconds: 1 };
        let here = AtWork { who, tenancy: TenancyId(1), until: 3 };
        looks.write(vec![Look { at, who, about: None, page: "werklijst" }], Some(here)).unwrap();
        looks.session_seen(&[1; 32], 2).unwrap();
        assert_eq!((looks.stamp(), looks.stamp_at_once()), (stamp, stamp));
        book.begin_session(who, &[1; 32], 1, "", "wachtwoord").unwrap();
        assert_ne!(looks.stamp(), stamp, "somebody came in");
        let count = "select count(*) from looked";
        assert_eq!(book.connection().query_row(count, [], |row| row.get::<u32>(0)).unwrap(), 1);
    }
}
