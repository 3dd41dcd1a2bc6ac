//! Walks through an ISO 20022 message, element by element, with never more than a window of it in memory.
//!
//! In go the decoded bytes; a [`Visitor`] is told which element closes under which others and what it held. Elements are
//! held against their order on the way ([`super::shape::shape`]). What a hostile file may try is refused here: document
//! types, entities of its own, nesting without end, fields without end, a document that stops halfway.
//!
//! The file passes in windows; what the end of one cuts in two is read again with what follows.

use std::io::Read;

use domain::bank::Currency;

use super::Refused;
use super::input::{Encoded, Input};
use super::markup::{self, First, Letter, Piece};
use super::shape::{Shape, shape};
use super::tags::{Tag, tag};
use super::told::Told;

/// Nobody nests deeper.
const DEPTH_MOST: usize = 40;

/// What an element held.
pub(crate) struct Held<'a> {
    /// Its text, without blanks around it.
    pub text: &'a str,
    /// Its attribute `Ccy`.
    pub currency: Currency,
    /// The element beside it has the same name, where only one may stand.
    pub is_second: bool,
}

/// Is told of every element.
pub(crate) trait Visitor {
    /// The root opens, with its namespace; then the message inside it.
    fn message(&mut self, namespace: &str, message: Tag, name: &str, told: &mut Told) -> Result<(), Refused>;
    /// Is the message of a version newer than the lists of children? Then a stranger in it is no flaw.
    fn is_newer(&self) -> bool;
    /// An element opens; the path ends in it.
    fn open(&mut self, path: &[Tag], told: &mut Told);
    /// An element closes; the path ends in it.
    fn close(&mut self, path: &[Tag], held: &Held, told: &mut Told);
}

/// An element that is open, and how far its children came.
struct Level {
    shape: Option<&'static Shape>,
    seen: u32,
    rank: u8,
    /// Where its name begins in [`Walk::names`].
    name: usize,
    /// See [`Held::is_second`].
    is_second: bool,
}

struct Walk<'v, V> {
    visitor: &'v mut V,
    path: Vec<Tag>,
    levels: Vec<Level>,
    /// The names of the elements that are open, one behind the other, as the file writes them.
    names: String,
    text: String,
    currency: Currency,
    namespace: String,
    /// What stands before the names of this namespace: `ns` in `ns:Document`, mostly nothing.
    prefix: String,
    roots: u32,
}

/// Reads the whole message.
pub(crate) fn walk<R: Read, V: Visitor>(
    mut input: Input<R>,
    told: &mut Told,
    visitor: &mut V,
) -> Result<Encoded, Refused> {
    let mut walk = Walk {
        visitor,
        path: Vec::with_capacity(DEPTH_MOST),
        levels: Vec::with_capacity(DEPTH_MOST),
        names: String::new(),
        text: String::new(),
        currency: Currency::NONE,
        namespace: String::new(),
        prefix: String::new(),
        roots: 0,
    };
    loop {
        let (read, line) = walk.window(input.window(), input.is_last(), input.line(), told)?;
        input.advance(read, line);
        match input.more() {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => return Err(Refused::unreadable(&error).at(input.line())),
        }
    }
    if let Some(open) = walk.path.last() {
        let text = format!("Het bestand stopt halverwege: {} is niet gesloten.", open.name());
        return Err(Refused::new("truncated", text).at(input.line()));
    }
    if walk.roots == 0 {
        return Err(Refused::new("not-recognised", "Het bestand is XML zonder inhoud."));
    }
    Ok(input.encoded())
}

impl<V: Visitor> Walk<'_, V> {
    /// Reads what lies whole in a window that begins on a line; gives how many bytes that was, and the line it came to.
    fn window(
        &mut self,
        window: &str,
        is_last: bool,
        mut line: u64,
        told: &mut Told,
    ) -> Result<(usize, u64), Refused> {
        let mut read = 0;
        while read < window.len() {
            let (piece, length) = match markup::first(&window[read..]) {
                First::Piece(piece, length) => (piece, length),
                First::Cut if !is_last => break,
                First::Cut if !self.path.is_empty() => {
                    let text = "Het bestand stopt halverwege een XML-element.";
                    return Err(Refused::new("truncated", text).at(line));
                }
                First::Cut | First::Broken => {
                    let text = "De XML klopt niet: dit kan geen programma lezen.";
                    return Err(Refused::new("broken-xml", text).at(line));
                }
            };
            let whole = &window[read..read + length];
            read += length;
            if may_end_lines(piece, length) {
                line += whole.bytes().filter(|byte| *byte == b'\n').count() as u64;
            }
            told.place.line = line;
            self.piece(piece, told).map_err(|refused| refused.at(line))?;
        }
        Ok((read, line))
    }

    fn piece(&mut self, piece: Piece, told: &mut Told) -> Result<(), Refused> {
        match piece {
            Piece::Open { name, attributes, is_empty } => {
                self.open(name, attributes, told)?;
                if is_empty {
                    self.close(told);
                }
                Ok(())
            }
            Piece::Close(name) => self.end(name, told),
            Piece::Text(text) => self.add(text),
            Piece::Reference(reference) => self.reference(reference, told),
            Piece::Aside => Ok(()),
            Piece::DocumentType => Err(Refused::new(
                "doctype",
                "Het bestand heeft een eigen DOCTYPE. Een bankbestand heeft dat nooit.",
            )),
        }
    }

    fn open(&mut self, whole: &str, attributes: &str, told: &mut Told) -> Result<(), Refused> {
        let (prefix, name, tag) = match tag(whole) {
            Tag::Other => {
                let (prefix, name) = whole.split_once(':').unwrap_or(("", whole));
                (prefix, name, tag(name))
            }
            known => ("", whole, known),
        };
        let depth = self.path.len();
        // What another standard calls so is a stranger here.
        let tag = if depth > 1 && self.is_foreign(prefix, attributes) { Tag::Other } else { tag };
        let mut is_second = false;
        match depth {
            0 => self.root(prefix, name, attributes, tag)?,
            1 => self.visitor.message(&self.namespace, tag, name, told)?,
            DEPTH_MOST.. => {
                return Err(Refused::new("too-deep", "De XML is dieper genest dan een bankbestand ooit is."));
            }
            _ => is_second = self.place_child(tag, name, told),
        }
        self.text.clear();
        self.currency = currency(attributes);
        self.path.push(tag);
        let (shape, from) = (shape(&self.path), self.names.len());
        self.names.push_str(whole);
        self.levels.push(Level { shape, seen: 0, rank: 0, name: from, is_second });
        self.visitor.open(&self.path, told);
        Ok(())
    }

    fn root(&mut self, prefix: &str, name: &str, attributes: &str, tag: Tag) -> Result<(), Refused> {
        self.roots += 1;
        if self.roots > 1 {
            let text = "In dit bestand staan meer XML-documenten achter elkaar. Lever ze los aan.";
            return Err(Refused::new("more-documents", text));
        }
        if tag != Tag::Document {
            let name: String = name.chars().take(40).collect();
            let text = format!("Dit is XML, maar geen bankbestand: het begint met <{name}>.");
            return Err(Refused::new("not-recognised", text));
        }
        prefix.clone_into(&mut self.prefix);
        let wanted = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
        if let Some(namespace) = attribute(attributes, &wanted) {
            self.namespace = namespace.chars().take(200).collect();
        }
        Ok(())
    }

    /// Does a name inside the message belong to another namespace?
    fn is_foreign(&self, prefix: &str, attributes: &str) -> bool {
        if !prefix.is_empty() && prefix != self.prefix {
            return true;
        }
        // Most have only ` Ccy="EUR"`.
        prefix.is_empty()
            && attributes.len() > r#" xmlns="urn""#.len()
            && attributes.contains("xmlns=")
            && attribute(attributes, "xmlns").is_some_and(|namespace| namespace != self.namespace)
    }

    /// Holds a child against the order of its parent. Is it a second one where only one may stand?
    fn place_child(&mut self, tag: Tag, name: &str, told: &mut Told) -> bool {
        let Some(level) = self.levels.last_mut() else { return false };
        let Some(shape) = level.shape else { return false };
        if let Some(rank) = shape.rank(tag) {
            let is_second = level.seen & (1 << rank) != 0 && matches!(tag, Tag::Amt | Tag::CdtDbtInd);
            level.seen |= 1 << rank;
            if rank >= level.rank {
                level.rank = rank;
            } else {
                let (child, after) = (tag.name(), shape.child(level.rank).name());
                told.defect("element-order", || {
                    format!("{child} staat na {after}; volgens de standaard hoort het ervoor.")
                });
            }
            is_second
        } else {
            let parent = self.path.last().map_or("?", |parent| parent.name());
            let text = || {
                let name: String = name.chars().take(40).collect();
                format!("In {parent} staat {name}; dat hoort daar niet.")
            };
            if self.visitor.is_newer() {
                told.notice("element-unknown", text);
            } else {
                told.defect("element-unknown", text);
            }
            false
        }
    }

    /// An element closes by its name.
    fn end(&mut self, name: &str, told: &mut Told) -> Result<(), Refused> {
        let open = self.levels.last().map_or("", |level| &self.names[level.name..]);
        if name != open {
            let short = |name: &str| name.chars().take(40).collect::<String>();
            let text = match open {
                "" => format!("De XML klopt niet: </{}> sluit niets.", short(name)),
                _ => format!("De XML klopt niet: </{}> sluit <{}>.", short(name), short(open)),
            };
            return Err(Refused::new("broken-xml", text));
        }
        self.close(told);
        Ok(())
    }

    fn close(&mut self, told: &mut Told) {
        let mut is_second = false;
        if let Some(level) = self.levels.pop() {
            is_second = level.is_second;
            self.names.truncate(level.name);
            for child in level.shape.iter().flat_map(|shape| shape.missing(level.seen)) {
                let parent = self.path.last().map_or("?", |parent| parent.name());
                told.defect("element-missing", || format!("In {parent} ontbreekt {}.", child.name()));
            }
        }
        let mut text = self.text.trim();
        if !text.is_empty() && may_hold_controls(text.as_bytes()) {
            drop_controls(&mut self.text, told);
            text = self.text.trim();
        }
        let held = Held { text, currency: self.currency, is_second };
        self.visitor.close(&self.path, &held, told);
        self.path.pop();
        self.text.clear();
        self.currency = Currency::NONE;
    }

    fn add(&mut self, text: &str) -> Result<(), Refused> {
        if self.path.is_empty() && !text.trim().is_empty() {
            return Err(Refused::new("broken-xml", "Er staat tekst buiten het XML-document."));
        }
        // Many pieces make a long field too.
        if self.text.len() + text.len() > super::input::FIELD_MOST {
            return Err(Refused::too_long());
        }
        self.text.push_str(text);
        Ok(())
    }

    fn reference(&mut self, reference: &str, told: &mut Told) -> Result<(), Refused> {
        match markup::letter(reference) {
            Letter::Is(letter) => self.add(letter.encode_utf8(&mut [0; 4])),
            Letter::Forbidden => {
                tell_controls(told);
                Ok(())
            }
            Letter::Unknown => {
                let text = "Het bestand gebruikt een eigen XML-entiteit. Een bankbestand heeft die nooit.";
                Err(Refused::new("entity", text))
            }
        }
    }
}

/// Control characters are rare and text is not: eight bytes at a time, is there one that may be part of one?
fn may_hold_controls(text: &[u8]) -> bool {
    const EACH: u64 = u64::MAX / 0xff;
    // Has a word a byte below a bound? For bounds up to 128.
    let below = |word: u64, bound: u64| word.wrapping_sub(EACH * bound) & !word & (EACH * 0x80);
    let suspect = |word: u64| {
        // Below a blank, delete, and the first byte of the letters from U+0080 to U+00BF.
        (below(word, 0x20) | below(word ^ (EACH * 0x7f), 1) | below(word ^ (EACH * 0xc2), 1)) != 0
    };
    let (words, rest) = text.as_chunks::<8>();
    let mut last = [b' '; 8];
    last[..rest.len()].copy_from_slice(rest);
    words.iter().chain([&last]).any(|word| suspect(u64::from_ne_bytes(*word)))
}

/// Drops what can do something to whoever shows it; XML forbids most of it.
fn drop_controls(text: &mut String, told: &mut Told) {
    let before = text.len();
    text.retain(|letter| !letter.is_control() || matches!(letter, '\t' | '\n' | '\r'));
    if text.len() < before {
        tell_controls(told);
    }
}

fn tell_controls(told: &mut Told) {
    told.defect("control-character", || "Er staan stuurtekens in een veld; ze zijn weggelaten.".into());
}

/// The attribute `Ccy`.
fn currency(attributes: &str) -> Currency {
    let value = if attributes.is_empty() { None } else { attribute(attributes, "Ccy") };
    value.and_then(|value| Currency::parse(value.trim())).unwrap_or(Currency::NONE)
}

/// The value of an attribute, as it is written.
fn attribute<'a>(mut attributes: &'a str, wanted: &str) -> Option<&'a str> {
    while let Some((name, rest)) = attributes.split_once('=') {
        let rest = rest.trim_start();
        let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let (value, after) = rest[1..].split_once(quote)?;
        if name.trim() == wanted {
            return Some(value);
        }
        attributes = after;
    }
    None
}

/// Is there room for the end of a line? Most tags have none, so they are not looked through.
fn may_end_lines(piece: Piece, length: usize) -> bool {
    match piece {
        Piece::Open { attributes, .. } => !attributes.is_empty(),
        Piece::Close(name) => length > "</>".len() + name.len(),
        Piece::Reference(_) | Piece::DocumentType => false,
        Piece::Text(_) | Piece::Aside => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_control_character_is_overlooked_wherever_it_stands() {
        for number in 0..0x100 {
            let letter = char::from_u32(number).unwrap_or(' ');
            for before in 0..17 {
                let text = format!("{}{letter}{}", "x".repeat(before), "é€ ".repeat(before % 5));
                let found = may_hold_controls(text.as_bytes());
                assert!(found || !letter.is_control(), "U+{number:04X} behind {before}");
                assert!(
                    !found || letter.is_control() || ('\u{a0}'..='\u{bf}').contains(&letter),
                    "U+{number:04X}"
                );
            }
        }
    }
}
