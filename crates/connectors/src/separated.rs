//! Rows of separated text (CSV), as Dutch systems write them: `;`, `,` or tab, quotes or none, newlines inside quotes.
//!
//! In: a buffered reader. Out: each row's fields with the number of its first line. A quote that never closes spoils its
//! own line and nothing else: that is why rows are cut here and not by a reader that swallows the rest of the file.

use crate::decode;
use crate::lines::Lines;
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::VecDeque;
use std::io::{self, BufRead};

/// Would a spreadsheet take this text for a formula? Whoever writes it puts an apostrophe in front, which makes it text.
pub fn reads_as_formula(text: &str) -> bool {
    text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
        || text.starts_with(['\t', '\r', '\n'])
}

/// A row, or what is wrong with it.
pub(crate) enum Separated<'a> {
    /// The fields, the text they were cut from, and whether the line ended as a line should.
    Fields(&'a [Cow<'a, str>], &'a str, bool),
    /// In Dutch: what is wrong, what happens and what to do.
    Broken(&'static str),
}

/// A text with quotes may run over this many lines.
const LINES_MAX: usize = 20;

const TOO_LONG: &str =
    "De regel is te lang om een rij te zijn. De regel is overgeslagen; lever het bestand opnieuw aan.";
const HOLDS_NUL: &str =
    "De regel bevat een NUL-teken en is beschadigd. De regel is overgeslagen; lever het bestand opnieuw aan.";
const QUOTE_OPEN: &str =
    "Een aanhalingsteken wordt niet gesloten. De regel is overgeslagen; verbeter de regel in de bron.";

/// The separator of a file, by its first line: the one that occurs most outside quotes, `;` when none does.
pub(crate) fn separator(first_line: &str) -> u8 {
    let count = |separator: u8| {
        let mut quoted = false;
        let outside = first_line.bytes().filter(|&byte| {
            quoted ^= byte == b'"';
            byte == separator && !quoted
        });
        outside.count()
    };
    let best = [b';', b'\t', b','].into_iter().rev().max_by_key(|&separator| count(separator));
    best.filter(|&separator| count(separator) > 0).unwrap_or(b';')
}

/// Hands over every row that is not empty. `width` is the number of headings, once they are known: a row that runs
/// wider after its quotes were followed over lines is a row with a loose quote.
pub(crate) fn each_row<R: BufRead>(
    reader: R,
    width: &Cell<usize>,
    each: &mut dyn FnMut(u32, Separated<'_>),
) -> io::Result<()> {
    let mut source = Source { lines: Lines::new(reader), ahead: VecDeque::new() };
    let mut separated_by = None;
    while let Some(mut line) = source.next()? {
        if let Some(problem) = line.problem {
            each(line.number, Separated::Broken(problem));
            continue;
        }
        if line.text.trim().is_empty() {
            continue;
        }
        let by = *separated_by.get_or_insert_with(|| separator(&line.text));
        let mut used = 0;
        let closed = loop {
            let mut fields = Vec::new();
            let quotes = split(&line.text, by, &mut fields);
            let fits = fields.len() <= width.get();
            match quotes {
                Quotes::Open if used < LINES_MAX && fits => {}
                Quotes::Open => break false,
                Quotes::Loose => break used == 0,
                Quotes::Closed => break used == 0 || fits,
            }
            let Some(next) = source.peek(used)?.filter(|next| next.problem.is_none()) else { break false };
            line.text.push('\n');
            line.text.push_str(&next.text);
            line.ended = next.ended;
            used += 1;
        };
        if !closed {
            each(line.number, Separated::Broken(QUOTE_OPEN));
            continue;
        }
        source.ahead.drain(..used);
        let mut fields = Vec::with_capacity(32);
        split(&line.text, by, &mut fields);
        each(line.number, Separated::Fields(&fields, &line.text, line.ended));
    }
    Ok(())
}

struct OwnLine {
    number: u32,
    text: String,
    ended: bool,
    problem: Option<&'static str>,
}

struct Source<R> {
    lines: Lines<R>,
    ahead: VecDeque<OwnLine>,
}

impl<R: BufRead> Source<R> {
    fn next(&mut self) -> io::Result<Option<OwnLine>> {
        match self.ahead.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.read(),
        }
    }

    fn peek(&mut self, at: usize) -> io::Result<Option<&OwnLine>> {
        while self.ahead.len() <= at {
            match self.read()? {
                Some(line) => self.ahead.push_back(line),
                None => return Ok(None),
            }
        }
        Ok(self.ahead.get(at))
    }

    fn read(&mut self) -> io::Result<Option<OwnLine>> {
        let Some(line) = self.lines.next()? else { return Ok(None) };
        let problem = match line.bytes {
            None => Some(TOO_LONG),
            Some(bytes) if bytes.contains(&0) => Some(HOLDS_NUL),
            Some(_) => None,
        };
        let text = decode::text(line.bytes.unwrap_or_default()).into_owned();
        Ok(Some(OwnLine { number: line.number, text, ended: line.ended, problem }))
    }
}

/// How the quotes of a row ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    /// Each one closed, right before a separator or the end.
    Closed,
    /// Each one closed, but text follows: fine within a line, a loose quote when the text runs over lines.
    Loose,
    /// One stays open.
    Open,
}

/// Cuts a row into fields.
fn split<'a>(line: &'a str, separator: u8, fields: &mut Vec<Cow<'a, str>>) -> Quotes {
    let mark = char::from(separator);
    let mut row = Quotes::Closed;
    let mut rest = line;
    loop {
        let (field, after, quotes) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_field(quoted, mark),
            None => {
                let end = rest.find(mark).unwrap_or(rest.len());
                (Cow::Borrowed(&rest[..end]), &rest[end..], Quotes::Closed)
            }
        };
        fields.push(field);
        match quotes {
            Quotes::Open => return Quotes::Open,
            Quotes::Loose => row = Quotes::Loose,
            Quotes::Closed => {}
        }
        match after.strip_prefix(mark) {
            Some(next) => rest = next,
            None => return row,
        }
    }
}

/// A field behind its opening quote: the text, what comes after it, and how its quote ended.
fn quoted_field(quoted: &str, mark: char) -> (Cow<'_, str>, &str, Quotes) {
    let mut text = Cow::Borrowed("");
    let mut rest = quoted;
    loop {
        let Some(quote) = rest.find('"') else { return (Cow::Borrowed(""), "", Quotes::Open) };
        text = append(text, &rest[..quote]);
        rest = &rest[quote + 1..];
        match rest.strip_prefix('"') {
            Some(next) => {
                text = append(text, "\"");
                rest = next;
            }
            None => break,
        }
    }
    let end = rest.find(mark).unwrap_or(rest.len());
    let quotes = if end == 0 { Quotes::Closed } else { Quotes::Loose };
    (append(text, &rest[..end]), &rest[end..], quotes)
}

fn append<'a>(text: Cow<'a, str>, more: &'a str) -> Cow<'a, str> {
    if text.is_empty() { Cow::Borrowed(more) } else { Cow::Owned(text.into_owned() + more) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(content: &[u8], width: usize) -> Vec<(u32, Result<Vec<String>, &'static str>)> {
        let mut rows = Vec::new();
        each_row(content, &Cell::new(width), &mut |number, row| {
            rows.push((
                number,
                match row {
                    Separated::Fields(fields, _, _) => Ok(fields.iter().map(ToString::to_string).collect()),
                    Separated::Broken(reason) => Err(reason),
                },
            ));
        })
        .unwrap();
        rows
    }

    fn good(fields: &[&str]) -> Result<Vec<String>, &'static str> {
        Ok(fields.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn quotes_newlines_and_stray_quotes() {
        let content = b"a;b\n\"x;y\";\"say \"\"hi\"\"\"\n\n\"two\nlines\";1\nJan \"de Bakker\";2\r\n";
        let expected = [
            (1, good(&["a", "b"])),
            (2, good(&["x;y", "say \"hi\""])),
            (4, good(&["two\nlines", "1"])),
            (6, good(&["Jan \"de Bakker\"", "2"])),
        ];
        assert_eq!(rows(content, 2), expected);
    }

    #[test]
    fn a_loose_quote_spoils_one_line() {
        let content = b"a;b\n1;\"open\n2;x\n3;\"y\"\n4;z";
        let expected = [
            (1, good(&["a", "b"])),
            (2, Err(QUOTE_OPEN)),
            (3, good(&["2", "x"])),
            (4, good(&["3", "y"])),
            (5, good(&["4", "z"])),
        ];
        assert_eq!(rows(content, 2), expected);
        assert_eq!(rows(b"a;b\nx\0y;1\n2;3", 2)[1], (2, Err(HOLDS_NUL)));
    }

    #[test]
    fn the_separator_is_recognised() {
        assert_eq!(separator("a;b;c"), b';');
        assert_eq!(separator("a\tb\tc, d"), b'\t');
        assert_eq!(separator("\"a;b;c\",d,e"), b',');
        assert_eq!(separator("a"), b';');
    }
}
