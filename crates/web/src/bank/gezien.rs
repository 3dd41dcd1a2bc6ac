//! `/bank/gezien/{key}`: money that was seen and not booked, or perhaps booked under another amount; and saying what it is.

use axum::response::Response;
use maud::{Markup, html};
use store::acts::Record;
use store::seen::{MaybeIt, SaidOfSeen, SeenRow, SeenState};

use crate::answer::{self, Failure};
use crate::app::{Change, Visit};
use crate::asked::{Asked, encode};
use crate::doen::not_done;
use crate::formulier::{self, Wrong};
use crate::frame::{self, Here};
use crate::{case, parts};

/// What somebody can answer, as the form says it, and as it is logged.
const ANSWERS: [(&str, SaidOfSeen, &str); 3] = [
    ("geboekt", SaidOfSeen::Booked, "geziene betaling is wat al geboekt was"),
    ("ander-geld", SaidOfSeen::Other, "geziene betaling is ander geld dan wat geboekt was"),
    ("telt-niet", SaidOfSeen::Ended, "geziene betaling telt niet meer mee"),
];

/// `/bank/gezien/{key}`
pub(crate) fn page(visit: &Visit, key: &str, asked: &Asked) -> Result<Response, Failure> {
    shown(visit, key, asked, &Wrong::default())
}

fn open_row(visit: &Visit, key: &str) -> Result<SeenRow, Failure> {
    let row = visit.book.seen_money_of(key)?.filter(|row| row.state == SeenState::Open);
    let row =
        row.ok_or_else(|| Failure::Conflict("Deze betaling is intussen geboekt of beantwoord.".into()))?;
    case::within_reach(visit.book, &visit.who.staff.seat, row.money.tenancy)?;
    Ok(row)
}

fn shown(visit: &Visit, key: &str, asked: &Asked, wrong: &Wrong) -> Result<Response, Failure> {
    let row = open_row(visit, key)?;
    visit.looks_at(Some(row.money.tenancy), "betaling die wij zagen");
    let number = visit.book.number_of(row.money.tenancy)?.unwrap_or_default();
    let maybe = visit.book.maybe_it(&row)?;
    let main = html! {
        p.terug { a href="/bank?toon=gezien" { "‹ Gezien, nog niet geboekt" } }
        h1 { "Gezien: " (parts::money(row.still_open)) }
        (wrong.summary())
        p { "Op " (parts::day(row.money.seen_on)) " zagen wij deze betaling via de " (row.money.by.dutch()) ", voor dossier " a href={ "/dossier/" (encode(&number)) } { (number) } "."
            @if maybe.is_empty() { " Uw administratie boekte haar nog niet." } }
        @if !maybe.is_empty() { (is_it_booked(visit, &row, &maybe, asked, wrong)) }
        (something_else(visit, &row, asked, wrong, maybe.is_empty()))
    };
    Ok(wrong.page_in(visit, "Betaling die wij zagen", Here::Bank, &main))
}

/// The bookings that may be this payment, and the two answers.
fn is_it_booked(visit: &Visit, row: &SeenRow, maybe: &[MaybeIt], asked: &Asked, wrong: &Wrong) -> Markup {
    html! {
        form.kader.doen method="post" action={ "/bank/gezien/" (encode(&row.money.key)) } {
            h2 { "Staat deze betaling, of een deel ervan, al in uw administratie?" }
            p { "Dit boekte u in die dagen, en wij weten niet of het deze betaling is:" }
            (frame::seal(visit.who))
            table.kaarten role="table" {
                thead role="rowgroup" { tr role="row" {
                    th role="columnheader" scope="col" { "Geboekt op" } th role="columnheader" scope="col" { "Omschrijving" } th.getal role="columnheader" scope="col" { "Bedrag" }
                } }
                tbody role="rowgroup" { @for one in maybe { tr role="row" {
                    th role="rowheader" scope="row" { (parts::short_day(one.booked_on)) }
                    td role="cell" { @if one.words.is_empty() { span.zacht { "geen" } } @else { (one.words) } }
                    td.getal role="cell" { (parts::money(one.cents)) }
                } } }
            }
            p { "Tot u het zegt, telt " (parts::money(row.in_doubt)) " van deze betaling niet mee, en vragen wij de huurder niets." }
            (formulier::words(wrong, "notitie", "Notitie (mag leeg blijven)", asked.get("notitie"), false))
            p.knoppen {
                button.hoofd type="submit" name="antwoord" value="geboekt" { "Ja, dat is deze betaling" }
                button type="submit" name="antwoord" value="ander-geld" { "Nee, dat is ander geld" }
            }
            p.zacht { "U kunt dit zeven dagen ongedaan maken." }
        }
    }
}

/// It is booked elsewhere, or was no rent.
fn something_else(visit: &Visit, row: &SeenRow, asked: &Asked, wrong: &Wrong, is_all: bool) -> Markup {
    html! {
        form.kader.doen method="post" action={ "/bank/gezien/" (encode(&row.money.key)) } {
            @if !is_all { h2 { "Of was het iets anders?" } }
            p { "Staat zij in uw administratie bij een ander dossier" @if is_all { ", of onder een ander bedrag" } "? Of was het geen huur? Schrijf dat op. Dan telt zij niet langer apart mee." }
            (frame::seal(visit.who))
            (formulier::words(wrong, "wat", "Wat was het?", asked.get("wat"), true))
            p { button.hoofd[is_all] type="submit" name="antwoord" value="telt-niet" { "Telt niet langer apart mee" } }
            p.zacht { "Klopt het bedrag dan niet meer, dan vraagt Houvast de huurder weer om te betalen. U kunt dit zeven dagen ongedaan maken." }
        }
    }
}

/// Somebody says what seen money was.
pub(crate) fn act(change: &mut Change, key: &str) -> Result<Response, Failure> {
    let (form, mut wrong) = (change.form, Wrong::default());
    let row = change.book.seen_money_of(key)?.ok_or(Failure::NoPage)?;
    case::within_reach(change.book, &change.who.staff.seat, row.money.tenancy)?;
    let (_, said, kind) =
        ANSWERS.into_iter().find(|(word, ..)| *word == form.get("antwoord")).ok_or(Failure::NoPage)?;
    let note = match said {
        SaidOfSeen::Ended => wrong.take("wat", formulier::note(form.get("wat"), "wat het was")),
        _ => wrong.take("notitie", formulier::note(form.get("notitie"), "")),
    };
    let Some(note) = note else { return change.show(|visit| shown(visit, key, form, &wrong)) };
    let records = vec![Record::Seen(key.to_string(), said)];
    let task = change.book.task_about_seen(&row)?;
    let done = change.act(row.money.tenancy, kind, note, &task, records)?;
    let done = done.map_err(|why| not_done(why, ""))?;
    Ok(answer::see_other(&format!("/bank?toon=gezien&klaar={done}")))
}
