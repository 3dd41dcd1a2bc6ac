//! Telling the tenant that a visit moves: the announcement once more, with the new day, when he was told of the old one. Who
//! wants to tell it herself gets a task, so that nobody waits at a door for nothing.

use domain::asked::Occasion;
use domain::ids::TenancyId;
use maud::{Markup, html};
use store::acts::Record;
use store::appointments::Appointment;

use crate::answer::Failure;
use crate::app::{Change, Visit};
use crate::asked::Asked;
use crate::case::Present;
use crate::doen::bericht::{channel, for_occasion, let_go};
use crate::formulier::{Wrong, field};
use crate::post_room::Wish;

/// The field of a form that moves an appointment.
pub(super) fn choose(
    visit: &Visit,
    tenancy: TenancyId,
    one: &Appointment,
    asked: &Asked,
    wrong: &Wrong,
) -> Result<Markup, Failure> {
    if !visit.book.was_told_of(one.id)? {
        return Ok(html! {});
    }
    let present = Present::of(visit.house, visit.book, tenancy, visit.now.day)?;
    let ways = for_occasion(visit.house, &present.dossier, Occasion::Visit)
        .filter(|_| visit.house.post_room().is_ok());
    let channels = ways.map_or(Vec::new(), |(_, channels)| channels);
    let now = asked.get("vertel");
    Ok(html! {
        p.zacht { "De huurder kreeg dit bezoek al aangekondigd." }
        (field(wrong, "vertel", "Vertel de nieuwe dag", &html! {
            select #vertel name="vertel" aria-describedby=[wrong.describes("vertel")] {
                @for way in &channels { option value=(way.dutch()) selected[way.dutch() == now] { "Per " (way.dutch()) } }
                option value="zelf" selected[now == "zelf"] { "Ik vertel het zelf: leg een taak klaar" }
            }
        }))
    })
}

/// The announcement that leaves with the move, when the form asks for one.
pub(super) fn letter(
    change: &Change,
    tenancy: TenancyId,
    one: &Appointment,
    wrong: &mut Wrong,
) -> Result<Option<Record>, Failure> {
    let Some(way) =
        channel(change.form.get("vertel")).filter(|_| change.form.get("handeling") == "verplaats")
    else {
        return Ok(None);
    };
    if !change.book.was_told_of(one.id)? {
        return Ok(None);
    }
    let present = Present::of(change.house, change.book, tenancy, change.now.day)?;
    let found = for_occasion(change.house, &present.dossier, Occasion::Visit);
    let Some((letter, _)) = found.filter(|(_, ways)| ways.contains(&way)) else {
        wrong.with("vertel", "Zo bereikt een bericht deze huurder niet. Kies iets anders.");
        return Ok(None);
    };
    let wish = Wish { letter, channel: way, own_words: String::new(), agreed: None };
    match change.house.post_room()?.wish(tenancy, &wish) {
        Ok((_, letter)) => Ok(Some(let_go(letter, change.now.seconds))),
        Err(why) => {
            wrong.with(
                "vertel",
                format!("Dat bericht kan nu niet uit. {why} Kies iets anders, of vertel het zelf."),
            );
            Ok(None)
        }
    }
}
