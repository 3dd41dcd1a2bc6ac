//! Which night is compared: the newest one that an old list lies beside, or another one that somebody chooses.

use domain::calendar::Day;
use maud::{Markup, html};
use store::beginning::Comparable;
use store::nights::NightRun;

use crate::answer::Failure;
use crate::app::Visit;
use crate::asked::Asked;
use crate::parts;

/// Nights that can be chosen.
const MOST: u32 = 30;

/// The nights that can be compared, newest first: those since the landlord began, or the last one.
pub(super) fn all(visit: &Visit) -> Result<Vec<Comparable>, Failure> {
    let Some(last) = &visit.last else { return Ok(Vec::new()) };
    Ok(visit.book.comparable(visit.book.shadow_from()?.unwrap_or(last.day), MOST)?)
}

/// The night that is asked for. Where none is named, what people are working on: the newest with an old list, else the last.
pub(super) fn chosen(visit: &Visit, asked: &Asked) -> Result<Option<NightRun>, Failure> {
    let Some(last) = &visit.last else { return Ok(None) };
    let nights = all(visit)?;
    let named = Day::parse_iso(asked.get("nacht")).filter(|day| nights.iter().any(|night| night.day == *day));
    let compared = || nights.iter().find(|night| night.old_lines > 0).map(|night| night.day);
    let day = named.or_else(compared).unwrap_or(last.day);
    if day == last.day {
        return Ok(Some(last.clone()));
    }
    Ok(visit.book.night_of(day)?)
}

/// `vrijdag 27 november 2026`
pub(super) fn named(day: Day) -> Markup {
    html! { (day.weekday().dutch()) " " (parts::day(day)) }
}

/// Which night stands on the page, and for which day it was reckoned.
pub(super) fn about(visit: &Visit, run: &NightRun) -> Markup {
    let last = visit.last.as_ref().filter(|last| last.day != run.day);
    html! {
        p { "Dit is wat Houvast wilde doen in de nacht van " strong { (named(run.day)) } ". "
            @if let Some(last) = last { "Er is een nieuwere nacht: " a href={ "/begin/vergelijken?nacht=" (last.day) } { (named(last.day)) } "." } }
        (reckoned_ahead(visit, run))
    }
}

/// A shadow night on a day off says for which day it is, and what it does not know.
pub(crate) fn reckoned_ahead(visit: &Visit, run: &NightRun) -> Markup {
    let shadow = visit.house.policy.settings.beginning.is_some_and(|beginning| beginning.is_shadow(run.day));
    let known = Some(run.books_as_of).filter(|known| *known < run.day.previous());
    html! {
        @if shadow && run.day > visit.now.day { p.melding {
            strong { "Gerekend voor " (named(run.day)) "." } " Vandaag is geen werkdag: dan krijgt niemand bericht. Daarom ziet u wat Houvast op de eerste werkdag zou doen. "
            @if let Some(known) = known { "Wat er na " (named(known)) " is betaald, weet Houvast nog niet." }
        } }
        @else if let Some(known) = known.filter(|_| shadow) { p.melding {
            "De lijst is van " (named(known)) ". Wat er daarna is betaald, weet Houvast nog niet."
        } }
    }
}

/// The nights with what lies beside them.
pub(super) fn list(nights: &[Comparable], here: Day) -> Markup {
    let table = html! {
        table {
            caption { "Nachten die u kunt vergelijken" }
            thead { tr { th scope="col" { "Nacht" } th.getal scope="col" { "Oude lijst, regels" } th.getal scope="col" { "Beoordeeld" } th.getal scope="col" { "Houvast had het goed" } } }
            tbody { @for night in nights { tr {
                th scope="row" { a href={ "/begin/vergelijken?nacht=" (night.day) } aria-current=[(night.day == here).then_some("true")] { (named(night.day)) } }
                @if night.old_lines == 0 { td.getal { span.zacht { "geen" } } } @else { td.getal { (parts::count(night.old_lines)) } }
                td.getal { (parts::count(night.judged)) } td.getal { (parts::count(night.new_right)) }
            } } }
        }
    };
    html! { @if nights.len() > 1 { h2 #nachten { "Andere nachten" } (parts::wide("Nachten", &table)) } }
}
