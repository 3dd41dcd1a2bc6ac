//! Days since the own pay day of the oldest claim in arrears. Moves every day while there are arrears, and those dossiers wake every night.

use crate::facts::{Clock, Fact, Unit, Value};

/// Days since the own pay day of the oldest claim in arrears. Moves every day while there are arrears, and those dossiers wake every night.
pub static FACT: Fact = Fact {
    id: "days_overdue",
    word: "dagen_te_laat",
    label: "oudste open post te laat",
    unit: Unit::Days,
    meaning: "Dagen sinds de eigen betaaldag van de oudste vordering met achterstand; 0 zonder achterstand. Een vordering waarop hooguit een euro openstaat telt niet mee.",
    source: "boekingen; eigen betaaldag",
    clock: Clock::DaysLate,
    read: |ground| match ground.standing.oldest {
        Some((_, pay_by)) => Value(i64::from(ground.today - pay_by)),
        None => Value(0),
    },
};
