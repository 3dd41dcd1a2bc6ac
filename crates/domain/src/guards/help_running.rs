//! Who accepted help is not dunned meanwhile.

use crate::dossier::CircumstanceKind;
use crate::guards::{Guard, Strength, Until};

/// Who accepted help is not dunned meanwhile.
pub static GUARD: Guard = Guard {
    id: "help_running",
    word: "hulp loopt",
    strength: Strength::Person,
    ground: "practice.md 3.4; convenant vroegsignalering (law.md 3.3)",
    sentence: "Er loopt hulp: wij sturen geen aanmaningen zolang de huurder met hulp bezig is.",
    look: |ground, plan| {
        let help = ground.holding(CircumstanceKind::Help)?;
        plan.presses().then_some(help.until.map_or(Until::Changed, Until::Day))
    },
};
