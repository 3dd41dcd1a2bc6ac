//! `houvast post`: what a person does in the post room: look, cancel, release, stop everything, go on.

use domain::send::last_hour;
use serde_json::json;
use store::Book;
use store::post::{By, Found, MessageState, Outgoing};

use super::counter::as_text;
use super::{Now, preview};
use crate::cli::PostCommand;
use crate::failure::Failure;
use crate::landlord::Landlord;

/// Does what was asked.
pub fn office(landlord: &Landlord, command: &PostCommand, now: Now, json: bool) -> Result<String, Failure> {
    let mut book = landlord.book()?;
    match command {
        PostCommand::List { with_text, day } => {
            let now = day.map_or(now, |day| crate::now_on(Some(day), None));
            list(landlord, &book, now, *with_text, json)
        }
        // The stop must work while a delivery is being made: it takes no lock.
        PostCommand::Stop { why, by } => {
            book.stop_post(why, somebody(by), now.moment())?;
            Ok("De noodstop staat aan: er gaat niets meer uit. Wat al weg was, is weg.".into())
        }
        PostCommand::Go { by } => {
            let lifted = book.resume_post(somebody(by), now.moment())?;
            Ok(if lifted { "De noodstop is opgeheven." } else { "Er stond geen noodstop aan." }.into())
        }
        PostCommand::Cancel { id, by } => {
            let _lock = book.lock_night()?;
            let id = whole(&book, id)?;
            let done = book.cancel_by(&id, by, now.moment())?;
            tell(
                done,
                "Het bericht is ingetrokken.",
                "het bericht is al weg of vervallen; intrekken kan niet meer",
            )
        }
        PostCommand::Release { id, by, day, time } => {
            let _lock = book.lock_night()?;
            let id = whole(&book, id)?;
            let now = if day.is_some() || time.is_some() { crate::now_on(*day, *time) } else { now };
            release(landlord, &mut book, &id, somebody(by), now)
        }
        PostCommand::Settle { id, it_left, by } => {
            let _lock = book.lock_night()?;
            let id = whole(&book, id)?;
            let found = if *it_left { Found::Left } else { Found::DecideAgain };
            let done = book.settle_uncertain(&id, found, somebody(by), now.moment())?;
            tell(done, "Het is genoteerd.", "dit bericht is niet onzeker")
        }
    }
}

/// Lets a message go. A proposal whose channel is closed for today leaves on the next working day, when a night wants it just so:
/// the same as on the page.
fn release(landlord: &Landlord, book: &mut Book, id: &str, by: By, now: Now) -> Result<String, Failure> {
    let waits = book.message(id)?.filter(|message| message.state == MessageState::AwaitingRelease);
    if let Some(message) = waits {
        let settings = landlord.policy(now.day)?.policy.settings;
        if last_hour(&settings, message.channel, now.time).is_some() {
            let done = book.release_late(id, by, now.moment())?;
            return tell(
                done,
                "Het bericht is vrijgegeven. Vandaag kan het niet meer weg: het gaat de eerstvolgende werkdag uit, als de nacht \
                 het dan nog precies zo wil.",
                "dit bericht wacht niet op vrijgave",
            );
        }
    }
    let done = book.release(id, by, None, now.moment())?;
    tell(done, "Het bericht is vrijgegeven.", "dit bericht wacht niet op vrijgave")
}

/// Somebody at a prompt, by the name that was typed.
fn somebody(name: &str) -> By<'_> {
    By { name, account: None }
}

fn tell(done: bool, yes: &str, no: &str) -> Result<String, Failure> {
    if done { Ok(yes.into()) } else { Err(Failure::usage(no)) }
}

/// The message whose id begins like this.
fn whole(book: &Book, id: &str) -> Result<String, Failure> {
    let found = book.messages_beginning_with(id)?;
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(Failure::usage(format!("er is geen bericht {id}; zie houvast post list"))),
        _ => Err(Failure::usage(format!("{id} past op meer berichten; schrijf meer tekens van het nummer"))),
    }
}

fn list(landlord: &Landlord, book: &Book, now: Now, with_text: bool, json: bool) -> Result<String, Failure> {
    let shown = [
        MessageState::Ready,
        MessageState::AwaitingRelease,
        MessageState::Held,
        MessageState::OnItsWay,
        MessageState::Uncertain,
    ];
    let mut messages = Vec::new();
    for state in shown {
        messages.extend(book.messages_that_are(state)?);
    }
    let number = |message: &Outgoing| book.number_of(message.tenancy).map(Option::unwrap_or_default);
    let stop = book.emergency_stop()?;
    if json {
        let mut lines = Vec::new();
        for message in &messages {
            lines.push(json!({
                "id": message.id, "dossier": number(message)?, "day": message.day.to_string(),
                "letter": message.letter, "channel": message.channel.dutch(), "state": message.state.dutch(),
                "amount_cents": message.amount.map(|cents| cents.0), "reason": message.reason,
            }));
        }
        let stop = stop.map(|stop| json!({ "by": stop.opened_by, "why": stop.why }));
        return Ok(json!({ "stop": stop, "messages": lines }).to_string());
    }
    let mut lines = Vec::new();
    if let Some(stop) = stop {
        lines.push(format!("De noodstop staat aan, door {}: {}", stop.opened_by, stop.why));
    }
    lines.push("Nog niet weg, of onzeker (nummer · dossier · brief · kanaal · stand)".into());
    for message in &messages {
        let reason = if message.reason.is_empty() { String::new() } else { format!(" ({})", message.reason) };
        lines.push(format!(
            "  {} · {} · {} · {} · {}{reason}",
            message.id.get(..12).unwrap_or(&message.id),
            number(message)?,
            message.letter,
            message.channel.dutch(),
            message.state.dutch(),
        ));
        if with_text && message.state == MessageState::AwaitingRelease {
            let seen = preview::of_message(landlord, &message.id, now, false);
            let text = seen.map_or_else(|why| format!("Kan nu niet weg: {why}"), |shown| as_text(&shown));
            lines.extend(text.lines().map(|line| format!("      {line}")));
        }
    }
    if messages.is_empty() {
        lines.push("  niets".into());
    }
    lines.push(format!("Berichten van {}", now.day.dutch()));
    let counts = book.post_of(now.day)?;
    lines.extend(counts.iter().map(|(state, count)| format!("  {count:>6}  {}", state.dutch())));
    for batch in book.silent_batches()? {
        lines.push(format!(
            "Drukpartij {}: van {} brieven meldde de drukker niets",
            batch.batch, batch.letters
        ));
    }
    let findings = book.post_findings(20)?;
    if !findings.is_empty() {
        lines.push("Binnengekomen en niet te plaatsen".into());
        lines.extend(findings.iter().map(|(day, source, row, why)| format!("  {day} {source}:{row} {why}")));
    }
    Ok(lines.join("\n"))
}
