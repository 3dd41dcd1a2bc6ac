//! No channel of the step reaches the tenant.

use crate::guards::{Guard, Strength, Until, is_not_wanted, usable_channel};

/// No channel of the step reaches the tenant.
pub static GUARD: Guard = Guard {
    id: "unreachable",
    word: "geen bruikbaar kanaal",
    strength: Strength::Policy,
    ground: "kanalen van de stap; voorkeur van de huurder",
    sentence: "Er is geen adres of nummer waarop wij deze huurder mogen en kunnen bereiken.",
    look: |ground, plan| {
        let is_message = plan.letter().is_some() && !is_not_wanted(ground, plan.policy, plan.step());
        (is_message && usable_channel(ground, plan).is_none()).then_some(Until::Changed)
    },
};
