//! One tenancy with everything a decision may look at: what the landlord delivered and what people and we did.
//!
//! Names, addresses and free texts are not in here: no decision depends on them, and what is not here cannot leak.

use crate::calendar::Day;
use crate::ids::{Key, TenancyId};
use crate::ledger::Entry;
use crate::money::Cents;

/// Everything about one tenancy that a decision may look at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dossier {
    /// The tenancy itself.
    pub tenancy: Tenancy,
    /// The account, in order of booking day, then of arrival.
    pub entries: Vec<Entry>,
    /// What holds or held, in order of the first day.
    pub circumstances: Vec<Circumstance>,
    /// Payment arrangements, in order of agreement.
    pub arrangements: Vec<Arrangement>,
    /// Categories that people chose, in order of choosing.
    pub chosen: Vec<ChosenCategory>,
    /// Attempts at contact, in order of day.
    pub contacts: Vec<Contact>,
    /// Steps that were really taken, in order of day.
    pub steps: Vec<StepTaken>,
    /// Where the last night left it.
    pub position: Position,
}

impl Dossier {
    /// The category that a person chose and that holds on this day: the newest of them.
    pub fn chosen_category(&self, day: Day) -> Option<&ChosenCategory> {
        self.chosen.iter().rev().find(|chosen| chosen.holds_on(day))
    }
}

/// The tenancy as the landlord delivered it. `None` is *not delivered*, never *no*.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tenancy {
    /// Number inside the book.
    pub id: TenancyId,
    /// First day.
    pub starts_on: Option<Day>,
    /// Last day, once the end is known.
    pub ends_on: Option<Day>,
    /// Day on which notice was given.
    pub notice_on: Option<Day>,
    /// Day on which the tenant died (and no co-tenant goes on).
    pub deceased_on: Option<Day>,
    /// Rent a month, all in.
    pub rent: Option<Cents>,
    /// Is the rent collected by direct debit?
    pub direct_debit: Option<bool>,
    /// Own pay day agreed with the tenant, day of the month (1-31).
    pub accepted_pay_day: Option<u8>,
    /// The ERP's own class of this customer.
    pub erp_class: Option<Key>,
    /// May collection costs be charged under this version of the rental terms? (law.md 1.7)
    pub costs_clause: CostsClause,
    /// Channels on which the tenant can be reached.
    pub reachable: Channels,
    /// Channels the tenant has refused.
    pub refused: Channels,
    /// The tenant wants no friendly messages by e-mail any more that he can do without.
    pub no_friendly_mail: bool,
}

/// What is known of the costs clause in the rental terms (ECLI:NL:HR:2023:198).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CostsClause {
    /// Nobody has looked: treated as unfair.
    #[default]
    Unknown,
    /// The terms hold no costs clause.
    None,
    /// Looked at and found fair.
    Fair,
    /// Unfair: no costs at all may be charged.
    Unfair,
}

/// A way to reach a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContactChannel {
    /// Text message.
    Sms,
    /// WhatsApp.
    Whatsapp,
    /// E-mail.
    Email,
    /// Letter by post.
    Letter,
    /// Telephone call.
    Phone,
    /// Visit at home.
    Visit,
    /// Talk at the landlord's counter.
    Counter,
}

impl ContactChannel {
    /// All channels.
    pub const ALL: [ContactChannel; 7] = [
        ContactChannel::Sms,
        ContactChannel::Whatsapp,
        ContactChannel::Email,
        ContactChannel::Letter,
        ContactChannel::Phone,
        ContactChannel::Visit,
        ContactChannel::Counter,
    ];

    /// The Dutch word, as policy files spell it.
    pub const fn dutch(self) -> &'static str {
        match self {
            ContactChannel::Sms => "sms",
            ContactChannel::Whatsapp => "whatsapp",
            ContactChannel::Email => "e-mail",
            ContactChannel::Letter => "brief",
            ContactChannel::Phone => "telefoon",
            ContactChannel::Visit => "huisbezoek",
            ContactChannel::Counter => "balie",
        }
    }
}

/// A set of channels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Channels(pub u8);

impl Channels {
    /// This set with one channel more.
    #[must_use]
    pub const fn with(self, channel: ContactChannel) -> Channels {
        Channels(self.0 | 1 << channel as u8)
    }

    /// Is the channel in the set?
    pub const fn has(self, channel: ContactChannel) -> bool {
        self.0 & (1 << channel as u8) != 0
    }
}

/// What can hold for a tenancy. A state is a row with a first day and perhaps a last one, never a flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CircumstanceKind {
    /// A person stopped all steps.
    Hold,
    /// The tenant promised to pay `cents` by `until`.
    Promise,
    /// The tenant disputes `cents`, or all when no amount is given; a repair complaint counts.
    Dispute,
    /// A person found: can pay, wants to pay.
    CanAndWill,
    /// A person found: can pay, does not want to.
    CanButWillNot,
    /// A person found: cannot pay, wants to.
    CannotButWill,
    /// A person found: cannot pay, does not want to.
    CannotAndWillNot,
    /// Help is running: budget coach, social team, municipality.
    Help,
    /// Needs personal attention (no diagnosis is kept).
    Vulnerable,
    /// Nuisance or pollution reported at the address.
    Nuisance,
    /// Administration, guardianship or budget management: write to the administrator.
    Administration,
    /// Voluntary debt scheme (MSNP).
    DebtScheme,
    /// Statutory debt scheme (WSNP).
    StatutoryDebtScheme,
    /// Breathing space or moratorium ordered by the court.
    BreathingSpace,
    /// Early signal given to the municipality.
    EarlySignal,
    /// The tenant objects to an early signal.
    SignalObjection,
    /// Post came back, or the address is known to be wrong.
    AddressUnusable,
    /// Judgment against the tenant.
    Judgment,
    /// Eviction announced for `until`.
    EvictionAnnounced,
    /// Handed over to the bailiff.
    AtBailiff,
    /// Two different people agreed to hand over; placed by Houvast only, never delivered.
    HandoverAgreed,
    /// A line of the landlord's list that may be an item of this tenancy could not be read; placed by Houvast only.
    ItemUnread,
    /// Prescription was interrupted (art. 3:317 and 3:318 BW) on `since`, of what had fallen due by `until`: what the landlord did before
    /// Houvast, told by a person who has seen the proof.
    PrescriptionInterrupted,
}

impl CircumstanceKind {
    /// All kinds, in the order in which they are documented.
    pub const ALL: [CircumstanceKind; 23] = [
        CircumstanceKind::Hold,
        CircumstanceKind::Promise,
        CircumstanceKind::Dispute,
        CircumstanceKind::CanAndWill,
        CircumstanceKind::CanButWillNot,
        CircumstanceKind::CannotButWill,
        CircumstanceKind::CannotAndWillNot,
        CircumstanceKind::Help,
        CircumstanceKind::Vulnerable,
        CircumstanceKind::Nuisance,
        CircumstanceKind::Administration,
        CircumstanceKind::DebtScheme,
        CircumstanceKind::StatutoryDebtScheme,
        CircumstanceKind::BreathingSpace,
        CircumstanceKind::EarlySignal,
        CircumstanceKind::SignalObjection,
        CircumstanceKind::AddressUnusable,
        CircumstanceKind::Judgment,
        CircumstanceKind::EvictionAnnounced,
        CircumstanceKind::AtBailiff,
        CircumstanceKind::HandoverAgreed,
        CircumstanceKind::ItemUnread,
        CircumstanceKind::PrescriptionInterrupted,
    ];

    /// Is it known here and nowhere else, so that no delivery can say it?
    pub const fn is_placed_here(self) -> bool {
        matches!(self, CircumstanceKind::HandoverAgreed | CircumstanceKind::ItemUnread)
    }

    /// May a person end it by saying so? What a court, a municipality or a bailiff began ends with word of theirs, and what
    /// protects a represented tenant ends with the delivery that began it.
    pub const fn a_person_may_end(self) -> bool {
        matches!(
            self,
            CircumstanceKind::Hold
                | CircumstanceKind::Promise
                | CircumstanceKind::Dispute
                | CircumstanceKind::CanAndWill
                | CircumstanceKind::CanButWillNot
                | CircumstanceKind::CannotButWill
                | CircumstanceKind::CannotAndWillNot
                | CircumstanceKind::Help
                | CircumstanceKind::Vulnerable
                | CircumstanceKind::Nuisance
                | CircumstanceKind::SignalObjection
        )
    }

    /// Is it about somebody's health, debts elsewhere or character? Then it is shown after a deliberate look that is logged.
    pub const fn is_sensitive(self) -> bool {
        matches!(
            self,
            CircumstanceKind::CanAndWill
                | CircumstanceKind::CanButWillNot
                | CircumstanceKind::CannotButWill
                | CircumstanceKind::CannotAndWillNot
                | CircumstanceKind::Vulnerable
                | CircumstanceKind::Nuisance
                | CircumstanceKind::Administration
                | CircumstanceKind::DebtScheme
                | CircumstanceKind::StatutoryDebtScheme
                | CircumstanceKind::BreathingSpace
        )
    }

    /// The Dutch word, as screens and golden dossiers use it.
    pub const fn dutch(self) -> &'static str {
        match self {
            CircumstanceKind::Hold => "pauze",
            CircumstanceKind::Promise => "toezegging",
            CircumstanceKind::Dispute => "betwisting",
            CircumstanceKind::CanAndWill => "kan wel, wil wel",
            CircumstanceKind::CanButWillNot => "kan wel, wil niet",
            CircumstanceKind::CannotButWill => "kan niet, wil wel",
            CircumstanceKind::CannotAndWillNot => "kan niet, wil niet",
            CircumstanceKind::Help => "hulp",
            CircumstanceKind::Vulnerable => "kwetsbaar",
            CircumstanceKind::Nuisance => "overlast",
            CircumstanceKind::Administration => "bewind",
            CircumstanceKind::DebtScheme => "schuldregeling",
            CircumstanceKind::StatutoryDebtScheme => "wettelijke schuldsanering",
            CircumstanceKind::BreathingSpace => "afkoelingsperiode",
            CircumstanceKind::EarlySignal => "vroegsignaal",
            CircumstanceKind::SignalObjection => "bezwaar tegen vroegsignaal",
            CircumstanceKind::AddressUnusable => "adres onbruikbaar",
            CircumstanceKind::Judgment => "vonnis",
            CircumstanceKind::EvictionAnnounced => "ontruiming aangezegd",
            CircumstanceKind::AtBailiff => "bij de deurwaarder",
            CircumstanceKind::HandoverAgreed => "akkoord met overdracht",
            CircumstanceKind::ItemUnread => "post niet gelezen",
            CircumstanceKind::PrescriptionInterrupted => "stuiting",
        }
    }
}

/// Something that holds from a day until it is lifted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Circumstance {
    /// What holds.
    pub kind: CircumstanceKind,
    /// First day.
    pub since: Day,
    /// Day up to and including which it holds by itself; of a promise the promised day, of an eviction its day, of an interruption the
    /// last due day that it is about.
    pub until: Option<Day>,
    /// Day on which a person closed it.
    pub closed_on: Option<Day>,
    /// Amount it is about.
    pub cents: Option<Cents>,
}

impl Circumstance {
    /// Does it hold on this day?
    pub fn holds_on(&self, day: Day) -> bool {
        self.since <= day
            && self.closed_on.is_none_or(|closed| day < closed)
            && self.until.is_none_or(|last| day <= last)
    }
}

/// A category that a person chose for a while, against the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChosenCategory {
    /// Which.
    pub category: Key,
    /// First day.
    pub since: Day,
    /// Last day: a person looks again, always.
    pub until: Day,
    /// Day from which it does not hold, when a person ended it earlier.
    pub ended_on: Option<Day>,
}

impl ChosenCategory {
    /// Does it hold on this day?
    pub fn holds_on(&self, day: Day) -> bool {
        self.since <= day && day <= self.until && self.ended_on.is_none_or(|ended| day < ended)
    }
}

/// A payment arrangement: what it covers and what was agreed. How it goes is judged by [`crate::arrangement`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrangement {
    /// Day of the agreement.
    pub agreed_on: Day,
    /// It covers every claim due up to and including this day.
    pub covers_until: Day,
    /// Due day and amount of each instalment, in order.
    pub instalments: Vec<(Day, Cents)>,
    /// Day on which a person ended it, if one did.
    pub ended_on: Option<Day>,
}

impl Arrangement {
    /// Days after the last instalment on which unmarked money still follows the agreement.
    const RUNS_OUT_AFTER: i32 = 31;

    /// Does money booked on this day, that does not say what it is for, follow this agreement? From the day after it was
    /// made until a person ends it or its time is up; how well it is kept plays no part.
    pub fn orders_money_of(&self, day: Day) -> bool {
        let last = self.instalments.last().map_or(self.agreed_on, |(due, _)| *due);
        self.agreed_on < day
            && self.ended_on.is_none_or(|ended| day < ended)
            && day <= last + Self::RUNS_OUT_AFTER
    }

    /// What the instalments after this day come to.
    pub fn asked_after(&self, day: Day) -> Cents {
        self.instalments.iter().filter(|(due, _)| *due > day).map(|(_, cents)| *cents).sum()
    }
}

/// An attempt at contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The day.
    pub day: Day,
    /// How.
    pub channel: ContactChannel,
    /// Was the tenant spoken to, or did he answer?
    pub reached: bool,
    /// Did the tenant come to us?
    pub incoming: bool,
}

/// A step of a flow that was really taken: sent, or laid on a desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepTaken {
    /// The day.
    pub day: Day,
    /// The day the step's cycle is counted from (see [`crate::flow`]).
    pub cycle: Day,
    /// What identifies the step within its cycle: the letter of a message, flow and step of a task.
    pub step: Key,
    /// The channel of a message; `None` for a task.
    pub channel: Option<ContactChannel>,
    /// Its place in the ladder of law: what later steps may rely on.
    pub milestone: Option<Milestone>,
    /// The day on which a letter was given to the postal service, once that is known: its milestone counts from there.
    pub posted_on: Option<Day>,
}

impl StepTaken {
    /// The day from which it proves something.
    pub fn proves_from(&self) -> Day {
        self.posted_on.unwrap_or(self.day)
    }
}

/// What a step proves afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Milestone {
    /// A written reminder that points at help and offers to pass on data to the municipality (law.md 3.1 b, c, d).
    WrittenReminder,
    /// The 14-day letter, with the principal it stated.
    FourteenDayLetter,
    /// The announcement of an early signal, with the right to object.
    SignalAnnouncement,
    /// The condolence letter to the heirs.
    Condolence,
}

/// Where the last night left a dossier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// Category, once there has been a night.
    pub category: Option<Key>,
    /// First night in this category.
    pub since: Day,
    /// What that night came to: see [`crate::plan::Outcome::fingerprint`].
    pub outcome: u32,
}
