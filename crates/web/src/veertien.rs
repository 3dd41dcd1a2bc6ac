//! `/dossier/{nr}/veertiendagenbrief`: the 14-day letter as it would leave, to read and to send, from its task.
//!
//! A person decides on this letter (art. 22 AVG). What is sent is what was read: when the letter would be another one by
//! now, nothing happens and the new one is shown. It finishes the task, and can be taken back until it has left.

use axum::response::Response;
use domain::guards::quiet_day;
use domain::ids::TenancyId;
use maud::{Markup, html};
use store::Book;
use store::acts::Record;
use store::post::AskedLetter;

use crate::answer::{self, Failure};
use crate::app::{Change, Visit};
use crate::asked::{Asked, encode};
use crate::case::Present;
use crate::doen::not_done;
use crate::dossier::{self, way_back};
use crate::frame::{self, Here};
use crate::post_room::CAN_BE_TAKEN_BACK;
use crate::voorstel::as_it_leaves;
use crate::{case, formulier, parts, werk};

/// The page; the address says of which list its task is the next.
pub(crate) fn page(visit: &Visit, number: &str, asked: &Asked) -> Result<Response, Failure> {
    let id = case::find(visit, number, "veertiendagenbrief")?;
    let head = visit.book.dossier_head(id)?.unwrap_or_default();
    let address = format!("/dossier/{}", encode(number));
    let seen = match waits_for_a_second(visit.book, id)? {
        Some(why) => Err(why),
        None => visit.house.post_room()?.fourteen_days(id, false),
    };
    let main = html! {
        (way_back(&head))
        h1 { "Veertiendagenbrief" }
        @match &seen {
            Err(why) => {
                p.melding.alarm { strong { "De brief kan nu niet uit. " } (why) }
                @if why.contains(quiet_day::GUARD.sentence) {
                    @let coming = visit.house.calendar.working_day_from(visit.now.day);
                    p { "Op " (coming.weekday().dutch()) " " (parts::day(coming)) " kan het weer. De taak blijft liggen." }
                }
                p { "Is de taak niet meer nodig? Sluit hem dan op het dossier, en schrijf erbij waarom." }
            },
            Ok((shown, letter)) => {
                (heavy(visit, id)?)
                p { "Kan deze huurder betalen, en helpt een brief? Alleen dan gaat hij uit. Zo komt hij bij de huurder:" }
                (as_it_leaves(shown, &format!("{address}/veertiendagenbrief.pdf")))
                @if visit.who.decides(visit.book, &letter.task)? {
                    section.kader.doen aria-labelledby="versturen" {
                        h2 #versturen { "Versturen" }
                        p { "De brief gaat uit met de eerstvolgende verzending, en op zijn vroegst over een kwartier. Tot dan kunt u hem terughalen. Betaalt de huurder intussen, dan gaat hij niet uit." }
                        form method="post" action={ (address) "/veertiendagenbrief" } {
                            (formulier::unseen(visit, id, asked)?)
                            input type="hidden" name="gezien" value=(shown.mark());
                            button.hoofd type="submit" { "Verstuur de brief" }
                        }
                    }
                } @else { p.zacht { "Over deze brief beslist uw teamleider." } }
            },
        }
    };
    Ok(frame::page(visit, "Veertiendagenbrief", Here::Tenants, &main))
}

/// Whoever asked for an arrangement was told that nothing changes for the tenant until that is decided.
fn waits_for_a_second(book: &Book, id: TenancyId) -> Result<Option<String>, Failure> {
    let asked = book.asked_arrangement(id)?;
    Ok(asked.map(|asked| {
        format!(
            "{} vroeg akkoord voor een regeling. Zolang daarover niet is beslist, gaat deze brief niet uit.",
            asked.name
        )
    }))
}

fn heavy(visit: &Visit, id: TenancyId) -> Result<Markup, Failure> {
    let present = Present::of(visit.house, visit.book, id, visit.now.day)?;
    Ok(dossier::heavy(&present.ground(visit.house)))
}

/// The letter as it is printed.
pub(crate) fn printed(visit: &Visit, number: &str) -> Result<Response, Failure> {
    let id = case::find(visit, number, "veertiendagenbrief als brief")?;
    let (shown, _) = visit.house.post_room()?.fourteen_days(id, true).map_err(Failure::Form)?;
    Ok(answer::pdf(shown.pdf))
}

/// Somebody decides: it leaves.
pub(crate) fn send(change: &mut Change, number: &str) -> Result<Response, Failure> {
    let id = case::to_change(change, number)?;
    if let Some(why) = waits_for_a_second(change.book, id)? {
        return Err(Failure::Conflict(why));
    }
    let (shown, letter) = change.house.post_room()?.fourteen_days(id, false).map_err(Failure::Form)?;
    if !change.who.decides(change.book, &letter.task)? {
        return Err(Failure::NotAllowed);
    }
    if shown.mark() != change.form.get("gezien") {
        let text = "De brief is veranderd sinds u hem las. Ga terug, ververs de pagina en lees hem opnieuw.";
        return Err(Failure::Conflict(text.into()));
    }
    let (task, not_before) = (letter.task.clone(), Some(change.now.seconds + CAN_BE_TAKEN_BACK));
    let asked = Record::Letter(AskedLetter { not_before, ..letter });
    let done = change.act(id, "veertiendagenbrief gaat uit", "", &task, vec![asked])?;
    let done = done.map_err(|why| not_done(why, number))?;
    Ok(answer::see_other(&werk::lijst::onward(change.form, done)))
}
