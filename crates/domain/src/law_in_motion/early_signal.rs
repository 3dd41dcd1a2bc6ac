//! The early signal of one dossier as a state machine: which of the four proofs are there, and what may happen next.
//!
//! In go a dossier and the law; out comes one state with what is missing and the days that follow. The four proofs are
//! those of art. 2 Besluit gemeentelijke schuldhulpverlening (BWBR0043850): an effort for personal contact, a pointer to
//! debt help, a written reminder, and the offer, with that reminder, to pass on contact details. On top of the decree the
//! signal is announced and the tenant gets time to object. Never without four proofs, never against an objection.

use crate::calendar::Day;
use crate::calendar::holidays::EquatedDays;
use crate::dossier::{CircumstanceKind, Contact, ContactChannel, Milestone, StepTaken};
use crate::facts::Ground;
use crate::flow::Proposal;
use crate::guards::{Block, Plan, blocks};
use crate::law::early_signal::{SignalDecision, SignalEvidence, decide};
use crate::law::fourteen_day_letter::presumed_delivery;
use crate::law::{Law, LawGap};
use crate::money::Cents;
use crate::policy::{Action, Flow, Policy, TaskKind};

/// Days the tenant has to object after the announcement was delivered. The law has no term; this is the landlord's own
/// promise in the announcement letter ("minstens zeven dagen na de bezorging").
pub const OBJECTION_DAYS: i32 = 7;

/// The four proofs and the announcement; a day is a proof that can be shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Proofs {
    /// (a) First effort for personal contact: a call, a visit or a talk, reached or not.
    pub contact_effort: Option<Day>,
    /// (b) The tenant was pointed at debt help.
    pub help_pointed: Option<Day>,
    /// (c) First written reminder.
    pub reminder: Option<Day>,
    /// (d) The offer to pass on contact details, with that reminder.
    pub offer: Option<Day>,
    /// The signal was announced.
    pub announced: Option<Day>,
    /// The tenant has until this day to object.
    pub objection_until: Option<Day>,
}

/// One of the four duties, or the announcement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Duty {
    /// Art. 2 sub a.
    ContactEffort,
    /// Art. 2 sub b.
    PointAtHelp,
    /// Art. 2 sub c.
    Reminder,
    /// Art. 2 sub d.
    Offer,
}

impl Duty {
    /// The four duties in the order of the decree.
    pub const ALL: [Duty; 4] = [Duty::ContactEffort, Duty::PointAtHelp, Duty::Reminder, Duty::Offer];

    /// What a person reads.
    pub const fn dutch(self) -> &'static str {
        match self {
            Duty::ContactEffort => "persoonlijk contact gezocht",
            Duty::PointAtHelp => "op schuldhulp gewezen",
            Duty::Reminder => "schriftelijk herinnerd",
            Duty::Offer => "aangeboden om gegevens door te geven",
        }
    }

    /// Its ground.
    pub const fn ground(self) -> &'static str {
        match self {
            Duty::ContactEffort => "art. 2 sub a Besluit gemeentelijke schuldhulpverlening",
            Duty::PointAtHelp => "art. 2 sub b Besluit gemeentelijke schuldhulpverlening",
            Duty::Reminder => "art. 2 sub c Besluit gemeentelijke schuldhulpverlening",
            Duty::Offer => "art. 2 sub d Besluit gemeentelijke schuldhulpverlening",
        }
    }

    /// What to do when it is missing.
    pub const fn next_step(self) -> &'static str {
        match self {
            Duty::ContactEffort => "Bel de huurder of ga langs, en leg dat vast.",
            Duty::PointAtHelp => "Wijs de huurder schriftelijk op schuldhulp.",
            Duty::Reminder => "Stuur een schriftelijke herinnering.",
            Duty::Offer => "Stuur een herinnering met het aanbod om gegevens door te geven.",
        }
    }
}

impl Proofs {
    /// The proof of a duty.
    pub const fn of(&self, duty: Duty) -> Option<Day> {
        match duty {
            Duty::ContactEffort => self.contact_effort,
            Duty::PointAtHelp => self.help_pointed,
            Duty::Reminder => self.reminder,
            Duty::Offer => self.offer,
        }
    }

    /// The duties without a proof.
    pub fn missing(&self) -> Vec<Duty> {
        Duty::ALL.into_iter().filter(|duty| self.of(*duty).is_none()).collect()
    }
}

/// Where the signal stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignalState {
    /// Nothing is owed that may be asked for.
    NothingOwed,
    /// Paid or arranged after the announcement of this day and before the signal: it is withdrawn.
    Withdrawn(Day),
    /// The tenant objected on this day.
    Objected(Day),
    /// Proofs are missing.
    NotYet(Vec<Duty>),
    /// All four proofs are there; it may be announced.
    MayBeAnnounced,
    /// Announced on the first day; the tenant can object up to and including the second.
    Announced(Day, Day),
    /// Everything is there; the covenant asks to wait until this day.
    Waits(Day),
    /// Everything is there, but it is not known what was paid, for this reason.
    Unknown(&'static str),
    /// Everything is there, but a guard holds it today.
    Held(Block),
    /// It may be sent.
    Ready,
    /// Sent on this day, no answer yet.
    Sent(Day),
    /// Sent on the first day, answered or closed on the second; the arrears have not grown since.
    Answered(Day, Day),
}

impl SignalState {
    /// The sentence a person reads.
    pub fn dutch(&self) -> String {
        match self {
            SignalState::NothingOwed => "Er is niets om door te geven.".into(),
            SignalState::Withdrawn(on) => {
                format!(
                    "Aangekondigd op {}; sindsdien betaald of afgesproken. Er gaat niets door.",
                    on.dutch()
                )
            }
            SignalState::Objected(on) => {
                format!(
                    "De huurder maakte op {} bezwaar. Er gaat niets door; blijf contact zoeken.",
                    on.dutch()
                )
            }
            SignalState::NotYet(missing) => {
                let words: Vec<&str> = missing.iter().map(|duty| duty.dutch()).collect();
                format!("Nog niet. Het bewijs ontbreekt van: {}.", words.join(", "))
            }
            SignalState::MayBeAnnounced => {
                "De vier plichten zijn bewezen. Kondig het vroegsignaal aan.".into()
            }
            SignalState::Announced(on, until) => format!(
                "Aangekondigd op {}. De huurder kan tot en met {} bezwaar maken.",
                on.dutch(),
                until.dutch()
            ),
            SignalState::Waits(day) => {
                format!("Alles is er. Het convenant vraagt te wachten tot {}.", day.dutch())
            }
            SignalState::Unknown(why) => format!("Nu gaat er niets door: {why}."),
            SignalState::Held(block) => format!("Nu gaat er niets door. {}", block.guard().sentence),
            SignalState::Ready => "Alles is er. Een medewerker kan het vroegsignaal doorgeven.".into(),
            SignalState::Sent(on) => format!("Doorgegeven op {}; er is nog geen antwoord.", on.dutch()),
            SignalState::Answered(sent, answered) => {
                format!("Doorgegeven op {}, antwoord op {}.", sent.dutch(), answered.dutch())
            }
        }
    }
}

/// The proofs about the arrears whose oldest claim fell due on `oldest`: efforts and letters from the day after. A written
/// reminder (the milestone) points at help and holds the offer: the policy check sees to that.
pub fn proofs(ground: &Ground, oldest: Day, calendar: &EquatedDays) -> Proofs {
    let reminder = first_step(ground, oldest, Milestone::WrittenReminder).map(StepTaken::proves_from);
    let announcement = last_step(ground, oldest, Milestone::SignalAnnouncement);
    Proofs {
        contact_effort: ground
            .dossier
            .contacts
            .iter()
            .find(|contact| is_personal(contact) && contact.day > oldest && contact.day <= ground.today)
            .map(|contact| contact.day),
        help_pointed: reminder,
        reminder,
        offer: reminder,
        announced: announcement.map(StepTaken::proves_from),
        objection_until: announcement.map(|step| objection_until(step, calendar)),
    }
}

/// May a letter still say that a signal can follow, after another letter? Not when the tenant objects, when the signal is
/// given, and when it was announced about these arrears: then it is no news.
pub fn may_follow(ground: &Ground) -> bool {
    let announced = |oldest: Day| {
        ground
            .steps()
            .any(|step| step.milestone == Some(Milestone::SignalAnnouncement) && step.cycle >= oldest)
    };
    let known = [CircumstanceKind::EarlySignal, CircumstanceKind::SignalObjection];
    !known.iter().any(|kind| ground.holding(*kind).is_some())
        && !ground.standing.oldest.is_some_and(|(oldest, _)| announced(oldest))
}

/// An effort for personal contact: a call, a visit or a talk, reached or not.
pub const fn is_personal(contact: &Contact) -> bool {
    matches!(contact.channel, ContactChannel::Phone | ContactChannel::Visit | ContactChannel::Counter)
}

/// The first day on which a signal may go, as the announcement itself says it: made today, posted the working day after,
/// read when post is presumed to be delivered, and then time to object.
pub fn stated_signal_day(channel: ContactChannel, made_on: Day, calendar: &EquatedDays) -> Day {
    let read_on = match channel {
        ContactChannel::Letter => delivered(calendar.plus_working_days(made_on, 1), calendar),
        _ => made_on,
    };
    calendar.working_day_from(read_on + OBJECTION_DAYS + 1)
}

/// The last day on which the tenant can object to what this step announced: so many days after post is presumed to be
/// delivered, and never before the day that the announcement promised.
fn objection_until(step: &StepTaken, calendar: &EquatedDays) -> Day {
    let Some(ContactChannel::Letter) = step.channel else { return step.day + OBJECTION_DAYS };
    let stated = stated_signal_day(ContactChannel::Letter, step.day, calendar).previous();
    stated.max(delivered(step.proves_from(), calendar) + OBJECTION_DAYS)
}

fn delivered(posted_on: Day, calendar: &EquatedDays) -> Day {
    let by_post = crate::law::fourteen_day_letter::LetterRule { delivery_days: 2, ..Default::default() };
    presumed_delivery(&by_post, calendar, posted_on)
}

fn first_step<'g>(ground: &'g Ground, oldest: Day, milestone: Milestone) -> Option<&'g StepTaken> {
    steps(ground, oldest, milestone).next()
}

fn last_step<'g>(ground: &'g Ground, oldest: Day, milestone: Milestone) -> Option<&'g StepTaken> {
    steps(ground, oldest, milestone).last()
}

fn steps<'g>(ground: &'g Ground, oldest: Day, milestone: Milestone) -> impl Iterator<Item = &'g StepTaken> {
    let today = ground.today;
    ground.steps().filter(move |step| {
        let day = step.proves_from();
        step.milestone == Some(milestone) && step.cycle >= oldest && day > oldest && day <= today
    })
}

/// Where the signal stands today, and whether it may go: the guards that hold its step in a night hold who gives it by hand.
pub fn state_today(
    ground: &Ground,
    law: &Law,
    policy: &Policy,
    books_as_of: Option<Day>,
) -> Result<SignalState, LawGap> {
    let stands = state(ground, law)?;
    if stands != SignalState::Ready {
        return Ok(stands);
    }
    let Some(proposal) = own_step(policy, ground.today) else {
        return Ok(SignalState::Unknown("in uw beleid staat geen stap die een vroegsignaal geeft"));
    };
    // Books that nobody delivered are as old as can be.
    let books_as_of = books_as_of.unwrap_or_default();
    let (calendar, claimable) = (&law.equated_days, ground.claimable());
    let plan = Plan { policy, calendar, books_as_of, proposal, claimable };
    Ok(blocks(ground, &plan).first().map_or(SignalState::Ready, |block| SignalState::Held(*block)))
}

/// The first step of the policy that gives a signal, as if it were due.
fn own_step(policy: &Policy, today: Day) -> Option<Proposal> {
    let in_flow = |(at, flow): (usize, &Flow)| {
        let step = flow.steps.iter().position(|step| step.action == Action::Task(TaskKind::EarlySignal))?;
        Some(Proposal { flow: at, step, cycle: today, anchor_day: today })
    };
    policy.flows.iter().enumerate().find_map(in_flow)
}

/// Where the signal stands by its proofs alone.
fn state(ground: &Ground, law: &Law) -> Result<SignalState, LawGap> {
    let owed = ground.claimable();
    let Some((oldest, _)) = ground.oldest_to_ask().filter(|_| owed > Cents::ZERO) else {
        return Ok(withdrawn(ground).map_or(SignalState::NothingOwed, SignalState::Withdrawn));
    };
    if let Some(objection) = ground.holding(CircumstanceKind::SignalObjection) {
        return Ok(SignalState::Objected(objection.since));
    }
    let proofs = proofs(ground, oldest, &law.equated_days);
    let sent = ground.circumstances(CircumstanceKind::EarlySignal).find(|signal| signal.since > oldest);
    let evidence = SignalEvidence {
        due_on: oldest,
        arrears: owed,
        contact_effort_on: proofs.contact_effort,
        help_pointed_on: proofs.help_pointed,
        reminder_on: proofs.reminder,
        offer_on: proofs.offer,
        refused_on: None,
        // Without an amount it cannot be seen whether the arrears grew: then it is not sent again.
        signalled: sent.map(|signal| (signal.since, signal.cents.unwrap_or(owed))),
    };
    if let Some(signal) = sent {
        let closed = signal.closed_on.or(signal.until).filter(|day| *day <= ground.today);
        let Some(closed_on) = closed else { return Ok(SignalState::Sent(signal.since)) };
        if signal.cents.is_none_or(|cents| owed <= cents) {
            return Ok(SignalState::Answered(signal.since, closed_on));
        }
    }
    let missing = proofs.missing();
    if !missing.is_empty() {
        return Ok(SignalState::NotYet(missing));
    }
    // What was announced before the last signal was about that one.
    let announced = proofs.announced.filter(|day| sent.is_none_or(|signal| *day > signal.since));
    let (Some(announced), Some(until)) = (announced, proofs.objection_until) else {
        return Ok(SignalState::MayBeAnnounced);
    };
    if ground.today <= until {
        return Ok(SignalState::Announced(announced, until));
    }
    let rule = law.early_signal.at(ground.today)?;
    Ok(match decide(rule, &evidence, ground.today) {
        SignalDecision::Signal => {
            ground.unknown_what_was_paid().map_or(SignalState::Ready, SignalState::Unknown)
        }
        SignalDecision::Wait(day) => SignalState::Waits(day),
        SignalDecision::AlreadySignalled(day) => SignalState::Sent(day),
        SignalDecision::Refused(day) => SignalState::Objected(day),
        SignalDecision::NothingOwed => SignalState::NothingOwed,
        SignalDecision::ContactFirst => SignalState::NotYet(vec![Duty::ContactEffort]),
        SignalDecision::PointAtHelpFirst => SignalState::NotYet(vec![Duty::PointAtHelp]),
        SignalDecision::ReminderFirst => SignalState::NotYet(vec![Duty::Reminder]),
        SignalDecision::OfferFirst => SignalState::NotYet(vec![Duty::Offer]),
    })
}

/// The day of an announcement of the last two months that no signal followed.
fn withdrawn(ground: &Ground) -> Option<Day> {
    let announced = ground.steps().rev().find(|step| {
        step.milestone == Some(Milestone::SignalAnnouncement)
            && step.day <= ground.today
            && step.day > ground.today.plus_months(-2)
    })?;
    let followed =
        ground.circumstances(CircumstanceKind::EarlySignal).any(|signal| signal.since >= announced.day);
    (!followed).then_some(announced.day)
}

#[cfg(test)]
#[path = "early_signal_tests.rs"]
mod tests;
