//! `/helpen`: the light seat. Whoever works at the landlord looks up an address and leaves a signal: what was seen at a door, for
//! the consultant who knows the tenant.
//!
//! In go an address and a few words; out come an address and what became of the signal. Who rents there, whether anybody owes
//! anything, even whether there is a dossier: nothing here tells. Every look-up is in the log, and nobody looks up a street.

use axum::http::StatusCode;
use axum::response::Response;
use domain::calendar::Day;
use domain::noticed::{Fate, Noticed};
use maud::{Markup, html};
use store::noticed::{Home, Signal};

use crate::answer::{self, Failure};
use crate::app::{Change, Visit};
use crate::asked::{Asked, encode};
use crate::formulier::{self, Wrong, field};
use crate::frame::{self, Here};
use crate::parts;

/// Shorter is a street full of people. Letters.
const SHORTEST_SEARCH: usize = 4;
/// So many addresses may somebody look up or open in an hour.
const LOOK_UPS: u64 = 60;
/// So many signals may somebody leave in an hour.
const SIGNALS: u64 = 20;
const HOUR: i64 = 3_600;

/// `/helpen`
pub(crate) fn page(visit: &Visit, asked: &Asked) -> Result<Response, Failure> {
    let search = asked.get("q");
    let (found, more, told) = look_up(visit, search)?;
    let own = visit.book.signals_by(visit.who.id())?;
    let main = html! {
        h1 { "Iemand helpen" }
        (done_bar(visit, &own, asked))
        p { "Zag u iets bij een woning waar een collega mee kan helpen? Zoek het adres en laat een signaal achter. De huurconsulent van de wijk leest het." }
        form.veldenlijst role="search" aria-label="Adres zoeken" action="/helpen" method="get" {
            p { label for="adres" { "Straat en huisnummer, of postcode" }
                input #adres name="q" type="search" value=(search) autocomplete="off" required minlength=(SHORTEST_SEARCH) aria-describedby=[(!told.is_empty()).then_some("fout-adres")];
                @if !told.is_empty() { span.fout #fout-adres { (told) } } }
            p { button.hoofd type="submit" { "Zoek het adres" } }
        }
        @if !search.is_empty() && told.is_empty() { (homes(&found, more)) }
        (own_signals(visit, &own))
        p.zacht { "Welke adressen u opzoekt, staat in het logboek. Is er direct gevaar? Bel 112." }
    };
    Ok(frame::page(visit, "Iemand helpen", Here::Help, &main))
}

/// Homes at an address, whether there are more, and what is wrong with the question.
fn look_up(visit: &Visit, search: &str) -> Result<(Vec<Home>, bool, String), Failure> {
    let none = |told: String| Ok((Vec::new(), false, told));
    if search.is_empty() {
        return none(String::new());
    }
    if search.chars().count() < SHORTEST_SEARCH || !search.chars().any(|letter| letter.is_ascii_digit()) {
        return none("Vul de straat met het huisnummer in, of een postcode.".into());
    }
    if too_many(visit)? {
        return none(TOO_MANY.into());
    }
    visit.looked_up("adres");
    let (found, more) = visit.book.homes(search)?;
    Ok((found, more, String::new()))
}

const TOO_MANY: &str = "U bekeek het afgelopen uur heel veel adressen. Probeer het straks weer.";

/// What the log says of a look at a home.
const LOOKED_UP: &str = "opgezocht";

/// Did somebody look up so many addresses that it is no longer helping?
fn too_many(visit: &Visit) -> Result<bool, Failure> {
    Ok(visit.book.times_since(visit.who.id(), LOOKED_UP, visit.now.seconds - HOUR)? >= LOOK_UPS)
}

fn homes(found: &[Home], more: bool) -> Markup {
    html! {
        section aria-labelledby="gevonden" {
            h2 #gevonden { (parts::plural(found.len() as u64, "adres", "adressen")) }
            @if found.is_empty() { p { "Dit adres kennen wij niet. Klopt de straat, en het huisnummer?" } }
            ul.regels { @for home in found { li { a href={ "/helpen/woning/" (encode(&home.unit)) } data-rij { (address(home)) } } } }
            @if more { p { "Er zijn er meer. Vul de straat, het huisnummer en de plaats in." } }
        }
    }
}

/// `Voorbeeldstraat 10, 1234 AB Dorp`
fn address(home: &Home) -> String {
    let place = format!("{} {}", home.postcode, home.town);
    format!("{}, {}", home.street, place.trim())
}

/// `/helpen/woning/{nummer}`: the form.
pub(crate) fn home(visit: &Visit, unit: &str, asked: &Asked, wrong: &Wrong) -> Result<Response, Failure> {
    // Numbers of homes can be counted through as well as streets.
    if wrong.is_empty() && too_many(visit)? {
        return Err(Failure::Form(TOO_MANY.into()));
    }
    visit.looked_up("woning");
    let home = visit.book.home(unit)?.ok_or(Failure::NoPage)?;
    visit.looks_at(visit.book.tenancy_at(unit, visit.now.day)?, "signaal achterlaten");
    let main = html! {
        p.terug { a href="/helpen" { "‹ Iemand helpen" } }
        h1 { (address(&home)) }
        (wrong.summary())
        form.kader.doen method="post" action={ "/helpen/woning/" (encode(unit)) } {
            (frame::seal(visit.who))
            fieldset #soort aria-describedby=[wrong.describes("soort")] {
                legend { "Wat zag of hoorde u?" }
                @for kind in Noticed::ALL { p.vinkje { label {
                    input type="radio" name="soort" value=(kind.word()) required checked[asked.get("soort") == kind.word()];
                    span { (parts::sentence(kind.spoken())) }
                } } }
                (wrong.at("soort"))
            }
            (field(wrong, "notitie", "In uw eigen woorden (wat, wanneer)", &html! {
                textarea #notitie name="notitie" rows="4" required aria-describedby=[wrong.describes("notitie")] { (asked.get("notitie")) }
            }))
            p.zacht { "Schrijf op wat u zag, niet wat u ervan denkt. De huurder mag het later lezen." }
            p { button.hoofd type="submit" { "Laat het signaal achter" } }
        }
    };
    let mut response = frame::page(visit, "Signaal achterlaten", Here::Help, &main);
    if !wrong.is_empty() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// A signal arrives.
pub(crate) fn leave(change: &mut Change, unit: &str) -> Result<Response, Failure> {
    let (form, by, now) = (change.form, change.who.id(), change.now);
    if change.book.home(unit)?.is_none() {
        return Err(Failure::NoPage);
    }
    let mut wrong = Wrong::default();
    let kind = Noticed::of(form.get("soort")).ok_or("Kies wat u zag of hoorde.".to_string());
    let kind = wrong.take("soort", kind);
    let note = wrong.take("notitie", formulier::note(form.get("notitie"), "wat u zag of hoorde"));
    if change.book.times_since(by, "signaal", now.seconds - HOUR)? >= SIGNALS {
        wrong.with(
            "notitie",
            "U liet het afgelopen uur veel signalen achter. Bel een collega als het haast heeft.",
        );
    }
    let (Some(kind), Some(note), true) = (kind, note, wrong.is_empty()) else {
        // The form comes back with the address: that is a look too.
        let is_one_too_many = change.book.times_since(by, LOOKED_UP, now.seconds - HOUR)? >= LOOK_UPS;
        if is_one_too_many {
            return Err(Failure::Form(TOO_MANY.into()));
        }
        change.book.log(now, Some(by), None, LOOKED_UP, "woning")?;
        return change.show(|visit| home(visit, unit, form, &wrong));
    };
    let id = change.book.leave_signal(unit, kind, note, by, now)?;
    Ok(answer::see_other(&format!("/helpen?gelegd={id}")))
}

/// `/helpen/signaal/{id}`: one's own is taken back, or put back.
pub(crate) fn take_back(change: &mut Change, id: &str) -> Result<Response, Failure> {
    let id = id.parse::<i64>().map_err(|_| Failure::NoPage)?;
    let (by, now) = (change.who.id(), change.now);
    if change.form.get("wat") == "herstel" {
        let back = change.book.restore_signal(id, by, now)?;
        return if back {
            Ok(answer::see_other(&format!("/helpen?gelegd={id}")))
        } else {
            Err(Failure::NoPage)
        };
    }
    if change.book.withdraw_signal(id, by, now)? {
        Ok(answer::see_other(&format!("/helpen?ingetrokken={id}")))
    } else {
        Err(Failure::Conflict("Een collega pakte dit signaal al op. Spreek haar of hem aan.".into()))
    }
}

fn done_bar(visit: &Visit, own: &[Signal], asked: &Asked) -> Markup {
    let known = |name: &str| own.iter().find(|one| one.id.to_string() == asked.get(name));
    let bar = |one: &Signal, text: &str, word: &str| {
        html! {
            div.melding.goed role="status" {
                p { strong { (text) } " " (parts::sentence(one.kind.spoken())) ", " (one.home.street) "." }
                form method="post" action={ "/helpen/signaal/" (one.id) } {
                    (frame::seal(visit.who))
                    button type="submit" name="wat" value=(word) data-toets="u" { "Ongedaan maken " kbd { "U" } }
                }
            }
        }
    };
    match (known("gelegd"), known("ingetrokken")) {
        (Some(one), _) if one.fate.can_be_withdrawn() => {
            bar(one, "Dank u. Het signaal ligt bij de huurconsulent.", "intrekken")
        }
        (_, Some(one)) if one.fate == Fate::Withdrawn => bar(one, "Het signaal is ingetrokken.", "herstel"),
        _ => html! {},
    }
}

fn own_signals(visit: &Visit, own: &[Signal]) -> Markup {
    html! {
        section aria-labelledby="eigen" {
            h2 #eigen { "Mijn signalen" }
            @if own.is_empty() { p { "U liet nog geen signaal achter." } }
            @else { table.kaarten {
                caption { "De laatste eerst" }
                thead { tr { th scope="col" { "Waar" } th scope="col" { "Wat" } th scope="col" { "Wanneer" } th scope="col" { "Wat ermee gebeurde" } } }
                tbody { @for one in own { tr {
                    th scope="row" { (one.home.street) }
                    td { (parts::sentence(one.kind.spoken())) span.onder { (one.note) } }
                    td { (when(one.day, visit.now.day)) }
                    td { (parts::sentence(one.fate.dutch()))
                        @if one.fate.can_be_withdrawn() {
                            form method="post" action={ "/helpen/signaal/" (one.id) } {
                                (frame::seal(visit.who))
                                button type="submit" name="wat" value="intrekken" { "Trek in" span.verborgen { ": " (one.home.street) } }
                            }
                        }
                    }
                } } }
            } }
        }
    }
}

fn when(day: Day, today: Day) -> Markup {
    html! { @if day == today { "vandaag" } @else { (parts::short_day(day)) } }
}
