//! Rows of a list under their headings, shared by CSV and XLSX.
//!
//! In: rows of cells, one by one. Out: where each column stands, found by the landlord's mapping or by the usual
//! headings. Titles and dates above the headings are passed over. Columns nobody asked for are never looked into.

use crate::dates::{self, Dated};
use crate::decimal::{self, Amount};
use crate::decode;
use crate::mapping::{Column, OpenItemsMapping};
use crate::record::is_forbidden_heading;
use domain::calendar::Day;
use std::borrow::Cow;

/// A cell of a row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell<'a> {
    /// Nothing there.
    Empty,
    /// Text.
    Text(Cow<'a, str>),
    /// A number of a sheet. Sheets keep numbers as floats; the digits are taken back from it at once.
    Number(f64),
    /// A day of a sheet.
    Day(Day),
    /// A formula that failed.
    Failed,
}

/// A key as a cell gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeyCell {
    Missing,
    Key(String),
    /// A number so long that the sheet rounded it: the last digits are gone.
    Rounded(String),
}

/// Sheets keep fifteen digits of a number.
const EXACT_MAX: f64 = 999_999_999_999_999.0;

impl Cell<'_> {
    /// The cell as one that outlives its row.
    pub(crate) fn owned(&self) -> Cell<'static> {
        match self {
            Cell::Empty => Cell::Empty,
            Cell::Text(text) => Cell::Text(Cow::Owned(text.to_string())),
            Cell::Number(number) => Cell::Number(*number),
            Cell::Day(day) => Cell::Day(*day),
            Cell::Failed => Cell::Failed,
        }
    }

    /// The cell as text; `None` when there is nothing.
    pub(crate) fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Cell::Empty | Cell::Failed => None,
            Cell::Text(text) => decode::tidy(Cow::Borrowed(text)),
            Cell::Number(number) => Some(Cow::Owned(number.to_string())),
            Cell::Day(day) => Some(Cow::Owned(day.to_string())),
        }
    }

    /// The cell as a key.
    pub(crate) fn key(&self) -> KeyCell {
        match self {
            Cell::Number(number) if number.abs() > EXACT_MAX || !number.is_finite() => {
                KeyCell::Rounded(number.to_string())
            }
            _ => match self.text() {
                None => KeyCell::Missing,
                Some(text) if is_scientific(&text) => KeyCell::Rounded(text.into_owned()),
                Some(text) => KeyCell::Key(text.into_owned()),
            },
        }
    }

    /// The cell as an amount, in a column in which this mark is known to stand before the cents.
    pub(crate) fn amount_with(&self, before_cents: Option<char>) -> Amount {
        match self {
            Cell::Number(number) => decimal::from_number(&number.to_string()),
            Cell::Failed => Amount::Unclear("#FOUT".to_owned()),
            cell => cell.text().map_or(Amount::Missing, |text| decimal::from_list_text(&text, before_cents)),
        }
    }

    /// The cell as a day. A bare number is the number of a day, as a sheet without date format shows it.
    pub(crate) fn day(&self) -> Dated {
        match self {
            Cell::Day(day) => dates::read(&day.to_string()),
            Cell::Number(number) if (20_000.0..80_000.0).contains(number) => {
                Dated::Day(Day(*number as i32 - 25_569))
            }
            Cell::Failed => Dated::Unclear,
            cell => cell.text().map_or(Dated::NotFilled, |text| dates::read(&text)),
        }
    }
}

/// `1,23457E+15`: what is left of a long number that went through a sheet.
fn is_scientific(text: &str) -> bool {
    let digits = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit() || byte == b',' || byte == b'.')
    };
    text.split_once("E+").is_some_and(|(mantissa, exponent)| digits(mantissa) && digits(exponent))
}

/// Where each column stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Layout {
    positions: [Option<usize>; Column::ALL.len()],
    /// What the landlord says of direct debits where the list is silent.
    pub(crate) direct_debit_when_silent: Option<bool>,
}

impl Layout {
    /// The columns a row of headings names.
    pub(crate) fn of(headings: &[String], mapping: &OpenItemsMapping) -> Layout {
        let plain: Vec<String> = headings.iter().map(|heading| crate::mapping::plain(heading)).collect();
        let position = |wanted: &str| {
            let readable = |at: &usize| !is_forbidden_heading(&headings[*at]);
            plain.iter().position(|heading| !wanted.is_empty() && heading == wanted).filter(readable)
        };
        let mut layout =
            Layout { direct_debit_when_silent: mapping.direct_debit_when_silent, ..Layout::default() };
        for column in Column::ALL {
            layout.positions[column as usize] = match mapping.headings.get(&column) {
                Some(heading) => position(&crate::mapping::plain(heading)),
                None => column.usual().iter().find_map(|heading| position(heading)),
            };
        }
        layout
    }

    /// How many columns were found.
    pub(crate) fn found(&self) -> usize {
        self.positions.iter().flatten().count()
    }

    /// The place of a column, when it was found.
    pub(crate) fn position(&self, column: Column) -> Option<usize> {
        self.positions[column as usize]
    }

    /// The required columns that were not found.
    pub(crate) fn missing(&self) -> Vec<Column> {
        Column::ALL
            .into_iter()
            .filter(|column| column.is_required() && self.positions[*column as usize].is_none())
            .collect()
    }

    /// The cell of a column.
    pub(crate) fn cell<'c, 'a>(&self, column: Column, cells: &'c [Cell<'a>]) -> &'c Cell<'a> {
        const EMPTY: &Cell<'static> = &Cell::Empty;
        self.positions[column as usize].and_then(|position| cells.get(position)).unwrap_or(EMPTY)
    }

    /// Was the column found?
    pub(crate) fn has(&self, column: Column) -> bool {
        self.positions[column as usize].is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::money::Cents;

    #[test]
    fn cells_are_read_for_what_they_are() {
        let text = |text| Cell::Text(Cow::Borrowed(text));
        assert_eq!(Cell::Number(1098.8).amount_with(None), Amount::Exact(Cents(109_880)));
        assert_eq!(Cell::Number(0.1 + 0.2).amount_with(None), Amount::Exact(Cents(30)));
        assert_eq!(text("1.098,80").amount_with(None), Amount::Exact(Cents(109_880)));
        assert_eq!(Cell::Number(77001.0).key(), KeyCell::Key("77001".into()));
        assert_eq!(Cell::Number(5_000_056_789_012_345.0).key(), KeyCell::Rounded("5000056789012345".into()));
        assert_eq!(text("5,00006E+15").key(), KeyCell::Rounded("5,00006E+15".into()));
        assert_eq!(text("HE+1").key(), KeyCell::Key("HE+1".into()));
        assert_eq!(Cell::Number(46_347.0).day(), Dated::Day(Day::parse_iso("2026-11-21").unwrap()));
        assert_eq!(text("21-11-2026").day(), Dated::Day(Day::parse_iso("2026-11-21").unwrap()));
        assert_eq!(Cell::Failed.day(), Dated::Unclear);
    }

    #[test]
    fn headings_are_recognised_and_mapped() {
        let headings: Vec<String> = ["Klantnr", "Factuurnummer", "VERVALDATUM", "Saldo (€)", "BSN", "Bedrag"]
            .map(str::to_owned)
            .to_vec();
        let layout = Layout::of(&headings, &OpenItemsMapping::default());
        assert_eq!(layout.missing(), [Column::Dossier]);
        let mut mapping = OpenItemsMapping::default();
        mapping.headings.insert(Column::Dossier, "klantnr".to_owned());
        mapping.headings.insert(Column::Name, "BSN".to_owned());
        mapping.headings.insert(Column::Town, "#".to_owned());
        let layout = Layout::of(&headings, &mapping);
        assert!(layout.missing().is_empty());
        assert!(!layout.has(Column::Name) && !layout.has(Column::Town));
        assert_eq!(
            layout.cell(Column::Open, &[Cell::Empty, Cell::Empty, Cell::Empty, Cell::Number(1.0)]),
            &Cell::Number(1.0)
        );
        assert_eq!(layout.cell(Column::Amount, &[]), &Cell::Empty);
    }
}
