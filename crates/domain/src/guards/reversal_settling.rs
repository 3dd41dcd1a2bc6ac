//! A reversal is left to settle before anybody writes.

use crate::guards::{Guard, Strength, Until};

/// A reversal is left to settle before anybody writes.
pub static GUARD: Guard = Guard {
    id: "reversal_settling",
    word: "storno in verwerking",
    strength: Strength::Policy,
    ground: "instellingen.toml: storno_rust",
    sentence: "Een betaling is net teruggekomen: wij wachten tot duidelijk is waarom.",
    look: |ground, plan| {
        let (day, _) = ground.standing.last_reversal?;
        let last_day = day + ground.settings.reversal_settles_days;
        (plan.asks_money() && ground.today <= last_day).then_some(Until::Day(last_day))
    },
};
