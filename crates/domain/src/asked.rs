//! A message that a person asks for: held against the same guards and promises as what a night plans by itself.
//!
//! In go the night, a dossier and a message; out comes what [`crate::send`] says of any message: go, with the amount as it
//! is now, wait, or cancel, with the reason. The person decides that it leaves; when it may not leave is not the person's to
//! say. It never asks whether the message is wise.

use crate::calendar::Day;
use crate::check;
use crate::classify::{FactValues, Truth, all_hold, classify};
use crate::dossier::{ContactChannel, Dossier, Milestone};
use crate::facts::{FactId, Ground};
use crate::flow::{self, Proposal};
use crate::guards;
use crate::ids::Key;
use crate::plan::{self, Act, Desk, Night, PlannedStep};
use crate::policy::{
    Action, Actor, All, Anchor, Condition, Flow, Mode, Origin, Policy, Step, TaskKind, Tone,
};
use crate::send::{Go, TimeOfDay, Verdict, Why, wait_for};

/// Id of the flow with what a person may ask for. No category has it, so no night ever comes here.
pub const FLOW: &str = "op-verzoek";

/// When a text says what is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// Whenever a person wants.
    Anytime,
    /// It thanks for a payment: nothing that fell due is open.
    Paid,
    /// It confirms an arrangement: one runs. It answers the tenant, so the weekly number of messages of our own accord does not
    /// count; two on one day stay one too many.
    Arrangement,
    /// It announces a visit at home.
    Visit,
}

/// A letter that a person may ask for, with the channels that it has a text for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Askable {
    /// Index in [`Policy::letters`].
    pub letter: usize,
    /// Channels, best first.
    pub channels: Vec<ContactChannel>,
    /// When it says what is true.
    pub occasion: Occasion,
    /// What the policy asks beside that.
    pub when: All,
}

impl Occasion {
    fn conditions(self) -> All {
        let when = |fact: &str, min: i64, max: i64, text: &str| {
            let fact = FactId::named(fact);
            vec![Condition { fact, min, max, not: false, text: text.into() }]
        };
        match self {
            Occasion::Anytime | Occasion::Visit => Vec::new(),
            Occasion::Paid => when("due_balance", i64::MIN + 16, 0, "opeisbaar hoogstens \"0 euro\""),
            Occasion::Arrangement => when("arrangement", 1, 2, "regeling loopt"),
        }
    }
}

/// The letter that is the 14-day letter, when the policy has one.
pub fn fourteen_day_letter(policy: &Policy) -> Option<usize> {
    policy.letters.iter().position(|letter| letter.milestone == Some(Milestone::FourteenDayLetter))
}

/// What identifies the step that sends a letter over a channel because a person asks for it.
pub fn step_key(policy: &Policy, letter: usize, channel: ContactChannel) -> Key {
    let id = &policy.letters[letter].id;
    match policy.letters[letter].milestone {
        // It goes by post only, and so its channel needs no name.
        Some(Milestone::FourteenDayLetter) => Key::of(&format!("{FLOW}/{id}")),
        _ => Key::of(&format!("{FLOW}/{id}/{}", channel.dutch())),
    }
}

/// Adds the flow with what a person may ask for: the 14-day letter, by post, and each of these over each of its channels.
/// Nights decide the same with it as without.
pub fn add_flow(policy: &mut Policy, askables: &[Askable]) {
    let step = |letter: usize, channel: ContactChannel, anchor: Anchor, when: All| Step {
        // A step of its own: the task of this letter has its name, and stays behind it.
        key: step_key(policy, letter, channel),
        id: policy.letters[letter].id.clone(),
        anchor,
        offset_days: 0,
        until_days: None,
        action: Action::Message { letter, channels: vec![channel] },
        tone: Tone::default(),
        help: Vec::new(),
        by: Actor::Consultant,
        mode: Mode::Proposal,
        when,
        hold_out_per_mille: 0,
        origin: Origin::default(),
    };
    let law = fourteen_day_letter(policy).into_iter();
    let mut steps: Vec<Step> =
        law.map(|letter| step(letter, ContactChannel::Letter, Anchor::PayDay, Vec::new())).collect();
    for one in askables {
        let over = |channel: &ContactChannel| {
            let when = [one.occasion.conditions(), one.when.clone()].concat();
            step(one.letter, *channel, Anchor::Category, when)
        };
        steps.extend(one.channels.iter().map(over));
    }
    policy.flows.push(Flow { key: Key::of(FLOW), id: FLOW.into(), steps, ..Flow::default() });
}

/// Looks whether the message of this step may leave for this dossier today. `dossier` is as it would be without the message
/// itself. The policy must hold [`add_flow`].
pub fn look(night: &Night, dossier: &Dossier, step: Key, desk: &mut Desk) -> Verdict {
    let flow = night.policy.flows.iter().position(|flow| flow.id == FLOW);
    let place = flow.and_then(|flow| {
        let step = night.policy.flows[flow].steps.iter().position(|known| known.key == step)?;
        Some((flow, step))
    });
    let Some((flow, step)) = place else { return Verdict::Cancel(Why::OtherStep) };
    let wanted = &night.policy.flows[flow].steps[step];
    let Action::Message { letter, .. } = wanted.action else { return Verdict::Cancel(Why::OtherStep) };
    let (ground, facts) = plan::read(night, dossier, desk);
    let Some(anchor) = flow::anchor_day(&ground, wanted.anchor, ground.today) else {
        return Verdict::Cancel(Why::NothingDue);
    };
    let is_law = night.policy.letters[letter].milestone == Some(Milestone::FourteenDayLetter);
    if all_hold(&wanted.when, facts) != Truth::Yes
        || (is_law && !is_offered(night.policy, &ground, facts, letter))
    {
        return Verdict::Cancel(Why::OtherStep);
    }
    let proposal = Proposal { flow, step, cycle: anchor.cycle, anchor_day: anchor.day };
    let plan = plan::guard_plan(night, &ground, proposal);
    let Some(channel) = guards::usable_channel(&ground, &plan) else {
        return Verdict::Cancel(Why::Unreachable);
    };
    let answers = wanted.when.starts_with(&Occasion::Arrangement.conditions());
    let forbids = |block: &guards::Block| !(answers && block.guard().id == "contact_budget");
    if let Some(block) = guards::blocks(&ground, &plan).into_iter().find(forbids) {
        return Verdict::Cancel(Why::Guard(block));
    }
    let amount = night.policy.letters[letter].asks_money.then_some(plan.claimable);
    let act = Act::Message { letter, channel, amount };
    let step = PlannedStep { proposal: Some(proposal), act, mode: Mode::Proposal, cycle: anchor.cycle };
    match check::breaches(night, &ground, &step).first() {
        Some(breach) => Verdict::Cancel(Why::Promise(*breach)),
        None => Verdict::Go(Go { step, items: ground.items_to_ask() }),
    }
}

/// As [`look`], for a message that waits to leave: it must still be about the cycle it was asked in, and the hour must be one
/// at which its channel may be used.
pub fn look_again(
    night: &Night,
    dossier: &Dossier,
    (step, cycle): (Key, Day),
    now: TimeOfDay,
    desk: &mut Desk,
) -> Verdict {
    match look(night, dossier, step, desk) {
        Verdict::Go(go) if go.step.cycle != cycle => Verdict::Cancel(Why::OtherStep),
        Verdict::Go(go) => match go.step.act {
            Act::Message { channel, .. } => {
                wait_for(&night.policy.settings, channel, now).unwrap_or(Verdict::Go(go))
            }
            Act::Task(_) => Verdict::Cancel(Why::OtherStep),
        },
        verdict => verdict,
    }
}

/// Does the policy still have this letter for a tenant like this one: as a task, or as a message, of a flow that holds?
fn is_offered(policy: &Policy, ground: &Ground, facts: &FactValues, letter: usize) -> bool {
    let before = ground.dossier.position.category;
    let chosen = ground.dossier.chosen_category(ground.today).map(|chosen| chosen.category);
    let classified = classify(policy, facts, before, chosen);
    let flows = flow::flows_of(policy, facts, classified.category);
    let mut steps = flows.iter().flat_map(|flow| &policy.flows[*flow].steps);
    classified.missing.is_none()
        && steps.any(|step| {
            let leads_here = match step.action {
                Action::Task(kind) => kind == TaskKind::FourteenDayLetter,
                Action::Message { letter: other, .. } => other == letter,
            };
            leads_here && all_hold(&step.when, facts) == Truth::Yes
        })
}
