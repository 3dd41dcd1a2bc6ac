//! Giving the signal: what the municipality is told, the button under it, and the file to bring away.
//!
//! What is given is what was read: when something changed since, nothing happens and it is shown again. It is an act like any other:
//! it finishes its task, stands on the timeline, and can be taken back as long as the file did not leave.

use axum::response::Response;
use domain::ids::TenancyId;
use domain::law_in_motion::early_signal::SignalState;
use domain::policy::TaskKind;
use maud::{Markup, html};
use store::acts::Record;
use store::early_signals::SignalSent;

use crate::answer::{self, Failure};
use crate::app::{Change, Visit};
use crate::asked::{Asked, encode};
use crate::doen::not_done;
use crate::formulier::{self, Wrong};
use crate::post_room::AsItGoes;
use crate::{case, parts, werk};

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
                    @else { p.zacht { "Over dit signaal beslist uw teamleider." } }
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
            p { button.hoofd type="submit" { "Geef het signaal door" } }
        }
        p.zacht { "Daarna haalt u hier het bestand op en brengt u het naar de gemeente. Onze stappen rusten dan hoogstens " (parts::plural(pause.unsigned_abs().into(), "dag", "dagen")) "." }
    })
}

/// `POST`: somebody gives it.
pub(super) fn give(change: &mut Change, number: &str) -> Result<Response, Failure> {
    let id = case::to_change(change, number)?;
    let task = change.book.open_task(id, TaskKind::EarlySignal)?;
    if !change.who.decides(change.book, &task)? {
        return Err(Failure::NotAllowed);
    }
    let (shown, sent) = change.house.post_room()?.signal(number).map_err(Failure::Conflict)?;
    if shown.mark() != change.form.get("gezien") {
        let text = "Wat de gemeente zou krijgen is veranderd sinds u het las. Ga terug, ververs de pagina en lees het opnieuw.";
        return Err(Failure::Conflict(text.into()));
    }
    if change.form.get("klopt") != "ja" {
        let (form, mut wrong) = (change.form, Wrong::default());
        wrong.with("klopt", NOT_READ);
        return change.show(|visit| super::shown(visit, number, form, &wrong));
    }
    let signal = SignalSent { sent_by: change.who.staff.name.clone(), ..sent };
    let done = change.act(id, "vroegsignaal doorgegeven", "", &task, vec![Record::Signal(signal)])?;
    let done = done.map_err(|why| not_done(why, number))?;
    let here = format!("/dossier/{}/vroegsignaal?klaar={done}", encode(number));
    Ok(answer::see_other(&werk::lijst::keep_in(&here, &werk::lijst::held(change.form))))
}

/// The signals that were given, newest first, each with its file and its answer.
pub(super) fn given(visit: &Visit, number: &str, id: TenancyId, form: &Asked) -> Result<Markup, Failure> {
    let mut signals = visit.book.signals_of(id)?;
    signals.reverse();
    let just_given = !form.get("klaar").is_empty();
    let may = visit.who.decides(visit.book, "")?;
    Ok(html! {
        @if !signals.is_empty() {
            section.kader aria-labelledby="gegeven" {
                h2 #gegeven { "Doorgegeven" }
                @if just_given {
                    p { strong { "Breng het bestand nu naar de gemeente: "} "in haar portaal, of zoals u met haar afsprak. Mail het niet onbeveiligd." }
                }
                ul.regels { @for one in &signals { li {
                    p { "Op " (parts::day(one.sent_on)) " door " (one.sent_by) ", over " (parts::money(one.cents)) "." }
                    span.onder { "Nummer " (one.number) }
                    @match &one.answer {
                        Some((day, text)) => p { "Antwoord op " (parts::day(*day)) ": " (text) },
                        None => p { "Er is nog geen antwoord." },
                    }
                    @if may && one.answer.is_none() {
                        p { a.knop.rustig[!just_given] href={ "/dossier/" (encode(number)) "/vroegsignaal/" (encode(&one.number)) "/bestand.zip" } { "Download het bestand (zip)" } }
                    }
                } } }
                @if just_given {
                    p { "Ging het bestand toch niet weg? Maak het dan ongedaan. "
                        a href=(werk::lijst::keep_in("/werk/volgende", form)) { "Volgende taak" } }
                }
            }
        }
    })
}

/// `/dossier/{nr}/vroegsignaal/{signaal}/bestand.zip`: the files of a signal that was given, for who may give one.
pub(crate) fn file(visit: &Visit, (number, signal): (&str, &str)) -> Result<Response, Failure> {
    let id = case::find(visit, number, "bestand voor de gemeente")?;
    if !visit.book.signals_of(id)?.iter().any(|given| given.number == signal) {
        return Err(Failure::NoPage);
    }
    let zip = visit.house.post_room()?.given_signal(number, signal).map_err(Failure::Form)?;
    Ok(answer::file(zip, "application/zip", "vroegsignaal.zip"))
}
