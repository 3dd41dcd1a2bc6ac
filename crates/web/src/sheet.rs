//! A list to take away: as Excel, CSV or JSON, each with the same rows under the same heads.
//!
//! Excel gets real days and amounts, heads that stay in view, filters, and a second sheet that says what this is. No cell of
//! a spreadsheet is a formula, whatever a tenant's name begins with.

use axum::response::Response;
use connectors::reads_as_formula;
use domain::calendar::Day;
use domain::money::Cents;
use maud::{Markup, html};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use serde_json::{Map, Value, json};

use crate::answer::{self, Failure};
use crate::app::Visit;

/// The last day of December 1899, from which spreadsheets count, as a day before 1970.
const FIRST_DAY_OF_EXCEL: i32 = 25_569;
/// No column is wider, in pixels.
const WIDEST: u32 = 420;

/// The kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Excel,
    Csv,
    Json,
}

impl Kind {
    pub(crate) const ALL: [Kind; 3] = [Kind::Excel, Kind::Csv, Kind::Json];

    /// Its ending.
    pub(crate) const fn ending(self) -> &'static str {
        match self {
            Kind::Excel => "xlsx",
            Kind::Csv => "csv",
            Kind::Json => "json",
        }
    }

    /// As a person calls it.
    const fn name(self) -> &'static str {
        match self {
            Kind::Excel => "Excel",
            Kind::Csv => "CSV",
            Kind::Json => "JSON",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Kind::Excel => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Kind::Csv => "text/csv; charset=utf-8; header=present",
            Kind::Json => "application/json; charset=utf-8",
        }
    }
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    Text(String),
    Money(Cents),
    Day(Day),
    Count(u64),
    Nothing,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_string())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}

impl From<&String> for Cell {
    fn from(text: &String) -> Cell {
        Cell::Text(text.clone())
    }
}

impl From<Cents> for Cell {
    fn from(cents: Cents) -> Cell {
        Cell::Money(cents)
    }
}

impl From<Day> for Cell {
    fn from(day: Day) -> Cell {
        Cell::Day(day)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Cell {
        value.map_or(Cell::Nothing, Into::into)
    }
}

/// A row of cells from what they are made of.
macro_rules! row {
    ($($cell:expr),* $(,)?) => { vec![$($crate::sheet::Cell::from($cell)),*] };
}
pub(crate) use row;

/// A list to take away.
pub(crate) struct Sheet {
    /// The name of the file and of the sheet.
    pub(crate) name: String,
    /// What this is: which list, with which filter.
    pub(crate) about: String,
    pub(crate) heads: &'static [&'static str],
    pub(crate) rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// The whole file, under a name that a browser keeps it by. That it was taken away goes into the log.
    pub(crate) fn answer(&self, visit: &Visit, kind: Kind) -> Result<Response, Failure> {
        let bytes = match kind {
            Kind::Excel => self.excel(visit).map_err(|error| Failure::Broken(error.to_string()))?,
            Kind::Csv => self.csv().into_bytes(),
            Kind::Json => self.json(visit).to_string().into_bytes(),
        };
        Ok(answer::file(bytes, kind.media_type(), &format!("{}.{}", self.name, kind.ending())))
    }

    fn excel(&self, visit: &Visit) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let bold = Format::new().set_bold();
        let money = Format::new().set_num_format("€ #,##0.00;[Red]-€ #,##0.00");
        let date = Format::new().set_num_format("dd-mm-yyyy");
        let sheet = book.add_worksheet();
        sheet.set_name("Lijst")?;
        for (column, head) in (0..).zip(self.heads) {
            sheet.write_string_with_format(0, column, *head, &bold)?;
        }
        for (at, cells) in (1..).zip(&self.rows) {
            for (column, cell) in (0..).zip(cells) {
                write(sheet, at, column, cell, &money, &date)?;
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        let (last_row, last_column) = (self.rows.len() as u32, self.heads.len().saturating_sub(1) as u16);
        sheet.autofilter(0, 0, last_row, last_column)?;
        sheet.set_autofit_max_width(WIDEST).autofit();
        let about = book.add_worksheet();
        about.set_name("Toelichting")?;
        for (at, (what, value)) in (0..).zip(self.explained(visit)) {
            about.write_string_with_format(at, 0, what, &bold)?;
            about.write_string(at, 1, value)?;
        }
        about.set_autofit_max_width(WIDEST).autofit();
        book.save_to_buffer()
    }

    fn explained(&self, visit: &Visit) -> Vec<(&'static str, String)> {
        let night = visit.last.as_ref();
        vec![
            ("Lijst", self.about.clone()),
            ("Verhuurder", visit.house.landlord.clone()),
            ("Stand van de nacht van", night.map_or(String::new(), |night| night.day.dutch())),
            ("Boeken tot en met", night.map_or(String::new(), |night| night.books_as_of.dutch())),
            ("Gemaakt op", visit.now.day.dutch()),
            ("Gemaakt door", visit.who.staff.name.clone()),
            ("Let op", "Persoonsgegevens: bewaar dit bestand niet langer dan nodig en deel het niet.".into()),
        ]
    }

    fn csv(&self) -> String {
        // The mark in front tells a spreadsheet that the letters are UTF-8; Dutch ones expect semicolons.
        let mut text = String::from('\u{feff}');
        let heads: Vec<Cell> = self.heads.iter().map(|head| Cell::from(*head)).collect();
        for cells in std::iter::once(&heads).chain(&self.rows) {
            let cells: Vec<String> = cells.iter().map(in_csv).collect();
            text.push_str(&cells.join(";"));
            text.push_str("\r\n");
        }
        text
    }

    fn json(&self, visit: &Visit) -> Value {
        let of = |cells: &Vec<Cell>| -> Value {
            let pairs = self.heads.iter().zip(cells).map(|(head, cell)| ((*head).to_string(), in_json(cell)));
            Value::Object(pairs.collect::<Map<_, _>>())
        };
        let mut about: Map<String, Value> =
            self.explained(visit).into_iter().map(|(what, value)| (what.to_string(), value.into())).collect();
        if self.rows.iter().flatten().any(|cell| matches!(cell, Cell::Money(_))) {
            about.insert("Bedragen".into(), "in hele centen".into());
        }
        json!({ "toelichting": about, "rijen": self.rows.iter().map(of).collect::<Vec<_>>() })
    }
}

fn write(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    money: &Format,
    date: &Format,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) => sheet.write_string(row, column, text)?,
        Cell::Money(cents) => sheet.write_number_with_format(row, column, cents.0 as f64 / 100.0, money)?,
        Cell::Day(day) => {
            sheet.write_number_with_format(row, column, f64::from(day.0 + FIRST_DAY_OF_EXCEL), date)?
        }
        Cell::Count(number) => sheet.write_number(row, column, *number as f64)?,
        Cell::Nothing => sheet,
    };
    Ok(())
}

/// `1098,80`: a number to a Dutch spreadsheet, also below zero; days as people here write them.
fn in_csv(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => guarded(text),
        Cell::Money(cents) => {
            let (sign, cents) = (if cents.0 < 0 { "-" } else { "" }, cents.0.unsigned_abs());
            format!("{sign}{},{:02}", cents / 100, cents % 100)
        }
        Cell::Day(day) => {
            let (year, month, of_month) = day.ymd();
            format!("{of_month:02}-{month:02}-{year}")
        }
        Cell::Count(number) => number.to_string(),
        Cell::Nothing => String::new(),
    }
}

/// Amounts in whole cents, days as `2026-11-22`.
fn in_json(cell: &Cell) -> Value {
    match cell {
        Cell::Text(text) => text.clone().into(),
        Cell::Money(cents) => cents.0.into(),
        Cell::Day(day) => day.to_string().into(),
        Cell::Count(number) => (*number).into(),
        Cell::Nothing => Value::Null,
    }
}

/// A value that begins like a formula gets an apostrophe in front, which makes it text.
fn guarded(value: &str) -> String {
    let formula = reads_as_formula(value);
    let guard = if formula { "'" } else { "" };
    let quoted = value.replace('"', "\"\"");
    if formula || value.contains(['"', ';', ',', '\n', '\r']) {
        format!("\"{guard}{quoted}\"")
    } else {
        quoted
    }
}

/// Links to the files of a list; `address` is the list without an ending, `query` what its page asks for.
pub(crate) fn files(address: &str, query: &str) -> Markup {
    html! {
        span.bestanden {
            "Als bestand: "
            @for (at, kind) in Kind::ALL.into_iter().enumerate() {
                @if at > 0 { " · " }
                a href={ (address) "." (kind.ending()) @if !query.is_empty() { "?" (query) } } download { (kind.name()) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_or_breaks_its_line() {
        assert_eq!(guarded("Jansen"), "Jansen");
        assert_eq!(guarded("=1+1"), "\"'=1+1\"");
        assert_eq!(guarded(" @x"), "\"' @x\"");
        assert_eq!(guarded("a\"b;c\n"), "\"a\"\"b;c\n\"");
    }

    #[test]
    fn amounts_and_days_are_those_of_a_dutch_spreadsheet() {
        assert_eq!(in_csv(&Cell::Money(Cents(-5))), "-0,05");
        assert_eq!(in_csv(&Cell::Money(Cents(109_880))), "1098,80");
        assert_eq!(in_csv(&Cell::Day(Day::parse_iso("2026-11-05").unwrap())), "05-11-2026");
        assert_eq!(in_json(&Cell::Money(Cents(109_880))), json!(109_880));
    }

    #[test]
    fn the_days_of_a_spreadsheet_begin_where_they_do() {
        // 1 January 1900 is 1 there, and they believe in a 29 February 1900, so from March on: 1 March 1900 is 61.
        assert_eq!(Day::parse_iso("1900-03-01").unwrap().0 + FIRST_DAY_OF_EXCEL, 61);
    }
}
