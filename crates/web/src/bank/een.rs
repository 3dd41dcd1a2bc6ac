//! `/bank/betaling/{key}`: one payment, whose it may be and why, and saying so.

use std::collections::BTreeSet;

use axum::response::Response;
use domain::bank::matching::{Hint, Register, Suggestion, suggest};
use domain::staff::{Right, Seat};
use maud::{Markup, html};
use store::Book;
use store::acts::{NotDone, Record};
use store::bank::{BankLine, BankState};

use super::{payer, terug};
use crate::answer::{self, Failure};
use crate::app::{Change, Visit};
use crate::asked::{Asked, encode};
use crate::doen::not_done;
use crate::formulier::{self, Wrong};
use crate::frame::{self, Here};
use crate::{case, parts};

/// `/bank/betaling/{key}`
pub(crate) fn page(visit: &Visit, key: &str, asked: &Asked) -> Result<Response, Failure> {
    shown(visit, key, asked, &Wrong::default())
}

fn shown(visit: &Visit, key: &str, asked: &Asked, wrong: &Wrong) -> Result<Response, Failure> {
    let line = visit.book.bank_payment(key)?.ok_or(Failure::NoPage)?;
    if !visit.who.staff.seat.reaches(&line.district) {
        return Err(Failure::NotYours(line.district));
    }
    visit.looks_at(line.tenancy, "betaling op de bank");
    let may = visit.who.may(Right::Record);
    let main = html! {
        p.terug { a href="/bank" { "‹ Bank" } }
        h1 { "Betaling van " (parts::money(line.cents)) }
        (wrong.summary())
        (facts(&line))
        @match line.state {
            BankState::Waits => {
                (whose(visit, &line, may)?)
                @if may { (by_number(visit, &line, asked, wrong)) (no_rent(visit, &line, asked, wrong)) }
            }
            BankState::NoRent if may => (bring_back(visit, &line)),
            _ => {}
        }
    };
    Ok(wrong.page_in(visit, "Betaling op de bank", Here::Bank, &main))
}

fn facts(line: &BankLine) -> Markup {
    html! {
        dl.stand-lijst {
            div { dt { "Van" } dd { (payer(line)) @if !line.account.is_empty() { ", " (line.account) } } }
            div { dt { "Omschrijving" } dd { @if line.text.is_empty() { "geen" } @else { (line.text) } } }
            div { dt { "Dag" } dd { (parts::day(line.day)) } }
            @if !line.carried.is_empty() { div { dt { "Kenmerken" } dd { (line.carried.join(", ")) } } }
            @if !line.code.is_empty() { div { dt { "Code van de bank" } dd { (line.code) ": " (terug::why(line)) ". " (terug::what_to_do(line)) } } }
            div { dt { "Stand" } dd {
                (parts::sentence(line.state.dutch()))
                @if !line.dossier.is_empty() { ", dossier " a href={ "/dossier/" (encode(&line.dossier)) } { (line.dossier) } }
                @if !line.because.is_empty() && line.state == BankState::Waits { ". " (line.because) }
                @if !line.note.is_empty() { ": " (line.note) }
            } }
            div { dt { "Bestand" } dd { (line.file) } }
        }
    }
}

/// Whom it may be of, the likeliest first, each with why.
fn whose(visit: &Visit, line: &BankLine, may: bool) -> Result<Markup, Failure> {
    let Candidates { within_reach, elsewhere } = suggested(visit, line)?;
    Ok(html! {
        section aria-labelledby="voorstellen" {
            h2 #voorstellen { "Van wie kan dit zijn?" }
            @if !elsewhere.is_empty() { p.melding { (of_another_district(&elsewhere)) } }
            @else if within_reach.is_empty() { p { "Wij vinden niemand bij wie dit past. Zoek het dossier en vul het nummer hieronder in." } }
            ul.regels { @for (one, number, name) in &within_reach { (suggestion(visit, line, one, number, name, may)) } }
        }
    })
}

/// Dossiers a payment may be of.
#[derive(Default)]
pub(super) struct Candidates {
    /// Within reach of this seat: each with its number and the tenant's name.
    pub(super) within_reach: Vec<(Suggestion, String, String)>,
    /// The districts of those that are not, and for which more speaks than a name or an amount.
    pub(super) elsewhere: BTreeSet<String>,
}

impl Candidates {
    fn of(book: &Book, seat: &Seat, line: &BankLine, register: &Register) -> Result<Candidates, Failure> {
        let mut found = Candidates::default();
        for one in suggest(&[line.payment()], line.cents, register) {
            let district = book.district_of(one.tenancy)?;
            if !seat.reaches(&district) {
                if one.hints.iter().any(Hint::is_strong) {
                    found.elsewhere.insert(district);
                }
                continue;
            }
            let number = book.number_of(one.tenancy)?.unwrap_or_default();
            let first = book.dossier_head(one.tenancy)?.and_then(|head| head.persons.into_iter().next());
            found.within_reach.push((one, number, first.map_or(String::new(), |one| one.name)));
        }
        // A name or an amount says nothing beside a number of somebody else.
        if !found.elsewhere.is_empty() {
            found.within_reach.retain(|(one, ..)| one.hints.iter().any(Hint::is_strong));
        }
        Ok(found)
    }
}

/// Whose a payment may be, for who looks.
pub(super) fn suggested(visit: &Visit, line: &BankLine) -> Result<Candidates, Failure> {
    let register = visit.until_the_book_changes("bankregister", |visit| {
        Ok::<Register, Failure>(visit.book.bank_register(visit.now.day)?)
    })?;
    Candidates::of(visit.book, &visit.who.staff.seat, line, &register)
}

/// It may be of somebody whom this seat does not see: who it is, is not said.
fn of_another_district(districts: &BTreeSet<String>) -> String {
    let named: Vec<&str> = districts.iter().map(String::as_str).collect();
    format!(
        "Dit past bij een dossier in een andere wijk ({}). Een collega van die wijk, of uw teamleider, zegt van wie het is.",
        named.join(", ")
    )
}

fn suggestion(
    visit: &Visit,
    line: &BankLine,
    one: &Suggestion,
    number: &str,
    name: &str,
    may: bool,
) -> Markup {
    html! {
        li {
            p {
                a href={ "/dossier/" (encode(number)) } data-rij { @if name.is_empty() { "Dossier " (number) } @else { (parts::sentence(name)) } }
                span.onder { (number) }
            }
            ul { @for hint in &one.hints { li { (hint.sentence()) } } }
            @if may { form method="post" action={ "/bank/betaling/" (line.key) } {
                (frame::seal(visit.who))
                input type="hidden" name="dossier" value=(number);
                button type="submit" name="handeling" value="kies" { "Hoort bij dit dossier" span.verborgen { ": " (number) } }
            } }
        }
    }
}

fn by_number(visit: &Visit, line: &BankLine, asked: &Asked, wrong: &Wrong) -> Markup {
    let input = html! {
        input #dossier name="dossier" required autocomplete="off" value=(asked.get("dossier")) aria-describedby=[wrong.describes("dossier")];
    };
    html! {
        form.kader.doen method="post" action={ "/bank/betaling/" (line.key) } {
            h2 { "Een ander dossier" }
            (frame::seal(visit.who))
            (formulier::field(wrong, "dossier", "Dossiernummer", &input))
            (formulier::words(wrong, "notitie", "Waarom (mag leeg blijven)", asked.get("notitie"), false))
            p { button.hoofd type="submit" name="handeling" value="kies" { "Hoort bij dit dossier" } }
            p.zacht { "Vanaf dan telt de betaling mee, tot uw eigen administratie haar boekt. U kunt dit zeven dagen ongedaan maken." }
        }
    }
}

fn no_rent(visit: &Visit, line: &BankLine, asked: &Asked, wrong: &Wrong) -> Markup {
    html! {
        form.kader.doen method="post" action={ "/bank/betaling/" (line.key) } {
            h2 { "Dit is geen huur" }
            (frame::seal(visit.who))
            (formulier::words(wrong, "reden", "Wat is het wel?", asked.get("reden"), true))
            p { button type="submit" name="handeling" value="geen-huur" { "Haal van de lijst" } }
        }
    }
}

fn bring_back(visit: &Visit, line: &BankLine) -> Markup {
    html! {
        form method="post" action={ "/bank/betaling/" (line.key) } {
            (frame::seal(visit.who))
            p { button type="submit" name="handeling" value="terug" { "Zet weer op de lijst" } }
        }
    }
}

/// What a colleague said of a payment meanwhile.
fn decided(change: &Change, key: &str) -> Result<String, Failure> {
    let now = change.book.bank_payment(key)?.ok_or(Failure::NoPage)?;
    let seat = &change.who.staff.seat;
    Ok(match now.dossier.as_str() {
        "" => format!("Een collega was u voor. Deze betaling staat nu bij “{}”.", now.state.dutch()),
        number if seat.reaches(&now.district) => {
            format!(
                "Een collega was u voor: deze betaling hoort nu bij dossier {number}. Klopt dat niet? Draai het daar terug."
            )
        }
        _ => "Een collega was u voor: deze betaling hoort nu bij een dossier in een andere wijk.".into(),
    })
}

/// Somebody says whose a payment is, or that it is no rent.
pub(crate) fn act(change: &mut Change, key: &str) -> Result<Response, Failure> {
    let line = change.book.bank_payment(key)?.ok_or(Failure::NoPage)?;
    let form = change.form;
    let register = change.book.bank_register(change.now.day)?;
    let found = Candidates::of(change.book, &change.who.staff.seat, &line, &register)?;
    match form.get("handeling") {
        "kies" => choose(change, &line, &found),
        "geen-huur" => {
            let mut wrong = Wrong::default();
            if !found.elsewhere.is_empty() {
                wrong.with("reden", of_another_district(&found.elsewhere));
                return change.show(|visit| shown(visit, key, form, &wrong));
            }
            let why = wrong.take("reden", formulier::note(form.get("reden"), "wat het wel is"));
            let Some(why) = why else { return change.show(|visit| shown(visit, key, form, &wrong)) };
            let (by, now) = (change.who.id(), change.now);
            answered(change.book.set_bank_payment_aside(key, why, by, now)?, "/bank?weg=1")
        }
        "terug" => {
            let (by, now) = (change.who.id(), change.now);
            answered(change.book.bring_bank_payment_back(key, by, now)?, "/bank?terug=1")
        }
        _ => Err(Failure::NoPage),
    }
}

fn answered(done: bool, to: &str) -> Result<Response, Failure> {
    if done {
        return Ok(answer::see_other(to));
    }
    Err(Failure::Conflict("Een collega was u voor: deze betaling staat niet meer op deze lijst.".into()))
}

fn choose(change: &mut Change, line: &BankLine, found: &Candidates) -> Result<Response, Failure> {
    let (form, mut wrong) = (change.form, Wrong::default());
    let typed = form.get("dossier");
    let in_capitals = typed.to_uppercase();
    let number = if change.book.tenancy_by_number(typed)?.is_some() { typed } else { &in_capitals };
    let is_likely = found.within_reach.iter().any(|(_, known, _)| known == number);
    let known = match change.book.tenancy_by_number(number)? {
        Some(_) if !is_likely && !found.elsewhere.is_empty() => Err(of_another_district(&found.elsewhere)),
        Some(id) => Ok(id),
        None => Err("Dit dossier kennen wij niet. Klopt het nummer?".to_string()),
    };
    let tenancy = wrong.take("dossier", known);
    let note = wrong.take("notitie", formulier::note(form.get("notitie"), ""));
    let (Some(tenancy), Some(note)) = (tenancy, note) else {
        let key = line.key.clone();
        return change.show(|visit| shown(visit, &key, form, &wrong));
    };
    case::within_reach(change.book, &change.who.staff.seat, tenancy)?;
    let records = vec![Record::BankPayment(line.key.clone())];
    let done = change.act(tenancy, "betaling op de bank toegewezen", note, "", records)?;
    match done {
        Ok(done) => {
            if let Some(room) = &change.house.post {
                room.money_counts(tenancy);
            }
            Ok(answer::see_other(&format!("/bank?klaar={done}")))
        }
        Err(NotDone::DecidedAlready) => Err(Failure::Conflict(decided(change, &line.key)?)),
        Err(why) => Err(not_done(why, number)),
    }
}
