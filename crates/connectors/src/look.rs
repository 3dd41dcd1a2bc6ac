//! A first look into a list of open items, before anybody decides to take it in.
//!
//! In: a file and the landlord's mapping. Out: what kind of file it is, its headings, the first rows as they stand in it, and
//! which column each heading seems to be; or one Dutch sentence that says why this is no list. Nothing is taken in, nothing is
//! kept, and a column with a citizen service number is never looked into.

use crate::dates::Dated;
use crate::decimal::{self, Amount};
use crate::decode;
use crate::mapping::{Column, OpenItemsMapping};
use crate::record::is_forbidden_heading;
use crate::separated::{self, Separated};
use crate::table::{Cell, KeyCell, Layout};
use crate::{erp::open_items, sheet};
use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// A list with more rows than this is something else, such as a whole ledger.
pub const LIST_ROWS_MAX: u64 = 500_000;
/// Rows that are shown.
const SHOWN: usize = 8;
/// Columns that are shown; what lies beyond is no list.
const COLUMNS_MAX: usize = 120;
/// Sheets that are looked into.
const SHEETS_MAX: usize = 12;

/// What kind of file it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// Text: how it is written, and what stands between two fields.
    Text {
        /// `UTF-8`, `UTF-16` or `Windows-1252`.
        encoding: &'static str,
        /// In Dutch.
        separator: &'static str,
    },
    /// A workbook, with the names of its sheets.
    Sheets(Vec<String>),
}

/// What was seen.
#[derive(Clone, Debug)]
pub struct Look {
    /// The kind of file.
    pub form: Form,
    /// The sheet that was looked into, of a workbook.
    pub sheet: Option<String>,
    /// The row in which the headings stand, counted from 1.
    pub heading_row: u32,
    /// The headings as they stand there.
    pub headings: Vec<String>,
    /// Rows below the headings.
    pub count: u64,
    /// Headings of columns that are never read.
    pub never_read: Vec<String>,
    rows: Vec<(u32, Vec<Cell<'static>>)>,
}

/// How a value is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// As it stands in the list.
    pub text: String,
    /// As Houvast reads it; `None` when it cannot.
    pub read: Option<String>,
}

impl Look {
    /// The first rows as text, each with its number.
    pub fn rows(&self) -> impl Iterator<Item = (u32, Vec<String>)> {
        self.rows.iter().map(|(number, cells)| {
            let texts = (0..self.headings.len()).map(|at| shown(cells.get(at).unwrap_or(&Cell::Empty)));
            (*number, texts.collect())
        })
    }

    /// The heading under which a column is found with this mapping; the usual ones where the mapping is silent.
    pub fn found(&self, mapping: &OpenItemsMapping, column: Column) -> Option<&str> {
        let at = Layout::of(&self.headings, mapping).position(column)?;
        self.headings.get(at).map(String::as_str)
    }

    /// How the first values under a heading are read as this column.
    pub fn readings(&self, heading: &str, column: Column) -> Vec<Reading> {
        let Some(at) = self.headings.iter().position(|known| known == heading) else { return Vec::new() };
        if is_forbidden_heading(heading) {
            return Vec::new();
        }
        let cells = self.rows.iter().filter_map(|(_, cells)| cells.get(at));
        let filled: Vec<&Cell<'_>> = cells.filter(|cell| **cell != Cell::Empty).collect();
        let marks: Vec<char> =
            filled.iter().filter_map(|cell| decimal::mark_before_cents(&cell.text()?)).collect();
        let mark = marks.first().copied().filter(|first| marks.iter().all(|mark| mark == first));
        let reading = |cell: &&Cell<'_>| Reading { text: shown(cell), read: as_read(cell, column, mark) };
        filled.iter().take(3).map(reading).collect()
    }
}

/// Looks into a list.
///
/// # Errors
/// A Dutch sentence that says why this is no list, and what to do.
pub fn look(path: &Path, mapping: &OpenItemsMapping) -> Result<Look, String> {
    match kind_of(path)? {
        FileKind::Sheet => look_at_sheets(path, mapping),
        FileKind::Text => {
            let mut seen = Seen::with(mapping);
            let form = look_at_text(path, &mut seen).map_err(|_| UNREADABLE.to_owned())?;
            seen.done(form, None)
        }
    }
}

/// Looks into the sheet that the mapping names; where it names none that is there, into the one that looks most like a list.
fn look_at_sheets(path: &Path, mapping: &OpenItemsMapping) -> Result<Look, String> {
    let bytes = fs::read(path).map_err(|_| UNREADABLE.to_owned())?;
    let names = sheet::names(&bytes)?;
    let wanted = mapping.sheet.as_deref().unwrap_or_default().trim();
    let named: Vec<&String> = names.iter().filter(|name| name.trim().eq_ignore_ascii_case(wanted)).collect();
    let look_into = if named.is_empty() { names.iter().take(SHEETS_MAX).collect() } else { named };
    let (mut best, mut refused) = (None, None);
    for name in look_into {
        let mut seen = Seen::with(mapping);
        sheet::each_row(bytes.clone(), Some(name), &mut |number, cells| seen.row(number, cells))?;
        let score = seen.best.as_ref().map_or(0, |(score, ..)| *score);
        match seen.done(Form::Sheets(names.clone()), Some(name.clone())) {
            Ok(look) if best.as_ref().is_none_or(|(known, _)| score > *known) => best = Some((score, look)),
            Ok(_) => {}
            Err(reason) => refused = refused.or(Some(reason)),
        }
    }
    best.map(|(_, look)| look).ok_or_else(|| refused.unwrap_or_else(|| EMPTY.to_owned()))
}

/// What a known column counts for beside a heading that is only a word.
const COLUMN: usize = 1_000;

/// The sheet that is read of a workbook, and how many it has: the one that was pointed out; of one sheet that one; else the one
/// that looks most like a list, as [`look`] shows it.
///
/// # Errors
/// A Dutch sentence: this is no workbook, or the sheet that was pointed out is not in it.
pub(crate) fn sheet_to_read(
    bytes: &[u8],
    mapping: &OpenItemsMapping,
) -> Result<Option<(String, usize)>, String> {
    let names = sheet::names(bytes)?;
    let wanted = mapping.sheet.as_deref().unwrap_or_default().trim();
    let found = names.iter().find(|name| name.trim().eq_ignore_ascii_case(wanted));
    let name = match found {
        Some(name) => name.clone(),
        None if names.len() == 1 => names[0].clone(),
        None if !wanted.is_empty() => {
            return Err(format!(
                "Het blad \"{wanted}\" bestaat niet. Pas blad in koppeling.toml aan; er is: {}.",
                names.join(", ")
            ));
        }
        None => {
            let (mut best, mut most) = (names.first().cloned().unwrap_or_default(), 0);
            for name in names.iter().take(SHEETS_MAX) {
                let mut seen = Seen::with(mapping);
                sheet::each_row(bytes.to_vec(), Some(name), &mut |number, cells| seen.row(number, cells))?;
                // How many columns are known counts; of two that know as many the first is the list, as a person reads them.
                let score = seen.best.as_ref().map_or(0, |(score, ..)| score / COLUMN);
                if score > most && seen.done(Form::Sheets(Vec::new()), None).is_ok() {
                    (best, most) = (name.clone(), score);
                }
            }
            best
        }
    };
    Ok((!name.is_empty()).then_some((name, names.len())))
}

/// The ending of the name under which this file is read as a list: `csv` or `xlsx`, by what is in it.
///
/// # Errors
/// A Dutch sentence that says why this is no list.
pub fn ending(path: &Path) -> Result<&'static str, String> {
    Ok(match kind_of(path)? {
        FileKind::Sheet => "xlsx",
        FileKind::Text => "csv",
    })
}

pub(crate) const UNREADABLE: &str =
    "Het bestand is niet te lezen. Sla de lijst opnieuw op als CSV of XLSX en probeer het nog eens.";
const IS_SHEET: &str = "Dit is een Excel-bestand of een zip, al heet het anders. Geef het de naam .xlsx, of sla de lijst op als CSV.";
const EMPTY: &str = "Dit bestand is leeg. Maak de lijst opnieuw en kies dan dat bestand.";
const TOO_MANY: &str = "Deze lijst heeft meer dan 500.000 regels. Dat is geen lijst met openstaande posten; staan er betaalde posten in? \
                        Laat die weg.";
const NO_ROWS: &str =
    "Onder de koppen staat geen enkele regel. Maak de lijst opnieuw en kies dan dat bestand.";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FileKind {
    Text,
    Sheet,
}

/// What a file is, by its first bytes: a name can say anything.
fn kind_of(path: &Path) -> Result<FileKind, String> {
    let mut start = Vec::new();
    let file = File::open(path).map_err(|_| UNREADABLE.to_owned())?;
    file.take(8_192).read_to_end(&mut start).map_err(|_| UNREADABLE.to_owned())?;
    let text = String::from_utf8_lossy(&start).trim_start_matches('\u{feff}').trim_start().to_lowercase();
    let refused = if start.is_empty() {
        EMPTY
    } else if start.starts_with(b"PK") {
        return Ok(FileKind::Sheet);
    } else if start.starts_with(b"\xd0\xcf\x11\xe0") {
        "Dit is een oud Excel-bestand (.xls), of een bestand met een wachtwoord. Sla het in Excel op als .xlsx of als CSV, zonder \
         wachtwoord."
    } else if start.starts_with(b"%PDF") {
        "Dit is een PDF. Daar zijn geen kolommen uit te lezen. Sla de lijst op als CSV of XLSX."
    } else if text.starts_with("<!doctype") || text.starts_with("<html") || text.starts_with("<?xml") {
        "Dit is een webpagina of XML, ook al heet het misschien Excel. Open het in Excel en sla het op als .xlsx of als CSV."
    } else if text.starts_with('{') || text.starts_with("[{") {
        "Dit is JSON, geen lijst met kolommen. Sla de lijst op als CSV of XLSX."
    } else if !decode::is_utf16(&start) && start.contains(&0) {
        "Dit is geen lijst: er staan tekens in die niet in een CSV horen. Sla de lijst op als CSV of XLSX."
    } else {
        return Ok(FileKind::Text);
    };
    Err(refused.to_owned())
}

/// Is this text, whatever its name? A file of nothing is a list of nothing.
pub(crate) fn is_text(path: &Path) -> Result<(), String> {
    match kind_of(path) {
        Err(reason) if reason != EMPTY => Err(reason),
        Ok(FileKind::Sheet) => Err(IS_SHEET.to_owned()),
        _ => Ok(()),
    }
}

fn look_at_text(path: &Path, seen: &mut Seen<'_>) -> std::io::Result<Form> {
    let mut reader = BufReader::with_capacity(256 * 1024, File::open(path)?);
    let utf16 = decode::is_utf16(reader.fill_buf()?);
    let mut first = String::new();
    let width = std::cell::Cell::new(usize::MAX);
    let mut take = |number: u32, row: Separated<'_>| {
        if let Separated::Fields(fields, line, _) = row {
            if fields.len() > 1 && first.is_empty() {
                first = line.to_owned();
            }
            let cells: Vec<Cell<'_>> = fields.iter().map(|field| Cell::Text(Cow::Borrowed(field))).collect();
            seen.row(number, &cells);
        } else {
            seen.rows += 1;
        }
    };
    let encoding = if utf16 {
        let text = decode::utf16(&fs::read(path)?);
        separated::each_row(text.as_bytes(), &width, &mut take)?;
        "UTF-16"
    } else {
        let encoding = if is_utf8(&mut reader)? { "UTF-8" } else { "Windows-1252" };
        reader.seek(SeekFrom::Start(0))?;
        separated::each_row(reader, &width, &mut take)?;
        encoding
    };
    let separator = match separated::separator(&first) {
        b'\t' => "tab",
        b',' => "komma",
        _ => "puntkomma",
    };
    Ok(Form::Text { encoding, separator })
}

/// Is all of it UTF-8? Line by line: no character of UTF-8 holds a line end.
fn is_utf8(reader: &mut impl BufRead) -> std::io::Result<bool> {
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = reader.by_ref().take(crate::lines::LINE_LENGTH_MAX).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(true);
        }
        // A line longer than that is damage, whatever it is written in.
        if read as u64 != crate::lines::LINE_LENGTH_MAX && std::str::from_utf8(&line).is_err() {
            return Ok(false);
        }
    }
}

/// What was seen so far.
struct Seen<'m> {
    mapping: &'m OpenItemsMapping,
    /// Rows that hold something.
    rows: u64,
    /// The row that looks most like headings: how much, its number, its texts, and how many rows came before it.
    best: Option<(usize, u32, Vec<String>, u64)>,
    /// The first rows.
    kept: Vec<(u32, Vec<Cell<'static>>)>,
}

impl<'m> Seen<'m> {
    fn with(mapping: &'m OpenItemsMapping) -> Seen<'m> {
        Seen { mapping, rows: 0, best: None, kept: Vec::new() }
    }

    fn row(&mut self, number: u32, cells: &[Cell<'_>]) {
        self.rows += 1;
        if self.rows as usize > open_items::HEADING_ROWS_MAX as usize + SHOWN {
            return;
        }
        let cells = &cells[..cells.len().min(COLUMNS_MAX)];
        if self.rows <= u64::from(open_items::HEADING_ROWS_MAX) {
            let texts: Vec<String> =
                cells.iter().map(|cell| cell.text().unwrap_or_default().into_owned()).collect();
            let found = Layout::of(&texts, self.mapping).found();
            // Headings are words; a row of figures is no heading.
            let words = texts.iter().filter(|text| text.chars().any(char::is_alphabetic)).count();
            let score = found * COLUMN + words;
            if self.best.as_ref().is_none_or(|(best, ..)| score > *best) {
                self.best = Some((score, number, texts, self.rows));
            }
        }
        self.kept.push((number, cells.iter().map(owned).collect()));
    }

    fn done(self, form: Form, sheet: Option<String>) -> Result<Look, String> {
        if self.rows > LIST_ROWS_MAX {
            return Err(TOO_MANY.to_owned());
        }
        let Some((_, heading_row, headings, before)) = self.best else { return Err(EMPTY.to_owned()) };
        if self.rows <= before {
            return Err(NO_ROWS.to_owned());
        }
        let never_read: Vec<String> =
            headings.iter().filter(|heading| is_forbidden_heading(heading)).cloned().collect();
        let mut rows: Vec<(u32, Vec<Cell<'static>>)> =
            self.kept.into_iter().filter(|(number, _)| *number > heading_row).take(SHOWN).collect();
        for (_, cells) in &mut rows {
            for (cell, heading) in cells.iter_mut().zip(&headings) {
                if is_forbidden_heading(heading) {
                    *cell = Cell::Empty;
                }
            }
        }
        Ok(Look { form, sheet, heading_row, headings, count: self.rows - before, never_read, rows })
    }
}

fn owned(cell: &Cell<'_>) -> Cell<'static> {
    match cell {
        Cell::Empty => Cell::Empty,
        Cell::Text(text) => Cell::Text(Cow::Owned(text.chars().take(200).collect())),
        Cell::Number(number) => Cell::Number(*number),
        Cell::Day(day) => Cell::Day(*day),
        Cell::Failed => Cell::Failed,
    }
}

fn shown(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Failed => "#FOUT".into(),
        Cell::Day(day) => day.dutch(),
        cell => cell.text().unwrap_or_default().into_owned(),
    }
}

/// A value as this column reads it, in Dutch.
fn as_read(cell: &Cell<'_>, column: Column, before_cents: Option<char>) -> Option<String> {
    match column {
        Column::Open | Column::Amount | Column::Rent => match cell.amount_with(before_cents) {
            Amount::Exact(cents) | Amount::Rounded(cents, _) => Some(format!("€ {cents}")),
            Amount::Missing | Amount::Unclear(_) => None,
        },
        Column::DueOn | Column::StartsOn | Column::EndsOn | Column::WhatsappSince => match cell.day() {
            Dated::Day(day) => Some(day.dutch()),
            Dated::NotFilled => Some("niet ingevuld".into()),
            Dated::Unclear => None,
        },
        Column::DirectDebit => {
            let text = cell.text()?.to_lowercase();
            open_items::yes_or_no(&text).map(|yes| if yes { "ja" } else { "nee" }.into())
        }
        Column::DebitCredit => Some(match open_items::Side::of(&cell.text()?)? {
            open_items::Side::Debit => "debet: een schuld".into(),
            open_items::Side::Credit => "credit: een tegoed".into(),
        }),
        Column::Dossier | Column::Item => match cell.key() {
            KeyCell::Key(key) => Some(key),
            KeyCell::Missing | KeyCell::Rounded(_) => None,
        },
        _ => cell.text().map(Cow::into_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::Workbook;

    fn file(content: &[u8]) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), content).unwrap();
        file
    }

    fn refused(content: &[u8]) -> String {
        look(file(content).path(), &OpenItemsMapping::default()).unwrap_err()
    }

    #[test]
    fn a_list_in_windows_1252_with_a_title_above_it_is_understood() {
        let list = file(
            b"Openstaande posten per 20-11-2026;;;;\r\n\r\nContractnummer;Bon;Vervaldatum;Ren\xe9es saldo;BSN\r\n\
              77;B1;1-11-2026;1.098,80;999990019\r\n78;B2;31-02-2026;veel;999990020\r\n",
        );
        let mapping = OpenItemsMapping::default();
        let seen = look(list.path(), &mapping).unwrap();
        assert_eq!(seen.form, Form::Text { encoding: "Windows-1252", separator: "puntkomma" });
        assert_eq!((seen.heading_row, seen.count, seen.headings[3].as_str()), (3, 2, "Renées saldo"));
        assert_eq!(seen.found(&mapping, Column::Dossier), Some("Contractnummer"));
        assert_eq!((seen.found(&mapping, Column::Item), seen.found(&mapping, Column::Open)), (None, None));
        assert_eq!(seen.never_read, ["BSN"]);
        let rows: Vec<_> = seen.rows().collect();
        assert_eq!(rows[0], (4, ["77", "B1", "1-11-2026", "1.098,80", ""].map(str::to_owned).to_vec()));
        let reads = |heading: &str, column| -> Vec<Option<String>> {
            seen.readings(heading, column).into_iter().map(|reading| reading.read).collect()
        };
        assert_eq!(reads("Renées saldo", Column::Open), [Some("€ 1.098,80".into()), None]);
        assert_eq!(reads("Vervaldatum", Column::DueOn), [Some("1 november 2026".into()), None]);
        assert!(reads("BSN", Column::Dossier).is_empty());
    }

    #[test]
    fn of_a_workbook_the_sheet_can_be_chosen() {
        let mut book = Workbook::new();
        book.add_worksheet().set_name("Voorblad").unwrap().write(0, 0, "Rapport").unwrap();
        let sheet = book.add_worksheet().set_name("Posten").unwrap();
        for (column, heading) in ["Dossier", "Factuurnr", "Vervaldatum", "Saldo"].iter().enumerate() {
            sheet.write(0, column as u16, *heading).unwrap();
            sheet.write(1, column as u16, 7).unwrap();
        }
        let list = file(&book.save_to_buffer().unwrap());
        let seen = look(list.path(), &OpenItemsMapping::default()).unwrap();
        assert_eq!(seen.sheet.as_deref(), Some("Posten"), "the one that looks like a list");
        let cover = OpenItemsMapping { sheet: Some("voorblad".into()), ..OpenItemsMapping::default() };
        assert_eq!(look(list.path(), &cover).unwrap_err(), NO_ROWS);
        let mapping = OpenItemsMapping { sheet: Some("posten".into()), ..OpenItemsMapping::default() };
        let seen = Look { sheet: None, ..seen };
        assert_eq!(seen.form, Form::Sheets(vec!["Voorblad".into(), "Posten".into()]));
        assert_eq!(seen.found(&mapping, Column::Open), Some("Saldo"));
        assert_eq!(ending(list.path()), Ok("xlsx"));
    }

    #[test]
    fn what_is_no_list_gets_a_sentence() {
        assert_eq!(refused(b""), EMPTY);
        assert_eq!(refused(b"\r\n\r\n"), EMPTY);
        assert_eq!(refused(b"Dossier;Post;Vervaldatum;Saldo\r\n"), NO_ROWS);
        assert!(refused(b"%PDF-1.7").contains("PDF"));
        assert!(refused(b"\xd0\xcf\x11\xe0\xa1\xb1").contains(".xls"));
        assert!(refused(b"<html><table>").contains("webpagina"));
        assert!(refused(b"[{\"a\":1}]").contains("JSON"));
        assert!(refused(b"\x7fELF\0\0\0").contains("geen lijst"));
        assert!(refused(b"PK\x03\x04kapot").contains("XLSX"));
        let mut many = b"Dossier;Post;Vervaldatum;Saldo\n".to_vec();
        many.extend(b"1;1;1-1-2026;1\n".repeat(LIST_ROWS_MAX as usize + 1));
        assert_eq!(refused(&many), TOO_MANY);
    }
}
