//! Writes one JSON object a line, without a model in between: 700,000 bookings take a moment, not a minute.
//!
//! Keys are our own words and need no escaping; texts are escaped.

use domain::calendar::Day;
use domain::money::Cents;
use std::io::Write;

/// An object that is being written.
pub(crate) struct Object<'a> {
    out: &'a mut Vec<u8>,
    empty: bool,
}

/// Writes one object as a line.
pub(crate) fn line(out: &mut Vec<u8>, fill: impl FnOnce(&mut Object)) {
    braces(out, fill);
    out.push(b'\n');
}

fn braces(out: &mut Vec<u8>, fill: impl FnOnce(&mut Object)) {
    out.push(b'{');
    fill(&mut Object { out, empty: true });
    out.push(b'}');
}

impl Object<'_> {
    fn key(&mut self, key: &str) -> &mut Vec<u8> {
        if !self.empty {
            self.out.push(b',');
        }
        self.empty = false;
        self.out.push(b'"');
        self.out.extend_from_slice(key.as_bytes());
        self.out.extend_from_slice(b"\":");
        self.out
    }

    /// A text.
    pub(crate) fn text(&mut self, key: &str, value: &str) {
        string(self.key(key), value);
    }

    /// A text, left out when it is empty.
    pub(crate) fn text_if(&mut self, key: &str, value: &str) {
        if !value.is_empty() {
            self.text(key, value);
        }
    }

    /// A whole number.
    pub(crate) fn number(&mut self, key: &str, value: i64) {
        let out = self.key(key);
        let _ = write!(out, "{value}");
    }

    /// True or false.
    pub(crate) fn truth(&mut self, key: &str, value: bool) {
        self.key(key).extend_from_slice(if value { b"true" } else { b"false" });
    }

    /// A day, as `"2026-11-21"`.
    pub(crate) fn day(&mut self, key: &str, day: Day) {
        let out = self.key(key);
        out.push(b'"');
        push_day(out, day);
        out.push(b'"');
    }

    /// A day, left out when there is none.
    pub(crate) fn day_if(&mut self, key: &str, day: Option<Day>) {
        if let Some(day) = day {
            self.day(key, day);
        }
    }

    /// A day written as a moment, as VERA wants it for contacts and signals.
    pub(crate) fn moment(&mut self, key: &str, day: Day, clock: &str) {
        let out = self.key(key);
        out.push(b'"');
        push_day(out, day);
        let _ = write!(out, "T{clock}Z\"");
    }

    /// An amount as a number with two decimals.
    pub(crate) fn cents(&mut self, key: &str, cents: Cents) {
        push_cents(self.key(key), cents);
    }

    /// An amount as a text with two decimals.
    pub(crate) fn cents_text(&mut self, key: &str, cents: Cents) {
        let out = self.key(key);
        out.push(b'"');
        push_cents(out, cents);
        out.push(b'"');
    }

    /// An object inside this one.
    pub(crate) fn object(&mut self, key: &str, fill: impl FnOnce(&mut Object)) {
        braces(self.key(key), fill);
    }

    /// A code of the reference data: `{"code":"LOP"}`.
    pub(crate) fn code(&mut self, key: &str, code: &str) {
        self.object(key, |object| object.text("code", code));
    }

    /// A reference: `{"idExtern":"HO-1"}`.
    pub(crate) fn reference(&mut self, key: &str, id: &str) {
        self.object(key, |object| object.text("idExtern", id));
    }

    /// A list of objects.
    pub(crate) fn list<T>(
        &mut self,
        key: &str,
        items: impl IntoIterator<Item = T>,
        fill: impl Fn(&mut Object, T),
    ) {
        let out = self.key(key);
        out.push(b'[');
        for (at, item) in items.into_iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            braces(out, |object| fill(object, item));
        }
        out.push(b']');
    }

    /// The extra attributes of VERA: name and value.
    pub(crate) fn extra(&mut self, pairs: &[(&str, &str)]) {
        self.list("extra-attributen", pairs, |object, (name, value)| {
            object.text("naam", name);
            object.text("waarde", value);
        });
    }
}

fn string(out: &mut Vec<u8>, value: &str) {
    out.push(b'"');
    for character in value.chars() {
        match character {
            '"' | '\\' => {
                out.push(b'\\');
                out.push(character as u8);
            }
            '\n' => out.extend_from_slice(b"\\n"),
            control if (control as u32) < 0x20 => {
                let _ = write!(out, "\\u{:04x}", control as u32);
            }
            other => out.extend_from_slice(other.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    out.push(b'"');
}

fn push_day(out: &mut Vec<u8>, day: Day) {
    let (year, month, day) = day.ymd();
    let digit = |number: i32| b'0' + (number % 10) as u8;
    let (month, day) = (month as i32, day as i32);
    out.extend_from_slice(&[digit(year / 1_000), digit(year / 100), digit(year / 10), digit(year), b'-']);
    out.extend_from_slice(&[digit(month / 10), digit(month), b'-', digit(day / 10), digit(day)]);
}

/// `549.40`, with a minus when negative.
pub(crate) fn push_cents(out: &mut Vec<u8>, cents: Cents) {
    let sign = if cents.0 < 0 { "-" } else { "" };
    let (euros, rest) = (cents.0.unsigned_abs() / 100, cents.0.unsigned_abs() % 100);
    let _ = write!(out, "{sign}{euros}.{rest:02}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_json_object() {
        let mut out = Vec::new();
        line(&mut out, |object| {
            object.text("naam", "van \"'t\" \\ Veld\n\u{1}é");
            object.day("dag", Day::parse_iso("2026-02-09").unwrap());
            object.cents("bedrag", Cents(-5));
            object.list("lijst", [1, 2], |object, number| object.number("n", number));
            object.truth("ja", true);
            object.text_if("leeg", "");
        });
        let expected = r#"{"naam":"van \"'t\" \\ Veld\n\u0001é","dag":"2026-02-09","bedrag":-0.05,"lijst":[{"n":1},{"n":2}],"ja":true}"#;
        assert_eq!(String::from_utf8(out).unwrap(), format!("{expected}\n"));
    }
}
