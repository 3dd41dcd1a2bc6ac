//! Decides what a night does about a dossier: category, step, block, and when to look again.
//!
//! [`decide`] is a pure function of the dossier, the policy, the law's calendar and the day. The night, one dossier at
//! 10:12 when a payment comes in, a what-if on a draft policy and the explanation of a past day all call it.

use std::sync::Arc;

use crate::arrangement::Past;
use crate::calendar::Day;
use crate::calendar::holidays::EquatedDays;
use crate::check::{self, Breach};
use crate::classify::{FactValues, classify};
use crate::clocks::Clocks;
use crate::dossier::{ContactChannel, Dossier, Position, StepTaken};
use crate::facts::{FactId, Ground, Standing, Value};
use crate::flow::{self, Choice, Proposal};
use crate::guards::{self, Block};
use crate::ids::{ContentId, Key, TenancyId};
use crate::ledger::{Account, booked_by};
use crate::money::Cents;
use crate::policy::{Action, Mode, Policy, Settings, TaskKind};
pub use waking::Wake;
use waking::Waking;

mod waking;

/// What all decisions of one night share.
#[derive(Clone, Copy)]
pub struct Night<'a> {
    /// The day.
    pub today: Day,
    /// The policy as it holds on that day.
    pub policy: &'a Policy,
    /// Facts the policy looks at: [`Policy::facts_needed`].
    pub needed: &'a [FactId],
    /// Working days and holidays.
    pub calendar: &'a EquatedDays,
    /// The day up to which the landlord's books are known.
    pub books_as_of: Day,
}

/// Room to work in, kept between dossiers so that a night allocates next to nothing.
#[derive(Clone, Default)]
pub struct Desk {
    /// The account of the dossier at hand.
    pub account: Account,
    /// Its standing.
    pub standing: Standing,
    /// The facts the policy looked at.
    pub facts: FactValues,
    /// The thresholds of the policy that time alone can cross.
    clocks: Arc<Clocks>,
    /// Number of entries that the account was settled with, once it was, and what is known of earlier days.
    booked: Option<usize>,
    past: Past,
}

impl Desk {
    /// A desk for a policy of which the thresholds were gathered before.
    pub fn with(clocks: Arc<Clocks>) -> Desk {
        Desk { clocks, ..Desk::default() }
    }

    /// What facts are read from, after [`read`] or [`decide`] of this dossier on this day.
    pub fn ground<'a>(&'a self, dossier: &'a Dossier, today: Day, settings: &'a Settings) -> Ground<'a> {
        Ground { dossier, today, settings, account: &self.account, standing: &self.standing }
    }
}

/// What a night decided about one dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Index of the category in [`Policy::categories`].
    pub category: usize,
    /// It differs from the night before.
    pub category_changed: bool,
    /// What happens.
    pub outcome: Outcome,
    /// The outcome differs from the night before, or a step is taken: worth a record.
    pub outcome_changed: bool,
    /// Arrears against the own pay day.
    pub arrears: Cents,
    /// When to look again if no row comes in.
    pub wake: Wake,
    /// Where this leaves the dossier.
    pub position: Position,
    /// Promises that the plan would have broken; its step then became a task to check the data.
    pub breaches: Vec<Breach>,
}

/// A complete night, before anything is done about it: what was decided for every dossier that was looked at and for
/// which something changes, in order of tenancy.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct NightPlan {
    /// Dossiers with something to write.
    pub dossiers: Vec<PlannedDossier>,
    /// Dossiers looked at.
    pub looked_at: u64,
}

/// One dossier of a plan.
#[derive(Debug, PartialEq, Eq)]
pub struct PlannedDossier {
    /// Which.
    pub tenancy: TenancyId,
    /// Where the night before had left it.
    pub before: Position,
    /// What was decided.
    pub decision: Decision,
    /// The facts the policy looked at, when there is something to record.
    pub facts: Vec<(FactId, Value)>,
}

impl Decision {
    /// Is there something to explain afterwards?
    pub fn is_worth_a_record(&self) -> bool {
        self.category_changed || self.outcome_changed
    }
}

/// What happens about a dossier tonight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// No step is due.
    Nothing,
    /// A step is taken.
    Step(PlannedStep),
    /// A step is due and guards forbid it.
    Blocked {
        /// The step.
        proposal: Proposal,
        /// Why not, strongest first.
        blocks: Vec<Block>,
    },
}

/// A step the night takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlannedStep {
    /// Where it stands in the flows; `None` for a task the night makes by itself.
    pub proposal: Option<Proposal>,
    /// What it does.
    pub act: Act,
    /// How far it goes by itself.
    pub mode: Mode,
    /// The cycle it belongs to.
    pub cycle: Day,
}

/// What a step does, with nothing left to choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// A message leaves.
    Message {
        /// Index in [`Policy::letters`].
        letter: usize,
        /// How.
        channel: ContactChannel,
        /// The amount it asks for, when it asks.
        amount: Option<Cents>,
    },
    /// A task lands on a desk.
    Task(TaskKind),
}

/// Settles the account and reads standing and facts; what every decision and explanation starts with.
pub fn read<'a>(night: &Night<'a>, dossier: &'a Dossier, desk: &'a mut Desk) -> (Ground<'a>, &'a FactValues) {
    settle(night, dossier, desk);
    read_settled(night, dossier, desk)
}

fn settle(night: &Night, dossier: &Dossier, desk: &mut Desk) {
    desk.account.settle(dossier, night.today);
    desk.booked = Some(booked_by(&dossier.entries, night.today).len());
    desk.past.forget();
}

fn read_settled<'a>(
    night: &Night<'a>,
    dossier: &'a Dossier,
    desk: &'a mut Desk,
) -> (Ground<'a>, &'a FactValues) {
    let settings = &night.policy.settings;
    let Desk { account, standing, facts, past, .. } = desk;
    *standing = Standing::with(dossier, account, past, settings, night.today);
    let ground = Ground { dossier, today: night.today, settings, account, standing };
    facts.read(&ground, night.needed);
    (ground, facts)
}

/// Decides about one dossier.
pub fn decide(night: &Night, dossier: &Dossier, desk: &mut Desk) -> Decision {
    settle(night, dossier, desk);
    decide_settled(night, dossier, desk, waking::for_a_night)
}

/// Decides about the dossier that was decided about last, on a later day: only its position and steps may be others. An
/// account is that of its entries, so it is settled anew only when something was booked between the two days. It says more
/// exactly when to look again than a night needs to know.
pub fn decide_later(night: &Night, dossier: &Dossier, desk: &mut Desk) -> Decision {
    if desk.booked != Some(booked_by(&dossier.entries, night.today).len()) {
        settle(night, dossier, desk);
    }
    decide_settled(night, dossier, desk, waking::exactly)
}

fn decide_settled(night: &Night, dossier: &Dossier, desk: &mut Desk, waking: Waking) -> Decision {
    if !desk.clocks.are_of(night.policy) {
        desk.clocks = Arc::new(Clocks::of(night.policy));
    }
    let clocks = Arc::clone(&desk.clocks);
    decide_by(night, dossier, desk, &clocks, waking)
}

fn decide_by(night: &Night, dossier: &Dossier, desk: &mut Desk, clocks: &Clocks, waking: Waking) -> Decision {
    let (ground, facts) = read_settled(night, dossier, desk);
    let before = dossier.position;
    let chosen = dossier.chosen_category(night.today).map(|chosen| chosen.category);
    let classified = classify(night.policy, facts, before.category, chosen);
    let category_key = night.policy.categories[classified.category].key;
    let category_changed = before.category != Some(category_key);
    let since = if category_changed { night.today } else { before.since };
    let choice = match classified.missing {
        Some(missing) => Choice { missing: Some(missing), ..Choice::default() },
        None => flow::choose(night.policy, &ground, facts, classified.category, since),
    };
    let outcome = outcome_of(night, &ground, &choice);
    let (outcome, breaches) = check::uphold(night, &ground, outcome);
    let fingerprint = outcome.fingerprint(night.policy);
    let takes_step = matches!(outcome, Outcome::Step(_));
    Decision {
        category: classified.category,
        category_changed,
        outcome_changed: takes_step || fingerprint != before.outcome,
        arrears: ground.standing.arrears,
        wake: waking(night.policy, &ground, (&choice, &outcome), &|| clocks.soonest(&ground, facts)),
        position: Position { category: Some(category_key), since, outcome: fingerprint },
        outcome,
        breaches,
    }
}

/// The task of this step of a flow, when it would be laid if no other step came first; after [`decide`] of this dossier. Guards that
/// pass by themselves, a day of rest or books that are late, do not make it disappear.
pub fn still_due(
    night: &Night,
    dossier: &Dossier,
    desk: &Desk,
    decision: &Decision,
    step: (&str, &str),
) -> Option<PlannedStep> {
    let ground = desk.ground(dossier, night.today, &night.policy.settings);
    let place = (decision.category, decision.position.since);
    let proposal = flow::due_by_itself(night.policy, &ground, &desk.facts, place, step)?;
    let Action::Task(kind) = proposal.of(night.policy).action else { return None };
    let plan = guard_plan(night, &ground, proposal);
    let stands = guards::blocks(&ground, &plan).iter().all(Block::passes);
    let mode = ground.mode(proposal.of(night.policy).mode);
    stands.then_some(PlannedStep {
        proposal: Some(proposal),
        act: Act::Task(kind),
        mode,
        cycle: proposal.cycle,
    })
}

/// Holds the proposed step against the guards.
fn outcome_of(night: &Night, ground: &Ground, choice: &Choice) -> Outcome {
    if choice.missing.is_some() {
        return own_task(ground, TaskKind::CheckData);
    }
    if let Some(since) = ground.prescribed_since()
        && let step @ Outcome::Step(_) = own_task_of(ground, TaskKind::CheckData, since)
    {
        // It is asked of nobody, and somebody must say what becomes of it.
        return step;
    }
    let Some(proposal) = choice.proposal else { return Outcome::Nothing };
    let plan = guard_plan(night, ground, proposal);
    let blocks = guards::blocks(ground, &plan);
    // A task of our own reaches nobody, so a Sunday does not matter to it, and it does not come and go with the weekend.
    let only = |id: &str| {
        let mut others = blocks.iter().filter(|block| !block.is_day_of_rest());
        others.next().is_some_and(|block| block.guard().id == id) && others.next().is_none()
    };
    if only("unreachable") {
        return own_task(ground, TaskKind::CheckAddress);
    }
    if only("missing_data") {
        return own_task(ground, TaskKind::CheckData);
    }
    let ours_missing = only("early_signal_proofs") || only("bailiff_ladder");
    // A term that runs ends by itself.
    let term_runs = blocks.first().is_some_and(|block| block.until != guards::Until::Changed);
    if ours_missing
        && !term_runs
        && let step @ Outcome::Step(_) = own_task(ground, TaskKind::CaseMeeting)
    {
        // Something of our own is missing: a person must hear of it, or the dossier would lie still for ever.
        return step;
    }
    let deceased = blocks.iter().any(|block| block.guard().id == "deceased");
    if let Some(died_on) = ground.died_on().filter(|_| deceased)
        && let step @ Outcome::Step(_) = own_task_of(ground, TaskKind::Heirs, died_on)
    {
        // A policy that has nothing for the heirs: a person must hear of the death all the same.
        return step;
    }
    if !blocks.is_empty() {
        return Outcome::Blocked { proposal, blocks };
    }
    let step = proposal.of(night.policy);
    let act = match &step.action {
        Action::Task(kind) => Act::Task(*kind),
        Action::Message { letter, .. } => Act::Message {
            letter: *letter,
            channel: guards::usable_channel(ground, &plan).expect("an unreachable tenant is a block"),
            amount: night.policy.letters[*letter].asks_money.then_some(plan.claimable),
        },
    };
    let mode = ground.mode(step.mode);
    Outcome::Step(PlannedStep { proposal: Some(proposal), act, mode, cycle: proposal.cycle })
}

/// The step as guards and checks see it.
pub fn guard_plan<'a>(night: &Night<'a>, ground: &Ground, proposal: Proposal) -> guards::Plan<'a> {
    guards::Plan {
        policy: night.policy,
        calendar: night.calendar,
        books_as_of: night.books_as_of,
        proposal,
        claimable: amount_asked(ground, proposal, night.policy),
    }
}

/// What a message of this step would ask for: the claimable arrears; before the pay day, what falls due then.
fn amount_asked(ground: &Ground, proposal: Proposal, policy: &Policy) -> Cents {
    use crate::policy::Anchor;
    match proposal.of(policy).anchor {
        Anchor::NextPayDay => {
            let claims = ground.account.claims.iter().filter(|claim| claim.due_on == proposal.cycle);
            claims.map(|claim| claim.open).sum()
        }
        Anchor::FirstBill => {
            let claims = ground.account.claims.iter().filter(|claim| claim.due_on <= proposal.cycle);
            let claims = claims.filter(|claim| !ground.is_prescribed(claim.due_on));
            (claims.map(|claim| claim.open).sum::<Cents>() - ground.disputed()).at_least_zero()
        }
        _ => ground.claimable(),
    }
}

/// A task the night makes by itself, once per cycle.
fn own_task(ground: &Ground, kind: TaskKind) -> Outcome {
    let cycle = ground.standing.oldest.map_or(ground.today.month().first_day(), |(due_on, _)| due_on);
    own_task_of(ground, kind, cycle)
}

fn own_task_of(ground: &Ground, kind: TaskKind, cycle: Day) -> Outcome {
    let step = Key::of(kind.dutch());
    if ground.steps().any(|taken| taken.step == step && taken.cycle == cycle && taken.day <= ground.today) {
        return Outcome::Nothing;
    }
    let mode = ground.mode(Mode::Automatic);
    Outcome::Step(PlannedStep { proposal: None, act: Act::Task(kind), mode, cycle })
}

impl Outcome {
    /// A short number that is equal for equal outcomes of two nights: same step, same guards. Zero for nothing.
    pub fn fingerprint(&self, policy: &Policy) -> u32 {
        match self {
            Outcome::Nothing => 0,
            Outcome::Step(step) => match (step.proposal, step.act) {
                (Some(proposal), _) => Key::of(&format!("step {:08x}", proposal.of(policy).key.0)).0,
                (None, Act::Task(kind)) => Key::of(kind.dutch()).0,
                (None, Act::Message { .. }) => 1,
            },
            Outcome::Blocked { proposal, blocks } => {
                // A Sunday that comes on top of another reason is no news.
                let rest_day = |block: &&Block| block.is_day_of_rest() && blocks.len() > 1;
                let mut text = format!("blocked {:08x}", proposal.of(policy).key.0);
                for block in blocks.iter().filter(|block| !rest_day(block)) {
                    text.push(' ');
                    text.push_str(block.guard().id);
                }
                Key::of(&text).0
            }
        }
    }
}

impl PlannedStep {
    /// What identifies the step within its cycle.
    pub fn key(&self, policy: &Policy) -> Key {
        match (self.proposal, self.act) {
            (Some(proposal), _) => proposal.of(policy).key,
            (None, Act::Task(kind)) => Key::of(kind.dutch()),
            (None, Act::Message { letter, .. }) => policy.letters[letter].key,
        }
    }

    /// The id of what the step makes: the same on every run, so a second run doubles nothing.
    pub fn content_id(&self, dossier: &str, policy: &Policy) -> ContentId {
        flow::step_id(dossier, self.key(policy), self.cycle)
    }

    /// The row the dossier remembers it by.
    pub fn taken_on(&self, day: Day, policy: &Policy) -> StepTaken {
        let (channel, milestone) = match self.act {
            Act::Message { letter, channel, .. } => {
                // What is only shown proves nothing.
                let proves = self.mode != Mode::Shadow;
                (Some(channel), policy.letters[letter].milestone.filter(|_| proves))
            }
            Act::Task(_) => (None, None),
        };
        StepTaken { day, cycle: self.cycle, step: self.key(policy), channel, milestone, posted_on: None }
    }
}
