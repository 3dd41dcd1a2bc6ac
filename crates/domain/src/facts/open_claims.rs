//! Number of claims in arrears.

use crate::facts::{Clock, Fact, Unit, Value};

/// Number of claims in arrears.
pub static FACT: Fact = Fact {
    id: "open_claims",
    word: "open_vorderingen",
    label: "vorderingen met achterstand",
    unit: Unit::Count,
    meaning: "Aantal vorderingen met achterstand (wat op één dag verviel is één vordering).",
    source: "boekingen",
    clock: Clock::Still,
    read: |ground| Value(ground.standing.claims_in_arrears.into()),
};
