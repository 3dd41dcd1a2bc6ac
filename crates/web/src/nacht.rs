//! `/`, `/nacht/{datum}` and `/nachten`: what came in, who moved, what was planned, what was held back and why.

use std::sync::Arc;

use axum::response::Response;
use domain::calendar::Day;
use domain::policy::Category;
use domain::staff::Right;
use maud::{Markup, html};
use store::nights::NightRun;
use store::post::MessageState;

use crate::answer::Failure;
use crate::app::Visit;
use crate::asked::Asked;
use crate::begin::nachten;
use crate::frame::{self, Here};
use crate::parts;
use crate::portfolio::{Total, Totals};
use crate::sheet::{self, Cell, Kind, Sheet, row};

mod came_in;
pub(crate) mod file;
pub(crate) mod nu;
mod planned;

/// `/`
pub(crate) fn last(visit: &Visit) -> Result<Response, Failure> {
    match &visit.last {
        Some(run) => report(visit, run, Here::Tonight),
        None => Ok(frame::page(visit, "Nog geen nacht", Here::Tonight, &no_night_yet(visit)?)),
    }
}

/// `/nacht?dag=`: the night of a day; the last one when no day is asked for.
pub(crate) fn asked(visit: &Visit, day: &str) -> Result<Response, Failure> {
    if day.is_empty() { last(visit) } else { of_day(visit, day) }
}

/// `/nacht/{datum}`
pub(crate) fn of_day(visit: &Visit, day: &str) -> Result<Response, Failure> {
    report(visit, &run_of(visit, day)?, Here::Nights)
}

/// The night of a day that an address names.
pub(crate) fn run_of(visit: &Visit, day: &str) -> Result<NightRun, Failure> {
    let day = Day::parse_iso(day).ok_or(Failure::NoPage)?;
    visit.book.night_of(day)?.filter(|run| run.day == day).ok_or(Failure::NoNight)
}

/// `/nachten`
pub(crate) fn list(visit: &Visit) -> Result<Response, Failure> {
    let nights = visit.book.nights()?;
    let main = html! {
        h1 { "Alle nachten" }
        @if nights.is_empty() { p { "Er is nog geen nacht gedraaid." } }
        @else {
            (parts::wide("Alle nachten", &nights_table(&nights)))
            @if visit.who.may(Right::Export) { p { (sheet::files("/nachten", "")) } }
        }
    };
    Ok(frame::page(visit, "Alle nachten", Here::Nights, &main))
}

/// The numbers of a night's summary, in the order of the table.
const COLUMNS: [&str; 6] = ["bekeken", "wisselingen", "berichten", "taken", "blokkades", "beloften"];
const HEADS: [&str; 8] = [
    "nacht",
    "boeken tot en met",
    "bekeken",
    "wisselingen",
    "berichten",
    "taken",
    "tegengehouden",
    "beloften bijna gebroken",
];

/// `/nachten.xlsx`, `/nachten.csv`, `/nachten.json`
pub(crate) fn list_file(visit: &Visit, _: &Asked, kind: Kind) -> Result<Response, Failure> {
    let of = |night: &NightRun| {
        let numbers = COLUMNS.map(|column| Cell::Count(number_in(&night.summary, column)));
        [row![night.day, night.books_as_of], numbers.to_vec()].concat()
    };
    let rows = visit.book.nights()?.iter().map(of).collect();
    let about = "Alle nachten".to_string();
    Sheet { name: "nachten".into(), about, heads: &HEADS, rows }.answer(visit, kind)
}

fn nights_table(nights: &[NightRun]) -> Markup {
    html! {
        table {
            caption { "Nieuwste nacht bovenaan" }
            thead { tr {
                th scope="col" { "Nacht" }
                th scope="col" { "Boeken tot en met" }
                @for head in &HEADS[2..] { th.getal scope="col" { (parts::sentence(head)) } }
            } }
            tbody { @for night in nights { tr {
                th scope="row" { a href={ "/nacht/" (night.day) } { (parts::short_day(night.day)) } }
                td { (parts::short_day(night.books_as_of)) }
                @for column in COLUMNS { td.getal { (parts::count(number_in(&night.summary, column))) } }
            } } }
        }
    }
}

/// A number of the stored summary: `bekeken=12 wisselingen=3`.
fn number_in(summary: &str, name: &str) -> u64 {
    let pairs = summary.split(' ').filter_map(|pair| pair.split_once('='));
    pairs.into_iter().find(|(known, _)| *known == name).and_then(|(_, value)| value.parse().ok()).unwrap_or(0)
}

/// How many messages a night planned.
pub(crate) fn messages_of(run: &NightRun) -> u64 {
    number_in(&run.summary, "berichten")
}

fn no_night_yet(visit: &Visit) -> Result<Markup, Failure> {
    let deliveries = visit.book.deliveries_between(None, Day(i32::MAX))?;
    Ok(html! {
        h1 { "Er is nog geen nacht gedraaid" }
        (nu::note(visit))
        p { "Zodra de eerste nacht klaar is, staat hier het verslag." }
        (came_in::section(visit, &deliveries)?)
    })
}

fn report(visit: &Visit, run: &NightRun, here: Here) -> Result<Response, Failure> {
    let before = visit.book.night_before(run.day)?;
    let after = visit.book.night_after(run.day)?;
    let deliveries = visit.book.deliveries_between(before, run.day)?;
    let totals = visit.totals(run.day)?;
    let totals_before = before.map(|day| visit.totals(day)).transpose()?;
    let title = format!("Nacht van {} {}", run.day.weekday().dutch(), run.day.dutch());
    let main = html! {
        h1 { (title) }
        (nu::note(visit))
        (only_shown(visit, run))
        (nachten::reckoned_ahead(visit, run))
        (what_left(visit, run)?)
        (other_policy(visit, run))
        (figures(run))
        (came_in::section(visit, &deliveries)?)
        (categories(visit, &totals, totals_before.as_ref()))
        (planned::moves(visit, run)?)
        (planned::messages(visit, run)?)
        (planned::tasks(visit, run)?)
        (planned::blocks(visit, run)?)
        (planned::promises(visit, run)?)
        @if visit.who.may(Right::Export) { p { (sheet::files("/nacht", &format!("dag={}", run.day))) } }
        (neighbours(before, after))
    };
    Ok(frame::page(visit, &title, here, &main))
}

/// A night in the shadow says so.
fn only_shown(visit: &Visit, run: &NightRun) -> Markup {
    let beginning = visit.house.policy.settings.beginning;
    html! { @if beginning.is_some_and(|beginning| beginning.is_shadow(run.day)) { p.melding {
        strong { "Dit is een schaduwnacht." } " Alles hieronder laat zien wat Houvast zou doen. Er gaat niets naar huurders en er ligt geen werk klaar. "
        @if visit.who.may(Right::BringIn) { a href="/begin/vergelijken" { "Vergelijk met de oude lijst" } }
    } } }
}

/// What became of the night's messages: a night only prepares.
fn what_left(visit: &Visit, run: &NightRun) -> Result<Markup, Failure> {
    let messages = visit.book.messages_in(run.id)?;
    let count = |which: &dyn Fn(MessageState) -> bool| -> u64 {
        let fits = |state: &str| MessageState::of(state).is_some_and(which);
        messages.iter().filter(|message| fits(&message.state)).map(|message| message.count).sum()
    };
    let planned: u64 = messages.iter().map(|message| message.count).sum();
    let left = count(&|state| {
        use MessageState::{Accepted, Delivered, Returned};
        matches!(state, Accepted | Delivered | Returned)
    });
    let waits = count(&|state| state.can_be_cancelled());
    Ok(html! {
        p.melding {
            @if planned == 0 { strong { "Er gaat niets de deur uit." } " Deze nacht zette geen bericht klaar." }
            @else if left == 0 { strong { "Er is nog niets de deur uit." } " " }
            @else { strong { (parts::plural(left, "bericht", "berichten")) " de deur uit" } " van " (parts::count(planned)) ". " }
            @if waits > 0 { (parts::plural(waits, "bericht wacht", "berichten wachten")) " nog. " }
            @if planned > 0 { a href={ "/post?dag=" (run.day) } { "Post van deze nacht" } }
        }
    })
}

/// What was decided under other rules is shown with the names of the rules of now.
fn other_policy(visit: &Visit, run: &NightRun) -> Markup {
    let same = run.policy == visit.house.policy.hash.to_string();
    html! {
        @if !same { p.melding {
            "Deze nacht gold een andere versie van het beleid (" code { (short(&run.policy)) }
            "). Namen en grenzen op deze pagina zijn die van nu."
        } }
    }
}

/// The first signs of a hash: enough to recognise it by.
pub(crate) fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

fn figures(run: &NightRun) -> Markup {
    let figure = |name: &str| number_in(&run.summary, name);
    let broken = figure("beloften");
    let list = [
        ("Dossiers bekeken", figure("bekeken"), "#ingekomen"),
        ("Wisselingen van indeling", figure("wisselingen"), "#wisselingen"),
        ("Berichten klaargezet", figure("berichten"), "#berichten"),
        ("Taken voor medewerkers", figure("taken"), "#taken"),
        ("Stappen tegengehouden", figure("blokkades"), "#tegengehouden"),
        ("Beloften bijna gebroken", broken, "#beloften"),
    ];
    html! {
        dl.cijfers {
            @for (name, number, to) in list {
                div.alarm[name.starts_with("Beloften") && broken > 0] {
                    dt { a href=(to) { (name) } }
                    dd { (parts::count(number)) }
                }
            }
        }
    }
}

fn categories(visit: &Visit, totals: &Arc<Totals>, before: Option<&Arc<Totals>>) -> Markup {
    let sum = |totals: &Totals| {
        totals.values().fold(Total::default(), |sum, total| Total {
            count: sum.count + total.count,
            behind: sum.behind + total.behind,
            arrears: sum.arrears + total.arrears,
        })
    };
    let unplaced = totals.get(&None).copied().unwrap_or_default();
    let table = html! {
        table.indelingen {
            caption { "Indeling na deze nacht" @if before.is_some() { ", met het verschil met de nacht ervoor" } }
            thead { tr {
                th scope="col" { "Indeling" } th.getal scope="col" { "Huurders" }
                th.getal scope="col" { "Achterstand" } th.getal scope="col" { "Met achterstand" }
            } }
            tbody {
                @for category in &visit.house.policy.categories { (category_row(category, totals, before)) }
                @if unplaced.count > 0 {
                    tr { th scope="row" { "Nog niet ingedeeld" } (cells(unplaced, None)) }
                }
            }
            tfoot { tr { th scope="row" { "Samen" } (cells(sum(totals), before.map(|before| sum(before)))) } }
        }
    };
    html! {
        section aria-labelledby="indeling" {
            h2 #indeling { "Indeling" }
            (parts::wide("Indeling na deze nacht", &table))
        }
    }
}

fn category_row(category: &Category, totals: &Totals, before: Option<&Arc<Totals>>) -> Markup {
    let of = |totals: &Totals| totals.get(&Some(category.key)).copied().unwrap_or_default();
    let total = of(totals);
    html! {
        tr.leeg[total.count == 0] {
            th scope="row" {
                a href={ "/huurders?categorie=" (category.id) } { (parts::category(category)) }
            }
            (cells(total, before.map(|before| of(before))))
        }
    }
}

fn cells(total: Total, before: Option<Total>) -> Markup {
    html! {
        td.getal {
            (parts::count(total.count))
            @if let Some(before) = before {
                @let difference = total.count as i64 - before.count as i64;
                (parts::change(difference, &parts::count(difference.unsigned_abs())))
            }
        }
        td.getal {
            (parts::whole_euros(total.arrears))
            @if let Some(before) = before {
                @let difference = total.arrears - before.arrears;
                (parts::change(difference.0, &parts::whole_euros(difference.abs())))
            }
        }
        td.getal { (parts::count(total.behind)) }
    }
}

fn neighbours(before: Option<Day>, after: Option<Day>) -> Markup {
    html! {
        nav.bladeren aria-label="Andere nachten" {
            @if let Some(day) = before { a rel="prev" href={ "/nacht/" (day) } { "‹ " (parts::day(day)) } }
            a href="/nachten" { "Alle nachten" }
            @if let Some(day) = after { a rel="next" href={ "/nacht/" (day) } { (parts::day(day)) " ›" } }
        }
    }
}
