//! Two people have decided on the bailiff: nobody is asked to weigh it again.

use crate::dossier::CircumstanceKind;
use crate::guards::{Guard, Strength, Until};
use crate::policy::TaskKind;

/// Two people have decided on the bailiff: nobody is asked to weigh it again.
pub static GUARD: Guard = Guard {
    id: "handover_agreed",
    word: "twee mensen hebben al besloten",
    strength: Strength::Person,
    ground: "medewerkers",
    sentence: "Twee mensen hebben al besloten over de deurwaarder: dat hoeft niet nog eens.",
    look: |ground, plan| {
        let decided = ground.holding(CircumstanceKind::HandoverAgreed).is_some();
        (plan.task() == Some(TaskKind::BailiffGate) && decided).then_some(Until::Changed)
    },
};
