//! The 14-day letter: by post, after default, in words the Supreme Court accepts (art. 6:96 lid 6 BW;
//! ECLI:NL:HR:2016:2704; law.md 1.3).

use super::letter_of;
use super::ranges::Region;
use super::spelled_out::SpelledOut;
use crate::finding::Findings;
use crate::letters::{LetterKind, LetterTexts};
use crate::read::Draft;
use domain::dossier::{ContactChannel, Milestone};
use domain::facts::FactId;
use domain::policy::{Action, Anchor, Condition, Step, TaskKind};

/// Terms that void the letter: they count from sending, or from the day itself.
const FORBIDDEN: [&str; 8] = [
    "na heden",
    "na dagtekening",
    "na verzending",
    "vanaf vandaag",
    "na vandaag",
    "na de datum van deze brief",
    "na datum van deze brief",
    "vanaf de datum van deze brief",
];
/// Terms the Supreme Court accepts.
const ACCEPTED: [&str; 2] = [
    "binnen veertien dagen vanaf de dag nadat deze brief bij u is bezorgd",
    "binnen vijftien dagen nadat deze brief bij u is bezorgd",
];

pub fn check(draft: &Draft, out: &mut Findings) {
    for letter in &draft.letters.list {
        kind_and_proof(letter, out);
        if is_the_letter(letter) {
            wording(draft, letter, out);
        }
    }
    for step in draft.policy.flows.iter().flat_map(|flow| &flow.steps) {
        if is_step(draft, step) {
            by_post(step, out);
            after_default(step, out);
        }
    }
}

fn is_the_letter(letter: &LetterTexts) -> bool {
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

fn wording(draft: &Draft, letter: &LetterTexts, out: &mut Findings) {
    for text in letter.texts.values() {
        let spelled = SpelledOut::of(&draft.letters, text);
        let plain = plain(&spelled.text);
        for words in FORBIDDEN.iter().filter(|words| plain.contains(*words)) {
            let place = spelled.place_of(words).unwrap_or_else(|| text.origin.clone());
            out.error(
                &place,
                format!("\"{words}\" maakt de brief ongeldig: de termijn begint pas na de bezorging."),
            );
        }
        if !ACCEPTED.iter().any(|words| plain.contains(words)) {
            out.error(
                &text.origin,
                format!("De termijn staat er niet in vaste woorden. Schrijf: \"{}\".", ACCEPTED[0]),
            );
        }
        if !spelled.has_field("incassokosten") {
            out.error(
                &text.origin,
                "De brief noemt de precieze incassokosten niet. Zet ((incassokosten)) in de tekst.",
            );
        }
    }
}

/// Small letters, single spaces, days in words.
fn plain(text: &str) -> String {
    let words = text.split_whitespace().map(|word| match word {
        "14" => "veertien".to_owned(),
        "15" => "vijftien".to_owned(),
        other => other.to_lowercase(),
    });
    words.collect::<Vec<_>>().join(" ")
}
