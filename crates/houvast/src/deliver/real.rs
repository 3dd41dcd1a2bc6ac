//! Before somebody at a prompt lets messages really leave on another clock than the one on the wall.
//!
//! `--dag` and `--now` are for trying. A landlord who really sends may use `--now` after reading what would leave, and never
//! another day: letters with the wrong day prove nothing. Invented data are free.

use std::collections::BTreeMap;
use std::io::{BufRead, IsTerminal};

use domain::calendar::Day;
use domain::send::TimeOfDay;
use store::post::MessageState;

use super::really_sends;
use crate::failure::Failure;
use crate::landlord::Landlord;
use crate::paper;
use crate::today;

/// May this delivery be made? Asks the person when the clock was set and messages really leave.
pub fn sure(
    landlord: &Landlord,
    day: Option<Day>,
    time: Option<TimeOfDay>,
    yes: bool,
) -> Result<(), Failure> {
    sure_of_the_clock(landlord, day)?;
    if (day.is_none() && time.is_none()) || yes || !is_real(landlord)? {
        return Ok(());
    }
    let what = what_would_leave(landlord)?;
    if !std::io::stdin().is_terminal() {
        return Err(Failure::usage(format!(
            "{what}\nDit gaat echt naar huurders (stand = \"echt\"), en de klok is verzet. Is dat de bedoeling? Geef --ja mee. Er is niets verstuurd"
        )));
    }
    paper::ask(format_args!("{what}\nDit gaat echt naar huurders. Doorgaan? Typ ja: "));
    let mut answer = String::new();
    let _ = std::io::stdin().lock().read_line(&mut answer);
    match answer.trim() {
        "ja" => Ok(()),
        _ => Err(Failure::usage("er is niets verstuurd")),
    }
}

/// Refuses a day that is not today where messages really go to tenants.
pub fn sure_of_the_clock(landlord: &Landlord, day: Option<Day>) -> Result<(), Failure> {
    match day.filter(|day| *day != today()) {
        Some(day) if is_real(landlord)? => Err(Failure::usage(format!(
            "echt versturen of overdragen (stand = \"echt\") kan alleen op de dag zelf: het is {}, niet {}. Proberen kan met --proef, of met stand = \"proef\"",
            today().dutch(),
            day.dutch()
        ))),
        _ => Ok(()),
    }
}

fn is_real(landlord: &Landlord) -> Result<bool, Failure> {
    Ok(really_sends(landlord)? && !crate::demo::is_invented(landlord))
}

/// What waits to leave, counted by letter and channel.
fn what_would_leave(landlord: &Landlord) -> Result<String, Failure> {
    let book = landlord.book()?;
    let mut counts: BTreeMap<(String, &str), u64> = BTreeMap::new();
    for message in book.messages_that_are(MessageState::Ready)? {
        *counts.entry((message.letter, message.channel.dutch())).or_default() += 1;
    }
    let total: u64 = counts.values().sum();
    let mut lines =
        vec![format!("Er staan {total} berichten klaar om uit te gaan, voor zover ze dan nog kloppen:")];
    lines.extend(
        counts.iter().map(|((letter, channel), count)| format!("  {count:>6}  {letter} per {channel}")),
    );
    Ok(lines.join("\n"))
}
