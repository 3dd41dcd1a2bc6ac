//! A friendly message is held back from a drawn share of dossiers, to see what it does.

use crate::guards::{Guard, Strength, Until};

/// A friendly message is held back from a drawn share of dossiers, to see what it does.
pub static GUARD: Guard = Guard {
    id: "hold_out",
    word: "controlegroep",
    strength: Strength::Policy,
    ground: "controlegroep van de stap",
    sentence: "Dit bericht blijft deze keer uit: door loting meten wij wat het bericht doet. De volgende stappen gaan door.",
    look: |ground, plan| {
        let held = plan.proposal.is_held_out(ground.dossier.tenancy.id, plan.policy);
        held.then_some(Until::Changed)
    },
};
