//! The messages of a night by letter and channel: how many left, wait, went wrong or were held back, what comes next for each
//! fault, and why what was held back was.

use std::collections::BTreeMap;

use domain::guards;
use maud::{Markup, html};
use store::nights::NightRun;
use store::post::MessageState;
use store::screens::PostMessage;

use super::{Selection, told};
use crate::answer::Failure;
use crate::app::Visit;
use crate::asked::encode;
use crate::parts;

/// How the messages of a group stand.
#[derive(Clone, Copy, Default)]
struct Sum {
    all: u64,
    left: u64,
    waits: u64,
    wrong: u64,
    held_back: u64,
}

impl Sum {
    fn add(&mut self, state: &str) {
        use MessageState::{
            Accepted, AwaitingRelease, Delivered, Failed, Held, Lapsed, OnItsWay, Ready, Returned, Shadow,
            Uncertain,
        };
        self.all += 1;
        match MessageState::of(state).unwrap_or(Lapsed) {
            Accepted | Delivered => self.left += 1,
            Ready | AwaitingRelease | Shadow | OnItsWay => self.waits += 1,
            Held | Uncertain | Returned | Failed => self.wrong += 1,
            Lapsed => self.held_back += 1,
        }
    }
}

fn link(run: &NightRun, letter: &str, state: &str) -> String {
    let chosen = Selection { state: state.into(), letter: letter.into(), page: 1 };
    format!("/post?{}", chosen.query(run, 1))
}

/// By letter and channel, with a way to look at five.
pub(super) fn section(visit: &Visit, run: &NightRun, messages: &[PostMessage]) -> Markup {
    let mut sums: BTreeMap<(&str, &str), Sum> = BTreeMap::new();
    for message in messages {
        sums.entry((&*message.letter, &*message.channel)).or_default().add(&message.state);
    }
    let count = |number: u64| html! { td.getal { @if number == 0 { span.zacht { "–" } } @else { (parts::count(number)) } } };
    let table = html! {
        table {
            caption { "Berichten van deze nacht, per brief en kanaal" }
            thead { tr {
                th scope="col" { "Bericht" } th scope="col" { "Kanaal" } th.getal scope="col" { "Aantal" }
                th.getal scope="col" { "Weg" } th.getal scope="col" { "Wacht" } th.getal scope="col" { "Fouten" }
                th.getal scope="col" { "Gaat niet uit" } th scope="col" { "Echte lezen" }
            } }
            tbody { @for ((letter, channel), sum) in &sums { tr {
                @let name = parts::letter_name(&visit.house.policy, letter);
                th scope="row" { a href=(link(run, letter, "")) { (name) } }
                td { (channel) }
                (count(sum.all)) (count(sum.left)) (count(sum.waits)) (count(sum.wrong)) (count(sum.held_back))
                td { a href={ "/post/bekijk?dag=" (run.day) "&brief=" (encode(letter)) "&kanaal=" (encode(channel)) }
                    aria-label={ (samples(sum.all)) ": " (name) " per " (channel) } { (samples(sum.all)) } }
            } } }
        }
    };
    parts::wide("Berichten per brief en kanaal", &table)
}

/// How many real ones can be read.
const fn samples(all: u64) -> &'static str {
    match all {
        1 => "Bekijk er een",
        2..5 => "Bekijk ze",
        _ => "Bekijk vijf",
    }
}

/// What comes next when a message stands so.
const fn next_step(state: MessageState) -> &'static str {
    match state {
        MessageState::Held => {
            "U vult aan wat ontbreekt en geeft het vrij, hierboven. Anders besluit de nacht opnieuw."
        }
        MessageState::Uncertain => {
            "U gaat na of het vertrokken is, hierboven. Uit zichzelf gaat het niet nog eens."
        }
        MessageState::Returned => {
            "Dit adres gebruiken wij niet meer. De nacht kiest een ander kanaal, of legt een taak voor het adres."
        }
        MessageState::Failed => "Bij het dossier ligt een taak om het na te kijken.",
        _ => "",
    }
}

/// What went wrong, by reason, with what comes next.
pub(super) fn faults(visit: &Visit, run: &NightRun, messages: &[PostMessage]) -> Markup {
    let mut counts: BTreeMap<(MessageState, &str, &str), u64> = BTreeMap::new();
    for message in messages {
        let state = MessageState::of(&message.state).unwrap_or(MessageState::Lapsed);
        if !next_step(state).is_empty() {
            *counts.entry((state, &*message.letter, &*message.reason)).or_default() += 1;
        }
    }
    let all: u64 = counts.values().sum();
    let table = html! {
        table.met-uitleg {
            caption { "Per fout: hoe vaak, en wat er nu gebeurt" }
            thead { tr {
                th scope="col" { "Fout" } th scope="col" { "Bericht" } th.getal scope="col" { "Aantal" } th scope="col" { "Wat nu" }
            } }
            tbody { @for ((state, letter, reason), count) in &counts { tr {
                th scope="row" { a href=(link(run, letter, state.dutch())) { (parts::sentence(state.spoken())) } @if !reason.is_empty() { span.onder { (told::why(reason)) } } }
                td { (parts::letter_name(&visit.house.policy, letter)) }
                td.getal { (parts::count(*count)) }
                td { (next_step(*state)) }
            } } }
        }
    };
    html! {
        @if all > 0 {
            section aria-labelledby="fouten" {
                h2 #fouten { "Fouten (" (parts::count(all)) ")" }
                (parts::wide("Fouten", &table))
            }
        }
    }
}

/// What was planned and does not leave, by reason; and what the night did not plan because a guard forbade it.
pub(super) fn held_back(visit: &Visit, run: &NightRun, messages: &[PostMessage]) -> Result<Markup, Failure> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    let lapsed = messages.iter().filter(|message| message.state == MessageState::Lapsed.dutch());
    for message in lapsed {
        *counts.entry(&*message.reason).or_default() += 1;
    }
    let mut counts: Vec<(&str, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let all: u64 = counts.iter().map(|(_, count)| count).sum();
    let blocked = visit.book.blocks_in(run.id)?;
    Ok(html! {
        section aria-labelledby="tegengehouden" {
            h2 #tegengehouden { "Tegengehouden" }
            @if all == 0 { p { "Alles wat de nacht klaarzette, mag nog uit of is weg." } }
            @else {
                p { (parts::plural(all, "bericht gaat", "berichten gaan")) " niet uit:" }
                ul.regels { @for (reason, count) in &counts { li {
                    strong { (parts::count(*count)) "×" } " " @if reason.is_empty() { "zonder reden" } @else { (told::why(reason)) }
                } } }
                p { a href=(link(run, "", MessageState::Lapsed.dutch())) { "Welke dat zijn" } }
            }
            @if !blocked.is_empty() {
                p { "Niet klaargezet, want een wachter hield de stap vannacht tegen:" }
                ul.regels { @for guard in guards::ALL.iter().filter(|guard| blocked.contains_key(guard.id)) { li {
                    strong { (parts::count(blocked[guard.id])) "×" } " " (guard.word) ". " span.zacht { (guard.sentence) }
                } } }
                p { a href={ "/nacht/" (run.day) } { "Meer in het verslag van de nacht" } }
            }
        }
    })
}
