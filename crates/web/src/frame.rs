//! What every page has around it: head, skip link, navigation, search, how fresh the figures are, and foot.

use maud::{DOCTYPE, Markup, html};
use store::nights::NightRun;

use crate::answer;
use crate::app::Visit;
use crate::assets::{ICON_ADDRESS, STYLE_ADDRESS};
use crate::parts;
use axum::response::Response;

/// Which part of the product a page belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Here {
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
    /// None of them.
    Nowhere,
}

const PLACES: [(Here, &str, &str); 5] = [
    (Here::Tonight, "/", "Vannacht"),
    (Here::Tenants, "/huurders", "Huurders"),
    (Here::Nights, "/nachten", "Nachten"),
    (Here::Post, "/post", "Post"),
    (Here::Policy, "/beleid", "Beleid"),
];

/// A page of a visit.
pub(crate) fn page(visit: &Visit, title: &str, here: Here, main: &Markup) -> Response {
    answer::page(whole(&visit.house.landlord, visit.last.as_ref(), title, here, "", main))
}

/// The whole of a page; `search` is what was looked for last.
pub(crate) fn whole(
    landlord: &str,
    last: Option<&NightRun>,
    title: &str,
    here: Here,
    search: &str,
    main: &Markup,
) -> Markup {
    html! {
        (DOCTYPE)
        html lang="nl" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { (title) " · " (landlord) }
                link rel="stylesheet" href=(*STYLE_ADDRESS);
                link rel="icon" type="image/svg+xml" href=(*ICON_ADDRESS);
            }
            body {
                a.sla-over href="#inhoud" { "Naar de inhoud" }
                (top(landlord, here, search))
                @if let Some(last) = last { (freshness(last)) }
                main #inhoud tabindex="-1" { (main) }
                (foot())
            }
        }
    }
}

fn top(landlord: &str, here: Here, search: &str) -> Markup {
    html! {
        header.kop {
            a.merk href="/" { span.merk-naam { "Houvast" } span.merk-huis { (landlord) } }
            nav aria-label="Hoofdmenu" {
                ul {
                    @for (place, address, name) in PLACES {
                        li {
                            a href=(address) aria-current=[(place == here).then_some("page")] { (name) }
                        }
                    }
                }
            }
            (search_box("zoek", search))
        }
    }
}

/// The form to look for a tenant.
pub(crate) fn search_box(id: &str, search: &str) -> Markup {
    html! {
        form.zoeken role="search" action="/huurders" method="get" {
            label for=(id) { "Zoek een huurder" }
            input id=(id) name="q" type="search" value=(search) placeholder="Naam, adres of nummer" autocomplete="off";
            button type="submit" { "Zoek" }
        }
    }
}

fn freshness(last: &NightRun) -> Markup {
    html! {
        p.stand {
            "Stand van de nacht van " (parts::day(last.day)) " · boeken bij tot en met "
            (parts::day(last.books_as_of))
        }
    }
}

fn foot() -> Markup {
    html! {
        footer.voet {
            p { "Vertrouwelijk: persoonsgegevens van huurders." }
            p { "Houvast " (env!("CARGO_PKG_VERSION")) ". Deze pagina’s lezen alleen; zij veranderen en versturen niets." }
        }
    }
}
