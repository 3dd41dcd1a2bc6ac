//! What happens about a dossier today, as a sentence; and when nothing does, what comes next.

use super::{Told, held_by, join, step_name};
use crate::ahead::{Ahead, Coming, What};
use crate::guards;
use crate::plan::{self, Act, Outcome, PlannedStep};
use crate::policy::{Mode, TaskKind};

impl Told<'_> {
    /// `Vandaag ligt er een taak klaar: bellen.`
    pub(super) fn happening(&self) -> String {
        match &self.decision.outcome {
            Outcome::Nothing => self.what_comes(),
            Outcome::Step(step) => self.step_taken(step),
            Outcome::Blocked { proposal, blocks } => {
                let name = step_name(self.night.policy, *proposal);
                format!("“{name}” gaat vandaag niet door: {}.", held_by(blocks))
            }
        }
    }

    /// The first step of the nights ahead. They are decided as nights are, so it is the step that will be taken, on its day, or
    /// the guard that will hold it says so.
    fn what_comes(&self) -> String {
        let (night, ground) = (self.night, &self.ground);
        let first = match self.coming {
            Some(known) => known.iter().find(|coming| coming.is_about_a_step()).cloned(),
            None => Ahead::of(night, ground.dossier, self.desk, self.decision, self.passed_over)
                .find(Coming::is_about_a_step),
        };
        match first {
            Some(Coming { day, what: What::Step(step) }) => {
                let name = self.name_of(&step);
                format!("Vandaag niets; als er niets verandert volgt op {} “{name}”.", day.dutch())
            }
            Some(Coming { day, what: What::Waits(proposal, blocks) }) => {
                let name = step_name(night.policy, proposal);
                format!(
                    "Vandaag niets; op {} is “{name}” aan de beurt, maar die stap wacht dan: {}.",
                    day.dutch(),
                    held_by(&blocks)
                )
            }
            _ if ground.standing.arrears.is_zero() => "Er is niets te doen.".into(),
            _ if self.choice.upcoming.is_empty() => {
                "Alle stappen van dit plan zijn gezet; een medewerker kijkt wat nu helpt.".into()
            }
            _ => {
                "Vandaag niets; de komende twee maanden staat er niets klaar, als er niets verandert.".into()
            }
        }
    }

    fn name_of(&self, step: &PlannedStep) -> String {
        match step.act {
            Act::Task(kind) => kind.spoken().into(),
            Act::Message { letter, .. } => self.night.policy.letters[letter].name.clone(),
        }
    }

    fn step_taken(&self, step: &PlannedStep) -> String {
        let shown = step.mode == Mode::Shadow;
        let shadow = if shown { "; dit is schaduw, er gebeurt nog niets" } else { "" };
        match step.act {
            Act::Task(kind) => {
                let why = self.why_a_task();
                let why = if why.is_empty() { why } else { format!(" ({why})") };
                let lies = if shown { "zou er een taak klaarliggen" } else { "ligt er een taak klaar" };
                format!("Vandaag {lies}: {}{why}{shadow}.", kind.spoken())
            }
            Act::Message { channel, amount, .. } => {
                let amount = amount.map_or(String::new(), |amount| format!(" over € {amount}"));
                let (goes, out) = if shown { ("zou", "klaarstaan") } else { ("staat", "klaar") };
                format!(
                    "Vandaag {goes} “{}”{amount} {out} per {}{shadow}.",
                    self.name_of(step),
                    channel.dutch()
                )
            }
        }
    }

    /// Why the night laid a task that no step of the policy asks for; empty for one that does.
    pub(super) fn why_a_task(&self) -> String {
        let Outcome::Step(step) = &self.decision.outcome else { return String::new() };
        match (step.act, step.proposal, self.choice.proposal) {
            (Act::Task(TaskKind::CheckData), None, _)
                if self.ground.prescribed_since() == Some(step.cycle) =>
            {
                format!(
                    "€ {} is ouder dan vijf jaar en mag niet meer worden gevraagd, voor zover wij weten: boek het af, of kijk na of \
                     het op tijd is gestuit",
                    self.ground.prescribed()
                )
            }
            (Act::Task(TaskKind::CheckData), None, _) => self.missing(),
            // `want “deurwaarder afwegen” kan nog niet: …`
            (Act::Task(_), None, Some(waiting)) => {
                let blocks =
                    guards::blocks(&self.ground, &plan::guard_plan(self.night, &self.ground, waiting));
                let name = step_name(self.night.policy, waiting);
                format!("want “{name}” kan nog niet: {}", held_by(&blocks))
            }
            _ => String::new(),
        }
    }

    /// `maandhuur en betaalwijze onbekend`: what a person has to look up.
    fn missing(&self) -> String {
        let (ground, facts) = (&self.ground, self.facts);
        let tenancy = &ground.dossier.tenancy;
        let mut parts: Vec<String> = [
            (tenancy.starts_on.is_none(), "ingangsdatum"),
            (ground.standing.rent.is_none(), "maandhuur"),
            (tenancy.direct_debit.is_none(), "betaalwijze"),
        ]
        .into_iter()
        .filter(|(missing, _)| *missing)
        .map(|(_, what)| what.to_string())
        .collect();
        if parts.is_empty() {
            let unknown = self.night.needed.iter().filter(|fact| facts.get(**fact).is_missing());
            parts = unknown.map(|fact| fact.fact().label.to_string()).collect();
        }
        if parts.is_empty() { String::new() } else { format!("{} onbekend", join(&parts)) }
    }
}
