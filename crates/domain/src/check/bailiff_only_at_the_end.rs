//! No bailiff without a 14-day letter whose term is over.

use super::Promise;
use crate::dossier::Milestone;
use crate::plan::Act;
use crate::policy::TaskKind;

/// No bailiff without a 14-day letter whose term is over (ECLI:NL:HR:2016:2704: three weeks after sending is always
/// safe).
pub static PROMISE: Promise = Promise {
    id: "bailiff_only_at_the_end",
    sentence: "Geen deurwaarder zonder veertiendagenbrief waarvan de termijn voorbij is.",
    kept: |_night, ground, step| {
        let sent = ground.milestone_on(Milestone::FourteenDayLetter);
        step.act != Act::Task(TaskKind::BailiffGate) || sent.is_some_and(|sent| ground.today - sent > 21)
    },
};
