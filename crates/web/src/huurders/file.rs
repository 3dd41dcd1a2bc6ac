//! The found tenants as a file for a spreadsheet.

use axum::response::Response;

use super::Search;
use crate::answer::Failure;
use crate::app::Visit;
use crate::asked::Asked;
use crate::portfolio::Now;
use crate::sheet::{self, Sheet};

const HEADS: [&str; 9] =
    ["dossier", "naam", "straat", "postcode", "plaats", "indeling", "kleur", "vannacht", "achterstand"];

/// `/huurders.csv`
pub(crate) fn csv(visit: &Visit, asked: &Asked) -> Result<Response, Failure> {
    let search = Search::of(asked);
    let register = visit.register()?;
    visit.looks_at(None, "lijst van huurders als bestand");
    let mut sheet = Sheet::with(&HEADS);
    for found in search.find(visit, &register) {
        let category = visit.house.policy.categories.get(found.category);
        let now = if found.now == Now::Nothing { String::new() } else { found.now.word() };
        let arrears = sheet::amount(found.arrears);
        let tenant = &found.tenant;
        sheet.row(&[
            &tenant.dossier,
            &tenant.name,
            &tenant.street,
            &tenant.postcode,
            &tenant.town,
            category.map_or("", |category| &category.name),
            category.map_or("", |category| category.colour.dutch()),
            &now,
            &arrears,
        ]);
    }
    Ok(sheet.answer("attachment; filename=\"huurders.csv\""))
}
