//! The own pay day agreed with the tenant.

use crate::facts::{Clock, Fact, Unit, Value};

/// The own pay day agreed with the tenant.
pub static FACT: Fact = Fact {
    id: "accepted_pay_day",
    word: "afgesproken_betaaldag",
    label: "afgesproken betaaldag",
    unit: Unit::DayOfMonth,
    meaning: "De eigen betaaldag die met de huurder is afgesproken; nooit als er geen afspraak is.",
    source: "betaalwijze (VERA incassomoment)",
    clock: Clock::Still,
    read: |ground| match ground.dossier.tenancy.accepted_pay_day {
        Some(day) => Value(day.into()),
        None => Value::NEVER,
    },
};
