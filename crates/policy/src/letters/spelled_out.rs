//! A letter text spelled out: blocks put in, optional sentences kept or left out, fields filled.
//!
//! In goes a text and how to fill it: with examples, as `policy check` does, or with the values of a tenant, as sending
//! does. Out comes what is read, and for every byte of it the file, line and column where it was written. So one check
//! serves both, and can always say where.

use super::gsm;
use super::language::{Language, TextKey};
use super::markup::{self, At, Part};
use super::{LetterText, Letters, Subject};
use crate::words::{Content, field_named};
use domain::calendar::Day;
use domain::dossier::ContactChannel;
use domain::policy::Origin;

/// Longer than any letter: blocks that contain each other stop here.
const LONGEST: usize = 100_000;

/// Where the values of fields come from.
#[derive(Clone, Copy)]
pub enum Filling<'a> {
    /// Examples, and every optional sentence: what a tenant reads at most.
    Most,
    /// Examples, and no optional sentence: what stands there in any case.
    Certain,
    /// Real values; an optional sentence stands when its field is known, not empty and not "nee".
    With(&'a dyn Fn(&str) -> Option<String>),
}

/// Something in a text that could not be spelled out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// A field without a value.
    Field(String),
    /// A block that is not there, or that contains itself.
    Block(String),
    /// A bracket that does not close.
    Bracket,
}

/// A spelled-out text.
pub struct SpelledOut<'a> {
    letters: &'a Letters,
    key: TextKey,
    filling: Filling<'a>,
    /// What is read.
    pub text: String,
    /// The fields that stand in it, in order.
    pub fields: Vec<(String, Origin)>,
    /// What could not be spelled out.
    pub gaps: Vec<(Gap, Origin)>,
    /// The blocks that stand in it, in order.
    pub blocks: Vec<String>,
    /// What was written, as it was written: text and blocks.
    pub sources: Vec<&'a str>,
    /// Its length in characters of an sms: with room for wide names, or with the real values.
    pub sms_width: usize,
    spans: Vec<Span>,
}

/// A piece of the text that was written on one line, or a field.
struct Span {
    start: usize,
    origin: Origin,
    written: bool,
}

impl<'a> SpelledOut<'a> {
    /// Spells out a text.
    pub fn of(letters: &'a Letters, key: TextKey, text: &'a LetterText, filling: Filling<'a>) -> Self {
        let mut spelled = SpelledOut::empty(letters, key, filling);
        spelled.sources.push(&text.text);
        spelled.add(text.text.trim_end(), &text.origin, &mut Vec::new());
        spelled
    }

    /// Spells out a subject line.
    pub fn subject(letters: &'a Letters, key: TextKey, subject: &'a Subject, filling: Filling<'a>) -> Self {
        let mut spelled = SpelledOut::empty(letters, key, filling);
        spelled.sources.push(&subject.text);
        spelled.add(&subject.text, &subject.origin, &mut Vec::new());
        spelled
    }

    fn empty(letters: &'a Letters, key: TextKey, filling: Filling<'a>) -> Self {
        SpelledOut {
            letters,
            key,
            filling,
            text: String::new(),
            fields: Vec::new(),
            gaps: Vec::new(),
            blocks: Vec::new(),
            sources: Vec::new(),
            sms_width: 0,
            spans: Vec::new(),
        }
    }

    /// Adds a line in another language underneath.
    pub fn add_block_in(&mut self, id: &str, language: Language) {
        let own = std::mem::replace(&mut self.key.language, language);
        self.words("\n\n", &Origin::default());
        self.block(id, &Origin::default(), &mut Vec::new());
        self.key.language = own;
    }

    /// Is the field in the text?
    pub fn has_field(&self, name: &str) -> bool {
        self.fields.iter().any(|(field, _)| field == name)
    }

    /// Does a field bring this?
    pub fn has_content(&self, content: Content) -> bool {
        self.fields.iter().any(|(name, _)| field_named(name).is_some_and(|field| field.content == content))
    }

    /// The text in small letters, byte for byte as long as the text itself.
    pub fn small(&self) -> String {
        self.text.chars().map(small).collect()
    }

    /// Was the byte at this place written by the author of a text, and not put in by a field?
    pub fn is_written(&self, offset: usize) -> bool {
        self.span(offset).is_none_or(|span| span.written)
    }

    /// Where a byte of the text was written; inside a field, where the field stands.
    pub fn place(&self, offset: usize) -> Origin {
        let Some(span) = self.span(offset) else { return Origin::default() };
        let mut origin = span.origin.clone();
        if span.written {
            origin.column += self.text[span.start..offset].chars().count() as u32;
        }
        origin
    }

    fn span(&self, offset: usize) -> Option<&Span> {
        let at = self.spans.partition_point(|span| span.start <= offset);
        self.spans.get(at.checked_sub(1)?)
    }

    fn add(&mut self, text: &str, origin: &Origin, open: &mut Vec<String>) {
        let parts = match markup::parse(text) {
            Ok(parts) => parts,
            Err(unfinished) => {
                self.gaps.push((Gap::Bracket, unfinished.at.within(origin)));
                return;
            }
        };
        for part in parts {
            if self.text.len() > LONGEST {
                return;
            }
            match part {
                Part::Text(words, at) => self.words(words, &at.within(origin)),
                Part::Field(name, at) => self.field(name, at.within(origin)),
                Part::Optional(name, sentence, at) => {
                    if self.holds(name) {
                        self.add(sentence, &at.within(origin), open);
                    }
                }
                Part::Block(id, at) => self.block(id, &at.within(origin), open),
            }
        }
    }

    fn holds(&self, name: &str) -> bool {
        match self.filling {
            Filling::Most => true,
            Filling::Certain => false,
            Filling::With(fields) => {
                fields(name).is_some_and(|value| !value.trim().is_empty() && value != "nee")
            }
        }
    }

    fn block(&mut self, id: &str, origin: &Origin, open: &mut Vec<String>) {
        let block = self.letters.block(id, self.key.language, self.key.form);
        let Some(block) = block.filter(|_| !open.iter().any(|outer| outer == id)) else {
            self.gaps.push((Gap::Block(id.to_owned()), origin.clone()));
            return;
        };
        self.blocks.push(id.to_owned());
        self.sources.push(&block.text);
        open.push(id.to_owned());
        self.add(block.text.trim_end(), &block.origin, open);
        open.pop();
    }

    fn words(&mut self, words: &str, origin: &Origin) {
        let mut at = At::START;
        for line in words.split_inclusive('\n') {
            self.spans.push(Span { start: self.text.len(), origin: at.within(origin), written: true });
            self.text.push_str(line);
            at = At { line: at.line + 1, column: 1 };
        }
        self.sms_width += words.chars().map(gsm::width).sum::<usize>();
    }

    fn field(&mut self, name: &str, origin: Origin) {
        self.spans.push(Span { start: self.text.len(), origin: origin.clone(), written: false });
        let known = field_named(name);
        let value = match self.filling {
            Filling::With(fields) => fields(name).filter(|value| !value.trim().is_empty()),
            _ => Some(known.map_or("…", |field| field.example).to_owned()),
        };
        match value {
            Some(value) => {
                let value = self.in_this_text(value);
                self.sms_width += match (self.filling, known) {
                    (Filling::Most | Filling::Certain, Some(field)) => field.width,
                    _ => value.chars().map(gsm::width).sum(),
                };
                self.text.push_str(&value);
            }
            None => self.gaps.push((Gap::Field(name.to_owned()), origin.clone())),
        }
        self.fields.push((name.to_owned(), origin));
    }

    /// A value as this text writes it: a date in figures when the text is not Dutch, plain letters in an sms.
    fn in_this_text(&self, value: String) -> String {
        let value = match Day::parse_dutch(&value).filter(|_| self.key.language != Language::Dutch) {
            Some(day) => {
                let (year, month, day) = day.ymd();
                format!("{day:02}-{month:02}-{year}")
            }
            None => value,
        };
        if self.key.channel == ContactChannel::Sms && self.key.language.fits_gsm() {
            return gsm::plain(&value);
        }
        value
    }
}

/// The small letter, when it is as long in bytes.
fn small(letter: char) -> char {
    let mut small = letter.to_lowercase();
    match (small.next(), small.next()) {
        (Some(one), None) if one.len_utf8() == letter.len_utf8() => one,
        _ => letter,
    }
}
