//! Who accepted help is not dunned meanwhile, and nobody comes to the door.

use crate::dossier::CircumstanceKind;
use crate::guards::{Guard, Strength, Until};
use crate::policy::TaskKind;

/// Who accepted help is not dunned meanwhile, and nobody comes to the door unless it is to prevent an eviction: that cannot wait
/// for whoever helps.
pub static GUARD: Guard = Guard {
    id: "help_running",
    word: "hulp loopt",
    strength: Strength::Person,
    ground: "convenant vroegsignalering: wie hulp aanneemt, krijgt rust",
    sentence: "Er loopt hulp: wij manen niet aan en komen niet aan de deur zolang de huurder met hulp bezig is.",
    look: |ground, plan| {
        let help = ground.holding(CircumstanceKind::Help)?;
        let comes_by = plan.task() == Some(TaskKind::Visit)
            && ground.holding(CircumstanceKind::EvictionAnnounced).is_none();
        (plan.presses() || comes_by).then_some(help.until.map_or(Until::Changed, Until::Day))
    },
};
