//! The lists that the program itself brings and no policy can change: guards, promises and facts.

use domain::facts::{Fact, Unit};
use domain::{check, facts, guards};
use maud::{Markup, html};

use crate::parts;

/// All guards.
pub(crate) fn guards() -> Markup {
    let table = html! {
        table.met-uitleg {
            caption { "Redenen om een stap niet te zetten, sterkste grond eerst" }
            thead { tr { th scope="col" { "Wachter" } th scope="col" { "Wat het betekent" } th scope="col" { "Grond" } } }
            tbody { @for guard in guards::ALL { tr id={ "wachter-" (guard.id) } {
                th scope="row" { (parts::sentence(guard.word)) }
                td { (guard.sentence) }
                td { (guard.strength.dutch()) span.onder { (guard.ground) } }
            } } }
        }
    };
    html! {
        section aria-labelledby="wachters" {
            h2 #wachters { "Wachters" }
            p { "Geen instelling zet een wachter uit. Een verhuurder mag milder zijn dan de wet, nooit strenger." }
            (parts::wide("Wachters", &table))
        }
    }
}

/// All promises.
pub(crate) fn promises() -> Markup {
    html! {
        section aria-labelledby="beloften" {
            h2 #beloften { "Beloften" }
            p { "Dit gebeurt nooit. Een stap die een belofte zou breken, gaat niet door; iemand kijkt dan de gegevens na." }
            ul.regels { @for promise in check::ALL { li { (promise.sentence) } } }
        }
    }
}

/// All facts.
pub(crate) fn facts() -> Markup {
    let table = html! {
        table.met-uitleg {
            caption { "Waar indelingen, flows en wachters naar mogen kijken" }
            thead { tr { th scope="col" { "Kenmerk" } th scope="col" { "Eenheid" } th scope="col" { "Betekenis" } th scope="col" { "Bron" } } }
            tbody { @for fact in facts::ALL { (row(fact)) } }
        }
    };
    html! {
        section aria-labelledby="kenmerken" {
            h2 #kenmerken { "Kenmerken" }
            (parts::wide("Kenmerken", &table))
        }
    }
}

fn row(fact: &Fact) -> Markup {
    html! {
        tr id={ "kenmerk-" (fact.id) } {
            th scope="row" { (parts::words(fact.word)) }
            td { (unit(fact.unit)) }
            td { (fact.meaning) }
            td.zacht { (fact.source) }
        }
    }
}

fn unit(unit: Unit) -> String {
    match unit {
        Unit::Cents => "bedrag".into(),
        Unit::Days => "dagen".into(),
        Unit::Months => "maanden".into(),
        Unit::MonthsOfRent => "maanden huur".into(),
        Unit::Count => "aantal".into(),
        Unit::Percent => "procent".into(),
        Unit::YesNo => "ja of nee".into(),
        Unit::DayOfMonth => "dag van de maand".into(),
        Unit::Word(words) => words.join(", "),
        Unit::OwnWord => "eigen woord".into(),
    }
}
