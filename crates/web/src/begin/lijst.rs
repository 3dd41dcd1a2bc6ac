//! `/begin/lijst`: a list of open items comes in, piece by piece, and waits to be looked into.

use axum::extract::State;
use axum::extract::multipart::{Field, Multipart, MultipartRejection};
use axum::http::StatusCode;
use axum::response::Response;
use domain::staff::Right;
use maud::{Markup, html};
use tokio::sync::mpsc;

use super::trail;
use crate::answer::{self, Failure};
use crate::app::{App, Change, Visit};
use crate::asked::Asked;
use crate::frame::{self, Here};
use crate::parts;
use crate::reception::{Purpose, Reception, TOO_LARGE};
use crate::signed::Signed;

/// `/begin/lijst`
pub(crate) fn page(visit: &Visit, _: &Asked) -> Result<Response, Failure> {
    show(visit, "")
}

fn show(visit: &Visit, wrong: &str) -> Result<Response, Failure> {
    let reception = visit.house.reception()?;
    let draft = reception.draft();
    let main = html! {
        h1 { "Kies een lijst met openstaande posten" }
        (trail(visit, "/begin/lijst")?)
        @if !wrong.is_empty() { p.melding.alarm role="alert" { (wrong) " Er is niets ingelezen." } }
        @if let Some(draft) = &draft { div.melding {
            p { "Er ligt al een lijst klaar: " strong { (draft.name) } ". " a href="/begin/kolommen" { "Verder met deze lijst" } }
            form method="post" action="/begin/weg" { (frame::seal(visit.who)) button type="submit" { "Gooi deze lijst weg" } }
        } }
        (form(visit.who, "/begin/lijst", "lijst", "Bestand (CSV of XLSX, hooguit 64 MB)", "Bekijk deze lijst"))
        (what_belongs_in_it())
    };
    let title = if wrong.is_empty() { "Lijst kiezen" } else { "Fout: lijst kiezen" };
    let mut response = frame::page(visit, title, Here::Begin, &main);
    if !wrong.is_empty() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// The form for a file. The seal comes first: a file without one is not taken.
pub(crate) fn form(who: &Signed, action: &str, id: &str, label: &str, button: &str) -> Markup {
    html! {
        form.veldenlijst method="post" action=(action) enctype="multipart/form-data" {
            (frame::seal(who))
            p { label for=(id) { (label) } input id=(id) name="bestand" type="file" required accept=".csv,.txt,.tsv,.xlsx,.xlsm"; }
            p { button.hoofd type="submit" { (button) } }
        }
    }
}

fn what_belongs_in_it() -> Markup {
    let table = html! {
        table {
            caption { "Wat er in de lijst hoort" }
            thead { tr { th scope="col" { "Kolom" } th scope="col" { "Waarom" } } }
            tbody {
                tr { th scope="row" { "Dossier of contract, post of factuur, vervaldatum, openstaand bedrag" } td { "Zonder deze vier is de lijst niet te lezen." } }
                tr { th scope="row" { "Ingangsdatum, maandhuur, automatische incasso (ja of nee)" } td { "Zonder deze drie vraagt Houvast niemand om geld: er komt dan een taak om gegevens na te kijken." } }
                tr { th scope="row" { "Naam, adres, e-mail, mobiel" } td { "Om huurders te vinden en te bereiken." } }
                tr { th scope="row" { "Oorspronkelijk bedrag, omschrijving, einddatum" } td { "Maakt het beeld beter. Mag ontbreken." } }
            }
        }
    };
    html! {
        h2 { "Wat is een goede lijst?" }
        ul {
            li { "Alle posten die openstaan, van alle huurders, één regel per post." }
            li { "De datum van de lijst in de naam helpt: " code { "posten-2026-11-20.csv" } "." }
            li { "Hoe uw kolommen heten maakt niet uit: dat wijst u straks aan." }
            li { "Een kolom met een burgerservicenummer laat Houvast ongelezen. Laat hem liever weg." }
        }
        (parts::wide("Wat er in de lijst hoort", &table))
    }
}

/// A list comes in.
pub(crate) async fn receive(
    State(app): State<App>,
    who: Signed,
    parts: Result<Multipart, MultipartRejection>,
) -> Response {
    match take(&app, &who, Purpose::OpenItems, parts).await {
        Ok(()) => {
            let made = app.show(who, Right::BringIn, |visit| {
                visit.house.with_writer(|book| {
                    book.log(visit.now, Some(visit.who.id()), None, "lijst ontvangen", "openstaande posten")
                })??;
                Ok(answer::see_other("/begin/kolommen"))
            });
            made.await
        }
        Err(Refused::For(failure)) => failure.page(&app.landlord()),
        Err(Refused::Because(why)) => app.show(who, Right::BringIn, move |visit| show(visit, &why)).await,
    }
}

/// Why a file was not taken.
pub(crate) enum Refused {
    /// Not from this person, or not by our form.
    For(Failure),
    /// Because of what it is.
    Because(String),
}

/// Takes the file of a form, piece by piece.
pub(crate) async fn take(
    app: &App,
    who: &Signed,
    purpose: Purpose,
    parts: Result<Multipart, MultipartRejection>,
) -> Result<(), Refused> {
    if !who.may(Right::BringIn) {
        return Err(Refused::For(Failure::NotAllowed));
    }
    let reception = app.reception().ok_or(Refused::For(Failure::NoPage))?;
    let mut parts = parts.map_err(|_| Refused::For(Failure::NotOurForm))?;
    let mut sealed = false;
    while let Some(part) = parts.next_field().await.map_err(|error| too_large_or(&error))? {
        let name = part.name().unwrap_or_default().to_string();
        match name.as_str() {
            "zegel" => {
                let seal = part.text().await.map_err(|error| too_large_or(&error))?;
                sealed = who.sealed(seal.trim());
            }
            "bestand" if !sealed => return Err(Refused::For(Failure::NotOurForm)),
            "bestand" => return stream(reception, purpose, part).await,
            _ => {}
        }
    }
    Err(if sealed {
        Refused::Because("Kies eerst een bestand.".into())
    } else {
        Refused::For(Failure::NotOurForm)
    })
}

/// Pieces that may wait to be written.
const PIECES: usize = 8;

async fn stream(
    reception: std::sync::Arc<dyn Reception>,
    purpose: Purpose,
    mut part: Field<'_>,
) -> Result<(), Refused> {
    let name = part.file_name().unwrap_or_default().to_string();
    if name.is_empty() {
        return Err(Refused::Because("Kies eerst een bestand.".into()));
    }
    let (give, mut pieces) = mpsc::channel::<axum::body::Bytes>(PIECES);
    let (whole, is_whole) = tokio::sync::oneshot::channel::<()>();
    let writing = tokio::task::spawn_blocking(move || -> Result<(), String> {
        let mut upload = reception.upload(purpose, &name)?;
        while let Some(piece) = pieces.blocking_recv() {
            upload.write(&piece)?;
        }
        // A file that broke off halfway is not a file.
        is_whole.blocking_recv().map_err(|_| BROKEN_OFF.to_string())?;
        upload.finish()
    });
    let mut failed = None;
    loop {
        match part.chunk().await {
            Ok(Some(piece)) => {
                if give.send(piece).await.is_err() {
                    break;
                }
            }
            Ok(None) => {
                let _ = whole.send(());
                break;
            }
            Err(error) => {
                failed = Some(too_large_or(&error));
                break;
            }
        }
    }
    drop(give);
    let written = writing.await.unwrap_or_else(|_| Err(BROKEN_OFF.into()));
    match failed {
        Some(failed) => Err(failed),
        None => written.map_err(Refused::Because),
    }
}

const BROKEN_OFF: &str = "Het bestand kwam niet helemaal over. Probeer het nog eens.";

fn too_large_or(error: &axum::extract::multipart::MultipartError) -> Refused {
    let large = error.status() == StatusCode::PAYLOAD_TOO_LARGE;
    Refused::Because(if large { TOO_LARGE } else { BROKEN_OFF }.into())
}

/// The list that waits is thrown away.
pub(crate) fn forget(change: &mut Change) -> Result<Response, Failure> {
    change.house.reception()?.forget().map_err(Failure::Form)?;
    Ok(answer::see_other("/begin?weg=1"))
}
