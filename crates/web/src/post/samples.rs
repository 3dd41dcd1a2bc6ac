//! `/post/bekijk`: five real messages of a letter and a channel, drawn anew at every look: as they left, or as they would.

use axum::response::Response;
use domain::ids::ContentId;
use maud::{Markup, html};
use store::screens::PostMessage;

use super::told;
use crate::answer::Failure;
use crate::app::Visit;
use crate::asked::{Asked, encode};
use crate::bericht::laid_out;
use crate::frame::{self, Here};
use crate::parts;
use crate::voorstel::as_it_leaves;

/// So many are drawn.
const DRAWN: usize = 5;

/// The page.
pub(crate) fn page(visit: &Visit, asked: &Asked) -> Result<Response, Failure> {
    let run = super::night(visit, asked)?.ok_or(Failure::NoNight)?;
    let (letter, channel) = (asked.get("brief"), asked.get("kanaal"));
    let mut messages = super::within_reach(visit, &run)?;
    messages.retain(|message| message.letter == letter && message.channel == channel);
    let all = messages.len();
    // By chance, and another five at the next look.
    messages.sort_by_key(|message| ContentId::of(&[&message.id, &visit.now.seconds.to_string()]).to_string());
    messages.truncate(DRAWN);
    let name = parts::letter_name(&visit.house.policy, letter);
    let mut shown = Vec::new();
    for message in &messages {
        visit.looks_at(Some(message.tenancy), "post, willekeurig bericht");
        shown.push((message, words(visit, message)?));
    }
    let again = format!("/post/bekijk?dag={}&brief={}&kanaal={}", run.day, encode(letter), encode(channel));
    let main = html! {
        p.terug { a href={ "/post?dag=" (run.day) } { "‹ Post" } }
        h1 { (name) " per " (channel) }
        @if shown.is_empty() { p { "Zo’n bericht is er niet in deze nacht, of niet in uw wijken." } }
        @else {
            p { (parts::plural(shown.len() as u64, "willekeurig bericht", "willekeurige berichten")) " van de " (parts::count(all as u64)) ". Dat u ze las, staat in het logboek. " a href=(again) { "Trek er vijf andere" } }
            @for (message, words) in &shown {
                section aria-label={ "Bericht aan dossier " (message.dossier) } {
                    h2 { "Dossier " a href={ "/dossier/" (encode(&message.dossier)) } { (message.dossier) } ": " (told::state(&message.state, &message.reason)) }
                    @if !message.reason.is_empty() { p.zacht { (told::why(&message.reason)) } }
                    (words)
                }
            }
        }
    };
    Ok(frame::page(visit, &name, Here::Post, &main))
}

/// The words as they left; else as they would leave now, or why they would not.
fn words(visit: &Visit, message: &PostMessage) -> Result<Markup, Failure> {
    let mut attempts = visit.book.attempt_lines(message.tenancy)?;
    attempts.retain(|attempt| attempt.message == message.id);
    if let Some(last) = attempts.last() {
        return Ok(html! {
            article.brief aria-label="Tekst zoals verstuurd" {
                @if !last.subject.is_empty() { p.onderwerp { span.zacht { "Onderwerp: " } (last.subject) } }
                (laid_out(&last.text))
            }
        });
    }
    let seen =
        visit.house.post_room().and_then(|room| room.message(&message.id, false).map_err(Failure::Form));
    Ok(match seen {
        Ok(shown) => as_it_leaves(&shown, ""),
        Err(Failure::Form(why)) => html! { p.melding { "Zo zou het nu niet weggaan. " (why) } },
        Err(failure) => return Err(failure),
    })
}
