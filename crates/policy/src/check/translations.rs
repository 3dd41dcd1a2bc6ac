//! Texts in other languages: the legal blocks stay Dutch, nothing Dutch comes in by a field, and nobody gets a text that
//! nobody checked. And texts in the form the landlord speaks in.

use super::reading::Reading;
use crate::finding::Findings;
use crate::letters::spelled_out::{Filling, SpelledOut};
use crate::letters::{Form, Language, LetterKind, LetterTexts, Letters, TextKey};
use crate::read::Draft;

/// Fields whose values are Dutch words or sentences.
const DUTCH_FIELDS: [&str; 11] = [
    "aanhef", "maanden", "aantal_maanden", "posten", "regeling", "eigen_woorden", "pogingen", "taken", "bezoekdag", "bezoektijd",
    "bezoektijdvak",
];

pub fn check(draft: &Draft, out: &mut Findings) {
    for letter in &draft.letters.list {
        unchecked(letter, out);
        if draft.letters.form == Form::Je && speaks_informally(letter) {
            without_je(letter, out);
        }
    }
}

/// Legal words, heirs, and people who do this for their work are spoken to formally, whatever the landlord's form.
fn speaks_informally(letter: &LetterTexts) -> bool {
    let formal = [LetterKind::FourteenDayLetter, LetterKind::Condolence, LetterKind::Heirs, LetterKind::Internal];
    !formal.contains(&letter.kind) && !letter.letter.for_heirs && !letter.letter.for_administrator
}

fn unchecked(letter: &LetterTexts, out: &mut Findings) {
    let waiting = letter.texts.iter().filter(|(key, text)| !key.may_leave(text));
    let mut languages: Vec<Language> = waiting.map(|(key, _)| key.language).collect();
    languages.sort_unstable();
    languages.dedup();
    if !languages.is_empty() {
        let names: Vec<&str> = languages.into_iter().map(Language::dutch).collect();
        out.notice(
            &letter.origin,
            format!(
                "Nog niet nagekeken door iemand die de taal spreekt: {}. Zolang gaat de Nederlandse tekst uit.",
                names.join(", ")
            ),
        );
    }
}

fn without_je(letter: &LetterTexts, out: &mut Findings) {
    let formal = letter.texts.keys().filter(|key| key.language == Language::Dutch && key.form == Form::U && key.variant == 'a');
    let alone = |key: &&TextKey| !letter.texts.contains_key(&TextKey { form: Form::Je, ..**key });
    let mut names: Vec<String> =
        formal.filter(alone).map(|key| format!("{}.{}", key.channel.dutch(), key.tone.dutch())).collect();
    names.dedup();
    if !names.is_empty() {
        out.warning(
            &letter.origin,
            format!("Dit beleid spreekt met je, en van \"{}\" is er alleen een tekst met u: {}. Schrijf die ook met .je.", letter.letter.id, names.join(", ")),
        );
    }
}

/// A text in another language.
pub fn text(reading: &Reading<'_>, out: &mut Findings) {
    if reading.key.language == Language::Dutch {
        return;
    }
    let fields = reading.most.fields.iter();
    for (field, place) in fields.filter(|(field, _)| DUTCH_FIELDS.contains(&field.as_str())) {
        let language = reading.key.language.dutch();
        out.error(place, format!("(({field})) is altijd Nederlands en past niet in een tekst in het {language}. Schrijf eromheen."));
    }
    let dutch = reading.letter.text(reading.key.channel, reading.key.tone, Language::Dutch, Form::U);
    let Some((key, text)) = dutch else {
        out.error(&reading.text.origin, "Van deze tekst is er geen Nederlandse. Schrijf die eerst.");
        return;
    };
    let original = SpelledOut::of(reading.letters, key, text, Filling::Most);
    let legal = original.blocks.iter().filter(|id| is_locked(reading.letters, id));
    for id in legal.filter(|id| !reading.most.blocks.contains(id)) {
        out.error(
            &reading.text.origin,
            format!("De Nederlandse tekst heeft het vaste blok \"{id}\", deze niet. Zet [[blok: {id}]] erin: het blijft Nederlands."),
        );
    }
}

fn is_locked(letters: &Letters, id: &str) -> bool {
    letters.block(id, Language::Dutch, Form::U).is_some_and(|block| block.locked)
}
