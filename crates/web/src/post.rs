//! `/post`: what leaves the house today, what was stopped and why, and whether everything stands still. It only shows.

use axum::response::Response;
use maud::{Markup, html};
use store::screens::PostCount;

use crate::answer::Failure;
use crate::app::Visit;
use crate::frame::{self, Here};
use crate::parts;

/// `/post`
pub(crate) fn page(visit: &Visit) -> Result<Response, Failure> {
    let counts = match &visit.last {
        Some(last) => visit.book.post_counts(last.id)?,
        None => Vec::new(),
    };
    let stop = visit.book.emergency_stop()?;
    let findings = visit.book.post_findings(50)?;
    let main = html! {
        h1 { "Uitgaande post" }
        @if let Some(stop) = stop {
            p.melding.alarm { strong { "De noodstop staat aan." } " Door " (stop.opened_by) ": " (stop.why) }
        }
        @if counts.is_empty() { p { "De laatste nacht zette geen bericht klaar." } }
        @else { (parts::wide("Uitgaande post", &table(visit, &counts))) }
        @if !findings.is_empty() {
            section aria-labelledby="niet-te-plaatsen" {
                h2 #niet-te-plaatsen { "Binnengekomen en niet te plaatsen" }
                ul.regels { @for (day, source, row, why) in &findings { li {
                    (parts::day(*day)) ", " (source) @if *row > 0 { ", regel " (row) } ": " (why)
                } } }
            }
        }
    };
    Ok(frame::page(visit, "Uitgaande post", Here::Post, &main))
}

fn table(visit: &Visit, counts: &[PostCount]) -> Markup {
    html! {
        table.met-uitleg {
            caption { "Berichten van de laatste nacht: hoe ze staan, en waarom" }
            thead { tr {
                th scope="col" { "Bericht" } th scope="col" { "Kanaal" } th scope="col" { "Stand" }
                th scope="col" { "Waarom" } th.getal scope="col" { "Aantal" }
            } }
            tbody { @for line in counts { tr {
                th scope="row" { (parts::letter_name(&visit.house.policy, &line.letter)) }
                td { (line.channel) }
                td { (line.state) }
                td { @if line.reason.is_empty() { "–" } @else { (line.reason) } }
                td.getal { (parts::count(line.count)) }
            } } }
        }
    }
}
