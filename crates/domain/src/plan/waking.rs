//! When to look again at a dossier about which no row comes in.
//!
//! A night looks every time at who is in arrears or has an agreement that runs, and at others when a day comes on which something
//! can be otherwise. Who looks ahead over many nights also leaves out the days on which nothing can be about those: what is held is
//! held until a guard lets go on a day that it named, or until a day of the dossier comes.

use super::Outcome;
use crate::calendar::Day;
use crate::dossier::StepTaken;
use crate::facts::Ground;
use crate::flow::Choice;
use crate::guards::{Block, Until};
use crate::policy::Policy;

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
pub(super) type Waking = fn(&Policy, &Ground, (&Choice, &Outcome), &dyn Fn() -> Option<Day>) -> Wake;

/// The next night on which anything can change without a new row.
pub(super) fn for_a_night(
    _: &Policy,
    ground: &Ground,
    (choice, outcome): (&Choice, &Outcome),
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

/// The same, of who is in arrears, has an agreement that runs or a step that is held as well. After a step that is taken the next
/// night is looked at, and so is everything while a landlord begins.
pub(super) fn exactly(
    policy: &Policy,
    ground: &Ground,
    (choice, outcome): (&Choice, &Outcome),
    clock_day: &dyn Fn() -> Option<Day>,
) -> Wake {
    let blocks: &[Block] = match outcome {
        Outcome::Step(_) => return Wake::NextNight,
        Outcome::Blocked { blocks, .. } => blocks,
        // Of a step that is due a person was told in a task: what holds it names no day.
        Outcome::Nothing => &[],
    };
    if choice.missing.is_some() || ground.settings.beginning.is_some() {
        return Wake::NextNight;
    }
    let too_late = choice.proposal.and_then(|step| Some(step.anchor_day + step.of(policy).until_days? + 1));
    let days = days_of_the_dossier(ground, choice).chain(days_of_agreements(ground));
    soonest(ground, days.chain(lets_go_on(blocks)).chain(too_late).chain(clock_day()))
}

/// The days on which guards let go of what they hold.
fn lets_go_on(blocks: &[Block]) -> impl Iterator<Item = Day> {
    blocks.iter().filter_map(|block| match block.until {
        Until::Day(day) => Some(day.next()),
        Until::Changed => None,
    })
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

/// Days on which an arrangement, a promise, a letter, or a claim that is paid already or too old can mean something else.
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
        .chain(ground.promises().map(|(last_day, _)| last_day.next()))
        .chain(claims.take_while(move |day| *day > today))
        .chain(letters)
        .chain(ground.prescribed_from())
}
