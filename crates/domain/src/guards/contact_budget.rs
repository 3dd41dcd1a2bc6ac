//! Two automatic messages a week, one a day, over all channels together.

use crate::calendar::Day;
use crate::dossier::StepTaken;
use crate::guards::{Guard, Strength, Until};

/// Two automatic messages a week, one a day, over all channels together.
pub static GUARD: Guard = Guard {
    id: "contact_budget",
    word: "genoeg berichten deze week",
    strength: Strength::Policy,
    ground: "instellingen.toml: berichten_per_week",
    sentence: "Deze huurder kreeg al genoeg berichten: meer helpt niet.",
    look: |ground, plan| {
        plan.letter()?;
        let recent = |step: &&StepTaken| step.day <= ground.today && ground.today - step.day < 7;
        let mut days: Vec<Day> = ground.sent().filter(recent).map(|step| step.day).collect();
        days.sort_unstable();
        let budget = ground.settings.messages_per_week as usize;
        let oldest_that_counts = days.len().checked_sub(budget).map(|at| days[at]);
        oldest_that_counts
            .map(|day| Until::Day(day + 6))
            .or(days.contains(&ground.today).then_some(Until::Day(ground.today)))
    },
};
