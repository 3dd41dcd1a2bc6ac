//! Days since the last reversal of the last twelve months.

use crate::facts::{Clock, Fact, Unit, Value};

/// Days since the last reversal of the last twelve months.
pub static FACT: Fact = Fact {
    id: "days_since_reversal",
    word: "dagen_sinds_storno",
    label: "laatste stornering",
    unit: Unit::Days,
    meaning: "Dagen sinds de laatste stornering.",
    source: "boekingen",
    clock: Clock::DaysUp,
    read: |ground| Value::days_since(ground.standing.last_reversal.map(|(day, _)| day), ground.today),
};
