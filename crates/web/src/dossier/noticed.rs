//! What colleagues noticed at the home, on the page of the dossier and on the list of work: read, taken up, or recorded as a
//! circumstance.

use axum::response::Response;
use domain::dossier::CircumstanceKind;
use domain::ids::TenancyId;
use domain::noticed::Fate;
use domain::staff::Right;
use maud::{Markup, html};
use store::acts::Record;
use store::noticed::Signal;

use crate::answer::{self, Failure};
use crate::app::{Change, Visit};
use crate::asked::{Asked, encode};
use crate::gevoelig::HIDDEN;
use crate::{case, doen, formulier, frame, parts};

/// On the dossier: those that nobody took up first, with what can be done.
pub(super) fn section(visit: &Visit, number: &str, id: TenancyId) -> Result<Markup, Failure> {
    let signals = visit.book.signals_about(id)?;
    if signals.is_empty() {
        return Ok(html! {});
    }
    let stand = formulier::stand(visit, id, &Asked::default())?;
    let may = visit.who.may(Right::Record);
    Ok(html! {
        section.kader.doen aria-labelledby="signalen" {
            h2 #signalen { "Signalen van collega's" }
            @for one in &signals {
                p { strong { (parts::sentence(one.kind.spoken())) } ", " (parts::day(one.day)) ", van " (one.who) ": " (one.fate.dutch())
                    @let hides = !may && one.kind.may_become().is_some_and(CircumstanceKind::is_sensitive);
                    span.onder { @if hides { (HIDDEN) } @else { (one.note) } } }
                @if may && one.fate != Fate::TakenUp { (buttons(visit, number, one, &stand)) }
            }
        }
    })
}

fn buttons(visit: &Visit, number: &str, one: &Signal, stand: &Markup) -> Markup {
    html! {
        form method="post" action={ "/dossier/" (encode(number)) "/signaal/" (one.id) } {
            (frame::seal(visit.who)) (stand)
            p.knoppen {
                @if one.fate == Fate::New { button type="submit" name="wat" value="gelezen" { "Gelezen" } }
                button type="submit" name="wat" value="opgepakt" { "Ik pak dit op" }
                @if let Some(kind) = one.kind.may_become() {
                    button type="submit" name="wat" value="vastleggen" { "Ik pak dit op en leg vast: " (kind.dutch()) }
                }
            }
        }
    }
}

/// `/dossier/{nr}/signaal/{id}`: a signal is read or taken up.
pub(crate) fn act(change: &mut Change, (number, signal): (&str, &str)) -> Result<Response, Failure> {
    let id = case::to_change(change, number)?;
    let signals = change.book.signals_about(id)?;
    let one = signals.into_iter().find(|one| one.id.to_string() == signal).ok_or(Failure::NoPage)?;
    let back = format!("/dossier/{}", encode(number));
    if change.form.get("wat") == "gelezen" {
        change.book.signal_read(one.id, change.who.id(), change.now)?;
        change.book.log(change.now, Some(change.who.id()), Some(id), "signaal", "gelezen")?;
        return Ok(answer::see_other(&format!("{back}#signalen")));
    }
    let mut records = vec![Record::TakenUp(one.id)];
    if let Some(kind) = one.kind.may_become().filter(|_| change.form.get("wat") == "vastleggen") {
        records.push(Record::Circumstance { kind, until: None, cents: None });
    }
    let kind = format!("signaal opgepakt: {}", one.kind.spoken());
    let note: String = one.note.chars().take(formulier::LONGEST_NOTE).collect();
    let done = change.act(id, &kind, &note, "", records)?.map_err(|why| doen::not_done(why, number))?;
    Ok(answer::see_other(&format!("{back}?klaar={done}")))
}

/// On the list of work: what nobody took up in the districts of who looks.
pub(crate) fn waiting(visit: &Visit) -> Result<Markup, Failure> {
    let seat = &visit.who.staff.seat;
    let mut signals = visit.book.open_signals()?;
    signals.retain(|one| seat.reaches(&one.district));
    Ok(html! {
        @if !signals.is_empty() {
            section.kader.nu aria-labelledby="signalen" {
                h2 #signalen { "Signalen van collega's" }
                ul.regels { @for one in &signals { li {
                    @if one.dossier.is_empty() { (one.home.street) } @else {
                        a href={ "/dossier/" (encode(&one.dossier)) "#signalen" } data-rij { (one.home.street) }
                    }
                    ": " (one.kind.spoken()) ", " (parts::short_day(one.day)) ", " (one.fate.dutch())
                    @if one.dossier.is_empty() { span.onder { "Aan dit adres huurt nu niemand. " (one.note) } }
                } } }
            }
        }
    })
}
