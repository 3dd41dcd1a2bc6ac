//! The found tenants as a file for a spreadsheet: semicolons, because Dutch spreadsheets expect them, and no cell that a
//! spreadsheet would take for a formula.

use axum::response::Response;

use super::Search;
use crate::answer::{self, Failure};
use crate::app::Visit;
use crate::asked::Asked;
use crate::portfolio::Now;

const HEADS: [&str; 9] =
    ["dossier", "naam", "straat", "postcode", "plaats", "indeling", "kleur", "vannacht", "achterstand"];

/// `/huurders.csv`
pub(crate) fn csv(visit: &Visit, asked: &Asked) -> Result<Response, Failure> {
    let search = Search::of(asked);
    let register = visit.register()?;
    visit.looks_at(None, "lijst van huurders als bestand");
    // The mark in front tells a spreadsheet that the letters are UTF-8.
    let mut text = String::from('\u{feff}');
    line(&mut text, HEADS);
    for found in search.find(visit, &register) {
        let category = visit.house.policy.categories.get(found.category);
        let now = if found.now == Now::Nothing { String::new() } else { found.now.word() };
        let arrears = format!("{},{:02}", found.arrears.0 / 100, found.arrears.0 % 100);
        let tenant = &found.tenant;
        line(
            &mut text,
            [
                &tenant.dossier,
                &tenant.name,
                &tenant.street,
                &tenant.postcode,
                &tenant.town,
                category.map_or("", |category| &category.name),
                category.map_or("", |category| category.colour.dutch()),
                &now,
                &arrears,
            ],
        );
    }
    Ok(answer::csv(text))
}

fn line(text: &mut String, cells: [&str; 9]) {
    for (at, value) in cells.into_iter().enumerate() {
        if at > 0 {
            text.push(';');
        }
        text.push_str(&cell(value));
    }
    text.push_str("\r\n");
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
