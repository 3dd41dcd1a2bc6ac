//! Payments that are exactly a term. They go to what the arrangement covers before all else (see [`crate::ledger`]), so a term that
//! they reach was kept for certain, and nobody has to settle the account as it stood on its day to know it.
//!
//! In goes a dossier; out comes what such payments come to by a day, or nothing where something could have taken that money away
//! again: then the account says it.

use crate::calendar::Day;
use crate::dossier::{Arrangement, Dossier};
use crate::ledger::corrected::goes_against_its_kind;
use crate::ledger::{Entry, booked_by};
use crate::money::Cents;
use crate::prescribed::is_old;

/// The payments on an arrangement that are exactly a term, in order of booking.
pub struct ExactTerms<'a> {
    arrangement: &'a Arrangement,
    /// Those that were made after it: what they order they take first.
    later: &'a [Arrangement],
    /// What was booked since the agreement and is not counted yet.
    since: &'a [Entry],
    /// Claims beside the arrangement are at least as large: a payment of their size may be for them.
    least_beside: Cents,
    paid: Cents,
}

impl<'a> ExactTerms<'a> {
    /// Of the first arrangement of a dossier; `None` where only the account can say what was paid.
    pub fn of(arrangement: &'a Arrangement, dossier: &'a Dossier, today: Day) -> Option<ExactTerms<'a>> {
        // What came in under an arrangement before may go elsewhere once more is booked.
        let (first, later) = dossier.arrangements.split_first()?;
        if first != arrangement {
            return None;
        }
        let booked = booked_by(&dossier.entries, today);
        let (before, since) = booked.split_at(booked_by(booked, arrangement.agreed_on).len());
        let is_covered = |day: Day| day <= arrangement.covers_until;
        let is_plain = |entry: &Entry| entry.kind.is_of_the_landlord() && !goes_against_its_kind(entry);
        // Money that was meant for a claim of later goes there once that is booked, and no longer to older ones.
        let ahead =
            |entry: &Entry| !entry.is_debit() && entry.due_on.is_some_and(|due_on| !is_covered(due_on));
        let reopens = |entry: &Entry| entry.is_debit() && is_covered(entry.due());
        // What is prescribed is paid last, by the one money and perhaps not by the other.
        let is_old = |entry: &Entry| entry.is_debit() && is_old(entry.due(), arrangement.agreed_on);
        let may_go_elsewhere = |entry: &Entry| ahead(entry) || is_old(entry);
        if !booked.iter().all(is_plain) || before.iter().any(may_go_elsewhere) || since.iter().any(reopens) {
            return None;
        }
        let beside = booked.iter().filter(|entry| entry.is_debit() && !is_covered(entry.due()));
        let least_beside = beside.map(|entry| entry.cents).min().unwrap_or(Cents(i64::MAX));
        Some(ExactTerms { arrangement, later, since, least_beside, paid: Cents::ZERO })
    }

    /// What came in by a day; days are asked in order.
    pub fn paid_by(&mut self, day: Day) -> Cents {
        while let Some((entry, rest)) = self.since.split_first().filter(|(entry, _)| entry.booked_on <= day) {
            if self.is_term(entry) {
                self.paid -= entry.cents;
            }
            self.since = rest;
        }
        self.paid
    }

    fn is_term(&self, entry: &Entry) -> bool {
        let money = -entry.cents;
        entry.due_on.is_none()
            && money < self.least_beside
            && self.arrangement.instalments.iter().any(|(_, cents)| *cents == money)
            && !self.later.iter().any(|later| later.orders_money_of(entry.booked_on))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arrangement::{Past, judge, judge_with, schedule};
    use crate::dossier::{Circumstance, CircumstanceKind};
    use crate::ledger::{Account, EntryKind};
    use crate::policy::Settings;
    use proptest::prelude::*;

    const RENT: i64 = 50_000;

    /// What may happen on a day of a life with an arrangement: a kind of booking, for which month, how much.
    fn happening() -> impl Strategy<Value = (i32, u8, i32, i64)> {
        (0..420, 0_u8..13, 0..14, prop_oneof![Just(RENT), Just(20_000), Just(10_000), 1_000..60_000_i64])
    }

    fn booking(first: Day, (at, what, month, cents): (i32, u8, i32, i64)) -> Entry {
        let month = (first.month() + month).first_day();
        let (kind, due_on, cents) = match what {
            0..=4 => (EntryKind::Payment, None, -cents),
            5..=6 => (EntryKind::Payment, Some(month), -cents),
            7 => (EntryKind::Reversal, Some(month), cents),
            8 => (EntryKind::Payment, None, if cents < 2_000 { cents } else { -cents }),
            9 => (EntryKind::OtherCharge, None, -cents),
            10 => (EntryKind::ServiceCosts, Some(month), cents),
            // It is prescribed by the agreement, or becomes so about then.
            _ => return old_claim(first + at % 60, month, 4 * cents),
        };
        Entry { booked_on: first + at, due_on, kind, reason: None, cents: Cents(cents) }
    }

    fn old_claim(booked_on: Day, month: Day, cents: i64) -> Entry {
        let due_on = Some(month.plus_years(-5) + booked_on.0.rem_euclid(28));
        Entry { booked_on, due_on, kind: EntryKind::Settlement, reason: None, cents: Cents(cents) }
    }

    /// Whoever pays all his rents and more pays of what is old what the next rent takes back again.
    fn pays_all_rents(booked_on: Day, first: Day, more: i64) -> Entry {
        let rents = i64::from(booked_on.month() - first.month()) + 2;
        let cents = Cents(-rents * RENT - more);
        Entry { booked_on, due_on: None, kind: EntryKind::Payment, reason: None, cents }
    }

    /// A judgment makes that it can be demanded again; a promise in time that it can still be.
    fn begins_anew(agreed_on: Day, (after, is_judgment): (i32, bool)) -> Circumstance {
        let kind = if is_judgment { CircumstanceKind::Judgment } else { CircumstanceKind::Promise };
        Circumstance { kind, since: agreed_on + after, until: None, closed_on: None, cents: None }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]

        /// Whoever paid his terms exactly is judged as the account judges him, whatever else was booked and on whatever day it is asked.
        #[test]
        fn exact_terms_say_what_the_account_says(
            happenings in prop::collection::vec(happening(), 0..8),
            (agreed_after, terms, covered) in (20..200_i32, 2..10_u32, 1..6_i32),
            paid in prop::collection::vec(-6..20_i32, 10),
            again_after in prop_oneof![Just(None), (5..200_i32).prop_map(Some)],
            anew in prop::option::of((-60..60_i32, prop::bool::ANY)),
            ahead in prop::option::of((2..30_i32, 0..60_000_i64, 30_000..300_000_i64)),
        ) {
            let first = Day::parse_iso("2025-01-01").unwrap();
            let agreed_on = first + agreed_after;
            let instalments = schedule(Cents(RENT * i64::from(covered)), agreed_on + 10, terms);
            let payments = instalments.iter().zip(&paid).map(|((due, cents), late)| Entry {
                booked_on: *due + *late,
                due_on: None,
                kind: EntryKind::Payment,
                reason: None,
                cents: -*cents,
            });
            let rents = (0..14).map(|month| Entry {
                booked_on: (first.month() + month).first_day() - 7,
                due_on: Some((first.month() + month).first_day()),
                kind: EntryKind::Rent,
                reason: None,
                cents: Cents(RENT),
            });
            let mut entries: Vec<Entry> = rents.chain(payments.collect::<Vec<_>>()).collect();
            entries.extend(happenings.into_iter().map(|one| booking(first, one)));
            if let Some((before, more, old)) = ahead {
                entries.push(old_claim(first, first, old));
                entries.push(pays_all_rents(agreed_on - before, first, more));
            }
            entries.sort_by_key(|entry| entry.booked_on);
            let agreed = |on: Day, instalments| Arrangement {
                agreed_on: on,
                covers_until: on.month().first_day(),
                instalments,
                ended_on: None,
            };
            let mut arrangements = vec![agreed(agreed_on, instalments)];
            arrangements.extend(again_after.map(|after| {
                agreed(agreed_on + after, schedule(Cents(RENT * 2), agreed_on + after + 10, terms))
            }));
            let judged = ahead.map(|_| (-1, true));
            let circumstances = judged.or(anew).map(|one| begins_anew(agreed_on, one)).into_iter().collect();
            let dossier = Dossier { entries, arrangements, circumstances, ..Dossier::default() };
            let (settings, mut account, mut past) = (Settings::default(), Account::default(), Past::default());
            for today in (0..420).step_by(11).map(|days| first + days) {
                account.settle(&dossier, today);
                for one in dossier.arrangements.iter().filter(|one| one.agreed_on <= today) {
                    let quick = judge(one, &dossier, &account, &mut past, &settings, today);
                    let slow = judge_with(one, &dossier, &account, &mut past, &settings, today, None);
                    prop_assert_eq!(quick, slow, "on {}", today);
                }
            }
        }
    }

    #[test]
    fn what_was_paid_exactly_adds_up_from_day_to_day() {
        let first = Day::parse_iso("2025-01-01").unwrap();
        let instalments = schedule(Cents(RENT), first + 40, 5);
        let pays = |(due, cents): &(Day, Cents)| Entry {
            booked_on: *due,
            due_on: None,
            kind: EntryKind::Payment,
            reason: None,
            cents: -*cents,
        };
        let entries = instalments.iter().map(pays).collect();
        let arrangement =
            Arrangement { agreed_on: first + 20, covers_until: first + 20, instalments, ended_on: None };
        let dossier = Dossier { entries, arrangements: vec![arrangement.clone()], ..Dossier::default() };
        let mut exact =
            ExactTerms::of(&arrangement, &dossier, first + 400).expect("nothing speaks against it");
        assert_eq!(exact.paid_by(first + 39), Cents::ZERO);
        assert_eq!(exact.paid_by(first + 400), Cents(RENT));
    }
}
