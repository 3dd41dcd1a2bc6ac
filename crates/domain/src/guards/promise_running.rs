//! A promise is left its time.

use crate::guards::{Guard, Strength, Until};

/// A promise is left its time.
pub static GUARD: Guard = Guard {
    id: "promise_running",
    word: "toezegging loopt",
    strength: Strength::Person,
    ground: "de toezegging van de huurder",
    sentence: "De huurder heeft beloofd te betalen en die dag is nog niet voorbij.",
    look: |ground, plan| {
        let last_day = ground.promise_runs_until()?;
        plan.presses().then_some(Until::Day(last_day))
    },
};
