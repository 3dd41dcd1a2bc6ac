//! `/dossier/{nr}/inzage`: who looked at a dossier and who changed it, as a tenant may ask (art. 15 AVG).

use axum::response::Response;
use maud::html;

use crate::answer::Failure;
use crate::app::Visit;
use crate::frame::{self, Here};
use crate::{case, parts};

/// `/dossier/{number}/inzage`
pub(crate) fn page(visit: &Visit, number: &str) -> Result<Response, Failure> {
    let id = case::find(visit, number, "inzage")?;
    let lines = visit.book.log_about(id)?;
    let main = html! {
        h1 { "Wie keek en wie veranderde: dossier " (number) }
        p { "Elke keer dat iemand dit dossier opende of iets vastlegde, de laatste eerst. Deze lijst kan niemand veranderen." }
        @if lines.is_empty() { p { "Nog niemand opende dit dossier." } }
        @else {
            table.kaarten {
                caption { "Logboek van dit dossier" }
                thead { tr { th scope="col" { "Wie" } th scope="col" { "Wat" } th scope="col" { "Waarover" } th scope="col" { "Wanneer" } } }
                tbody { @for line in &lines { tr {
                    th scope="row" { @if line.who.is_empty() { "onbekend" } @else { (line.who) } }
                    td { (line.what) }
                    td { (line.detail) }
                    td { (parts::short_day(line.day)) }
                } } }
            }
        }
    };
    Ok(frame::page(visit, "Inzage", Here::Tenants, &main))
}
