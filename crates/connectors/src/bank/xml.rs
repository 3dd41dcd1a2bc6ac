//! Walks through an ISO 20022 message, element by element, with never more than one field in memory.
//!
//! In go the decoded bytes; a [`Visitor`] is told which element closes under which others and what it held. Elements are
//! held against their order on the way ([`super::shape::children`]). What a hostile file may try is refused here: document
//! types, entities of its own, nesting without end, fields without end, a document that stops halfway.

use std::io::Read;

use domain::bank::Currency;
use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError};
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::Refused;
use super::input::{Encoded, Input, TOO_LONG};
use super::shape::{Child, children};
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

/// How far the children of an open element came.
struct Level {
    children: Option<&'static [Child]>,
    seen: u32,
    rank: usize,
}

struct Walk<'v, V> {
    visitor: &'v mut V,
    path: Vec<Tag>,
    levels: Vec<Level>,
    text: String,
    currency: Currency,
    namespace: String,
    roots: u32,
}

/// Reads the whole message.
pub(crate) fn walk<R: Read, V: Visitor>(
    input: Input<R>,
    told: &mut Told,
    visitor: &mut V,
) -> Result<Encoded, Refused> {
    let mut reader = Reader::from_reader(input);
    let mut walk = Walk {
        visitor,
        path: Vec::with_capacity(DEPTH_MOST),
        levels: Vec::with_capacity(DEPTH_MOST),
        text: String::new(),
        currency: Currency::NONE,
        namespace: String::new(),
        roots: 0,
    };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        reader.get_mut().refresh();
        let event = match reader.read_event_into(&mut buffer) {
            Ok(event) => event,
            Err(error) => return Err(refused(&error, walk.path.is_empty(), reader.get_ref().line())),
        };
        let line = reader.get_ref().line();
        told.place.line = line;
        let done = match event {
            Event::Start(start) => walk.open(&start, told),
            Event::Empty(start) => walk.open(&start, told).map(|()| walk.close(told)),
            Event::End(_) => {
                walk.close(told);
                Ok(())
            }
            Event::Text(text) => walk.add(&text.into_inner()),
            Event::CData(text) => walk.add(&text.into_inner()),
            Event::GeneralRef(reference) => walk.reference(&reference),
            Event::DocType(_) => Err(Refused::new(
                "doctype",
                "Het bestand heeft een eigen DOCTYPE. Een bankbestand heeft dat nooit.",
            )),
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => Ok(()),
            Event::Eof => break,
        };
        done.map_err(|refused| refused.at(line))?;
    }
    let line = reader.get_ref().line();
    if let Some(open) = walk.path.last() {
        let text = format!("Het bestand stopt halverwege: {} is niet gesloten.", open.name());
        return Err(Refused::new("truncated", text).at(line));
    }
    if walk.roots == 0 {
        return Err(Refused::new("not-recognised", "Het bestand is XML zonder inhoud."));
    }
    Ok(reader.get_ref().encoded())
}

impl<V: Visitor> Walk<'_, V> {
    fn open(&mut self, start: &BytesStart, told: &mut Told) -> Result<(), Refused> {
        let name = start.local_name();
        let name = name.as_ref();
        let tag = tag(name);
        match self.path.len() {
            0 => self.root(start, tag, name)?,
            1 => self.visitor.message(&self.namespace, tag, name, told)?,
            DEPTH_MOST.. => {
                return Err(Refused::new("too-deep", "De XML is dieper genest dan een bankbestand ooit is."));
            }
            _ => self.place_child(tag, name, told),
        }
        self.text.clear();
        self.currency = currency(start.attributes_raw());
        self.path.push(tag);
        self.levels.push(Level { children: children(&self.path), seen: 0, rank: 0 });
        self.visitor.open(&self.path, told);
        Ok(())
    }

    fn root(&mut self, start: &BytesStart, tag: Tag, name: &str) -> Result<(), Refused> {
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
        let prefix = start.name().prefix().map(|prefix| prefix.as_ref().to_owned());
        let wanted = prefix.map_or("xmlns".to_owned(), |prefix| format!("xmlns:{prefix}"));
        for attribute in start.attributes().with_checks(false).flatten() {
            if attribute.key.as_ref() == wanted {
                self.namespace = attribute.value.chars().take(200).collect();
            }
        }
        Ok(())
    }

    /// Holds a child against the order of its parent.
    fn place_child(&mut self, tag: Tag, name: &str, told: &mut Told) {
        let Some(level) = self.levels.last_mut() else { return };
        let Some(children) = level.children else { return };
        if let Some(further) = children[level.rank..].iter().position(|(child, _)| *child == tag) {
            level.rank += further;
            level.seen |= 1 << level.rank;
        } else if let Some(before) = children.iter().position(|(child, _)| *child == tag) {
            level.seen |= 1 << before;
            let (child, after) = (tag.name(), children[level.rank].0.name());
            told.defect("element-order", || {
                format!("{child} staat na {after}; volgens de standaard hoort het ervoor.")
            });
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
        }
    }

    fn close(&mut self, told: &mut Told) {
        if let Some(Level { children: Some(children), seen, .. }) = self.levels.pop() {
            for (at, (child, needed)) in children.iter().enumerate() {
                if *needed && seen & (1 << at) == 0 {
                    let parent = self.path.last().map_or("?", |parent| parent.name());
                    told.defect("element-missing", || format!("In {parent} ontbreekt {}.", child.name()));
                }
            }
        }
        let held = Held { text: self.text.trim(), currency: self.currency };
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
            return Err(too_long());
        }
        self.text.push_str(text);
        Ok(())
    }

    fn reference(&mut self, reference: &BytesRef) -> Result<(), Refused> {
        let refuse = || {
            let text = "Het bestand gebruikt een eigen XML-entiteit. Een bankbestand heeft die nooit.";
            Refused::new("entity", text)
        };
        let mut letter = [0_u8; 4];
        let text = match reference.resolve_char_ref() {
            Ok(Some(one)) => &*one.encode_utf8(&mut letter),
            Ok(None) => match reference.borrow().into_inner().as_ref() {
                "amp" => "&",
                "lt" => "<",
                "gt" => ">",
                "quot" => "\"",
                "apos" => "'",
                _ => return Err(refuse()),
            },
            Err(_) => return Err(refuse()),
        };
        self.add(text)
    }
}

/// The attribute `Ccy`.
fn currency(attributes: &str) -> Currency {
    if attributes.len() < 9 {
        return Currency::NONE;
    }
    let value = attributes.split_once("Ccy").and_then(|(_, rest)| {
        let rest = rest.trim_start().strip_prefix('=')?.trim_start();
        let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        rest[1..].split_once(quote).map(|(value, _)| value)
    });
    value.and_then(|value| Currency::parse(value.trim())).unwrap_or(Currency::NONE)
}

fn too_long() -> Refused {
    Refused::new("field-too-long", "Een veld is langer dan een bank ooit schrijft (meer dan 1 MB).")
}

/// What is wrong with the XML, in Dutch.
fn refused(error: &Error, outside: bool, line: u64) -> Refused {
    let refused = match error {
        Error::Io(error) if error.to_string() == TOO_LONG => too_long(),
        Error::Io(error) => {
            Refused::new("unreadable", format!("Het bestand kan niet worden gelezen: {error}."))
        }
        Error::Syntax(_) if !outside => {
            Refused::new("truncated", "Het bestand stopt halverwege een XML-element.")
        }
        Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
            let short = |name: &str| name.chars().take(40).collect::<String>();
            let text = format!("De XML klopt niet: </{}> sluit <{}>.", short(found), short(expected));
            Refused::new("broken-xml", text)
        }
        _ => Refused::new("broken-xml", "De XML klopt niet: dit kan geen programma lezen."),
    };
    refused.at(line)
}
