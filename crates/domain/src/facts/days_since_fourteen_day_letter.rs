//! Days since the 14-day letter about the present arrears.

use crate::dossier::Milestone;
use crate::facts::{Clock, Fact, Unit, Value};

/// Days since the 14-day letter about the present arrears.
pub static FACT: Fact = Fact {
    id: "days_since_fourteen_day_letter",
    word: "dagen_sinds_veertiendagenbrief",
    label: "laatste veertiendagenbrief",
    unit: Unit::Days,
    meaning: "Dagen sinds de laatste veertiendagenbrief over de huidige achterstand is verstuurd.",
    source: "berichten; art. 6:96 lid 6 BW",
    clock: Clock::DaysUp,
    read: |ground| Value::days_since(ground.milestone_on(Milestone::FourteenDayLetter), ground.today),
};
