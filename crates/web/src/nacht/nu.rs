//! `/nacht/nu`: how far the night that runs is, whoever runs it, and a button to stop it or to begin one.
//!
//! With our script the page is told of every change (server-sent events); without, it comes again every five seconds.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::calendar::Day;
use domain::staff::Right;
use futures_util::stream;
use maud::{Markup, html};

use crate::answer::{self, Failure};
use crate::app::{App, Change, House, Visit};
use crate::asked::Asked;
use crate::frame::{self, Here};
use crate::parts;
use crate::reception::{NightSeen, Stage, StageState};
use crate::signed::Signed;

/// `/nacht/nu`
pub(crate) fn page(visit: &Visit, _: &Asked) -> Result<Response, Failure> {
    show(visit, "")
}

fn show(visit: &Visit, wrong: &str) -> Result<Response, Failure> {
    let night = visit.house.reception()?.night();
    let runs = night.as_ref().is_some_and(|night| night.runs);
    let held = if runs { Vec::new() } else { visit.book.held_deliveries()? };
    let main = html! {
        h1 { @if runs { "Er draait een nacht" } @else { "De nacht" } }
        @if !wrong.is_empty() { p.melding.alarm role="alert" { (wrong) } }
        div data-voortgang=[runs.then_some("/nacht/nu/gebeurt")] { (progress(night.as_ref(), visit.last.as_ref().map(|last| last.day), visit.who)) }
        @if let Some(night) = night.as_ref().filter(|night| night.runs) { (stop_button(visit, night)) }
        @else { (held_back(visit, &held)) (what_now(visit, night.as_ref())) }
    };
    let refresh = runs.then_some(5);
    let title = if wrong.is_empty() { "De nacht van nu" } else { "Fout: de nacht van nu" };
    let mut response = frame::page_that_refreshes(visit, title, Here::Tonight, &main, refresh);
    if !wrong.is_empty() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// The link on the page of the last night, while another one runs.
pub(crate) fn note(visit: &Visit) -> Markup {
    let Ok(reception) = visit.house.reception() else { return html! {} };
    let runs = reception.night().is_some_and(|night| night.runs);
    html! {
        @if runs { p.melding role="status" { "Er draait nu een nacht. " a href="/nacht/nu" { "Bekijk hoe ver hij is" } } }
        @else if visit.who.may(Right::BringIn) { p.klein { a href="/nacht/nu" { "De nacht nu draaien" } } }
    }
}

/// The part that changes while a night runs.
fn progress(night: Option<&NightSeen>, last: Option<Day>, who: &Signed) -> Markup {
    let seen = last.is_none_or(|last| night.and_then(|night| night.day).is_some_and(|day| last >= day));
    html! {
        @match night {
            None => p { "Er draait geen nacht." },
            Some(night) => {
                p role="status" { (standing(night)) }
                ol.fasen { @for stage in &night.stages { (line(stage)) } }
                @if night.finished && seen { @if let Some(day) = night.day { p {
                    // Who keeps the accounts begins the night and reads nothing about tenants.
                    @if who.may(Right::SeeDossiers) { a.knop href={ "/nacht/" (day) } { "Naar het verslag" } " " }
                    @if who.may(Right::BringIn) { a.knop.rustig[who.may(Right::SeeDossiers)] href="/begin/vergelijken" { "Vergelijk met de oude lijst" } }
                } } }
            },
        }
    }
}

fn standing(night: &NightSeen) -> Markup {
    html! {
        @if let Some(day) = night.day { strong { "Nacht van " (parts::day(day)) ". " } }
        // What follows on an empty line is for a prompt.
        @if let Some(why) = night.failed.split("\n\n").next().filter(|why| !why.is_empty()) { span.alarm { (parts::sentence(why)) } }
        @else if night.finished { "Klaar." }
        @else if night.stopping { "Er is gevraagd te stoppen; dat gebeurt zo." }
        @else { "Bezig. " @match night.left {
            Some(seconds) => { "Nog ongeveer " (spoken(seconds)) "." },
            None => "Hoe lang het duurt weten wij nog niet: dat leren wij van eerdere nachten.",
        } }
    }
}

/// `3 minuten`, rounded up: a promise that is kept.
fn spoken(seconds: u64) -> String {
    match seconds {
        0..=1 => "een seconde".into(),
        2..=90 => format!("{} seconden", seconds.div_ceil(5) * 5),
        more => format!("{} minuten", more.div_ceil(60)),
    }
}

fn line(stage: &Stage) -> Markup {
    let (mark, word) = match stage.state {
        StageState::Done => ("✓", "klaar"),
        StageState::Runs => ("▶", "bezig"),
        StageState::Waits => ("·", "wacht"),
    };
    html! {
        li class=(word) {
            span.teken aria-hidden="true" { (mark) } " " (stage.name) span.verborgen { ": " (word) }
            span.getal { @match (stage.done, stage.of) {
                (0, _) => {},
                (done, Some(of)) if stage.state == StageState::Runs => { (parts::count(done)) " van " (parts::count(of)) },
                (done, _) => (parts::count(done)),
            } }
            @if stage.state == StageState::Runs { @if let Some(of) = stage.of.filter(|of| *of > 0) {
                progress max=(of) value=(stage.done.min(of)) aria-label={ "Hoe ver: " (stage.name) } { (stage.done * 100 / of) " procent" }
            } }
            @if stage.state == StageState::Done { span.zacht { (took(stage.took)) } }
        }
    }
}

fn took(milliseconds: u64) -> String {
    match milliseconds {
        0..=999 => "minder dan een seconde".into(),
        more => spoken(more / 1_000),
    }
}

fn stop_button(visit: &Visit, night: &NightSeen) -> Markup {
    html! {
        p.zacht { "U kunt deze pagina sluiten; de nacht loopt door." }
        @if visit.who.may(Right::BringIn) && !night.stopping {
            form method="post" action="/nacht/stop" {
                (frame::seal(visit.who)) button type="submit" { "Stop deze nacht" }
            }
            p.zacht { "Stoppen kan geen kwaad: een nacht wordt in één keer vastgelegd, of niet. Zodra hij wordt vastgelegd, gaat hij door." }
        }
    }
}

/// Deliveries that hold the night, each with why and the way to let it in: somebody who looked says that it is right.
fn held_back(visit: &Visit, held: &[(String, Vec<String>)]) -> Markup {
    html! { @for (name, reasons) in held {
        section.kader aria-label={ "Aangehouden: " (name) } {
            h2 { "Aangehouden: " (name) }
            p { "Zolang deze aanlevering wacht, draait er geen nacht: er wordt niets besloten en er gaat niets uit." }
            ul.regels { @for reason in reasons { li { (reason) } } }
            @if visit.who.may(Right::BringIn) {
                form method="post" action="/nacht/begin" {
                    (frame::seal(visit.who))
                    input type="hidden" name="toelaten" value=(name);
                    p.vinkje { label { input type="checkbox" name="gekeken" value="ja" required; span { "Ik heb het nagekeken, en het klopt" } } }
                    p { button type="submit" { "Laat deze aanlevering toe en draai de nacht" } }
                }
                p.zacht { "Klopt het niet? Lever dan opnieuw aan; de nieuwste telt." }
            }
        }
    } }
}

fn what_now(visit: &Visit, night: Option<&NightSeen>) -> Markup {
    let today = visit.now.day;
    let done = night.is_some_and(|night| night.finished);
    let again = visit.last.as_ref().is_some_and(|last| last.day == today);
    html! {
        @if visit.who.may(Right::BringIn) {
            form method="post" action="/nacht/begin" {
                (frame::seal(visit.who)) button.hoofd[!done].knop[done].rustig[done] type="submit" { "Draai de nacht van vandaag" }
            }
            @if again { p.zacht { "De nacht van vandaag is al gedraaid. Hij wordt dan overgedaan: wat nog niet weg is, wordt opnieuw beslist. Lukt dat niet, dan blijft de nacht van eerder staan." } }
        }
        @if visit.who.may(Right::SeeDossiers) { p { a href="/nachten" { "Alle nachten" } } }
    }
}

/// A night is begun, and a delivery that held it let in when somebody says that it is right.
pub(crate) fn set_off(house: &House, form: &Asked) -> Result<Result<Day, String>, Failure> {
    let released: Vec<String> = form.all("toelaten").map(str::to_string).collect();
    if !released.is_empty() {
        if form.get("gekeken") != "ja" {
            return Ok(Err("Kijk eerst na wat er aan de aanlevering opvalt, en vink dat aan.".into()));
        }
        let book = house.open()?;
        let held = book.held_deliveries()?;
        house.put_back(book);
        if !released.iter().all(|name| held.iter().any(|(known, _)| known == name)) {
            return Ok(Err("Deze aanlevering wacht niet (meer). Ververs de pagina.".into()));
        }
    }
    Ok(house.reception()?.begin_night(released))
}

/// What came of that.
pub(crate) fn begin(change: &mut Change, began: Result<Day, String>) -> Result<Response, Failure> {
    match began {
        Ok(day) => {
            let released = match change.form.get("toelaten") {
                "" => String::new(),
                name => format!(", aanlevering {name} toegelaten"),
            };
            let detail = format!("nacht van {day} begonnen{released}");
            change.book.log(change.now, Some(change.who.id()), None, "gewijzigd", &detail)?;
            Ok(answer::see_other("/nacht/nu"))
        }
        Err(why) => change.show(|visit| show(visit, &why)),
    }
}

/// The night that runs is asked to stop.
pub(crate) fn stop(change: &mut Change) -> Result<Response, Failure> {
    match change.house.reception()?.stop_night() {
        Ok(()) => {
            change.book.log(
                change.now,
                Some(change.who.id()),
                None,
                "gewijzigd",
                "gevraagd de nacht te stoppen",
            )?;
            Ok(answer::see_other("/nacht/nu"))
        }
        Err(why) => change.show(|visit| show(visit, &why)),
    }
}

/// How often it is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(400);
/// Looks after which the browser asks again.
const LOOKS: u32 = 150;

/// `/nacht/nu/gebeurt`: every change, until the night is over.
pub(crate) async fn happens(State(app): State<App>, who: Signed) -> Response {
    if !who.may(Right::SeePolicy) {
        return Failure::NotAllowed.page(&app.landlord());
    }
    let told = stream::unfold((app, who, String::new(), 0_u32), |(app, who, before, looks)| async move {
        if looks > LOOKS {
            return None;
        }
        if looks > 0 {
            tokio::time::sleep(LOOK_EVERY).await;
        }
        if app.is_closing() {
            return None;
        }
        let (now, over) = look(&app, who.clone()).await;
        let text = if now == before && !over { String::from(": nog bezig\n\n") } else { event(&now, over) };
        let looks = if over { LOOKS } else { looks };
        Some((Ok::<Bytes, Infallible>(Bytes::from(text)), (app, who, now, looks + 1)))
    });
    answer::events(Body::from_stream(told))
}

/// What the page shows now, and whether the night is over.
async fn look(app: &App, who: Signed) -> (String, bool) {
    let reception = app.reception();
    let looked = tokio::task::spawn_blocking(move || {
        let night = reception.and_then(|reception| reception.night());
        let over = night.as_ref().is_none_or(|night| !night.runs);
        (progress(night.as_ref(), None, &who).into_string(), over)
    });
    looked.await.unwrap_or_default()
}

/// One event: the part of the page; at the end of the night a last one that has the page come again.
fn event(markup: &str, over: bool) -> String {
    let data: String = markup.lines().map(|line| format!("data: {line}\n")).collect();
    format!("event: {}\n{data}\n", if over { "klaar" } else { "stand" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_said_as_people_say_it() {
        assert_eq!(
            [spoken(1), spoken(12), spoken(91), spoken(600)],
            ["een seconde", "15 seconden", "2 minuten", "10 minuten"]
        );
        assert_eq!((took(300).as_str(), took(2_400).as_str()), ("minder dan een seconde", "5 seconden"));
    }

    #[test]
    fn an_event_holds_the_part_of_the_page_and_says_when_it_is_over() {
        assert_eq!(event("<p>een</p>", false), "event: stand\ndata: <p>een</p>\n\n");
        assert!(event("a\nb", true).starts_with("event: klaar\ndata: a\ndata: b\n"));
    }
}
