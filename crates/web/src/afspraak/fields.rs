//! The fields of an appointment: what was filled in, what is wrong with it, and how they are asked.

use domain::appointment::{AppointmentKind, NoSlot, Slot};
use domain::calendar::Day;
use domain::calendar::holidays::EquatedDays;
use domain::ids::TenancyId;
use domain::send::TimeOfDay;
use domain::staff::Right;
use maud::{Markup, html};
use store::Book;
use store::appointments::Appointment;
use store::screens::DossierHead;
use store::staff::Staff;

use crate::answer::Failure;
use crate::app::{Change, Visit};
use crate::asked::Asked;
use crate::formulier::{self, Wrong, day_between, field};
use crate::huurders::address;

/// An appointment lies no further ahead. Days.
const FURTHEST: i32 = 92;
/// How long one may be said to take. Minutes.
const LENGTHS: [u16; 6] = [15, 30, 45, 60, 90, 120];
/// The longest name of a place. Characters.
const LONGEST_PLACE: usize = 120;

/// When and with whom, as a form says it.
pub(super) struct Wanted {
    pub(super) slot: Slot,
    pub(super) with: Staff,
}

impl Wanted {
    /// Reads a form; `None` when something is wrong with it.
    pub(super) fn read(change: &Change, id: TenancyId, wrong: &mut Wrong) -> Result<Option<Wanted>, Failure> {
        let slot = slot(change.form, change.now.day, &change.house.calendar, wrong);
        let (today, minute) = (change.house.wall)(change.now.seconds);
        let is_over = slot.as_ref().is_some_and(|slot| slot.day == today && slot.from.0 < minute);
        if is_over {
            wrong.with("tijd", "Deze tijd is vandaag al voorbij.");
        }
        let slot = slot.filter(|_| !is_over);
        let district = change.book.district_of(id)?;
        let with = colleagues(change.book, &district)?;
        let with = with.into_iter().find(|one| one.id.0.to_string() == change.form.get("met"));
        let with = wrong.take("met", with.ok_or("Kies een collega die voor deze wijk werkt.".to_string()));
        Ok(slot.zip(with).map(|(slot, with)| Wanted { slot, with }))
    }
}

fn slot(form: &Asked, today: Day, calendar: &EquatedDays, wrong: &mut Wrong) -> Option<Slot> {
    let day = wrong.take("dag", day_between(form.get("dag"), today, today + FURTHEST));
    let from = TimeOfDay::parse(&form.get("tijd").replace('.', ":"));
    let from = wrong.take("tijd", from.ok_or("Vul een tijd in zoals 10:30.".to_string()));
    let minutes = form.get("duur").parse().map_err(|_| "Kies hoe lang het duurt.".to_string());
    let minutes = wrong.take("duur", minutes);
    match Slot::new(day?, from?, minutes?, calendar) {
        Ok(slot) => Some(slot),
        Err(why) => {
            let field = match why {
                NoSlot::QuietDay => "dag",
                NoSlot::Hours => "tijd",
                NoSlot::Length => "duur",
            };
            wrong.with(field, why.dutch());
            None
        }
    }
}

/// The place of a visit as it was typed, or what is wrong with it.
pub(super) fn read_place(text: &str) -> Result<&str, String> {
    if text.chars().count() > LONGEST_PLACE {
        return Err(format!("De plaats is langer dan {LONGEST_PLACE} tekens."));
    }
    Ok(text)
}

/// Colleagues who may come to a dossier of this district.
fn colleagues(book: &Book, district: &str) -> Result<Vec<Staff>, Failure> {
    let may = |one: &Staff| {
        one.closed_at.is_none() && one.seat.role.may(Right::Record) && one.seat.reaches(district)
    };
    Ok(book.staff()?.into_iter().filter(may).collect())
}

/// Day, time, length and colleague; `moved` is the appointment that gets another time.
pub(super) fn ask(
    visit: &Visit,
    kind: AppointmentKind,
    head: &DossierHead,
    asked: &Asked,
    moved: Option<&Appointment>,
    wrong: &Wrong,
) -> Result<Markup, Failure> {
    let or = |name: &str, otherwise: String| {
        if asked.get(name).is_empty() { otherwise } else { asked.get(name).to_string() }
    };
    let today = visit.now.day;
    let day = moved.map_or_else(|| visit.house.calendar.working_day_from(today.next()), |one| one.slot.day);
    let from = moved.map_or(TimeOfDay(600), |one| one.slot.from);
    let usual = if kind == AppointmentKind::Call { 15 } else { 30 };
    let minutes = or("duur", moved.map_or(usual, |one| one.slot.minutes()).to_string());
    let with = or("met", moved.map_or(visit.who.id(), |one| one.with).0.to_string());
    let mut lengths = LENGTHS.to_vec();
    lengths.extend(moved.map(|one| one.slot.minutes()));
    lengths.sort_unstable();
    lengths.dedup();
    let time = html! {
        input #tijd name="tijd" type="time" required min="07:00" max="19:55" value=(or("tijd", from.to_string())) aria-describedby=[wrong.describes("tijd")];
    };
    let length = html! { select #duur name="duur" aria-describedby=[wrong.describes("duur")] {
        @for length in &lengths { option value=(length) selected[length.to_string() == minutes] { (length) " minuten" } }
    } };
    let colleague = html! { select #met name="met" aria-describedby=[wrong.describes("met")] {
        @for one in colleagues(visit.book, &head.district)? {
            option value=(one.id.0) selected[one.id.0.to_string() == with] { (one.name) }
        }
    } };
    Ok(html! {
        (formulier::date(wrong, "dag", "Dag", &or("dag", day.to_string()), (today, today + FURTHEST)))
        (field(wrong, "tijd", "Tijd", &time))
        (field(wrong, "duur", "Hoe lang", &length))
        (field(wrong, "met", "Met wie", &colleague))
    })
}

/// Where a visit is; empty is at home.
pub(super) fn place(head: &DossierHead, asked: &Asked, wrong: &Wrong) -> Markup {
    let label = format!("Waar (leeg: {})", address(&head.street, &head.postcode, &head.town));
    let input = html! {
        input #plaats name="plaats" maxlength=(LONGEST_PLACE) value=(asked.get("plaats")) autocomplete="off" aria-describedby=[wrong.describes("plaats")];
    };
    field(wrong, "plaats", &label, &input)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(query: &str) -> Wrong {
        let today = Day::parse_iso("2026-11-21").unwrap();
        let mut wrong = Wrong::default();
        let read = slot(&Asked::read(query), today, &EquatedDays::default(), &mut wrong);
        assert_eq!(read.is_some(), wrong.is_empty(), "{query}");
        wrong
    }

    #[test]
    fn what_is_wrong_is_said_of_the_field_it_is_in() {
        let good = "dag=2026-11-24&tijd=10%3A30&duur=30";
        assert!(wrong(good).is_empty());
        assert!(wrong("dag=2026-11-24&tijd=9.05&duur=30").is_empty(), "a full stop is a colon");
        for (part, instead, field) in [
            ("2026-11-24", "", "dag"),
            ("2026-11-24", "2026-11-20", "dag"),
            ("2026-11-24", "2027-11-24", "dag"),
            ("2026-11-24", "2026-11-22", "dag"),
            ("10%3A30", "25%3A30", "tijd"),
            ("10%3A30", "06%3A30", "tijd"),
            ("duur=30", "duur=", "duur"),
            ("duur=30", "duur=999", "duur"),
        ] {
            assert!(wrong(&good.replace(part, instead)).describes(field).is_some(), "{instead}");
        }
    }
}
