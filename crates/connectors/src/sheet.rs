//! Rows of an XLSX sheet, one by one.
//!
//! In: the bytes of the file and the name of a sheet, or the first one. Out: rows of cells. The cells are streamed: one
//! stray cell at the far end of a sheet costs nothing.

use crate::table::Cell;
use calamine::{DataRef, ExcelDateTime, Reader, Xlsx};
use domain::calendar::Day;
use std::borrow::Cow;
use std::io::{self, Cursor, Read as _};
use zip::ZipArchive;

/// A list has no more columns than this; what lies beyond is no list.
const COLUMNS_MAX: u32 = 512;

/// A workbook that unpacks to more than this is no list. Bytes.
const UNPACKED_MAX: u64 = 256 * 1024 * 1024;
/// A workbook of more parts than this is no list.
const PARTS_MAX: usize = 4_000;

const DAMAGED: &str =
    "Dit is geen leesbaar XLSX-bestand. Sla de lijst opnieuw op als XLSX of CSV en lever hem opnieuw aan.";
const TOO_LARGE: &str = "Dit Excel-bestand is uitgepakt veel te groot voor een lijst met openstaande posten. Lever de lijst aan als CSV.";
const NO_WORKBOOK: &str = "Dit is een zip-bestand of een ander document, geen Excel-lijst. Pak het uit, of sla de lijst op als XLSX of CSV.";

/// The names of the sheets.
pub(crate) fn names(bytes: &[u8]) -> Result<Vec<String>, String> {
    unpacks(bytes)?;
    let book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| DAMAGED.to_owned())?;
    Ok(book.sheet_names())
}

/// Unpacks a workbook into nothing: what a few kilobytes become is known only by doing it, and the sizes that stand in the file
/// may lie.
fn unpacks(bytes: &[u8]) -> Result<(), String> {
    let damaged = |_| DAMAGED.to_owned();
    let mut parts = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if parts.len() > PARTS_MAX {
        return Err(TOO_LARGE.to_owned());
    }
    if parts.index_for_name("xl/workbook.xml").is_none() {
        return Err(NO_WORKBOOK.to_owned());
    }
    let mut left = UNPACKED_MAX;
    for at in 0..parts.len() {
        let part = parts.by_index(at).map_err(damaged)?;
        let size = io::copy(&mut part.take(left + 1), &mut io::sink()).map_err(|_| DAMAGED.to_owned())?;
        left = left.checked_sub(size).ok_or(TOO_LARGE)?;
    }
    Ok(())
}

/// Hands over every row that holds something. The error says, in Dutch, what to do.
pub(crate) fn each_row(
    bytes: Vec<u8>,
    sheet: Option<&str>,
    each: &mut dyn FnMut(u32, &[Cell<'_>]),
) -> Result<(), String> {
    unpacks(&bytes)?;
    let damaged = |_| DAMAGED.to_owned();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let names = book.sheet_names();
    let name = match sheet {
        Some(wanted) => names.iter().find(|name| name.trim().eq_ignore_ascii_case(wanted.trim())),
        None => names.first(),
    };
    let Some(name) = name.cloned() else {
        let wanted = sheet.unwrap_or_default();
        return Err(format!(
            "Het blad \"{wanted}\" bestaat niet. Pas blad in koppeling.toml aan; er is: {}.",
            names.join(", ")
        ));
    };
    let mut cells = book.worksheet_cells_reader(&name).map_err(damaged)?;
    let mut row: Vec<Cell<'_>> = Vec::new();
    let mut number = 0;
    while let Some(cell) = cells.next_cell().map_err(damaged)? {
        let (at, column) = cell.get_position();
        if at != number {
            hand_over(number, &row, each);
            row.clear();
            number = at;
        }
        if column < COLUMNS_MAX {
            let column = column as usize;
            if row.len() <= column {
                row.resize(column + 1, Cell::Empty);
            }
            row[column] = convert(cell.get_value());
        }
    }
    hand_over(number, &row, each);
    Ok(())
}

fn hand_over(number: u32, row: &[Cell<'_>], each: &mut dyn FnMut(u32, &[Cell<'_>])) {
    if row.iter().any(|cell| *cell != Cell::Empty) {
        each(number.saturating_add(1), row);
    }
}

fn convert<'a>(value: &DataRef<'a>) -> Cell<'a> {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            Cell::Text(Cow::Owned(text.clone()))
        }
        DataRef::SharedString(text) => Cell::Text(Cow::Borrowed(text)),
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::Bool(value) => Cell::Text(Cow::Borrowed(if *value { "ja" } else { "nee" })),
        DataRef::DateTime(moment) => day(moment).map_or(Cell::Failed, Cell::Day),
        DataRef::Error(_) => Cell::Failed,
    }
}

fn day(moment: &ExcelDateTime) -> Option<Day> {
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    Day::from_ymd(i32::from(year), u32::from(month), u32::from(day)).filter(|_| moment.is_datetime())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::{Format, Workbook};

    #[test]
    fn cells_keep_their_kind_and_far_cells_do_no_harm() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet().set_name("Posten").unwrap();
        let date = Format::new().set_num_format("dd-mm-yyyy");
        sheet.write_string(0, 0, "Dossier").unwrap();
        sheet.write_number(2, 0, 549.4).unwrap();
        sheet.write_number_with_format(2, 1, 46_347.0, &date).unwrap();
        sheet.write_boolean(2, 2, true).unwrap();
        sheet.write_string(1_048_575, 16_383, "ver weg").unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let mut rows = Vec::new();
        let mut keep = |number, row: &[Cell<'_>]| {
            rows.push((number, row.iter().map(|cell| format!("{cell:?}")).collect::<Vec<_>>()))
        };
        each_row(bytes.clone(), Some("posten"), &mut keep).unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].0, 1);
        assert_eq!(
            rows[1],
            (3, ["Number(549.4)", "Day(2026-11-21)", "Text(\"ja\")"].map(str::to_owned).to_vec())
        );
        let error = each_row(bytes, Some("Saldi"), &mut |_, _| {}).unwrap_err();
        assert!(error.contains("Saldi") && error.contains("Posten"));
    }

    #[test]
    fn a_workbook_that_unpacks_to_the_moon_is_not_unpacked() {
        let mut book = Workbook::new();
        book.add_worksheet().write_string(0, 0, "Dossier").unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let mut bomb = zip::ZipWriter::new_append(Cursor::new(bytes)).unwrap();
        bomb.start_file("xl/media/groot.bin", zip::write::SimpleFileOptions::default()).unwrap();
        let nothing = vec![0; 1024 * 1024];
        for _ in 0..300 {
            std::io::Write::write_all(&mut bomb, &nothing).unwrap();
        }
        let bytes = bomb.finish().unwrap().into_inner();
        assert!(bytes.len() < 2_000_000);
        assert_eq!(each_row(bytes.clone(), None, &mut |_, _| {}).unwrap_err(), TOO_LARGE);
        assert_eq!(names(&bytes).unwrap_err(), TOO_LARGE);
    }

    #[test]
    fn another_document_in_a_zip_is_no_workbook() {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
        let bytes = zip.finish().unwrap().into_inner();
        assert_eq!(each_row(bytes, None, &mut |_, _| {}).unwrap_err(), NO_WORKBOOK);
    }

    #[test]
    fn what_is_no_sheet_is_said_to_be_none() {
        for bytes in [b"".to_vec(), b"geen zip".to_vec(), b"PK\x03\x04kapot".to_vec()] {
            assert!(each_row(bytes, None, &mut |_, _| {}).unwrap_err().contains("XLSX"));
        }
    }
}
