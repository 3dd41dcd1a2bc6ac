//! Proposes the next step of a dossier: which flow it is in, where it stands in it, and what is due today.
//!
//! Days are counted from an *anchor*, such as the own pay day of the oldest claim in arrears. The anchor also names the
//! *cycle*: within one cycle a step is taken once. Steps are taken in order and never two in a night; waiting times run
//! from what was really done, so missed nights cause no burst.

use crate::beginning::Beginning;
use crate::calendar::Day;
use crate::classify::{FactValues, Truth, all_hold, any_holds};
use crate::dossier::{CircumstanceKind, StepTaken};
use crate::facts::{FactId, Ground};
use crate::guards;
use crate::ids::{ContentId, Key, TenancyId};
use crate::ledger::{EntryKind, booked_by, corrected};
use crate::policy::{Action, Anchor, Flow, Policy, Step};
use crate::trial;

/// A step that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Index in [`Policy::flows`].
    pub flow: usize,
    /// Index in the flow's steps.
    pub step: usize,
    /// The cycle it belongs to.
    pub cycle: Day,
    /// The day its days are counted from.
    pub anchor_day: Day,
}

/// What the flows say about today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The step that is due; when there is none, one that is due and held back for its hold-out, so that it shows.
    pub proposal: Option<Proposal>,
    /// The steps that come next, with their first day, soonest first; at most one for each anchor.
    pub upcoming: Vec<(Day, Proposal)>,
    /// A fact that is missing and on which a step hangs.
    pub missing: Option<FactId>,
}

/// The cycle and the day from which an anchor counts, where the dossier has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnchorDay {
    /// Names the cycle.
    pub cycle: Day,
    /// Day zero.
    pub day: Day,
}

/// The flows that apply, in order of precedence: overlays that hold, then the category's own unless one replaces it.
pub fn flows_of(policy: &Policy, facts: &FactValues, category: usize) -> Vec<usize> {
    let mut flows = Vec::new();
    for overlay in &policy.overlays {
        if any_holds(&overlay.when, facts) == Truth::Yes {
            flows.push(overlay.flow);
            if overlay.replaces {
                return flows;
            }
        }
    }
    flows.push(policy.categories[category].flow);
    flows
}

/// Chooses the step that is due today. `since` is the first night in the category.
pub fn choose(policy: &Policy, ground: &Ground, facts: &FactValues, category: usize, since: Day) -> Choice {
    let mut choice = Choice::default();
    let mut held_out = None;
    for flow in flows_of(policy, facts, category) {
        let held_here = look_in_flow(policy, ground, facts, flow, since, &mut choice);
        held_out = held_out.or(held_here);
        if choice.proposal.is_some() || choice.missing.is_some() {
            break;
        }
    }
    choice.proposal = choice.proposal.or(held_out.filter(|_| choice.missing.is_none()));
    choice.upcoming.sort_by_key(|(day, proposal)| (*day, proposal.flow, proposal.step));
    choice
}

/// Looks for the step that is due. A step that is held back from this dossier, or that the tenant does not want, is passed over, so that
/// nobody waits for what comes after it; it is given back.
fn look_in_flow(
    policy: &Policy,
    ground: &Ground,
    facts: &FactValues,
    flow_index: usize,
    since: Day,
    choice: &mut Choice,
) -> Option<Proposal> {
    let mut held_out = None;
    let flow = &policy.flows[flow_index];
    let mut waiting: Vec<Anchor> = Vec::new();
    // Steps of one anchor stand together.
    let mut last = None;
    for (index, step) in flow.steps.iter().enumerate() {
        if waiting.contains(&step.anchor) {
            continue;
        }
        let (_, day) = match last {
            Some(known @ (anchor, _)) if anchor == step.anchor => known,
            _ => *last.insert((step.anchor, anchor_day(ground, step.anchor, since))),
        };
        let Some(anchor) = day else { continue };
        let Some((first_day, proposal)) = in_reach(policy, ground, (flow_index, index), anchor) else {
            continue;
        };
        if first_day > ground.today {
            waiting.push(step.anchor);
            choice.upcoming.push((first_day, proposal));
            continue;
        }
        match all_hold(&step.when, facts) {
            Truth::No => {}
            Truth::Unknown => {
                choice.missing = step.when.iter().map(|c| c.fact).find(|fact| facts.get(*fact).is_missing());
                return held_out;
            }
            Truth::Yes if is_passed_over(policy, ground, proposal) => {
                held_out = held_out.or(Some(proposal));
            }
            Truth::Yes => {
                choice.proposal = Some(proposal);
                return held_out;
            }
        }
    }
    held_out
}

/// The step by itself, whatever comes before it in the order of the flows: it would be taken today if no other step stood in its
/// way. So a task that lies on a desk is not forgotten because another anchor has something to say as well.
pub fn due_by_itself(
    policy: &Policy,
    ground: &Ground,
    facts: &FactValues,
    (category, since): (usize, Day),
    (flow_id, step_id): (&str, &str),
) -> Option<Proposal> {
    let flow_index =
        flows_of(policy, facts, category).into_iter().find(|at| policy.flows[*at].id == flow_id)?;
    let flow = &policy.flows[flow_index];
    let index = flow.steps.iter().position(|step| step.id == step_id)?;
    let step = &flow.steps[index];
    let anchor = anchor_day(ground, step.anchor, since)?;
    let (first_day, proposal) = in_reach(policy, ground, (flow_index, index), anchor)?;
    let due = first_day <= ground.today
        && all_hold(&step.when, facts) == Truth::Yes
        && !is_passed_over(policy, ground, proposal);
    due.then_some(proposal)
}

/// A step with the first day on which it may be taken; `None` when it is behind or its last day has passed.
fn in_reach(
    policy: &Policy,
    ground: &Ground,
    (flow_index, index): (usize, usize),
    anchor: AnchorDay,
) -> Option<(Day, Proposal)> {
    let flow = &policy.flows[flow_index];
    let step = &flow.steps[index];
    let too_late = || step.until_days.is_some_and(|days| ground.today > anchor.day + days);
    if is_behind(flow, index, anchor.cycle, ground) || too_late() {
        return None;
    }
    let proposal = Proposal { flow: flow_index, step: index, cycle: anchor.cycle, anchor_day: anchor.day };
    Some((first_day(policy, flow, step, anchor, ground), proposal))
}

fn is_passed_over(policy: &Policy, ground: &Ground, proposal: Proposal) -> bool {
    proposal.is_held_out(ground.dossier.tenancy.id, policy)
        || guards::is_not_wanted(ground, policy, proposal.of(policy))
}

/// Taken already in this cycle, or passed: a later step of the flow was taken.
fn is_behind(flow: &Flow, index: usize, cycle: Day, ground: &Ground) -> bool {
    let anchor = flow.steps[index].anchor;
    let same_anchor_from_here = flow.steps[index..].iter().filter(|step| step.anchor == anchor);
    let taken = |step: &Step| taken_in_cycle(ground, cycle).any(|taken| taken.step == step.key);
    same_anchor_from_here.into_iter().any(taken)
}

fn taken_in_cycle<'a>(ground: &'a Ground, cycle: Day) -> impl Iterator<Item = &'a StepTaken> {
    let today = ground.today;
    ground.steps().rev().filter(move |step| step.cycle == cycle && step.day <= today)
}

/// The first day of a step: its offset from the anchor, but never sooner after the step before it than the flow says.
fn first_day(policy: &Policy, flow: &Flow, step: &Step, anchor: AnchorDay, ground: &Ground) -> Day {
    let by_anchor = anchor.day + step.offset_days;
    let Some(last) = taken_in_cycle(ground, anchor.cycle).next() else { return by_anchor };
    let before = flow.steps.iter().find(|other| other.key == last.step && other.anchor == step.anchor);
    let wait = match before {
        Some(before) => step.offset_days - before.offset_days,
        None => policy.settings.pause_between_steps_days,
    };
    by_anchor.max(last.day + wait.max(1))
}

/// Where an anchor stands for this dossier today. Where the landlord began with rounds from their first step, what was late
/// already is counted from that day; the cycle keeps its name.
pub fn anchor_day(ground: &Ground, anchor: Anchor, since: Day) -> Option<AnchorDay> {
    let found = own_anchor_day(ground, anchor, since)?;
    let zero = |beginning: Beginning| beginning.day_zero(anchor, found.day, ground.today);
    Some(AnchorDay { day: ground.settings.beginning.map_or(found.day, zero), ..found })
}

fn own_anchor_day(ground: &Ground, anchor: Anchor, since: Day) -> Option<AnchorDay> {
    let tenancy = &ground.dossier.tenancy;
    let plain = |day: Day| AnchorDay { cycle: day, day };
    let past = |day: Option<Day>| day.filter(|day| *day <= ground.today).map(plain);
    match anchor {
        Anchor::PayDay => {
            // While everything is covered, the anchor stays, so that the guard can say why nothing is asked.
            let oldest = ground.oldest_to_ask().or(ground.standing.oldest);
            oldest.map(|(due_on, pay_by)| AnchorDay { cycle: due_on, day: pay_by })
        }
        Anchor::NextPayDay => next_pay_day(ground),
        Anchor::Start => tenancy.starts_on.map(plain),
        Anchor::Notice => past(tenancy.notice_on),
        Anchor::End => tenancy.ends_on.map(plain),
        Anchor::FinalBill => {
            let end = tenancy.ends_on.filter(|day| *day <= ground.today)?;
            let booked = corrected::standing(booked_by(&ground.dossier.entries, ground.today));
            let bill = booked
                .iter()
                .filter(|e| e.kind == EntryKind::Settlement && e.booked_on >= end)
                .filter_map(|e| e.due_on);
            Some(plain(bill.max().unwrap_or(end)))
        }
        Anchor::FirstBill => {
            let booked = corrected::standing(booked_by(&ground.dossier.entries, ground.today));
            let bill = booked.iter().find(|e| e.kind == EntryKind::FirstBill);
            bill.map(|e| plain(e.due_on.unwrap_or(e.booked_on)))
        }
        Anchor::Death => ground.died_on().map(plain),
        Anchor::HelpClosed => ground.help_closed_on().map(plain),
        Anchor::Category => Some(plain(since)),
        Anchor::NextInstalment => ground.running_arrangement()?.next.map(|(day, _)| plain(day)),
        Anchor::MissedInstalment => ground.standing.arrangement()?.missed.map(|(day, _)| plain(day)),
        Anchor::Eviction => ground.holding(CircumstanceKind::EvictionAnnounced)?.until.map(plain),
    }
}

/// The next own pay day: of a claim that is booked and open, else of the rent that will fall due next month.
fn next_pay_day(ground: &Ground) -> Option<AnchorDay> {
    let rule = ground.standing.pay_day;
    let booked = ground.account.claims.iter().filter(|claim| claim.open.0 > 0);
    let mut ahead = booked.map(|claim| AnchorDay { cycle: claim.due_on, day: rule.pay_by(claim.due_on) });
    let not_booked_yet = || {
        let ended = ground.dossier.tenancy.ends_on.is_some();
        let next_due = (ground.today.month() + 1).first_day();
        let booked = ground.account.claims.last().is_some_and(|claim| claim.due_on >= next_due);
        let paid_ahead = ground.standing.rent.is_some_and(|rent| ground.account.surplus >= rent);
        (!ended && !booked && !paid_ahead).then(|| AnchorDay { cycle: next_due, day: rule.pay_by(next_due) })
    };
    ahead.find(|anchor| anchor.day >= ground.today).or_else(not_booked_yet)
}

/// The id of what a step makes: it follows from dossier, step and cycle, so a second run doubles nothing.
pub fn step_id(dossier: &str, step: Key, cycle: Day) -> ContentId {
    ContentId::of(&[dossier, &format!("{:08x}", step.0), &cycle.to_string()])
}

impl Proposal {
    /// The step itself.
    pub fn of<'a>(&self, policy: &'a Policy) -> &'a Step {
        &policy.flows[self.flow].steps[self.step]
    }

    /// The id of what the step makes for a dossier in its cycle: the same on every run.
    pub fn content_id(&self, dossier: &str, policy: &Policy) -> ContentId {
        step_id(dossier, self.of(policy).key, self.cycle)
    }

    /// Was this dossier drawn for the hold-out of this step, in this cycle?
    pub fn is_held_out(&self, tenancy: TenancyId, policy: &Policy) -> bool {
        let share = self.of(policy).hold_out_per_mille;
        share > 0 && trial::is_held_out(share, self.content_id(&tenancy.0.to_string(), policy))
    }

    /// True when the step sends something to the tenant.
    pub fn is_message(&self, policy: &Policy) -> bool {
        matches!(self.of(policy).action, Action::Message { .. })
    }
}
