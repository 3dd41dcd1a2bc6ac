//! What somebody reads who has no work because nights only show: that the last one was such a night, and how far comparing it
//! with the old list has come.

use domain::beside::Beside;
use domain::staff::Right;
use maud::{Markup, html};
use store::nights::NightRun;

use super::vergelijken;
use crate::answer::Failure;
use crate::app::Visit;
use crate::parts;

/// The note, when the last night was a shadow.
pub(crate) fn note(visit: &Visit) -> Result<Option<Markup>, Failure> {
    let beginning = visit.house.policy.settings.beginning;
    let shadow = |run: &&NightRun| beginning.is_some_and(|beginning| beginning.is_shadow(run.day));
    let Some(run) = visit.last.as_ref().filter(shadow) else { return Ok(None) };
    let has_old = !visit.book.old_actions(run.day)?.is_empty();
    let lines = if has_old { vergelijken::lines(visit, run)? } else { Vec::new() };
    let other = lines.iter().filter(|line| line.beside != Beside::Same);
    let judged = other.clone().filter(|line| line.verdict.is_some()).count() as u64;
    let other = other.count() as u64;
    Ok(Some(html! { div.melding {
        p { strong { "De nacht van " (parts::day(run.day)) " was een schaduwnacht." } " U ziet wat Houvast zou doen; er gaat niets naar huurders, en er ligt nog geen werk klaar." }
        p {
            @if !has_old { "Er ligt nog geen oude lijst naast deze nacht. " }
            @else if other == 0 { "De oude lijst en Houvast willen overal hetzelfde. " }
            @else { "De oude lijst en Houvast verschillen bij " (parts::plural(other, "dossier", "dossiers")) "; over " (parts::count(judged)) " daarvan is een oordeel gegeven. " }
            @if visit.house.reception.is_some() && visit.who.may(Right::BringIn) { a href="/begin/vergelijken" { "Vergelijk met de oude lijst" } }
            @else { "Vergelijken doet uw teamleider of beheerder." }
        }
        p { a href="/vannacht" { "Wat deze nacht zou doen" } }
    } }))
}
