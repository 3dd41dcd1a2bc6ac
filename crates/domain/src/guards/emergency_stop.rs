//! One switch holds everything that would leave the house.

use crate::guards::{Guard, Strength, Until};

/// One switch holds everything that would leave the house.
pub static GUARD: Guard = Guard {
    id: "emergency_stop",
    word: "noodstop",
    strength: Strength::Person,
    ground: "instellingen.toml: noodstop",
    sentence: "De noodstop staat aan: er gaat niets uit.",
    look: |ground, plan| {
        (ground.settings.emergency_stop && plan.letter().is_some()).then_some(Until::Changed)
    },
};
