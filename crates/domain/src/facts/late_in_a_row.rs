//! Late months in a row; three or more is a *sleper*.

use crate::facts::{Clock, Fact, Unit, Value};

/// Late months in a row; three or more is a *sleper*.
pub static FACT: Fact = Fact {
    id: "late_in_a_row",
    word: "te_laat_op_rij",
    label: "maanden op rij te laat",
    unit: Unit::Count,
    meaning: "Aantal maanden achter elkaar te laat, tot en met de laatste maand waarover iets te zeggen is. Drie of meer heet een sleper.",
    source: "De Key en Hogeschool van Amsterdam: drie maanden op rij niet op tijd",
    clock: Clock::Still,
    read: |ground| Value(ground.standing.run_of(true)),
};
