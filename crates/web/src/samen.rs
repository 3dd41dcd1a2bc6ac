//! `/werk/samen`: the same thing done about several tasks at once: finished, put off until a day, or given to a colleague. What
//! can be done is done and counted, what cannot is counted too; one way back undoes it all.

use std::collections::BTreeSet;

use axum::response::Response;
use domain::staff::Right;
use maud::{Markup, html};
use store::acts::{Act, Record};
use store::staff::{Staff, StaffId};

use crate::answer::{self, Failure};
use crate::app::{Change, Visit};
use crate::asked::{Asked, encode};
use crate::formulier::{self, Wrong};
use crate::{case, frame, parts, team, werk};

/// A task is put off no longer than this. Days.
const LONGEST_LATER: i32 = 62;

/// What is done about each task.
enum Deed {
    Done,
    Later(domain::calendar::Day),
    Given(Staff),
    Taken(StaffId),
    GivenBack,
}

impl Deed {
    fn of(form: &Asked, change: &Change, wrong: &mut Wrong) -> Result<Option<Deed>, Failure> {
        let today = change.now.day;
        Ok(match form.get("wat") {
            "klaar" => {
                let note = formulier::note(form.get("notitie"), "hoe de taken zijn afgehandeld");
                wrong.take("notitie", note).map(|_| Deed::Done)
            }
            "later" => {
                let until = formulier::day_between(form.get("tot"), today.next(), today + LONGEST_LATER);
                wrong.take("tot", until).map(Deed::Later)
            }
            "geef" => {
                let mut colleagues = colleagues(change.book.staff()?);
                let place = colleagues.iter().position(|one| one.id.0.to_string() == form.get("aan"));
                let found = place.map(|at| colleagues.swap_remove(at));
                wrong.take("aan", found.ok_or_else(|| "Kies een collega.".to_string())).map(Deed::Given)
            }
            "neem" | "neem-alles" => Some(Deed::Taken(change.who.id())),
            "terug" | "terug-alles" => Some(Deed::GivenBack),
            _ => {
                wrong.with("taken", "Kies wat er met de taken gebeurt.");
                None
            }
        })
    }

    fn kind(&self) -> String {
        match self {
            Deed::Done => "taak afgehandeld".into(),
            Deed::Later(until) => format!("komt terug op {}", until.dutch()),
            Deed::Given(to) => format!("taak gegeven aan {}", to.name),
            Deed::Taken(_) => "taak overgenomen".into(),
            Deed::GivenBack => "taak teruggegeven".into(),
        }
    }

    fn records(&self, task: &str) -> Vec<Record> {
        let task = task.to_string();
        match self {
            Deed::Done => Vec::new(),
            Deed::Later(until) => vec![Record::Later { task, until: *until }],
            Deed::Given(to) => vec![Record::Given { task, to: to.id }],
            Deed::Taken(to) => vec![Record::Given { task, to: *to }],
            Deed::GivenBack => vec![Record::GivenBack { task }],
        }
    }
}

/// Who can be given a task.
pub(crate) fn colleagues(staff: Vec<Staff>) -> Vec<Staff> {
    staff.into_iter().filter(|one| one.closed_at.is_none() && one.seat.role.may(Right::Record)).collect()
}

/// The ticked tasks arrive.
pub(crate) fn act(change: &mut Change) -> Result<Response, Failure> {
    let form = change.form;
    let of = form.get("van");
    let on_desk = if form.get("wat").ends_with("-alles") { team::on_desk(change, of)? } else { Vec::new() };
    let ticked = form.all("taak").filter(|task| !task.is_empty() && on_desk.is_empty());
    let ticked: BTreeSet<&str> = ticked.chain(on_desk.iter().map(String::as_str)).collect();
    let mut wrong = Wrong::default();
    if ticked.is_empty() {
        wrong.with("taken", "Vink eerst aan om welke taken het gaat.");
    }
    let deed = Deed::of(form, change, &mut wrong)?;
    let note = wrong.take("notitie", formulier::note(form.get("notitie"), ""));
    let (Some(deed), Some(note), true) = (deed, note, wrong.is_empty()) else {
        return change.show(|visit| match of {
            "" => werk::shown(visit, form, &wrong),
            of => team::one(visit, of, form, &wrong),
        });
    };
    let kind = deed.kind();
    let seat = &change.who.staff.seat;
    let reached = |district: &str| {
        let by_colleague = match &deed {
            Deed::Given(to) => to.seat.reaches(district),
            _ => true,
        };
        seat.reaches(district) && by_colleague
    };
    let tasks = change.book.open_tasks()?;
    let acts: Vec<Act> = tasks
        .iter()
        .filter(|task| ticked.contains(task.id.as_str()) && reached(&task.district))
        .map(|task| Act {
            tenancy: task.tenancy,
            by: change.who.id(),
            name: &change.who.staff.name,
            at: change.now,
            kind: &kind,
            note,
            task: if matches!(deed, Deed::Done) { &task.id } else { "" },
            records: deed.records(&task.id),
        })
        .collect();
    let done = change.book.act_together(&acts)?;
    let left_out = ticked.len() - done.iter().filter(|one| one.is_ok()).count();
    let first = done.into_iter().find_map(Result::ok).unwrap_or_default();
    let filter = form.only(&werk::FILTER);
    let to = if of.is_empty() { "/werk".to_string() } else { format!("/werk/team/{}", encode(of)) };
    Ok(answer::see_other(&format!("{to}?samen={first}&niet={left_out}&{filter}")))
}

/// All of them are taken back.
pub(crate) fn undo(change: &mut Change, id: &str) -> Result<Response, Failure> {
    let bundle = id.parse::<i64>().map_err(|_| Failure::NoPage)?;
    let (who, now) = (change.who, change.now);
    let may_touch = |book: &store::Book, tenancy| case::within_reach(book, &who.staff.seat, tenancy).is_ok();
    let (done, not) = change.book.undo_together(bundle, who.id(), now, &may_touch)?;
    if done == 0 {
        return Err(Failure::Conflict("Hier is niets (meer) om terug te draaien.".into()));
    }
    Ok(answer::see_other(&format!("/werk?terug={done}&niet={not}")))
}

/// How the form about ticked tasks begins. Enter in one of its fields or boxes presses the first button of a form: that is one
/// that asks which was meant. With our script Enter in a field presses the button beside it, and the page counts along.
pub(crate) fn top(visit: &Visit, asked: &Asked, wrong: &Wrong) -> Markup {
    let ticked = asked.all("taak").filter(|task| !task.is_empty()).count();
    html! {
        button.verborgen type="submit" name="wat" value="" tabindex="-1" aria-hidden="true" { "Kies hieronder" }
        (frame::seal(visit.who))
        p #taken { strong { "Met de aangevinkte taken" span #gekozen role="status" { @if ticked > 0 { " (" (ticked) ")" } } ":" } (wrong.at("taken")) }
    }
}

/// What can be done about ticked tasks; the boxes stand in the list itself and belong to this form.
pub(crate) fn bar(visit: &Visit, asked: &Asked, wrong: &Wrong) -> Result<Markup, Failure> {
    let today = visit.now.day;
    let staff = visit.until_the_book_changes("collega's", |visit| Ok(colleagues(visit.book.staff()?)))?;
    Ok(html! {
        form #samen.samen.kader method="post" action="/werk/samen" aria-label="Met de aangevinkte taken" {
            (top(visit, asked, wrong))
            @for name in werk::FILTER { @if !asked.get(name).is_empty() { input type="hidden" name=(name) value=(asked.get(name)); } }
            div {
                p { label for="notitie" { "Hoe afgehandeld" }
                    input #notitie name="notitie" value=(asked.get("notitie")) aria-describedby=[wrong.describes("notitie")]; (wrong.at("notitie")) }
                p { button type="submit" name="wat" value="klaar" data-toets="e" data-veld="notitie" { "Klaar " kbd { "E" } } }
            }
            div {
                p { label for="tot" { "Komt terug op" }
                    input #tot name="tot" type="date" min=(today.next()) max=(today + LONGEST_LATER) value=(asked.get("tot")) aria-describedby=[wrong.describes("tot")]; (wrong.at("tot")) }
                p { button type="submit" name="wat" value="later" data-toets="l" data-veld="tot" { "Later " kbd { "L" } } }
            }
            div {
                p { label for="aan" { "Collega" } select #aan name="aan" aria-describedby=[wrong.describes("aan")] {
                    option value="" { "Kies" }
                    @for one in staff.iter().filter(|one| visit.who.staff.seat.meets(&one.seat)) { option value=(one.id.0) selected[one.id.0.to_string() == asked.get("aan")] { (one.name) } }
                } (wrong.at("aan")) }
                p { button type="submit" name="wat" value="geef" data-toets="g" data-veld="aan" { "Geef " kbd { "G" } } }
            }
        }
    })
}

/// What was done together, with its way back.
pub(crate) fn done_bar(visit: &Visit, asked: &Asked) -> Result<Markup, Failure> {
    let left_out: u64 = asked.get("niet").parse().unwrap_or_default();
    let told = |number: u64| parts::plural(number, "taak", "taken");
    let not = html! { @if left_out > 0 { " " (told(left_out)) " niet: al afgehandeld, of niet in de wijken van wie het doet." } };
    if let Ok(back) = asked.get("terug").parse::<u64>() {
        return Ok(html! { p.melding role="status" { (told(back)) " teruggedraaid." (not) } });
    }
    let Ok(bundle) = asked.get("samen").parse::<i64>() else { return Ok(html! {}) };
    let acts = visit.book.acts_by(visit.who.id())?;
    let done: Vec<_> =
        acts.iter().filter(|act| act.bundle == Some(bundle) && act.undone_by.is_none()).collect();
    Ok(html! {
        div.melding role="status" {
            @match done.first() {
                Some(act) => {
                    p { strong { (told(done.len() as u64)) ": " } (act.kind) "." (not) }
                    form method="post" action={ "/ongedaan/samen/" (bundle) } {
                        (frame::seal(visit.who))
                        button type="submit" data-toets="u" { "Alles ongedaan maken " kbd { "U" } }
                    }
                }
                None => p { "Er is niets veranderd." (not) },
            }
        }
    })
}
