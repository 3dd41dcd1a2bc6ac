//! Open on claims whose due day has passed.

use crate::facts::{Clock, Fact, Unit, Value};

/// Open on claims whose due day has passed.
pub static FACT: Fact = Fact {
    id: "due_balance",
    word: "opeisbaar",
    label: "opeisbaar",
    unit: Unit::Cents,
    meaning: "Wat openstaat op vorderingen waarvan de vervaldag voorbij is, ook als de eigen betaaldag nog komt. Wat ouder is dan vijf jaar telt niet mee: zie verjaard.",
    source: "boekingen; verzuim vanaf de dag na de vervaldag (art. 6:83 sub a BW)",
    clock: Clock::Still,
    read: |ground| Value::cents(ground.standing.due),
};
