//! The language of letter texts: fields, optional sentences and blocks.
//!
//! In goes a text; out come its parts, each with its line. `((veld))` is a field, `((kenmerk??zin als het zo is))` an
//! optional sentence in which fields may stand, `[[blok: id]]` a shared block. Everything else is text.

/// A part of a text, with its line counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Words.
    Text(&'a str, u32),
    /// A field.
    Field(&'a str, u32),
    /// A condition, and the sentence that stands there when it holds.
    Optional(&'a str, &'a str, u32),
    /// A block.
    Block(&'a str, u32),
}

/// A bracket that does not close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// Its line, counted from 1.
    pub line: u32,
}

/// Takes a text apart.
///
/// # Errors
/// When a bracket does not close.
pub fn parse(text: &str) -> Result<Vec<Part<'_>>, Unfinished> {
    let mut parts = Vec::new();
    let (mut rest, mut line) = (text, 1);
    while let Some(at) = next_opening(rest) {
        if at > 0 {
            parts.push(Part::Text(&rest[..at], line));
        }
        line += lines_in(&rest[..at]);
        let opened = &rest[at..];
        let length = closing(opened).ok_or(Unfinished { line })?;
        let inside = &opened[2..length - 2];
        parts.push(part(inside, opened.starts_with('['), line));
        line += lines_in(&opened[..length]);
        rest = &opened[length..];
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest, line));
    }
    Ok(parts)
}

/// Number of line ends.
pub fn lines_in(text: &str) -> u32 {
    text.bytes().filter(|byte| *byte == b'\n').count() as u32
}

fn part(inside: &str, is_block: bool, line: u32) -> Part<'_> {
    if is_block {
        let name = inside.trim();
        return Part::Block(name.strip_prefix("blok:").unwrap_or(name).trim(), line);
    }
    match inside.split_once("??") {
        Some((condition, sentence)) => Part::Optional(condition.trim(), sentence, line),
        None => Part::Field(inside.trim(), line),
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

    #[test]
    fn a_text_falls_apart_in_its_parts() {
        let text = "Beste ((naam)),\n((gemeente??De gemeente ((gemeente)) helpt.))\n[[blok: zo-betaalt-u]]";
        let parts = parse(text).unwrap();
        assert_eq!(parts[1], Part::Field("naam", 1));
        assert_eq!(parts[3], Part::Optional("gemeente", "De gemeente ((gemeente)) helpt.", 2));
        assert_eq!(parts[5], Part::Block("zo-betaalt-u", 3));
    }

    #[test]
    fn a_bracket_that_does_not_close_is_named_by_its_line() {
        for text in ["\n((naam", "\n((naam)", "\n[[blok: x]", "\n((a??((b))", "\n(("] {
            assert_eq!(parse(text), Err(Unfinished { line: 2 }), "{text}");
        }
        assert!(parse("))]] (a) [b]").is_ok());
        assert_eq!(parse("(())").unwrap(), vec![Part::Field("", 1)]);
    }
}
