//! An administrator answers for the tenant: he is written to instead.

use crate::dossier::CircumstanceKind;
use crate::guards::{Guard, Strength, Until};

/// An administrator answers for the tenant: he is written to instead.
pub static GUARD: Guard = Guard {
    id: "represented",
    word: "bewind",
    strength: Strength::Law,
    ground: "art. 1:441 BW; ECLI:NL:HR:2014:525",
    sentence: "Iemand anders regelt het geld van deze huurder: post gaat naar de bewindvoerder.",
    look: |ground, plan| {
        ground.holding(CircumstanceKind::Administration)?;
        let to_tenant = plan.letter().is_some_and(|letter| !letter.for_administrator && !letter.for_heirs);
        to_tenant.then_some(Until::Changed)
    },
};
