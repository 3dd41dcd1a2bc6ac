//! `/post`: what left the house after any night, what did not and why, and what a person can do about it. It only shows.
//!
//! The whole state of the page is its address: `dag`, `stand` (where messages stand), `brief`, `blad`. `/post.csv` is the same
//! selection as a file.

use std::collections::BTreeMap;

use axum::response::Response;
use domain::staff::Right;
use maud::{Markup, html};
use store::nights::NightRun;
use store::post::{MessageState, SilentBatch};
use store::screens::PostMessage;

use crate::answer::Failure;
use crate::app::Visit;
use crate::asked::{Asked, encode};
use crate::formulier::Wrong;
use crate::frame::Here;
use crate::sheet::{self, Kind, Sheet, row};
use crate::{noodstop, parts, voorstel};

mod coming;
mod groups;
pub(crate) mod samples;
pub(crate) mod stuck;
pub(crate) mod told;

/// So many on a page.
const ON_A_PAGE: usize = 50;
/// First signs of a number: enough for the commands of the post room.
const SHORT: usize = 12;

/// What the address asks for.
struct Selection {
    state: String,
    letter: String,
    page: usize,
}

impl Selection {
    fn of(asked: &Asked) -> Selection {
        let known = MessageState::of(asked.get("stand"));
        Selection {
            state: known.map_or("", MessageState::dutch).to_string(),
            letter: asked.get("brief").chars().take(100).collect(),
            page: asked.get("blad").parse().unwrap_or(1).max(1),
        }
    }

    fn holds(&self, message: &PostMessage) -> bool {
        (self.state.is_empty() || message.state == self.state)
            && (self.letter.is_empty() || message.letter == self.letter)
    }

    /// The query of this selection for a night, on a page of the list.
    fn query(&self, run: &NightRun, page: usize) -> String {
        let mut query = format!("dag={}", run.day);
        for (name, value) in [("stand", &self.state), ("brief", &self.letter)] {
            if !value.is_empty() {
                query.push_str(&format!("&{name}={}", encode(value)));
            }
        }
        if page > 1 {
            query.push_str(&format!("&blad={page}"));
        }
        query
    }
}

/// The night that is asked for. When none is: the last one, or, when that one has no message, the last one before it that has.
fn night(visit: &Visit, asked: &Asked) -> Result<Option<NightRun>, Failure> {
    if !asked.get("dag").is_empty() {
        return Ok(Some(crate::nacht::run_of(visit, asked.get("dag"))?));
    }
    let Some(last) = visit.last.clone() else { return Ok(None) };
    if !visit.book.messages_in(last.id)?.is_empty() {
        return Ok(Some(last));
    }
    let before = visit.book.nights()?.into_iter().find(|run| crate::nacht::messages_of(run) > 0);
    Ok(Some(before.unwrap_or(last)))
}

/// Says that the last night has no message, and when one comes, above the post of the night before it.
fn nothing_tonight(visit: &Visit, shown: &NightRun) -> Result<Markup, Failure> {
    let Some(last) = visit.last.as_ref().filter(|last| last.day > shown.day) else { return Ok(html! {}) };
    let calendar = &visit.house.calendar;
    let coming = calendar.working_day_from(last.day);
    let comes = if coming > last.day {
        coming::section(visit, coming)?
    } else {
        html! {}
    };
    Ok(html! { p.melding role="status" {
        strong { "Vandaag gaat er niets uit. " }
        "De nacht van " (last.day.weekday().dutch()) " " (parts::day(last.day)) " zette geen bericht klaar"
        @if coming > last.day { ": het is geen werkdag. Wat er " (coming.weekday().dutch()) " uitgaat, beslist de nacht van " (parts::day(coming)) }
        ". Hieronder staat de laatste post."
    } (comes) })
}

/// The messages of a night about tenants whom this seat reaches.
fn within_reach(visit: &Visit, run: &NightRun) -> Result<Vec<PostMessage>, Failure> {
    let mut messages = visit.book.post_messages(run.id)?;
    messages.retain(|message| visit.who.staff.seat.reaches(&message.district));
    Ok(messages)
}

/// `/post`
pub(crate) fn page(visit: &Visit, asked: &Asked) -> Result<Response, Failure> {
    shown(visit, asked, &Wrong::default())
}

/// The same, with a form that could not be carried out.
pub(crate) fn shown(visit: &Visit, asked: &Asked, wrong: &Wrong) -> Result<Response, Failure> {
    let findings = visit.book.post_findings(50)?;
    let run = night(visit, asked)?;
    let main = html! {
        h1 { "Uitgaande post" }
        (wrong.summary())
        (noodstop::section(visit, asked, wrong)?)
        (voorstel::section(visit, asked)?)
        (stuck::section(visit, asked)?)
        (silent(&visit.book.silent_batches()?))
        @match &run {
            Some(run) => {
                @if asked.get("dag").is_empty() { (nothing_tonight(visit, run)?) }
                (of_night(visit, run, &Selection::of(asked))?)
            }
            None => p { "Er is nog geen nacht gedraaid, dus er is ook geen post." },
        }
        @if !findings.is_empty() {
            section aria-labelledby="niet-te-plaatsen" {
                h2 #niet-te-plaatsen { "Binnengekomen en niet te plaatsen" }
                ul.regels { @for (day, source, row, why) in &findings { li {
                    (parts::day(*day)) ", " (source) @if *row > 0 { ", regel " (row) } ": " (why)
                } } }
            }
        }
    };
    Ok(wrong.page_in(visit, "Uitgaande post", Here::Post, &main))
}

/// Print batches of which the print house said nothing in the days it should take.
fn silent(batches: &[SilentBatch]) -> Markup {
    html! {
        @if !batches.is_empty() {
            section aria-labelledby="zonder-melding" {
                h2 #zonder-melding { "Drukpartijen zonder melding" }
                p { "De drukker meldde hierover nog niets. Vraag het na. Brieven met een termijn tellen pas als is bewezen dat ze zijn gepost; daarvoor ligt ook een taak bij het dossier." }
                ul.regels { @for batch in batches { li {
                    "Partij " strong { (batch.batch) } " van " (parts::day(batch.day)) ": "
                    (parts::plural(batch.letters, "brief", "brieven"))
                    @if batch.with_term > 0 { ", waarvan " (parts::count(batch.with_term)) " met een termijn" }
                } } }
            }
        }
    }
}

fn of_night(visit: &Visit, run: &NightRun, selection: &Selection) -> Result<Markup, Failure> {
    let messages = within_reach(visit, run)?;
    visit.looks_at(None, "post");
    let found: Vec<&PostMessage> = messages.iter().filter(|message| selection.holds(message)).collect();
    Ok(html! {
        p { "Berichten van de " a href={ "/nacht/" (run.day) } { "nacht van " (parts::day(run.day)) } "." }
        (other_nights(visit, run)?)
        (choose_night(run, selection, &messages))
        @if messages.is_empty() { p { "Deze nacht zette geen bericht klaar." } }
        @else {
            (groups::section(visit, run, &messages))
            (groups::faults(visit, run, &messages))
            (groups::held_back(visit, run, &messages)?)
            (batches(&messages))
            (list(visit, run, selection, &found)?)
        }
    })
}

fn other_nights(visit: &Visit, run: &NightRun) -> Result<Markup, Failure> {
    let (before, after) = (visit.book.night_before(run.day)?, visit.book.night_after(run.day)?);
    Ok(html! {
        @if before.is_some() || after.is_some() {
            nav.bladeren aria-label="Post van andere nachten" {
                @if let Some(day) = before { a rel="prev" href={ "/post?dag=" (day) } { "‹ " (parts::day(day)) } }
                @if let Some(day) = after { a rel="next" href={ "/post?dag=" (day) } { (parts::day(day)) " ›" } }
            }
        }
    })
}

fn choose_night(run: &NightRun, selection: &Selection, messages: &[PostMessage]) -> Markup {
    let states = MessageState::ALL.into_iter().map(MessageState::dutch);
    let occurs = |state: &&str| *state == selection.state || messages.iter().any(|one| one.state == *state);
    html! {
        form.filters action="/post" method="get" {
            div { label for="f-dag" { "Nacht" }
                input id="f-dag" name="dag" type="date" value=(run.day) required; }
            div { label for="f-stand" { "Stand" }
                select id="f-stand" name="stand" {
                    option value="" { "Alle" }
                    @for state in states.filter(occurs) {
                        option value=(state) selected[state == selection.state] { (parts::sentence(told::state(state, ""))) }
                    }
                } }
            @if !selection.letter.is_empty() { input type="hidden" name="brief" value=(selection.letter); }
            button type="submit" { "Toon" }
            @if !selection.state.is_empty() || !selection.letter.is_empty() {
                a.wis href={ "/post?dag=" (run.day) } { "Filter wissen" }
            }
        }
    }
}

fn batches(messages: &[PostMessage]) -> Markup {
    let mut batches: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
    for message in messages.iter().filter(|message| !message.batch.is_empty()) {
        *batches.entry(&message.batch).or_default().entry(&message.state).or_default() += 1;
    }
    let table = html! {
        table {
            caption { "Drukpartijen" }
            thead { tr { th scope="col" { "Partij" } th scope="col" { "Stand" } th.getal scope="col" { "Brieven" } } }
            tbody { @for (batch, states) in &batches { @for (state, count) in states { tr {
                th scope="row" { (batch) } td { (told::state(state, "")) } td.getal { (parts::count(*count)) }
            } } } }
        }
    };
    html! { @if !batches.is_empty() { (parts::wide("Drukpartijen", &table)) } }
}

fn list(
    visit: &Visit,
    run: &NightRun,
    selection: &Selection,
    found: &[&PostMessage],
) -> Result<Markup, Failure> {
    let pages = found.len().div_ceil(ON_A_PAGE).max(1);
    let at = selection.page.min(pages);
    let shown = found.iter().skip((at - 1) * ON_A_PAGE).take(ON_A_PAGE);
    let to = |page: usize| format!("/post?{}", selection.query(run, page));
    Ok(html! {
        section aria-labelledby="een-voor-een" {
            h2 #een-voor-een { "Een voor een" }
            p.gevonden role="status" {
                strong { (parts::plural(found.len() as u64, "bericht", "berichten")) }
                @if pages > 1 { ", blad " (at) " van " (pages) }
                @if !found.is_empty() && visit.who.may(Right::Export) { " · " (sheet::files("/post", &selection.query(run, 1))) }
            }
            @if !found.is_empty() {
                table.kaarten role="table" {
                    caption { "Gevonden berichten" }
                    thead role="rowgroup" { tr role="row" {
                        th role="columnheader" scope="col" { "Dossier" } th role="columnheader" scope="col" { "Bericht" }
                        th role="columnheader" scope="col" { "Stand" } th.getal role="columnheader" scope="col" { "Gevraagd" }
                    } }
                    tbody role="rowgroup" { @for message in shown { (row(visit, message)?) } }
                }
            }
            (parts::leaves(at, pages, to))
        }
    })
}

fn row(visit: &Visit, message: &PostMessage) -> Result<Markup, Failure> {
    Ok(html! {
        tr role="row" {
            th role="rowheader" scope="row" {
                a href={ "/dossier/" (encode(&message.dossier)) } data-rij { (message.dossier) }
            }
            td role="cell" { (view(visit, message)?) span.onder { (message.channel) } }
            td role="cell" {
                (told::state(&message.state, &message.reason))
                @if !message.reason.is_empty() { span.onder { (told::why(&message.reason)) } }
            }
            td.getal role="cell" {
                @if let Some(cents) = message.amount { (parts::money(cents)) } @else { span.zacht { "–" } }
            }
        }
    })
}

/// The name of the message, leading to its text: as it left, or as it would.
fn view(visit: &Visit, message: &PostMessage) -> Result<Markup, Failure> {
    let name = parts::letter_name(&visit.house.policy, &message.letter);
    let lines = visit.book.message_lines(message.tenancy)?;
    let place = lines.iter().position(|line| line.id == message.id);
    Ok(html! {
        @match place {
            Some(at) => a href={ "/dossier/" (encode(&message.dossier)) "/bericht/" (at + 1) } { (name) },
            None => (name),
        }
    })
}

const HEADS: [&str; 9] =
    ["nacht", "nummer", "dossier", "bericht", "kanaal", "stand", "waarom", "gevraagd", "drukpartij"];

/// `/post.xlsx`, `/post.csv`, `/post.json`
pub(crate) fn file(visit: &Visit, asked: &Asked, kind: Kind) -> Result<Response, Failure> {
    let mut rows = Vec::new();
    let mut name = "post".to_string();
    if let Some(run) = night(visit, asked)? {
        let selection = Selection::of(asked);
        name = format!("post-{}", run.day);
        visit.looks_at(None, "post als bestand");
        for message in within_reach(visit, &run)?.iter().filter(|message| selection.holds(message)) {
            let letter = parts::letter_name(&visit.house.policy, &message.letter);
            let number = message.id.get(..SHORT).unwrap_or(&message.id);
            let PostMessage { dossier, channel, state, reason, amount, batch, .. } = message;
            rows.push(row![run.day, number, dossier, letter, channel, state, reason, *amount, batch]);
        }
    }
    Sheet { name, about: "Uitgaande post van een nacht".into(), heads: &HEADS, rows }.answer(visit, kind)
}
