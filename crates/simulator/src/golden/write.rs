//! Writes a simulated life as a golden dossier, so that a failure of the simulation becomes a test that a consultant can
//! read and an engineer can repeat.

use std::fmt::Write as _;

use domain::calendar::Day;
use domain::dossier::{CircumstanceKind, ContactChannel};
use domain::ledger::ReversalReason;

use crate::events::Booking;
use crate::life::Life;

/// The life up to a night, in the language of golden dossiers, with what was objected to as remarks. Rents of every month
/// are booked one by one, so the file stands on its own.
pub fn write(life: &Life, seed: u64, night: Day, objection: &str) -> String {
    let mut text =
        format!("# Gevonden door de simulatie: zaad {seed}, dossier {}\n# {objection}\n", life.dossier());
    let line = |text: &mut String, statement: String| {
        let _ = writeln!(text, "{statement}");
    };
    line(&mut text, "huur onbekend".into());
    line(&mut text, format!("huurt sinds {}", life.term.starts_on.dutch()));
    let debit = if life.direct_debit_on(night) { "ja" } else { "nee" };
    line(&mut text, format!("automatische incasso {debit}"));
    if let Some(day) = life.accepted_pay_day_on(night) {
        line(&mut text, format!("eigen betaaldag {day}"));
    }
    if let (Some(on), Some(end)) = (life.term.notice_on.filter(|day| *day <= night), life.term.ends_on) {
        line(&mut text, format!("opgezegd op {} per {}", on.dutch(), end.dutch()));
    }
    let reachable = life.reachable_on(night);
    for (channel, word) in [(ContactChannel::Email, "geen e-mail"), (ContactChannel::Sms, "geen mobiel")] {
        if !reachable.has(channel) {
            line(&mut text, word.into());
        }
    }
    for booking in life.bookings.iter().filter(|booking| booking.booked_on <= night) {
        line(&mut text, booked(booking));
    }
    for happening in life.circumstances.iter().filter(|happening| happening.known_on <= night) {
        let until = happening.until.map_or(String::new(), |day| format!(" tot en met {}", day.dutch()));
        let closed = happening.closed_on.map_or(String::new(), |day| format!(" gesloten op {}", day.dutch()));
        if !matches!(happening.kind, CircumstanceKind::Promise) {
            let kind = happening.kind.dutch();
            line(&mut text, format!("{kind} sinds {}{until}{closed}", happening.since.dutch()));
        }
    }
    let _ = writeln!(text, "\nnacht {}\n  geen stap", night.dutch());
    text
}

/// `boeking huur 549,40 euro op 24 oktober 2026 vervalt 1 november 2026`, or a payment or reversal.
fn booked(booking: &Booking) -> String {
    let on = booking.booked_on.dutch();
    let due = booking.due_on.map_or(String::new(), |day| format!(" vervalt {}", day.dutch()));
    if booking.kind.is_payment() {
        return format!("betaling {} euro op {on}", -booking.cents);
    }
    let why = booking.sepa_code.map(ReversalReason::from_sepa).map_or("", ReversalReason::dutch);
    let remark = if why.is_empty() { String::new() } else { format!("# {why}\n") };
    format!("{remark}boeking {} {} euro op {on}{due}", booking.kind.dutch(), booking.cents)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::life::Horizon;
    use crate::portfolio;

    #[test]
    fn what_is_written_can_be_read_back() {
        let night = Day::parse_iso("2026-06-17").expect("a constant");
        for life in portfolio::lives(9, 200, Horizon::months_before(night, 12)) {
            let text = write(&life, 9, night, "een bezwaar");
            assert!(crate::golden::parse(&text).is_ok(), "{text}\n{:?}", crate::golden::parse(&text).err());
        }
    }
}
