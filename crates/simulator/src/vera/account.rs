//! Bookings and payment arrangements.

use super::Window;
use super::json::{Object, line};
use crate::events::{Agreed, Booking};
use crate::life::Life;
use domain::ledger::EntryKind;
use domain::money::Cents;
use std::io::Write;

/// All bookings of the period, in order of tenancy, and the sum of their amounts as they stand there.
pub(crate) fn bookings(lives: &[Life], window: Window) -> (Vec<u8>, Cents) {
    let mut out = Vec::new();
    let mut sum = Cents::ZERO;
    let mut id = IdText::default();
    for life in lives {
        let booked = life.booked_between(window.after, window.until);
        if booked.is_empty() {
            continue;
        }
        let dossier = life.dossier();
        for booking in booked {
            sum += booking.cents.abs();
            line(&mut out, |object| write_booking(object, life, &dossier, booking, &mut id));
        }
    }
    (out, sum)
}

/// A small text that is used again for each id.
#[derive(Default)]
struct IdText(Vec<u8>);

impl IdText {
    fn booking(&mut self, life: &Life, number: u16) -> &str {
        self.0.clear();
        let _ = write!(self.0, "B-{:07}-{number:04}", life.index + 1);
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

fn write_booking(object: &mut Object, life: &Life, dossier: &str, booking: &Booking, id: &mut IdText) {
    let (kind, detail) = codes(booking.kind);
    object.text("idExtern", id.booking(life, booking.number));
    object.code("soort", kind);
    object.code("detailSoort", detail);
    object.day("boekdatum", booking.booked_on);
    object.day_if("vervaldatum", booking.due_on.filter(|_| booking.cents.0 > 0));
    object.cents("bedrag", booking.cents.abs());
    match booking.due_on.filter(|_| booking.kind == EntryKind::Rent) {
        Some(due) => object.text("omschrijving", &format!("Huur {}", due.month().dutch())),
        None => object.text("omschrijving", description(booking.kind)),
    }
    object.reference("overeenkomst", dossier);
    let by_debit = booking.kind == EntryKind::DirectDebit;
    if booking.claim.is_none() && !by_debit {
        return;
    }
    let claim = booking.claim.map(|number| id.booking(life, number));
    let pairs = [
        booking.sepa_code.map(|code| ("retourcode", code)),
        claim.map(|claim| ("vordering", claim)),
        by_debit.then_some(("betaalwijze", "INC")),
    ];
    object.list("extra-attributen", pairs.into_iter().flatten(), |extra, (name, value)| {
        extra.text("naam", name);
        extra.text("waarde", value);
    });
}

const fn codes(kind: EntryKind) -> (&'static str, &'static str) {
    match kind {
        EntryKind::Rent | EntryKind::ServiceCosts => ("VOR", "PRO"),
        EntryKind::FirstBill => ("VOR", "EVN"),
        EntryKind::Settlement => ("VOR", "EIN"),
        EntryKind::CollectionCosts => ("VOR", "AAN"),
        EntryKind::Damage | EntryKind::Interest | EntryKind::OtherCharge => ("VOR", "FAC"),
        // What was seen before it was booked is in no books of a landlord.
        EntryKind::Payment | EntryKind::DirectDebit | EntryKind::SeenPayment => ("ONT", "BAN"),
        EntryKind::Reversal => ("VOR", "STO"),
        EntryKind::Credit => ("MEM", "CRE"),
        EntryKind::WriteOff => ("MEM", "AFB"),
    }
}

const fn description(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Rent => "Huur",
        EntryKind::FirstBill => "Eerste verhuurnota",
        EntryKind::Settlement => "Afrekening servicekosten",
        EntryKind::CollectionCosts => "Incassokosten",
        EntryKind::Payment => "Betaling",
        EntryKind::DirectDebit => "Automatische incasso",
        EntryKind::Reversal => "Storno incasso",
        EntryKind::Credit => "Creditnota",
        EntryKind::WriteOff => "Afboeking oninbaar",
        _ => "Factuur",
    }
}

/// Arrangements that were agreed or ended in the period.
pub(crate) fn arrangements(lives: &[Life], window: Window) -> Vec<u8> {
    let mut out = Vec::new();
    for life in lives {
        for (at, agreed) in life.arrangements.iter().enumerate() {
            if agreed.agreed_on <= window.until && window.holds_any([Some(agreed.agreed_on), agreed.ended_on])
            {
                line(&mut out, |object| write_arrangement(object, life, at, agreed, window));
            }
        }
    }
    out
}

fn write_arrangement(object: &mut Object, life: &Life, at: usize, agreed: &Agreed, window: Window) {
    let ended_on = agreed.ended_on.filter(|ended| *ended <= window.until);
    object.text("idExtern", &format!("BR-{:07}-{}", life.index + 1, at + 1));
    object.code("status", if ended_on.is_some() { "ANN" } else { "ACT" });
    object.day("afspraakdatum", agreed.agreed_on);
    object.day_if("begindatum", agreed.instalments.first().map(|(day, _)| *day));
    object.day_if("einddatum", ended_on.or(agreed.instalments.last().map(|(day, _)| *day)));
    if ended_on.is_some() {
        object.code("eindeReden", "VOL");
    }
    object.cents("bedrag", agreed.instalments.iter().map(|(_, cents)| *cents).sum());
    object.number("termijnenAantal", agreed.instalments.len() as i64);
    object.reference("overeenkomst", &life.dossier());
    object.list("boekingen", &agreed.covers, |claim, number| {
        claim.text("idExtern", IdText::default().booking(life, *number));
    });
    object.list("termijnen", agreed.instalments.iter().enumerate(), |term, (number, (day, cents))| {
        term.text("code", &(number + 1).to_string());
        term.day("vervaldatum", *day);
        term.cents("bedrag", *cents);
    });
}
