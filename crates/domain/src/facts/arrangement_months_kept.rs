//! Months the running arrangement, or the one that was completed, has been kept.

use crate::arrangement::Progress;
use crate::calendar::Day;
use crate::facts::{Clock, Fact, Ground, Unit, Value};

/// Months the running arrangement, or the one that was completed, has been kept. Completing one never looks worse than
/// keeping it.
pub static FACT: Fact = Fact {
    id: "arrangement_months_kept",
    word: "regeling_maanden_nagekomen",
    label: "regeling nagekomen",
    unit: Unit::Months,
    meaning: "Hele maanden sinds de afspraak van een regeling die wordt nagekomen of die voltooid is; 0 zonder.",
    source: "regeling (VERA INC)",
    clock: Clock::MonthsUp(since),
    read: |ground| Value(since(ground).map_or(0, |agreed_on| agreed_on.months_until(ground.today).into())),
};

fn since(ground: &Ground) -> Option<Day> {
    let state = ground.standing.arrangement()?;
    matches!(state.progress, Progress::Kept | Progress::Completed).then_some(state.agreed_on)
}
