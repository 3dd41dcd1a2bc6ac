//! A letter that a person asks for: held against the same guards and promises as what a night plans by itself.
//!
//! In go the night, a dossier and a letter; out comes what [`crate::send`] says of any message: go, with the amount as it
//! is now, or cancel, with the reason. The person decides that it leaves; when it may not leave is not the person's to say.
//! It never asks whether the letter is wise.

use crate::calendar::Day;
use crate::check;
use crate::classify::{FactValues, Truth, all_hold, classify};
use crate::dossier::{Dossier, Milestone};
use crate::facts::Ground;
use crate::flow::{self, Proposal};
use crate::guards;
use crate::ids::Key;
use crate::plan::{self, Act, Desk, Night, PlannedStep};
use crate::policy::{Action, Actor, Anchor, Flow, Mode, Origin, Policy, Step, TaskKind, Tone};
use crate::send::{Go, Verdict, Why};

/// Id of the flow with what a person may ask for. No category has it, so no night ever comes here.
pub const FLOW: &str = "op-verzoek";

/// The letter that is the 14-day letter, when the policy has one.
pub fn fourteen_day_letter(policy: &Policy) -> Option<usize> {
    policy.letters.iter().position(|letter| letter.milestone == Some(Milestone::FourteenDayLetter))
}

/// Adds the flow with what a person may ask for: the 14-day letter, by post. Nights decide the same with it as without.
pub fn add_flow(policy: &mut Policy) {
    let Some(letter) = fourteen_day_letter(policy) else { return };
    let id = policy.letters[letter].id.clone();
    let step = Step {
        // A step of its own: the task of this letter has its name, and stays behind it.
        key: Key::of(&format!("{FLOW}/{id}")),
        id,
        anchor: Anchor::PayDay,
        offset_days: 0,
        until_days: None,
        action: Action::Message { letter, channels: vec![crate::dossier::ContactChannel::Letter] },
        tone: Tone::default(),
        help: Vec::new(),
        by: Actor::Consultant,
        mode: Mode::Proposal,
        when: Vec::new(),
        hold_out_per_mille: 0,
        origin: Origin::default(),
    };
    let flow = Flow { key: Key::of(FLOW), id: FLOW.into(), steps: vec![step], ..Flow::default() };
    policy.flows.push(flow);
}

/// Looks whether the 14-day letter may leave for this dossier today. `dossier` is as it would be without the letter itself.
/// The policy must hold [`add_flow`].
pub fn look(night: &Night, dossier: &Dossier, desk: &mut Desk) -> Verdict {
    let Some(letter) = fourteen_day_letter(night.policy) else { return Verdict::Cancel(Why::OtherStep) };
    let Some(flow) = night.policy.flows.iter().position(|flow| flow.id == FLOW) else {
        return Verdict::Cancel(Why::OtherStep);
    };
    let (ground, facts) = plan::read(night, dossier, desk);
    let Some(anchor) = flow::anchor_day(&ground, Anchor::PayDay, ground.today) else {
        return Verdict::Cancel(Why::NothingDue);
    };
    if !is_offered(night.policy, &ground, facts, letter) {
        return Verdict::Cancel(Why::OtherStep);
    }
    let proposal = Proposal { flow, step: 0, cycle: anchor.cycle, anchor_day: anchor.day };
    let plan = plan::guard_plan(night, &ground, proposal);
    let Some(channel) = guards::usable_channel(&ground, &plan) else {
        return Verdict::Cancel(Why::Unreachable);
    };
    if let Some(block) = guards::blocks(&ground, &plan).first() {
        return Verdict::Cancel(Why::Guard(*block));
    }
    let amount = night.policy.letters[letter].asks_money.then_some(plan.claimable);
    let act = Act::Message { letter, channel, amount };
    let step = PlannedStep { proposal: Some(proposal), act, mode: Mode::Proposal, cycle: anchor.cycle };
    match check::breaches(night, &ground, &step).first() {
        Some(breach) => Verdict::Cancel(Why::Promise(*breach)),
        None => Verdict::Go(Go { step, items: ground.items_to_ask() }),
    }
}

/// As [`look`], for a letter that waits to leave: it must still be about the cycle it was asked in.
pub fn look_again(night: &Night, dossier: &Dossier, cycle: Day, desk: &mut Desk) -> Verdict {
    match look(night, dossier, desk) {
        Verdict::Go(go) if go.step.cycle != cycle => Verdict::Cancel(Why::OtherStep),
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
