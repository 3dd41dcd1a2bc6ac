//! What is disputed lies still.

use crate::guards::{Guard, Strength, Until};

/// What is disputed lies still.
pub static GUARD: Guard = Guard {
    id: "dispute",
    word: "betwisting",
    strength: Strength::Law,
    ground: "art. 6:262 en 7:207 BW",
    sentence: "De huurder betwist dit bedrag of heeft een klacht: dat deel ligt stil tot het is opgelost.",
    look: |ground, plan| {
        let disputed = ground.disputed();
        (disputed.0 > 0 && plan.presses() && plan.claimable.is_zero()).then_some(Until::Changed)
    },
};
