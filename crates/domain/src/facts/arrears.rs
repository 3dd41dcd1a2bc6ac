//! Open on claims whose own pay day has passed.

use crate::facts::{Clock, Fact, Unit, Value};

/// Open on claims whose own pay day has passed.
pub static FACT: Fact = Fact {
    id: "arrears",
    word: "achterstand",
    label: "achterstand",
    unit: Unit::Cents,
    meaning: "Wat openstaat op vorderingen waarvan de eigen betaaldag voorbij is. Wat ouder is dan vijf jaar telt niet mee: zie verjaard.",
    source: "boekingen; eigen betaaldag volgens de praktijk van Domijn",
    clock: Clock::Still,
    read: |ground| Value::cents(ground.standing.arrears),
};
