//! Separated text to and from partners: `;` between fields, quotes where needed, one heading line.
//!
//! Out: rows as bytes that Excel opens; a text that a sheet would take for a formula gets an apostrophe. In: rows under
//! their headings, each with its line; a row that cannot be cut is a finding.

use crate::record::is_forbidden_heading;
use crate::separated::{Separated, each_row, reads_as_formula};
use domain::delivery::{Finding, Place, Severity};
use std::cell::Cell;

/// Writes headings and rows.
pub(super) fn write(headings: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    // The mark tells Excel that the file is UTF-8.
    let mut text = String::from("\u{feff}");
    line(&mut text, headings.iter().map(|heading| (*heading).to_owned()));
    for row in rows {
        line(&mut text, row.into_iter());
    }
    text.into_bytes()
}

fn line(text: &mut String, fields: impl Iterator<Item = String>) {
    for (at, field) in fields.enumerate() {
        if at > 0 {
            text.push(';');
        }
        text.push_str(&quoted(&field));
    }
    text.push_str("\r\n");
}

fn quoted(field: &str) -> String {
    let only_digits = |rest: &str| rest.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'));
    let is_amount = field.strip_prefix('-').is_some_and(|rest| !rest.is_empty() && only_digits(rest));
    let is_formula = reads_as_formula(field) && !is_amount;
    let field = if is_formula { format!("'{field}") } else { field.to_owned() };
    if field.contains([';', '"', '\n', '\r']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field }
}

/// A row under its headings.
pub(super) struct Row<'a> {
    pub(super) place: Place,
    headings: &'a [String],
    fields: Vec<String>,
}

impl Row<'_> {
    /// The field under a heading, trimmed; empty when there is none.
    pub(super) fn field(&self, heading: &str) -> &str {
        let at = self.headings.iter().position(|known| known == heading);
        at.and_then(|at| self.fields.get(at)).map_or("", |field| field.trim())
    }
}

/// Reads rows; `needed` are the headings that must be there. A heading that may hold a citizen service number is passed
/// over, as if it were not there.
pub(super) fn read(
    file: &str,
    bytes: &[u8],
    needed: &[&str],
    findings: &mut Vec<Finding>,
    each: &mut dyn FnMut(&Row, &mut Vec<Finding>),
) {
    let width = Cell::new(usize::MAX);
    let mut headings: Option<Vec<String>> = None;
    let mut useless = false;
    let place = |row| Place { file: file.to_owned(), row };
    let result = each_row(bytes, &width, &mut |number, separated| match separated {
        Separated::Broken(reason) => findings.push(refused(place(number), "regel", "", reason)),
        Separated::Fields(..) if useless => {}
        Separated::Fields(fields, ..) => match &headings {
            Some(headings) => {
                let fields = fields.iter().map(|field| field.to_string()).collect();
                each(&Row { place: place(number), headings, fields }, findings);
            }
            None => {
                let plain = |heading: &str| {
                    if is_forbidden_heading(heading) { String::new() } else { heading.trim().to_lowercase() }
                };
                let found: Vec<String> = fields.iter().map(|field| plain(field)).collect();
                width.set(found.len());
                for heading in needed.iter().filter(|heading| !found.iter().any(|known| known == *heading)) {
                    let reason = "Deze kolom ontbreekt. Het bestand is niet gelezen; vraag de partner om een bestand met deze kolom.";
                    findings.push(refused(place(number), heading, "", reason));
                    useless = true;
                }
                headings = Some(found);
            }
        },
    });
    if let Err(error) = result {
        findings.push(refused(
            place(0),
            "bestand",
            "",
            &format!("Het bestand kan niet worden gelezen: {error}."),
        ));
    }
}

/// A row that was left out.
pub(super) fn refused(place: Place, field: &str, value: &str, reason: &str) -> Finding {
    Finding {
        place,
        severity: Severity::RowRefused,
        field: field.to_owned(),
        value: value.chars().take(100).collect(),
        reason: reason.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_comes_back_and_a_formula_stays_text() {
        let row = ["a;b", "zegt \"ja\"", "=1+1", "-20,00", "twee\nregels"].map(str::to_owned).to_vec();
        let bytes = write(&["een", "twee", "drie", "vier", "vijf"], [row]);
        let (mut findings, mut seen) = (Vec::new(), Vec::new());
        read("f.csv", &bytes, &["een"], &mut findings, &mut |row, _| {
            seen.push(["een", "twee", "drie", "vier", "vijf"].map(|heading| row.field(heading).to_owned()));
        });
        assert_eq!(findings, []);
        assert_eq!(seen, [["a;b", "zegt \"ja\"", "'=1+1", "-20,00", "twee\nregels"].map(str::to_owned)]);
    }

    #[test]
    fn what_begins_like_an_amount_is_one_only_to_the_end() {
        for amount in ["-20,00", "-1.250,50"] {
            assert_eq!(quoted(amount), amount);
        }
        for formula in ["-1+cmd|'/Ccalc.exe'!'a@x.nl", "-", " =1+1", "＝1+1"] {
            assert!(quoted(formula).starts_with('\''), "{formula}");
        }
    }

    #[test]
    fn a_missing_column_refuses_the_file_and_a_service_number_is_never_read() {
        let (mut findings, mut rows) = (Vec::new(), 0);
        read("f.csv", b"BSN;naam\n123;x\n", &["id", "naam"], &mut findings, &mut |_, _| rows += 1);
        assert_eq!((findings.len(), rows, findings[0].field.as_str()), (1, 0, "id"));
        let (mut findings, mut seen) = (Vec::new(), String::from("?"));
        read("f.csv", b"BSN;naam\n123;x\n", &["naam"], &mut findings, &mut |row, _| {
            seen = row.field("bsn").to_owned();
        });
        assert_eq!((findings.len(), seen.as_str()), (0, ""));
    }
}
