//! What a running arrangement covers is not asked for again.

use crate::guards::{Guard, Strength, Until};

/// What a running arrangement covers is not asked for again.
pub static GUARD: Guard = Guard {
    id: "arrangement_running",
    word: "regeling loopt",
    strength: Strength::Person,
    ground: "de afspraak met de huurder",
    sentence: "Er loopt een betalingsregeling die wordt nagekomen: over wat die dekt schrijven wij niet.",
    look: |ground, plan| {
        let state = ground.running_arrangement()?;
        let covered = plan.presses() && plan.claimable.is_zero() && state.remaining.0 > 0;
        covered.then_some(state.next.map_or(Until::Changed, |(day, _)| Until::Day(day)))
    },
};
