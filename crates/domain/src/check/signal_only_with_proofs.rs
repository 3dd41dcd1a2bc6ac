//! No early signal without a written reminder, and never against an objection.

use super::Promise;
use crate::dossier::{CircumstanceKind, Milestone};
use crate::plan::Act;
use crate::policy::TaskKind;

/// No early signal without a written reminder, and never against an objection (art. 2 Besluit gemeentelijke
/// schuldhulpverlening).
pub static PROMISE: Promise = Promise {
    id: "signal_only_with_proofs",
    sentence: "Geen vroegsignaal zonder bewijs van herinnering en aanbod, en nooit tegen een bezwaar in.",
    kept: |_night, ground, step| {
        step.act != Act::Task(TaskKind::EarlySignal)
            || (ground.milestone_on(Milestone::WrittenReminder).is_some()
                && ground.milestone_on(Milestone::SignalAnnouncement).is_some()
                && ground.holding(CircumstanceKind::SignalObjection).is_none())
    },
};
