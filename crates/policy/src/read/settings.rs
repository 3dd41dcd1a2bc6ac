//! `instellingen.toml`: thresholds, one a line.
//!
//! A line is `te_laat_na = "5 dagen"`, or with dates a list of blocks:
//! `te_laat_na = [ { waarde = "5 dagen" }, { waarde = "7 dagen", vanaf = 2027-01-01, besluit = "…" } ]`.

use super::table::{Table, Text, shorten};
use super::{FileTable, Reader, amount, start_of};
use crate::finding::Findings;
use crate::suggest::hint;
use crate::words::{SETTINGS, SettingUnit, SettingWord};
use domain::facts::{Unit, Value};
use domain::policy::Settings;
use domain::send::TimeOfDay;

const FILE: &str = "instellingen.toml";

pub(super) fn read(reader: &Reader<'_>, settings: &mut Settings, out: &mut Findings) {
    let files: Vec<&FileTable<'_>> = reader.tables.iter().filter(|file| file.path == FILE).collect();
    for key in files.iter().flat_map(|file| file.table.keys()) {
        if !SETTINGS.iter().any(|word| word.word == key.value) {
            let hint = hint(&key.value, SETTINGS.iter().map(|word| word.word));
            out.error(
                &key.place,
                format!("\"{}\" is geen instelling die wij kennen. {hint}", shorten(&key.value)),
            );
        }
    }
    for word in &SETTINGS {
        let values: Vec<Option<i64>> =
            files.iter().map(|file| holds(&file.table, word, reader, out)).collect();
        if let Some(value) = values.into_iter().flatten().next_back() {
            (word.set)(settings, value);
        } else if !files.iter().any(|file| file.table.has(word.word)) {
            let place = files.last().map_or_else(|| start_of(FILE), |file| file.table.place());
            out.warning(
                &place,
                format!("De instelling {} staat er niet. Wij rekenen met de waarde van het programma. Schrijf haar op.", word.word),
            );
        }
    }
}

/// The value of a setting in one file that holds on the day.
fn holds(table: &Table<'_>, word: &SettingWord, reader: &Reader<'_>, out: &mut Findings) -> Option<i64> {
    if !table.has(word.word) {
        return None;
    }
    let dated = match table.inner(word.word) {
        Some(one) => vec![one],
        None if table.is_list(word.word) => table.tables(word.word, out),
        None => return value(&table.text(word.word, out)?, word, out),
    };
    let mut begun = Vec::new();
    for block in &dated {
        block.only("een instelling", &["waarde", "vanaf", "besluit", "uitleg"], out);
        let from = block.day("vanaf", out);
        let read = block.needed("een instelling", "waarde", out).and_then(|text| value(&text, word, out));
        if begun.iter().any(|(known, _)| *known == from) {
            out.error(
                &block.place(),
                format!("{} heeft twee waarden met dezelfde vanaf. Houd er één over.", word.word),
            );
        } else if from.is_none_or(|from| from <= reader.day) {
            begun.push((from, read));
        }
    }
    if begun.is_empty() {
        out.error(
            &table.place_of(word.word),
            format!(
                "Voor {} geldt op {} geen waarde. Voeg er een toe met een eerdere vanaf.",
                word.word,
                reader.day.dutch()
            ),
        );
    }
    begun.into_iter().max_by_key(|(from, _)| *from).and_then(|(_, value)| value)
}

fn value(text: &Text, word: &SettingWord, out: &mut Findings) -> Option<i64> {
    let read = match word.unit {
        SettingUnit::Fact(unit) => amount::read(&text.value, unit),
        SettingUnit::WorkingDays => {
            let value = amount::working_days(&text.value);
            let value = value.or_else(|| amount::read(&text.value, Unit::Count).ok());
            value.ok_or_else(|| "Schrijf het als \"2 werkdagen\".".to_owned())
        }
        SettingUnit::TimeOfDay => TimeOfDay::parse(&text.value)
            .map(|time| i64::from(time.0))
            .ok_or_else(|| "Schrijf het als \"08:30\".".to_owned()),
    };
    let (least, greatest) = word.bounds;
    match read {
        Ok(value) if (least..=greatest).contains(&value) => Some(value),
        Ok(value) => {
            let sense = match word.unit {
                SettingUnit::Fact(unit) => {
                    format!("van {} tot en met {}", shown(unit, least), shown(unit, greatest))
                }
                SettingUnit::WorkingDays => format!("van {least} tot en met {greatest} werkdagen"),
                SettingUnit::TimeOfDay => {
                    let time = |minutes: i64| TimeOfDay(minutes as u16);
                    format!("van {} tot en met {}", time(least), time(greatest))
                }
            };
            let direction = if value < least { "te laag" } else { "te hoog" };
            out.error(
                &text.place,
                format!("{} is hier {direction}: {} loopt {sense}.", shorten(&text.value), word.word),
            );
            None
        }
        Err(how) => {
            let how = how.replace(", \"2 weken\" of \"nooit\"", " of \"2 weken\"");
            out.error(
                &text.place,
                format!("\"{}\" past niet bij {}. {how}", shorten(&text.value), word.word),
            );
            None
        }
    }
}

/// A bound as a person reads it.
fn shown(unit: Unit, value: i64) -> String {
    match unit {
        Unit::Cents => format!("{} euro", domain::money::Cents(value)),
        Unit::Days if Value(value).is_never() => "nooit".into(),
        Unit::Days => format!("{value} dagen"),
        Unit::Months => format!("{value} maanden"),
        Unit::Percent => format!("{value} %"),
        _ => value.to_string(),
    }
}
