//! Nobody is written to about nothing, or about small change.

use crate::guards::{Guard, Strength, Until};
use crate::policy::Anchor;

/// Nobody is written to about nothing, or about small change.
pub static GUARD: Guard = Guard {
    id: "amount",
    word: "te klein of niets te vragen",
    strength: Strength::Policy,
    ground: "instellingen.toml: klein_bedrag; een bedrag in een bericht is opeisbaar en niet betwist",
    sentence: "Het bedrag dat wij mogen vragen is nul of te klein om over te schrijven.",
    look: |ground, plan| {
        let about_arrears = plan.step().anchor != Anchor::NextPayDay;
        let too_small = plan.claimable < ground.settings.small_amount || plan.claimable.0 <= 0;
        (plan.presses() && about_arrears && too_small).then_some(Until::Changed)
    },
};
