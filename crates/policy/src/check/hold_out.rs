//! Only a friendly message without legal meaning may be held back to measure what it does: nobody loses a warning, an
//! offer that the law asks for, or a right.

use super::letter_of;
use crate::finding::Findings;
use crate::read::Draft;
use domain::policy::{Step, Tone};

pub fn check(draft: &Draft, out: &mut Findings) {
    for step in draft.policy.flows.iter().flat_map(|flow| &flow.steps) {
        if let Some(why) = (step.hold_out_per_mille > 0).then(|| objection(draft, step)).flatten() {
            out.error(
                &step.origin,
                format!("Stap \"{}\" mag geen controlegroep hebben: {why}. Haal controlegroep weg.", step.id),
            );
        }
    }
}

fn objection(draft: &Draft, step: &Step) -> Option<&'static str> {
    let Some(letter) = letter_of(draft, step) else { return Some("een taak is voor iedereen") };
    if step.tone != Tone::Friendly {
        return Some("alleen een vriendelijk bericht kan gemist worden");
    }
    if letter.letter.milestone.is_some() || letter.letter.for_heirs || letter.letter.for_administrator {
        return Some("deze brief telt als bewijs, of is voor wie namens de huurder beslist");
    }
    (!letter.kind.can_be_missed()).then_some("deze brief mag niemand missen")
}
