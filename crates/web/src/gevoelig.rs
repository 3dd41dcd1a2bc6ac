//! `/dossier/{nr}/gevoelig`: what is known about somebody's health, debts elsewhere or will to pay: shown to who works on the
//! dossier, after a deliberate look with its reason, and that look is in the log before the page leaves.
//!
//! Elsewhere on the dossier, on its timeline and in files stands only that there is something.

use axum::response::Response;
use domain::guards::{Guard, debt_scheme, represented};
use domain::ids::TenancyId;
use domain::staff::Right;
use maud::{Markup, html};
use store::screens::CircumstanceLine;

use crate::answer::Failure;
use crate::app::Visit;
use crate::asked::{Asked, encode};
use crate::dossier::way_back;
use crate::frame::{self, Here};
use crate::{case, parts};

/// What stands on a timeline in the place of something sensitive.
pub(crate) const HIDDEN: &str = "Gevoelig gegeven";

/// Does an act tell what stands behind a look that is logged?
pub(crate) fn is_finding(kind: &str) -> bool {
    kind.starts_with("vastgesteld")
}

/// A reason not to write, on the dossier itself: where it would tell what is sensitive, only that there is something.
pub(crate) fn veiled(reason: &str) -> String {
    let tells = |guard: &Guard| reason.to_lowercase().starts_with(guard.word);
    if [&debt_scheme::GUARD, &represented::GUARD].into_iter().any(tells) {
        return format!("{HIDDEN}: bekijk dat voor u schrijft of belt.");
    }
    parts::sentence(reason).to_string()
}

/// Why somebody may want to look, by its word in the address; the last part is what the log says.
const REASONS: [(&str, &str, &str); 4] = [
    ("gesprek", "Ik spreek of bezoek deze huurder", "gevoelige gegevens, voor een gesprek"),
    ("stap", "Ik beslis over een stap of een regeling", "gevoelige gegevens, om te beslissen"),
    ("hulp", "Ik overleg met een hulpverlener of bewindvoerder", "gevoelige gegevens, voor overleg met hulp"),
    ("huurder", "De huurder vraagt wat wij over hem weten", "gevoelige gegevens, op vraag van de huurder"),
];

/// `/dossier/{nr}/gevoelig?reden=gesprek`; without a reason it asks for one and shows nothing.
pub(crate) fn page(visit: &Visit, number: &str, asked: &Asked) -> Result<Response, Failure> {
    let reason = REASONS.into_iter().find(|(word, _, _)| *word == asked.get("reden"));
    let id =
        case::find(visit, number, reason.map_or("gevoelige gegevens, nog dicht", |(_, _, logged)| logged))?;
    let head = visit.book.dossier_head(id)?.unwrap_or_default();
    let main = html! {
        (way_back(&head))
        h1 { "Gevoelige gegevens" }
        @match reason {
            None => (ask(number)),
            Some((_, said, _)) => {
                p.zacht { "In het logboek staat dat u keek: " (said.to_lowercase()) "." }
                (known(visit, id)?)
            },
        }
    };
    Ok(frame::page(visit, "Gevoelige gegevens", Here::Tenants, &main))
}

fn ask(number: &str) -> Markup {
    html! {
        form.kader.doen method="get" action={ "/dossier/" (encode(number)) "/gevoelig" } {
            p { label for="reden" { "Waarom kijkt u?" }
                select #reden name="reden" required {
                    option value="" { "Kies" }
                    @for (word, said, _) in REASONS { option value=(word) { (said) } }
                } }
            p { button.hoofd type="submit" { "Toon, en noteer dat ik keek" } }
        }
    }
}

fn is_sensitive(line: &CircumstanceLine) -> bool {
    line.circumstance.kind.is_sensitive()
}

fn known(visit: &Visit, id: TenancyId) -> Result<Markup, Failure> {
    let lines: Vec<CircumstanceLine> =
        visit.book.circumstance_lines(id)?.into_iter().filter(is_sensitive).collect();
    let may_end = visit.who.may(Right::Record);
    let number = visit.book.number_of(id)?.unwrap_or_default();
    let to = format!("/dossier/{}/doe/beeindigen", encode(&number));
    Ok(html! {
        @if lines.is_empty() { p { "Over deze huurder is niets gevoeligs vastgelegd." } }
        @else { ul.regels { @for line in lines.iter().rev() {
            @let one = &line.circumstance;
            li {
                strong { (parts::sentence(one.kind.dutch())) } " sinds " (parts::day(one.since))
                @if let Some(day) = one.until { ", tot en met " (parts::day(day)) }
                @if let Some(day) = one.closed_on { ", afgesloten op " (parts::day(day)) }
                @if !line.placed_by.is_empty() { ", door " (line.placed_by) }
                @if !line.why.is_empty() { span.onder { (line.why) } }
                @if may_end && one.closed_on.is_none() && one.kind.a_person_may_end() {
                    span.onder { a href={ (to) "?wat=" (encode(&format!("o:{}", line.id))) } { "Beëindigen" } }
                }
            }
        } } }
    })
}

/// The way there, on the dossier: how much there is now, and no more.
pub(crate) fn line(visit: &Visit, number: &str, count: usize) -> Markup {
    html! {
        @if count > 0 && visit.who.may(Right::Record) {
            p.klein { a.los-adres href={ "/dossier/" (encode(number)) "/gevoelig" } {
                (parts::plural(count as u64, "gevoelig gegeven", "gevoelige gegevens")) ": bekijk met reden"
            } }
        }
    }
}
