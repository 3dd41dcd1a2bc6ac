//! Which open tasks still have a reason, and why they are there.
//!
//! Whether a reason is still there is asked of the same decision that laid the task: the dossier as the night saw it, without
//! what was done since the task was laid. If the same step comes out, or would if no other step came first, it still has to be
//! done; of two that ask the same the newer one is left. What is not needed any more a night takes off the desks; the
//! morning mail and the work list say so.

use std::collections::BTreeSet;

use domain::dossier::Dossier;
use domain::explain;
use domain::guards::Block;
use domain::ids::TenancyId;
use domain::plan::{self, Act, Decision, Desk, Night, Outcome, PlannedStep, decide};
use domain::policy::{Anchor, Policy, TaskKind};
use store::Book;
use store::post::MessageState;
use store::screens::OpenTask;

use crate::failure::Failure;

/// Why a task is there.
pub struct Why {
    /// In one line.
    pub line: String,
    /// Sending laid it, or words of the tenant.
    pub of_post: bool,
}

/// Takes the tasks off the desks whose reason is gone, and says how many.
pub fn take_off(book: &mut Book, night: &Night) -> Result<usize, Failure> {
    let tasks = book.open_tasks()?;
    take_off_those(book, night, &tasks, |task| task.laid_on < night.today)
}

/// The same for one dossier at any moment of the day, for tasks of this night too.
pub fn take_off_of(book: &mut Book, night: &Night, tenancy: TenancyId) -> Result<usize, Failure> {
    let tasks = book.open_tasks_about(tenancy)?;
    take_off_those(book, night, &tasks, |_| true)
}

fn take_off_those(
    book: &mut Book,
    night: &Night,
    tasks: &[OpenTask],
    may_go: impl Fn(&OpenTask) -> bool,
) -> Result<usize, Failure> {
    let mut room = Desk::default();
    let mut gone = Vec::new();
    let in_hand = book.tasks_in_hand()?;
    // What is asked already, by a newer task that stays.
    let mut asked = BTreeSet::new();
    for task in tasks.iter().rev() {
        let asks = asks(night.policy, task);
        let replaced = !in_hand.contains(&task.id) && asks.as_ref().is_some_and(|asks| asked.contains(asks));
        let goes = may_go(task) && (replaced || why(book, night, task, &mut room)?.is_none());
        if goes {
            gone.push(task.id.clone());
        } else {
            asked.extend(asks);
        }
    }
    book.lapse_tasks(&gone, night.today)?;
    Ok(gone.len())
}

/// What the step of a flow asks, by which two steps of one anchor ask the same of the same people: who did not call last week does
/// not call twice. What lies there about something else, such as help beside rent, is another question.
fn asks(policy: &Policy, task: &OpenTask) -> Option<(TenancyId, String, Anchor, String, String)> {
    let flow = policy.flows.iter().find(|flow| flow.id == task.flow)?;
    let step = flow.steps.iter().find(|step| step.id == task.step)?;
    Some((task.tenancy, task.flow.clone(), step.anchor, task.kind.clone(), task.done_by.clone()))
}

/// Why a task is there; `None` when its reason is gone.
pub fn why(book: &Book, night: &Night, task: &OpenTask, room: &mut Desk) -> Result<Option<Why>, Failure> {
    if let Some(message) = book.message_of(task)? {
        let line = match message.reason.as_str() {
            "" => format!("bericht {} is {}", message.letter, message.state.dutch()),
            reason => format!("bericht {} is {}: {reason}", message.letter, message.state.dutch()),
        };
        // What a person sent by hand and did not leave, no night brings back.
        let by_hand = message.asked && message.state == MessageState::Lapsed;
        let needed = by_hand || message.state.needs_a_person() || book.is_silent(&message.id)?;
        return Ok(needed.then_some(Why { line, of_post: true }));
    }
    if let Some(needed) = book.has_to_be_told(task, night.today)? {
        let line = "de huurder weet nog niet dat het huisbezoek is verzet of afgezegd".into();
        return Ok(needed.then_some(Why { line, of_post: true }));
    }
    if let Some((asked, _)) = book.asked_with(&task.id)? {
        // Nobody but a person answers it.
        return Ok(Some(Why { line: asked, of_post: true }));
    }
    if task.kind == TaskKind::CheckMoney.dutch() && task.flow.is_empty() {
        let seen = book.seen_money_asked(task)?;
        return Ok(seen.map(|row| Why { line: row.sentence(), of_post: true }));
    }
    if task.kind == TaskKind::CheckMessage.dutch() {
        // No message of ours: the tenant wrote to us, and that stays until somebody has answered.
        return Ok(Some(Why { line: "de huurder schreef ons".into(), of_post: true }));
    }
    let mut dossier = Dossier::default();
    if !book.unpack_one(task.tenancy, &mut dossier)? {
        return Err(Failure::other("een dossier is uit het boek verdwenen; herstel met: houvast rebuild"));
    }
    dossier.position = book.position_before(task.tenancy, night.today)?;
    dossier.steps.retain(|step| step.day < task.laid_on);
    let decision = decide(night, &dossier, room);
    let own = plan::still_due(night, &dossier, room, &decision, (&task.flow, &task.step));
    let said = match own.filter(|step| is_step(step, night, task)) {
        Some(step) => Some(Decision { outcome: Outcome::Step(step), ..decision }),
        None => Some(decision).filter(|decision| stands_beside_flows(night, decision, task)),
    };
    Ok(said.map(|decision| Why {
        line: explain::reason(night, &dossier, room, &decision, &[], None).line,
        of_post: false,
    }))
}

/// Does a task stand that is no step of a flow, or of which nobody can know now?
fn stands_beside_flows(night: &Night, decision: &Decision, task: &OpenTask) -> bool {
    match &decision.outcome {
        Outcome::Nothing => false,
        // What cannot be known now is not gone: data that are missing, books that are old.
        Outcome::Step(step) => step.act == Act::Task(TaskKind::CheckData) || is_step(step, night, task),
        Outcome::Blocked { blocks, .. } => task.flow.is_empty() && blocks.iter().any(Block::is_of_old_books),
    }
}

fn is_step(step: &PlannedStep, night: &Night, task: &OpenTask) -> bool {
    step.content_id(&task.tenancy.0.to_string(), night.policy).to_string() == task.id
}
