//! The arrears in hundredths of a month's rent.

use crate::facts::{Clock, Fact, Unit, Value};

/// The arrears in hundredths of a month's rent.
pub static FACT: Fact = Fact {
    id: "months_behind",
    word: "maanden_achter",
    label: "achterstand in maanden huur",
    unit: Unit::MonthsOfRent,
    meaning: "De achterstand, uitgedrukt in maanden huur.",
    source: "achterstand gedeeld door de maandhuur",
    clock: Clock::Still,
    read: |ground| match ground.standing.rent {
        _ if ground.standing.arrears.is_zero() => Value(0),
        Some(rent) if rent.0 > 0 => Value(ground.standing.arrears.0 * 100 / rent.0),
        _ => Value::MISSING,
    },
};
