//! No early signal without the four dated proofs, and never against an objection.

use crate::dossier::{CircumstanceKind, ContactChannel, Milestone};
use crate::guards::{Guard, Strength, Until};
use crate::policy::TaskKind;

/// No early signal without the four dated proofs, and never against an objection.
pub static GUARD: Guard = Guard {
    id: "early_signal_proofs",
    word: "bewijs voor vroegsignaal onvolledig",
    strength: Strength::Law,
    ground: "art. 2 Besluit gemeentelijke schuldhulpverlening",
    sentence: "Een vroegsignaal mag pas als de vier plichten bewezen zijn: contact gezocht, op hulp gewezen, schriftelijk herinnerd en doorgeven aangeboden, zonder bezwaar.",
    look: |ground, plan| {
        if plan.task() != Some(TaskKind::EarlySignal) {
            return None;
        }
        let (oldest, _) = ground.standing.oldest?;
        let reminded = ground.milestone_on(Milestone::WrittenReminder).is_some();
        let announced = ground.milestone_on(Milestone::SignalAnnouncement).is_some();
        let tried = ground.dossier.contacts.iter().any(|contact| {
            let personal = matches!(
                contact.channel,
                ContactChannel::Phone | ContactChannel::Visit | ContactChannel::Counter
            );
            personal && contact.day > oldest && contact.day <= ground.today
        });
        let objects = ground.holding(CircumstanceKind::SignalObjection).is_some();
        (!reminded || !announced || !tried || objects).then_some(Until::Changed)
    },
};
