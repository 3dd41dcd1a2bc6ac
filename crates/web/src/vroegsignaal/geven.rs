//! Giving the signal: what the municipality is told, the button under it, and the file to bring away.
//!
//! What is given is what was read: when something changed since, nothing happens and it is shown again. It is an act like any other:
//! it finishes its task, stands on the timeline, and can be taken back until its file is fetched.

use axum::response::Response;
use domain::calendar::Day;
use domain::dossier::CircumstanceKind;
use domain::ids::TenancyId;
use domain::law_in_motion::early_signal::SignalState;
use domain::policy::TaskKind;
use domain::staff::Right;
use maud::{Markup, html};
use store::Book;
use store::acts::Record;
use store::early_signals::SignalSent;

use crate::answer::{self, Failure};
use crate::app::{Change, House, Visit};
use crate::asked::{Asked, encode};
use crate::case::Present;
use crate::doen::not_done;
use crate::formulier::{self, Wrong};
use crate::post_room::AsItGoes;
use crate::{case, frame, parts, werk};

/// What giving one is called in the log and on lists.
pub(crate) const SIGNAL_GIVEN: &str = "vroegsignaal doorgegeven";
/// What is not given before it was read.
const NOT_READ: &str = "Vink aan dat u las wat de gemeente krijgt.";

/// What the municipality would be told, and the button: while the signal may go.
pub(super) fn section(
    visit: &Visit,
    number: &str,
    id: TenancyId,
    stands: &SignalState,
    form: &Asked,
    wrong: &Wrong,
) -> Result<Markup, Failure> {
    if *stands != SignalState::Ready {
        return Ok(html! {});
    }
    let seen = visit.house.post_room()?.signal(number);
    let task = visit.book.open_task(id, TaskKind::EarlySignal)?;
    Ok(html! {
        section.kader.doen aria-labelledby="geven" {
            h2 #geven { "Doorgeven aan de gemeente" }
            @match &seen {
                Err(why) => p.melding.alarm { strong { "Nu kan het niet. " } (why) },
                Ok((shown, _)) => {
                    (told(shown))
                    @if visit.who.decides(visit.book, &task)? { (button(visit, number, id, shown, form, wrong)?) }
                    @else if visit.who.may(Right::Release) { p.zacht { "Over dit signaal beslist uw teamleider." } }
                }
            }
        }
    })
}

fn told(shown: &AsItGoes) -> Markup {
    html! {
        p { "Dit krijgt gemeente " strong { (shown.to) } ", en niets anders:" }
        dl.stand-lijst { @for (name, text) in &shown.facts { div { dt { (name) } dd { (text) } } } }
    }
}

fn button(
    visit: &Visit,
    number: &str,
    id: TenancyId,
    shown: &AsItGoes,
    form: &Asked,
    wrong: &Wrong,
) -> Result<Markup, Failure> {
    let pause = visit.house.policy.settings.signal_pause_days;
    Ok(html! {
        form method="post" action={ "/dossier/" (encode(number)) "/vroegsignaal" } {
            (formulier::unseen(visit, id, form)?)
            input type="hidden" name="wat" value="geven";
            input type="hidden" name="gezien" value=(shown.mark());
            p.vinkje {
                label {
                    input #klopt type="checkbox" name="klopt" value="ja" required aria-describedby=[wrong.describes("klopt")];
                    span { "Ik las dit, en weet van geen bezwaar." }
                }
                (wrong.at("klopt"))
            }
            p { button.hoofd type="submit" data-toets="v" { "Geef het signaal door " kbd { "V" } } }
        }
        p.zacht { "Daarna haalt u hier het bestand op en brengt u het naar de gemeente. Wij vragen dan " (parts::plural(pause.unsigned_abs().into(), "dag", "dagen")) " niet om geld, of korter als de gemeente eerder antwoordt." }
    })
}

/// `POST`: somebody gives it.
pub(super) fn give(change: &mut Change, number: &str) -> Result<Response, Failure> {
    let id = case::to_change(change, number)?;
    let task = change.book.open_task(id, TaskKind::EarlySignal)?;
    if !change.who.decides(change.book, &task)? {
        return Err(Failure::NotAllowed);
    }
    change.not_overtaken(id, (SIGNAL_GIVEN, ""), &task)?;
    let (shown, sent) = change.house.post_room()?.signal(number).map_err(Failure::Conflict)?;
    let (form, mut wrong) = (change.form, Wrong::default());
    if shown.mark() != form.get("gezien") {
        wrong.with("geven", "Wat de gemeente zou krijgen is veranderd sinds u het las. Lees het opnieuw.");
    } else if form.get("klopt") != "ja" {
        wrong.with("klopt", NOT_READ);
    }
    if !wrong.is_empty() {
        return change.show(|visit| super::shown(visit, number, form, &wrong));
    }
    let signal = SignalSent { sent_by: change.who.staff.name.clone(), ..sent };
    let done = change.act(id, SIGNAL_GIVEN, "", &task, vec![Record::Signal(signal)])?;
    let done = done.map_err(|why| not_done(why, number))?;
    let here = format!("/dossier/{}/vroegsignaal?klaar={done}", encode(number));
    Ok(answer::see_other(&werk::lijst::keep_in(&here, &werk::lijst::held(change.form))))
}

/// The signals that were given, newest first, each with its file and its answer.
pub(super) fn given(
    visit: &Visit,
    number: &str,
    (signals, objects): (&[SignalSent], bool),
    form: &Asked,
) -> Result<Markup, Failure> {
    let (just_given, just_fetched) = (!form.get("klaar").is_empty(), !form.get("opgehaald").is_empty());
    let may = visit.who.decides(visit.book, "")? && !objects;
    let on = werk::lijst::keep_in("/werk/volgende", form);
    Ok(html! {
        @if !signals.is_empty() {
            section.kader aria-labelledby="gegeven" {
                h2 #gegeven { "Doorgegeven" }
                @if just_given && may {
                    p { strong { "Haal het bestand op en breng het naar de gemeente. " } "Zodra het is opgehaald, kunt u dit niet meer terugdraaien." }
                }
                @if just_fetched && may {
                    p { strong { "Breng het bestand nu weg: " } "in het portaal van de gemeente, of zoals u met haar afsprak. Mail het niet onbeveiligd." }
                }
                ul.regels { @for one in signals.iter().rev() { li { (line(visit, number, one, may, form)) } } }
                @if just_given || just_fetched { p { a href=(on) data-toets="b" { "Volgende taak " kbd { "B" } } } }
            }
        }
    })
}

fn line(visit: &Visit, number: &str, one: &SignalSent, may: bool, form: &Asked) -> Markup {
    html! {
        p { "Op " (parts::day(one.sent_on)) " door " (one.sent_by) ", over " (parts::money(one.cents)) "." }
        span.onder { "Nummer " (one.number) }
        @match (&one.answer, one.fetched_on) {
            (Some((day, text)), _) => p { "Antwoord op " (parts::day(*day)) ": " (text) },
            (None, Some(day)) => p { "Opgehaald op " (parts::day(day)) ". Er is nog geen antwoord." },
            (None, None) => p { strong { "Het bestand is nog niet opgehaald." } },
        }
        @if may && one.answer.is_none() {
            @if one.fetched_on.is_some() {
                p { a.knop href={ "/dossier/" (encode(number)) "/vroegsignaal/" (encode(&one.number)) "/bestand.zip" } download { "Download het bestand (zip)" } }
            } @else {
                form method="post" action={ "/dossier/" (encode(number)) "/vroegsignaal" } {
                    (werk::lijst::hold(form)) (frame::seal(visit.who))
                    input type="hidden" name="wat" value="bestand";
                    p { button type="submit" name="signaal" value=(one.number) { "Haal het bestand op" } }
                }
            }
        }
    }
}

/// `POST`: somebody fetches the file of a signal to bring it away; from now on it was given, and the file is there.
pub(super) fn fetch(change: &mut Change, number: &str) -> Result<Response, Failure> {
    let id = case::to_change(change, number)?;
    let (signal, today) = (change.form.get("signaal"), change.now.day);
    if !change.who.decides(change.book, "")? {
        return Err(Failure::NotAllowed);
    }
    signal_of(change.book, id, signal)?;
    no_objection(change.house, change.book, id, today)?;
    change.book.signal_fetched(signal, today)?;
    let what = "bestand voor de gemeente opgehaald";
    change.book.log(change.now, Some(change.who.id()), Some(id), "gewijzigd", what)?;
    let here = format!("/dossier/{}/vroegsignaal?opgehaald=1", encode(number));
    Ok(answer::see_other(&werk::lijst::keep_in(&here, &werk::lijst::held(change.form))))
}

/// `/dossier/{nr}/vroegsignaal/{signaal}/bestand.zip`: what was fetched, also once more, for who may give a signal.
pub(crate) fn file(visit: &Visit, (number, signal): (&str, &str)) -> Result<Response, Failure> {
    let id = case::find(visit, number, "bestand voor de gemeente")?;
    if signal_of(visit.book, id, signal)?.fetched_on.is_none() {
        return Err(Failure::Conflict(
            "Haal het bestand eerst op: dan is vastgelegd dat het weggaat.".into(),
        ));
    }
    no_objection(visit.house, visit.book, id, visit.now.day)?;
    let zip = visit.house.post_room()?.given_signal(number, signal).map_err(Failure::Form)?;
    Ok(answer::file(zip, "application/zip", "vroegsignaal.zip"))
}

fn signal_of(book: &Book, id: TenancyId, number: &str) -> Result<SignalSent, Failure> {
    book.signals_of(id)?.into_iter().find(|given| given.number == number).ok_or(Failure::NoPage)
}

fn no_objection(house: &House, book: &Book, id: TenancyId, today: Day) -> Result<(), Failure> {
    let present = Present::of(house, book, id, today)?;
    match present.ground(house).holding(CircumstanceKind::SignalObjection) {
        Some(_) => {
            Err(Failure::Conflict("De huurder maakte bezwaar: er gaat niets naar de gemeente.".into()))
        }
        None => Ok(()),
    }
}
