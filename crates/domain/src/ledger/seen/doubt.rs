//! Seen money that may be in the books already, under another amount: whether it is, only a person can say, or a later booking.
//!
//! Until then it does not count, so that no euro counts twice, and nothing is asked of the tenant (`guards::money_in_doubt`), so
//! that nobody pays twice either. It stands on the account in entries of [`EntryKind::SeenPayment`] with the reason
//! [`ReversalReason::MaybeBooked`]: above zero while it does not count, below zero when it does again.

use super::{Booked, Waiting};
use crate::calendar::Day;
use crate::ledger::{Entry, EntryKind, ReversalReason};
use crate::money::Cents;

/// A booking that may hold seen money, and how much of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// Place of the seen money in the list.
    pub seen: usize,
    /// Place of the booking in the list.
    pub booked: usize,
    /// How much of both, above zero.
    pub cents: Cents,
}

/// Of the money that [`super::settle`] left: as much as can be in the bookings that it left, each cent of both once, the oldest
/// first. What the landlord collects himself is no payment of the tenant and raises no doubt.
pub fn doubts(waiting: &[Waiting], booked: &[Booked]) -> Vec<Doubt> {
    let mut by_day: Vec<usize> = (0..waiting.len()).collect();
    by_day.sort_by_key(|seen| waiting[*seen].seen_on);
    let mut bookings: Vec<usize> = (0..booked.len()).filter(|at| !booked[*at].is_collected).collect();
    bookings.sort_by_key(|at| booked[*at].booked_on);
    let mut booked_left: Vec<Cents> = booked.iter().map(|one| one.cents.at_least_zero()).collect();
    let mut doubts = Vec::new();
    for seen in by_day {
        let mut seen_left = waiting[seen].cents.at_least_zero();
        for at in bookings.iter().copied().filter(|at| waiting[seen].is_near(&booked[*at])) {
            let cents = seen_left.min(booked_left[at]);
            if cents.0 > 0 {
                seen_left -= cents;
                booked_left[at] -= cents;
                doubts.push(Doubt { seen, booked: at, cents });
            }
        }
    }
    doubts
}

/// How much of what was seen does not count on a day because it may be booked already.
pub fn in_doubt(entries: &[Entry], today: Day) -> Cents {
    let doubts = entries.iter().filter(|entry| {
        let is_doubt =
            entry.kind == EntryKind::SeenPayment && entry.reason == Some(ReversalReason::MaybeBooked);
        is_doubt && entry.booked_on <= today
    });
    doubts.map(|entry| entry.cents).sum::<Cents>().at_least_zero()
}
