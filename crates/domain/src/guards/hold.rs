//! A person stopped this dossier.

use crate::dossier::CircumstanceKind;
use crate::guards::{Guard, Strength, Until};

/// A person stopped this dossier.
pub static GUARD: Guard = Guard {
    id: "hold",
    word: "pauze",
    strength: Strength::Person,
    ground: "vastgelegd door een medewerker",
    sentence: "Een medewerker heeft dit dossier stilgezet.",
    look: |ground, _plan| {
        let hold = ground.holding(CircumstanceKind::Hold)?;
        Some(hold.until.map_or(Until::Changed, Until::Day))
    },
};
