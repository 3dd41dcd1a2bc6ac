//! Files of a bank: camt.053, camt.052, camt.054, MT940 and pain messages in, statements and entries out.
//!
//! In go the bytes of one file; what it is follows from its content, never from its name. Out come [`Item`]s, one by one
//! and in order, so that a file of any size takes no more memory than its largest entry. A flaw is an item too: it has a
//! name, a sentence and a place, and the reading goes on. What cannot be read at all, or tries something, is
//! [`Refused`] with the reason. Nothing is booked, matched or stored here; the same bytes give the same items, always.
//!
//! The other direction is [`debit`]: instructions in, a file of direct debits out.

mod amount;
mod camt;
pub mod debit;
mod input;
mod keywords;
mod markup;
mod message;
mod mt940;
mod orders;
mod party;
mod shape;
mod statement;
mod tags;
mod told;
mod xml;
mod zipped;

use std::io::{BufRead, Read};

use domain::bank::{Defect, Entry, Statement};

use self::input::Input;
use self::message::Message;
use self::told::Told;

pub use self::zipped::{is_zip, members};

/// What was read, in order: a statement opens, its entries follow, it closes. Flaws stand between them.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A statement begins: what is known before its first entry.
    Opened(Statement),
    /// An entry of the statement that is open.
    Entry(Entry),
    /// The statement ends: complete, with what was counted.
    Closed(Statement),
    /// A flaw.
    Defect(Defect),
}

/// What a file turned out to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileRead {
    /// `camt.053.001.02`, `MT940`.
    pub format: String,
    /// The bank's name for the message, or empty.
    pub message_id: String,
    /// `utf-8`, `windows-1252`, `UTF-16LE`.
    pub encoding: &'static str,
    /// How many statements.
    pub statements: u32,
}

/// Why a file is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Stable, in English.
    pub code: &'static str,
    /// In Dutch.
    pub text: String,
    /// Line, counted from 1; 0 when it is about the whole file.
    pub line: u64,
}

impl Refused {
    pub(crate) fn new(code: &'static str, text: impl Into<String>) -> Refused {
        Refused { code, text: text.into(), line: 0 }
    }

    pub(crate) fn at(self, line: u64) -> Refused {
        Refused { line: if self.line == 0 { line } else { self.line }, ..self }
    }

    fn too_long() -> Refused {
        Refused::new("field-too-long", "Een veld is langer dan een bank ooit schrijft (meer dan 1 MB).")
    }

    fn unreadable(error: &std::io::Error) -> Refused {
        if error.to_string() == input::TOO_LONG {
            return Refused::too_long();
        }
        Refused::new("unreadable", format!("Het bestand kan niet worden gelezen: {error}."))
    }
}

/// Reads a file of a bank. Items that were handed on before a refusal are of a file that must not be used.
///
/// # Errors
/// [`Refused`]: no file of a bank, broken, hostile, or cut off.
pub fn read(mut source: impl Read, sink: &mut dyn FnMut(Item)) -> Result<FileRead, Refused> {
    read_from(&mut source, sink)
}

/// The same, made once for all sources.
fn read_from(source: &mut dyn Read, sink: &mut dyn FnMut(Item)) -> Result<FileRead, Refused> {
    let mut told = Told::new(sink);
    let mut input = Input::new(source).map_err(|error| Refused::unreadable(&error))?;
    skip_blanks(&mut input).map_err(|error| Refused::unreadable(&error))?;
    let head = input.head();
    if head.is_empty() {
        return Err(Refused::new("empty", "Het bestand is leeg."));
    }
    let is_xml = head[0] == b'<';
    let (mut file, encoded) = if is_xml {
        let mut message = Message::default();
        let encoded = xml::walk(input, &mut told, &mut message)?;
        (message.finish(&mut told)?, encoded)
    } else if mt940::looks_like(head) {
        mt940::read(input, &mut told)?
    } else {
        let text = "Dit is geen bankbestand dat Houvast kent (camt.05x, MT940 of pain).";
        return Err(Refused::new("not-recognised", text));
    };
    file.encoding = encoded.name;
    tell_encoding(&mut told, encoded, is_xml);
    told.finish();
    Ok(file)
}

/// Blank lines before the first sign. An XML declaration must come first, but banks put a line before it.
fn skip_blanks<R: Read>(input: &mut Input<R>) -> std::io::Result<()> {
    loop {
        let available = input.fill_buf()?;
        let blanks = available.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let all = blanks > 0 && blanks == available.len();
        input.consume(blanks);
        input.refresh();
        if !all {
            return Ok(());
        }
    }
}

fn tell_encoding(told: &mut Told, encoded: input::Encoded, is_xml: bool) {
    told.place = domain::bank::Place::default();
    if encoded.unknown {
        told.defect("encoding-unknown", || {
            "Het bestand noemt een tekenset die niet bestaat; gelezen als UTF-8.".into()
        });
    }
    if encoded.mended > 0 {
        let text =
            || format!("{} tekens zijn niet in {}; gelezen als Windows-1252.", encoded.mended, encoded.name);
        // MT940 has no word for its encoding, so Windows-1252 is as good as another.
        if is_xml || encoded.strange > 0 {
            told.defect("encoding-wrong", text);
        } else {
            told.notice("encoding", text);
        }
    } else if encoded.name != "utf-8" {
        told.notice("encoding", || format!("Het bestand is in {}, niet in UTF-8.", encoded.name));
    }
}
