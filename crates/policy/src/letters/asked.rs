//! Which letters a consultant may send by hand, and what she may say in them herself.
//!
//! A letter that asks for money, proves something in law or is for somebody else than the tenant is never among them: a flow
//! sends those, at its own moment. Words of a consultant stand where the text has `((eigen_woorden))`. They become part of the
//! text before it is checked, so every check of wording reads them too.

use domain::asked::{Askable, Occasion};
use domain::dossier::ContactChannel;

use super::{LetterKind, LetterTexts, Letters, TextKey};
use crate::words::CHANNELS;

/// The field for the words of a consultant.
pub const OWN_WORDS: &str = "eigen_woorden";
/// The longest words of a consultant. Characters.
pub const LONGEST_OWN_WORDS: usize = 600;

impl LetterTexts {
    /// When a person may ask for it; `None` is never.
    pub fn occasion(&self) -> Option<Occasion> {
        let letter = &self.letter;
        if letter.asks_money || letter.milestone.is_some() || letter.for_heirs || letter.for_administrator {
            return None;
        }
        match self.kind {
            LetterKind::Invitation | LetterKind::Welcome => Some(Occasion::Anytime),
            LetterKind::Thanks => Some(Occasion::Paid),
            LetterKind::Arrangement if self.has_field("regeling") => Some(Occasion::Arrangement),
            LetterKind::Announcement if self.has_field("bezoekdag") => Some(Occasion::Visit),
            _ => None,
        }
    }
}

impl Letters {
    /// The letters that a person may ask for.
    pub fn askable(&self) -> Vec<Askable> {
        let one = |(letter, texts): (usize, &LetterTexts)| {
            let occasion = texts.occasion()?;
            let channels = CHANNELS.iter().map(|(_, channel)| *channel);
            let channels: Vec<ContactChannel> =
                channels.filter(|channel| texts.has_channel(*channel)).collect();
            let when = texts.by_hand_when.clone();
            (!channels.is_empty()).then_some(Askable { letter, channels, occasion, when })
        };
        self.list.iter().enumerate().filter_map(one).collect()
    }

    /// Has the text of this letter for a channel a place for words of a consultant?
    pub fn takes_own_words(&self, letter: &str, channel: ContactChannel) -> bool {
        let has_place = |(key, text): (&TextKey, &super::LetterText)| {
            key.channel == channel && text.text.contains(&place())
        };
        self.letter(letter).is_some_and(|letter| letter.texts.iter().any(has_place))
    }
}

/// The place of the words in a text.
fn place() -> String {
    format!("(({OWN_WORDS}))")
}

/// A text with the words of a consultant in it, as if its author had written them.
pub(super) fn with_own_words(text: &str, words: &str) -> String {
    text.replace(&place(), words)
}

/// Words of a consultant as one paragraph, or what is wrong with them. What only the books know (an amount, an account) and
/// what a tenant is warned of (a link to elsewhere) she cannot type.
///
/// # Errors
/// One Dutch sentence that says what to change.
pub fn own_words(typed: &str) -> Result<String, String> {
    let words = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() > LONGEST_OWN_WORDS {
        return Err(format!("Uw eigen woorden zijn langer dan {LONGEST_OWN_WORDS} tekens. Maak ze korter."));
    }
    let small = words.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| small.contains(part));
    if has(&["((", "))", "[[", "]]", "??"]) || words.starts_with(['#', '-']) {
        return Err("Haken, vraagtekens achter elkaar en een # of - aan het begin kunnen hier niet.".into());
    }
    if words.chars().any(char::is_control) {
        return Err("Er staat een teken in dat niet te drukken is.".into());
    }
    if has(&["http:", "https:", "www.", "bit.ly"]) {
        return Err("Typ geen link. Huurders leren van ons om links van vreemden niet te vertrouwen.".into());
    }
    if words.contains('€') || has(&[" euro", "eur "]) {
        return Err("Typ geen bedrag. Een bedrag komt altijd uit de boeken.".into());
    }
    if words.bytes().filter(u8::is_ascii_digit).count() > 24 {
        return Err("Er staan veel cijfers in. Typ geen rekeningnummer of kenmerk.".into());
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_the_books_know_is_not_typed() {
        assert_eq!(
            own_words(" Fijn dat u belde.\n Tot dinsdag! ").unwrap(),
            "Fijn dat u belde. Tot dinsdag!"
        );
        assert_eq!(own_words("").unwrap(), "");
        for wrong in [
            "U betaalt € 20",
            "Maak 20 euro over",
            "Kijk op https://betaal.example",
            "((bedrag))",
            "[[blok: groet]]",
            "# Let op",
            "NL91 0000 0123 4567 8901 2345 6789 01",
            &"a".repeat(LONGEST_OWN_WORDS + 1),
        ] {
            assert!(own_words(wrong).is_err(), "{wrong}");
        }
    }
}
