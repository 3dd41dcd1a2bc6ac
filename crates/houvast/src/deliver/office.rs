//! `houvast post`: what a person does in the post room: look, cancel, release, stop everything, go on.

use domain::calendar::Day;
use serde_json::json;
use store::Book;
use store::post::{MessageState, Outgoing};

use super::Now;
use crate::cli::PostCommand;
use crate::failure::Failure;
use crate::landlord::Landlord;

/// Does what was asked.
pub fn office(landlord: &Landlord, command: &PostCommand, now: Now, json: bool) -> Result<String, Failure> {
    let mut book = landlord.book()?;
    match command {
        PostCommand::List => list(&book, now.day, json),
        // The stop must work while a delivery is being made: it takes no lock.
        PostCommand::Stop { why, by } => {
            book.stop_post(why, by, now.moment())?;
            Ok("De noodstop staat aan: er gaat niets meer uit. Wat al weg was, is weg.".into())
        }
        PostCommand::Go { by } => {
            let lifted = book.resume_post(by, now.moment())?;
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
        PostCommand::Release { id, by } => {
            let _lock = book.lock_night()?;
            let id = whole(&book, id)?;
            let done = book.release(&id, by, now.moment())?;
            tell(done, "Het bericht is vrijgegeven.", "dit bericht wacht niet op vrijgave")
        }
        PostCommand::Settle { id, it_left, by } => {
            let _lock = book.lock_night()?;
            let id = whole(&book, id)?;
            let done = book.settle_uncertain(&id, *it_left, by, now.moment())?;
            tell(done, "Het is genoteerd.", "dit bericht is niet onzeker")
        }
    }
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

fn list(book: &Book, today: Day, json: bool) -> Result<String, Failure> {
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
    }
    if messages.is_empty() {
        lines.push("  niets".into());
    }
    lines.push(format!("Berichten van {}", today.dutch()));
    let counts = book.post_of(today)?;
    lines.extend(counts.iter().map(|(state, count)| format!("  {count:>6}  {}", state.dutch())));
    let findings = book.post_findings(20)?;
    if !findings.is_empty() {
        lines.push("Binnengekomen en niet te plaatsen".into());
        lines.extend(findings.iter().map(|(day, source, row, why)| format!("  {day} {source}:{row} {why}")));
    }
    Ok(lines.join("\n"))
}
