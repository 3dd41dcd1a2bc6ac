//! `/werk`: what lies on somebody's desk, in the order in which it is best done, with the reason of every task.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::StatusCode;
use axum::response::Response;
use domain::calendar::Day;
use domain::ids::TenancyId;
use domain::policy::{Actor, TaskKind};
use domain::staff::{Right, Role};
use domain::work::Urgency;
use maud::{Markup, html};
use store::acts::{ActLine, CAN_BE_UNDONE, Moved};
use store::appointments::Appointment;
use store::screens::OpenTask;

use crate::answer::Failure;
use crate::app::Visit;
use crate::asked::{Asked, encode};
use crate::case::Case;
use crate::formulier::Wrong;
use crate::frame::{self, Here};
use crate::sheet::{self, Cell, Kind, Sheet, row};
use crate::{parts, samen, voorstel};

mod promised;

pub(crate) use promised::first_to_do;

/// So many on a page.
const ON_A_PAGE: usize = 50;
/// A task that waits longer is late. Days.
const LATE_AFTER: i32 = 7;

/// What the address of the list can hold.
pub(crate) const FILTER: [&str; 4] = ["lijst", "wijk", "stap", "blad"];

/// A task with its place in the order.
pub(crate) struct Ranked {
    pub(crate) task: OpenTask,
    moved: Moved,
    pub(crate) waiting: i32,
    pub(crate) urgency: Urgency,
    /// The appointment it is for, or waits for.
    pub(crate) appointment: Option<Appointment>,
}

/// Where a task is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lies {
    /// On the desk of who asks.
    Here,
    /// It comes back on a later day.
    Later,
    /// A colleague does it.
    Elsewhere,
}

/// The tasks of who asks in one place, with what they can be chosen by.
pub(crate) struct Pile {
    /// Best first.
    pub(crate) tasks: Vec<Ranked>,
    late: usize,
    districts: Vec<String>,
    kinds: Vec<(String, String)>,
}

/// The open tasks that lie on the desk of who asks today.
pub(crate) fn mine(visit: &Visit) -> Result<Arc<Pile>, Failure> {
    pile(visit, Lies::Here)
}

/// Sorted once, until the book changes.
fn pile(visit: &Visit, lies: Lies) -> Result<Arc<Pile>, Failure> {
    let name = match lies {
        Lies::Here => "werk",
        Lies::Later => "werk voor later",
        Lies::Elsewhere => "werk van collega's",
    };
    visit.until_the_book_changes(name, |visit| {
        let mut tasks = within_reach(visit)?;
        tasks.retain(|one| one.lies(visit) == lies);
        let districts: BTreeSet<&str> = tasks.iter().map(|one| one.task.district.as_str()).collect();
        let kinds: BTreeSet<&str> = tasks.iter().map(|one| one.task.kind.as_str()).collect();
        Ok(Pile {
            late: tasks.iter().filter(|one| one.is_late()).count(),
            districts: districts.into_iter().map(str::to_string).collect(),
            kinds: kinds.into_iter().map(|kind| (kind.to_string(), spoken(kind))).collect(),
            tasks,
        })
    })
}

/// Why tasks are there, by tenancy and the day on which they were laid.
type Reasons = Mutex<BTreeMap<(TenancyId, Day), String>>;

/// Why a task is there, in a line; told once, until the book changes.
fn why(visit: &Visit, task: &OpenTask) -> Result<String, Failure> {
    let reasons = visit.until_the_book_changes("waarom er werk is", |_| Ok(Reasons::default()))?;
    let name = (task.tenancy, task.laid_on);
    let held = || reasons.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = held().get(&name) {
        return Ok(known.clone());
    }
    let line = Case::of_task(visit, task)?.explanation.line;
    held().insert(name, line.clone());
    Ok(line)
}

/// The open tasks of the districts of who asks, best first, wherever they lie.
fn within_reach(visit: &Visit) -> Result<Vec<Ranked>, Failure> {
    let seat = &visit.who.staff.seat;
    let leads = seat.role == Role::TeamLeader;
    let moved = visit.book.moved_tasks()?;
    let given_to_me =
        |task: &OpenTask| moved.get(&task.id).is_some_and(|moved| moved.given_to == Some(visit.who.id()));
    let tasks = visit.book.open_tasks()?.into_iter();
    let own = tasks
        .filter(|task| seat.reaches(&task.district))
        .filter(|task| leads || given_to_me(task) || task.done_by != Actor::TeamLeader.dutch());
    let mut ranked: Vec<Ranked> = own
        .map(|task| {
            let (waiting, urgency) = (visit.now.day - task.laid_on, task.urgency(visit.now.day));
            let moved = moved.get(&task.id).copied().unwrap_or_default();
            Ranked { task, moved, waiting, urgency, appointment: None }
        })
        .collect();
    promised::place(visit, &mut ranked)?;
    // The list came in order of day and number, and equal ones keep that order.
    ranked
        .sort_by_key(|one| one.urgency.order(one.appointment.as_ref().map(|one| one.slot), one.task.arrears));
    Ok(ranked)
}

impl Ranked {
    fn lies(&self, visit: &Visit) -> Lies {
        match self.moved {
            Moved { given_to: Some(to), .. } if to != visit.who.id() => Lies::Elsewhere,
            Moved { later: Some(day), .. } if day > visit.now.day => Lies::Later,
            _ => Lies::Here,
        }
    }

    /// The page on which it is done.
    pub(crate) fn address(&self) -> String {
        format!("/dossier/{}?taak={}", encode(&self.task.dossier), self.task.id)
    }

    /// It waits for longer than it should, and not for a day that was agreed.
    fn is_late(&self) -> bool {
        self.waiting > LATE_AFTER && self.urgency != Urgency::Later
    }
}

/// What has to be done, in words.
pub(crate) fn spoken(kind: &str) -> String {
    let known = TaskKind::ALL.into_iter().find(|known| known.dutch() == kind);
    known.map_or_else(|| parts::words(kind), |known| parts::sentence(known.spoken()))
}

/// What the address asks for.
struct Filter<'a> {
    list: &'a str,
    district: &'a str,
    kind: &'a str,
}

impl Filter<'_> {
    fn of(asked: &Asked) -> Filter<'_> {
        Filter { list: asked.get("lijst"), district: asked.get("wijk"), kind: asked.get("stap") }
    }

    /// Which tasks the list is made of.
    fn lies(&self) -> Lies {
        match self.list {
            "later" => Lies::Later,
            "collega" => Lies::Elsewhere,
            _ => Lies::Here,
        }
    }

    fn takes(&self, one: &Ranked) -> bool {
        (self.district.is_empty() || one.task.district == self.district)
            && (self.kind.is_empty() || one.task.kind == self.kind)
            && (self.list != "te-laat" || one.is_late())
    }

    fn query(&self, page: usize) -> String {
        let page = if page > 1 { page.to_string() } else { String::new() };
        let pairs =
            [("lijst", self.list), ("wijk", self.district), ("stap", self.kind), ("blad", page.as_str())];
        let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        let pairs: Vec<String> = pairs.map(|(name, value)| format!("{name}={}", encode(value))).collect();
        pairs.join("&")
    }
}

/// `/werk`
pub(crate) fn page(visit: &Visit, asked: &Asked) -> Result<Response, Failure> {
    shown(visit, asked, &Wrong::default())
}

/// The list, also when something about ticked tasks could not be done.
pub(crate) fn shown(visit: &Visit, asked: &Asked, wrong: &Wrong) -> Result<Response, Failure> {
    let filter = Filter::of(asked);
    let pile = pile(visit, filter.lies())?;
    let (all, late) = (&pile.tasks, pile.late);
    let shown: Vec<&Ranked> = all.iter().filter(|one| filter.takes(one)).collect();
    let pages = shown.len().div_ceil(ON_A_PAGE).max(1);
    let at = asked.get("blad").parse().unwrap_or(1).clamp(1, pages);
    let rows: Vec<&Ranked> = shown.iter().skip((at - 1) * ON_A_PAGE).take(ON_A_PAGE).copied().collect();
    let main = html! {
        h1 { "Mijn werk" }
        (wrong.summary())
        (done_bar(visit, asked)?)
        (samen::done_bar(visit, asked)?)
        (visit.until_the_book_changes("akkoord", to_agree)?)
        p.gevonden role="status" {
            strong { (parts::plural(all.len() as u64, "taak", "taken")) }
            @if late > 0 { ", waarvan " a href="/werk?lijst=te-laat" { (parts::count(late as u64)) " langer dan een week" } }
        }
        p.knoppen {
            @if let Some(first) = first_to_do(all, visit.now.day) {
                a.knop href=(first.address()) data-toets="b" { "Begin met de eerste " kbd { "B" } }
            }
            a href="/werk/agenda" data-toets="a" { "Agenda " kbd { "A" } }
        }
        (visit.until_the_book_changes("vrijgave", voorstel::line)?)
        (visit.until_the_book_changes("vervallen taken", gone)?)
        (filters(&pile, &filter))
        @if all.is_empty() { p { "Alles gedaan. Vannacht kijkt Houvast opnieuw." } }
        @else if rows.is_empty() { p { "Geen taken met dit filter. " a href="/werk" { "Filter wissen" } } }
        @else { (table(visit, &rows, asked)?) (samen::bar(visit, asked, wrong)?) (parts::leaves(at, pages, |page| format!("/werk?{}", filter.query(page)))) @if visit.who.may(Right::Export) { p { (sheet::files("/werk", &filter.query(1))) } } }
        (order())
    };
    visit.looks_at(None, "werklijst");
    let mut response = frame::page(visit, "Mijn werk", Here::Work, &main);
    if !wrong.is_empty() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// What the last night took off the desk, because the reason is gone.
fn gone(visit: &Visit) -> Result<Markup, Failure> {
    let Some(last) = &visit.last else { return Ok(html! {}) };
    let seat = &visit.who.staff.seat;
    let mut gone = visit.book.gone_tasks(last.day)?;
    gone.retain(|task| seat.reaches(&task.district));
    let count = gone.len() as u64;
    Ok(html! {
        @if count > 0 {
            details.klein {
                summary { (parts::plural(count, "taak is", "taken zijn")) " vannacht vervallen: de reden is weg" }
                ul.regels { @for task in &gone { li {
                    a href={ "/dossier/" (encode(&task.dossier)) } { (if task.name.is_empty() { &task.dossier } else { &task.name }) }
                    ": " (spoken(&task.kind)) ", gelegd op " (parts::short_day(task.laid_on))
                } } }
            }
        }
    })
}

/// What waits for the second person that who asks can be.
fn to_agree(visit: &Visit) -> Result<Markup, Failure> {
    if !visit.who.may(Right::Agree) {
        return Ok(html! {});
    }
    let seat = &visit.who.staff.seat;
    let mut waiting = visit.book.waiting_for_agreement()?;
    waiting.retain(|one| seat.reaches(&one.district));
    Ok(html! {
        @if !waiting.is_empty() {
            section.kader.nu aria-labelledby="akkoord" {
                h2 #akkoord { "Wacht op uw akkoord" }
                ul.regels { @for one in &waiting { li {
                    @let page = if one.is_handover { "bewijs" } else { "doe/regeling" };
                    a href={ "/dossier/" (encode(&one.dossier)) "/" (page) } data-rij {
                        @if one.is_handover { "Overdracht aan de deurwaarder" } @else { "Regeling" } ", dossier " (one.dossier)
                    }
                    ", gevraagd door " (one.asked_by) " op " (parts::short_day(one.asked_on))
                } } }
            }
        }
    })
}

const HEADS: [&str; 10] = [
    "dossier",
    "naam",
    "adres",
    "wijk",
    "taak",
    "waarom nu",
    "indeling",
    "achterstand",
    "gelegd op",
    "dagen",
];

/// `/werk.xlsx`, `/werk.csv`, `/werk.json`
pub(crate) fn file(visit: &Visit, asked: &Asked, kind: Kind) -> Result<Response, Failure> {
    let filter = Filter::of(asked);
    visit.looks_at(None, "werklijst als bestand");
    let mut rows = Vec::new();
    let pile = pile(visit, filter.lies())?;
    for one in pile.tasks.iter().filter(|one| filter.takes(one)) {
        let task = &one.task;
        let why = why(visit, task)?;
        let category = task.category.and_then(|key| visit.house.policy.category(key));
        rows.push(row![
            &task.dossier,
            &task.name,
            &task.street,
            &task.district,
            spoken(&task.kind),
            format!("{}. {why}", parts::sentence(one.urgency.dutch())),
            category.map(|category| &category.name),
            task.arrears,
            task.laid_on,
            Cell::Count(u64::try_from(one.waiting).unwrap_or(0)),
        ]);
    }
    let about = format!("Werklijst van {}", visit.who.staff.name);
    Sheet { name: "werk".into(), about, heads: &HEADS, rows }.answer(visit, kind)
}

fn filters(Pile { districts, kinds, .. }: &Pile, filter: &Filter) -> Markup {
    html! {
        form.filter action="/werk" method="get" {
            p { label for="lijst" { "Lijst" } select #lijst name="lijst" {
                option value="" selected[filter.list.is_empty()] { "Alles" }
                option value="te-laat" selected[filter.list == "te-laat"] { "Langer dan een week" }
                option value="later" selected[filter.list == "later"] { "Later" }
                option value="collega" selected[filter.list == "collega"] { "Bij een collega" }
            } }
            @if districts.len() > 1 { p { label for="wijk" { "Wijk" } select #wijk name="wijk" {
                option value="" { "Alle wijken" }
                @for district in districts.iter().filter(|district| !district.is_empty()) {
                    option value=(district) selected[*district == filter.district] { (district) }
                }
            } } }
            p { label for="stap" { "Stap" } select #stap name="stap" {
                option value="" { "Alle stappen" }
                @for (kind, spoken) in kinds { option value=(kind) selected[kind == filter.kind] { (spoken) } }
            } }
            p { button type="submit" { "Toon" } }
        }
    }
}

fn table(visit: &Visit, rows: &[&Ranked], asked: &Asked) -> Result<Markup, Failure> {
    let mut lines = Vec::new();
    for one in rows {
        lines.push((one, why(visit, &one.task)?));
    }
    Ok(html! {
        table.kaarten {
            caption { "Taken, de beste eerst" }
            thead { tr {
                th scope="col" { "Huurder" } th scope="col" { "Taak" } th scope="col" { "Waarom nu" }
                th scope="col" { "Indeling" } th.getal scope="col" { "Achterstand" } th.getal scope="col" { "Wacht" }
            } }
            tbody { @for (one, why) in &lines { tr {
                th scope="row" {
                    @let name = if one.task.name.is_empty() { &one.task.dossier } else { &one.task.name };
                    @if !one.task.id.is_empty() {
                    label.vink { input type="checkbox" form="samen" name="taak" value=(one.task.id) checked[asked.all("taak").any(|task| task == one.task.id)];
                        span.verborgen { "Kies " (name) ": " (spoken(&one.task.kind)) } }
                    }
                    a href=(one.address()) data-rij { (name) }
                    @if !one.task.street.is_empty() { br; span.zacht { (one.task.street) } }
                }
                td { (spoken(&one.task.kind))
                    @if let Some(day) = one.moved.later.filter(|day| *day > visit.now.day) { span.onder { "komt terug op " (parts::short_day(day)) } }
                }
                td { (parts::sentence(one.urgency.dutch())) ". "
                    @if let Some(agreed) = &one.appointment { strong { (promised::reason(agreed, visit.now.day)) ". " } }
                    span.zacht { (why) }
                }
                td { @if let Some(key) = one.task.category {
                    @if let Some(found) = visit.house.policy.category(key) { (parts::category(found)) }
                } }
                td.getal { (parts::money(one.task.arrears)) }
                td.getal { @match one.waiting { 0 => "vandaag", 1 => "1 dag", days => { (days) " dagen" } } }
            } } }
        }
    })
}

fn order() -> Markup {
    html! {
        details.klein {
            summary { "Waarom deze volgorde?" }
            p { "Eerst wie vandaag op ons rekent: afspraken, op volgorde van tijd. Dan wat een wettelijke datum heeft. Dan wie nog niets van ons hoorde, omdat een bericht niet aankwam. Dan wie nieuw achterloopt: contact in de eerste dagen helpt het meest. Dan ouder contact, en dan de rest. Is er een afspraak op een latere dag, dan wacht de taak onderaan op die dag. Binnen elke groep staat de hoogste achterstand bovenaan." }
        }
    }
}

/// What was just done, with a way back.
pub(crate) fn done_bar(visit: &Visit, asked: &Asked) -> Result<Markup, Failure> {
    let Ok(id) = asked.get("klaar").parse::<i64>() else { return Ok(html! {}) };
    let act =
        visit.book.acts_by(visit.who.id())?.into_iter().find(|act| act.id == id && act.undone_by.is_none());
    Ok(html! {
        @if let Some(act) = act {
            div.melding role="status" {
                p { strong { "Vastgelegd: " } (act.kind) " (dossier " (act.dossier) ")." }
                (undo(visit, &act))
            }
        }
    })
}

fn undo(visit: &Visit, act: &ActLine) -> Markup {
    html! {
        form method="post" action={ "/ongedaan/" (act.id) } {
            (frame::seal(visit.who))
            button type="submit" data-toets="u" { "Ongedaan maken " kbd { "U" } }
        }
    }
}

/// `/werk/handelingen`: what somebody did in the last week, to look at or take back.
pub(crate) fn acts(visit: &Visit) -> Result<Response, Failure> {
    let acts = visit.book.acts_by(visit.who.id())?;
    let recent: Vec<&ActLine> =
        acts.iter().filter(|act| visit.now.seconds - act.moment <= CAN_BE_UNDONE).collect();
    let main = html! {
        h1 { "Mijn handelingen" }
        p { "Wat u de laatste zeven dagen vastlegde. Terugdraaien kan zolang het hier staat; wat u deed en wat u terugdraaide blijft in het logboek." }
        @if recent.is_empty() { p { "U hebt de laatste zeven dagen niets vastgelegd." } }
        @else {
            table.kaarten {
                caption { "De laatste eerst" }
                thead { tr { th scope="col" { "Dossier" } th scope="col" { "Wat" } th scope="col" { "Dag" } th scope="col" { "Terug" } } }
                tbody { @for act in recent { tr {
                    th scope="row" { a href={ "/dossier/" (encode(&act.dossier)) } data-rij { (act.dossier) } }
                    td { (act.kind) @if !act.note.is_empty() { br; span.zacht { (act.note) } } }
                    td { (parts::short_day(act.day)) }
                    td { @match &act.undone_by {
                        Some(who) => { "teruggedraaid door " (who) }
                        None => { (undo_plain(visit, act)) }
                    } }
                } } }
            }
        }
    };
    Ok(frame::page(visit, "Mijn handelingen", Here::Work, &main))
}

fn undo_plain(visit: &Visit, act: &ActLine) -> Markup {
    html! {
        form method="post" action={ "/ongedaan/" (act.id) } {
            (frame::seal(visit.who))
            button type="submit" { "Ongedaan maken" span.verborgen { ": " (act.kind) ", dossier " (act.dossier) } }
        }
    }
}
