//! The language of letter texts: fields, optional sentences and blocks.
//!
//! In goes a text; out come its parts, each with its place. `((veld))` is a field, `((kenmerk??zin als het zo is))` an
//! optional sentence in which fields may stand, `[[blok: id]]` a shared block. Everything else is text.

use domain::policy::Origin;

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// Line, counted from 1.
    pub line: u32,
    /// Column, in characters counted from 1.
    pub column: u32,
}

impl At {
    /// Where a text begins.
    pub const START: At = At { line: 1, column: 1 };

    /// The place after these words.
    #[must_use]
    pub fn after(self, words: &str) -> At {
        words.chars().fold(self, |at, letter| match letter {
            '\n' => At { line: at.line + 1, column: 1 },
            _ => At { line: at.line, column: at.column + 1 },
        })
    }

    /// The place in the file, of a place in a text that begins at `origin`.
    pub fn within(self, origin: &Origin) -> Origin {
        let column = if self.line == 1 { origin.column.max(1) + self.column - 1 } else { self.column };
        Origin { file: origin.file.clone(), line: origin.line + self.line - 1, column }
    }
}

/// A part of a text, with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Words.
    Text(&'a str, At),
    /// A field.
    Field(&'a str, At),
    /// A condition, the sentence that stands there when it holds, and where that sentence begins.
    Optional(&'a str, &'a str, At),
    /// A block.
    Block(&'a str, At),
}

/// A bracket that does not close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// Where it opens.
    pub at: At,
}

/// Takes a text apart.
///
/// # Errors
/// When a bracket does not close.
pub fn parse(text: &str) -> Result<Vec<Part<'_>>, Unfinished> {
    let mut parts = Vec::new();
    let (mut rest, mut at) = (text, At::START);
    while let Some(opening) = next_opening(rest) {
        let (words, opened) = rest.split_at(opening);
        if !words.is_empty() {
            parts.push(Part::Text(words, at));
        }
        at = at.after(words);
        let length = closing(opened).ok_or(Unfinished { at })?;
        parts.push(part(&opened[..length], at));
        at = at.after(&opened[..length]);
        rest = &opened[length..];
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest, at));
    }
    Ok(parts)
}

/// The part between these brackets, both pairs included.
fn part(bracketed: &str, at: At) -> Part<'_> {
    let inside = &bracketed[2..bracketed.len() - 2];
    if bracketed.starts_with('[') {
        let name = inside.trim();
        return Part::Block(name.strip_prefix("blok:").unwrap_or(name).trim(), at);
    }
    match inside.split_once("??") {
        Some((condition, sentence)) => {
            let before = bracketed.len() - sentence.len() - 2;
            Part::Optional(condition.trim(), sentence, at.after(&bracketed[..before]))
        }
        None => Part::Field(inside.trim(), at),
    }
}

/// Where the next `((` or `[[` stands.
fn next_opening(text: &str) -> Option<usize> {
    match (text.find("(("), text.find("[[")) {
        (Some(field), Some(block)) => Some(field.min(block)),
        (field, block) => field.or(block),
    }
}

/// Length of what begins here, its closing brackets included. Fields may stand inside an optional sentence.
fn closing(text: &str) -> Option<usize> {
    if text.starts_with('[') {
        return text.find("]]").map(|at| at + 2);
    }
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (0_u32, 0);
    while at + 1 < bytes.len() {
        match &bytes[at..at + 2] {
            b"((" => {
                depth += 1;
                at += 2;
            }
            b"))" => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => at += 1,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, column: u32) -> At {
        At { line, column }
    }

    #[test]
    fn a_text_falls_apart_in_its_parts() {
        let text =
            "Beste ((naam)),\nzeg ((gemeente??De gemeente ((gemeente)) helpt.))\n[[blok: zo-betaalt-u]]";
        let parts = parse(text).unwrap();
        assert_eq!(parts[1], Part::Field("naam", at(1, 7)));
        assert_eq!(parts[3], Part::Optional("gemeente", "De gemeente ((gemeente)) helpt.", at(2, 17)));
        assert_eq!(parts[5], Part::Block("zo-betaalt-u", at(3, 1)));
    }

    #[test]
    fn a_bracket_that_does_not_close_is_named_by_its_place() {
        for text in ["\né((naam", "\né((naam)", "\né[[blok: x]", "\né((a??((b))", "\né(("] {
            assert_eq!(parse(text), Err(Unfinished { at: at(2, 2) }), "{text}");
        }
        assert!(parse("))]] (a) [b]").is_ok());
        assert_eq!(parse("(())").unwrap(), vec![Part::Field("", At::START)]);
    }
}
