//! What would leave on the coming working day, on a day on which nothing leaves: every dossier is decided as that night would, with what
//! is known now. Nothing is planned or stored.

use std::collections::BTreeMap;

use domain::calendar::Day;
use domain::plan::{Act, Outcome, decide};
use domain::policy::Mode;
use maud::{Markup, html};

use crate::answer::Failure;
use crate::app::Visit;
use crate::{inzicht, parts};

/// Messages of a letter over a channel: all of them, and those that somebody must let go first.
type Counts = BTreeMap<(usize, &'static str), (u64, u64)>;

/// The section under the word that nothing leaves today.
pub(super) fn section(visit: &Visit, on: Day) -> Result<Markup, Failure> {
    let counts = visit.until_the_book_changes("post die komt", |visit| counted(visit, on))?;
    let policy = &visit.house.policy;
    let table = html! {
        table {
            caption { "Wat er " (on.weekday().dutch()) " zou uitgaan" }
            thead { tr {
                th scope="col" { "Bericht" } th scope="col" { "Kanaal" } th.getal scope="col" { "Aantal" }
                th.getal scope="col" { "Eerst vrijgeven" }
            } }
            tbody { @for ((letter, channel), (all, asked)) in counts.iter() { tr {
                th scope="row" { (policy.letters[*letter].name) } td { (channel) }
                td.getal { (parts::count(*all)) } td.getal { (parts::count(*asked)) }
            } } }
        }
    };
    Ok(html! {
        section aria-labelledby="komt" {
            h2 #komt { "Zoals het er nu voorstaat voor " (on.weekday().dutch()) " " (parts::day(on)) }
            @if counts.is_empty() { p { "Er zou niets uitgaan." } }
            @else {
                p.zacht { "Gerekend met wat nu bekend is. Wie intussen betaalt, krijgt niets; de nacht beslist." }
                (parts::wide("Post die komt", &table))
            }
        }
    })
}

fn counted(visit: &Visit, on: Day) -> Result<Counts, Failure> {
    let night = visit.house.night(on, on.previous());
    let (mut desk, mut counts) = (visit.house.desk(), Counts::new());
    inzicht::each_within_reach(visit, &mut |dossier, _| {
        if let Outcome::Step(step) = decide(&night, dossier, &mut desk).outcome
            && let Act::Message { letter, channel, .. } = step.act
            && step.mode != Mode::Shadow
        {
            let (all, asked) = counts.entry((letter, channel.dutch())).or_default();
            *all += 1;
            *asked += u64::from(step.mode == Mode::Proposal);
        }
    })?;
    Ok(counts)
}
