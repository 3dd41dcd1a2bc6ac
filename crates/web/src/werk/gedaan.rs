//! What somebody just did, with a way back; and `/werk/handelingen`: what she did in the last week.

use axum::response::Response;
use domain::staff::Right;
use maud::{Markup, html};
use store::acts::{ActLine, CAN_BE_UNDONE};
use store::tenant_page::{OWN_CONTACT, OWN_PAY_DAY, TENANT};

use crate::answer::Failure;
use crate::app::Visit;
use crate::asked::{Asked, encode};
use crate::frame::{self, Here};
use crate::parts;
use crate::werk::lijst;

/// What was just done, with a way back.
pub(crate) fn done_bar(visit: &Visit, asked: &Asked) -> Result<Markup, Failure> {
    let Ok(id) = asked.get("klaar").parse::<i64>() else { return Ok(html! {}) };
    let act =
        visit.book.acts_by(visit.who.id())?.into_iter().find(|act| act.id == id && act.undone_by.is_none());
    Ok(html! {
        @if let Some(act) = act {
            div.melding.goed role="status" {
                p { strong { "Vastgelegd: " } (act.kind) " (dossier " (act.dossier) ")." }
                (undo(visit, &act, asked))
            }
        }
    })
}

/// What a tenant changed himself in the last week and a colleague can take back: how we reach him, and his pay day.
pub(crate) fn done_by_tenant(visit: &Visit, acts: &[ActLine]) -> Markup {
    let own = acts.iter().filter(|act| {
        act.who == TENANT
            && act.undone_by.is_none()
            && visit.now.seconds - act.moment <= CAN_BE_UNDONE
            && [OWN_CONTACT, OWN_PAY_DAY].iter().any(|kind| act.kind.starts_with(kind))
    });
    let may = visit.who.may(Right::Record);
    html! {
        @for act in own {
            div.melding {
                p { "Op " (parts::short_day(act.day)) " deed de huurder dit zelf: " (act.kind) @if !act.note.is_empty() { ". " (act.note) } }
                @if may { (undo_plain(visit, act, false)) }
            }
        }
    }
}

fn undo(visit: &Visit, act: &ActLine, asked: &Asked) -> Markup {
    html! {
        form method="post" action={ "/ongedaan/" (act.id) } {
            (lijst::hold(asked)) (frame::seal(visit.who))
            button type="submit" data-toets="u" { "Ongedaan maken " kbd { "U" } }
        }
    }
}

/// `/werk/handelingen`: what somebody did in the last week, to look at or take back.
pub(crate) fn acts(visit: &Visit) -> Result<Response, Failure> {
    let acts = visit.book.acts_by(visit.who.id())?;
    let recent: Vec<&ActLine> =
        acts.iter().filter(|act| visit.now.seconds - act.moment <= CAN_BE_UNDONE).collect();
    let main = html! {
        h1 { "Mijn handelingen" }
        p { "Wat u de laatste zeven dagen vastlegde. Terugdraaien kan zolang het hier staat; wat u deed en wat u terugdraaide blijft in het logboek." }
        @if recent.is_empty() { p { "U hebt de laatste zeven dagen niets vastgelegd." } }
        @else {
            table.kaarten {
                caption { "De laatste eerst" }
                thead { tr { th scope="col" { "Dossier" } th scope="col" { "Wat" } th scope="col" { "Dag" } th scope="col" { "Terug" } } }
                @let last = recent.iter().find(|act| act.undone_by.is_none()).map(|act| act.id);
                tbody { @for act in &recent { tr {
                    th scope="row" { a href={ "/dossier/" (encode(&act.dossier)) } data-rij { (act.dossier) } }
                    td { (act.kind) @if !act.note.is_empty() { br; span.zacht { (act.note) } } }
                    td { (parts::short_day(act.day)) }
                    td { @match &act.undone_by {
                        Some(who) => { "teruggedraaid door " (who) }
                        None => { (undo_plain(visit, act, last == Some(act.id))) }
                    } }
                } } }
            }
        }
    };
    Ok(frame::page(visit, "Mijn handelingen", Here::Work, &main))
}

/// The newest one has the key of the last act.
fn undo_plain(visit: &Visit, act: &ActLine, is_last: bool) -> Markup {
    html! {
        form method="post" action={ "/ongedaan/" (act.id) } {
            (frame::seal(visit.who))
            button type="submit" data-toets=[is_last.then_some("u")] { "Ongedaan maken" span.verborgen { ": " (act.kind) ", dossier " (act.dossier) } @if is_last { " " kbd { "U" } } }
        }
    }
}
