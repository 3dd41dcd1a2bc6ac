//! Unknown never becomes a demand, nor a statement of what somebody owes.

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
        let says_what_is_owed = plan.letter().is_some_and(|letter| letter.names_debt);
        (missing && (plan.presses() || says_what_is_owed)).then_some(Until::Changed)
    },
};
