//! What every page has around it: head, skip link, navigation, search, how fresh the figures are, and foot.

use axum::response::Response;
use domain::staff::{Keys, Right};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use store::nights::NightRun;

use crate::answer;
use crate::app::Visit;
use crate::assets::{ICON_ADDRESS, KEYS_ADDRESS, STYLE_ADDRESS};
use crate::signed::Signed;
use crate::{hulp, noodstop, parts};

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
    /// What the bank tells.
    Bank,
    /// Whether it helps.
    Insight,
    /// The policy.
    Policy,
    /// The accounts of people who work here.
    Accounts,
    /// Who looked at what and who changed what.
    Log,
    /// What is somebody's own.
    Own,
    /// The light seat: an address and a signal.
    Help,
    /// What people think of the pages.
    Feedback,
    /// How a landlord begins.
    Begin,
    /// No part of its own.
    Elsewhere,
}

const PLACES: [(Here, &str, &str, Right); 13] = [
    (Here::Work, "/werk", "Werk", Right::Record),
    (Here::Tenants, "/huurders", "Huurders", Right::SeeDossiers),
    (Here::Post, "/post", "Post", Right::SeeDossiers),
    (Here::Bank, "/bank", "Bank", Right::SeeDossiers),
    (Here::Tonight, "/vannacht", "Vannacht", Right::SeeDossiers),
    (Here::Nights, "/nachten", "Nachten", Right::SeeDossiers),
    (Here::Insight, "/inzicht/regelingen", "Inzicht", Right::SeeDossiers),
    (Here::Policy, "/beleid", "Beleid", Right::SeePolicy),
    (Here::Accounts, "/inrichting/gebruikers", "Gebruikers", Right::ManageAccounts),
    (Here::Log, "/inrichting/logboek", "Logboek", Right::ReadLog),
    (Here::Help, "/helpen", "Helpen", Right::LeaveSignal),
    (Here::Feedback, "/inrichting/meldingen", "Meldingen", Right::ReadFeedback),
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
    answer::page(whole(visit, title, here, "", main, &again(seconds)))
}

/// A page of a visit that follows from a search.
pub(crate) fn searched(visit: &Visit, title: &str, here: Here, search: &str, main: &Markup) -> Response {
    answer::page(whole(visit, title, here, search, main, &html! {}))
}

fn whole(visit: &Visit, title: &str, here: Here, search: &str, main: &Markup, more: &Markup) -> Markup {
    let above = html! {
        (top(visit, here, search))
        @if let Some(last) = visit.last.as_ref().filter(|_| visit.who.may(Right::SeeDossiers)) { (freshness(visit, last)) }
    };
    let help = html! {
        (hulp::foot(&visit.who.at))
        p.op-papier { "Afgedrukt door " (visit.who.staff.name) " op " (parts::moment(visit.house, visit.now.seconds)) ", vertrouwelijk." }
    };
    let parts = Parts { above: &above, main, help: &help, more };
    document(&visit.house.landlord, title, visit.who.staff.keys, &parts)
}

/// Has the page come again, for who has no script that does better.
fn again(seconds: Option<u32>) -> Markup {
    html! { @if let Some(seconds) = seconds { noscript { meta http-equiv="refresh" content=(seconds); } } }
}

/// A page for who is not signed in, or when something went wrong.
pub(crate) fn bare(landlord: &str, title: &str, main: &Markup) -> Markup {
    bare_that_refreshes(landlord, title, main, None)
}

/// The same, coming again by itself after so many seconds.
pub(crate) fn bare_that_refreshes(
    landlord: &str,
    title: &str,
    main: &Markup,
    seconds: Option<u32>,
) -> Markup {
    let again = html! { @if let Some(seconds) = seconds { meta http-equiv="refresh" content=(seconds); } };
    let parts = Parts { above: &bare_top(landlord), main, help: &html! {}, more: &again };
    document(landlord, title, Keys::default(), &parts)
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

/// What stands on a page.
struct Parts<'a> {
    above: &'a Markup,
    main: &'a Markup,
    /// At the foot.
    help: &'a Markup,
    /// More in the head.
    more: &'a Markup,
}

fn document(landlord: &str, title: &str, keys: Keys, parts: &Parts) -> Markup {
    let Parts { above, main, help, more } = parts;
    let head = html! { head {
        (head(&format!("{title} · {landlord}")))
        link rel="stylesheet" href=(*STYLE_ADDRESS);
        link rel="icon" type="image/svg+xml" href=(*ICON_ADDRESS);
        script type="module" src=(*KEYS_ADDRESS) {}
        (more)
    } };
    let body = html! {
        body data-toetsen=(keys.dutch()) {
            a.sla-over href="#inhoud" { "Naar de inhoud" }
            (above)
            main #inhoud tabindex="-1" { (PreEscaped(HERE)) }
            (foot(help))
        }
    };
    // What a page is about is most of it: it is put in its place once, in room that is large enough.
    let (before, after) = body.0.split_once(HERE).unwrap_or((&body.0, ""));
    let mut page = String::with_capacity(head.0.len() + body.0.len() + main.0.len() + 64);
    for part in [DOCTYPE.0, "<html lang=\"nl\">", &head.0, before, &main.0, after, "</html>"] {
        page.push_str(part);
    }
    PreEscaped(page)
}

/// Where the main part of a page comes; no text of a page can hold it, for there these marks are escaped.
const HERE: &str = "<!>";

fn top(visit: &Visit, here: Here, search: &str) -> Markup {
    let (landlord, who) = (&visit.house.landlord, visit.who);
    let shown = |place| match place {
        Here::Help => !who.may(Right::SeeDossiers),
        Here::Begin => begins(visit),
        // Whoever works with tenants finds it under the own name.
        Here::Log => !who.may(Right::Record),
        _ => true,
    };
    html! {
        header.kop {
            a.merk href="/" { span.merk-naam { "Houvast" } span.merk-huis { (landlord) } }
            nav aria-label="Hoofdmenu" {
                ul {
                    @for (place, address, name, right) in PLACES {
                        @if who.may(right) && shown(place) { li {
                            a href=(address) aria-current=[(place == here).then_some("page")] { (name) }
                        } }
                    }
                }
            }
            @if who.may(Right::SeeDossiers) { (search_box("zoek", search)) }
            (account(who, visit.house.reception.is_some()))
        }
    }
}

/// Is this landlord still beginning? Afterwards the way there stands under the own name.
fn begins(visit: &Visit) -> bool {
    let beginning = visit.house.policy.settings.beginning;
    let shadow = |last: &NightRun| beginning.is_some_and(|beginning| beginning.is_shadow(last.day));
    visit.house.reception.is_some() && visit.last.as_ref().is_none_or(shadow)
}

fn account(who: &Signed, can_bring_in: bool) -> Markup {
    html! {
        details.wie {
            summary { (who.staff.name) }
            p.zacht { (who.staff.seat.role.dutch()) @if !who.staff.seat.districts.is_empty() { ": " (who.staff.seat.districts.join(", ")) } }
            @if who.may(Right::Record) { p { a href="/werk/handelingen" { "Mijn handelingen" } } }
            p { a href="/mijn" { "Mijn account" } }
            @if who.may(Right::ReadLog) && who.may(Right::Record) { p { a href="/inrichting/logboek" { "Logboek" } } }
            @if can_bring_in && who.may(Right::BringIn) { p { a href="/begin" { "Lijsten inlezen" } } }
            p { a href="/hulp" { "Hulp" } @if who.may(Right::LeaveSignal) { " · " a href="/helpen" { "Iemand helpen" } } }
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
            input id=(id) name="q" type="search" value=(search) placeholder="Naam, adres of nummer" autocomplete="off";
            button type="submit" { "Zoek" }
        }
    }
}

fn freshness(visit: &Visit, last: &NightRun) -> Markup {
    if visit.house.policy.settings.beginning.is_some_and(|beginning| beginning.is_shadow(last.day)) {
        return html! { aside.stand aria-label="Hoe vers de gegevens zijn" {
            "Schaduwnacht van " (parts::day(last.day)) ": er gaat niets uit"
        } };
    }
    let behind = visit.now.day - last.books_as_of;
    html! {
        (noodstop::banner(visit))
        @if behind > 1 {
            p.oud role="status" {
                strong { "De gegevens zijn van " (parts::day(last.books_as_of)) ". " }
                @if behind > visit.house.policy.settings.books_fresh_days { "Bellen kan, brieven staan stil." }
                @else { "Bellen kan. Kijk eerst of er al is betaald." }
            }
        }
        aside.stand aria-label="Hoe vers de gegevens zijn" {
            "Stand van de nacht van " (parts::day(last.day)) " · boeken bij tot en met "
            (parts::day(last.books_as_of))
        }
    }
}

fn foot(help: &Markup) -> Markup {
    html! {
        footer.voet {
            (help)
            p { "Vertrouwelijk: persoonsgegevens van huurders." }
            p { "Houvast " (env!("CARGO_PKG_VERSION")) ". Wie welk dossier bekijkt en wat iemand verandert, staat in het logboek." }
        }
    }
}
