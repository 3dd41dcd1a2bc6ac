//! Holds a delivery against what the sender stated and against what came before. An objection holds the night until a
//! person has looked: a wrong file must never become a wrong letter.

use crate::calendar::Day;
use crate::delivery::Stated;
use crate::ledger::Entry;
use crate::money::Cents;

/// What the books add up to at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Running tenancies.
    pub tenancies: u32,
    /// Sum of everything booked.
    pub balance: Cents,
    /// Number of payments booked in the last 31 days.
    pub payments_last_month: i64,
    /// Number of payments booked in the 31 days before those.
    pub payments_month_before: i64,
}

/// What was booked on one day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DayTotal {
    /// Charges and reversals.
    pub charged: Cents,
    /// Payments, credits and write-offs, as a positive amount.
    pub paid: Cents,
    /// Number of payments.
    pub payments: i64,
}

impl DayTotal {
    /// Counts an entry of the landlord's books: what we saw before them is not in their totals.
    pub fn add(&mut self, entry: &Entry) {
        if !entry.kind.is_of_the_landlord() {
            return;
        }
        if entry.cents.0 > 0 {
            self.charged += entry.cents;
        } else {
            self.paid -= entry.cents;
        }
        self.payments += i64::from(entry.kind.is_payment() && entry.cents.0 < 0);
    }
}

/// Fewer tenancies than this need no alarm: a small book may lose a few at once.
const SMALL_BOOK: u32 = 200;

/// Why a delivery that says it shows the books of a day to come must be looked at: letters would tell that day, and books
/// that stand still would seem fresh until it has passed.
pub fn dated_ahead(stated: &Stated, today: Day) -> Option<String> {
    let as_of = stated.as_of.filter(|as_of| *as_of > today)?;
    Some(format!(
        "De peildatum is {}, en dat is na vandaag ({}). Klopt de datum in het manifest of in de naam van het bestand?",
        as_of.dutch(),
        today.dutch()
    ))
}

/// Why a delivery of another landlord must be looked at.
pub fn of_another_landlord(known: &str, stated: &Stated) -> Option<String> {
    let other = stated.landlord.as_deref().filter(|name| !known.is_empty() && *name != known)?;
    Some(format!("Deze aanlevering is van “{other}”; dit boek is van “{known}”."))
}

/// Why a delivery must be looked at by a person, in Dutch; empty when it is plausible.
pub fn objections(before: &Totals, after: &Totals, stated: &Stated) -> Vec<String> {
    let mut objections = Vec::new();
    if let Some(expected) = stated.tenancies.filter(|expected| *expected != after.tenancies) {
        objections.push(format!(
            "Volgens de aanlevering zijn er {expected} lopende huurovereenkomsten, in het boek staan er {}.",
            after.tenancies
        ));
    }
    if let Some(expected) = stated.balance.filter(|expected| *expected != after.balance) {
        let difference = after.balance - expected;
        objections.push(format!(
            "Volgens de aanlevering is het saldo € {expected}, in het boek staat € {}: een verschil van € {difference}.",
            after.balance
        ));
    }
    let lost = before.tenancies.saturating_sub(after.tenancies);
    if before.tenancies >= SMALL_BOOK && lost * 20 >= before.tenancies {
        objections.push(format!(
            "{lost} van de {} huurovereenkomsten zijn in één keer weg (5 % of meer).",
            before.tenancies
        ));
    }
    let (now, earlier) = (after.payments_last_month, after.payments_month_before);
    if earlier >= i64::from(SMALL_BOOK)
        && now * 2 <= earlier
        && before.payments_last_month * 2 > before.payments_month_before
    {
        objections.push(format!(
            "Er zijn in de laatste maand {now} betalingen geboekt, in de maand daarvoor {earlier}: de helft of minder."
        ));
    }
    objections
}

#[cfg(test)]
mod tests {
    use super::*;

    fn totals(tenancies: u32, last: i64, before: i64) -> Totals {
        Totals { tenancies, balance: Cents(100), payments_last_month: last, payments_month_before: before }
    }

    #[test]
    fn a_plausible_delivery_passes() {
        let stated = Stated { tenancies: Some(999), balance: Some(Cents(100)), ..Stated::default() };
        assert!(objections(&totals(1000, 900, 900), &totals(999, 890, 900), &stated).is_empty());
    }

    #[test]
    fn books_of_a_day_to_come_and_of_another_landlord_are_doubted() {
        let today = Day::parse_iso("2026-11-20").unwrap();
        let as_of = |days| Stated { as_of: Some(today + days), ..Stated::default() };
        assert_eq!(dated_ahead(&as_of(0), today), None);
        assert!(dated_ahead(&as_of(7), today).unwrap().contains("27 november 2026"));
        let of = |name: &str| Stated { landlord: Some(name.into()), ..Stated::default() };
        assert_eq!(of_another_landlord("", &of("Voorbeeld Wonen")), None);
        assert_eq!(of_another_landlord("Voorbeeld Wonen", &of("Voorbeeld Wonen")), None);
        assert_eq!(of_another_landlord("Voorbeeld Wonen", &Stated::default()), None);
        assert!(of_another_landlord("Voorbeeld Wonen", &of("Andere Stichting")).is_some());
    }

    #[test]
    fn other_totals_and_jumps_hold_the_night() {
        let before = totals(1000, 900, 900);
        let none = Stated::default();
        assert_eq!(objections(&before, &totals(950, 900, 900), &none).len(), 1);
        assert_eq!(objections(&before, &totals(1000, 440, 900), &none).len(), 1);
        let stated = Stated { tenancies: Some(1001), balance: Some(Cents(101)), ..none };
        assert_eq!(objections(&before, &totals(1000, 900, 900), &stated).len(), 2);
    }
}
