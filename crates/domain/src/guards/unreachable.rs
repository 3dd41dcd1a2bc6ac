//! No channel of the step reaches the tenant.

use crate::guards::{Guard, Strength, Until, usable_channel};

/// No channel of the step reaches the tenant.
pub static GUARD: Guard = Guard {
    id: "unreachable",
    word: "geen bruikbaar kanaal",
    strength: Strength::Policy,
    ground: "kanalen van de stap; voorkeur van de huurder",
    sentence: "Er is geen adres of nummer waarop wij deze huurder mogen en kunnen bereiken.",
    look: |ground, plan| {
        (plan.letter().is_some() && usable_channel(ground, plan).is_none()).then_some(Until::Changed)
    },
};
