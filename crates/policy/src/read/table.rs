//! TOML with file and line: the only place that touches the TOML library.
//!
//! In goes a text; out come tables whose values are read one key at a time. What is missing, misspelt or of the wrong
//! kind becomes a finding on its own line; nothing here knows what the words mean.

use crate::files::{LARGEST_FILE, Layer};
use crate::finding::Findings;
use crate::suggest::hint;
use domain::calendar::Day;
use domain::policy::Origin;
use toml::de::{DeTable, DeValue};

/// A text with its name and the places where its lines begin.
pub struct Source<'a> {
    file: String,
    text: &'a str,
    line_starts: Vec<usize>,
}

impl<'a> Source<'a> {
    /// The text of a file of a layer.
    pub fn new(layer: &Layer, path: &str, text: &'a str) -> Source<'a> {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
        Source { file: layer.shown(path), text, line_starts: starts.collect() }
    }

    /// The place of a byte.
    pub fn place(&self, offset: usize) -> Origin {
        let line = self.line_starts.partition_point(|start| *start <= offset).max(1);
        let before = self.text.get(self.line_starts[line - 1]..offset).unwrap_or_default();
        let column = before.chars().count() + 1;
        Origin { file: self.file.clone(), line: line as u32, column: column as u32 }
    }

    /// The whole file as a table; `None` when it cannot be read, which is then a finding.
    pub fn parse(&self, out: &mut Findings) -> Option<DeTable<'a>> {
        if self.text.len() > LARGEST_FILE {
            out.error(
                &self.place(0),
                "Dit bestand is groter dan 1 MB. Splits het, of haal eruit wat geen beleid is.",
            );
            return None;
        }
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in errors.iter().take(5) {
            let offset = error.span().map_or(0, |span| span.start);
            out.error(
                &self.place(offset),
                format!("{} (TOML: {})", in_dutch(error.message()), error.message()),
            );
        }
        errors.is_empty().then(|| table.into_inner())
    }
}

/// What a syntax message comes down to.
fn in_dutch(message: &str) -> &'static str {
    let message = message.to_lowercase();
    if message.contains("duplicate") {
        "Deze sleutel staat er al. Houd er één over."
    } else if message.contains("string") || message.contains("quote") {
        "Zet tekst tussen dubbele aanhalingstekens, op één regel."
    } else if message.contains("recursion") || message.contains("nest") {
        "Hier liggen te veel haken in elkaar."
    } else {
        "Deze regel is geen geldige TOML. Kijk naar aanhalingstekens, haken, komma's en het =-teken."
    }
}

/// A word or sentence with its place.
#[derive(Clone, Debug)]
pub struct Text {
    /// What is written.
    pub value: String,
    /// Where.
    pub place: Origin,
}

/// A table of a file.
#[derive(Clone, Copy)]
pub struct Table<'a> {
    source: &'a Source<'a>,
    offset: usize,
    table: &'a DeTable<'a>,
}

impl<'a> Table<'a> {
    /// The table that is a whole file.
    pub fn whole(source: &'a Source<'a>, table: &'a DeTable<'a>) -> Table<'a> {
        Table { source, offset: 0, table }
    }

    /// Where the table begins.
    pub fn place(&self) -> Origin {
        self.source.place(self.offset)
    }

    /// Where the value of a key stands; the table's own place when it is not there.
    pub fn place_of(&self, key: &str) -> Origin {
        self.source.place(self.table.get(key).map_or(self.offset, |value| value.span().start))
    }

    /// Is the key there?
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// All keys with their places, in order of the text.
    pub fn keys(&self) -> Vec<Text> {
        let mut keys: Vec<_> = self.table.keys().collect();
        keys.sort_by_key(|key| key.span().start);
        let text = |key: &&toml::Spanned<std::borrow::Cow<'a, str>>| Text {
            value: key.get_ref().to_string(),
            place: self.source.place(key.span().start),
        };
        keys.iter().map(text).collect()
    }

    /// Every key that is not one of these is a finding. `what` says what the table is: "een stap".
    pub fn only(&self, what: &str, known: &[&str], out: &mut Findings) {
        for key in self.keys().into_iter().filter(|key| !known.contains(&key.value.as_str())) {
            let hint = hint(&key.value, known.iter().copied());
            out.error(&key.place, format!("\"{}\" hoort niet in {what}. {hint}", shorten(&key.value)));
        }
    }

    /// A text, when it is there.
    pub fn text(&self, key: &str, out: &mut Findings) -> Option<Text> {
        let value = self.table.get(key)?;
        let place = self.source.place(value.span().start);
        match value.get_ref() {
            DeValue::String(text) => Some(Text { value: text.trim().to_owned(), place }),
            other => {
                out.error(
                    &place,
                    format!("{key} moet tekst tussen aanhalingstekens zijn, geen {}.", kind(other)),
                );
                None
            }
        }
    }

    /// A text that must be there.
    pub fn needed(&self, what: &str, key: &str, out: &mut Findings) -> Option<Text> {
        if !self.has(key) {
            out.error(&self.place(), format!("Hier ontbreekt \"{key}\". Dat hoort bij {what}."));
            return None;
        }
        let text = self.text(key, out)?;
        if text.value.is_empty() {
            out.error(&text.place, format!("{key} is leeg. Vul het in."));
            return None;
        }
        Some(text)
    }

    /// One of these words, when the key is there.
    pub fn word<T: Copy>(&self, key: &str, known: &[(&str, T)], out: &mut Findings) -> Option<T> {
        let text = self.text(key, out)?;
        one_of(key, &text, known, out)
    }

    /// "ja" or "nee".
    pub fn yes(&self, key: &str, otherwise: bool, out: &mut Findings) -> bool {
        if let Some(DeValue::Boolean(yes)) = self.table.get(key).map(|value| value.get_ref()) {
            let word = if *yes { "ja" } else { "nee" };
            out.error(&self.place_of(key), format!("Schrijf bij {key} \"{word}\" in plaats van {yes}."));
            return otherwise;
        }
        self.word(key, &[("ja", true), ("nee", false)], out).unwrap_or(otherwise)
    }

    /// A day, written bare: `vanaf = 2026-01-01`.
    pub fn day(&self, key: &str, out: &mut Findings) -> Option<Day> {
        let value = self.table.get(key)?;
        let date = value
            .get_ref()
            .as_datetime()
            .filter(|moment| moment.time.is_none())
            .and_then(|moment| moment.date);
        let day = date
            .and_then(|date| Day::from_ymd(i32::from(date.year), u32::from(date.month), u32::from(date.day)));
        if day.is_none() {
            let place = self.place_of(key);
            out.error(
                &place,
                format!("Schrijf {key} als een dag, zonder aanhalingstekens: {key} = 2026-01-01."),
            );
        }
        day
    }

    /// A list of texts; empty when the key is not there.
    pub fn list(&self, key: &str, out: &mut Findings) -> Vec<Text> {
        let mut texts = Vec::new();
        for value in self.array(key, out) {
            let place = self.source.place(value.span().start);
            match value.get_ref() {
                DeValue::String(text) => texts.push(Text { value: text.trim().to_owned(), place }),
                other => out.error(
                    &place,
                    format!("In {key} hoort tekst tussen aanhalingstekens, geen {}.", kind(other)),
                ),
            }
        }
        texts
    }

    /// A list of tables: `[[stap]]`, or `als = [ {…}, {…} ]`.
    pub fn tables(&self, key: &str, out: &mut Findings) -> Vec<Table<'a>> {
        self.array(key, out).iter().filter_map(|value| self.as_table(key, value, out)).collect()
    }

    /// A list of lists of tables: `een_van = [ [ {…} ], [ {…} ] ]`.
    pub fn groups(&self, key: &str, out: &mut Findings) -> Vec<(Origin, Vec<Table<'a>>)> {
        let mut groups = Vec::new();
        for value in self.array(key, out) {
            let place = self.source.place(value.span().start);
            match value.get_ref() {
                DeValue::Array(inner) => {
                    let tables = inner.iter().filter_map(|value| self.as_table(key, value, out)).collect();
                    groups.push((place, tables));
                }
                _ => out.error(
                    &place,
                    format!("Schrijf elke groep van {key} tussen haken: {key} = [ [ {{…}} ], [ {{…}} ] ]."),
                ),
            }
        }
        groups
    }

    /// A table under a key, if that is what it holds; no finding otherwise.
    pub fn inner(&self, key: &str) -> Option<Table<'a>> {
        let value = self.table.get(key)?;
        let table = value.get_ref().as_table()?;
        Some(Table { source: self.source, offset: value.span().start, table })
    }

    /// Is a list under this key?
    pub fn is_list(&self, key: &str) -> bool {
        self.table.get(key).is_some_and(|value| value.get_ref().is_array())
    }

    /// Is there an empty list under this key?
    pub fn is_empty_list(&self, key: &str) -> bool {
        self.table.get(key).and_then(|value| value.get_ref().as_array()).is_some_and(|list| list.is_empty())
    }

    fn array(&self, key: &str, out: &mut Findings) -> &'a [toml::Spanned<DeValue<'a>>] {
        let Some(value) = self.table.get(key) else { return &[] };
        match value.get_ref() {
            DeValue::Array(items) => items,
            other => {
                let place = self.source.place(value.span().start);
                out.error(&place, format!("{key} moet een lijst zijn: {key} = [ … ], geen {}.", kind(other)));
                &[]
            }
        }
    }

    fn as_table(
        &self,
        key: &str,
        value: &'a toml::Spanned<DeValue<'a>>,
        out: &mut Findings,
    ) -> Option<Table<'a>> {
        let offset = value.span().start;
        match value.get_ref() {
            DeValue::Table(table) => Some(Table { source: self.source, offset, table }),
            other => {
                out.error(
                    &self.source.place(offset),
                    format!("In {key} hoort een blok tussen accolades, geen {}.", kind(other)),
                );
                None
            }
        }
    }
}

/// The one of these words that was written, or a finding.
pub fn one_of<T: Copy>(key: &str, text: &Text, known: &[(&str, T)], out: &mut Findings) -> Option<T> {
    let found = known.iter().find(|(word, _)| *word == text.value);
    if found.is_none() {
        let hint = hint(&text.value, known.iter().map(|(word, _)| *word));
        out.error(&text.place, format!("\"{}\" kennen wij niet als {key}. {hint}", shorten(&text.value)));
    }
    found.map(|(_, value)| *value)
}

/// A word that fits in a sentence, however long it is.
pub fn shorten(word: &str) -> String {
    if word.chars().count() <= 60 {
        word.to_owned()
    } else {
        word.chars().take(57).chain("…".chars()).collect()
    }
}

/// The kind of a value, in Dutch.
fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "tekst",
        DeValue::Integer(_) | DeValue::Float(_) => "los getal",
        DeValue::Boolean(_) => "true of false",
        DeValue::Datetime(_) => "datum",
        DeValue::Array(_) => "lijst",
        DeValue::Table(_) => "blok",
    }
}
