//! Days since notice was given.

use crate::facts::{Clock, Fact, Unit, Value};

/// Days since notice was given.
pub static FACT: Fact = Fact {
    id: "days_since_notice",
    word: "dagen_sinds_opzegging",
    label: "sinds de opzegging",
    unit: Unit::Days,
    meaning: "Dagen sinds de opzegging.",
    source: "huurovereenkomst (VERA opzegdatum)",
    clock: Clock::DaysUp,
    read: |ground| Value::days_since(ground.dossier.tenancy.notice_on.filter(|day| *day <= ground.today), ground.today),
};
