//! The words of one line, taken from left to right.

use domain::calendar::{DUTCH_MONTHS, Day, Month};
use domain::money::Cents;

/// What is left of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words<'a> {
    rest: &'a str,
}

impl<'a> Words<'a> {
    /// All words of a line.
    pub(super) fn of(line: &'a str) -> Words<'a> {
        Words { rest: line.trim() }
    }

    /// Everything that is left.
    pub(super) fn rest(&self) -> &'a str {
        self.rest
    }

    /// Is nothing left?
    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Takes these words when they come next. A comma or colon after them is taken with them.
    pub(super) fn take(&mut self, phrase: &str) -> bool {
        let mut after = *self;
        for wanted in phrase.split(' ') {
            match after.next() {
                Some(word) if word.trim_end_matches([',', ':']) == wanted.trim_end_matches([',', ':']) => {}
                _ => return false,
            }
        }
        *self = after;
        true
    }

    /// Takes these words, or says that they were expected.
    pub(super) fn need(&mut self, phrase: &str) -> Result<(), String> {
        if self.take(phrase) {
            Ok(())
        } else {
            Err(format!("hier hoort \"{phrase}\" te staan{}", self.here()))
        }
    }

    /// The next word, without a comma or colon after it.
    pub(super) fn word(&mut self) -> Result<&'a str, String> {
        let word = self.next().ok_or("hier ontbreekt een woord")?;
        Ok(word.trim_end_matches([',', ':']))
    }

    /// `10 november 2026`.
    pub(super) fn day(&mut self) -> Result<Day, String> {
        let mut after = *self;
        let parts: Vec<&str> = (0..3).filter_map(|_| after.next()).collect();
        let text = parts.join(" ");
        let day = Day::parse_dutch(text.trim_end_matches([',', ':']));
        let day = day.ok_or_else(|| format!("hier hoort een datum te staan{}", self.here()))?;
        *self = after;
        Ok(day)
    }

    /// `november 2026`.
    pub(super) fn month(&mut self) -> Result<Month, String> {
        let mut after = *self;
        let name = after.next().unwrap_or_default();
        let year = after.next().unwrap_or_default().trim_end_matches([',', ':']).parse().ok();
        let number = DUTCH_MONTHS.iter().position(|month| *month == name);
        let (Some(number), Some(year)) = (number, year) else {
            return Err(format!("hier hoort een maand met een jaar te staan{}", self.here()));
        };
        *self = after;
        Ok(Month::from_ym(year, number as u32 + 1))
    }

    /// `549,40 euro`.
    pub(super) fn amount(&mut self) -> Result<Cents, String> {
        let mut after = *self;
        let word = after.next().unwrap_or_default().trim_end_matches(':');
        let cents = Cents::parse(word).filter(|_| after.take("euro"));
        let cents = cents.ok_or_else(|| format!("hier hoort een bedrag in euro te staan{}", self.here()))?;
        *self = after;
        Ok(cents)
    }

    /// `4`, `20e`.
    pub(super) fn number(&mut self) -> Result<u32, String> {
        let word = self.word()?;
        word.trim_end_matches('e').parse().map_err(|_| format!("\"{word}\" is geen getal"))
    }

    /// Nothing may be left.
    pub(super) fn end(&self) -> Result<(), String> {
        if self.is_empty() { Ok(()) } else { Err(format!("dit begrijp ik niet{}", self.here())) }
    }

    fn next(&mut self) -> Option<&'a str> {
        let (word, rest) = match self.rest.split_once(' ') {
            Some((word, rest)) => (word, rest.trim_start()),
            None => (self.rest, ""),
        };
        self.rest = rest;
        (!word.is_empty()).then_some(word)
    }

    fn here(&self) -> String {
        if self.rest.is_empty() { " (einde van de regel)".into() } else { format!(": \"{}\"", self.rest) }
    }
}
