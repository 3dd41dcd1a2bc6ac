//! Every field and block in a letter text exists, every bracket closes, and there is no other mark-up.

use crate::finding::Findings;
use crate::letters::Letters;
use crate::letters::markup::{self, Part};
use crate::read::Draft;
use crate::read::table::shorten;
use crate::suggest::hint;
use crate::words::{FIELDS, HELP, field_named};
use domain::facts::{ALL, FactId};
use domain::policy::Origin;

pub fn check(draft: &Draft, out: &mut Findings) {
    let letters = &draft.letters;
    for letter in &letters.list {
        parts(letters, &letter.subject, &letter.origin, out);
        for text in letter.texts.values() {
            parts(letters, &text.text, &text.origin, out);
            marks(&text.text, &text.origin, out);
            if text.text.trim().is_empty() {
                out.error(&text.origin, "Deze tekst is leeg. Schrijf hem, of haal het bestand weg.");
            }
        }
    }
    for (id, block) in &letters.blocks {
        parts(letters, &block.text, &block.origin, out);
        marks(&block.text, &block.origin, out);
        if contains(letters, &block.text, id, &mut Vec::new()) {
            out.error(&block.origin, format!("Het blok \"{id}\" bevat zichzelf. Haal dat eruit."));
        }
    }
}

fn parts(letters: &Letters, text: &str, origin: &Origin, out: &mut Findings) {
    let at = |line: u32| Origin { file: origin.file.clone(), line: origin.line + line - 1 };
    let found = match markup::parse(text) {
        Ok(found) => found,
        Err(unfinished) => {
            out.error(
                &at(unfinished.line),
                "Hier gaat een haak open die niet sluit: ((veld)) of [[blok: naam]].",
            );
            return;
        }
    };
    for part in found {
        match part {
            Part::Field(name, line) if field_named(name).is_none() => {
                let hint = hint(name, FIELDS.iter().map(|field| field.word));
                out.error(&at(line), format!("\"{}\" is geen veld dat wij kennen. {hint}", shorten(name)));
            }
            Part::Optional(name, sentence, line) => {
                if !is_condition(name) {
                    let known = FIELDS
                        .iter()
                        .map(|field| field.word)
                        .chain(HELP.iter().map(|(word, ())| *word))
                        .chain(ALL.iter().map(|fact| fact.word));
                    out.error(
                        &at(line),
                        format!(
                            "\"{}\" is geen veld, kenmerk of hulp die wij kennen. {}",
                            shorten(name),
                            hint(name, known)
                        ),
                    );
                }
                parts(letters, sentence, &at(line), out);
            }
            Part::Block(id, line) if !letters.blocks.contains_key(id) => {
                let hint = hint(id, letters.blocks.keys().map(String::as_str));
                out.error(&at(line), format!("Het blok \"{}\" is er niet. {hint}", shorten(id)));
            }
            _ => {}
        }
    }
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
            letters.blocks.get(*other).is_some_and(|block| contains(letters, &block.text, id, seen))
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
            let place = Origin { file: origin.file.clone(), line };
            out.warning(&place, "Een tekst heeft alleen koppen (#) en lijsten (-). Andere opmaak komt letterlijk in de brief.");
        }
    }
}
