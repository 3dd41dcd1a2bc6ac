//! Advice to the landlord's ledger: which collection costs may be booked (`incassokosten.csv`).
//!
//! In go amounts that the law allows, each with the letter it rests on; out comes one file. Houvast does not own the
//! ledger: the landlord books, and what was booked comes back with a delivery.

use super::{OutFile, sheet};
use domain::calendar::Day;
use domain::law::collection_costs::CollectionCosts;
use domain::money::Cents;

/// One row of advice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostsAdvice {
    /// Dossier number.
    pub dossier: String,
    /// Day of the advice.
    pub day: Day,
    /// How much may be booked.
    pub costs: CollectionCosts,
    /// The principal it is over, in cents.
    pub principal: Cents,
    /// The day on which the letter was made.
    pub letter_of: Day,
    /// Why, in one Dutch sentence.
    pub because: String,
}

/// The file.
pub fn costs_file(rows: &[CostsAdvice]) -> OutFile {
    let headings = [
        "dossier",
        "dag",
        "incassokosten",
        "btw",
        "totaal",
        "hoofdsom",
        "veertiendagenbrief",
        "grond",
        "waarom",
    ];
    let line = |row: &CostsAdvice| {
        vec![
            row.dossier.clone(),
            row.day.to_string(),
            row.costs.excluding_vat.to_string(),
            row.costs.vat.to_string(),
            row.costs.total().to_string(),
            row.principal.to_string(),
            row.letter_of.to_string(),
            "art. 6:96 lid 6 BW".to_owned(),
            row.because.clone(),
        ]
    };
    OutFile { name: "incassokosten.csv".into(), bytes: sheet::write(&headings, rows.iter().map(line)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_for_each_advice() {
        let day = |text| Day::parse_iso(text).unwrap();
        let file = costs_file(&[CostsAdvice {
            dossier: "HO-1".into(),
            day: day("2026-12-15"),
            costs: CollectionCosts { excluding_vat: Cents(16_482), vat: Cents::ZERO },
            principal: Cents(109_880),
            letter_of: day("2026-11-23"),
            because: "De termijn is voorbij; er stond nog € 1.098,80 open.".into(),
        }]);
        let text = String::from_utf8(file.bytes).unwrap();
        let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(
            lines[1].starts_with("HO-1;2026-12-15;164,82;0,00;164,82;1.098,80;2026-11-23;"),
            "{}",
            lines[1]
        );
    }
}
