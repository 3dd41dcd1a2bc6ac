//! Contacts and signals: what the landlord's people did and wrote down.

use super::Window;
use super::json::{Object, line};
use super::master::person_id;
use crate::events::{Attempt, Happening};
use crate::life::Life;
use domain::calendar::Day;
use domain::dossier::{CircumstanceKind, ContactChannel};

pub(crate) fn contacts(lives: &[Life], window: Window) -> Vec<u8> {
    let mut out = Vec::new();
    for life in lives {
        for (at, attempt) in life.contacts.iter().enumerate().filter(|(_, attempt)| window.holds(attempt.day))
        {
            line(&mut out, |object| write_contact(object, life, at, attempt));
        }
    }
    out
}

fn write_contact(object: &mut Object, life: &Life, at: usize, attempt: &Attempt) {
    object.text("idExtern", &format!("CM-{:07}-{:03}", life.index + 1, at + 1));
    object.moment("datum", attempt.day, "09:15:00");
    object.code("kanaal", channel_code(attempt.channel));
    object.code("richting", if attempt.incoming { "INK" } else { "UIT" });
    object.text("onderwerp", "Betalingsachterstand");
    object.text("omschrijving", attempt.note);
    object.list("relaties", [person_id(life)], |relation, id| relation.text("idExtern", &id));
    let spoken = if attempt.reached { "ja" } else { "nee" };
    object.extra(&[("gesproken", spoken), ("overeenkomst", &life.dossier())]);
}

const fn channel_code(channel: ContactChannel) -> &'static str {
    match channel {
        ContactChannel::Sms => "SMS",
        ContactChannel::Whatsapp => "APP",
        ContactChannel::Email => "EMA",
        ContactChannel::Letter => "BRI",
        ContactChannel::Phone => "TEL",
        ContactChannel::Visit => "BEZ",
        ContactChannel::Counter => "BAL",
    }
}

/// Signals that became known or were closed in the period.
pub(crate) fn signals(lives: &[Life], window: Window) -> Vec<u8> {
    let mut out = Vec::new();
    for life in lives {
        let by_role = life.administered_by_role().is_some();
        for (at, happening) in life.circumstances.iter().enumerate() {
            let elsewhere = by_role && happening.kind == CircumstanceKind::Administration;
            let news = window.holds_any([Some(happening.known_on), happening.closed_on]);
            if news && !elsewhere && happening.known_on <= window.until {
                line(&mut out, |object| write_signal(object, life, at, happening, window));
            }
        }
    }
    out
}

fn write_signal(object: &mut Object, life: &Life, at: usize, happening: &Happening, window: Window) {
    let (kind, detail) = signal_codes(happening.kind);
    let closed_on = happening.closed_on.filter(|closed| *closed <= window.until);
    object.text("idExtern", &format!("SIG-{:07}-{:03}", life.index + 1, at + 1));
    object.code("soort", kind);
    if !detail.is_empty() {
        object.code("detailSoort", detail);
    }
    object.moment("begindatum", happening.since, "00:00:00");
    // VERA has one last day, still included; what was closed on a day held until the day before.
    if let Some(end) = closed_on.map(Day::previous).or(happening.until) {
        object.moment("einddatum", end, "00:00:00");
    }
    object.reference("relatie", &person_id(life));
    let amount = happening.cents.map(|cents| format!("{}.{:02}", cents.0 / 100, cents.0 % 100));
    let dossier = life.dossier();
    let pairs = [
        Some(("overeenkomst", dossier.as_str())),
        amount.as_deref().map(|amount| ("bedrag", amount)),
        Some(("toelichting", happening.why)),
    ];
    object.list("extra-attributen", pairs.into_iter().flatten(), |extra, (name, value)| {
        extra.text("naam", name);
        extra.text("waarde", value);
    });
}

const fn signal_codes(kind: CircumstanceKind) -> (&'static str, &'static str) {
    match kind {
        CircumstanceKind::Hold => ("PAU", ""),
        CircumstanceKind::Promise => ("TOE", ""),
        CircumstanceKind::Dispute => ("BTW", ""),
        CircumstanceKind::CanAndWill => ("KWW", "KANWIL"),
        CircumstanceKind::CanButWillNot => ("KWW", "KANWILNIET"),
        CircumstanceKind::CannotButWill => ("KWW", "KANNIETWIL"),
        CircumstanceKind::CannotAndWillNot => ("KWW", "KANNIETWILNIET"),
        CircumstanceKind::Help => ("SCH", "HLP"),
        CircumstanceKind::Vulnerable => ("ONB", ""),
        CircumstanceKind::Nuisance => ("OVL", ""),
        CircumstanceKind::Administration => ("BEW", ""),
        CircumstanceKind::DebtScheme => ("SCH", "MSNP"),
        CircumstanceKind::StatutoryDebtScheme => ("SCH", "WSNP"),
        CircumstanceKind::BreathingSpace => ("SCH", "MOR"),
        CircumstanceKind::EarlySignal => ("SCH", "VSG"),
        CircumstanceKind::SignalObjection => ("SCH", "VWG"),
        CircumstanceKind::AddressUnusable => ("ADR", ""),
        CircumstanceKind::Judgment => ("VON", ""),
        CircumstanceKind::EvictionAnnounced => ("ONT", ""),
        CircumstanceKind::AtBailiff => ("SCH", "DEU"),
        // Ours: no landlord delivers it.
        CircumstanceKind::HandoverAgreed
        | CircumstanceKind::ItemUnread
        | CircumstanceKind::PrescriptionInterrupted => ("", ""),
    }
}
