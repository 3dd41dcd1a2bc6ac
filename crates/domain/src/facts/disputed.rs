//! What the tenant disputes.

use crate::facts::{Clock, Fact, Unit, Value};

/// What the tenant disputes.
pub static FACT: Fact = Fact {
    id: "disputed",
    word: "betwist",
    label: "betwist bedrag",
    unit: Unit::Cents,
    meaning: "Het bedrag dat de huurder betwist, ook door een klacht over onderhoud; zonder bedrag de hele achterstand.",
    source: "signalering (betwisting)",
    clock: Clock::Still,
    read: |ground| Value::cents(ground.disputed()),
};
