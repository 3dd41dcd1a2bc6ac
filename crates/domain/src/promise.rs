//! How a promise to pay goes: what was said, and what came in by the promised day with some slack.

use crate::calendar::{Day, Weekday};
use crate::dossier::Circumstance;
use crate::ledger::{Entry, EntryKind, booked_by, seen};
use crate::money::Cents;
use crate::policy::Settings;

/// Days to the promised day when the tenant named none.
const USUAL_DAYS: i32 = 7;

/// How a promise to pay goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromiseState {
    /// There is none.
    None,
    /// Its day, with slack, has not passed.
    Running,
    /// The money came in time.
    Kept,
    /// It did not, or it went back.
    Broken,
}

/// The day for which it was promised.
pub fn promised_for(promise: &Circumstance) -> Day {
    promise.until.unwrap_or(promise.since + USUAL_DAYS)
}

/// Judges a promise on a day: its last day, slack included, and how it goes.
pub fn judge(
    promise: &Circumstance,
    entries: &[Entry],
    settings: &Settings,
    today: Day,
) -> (Day, PromiseState) {
    let last_day = add_working_days(promised_for(promise), settings.promise_slack_working_days);
    let promised = promise.cents.unwrap_or(Cents(1));
    let booked = seen::counted(booked_by(entries, today));
    let paid_from = |first: Day| {
        let known = &booked[booked.partition_point(|entry| entry.booked_on < first)..];
        let in_time = booked_by(known, last_day);
        let money: Cents = in_time.iter().filter(|e| e.kind.is_payment()).map(|entry| -entry.cents).sum();
        money - went_back(in_time, known)
    };
    // Books know days, not hours: money of the day itself may have come in before the promise was made. Until the last day it
    // keeps the promise only when it left less open than what was promised; after that day the tenant has the doubt.
    let left_open = || booked_by(&booked, promise.since).iter().map(|entry| entry.cents).sum::<Cents>();
    let kept = paid_from(promise.since.next()) >= promised
        || paid_from(promise.since) >= promised && (last_day < today || left_open() < promised);
    let state = if kept {
        PromiseState::Kept
    } else if last_day < today {
        PromiseState::Broken
    } else {
        PromiseState::Running
    };
    (last_day, state)
}

/// Direct debits among these that came back since. A reversal does not say which payment it undoes: only one of the same
/// amount counts, and a transfer never does, so that an older debit that comes back breaks no promise.
fn went_back(in_time: &[Entry], known: &[Entry]) -> Cents {
    let undoes = |back: &&Entry| {
        back.kind == EntryKind::Reversal
            && in_time.iter().any(|debit| {
                debit.kind == EntryKind::DirectDebit
                    && debit.cents == -back.cents
                    && debit.booked_on <= back.booked_on
            })
    };
    known.iter().filter(undoes).map(|back| back.cents).sum()
}

/// Monday to Friday; holidays do not matter for a few days of grace.
fn add_working_days(day: Day, count: u32) -> Day {
    let mut day = day;
    let mut left = count;
    while left > 0 {
        day = day.next();
        left -= u32::from(!matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday));
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dossier::CircumstanceKind;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).unwrap()
    }

    /// 500.00 promised on 3 November for the 13th; what came in, and what that makes of it on the 30th.
    fn after(money: &[(&str, EntryKind, i64)]) -> PromiseState {
        on("2026-11-30", money)
    }

    fn on(today: &str, money: &[(&str, EntryKind, i64)]) -> PromiseState {
        let promise = Circumstance {
            kind: CircumstanceKind::Promise,
            since: day("2026-11-03"),
            until: Some(day("2026-11-13")),
            closed_on: None,
            cents: Some(Cents(50_000)),
        };
        let entry = |(on, kind, cents): &(&str, EntryKind, i64)| Entry {
            booked_on: day(on),
            due_on: None,
            kind: *kind,
            reason: None,
            cents: Cents(*cents),
        };
        let entries: Vec<Entry> = money.iter().map(entry).collect();
        judge(&promise, &entries, &Settings::default(), day(today)).1
    }

    #[test]
    fn a_debit_that_came_back_keeps_no_promise() {
        let debit = ("2026-11-10", EntryKind::DirectDebit, -50_000);
        assert_eq!(after(&[debit]), PromiseState::Kept);
        assert_eq!(after(&[debit, ("2026-11-12", EntryKind::Reversal, 50_000)]), PromiseState::Broken);
    }

    #[test]
    fn an_older_debit_that_comes_back_breaks_no_promise() {
        let older = ("2026-11-01", EntryKind::DirectDebit, -50_000);
        let transfer = ("2026-11-10", EntryKind::Payment, -50_000);
        let back = ("2026-11-12", EntryKind::Reversal, 50_000);
        assert_eq!(after(&[older, transfer, back]), PromiseState::Kept);
    }

    /// Two months of 500.00 are open. Who paid one in the morning and promises the other in the afternoon is not asked for it
    /// before the promised day, and has kept nothing yet; whoever paid everything that day has.
    #[test]
    fn money_of_the_same_day_may_be_of_before_the_promise() {
        let (october, november) =
            (("2026-10-01", EntryKind::Rent, 50_000), ("2026-11-01", EntryKind::Rent, 50_000));
        let same_day = ("2026-11-03", EntryKind::Payment, -50_000);
        assert_eq!(on("2026-11-04", &[october, november, same_day]), PromiseState::Running);
        assert_eq!(on("2026-11-04", &[november, same_day]), PromiseState::Kept);
        // Once the day has passed, the tenant has the doubt.
        assert_eq!(after(&[october, november, same_day]), PromiseState::Kept);
        let later = ("2026-11-10", EntryKind::Payment, -50_000);
        assert_eq!(on("2026-11-11", &[october, november, same_day, later]), PromiseState::Kept);
    }
}
