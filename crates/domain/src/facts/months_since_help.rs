//! Months since help was closed.

use crate::facts::{Clock, Fact, Unit, Value};

/// Months since help was closed.
pub static FACT: Fact = Fact {
    id: "months_since_help",
    word: "hulp_afgerond",
    label: "hulp voorbij",
    unit: Unit::Months,
    meaning: "Hele maanden sinds hulp is afgerond of afliep; nooit als er geen hulp was.",
    source: "doorverwijzing; signalering",
    clock: Clock::MonthsUp(|ground| ground.help_closed_on()),
    read: |ground| match ground.help_closed_on() {
        Some(day) => Value(day.months_until(ground.today).into()),
        None => Value::NEVER,
    },
};
