//! Who accepted help is not dunned meanwhile.

use crate::dossier::CircumstanceKind;
use crate::guards::{Guard, Strength, Until};

/// Who accepted help is not dunned meanwhile.
pub static GUARD: Guard = Guard {
    id: "help_running",
    word: "hulp loopt",
    strength: Strength::Person,
    ground: "convenant vroegsignalering: wie hulp aanneemt, krijgt rust",
    sentence: "Er loopt hulp: wij sturen geen aanmaningen zolang de huurder met hulp bezig is.",
    look: |ground, plan| {
        let help = ground.holding(CircumstanceKind::Help)?;
        plan.presses().then_some(help.until.map_or(Until::Changed, Until::Day))
    },
};
