//! How a payment arrangement goes, judged by what was paid on the claims it covers and not by the whole balance: new
//! rent that stays open is a worry of its own and breaks no arrangement.
//!
//! An instalment that is missed puts the arrangement at risk. It heals by itself once, when the money comes before the
//! arrangement counts as broken; a second miss breaks it. It is complete in the night its claims reach zero. What was prescribed when
//! it was agreed is none of its claims: nobody acknowledges that by agreeing to pay the rest.

pub mod debit;
mod exact_terms;
pub mod own;
pub mod room;
pub mod survival;
pub mod terms;

use crate::calendar::Day;
use crate::dossier::{Arrangement, Dossier};
use crate::ledger::{Account, Claim, booked_by};
use crate::money::Cents;
use crate::policy::Settings;
use exact_terms::ExactTerms;

/// What may be said of an arrangement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Progress {
    /// All instalments so far are in.
    Kept,
    /// An instalment was missed; it can still be repaired.
    AtRisk,
    /// Missed for too long, or missed twice.
    Broken,
    /// The covered claims are paid.
    Completed,
    /// A person ended it.
    Ended,
}

/// An arrangement on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArrangementState {
    /// How it goes.
    pub progress: Progress,
    /// Since when: the missed instalment's day, the day it broke, was completed or ended; else the day of agreement.
    pub since: Day,
    /// Day of the agreement.
    pub agreed_on: Day,
    /// Claims due up to and including this day are covered.
    pub covers_until: Day,
    /// Still open on the covered claims.
    pub remaining: Cents,
    /// The next instalment that has not been reached: due day, and what is still to be paid of it.
    pub next: Option<(Day, Cents)>,
    /// The instalment that was missed and is not in yet: due day and what is short.
    pub missed: Option<(Day, Cents)>,
    /// It was at risk once and healed.
    pub repaired: bool,
}

impl ArrangementState {
    /// Does it hold dunning back?
    pub fn runs(&self) -> bool {
        matches!(self.progress, Progress::Kept | Progress::AtRisk)
    }
}

/// A schedule of equal instalments, one a month on the same day of the month (day 31 becomes the last day of shorter
/// months), adding up to the cent.
pub fn schedule(total: Cents, first: Day, instalments: u32) -> Vec<(Day, Cents)> {
    let amounts = total.split(instalments);
    amounts.into_iter().enumerate().map(|(index, cents)| (first.plus_months(index as i32), cents)).collect()
}

/// What stood open on earlier days, as far as anybody asked: the entries of a dossier say the same of them on every later night.
#[derive(Clone, Debug, Default)]
pub struct Past {
    account: Account,
    /// Of so many entries and an arrangement, by its day and its last claim: what stood open.
    known: Vec<(usize, (Day, Day), Cents)>,
}

impl Past {
    /// Goes on with another dossier.
    pub fn forget(&mut self) {
        self.known.clear();
    }

    /// What stood open on a day of the claims of an arrangement.
    fn open_on(&mut self, day: Day, arrangement: &Arrangement, dossier: &Dossier) -> Cents {
        let booked = booked_by(&dossier.entries, day).len();
        let which = (arrangement.agreed_on, arrangement.covers_until);
        let mut known = self.known.iter();
        if let Some((.., open)) = known.find(|known| (known.0, known.1) == (booked, which)) {
            return *open;
        }
        self.account.settle(dossier, day);
        let open = open_of(arrangement, &self.account, dossier);
        self.known.push((booked, which, open));
        open
    }
}

/// What stood open of the claims of an arrangement, on the day at hand and before.
struct Open<'a> {
    arrangement: &'a Arrangement,
    dossier: &'a Dossier,
    past: &'a mut Past,
    today: Day,
    /// Entries booked by today, and what stands open then.
    now: (usize, Cents),
    at_agreement: Option<Cents>,
}

impl<'a> Open<'a> {
    fn of(
        arrangement: &'a Arrangement,
        dossier: &'a Dossier,
        past: &'a mut Past,
        open: Cents,
        today: Day,
    ) -> Open<'a> {
        let now = (booked_by(&dossier.entries, today).len(), open);
        Open { arrangement, dossier, past, today, now, at_agreement: None }
    }

    fn on(&mut self, day: Day) -> Cents {
        if booked_by(&self.dossier.entries, day).len() == self.now.0 {
            return self.now.1;
        }
        self.past.open_on(day, self.arrangement, self.dossier)
    }

    /// What stood open at the agreement and is not in it (disputed, say) is not a missed instalment.
    fn at_agreement(&mut self, total: Cents) -> Cents {
        if let Some(open) = self.at_agreement {
            return open;
        }
        let open = self.on(self.arrangement.agreed_on.min(self.today)).max(total);
        *self.at_agreement.insert(open)
    }
}

/// Judges an arrangement on a day from the entries of the account; `account` must have been settled on `today`, and `past` is of
/// this dossier.
pub fn judge(
    arrangement: &Arrangement,
    dossier: &Dossier,
    account: &Account,
    past: &mut Past,
    settings: &Settings,
    today: Day,
) -> ArrangementState {
    let exact = ExactTerms::of(arrangement, dossier, today);
    judge_with(arrangement, dossier, account, past, settings, today, exact)
}

/// The same; a term that `exact` payments reach is kept without asking what stood open on its day.
fn judge_with(
    arrangement: &Arrangement,
    dossier: &Dossier,
    account: &Account,
    past: &mut Past,
    settings: &Settings,
    today: Day,
    mut exact: Option<ExactTerms>,
) -> ArrangementState {
    let total: Cents = arrangement.instalments.iter().map(|(_, cents)| *cents).sum();
    let open = open_of(arrangement, account, dossier);
    let mut was = Open::of(arrangement, dossier, past, open, today);
    let remaining = if total.is_zero() || open.is_zero() {
        open
    } else {
        // Money that paid something else among the covered claims does not complete what is still to come.
        let left = total - (was.at_agreement(total) - open);
        open.min(left.max(arrangement.asked_after(today.previous())))
    };
    let mut state = ArrangementState {
        progress: Progress::Kept,
        since: arrangement.agreed_on,
        agreed_on: arrangement.agreed_on,
        covers_until: arrangement.covers_until,
        remaining,
        next: next_term(arrangement, total - remaining, settings.arrangement_tolerance, today),
        missed: None,
        repaired: false,
    };
    if let Some(ended_on) = arrangement.ended_on.filter(|day| *day <= today) {
        return ArrangementState { progress: Progress::Ended, since: ended_on, next: None, ..state };
    }
    let mut scheduled = Cents::ZERO;
    for &(due, cents) in &arrangement.instalments {
        scheduled += cents;
        let last_good_day = due + settings.arrangement_grace_days;
        if last_good_day >= today {
            break;
        }
        let surely_paid = exact.as_mut().map_or(Cents::ZERO, |exact| exact.paid_by(last_good_day));
        if surely_paid >= scheduled - settings.arrangement_tolerance {
            continue;
        }
        let baseline = was.at_agreement(total);
        let short_on = |open: Cents| scheduled - (baseline - open) - settings.arrangement_tolerance;
        if short_on(was.on(last_good_day)).0 <= 0 {
            continue;
        }
        let last_repair_day = due + settings.arrangement_broken_days;
        let short = short_on(was.on(last_repair_day.min(today)));
        if state.repaired || (short.0 > 0 && last_repair_day < today) {
            let broken_on = if state.repaired { last_good_day } else { last_repair_day }.next();
            state = ArrangementState { progress: Progress::Broken, since: broken_on, ..state };
            state.missed = Some((due, scheduled - (baseline - open))).filter(|(_, short)| short.0 > 0);
            break;
        }
        if short.0 > 0 {
            state = ArrangementState { progress: Progress::AtRisk, since: due, ..state };
            state.missed = Some((due, short + settings.arrangement_tolerance));
            break;
        }
        state.repaired = true;
    }
    if state.progress != Progress::Broken && remaining.is_zero() {
        let last = covered(arrangement, account, dossier).filter_map(|claim| claim.settled_on);
        let since = last.max().unwrap_or(arrangement.agreed_on).max(arrangement.agreed_on);
        state = ArrangementState { progress: Progress::Completed, since, next: None, missed: None, ..state };
    }
    state
}

/// The first term from today on that so much money has not reached, and what it still asks: who pays ahead is asked for the one after.
fn next_term(arrangement: &Arrangement, paid: Cents, tolerance: Cents, today: Day) -> Option<(Day, Cents)> {
    let mut scheduled = Cents::ZERO;
    let mut terms = arrangement.instalments.iter().map(|&(due, cents)| {
        scheduled += cents;
        (due, cents.min(scheduled - paid))
    });
    terms.find(|(due, short)| *due >= today && *short > tolerance)
}

fn covered<'a>(
    arrangement: &'a Arrangement,
    account: &'a Account,
    dossier: &'a Dossier,
) -> impl Iterator<Item = &'a Claim> {
    let first = account.claims.iter().take_while(|claim| claim.due_on <= arrangement.covers_until);
    first.filter(|claim| !dossier.is_prescribed(claim.due_on, arrangement.agreed_on))
}

fn open_of(arrangement: &Arrangement, account: &Account, dossier: &Dossier) -> Cents {
    covered(arrangement, account, dossier).map(|claim| claim.open).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{Entry, EntryKind};

    fn day(text: &str) -> Day {
        Day::parse_iso(text).unwrap()
    }

    fn entry(booked: &str, due: Option<&str>, kind: EntryKind, cents: i64) -> Entry {
        Entry { booked_on: day(booked), due_on: due.map(day), kind, reason: None, cents: Cents(cents) }
    }

    /// Debt of 1,098.80 over October and November, four terms from 25 November.
    fn example(extra: &[Entry], today: &str) -> ArrangementState {
        let mut entries = vec![
            entry("2026-10-01", Some("2026-10-01"), EntryKind::Rent, 54_940),
            entry("2026-11-01", Some("2026-11-01"), EntryKind::Rent, 54_940),
            entry("2026-12-01", Some("2026-12-01"), EntryKind::Rent, 54_940),
        ];
        entries.extend_from_slice(extra);
        entries.sort_by_key(|entry| entry.booked_on);
        let arrangement = Arrangement {
            agreed_on: day("2026-11-20"),
            covers_until: day("2026-11-20"),
            instalments: schedule(Cents(109_880), day("2026-11-25"), 4),
            ended_on: None,
        };
        let dossier = Dossier { entries, arrangements: vec![arrangement.clone()], ..Dossier::default() };
        let mut account = Account::default();
        account.settle(&dossier, day(today));
        judge(&arrangement, &dossier, &account, &mut Past::default(), &Settings::default(), day(today))
    }

    fn pays(on: &str) -> Entry {
        entry(on, None, EntryKind::Payment, -27_470)
    }

    #[test]
    fn day_31_becomes_the_last_day_and_nothing_is_lost() {
        let terms = schedule(Cents(10_000), day("2026-10-31"), 6);
        let days: Vec<String> = terms.iter().map(|(day, _)| day.to_string()).collect();
        assert_eq!(
            days,
            ["2026-10-31", "2026-11-30", "2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31"]
        );
        assert_eq!(terms.iter().map(|(_, cents)| *cents).sum::<Cents>(), Cents(10_000));
    }

    #[test]
    fn kept_although_new_rent_is_open() {
        let state = example(&[pays("2026-11-24")], "2026-12-10");
        assert_eq!(state.progress, Progress::Kept);
        assert_eq!(state.next, Some((day("2026-12-25"), Cents(27_470))));
    }

    #[test]
    fn who_paid_a_term_ahead_is_asked_for_the_one_after_and_never_for_more_than_is_left() {
        let ahead = example(&[pays("2026-11-24"), pays("2026-12-20")], "2026-12-21");
        assert_eq!(ahead.next, Some((day("2027-01-25"), Cents(27_470))));
        let part = entry("2026-12-20", Some("2026-10-01"), EntryKind::Payment, -20_000);
        let some_of_it = example(&[pays("2026-11-24"), part], "2026-12-21");
        assert_eq!(some_of_it.next, Some((day("2026-12-25"), Cents(7_470))));
        let written_off = |due, cents| entry("2026-12-01", Some(due), EntryKind::WriteOff, cents);
        let off = [written_off("2026-10-01", -25_060), written_off("2026-11-01", -54_940)];
        let little = example(&[pays("2026-11-24"), off[0], off[1]], "2027-02-20");
        assert_eq!(little.next, Some((day("2027-02-25"), Cents(2_410))));
    }

    #[test]
    fn at_risk_then_healed_once_then_broken() {
        assert_eq!(example(&[], "2026-11-26").progress, Progress::Kept, "the term is one day old");
        let at_risk = example(&[], "2026-11-28");
        assert_eq!(at_risk.progress, Progress::AtRisk);
        assert_eq!(at_risk.missed, Some((day("2026-11-25"), Cents(27_470))));
        assert_eq!(example(&[], "2026-12-06").progress, Progress::Broken);
        let healed = example(&[pays("2026-12-01")], "2026-12-20");
        assert_eq!((healed.progress, healed.repaired), (Progress::Kept, true));
        let again = example(&[pays("2026-12-01")], "2026-12-28");
        assert_eq!(again.progress, Progress::Broken, "there is one repair");
    }

    #[test]
    fn what_is_open_beside_the_arrangement_breaks_nothing() {
        let disputed = entry("2026-09-01", Some("2026-09-01"), EntryKind::Rent, 54_940);
        let toward = |on: &str| entry(on, Some("2026-10-01"), EntryKind::Payment, -27_470);
        let state = example(&[disputed, toward("2026-11-24"), toward("2026-12-24")], "2026-12-28");
        assert_eq!((state.progress, state.remaining), (Progress::Kept, Cents(54_940)));
    }

    #[test]
    fn what_was_paid_beside_the_terms_does_not_complete_them() {
        let september = entry("2026-09-01", Some("2026-09-01"), EntryKind::Rent, 54_940);
        let known_already = entry("2026-11-21", None, EntryKind::Payment, -54_940);
        let state = example(&[september, known_already], "2026-11-24");
        assert_eq!((state.progress, state.remaining), (Progress::Kept, Cents(109_880)));
    }

    #[test]
    fn what_was_prescribed_at_the_agreement_is_no_part_of_it() {
        let bill = entry("2021-01-20", Some("2021-02-05"), EntryKind::Settlement, 31_025);
        let state = example(&[bill, pays("2026-11-24"), pays("2026-12-24")], "2026-12-28");
        assert_eq!((state.progress, state.remaining), (Progress::Kept, Cents(54_940)));
        let all_at_once = entry("2026-11-23", None, EntryKind::Payment, -109_880);
        let state = example(&[bill, all_at_once], "2026-11-24");
        assert_eq!((state.progress, state.since), (Progress::Completed, day("2026-11-23")));
    }

    #[test]
    fn complete_in_the_night_the_debt_reaches_zero() {
        let all = [entry("2026-11-23", Some("2026-10-01"), EntryKind::Payment, -54_940), {
            entry("2026-11-24", Some("2026-11-01"), EntryKind::Payment, -54_940)
        }];
        let state = example(&all, "2026-11-24");
        assert_eq!((state.progress, state.since), (Progress::Completed, day("2026-11-24")));
    }
}
