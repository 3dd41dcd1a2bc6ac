//! The worst lateness of the last twelve months. Grows daily only while a claim is open past its own pay day, and those dossiers wake every night.

use crate::facts::{Clock, Fact, Unit, Value};

/// The worst lateness of the last twelve months. Grows daily only while a claim is open past its own pay day, and those dossiers wake every night.
pub static FACT: Fact = Fact {
    id: "worst_lateness",
    word: "langste_te_laat",
    label: "ergste vertraging in 12 maanden",
    unit: Unit::Days,
    meaning: "Grootste aantal dagen dat een vordering van de laatste 12 kalendermaanden te laat was, vanaf de eigen betaaldag.",
    source: "boekingen",
    clock: Clock::DaysLate,
    read: |ground| Value(ground.standing.worst_late_days.max(0).into()),
};
