//! A step with legal or serious effect is decided by a person (GDPR art. 22; law.md 5.3).

use super::letter_of;
use crate::finding::Findings;
use crate::letters::LetterKind;
use crate::read::Draft;
use domain::dossier::Milestone;
use domain::policy::{Action, Mode, Step};

pub fn check(draft: &Draft, out: &mut Findings) {
    let steps = draft.policy.flows.iter().flat_map(|flow| &flow.steps);
    for step in steps.filter(|step| step.mode == Mode::Automatic && is_serious(draft, step)) {
        out.error(
            &step.origin,
            format!("Stap \"{}\" heeft ernstige gevolgen: daar beslist een mens over. Schrijf modus = \"voorstel\".", step.id),
        );
    }
}

fn is_serious(draft: &Draft, step: &Step) -> bool {
    match step.action {
        Action::Task(task) => task.is_serious(),
        Action::Message { .. } => letter_of(draft, step).is_some_and(|letter| {
            letter.kind == LetterKind::FourteenDayLetter
                || letter.letter.milestone == Some(Milestone::FourteenDayLetter)
        }),
    }
}
