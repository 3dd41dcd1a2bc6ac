//! `/werk/team`: how the open tasks lie over colleagues, districts and kinds of work, and who is away. `/werk/team/{id}`: one
//! colleague: her tasks to take over, her absence, and what she does.
//!
//! On whose desk a task lies is decided in [`domain::team`]; here it is counted and shown. Hours are estimates, to see who has
//! too much; nobody is measured.

use std::collections::BTreeMap;

use axum::response::Response;
use domain::calendar::Day;
use domain::policy::TaskKind;
use domain::staff::{Right, Role};
use domain::team::{self, Colleague};
use maud::{Markup, html};
use store::staff::Staff;
use store::team::Absence;

use crate::answer::Failure;
use crate::app::{Change, Visit};
use crate::asked::Asked;
use crate::frame::{self, Here};
use crate::sheet::{self, Cell, Kind, Sheet, row};
use crate::werk::{self, Ranked};
use crate::{parts, samen};

mod person;

pub(crate) use person::{change, one};

/// Tasks, how many of them are late, and about how long they take.
#[derive(Clone, Copy, Default)]
struct Load {
    tasks: u64,
    late: u64,
    minutes: u32,
}

impl Load {
    fn add(&mut self, one: &Ranked, shared_by: usize) {
        self.tasks += 1;
        self.late += u64::from(one.is_late());
        let minutes = TaskKind::of(&one.task.kind).map_or(0, team::minutes);
        self.minutes += minutes / u32::try_from(shared_by.max(1)).unwrap_or(1);
    }

    fn cells(self) -> Markup {
        html! {
            td.getal { (parts::count(self.tasks)) span.smal { " taken" } }
            td.getal { @if self.late > 0 { strong { (parts::count(self.late)) } } @else { "0" } span.smal { " te laat" } }
            td.getal { span.smal { "ongeveer " } (duration(self.minutes)) }
        }
    }
}

/// `45 min`, `5 uur`
fn duration(minutes: u32) -> String {
    if minutes < 60 { format!("{minutes}\u{a0}min") } else { format!("{}\u{a0}uur", (minutes + 30) / 60) }
}

/// About how long these take together.
pub(crate) fn how_long(tasks: &[&Ranked]) -> String {
    let mut load = Load::default();
    tasks.iter().for_each(|one| load.add(one, 1));
    duration(load.minutes)
}

/// For whom who asks stands in, on the list of work.
pub(crate) fn standing_in(visit: &Visit) -> Result<Markup, Failure> {
    let (me, today) = (visit.who.id(), visit.now.day);
    let mut now = visit.book.absences(today)?;
    now.retain(|one| one.holds_on(today));
    let away = now.iter().filter(|one| one.staff == me);
    let mine: Vec<&Absence> = now.iter().filter(|one| one.stand_in == Some(me)).collect();
    Ok(html! {
        @for one in away { p.melding {
            "U staat afwezig tot en met " (parts::day(one.last)) ". "
            @if one.stand_in_name.is_empty() { "Uw taken liggen bij de collega's van uw wijk." } @else { (one.stand_in_name) " neemt voor u waar." }
        } }
        @for one in &mine { p.melding { "U neemt waar voor " (one.name) ", tot en met " (parts::day(one.last)) "." } }
    })
}

/// What lies on desks today, in all districts: to count.
fn today(visit: &Visit, people: &[Colleague]) -> Result<Vec<Ranked>, Failure> {
    let mut all = werk::laid(visit, people)?;
    all.retain(|one| !one.task.id.is_empty() && !one.waits(visit.now.day));
    Ok(all)
}

/// The tasks on the desk of a colleague, by id; of oneself: those that were taken or given by name.
pub(crate) fn on_desk(change: &mut Change, of: &str) -> Result<Vec<String>, Failure> {
    let mut ids = Vec::new();
    change.show(|visit| {
        let people = visit.book.team(visit.now.day)?;
        ids = person::on_desk(visit, &people, of)?.into_iter().map(|one| one.task.id).collect();
        Ok(Response::default())
    })?;
    Ok(ids)
}

/// `/werk/team`
pub(crate) fn page(visit: &Visit) -> Result<Response, Failure> {
    let people = visit.book.team(visit.now.day)?;
    let (all, absences) = (today(visit, &people)?, visit.book.absences(visit.now.day)?);
    let staff = samen::colleagues(visit.book.staff()?);
    visit.looks_at(None, "team");
    let main = html! {
        p.terug { a href="/werk" { "‹ Mijn werk" } }
        h1 { "Team" }
        p.gevonden { (parts::plural(all.len() as u64, "taak", "taken")) " vandaag. Een taak die bij meer mensen ligt, telt bij ieder mee; de uren zijn dan gedeeld." }
        (by_person(visit, &staff, &people, &absences, &all))
        (by_district(&staff, &people, &all))
        (by_kind(&staff, &people, &all))
        @if visit.who.may(Right::Export) { p { (sheet::files("/werk/team", "")) } }
        section aria-labelledby="afwezig" {
            h2 #afwezig { "Afwezig" }
            @if absences.is_empty() { p { "Niemand is afwezig gemeld." } }
            @else { ul.regels { @for one in &absences { li { (away(one, visit.now.day)) } } } }
            p { "Zelf weg? " a href={ "/werk/team/" (visit.who.id().0) "#afwezigheid" } { "Meld uw afwezigheid" } ". Dan liggen uw taken en afspraken bij wie waarneemt." }
        }
        details.klein {
            summary { "Hoe wordt dit verdeeld?" }
            p { "Een taak ligt bij wie voor de wijk werkt en dit soort werk doet. Wie een taak kreeg of overnam, gaat voor. Is die afwezig, dan ligt de taak bij wie waarneemt; zonder waarnemer bij de anderen van de wijk, en anders bij de teamleider." }
            p { "De uren zijn een schatting per soort taak, met bellen op 6 minuten en een huisbezoek op 45. Ze zijn er om het werk te verdelen, niet om mensen te meten." }
        }
    };
    Ok(frame::page(visit, "Team", Here::Work, &main))
}

/// `Sandra de Boer: 24 december 2026 tot en met 2 januari 2027, waarneming door Renske Postma`
fn away(one: &Absence, today: Day) -> Markup {
    html! {
        a href={ "/werk/team/" (one.staff.0) } { (one.name) } ": " (parts::day(one.first)) " tot en met " (parts::day(one.last))
        @if one.stand_in.is_some() { ", waarneming door " (one.stand_in_name) } @else { ", zonder waarnemer" }
        @if one.holds_on(today) { " " strong { "nu" } }
    }
}

/// What lies on one desk.
fn load_of(id: i64, all: &[Ranked]) -> Load {
    let mut load = Load::default();
    all.iter().filter(|one| one.asked.contains(&id)).for_each(|one| load.add(one, one.asked.len()));
    load
}

/// `/werk/team.xlsx`, `.csv`, `.json`: the work of today by colleague.
pub(crate) fn file(visit: &Visit, asked: &Asked, kind: Kind) -> Result<Response, Failure> {
    visit.looks_at(None, "team als bestand");
    if !asked.get("wie").is_empty() {
        return person::file(visit, asked.get("wie"), kind);
    }
    let people = visit.book.team(visit.now.day)?;
    let all = today(visit, &people)?;
    let staff = samen::colleagues(visit.book.staff()?);
    let row = |one: &Staff| {
        let colleague = people.iter().find(|known| known.id == one.id.0)?;
        let load = load_of(one.id.0, &all);
        let counts = [load.tasks, load.late, u64::from(load.minutes)].map(Cell::Count);
        let away = if colleague.is_away { "afwezig" } else { "" };
        let role = one.seat.role.dutch();
        let cells = row![one.name.clone(), role, districts(&one.seat.districts), skills(colleague), away];
        Some([cells, counts.to_vec()].concat())
    };
    let sheet = Sheet {
        name: "team".into(),
        about: format!("Het werk van {}, per collega", visit.now.day.dutch()),
        heads: &["collega", "rol", "wijken", "doet", "aanwezig", "taken", "te laat", "minuten"],
        rows: staff.iter().filter_map(row).collect(),
    };
    sheet.answer(visit, kind)
}

fn by_person(
    visit: &Visit,
    staff: &[Staff],
    people: &[Colleague],
    absences: &[Absence],
    all: &[Ranked],
) -> Markup {
    let load = |id: i64| load_of(id, all);
    let nobody = all.iter().filter(|one| one.asked.is_empty()).count() as u64;
    html! {
        h2 #per-collega { "Per collega" }
        table.kaarten {
            caption { "Per collega" }
            thead { tr { th scope="col" { "Collega" } th scope="col" { "Wijken" } th scope="col" { "Doet" }
                th.getal scope="col" { "Taken" } th.getal scope="col" { "Te laat" } th.getal scope="col" { "Ongeveer" } } }
            tbody { @for one in staff { @if let Some(colleague) = people.iter().find(|known| known.id == one.id.0) { tr {
                th scope="row" { a href={ "/werk/team/" (one.id.0) } data-rij { (one.name) } @if one.id == visit.who.id() { " (u)" }
                    @if one.seat.role == Role::TeamLeader { span.onder { "teamleider" } }
                    @for absence in absences.iter().filter(|absence| absence.staff == one.id && absence.holds_on(visit.now.day)) {
                        span.onder { "afwezig tot en met " (parts::short_day(absence.last)) }
                    }
                }
                td { (districts(&one.seat.districts)) }
                td { (skills(colleague)) }
                (load(one.id.0).cells())
            } } } }
        }
        @if nobody > 0 { p.melding.alarm { (parts::plural(nobody, "taak ligt", "taken liggen")) " bij niemand: iedereen is afwezig." } }
    }
}

fn districts(names: &[String]) -> String {
    if names.is_empty() { "alle wijken".into() } else { names.join(", ") }
}

fn skills(colleague: &Colleague) -> String {
    let words: Vec<&str> = colleague.skills.iter().map(|kind| kind.spoken()).collect();
    if words.is_empty() { "alles".into() } else { words.join(", ") }
}

fn by_district(staff: &[Staff], people: &[Colleague], all: &[Ranked]) -> Markup {
    let mut loads: BTreeMap<&str, Load> = BTreeMap::new();
    all.iter().for_each(|one| loads.entry(&one.task.district).or_default().add(one, 1));
    let there = |district: &str| {
        let fits = |one: &&Colleague| {
            !one.is_away && one.seat.role != Role::TeamLeader && one.seat.reaches(district)
        };
        names(staff, people.iter().filter(fits).map(|one| one.id))
    };
    html! {
        h2 #per-wijk { "Per wijk" }
        table.kaarten {
            caption { "Per wijk" }
            thead { tr { th scope="col" { "Wijk" } th scope="col" { "Wie er is" }
                th.getal scope="col" { "Taken" } th.getal scope="col" { "Te laat" } th.getal scope="col" { "Ongeveer" } } }
            tbody { @for (district, load) in &loads { tr {
                th scope="row" { (if district.is_empty() { "zonder wijk" } else { district }) }
                td { @let who = there(district); @if who.is_empty() { strong { "niemand" } } @else { (who) } }
                (load.cells())
            } } }
        }
    }
}

fn by_kind(staff: &[Staff], people: &[Colleague], all: &[Ranked]) -> Markup {
    let mut loads: BTreeMap<&str, Load> = BTreeMap::new();
    all.iter().for_each(|one| loads.entry(&one.task.kind).or_default().add(one, 1));
    let able = |kind: &str| {
        let chosen = |one: &&Colleague| !one.skills.is_empty() && one.can(TaskKind::of(kind)) && !one.is_away;
        names(staff, people.iter().filter(chosen).map(|one| one.id))
    };
    html! {
        h2 #per-soort { "Per soort werk" }
        table.kaarten {
            caption { "Per soort werk" }
            thead { tr { th scope="col" { "Soort" } th scope="col" { "Bij uitstek" }
                th.getal scope="col" { "Taken" } th.getal scope="col" { "Te laat" } th.getal scope="col" { "Ongeveer" } } }
            tbody { @for (kind, load) in &loads { tr {
                th scope="row" { (werk::spoken(kind)) }
                td { @let who = able(kind); @if who.is_empty() { "iedereen" } @else { (who) } }
                (load.cells())
            } } }
        }
    }
}

fn names(staff: &[Staff], ids: impl Iterator<Item = i64>) -> String {
    let ids: Vec<i64> = ids.collect();
    let found = staff.iter().filter(|one| ids.contains(&one.id.0));
    found.map(|one| one.name.as_str()).collect::<Vec<_>>().join(", ")
}
