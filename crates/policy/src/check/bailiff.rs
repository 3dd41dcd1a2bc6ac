//! The bailiff is weighed only after a 14-day letter, a visit and an early signal (practice.md 3.1; law.md 3.2).

use super::fourteen_day_letter;
use super::ranges::Region;
use crate::finding::Findings;
use crate::read::Draft;
use domain::facts::FactId;
use domain::policy::{Action, Condition, Flow, Step, TaskKind};

/// Two days of post and fourteen full days: before that the term of the letter cannot have passed.
const LETTER_DAYS: i32 = 17;

pub fn check(draft: &Draft, out: &mut Findings) {
    for flow in draft.policy.flows.iter().filter(|flow| !draft.relies_on_history.contains(&flow.id)) {
        for (at, step) in flow.steps.iter().enumerate() {
            if step.action == Action::Task(TaskKind::BailiffGate) {
                gate(draft, flow, at, out);
            }
        }
    }
}

fn gate(draft: &Draft, flow: &Flow, at: usize, out: &mut Findings) {
    let (step, before) = (&flow.steps[at], &flow.steps[..at]);
    let letter = before.iter().rfind(|other| fourteen_day_letter::is_step(draft, other));
    let task = |kind: TaskKind| before.iter().any(|other| other.action == Action::Task(kind));
    let proven = |fact: &str, min: i64, max: i64, not: bool| {
        let fact = FactId::named(fact);
        Region::of(&step.when).implies(&Condition { fact, min, max, not, text: String::new() })
    };
    let mut missing = Vec::new();
    if letter.is_none() && !proven("days_since_fourteen_day_letter", 0, i64::MAX - 1, false) {
        missing.push("een veertiendagenbrief");
    }
    if !task(TaskKind::Visit) && !proven("visits_90", 1, i64::MAX, false) {
        missing.push("een huisbezoek");
    }
    if !task(TaskKind::EarlySignal) && !proven("early_signal", 0, 0, true) {
        missing.push("een vroegsignaal");
    }
    if !missing.is_empty() {
        out.error(
            &step.origin,
            format!(
                "Vóór stap \"{}\" ontbreekt in deze flow {}. Voeg dat toe, of schrijf bovenaan steunt_op_eerdere_flow = \"ja\" als dat al eerder gebeurt.",
                step.id,
                missing.join(", ")
            ),
        );
    }
    term(step, letter, out);
}

/// The term of the letter must be able to pass before the gate.
fn term(step: &Step, letter: Option<&Step>, out: &mut Findings) {
    let Some(letter) = letter.filter(|letter| letter.anchor == step.anchor) else { return };
    let between = step.offset_days - letter.offset_days;
    if between < LETTER_DAYS {
        out.warning(
            &step.origin,
            format!("Tussen \"{}\" en \"{}\" zitten {between} dagen. De termijn van de veertiendagenbrief is dan nog niet om: neem er minstens {LETTER_DAYS}.", letter.id, step.id),
        );
    }
}
