//! Nothing is asked while it is not known what was paid.

use crate::guards::{Guard, Strength, Until};

/// Nothing is asked while it is not known what was paid.
pub static GUARD: Guard = Guard {
    id: "money_in_doubt",
    word: "betaling wordt nagekeken",
    strength: Strength::Policy,
    ground: "geen euro telt twee keer, en niemand betaalt twee keer",
    sentence: "Wij zagen een betaling die misschien al geboekt is. Tot iemand dat heeft nagekeken, vragen wij de huurder niets.",
    look: |ground, plan| {
        let doubt = ground.money_in_doubt().0 > 0;
        (doubt && (plan.letter().is_some() || plan.presses())).then_some(Until::Changed)
    },
};
