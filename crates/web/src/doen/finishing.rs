//! What an act about a dossier does with the tasks that lie on a desk for it: one is finished, rests, or comes back for another try.

use domain::calendar::Day;
use domain::dossier::{CircumstanceKind, ContactChannel, Dossier};
use domain::ids::TenancyId;
use domain::money::Cents;
use store::acts::Record;

use super::deed::Finishes;
use crate::answer::Failure;
use crate::app::Change;
use crate::case::Present;
use crate::parts;

/// A task to call is so many tries, on different days (practice: three, one of them in the evening).
pub(super) const TRIES: usize = 3;
/// Tries further apart than this do not belong together. Days.
const TRIES_WITHIN: i32 = 14;

/// The task that this act finishes, or nothing: nobody is told that he was called because a letter lay on the desk.
pub(super) fn finished_by(change: &Change, id: TenancyId, finishes: Finishes) -> Result<String, Failure> {
    let at_hand = change.form.get("taak");
    let kinds = match finishes {
        Finishes::Nothing => return Ok(String::new()),
        Finishes::AtHand => return Ok(at_hand.into()),
        Finishes::Asking(kinds) | Finishes::Trying(kinds) => kinds,
    };
    let open = change.book.open_tasks_of(id)?;
    if !open.iter().any(|(task, _)| task == at_hand) {
        // It went meanwhile: who sent this is shown that.
        return Ok(at_hand.into());
    }
    let asking: Vec<&String> = open
        .iter()
        .filter(|(_, kind)| kinds.iter().any(|asked| asked.dutch() == kind))
        .map(|(task, _)| task)
        .collect();
    let found = asking.iter().find(|task| **task == at_hand).or(asking.first());
    Ok(found.map_or(String::new(), |task| (*task).clone()))
}

/// A promise or a dispute about more than there is to pay, with its field: a slip of the hand makes a number ten times as large. A promise
/// may take the next rent along.
pub(super) fn too_much(
    change: &Change,
    id: TenancyId,
    records: &[Record],
) -> Result<Option<(&'static str, String)>, Failure> {
    let about = records.iter().find_map(|record| match record {
        Record::Circumstance { kind: CircumstanceKind::Promise, cents: Some(cents), .. } => {
            Some(("bedrag", *cents))
        }
        Record::Circumstance { kind: CircumstanceKind::Dispute, cents: Some(cents), .. } => {
            Some(("betwist-bedrag", *cents))
        }
        _ => None,
    });
    let Some((field, cents)) = about else { return Ok(None) };
    let present = Present::of(change.house, change.book, id, change.now.day)?;
    let ground = present.ground(change.house);
    let open: Cents = ground.account.claims.iter().map(|claim| claim.open).sum();
    let rent = if field == "bedrag" { ground.standing.rent.unwrap_or_default() } else { Cents::ZERO };
    Ok((cents > open + rent).then(|| {
        (field, format!("Er staat {} open. Vul niet meer in dan er te betalen is.", parts::money(open)))
    }))
}

/// While everything rests, so do the steps that lie on a desk: they come back on the day after.
pub(super) fn resting(change: &Change, id: TenancyId, records: &[Record]) -> Result<Vec<Record>, Failure> {
    let until = records.iter().find_map(|record| match record {
        Record::Circumstance { kind: CircumstanceKind::Hold, until, .. } => *until,
        _ => None,
    });
    let Some(until) = until else { return Ok(Vec::new()) };
    let steps = change.book.open_tasks_about(id)?.into_iter().filter(|task| !task.flow.is_empty());
    Ok(steps.map(|task| Record::Later { task: task.id, until: until.next() }).collect())
}

/// The day on which a call without an answer is tried again: another day, and another part of it. `None` after the last try, and for
/// whatever else was done.
pub(super) fn next_try(
    change: &Change,
    id: TenancyId,
    finishes: Finishes,
    task: &str,
) -> Result<Option<Day>, Failure> {
    // A task that went meanwhile is tried no more.
    let is_open = |open: Vec<(String, String)>| open.iter().any(|(open, _)| open == task);
    if !matches!(finishes, Finishes::Trying(_)) || !is_open(change.book.open_tasks_of(id)?) {
        return Ok(None);
    }
    let today = change.now.day;
    let present = Present::of(change.house, change.book, id, today)?;
    let is_last = (unanswered(&present.dossier, today) + 1).is_multiple_of(TRIES);
    Ok((!is_last).then(|| change.house.calendar.working_day_from(today.next())))
}

/// Calls without an answer since somebody was last spoken to.
pub(super) fn unanswered(dossier: &Dossier, today: Day) -> usize {
    let recent = dossier.contacts.iter().rev().take_while(|one| today - one.day <= TRIES_WITHIN);
    let in_vain = recent.take_while(|one| !one.reached && !one.incoming);
    in_vain.filter(|one| one.channel == ContactChannel::Phone).count()
}
