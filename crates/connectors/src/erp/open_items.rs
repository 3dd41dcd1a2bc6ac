//! A list of open items: the on-ramp for landlords without VERA.
//!
//! In: a CSV or XLSX file and the landlord's mapping. Out: one row per item. The list gives balances only; what was paid
//! follows from comparing two lists, and that is not done here. Rows without a key, a due day or an amount are refused;
//! totals are passed over; the same item twice is refused the second time.

use crate::dates::Dated;
use crate::decimal::Amount;
use crate::decode;
use crate::delivery::{self, DeliveryError, Part};
use crate::intake::{At, Intake, Meeting, ROUNDED, UNCLEAR};
use crate::manifest::{Manifest, Tally};
use crate::mapping::{Column, plain};
use crate::separated::{self, Separated};
use crate::table::{Cell, KeyCell, Layout};
use crate::{postal, reach, sheet};
use domain::calendar::Day;
use domain::delivery::{OpenItemRow, PersonRow, Row, Severity, TenancyRow, UnitRow, UnreadItem};
use domain::money::Cents;
use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};

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
    let mut list = List { layout: None, candidate: (0, Vec::new()), tally, rows: 0 };
    let name = part.name.to_ascii_lowercase();
    let unreadable = |error| DeliveryError::Unreadable(part.name.clone(), error);
    if name.ends_with(".xlsx") || name.ends_with(".xlsm") {
        if part.length > SHEET_BYTES_MAX {
            let reason =
                "Het bestand is te groot voor een lijst met openstaande posten. Lever de lijst aan als CSV.";
            return Err(DeliveryError::List(part.name.clone(), reason.to_owned()));
        }
        let bytes = fs::read(&part.path).map_err(unreadable)?;
        let sheet = intake.mapping.open_items.sheet.clone();
        let outcome =
            sheet::each_row(bytes, sheet.as_deref(), &mut |row, cells| list.row(row, cells, None, intake));
        outcome.map_err(|reason| DeliveryError::List(part.name.clone(), reason))?;
    } else {
        read_text(part, &mut list, intake).map_err(unreadable)?;
    }
    if list.layout.is_none() && list.rows > 0 {
        return Err(DeliveryError::List(part.name.clone(), list.no_headings(intake)));
    }
    if list.tally.count == 0 {
        let reason = "De lijst is leeg: er staat geen enkele post open. Controleer of dat klopt.";
        intake.about_file(Severity::Notice, "", "", reason);
    }
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

/// A list while it is read.
struct List {
    /// Where the columns stand, once the headings were met.
    layout: Option<Layout>,
    /// The row that looked most like headings, for when none were.
    candidate: (usize, Vec<String>),
    tally: Tally,
    rows: u32,
}

impl List {
    /// Takes one row. `text_line` is given for text: how many headings there are and whether the line ended as it should.
    fn row(
        &mut self,
        row: u32,
        cells: &[Cell<'_>],
        text_line: Option<(usize, bool)>,
        intake: &mut Intake<'_>,
    ) {
        self.rows += 1;
        let Some(layout) = &self.layout else { return self.look_for_headings(row, cells, intake) };
        if cells.iter().all(|cell| cell.text().is_none()) {
            return;
        }
        let mut at = At { intake, row };
        if is_total(cells) {
            return at.notice("", "", "Dit is een totaalregel. De regel is overgeslagen; er is niets nodig.");
        }
        self.tally.add(|name| {
            let column = Column::ALL.into_iter().find(|column| column.dutch() == name);
            column.map_or(Amount::Missing, |column| layout.cell(column, cells).amount())
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
        } else if let Some(item) = item(layout, cells, &mut at) {
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

/// `Totaal`, `Subtotaal`, `Eindtotaal` at the start of the first filled cell.
fn is_total(cells: &[Cell<'_>]) -> bool {
    let first = cells.iter().find_map(Cell::text).unwrap_or_default().to_lowercase();
    ["totaal", "subtotaal", "eindtotaal", "totalen", "generaal totaal"]
        .iter()
        .any(|word| first.starts_with(word))
}

fn item(layout: &Layout, cells: &[Cell<'_>], at: &mut At<'_, '_>) -> Option<OpenItemRow> {
    let tenancy = required_key(layout, Column::Dossier, cells, at)?;
    let item = required_key(layout, Column::Item, cells, at)?;
    let due_on = match layout.cell(Column::DueOn, cells).day() {
        Dated::Day(day) => day,
        Dated::NotFilled => {
            at.refuse(
                "vervaldatum",
                "",
                "De vervaldatum ontbreekt. De regel is niet ingelezen; vul de datum in de bron aan.",
            );
            return None;
        }
        Dated::Unclear => {
            let value = layout.cell(Column::DueOn, cells).text().unwrap_or_default();
            let counted = value.len() == 5 && value.bytes().all(|byte| byte.is_ascii_digit());
            let reason = if counted {
                "Dit is een datum zoals Excel die telt. De regel is niet ingelezen; zet de kolom op datum en bewaar de lijst opnieuw."
            } else {
                "Dit is geen datum. De regel is niet ingelezen; verbeter de datum in de bron."
            };
            at.refuse("vervaldatum", &value, reason);
            return None;
        }
    };
    let open = required_amount(layout, cells, at)?;
    if at.intake.meet(&format!("{tenancy}\u{1f}{item}"), b"") != Meeting::First {
        let reason =
            "Deze post staat al eerder in de lijst. De regel is niet ingelezen; lever elke post één keer.";
        at.refuse("post", &item, reason);
        return None;
    }
    Some(OpenItemRow {
        due_on,
        open,
        amount: amount(layout, Column::Amount, cells, at),
        description: text(layout, Column::Description, cells),
        about: about(&tenancy, layout, cells, at),
        person: person(layout, cells, at),
        unit: unit(layout, cells, at),
        tenancy,
        item,
    })
}

fn about(tenancy: &str, layout: &Layout, cells: &[Cell<'_>], at: &mut At<'_, '_>) -> TenancyRow {
    let debit = text(layout, Column::DirectDebit, cells).to_lowercase();
    let direct_debit = match yes_or_no(&debit) {
        _ if debit.is_empty() => layout.direct_debit_when_silent,
        None => {
            let reason =
                "Dit is geen ja of nee. Of de huur wordt geïncasseerd blijft onbekend; lever ja of nee.";
            at.notice_once("incasso", &debit, reason);
            None
        }
        said => said,
    };
    TenancyRow {
        external: tenancy.to_owned(),
        starts_on: day(layout, Column::StartsOn, cells, at),
        ends_on: day(layout, Column::EndsOn, cells, at),
        rent: amount(layout, Column::Rent, cells, at),
        direct_debit,
        ..TenancyRow::default()
    }
}

/// The ways in which lists say yes and no, in lower case.
pub(crate) fn yes_or_no(text: &str) -> Option<bool> {
    match text {
        "j"
        | "ja"
        | "y"
        | "yes"
        | "x"
        | "1"
        | "true"
        | "waar"
        | "inc"
        | "incasso"
        | "ai"
        | "automatisch"
        | "automatische incasso" => Some(true),
        "n" | "nee" | "no" | "0" | "false" | "onwaar" | "-" | "ovb" | "ov" | "geen" | "zelf"
        | "overboeking" | "overschrijving" | "handmatig" | "acceptgiro" => Some(false),
        _ => None,
    }
}

fn person(layout: &Layout, cells: &[Cell<'_>], at: &mut At<'_, '_>) -> PersonRow {
    let mut person = PersonRow { name: text(layout, Column::Name, cells), ..PersonRow::default() };
    let email = text(layout, Column::Email, cells);
    person.email = reach::email(&email).unwrap_or_default();
    if person.email.is_empty() && !email.is_empty() {
        at.notice(
            "email",
            &email,
            "Dit is geen bruikbaar e-mailadres. Het blijft leeg; verbeter het in de bron.",
        );
    }
    person.whatsapp_since = day(layout, Column::WhatsappSince, cells, at);
    let number = text(layout, Column::Mobile, cells);
    match reach::telephone(&number) {
        Some(reach::Number::Mobile(number)) => person.mobile = number,
        Some(reach::Number::Landline(number)) => person.phone = number,
        None if number.is_empty() => {}
        None => at.notice(
            "mobiel",
            &number,
            "Dit is geen bruikbaar telefoonnummer. Het blijft leeg; verbeter het in de bron.",
        ),
    }
    person
}

fn unit(layout: &Layout, cells: &[Cell<'_>], at: &mut At<'_, '_>) -> UnitRow {
    let of = |column| text(layout, column, cells);
    let street = postal::address_line(
        &of(Column::Address),
        &of(Column::HouseNumber),
        &of(Column::HouseLetter),
        &of(Column::Addition),
    );
    let house_number = postal::house_number_in(&street).to_owned();
    if house_number.is_empty() && !street.is_empty() {
        let reason = "Het huisnummer ontbreekt: een brief komt niet aan. Staat het in een andere kolom? Wijs die aan; vul het anders in de \
                      bron aan.";
        at.notice_once("adres", "", reason);
    }
    UnitRow {
        house_number,
        street,
        postcode: postal::postcode(&of(Column::Postcode)),
        town: of(Column::Town),
        municipality: of(Column::Municipality),
        district: of(Column::District),
        ..UnitRow::default()
    }
}

fn required_key(layout: &Layout, column: Column, cells: &[Cell<'_>], at: &mut At<'_, '_>) -> Option<String> {
    match layout.cell(column, cells).key() {
        KeyCell::Key(key) => Some(key),
        KeyCell::Missing => {
            let reason = "De sleutel ontbreekt. De regel is niet ingelezen; vul hem in de bron aan.";
            at.refuse(column.dutch(), "", reason);
            None
        }
        KeyCell::Rounded(value) => {
            let reason = "Excel heeft dit nummer afgerond: de laatste cijfers zijn weg. De regel is niet ingelezen; zet de kolom in de \
                          bron op tekst.";
            at.refuse(column.dutch(), &value, reason);
            None
        }
    }
}

fn required_amount(layout: &Layout, cells: &[Cell<'_>], at: &mut At<'_, '_>) -> Option<Cents> {
    match layout.cell(Column::Open, cells).amount() {
        Amount::Exact(cents) => Some(cents),
        Amount::Rounded(cents, value) => {
            at.notice("openstaand", &value, ROUNDED);
            Some(cents)
        }
        Amount::Missing => {
            at.refuse(
                "openstaand",
                "",
                "Het bedrag ontbreekt. De regel is niet ingelezen; vul het bedrag in de bron aan.",
            );
            None
        }
        Amount::Unclear(value) => {
            at.refuse("openstaand", &value, UNCLEAR);
            None
        }
    }
}

fn amount(layout: &Layout, column: Column, cells: &[Cell<'_>], at: &mut At<'_, '_>) -> Option<Cents> {
    match layout.cell(column, cells).amount() {
        Amount::Exact(cents) | Amount::Rounded(cents, _) => Some(cents),
        Amount::Missing => None,
        Amount::Unclear(value) => {
            at.notice(
                column.dutch(),
                &value,
                "Dit is geen eenduidig bedrag. Het veld blijft leeg; verbeter het bedrag in de bron.",
            );
            None
        }
    }
}

fn day(layout: &Layout, column: Column, cells: &[Cell<'_>], at: &mut At<'_, '_>) -> Option<Day> {
    let cell = layout.cell(column, cells);
    match cell.day() {
        Dated::Day(day) => Some(day),
        Dated::NotFilled => None,
        Dated::Unclear => {
            let value = cell.text().unwrap_or_default();
            at.notice(
                column.dutch(),
                &value,
                "Dit is geen datum. Het veld blijft leeg; verbeter de datum in de bron.",
            );
            None
        }
    }
}

fn text(layout: &Layout, column: Column, cells: &[Cell<'_>]) -> String {
    layout.cell(column, cells).text().unwrap_or_default().into_owned()
}
