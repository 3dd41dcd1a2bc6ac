//! Days since the tenant died.

use crate::facts::{Clock, Fact, Unit, Value};

/// Days since the tenant died.
pub static FACT: Fact = Fact {
    id: "days_since_death",
    word: "dagen_sinds_overlijden",
    label: "sinds het overlijden",
    unit: Unit::Days,
    meaning: "Dagen sinds het overlijden bekend of geboekt is.",
    source: "relatie (VERA overlijdensdatum); stornocode MD07",
    clock: Clock::DaysUp,
    read: |ground| Value::days_since(ground.died_on(), ground.today),
};
