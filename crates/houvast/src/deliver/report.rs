//! What a delivery came to, counted: for the person who asked and for a log. It names no tenant.

use std::collections::BTreeMap;

use domain::calendar::Day;
use serde::Serialize;
use store::Book;
use store::post::{MessageState, Moment, OnItsWay, Outcome};

use crate::failure::Failure;

/// What a delivery came to.
#[derive(Debug, Default, Serialize)]
pub struct Delivered {
    /// The day.
    pub day: String,
    /// The time.
    pub time: String,
    /// Only staff were reached.
    pub trial: bool,
    /// Nothing left because the cut-off hour has not come.
    pub before_cut_off: bool,
    /// Why everything stands still, when it does.
    pub stopped: Option<String>,
    /// Messages of earlier days that lapsed.
    pub lapsed: u64,
    /// Letters of which the print house said nothing for too long: tasks laid.
    pub asked_about: u64,
    /// Messages that were cancelled by fresh data, by reason.
    pub cancelled: BTreeMap<String, u64>,
    /// Handed over, by channel.
    pub handed_over: BTreeMap<String, u64>,
    /// What else came of attempts, by what.
    pub came_to: BTreeMap<String, u64>,
    /// Held for want of something.
    pub held: u64,
    /// May leave later today: outside its hours, or asked to wait.
    pub waiting: u64,
    /// How the messages of today stand now.
    pub states: BTreeMap<String, u64>,
    /// Print batches handed over.
    pub batches: Vec<String>,
}

impl Delivered {
    /// Writes down what attempts came to, and counts it.
    pub fn settle(
        &mut self,
        book: &mut Book,
        attempts: &[(&OnItsWay, Outcome)],
        moment: Moment,
    ) -> Result<(), Failure> {
        book.settle(attempts, moment)?;
        for (attempt, outcome) in attempts {
            let channel = attempt.channel.dutch();
            let what = match outcome {
                Outcome::Accepted { .. } => {
                    *self.handed_over.entry(channel.into()).or_default() += 1;
                    continue;
                }
                Outcome::Later { .. } => "later opnieuw",
                Outcome::GivenUp { .. } => "kanaal opgegeven",
                Outcome::AddressUnusable { .. } => "adres onbruikbaar",
                Outcome::Refused { .. } => "geweigerd",
                Outcome::Uncertain { .. } => "onzeker",
                Outcome::AskAgain { .. } => "nog eens vragen",
            };
            *self.came_to.entry(format!("{channel}: {what}")).or_default() += 1;
        }
        Ok(())
    }

    /// Did it lay a task about a message on a desk?
    pub fn asked_somebody(&self) -> bool {
        let asked = |what: &String| what.ends_with("onzeker") || what.ends_with("geweigerd");
        self.held > 0 || self.asked_about > 0 || self.came_to.keys().any(asked)
    }

    /// As a log keeps it; `None` when nothing happened.
    pub fn in_one_line(&self) -> Option<String> {
        let mut parts: Vec<String> =
            self.handed_over.iter().map(|(channel, count)| format!("{count} {channel}")).collect();
        parts.extend(self.came_to.iter().map(|(what, count)| format!("{count} {what}")));
        let cancelled: u64 = self.cancelled.values().sum();
        let counted = [
            (cancelled, "ingetrokken"),
            (self.held, "vastgehouden"),
            (self.lapsed, "vervallen"),
            (self.asked_about, "zonder melding van de drukker"),
        ];
        parts.extend(
            counted.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")),
        );
        if self.stopped.is_some() {
            parts.push("alles staat stil: noodstop".into());
        }
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    /// As a person reads it.
    pub fn text(&self) -> String {
        let day = Day::parse_iso(&self.day).map_or_else(|| self.day.clone(), |day| day.dutch());
        let mut lines = vec![format!("Verzending van {day}, {} uur", self.time)];
        if self.trial {
            lines.push("Proef: alleen medewerkers zijn bereikt, en niets telt als verstuurd.".into());
        }
        if let Some(why) = &self.stopped {
            lines.push(format!("Alles staat stil: {why}. Verder gaan kan met: houvast post go --door NAAM"));
        }
        if self.before_cut_off {
            lines.push(
                "De verzendgrens is nog niet bereikt: er gaat nog niets uit en alles kan worden ingetrokken."
                    .into(),
            );
        }
        let mut list = |title: &str, counts: &BTreeMap<String, u64>| {
            if !counts.is_empty() {
                lines.push(title.into());
                lines.extend(counts.iter().map(|(what, count)| format!("  {count:>6}  {what}")));
            }
        };
        list("Uitgegaan", &self.handed_over);
        list("Ging niet door", &self.came_to);
        list("Ingetrokken door nieuwe gegevens", &self.cancelled);
        let spoken = |(state, count): (&String, &u64)| {
            (
                MessageState::of(state).map_or_else(|| state.clone(), |known| known.spoken().to_string()),
                *count,
            )
        };
        list("Zo staan de berichten van vandaag", &self.states.iter().map(spoken).collect());
        let counted = [
            (self.lapsed, "van een eerdere dag vervallen; de nacht besluit opnieuw"),
            (self.held, "vastgehouden: er ontbreekt iets, een medewerker kijkt"),
            (self.asked_about, "brieven zonder melding van de drukker: een medewerker vraagt het na"),
            (self.waiting, "wachten op hun uur of op een nieuwe poging"),
        ];
        lines.extend(
            counted.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")),
        );
        lines.extend(self.batches.iter().map(|batch| format!("Drukpartij {batch} ligt klaar")));
        lines.join("\n")
    }
}
