//! Holds expectations against nights.

use super::run::{Came, Failure, NightSeen};
use super::{Expectation, Expected, Line, MessageExpected, Nights};
use domain::policy::Mode;

/// Holds all expectations of a block of nights.
pub(super) fn hold(nights: &Nights, seen: &[NightSeen]) -> Result<(), Failure> {
    for line in &nights.expected {
        let chosen: Vec<&NightSeen> = match line.item.on {
            Some(day) => seen.iter().filter(|night| night.day == day).collect(),
            None => seen.iter().collect(),
        };
        if chosen.is_empty() {
            return Err(fails(line, "die nacht hoort niet bij deze rij".into(), &chosen));
        }
        if let Err(what) = holds(line, &chosen, nights) {
            return Err(fails(line, what, &chosen));
        }
    }
    Ok(())
}

fn fails(line: &Line<Expected>, what: String, seen: &[&NightSeen]) -> Failure {
    let mut why = format!("  {what}\n  wat er gebeurde:\n");
    let (mut last, mut skipped) = (String::new(), 0);
    for night in seen {
        let shown = format!("{}, {}", night.category, night.came.shown());
        if shown == last && !night.came.is_step() {
            skipped += 1;
            continue;
        }
        if skipped > 0 {
            why.push_str(&format!("    (en zo nog {skipped} nachten)\n"));
            skipped = 0;
        }
        why.push_str(&format!("    {}: {shown}\n", night.day.dutch()));
        last = shown;
    }
    if skipped > 0 {
        why.push_str(&format!("    (en zo nog {skipped} nachten)\n"));
    }
    Failure { line: line.number, why }
}

fn holds(line: &Line<Expected>, seen: &[&NightSeen], nights: &Nights) -> Result<(), String> {
    let each =
        |good: &dyn Fn(&NightSeen) -> Result<(), String>| seen.iter().try_for_each(|night| good(night));
    let some = |good: &dyn Fn(&NightSeen) -> bool, what: &str| {
        if seen.iter().any(|night| good(night)) { Ok(()) } else { Err(what.to_owned()) }
    };
    match &line.item.what {
        Expectation::Category(id) => each(&|night| same("categorie", id, &night.category)),
        Expectation::Colour(word) => each(&|night| same("kleur", word, night.colour)),
        Expectation::Fact(word, value) => each(&|night| fact(night, word, value)),
        Expectation::Claimable(cents) => {
            each(&|night| same("te vragen", &cents.to_string(), &night.claimable.to_string()))
        }
        Expectation::Arrears(cents) => {
            each(&|night| same("achterstand", &cents.to_string(), &night.arrears.to_string()))
        }
        Expectation::Message(message) => {
            some(&|night| is_message(message, &night.came), "dit bericht ging niet uit")
        }
        Expectation::Task(kind, by, proposal) => {
            some(&|night| is_task(kind, by.as_deref(), *proposal, &night.came), "deze taak kwam er niet")
        }
        Expectation::NoStep(None) => each(&|night| none(night.came.is_step(), night)),
        Expectation::NoStep(Some(guard)) => each(&|night| match is_blocked(guard, None, &night.came) {
            true => Ok(()),
            false => Err(format!("op {} was het anders", night.day.dutch())),
        }),
        Expectation::NoMessage(unwanted) => each(&|night| match &night.came {
            Came::Message { letter, .. } => none(unwanted.as_ref().is_none_or(|one| one == letter), night),
            _ => Ok(()),
        }),
        Expectation::NoTask(kind) => each(&|night| none(is_task(kind, None, false, &night.came), night)),
        Expectation::Blocked(guard, until) => {
            some(&|night| is_blocked(guard, *until, &night.came), "deze wachter hield niets tegen")
        }
        Expectation::Why(text) => match seen.iter().any(|night| night.why.contains(text.as_str())) {
            true => Ok(()),
            false => Err(format!("de uitleg was: {}", seen.first().map_or("", |night| &night.why))),
        },
        Expectation::NothingElse => {
            each(&|night| match night.came.is_step() && !is_expected(night, nights) {
                true => Err(format!("op {} kwam er nog een stap", night.day.dutch())),
                false => Ok(()),
            })
        }
        Expectation::ChangesAtMost(most) => {
            at_most(*most, seen.iter().filter(|night| night.category_changed).count())
        }
        Expectation::MessagesAtMost(most) => {
            at_most(*most, seen.iter().filter(|night| matches!(night.came, Came::Message { .. })).count())
        }
    }
}

fn same(what: &str, wanted: &str, found: &str) -> Result<(), String> {
    if wanted == found { Ok(()) } else { Err(format!("{what} was {found}")) }
}

fn fact(night: &NightSeen, word: &str, value: &str) -> Result<(), String> {
    match night.facts.iter().find(|(known, _)| *known == word) {
        Some((_, found)) => same(word, value, found),
        None => Err(format!("{word} is geen kenmerk")),
    }
}

fn none(came: bool, night: &NightSeen) -> Result<(), String> {
    if came { Err(format!("op {} was er wel een stap", night.day.dutch())) } else { Ok(()) }
}

fn at_most(most: usize, found: usize) -> Result<(), String> {
    if found <= most { Ok(()) } else { Err(format!("het waren er {found}")) }
}

fn is_message(wanted: &MessageExpected, came: &Came) -> bool {
    let Came::Message { letter, channel, tone, amount, mode } = came else { return false };
    *letter == wanted.letter
        && wanted.channel.as_deref().is_none_or(|word| word == *channel)
        && wanted.tone.as_deref().is_none_or(|word| word == *tone)
        && wanted.amount.is_none_or(|cents| Some(cents) == *amount)
        && (!wanted.proposal || *mode == Mode::Proposal)
        && (!wanted.shadow || *mode == Mode::Shadow)
}

fn is_task(kind: &str, by: Option<&str>, proposal: bool, came: &Came) -> bool {
    let Came::Task { kind: found, by: who, mode } = came else { return false };
    *found == kind && by.is_none_or(|by| by == *who) && (!proposal || *mode == Mode::Proposal)
}

fn is_blocked(guard: &str, until: Option<domain::calendar::Day>, came: &Came) -> bool {
    let Came::Blocked { guards, .. } = came else { return false };
    guards.iter().any(|(word, last)| *word == guard && (until.is_none() || *last == until))
}

/// Does some line of the block ask for this step?
fn is_expected(night: &NightSeen, nights: &Nights) -> bool {
    nights.expected.iter().filter(|line| line.item.on.is_none_or(|day| day == night.day)).any(|line| {
        match &line.item.what {
            Expectation::Message(message) => is_message(message, &night.came),
            Expectation::Task(kind, by, proposal) => is_task(kind, by.as_deref(), *proposal, &night.came),
            _ => false,
        }
    })
}
