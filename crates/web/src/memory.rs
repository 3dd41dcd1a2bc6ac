//! What was worked out from the book and holds until the book changes: who is signed in, and the lists of a person.
//!
//! Everything is kept under a [`Stamp`] that was read before the book was, so it is never older than the stamp says; with
//! another stamp it is forgotten as a whole. It is in this process only, and nothing in it is written anywhere.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::calendar::Day;
use store::staff::{Staff, StaffId};

use crate::looks::Stamp;

/// A session is asked of the book again after so many seconds: it may have lasted long enough.
const SESSION_KNOWN: i64 = 30;
/// More than so much of a kind is not kept.
const MOST: usize = 2_000;

/// For whom something was worked out, on which day, and what.
type Name = (StaffId, Day, &'static str);

/// What is kept.
#[derive(Default)]
pub(crate) struct Memory(Mutex<Held>);

#[derive(Default)]
struct Held {
    stamp: Option<Stamp>,
    /// By the hash of the token; with the moment at which the book said so.
    sessions: BTreeMap<[u8; 32], (Staff, i64)>,
    lists: BTreeMap<Name, Arc<dyn Any + Send + Sync>>,
}

impl Memory {
    /// Whose session this is, if that is known.
    pub(crate) fn session(&self, stamp: Stamp, token: &[u8; 32], now: i64) -> Option<Staff> {
        let held = self.held(stamp);
        let (staff, since) = held.sessions.get(token)?;
        (0..SESSION_KNOWN).contains(&(now - since)).then(|| staff.clone())
    }

    /// Keeps whose session this is.
    pub(crate) fn keep_session(&self, stamp: Stamp, token: [u8; 32], staff: &Staff, now: i64) {
        let mut held = self.held(stamp);
        if held.sessions.len() >= MOST {
            held.sessions.clear();
        }
        held.sessions.insert(token, (staff.clone(), now));
    }

    /// What was worked out, if it was.
    pub(crate) fn list<T: Send + Sync + 'static>(&self, stamp: Stamp, name: Name) -> Option<Arc<T>> {
        self.held(stamp).lists.get(&name).and_then(|list| Arc::clone(list).downcast().ok())
    }

    /// Keeps it.
    pub(crate) fn keep_list<T: Send + Sync + 'static>(&self, stamp: Stamp, name: Name, list: Arc<T>) {
        let mut held = self.held(stamp);
        if held.lists.len() >= MOST {
            held.lists.clear();
        }
        held.lists.insert(name, list);
    }

    fn held(&self, stamp: Stamp) -> MutexGuard<'_, Held> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.stamp != Some(stamp) {
            *held = Held { stamp: Some(stamp), ..Held::default() };
        }
        held
    }
}
