//! Days since the last day of the tenancy.

use crate::facts::{Clock, Fact, Unit, Value};

/// Days since the last day of the tenancy.
pub static FACT: Fact = Fact {
    id: "days_since_end",
    word: "dagen_sinds_einde",
    label: "sinds het einde van de huur",
    unit: Unit::Days,
    meaning: "Dagen sinds de laatste dag van de huurovereenkomst.",
    source: "huurovereenkomst (VERA einddatum)",
    clock: Clock::DaysUp,
    read: |ground| Value::days_since(ground.dossier.tenancy.ends_on.filter(|day| *day <= ground.today), ground.today),
};
