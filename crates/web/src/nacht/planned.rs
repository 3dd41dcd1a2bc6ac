//! What a night planned: moves between categories, messages, tasks, what was held back, and promises.

use domain::policy::{Policy, TaskKind};
use domain::{check, guards};
use maud::{Markup, html};
use store::nights::NightRun;
use store::screens::{Move, TaskCount};

use crate::answer::Failure;
use crate::app::Visit;
use crate::asked::encode;
use crate::parts;
use crate::post::told;

/// Moves between categories.
pub(crate) fn moves(visit: &Visit, run: &NightRun) -> Result<Markup, Failure> {
    let (fresh, moves): (Vec<Move>, Vec<Move>) =
        visit.book.moves_in(run.id)?.into_iter().partition(|place| place.before.is_empty());
    let placed: u64 = fresh.iter().map(|place| place.count).sum();
    let policy = &visit.house.policy;
    let table = html! {
        table {
            caption { "Van welke indeling naar welke" }
            thead { tr {
                th scope="col" { "Van" } th scope="col" { "Naar" } th.getal scope="col" { "Huurders" }
            } }
            tbody { @for place in &moves { tr {
                td { (parts::category_by_id(policy, &place.before)) }
                td { (parts::category_by_id(policy, &place.after)) }
                td.getal { (parts::count(place.count)) }
            } } }
        }
    };
    Ok(html! {
        section aria-labelledby="wisselingen" {
            h2 #wisselingen { "Wisselingen" }
            @if placed > 0 { p { (parts::plural(placed, "huurder", "huurders")) " voor het eerst ingedeeld." } }
            @if moves.is_empty() { p { "Niemand ging van de ene naar de andere indeling." } }
            @else { (parts::wide("Wisselingen", &table)) }
        }
    })
}

/// Messages by letter, channel and state.
pub(crate) fn messages(visit: &Visit, run: &NightRun) -> Result<Markup, Failure> {
    let messages = visit.book.messages_in(run.id)?;
    let policy = &visit.house.policy;
    let table = html! {
        table {
            caption { "Berichten per brief, kanaal en toestand" }
            thead { tr {
                th scope="col" { "Bericht" } th scope="col" { "Kanaal" } th scope="col" { "Toestand" }
                th.getal scope="col" { "Aantal" } th.getal scope="col" { "Gevraagd" }
            } }
            tbody { @for message in &messages { tr {
                th scope="row" {
                    a href={ "/huurders?stap=bericht%3A" (encode(&message.letter)) } { (parts::letter_name(policy, &message.letter)) }
                }
                td { (message.channel) }
                td { (told::state(&message.state, "")) }
                td.getal { (parts::count(message.count)) }
                td.getal { @if message.amount.is_zero() { "–" } @else { (parts::whole_euros(message.amount)) } }
            } } }
        }
    };
    Ok(html! {
        section aria-labelledby="berichten" {
            h2 #berichten { "Berichten" }
            @if messages.is_empty() { p { "Vannacht is er geen bericht klaargezet." } }
            @else { (parts::wide("Berichten", &table)) }
        }
    })
}

/// Tasks by person and work list.
pub(crate) fn tasks(visit: &Visit, run: &NightRun) -> Result<Markup, Failure> {
    let tasks = visit.book.tasks_in(run.id)?;
    let table = html! {
        table {
            caption { "Taken per persoon en werklijst" }
            thead { tr {
                th scope="col" { "Wie" } th scope="col" { "Werklijst" } th scope="col" { "Taak" }
                th.getal scope="col" { "Aantal" }
            } }
            tbody { @for task in &tasks { tr {
                th scope="row" { (parts::sentence(&task.done_by)) }
                td { (work_list(&visit.house.policy, task)) }
                td {
                    a href={ "/huurders?stap=taak%3A" (encode(&task.kind)) } { (parts::sentence(&parts::words(&task.kind))) }
                    @if task.mode != "automatisch" { " " span.zacht { "(" (task.mode) ")" } }
                }
                td.getal { (parts::count(task.count)) }
            } } }
        }
    };
    Ok(html! {
        section aria-labelledby="taken" {
            h2 #taken { "Taken" }
            @if tasks.is_empty() { p { "Vannacht kwam er geen taak bij." } }
            @else { (parts::wide("Taken", &table)) }
        }
    })
}

/// The list a task is shown on.
pub(super) fn work_list<'a>(policy: &'a Policy, task: &TaskCount) -> &'a str {
    let kind = TaskKind::of(&task.kind);
    let holds = |kind: TaskKind| {
        policy
            .work_lists
            .iter()
            .find(|list| list.tasks.contains(&kind) && list.by.is_none_or(|by| by.dutch() == task.done_by))
    };
    kind.and_then(holds).map_or("–", |list| &list.name)
}

/// What was held back, by guard.
pub(crate) fn blocks(visit: &Visit, run: &NightRun) -> Result<Markup, Failure> {
    let counts = visit.book.blocks_in(run.id)?;
    let table = html! {
        table.met-uitleg {
            caption { "Per wachter: wat hij tegenhield en waarom" }
            thead { tr {
                th scope="col" { "Wachter" } th scope="col" { "Waarom" } th scope="col" { "Grond" }
                th.getal scope="col" { "Aantal" }
            } }
            tbody {
                @for guard in guards::ALL.iter().filter(|guard| counts.contains_key(guard.id)) { tr {
                    th scope="row" { (parts::sentence(guard.word)) }
                    td { (guard.sentence) }
                    td { (guard.strength.dutch()) }
                    td.getal { (parts::count(counts[guard.id])) }
                } }
            }
        }
    };
    Ok(html! {
        section aria-labelledby="tegengehouden" {
            h2 #tegengehouden { "Tegengehouden" }
            @if counts.is_empty() { p { "Vannacht is er geen nieuwe stap tegengehouden." } }
            @else {
                p { "Stappen die aan de beurt waren, maar vannacht voor het eerst niet doorgaan. Een stap kan om meer redenen wachten." }
                (parts::wide("Tegengehouden", &table))
                p { a href="/huurders?stap=geblokkeerd" { "Alle huurders bij wie nu een stap wacht" } }
            }
        }
    })
}

/// Promises: none may be broken.
pub(crate) fn promises(visit: &Visit, run: &NightRun) -> Result<Markup, Failure> {
    let broken = visit.book.breaches_in(run.id)?;
    let sentence = |id: &String| {
        check::ALL.iter().find(|promise| promise.id == id).map_or("", |promise| promise.sentence)
    };
    Ok(html! {
        section aria-labelledby="beloften" {
            h2 #beloften { "Beloften" }
            @if broken.is_empty() { p { "Geen enkele stap zou een belofte breken. Zo hoort het." } }
            @else {
                p.melding.alarm { "Bij " (parts::plural(broken.len() as u64, "dossier", "dossiers")) " is een stap tegengehouden die een belofte zou breken. Laat dit nakijken." }
                ul.regels { @for (dossier, promises) in &broken { li {
                    a href={ "/dossier/" (encode(dossier)) "/waarom?dag=" (run.day) } { "Dossier " (dossier) }
                    ": " @for id in promises { (sentence(id)) " " }
                } } }
            }
        }
    })
}
