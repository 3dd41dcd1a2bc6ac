//! Late months in a row; three or more is a *sleper*.

use crate::facts::{Clock, Fact, Unit, Value};

/// Late months in a row; three or more is a *sleper*.
pub static FACT: Fact = Fact {
    id: "late_in_a_row",
    word: "te_laat_op_rij",
    label: "maanden op rij te laat",
    unit: Unit::Count,
    meaning: "Aantal maanden achter elkaar te laat, tot en met de laatste maand waarover iets te zeggen is. Drie of meer heet een sleper.",
    source: "De Key/HvA: drie maanden op rij niet op tijd (practice.md 1.3, N2 en N3)",
    clock: Clock::Still,
    read: |ground| Value(ground.standing.run_of(true)),
};
