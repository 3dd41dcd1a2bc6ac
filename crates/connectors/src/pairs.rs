//! Two columns of a list by their headings: the action list of an old process, to lay beside our own.
//!
//! In: a file and two headings. Out: each row's two texts. Rows where the first is empty are passed over.

use crate::erp::open_items::HEADING_ROWS_MAX;
use crate::mapping::plain;
use crate::record::is_forbidden_heading;
use crate::separated::{self, Separated};
use crate::table::Cell;
use crate::{decode, look, sheet};
use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;

/// The longest text that is kept. Characters.
const LONGEST: usize = 120;

/// Reads two columns of a list.
///
/// # Errors
/// A Dutch sentence that says why not.
pub fn two_columns(
    path: &Path,
    sheet_name: Option<&str>,
    first: &str,
    second: &str,
) -> Result<Vec<(String, String)>, String> {
    if is_forbidden_heading(first) || is_forbidden_heading(second) {
        return Err(
            "Een kolom met een burgerservicenummer wordt nooit gelezen. Kies een andere kolom.".into()
        );
    }
    let mut pairs = Pairs { wanted: (plain(first), plain(second)), at: None, rows: 0, found: Vec::new() };
    if look::ending(path)? == "xlsx" {
        let bytes = fs::read(path).map_err(|_| look::UNREADABLE.to_owned())?;
        sheet::each_row(bytes, sheet_name, &mut |_, cells| pairs.row(cells))?;
    } else {
        pairs.text(path).map_err(|_| look::UNREADABLE.to_owned())?;
    }
    if pairs.at.is_none() {
        return Err(format!("De koppen “{first}” en “{second}” staan niet samen in deze lijst."));
    }
    Ok(pairs.found)
}

struct Pairs {
    wanted: (String, String),
    at: Option<(usize, usize)>,
    rows: u64,
    found: Vec<(String, String)>,
}

impl Pairs {
    fn text(&mut self, path: &Path) -> std::io::Result<()> {
        let mut reader = BufReader::new(File::open(path)?);
        let width = std::cell::Cell::new(usize::MAX);
        let mut take = |_: u32, row: Separated<'_>| {
            if let Separated::Fields(fields, ..) = row {
                let cells: Vec<Cell<'_>> =
                    fields.iter().map(|field| Cell::Text(Cow::Borrowed(field))).collect();
                self.row(&cells);
            }
        };
        if decode::is_utf16(reader.fill_buf()?) {
            return separated::each_row(decode::utf16(&fs::read(path)?).as_bytes(), &width, &mut take);
        }
        separated::each_row(reader, &width, &mut take)
    }

    fn row(&mut self, cells: &[Cell<'_>]) {
        self.rows += 1;
        if self.rows > look::LIST_ROWS_MAX {
            return;
        }
        let text = |at: usize| {
            let text = cells.get(at).and_then(Cell::text).unwrap_or_default();
            text.chars().take(LONGEST).collect::<String>()
        };
        if let Some((first, second)) = self.at {
            let key = text(first);
            if !key.is_empty() {
                self.found.push((key, text(second)));
            }
            return;
        }
        if self.rows > u64::from(HEADING_ROWS_MAX) {
            return;
        }
        let place = |wanted: &str| {
            let same = |cell: &Cell<'_>| cell.text().is_some_and(|text| plain(&text) == wanted);
            cells.iter().position(same).filter(|_| !wanted.is_empty())
        };
        self.at = place(&self.wanted.0).zip(place(&self.wanted.1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_columns_are_read_by_their_headings() {
        let list = tempfile::NamedTempFile::new().unwrap();
        fs::write(
            list.path(),
            b"Actielijst\nContract;Naam;Actie deze week\n77;A. Ren\xe9e;1e herinnering\n;;\n78;;\n",
        )
        .unwrap();
        let read = two_columns(list.path(), None, "contract", "Actie deze week").unwrap();
        assert_eq!(read, [("77".into(), "1e herinnering".into()), ("78".into(), String::new())]);
        assert!(two_columns(list.path(), None, "contract", "Stap").unwrap_err().contains("Stap"));
        assert!(two_columns(list.path(), None, "BSN", "Actie").is_err());
    }
}
