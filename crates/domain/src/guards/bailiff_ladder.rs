//! No bailiff before our own ladder is climbed to the end.

use crate::dossier::Milestone;
use crate::guards::{Guard, Strength, Until};
use crate::law_in_motion::evidence::{signal_or_objection_since, visited_since};
use crate::policy::TaskKind;

/// Days after sending a 14-day letter in which its term is always over (three weeks, ECLI:NL:HR:2016:2704).
const SAFE_TERM_DAYS: i32 = 21;

/// No bailiff before our own ladder is climbed to the end.
pub static GUARD: Guard = Guard {
    id: "bailiff_ladder",
    word: "nog niet alles zelf geprobeerd",
    strength: Strength::Law,
    ground: "art. 6:96 lid 6 BW; art. 2 Besluit gemeentelijke schuldhulpverlening",
    sentence: "Naar de deurwaarder kan pas na een veertiendagenbrief waarvan de termijn voorbij is, een huisbezoek en een vroegsignaal (of bezwaar daartegen).",
    look: |ground, plan| {
        if plan.task() != Some(TaskKind::BailiffGate) {
            return None;
        }
        let letter_on = ground.milestone_on(Milestone::FourteenDayLetter);
        let term_over = letter_on.map(|sent| sent + SAFE_TERM_DAYS);
        if let Some(last_day) = term_over.filter(|last_day| ground.today <= *last_day) {
            return Some(Until::Day(last_day));
        }
        let (oldest, _) = ground.standing.oldest?;
        let visited = visited_since(ground, oldest).is_some();
        let signalled = signal_or_objection_since(ground, oldest).is_some();
        (term_over.is_none() || !visited || !signalled).then_some(Until::Changed)
    },
};
