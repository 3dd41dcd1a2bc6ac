//! Nothing goes out in the name of the deceased: only the heirs' flow writes, and only with letters for heirs
//! (law.md 5.7).

use super::ranges::Region;
use super::{letter_of, users_of};
use crate::finding::Findings;
use crate::read::Draft;
use domain::facts::FactId;
use domain::policy::{Anchor, AnyOf, Condition, Flow, Step};

pub fn check(draft: &Draft, out: &mut Findings) {
    overlay(draft, out);
    for flow in &draft.policy.flows {
        let for_heirs = only_deceased(&users_of(draft, flow));
        for step in &flow.steps {
            message(draft, flow, step, for_heirs, out);
        }
    }
}

/// The deceased come first, and their category's own flow does not follow.
fn overlay(draft: &Draft, out: &mut Findings) {
    let overlays = &draft.policy.overlays;
    let Some(at) = overlays.iter().position(|overlay| only_deceased(&overlay.when)) else { return };
    let overlay = &overlays[at];
    if !overlay.replaces {
        out.error(
            &overlay.origin,
            format!("Na \"{}\" volgt de gewone flow nog, op naam van wie overleden is. Schrijf vervangt = \"ja\".", overlay.id),
        );
    }
    if at > 0 {
        out.warning(&overlay.origin, format!("Zet \"{}\" bovenaan: overlijden gaat voor alles.", overlay.id));
    }
}

fn message(draft: &Draft, flow: &Flow, step: &Step, heirs_flow: bool, out: &mut Findings) {
    let Some(letter) = letter_of(draft, step) else { return };
    let id = &letter.letter.id;
    let to_heirs = letter.letter.for_heirs;
    let about_death = step.anchor == Anchor::Death || Region::of(&step.when).implies(&deceased());
    if (heirs_flow || about_death) && !to_heirs {
        out.error(
            &step.origin,
            format!("De brief \"{id}\" gaat hier naar iemand die overleden is. Neem een brief met voor_erfgenamen = \"ja\"."),
        );
    } else if to_heirs && !heirs_flow && !users_of(draft, flow).is_empty() {
        out.error(
            &step.origin,
            format!("De brief \"{id}\" is voor erfgenamen, en deze flow is ook voor wie leeft. Zet de stap in de flow van overleden huurders."),
        );
    }
}

fn only_deceased(users: &AnyOf) -> bool {
    !users.is_empty() && users.iter().all(|group| Region::of(group).implies(&deceased()))
}

fn deceased() -> Condition {
    Condition { fact: FactId::named("deceased"), min: 1, max: 1, not: false, text: String::new() }
}
