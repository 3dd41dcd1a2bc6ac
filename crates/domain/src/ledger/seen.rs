//! Money that somebody saw before the landlord's books had it: a payment provider, or the bank on a statement.
//!
//! It stands on the account in entries of a kind of its own, [`EntryKind::SeenPayment`]:
//!
//! - below zero: money was seen, and counts from that day; with `due_on`: it had been said not to count, and does again from
//!   `booked_on`, as the money that was seen on the day of `due_on`;
//! - above zero without a reason: the landlord booked it, so it counts no longer beside that booking. `due_on` is the day it
//!   was seen, `booked_on` the day of the landlord's booking, or the day of seeing where he booked it earlier;
//! - above zero with a reason: it did not come after all, or may be booked already ([`doubt`]). `due_on` is the day it was seen;
//! - zero with a reason: the bank told something that is no money, that the tenant has died.
//!
//! So on every day, looked at then or years later, the money counts once. [`counted`] gives the account as it counts; the
//! landlord's booking then stands on the day the money was seen, because a tenant is not later than his money. [`settle`]
//! says which bookings are money that was seen, whichever of the two came first.

pub mod doubt;

use std::borrow::Cow;

use super::{Entry, EntryKind, corrected};
use crate::calendar::Day;
use crate::money::Cents;

/// A booking up to so many days after the day of seeing can be the same money: a landlord that books once a month. An earlier one
/// is another payment: who sees money knows the day on which it was paid.
const BOOKED_LATER: i32 = 35;
/// Seen money that no booking explains for so many days is a person's question; until the answer it counts.
pub const A_PERSON_LOOKS_AFTER: i32 = 14;
/// A reference shorter than this says nothing in a text.
const REFERENCE_LEAST: usize = 6;
/// On a day with more bookings than this only all of them together are looked at, and over more days none.
const PARTS_MOST: usize = 12;
/// The parts of one payment are booked within so many days of each other.
const PARTS_WITHIN: i32 = 7;

/// The entries as money counts: what was seen and then booked is one payment, on the day it was seen; what was seen and
/// did not come is gone, and what the landlord took back. Borrowed as they are where nothing was, and in order of booking day.
pub fn counted(booked: &[Entry]) -> Cow<'_, [Entry]> {
    // One pass says it of nearly every account.
    if booked.iter().all(|entry| entry.kind.is_of_the_landlord() && !corrected::goes_against_its_kind(entry))
    {
        return Cow::Borrowed(booked);
    }
    let mut entries = corrected::standing(booked).into_owned();
    for entry in entries.iter_mut().filter(|entry| entry.kind == EntryKind::SeenPayment && entry.cents.0 < 0)
    {
        entry.booked_on = entry.due_on.take().unwrap_or(entry.booked_on);
    }
    for at in 0..entries.len() {
        let end = entries[at];
        let (EntryKind::SeenPayment, true, Some(seen_on)) = (end.kind, end.cents.0 > 0, end.due_on) else {
            continue;
        };
        let undone = undo(&mut entries, seen_on, end.cents);
        // What undoes nothing takes back other money: no cent is lost.
        entries[at] = Entry { cents: end.cents - undone, due_on: None, ..end };
        if end.reason.is_none() && seen_on < end.booked_on {
            count_from(&mut entries, end.booked_on, seen_on, undone);
        }
    }
    entries.retain(|entry| entry.kind.is_of_the_landlord() || !entry.cents.is_zero());
    entries.sort_by_key(|entry| entry.booked_on);
    Cow::Owned(entries)
}

/// Lets so much of the money seen on a day count no longer; gives how much there was.
fn undo(entries: &mut [Entry], seen_on: Day, cents: Cents) -> Cents {
    let mut left = cents;
    let seen = |entry: &&mut Entry| {
        entry.kind == EntryKind::SeenPayment && entry.cents.0 < 0 && entry.booked_on == seen_on
    };
    for entry in entries.iter_mut().filter(seen) {
        let part = left.min(-entry.cents);
        entry.cents += part;
        left -= part;
    }
    cents - left
}

/// Lets so much of the landlord's payments of a day count from the day they were seen.
fn count_from(entries: &mut Vec<Entry>, booked_on: Day, seen_on: Day, mut cents: Cents) {
    for at in 0..entries.len() {
        let entry = entries[at];
        let of_the_day = entry.booked_on == booked_on && entry.cents.0 < 0 && entry.kind.is_payment();
        if cents.0 <= 0 || !of_the_day || !entry.kind.is_of_the_landlord() {
            continue;
        }
        let part = cents.min(-entry.cents);
        cents -= part;
        if part == -entry.cents {
            entries[at].booked_on = seen_on;
        } else {
            entries[at].cents += part;
            entries.push(Entry { booked_on: seen_on, cents: -part, ..entry });
        }
    }
}

/// Seen money that waits for its booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting<'a> {
    /// The day it was seen.
    pub seen_on: Day,
    /// What of it no booking explains yet, above zero.
    pub cents: Cents,
    /// The same with what of it went back since: the landlord may book the payment whole, and what went back apart.
    pub whole: Cents,
    /// What the landlord's booking may carry, or empty.
    pub reference: &'a str,
    /// Bookings that a person said are other money.
    pub is_not: &'a [i64],
}

impl Waiting<'_> {
    /// Is it booked when this money can be, and did nobody say that it is other money?
    fn is_near(&self, booking: &Booked) -> bool {
        (0..=BOOKED_LATER).contains(&(booking.booked_on - self.seen_on))
            && !self.is_not.contains(&booking.source)
    }
}

/// A payment that the landlord booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Booked<'a> {
    /// Its number in the ledger.
    pub source: i64,
    /// The day of booking.
    pub booked_on: Day,
    /// How much, above zero.
    pub cents: Cents,
    /// What the landlord wrote with it.
    pub words: &'a str,
    /// It is news: this delivery brought it. The others were booked before, and nothing was known of them.
    pub is_news: bool,
    /// The landlord collected it: what a tenant pays himself is not in there.
    pub is_collected: bool,
}

/// A booking, or a part of it, is seen money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    /// Place of the seen money in the list.
    pub seen: usize,
    /// Place of the booking in the list.
    pub booked: usize,
    /// How much of both.
    pub cents: Cents,
    /// What the booking has beside it because it is the payment as it was before a part of it went back: no other money either.
    pub back: Cents,
}

/// Where payments of a delivery come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// Bookings of the landlord, each as it came in.
    Books,
    /// What shrank on a list of open items: one payment may show in parts, or together with another one.
    Lists,
}

/// Which of the landlord's payments that nothing explains yet are seen money: equal amounts, first of those that carry its
/// reference, else of the nearest day; then parts that add up to it, over several days only where there is one way; then several
/// payments that one booking holds. Of a list also all that still waits, when the news is at least as much. A reference alone does not
/// say it: a tenant has one for all payments. What is not explained goes on waiting: as far as it can be in no booking it counts, for
/// the rest see [`doubt`].
pub fn settle(waiting: &[Waiting], booked: &[Booked], from: From) -> Vec<Settled> {
    let mut work = Work::of(waiting, booked);
    work.by_amount();
    for (named, news) in [(true, true), (false, true), (true, false), (false, false)] {
        work.by_sum(named, news);
    }
    for named in [true, false] {
        work.by_day(named);
        work.by_week(named);
    }
    work.by_payments();
    if from == From::Lists {
        work.all_together();
    }
    work.settled
}

/// Settling at work: what is left of each.
struct Work<'a> {
    waiting: &'a [Waiting<'a>],
    booked: &'a [Booked<'a>],
    seen_left: Vec<Cents>,
    booked_left: Vec<Cents>,
    settled: Vec<Settled>,
}

impl<'a> Work<'a> {
    fn of(waiting: &'a [Waiting<'a>], booked: &'a [Booked<'a>]) -> Work<'a> {
        let seen_left = waiting.iter().map(|one| one.cents.at_least_zero()).collect();
        let booked_left = booked.iter().map(|one| one.cents.at_least_zero()).collect();
        Work { waiting, booked, seen_left, booked_left, settled: Vec::new() }
    }

    fn near(&self, seen: usize, booked: usize) -> bool {
        self.waiting[seen].is_near(&self.booked[booked])
    }

    /// Is it exactly what was seen, without what of it went back or with it?
    fn fits(&self, seen: usize, sum: Cents) -> bool {
        let left = self.seen_left[seen];
        left.0 > 0 && (sum == left || sum == left + self.went_back(seen))
    }

    fn went_back(&self, seen: usize) -> Cents {
        self.waiting[seen].whole - self.waiting[seen].cents
    }

    fn sum_of(&self, parts: &[usize]) -> Cents {
        parts.iter().map(|booked| self.booked_left[*booked]).sum()
    }

    /// These bookings are this money, as far as both go.
    fn take(&mut self, seen: usize, parts: &[usize]) {
        let went_back = self.went_back(seen);
        let is_whole = self.sum_of(parts) == self.seen_left[seen] + went_back;
        let mut back_left = if is_whole { went_back } else { Cents::ZERO };
        for booked in parts.iter().copied() {
            let cents = self.seen_left[seen].min(self.booked_left[booked]);
            let back = back_left.min(self.booked_left[booked] - cents);
            if (cents + back).0 > 0 {
                self.seen_left[seen] -= cents;
                self.booked_left[booked] -= cents + back;
                back_left -= back;
                self.settled.push(Settled { seen, booked, cents, back });
            }
        }
    }

    /// Does the landlord's booking carry the reference of this money?
    fn is_named(&self, seen: usize, booked: usize) -> bool {
        let reference = letters_and_digits(self.waiting[seen].reference);
        reference.len() >= REFERENCE_LEAST
            && letters_and_digits(self.booked[booked].words).contains(&reference)
    }

    /// Who names his money goes first, so that another payment of the same amount does not take its booking.
    fn by_amount(&mut self) {
        for named in [true, false] {
            for seen in 0..self.waiting.len() {
                let equal = (0..self.booked.len()).filter(|booked| {
                    self.fits(seen, self.booked_left[*booked])
                        && self.near(seen, *booked)
                        && (!named || self.is_named(seen, *booked))
                });
                let days =
                    |booked: &usize| (self.booked[*booked].booked_on - self.waiting[seen].seen_on).abs();
                if let Some(booked) = equal.min_by_key(days) {
                    self.take(seen, &[booked]);
                }
            }
        }
    }

    /// Bookings that can be this money, or part of it, and have something left.
    fn near_ones(&self, seen: usize, named: bool) -> Vec<usize> {
        let can_be = |booked: &usize| {
            self.booked_left[*booked].0 > 0
                && self.near(seen, *booked)
                && (!named || self.is_named(seen, *booked))
        };
        (0..self.booked.len()).filter(can_be).collect()
    }

    /// A payment booked on several claims shows in parts: those that together are exactly what was seen.
    fn by_sum(&mut self, named: bool, news: bool) {
        for seen in 0..self.waiting.len() {
            let mut parts = self.near_ones(seen, named);
            parts.retain(|booked| !news || self.booked[*booked].is_news);
            if self.fits(seen, self.sum_of(&parts)) {
                self.take(seen, &parts);
            }
        }
    }

    /// The parts of a payment are booked on one day, beside what else is booked: those of a day that together are exactly what was
    /// seen, of the first such day.
    fn by_day(&mut self, named: bool) {
        for seen in 0..self.waiting.len() {
            let mut near = self.near_ones(seen, named);
            near.sort_by_key(|booked| self.booked[*booked].booked_on);
            let mut days =
                near.chunk_by(|one, next| self.booked[*one].booked_on == self.booked[*next].booked_on);
            if let Some(parts) = days.find_map(|day| self.parts_of(seen, day)) {
                self.take(seen, &parts);
            }
        }
    }

    /// Bookings of a day that add up to what was seen.
    fn parts_of(&self, seen: usize, day: &[usize]) -> Option<Vec<usize>> {
        if day.len() > PARTS_MOST {
            return Some(day.to_vec()).filter(|all| self.fits(seen, self.sum_of(all)));
        }
        choices(day).find(|parts| self.fits(seen, self.sum_of(parts)))
    }

    /// The parts are booked on several days, beside what else is booked: those of a week that together are exactly what was seen,
    /// when no others are. Where others are too, a person must say.
    fn by_week(&mut self, named: bool) {
        for seen in 0..self.waiting.len() {
            let near = self.near_ones(seen, named);
            if near.len() > PARTS_MOST {
                continue;
            }
            let mut ways = choices(&near)
                .filter(|parts| self.fits(seen, self.sum_of(parts)) && self.are_of_a_week(parts));
            if let Some(parts) = ways.next()
                && ways.all(|other| self.looks_like(&other, &parts))
            {
                self.take(seen, &parts);
            }
        }
    }

    /// Several payments are booked as one: those that together are exactly the booking, when no others are.
    fn by_payments(&mut self) {
        for booked in 0..self.booked.len() {
            let left = self.booked_left[booked];
            let can_be = |seen: &usize| self.seen_left[*seen].0 > 0 && self.near(*seen, booked);
            let near: Vec<usize> = (0..self.waiting.len()).filter(can_be).collect();
            if left.0 <= 0 || near.len() > PARTS_MOST {
                continue;
            }
            let sum_of = |seen: &[usize]| seen.iter().map(|seen| self.seen_left[*seen]).sum::<Cents>();
            let mut ways = choices(&near).filter(|seen| seen.len() > 1 && sum_of(seen) == left);
            if let (Some(payments), None) = (ways.next(), ways.next()) {
                payments.into_iter().for_each(|seen| self.take(seen, &[booked]));
            }
        }
    }

    fn are_of_a_week(&self, parts: &[usize]) -> bool {
        let days = || parts.iter().map(|booked| self.booked[*booked].booked_on);
        days().max().zip(days().min()).is_some_and(|(last, first)| last - first <= PARTS_WITHIN)
    }

    /// The same days and amounts.
    fn looks_like(&self, parts: &[usize], other: &[usize]) -> bool {
        let told = |booked: &usize| (self.booked[*booked].booked_on, self.booked_left[*booked]);
        parts.iter().map(told).eq(other.iter().map(told))
    }

    fn all_together(&mut self) {
        let before = (self.seen_left.clone(), self.booked_left.clone(), self.settled.len());
        for seen in 0..self.waiting.len() {
            for booked in 0..self.booked.len() {
                if self.booked[booked].is_news && self.near(seen, booked) {
                    self.take(seen, &[booked]);
                }
            }
        }
        if self.seen_left.iter().any(|left| left.0 > 0) {
            (self.seen_left, self.booked_left) = (before.0, before.1);
            self.settled.truncate(before.2);
        }
    }
}

/// Every choice of one or more of these, in their order.
fn choices(from: &[usize]) -> impl Iterator<Item = Vec<usize>> {
    let is_chosen = |chosen: u32, at: usize| chosen & (1 << at) != 0;
    (1_u32..1 << from.len())
        .map(move |chosen| (0..from.len()).filter(|at| is_chosen(chosen, *at)).map(|at| from[at]).collect())
}

/// References are cut, spaced and written in other letters on their way.
fn letters_and_digits(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests;
