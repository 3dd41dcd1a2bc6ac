//! Flows, letters and blocks nobody uses, and tasks that are on nobody's list.

use crate::finding::Findings;
use crate::letters::markup::{self, Part};
use crate::letters::{HELP_BLOCK, LetterKind, Letters};
use crate::read::Draft;
use domain::policy::{Action, TaskKind};

pub fn check(draft: &Draft, out: &mut Findings) {
    let policy = &draft.policy;
    for (at, flow) in policy.flows.iter().enumerate() {
        let by_category = policy.categories.iter().any(|category| category.flow == at);
        if !by_category && !policy.overlays.iter().any(|overlay| overlay.flow == at) {
            out.warning(
                &flow.origin,
                format!("Geen categorie of voorrangsregel gebruikt de flow \"{}\".", flow.id),
            );
        }
    }
    let steps = || policy.flows.iter().flat_map(|flow| &flow.steps);
    for (at, letter) in draft.letters.list.iter().enumerate() {
        let used = steps().any(|step| matches!(step.action, Action::Message { letter, .. } if letter == at));
        if !used && !by_hand(letter.kind) && !by_task(draft, letter.kind) {
            out.warning(
                &letter.origin,
                format!("Geen enkele stap stuurt de brief \"{}\".", letter.letter.id),
            );
        }
        if letter.texts.is_empty() {
            out.error(
                &letter.origin,
                format!(
                    "De brief \"{}\" heeft nog geen tekst. Schrijf bijvoorbeeld brief.vriendelijk.md.",
                    letter.letter.id
                ),
            );
        }
    }
    for ((id, ..), block) in &draft.letters.blocks {
        if id != HELP_BLOCK && !uses_block(&draft.letters, id) {
            out.notice(&block.origin, format!("Geen enkele brief gebruikt het blok \"{id}\"."));
        }
    }
    let listed = |task: TaskKind| policy.work_lists.iter().any(|list| list.tasks.contains(&task));
    for step in steps() {
        if let Action::Task(task) = step.action
            && !policy.work_lists.is_empty()
            && !listed(task)
        {
            out.warning(
                &step.origin,
                format!("De taak \"{}\" staat op geen enkele werklijst.", task.dutch()),
            );
        }
    }
}

/// Letters that people send themselves, or that follow from something else than a step.
fn by_hand(kind: LetterKind) -> bool {
    matches!(kind, LetterKind::Arrangement | LetterKind::Thanks | LetterKind::Internal | LetterKind::Other)
}

/// Letters that a person sends when a task comes to that.
fn by_task(draft: &Draft, kind: LetterKind) -> bool {
    let task = match kind {
        LetterKind::FourteenDayLetter => TaskKind::FourteenDayLetter,
        LetterKind::EarlySignal => TaskKind::EarlySignal,
        LetterKind::LastChance => TaskKind::BailiffGate,
        LetterKind::Announcement => TaskKind::Visit,
        _ => return false,
    };
    let mut steps = draft.policy.flows.iter().flat_map(|flow| &flow.steps);
    steps.any(|step| step.action == Action::Task(task))
}

fn uses_block(letters: &Letters, id: &str) -> bool {
    let texts = letters.list.iter().flat_map(|letter| letter.texts.values().map(|text| text.text.as_str()));
    let blocks =
        letters.blocks.iter().filter(|((other, ..), _)| *other != id).map(|(_, block)| block.text.as_str());
    texts.chain(blocks).any(|text| mentions(text, id))
}

fn mentions(text: &str, id: &str) -> bool {
    markup::parse(text).is_ok_and(|parts| {
        parts.iter().any(|part| match part {
            Part::Block(block, _) => *block == id,
            Part::Optional(_, sentence, _) => mentions(sentence, id),
            _ => false,
        })
    })
}
