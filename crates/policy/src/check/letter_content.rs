//! A letter that asks for money says how much, how to pay, what to do when that does not work, and who to speak to
//! (ux.md 10.3).

use super::spelled_out::SpelledOut;
use crate::finding::Findings;
use crate::letters::{LetterKind, LetterTexts};
use crate::read::Draft;
use crate::words::Content;
use domain::dossier::ContactChannel;

/// Words of which one stands in a letter that offers help.
const HELPS: [&str; 6] = ["in delen", "andere dag", "afspraak", "hulp", "helpen", "helpt"];
/// Longer does not fit on a line of an inbox.
const LONGEST_SUBJECT: usize = 78;

pub fn check(draft: &Draft, out: &mut Findings) {
    for letter in &draft.letters.list {
        subject(letter, out);
        if letter.letter.asks_money {
            asks(draft, letter, out);
        }
    }
}

fn subject(letter: &LetterTexts, out: &mut Findings) {
    let needed = letter.has_channel(ContactChannel::Letter) || letter.has_channel(ContactChannel::Email);
    if needed && letter.subject.is_empty() && letter.kind != LetterKind::Internal {
        out.error(
            &letter.origin,
            format!("De brief \"{}\" heeft geen onderwerp. Schrijf onderwerp = \"…\".", letter.letter.id),
        );
    }
    if letter.subject.chars().count() > LONGEST_SUBJECT {
        out.warning(
            &letter.origin,
            format!("Het onderwerp is langer dan {LONGEST_SUBJECT} tekens. Maak het korter."),
        );
    }
}

fn asks(draft: &Draft, letter: &LetterTexts, out: &mut Findings) {
    for ((channel, _), text) in &letter.texts {
        if !matches!(channel, ContactChannel::Letter | ContactChannel::Email) {
            continue;
        }
        let spelled = SpelledOut::certain(&draft.letters, text);
        let small = spelled.text.to_lowercase();
        let mut missing = Vec::new();
        if !spelled.has_content(Content::Amount) {
            missing.push("het bedrag, zoals ((bedrag))");
        }
        if !spelled.has_content(Content::Payment) {
            missing.push("hoe de huurder betaalt, zoals ((betaallink)) of ((iban))");
        }
        if !HELPS.iter().any(|words| small.contains(words)) {
            missing.push("wat de huurder doet als betalen niet lukt");
        }
        if !spelled.has_content(Content::Person) {
            missing.push("wie de huurder kan spreken, zoals ((consulent)) en ((telefoon))");
        }
        if !missing.is_empty() {
            out.error(&text.origin, format!("Deze brief vraagt geld. Er ontbreekt: {}.", missing.join("; ")));
        }
    }
}
