//! The tenant has died: nothing goes out in his name.

use crate::guards::{Guard, Strength, Until};
use crate::policy::TaskKind;

/// The tenant has died: nothing goes out in his name.
pub static GUARD: Guard = Guard {
    id: "deceased",
    word: "overleden",
    strength: Strength::Law,
    ground: "art. 4:182, 4:185 en 7:268 BW",
    sentence: "De huurder is overleden: er gaat niets meer op zijn naam uit, alleen de erfgenamen krijgen post.",
    look: |ground, plan| {
        ground.died_on()?;
        let for_heirs = plan.letter().is_some_and(|letter| letter.for_heirs);
        let about_estate = plan.task().is_some_and(|task| {
            matches!(task, TaskKind::Heirs | TaskKind::CloseCase | TaskKind::CheckData | TaskKind::Leaving)
        });
        (!for_heirs && !about_estate).then_some(Until::Changed)
    },
};
