//! Stopping everything that leaves, going on, and sending now: what a team leader does on `/post`.

use axum::response::Response;
use domain::staff::Right;
use maud::{Markup, html};
use store::post::By;

use crate::answer::{self, Failure};
use crate::app::{Change, Visit};
use crate::asked::Asked;
use crate::formulier::{Wrong, field};
use crate::frame::{self, Here};
use crate::post;

/// The longest reason. Characters.
const LONGEST_REASON: usize = 300;

/// The section of `/post`: that everything stands still, or the way to make it.
pub(crate) fn section(visit: &Visit, asked: &Asked, wrong: &Wrong) -> Result<Markup, Failure> {
    let stop = visit.book.emergency_stop()?;
    let may = visit.who.may(Right::StopPost);
    let stands = visit.house.post.as_ref().and_then(|room| (room.stands)());
    Ok(html! {
        @if !asked.get("verder").is_empty() && stop.is_none() { p.melding.goed role="status" { "De noodstop is opgeheven." } }
        @match &stop {
            Some(stop) => div.melding.alarm {
                p { strong { "De noodstop staat aan: er gaat niets uit." } " Door " (stop.opened_by) ": " (stop.why) }
                @if may { form method="post" action="/post/verder" {
                    (frame::seal(visit.who)) button type="submit" { "Verder gaan met versturen" }
                } }
            },
            None => @match &stands {
                None => p { "Er gaat nog niets uit: hoe er wordt verstuurd, is nog niet ingesteld." },
                Some(stands) => {
                    p { @if stands.really { "Berichten gaan op werkdagen uit vanaf " (stands.cut_off) " uur." }
                        @else { "Dit is een proef: alles gaat alleen naar medewerkers, en niets telt als verstuurd." } }
                    @if may { (brakes(visit, asked, wrong)) }
                },
            },
        }
    })
}

fn brakes(visit: &Visit, asked: &Asked, wrong: &Wrong) -> Markup {
    html! {
        div.knoppen {
            details.doen-meer {
                summary { "Nu versturen" }
                form method="post" action="/post/nu" {
                    (frame::seal(visit.who))
                    p { "Alles wat hieronder klaarstaat en op dit uur weg mag, gaat meteen naar de huurders. Wat weg is, haalt u niet terug." }
                    p { button type="submit" { "Verstuur wat nu weg mag" } }
                }
            }
            details.doen-meer open[!wrong.is_empty()] {
                summary { "Alles stilzetten" }
                form method="post" action="/post/stil" {
                    (frame::seal(visit.who))
                    p { "Er gaat dan niets meer uit, ook niet wat net wordt verstuurd. Wat al weg is, is weg." }
                    (field(wrong, "stil-reden", "Waarom?", &html! {
                        input #stil-reden name="reden" required maxlength=(LONGEST_REASON) value=(asked.get("reden")) autocomplete="off" aria-describedby=[wrong.describes("stil-reden")];
                    }))
                    p { button type="submit" { "Zet alles stil" } }
                }
            }
        }
    }
}

/// On every page, as long as everything stands still; the page of the post says more.
pub(crate) fn banner(visit: &Visit) -> Markup {
    if visit.who.at == "/post" {
        return html! {};
    }
    html! { @if is_on(visit) {
        p.oud role="status" { strong { "De noodstop staat aan: er gaat niets uit. " } "Bellen kan. " a href="/post" { "Waarom" } }
    } }
}

/// Does everything stand still?
pub(crate) fn is_on(visit: &Visit) -> bool {
    let stop = visit.until_the_book_changes("noodstop", |visit| Ok(visit.book.emergency_stop()?));
    stop.is_ok_and(|stop| stop.is_some())
}

/// Everything stops.
pub(crate) fn stop(change: &mut Change) -> Result<Response, Failure> {
    let (form, why) = (change.form, change.form.get("reden"));
    if why.is_empty() || why.chars().count() > LONGEST_REASON {
        let mut wrong = Wrong::default();
        wrong.with("stil-reden", format!("Schrijf er kort bij waarom (hooguit {LONGEST_REASON} tekens)."));
        return change.show(|visit| post::shown(visit, form, &wrong));
    }
    if let Some(stop) = change.book.emergency_stop()? {
        return Err(Failure::Conflict(format!("Alles stond al stil: {} ({}).", stop.why, stop.opened_by)));
    }
    let by = By { name: &change.who.staff.name, account: Some(change.who.id()) };
    change.book.stop_post(why, by, change.now)?;
    Ok(answer::see_other("/post"))
}

/// Everything goes on.
pub(crate) fn resume(change: &mut Change) -> Result<Response, Failure> {
    let by = By { name: &change.who.staff.name, account: Some(change.who.id()) };
    change.book.resume_post(by, change.now)?;
    Ok(answer::see_other("/post?verder=1"))
}

/// Somebody wants it sent now: the log says who, before anything leaves.
pub(crate) fn wants_now(change: &mut Change) -> Result<Response, Failure> {
    change.house.post_room()?;
    if let Some(stop) = change.book.emergency_stop()? {
        let text = "Verder gaan kan op Post, bij de noodstop.";
        return Err(Failure::Conflict(format!(
            "Alles staat stil: {} ({}). {text}",
            stop.why, stop.opened_by
        )));
    }
    change.book.log(change.now, Some(change.who.id()), None, "gewijzigd", "nu versturen")?;
    Ok(answer::see_other("/post"))
}

/// What sending now came to.
pub(crate) fn sent_now(visit: &Visit) -> Result<Response, Failure> {
    let said = visit.house.post_room()?.send_now();
    let main = html! {
        p.terug { a href="/post" { "‹ Post" } }
        h1 { @if said.is_ok() { "Wat er nu is verstuurd" } @else { "Er is niets verstuurd" } }
        @match &said {
            Ok(report) => pre { (report) },
            Err(why) => p.melding.alarm { (why) },
        }
        p { "Wat nog niet weg is, gaat met een volgende verzending. Alles staat op " a href="/post" { "Post" } "." }
    };
    Ok(frame::page(visit, "Versturen", Here::Post, &main))
}
