//! A landlord's policy, compiled for one day: categories, flows, overlays, letters and settings.
//!
//! The text lives in TOML files with Dutch words (`startbeleid/`, `beleid/`); crate `policy` reads it, checks it and
//! makes this. Here a condition is a test on an integer: nothing is left to interpret. Code knows what a category *is*,
//! never which ones there are.

use crate::calendar::Day;
use crate::dossier::{ContactChannel, Milestone};
use crate::facts::FactId;
use crate::ids::{ContentId, Key};
use crate::money::Cents;

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
}

/// Thresholds. Every one is a line of `instellingen.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// A claim is late when it is paid more than so many days after the own pay day. Days.
    pub late_after_days: i32,
    /// Below this amount nobody is written to.
    pub small_amount: Cents,
    /// Automatic messages to a household in seven days, over all channels.
    pub messages_per_week: u32,
    /// Least number of days between two steps when the waiting time of the flow does not say.
    pub pause_between_steps_days: i32,
    /// A can/will finding holds so many days.
    pub finding_valid_days: i32,
    /// A learned pay day counts like an agreed one.
    pub learned_pay_day_counts: bool,
    /// Share of months that must lie within three days of the learned pay day. Percent.
    pub learned_regular_percent: i64,
    /// Least number of settled months from which a pay day is learned.
    pub learned_from_months: usize,
    /// Books older than this hold all messages. Days.
    pub books_fresh_days: i32,
    /// A reversal is left to settle so many days before anybody is written to.
    pub reversal_settles_days: i32,
    /// A direct debit is given so many days after the due day to reach the books before anybody is written to.
    pub collection_under_way_days: i32,
    /// Working days after the promised day before a promise counts as broken.
    pub promise_slack_working_days: u32,
    /// An instalment may be short by this much.
    pub arrangement_tolerance: Cents,
    /// Days after an instalment's day before the arrangement is at risk.
    pub arrangement_grace_days: i32,
    /// Days after an instalment's day before an arrangement that was not repaired is broken.
    pub arrangement_broken_days: i32,
    /// All steps stop for so many days after an early signal, at most (covenant, law.md 3.3).
    pub signal_pause_days: i32,
    /// Are collection costs charged at all? Off by default (law.md decision 2).
    pub charge_collection_costs: bool,
    /// Is statutory interest charged? Off by default (law.md 2.2).
    pub charge_interest: bool,
    /// Nothing is sent, whatever a step's mode says.
    pub emergency_stop: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            late_after_days: 5,
            small_amount: Cents::euros(25),
            messages_per_week: 2,
            pause_between_steps_days: 3,
            finding_valid_days: 90,
            learned_pay_day_counts: true,
            learned_regular_percent: 80,
            learned_from_months: 6,
            books_fresh_days: 1,
            reversal_settles_days: 3,
            collection_under_way_days: 5,
            promise_slack_working_days: 2,
            arrangement_tolerance: Cents::euros(1),
            arrangement_grace_days: 1,
            arrangement_broken_days: 10,
            signal_pause_days: 28,
            charge_collection_costs: false,
            charge_interest: false,
            emergency_stop: false,
        }
    }
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

/// What a step's days are counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Anchor {
    /// The own pay day of the oldest claim in arrears.
    PayDay,
    /// The next own pay day, for steps before it (offset below zero).
    NextPayDay,
    /// The day on which the tenancy starts.
    Start,
    /// The day on which notice was given.
    Notice,
    /// The last day of the tenancy.
    End,
    /// The due day of the final bill, or the last day of the tenancy when there is none.
    FinalBill,
    /// The due day of the first rent bill.
    FirstBill,
    /// The day of death.
    Death,
    /// The day on which help was closed.
    HelpClosed,
    /// The first night in the present category.
    Category,
    /// The next instalment of a running arrangement (offset below zero).
    NextInstalment,
    /// The oldest instalment that was missed.
    MissedInstalment,
    /// The announced day of eviction (offset below zero).
    Eviction,
}

impl Anchor {
    /// All anchors.
    pub const ALL: [Anchor; 13] = [
        Anchor::PayDay,
        Anchor::NextPayDay,
        Anchor::Start,
        Anchor::Notice,
        Anchor::End,
        Anchor::FinalBill,
        Anchor::FirstBill,
        Anchor::Death,
        Anchor::HelpClosed,
        Anchor::Category,
        Anchor::NextInstalment,
        Anchor::MissedInstalment,
        Anchor::Eviction,
    ];

    /// The word in policy files.
    pub const fn dutch(self) -> &'static str {
        match self {
            Anchor::PayDay => "betaaldag",
            Anchor::NextPayDay => "volgende-betaaldag",
            Anchor::Start => "ingang",
            Anchor::Notice => "opzegging",
            Anchor::End => "einde",
            Anchor::FinalBill => "eindafrekening",
            Anchor::FirstBill => "eerste-nota",
            Anchor::Death => "overlijden",
            Anchor::HelpClosed => "hulp-afgerond",
            Anchor::Category => "indeling",
            Anchor::NextInstalment => "volgende-termijn",
            Anchor::MissedInstalment => "gemiste-termijn",
            Anchor::Eviction => "ontruiming",
        }
    }
}

/// How a step speaks. Tone changes wording, never rights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tone {
    /// Friendly.
    #[default]
    Friendly,
    /// Business-like.
    Plain,
    /// Strict.
    Strict,
}

impl Tone {
    /// All tones, softest first.
    pub const ALL: [Tone; 3] = [Tone::Friendly, Tone::Plain, Tone::Strict];

    /// The word in policy files.
    pub const fn dutch(self) -> &'static str {
        match self {
            Tone::Friendly => "vriendelijk",
            Tone::Plain => "zakelijk",
            Tone::Strict => "strikt",
        }
    }
}

/// Who carries a step out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Actor {
    /// Houvast itself.
    Houvast,
    /// The rent consultant of the district.
    Consultant,
    /// The team leader.
    TeamLeader,
    /// The colleague who lets homes.
    Letting,
    /// The call partner.
    CallPartner,
}

impl Actor {
    /// All actors.
    pub const ALL: [Actor; 5] =
        [Actor::Houvast, Actor::Consultant, Actor::TeamLeader, Actor::Letting, Actor::CallPartner];

    /// The word in policy files.
    pub const fn dutch(self) -> &'static str {
        match self {
            Actor::Houvast => "houvast",
            Actor::Consultant => "huurconsulent",
            Actor::TeamLeader => "teamleider",
            Actor::Letting => "verhuur",
            Actor::CallPartner => "belpartner",
        }
    }
}

/// How far a step goes by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// Planned and shown, never carried out.
    Shadow,
    /// Carried out after a person released it.
    Proposal,
    /// Carried out.
    Automatic,
}

impl Mode {
    /// All modes, most careful first.
    pub const ALL: [Mode; 3] = [Mode::Shadow, Mode::Proposal, Mode::Automatic];

    /// The word in policy files.
    pub const fn dutch(self) -> &'static str {
        match self {
            Mode::Shadow => "schaduw",
            Mode::Proposal => "voorstel",
            Mode::Automatic => "automatisch",
        }
    }
}

/// A task for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskKind {
    /// Call: three attempts on two days, one of them in the evening.
    Call,
    /// Visit at home.
    Visit,
    /// Talk at the office.
    OfficeTalk,
    /// Case meeting.
    CaseMeeting,
    /// Decide: can this tenant pay, and does he want to?
    CanWillFinding,
    /// Propose the rhythm the tenant already has as his own pay day.
    ProposePayDay,
    /// Make, repair or end an arrangement.
    Arrangement,
    /// Help with money: budget coach, social team, benefits.
    ReferToHelp,
    /// Decide on the 14-day letter (a person ticks "can pay").
    FourteenDayLetter,
    /// Check the four duties and give the early signal.
    EarlySignal,
    /// Decide on the bailiff: two people.
    BailiffGate,
    /// Prepare or avert an eviction.
    Eviction,
    /// Intake of a new tenant.
    Intake,
    /// Inspection and final balance of a leaving tenant.
    Leaving,
    /// Heirs: get in touch, settle, close.
    Heirs,
    /// Write off, let sleep or go on.
    CloseCase,
    /// Find a usable address or number.
    CheckAddress,
    /// Something is missing or contradictory in the data.
    CheckData,
}

impl TaskKind {
    /// All kinds.
    pub const ALL: [TaskKind; 18] = [
        TaskKind::Call,
        TaskKind::Visit,
        TaskKind::OfficeTalk,
        TaskKind::CaseMeeting,
        TaskKind::CanWillFinding,
        TaskKind::ProposePayDay,
        TaskKind::Arrangement,
        TaskKind::ReferToHelp,
        TaskKind::FourteenDayLetter,
        TaskKind::EarlySignal,
        TaskKind::BailiffGate,
        TaskKind::Eviction,
        TaskKind::Intake,
        TaskKind::Leaving,
        TaskKind::Heirs,
        TaskKind::CloseCase,
        TaskKind::CheckAddress,
        TaskKind::CheckData,
    ];

    /// The word in policy files and on screens.
    pub const fn dutch(self) -> &'static str {
        match self {
            TaskKind::Call => "bellen",
            TaskKind::Visit => "huisbezoek",
            TaskKind::OfficeTalk => "gesprek",
            TaskKind::CaseMeeting => "casusoverleg",
            TaskKind::CanWillFinding => "kan-wil-bevinding",
            TaskKind::ProposePayDay => "betaaldag-voorstellen",
            TaskKind::Arrangement => "regeling",
            TaskKind::ReferToHelp => "hulp-inschakelen",
            TaskKind::FourteenDayLetter => "veertiendagenbrief",
            TaskKind::EarlySignal => "vroegsignaal",
            TaskKind::BailiffGate => "deurwaarder-afwegen",
            TaskKind::Eviction => "ontruiming-voorkomen",
            TaskKind::Intake => "intake",
            TaskKind::Leaving => "vertrek-begeleiden",
            TaskKind::Heirs => "erfgenamen",
            TaskKind::CloseCase => "afsluiten",
            TaskKind::CheckAddress => "adres-nakijken",
            TaskKind::CheckData => "gegevens-nakijken",
        }
    }

    /// What identifies the task within a cycle: of a serious one there is one, whichever flow laid it; the others belong
    /// to their flow and step.
    pub fn step_key(self, flow: &str, step: &str) -> Key {
        let once = self.is_serious() && self != TaskKind::Eviction;
        if once { Key::of(self.dutch()) } else { Key::of(&format!("{flow}/{step}")) }
    }

    /// Does the task reach out to the tenant, so that contact days count?
    pub const fn is_contact(self) -> bool {
        matches!(self, TaskKind::Call | TaskKind::Visit | TaskKind::OfficeTalk)
    }

    /// Does it lead to a step with legal or serious effect, which only people decide?
    pub const fn is_serious(self) -> bool {
        matches!(
            self,
            TaskKind::FourteenDayLetter | TaskKind::EarlySignal | TaskKind::BailiffGate | TaskKind::Eviction
        )
    }
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Sends a message over the first channel that can be used.
    Message {
        /// Index in [`Policy::letters`].
        letter: usize,
        /// Channels, best first.
        channels: Vec<ContactChannel>,
    },
    /// Lays a task on a desk.
    Task(TaskKind),
}

/// One step of a flow.
#[derive(Clone, Debug)]
pub struct Step {
    /// What identifies it within its cycle: its letter, or flow and step of a task.
    pub key: Key,
    /// `herinnering`.
    pub id: String,
    /// What days are counted from.
    pub anchor: Anchor,
    /// First day, counted from the anchor.
    pub offset_days: i32,
    /// Last day, counted from the anchor; after it the step is passed over. `None`: no last day.
    pub until_days: Option<i32>,
    /// What it does.
    pub action: Action,
    /// How it speaks.
    pub tone: Tone,
    /// Which help it offers, as the letters spell it.
    pub help: Vec<String>,
    /// Who does it.
    pub by: Actor,
    /// How far it goes by itself.
    pub mode: Mode,
    /// Passed over when these do not hold.
    pub when: All,
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
    /// What it proves afterwards.
    pub milestone: Option<Milestone>,
    /// Is it for the heirs of a deceased tenant?
    pub for_heirs: bool,
    /// Is it for the administrator, guardian or budget manager?
    pub for_administrator: bool,
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
