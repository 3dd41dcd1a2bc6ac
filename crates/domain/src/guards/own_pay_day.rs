//! Who has an own pay day is not early reminded.

use crate::guards::{Guard, Strength, Until};

/// Who has an own pay day is not early reminded.
pub static GUARD: Guard = Guard {
    id: "own_pay_day",
    word: "eigen betaaldag nog niet bereikt",
    strength: Strength::Policy,
    ground: "Domijn: het eigen ritme van de huurder telt",
    sentence: "De eigen betaaldag van deze huurder is nog niet voorbij.",
    look: |ground, plan| {
        let waits = ground.standing.arrears.is_zero() && ground.standing.due.0 > 0;
        let next = ground.standing.next_claim_day.map_or(Until::Changed, |day| Until::Day(day.previous()));
        (waits && plan.presses()).then_some(next)
    },
};
