//! `/werk/team/{id}`: what lies on a colleague's desk, to take over or give on; when she is away and who stands in; what kinds of
//! work she does. Of oneself: what was taken over, to give back.
//!
//! Absence is recorded by oneself or by a team leader, and so is what somebody does. Why somebody is away is not asked.

use axum::response::Response;
use domain::calendar::Day;
use domain::policy::TaskKind;
use domain::staff::{Right, Role, Seat};
use domain::team::Colleague;
use maud::{Markup, html};
use store::staff::{Staff, StaffId};
use store::team::Absence;

use crate::answer::{self, Failure};
use crate::app::{Change, Visit};
use crate::asked::Asked;
use crate::formulier::{self, Wrong, day_between, field};
use crate::frame::{self, Here};
use crate::sheet::{self, Kind};
use crate::signed::Signed;
use crate::werk::{self, Ranked};
use crate::{parts, samen};

/// An absence begins no further ahead and lasts no longer. Days.
const FURTHEST: i32 = 366;

/// What somebody may be shown as a colleague.
fn colleague(staff: Vec<Staff>, id: &str) -> Result<Staff, Failure> {
    let known = samen::colleagues(staff).into_iter().find(|one| one.id.0.to_string() == id);
    known.ok_or(Failure::NoPage)
}

/// May who is signed in say when this person is away and what she does? A leader may for who works in the leader's own districts
/// only: who stands in reaches what the other reaches.
fn may_arrange(who: &Signed, her: &Staff) -> bool {
    let (own, hers) = (&who.staff.seat, &her.seat.districts);
    let covers = own.districts.is_empty() || (!hers.is_empty() && hers.iter().all(|one| own.reaches(one)));
    who.id() == her.id || (own.role == Role::TeamLeader && covers)
}

/// The tasks on her desk; of oneself, those that were taken or given by name.
pub(super) fn on_desk(visit: &Visit, people: &[Colleague], of: &str) -> Result<Vec<Ranked>, Failure> {
    let me = visit.who.id();
    let mut tasks = super::today(visit, people)?;
    let seat = &visit.who.staff.seat;
    tasks.retain(|one| {
        if !seat.reaches(&one.task.district) {
            return false;
        }
        let is_hers = one.asked.iter().any(|id| id.to_string() == of)
            || one.moved.given_to.is_some_and(|id| id.0.to_string() == of);
        is_hers && (me.0.to_string() != of || one.moved.given_to == Some(me))
    });
    werk::in_order(visit, &mut tasks)?;
    Ok(tasks)
}

/// The page.
pub(crate) fn one(visit: &Visit, id: &str, asked: &Asked, wrong: &Wrong) -> Result<Response, Failure> {
    let staff = visit.book.staff()?;
    let her = colleague(staff.clone(), id)?;
    let people = visit.book.team(visit.now.day)?;
    let tasks = on_desk(visit, &people, id)?;
    let absences = visit.book.absences(visit.now.day)?.into_iter().filter(|one| one.staff == her.id);
    let absences: Vec<Absence> = absences.collect();
    let is_me = her.id == visit.who.id();
    visit.looks_at(None, "taken van een collega");
    let main = html! {
        p.terug { a href="/werk/team" { "‹ Team" } }
        h1 { (her.name) @if is_me { " (u)" } }
        (wrong.summary())
        (samen::done_bar(visit, asked)?)
        (absence_bar(visit, &her, asked))
        p { (parts::sentence(her.seat.role.dutch())) ", " (if her.seat.districts.is_empty() { "alle wijken".to_string() } else { her.seat.districts.join(", ") }) }
        (tasks_section(visit, &her, &staff, &tasks, asked, wrong))
        div.twee {
            (absence_section(visit, &her, &staff, &absences, asked, wrong))
            (skills_section(visit, &her)?)
        }
    };
    Ok(wrong.page_in(visit, &her.name, Here::Work, &main))
}

/// `/werk/team.xlsx?wie=`: the tasks on the desk of a colleague.
pub(super) fn file(visit: &Visit, id: &str, kind: Kind) -> Result<Response, Failure> {
    let her = colleague(visit.book.staff()?, id)?;
    let tasks = on_desk(visit, &visit.book.team(visit.now.day)?, id)?;
    let tasks: Vec<&Ranked> = tasks.iter().collect();
    werk::tasks_sheet(visit, "team", format!("Taken van {}", her.name), &tasks)?.answer(visit, kind)
}

fn tasks_section(
    visit: &Visit,
    her: &Staff,
    staff: &[Staff],
    tasks: &[Ranked],
    asked: &Asked,
    wrong: &Wrong,
) -> Markup {
    let is_me = her.id == visit.who.id();
    let others = samen::colleagues(staff.to_vec());
    html! {
        section aria-labelledby="taken-kop" {
            h2 #taken-kop { @if is_me { "Overgenomen of gekregen" } @else { "Op haar of zijn bureau" } }
            @if tasks.is_empty() { p { @if is_me { "U hebt niets overgenomen. " a href="/werk" { "Naar uw werk" } } @else { "Er ligt vandaag niets uit uw wijken." } } }
            @else {
                (table(tasks, asked))
                @if visit.who.may(Right::Export) { p { (sheet::files("/werk/team", &format!("wie={}", her.id.0))) } }
                form #samen.samen.kader method="post" action="/werk/samen" aria-label="Met de aangevinkte taken" {
                    (samen::top(visit, asked, wrong))
                    input type="hidden" name="van" value=(her.id.0);
                    @if is_me { div {
                        button type="submit" name="wat" value="terug" { "Geef terug" }
                        button type="submit" name="wat" value="terug-alles" { "Geef alles terug" }
                    } } @else {
                        div {
                            button type="submit" name="wat" value="neem" { "Neem over" }
                            button type="submit" name="wat" value="neem-alles" { "Neem alles over (" (tasks.len()) ")" }
                        }
                        div {
                            p { label for="aan" { "Collega" } select #aan name="aan" aria-describedby=[wrong.describes("aan")] {
                                option value="" { "Kies" }
                                @for one in others.iter().filter(|one| one.id != her.id) { option value=(one.id.0) selected[one.id.0.to_string() == asked.get("aan")] { (one.name) } }
                            } (wrong.at("aan")) }
                            p { button type="submit" name="wat" value="geef" { "Geef" } }
                        }
                    }
                }
            }
        }
    }
}

fn table(tasks: &[Ranked], asked: &Asked) -> Markup {
    html! {
        table.kaarten {
            caption { "Taken, de beste eerst" }
            thead { tr { th scope="col" { "Huurder" } th scope="col" { "Taak" } th scope="col" { "Wijk" } th.getal scope="col" { "Wacht" } } }
            tbody { @for one in tasks { tr {
                th scope="row" {
                    @let name = if one.task.name.is_empty() { &one.task.dossier } else { &one.task.name };
                    label.vink { input type="checkbox" form="samen" name="taak" value=(one.task.id) checked[asked.all("taak").any(|task| task == one.task.id)];
                        span.verborgen { "Kies " (name) ": " (werk::spoken(&one.task.kind)) } }
                    a href=(one.address()) data-rij { (parts::sentence(name)) }
                }
                td { (werk::spoken(&one.task.kind)) @if one.asked.len() > 1 { span.onder { "ligt ook bij een ander" } } }
                td { (one.task.district) }
                td.getal { @match one.waiting { 0 => "vandaag", 1 => "1 dag", days => { (days) " dagen" } } }
            } } }
        }
    }
}

/// Who could stand in: those who share a district first.
fn stand_ins(staff: &[Staff], her: &Staff) -> Vec<Staff> {
    let shares = |seat: &Seat| her.seat.districts.iter().any(|district| seat.reaches(district));
    let mut others = samen::colleagues(staff.to_vec());
    others.retain(|one| one.id != her.id);
    others.sort_by_key(|one| (one.seat.role == Role::TeamLeader, !shares(&one.seat)));
    others
}

fn absence_section(
    visit: &Visit,
    her: &Staff,
    staff: &[Staff],
    absences: &[Absence],
    asked: &Asked,
    wrong: &Wrong,
) -> Markup {
    let today = visit.now.day;
    let may = may_arrange(visit.who, her);
    html! {
        section.kader.doen aria-labelledby="afwezigheid" {
            h2 #afwezigheid { "Afwezigheid" }
            @if absences.is_empty() { p { "Niet afwezig gemeld." } }
            @for one in absences {
                form method="post" action={ "/werk/team/" (her.id.0) } {
                    (frame::seal(visit.who))
                    p { (super::away(one, today)) span.onder { "vastgelegd door " (one.made_by) } }
                    @if may { input type="hidden" name="afwezig" value=(one.id); p { button type="submit" name="wat" value="einde" { "Weer aanwezig" span.verborgen { ": " (one.first.dutch()) } } } }
                }
            }
            @if may {
                form method="post" action={ "/werk/team/" (her.id.0) } {
                    (frame::seal(visit.who))
                    (formulier::date(wrong, "van-dag", "Eerste dag", asked.get("van-dag"), (today, today + FURTHEST)))
                    (formulier::date(wrong, "tot-dag", "Laatste dag", asked.get("tot-dag"), (today, today + FURTHEST)))
                    (field(wrong, "waarneming", "Wie neemt waar?", &html! {
                        select #waarneming name="waarneming" aria-describedby=[wrong.describes("waarneming")] {
                            option value="" { "Niemand: de taken gaan naar de anderen van de wijk" }
                            @for one in stand_ins(staff, her) { option value=(one.id.0) selected[one.id.0.to_string() == asked.get("waarneming")] { (one.name) } }
                        }
                    }))
                    p.zacht { "Wie waarneemt, ziet zolang de dossiers, taken en afspraken van deze wijken. De reden van afwezigheid vragen wij niet." }
                    p { button type="submit" name="wat" value="afwezig" { "Leg vast" } }
                }
            }
        }
    }
}

fn skills_section(visit: &Visit, her: &Staff) -> Result<Markup, Failure> {
    let skills = visit.book.skills_of(her.id)?;
    let may = may_arrange(visit.who, her);
    let said = |kind: &TaskKind| parts::sentence(kind.spoken());
    Ok(html! {
        section.kader.doen aria-labelledby="vaardigheden" {
            h2 #vaardigheden { "Soorten werk" }
            @if may {
                form method="post" action={ "/werk/team/" (her.id.0) } {
                    (frame::seal(visit.who))
                    p { "Vinkt u niets aan, dan doet deze persoon alle soorten werk." }
                    fieldset {
                        legend { "Doet bij uitstek" }
                        @for kind in TaskKind::ALL { p.vinkje { label {
                            input type="checkbox" name="soort" value=(kind.dutch()) checked[skills.contains(&kind)];
                            span { (said(&kind)) }
                        } } }
                    }
                    p { button type="submit" name="wat" value="vaardigheden" { "Bewaar" } }
                }
            } @else if skills.is_empty() { p { "Doet alles." } }
            @else { ul.regels { @for kind in &skills { li { (said(kind)) } } } }
        }
    })
}

/// What was just done about an absence, with a way back.
fn absence_bar(visit: &Visit, her: &Staff, asked: &Asked) -> Markup {
    let bar = |text: &str, word: &str, id: &str| {
        html! {
            div.melding role="status" {
                p { strong { (text) } }
                @if !word.is_empty() {
                    form method="post" action={ "/werk/team/" (her.id.0) } {
                        (frame::seal(visit.who))
                        input type="hidden" name="afwezig" value=(id);
                        button type="submit" name="wat" value=(word) data-toets="u" { "Ongedaan maken " kbd { "U" } }
                    }
                }
            }
        }
    };
    match (asked.get("weg"), asked.get("terug-van"), asked.get("bewaard")) {
        ("", "", "") => html! {},
        ("", "", _) => bar("Bewaard. De taken zijn opnieuw verdeeld.", "", ""),
        ("", back, _) => bar("Weer aanwezig: de taken liggen waar ze lagen.", "herstel", back),
        (away, _, _) => bar("De afwezigheid is vastgelegd.", "einde", away),
    }
}

/// Absence and skills arrive.
pub(crate) fn change(change: &mut Change, id: &str) -> Result<Response, Failure> {
    let staff = change.book.staff()?;
    let her = colleague(staff.clone(), id)?;
    if !may_arrange(change.who, &her) {
        return Err(Failure::NotAllowed);
    }
    let (form, by, now) = (change.form, change.who.id(), change.now);
    let absence = || form.get("afwezig").parse::<i64>().map_err(|_| Failure::NoPage);
    let gone = || Failure::Conflict("Deze afwezigheid was al veranderd.".into());
    let hers = |id: i64, book: &store::Book| -> Result<bool, Failure> {
        Ok(book.absence_is_of(id)? == Some(her.id))
    };
    let done = match form.get("wat") {
        "einde" | "herstel" => {
            let id = absence()?;
            let ends = form.get("wat") == "einde";
            let done = hers(id, change.book)?
                && if ends {
                    change.book.end_absence(id, by, now)?
                } else {
                    change.book.restore_absence(id, by, now)?
                };
            if !done {
                return Err(gone());
            }
            if ends { format!("terug-van={id}") } else { format!("weg={id}") }
        }
        "vaardigheden" => {
            let kinds =
                TaskKind::ALL.into_iter().filter(|kind| form.all("soort").any(|word| word == kind.dutch()));
            change.book.set_skills(her.id, &kinds.collect::<Vec<_>>(), by, now)?;
            "bewaard=1".into()
        }
        _ => {
            let mut wrong = Wrong::default();
            let Some((days, stand_in)) = wanted(form, now.day, &staff, &her, &mut wrong) else {
                return change.show(|visit| one(visit, id, form, &wrong));
            };
            format!("weg={}", change.book.add_absence(her.id, days, stand_in, by, now)?)
        }
    };
    Ok(answer::see_other(&format!("/werk/team/{}?{done}", her.id.0)))
}

/// From when to when, and who stands in; `None` when something is wrong with it.
fn wanted(
    form: &Asked,
    today: Day,
    staff: &[Staff],
    her: &Staff,
    wrong: &mut Wrong,
) -> Option<((Day, Day), Option<StaffId>)> {
    let first = wrong.take("van-dag", day_between(form.get("van-dag"), today, today + FURTHEST));
    let last = day_between(form.get("tot-dag"), first.unwrap_or(today), today + FURTHEST);
    let last = wrong.take("tot-dag", last);
    let named = form.get("waarneming");
    let found = stand_ins(staff, her).into_iter().find(|one| one.id.0.to_string() == named);
    let stand_in = match (named, found) {
        ("", _) => Ok(None),
        (_, Some(found)) => Ok(Some(found.id)),
        (_, None) => Err("Kies een collega.".to_string()),
    };
    let stand_in = wrong.take("waarneming", stand_in);
    Some(((first?, last?), stand_in?))
}
