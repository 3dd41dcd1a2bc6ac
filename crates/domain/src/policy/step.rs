//! What a step of a flow is: when, what, how, by whom, and how far it goes by itself.

use crate::dossier::ContactChannel;
use crate::ids::Key;
use crate::policy::{All, Origin};

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
    /// Find out whether a message left, or why it was refused.
    CheckMessage,
    /// Find out what money was that was seen and that the landlord did not book.
    CheckMoney,
}

impl TaskKind {
    /// All kinds.
    pub const ALL: [TaskKind; 20] = [
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
        TaskKind::CheckMessage,
        TaskKind::CheckMoney,
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
            TaskKind::CheckMessage => "bericht-nakijken",
            TaskKind::CheckMoney => "betaling-nakijken",
        }
    }

    /// The kind behind a word.
    pub fn of(word: &str) -> Option<TaskKind> {
        TaskKind::ALL.into_iter().find(|kind| kind.dutch() == word)
    }

    /// The word in a sentence.
    pub const fn spoken(self) -> &'static str {
        match self {
            TaskKind::CanWillFinding => "bevinding kan/wil",
            TaskKind::ProposePayDay => "betaaldag voorstellen",
            TaskKind::Arrangement => "regeling maken of herstellen",
            TaskKind::ReferToHelp => "hulp inschakelen",
            TaskKind::FourteenDayLetter => "beslissen over de veertiendagenbrief",
            TaskKind::EarlySignal => "vroegsignaal geven",
            TaskKind::BailiffGate => "deurwaarder afwegen",
            TaskKind::Eviction => "ontruiming voorkomen",
            TaskKind::Leaving => "vertrek begeleiden",
            TaskKind::Heirs => "contact met de erfgenamen",
            TaskKind::CloseCase => "dossier afsluiten",
            TaskKind::CheckAddress => "adres nakijken",
            TaskKind::CheckData => "gegevens nakijken",
            TaskKind::CheckMessage => "nakijken of dit bericht vertrok",
            TaskKind::CheckMoney => "nakijken wat deze betaling was",
            other => other.dutch(),
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
        /// Index in [`crate::policy::Policy::letters`].
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
    /// Share of dossiers, in thousandths, from which the step is held back, so that its effect can be measured
    /// ([`crate::trial::is_held_out`]). Above zero only on friendly messages without legal meaning.
    pub hold_out_per_mille: u16,
    /// Where it stands.
    pub origin: Origin,
}
