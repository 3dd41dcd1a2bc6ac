//! `/inzicht/regelingen`: how many arrangements run, which of them need somebody, and how long arrangements hold.
//!
//! The whole state of the page is its address: `stand` shows one state, `termijnen` one length. `/inzicht/regelingen.xlsx` is the
//! same list as a file.

use std::sync::Arc;

use axum::response::Response;
use domain::arrangement::Progress;
use domain::arrangement::survival::{Followed, Point, survival};
use domain::money::Cents;
use domain::staff::Right;
use maud::{Markup, PreEscaped, html};

use super::{Agreed, percent};
use crate::answer::Failure;
use crate::app::Visit;
use crate::asked::{Asked, encode};
use crate::parts;
use crate::sheet::{self, Cell, Kind, Sheet, row};

/// The curve goes on so long. Months.
const MONTHS: u32 = 12;
/// So many lines are shown; the file has all of them.
const MOST: usize = 200;
/// Fewer say nothing.
const FEW: u64 = 20;

const STATES: [(&str, &str, &[Progress]); 5] = [
    ("in-gevaar", "In gevaar", &[Progress::AtRisk]),
    ("loopt", "Loopt goed", &[Progress::Kept]),
    ("verbroken", "Verbroken", &[Progress::Broken]),
    ("afgerond", "Afgerond", &[Progress::Completed]),
    ("beeindigd", "Beëindigd", &[Progress::Ended]),
];
const LENGTHS: [(&str, &str, usize, usize); 3] = [
    ("kort", "tot en met 3 termijnen", 1, 3),
    ("middel", "4 tot en met 6 termijnen", 4, 6),
    ("lang", "7 termijnen of meer", 7, usize::MAX),
];

fn all(visit: &Visit) -> Result<Arc<Vec<Agreed>>, Failure> {
    visit.until_the_book_changes("regelingen", super::agreed)
}

/// Those of the length and state that an address asks for, what asks for a person first.
fn wanted<'a>(all: &'a [Agreed], asked: &Asked) -> (Vec<&'a Agreed>, Vec<&'a Agreed>) {
    let length = LENGTHS.into_iter().find(|(word, ..)| *word == asked.get("termijnen"));
    let of_length: Vec<&Agreed> = all
        .iter()
        .filter(|one| length.is_none_or(|(_, _, least, most)| (least..=most).contains(&one.terms)))
        .collect();
    let state = STATES.into_iter().find(|(word, ..)| *word == asked.get("stand"));
    let shown = |one: &&&Agreed| match state {
        Some((_, _, progress)) => progress.contains(&one.state.progress),
        // Without a choice: what runs.
        None => one.state.runs(),
    };
    let mut listed: Vec<&Agreed> = of_length.iter().filter(shown).copied().collect();
    listed.sort_by_key(|one| {
        let missed = one.state.missed.map_or(Cents::ZERO, |(_, cents)| cents);
        (one.state.progress != Progress::AtRisk, -missed.0, one.state.next, one.number.clone())
    });
    (of_length, listed)
}

/// `/inzicht/regelingen`
pub(crate) fn page(visit: &Visit, asked: &Asked) -> Result<Response, Failure> {
    let all = all(visit)?;
    let (of_length, listed) = wanted(&all, asked);
    visit.looks_at(None, "regelingen");
    let main = html! {
        p { "Een regeling is een afspraak om een achterstand in delen te betalen. Hier ziet u welke lopen, welke iemand nodig hebben, en hoe lang regelingen het volhouden." }
        (lengths(asked))
        (states(&of_length, asked))
        (list(visit, &listed, asked))
        (curve(&of_length, visit)?)
    };
    Ok(super::page(visit, "Regelingen", "/inzicht/regelingen", &main))
}

/// `stand=loopt&termijnen=kort`
fn query(state: &str, length: &str) -> String {
    let pairs = [("stand", state), ("termijnen", length)].into_iter().filter(|(_, word)| !word.is_empty());
    pairs.map(|(name, word)| format!("{name}={}", encode(word))).collect::<Vec<_>>().join("&")
}

fn address(state: &str, length: &str) -> String {
    format!("/inzicht/regelingen?{}", query(state, length))
}

fn lengths(asked: &Asked) -> Markup {
    let now = asked.get("termijnen");
    let choice = |word: &str, name: &str| {
        html! { li { a href=(address(asked.get("stand"), word)) aria-current=[(word == now).then_some("true")] { (name) } } }
    };
    html! {
        nav.keuze aria-label="Hoeveel termijnen" { ul {
            (choice("", "Alle regelingen"))
            @for (word, name, ..) in LENGTHS { (choice(word, name)) }
        } }
    }
}

fn states(all: &[&Agreed], asked: &Asked) -> Markup {
    let of = |progress: &[Progress]| {
        all.iter().filter(|one| progress.contains(&one.state.progress)).copied().collect::<Vec<&Agreed>>()
    };
    html! {
        dl.cijfers { @for (word, name, progress) in STATES { @let these = of(progress); div {
            dt { a href=(address(word, asked.get("termijnen"))) { (name) } }
            dd { (parts::count(these.len() as u64))
                @if matches!(word, "in-gevaar" | "loopt") && !these.is_empty() {
                    span.onder { "nog " (parts::whole_euros(these.iter().map(|one| one.state.remaining).sum())) " te betalen" }
                }
                @if word == "verbroken" && !these.is_empty() {
                    @let again = these.iter().filter(|one| one.followed_up).count() as u64;
                    span.onder { (parts::count(again)) " kregen daarna een nieuwe" }
                } }
        } } }
    }
}

fn list(visit: &Visit, listed: &[&Agreed], asked: &Asked) -> Markup {
    let name = STATES.into_iter().find(|(word, ..)| *word == asked.get("stand"));
    let caption = name.map_or("Regelingen die lopen", |(_, name, _)| name);
    let table = html! { table.kaarten {
        caption { (caption) ": " (parts::plural(listed.len() as u64, "regeling", "regelingen")) " bij " (parts::plural(super::dossiers(listed), "dossier", "dossiers"))
            @if listed.len() > MOST { "; de eerste " (MOST) } }
        thead { tr { th scope="col" { "Dossier" } th scope="col" { "Hoe het gaat" } th scope="col" { "Afgesproken" } th scope="col" { "Volgende termijn" } th.getal scope="col" { "Te betalen" } } }
        tbody { @for one in listed.iter().take(MOST) { tr {
            th scope="row" { a href={ "/dossier/" (encode(&one.number)) } data-rij { (one.number) } span.onder { (parts::plural(one.terms as u64, "termijn", "termijnen")) } }
            td { (word_of(one)) @if one.state.since != one.state.agreed_on { " sinds " (parts::short_day(one.state.since)) }
                @if let Some((day, cents)) = one.state.missed { span.onder { "gemist: " (parts::money(cents)) " van " (parts::short_day(day)) } } }
            td { span.smal { "afgesproken op " } (parts::short_day(one.state.agreed_on)) }
            td { @match one.state.next.filter(|_| one.state.runs()) { Some((day, cents)) => { (parts::money(cents)) " op " (parts::short_day(day)) } None => "geen termijn meer" } }
            td.getal { span.smal { "nog " } (parts::money(one.state.remaining)) }
        } } }
    } };
    html! {
        section aria-labelledby="lijst" {
            h2 #lijst { (caption) }
            @if listed.is_empty() { p { "Er zijn er geen." } } @else { (parts::wide(caption, &table)) }
            @if visit.who.may(Right::Export) && !listed.is_empty() {
                p { (sheet::files("/inzicht/regelingen", &query(asked.get("stand"), asked.get("termijnen")))) }
            }
        }
    }
}

fn word_of(one: &Agreed) -> &'static str {
    let known = STATES.into_iter().find(|(_, _, progress)| progress.contains(&one.state.progress));
    known.map_or("", |(_, name, _)| name)
}

fn curve(all: &[&Agreed], visit: &Visit) -> Result<Markup, Failure> {
    let today = visit.today()?;
    let followed: Vec<Followed> = all.iter().map(|one| Followed::of(&one.state, today)).collect();
    let points = survival(&followed, MONTHS);
    let table = html! { table {
        caption { "Niet verbroken, maand na maand" }
        thead { tr { th scope="col" { "Na" } th.getal scope="col" { "Gevolgd" } th.getal scope="col" { "Verbroken" } th.getal scope="col" { "Helemaal betaald" } th.getal scope="col" { "Niet verbroken" } } }
        tbody { @for point in &points { tr {
            th scope="row" { (parts::plural(point.month.into(), "maand", "maanden")) }
            td.getal { (parts::count(point.followed)) } td.getal { (parts::count(point.broken)) } td.getal { (parts::count(point.completed)) }
            td.getal { (percent(point.unbroken / 1_000)) }
        } } }
    } };
    Ok(html! {
        section aria-labelledby="volhouden" {
            h2 #volhouden { "Hoe lang regelingen het volhouden" }
            @if points.first().is_none_or(|first| first.followed < FEW) {
                p { "Er zijn nog te weinig regelingen om hier iets over te zeggen: minstens " (FEW) ", een maand lang gevolgd." }
            } @else {
                p { (story(&points)) }
                (drawing(&points))
                details { summary { "Toon als tabel" } (parts::wide("Niet verbroken per maand", &table)) }
                p.zacht { "Een regeling die nog loopt telt mee tot vandaag; een die helemaal is betaald, kan niet meer verbreken." }
            }
        }
    })
}

/// `Na 3 maanden is 86,2 % niet verbroken, na 6 maanden 71,0 %.`
fn story(points: &[Point]) -> String {
    let told: Vec<String> = [3, 6, 12]
        .into_iter()
        .filter_map(|month| points.iter().find(|point| point.month == month))
        .map(|point| format!("na {} maanden {}", point.month, percent(point.unbroken / 1_000)))
        .collect();
    if told.is_empty() {
        return "Er is nog geen regeling drie maanden gevolgd.".into();
    }
    format!("Niet verbroken: {}.", told.join(", "))
}

/// A line that steps down; its words stand in the table.
fn drawing(points: &[Point]) -> Markup {
    let x = |month: u32| month * 1_000 / MONTHS;
    let y = |share: u64| 240 - share * 240 / 1_000_000;
    let mut path = format!("M0 {}", y(1_000_000));
    for point in points {
        path.push_str(&format!("H{}V{}", x(point.month), y(point.unbroken)));
    }
    let svg = format!(
        "<svg viewBox=\"0 0 1000 240\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"Deel van de regelingen dat niet verbroken is, van 0 tot {MONTHS} maanden; de cijfers staan in de tabel\"><path class=\"nul\" d=\"M0 240H1000\"/><path class=\"saldo\" d=\"{path}\"/></svg>"
    );
    html! {
        figure.verloop {
            div.schaal-bedrag aria-hidden="true" { span { "100\u{a0}%" } span { "0\u{a0}%" } }
            (PreEscaped(svg))
            div.schaal-maand aria-hidden="true" { @for month in [0, 2, 4, 6, 8, 10] { span { (month) } } }
        }
    }
}

/// `/inzicht/regelingen.xlsx` and the like.
pub(crate) fn file(visit: &Visit, asked: &Asked, kind: Kind) -> Result<Response, Failure> {
    let all = all(visit)?;
    let (_, listed) = wanted(&all, asked);
    visit.looks_at(None, "regelingen als bestand");
    let line = |one: &&Agreed| {
        let (next, amount) = one.state.next.filter(|_| one.state.runs()).unzip();
        let (missed, short) = one.state.missed.unzip();
        row![
            one.number.as_str(),
            word_of(one),
            one.state.since,
            one.state.agreed_on,
            Cell::Count(one.terms as u64),
            next,
            amount,
            missed,
            short,
            one.state.remaining
        ]
    };
    let heads = &[
        "dossier",
        "stand",
        "sinds",
        "afgesproken op",
        "termijnen",
        "volgende termijn op",
        "volgende termijn",
        "gemist op",
        "gemist",
        "nog te betalen",
    ];
    let about = "Betalingsregelingen, met de keuze van de pagina".to_string();
    Sheet { name: "regelingen".into(), about, heads, rows: listed.iter().map(line).collect() }
        .answer(visit, kind)
}
