//! Filling in what goes out, and finding values in what comes back.
//!
//! A field is filled in inside a text of the parsed JSON, never in its source, so no message can change the request.

use domain::calendar::Day;
use serde_json::{Map, Value};

/// What can be filled in.
pub(super) struct Fill<'m> {
    pub(super) to: &'m str,
    pub(super) text: &'m str,
    pub(super) id: &'m str,
    pub(super) sender: &'m str,
    pub(super) secret: &'m str,
}

/// The fields a file may name.
pub(super) const FIELDS: [&str; 5] = ["naar", "tekst", "id", "afzender", "sleutel"];

impl Fill<'_> {
    /// One text with its fields filled in. What was filled in is not looked at again.
    pub(super) fn line(&self, template: &str) -> String {
        let mut filled = String::new();
        let mut rest = template;
        while let Some((before, field, after)) = next_field(rest) {
            filled.push_str(before);
            filled.push_str(match field {
                "naar" => self.to,
                "tekst" => self.text,
                "id" => self.id,
                "afzender" => self.sender,
                _ => self.secret,
            });
            rest = after;
        }
        filled + rest
    }

    pub(super) fn json(&self, template: &Value) -> Value {
        match template {
            Value::String(text) => Value::String(self.line(text)),
            Value::Array(items) => Value::Array(items.iter().map(|item| self.json(item)).collect()),
            Value::Object(fields) => {
                Value::Object(fields.iter().map(|(name, value)| (name.clone(), self.json(value))).collect())
            }
            other => other.clone(),
        }
    }

    pub(super) fn form(&self, fields: &[(String, String)]) -> String {
        let pair =
            |(name, value): &(String, String)| format!("{}={}", encoded(name), encoded(&self.line(value)));
        fields.iter().map(pair).collect::<Vec<_>>().join("&")
    }
}

/// The text before the first known field, the field, and the rest.
fn next_field(text: &str) -> Option<(&str, &str, &str)> {
    text.match_indices('{').find_map(|(at, _)| {
        let (name, after) = text[at + 1..].split_once('}')?;
        FIELDS.contains(&name).then_some((&text[..at], name, after))
    })
}

/// Everything between braces that looks like a field.
pub(super) fn fields_in(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| {
        let name = rest.split_once('}')?.0;
        let is_word = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        is_word.then_some(name)
    })
}

/// The value at `a.b.0.c`.
pub(super) fn inside<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').try_fold(value, |value, step| match value {
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        Value::Object(fields) => fields.get(step),
        _ => None,
    })
}

/// The value at a path as text; a number as it is written.
pub(super) fn at(value: &Value, path: &str) -> Option<String> {
    match inside(value, path)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        _ => None,
    }
}

/// A form or query string as fields of texts.
pub(super) fn form(text: &str) -> Value {
    let mut fields = Map::new();
    for pair in text.trim().trim_start_matches('?').split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        if !name.is_empty() {
            fields.insert(decoded(name), Value::String(decoded(value)));
        }
    }
    Value::Object(fields)
}

fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes().map(|b| if plain(b) { (b as char).to_string() } else { format!("%{b:02X}") }).collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(byte.unwrap_or(if *first == b'+' { b' ' } else { *first }));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A word or code short and plain enough to keep: no digits in a row as long as a telephone number.
pub(super) fn short(text: &str) -> String {
    let plain = |c: &char| c.is_ascii_alphanumeric() || " -_.".contains(*c);
    let kept: String = text.chars().filter(plain).take(40).collect();
    let longest = kept.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or_default();
    if longest > 6 { String::new() } else { kept }
}

/// Seconds since 1970 of `2026-01-01T12:30:00+01:00`, or of a bare number of seconds or milliseconds. Without a zone
/// nobody knows what moment it is.
pub(super) fn moment(text: &str) -> Option<i64> {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        let number: i64 = text.parse().ok()?;
        return Some(if text.len() > 11 { number / 1000 } else { number });
    }
    let day = Day::parse_iso(text.get(..10)?)?;
    let clock = text.get(11..)?;
    let two = |at: usize| clock.get(at..at + 2)?.parse::<i64>().ok();
    let seconds = two(0)? * 3600 + two(3)? * 60 + two(6)?;
    let zone = clock.get(8..)?.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let offset = match zone {
        "Z" | "z" => 0,
        _ => {
            let digits: String = zone.get(1..)?.chars().filter(char::is_ascii_digit).collect();
            let ahead =
                digits.get(..2)?.parse::<i64>().ok()? * 3600 + digits.get(2..4)?.parse::<i64>().ok()? * 60;
            match zone.as_bytes().first()? {
                b'+' => ahead,
                b'-' => -ahead,
                _ => return None,
            }
        }
    };
    let days = i64::from(day - Day::parse_iso("1970-01-01")?);
    Some(days * 86_400 + seconds - offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_cannot_change_the_request() {
        let fill = Fill {
            to: "31600000123",
            text: "{sleutel}\",\"to\":\"x{naar}",
            id: "1",
            sender: "W",
            secret: "geheim",
        };
        let template = serde_json::json!({ "to": ["{naar}"], "body": "Tekst: {tekst} {onbekend}", "n": 1 });
        let filled = fill.json(&template);
        assert_eq!(filled["body"], "Tekst: {sleutel}\",\"to\":\"x{naar} {onbekend}");
        assert_eq!(filled["to"][0], "31600000123");
        let fields = [("a b".to_owned(), "{tekst}".to_owned())];
        assert_eq!(fill.form(&fields), "a%20b=%7Bsleutel%7D%22%2C%22to%22%3A%22x%7Bnaar%7D");
        assert_eq!(form("?a%20b=x+%C3%A9&c"), serde_json::json!({ "a b": "x é", "c": "" }));
    }

    #[test]
    fn moments_are_read_with_their_zone() {
        assert_eq!(moment("2026-01-01T12:30:00+00:00"), Some(1_767_270_600));
        assert_eq!(moment("2026-01-01T13:30:00.123+01:00"), Some(1_767_270_600));
        assert_eq!(moment("2026-02-18T15:18:08.8212423Z"), Some(1_771_427_888));
        assert_eq!(moment("1767270600"), Some(1_767_270_600));
        assert_eq!(moment("1767270600123"), Some(1_767_270_600));
        for text in [
            "2026-01-01T12:30:00",
            "2026-01-01",
            "gisteren",
            "",
            "2026-13-01T12:30:00Z",
            "é026-01-01T12:30:00Z",
        ] {
            assert_eq!(moment(text), None, "{text}");
        }
    }

    #[test]
    fn no_number_of_a_person_is_kept() {
        assert_eq!(short("delivery_failed"), "delivery_failed");
        assert_eq!(short("sent to 31600000123"), "");
    }
}
