//! `/dossier/{nr}/bericht/{n}`: the text of a planned message, with everything filled in that is known today.
//!
//! What only a later part of the product can know (the payment link, the consultant) stays visible as an open field. A
//! preview is no message: nothing here is sent, and nothing is guessed.

use axum::response::Response;
use domain::dossier::ContactChannel;
use domain::policy::Tone;
use maud::{Markup, html};
use store::post::MessageState;
use store::screens::{AttemptLine, DossierHead, MessageLine};

use crate::answer::Failure;
use crate::app::Visit;
use crate::case::{self, Case};
use crate::dossier::way_back;
use crate::frame::{self, Here};
use crate::parts;
use crate::post::told;
use crate::post_room::AsItLeaves;
use crate::voorstel::as_it_leaves;

mod fields;

use fields::{CLOSED, Filling, OPEN};

/// `/dossier/{number}/bericht/{place}`
pub(crate) fn page(visit: &Visit, (number, place): (&str, &str)) -> Result<Response, Failure> {
    let id = case::find(visit, number, "bericht")?;
    let messages = visit.book.message_lines(id)?;
    let place: usize = place.parse().map_err(|_| Failure::NoPage)?;
    let message = place.checked_sub(1).and_then(|at| messages.get(at)).ok_or(Failure::NoPage)?;
    let run = visit.book.night_of(message.day)?.or_else(|| visit.last.clone());
    let case = Case::of(visit, id, run)?;
    let head = visit.book.dossier_head(id)?.unwrap_or_default();
    let title = parts::letter_name(&visit.house.policy, &message.letter);
    let mut attempts = visit.book.attempt_lines(id)?;
    attempts.retain(|attempt| attempt.message == message.id);
    let main = html! {
        (way_back(&head))
        h1 { (title) }
        (about(message))
        @if let Some(shown) = as_it_would_leave(visit, message).filter(|_| attempts.is_empty()) {
            p.melding { strong { "Nog niet weg. " } "Zo gaat het uit, als het straks nog mag." }
            (as_it_leaves(&shown, ""))
        } @else if attempts.is_empty() {
            p.melding { strong { "Voorbeeld." } " Dit bericht is niet verstuurd. " mark { "Gemarkeerde woorden" } " zijn nog niet bekend." }
            (text(visit, &case, &head, message)?)
        } @else {
            (sent(&attempts))
        }
    };
    Ok(frame::page(visit, &format!("Bericht: {title}"), Here::Tenants, &main))
}

/// A message of today that waits, by the functions that send it; `None` when it does not wait or could not leave now.
fn as_it_would_leave(visit: &Visit, message: &MessageLine) -> Option<AsItLeaves> {
    let waits = [MessageState::Ready, MessageState::AwaitingRelease, MessageState::Held];
    let state = MessageState::of(&message.state)?;
    if message.day != visit.now.day || !waits.contains(&state) {
        return None;
    }
    visit.house.post_room().ok()?.message(&message.id, false).ok()
}

fn about(message: &MessageLine) -> Markup {
    html! {
        dl.stand-lijst {
            div { dt { "Nacht" } dd { a href={ "/nacht/" (message.day) } { (parts::day(message.day)) } } }
            div { dt { "Kanaal" } dd { (message.channel) } }
            @if !message.tone.is_empty() { div { dt { "Toon" } dd { (message.tone) } } }
            @if let Some(cents) = message.amount { div { dt { "Gevraagd" } dd { (parts::money(cents)) } } }
            div { dt { "Toestand" } dd { (told::state(&message.state, &message.reason)) } }
            @if !message.reason.is_empty() { div { dt { "Waarom" } dd { (told::why(&message.reason)) } } }
        }
    }
}

/// The attempts, newest first, with the very words that were handed over.
fn sent(attempts: &[AttemptLine]) -> Markup {
    html! {
        @for attempt in attempts.iter().rev() {
            section aria-label={ "Poging " (attempt.number) } {
                h2 { (parts::sentence(&attempt.channel)) ", " (parts::day(attempt.day)) ": " (attempt.outcome) }
                @if !attempt.fate.is_empty() { p { "Daarna: " (attempt.fate) "." } }
                @if !attempt.detail.is_empty() { p.zacht { (told::why(&attempt.detail)) } }
                article.brief aria-label="Tekst zoals verstuurd" {
                    @if !attempt.subject.is_empty() {
                        p.onderwerp { span.zacht { "Onderwerp: " } (attempt.subject) }
                    }
                    (laid_out(&attempt.text))
                }
            }
        }
    }
}

/// A message as it would read today; what is not known yet stands out.
fn text(visit: &Visit, case: &Case, head: &DossierHead, message: &MessageLine) -> Result<Markup, Failure> {
    text_with(visit, case, head, message, [])
}

/// The same, with what only who asks for it knows.
pub(crate) fn text_with<const N: usize>(
    visit: &Visit,
    case: &Case,
    head: &DossierHead,
    message: &MessageLine,
    known: [(&'static str, String); N],
) -> Result<Markup, Failure> {
    let filling = Filling::of(visit, case, head, message)?.with(known);
    let fill = |field: &str| filling.value(field);
    let channel = ContactChannel::ALL.into_iter().find(|known| known.dutch() == message.channel);
    let tone = Tone::ALL.into_iter().find(|known| known.dutch() == message.tone).unwrap_or_default();
    let letters = &visit.house.letters;
    let channel = channel.unwrap_or(ContactChannel::Letter);
    let has_subject = matches!(channel, ContactChannel::Letter | ContactChannel::Email);
    Ok(html! {
        article.brief aria-label="Tekst van het bericht" {
            @if has_subject && let Ok(subject) = letters.subject(&message.letter, &fill) {
                p.onderwerp { span.zacht { "Onderwerp: " } (marked(&subject)) }
            }
            @match letters.render(&message.letter, channel, tone, &fill) {
                Ok(text) => (laid_out(&text)),
                Err(reason) => { p { "De tekst is niet te tonen. " (reason) } },
            }
        }
    })
}

/// Headings, lists and paragraphs, as the letter's text marks them.
pub(crate) fn laid_out(text: &str) -> Markup {
    html! {
        @for block in text.split("\n\n").filter(|block| !block.trim().is_empty()) {
            @if let Some(heading) = block.strip_prefix("# ") {
                @let (heading, rest) = heading.split_once('\n').unwrap_or((heading, ""));
                h2 { (marked(heading)) }
                @if !rest.is_empty() { (paragraph(rest)) }
            } @else { (paragraph(block)) }
        }
    }
}

fn paragraph(block: &str) -> Markup {
    let items = || block.lines().filter_map(|line| line.strip_prefix("- "));
    html! {
        @if items().count() == block.lines().count() {
            ul { @for item in items() { li { (marked(item)) } } }
        } @else {
            p { @for (at, line) in block.lines().enumerate() {
                @if at > 0 { br; }
                (marked(line))
            } }
        }
    }
}

/// Fields that are still open stand out.
fn marked(text: &str) -> Markup {
    html! {
        @for (at, part) in text.split(OPEN).enumerate() {
            @match part.split_once(CLOSED).filter(|_| at > 0) {
                Some((field, rest)) => { mark { (parts::words(field)) } (rest) },
                None => (part),
            }
        }
    }
}
