//! `/dossier/{nr}/doe/bel-later`, `/dossier/{nr}/doe/huisbezoek` and `/dossier/{nr}/afspraak/{id}`: an appointment is made,
//! moved and ended.
//!
//! In goes a form with a day, a time and a colleague; out comes an act, or the same form with what is wrong beside the field.
//! Which times are free is the book's to say.

use axum::response::Response;
use domain::appointment::{AppointmentKind, AppointmentState, Slot};
use domain::dossier::ContactChannel;
use domain::ids::TenancyId;
use domain::staff::Right;
use maud::{Markup, html};
use store::Book;
use store::acts::{NotDone, Record};
use store::appointments::{Appointment, AppointmentChange, AppointmentId};
use store::post::Moment;
use store::screens::DossierHead;

use crate::answer::{self, Failure};
use crate::app::{Change, House, Visit};
use crate::asked::{Asked, encode};
use crate::case::{self, Case};
use crate::dossier::way_back;
use crate::formulier::{Wrong, key_button};
use crate::frame;
use crate::huurders::address;
use crate::{agenda, doen, formulier, gevoelig, parts, werk};

mod fields;
mod tell;

use fields::Wanted;

/// Why a time cannot be chosen.
const TAKEN: &str =
    "Op dat moment is er al een afspraak, van deze collega of met deze huurder. Kies een andere tijd.";

/// What a page of a form is called, and the address behind the dossier's.
pub(crate) const fn words(kind: AppointmentKind) -> (&'static str, &'static str) {
    match kind {
        AppointmentKind::Call => ("Bel later", "bel-later"),
        AppointmentKind::Visit => ("Huisbezoek plannen", "huisbezoek"),
    }
}

/// The form for a new appointment, with what was wrong with it the last time.
pub(crate) fn form(
    visit: &Visit,
    number: &str,
    kind: AppointmentKind,
    asked: &Asked,
    wrong: &Wrong,
) -> Result<Response, Failure> {
    let id = case::find(visit, number, "afspraak")?;
    let head = visit.book.dossier_head(id)?.unwrap_or_default();
    let case = Case::of(visit, id, visit.last.clone())?;
    let (title, word) = words(kind);
    let main = html! {
        (way_back(&head))
        h1 { (title) }
        (wrong.summary())
        (reasons_not_to(&case))
        div.twee {
            form.kader.veldenlijst method="post" action={ "/dossier/" (encode(number)) "/doe/" (word) } {
                (frame::seal(visit.who)) (formulier::stand(visit, id, asked)?)
                @if !asked.get("taak").is_empty() { input type="hidden" name="taak" value=(asked.get("taak")); (werk::lijst::hold(asked)) }
                (fields::ask(visit, kind, &head, asked, None, wrong)?)
                @if kind == AppointmentKind::Visit { (fields::place(&head, asked, wrong)) }
                (formulier::words(wrong, "notitie", "Notitie (mag leeg)", asked.get("notitie"), false))
                p { button type="submit" { "Leg vast" } }
                @if kind == AppointmentKind::Visit { p.zacht { "Gaat de aankondiging van het bezoek daarna nog uit, dan noemt zij deze dag. Anders vertelt u het de huurder zelf." } }
            }
            (agenda::coming(visit)?)
        }
    };
    Ok(wrong.page(visit, title, &main))
}

fn reasons_not_to(case: &Case) -> Markup {
    // That today is a day off says nothing about the day of the appointment.
    let day_off = parts::sentence(parts::guard_word("quiet_day")).to_string();
    let list: Vec<&String> = case
        .explanation
        .stop_list
        .iter()
        .filter(|why| !parts::sentence(why).to_string().starts_with(&day_off))
        .collect();
    html! {
        @if !list.is_empty() {
            div.melding { p { strong { "Let op. " } "Wij schrijven deze huurder nu niet aan, want:" }
                ul { @for reason in &list { li { (gevoelig::veiled(reason)) } } }
            }
        }
    }
}

/// A new appointment arrives.
pub(crate) fn plan(change: &mut Change, number: &str, kind: AppointmentKind) -> Result<Response, Failure> {
    let id = case::to_change(change, number)?;
    let asked = change.form;
    let mut wrong = Wrong::default();
    let wanted = Wanted::read(change, id, &mut wrong)?;
    let place = wrong.take("plaats", fields::read_place(asked.get("plaats")));
    if let (Some(wanted), Some(place), true) = (wanted, place, wrong.is_empty()) {
        let what = format!("{}: {}, met {}", said(kind), wanted.slot, wanted.with.name);
        let (with, slot, place) = (wanted.with.id, wanted.slot, place.to_string());
        let planned = AppointmentChange::Plan { kind, with, slot, place };
        if let Some(done) = record(change, id, &what, (planned, None), &mut wrong)? {
            return Ok(answer::see_other(&if asked.get("taak").is_empty() {
                format!("/dossier/{}?klaar={done}", encode(number))
            } else {
                werk::lijst::onward(asked, done)
            }));
        }
    }
    change.show(|visit| form(visit, number, kind, asked, &wrong))
}

/// `terugbellen afgesproken`, `huisbezoek gepland`
const fn said(kind: AppointmentKind) -> &'static str {
    match kind {
        AppointmentKind::Call => "terugbellen afgesproken",
        AppointmentKind::Visit => "huisbezoek gepland",
    }
}

/// One appointment: what it is, another time for it, and what became of it.
pub(crate) fn page(
    visit: &Visit,
    (number, id): (&str, &str),
    asked: &Asked,
    wrong: &Wrong,
) -> Result<Response, Failure> {
    let tenancy = case::find(visit, number, "afspraak")?;
    let head = visit.book.dossier_head(tenancy)?.unwrap_or_default();
    let one = one_of(visit.book, tenancy, id)?;
    let title = parts::sentence(one.kind.dutch()).to_string();
    let stands = one.state == AppointmentState::Planned;
    let unseen = formulier::unseen(visit, tenancy, asked)?;
    let main = html! {
        (way_back(&head))
        h1 { (title) ", " (one.slot) }
        (wrong.summary())
        (about(&one, &head))
        @if stands && visit.who.may(Right::Record) {
            div.twee {
                (ending(visit, number, &one, &unseen)?)
                form.kader.veldenlijst method="post" action=(address_of(number, &one)) {
                    h2 { "Verplaatsen" }
                    (unseen)
                    (fields::ask(visit, one.kind, &head, asked, Some(&one), wrong)?)
                    (tell::choose(visit, tenancy, &one, asked, wrong)?)
                    (formulier::words(wrong, "notitie", "Notitie (mag leeg)", asked.get("notitie"), false))
                    p { button type="submit" name="handeling" value="verplaats" { "Verplaats" } }
                }
            }
        }
    };
    Ok(wrong.page(visit, &title, &main))
}

fn about(one: &Appointment, head: &DossierHead) -> Markup {
    html! {
        dl.stand-lijst {
            div { dt { "Toestand" } dd { (parts::sentence(one.state.dutch())) } }
            div { dt { "Met" } dd { (one.with_name) } }
            @if one.kind == AppointmentKind::Visit { div { dt { "Waar" } dd { (where_is(one, head)) } } }
            @if !one.note.is_empty() { div { dt { "Notitie" } dd { (one.note) } } }
        }
        @if one.state == AppointmentState::Planned {
            p { a href={ (address_of(&head.dossier, one)) "/agenda.ics" } { "Zet in mijn agenda (.ics)" }
                @if one.kind == AppointmentKind::Visit { " · " a href={ "/dossier/" (encode(&head.dossier)) "/huisbezoek" } { "Bezoekformulier en deurkaart" } }
            }
        }
    }
}

/// What became of it, in one click.
fn ending(visit: &Visit, number: &str, one: &Appointment, unseen: &Markup) -> Result<Markup, Failure> {
    let told = visit.book.was_told_of(one.id)?;
    let begun = has_begun(visit.house, visit.now, one.slot);
    Ok(html! {
        section.kader.doen aria-labelledby="afloop" {
            h2 #afloop tabindex="-1" { "Hoe liep het af?" }
            form method="post" action=(address_of(number, one)) {
                (unseen)
                p { label for="notitie-afloop" { "Notitie (mag leeg)" } textarea #notitie-afloop name="notitie" rows="2" {} }
                p.knoppen {
                    @if begun {
                        (key_button("1", "doorgegaan", "Ging door: gesproken"))
                        (key_button("2", "gemist", if one.kind == AppointmentKind::Visit { "Niet thuis" } else { "Geen gehoor" }))
                    }
                    (key_button("x", "afgezegd", "Zeg af"))
                }
                @if !begun { p.zacht { "Hoe het afliep legt u vast als het zover is." } }
                @if told { p.zacht { "De huurder kreeg dit bezoek aangekondigd. Zegt u het af, dan komt er een taak om het te vertellen." } }
            }
        }
    })
}

/// An appointment is moved or ended.
pub(crate) fn alter(change: &mut Change, (number, id): (&str, &str)) -> Result<Response, Failure> {
    let tenancy = case::to_change(change, number)?;
    let one = one_of(change.book, tenancy, id)?;
    let asked = change.form;
    let mut wrong = Wrong::default();
    let letter = tell::letter(change, tenancy, &one, &mut wrong)?;
    let wanted = match asked.get("handeling") {
        "verplaats" => Wanted::read(change, tenancy, &mut wrong)?.map(|wanted| {
            let what =
                format!("{} verplaatst naar {}, met {}", one.kind.dutch(), wanted.slot, wanted.with.name);
            (what, AppointmentChange::Move { id: one.id, with: wanted.with.id, slot: wanted.slot })
        }),
        word => wrong.take("afloop", ended(&one, word, has_begun(change.house, change.now, one.slot))).map(
            |state| {
                let what = format!("{} van {} {}", one.kind.dutch(), one.slot, state.dutch());
                (what, AppointmentChange::End { id: one.id, state })
            },
        ),
    };
    if let Some((what, wanted)) = wanted.filter(|_| wrong.is_empty())
        && let Some(done) = record(change, tenancy, &what, (wanted, letter), &mut wrong)?
    {
        let is_over = asked.get("handeling") != "verplaats" && !werk::lijst::at_hand(asked).is_empty();
        let back = format!("/dossier/{}?klaar={done}", encode(number));
        return Ok(answer::see_other(&if is_over { werk::lijst::onward(asked, done) } else { back }));
    }
    change.show(|visit| page(visit, (number, id), asked, &wrong))
}

/// What became of an appointment, by the word of a button.
fn ended(one: &Appointment, word: &str, has_begun: bool) -> Result<AppointmentState, String> {
    let state = AppointmentState::of(word).filter(|state| *state != AppointmentState::Planned);
    let state = state.ok_or("Kies wat er met de afspraak gebeurde.")?;
    if state != AppointmentState::Cancelled && !has_begun {
        return Err(format!(
            "Deze afspraak moet nog komen: {}. Daarna legt u vast hoe het afliep.",
            one.slot
        ));
    }
    Ok(state)
}

/// Is it time, or later? Before that nobody knows what became of it.
fn has_begun(house: &House, now: Moment, slot: Slot) -> bool {
    let (_, minute) = (house.wall)(now.seconds);
    (slot.day, slot.from.0) <= (now.day, minute)
}

/// Writes the act; a call or a visit that took place, or was tried, is an attempt at contact as well. `None` when the time is
/// not free.
fn record(
    change: &mut Change,
    tenancy: TenancyId,
    what: &str,
    (appointment, letter): (AppointmentChange, Option<Record>),
    wrong: &mut Wrong,
) -> Result<Option<i64>, Failure> {
    let Some(note) = wrong.take("notitie", formulier::note(change.form.get("notitie"), "")) else {
        return Ok(None);
    };
    let mut records = Vec::new();
    if let AppointmentChange::End { id, state } = &appointment
        && *state != AppointmentState::Cancelled
    {
        let kind = one_of(change.book, tenancy, &id.0.to_string())?.kind;
        records.push(Record::Contact { channel: channel(kind), reached: *state == AppointmentState::Kept });
    }
    records.push(Record::Appointment(appointment));
    records.extend(letter);
    match change.act(tenancy, what, note, "", records)? {
        Ok(done) => Ok(Some(done)),
        Err(NotDone::Taken) => {
            wrong.with("tijd", TAKEN);
            Ok(None)
        }
        Err(why) => Err(doen::not_done(why, "")),
    }
}

const fn channel(kind: AppointmentKind) -> ContactChannel {
    match kind {
        AppointmentKind::Call => ContactChannel::Phone,
        AppointmentKind::Visit => ContactChannel::Visit,
    }
}

/// Appointments of today or earlier that this contact answers: who was called at the time agreed has been called. Who was not reached
/// before that time still has his appointment.
pub(crate) fn ended_by(
    change: &Change,
    tenancy: TenancyId,
    records: &[Record],
) -> Result<Vec<Record>, Failure> {
    let contacts: Vec<(ContactChannel, bool)> = records
        .iter()
        .filter_map(|record| match record {
            Record::Contact { channel, reached } => Some((*channel, *reached)),
            _ => None,
        })
        .collect();
    if contacts.is_empty() {
        return Ok(Vec::new());
    }
    let ended = |one: Appointment| {
        let stands = one.state == AppointmentState::Planned && one.slot.day <= change.now.day;
        let begun = has_begun(change.house, change.now, one.slot);
        let answers =
            |(way, reached): &&(ContactChannel, bool)| *way == channel(one.kind) && (begun || *reached);
        let (_, reached) = contacts.iter().find(answers).filter(|_| stands)?;
        let state = if *reached { AppointmentState::Kept } else { AppointmentState::Missed };
        Some(Record::Appointment(AppointmentChange::End { id: one.id, state }))
    };
    Ok(change.book.appointments_of(tenancy)?.into_iter().filter_map(ended).collect())
}

/// On the page of a dossier: what stands, and two ways to make another.
pub(crate) fn section(
    visit: &Visit,
    number: &str,
    id: TenancyId,
    asked: &Asked,
    has_any: bool,
) -> Result<Markup, Failure> {
    let mut standing = if has_any { visit.book.appointments_of(id)? } else { Vec::new() };
    standing.retain(|one| one.state == AppointmentState::Planned);
    let told_otherwise = if has_any { visit.book.told_otherwise(id, visit.now.day)? } else { Vec::new() };
    let task = asked.only(&["taak"]);
    let task = if task.is_empty() { task } else { format!("?{task}&{}", werk::lijst::at_hand(asked)) };
    let task = task.trim_end_matches('&');
    let link = |kind: AppointmentKind, key: &str| {
        let (text, word) = words(kind);
        html! { a href={ "/dossier/" (encode(number)) "/doe/" (word) (task) } data-toets=(key) { (text) " " kbd { (key.to_uppercase()) } } }
    };
    Ok(html! {
        section.kader aria-labelledby="afspraken" {
            h2 #afspraken { "Afspraken" }
            @for old in &told_otherwise {
                p.melding role="status" { strong { "Vertel het de huurder." } " Hij kreeg op " (parts::day(old.told_on)) " per " (old.channel)
                    " te lezen: " (old.slot) ". Dat is " @if old.cancelled { "afgezegd." } @else { "verplaatst." }
                }
            }
            @if standing.is_empty() { p { "Er staat geen afspraak." } }
            @else { ul.regels { @for one in &standing { li {
                a href=(address_of(number, one)) { (parts::sentence(one.kind.dutch())) ", " (one.slot) }
                " met " (one.with_name)
                @if one.slot.day < visit.now.day { " " strong { "Hoe liep het af?" } }
            } } } }
            p.knoppen { (link(AppointmentKind::Call, "l")) (link(AppointmentKind::Visit, "h")) }
            p { a href={ "/dossier/" (encode(number)) "/huisbezoek" } { "Bezoekformulier en deurkaart" } }
        }
    })
}

/// The address of its page.
pub(crate) fn address_of(number: &str, one: &Appointment) -> String {
    format!("/dossier/{}/afspraak/{}", encode(number), one.id.0)
}

/// Where it is: an address, or the place that was named.
pub(crate) fn where_is(one: &Appointment, head: &DossierHead) -> String {
    if one.place.is_empty() {
        format!("aan huis, {}", address(&head.street, &head.postcode, &head.town))
    } else {
        one.place.clone()
    }
}

/// The appointment of this tenancy with this number.
pub(crate) fn one_of(book: &Book, tenancy: TenancyId, id: &str) -> Result<Appointment, Failure> {
    let id = AppointmentId(id.parse().map_err(|_| Failure::NoPage)?);
    book.appointments_of(tenancy)?.into_iter().find(|one| one.id == id).ok_or(Failure::NoPage)
}
