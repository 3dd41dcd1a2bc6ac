//! Months the running arrangement has been kept.

use crate::arrangement::Progress;
use crate::facts::{Clock, Fact, Unit, Value};

/// Months the running arrangement has been kept.
pub static FACT: Fact = Fact {
    id: "arrangement_months_kept",
    word: "regeling_maanden_nagekomen",
    label: "regeling nagekomen",
    unit: Unit::Months,
    meaning: "Hele maanden dat de lopende regeling nu al wordt nagekomen; 0 zonder.",
    source: "regeling (VERA INC)",
    clock: Clock::Still,
    read: |ground| match ground.running_arrangement() {
        Some(state) if state.progress == Progress::Kept => {
            Value(state.agreed_on.months_until(ground.today).into())
        }
        _ => Value(0),
    },
};
