//! Two people did something about the same dossier: what the one sends and what the other did meanwhile stand side by side, and who
//! sent it decides. Nothing was written, and nothing that was typed is lost.
//!
//! In goes a form that names the stand of the dossier it was made from (`stand`); out comes a page with status 409.

use axum::http::StatusCode;
use domain::ids::TenancyId;
use maud::{Markup, html};
use store::acts::Meanwhile;

use crate::answer::Failure;
use crate::app::{Change, Visit};
use crate::asked::{Asked, encode};
use crate::dossier::way_back;
use crate::frame::{self, Here};
use crate::gevoelig::{HIDDEN, is_finding};
use crate::{formulier, parts};

/// What somebody wanted to do.
struct Mine<'a> {
    at: &'a str,
    form: &'a Asked,
    kind: &'a str,
    note: &'a str,
    /// The task it would finish is no longer open.
    gone: bool,
}

/// The page, as the reason why nothing was written.
pub(crate) fn answer(
    change: &mut Change,
    tenancy: TenancyId,
    (kind, note): (&str, &str),
    task: &str,
    meanwhile: Vec<Meanwhile>,
) -> Result<Failure, Failure> {
    let gone = !task.is_empty() && !change.book.open_tasks_of(tenancy)?.iter().any(|(id, _)| id == task);
    let mine = Mine { at: change.at, form: change.form, kind, note, gone };
    let page = change.show(|visit| {
        visit.looks_at(Some(tenancy), "botsing");
        let head = visit.book.dossier_head(tenancy)?.unwrap_or_default();
        let other = meanwhile.iter().any(|one| one.who != visit.who.staff.name);
        let title = if other { "Iemand anders was u voor" } else { "Deze taak is al klaar" };
        let main = html! {
            (way_back(&head))
            h1 { (title) }
            p role="alert" { "Er is nog niets vastgelegd. Kijk wat er intussen gebeurde, en kies." }
            div.twee { (sent(&mine)) (happened(visit, &meanwhile, gone)) }
            (choice(visit, tenancy, &head.dossier, &mine)?)
        };
        let mut response = frame::page(visit, title, Here::Tenants, &main);
        *response.status_mut() = StatusCode::CONFLICT;
        Ok(response)
    })?;
    Ok(Failure::Page(Box::new(page)))
}

fn sent(mine: &Mine) -> Markup {
    html! {
        section.kader aria-labelledby="uw" {
            h2 #uw { "Wat u wilde vastleggen" }
            p { strong { (parts::sentence(mine.kind)) } }
            @if !mine.note.is_empty() { p { (mine.note) } }
        }
    }
}

fn happened(visit: &Visit, meanwhile: &[Meanwhile], gone: bool) -> Markup {
    html! {
        section.kader.nu aria-labelledby="intussen" {
            h2 #intussen { "Wat er intussen gebeurde" }
            @if meanwhile.is_empty() { p { "De taak ligt er niet meer: een nacht zag dat de reden weg is." } }
            ul.regels { @for one in meanwhile { li {
                strong { (one.who) } ", " (parts::ago(visit.now.seconds - one.moment)) ": "
                @if one.undone { "draaide terug: " }
                @if is_finding(&one.kind) { (HIDDEN) }
                @else { (one.kind) @if !one.note.is_empty() { span.onder { (one.note) } } }
            } } }
            @if gone && !meanwhile.is_empty() { p { "De taak is daarmee afgehandeld." } }
        }
    }
}

/// Once more with the stand of now, or leave it.
fn choice(visit: &Visit, tenancy: TenancyId, dossier: &str, mine: &Mine) -> Result<Markup, Failure> {
    // A task that is gone cannot be finished again; what was written about it can still be kept.
    let only_note = mine.gone && mine.form.get("handeling") == "klaar";
    let kept = mine.form.pairs().filter(|(name, _)| !matches!(*name, "zegel" | "stand"));
    let kept = kept.filter(|(name, _)| *name != "taak" || !mine.gone);
    Ok(html! {
        form.doen method="post" action=(mine.at) {
            (frame::seal(visit.who)) (formulier::stand(visit, tenancy, &Asked::default())?)
            @for (name, value) in kept {
                @let value = if only_note && name == "handeling" { "notitie" } else { value };
                input type="hidden" name=(name) value=(value);
            }
            p.knoppen {
                button.hoofd type="submit" { @if only_note { "Alleen mijn notitie vastleggen" } @else { "Mijn wijziging toch toepassen" } }
                a.knop.rustig href={ "/dossier/" (encode(dossier)) } { "Laten zoals het nu is" }
            }
        }
    })
}
