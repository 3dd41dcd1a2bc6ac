//! No bailiff without a 14-day letter whose term is over, and never by one person or by itself.

use super::Promise;
use crate::dossier::{CircumstanceKind, Milestone};
use crate::plan::Act;
use crate::policy::{Mode, TaskKind};

/// No bailiff without a 14-day letter whose term is over (ECLI:NL:HR:2016:2704: three weeks after sending is always
/// safe). A night may only ask two people to weigh it, and not when two already did: the hand-over itself asks for both
/// names (`law_in_motion::evidence`).
pub static PROMISE: Promise = Promise {
    id: "bailiff_only_at_the_end",
    sentence: "Geen deurwaarder zonder veertiendagenbrief waarvan de termijn voorbij is, en nooit zonder dat twee mensen beslissen.",
    kept: |_night, ground, step| {
        if step.act != Act::Task(TaskKind::BailiffGate) {
            return true;
        }
        let sent = ground.milestone_on(Milestone::FourteenDayLetter);
        let decided = ground.holding(CircumstanceKind::HandoverAgreed).is_some();
        sent.is_some_and(|sent| ground.today - sent > 21) && step.mode != Mode::Automatic && !decided
    },
};
