//! The 14-day letter: by post, after default, in words the Supreme Court accepts (art. 6:96 lid 6 BW;
//! ECLI:NL:HR:2016:2704; law.md 1.3).

use super::letter_of;
use super::ranges::Region;
use super::reading::Reading;
use crate::finding::Findings;
use crate::law::{read_law, shipped_files};
use crate::letters::{LetterKind, LetterTexts};
use crate::read::Draft;
use domain::dossier::{ContactChannel, Milestone};
use domain::facts::FactId;
use domain::law::Law;
use domain::law::fourteen_day_letter::{WordingFinding, wording_findings};
use domain::policy::{Action, Anchor, Condition, Step, TaskKind};
use std::sync::LazyLock;

/// The law as it was shipped, read once; a test of [`crate::law`] proves that it reads.
static SHIPPED: LazyLock<Option<Law>> = LazyLock::new(|| read_law(&shipped_files()).ok());

pub fn check(draft: &Draft, out: &mut Findings) {
    for letter in &draft.letters.list {
        kind_and_proof(letter, out);
    }
    for step in draft.policy.flows.iter().flat_map(|flow| &flow.steps) {
        if is_step(draft, step) {
            by_post(step, out);
            after_default(step, out);
        }
    }
}

/// Is this the 14-day letter?
pub fn is_the_letter(letter: &LetterTexts) -> bool {
    letter.letter.milestone == Some(Milestone::FourteenDayLetter)
        || letter.kind == LetterKind::FourteenDayLetter
}

/// Does the step send the letter, or have a person decide on it?
pub fn is_step(draft: &Draft, step: &Step) -> bool {
    step.action == Action::Task(TaskKind::FourteenDayLetter)
        || letter_of(draft, step).is_some_and(is_the_letter)
}

fn kind_and_proof(letter: &LetterTexts, out: &mut Findings) {
    let by_kind = letter.kind == LetterKind::FourteenDayLetter;
    let by_proof = letter.letter.milestone == Some(Milestone::FourteenDayLetter);
    if by_kind != by_proof {
        out.error(
            &letter.origin,
            "Een veertiendagenbrief heeft soort en bewijs allebei op \"veertiendagenbrief\".",
        );
    }
}

/// By post, perhaps with an e-mail as well.
fn by_post(step: &Step, out: &mut Findings) {
    let Action::Message { channels, .. } = &step.action else { return };
    let good = matches!(
        channels.as_slice(),
        [ContactChannel::Letter] | [ContactChannel::Letter, ContactChannel::Email]
    );
    if !good {
        out.error(
            &step.origin,
            format!("De veertiendagenbrief gaat per post. Schrijf bij stap \"{}\" kanalen = [\"brief\"] of [\"brief\", \"e-mail\"].", step.id),
        );
    }
}

/// Never before the tenant is in default.
fn after_default(step: &Step, out: &mut Findings) {
    let after = match step.anchor {
        Anchor::PayDay | Anchor::FinalBill | Anchor::FirstBill | Anchor::MissedInstalment => {
            step.offset_days >= 1
        }
        Anchor::NextPayDay | Anchor::NextInstalment => false,
        _ => {
            let region = Region::of(&step.when);
            ["days_overdue", "arrears", "months_behind", "claimable"]
                .iter()
                .any(|fact| region.implies(&above_zero(fact)))
        }
    };
    if !after {
        out.error(
            &step.origin,
            format!("Stap \"{}\" kan komen voordat de huurder te laat is. Begin op zijn vroegst 1 dag na de betaaldag.", step.id),
        );
    }
}

fn above_zero(fact: &str) -> Condition {
    Condition { fact: FactId::named(fact), min: 1, max: i64::MAX, not: false, text: String::new() }
}

/// The words of the letter, as written and again as it leaves.
pub fn wording(reading: &Reading<'_>, out: &mut Findings) {
    if !is_the_letter(reading.letter) {
        return;
    }
    let rule = SHIPPED.as_ref().and_then(|law| law.fourteen_day_letter.at(reading.day).ok());
    let Some(rule) = rule else {
        let day = reading.day.dutch();
        out.warning(
            &reading.letter.origin,
            format!(
                "Voor {day} kennen wij de regels van de veertiendagenbrief niet. Laat de tekst nakijken."
            ),
        );
        return;
    };
    let is_missing = |finding: &WordingFinding| *finding == WordingFinding::TermMissing;
    let at_most = wording_findings(rule, &reading.most.text).into_iter().filter(|one| !is_missing(one));
    let at_least = wording_findings(rule, &reading.certain.text).into_iter().filter(is_missing);
    for finding in at_most.chain(at_least) {
        match &finding {
            WordingFinding::ForbiddenTerm(words) | WordingFinding::CalendarDate(words) => {
                out.error(&reading.place_of(words), finding.dutch());
            }
            WordingFinding::TermMissing => {
                let example = rule.allowed_wordings.first().map(String::as_str).unwrap_or_default();
                out.error(&reading.text.origin, format!("{} Schrijf: \"{example}\".", finding.dutch()));
            }
            _ => out.error(&reading.text.origin, finding.dutch()),
        }
    }
    let amount_stands = reading.certain.has_field("bedrag");
    // As written the costs may hang on whether there are any; about to leave, they stand there whenever there are.
    let costs_stand = match reading.values {
        Some(values) => values("incassokosten").is_none() || reading.certain.has_field("incassokosten"),
        None => reading.most.has_field("incassokosten"),
    };
    for (field, what, stands) in [
        ("bedrag", "het openstaande bedrag", amount_stands),
        ("incassokosten", "de precieze incassokosten", costs_stand),
    ] {
        if !stands {
            out.error(
                &reading.text.origin,
                format!("De brief noemt {what} niet. Zet (({field})) in de tekst."),
            );
        }
    }
}
