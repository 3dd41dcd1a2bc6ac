//! The found tenants as a file.

use axum::response::Response;

use super::Search;
use crate::answer::Failure;
use crate::app::Visit;
use crate::asked::Asked;
use crate::sheet::{Kind, Sheet, row};

const HEADS: [&str; 9] =
    ["dossier", "naam", "straat", "postcode", "plaats", "indeling", "kleur", "vannacht", "achterstand"];

/// `/huurders.xlsx`, `/huurders.csv`, `/huurders.json`
pub(crate) fn file(visit: &Visit, asked: &Asked, kind: Kind) -> Result<Response, Failure> {
    let search = Search::of(asked);
    let register = visit.register()?;
    visit.looks_at(None, "lijst van huurders als bestand");
    let mut rows = Vec::new();
    for found in search.find(visit, &register) {
        let category = visit.house.policy.categories.get(found.category);
        let tenant = &found.tenant;
        rows.push(row![
            &tenant.dossier,
            &tenant.name,
            &tenant.street,
            &tenant.postcode,
            &tenant.town,
            category.map(|category| &category.name),
            category.map(|category| category.colour.dutch()),
            found.now.text(&visit.house.policy),
            found.arrears,
        ]);
    }
    let filter = search.query(1);
    let about = if filter.is_empty() { "Alle huurders".into() } else { format!("Huurders ({filter})") };
    Sheet { name: "huurders".into(), about, heads: &HEADS, rows }.answer(visit, kind)
}
