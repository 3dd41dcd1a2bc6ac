//! Unknown never becomes a demand.

use crate::facts;
use crate::guards::{Guard, Strength, Until};

/// Unknown never becomes a demand.
pub static GUARD: Guard = Guard {
    id: "missing_data",
    word: "gegevens ontbreken",
    strength: Strength::Policy,
    ground: "onbekend wordt nooit een vordering",
    sentence: "Er ontbreken gegevens om zeker te weten dat dit klopt: eerst nakijken.",
    look: |ground, plan| {
        let missing = (facts::missing_data::FACT.read)(ground).0 > 0;
        (missing && plan.presses()).then_some(Until::Changed)
    },
};
