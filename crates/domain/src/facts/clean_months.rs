//! Months on time in a row, at most twelve.

use crate::facts::{Clock, Fact, Unit, Value};

/// Months on time in a row, at most twelve.
pub static FACT: Fact = Fact {
    id: "clean_months",
    word: "op_tijd_op_rij",
    label: "maanden op rij op tijd",
    unit: Unit::Count,
    meaning: "Aantal maanden achter elkaar op tijd, tot en met de laatste maand waarover iets te zeggen is; hooguit 12.",
    source: "boekingen",
    clock: Clock::Still,
    read: |ground| Value(ground.standing.run_of(false)),
};
