//! `/begin`: how a landlord begins, step by step: a list, its columns, a trial, the first shadow night, and the list to compare.
//!
//! Every step is a page of its own that can be left and come back to. Files and nights are the executable's ([`crate::reception`]).

use axum::response::Response;
use domain::staff::{Right, Role};
use maud::{Markup, html};

use crate::answer::Failure;
use crate::app::Visit;
use crate::asked::Asked;
use crate::frame::{self, Here};
use crate::parts;

pub(crate) mod deur;
pub(crate) mod kolommen;
pub(crate) mod lijst;
pub(crate) mod nachten;
pub(crate) mod nakijken;
pub(crate) mod over;
pub(crate) mod schaduw;
pub(crate) mod vergelijken;

/// A step of beginning: its name, its address, and whether it is done.
type Step = (&'static str, &'static str, bool);

fn steps(visit: &Visit) -> Result<[Step; 5], Failure> {
    let draft = visit.house.reception()?.draft();
    let delivered = visit.book.books_as_of()?.is_some();
    let (has_list, has_night) = (draft.is_some(), visit.last.is_some());
    Ok([
        ("Lijst kiezen", "/begin/lijst", has_list || delivered),
        ("Kolommen aanwijzen", "/begin/kolommen", delivered && !has_list),
        ("Nakijken", "/begin/nakijken", delivered && !has_list),
        ("Eerste schaduwnacht", "/nacht/nu", has_night),
        ("Vergelijken met de oude lijst", "/begin/vergelijken", false),
    ])
}

/// Where somebody is, above every step.
pub(crate) fn trail(visit: &Visit, here: &str) -> Result<Markup, Failure> {
    let steps = steps(visit)?;
    Ok(html! {
        nav.gang aria-label="Stappen van het begin" {
            ol { @for (name, address, done) in steps {
                li.af[done] {
                    a href=(address) aria-current=[(address == here).then_some("step")] { (name) }
                    @if done { span.verborgen { " (klaar)" } }
                }
            } }
        }
    })
}

/// `/begin`
pub(crate) fn page(visit: &Visit, asked: &Asked) -> Result<Response, Failure> {
    let reception = visit.house.reception()?;
    let draft = reception.draft();
    let beginning = visit.book.beginning()?;
    let other_book = visit.last.is_some() && !visit.book.only_lists()?;
    let main = html! {
        h1 { "Begin met uw eigen gegevens" }
        @if !asked.get("weg").is_empty() { p.melding.goed role="status" { "De lijst is weggegooid. Er is niets ingelezen." } }
        @if !other_book { (trail(visit, "/begin")?) }
        @if beginning.as_ref().is_some_and(|beginning| beginning.over_on.is_some()) {
            p { "Een lijst met openstaande posten is genoeg. Houvast leest hem, laat zien wat het ervan begrijpt, en draait de nacht. " strong { "Nachten kunnen nu echt zijn: bij het inlezen staat of er iets naar huurders gaat." } }
        } @else {
            p { "Een lijst met openstaande posten is genoeg. Houvast leest hem, laat zien wat het ervan begrijpt, en draait een nacht in de "
                dfn { "schaduw" } ": u ziet wat Houvast zou doen, en er gaat niets naar huurders." }
        }
        @if other_book { p.melding {
            "Dit boek begon met VERA-bestanden, zoals de demo. Een lijst past daar niet bij: kijk hier gerust rond, en begin met uw eigen gegevens met "
            code { "houvast serve --map mijn-woningen" } "."
        } }
        @match (&draft, &visit.last) {
            (Some(draft), _) => p.melding { "Er ligt een lijst klaar: " strong { (draft.name) } ". "
                a href="/begin/kolommen" { "Verder met deze lijst" } },
            (None, _) if other_book => {}
            (None, None) => p { a.knop href="/begin/lijst" { "Kies een lijst" } },
            (None, Some(last)) => p.melding.goed { "De laatste nacht was die van " (parts::day(last.day)) ". "
                a href="/begin/vergelijken" { "Vergelijk met de oude lijst" } " of "
                a href="/begin/lijst" { "lees de lijst van een andere dag in" } "." },
        }
        @if let Some(beginning) = beginning { p {
            @match beginning.over_on {
                None => { "Nachten zijn nu " strong { "schaduw" } ". Vanaf welke dag het echt is, beslist u bij " a href="/begin/vergelijken#over" { "vergelijken" } "." },
                Some(day) => { "Vanaf de nacht van " (parts::day(day)) " is het echt. Nachten ervoor zijn schaduw." },
            }
        } }
        (colleagues(visit)?)
    };
    Ok(frame::page(visit, "Begin", Here::Begin, &main))
}

/// Who begins alone has nobody who may see a dossier.
fn colleagues(visit: &Visit) -> Result<Markup, Failure> {
    let staff = visit.book.staff()?;
    let sees = staff.iter().any(|one| one.closed_at.is_none() && one.seat.role.may(Right::SeeDossiers));
    Ok(html! {
        @if !sees && visit.who.staff.seat.role == Role::Administrator {
            section aria-labelledby="collegas" {
                h2 #collegas { "Wie werkt er mee?" }
                p { "Een beheerder ziet geen dossiers van huurders. Geef daarom ook een teamleider of huurconsulent een account; uzelf mag ook, "
                    "met een ander e-mailadres. " a href="/inrichting/gebruikers" { "Naar de gebruikers" } }
            }
        }
    })
}
