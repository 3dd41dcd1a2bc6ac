//! `/dossier/{nr}/vroegsignaal`: may the municipality be told of these arrears? The four duties with what shows each, the
//! announcement, giving the signal, an objection of the tenant, and where the signal stands.
//!
//! An objection is recorded at once, by one person: nobody has to be convinced that a tenant said no.

mod antwoord;
mod geven;

pub(crate) use antwoord::ANSWER_TOLD;
pub(crate) use geven::{SIGNAL_GIVEN, file};

use std::sync::LazyLock;

use axum::response::Response;
use domain::dossier::CircumstanceKind;
use domain::ids::TenancyId;
use domain::law::Law;
use domain::law_in_motion::early_signal::{Duty, Proofs, SignalState, proofs, state_today};
use domain::policy::TaskKind;
use domain::staff::Right;
use maud::{Markup, html};
use store::acts::Record;

use crate::answer::{self, Failure};
use crate::app::{Change, Visit};
use crate::asked::{Asked, encode};
use crate::case::{self, Present};
use crate::doen::{not_done, way_back};
use crate::formulier::{self, Wrong};
use crate::{parts, werk};

/// The law as shipped; the policy cannot change it.
static LAW: LazyLock<Law> = LazyLock::new(policy::law::shipped);

/// So many files that wait are named; the rest is counted.
const MOST_TO_FETCH: usize = 10;

/// `GET`
pub(crate) fn page(visit: &Visit, number: &str, asked: &Asked) -> Result<Response, Failure> {
    shown(visit, number, asked, &Wrong::default())
}

/// `POST`: the signal is given, its file is fetched, its answer is told, or the tenant objects.
pub(crate) fn act(change: &mut Change, number: &str) -> Result<Response, Failure> {
    match change.form.get("wat") {
        "geven" => geven::give(change, number),
        "bestand" => geven::fetch(change, number),
        "antwoord" => antwoord::tell(change, number),
        _ => object(change, number),
    }
}

/// The line on `/werk`: a signal was given, and its file still lies here.
pub(crate) fn to_fetch(visit: &Visit) -> Result<Markup, Failure> {
    let mut waiting = visit.book.signals_to_fetch()?;
    waiting.retain(|(_, district, _)| visit.who.staff.seat.reaches(district));
    let may = visit.who.may(Right::Release);
    Ok(html! { @if may && !waiting.is_empty() { p.melding {
        strong { (parts::plural(waiting.len() as u64, "vroegsignaal is", "vroegsignalen zijn")) " doorgegeven, en het bestand is nog niet opgehaald. " }
        "De gemeente weet dus nog niets. "
        @for (at, (number, _, day)) in waiting.iter().take(MOST_TO_FETCH).enumerate() {
            @if at > 0 { ", " }
            a href={ "/dossier/" (encode(number)) "/vroegsignaal" } { (number) } " (" (parts::short_day(*day)) ")"
        }
        @if waiting.len() > MOST_TO_FETCH { " en nog " (waiting.len() - MOST_TO_FETCH) }
    } } })
}

fn object(change: &mut Change, number: &str) -> Result<Response, Failure> {
    let id = case::to_change(change, number)?;
    let form = change.form;
    let mut wrong = Wrong::default();
    let note = formulier::note(form.get("notitie"), "hoe de huurder bezwaar maakte");
    let Some(note) = wrong.take("notitie", note) else {
        return change.show(|visit| shown(visit, number, form, &wrong));
    };
    let kind = "bezwaar tegen vroegsignaal";
    let task = change.book.open_task(id, TaskKind::EarlySignal)?;
    change.not_overtaken(id, (kind, note), &task)?;
    let present = Present::of(change.house, change.book, id, change.now.day)?;
    if present.ground(change.house).holding(CircumstanceKind::SignalObjection).is_some() {
        return Err(Failure::Conflict("Het bezwaar van deze huurder was al vastgelegd.".into()));
    }
    let objection =
        Record::Circumstance { kind: CircumstanceKind::SignalObjection, until: None, cents: None };
    let done = change.act(id, kind, note, &task, vec![objection])?;
    let done = done.map_err(|why| not_done(why, number))?;
    if !task.is_empty() && !werk::lijst::at_hand(form).is_empty() {
        return Ok(answer::see_other(&werk::lijst::onward(form, done)));
    }
    let back = format!("/dossier/{}?klaar={done}", encode(number));
    Ok(answer::see_other(&werk::lijst::keep_in(&back, &werk::lijst::held(form))))
}

fn shown(visit: &Visit, number: &str, form: &Asked, wrong: &Wrong) -> Result<Response, Failure> {
    let id = case::find(visit, number, "vroegsignaal")?;
    let head = visit.book.dossier_head(id)?.unwrap_or_default();
    let present = Present::of(visit.house, visit.book, id, visit.now.day)?;
    let ground = present.ground(visit.house);
    let stands = state_today(&ground, &LAW, &visit.house.policy, visit.book.books_as_of()?)
        .map_err(|gap| Failure::Broken(gap.to_string()))?;
    let oldest = ground.oldest_to_ask().map(|(due_on, _)| due_on);
    let found = oldest.map(|oldest| proofs(&ground, oldest, &LAW.equated_days));
    let objects = ground.holding(CircumstanceKind::SignalObjection).is_some();
    let signals = visit.book.signals_of(id)?;
    let is_from_elsewhere =
        signals.is_empty() && matches!(stands, SignalState::Sent(_) | SignalState::Answered(..));
    let main = html! {
        (werk::done_bar(visit, form)?)
        (way_back(&head, form))
        h1 { "Vroegsignaal aan de gemeente" }
        (wrong.summary())
        p.dossier-indeling { strong { (parts::sentence(&stands.dutch())) } }
        (geven::given(visit, number, (&signals, objects), form)?)
        (antwoord::section(visit, (number, id), &signals, form, wrong)?)
        div.twee {
            @match (&found, oldest) {
                (Some(found), Some(oldest)) => section.kader aria-labelledby="bewijs" {
                    h2 #bewijs { "Wat er moet zijn" }
                    p { "Voor de achterstand vanaf " (parts::day(oldest)) ", samen " (parts::money(ground.claimable())) ":" }
                    @if is_from_elsewhere { p { "Dit signaal komt uit uw eigen systeem. Wat u daarvoor deed staat daar, en niet hier." } }
                    (duties(found))
                    (announced(found))
                },
                _ => section.kader { h2 { "Wat er moet zijn" } p { "Er is nu niets waarover een signaal kan gaan." } },
            }
            div {
                (geven::section(visit, number, id, &stands, form, wrong)?)
                (objection(visit, (number, id), (objects, !signals.is_empty()), form, wrong)?)
            }
        }
    };
    Ok(wrong.page(visit, "Vroegsignaal", &main))
}

fn duties(found: &Proofs) -> Markup {
    html! {
        ul.regels.eisen { @for duty in Duty::ALL { li {
            p {
                @match found.of(duty) {
                    Some(day) => { span.uitslag.ja { "is er" } " " strong { (parts::sentence(duty.dutch())) } ", " (parts::day(day)) }
                    None => { strong.uitslag.alarm { "ontbreekt" } " " strong { (parts::sentence(duty.dutch())) } }
                }
            }
            @if found.of(duty).is_none() { p { (parts::sentence(duty.next_step())) } }
            p.bron { "Grond: " (duty.ground()) }
        } } }
    }
}

fn announced(found: &Proofs) -> Markup {
    html! {
        h3 { "Aangekondigd aan de huurder" }
        @match (found.announced, found.objection_until) {
            (Some(day), Some(until)) => p { "Op " (parts::day(day)) ". Bezwaar maken kan tot en met " (parts::day(until)) "." },
            _ => p { "Nog niet. De aankondiging is een stap van het behandelplan en gaat uit als die stap aan de beurt is. Tot zij er is en de tijd voor bezwaar voorbij is, gaat er niets naar de gemeente." },
        }
    }
}

fn objection(
    visit: &Visit,
    (number, id): (&str, TenancyId),
    (objects, is_given): (bool, bool),
    form: &Asked,
    wrong: &Wrong,
) -> Result<Markup, Failure> {
    Ok(html! {
        section.kader.doen aria-labelledby="bezwaar" {
            h2 #bezwaar { "Bezwaar van de huurder" }
            @if objects {
                p { "Deze huurder maakte bezwaar. " @if is_given { "Er gaat niets meer naar de gemeente." } @else { "Er gaat niets naar de gemeente." } }
                @if is_given { p { strong { "Is het bestand al bij de gemeente? Laat haar weten dat de huurder nee zegt." } } }
            }
            @else if visit.who.may(Right::Record) {
                @if is_given { p { "Het signaal is al doorgegeven. Zegt de huurder nu nee? Leg het vast, en laat het de gemeente weten. Een nieuw signaal gaat er dan niet." } }
                @else { p { "Zegt de huurder nee, in welke vorm dan ook? Leg het meteen vast. Dan gaat er niets naar de gemeente." } }
                form method="post" action={ "/dossier/" (encode(number)) "/vroegsignaal" } {
                    (formulier::unseen(visit, id, form)?)
                    (formulier::words(wrong, "notitie", "Hoe en wanneer zei de huurder dit?", form.get("notitie"), true))
                    p { button type="submit" { "Leg bezwaar vast" } }
                }
            } @else { p { "Er is geen bezwaar vastgelegd." } }
        }
    })
}
