//! Rows of an XLSX sheet, one by one.
//!
//! In: the bytes of the file and the name of a sheet, or the first one. Out: rows of cells. The cells are streamed: one
//! stray cell at the far end of a sheet costs nothing.

use crate::table::Cell;
use calamine::{DataRef, ExcelDateTime, Reader, Xlsx};
use domain::calendar::Day;
use std::borrow::Cow;
use std::io::Cursor;

/// A list has no more columns than this; what lies beyond is no list.
const COLUMNS_MAX: u32 = 512;

/// Hands over every row that holds something. The error says, in Dutch, what to do.
pub(crate) fn each_row(
    bytes: Vec<u8>,
    sheet: Option<&str>,
    each: &mut dyn FnMut(u32, &[Cell<'_>]),
) -> Result<(), String> {
    let damaged = |_| {
        "Dit is geen leesbaar XLSX-bestand. Sla de lijst opnieuw op als XLSX of CSV en lever hem opnieuw aan."
            .to_owned()
    };
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
    fn what_is_no_sheet_is_said_to_be_none() {
        for bytes in [b"".to_vec(), b"geen zip".to_vec(), b"PK\x03\x04kapot".to_vec()] {
            assert!(each_row(bytes, None, &mut |_, _| {}).unwrap_err().contains("XLSX"));
        }
    }
}
