//! `/werk`: what lies on somebody's desk, in the order in which it is best done, with the reason of every task.

use std::sync::{Arc, OnceLock};

use axum::response::Response;
use domain::calendar::Day;
use domain::policy::{Actor, TaskKind};
use domain::staff::{Right, Role};
use domain::team::{self, Colleague, Work};
use domain::work::Urgency;
use maud::{Markup, html};
use store::acts::Moved;
use store::appointments::Appointment;
use store::screens::OpenTask;

use crate::answer::Failure;
use crate::app::Visit;
use crate::asked::{Asked, encode};
use crate::case::Case;
use crate::dossier::noticed;
use crate::formulier::Wrong;
use crate::frame::Here;
use crate::kijkers::Viewed;
use crate::sheet::{self, Cell, Kind, Sheet, row};
use crate::{kijkers, parts, samen, team as team_page, voorstel, vroegsignaal};

mod gedaan;
pub(crate) mod lijst;
mod promised;

pub(crate) use gedaan::{acts, acts_file, done_about, done_bar, done_by_tenant};
pub(crate) use lijst::{FILTER, keep};
pub(crate) use promised::first_to_do;

use lijst::Filter;

/// Why a list stands in the order in which it stands.
pub(crate) const WHY_THIS_ORDER: &str = "Eerst wie vandaag op ons rekent: afspraken, op volgorde van tijd. Dan wat een wettelijke \
     datum heeft. Dan wie nog niets van ons hoorde, omdat een bericht niet aankwam. Dan wie nieuw achterloopt: contact in de eerste \
     dagen helpt het meest. Dan ouder contact, en dan de rest. Staat er een andere afspraak met de huurder, dan wacht de \
     taak daarop bij Later. Binnen elke groep staat de hoogste achterstand bovenaan.";

/// So many on a page.
const ON_A_PAGE: usize = 50;
/// A task that waits longer is late. Days.
const LATE_AFTER: i32 = 7;

/// Under what name the open tasks of who asks are kept.
const EVERYTHING: &str = "werk";

/// A task with its place in the order.
pub(crate) struct Ranked {
    pub(crate) task: OpenTask,
    pub(crate) moved: Moved,
    /// On whose desks it lies.
    pub(crate) asked: Vec<i64>,
    pub(crate) waiting: i32,
    pub(crate) urgency: Urgency,
    /// The appointment it is for, or waits for.
    pub(crate) appointment: Option<Appointment>,
    /// Why it is there, in a line, once that was told.
    why: OnceLock<String>,
}

/// The open tasks of who asks, best first, wherever they lie; sorted once, until the book changes.
pub(crate) fn everything(visit: &Visit) -> Result<Arc<Vec<Ranked>>, Failure> {
    visit.until_the_book_changes(EVERYTHING, within_reach)
}

/// Why a task is there, in a line; told once.
fn why<'a>(visit: &Visit, one: &'a Ranked) -> Result<&'a str, Failure> {
    if let Some(told) = one.why.get() {
        return Ok(told);
    }
    let line = reason(visit, &one.task)?;
    Ok(one.why.get_or_init(|| line))
}

fn reason(visit: &Visit, task: &OpenTask) -> Result<String, Failure> {
    if let Some((asked, _)) = visit.book.asked_with(&task.id)? {
        // Whatever the night thinks: somebody waits for an answer.
        return Ok(parts::sentence(&asked).to_string());
    }
    if task.kind == TaskKind::CheckMoney.dutch()
        && let Some(row) = visit.book.seen_money_asked(task)?
    {
        return Ok(parts::sentence(&row.sentence()).to_string());
    }
    Ok(Case::of_task(visit, task)?.explanation.brief)
}

/// Where a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lies {
    /// On the desk of who asks.
    Here,
    /// It comes back on a later day.
    Later,
    /// A colleague does it.
    Elsewhere,
}

/// The open tasks of the districts of who asks, best first, wherever they lie. What is the team leader's is for one to see.
fn within_reach(visit: &Visit) -> Result<Vec<Ranked>, Failure> {
    let leads = visit.who.staff.seat.role == Role::TeamLeader;
    let me = visit.who.id().0;
    let mut ranked = laid(visit, &visit.book.team(visit.now.day)?)?;
    let seat = &visit.who.staff.seat;
    ranked.retain(|one| seat.reaches(&one.task.district));
    ranked.retain(|one| leads || one.asked.contains(&me) || one.task.done_by != Actor::TeamLeader.dutch());
    in_order(visit, &mut ranked)?;
    Ok(ranked)
}

/// All open tasks of all districts, in no order, each with the people on whose desks it lies.
pub(crate) fn laid(visit: &Visit, people: &[Colleague]) -> Result<Vec<Ranked>, Failure> {
    let moved = visit.book.moved_tasks()?;
    let mut ranked: Vec<Ranked> = visit
        .book
        .open_tasks()?
        .into_iter()
        .map(|task| {
            let (waiting, urgency) = (visit.now.day - task.laid_on, task.urgency(visit.now.day));
            let moved = moved.get(&task.id).copied().unwrap_or_default();
            let asked = team::asked(
                Work {
                    kind: TaskKind::of(&task.kind),
                    district: &task.district,
                    is_the_leaders: task.done_by == Actor::TeamLeader.dutch(),
                    given_to: moved.given_to.map(|id| id.0),
                },
                people,
            );
            Ranked { task, moved, asked, waiting, urgency, appointment: None, why: OnceLock::new() }
        })
        .collect();
    promised::place(visit, people, &mut ranked)?;
    Ok(ranked)
}

/// Puts them in order, the best first, each with what its tenant owes now.
pub(crate) fn in_order(visit: &Visit, ranked: &mut [Ranked]) -> Result<(), Failure> {
    visit.tell_arrears(ranked.iter_mut().map(|one| &mut one.task))?;
    // The list came in order of day and number, and equal ones keep that order.
    ranked
        .sort_by_key(|one| one.urgency.order(one.appointment.as_ref().map(|one| one.slot), one.task.arrears));
    Ok(())
}

impl Ranked {
    fn lies(&self, visit: &Visit) -> Lies {
        let leads = visit.who.staff.seat.role == Role::TeamLeader;
        let is_mine = self.asked.contains(&visit.who.id().0) || (leads && self.moved.given_to.is_none());
        if !is_mine {
            Lies::Elsewhere
        } else if self.waits(visit.now.day) {
            Lies::Later
        } else {
            Lies::Here
        }
    }

    /// Does it lie on the desk of who asks?
    pub(crate) fn lies_here(&self, visit: &Visit) -> bool {
        self.lies(visit) == Lies::Here
    }

    /// Was it put off until a later day, or does it wait for an appointment?
    pub(crate) fn waits(&self, today: Day) -> bool {
        self.urgency == Urgency::Later || self.moved.later.is_some_and(|day| day > today)
    }

    /// The page on which it is done; an appointment without a task is ended on its own.
    pub(crate) fn address(&self) -> String {
        let dossier = encode(&self.task.dossier);
        match &self.appointment {
            Some(agreed) if self.task.id.is_empty() => format!("/dossier/{dossier}/afspraak/{}", agreed.id.0),
            _ => format!("/dossier/{dossier}?taak={}", self.task.id),
        }
    }

    /// The same, for who works through the list with this query: afterwards its next task opens.
    pub(crate) fn address_from(&self, list: &str) -> String {
        let address = self.address();
        let and = if address.contains('?') { '&' } else { '?' };
        if list.is_empty() { address } else { format!("{address}{and}{list}") }
    }

    /// It waits for longer than it should, and not for a day that was agreed.
    pub(crate) fn is_late(&self) -> bool {
        self.waiting > LATE_AFTER && self.urgency != Urgency::Later
    }
}

/// What has to be done, in words within a sentence.
pub(crate) fn in_words(kind: &str) -> String {
    TaskKind::of(kind).map_or_else(|| parts::words(kind), |known| known.spoken().into())
}

/// The same as a sentence of its own.
pub(crate) fn spoken(kind: &str) -> String {
    parts::sentence(&in_words(kind)).text()
}

/// `/werk`
pub(crate) fn page(visit: &Visit, asked: &Asked) -> Result<Response, Failure> {
    shown(visit, asked, &Wrong::default())
}

/// The list, also when something about ticked tasks could not be done.
pub(crate) fn shown(visit: &Visit, asked: &Asked, wrong: &Wrong) -> Result<Response, Failure> {
    let filter = Filter::of(visit.house, asked);
    let all = everything(visit)?;
    let list = lijst::overview(visit, &all, &filter)?;
    let shown = list.shown.iter().map(|at| &all[*at]);
    let pages = shown.len().div_ceil(ON_A_PAGE).max(1);
    let at = asked.get("blad").parse().unwrap_or(1).clamp(1, pages);
    let viewed = kijkers::others(visit)?;
    let rows: Vec<&Ranked> = shown.clone().skip((at - 1) * ON_A_PAGE).take(ON_A_PAGE).collect();
    let main = html! {
        h1 { "Mijn werk" }
        (wrong.summary())
        (done_bar(visit, asked)?)
        (samen::done_bar(visit, asked)?)
        (visit.until_the_book_changes("akkoord", to_agree)?)
        (visit.until_the_book_changes("signalen", noticed::waiting)?)
        (list.load)
        p.knoppen {
            @if let Some(first) = first_to_do(visit.now.day, &viewed, shown.filter(|one| one.lies_here(visit))) {
                a.knop href=(first.address_from(&filter.query(1))) data-toets="b" { "Begin met de eerste " kbd { "B" } }
            }
            a href="/werk/agenda" data-toets="d" { "Agenda " kbd { "D" } }
            a href="/werk/team" data-toets="t" { "Team " kbd { "T" } }
        }
        (team_page::standing_in(visit)?)
        (visit.until_the_book_changes("vrijgave", voorstel::line)?)
        (visit.until_the_book_changes("signaalbestanden", vroegsignaal::to_fetch)?)
        (visit.until_the_book_changes("vervallen taken", gone)?)
        (list.tabs)
        (list.fields)
        (lijst::kept(visit, &filter)?)
        @if rows.is_empty() { (lijst::nothing(visit, &all, &filter)?) }
        @else { (table(visit, &rows, &viewed, asked)?) (samen::bar(visit, asked, wrong)?) (parts::leaves(at, pages, |page| format!("/werk?{}", filter.query(page)))) @if visit.who.may(Right::Export) { p { (sheet::files("/werk", &filter.query(1))) } } }
        details.klein.niet-afdrukken { summary { "Waarom deze volgorde?" } p { (WHY_THIS_ORDER) } p { a href="/hulp#volgorde" { "Meer uitleg" } } }
    };
    visit.looks_at(None, "werklijst");
    Ok(wrong.page_in(visit, "Mijn werk", Here::Work, &main))
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
            details.klein.niet-afdrukken {
                summary { (parts::plural(count, "taak is", "taken zijn")) " vannacht vervallen: de reden is weg" }
                ul.regels { @for task in &gone { li {
                    a href={ "/dossier/" (encode(&task.dossier)) } { (parts::sentence(if task.name.is_empty() { &task.dossier } else { &task.name })) }
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
    let filter = Filter::of(visit.house, asked);
    visit.looks_at(None, "werklijst als bestand");
    let all = everything(visit)?;
    let mut taken: Vec<&Ranked> =
        all.iter().filter(|one| filter.list.takes(visit, one) && filter.takes(one)).collect();
    filter.sort(&mut taken, |one| one);
    tasks_sheet(visit, "werk", format!("Werklijst van {}", visit.who.staff.name), &taken)?.answer(visit, kind)
}

/// These tasks to take away, in this order.
pub(crate) fn tasks_sheet(
    visit: &Visit,
    name: &str,
    about: String,
    tasks: &[&Ranked],
) -> Result<Sheet, Failure> {
    let mut rows = Vec::new();
    for one in tasks {
        let task = &one.task;
        let why = why(visit, one)?;
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
    Ok(Sheet { name: name.into(), about, heads: &HEADS, rows })
}

fn table(visit: &Visit, rows: &[&Ranked], viewed: &Viewed, asked: &Asked) -> Result<Markup, Failure> {
    let list = Filter::of(visit.house, asked).query(1);
    let mut lines = Vec::new();
    for one in rows {
        lines.push((one, why(visit, one)?));
    }
    Ok(html! {
        table.kaarten.werklijst {
            caption { "Taken, de beste eerst" }
            thead { tr {
                th scope="col" { "Huurder" } th scope="col" { "Taak" } th scope="col" { "Waarom nu" }
                th scope="col" { "Indeling" } th.getal scope="col" { "Achterstand" } th.getal scope="col" { "Wacht" }
            } }
            tbody { @for (one, why) in &lines {
                @let name = if one.task.name.is_empty() { &one.task.dossier } else { &one.task.name };
                @let kind = spoken(&one.task.kind);
                tr {
                    th scope="row" {
                        @if !one.task.id.is_empty() {
                            label.vink { input type="checkbox" form="samen" name="taak" value=(one.task.id) checked[asked.all("taak").any(|task| task == one.task.id)];
                                span.verborgen { "Kies " (parts::text(name)) ": " (parts::text(&kind)) } }
                        }
                        a href=(one.address_from(&list)) data-rij { (parts::sentence(name)) }
                        @if !one.task.street.is_empty() { br; span.zacht { (parts::text(&one.task.street)) } }
                        @if let Some(names) = viewed.get(&one.task.tenancy) { span.onder.kijkt { (kijkers::told(names)) } }
                    }
                    td { (parts::text(&kind))
                        @if let Some(day) = one.moved.later.filter(|day| *day > visit.now.day) { span.onder { "komt terug op " (parts::short_day(day)) } }
                    }
                    td { (parts::sentence(one.urgency.dutch())) ". "
                        @if let Some(agreed) = &one.appointment { strong { (promised::reason(agreed, visit.now.day)) ". " } }
                        span.zacht { (parts::text(why)) }
                    }
                    td { @if let Some(key) = one.task.category {
                        @if let Some(found) = visit.house.policy.category(key) { (parts::category(found)) }
                    } }
                    td.getal { (parts::money(one.task.arrears)) }
                    td.getal { span.smal { "wacht " } @match one.waiting { 0 => "vandaag", 1 => "1 dag", days => { (days) " dagen" } } }
                }
            } }
        }
    })
}
