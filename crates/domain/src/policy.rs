//! A landlord's policy, compiled for one day: categories, flows, overlays, letters and settings.
//!
//! The text lives in TOML files with Dutch words (`startbeleid/`, `beleid/`); crate `policy` reads it, checks it and
//! makes this. Here a condition is a test on an integer: nothing is left to interpret. Code knows what a category *is*,
//! never which ones there are.

mod settings;
mod step;

use crate::calendar::Day;
use crate::dossier::Milestone;
use crate::facts::FactId;
use crate::ids::{ContentId, Key};

pub use settings::Settings;
pub use step::{Action, Actor, Anchor, Mode, Step, TaskKind, Tone};

/// A complete policy as it holds on one day.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Hash of all its texts: two policies with one hash decide alike.
    pub hash: ContentId,
    /// Thresholds that facts and guards use.
    pub settings: Settings,
    /// In order: the first that fits, holds.
    pub categories: Vec<Category>,
    /// In order: flows that go before the category's own.
    pub overlays: Vec<Overlay>,
    /// All flows.
    pub flows: Vec<Flow>,
    /// What steps may send.
    pub letters: Vec<Letter>,
    /// How tasks are shown to people.
    pub work_lists: Vec<WorkList>,
}

/// Where a rule stands in the policy files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// File, relative to the policy folder.
    pub file: String,
    /// Line, counted from 1.
    pub line: u32,
    /// Column, in characters counted from 1; 0 when it is not known.
    pub column: u32,
}

/// A test on one fact: true when its value lies between the bounds, both included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The fact.
    pub fact: FactId,
    /// Least value that fits.
    pub min: i64,
    /// Greatest value that fits.
    pub max: i64,
    /// Turns the test round: true outside the bounds.
    pub not: bool,
    /// The condition as the policy words it: `maanden_achter minstens "1 maand"`.
    pub text: String,
}

/// Conditions that must all hold. An empty list always holds.
pub type All = Vec<Condition>;

/// Alternatives of which one must hold. No alternatives: never.
pub type AnyOf = Vec<All>;

/// The colour of a category: how worried we are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Colour {
    /// Outside the four: new, leaving, departed, aftercare.
    #[default]
    Grey,
    /// Pays in order.
    Green,
    /// Careless.
    Orange,
    /// Drags on.
    Blue,
    /// Needs the most attention.
    Red,
}

impl Colour {
    /// All colours, calmest first.
    pub const ALL: [Colour; 5] = [Colour::Grey, Colour::Green, Colour::Orange, Colour::Blue, Colour::Red];

    /// The Dutch word.
    pub const fn dutch(self) -> &'static str {
        match self {
            Colour::Grey => "grijs",
            Colour::Green => "groen",
            Colour::Orange => "oranje",
            Colour::Blue => "blauw",
            Colour::Red => "rood",
        }
    }
}

/// A category of tenants (*klantclassificatie*).
#[derive(Clone, Debug, Default)]
pub struct Category {
    /// Short form of `id`.
    pub key: Key,
    /// `nieuwe-huurder`.
    pub id: String,
    /// `Nieuwe huurder`.
    pub name: String,
    /// Its colour.
    pub colour: Colour,
    /// Index of its flow in [`Policy::flows`].
    pub flow: usize,
    /// Who comes in.
    pub enter: AnyOf,
    /// Who stays, once in: hysteresis against flapping.
    pub stay: AnyOf,
    /// Why, in words a tenant may read (B1).
    pub for_tenant: String,
    /// Who decided it, and when.
    pub decision: String,
    /// Since when the rule holds.
    pub valid_from: Option<Day>,
    /// Where it stands.
    pub origin: Origin,
}

/// A flow that goes before the category's own while its conditions hold.
#[derive(Clone, Debug, Default)]
pub struct Overlay {
    /// `overleden`.
    pub id: String,
    /// When it holds.
    pub when: AnyOf,
    /// Index of its flow in [`Policy::flows`].
    pub flow: usize,
    /// True when the category's own flow is left out; false when it follows after.
    pub replaces: bool,
    /// Where it stands.
    pub origin: Origin,
}

/// A series of steps (*behandelplan*).
#[derive(Clone, Debug, Default)]
pub struct Flow {
    /// Short form of `id`.
    pub key: Key,
    /// `goed`.
    pub id: String,
    /// `Goed betalend`.
    pub name: String,
    /// What it is for, in Dutch.
    pub aim: String,
    /// In order; offsets within one anchor never go down.
    pub steps: Vec<Step>,
    /// Where it stands.
    pub origin: Origin,
}

/// A letter or message that steps may send. Its texts stay in crate `policy`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    /// Short form of `id`.
    pub key: Key,
    /// `herinnering`.
    pub id: String,
    /// `Herinnering`.
    pub name: String,
    /// Does it ask for money? Then the amount must be above zero, due and undisputed.
    pub asks_money: bool,
    /// Does it say what somebody owes, whether or not it asks for it? Then nothing may be unknown that this rests on.
    pub names_debt: bool,
    /// What it proves afterwards.
    pub milestone: Option<Milestone>,
    /// Is it for the heirs of a deceased tenant?
    pub for_heirs: bool,
    /// Is it for the administrator, guardian or budget manager?
    pub for_administrator: bool,
    /// Has it no legal meaning, so that a tenant may want no more of it when its tone is friendly?
    pub can_be_missed: bool,
}

/// A list of tasks as people see it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkList {
    /// `bellen-vandaag`.
    pub id: String,
    /// `Bellen vandaag`.
    pub name: String,
    /// Kinds of task on it.
    pub tasks: Vec<TaskKind>,
    /// Who works on it.
    pub by: Option<Actor>,
}

impl Policy {
    /// The category with this key.
    pub fn category(&self, key: Key) -> Option<&Category> {
        self.categories.iter().find(|category| category.key == key)
    }

    /// Who carries a step out, by the ids of flow and step; the consultant when the policy has no such step any more.
    pub fn done_by(&self, flow: &str, step: &str) -> Actor {
        let flow = self.flows.iter().find(|known| known.id == flow);
        let step = flow.and_then(|flow| flow.steps.iter().find(|known| known.id == step));
        step.map_or(Actor::Consultant, |step| step.by)
    }

    /// Every condition anywhere in the policy.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let categories =
            self.categories.iter().flat_map(|category| category.enter.iter().chain(&category.stay));
        let overlays = self.overlays.iter().flat_map(|overlay| &overlay.when);
        let steps = self.flows.iter().flat_map(|flow| flow.steps.iter().map(|step| &step.when));
        categories.chain(overlays).chain(steps).flatten()
    }

    /// The facts any condition looks at, in order and once.
    pub fn facts_needed(&self) -> Vec<FactId> {
        let mut needed: Vec<FactId> = self.conditions().map(|condition| condition.fact).collect();
        needed.sort_unstable();
        needed.dedup();
        needed
    }
}
