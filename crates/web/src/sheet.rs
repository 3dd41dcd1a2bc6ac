//! A list as a file for a spreadsheet: semicolons, because Dutch spreadsheets expect them, and no cell that a spreadsheet
//! would take for a formula.

use axum::response::Response;
use domain::money::Cents;

use crate::answer;

/// A file that is being written, row by row.
pub(crate) struct Sheet(String);

impl Sheet {
    /// A file with these heads.
    pub(crate) fn with(heads: &[&str]) -> Sheet {
        // The mark in front tells a spreadsheet that the letters are UTF-8.
        let mut sheet = Sheet(String::from('\u{feff}'));
        sheet.row(heads);
        sheet
    }

    /// One row more.
    pub(crate) fn row(&mut self, cells: &[&str]) {
        for (at, value) in cells.iter().enumerate() {
            if at > 0 {
                self.0.push(';');
            }
            self.0.push_str(&cell(value));
        }
        self.0.push_str("\r\n");
    }

    /// The whole file; `disposition` says under which name a browser keeps it.
    pub(crate) fn answer(self, disposition: &'static str) -> Response {
        answer::csv(self.0, disposition)
    }
}

/// `1098,80`: a number to a Dutch spreadsheet, also below zero.
pub(crate) fn amount(cents: Cents) -> String {
    let sign = if cents.0 < 0 { "-" } else { "" };
    let cents = cents.0.unsigned_abs();
    format!("{sign}{},{:02}", cents / 100, cents % 100)
}

/// A value that begins like a formula gets an apostrophe in front, which makes it text.
fn cell(value: &str) -> String {
    let formula = value.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
        || value.starts_with(['\t', '\r', '\n']);
    let guard = if formula { "'" } else { "" };
    let quoted = value.replace('"', "\"\"");
    if formula || value.contains(['"', ';', ',', '\n', '\r']) {
        format!("\"{guard}{quoted}\"")
    } else {
        quoted
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn no_cell_is_a_formula_or_breaks_its_line() {
        assert_eq!(cell("Jansen"), "Jansen");
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
        assert_eq!(cell(" @x"), "\"' @x\"");
        assert_eq!(cell("a\"b;c\n"), "\"a\"\"b;c\n\"");
    }
}
