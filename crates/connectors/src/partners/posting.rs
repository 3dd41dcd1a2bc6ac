//! Proof of posting of 14-day letters, as a printer or a mail room gives it.
//!
//! In goes a CSV with `dossier`, `gemaakt`, `gepost` and perhaps `bezorgd` and `retour`; out come rows and findings with
//! their line. Nothing is presumed here: what the file does not say was not proven.

use super::sheet::{self, refused};
use crate::dates::{self, Dated};
use domain::calendar::Day;
use domain::delivery::{Finding, Place};
use domain::law_in_motion::fourteen_days::Posting;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostedRow {
    /// Dossier number.
    pub dossier: String,
    /// Day on which the letter was made.
    pub made_on: Day,
    /// What is proven.
    pub posting: Posting,
}

/// Reads the file.
pub fn read_posted(file: &str, bytes: &[u8]) -> (Vec<(Place, PostedRow)>, Vec<Finding>) {
    let (mut rows, mut findings) = (Vec::new(), Vec::new());
    sheet::read(file, bytes, &["dossier", "gemaakt", "gepost"], &mut findings, &mut |row, findings| {
        match posted(row) {
            Ok(posted) => rows.push((row.place.clone(), posted)),
            Err((field, reason)) => {
                findings.push(refused(row.place.clone(), field, row.field(field), reason));
            }
        }
    });
    (rows, findings)
}

fn posted(row: &sheet::Row) -> Result<PostedRow, (&'static str, &'static str)> {
    const NO_DAY: &str = "Dit is geen dag. De rij is niet verwerkt; verbeter de dag (jjjj-mm-dd).";
    const TOO_EARLY: &str = "Deze dag ligt te vroeg. De rij is niet verwerkt; kijk de dagen na.";
    let day = |field: &'static str| match dates::read(row.field(field)) {
        Dated::Day(day) => Ok(Some(day)),
        Dated::NotFilled => Ok(None),
        Dated::Unclear => Err((field, NO_DAY)),
    };
    if row.field("dossier").is_empty() {
        return Err(("dossier", "Het dossiernummer ontbreekt. De rij is niet verwerkt; vul het aan."));
    }
    let made_on = day("gemaakt")?.ok_or(("gemaakt", NO_DAY))?;
    let posted_on = day("gepost")?.ok_or(("gepost", NO_DAY))?;
    let (delivered_on, back_on) = (day("bezorgd")?, day("retour")?);
    for (field, later, earlier) in [
        ("gepost", Some(posted_on), made_on),
        ("bezorgd", delivered_on, posted_on),
        ("retour", back_on, posted_on),
    ] {
        if later.is_some_and(|later| later < earlier) {
            return Err((field, TOO_EARLY));
        }
    }
    let posting = match (delivered_on, back_on) {
        (_, Some(back_on)) => Posting::CameBack(posted_on, back_on),
        (Some(delivered_on), None) => Posting::Delivered(posted_on, delivered_on),
        (None, None) => Posting::Posted(posted_on),
    };
    Ok(PostedRow { dossier: row.field("dossier").to_owned(), made_on, posting })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_proven_and_no_more() {
        let csv = "Dossier;Gemaakt;Gepost;Bezorgd;Retour\n\
            HO-1;2026-11-23;2026-11-24;;\n\
            HO-2;23-11-2026;24-11-2026;26-11-2026;\n\
            HO-3;2026-11-23;2026-11-24;2026-11-26;2026-11-30\n\
            HO-4;2026-11-23;;;\n\
            HO-5;2026-11-23;2026-11-20;;\n\
            ;2026-11-23;2026-11-24;;\n";
        let (rows, findings) = read_posted("post.csv", csv.as_bytes());
        let day = |text| Day::parse_iso(text).unwrap();
        let seen: Vec<Posting> = rows.iter().map(|(_, row)| row.posting).collect();
        assert_eq!(
            seen,
            [
                Posting::Posted(day("2026-11-24")),
                Posting::Delivered(day("2026-11-24"), day("2026-11-26")),
                Posting::CameBack(day("2026-11-24"), day("2026-11-30")),
            ]
        );
        let wrong: Vec<(u32, &str)> =
            findings.iter().map(|finding| (finding.place.row, finding.field.as_str())).collect();
        assert_eq!(wrong, [(5, "gepost"), (6, "gepost"), (7, "dossier")]);
    }
}
