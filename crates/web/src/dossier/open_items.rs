//! What is still to be paid, item by item, with the landlord's words where there are any.

use domain::ledger::{OpenItem, open_items};
use domain::money::Cents;
use maud::{Markup, html};
use store::screens::LedgerLine;

use super::words_fit;
use crate::app::House;
use crate::asked::encode;
use crate::case::Case;
use crate::parts;

/// The section of a dossier.
pub(crate) fn section(house: &House, case: &Case, number: &str, ledger: &[LedgerLine]) -> Markup {
    let account = format!("/dossier/{}/geld#boekingen", encode(number));
    let ground = case.ground(house);
    let items = open_items(&case.dossier.entries, &case.desk.account, case.today);
    let described = words_fit(case, ledger);
    let words = |item: &OpenItem| {
        let line = ledger.get(item.entry).filter(|_| described);
        line.map(|line| line.description.as_str()).filter(|text| !text.is_empty())
    };
    let open: Cents = items.iter().map(|item| item.open).sum();
    let table = html! {
        table {
            caption { "Per post: wat er nog betaald moet worden" }
            thead { tr {
                th scope="col" { "Te betalen op" } th scope="col" { "Wat" }
                th.getal scope="col" { "Bedrag" } th.getal scope="col" { "Nog open" }
                th scope="col" { "Te laat" }
            } }
            tbody { @for item in &items { tr {
                th scope="row" { (parts::short_day(item.due_on)) }
                td { (parts::sentence(item.kind.dutch())) @if let Some(words) = words(item) { span.onder { (words) } } }
                td.getal { (parts::money(item.charged)) }
                td.getal { a href=(account) { (parts::money(item.open)) } }
                td { (late(case, item)) @if ground.is_prescribed(item.due_on) { span.onder { "ouder dan vijf jaar: wij vragen dit niet" } } }
            } } }
            tfoot { tr { th scope="row" colspan="3" { "Samen" } td.getal { a href=(account) { (parts::money(open)) } } td {} } }
        }
    };
    html! {
        section aria-labelledby="posten" {
            h2 #posten { "Open posten" }
            @if items.is_empty() { p { "Alles is betaald." } }
            @else { (parts::wide("Open posten", &table)) }
            @if case.desk.account.surplus.0 > 0 {
                p { "Er is " (parts::money(case.desk.account.surplus)) " meer betaald dan er openstaat. Het telt voor de volgende huur. Teruggeven kan in uw eigen administratie." }
            }
        }
    }
}

/// Days past the own pay day.
fn late(case: &Case, item: &OpenItem) -> Markup {
    let pay_by = case.desk.standing.pay_day.pay_by(item.due_on);
    let days = case.today - pay_by;
    html! {
        @if days > 0 { (parts::plural(days as u64, "dag", "dagen")) }
        @else { span.zacht { "nog niet; betaaldag " (parts::day_in_year(pay_by)) } }
    }
}
