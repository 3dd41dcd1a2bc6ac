//! A settings file that could not be read, told in Dutch: on which line, what is wrong, and what to write instead.
//!
//! In goes the text with the error of the TOML reader; out comes a sentence for whoever keeps the file. The reader's own
//! English words are the only thing it says about a mistake; a test with every kind of mistake breaks when a version of
//! it words them otherwise, and what is not recognised is still told with its line.

use crate::mapping::nearest;
use toml::de::Error;

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misread {
    /// Line, counted from 1.
    pub line: u32,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl Misread {
    /// Tells an error of the TOML reader about this text.
    pub fn of(text: &str, error: &Error) -> Misread {
        let at = error.span().map_or(0, |span| span.start).min(text.len());
        let before = text.as_bytes()[..at].iter();
        let line = before.filter(|byte| **byte == b'\n').count() as u32 + 1;
        Misread { line, message: message(error.message()) }
    }

    /// `verzenden.toml:12: …`
    pub fn in_file(&self, file: &str) -> String {
        format!("{file}:{}: {}", self.line, self.message)
    }
}

/// What every file that is no TOML at all is told.
const NO_TOML: &str = "Deze regel is geen geldige TOML. Kijk naar aanhalingstekens, haken en het =-teken.";

fn message(told: &str) -> String {
    let told = told.trim();
    // A check of our own speaks Dutch already and quotes as Dutch does.
    if told.starts_with('“') {
        return format!("{}.", told.trim_end_matches('.'));
    }
    if let Some(rest) = told.strip_prefix("missing field ") {
        let word = between_ticks(rest).next().unwrap_or_default();
        return format!("“{word}” ontbreekt in dit onderdeel. Voeg een regel toe: {word} = …");
    }
    if told.starts_with("unknown field ") {
        return unknown("Het woord", "bestaat in dit onderdeel niet", told);
    }
    if told.starts_with("unknown variant ") {
        return unknown("De waarde", "kan hier niet", told);
    }
    if told.starts_with("duplicate ") {
        return "Dit staat er al. Haal een van de twee regels weg.".to_owned();
    }
    let typed = told.strip_prefix("invalid type: ").or_else(|| told.strip_prefix("invalid value: "));
    if let Some((found, expected)) = typed.and_then(|rest| rest.split_once(", expected ")) {
        return format!("Hier staat {}; hier hoort {}.", kind_found(found), kind_expected(expected));
    }
    NO_TOML.to_owned()
}

/// What does not exist, what was probably meant, and what does exist.
fn unknown(what: &str, how: &str, told: &str) -> String {
    let mut words = between_ticks(told);
    let word = words.next().unwrap_or_default();
    let known: Vec<&str> = words.collect();
    let near = nearest(word, known.iter().copied());
    let near = near.map_or(String::new(), |near| format!(" Bedoelt u “{near}”?"));
    let known = if known.is_empty() { String::new() } else { format!(" Hier kan: {}.", known.join(", ")) };
    format!("{what} “{word}” {how}.{near}{known}")
}

/// The words between backticks, in order.
fn between_ticks(told: &str) -> impl Iterator<Item = &str> {
    told.split('`').skip(1).step_by(2)
}

fn kind_found(found: &str) -> &'static str {
    match found.split([' ', ':']).next().unwrap_or_default() {
        "string" => "tekst",
        "integer" => "een getal",
        "floating" => "een getal met cijfers achter de komma",
        "boolean" => "true of false",
        "sequence" => "een lijst",
        "map" => "een onderdeel met eigen regels",
        _ => "iets anders",
    }
}

fn kind_expected(expected: &str) -> &'static str {
    match expected.split(' ').collect::<Vec<_>>().as_slice() {
        [kind, ..] if kind.starts_with('u') && kind[1..].parse::<u32>().is_ok() => {
            "een heel getal zonder aanhalingstekens, nul of hoger en niet te groot"
        }
        [kind, ..] if kind.starts_with('i') && kind[1..].parse::<u32>().is_ok() => "een heel getal",
        ["a", "boolean", ..] => "true of false, zonder aanhalingstekens",
        ["a", "sequence", ..] => "een lijst: [\"…\", \"…\"]",
        ["a", "map", ..] | ["struct", ..] => "een onderdeel met eigen regels",
        ["a", "string", ..] | ["path", ..] | ["string", ..] => "tekst tussen aanhalingstekens",
        _ => "iets anders; kijk in de beschrijving van dit bestand",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use std::path::PathBuf;

    #[derive(Debug, Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    #[allow(dead_code)]
    struct Settings {
        name: String,
        port: u16,
        safe: bool,
        districts: Vec<String>,
        folder: PathBuf,
        stage: Stage,
        part: Option<Part>,
    }

    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Part {
        needed: String,
    }

    #[derive(Debug, Default, Deserialize)]
    enum Stage {
        #[default]
        #[serde(rename = "proef")]
        Trial,
        #[serde(rename = "echt")]
        Real,
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let error = toml::from_str::<Settings>(text).expect_err("a mistake");
        assert_eq!(Misread::of(text, &error).in_file("x.toml"), expected);
    }

    #[test]
    fn every_kind_of_mistake_has_a_line_and_a_way_out() {
        let text = "tekst tussen aanhalingstekens";
        let number = "een heel getal zonder aanhalingstekens, nul of hoger en niet te groot";
        check("name = \"a\"\nport = \"25\"", &format!("x.toml:2: Hier staat tekst; hier hoort {number}."));
        check("port = -1", &format!("x.toml:1: Hier staat een getal; hier hoort {number}."));
        check("port = 70000", &format!("x.toml:1: Hier staat een getal; hier hoort {number}."));
        check("\n\nname = 3", &format!("x.toml:3: Hier staat een getal; hier hoort {text}."));
        check(
            "name = 3.5",
            &format!("x.toml:1: Hier staat een getal met cijfers achter de komma; hier hoort {text}."),
        );
        check("name = [\"a\"]", &format!("x.toml:1: Hier staat een lijst; hier hoort {text}."));
        check("folder = 1", &format!("x.toml:1: Hier staat een getal; hier hoort {text}."));
        check(
            "safe = \"ja\"",
            "x.toml:1: Hier staat tekst; hier hoort true of false, zonder aanhalingstekens.",
        );
        check("districts = \"Noord\"", "x.toml:1: Hier staat tekst; hier hoort een lijst: [\"…\", \"…\"].");
        check("part = \"a\"", "x.toml:1: Hier staat tekst; hier hoort een onderdeel met eigen regels.");
        check("part = {}", "x.toml:1: “needed” ontbreekt in dit onderdeel. Voeg een regel toe: needed = …");
        check("\n[part]", "x.toml:2: “needed” ontbreekt in dit onderdeel. Voeg een regel toe: needed = …");
        check(
            "nmae = \"a\"",
            "x.toml:1: Het woord “nmae” bestaat in dit onderdeel niet. Bedoelt u “name”? \
             Hier kan: name, port, safe, districts, folder, stage, part.",
        );
        check(
            "stage = \"ehct\"",
            "x.toml:1: De waarde “ehct” kan hier niet. Bedoelt u “echt”? Hier kan: proef, echt.",
        );
        check("port = 1\nport = 2", "x.toml:2: Dit staat er al. Haal een van de twee regels weg.");
        for broken in ["name = \"a", "name \"a\"", "[part", "name = a", "é = \u{1}"] {
            check(broken, &format!("x.toml:1: {NO_TOML}"));
        }
    }
}
