//! What every page has around it: head, skip link, navigation, search, how fresh the figures are, and foot.

use axum::response::Response;
use domain::staff::{Keys, Right};
use maud::{DOCTYPE, Markup, html};
use store::nights::NightRun;

use crate::answer;
use crate::app::Visit;
use crate::assets::{ICON_ADDRESS, KEYS_ADDRESS, STYLE_ADDRESS};
use crate::parts;
use crate::signed::Signed;

/// Which part of the product a page belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Here {
    /// What lies on somebody's desk.
    Work,
    /// The last night.
    Tonight,
    /// The list of nights, and earlier ones.
    Nights,
    /// Tenants and their dossiers.
    Tenants,
    /// What leaves the house.
    Post,
    /// The policy.
    Policy,
    /// The accounts of people who work here.
    Accounts,
    /// What is somebody's own.
    Own,
    /// How a landlord begins.
    Begin,
}

const PLACES: [(Here, &str, &str, Right); 8] = [
    (Here::Work, "/werk", "Werk", Right::Record),
    (Here::Tenants, "/huurders", "Huurders", Right::SeeDossiers),
    (Here::Post, "/post", "Post", Right::SeeDossiers),
    (Here::Tonight, "/vannacht", "Vannacht", Right::SeeDossiers),
    (Here::Nights, "/nachten", "Nachten", Right::SeeDossiers),
    (Here::Policy, "/beleid", "Beleid", Right::SeePolicy),
    (Here::Accounts, "/inrichting/gebruikers", "Gebruikers", Right::ManageAccounts),
    (Here::Begin, "/begin", "Begin", Right::BringIn),
];

/// A page of a visit.
pub(crate) fn page(visit: &Visit, title: &str, here: Here, main: &Markup) -> Response {
    searched(visit, title, here, "", main)
}

/// A page of a visit that comes again by itself after so many seconds where scripts do not run.
pub(crate) fn page_that_refreshes(
    visit: &Visit,
    title: &str,
    here: Here,
    main: &Markup,
    seconds: Option<u32>,
) -> Response {
    let landlord = &visit.house.landlord;
    answer::page(document(
        landlord,
        title,
        visit.who.staff.keys,
        &above(visit, here, ""),
        main,
        &again(seconds),
    ))
}

/// A page of a visit that follows from a search.
pub(crate) fn searched(visit: &Visit, title: &str, here: Here, search: &str, main: &Markup) -> Response {
    let landlord = &visit.house.landlord;
    answer::page(document(
        landlord,
        title,
        visit.who.staff.keys,
        &above(visit, here, search),
        main,
        &html! {},
    ))
}

fn above(visit: &Visit, here: Here, search: &str) -> Markup {
    html! {
        (top(visit, here, search))
        @if let Some(last) = &visit.last { (freshness(last)) }
    }
}

/// Has the page come again, for who has no script that does better.
fn again(seconds: Option<u32>) -> Markup {
    html! { @if let Some(seconds) = seconds { noscript { meta http-equiv="refresh" content=(seconds); } } }
}

/// A page for who is not signed in, or when something went wrong.
pub(crate) fn bare(landlord: &str, title: &str, main: &Markup) -> Markup {
    document(landlord, title, Keys::default(), &bare_top(landlord), main, &html! {})
}

/// The same, coming again by itself after so many seconds.
pub(crate) fn bare_that_refreshes(
    landlord: &str,
    title: &str,
    main: &Markup,
    seconds: Option<u32>,
) -> Markup {
    let again = html! { @if let Some(seconds) = seconds { meta http-equiv="refresh" content=(seconds); } };
    document(landlord, title, Keys::default(), &bare_top(landlord), main, &again)
}

fn bare_top(landlord: &str) -> Markup {
    html! {
        header.kop { a.merk href="/" { span.merk-naam { "Houvast" } span.merk-huis { (landlord) } } }
    }
}

/// What the head of every page has, on whichever side of the door.
pub(crate) fn head(title: &str) -> Markup {
    html! {
        meta charset="utf-8";
        meta name="viewport" content="width=device-width, initial-scale=1";
        meta name="color-scheme" content="light dark";
        meta name="robots" content="noindex";
        title { (title) }
    }
}

fn document(landlord: &str, title: &str, keys: Keys, above: &Markup, main: &Markup, more: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="nl" {
            head {
                (head(&format!("{title} · {landlord}")))
                link rel="stylesheet" href=(*STYLE_ADDRESS);
                link rel="icon" type="image/svg+xml" href=(*ICON_ADDRESS);
                script type="module" src=(*KEYS_ADDRESS) {}
                (more)
            }
            body data-toetsen=(keys.dutch()) {
                a.sla-over href="#inhoud" { "Naar de inhoud" }
                (above)
                main #inhoud tabindex="-1" { (main) }
                (foot())
            }
        }
    }
}

fn top(visit: &Visit, here: Here, search: &str) -> Markup {
    let (landlord, who) = (&visit.house.landlord, visit.who);
    let can_begin = visit.house.reception.is_some();
    html! {
        header.kop {
            a.merk href="/" { span.merk-naam { "Houvast" } span.merk-huis { (landlord) } }
            nav aria-label="Hoofdmenu" {
                ul {
                    @for (place, address, name, right) in PLACES {
                        @if who.may(right) && (place != Here::Begin || can_begin) { li {
                            a href=(address) aria-current=[(place == here).then_some("page")] { (name) }
                        } }
                    }
                }
            }
            @if who.may(Right::SeeDossiers) { (search_box("zoek", search)) }
            (account(who))
        }
    }
}

fn account(who: &Signed) -> Markup {
    html! {
        details.wie {
            summary { (who.staff.name) }
            p.zacht { (who.staff.seat.role.dutch()) @if !who.staff.seat.districts.is_empty() { ": " (who.staff.seat.districts.join(", ")) } }
            @if who.may(Right::Record) { p { a href="/werk/handelingen" { "Mijn handelingen" } } }
            p { a href="/mijn" { "Mijn account" } }
            form method="post" action="/afmelden" { (seal(who)) button type="submit" { "Afmelden" } }
        }
    }
}

/// What every form that changes something carries.
pub(crate) fn seal(who: &Signed) -> Markup {
    html! { input type="hidden" name="zegel" value=(who.seal); }
}

/// The form to look for a tenant.
pub(crate) fn search_box(id: &str, search: &str) -> Markup {
    html! {
        form.zoeken role="search" action="/huurders" method="get" {
            label for=(id) { "Zoek een huurder" }
            input id=(id) name="q" type="search" value=(search) placeholder="Naam, adres, nummer, telefoon" autocomplete="off";
            button type="submit" { "Zoek" }
        }
    }
}

fn freshness(last: &NightRun) -> Markup {
    html! {
        aside.stand aria-label="Hoe vers de gegevens zijn" {
            "Stand van de nacht van " (parts::day(last.day)) " · boeken bij tot en met "
            (parts::day(last.books_as_of))
        }
    }
}

fn foot() -> Markup {
    html! {
        footer.voet {
            p { "Vertrouwelijk: persoonsgegevens van huurders." }
            p { "Houvast " (env!("CARGO_PKG_VERSION")) ". Wie welk dossier bekijkt en wat iemand verandert, staat in het logboek." }
        }
    }
}
