//! `/bank`: money that waits until somebody says whose it is, money that was seen and not booked yet, what came back, and the files of
//! the bank with what is wrong with them.
//!
//! The whole state of the page is its address: `toon` (which list), `q` (words). `/bank.xlsx` is the same list as a file.

use axum::response::Response;
use domain::bank::matching::Hint;
use domain::money::Cents;
use domain::staff::Right;
use maud::{Markup, html};
use store::bank::{BankLine, BankState, WAITING_MOST};
use store::seen::SeenRow;

use crate::answer::Failure;
use crate::app::Visit;
use crate::asked::{Asked, encode};
use crate::frame::{self, Here};
use crate::parts;
use crate::portfolio::{fold, wanted};
use crate::sheet::{self, Cell, Kind, Sheet, row};
use crate::werk;

mod een;
mod files;
mod gezien;
mod terug;

pub(crate) use een::{act, page as one};
pub(crate) use files::alarm_act;
pub(crate) use gezien::{act as seen_act, page as seen_page};

/// Which list is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    Waiting,
    NotBooked,
    Returned,
    NoRent,
    Files,
}

const LISTS: [(List, &str, &str); 5] = [
    (List::Waiting, "wacht", "Wacht op u"),
    (List::NotBooked, "gezien", "Gezien, nog niet geboekt"),
    (List::Returned, "terug", "Teruggekomen"),
    (List::NoRent, "geen-huur", "Geen huur"),
    (List::Files, "bestanden", "Bestanden"),
];

impl List {
    fn of(asked: &Asked) -> List {
        let known = LISTS.into_iter().find(|(_, word, _)| *word == asked.get("toon"));
        known.map_or(List::Waiting, |(list, _, _)| list)
    }

    fn word(self) -> &'static str {
        LISTS.into_iter().find(|(list, _, _)| *list == self).map_or("", |(_, word, _)| word)
    }

    const fn state(self) -> Option<BankState> {
        match self {
            List::Waiting => Some(BankState::Waits),
            List::Returned => Some(BankState::Returned),
            List::NoRent => Some(BankState::NoRent),
            List::NotBooked | List::Files => None,
        }
    }
}

/// `/bank`
pub(crate) fn page(visit: &Visit, asked: &Asked) -> Result<Response, Failure> {
    let list = List::of(asked);
    let search: String = asked.get("q").chars().take(100).collect();
    visit.looks_at(None, "bank");
    let main = html! {
        h1 { "Bank" }
        (werk::done_bar(visit, asked)?)
        (answered(asked))
        (files::alarms(visit)?)
        (how_it_stands(visit)?)
        nav.keuze aria-label="Welke lijst" { ul { @for (one, word, name) in LISTS { li {
            a href={ "/bank?toon=" (word) } aria-current=[(one == list).then_some("true")] { (name) }
        } } } }
        @match list {
            List::Files => (files::section(visit)?),
            List::NotBooked => (not_booked(visit)?),
            other => (payments(visit, other, &search)?),
        }
    };
    Ok(frame::page(visit, "Bank", Here::Bank, &main))
}

fn answered(asked: &Asked) -> Markup {
    html! {
        @if !asked.get("weg").is_empty() { p.melding.goed role="status" { "Deze betaling staat nu bij “Geen huur”. Daar kunt u haar terugzetten." } }
        @if !asked.get("terug").is_empty() { p.melding.goed role="status" { "Deze betaling staat weer op de lijst." } }
    }
}

fn how_it_stands(visit: &Visit) -> Result<Markup, Failure> {
    let (waiting, cents) = visit.book.bank_waiting()?;
    let until = visit.book.bank_until()?;
    Ok(html! {
        p { @match until {
            Some(day) => { "Afschriften bij tot en met " (parts::day(day)) ". " }
            None => { "Er is nog geen afschrift gelezen. Leg afschriften van de bank (camt.053 of MT940) in de map bank van Houvast. " }
        }
        @if waiting > 0 { strong { (parts::plural(waiting, "betaling wacht", "betalingen wachten")) } ", samen " (parts::money(cents)) "." } }
    })
}

/// The payments of a list that this seat may see, and that hold these words.
fn found(visit: &Visit, state: BankState, search: &str) -> Result<Vec<BankLine>, Failure> {
    let words = wanted(search);
    let mut lines = visit.book.bank_payments(state)?;
    lines.retain(|line| {
        let needle =
            fold(&format!("{} {} {} {} {}", line.payer, line.account, line.text, line.dossier, line.cents));
        visit.who.staff.seat.reaches(&line.district)
            && words.iter().all(|word| needle.contains(word.as_str()))
    });
    Ok(lines)
}

fn payments(visit: &Visit, list: List, search: &str) -> Result<Markup, Failure> {
    let Some(state) = list.state() else { return Ok(html! {}) };
    let lines = found(visit, state, search)?;
    let query = format!("toon={}&q={}", list.word(), encode(search));
    Ok(html! {
        (explained(list))
        form.filters action="/bank" method="get" {
            input type="hidden" name="toon" value=(list.word());
            div { label for="f-bank" { "Naam, rekening, omschrijving of dossier" }
                input id="f-bank" name="q" type="search" value=(search) autocomplete="off"; }
            button type="submit" { "Zoek" }
            @if !search.is_empty() { a.wis href={ "/bank?toon=" (list.word()) } { "Zoeken wissen" } }
        }
        p.gevonden role="status" {
            strong { (parts::plural(lines.len() as u64, "betaling", "betalingen")) }
            @if lines.len() >= WAITING_MOST { ", de nieuwste; zoek om oudere te zien" }
            @if !lines.is_empty() && visit.who.may(Right::Export) { " · " (sheet::files("/bank", &query)) }
        }
        @if lines.is_empty() { (nothing(list, search)) }
        @else if list == List::Returned { (terug::table(&lines)) }
        @else { (table(visit, list, &lines)?) }
    })
}

fn explained(list: List) -> Markup {
    html! {
        @match list {
            List::Waiting => p { "In deze betalingen staat geen kenmerk van ons, of meer dan één. Zeg bij welk dossier een betaling hoort; vanaf dan telt zij mee. Zolang zij hier staat, telt zij bij niemand." },
            List::NoRent => p { "Hiervan zei een medewerker dat het geen huur is." },
            List::Returned => p { "Geld dat de bank terughaalde, of een incasso die de bank weigerde. De schuld verandert pas als uw eigen administratie dit boekt." },
            List::NotBooked | List::Files => {},
        }
    }
}

fn nothing(list: List, search: &str) -> Markup {
    html! {
        @if !search.is_empty() { p { "Geen betaling past bij deze woorden." } }
        @else { @match list {
            List::Waiting => p { "Er wacht niets. Alles wat binnenkwam heeft een plek." },
            List::Returned => p { "Er kwam niets terug." },
            _ => p { "Deze lijst is leeg." },
        } }
    }
}

fn table(visit: &Visit, list: List, lines: &[BankLine]) -> Result<Markup, Failure> {
    let mut likeliest = Vec::new();
    for line in lines {
        let found =
            if list == List::Waiting { een::suggested(visit, line)? } else { een::Candidates::default() };
        likeliest.push((found.within_reach.into_iter().next(), !found.elsewhere.is_empty()));
    }
    Ok(html! {
        table.kaarten role="table" {
            caption { @if list == List::Waiting { "Betalingen die wachten, de nieuwste eerst" } @else { "Geen huur" } }
            thead role="rowgroup" { tr role="row" {
                th role="columnheader" scope="col" { "Van" } th role="columnheader" scope="col" { "Omschrijving" }
                @if list == List::Waiting { th role="columnheader" scope="col" { "Misschien" } }
                th role="columnheader" scope="col" { "Dag" } th.getal role="columnheader" scope="col" { "Bedrag" }
            } }
            tbody role="rowgroup" { @for (line, first) in lines.iter().zip(&likeliest) { tr role="row" {
                th role="rowheader" scope="row" {
                    a href={ "/bank/betaling/" (line.key) } data-rij { (payer(line)) }
                    @if !line.account.is_empty() { span.onder { (line.account) } }
                }
                td role="cell" { (short(&line.text)) @if !line.note.is_empty() { span.onder { (line.note) } } @else if !line.because.is_empty() { span.onder { (line.because) } } }
                @if list == List::Waiting { td role="cell" { @match first {
                    (Some((one, number, _)), _) => { (number) span.onder { (one.hints.first().map_or(String::new(), Hint::sentence)) } }
                    (None, true) => span.zacht { "in een andere wijk" },
                    (None, false) => span.zacht { "niemand gevonden" },
                } } }
                td role="cell" { (parts::short_day(line.day)) }
                td.getal role="cell" { (parts::money(line.cents)) }
            } } }
        }
    })
}

/// Who paid, or what stands in its place.
fn payer(line: &BankLine) -> &str {
    if line.payer.is_empty() { "Naam onbekend" } else { &line.payer }
}

/// As much of a text as a row has room for, in one line.
fn short(text: &str) -> String {
    const MOST: usize = 120;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= MOST { line } else { line.chars().take(MOST).chain(['…']).collect() }
}

/// Seen money that waits for the landlord's booking, about tenants whom this seat reaches.
fn open_money(visit: &Visit) -> Result<Vec<(SeenRow, String)>, Failure> {
    let mut all = Vec::new();
    for one in visit.book.seen_money_open()? {
        let district = visit.book.district_of(one.money.tenancy)?;
        if visit.who.staff.seat.reaches(&district) {
            let number = visit.book.number_of(one.money.tenancy)?.unwrap_or_default();
            all.push((one, number));
        }
    }
    Ok(all)
}

fn not_booked(visit: &Visit) -> Result<Markup, Failure> {
    let all = open_money(visit)?;
    let asked = |one: &SeenRow| match one.in_doubt {
        Cents::ZERO => one.is_a_persons(visit.now.day).then(|| "Langer dan veertien dagen".to_string()),
        doubt => Some(format!("{} misschien al geboekt", parts::money(doubt))),
    };
    Ok(html! {
        p { "Deze betalingen tellen al mee, maar staan nog niet in uw eigen administratie. Na veertien dagen ligt er een taak: wat is ermee? Kan een betaling al geboekt zijn onder een ander bedrag, dan ligt die taak er meteen. Tot u antwoordt, telt dat deel niet mee en krijgt de huurder geen bericht." }
        @if all.is_empty() { p { "Alles wat wij zagen, is geboekt." } }
        @else {
            p.gevonden role="status" { strong { (parts::plural(all.len() as u64, "betaling", "betalingen")) } @if visit.who.may(Right::Export) { " · " (sheet::files("/bank", "toon=gezien")) } }
            table.kaarten role="table" {
                caption { "Gezien en nog niet geboekt, de oudste eerst" }
                thead role="rowgroup" { tr role="row" {
                    th role="columnheader" scope="col" { "Dossier" } th role="columnheader" scope="col" { "Gezien door" }
                    th role="columnheader" scope="col" { "Dag" } th.getal role="columnheader" scope="col" { "Nog niet geboekt" }
                } }
                tbody role="rowgroup" { @for (one, number) in &all { tr role="row" {
                    th role="rowheader" scope="row" { a href={ "/dossier/" (encode(number)) } data-rij { (number) } }
                    td role="cell" { (parts::sentence(one.money.by.dutch())) @if let Some(why) = asked(one) { span.onder { strong { (why) } } } }
                    td role="cell" { (parts::short_day(one.money.seen_on)) }
                    td.getal role="cell" {
                        (parts::money(one.still_open))
                        @if visit.who.may(Right::Record) { span.onder { a href={ "/bank/gezien/" (encode(&one.money.key)) } { "Zeg wat het was" span.verborgen { ", dossier " (number) } } } }
                    }
                } } }
            }
        }
    })
}

const HEADS: [&str; 9] =
    ["dag", "bedrag", "van", "rekening", "omschrijving", "dossier", "code", "stand", "notitie"];

/// `/bank.xlsx`, `/bank.csv`, `/bank.json`
pub(crate) fn file(visit: &Visit, asked: &Asked, kind: Kind) -> Result<Response, Failure> {
    let list = List::of(asked);
    visit.looks_at(None, "bank als bestand");
    let (heads, rows): (&[&str], _) = match (list, list.state()) {
        (List::Files, _) => (&files::HEADS, files::rows(visit)?),
        (_, Some(state)) => (&HEADS, found(visit, state, asked.get("q"))?.iter().map(payment_row).collect()),
        _ => (&HEADS, open_money(visit)?.iter().map(not_booked_row).collect()),
    };
    let about = format!("Bank: {}", LISTS.into_iter().find(|(one, ..)| *one == list).map_or("", |l| l.2));
    Sheet { name: format!("bank-{}", list.word()), about, heads, rows }.answer(visit, kind)
}

fn payment_row(line: &BankLine) -> Vec<Cell> {
    let BankLine { payer, account, text, dossier, code, note, .. } = line;
    row![line.day, line.cents, payer, account, text, dossier, code, line.state.dutch(), note]
}

fn not_booked_row((one, number): &(SeenRow, String)) -> Vec<Cell> {
    let (money, state, nothing) = (&one.money, one.state.dutch(), "");
    let doubt = match one.in_doubt {
        Cents::ZERO => String::new(),
        doubt => format!(", € {doubt} misschien al geboekt"),
    };
    let by = format!("{}{doubt}", money.by.dutch());
    row![money.seen_on, one.still_open, nothing, nothing, &money.reference, number, nothing, state, by]
}
