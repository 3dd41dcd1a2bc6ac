//! A letter that asks for money says how much, how to pay, what to do when that does not work, and who to speak to
//! (ux.md 10.3).

use super::reading::Reading;
use crate::finding::Findings;
use crate::letters::{Language, LetterText, LetterTexts, Subject, TextKey};
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
    let missing = |key: &TextKey, text: &LetterText| {
        let from_letter = key.language == Language::Dutch && !letter.subject.text.is_empty();
        needs_subject(key.channel) && text.subject.is_none() && !from_letter
    };
    let mut without = letter.texts.iter().filter(|(key, text)| missing(key, text));
    if letter.subject.text.is_empty() && without.next().is_some_and(|(key, _)| key.language == Language::Dutch) {
        out.error(
            &letter.origin,
            format!("De brief \"{}\" heeft geen onderwerp. Schrijf onderwerp = \"…\".", letter.letter.id),
        );
        return;
    }
    for (_, text) in letter.texts.iter().filter(|(key, text)| missing(key, text)) {
        out.error(&text.origin, "Deze vertaling heeft geen onderwerp. Begin met een regel onderwerp: …");
    }
    let own = letter.texts.values().filter_map(|text| text.subject.as_ref());
    let long = |subject: &&Subject| subject.text.chars().count() > LONGEST_SUBJECT;
    for subject in own.chain([&letter.subject]).filter(long) {
        out.warning(
            &subject.origin,
            format!("Het onderwerp is langer dan {LONGEST_SUBJECT} tekens. Maak het korter."),
        );
    }
}

fn needs_subject(channel: ContactChannel) -> bool {
    matches!(channel, ContactChannel::Letter | ContactChannel::Email)
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
