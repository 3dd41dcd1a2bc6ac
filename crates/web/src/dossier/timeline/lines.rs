//! How each thing that happened reads as a line of the timeline.

use std::borrow::Cow;

use domain::appointment::AppointmentState;
use domain::calendar::Day;
use domain::dossier::CircumstanceKind;
use domain::ids::Key;
use domain::ledger::corrected::taken_back;
use domain::ledger::{Entry, ReversalReason};
use domain::money::Cents;
use domain::policy::Policy;
use maud::Render;
use store::acts::ActLine;
use store::appointments::AppointmentStep;
use store::screens::{
    ArrangementLine, CircumstanceLine, ContactLine, LedgerLine, MessageLine, PlacedLine, PostLine, TaskLine,
};

use super::{Kind, Line};
use crate::gevoelig::{HIDDEN, is_finding};
use crate::parts;
use crate::post::told;
use crate::vroegsignaal::{ANSWER_TOLD, SIGNAL_GIVEN};
use crate::werk;

fn plain<'a>(day: Day, kind: Kind, what: &'static str, text: String) -> Line<'a> {
    Line { day, act: 0, kind, what, text, note: Cow::Borrowed(""), message: None, lapsed: "" }
}

/// The act behind a row of the book that one wrote: `handeling/12/0`.
fn act_of(id: &str) -> i64 {
    id.strip_prefix("handeling/").and_then(|rest| rest.split('/').next()?.parse().ok()).unwrap_or_default()
}

/// The acts by which a signal was given or its answer told, with their days: rows of a signal have a number of their own.
#[derive(Default)]
pub(super) struct OfSignals {
    given: Vec<(Day, i64)>,
    told: Vec<(Day, i64)>,
}

impl OfSignals {
    pub(super) fn of(acts: &[ActLine]) -> OfSignals {
        let mut found = OfSignals::default();
        for act in acts.iter().filter(|act| act.undone_by.is_none()) {
            match &*act.kind {
                SIGNAL_GIVEN => found.given.push((act.day, act.id)),
                kind if kind.starts_with(ANSWER_TOLD) => found.told.push((act.day, act.id)),
                _ => {}
            }
        }
        found
    }

    /// The act behind a row of this id that holds since or ended on a day.
    fn act(&self, id: &str, on: Day, begins: bool) -> i64 {
        let Some(rest) = id.strip_prefix("vroegsignaal/") else { return act_of(id) };
        let acts = if begins && !rest.contains('/') { &self.given } else { &self.told };
        acts.iter().find(|(day, _)| *day == on).map_or(0, |(_, act)| *act)
    }
}

/// The bookings. What the landlord corrected is struck out; that it was corrected is no event of its own.
pub(super) fn moneys(ledger: &[LedgerLine]) -> Vec<Line<'_>> {
    let corrected = taken_back(ledger.iter().map(|line| &line.entry));
    let happened = |at: usize| corrected.iter().all(|(_, correction)| *correction != at);
    let lapsed = |at: usize| corrected.iter().any(|(wrong, _)| *wrong == at);
    let lines = ledger.iter().enumerate().filter(|(at, _)| happened(*at));
    lines
        .map(|(at, line)| Line { lapsed: if lapsed(at) { "verbeterd" } else { "" }, ..money(line) })
        .collect()
}

/// A booking.
fn money(line: &LedgerLine) -> Line<'_> {
    let entry = &line.entry;
    let text = if entry.kind.is_of_the_landlord() { booked(entry) } else { seen(entry) };
    Line { note: Cow::Borrowed(&line.description), ..plain(entry.booked_on, Kind::Money, "Geld", text) }
}

/// `Huur € 549,40, vervalt 1 december 2026`
fn booked(entry: &Entry) -> String {
    let mut text = String::with_capacity(96);
    parts::sentence(entry.kind.dutch()).render_to(&mut text);
    text.push(' ');
    parts::money(entry.cents).render_to(&mut text);
    if let Some(reason) = entry.reason {
        text.extend([" (", reason.dutch(), ")"]);
    }
    if let Some(due) = entry.due_on.filter(|due| *due != entry.booked_on && entry.cents.0 > 0) {
        text.extend([", vervalt ", due.spoken().text()]);
    }
    text
}

/// Money that was seen before it was booked, and what became of it.
fn seen(entry: &Entry) -> String {
    let amount = parts::money(entry.cents.abs());
    match (entry.cents.0, entry.reason) {
        (0, _) => "Bericht van de bank".into(),
        (..0, Some(ReversalReason::MaybeBooked)) => format!(
            "Nagekeken: {amount} van de betaling die wij zagen, telt niet apart meer als misschien al geboekt"
        ),
        (_, Some(ReversalReason::MaybeBooked)) => format!(
            "Van de betaling die wij zagen, is {amount} misschien al geboekt. Tot dat is nagekeken, telt het niet mee"
        ),
        (..0, _) if entry.due_on.is_some() => {
            format!("De betaling van {amount} die wij zagen, telt weer apart mee")
        }
        (..0, _) => format!("Betaling van {amount} gezien, nog niet in de boeken"),
        (_, None) => format!("De betaling van {amount} die wij al zagen, is nu geboekt"),
        (_, Some(_)) => format!("De betaling van {amount} die wij zagen, telt niet meer mee"),
    }
}

/// What a person did, when nothing else in the book shows it: a note, or something that was taken back.
pub(super) fn act<'a>(act: ActLine) -> Option<Line<'a>> {
    let referral = act.kind.starts_with("doorverwijzing");
    if act.records && act.undone_by.is_none() && !referral {
        return None;
    }
    let act =
        if is_finding(&act.kind) { ActLine { kind: HIDDEN.into(), note: String::new(), ..act } } else { act };
    let back = act.undone_by.as_ref().map_or(String::new(), |who| format!(", teruggedraaid door {who}"));
    let text = format!("{}, door {}{back}", parts::sentence(&act.kind), act.who);
    let lapsed = if act.undone_by.is_some() { "teruggedraaid" } else { "" };
    let what = if act.kind == "notitie" { "Notitie" } else { "Handeling" };
    let kind = if referral { Kind::Partners } else { Kind::Contact };
    Some(Line { note: act.note.into(), lapsed, act: act.id, ..plain(act.day, kind, what, text) })
}

/// An appointment that was made, moved or ended.
pub(super) fn appointment<'a>(step: AppointmentStep) -> Line<'a> {
    let one = step.appointment;
    let kind = parts::sentence(one.kind.dutch());
    let text = match one.state {
        AppointmentState::Planned if step.moved => {
            format!("{kind} verplaatst naar {}, met {}, door {}", one.slot, one.with_name, step.who)
        }
        AppointmentState::Planned => {
            format!("{kind} gepland op {}, met {}, door {}", one.slot, one.with_name, step.who)
        }
        state => format!("{kind} van {} {}, door {}", one.slot, state.dutch(), step.who),
    };
    Line { note: one.note.into(), act: step.act, ..plain(step.day, Kind::Contact, "Afspraak", text) }
}

/// An attempt at contact.
pub(super) fn contact<'a>(line: ContactLine) -> Line<'a> {
    let contact = line.contact;
    let word = parts::sentence(contact.channel.dutch());
    let text = match (contact.incoming, contact.reached) {
        (true, _) => format!("{word}: huurder nam contact op"),
        (false, true) => format!("{word}: gesproken"),
        (false, false) => format!("{word}: niet bereikt"),
    };
    let says_the_same = !line.note.is_empty() && text.to_lowercase().ends_with(&line.note.to_lowercase());
    let note = if says_the_same { String::new() } else { line.note };
    Line { note: note.into(), act: act_of(&line.id), ..plain(contact.day, Kind::Contact, "Contact", text) }
}

/// Is it something between us and a municipality, a helper, a bailiff or a court?
const fn is_of_partners(kind: CircumstanceKind) -> bool {
    matches!(
        kind,
        CircumstanceKind::Help
            | CircumstanceKind::EarlySignal
            | CircumstanceKind::SignalObjection
            | CircumstanceKind::Judgment
            | CircumstanceKind::EvictionAnnounced
            | CircumstanceKind::AtBailiff
            | CircumstanceKind::HandoverAgreed
    )
}

/// A circumstance gives a line when it begins and one when a person closes it.
pub(super) fn circumstance<'a>(line: CircumstanceLine, signals: &OfSignals) -> Vec<Line<'a>> {
    let known = line.circumstance;
    let hidden = known.kind.is_sensitive();
    let word = if hidden { HIDDEN.to_string() } else { parts::sentence(known.kind.dutch()).to_string() };
    let kind = if is_of_partners(known.kind) { Kind::Partners } else { Kind::Contact };
    let cents = known.cents.map_or(String::new(), |cents| format!(", {}", parts::money(cents)));
    let is_about_older = known.kind == CircumstanceKind::PrescriptionInterrupted;
    let word = if is_about_older { "Verjaring gestuit".to_string() } else { word };
    let before = if is_about_older { ", over wat verviel tot en met" } else { ", tot en met" };
    let until = known.until.map_or(String::new(), |day| format!("{before} {}", day.dutch()));
    let by = if line.placed_by.is_empty() { String::new() } else { format!(", door {}", line.placed_by) };
    let begun = format!("{word}{cents}{until}{by}");
    // What a person here ended is told by that act, with its reason.
    let closed_on = known.closed_on.filter(|_| !line.ended_here);
    let closed = closed_on.map(|day| {
        let act = signals.act(&line.id, day, false);
        Line { act, ..plain(day, kind, "Afspraak", format!("{word} afgesloten")) }
    });
    let note = if hidden { String::new() } else { line.why };
    let act = signals.act(&line.id, known.since, true);
    let begun = Line { note: note.into(), act, ..plain(known.since, kind, "Afspraak", begun) };
    [Some(begun), closed].into_iter().flatten().collect()
}

/// An arrangement gives a line when it is made and one when a person ends it.
pub(super) fn arrangement<'a>(line: ArrangementLine) -> Vec<Line<'a>> {
    let agreed = line.arrangement;
    let total: Cents = agreed.instalments.iter().map(|(_, cents)| *cents).sum();
    let terms = parts::plural(agreed.instalments.len() as u64, "termijn", "termijnen");
    let text = format!("Regeling afgesproken: {} in {terms}", parts::money(total));
    // What a person here agreed is told by that act.
    let made_here = line.id.starts_with("handeling/");
    let made = (!made_here).then(|| plain(agreed.agreed_on, Kind::Contact, "Afspraak", text));
    let ended_on = agreed.ended_on.filter(|_| !line.ended_here);
    let ended = ended_on.map(|day| plain(day, Kind::Contact, "Afspraak", "Regeling beëindigd".into()));
    made.into_iter().chain(ended).collect()
}

/// A task.
pub(super) fn task<'a>(line: &TaskLine) -> Line<'a> {
    let text = format!("{}, voor {}", werk::spoken(&line.kind), line.done_by);
    let lapsed = if line.state == "vervallen" { "niet meer nodig" } else { "" };
    Line { lapsed, ..plain(line.day, Kind::System, "Taak", text) }
}

/// Something that happened to a message.
pub(super) fn post<'a>(policy: &Policy, line: &PostLine) -> Line<'a> {
    let text = line.text.strip_prefix("Bericht ").unwrap_or(&line.text);
    let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
    let letter = policy.letters.iter().find(|letter| letter.id == first.to_lowercase());
    let text = match letter {
        Some(letter) => format!("“{}” {rest}", letter.name),
        None => parts::sentence(&line.text).to_string(),
    };
    plain(line.day, Kind::System, "Post", text)
}

/// A message.
pub(super) fn message<'a>(policy: &Policy, number: usize, line: &'a MessageLine) -> Line<'a> {
    let amount = line.amount.map_or(String::new(), |cents| format!(" over {}", parts::money(cents)));
    let lapsed = line.state == "vervallen";
    let state = if lapsed { String::new() } else { format!(": {}", told::state(&line.state, &line.reason)) };
    let text = format!("“{}”{amount} per {}{state}", parts::letter_name(policy, &line.letter), line.channel);
    Line {
        message: Some(number),
        note: if line.reason.is_empty() { Cow::Borrowed("") } else { told::why(&line.reason).into() },
        lapsed: if lapsed { "niet verstuurd" } else { "" },
        ..plain(line.day, Kind::System, "Bericht", text)
    }
}

/// A change of category, in the names of today's policy.
pub(super) fn placed<'a>(policy: &Policy, line: &PlacedLine) -> Line<'a> {
    let name = |id: &str| policy.category(Key::of(id)).map_or_else(|| id.to_string(), |c| c.name.clone());
    let after = name(&line.after);
    let text = if line.before.is_empty() {
        format!("Voor het eerst ingedeeld: {after}")
    } else {
        format!("{} → {after}", name(&line.before))
    };
    let lapsed = if line.undone { "overgedaan" } else { "" };
    Line { lapsed, ..plain(line.day, Kind::System, "Indeling", text) }
}
