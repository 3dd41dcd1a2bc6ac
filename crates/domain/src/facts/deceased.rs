//! The tenant has died.

use crate::facts::{Clock, Fact, Unit, Value};

/// The tenant has died.
pub static FACT: Fact = Fact {
    id: "deceased",
    word: "overleden",
    label: "overleden",
    unit: Unit::YesNo,
    meaning: "De huurder is overleden en geen medehuurder zet de huur voort.",
    source: "relatie (VERA overlijdensdatum); stornocode MD07",
    clock: Clock::Still,
    read: |ground| Value::yes(ground.died_on().is_some()),
};
