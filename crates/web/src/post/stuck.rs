//! Messages that wait for somebody to find something out: what is missing in one that was held, and whether an uncertain one left.
//! Every answer has a name, and stands on the timeline and in the log.

use axum::response::Response;
use maud::{Markup, html};
use store::post::{By, Found, MessageState};
use store::screens::PostMessage;

use domain::staff::Right;

use super::{ON_A_PAGE, told, view};
use crate::answer::{self, Failure};
use crate::app::{Change, Visit};
use crate::asked::{Asked, encode};
use crate::post_room::CAN_BE_TAKEN_BACK;
use crate::{case, frame, parts};

/// What was just answered, by the word in the address.
const ANSWERED: [(&str, &str); 6] = [
    ("weg", "Genoteerd: het bericht is vertrokken. Het telt als verstuurd."),
    (
        "opnieuw",
        "Het gaat vandaag opnieuw uit, op zijn vroegst over een kwartier. Vlak ervoor kijken wij nog eens of het mag.",
    ),
    ("nacht", "Genoteerd: het bericht is niet vertrokken. De nacht besluit opnieuw."),
    ("vervalt", "Dit bericht gaat niet meer uit. De stap is overgeslagen."),
    ("vrij", "Vrijgegeven. Het gaat vandaag nog uit als het mag, op zijn vroegst over een kwartier."),
    ("terug", "Teruggehaald: het bericht wacht weer op u."),
];

/// The section of `/post`.
pub(super) fn section(visit: &Visit, asked: &Asked) -> Result<Markup, Failure> {
    let mut stuck = visit.book.stuck_messages()?;
    stuck.retain(|message| visit.who.staff.seat.reaches(&message.district));
    let said = ANSWERED.into_iter().find(|(word, _)| *word == asked.get("antwoord"));
    let mut rows = Vec::new();
    for message in stuck.iter().take(ON_A_PAGE) {
        rows.push((message, view(visit, message)?));
    }
    let left = stuck.len().saturating_sub(ON_A_PAGE);
    Ok(html! {
        @if let Some((word, said)) = said {
            div.melding.goed role="status" {
                p { (said) }
                @if word == "vrij" { (back(visit, asked.get("nummer"))) }
            }
        }
        @if !rows.is_empty() {
            section aria-labelledby="wacht-op-iemand" {
                h2 #wacht-op-iemand { "Wacht op een medewerker" }
                @for (message, name) in &rows { (one(visit, message, name)) }
                @if left > 0 { p.zacht { "En nog " (parts::count(left as u64)) ". Die volgen als deze beantwoord zijn." } }
            }
        }
    })
}

fn one(visit: &Visit, message: &PostMessage, name: &Markup) -> Markup {
    let is_held = MessageState::of(&message.state) == Some(MessageState::Held);
    let of_today = message.day == visit.now.day;
    html! {
        article.kader.doen aria-label={ "Bericht aan dossier " (message.dossier) } {
            p { a href={ "/dossier/" (encode(&message.dossier)) } { "Dossier " (message.dossier) } ", " (name)
                " per " (message.channel) " van " (parts::short_day(message.day)) ": " strong { (told::state(&message.state, "")) } }
            @if !message.reason.is_empty() { p { (told::why(&message.reason)) } }
            p.zacht { @if is_held {
                "Vul aan wat ontbreekt en geef het vandaag nog vrij. Anders vervalt het vannacht, en besluit de nacht opnieuw."
            } @else {
                "Ga bij de aanbieder of de drukker na of het vertrokken is. Uit zichzelf verstuurt Houvast het niet nog eens."
            } }
            @if visit.who.may(Right::Release) {
                form.knoppen method="post" action={ "/post/bericht/" (message.id) } {
                    (frame::seal(visit.who))
                    @let about = format!(": bericht aan dossier {}", message.dossier);
                    @if is_held {
                        (button("vrij", "Geef vrij", &about))
                    } @else {
                        (button("weg", "Het is weg", &about))
                        @if of_today { (button("opnieuw", "Niet weg: stuur opnieuw", &about)) }
                        @else { (button("nacht", "Niet weg: de nacht besluit opnieuw", &about)) }
                    }
                    (button("vervalt", "Vervalt", &about))
                }
            }
        }
    }
}

fn button(word: &str, text: &str, about: &str) -> Markup {
    html! { button type="submit" name="handeling" value=(word) { (text) span.verborgen { (about) } } }
}

fn back(visit: &Visit, id: &str) -> Markup {
    html! {
        @if !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            form method="post" action={ "/post/bericht/" (id) } {
                (frame::seal(visit.who))
                button type="submit" name="handeling" value="terug" { "Ongedaan maken" }
            }
        }
    }
}

/// An answer arrives.
pub(crate) fn answer(change: &mut Change, id: &str) -> Result<Response, Failure> {
    let message = change.book.message(id)?.ok_or(Failure::NoPage)?;
    case::within_reach(change.book, &change.who.staff.seat, message.tenancy)?;
    let (now, name) = (change.now, change.who.staff.name.clone());
    let by = By { name: &name, account: Some(change.who.id()) };
    let not_before = now.seconds + CAN_BE_TAKEN_BACK;
    let word = change.form.get("handeling").to_string();
    let is_held = message.state == MessageState::Held;
    if word == "vrij" && is_held {
        let found = change.house.post.as_ref().map(|room| room.cannot_go(&[id.to_string()]));
        if let Some(why) = found.and_then(|mut found| found.remove(id)) {
            let text = format!("Zo kan dit bericht niet weg, dus het is niet vrijgegeven. {why}");
            return Err(Failure::Conflict(text));
        }
    }
    let done = match word.as_str() {
        "vrij" if is_held => change.book.release(id, by, Some(not_before), now)?,
        "terug" => change.book.hold_again(id, by, now)?,
        "weg" => change.book.settle_uncertain(id, Found::Left, by, now)?,
        "opnieuw" => change.book.settle_uncertain(id, Found::SendAgain { not_before }, by, now)?,
        "nacht" => change.book.settle_uncertain(id, Found::DecideAgain, by, now)?,
        "vervalt" if is_held => change.book.decline(id, "niet aangevuld", by, now)?,
        "vervalt" => change.book.settle_uncertain(id, Found::Lapses, by, now)?,
        "vrij" => false,
        _ => return Err(Failure::Form("Dit antwoord kennen wij niet. Ververs de pagina.".into())),
    };
    if !done {
        let text = "Dit bericht is intussen beantwoord, vervallen of weg.";
        return Err(Failure::Conflict(text.into()));
    }
    Ok(answer::see_other(&format!("/post?antwoord={word}&nummer={}", encode(id))))
}
