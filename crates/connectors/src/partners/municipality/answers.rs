//! What municipalities answer: JSON of the exchange model (`vroegsignaalzaken`), or CSV with `id`, `resultaat` and `datum`.
//!
//! In go the name and the bytes of a file; out come answers and findings, each with its row. A case without a result is
//! still at work and gives neither. Names and citizen service numbers in the file are never looked at.

use super::sheet::{self, refused};
use crate::dates::{self, Dated};
use domain::calendar::Day;
use domain::delivery::{Finding, Place};
use domain::law_in_motion::municipal_answer::MunicipalAnswer;
use serde::Deserialize;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerRow {
    /// Our number of the signal.
    pub signal: String,
    /// What became of it.
    pub answer: MunicipalAnswer,
    /// The day it was told; `None` when the file does not say.
    pub day: Option<Day>,
}

#[derive(Deserialize)]
struct Exchange {
    #[serde(rename = "aanleverdatumEnTijd", default)]
    moment: String,
    #[serde(rename = "leveringen")]
    deliveries: Vec<Delivery>,
}

#[derive(Deserialize)]
struct Delivery {
    #[serde(rename = "vroegsignaalzaken", default)]
    cases: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct Case {
    #[serde(rename = "resultaat", default)]
    result: String,
    #[serde(rename = "vroegsignalen", default)]
    signals: Vec<Signal>,
}

#[derive(Deserialize)]
struct Signal {
    #[serde(rename = "ID")]
    id: String,
}

/// An answer, or why there is none.
type Answered = (Place, Result<AnswerRow, Finding>);

/// Reads the answers of a municipality: JSON when the name ends so, else CSV. Rows of a JSON are its cases, from 1.
pub fn read_answers(file: &str, bytes: &[u8]) -> (Vec<(Place, AnswerRow)>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut answered: Vec<Answered> = Vec::new();
    if file.to_lowercase().ends_with(".json") {
        answered = cases(file, bytes);
    } else {
        sheet::read(file, bytes, &["id", "resultaat"], &mut findings, &mut |row, _| {
            let day = day_of(&row.place, row.field("datum"));
            let answer = day.and_then(|day| answer(&row.place, row.field("id"), row.field("resultaat"), day));
            answered.push((row.place.clone(), answer));
        });
    }
    let mut rows = Vec::new();
    for (place, answer) in answered {
        match answer {
            Ok(row) => rows.push((place, row)),
            Err(finding) => findings.push(finding),
        }
    }
    (rows, findings)
}

fn cases(file: &str, bytes: &[u8]) -> Vec<Answered> {
    let refuse = |row: usize, field: &str, reason: &str| -> Answered {
        let place = Place { file: file.to_owned(), row: row as u32 };
        (place.clone(), Err(refused(place, field, "", reason)))
    };
    let exchange: Exchange = match serde_json::from_slice(crate::decode::without_mark(bytes)) {
        Ok(exchange) => exchange,
        Err(error) => {
            let reason = "Dit is geen bestand volgens het uitwisselmodel. Er is niets verwerkt; vraag een nieuw bestand.";
            return vec![refuse(error.line(), "bestand", reason)];
        }
    };
    let day = match dates::read(&exchange.moment) {
        Dated::Day(day) => Some(day),
        Dated::NotFilled | Dated::Unclear => None,
    };
    let mut answered = Vec::new();
    let cases = exchange.deliveries.into_iter().flat_map(|delivery| delivery.cases);
    for (at, case) in cases.enumerate() {
        match serde_json::from_value::<Case>(case) {
            Ok(case) if case.result.trim().is_empty() => {}
            Ok(case) => answered.extend(case.signals.iter().map(|signal| {
                let place = Place { file: file.to_owned(), row: at as u32 + 1 };
                let answer = answer(&place, &signal.id, &case.result, day);
                (place, answer)
            })),
            Err(_) => {
                let reason = "Deze vroegsignaalzaak is niet te lezen. Zij is niet verwerkt; de andere wel.";
                answered.push(refuse(at + 1, "vroegsignaalzaak", reason));
            }
        }
    }
    answered
}

fn day_of(place: &Place, text: &str) -> Result<Option<Day>, Finding> {
    match dates::read(text) {
        Dated::Day(day) => Ok(Some(day)),
        Dated::NotFilled => Ok(None),
        Dated::Unclear => {
            let reason = "Dit is geen dag. De rij is niet verwerkt; verbeter de dag (jjjj-mm-dd).";
            Err(refused(place.clone(), "datum", text, reason))
        }
    }
}

fn answer(place: &Place, id: &str, result: &str, day: Option<Day>) -> Result<AnswerRow, Finding> {
    if id.trim().is_empty() {
        let reason =
            "Het nummer van het signaal ontbreekt. De rij is niet verwerkt; vraag het na bij de gemeente.";
        return Err(refused(place.clone(), "ID", "", reason));
    }
    match MunicipalAnswer::from_dutch(result) {
        Some(answer) => Ok(AnswerRow { signal: id.trim().to_owned(), answer, day }),
        None => {
            let reason = "Dit resultaat staat niet in het uitwisselmodel. De rij is niet verwerkt; vraag het na bij de gemeente.";
            Err(refused(place.clone(), "resultaat", result, reason))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<Day> {
        Day::parse_iso(text)
    }

    #[test]
    fn answers_in_both_forms() {
        let json = br#"{"aanleverdatumEnTijd": "2026-11-20T09:00:00Z", "leveringen": [{"vroegsignaalzaken": [
            {"resultaat": "Definitief geen contact kunnen krijgen", "vroegsignalen": [{"ID": "7"}, {"ID": "8"}]},
            {"vroegsignalen": [{"ID": "9"}]},
            {"resultaat": "hulp", "vroegsignalen": [{"ID": "10"}]},
            {"resultaat": 3}
        ]}]}"#;
        let (rows, findings) = read_answers("antwoord.json", json);
        let seen: Vec<(u32, &str, Option<Day>)> =
            rows.iter().map(|(place, row)| (place.row, row.signal.as_str(), row.day)).collect();
        assert_eq!(seen, [(1, "7", day("2026-11-20")), (1, "8", day("2026-11-20"))]);
        assert_eq!(findings.iter().map(|finding| finding.place.row).collect::<Vec<_>>(), [3, 4]);

        let csv = "ID;Resultaat;Datum;BSN\n7;Verwijzing zonder contact;20-11-2026;123\n;Verwijzing zonder contact;;\n8;nee;;\n9;Inwoner is overleden;ooit;\n10;Inwoner is overleden;;\n";
        let (rows, findings) = read_answers("antwoord.csv", csv.as_bytes());
        let seen: Vec<(u32, &str, MunicipalAnswer)> =
            rows.iter().map(|(place, row)| (place.row, row.signal.as_str(), row.answer)).collect();
        assert_eq!(
            seen,
            [(2, "7", MunicipalAnswer::ReferredWithoutContact), (6, "10", MunicipalAnswer::Deceased)]
        );
        assert_eq!(findings.iter().map(|finding| finding.place.row).collect::<Vec<_>>(), [3, 4, 5]);
    }

    #[test]
    fn a_broken_file_is_one_finding() {
        for (file, bytes) in
            [("a.json", &b"{"[..]), ("a.csv", b"naam;uitkomst\nx;y\n"), ("b.json", b"[]"), ("c.json", b"{}")]
        {
            let (rows, findings) = read_answers(file, bytes);
            assert!(rows.is_empty() && !findings.is_empty(), "{file}");
        }
    }
}
