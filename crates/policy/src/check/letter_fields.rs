//! Every field and block in a letter text exists, every bracket closes, and there is no other mark-up.

use crate::finding::Findings;
use crate::letters::markup::{self, Part};
use crate::letters::{Form, Language, Letters};
use crate::read::Draft;
use crate::read::table::shorten;
use crate::suggest::hint;
use crate::words::{FIELDS, HELP, field_named};
use domain::facts::{ALL, FactId};
use domain::policy::Origin;

pub fn check(draft: &Draft, out: &mut Findings) {
    let letters = &draft.letters;
    for letter in &letters.list {
        let own = letter.texts.values().filter_map(|text| text.subject.as_ref());
        for subject in own.chain([&letter.subject]) {
            parts(letters, Language::Dutch, &subject.text, &subject.origin, out);
        }
        for (key, text) in &letter.texts {
            parts(letters, key.language, &text.text, &text.origin, out);
            marks(&text.text, &text.origin, out);
            if text.text.trim().is_empty() {
                out.error(&text.origin, "Deze tekst is leeg. Schrijf hem, of haal het bestand weg.");
            }
        }
    }
    for ((id, language, _), block) in &letters.blocks {
        parts(letters, *language, &block.text, &block.origin, out);
        marks(&block.text, &block.origin, out);
        if contains(letters, &block.text, id, &mut Vec::new()) {
            out.error(&block.origin, format!("Het blok \"{id}\" bevat zichzelf. Haal dat eruit."));
        }
    }
}

fn parts(letters: &Letters, language: Language, text: &str, origin: &Origin, out: &mut Findings) {
    let found = match markup::parse(text) {
        Ok(found) => found,
        Err(unfinished) => {
            out.error(
                &unfinished.at.within(origin),
                "Hier gaat een haak open die niet sluit: ((veld)) of [[blok: naam]].",
            );
            return;
        }
    };
    for part in found {
        match part {
            Part::Field(name, at) if field_named(name).is_none() => {
                let hint = hint(name, FIELDS.iter().map(|field| field.word));
                out.error(
                    &at.within(origin),
                    format!("\"{}\" is geen veld dat wij kennen. {hint}", shorten(name)),
                );
            }
            Part::Optional(name, sentence, at) => {
                if !is_condition(name) {
                    let known = FIELDS
                        .iter()
                        .map(|field| field.word)
                        .chain(HELP.iter().map(|(word, ())| *word))
                        .chain(ALL.iter().map(|fact| fact.word));
                    out.error(
                        &at.within(origin),
                        format!(
                            "\"{}\" is geen veld, kenmerk of hulp die wij kennen. {}",
                            shorten(name),
                            hint(name, known)
                        ),
                    );
                }
                parts(letters, language, sentence, &at.within(origin), out);
            }
            Part::Block(id, at) if letters.block(id, language, Form::U).is_none() => {
                missing_block(letters, id, language, &at.within(origin), out);
            }
            _ => {}
        }
    }
}

fn missing_block(letters: &Letters, id: &str, language: Language, place: &Origin, out: &mut Findings) {
    if letters.block(id, Language::Dutch, Form::U).is_some() {
        let (name, code) = (language.dutch(), language.code());
        out.error(
            place,
            format!("Het blok \"{id}\" is er niet in het {name}. Schrijf brieven/blokken/{id}.{code}.md."),
        );
        return;
    }
    let mut known: Vec<&str> = letters.blocks.keys().map(|(id, ..)| id.as_str()).collect();
    known.dedup();
    let hint = hint(id, known);
    out.error(place, format!("Het blok \"{}\" is er niet. {hint}", shorten(id)));
}

/// May a sentence hang on this word?
fn is_condition(name: &str) -> bool {
    field_named(name).is_some()
        || HELP.iter().any(|(word, ())| *word == name)
        || FactId::by_word(name).is_some()
}

/// Does a text contain this block, directly or through others?
fn contains(letters: &Letters, text: &str, id: &str, seen: &mut Vec<String>) -> bool {
    let Ok(found) = markup::parse(text) else { return false };
    found.iter().any(|part| match part {
        Part::Block(other, _) if *other == id => true,
        Part::Block(other, _) if !seen.iter().any(|known| known == other) => {
            seen.push((*other).to_owned());
            let texts = letters.blocks.iter().filter(|((known, ..), _)| known == other);
            texts.into_iter().any(|(_, block)| contains(letters, &block.text, id, seen))
        }
        Part::Optional(_, sentence, _) => contains(letters, sentence, id, seen),
        _ => false,
    })
}

/// Headings and lists, nothing else.
fn marks(text: &str, origin: &Origin, out: &mut Findings) {
    for (line, words) in (origin.line..).zip(text.lines()) {
        let start = words.trim_start();
        let wrong = words.contains("**")
            || words.contains("__")
            || words.contains("](")
            || words.contains('`')
            || start.starts_with('>')
            || start.starts_with('|')
            || start.starts_with("* ")
            || start.starts_with("<");
        if wrong {
            let indent = words.chars().count() - start.chars().count();
            let place = Origin { file: origin.file.clone(), line, column: indent as u32 + 1 };
            out.warning(&place, "Een tekst heeft alleen koppen (#) en lijsten (-). Andere opmaak komt letterlijk in de brief.");
        }
    }
}
