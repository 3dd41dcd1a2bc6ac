//! A letter that asks for money says how much, how to pay, what to do when that does not work, and who to speak to
//! (ux.md 10.3).

use super::reading::Reading;
use crate::finding::Findings;
use crate::letters::{Form, Language, LetterTexts};
use crate::read::Draft;
use crate::words::Content;
use domain::dossier::ContactChannel;

/// Words of which one stands in a letter that offers help.
const HELPS: [&str; 6] = ["in delen", "andere dag", "afspraak", "hulp", "helpen", "helpt"];
/// Longer does not fit on a line of an inbox.
const LONGEST_SUBJECT: usize = 78;

pub fn check(draft: &Draft, out: &mut Findings) {
    for letter in &draft.letters.list {
        subjects(letter, out);
    }
}

fn subjects(letter: &LetterTexts, out: &mut Findings) {
    let mut spoken: Vec<(Language, Form)> =
        letter.texts.keys().filter(|key| needs_subject(key.channel)).map(|key| (key.language, key.form)).collect();
    spoken.dedup();
    spoken.sort_unstable();
    spoken.dedup();
    for (language, form) in spoken {
        let own = letter.subjects.get(&(language, form));
        if own.is_none_or(|subject| subject.text.is_empty()) {
            let (id, how) = (&letter.letter.id, how_to(language, form));
            out.error(&letter.origin, format!("De brief \"{id}\" heeft geen onderwerp. Schrijf {how}."));
        }
    }
    for subject in letter.subjects.values().filter(|subject| subject.text.chars().count() > LONGEST_SUBJECT) {
        out.warning(
            &subject.origin,
            format!("Het onderwerp is langer dan {LONGEST_SUBJECT} tekens. Maak het korter."),
        );
    }
}

fn needs_subject(channel: ContactChannel) -> bool {
    matches!(channel, ContactChannel::Letter | ContactChannel::Email)
}

/// Where the subject of a text in this language and form is written.
fn how_to(language: Language, form: Form) -> String {
    match (language, form) {
        (Language::Dutch, Form::U) => "onderwerp = \"…\"".into(),
        (Language::Dutch, Form::Je) => "onderwerp_je = \"…\"".into(),
        (other, _) => format!("[vertaling.{}] met onderwerp = \"…\"", other.code()),
    }
}

/// What must be in a letter or e-mail that asks for money.
pub fn complete(reading: &Reading<'_>, out: &mut Findings) {
    if !reading.letter.letter.asks_money || !reading.is_full() {
        return;
    }
    let spelled = &reading.certain;
    let mut missing = Vec::new();
    if !spelled.has_content(Content::Amount) {
        missing.push("het bedrag, zoals ((bedrag))");
    }
    if !spelled.has_content(Content::Payment) {
        missing.push("hoe de huurder betaalt, zoals ((betaallink)) of ((iban))");
    }
    let small = spelled.small();
    if reading.key.language == Language::Dutch && !HELPS.iter().any(|words| small.contains(words)) {
        missing.push("wat de huurder doet als betalen niet lukt");
    }
    if !spelled.has_content(Content::Person) {
        missing.push("wie de huurder kan spreken, zoals ((consulent)) en ((telefoon))");
    }
    if !missing.is_empty() {
        out.error(
            &reading.text.origin,
            format!("Deze brief vraagt geld. Er ontbreekt: {}.", missing.join("; ")),
        );
    }
}
