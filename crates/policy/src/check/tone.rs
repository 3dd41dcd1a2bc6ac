//! Before the 14-day letter only those who can pay and do not want to are spoken to strictly (practice.md 3.1).

use super::fourteen_day_letter;
use super::ranges::Region;
use super::users_of;
use crate::finding::Findings;
use crate::read::Draft;
use domain::facts::{FactId, Unit};
use domain::policy::{Action, Condition, Flow, Tone};

pub fn check(draft: &Draft, out: &mut Findings) {
    for flow in draft.policy.flows.iter().filter(|flow| !can_but_will_not(draft, flow)) {
        let before = flow.steps.iter().take_while(|step| !fourteen_day_letter::is_step(draft, step));
        for step in before.filter(|step| step.tone == Tone::Strict && !matches!(step.action, Action::Task(_)))
        {
            out.warning(
                &step.origin,
                format!("Stap \"{}\" is strikt. Vóór de veertiendagenbrief past dat alleen bij wie kan betalen en niet wil. Neem toon = \"zakelijk\".", step.id),
            );
        }
    }
}

/// Is the flow only for tenants of whom a person found that they can pay and do not want to?
fn can_but_will_not(draft: &Draft, flow: &Flow) -> bool {
    let fact = FactId::named("can_will");
    let Unit::Word(words) = fact.fact().unit else { return false };
    let Some(word) = words.iter().position(|word| *word == "kan wel, wil niet") else { return false };
    let found = Condition { fact, min: word as i64, max: word as i64, not: false, text: String::new() };
    let users = users_of(draft, flow);
    !users.is_empty() && users.iter().all(|group| Region::of(group).implies(&found))
}
