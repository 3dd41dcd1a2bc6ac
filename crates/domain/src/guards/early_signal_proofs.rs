//! No early signal without the four dated proofs, and never against an objection.

use crate::dossier::CircumstanceKind;
use crate::guards::{Guard, Strength, Until};
use crate::law_in_motion::early_signal::proofs;
use crate::policy::TaskKind;

/// No early signal without the four dated proofs, and never against an objection.
pub static GUARD: Guard = Guard {
    id: "early_signal_proofs",
    word: "bewijs voor vroegsignaal onvolledig",
    strength: Strength::Law,
    ground: "art. 2 Besluit gemeentelijke schuldhulpverlening",
    sentence: "Een vroegsignaal mag pas als de vier plichten bewezen zijn: contact gezocht, op hulp gewezen, schriftelijk herinnerd en doorgeven aangeboden. Het moet ook zijn aangekondigd, de tijd voor bezwaar moet voorbij zijn, en er mag geen bezwaar zijn.",
    look: |ground, plan| {
        if plan.task() != Some(TaskKind::EarlySignal) {
            return None;
        }
        let (oldest, _) = ground.standing.oldest?;
        let proofs = proofs(ground, oldest, plan.calendar);
        let objects = ground.holding(CircumstanceKind::SignalObjection).is_some();
        if objects || !proofs.missing().is_empty() {
            return Some(Until::Changed);
        }
        match proofs.objection_until {
            None => Some(Until::Changed),
            Some(last_day) => (ground.today <= last_day).then_some(Until::Day(last_day)),
        }
    },
};
