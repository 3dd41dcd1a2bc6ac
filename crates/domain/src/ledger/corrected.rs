//! Bookings that the landlord took back or corrected.
//!
//! The ledger is append-only: what was booked wrongly is followed by the same entry with the opposite amount, and by what it
//! should have been. The first two never happened to the tenant: neither was a claim, a payment or a debit that came back.
//! [`standing`] gives the account without them, [`taken_back`] says which they are to who shows the whole ledger.

use std::borrow::Cow;

use super::{Entry, EntryKind};
use crate::calendar::Day;

/// Two entries of which the second takes the first back, by their places.
pub type Pair = (usize, usize);

/// The entries as they stand: without what was taken back. Borrowed as they are where nothing was.
pub fn standing(entries: &[Entry]) -> Cow<'_, [Entry]> {
    let pairs = taken_back(entries.iter());
    if pairs.is_empty() {
        return Cow::Borrowed(entries);
    }
    Cow::Owned((0..entries.len()).filter(|at| !is_in(&pairs, *at)).map(|at| entries[at]).collect())
}

/// Is the entry at this place one of a pair?
pub(super) fn is_in(pairs: &[Pair], at: usize) -> bool {
    pairs.iter().any(|(one, other)| *one == at || *other == at)
}

/// Which entries were taken back, and by which. Entries are in order of booking day.
pub fn taken_back<'a>(entries: impl Iterator<Item = &'a Entry> + Clone) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = Vec::new();
    for (at, entry) in entries.clone().enumerate().filter(|(_, entry)| goes_against_its_kind(entry)) {
        let opposite = Entry { cents: -entry.cents, ..*entry };
        let is_free = |other: usize| !is_in(&pairs, other);
        let other = entries.clone().enumerate().find(|(other, one)| **one == opposite && is_free(*other));
        if let Some((other, _)) = other {
            pairs.push((at.min(other), at.max(other)));
        }
    }
    pairs
}

/// Charges that got another due day: the one they had and the one they have. The same charge was booked anew on the day of the two that
/// cancel each other, after them. What was meant for it on the old day is meant for it still.
pub(super) fn moved(entries: &[Entry]) -> Vec<(Day, Day)> {
    let pairs = taken_back(entries.iter());
    let charges = pairs.iter().filter(|(wrong, _)| entries[*wrong].is_debit());
    let anew = |(wrong, back): &Pair| {
        let wrong = entries[*wrong];
        let same =
            |entry: &Entry| Entry { due_on: wrong.due_on, ..*entry } == wrong && entry.due() != wrong.due();
        let at = (*back + 1..entries.len()).find(|at| same(&entries[*at]) && !is_in(&pairs, *at))?;
        Some((wrong.due(), entries[at].due()))
    };
    charges.filter_map(anew).collect()
}

/// A charge that lowers the debt, or money that raises it. Seen money says what became of it in its own way.
pub(crate) fn goes_against_its_kind(entry: &Entry) -> bool {
    match entry.kind {
        EntryKind::Payment | EntryKind::DirectDebit | EntryKind::Credit | EntryKind::WriteOff => {
            entry.cents.0 > 0
        }
        EntryKind::SeenPayment => false,
        _ => entry.cents.0 < 0,
    }
}
