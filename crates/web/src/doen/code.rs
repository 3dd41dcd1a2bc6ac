//! `/dossier/{nr}/doe/code`: the code of the tenant's page is withdrawn, for instance when a letter came to somebody else. The next
//! message brings another one.

use axum::response::Response;
use domain::ids::TenancyId;
use maud::html;
use store::acts::Record;

use super::{recorded, way_back};
use crate::answer::Failure;
use crate::app::{Change, Visit};
use crate::asked::{Asked, encode};
use crate::case;
use crate::formulier::{self, Wrong};

const PAGE: &str = "code van de huurderspagina";

/// `GET`
pub(crate) fn page(visit: &Visit, number: &str, asked: &Asked) -> Result<Response, Failure> {
    let id = case::find(visit, number, PAGE)?;
    shown(visit, number, id, asked, &Wrong::default())
}

/// `POST`
pub(crate) fn act(change: &mut Change, number: &str) -> Result<Response, Failure> {
    let id = case::to_change(change, number)?;
    let form = change.form;
    let mut wrong = Wrong::default();
    let note = wrong.take("notitie", formulier::note(form.get("notitie"), "waarom u de code intrekt"));
    let Some(note) = note else {
        return change.show(|visit| {
            visit.looks_at(Some(id), PAGE);
            shown(visit, number, id, form, &wrong)
        });
    };
    recorded(
        change,
        number,
        id,
        "code van de huurderspagina ingetrokken",
        note,
        "",
        vec![Record::CodeWithdrawn],
    )
}

fn shown(
    visit: &Visit,
    number: &str,
    id: TenancyId,
    form: &Asked,
    wrong: &Wrong,
) -> Result<Response, Failure> {
    let head = visit.book.dossier_head(id)?.unwrap_or_default();
    let main = html! {
        (way_back(&head, form))
        h1 { "Code van de huurderspagina" }
        (wrong.summary())
        p { "In brieven en berichten staat een code. Daarmee opent de huurder zijn eigen pagina." }
        @if visit.book.has_payment_code(id)? {
            p { "Kwam een brief bij iemand anders terecht, of kent een ander de code? Trek hem dan in:" }
            ul.regels {
                li { "De code opent meteen niets meer, ook niet met de link in een ouder bericht." }
                li { "Het eerstvolgende bericht brengt een nieuwe code. Moet dat eerder, stuur dan zelf een bericht." }
                li { "Een betaling met de oude code als kenmerk herkennen wij nog steeds." }
            }
            form.kader.doen method="post" action={ "/dossier/" (encode(number)) "/doe/code" } {
                (formulier::unseen(visit, id, form)?)
                (formulier::words(wrong, "notitie", "Waarom trekt u de code in?", form.get("notitie"), true))
                p { button.hoofd type="submit" { "Trek de code in" } }
            }
            p.zacht { "Terugdraaien kan tot er een nieuwe code is gegeven." }
        } @else {
            p { "Deze huurder heeft nu geen code. Het eerstvolgende bericht brengt er een." }
        }
    };
    Ok(wrong.page(visit, "Code van de huurderspagina", &main))
}
