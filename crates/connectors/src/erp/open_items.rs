//! A list of open items: the on-ramp for landlords without VERA.
//!
//! In: a CSV or XLSX file and the landlord's mapping. Out: one row per item. The list gives balances only; what was paid
//! follows from comparing two lists, and that is not done here. Rows without a key, a due day or an amount are refused;
//! totals are passed over; the same item twice is refused the second time.

use self::amounts::Marks;
use self::item::{Form, item};
use self::side::Unmapped;
use crate::decimal::Amount;
use crate::decode;
use crate::delivery::{self, DeliveryError, Part};
use crate::intake::{At, Intake};
use crate::manifest::{Manifest, Tally};
use crate::mapping::{Column, plain};
use crate::separated::{self, Separated};
use crate::table::{Cell, KeyCell, Layout};
use crate::{look, sheet};
use domain::delivery::{Row, Severity, UnreadItem};
use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};

mod amounts;
mod item;
mod side;

pub(crate) use item::yes_or_no;
pub(crate) use side::Side;

/// Headings stand in one of the first rows.
pub(crate) const HEADING_ROWS_MAX: u32 = 25;
/// A larger sheet is no list of open items.
const SHEET_BYTES_MAX: u64 = 200 * 1024 * 1024;

/// Is this the name of a list?
pub(crate) fn is_list(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(name.rsplit_once('.'), Some((_, "csv" | "txt" | "tsv" | "xlsx" | "xlsm")))
        && !name.starts_with("vera-")
}

/// Reads a list.
pub(crate) fn read(part: &Part, manifest: &Manifest, intake: &mut Intake<'_>) -> Result<(), DeliveryError> {
    intake.open(&part.name);
    let tally = Tally::of(manifest.promise_of(&part.name));
    let mut list = List { tally, ..List::default() };
    let name = part.name.to_ascii_lowercase();
    let unreadable = |error| DeliveryError::Unreadable(part.name.clone(), error);
    if name.ends_with(".xlsx") || name.ends_with(".xlsm") {
        if part.length > SHEET_BYTES_MAX {
            let reason =
                "Het bestand is te groot voor een lijst met openstaande posten. Lever de lijst aan als CSV.";
            return Err(DeliveryError::List(part.name.clone(), reason.to_owned()));
        }
        let bytes = fs::read(&part.path).map_err(unreadable)?;
        let list_error = |reason| DeliveryError::List(part.name.clone(), reason);
        let sheet = look::sheet_to_read(&bytes, &intake.mapping.open_items).map_err(list_error)?;
        if let Some((name, of)) =
            sheet.as_ref().filter(|(_, of)| *of > 1 && intake.mapping.open_items.sheet.is_none())
        {
            let reason = format!(
                "Deze werkmap heeft {of} bladen. Het blad “{name}” is gelezen; is dat niet goed, wijs dan een ander blad aan."
            );
            intake.about_file(Severity::Notice, "blad", name, &reason);
        }
        let sheet = sheet.map(|(name, _)| name);
        let outcome =
            sheet::each_row(bytes, sheet.as_deref(), &mut |row, cells| list.row(row, cells, None, intake));
        outcome.map_err(|reason| DeliveryError::List(part.name.clone(), reason))?;
    } else {
        look::is_text(&part.path).map_err(|reason| DeliveryError::List(part.name.clone(), reason))?;
        read_text(part, &mut list, intake).map_err(unreadable)?;
    }
    list.take_later(intake);
    if list.layout.is_none() && list.rows > 0 {
        return Err(DeliveryError::List(part.name.clone(), list.no_headings(intake)));
    }
    if list.tally.count == 0 {
        let reason = "De lijst is leeg: er staat geen enkele post open. Controleer of dat klopt.";
        intake.about_file(Severity::Notice, "", "", reason);
    }
    list.unmapped.report(intake);
    delivery::check(part, manifest, &list.tally, intake);
    Ok(())
}

fn read_text(part: &Part, list: &mut List, intake: &mut Intake<'_>) -> io::Result<()> {
    let mut reader = BufReader::with_capacity(256 * 1024, File::open(&part.path)?);
    if decode::is_utf16(reader.fill_buf()?) {
        let text = decode::utf16(&fs::read(&part.path)?);
        return read_rows(text.as_bytes(), list, intake);
    }
    read_rows(reader, list, intake)
}

fn read_rows(reader: impl BufRead, list: &mut List, intake: &mut Intake<'_>) -> io::Result<()> {
    let width = std::cell::Cell::new(usize::MAX);
    separated::each_row(reader, &width, &mut |number, row| match row {
        Separated::Fields(fields, _, ended) => {
            let cells: Vec<Cell<'_>> = fields.iter().map(|field| Cell::Text(Cow::Borrowed(field))).collect();
            let had_headings = list.layout.is_some();
            list.row(number, &cells, Some((width.get(), ended)), intake);
            if list.layout.is_some() && !had_headings {
                width.set(fields.len());
            }
        }
        Separated::Broken(reason) => {
            list.rows += 1;
            list.tally.count += 1;
            intake.finding(Severity::RowRefused, number, "", "", reason.to_owned());
            intake.unread(number, UnreadItem::default());
        }
    })
}

/// Of text: how many headings there are, and whether the line ended as it should.
type TextLine = Option<(usize, bool)>;
/// Rows that wait at most until the others have said how amounts are written.
const LATER_MAX: usize = 20_000;

/// A list while it is read.
#[derive(Default)]
struct List {
    /// Where the columns stand, once the headings were met.
    layout: Option<Layout>,
    /// The row that looked most like headings, for when none were.
    candidate: (usize, Vec<String>),
    tally: Tally,
    rows: u32,
    /// How its amounts are written.
    marks: Marks,
    /// Columns that nobody asked for and that may turn a debt into a credit.
    unmapped: Unmapped,
    /// Rows with an amount that reads two ways: the rest of the column may say which.
    later: Vec<(u32, Vec<Cell<'static>>, TextLine)>,
}

impl List {
    /// Takes one row. `text_line` is given for text: how many headings there are and whether the line ended as it should.
    fn row(&mut self, row: u32, cells: &[Cell<'_>], text_line: TextLine, intake: &mut Intake<'_>) {
        self.rows += 1;
        let Some(layout) = &self.layout else { return self.look_for_headings(row, cells, intake) };
        if cells.iter().all(|cell| cell.text().is_none()) {
            return;
        }
        let mut at = At { intake, row };
        if is_total(cells) {
            return at.notice("", "", "Dit is een totaalregel. De regel is overgeslagen; er is niets nodig.");
        }
        self.unmapped.note(cells);
        if self.marks.note(layout, cells) && self.later.len() < LATER_MAX {
            return self.later.push((row, cells.iter().map(Cell::owned).collect(), text_line));
        }
        self.take(row, cells, text_line, intake);
    }

    /// Takes the rows that waited.
    fn take_later(&mut self, intake: &mut Intake<'_>) {
        for (row, cells, text_line) in std::mem::take(&mut self.later) {
            self.take(row, &cells, text_line, intake);
        }
    }

    fn take(&mut self, row: u32, cells: &[Cell<'_>], text_line: TextLine, intake: &mut Intake<'_>) {
        let Some(layout) = &self.layout else { return };
        let mut at = At { intake, row };
        self.tally.add(|name| {
            let column = Column::ALL.into_iter().find(|column| column.dutch() == name);
            column.map_or(Amount::Missing, |column| self.marks.amount(layout, column, cells))
        });
        let broken_off = text_line.is_some_and(|(width, ended)| !ended && cells.len() < width);
        let width = text_line.map_or(usize::MAX, |(width, _)| width);
        let has_more = cells.get(width..).is_some_and(|extra| extra.iter().any(|cell| cell.text().is_some()));
        if has_more {
            let reason = "De regel heeft meer velden dan er kolomkoppen zijn. De regel is niet ingelezen; zet tekst met een \
                          scheidingsteken tussen aanhalingstekens.";
            at.refuse("", "", reason);
        } else if broken_off {
            let reason =
                "De laatste regel is afgebroken. De regel is niet ingelezen; lever het bestand opnieuw aan.";
            at.refuse("", "", reason);
        } else if let Some(item) = item(Form { layout, marks: &self.marks }, cells, &mut at) {
            return at.intake.row(row, Row::OpenItem(item));
        }
        let named = |column| match layout.cell(column, cells).key() {
            KeyCell::Key(key) => key,
            KeyCell::Missing | KeyCell::Rounded(_) => String::new(),
        };
        let (tenancy, item) = (named(Column::Dossier), named(Column::Item));
        at.intake.unread(row, UnreadItem { tenancy, item, broken_off });
    }

    fn look_for_headings(&mut self, row: u32, cells: &[Cell<'_>], intake: &mut Intake<'_>) {
        if row > HEADING_ROWS_MAX && self.rows > HEADING_ROWS_MAX {
            return;
        }
        let headings: Vec<String> =
            cells.iter().map(|cell| cell.text().unwrap_or_default().into_owned()).collect();
        let layout = Layout::of(&headings, &intake.mapping.open_items);
        if layout.missing().is_empty() {
            report_unmapped(row, &layout, intake);
            report_odd_headings(row, &headings, &layout, intake);
            let chosen = intake.mapping.open_items.headings.get(&Column::DebitCredit);
            let left_out = chosen.is_some_and(|heading| !heading.chars().any(char::is_alphanumeric));
            self.unmapped = Unmapped::of(&headings, &layout, left_out);
            self.layout = Some(layout);
            return;
        }
        let filled = headings.iter().filter(|heading| !heading.is_empty()).count();
        let score = layout.found() * 1_000 + filled;
        if score > self.candidate.0 {
            self.candidate =
                (score, headings.into_iter().filter(|heading| !heading.is_empty()).take(60).collect());
        }
    }

    fn no_headings(&self, intake: &Intake<'_>) -> String {
        let layout = Layout::of(&self.candidate.1, &intake.mapping.open_items);
        let missing: Vec<&str> = layout.missing().into_iter().map(Column::dutch).collect();
        let found: String = self.candidate.1.join(", ").chars().take(600).collect();
        let example = missing.first().copied().unwrap_or("dossier");
        format!(
            "De kolommen {} zijn niet gevonden. De koppen in de lijst zijn: {found}. Zet in koppeling.toml onder \
             [openstaande_posten.kolommen] welke kop het is, bijvoorbeeld {example} = \"Kop in de lijst\".",
            missing.join(", ")
        )
    }
}

/// A heading the mapping names and the list lacks is worth a look, also when the column may be absent.
fn report_unmapped(row: u32, layout: &Layout, intake: &mut Intake<'_>) {
    let absent: Vec<String> = intake
        .mapping
        .open_items
        .headings
        .iter()
        // A heading without a letter or figure says that the list has no such column.
        .filter(|(column, heading)| !layout.has(**column) && !plain(heading).is_empty())
        .map(|(_, heading)| heading.clone())
        .collect();
    for heading in absent {
        let reason = "Deze kop uit koppeling.toml staat niet in de lijst. De kolom blijft leeg; pas koppeling.toml aan.";
        At { intake, row }.notice(&heading, "", reason);
    }
}

/// A heading that stands there twice, and a second tenant in a column that nobody reads.
fn report_odd_headings(row: u32, headings: &[String], layout: &Layout, intake: &mut Intake<'_>) {
    let mut at = At { intake, row };
    for place in Column::ALL.into_iter().filter_map(|column| layout.position(column)) {
        let heading = plain(&headings[place]);
        let times = headings.iter().filter(|other| plain(other) == heading).count();
        if times > 1 {
            let reason = format!(
                "Deze kop staat {times} keer in de lijst. De eerste kolom is gelezen; geef de andere een eigen naam en kijk na of het de goede is."
            );
            at.notice(&headings[place], "", &reason);
        }
    }
    let is_second = |heading: &String| {
        let heading = plain(heading);
        ["medehuurder", "partner", "huurder2", "contractant2", "naam2"]
            .iter()
            .any(|word| heading.contains(word))
    };
    for heading in headings.iter().filter(|heading| is_second(heading)) {
        let reason = "Deze kolom met een medehuurder wordt niet gelezen: een medehuurder krijgt dan geen eigen brief. Leg medehuurders vast bij \
                      het dossier.";
        at.notice(heading, "", reason);
    }
}

/// `Totaal`, `Subtotaal`, `Eindtotaal` at the start of the first filled cell.
fn is_total(cells: &[Cell<'_>]) -> bool {
    let first = cells.iter().find_map(Cell::text).unwrap_or_default().to_lowercase();
    ["totaal", "subtotaal", "eindtotaal", "totalen", "generaal totaal"]
        .iter()
        .any(|word| first.starts_with(word))
}
