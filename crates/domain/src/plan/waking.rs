//! When to look again at a dossier about which no row comes in.
//!
//! A night looks every time at who is in arrears or has an agreement that runs, and at others when a day comes on which something
//! can be otherwise. Who looks ahead over many nights also leaves out the days on which nothing can be about those.

use super::Outcome;
use crate::calendar::Day;
use crate::dossier::StepTaken;
use crate::facts::Ground;
use crate::flow::Choice;

/// When a dossier must be looked at again although no row came in. The first night of a month looks at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wake {
    /// The next night.
    NextNight,
    /// The night of this day.
    On(Day),
    /// The first night of next month.
    NextMonth,
}

impl Wake {
    /// The first day after `today` on which anything can be otherwise.
    pub fn day_after(self, today: Day) -> Day {
        let month = (today.month() + 1).first_day();
        match self {
            Wake::NextNight => today.next(),
            // The first night of a month looks at all.
            Wake::On(day) => day.clamp(today.next(), month),
            Wake::NextMonth => month,
        }
    }
}

/// A way to say it, after a decision; the last is the day on which a clock crosses a threshold, asked only when it matters.
pub(super) type Waking = fn(&Ground, &Choice, &Outcome, &dyn Fn() -> Option<Day>) -> Wake;

/// The next night on which anything can change without a new row.
pub(super) fn for_a_night(
    ground: &Ground,
    choice: &Choice,
    outcome: &Outcome,
    clock_day: &dyn Fn() -> Option<Day>,
) -> Wake {
    let restless = ground.standing.arrears.0 > 0
        || ground.standing.due.0 > 0
        || ground.running_arrangement().is_some()
        || ground.promise_runs_until().is_some()
        || !matches!(outcome, Outcome::Nothing)
        || choice.missing.is_some();
    if restless {
        return Wake::NextNight;
    }
    soonest(ground, days_of_the_dossier(ground, choice).chain(clock_day()))
}

/// The same, of who is in arrears or has an agreement that runs as well. A step that is due or held is looked at every night: what
/// holds it is not asked when it will let go. So is everything while a landlord begins.
pub(super) fn exactly(
    ground: &Ground,
    choice: &Choice,
    outcome: &Outcome,
    clock_day: &dyn Fn() -> Option<Day>,
) -> Wake {
    let waits = !matches!(outcome, Outcome::Nothing) || choice.missing.is_some();
    if waits || ground.settings.beginning.is_some() {
        return Wake::NextNight;
    }
    let days = days_of_the_dossier(ground, choice).chain(days_of_agreements(ground)).chain(clock_day());
    soonest(ground, days)
}

fn soonest(ground: &Ground, days: impl Iterator<Item = Day>) -> Wake {
    match days.filter(|day| *day > ground.today).min() {
        Some(day) if day < (ground.today.month() + 1).first_day() => Wake::On(day),
        _ => Wake::NextMonth,
    }
}

/// Days that tenancy, circumstances, contacts, bookings, claims and the next step name.
fn days_of_the_dossier(ground: &Ground, choice: &Choice) -> impl Iterator<Item = Day> {
    let tenancy = &ground.dossier.tenancy;
    let dates = [tenancy.starts_on, tenancy.notice_on, tenancy.ends_on, tenancy.deceased_on];
    let tenancy_days = dates.into_iter().flatten().flat_map(|day| [day, day.next()]);
    let circumstance_days =
        ground.dossier.circumstances.iter().flat_map(|c| {
            [Some(c.since), c.until.map(Day::next), c.closed_on, c.until].into_iter().flatten()
        });
    let contact_days =
        ground.dossier.contacts.iter().flat_map(|contact| [contact.day, contact.day + 31, contact.day + 91]);
    let finding_valid_days = ground.settings.finding_valid_days;
    let findings_end = ground.dossier.circumstances.iter().map(move |c| c.since + finding_valid_days + 1);
    let chosen_days = ground.dossier.chosen.iter().flat_map(|chosen| {
        [Some(chosen.since), Some(chosen.until.next()), chosen.ended_on].into_iter().flatten()
    });
    let today = ground.today;
    let booked_ahead = ground.dossier.entries.iter().rev().map(|entry| entry.booked_on);
    let booked_ahead = booked_ahead.take_while(move |day| *day > today);
    tenancy_days
        .chain(circumstance_days)
        .chain(contact_days)
        .chain(findings_end)
        .chain(chosen_days)
        .chain(booked_ahead)
        .chain(ground.agreements_forgotten_on())
        .chain(ground.standing.next_claim_day)
        .chain(choice.upcoming.first().map(|(day, _)| *day))
}

/// Days on which an arrangement, a promise, a letter or a claim that is paid already can mean something else.
fn days_of_agreements(ground: &Ground) -> impl Iterator<Item = Day> {
    let (grace, broken) = (ground.settings.arrangement_grace_days, ground.settings.arrangement_broken_days);
    let arrangement_days = ground.dossier.arrangements.iter().flat_map(move |agreed| {
        let terms = agreed.instalments.iter().map(|(due, _)| *due);
        let terms = terms.flat_map(move |due| [due.next(), due + grace + 1, due + broken + 1]);
        terms.chain([agreed.agreed_on]).chain(agreed.ended_on)
    });
    let today = ground.today;
    let claims = ground.account.claims.iter().rev().map(|claim| claim.due_on);
    let letters = ground.dossier.steps.iter().map(StepTaken::proves_from);
    arrangement_days
        .chain(ground.promises_end_on().map(Day::next))
        .chain(claims.take_while(move |day| *day > today))
        .chain(letters)
}
