//! What lies on every consultant's desk this morning: all open tasks, whichever night or delivery laid them, and those
//! whose reason is gone.
//!
//! Whether a reason is still there is asked of the same decision that laid the task: the dossier as the last night saw it,
//! without what was done since the task was laid. If the same step comes out, it still has to be done.

use std::collections::BTreeMap;

use domain::calendar::Day;
use domain::explain;
use domain::guards::Until;
use domain::plan::{Act, Desk, Night, Outcome, decide};
use domain::policy::TaskKind;
use store::Book;
use store::screens::OpenTask;

use super::settings::SendSettings;
use crate::failure::Failure;
use crate::tell;

/// A task that still has to be done, with why.
pub(super) struct Open {
    /// The task.
    pub task: OpenTask,
    /// Why, in one line.
    pub why: String,
    /// Sending laid it.
    pub of_sending: bool,
}

/// What lies on one desk.
#[derive(Default)]
pub(super) struct OnDesk {
    /// To be done, the first first.
    pub open: Vec<Open>,
    /// Laid earlier, and not needed any more.
    pub gone: Vec<OpenTask>,
}

/// All desks by their place in the settings, and how many tasks are nobody's.
pub(super) fn desks(
    book: &Book,
    night: &Night,
    settings: &SendSettings,
    today: Day,
) -> Result<(BTreeMap<usize, OnDesk>, usize), Failure> {
    let mut desks: BTreeMap<usize, OnDesk> = BTreeMap::new();
    let mut nobody = 0;
    let mut room = Desk::default();
    for task in book.open_tasks()? {
        let Some(desk) = settings.desk(&task.done_by, &task.district) else {
            nobody += 1;
            continue;
        };
        let on_desk = desks.entry(desk).or_default();
        match still_needed(book, night, task, &mut room)? {
            Ok(open) => on_desk.open.push(open),
            Err(gone) => on_desk.gone.push(gone),
        }
    }
    for on_desk in desks.values_mut() {
        // The order of the work list: a mail and the screen must not disagree.
        on_desk.open.sort_by_key(|open| open.task.order(today));
    }
    Ok((desks, nobody))
}

/// The task with why it is still needed; the bare task when it is not.
fn still_needed(
    book: &Book,
    night: &Night,
    task: OpenTask,
    room: &mut Desk,
) -> Result<Result<Open, OpenTask>, Failure> {
    if let Some(message) = book.message_of(&task)? {
        let why = match message.reason.as_str() {
            "" => format!("bericht {} is {}", message.letter, message.state.dutch()),
            reason => format!("bericht {} is {}: {reason}", message.letter, message.state.dutch()),
        };
        let needed = message.state.needs_a_person();
        return Ok(if needed { Ok(Open { task, why, of_sending: true }) } else { Err(task) });
    }
    let mut dossier = tell::dossier_before(book, task.tenancy, night.today.next(), night.books_as_of)?;
    dossier.position = book.position_before(task.tenancy, night.today)?;
    dossier.steps.retain(|step| step.day < task.laid_on);
    let needed = match decide(night, &dossier, room).outcome {
        Outcome::Nothing => false,
        // A day of rest is no reason to forget what has to be done the day after.
        Outcome::Blocked { proposal, blocks } => {
            night.policy.flows[proposal.flow].id == task.flow
                && proposal.of(night.policy).id == task.step
                && blocks.iter().all(|block| matches!(block.until, Until::Day(_)))
        }
        Outcome::Step(step) => {
            // What cannot be known now is not gone.
            let unknown = step.act == Act::Task(TaskKind::CheckData);
            unknown || step.content_id(&task.tenancy.0.to_string(), night.policy).to_string() == task.id
        }
    };
    if !needed {
        return Ok(Err(task));
    }
    let why = explain::explain(night, &dossier).line;
    Ok(Ok(Open { task, why, of_sending: false }))
}
