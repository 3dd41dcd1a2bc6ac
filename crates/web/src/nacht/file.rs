//! `/nacht.xlsx?dag=`: the report of a night as a list, a row for each number of the page.

use axum::response::Response;
use domain::money::Cents;
use domain::policy::Policy;
use domain::{check, guards};
use store::nights::NightRun;

use super::{planned, run_of};
use crate::answer::Failure;
use crate::app::Visit;
use crate::asked::Asked;
use crate::parts;
use crate::post::told;
use crate::sheet::{Cell, Kind, Sheet, row};

const HEADS: [&str; 5] = ["onderdeel", "wat", "nader", "aantal", "bedrag"];

/// `/nacht.xlsx`, `/nacht.csv`, `/nacht.json`: of the last night when no day is asked for.
pub(crate) fn file(visit: &Visit, asked: &Asked, kind: Kind) -> Result<Response, Failure> {
    let run = match asked.get("dag") {
        "" => visit.last.clone().ok_or(Failure::NoNight)?,
        day => run_of(visit, day)?,
    };
    let rows = [came_in(visit, &run)?, placed(visit, &run)?, planned_rows(visit, &run)?, held(visit, &run)?];
    let about = format!("Nacht van {}, boeken tot en met {}", run.day.dutch(), run.books_as_of.dutch());
    Sheet { name: format!("nacht-{}", run.day), about, heads: &HEADS, rows: rows.concat() }
        .answer(visit, kind)
}

type Rows = Vec<Vec<Cell>>;

fn came_in(visit: &Visit, run: &NightRun) -> Result<Rows, Failure> {
    let deliveries = visit.book.deliveries_between(visit.book.night_before(run.day)?, run.day)?;
    let mut rows = Rows::new();
    for one in &deliveries {
        let part = "wat er binnenkwam";
        rows.push(row![part, &one.name, "rijen", Cell::Count(one.rows), Cell::Nothing]);
        rows.push(row![part, &one.name, "gewijzigd", Cell::Count(one.changes), Cell::Nothing]);
        for (word, count) in [("opmerkingen", one.findings[0]), ("geweigerde rijen", one.findings[1])] {
            rows.push(row![part, &one.name, word, Cell::Count(count), Cell::Nothing]);
        }
    }
    Ok(rows)
}

fn placed(visit: &Visit, run: &NightRun) -> Result<Rows, Failure> {
    let policy = &visit.house.policy;
    let totals = visit.totals(run.day)?;
    let mut rows = Rows::new();
    for category in &policy.categories {
        let total = totals.get(&Some(category.key)).copied().unwrap_or_default();
        let colour = category.colour.dutch();
        rows.push(row!["indeling", &category.name, colour, Cell::Count(total.count), total.arrears]);
    }
    if let Some(total) = totals.get(&None) {
        let nothing = Cell::Nothing;
        rows.push(row!["indeling", "nog niet ingedeeld", nothing, Cell::Count(total.count), total.arrears]);
    }
    for one in visit.book.moves_in(run.id)? {
        let (before, after) = (name(policy, &one.before), name(policy, &one.after));
        rows.push(row!["wisselingen", before, after, Cell::Count(one.count), Cell::Nothing]);
    }
    Ok(rows)
}

/// The name of a category; of nobody's it says so.
fn name(policy: &Policy, id: &str) -> String {
    if id.is_empty() { "nog niet ingedeeld".into() } else { parts::category_name(policy, id) }
}

fn planned_rows(visit: &Visit, run: &NightRun) -> Result<Rows, Failure> {
    let policy = &visit.house.policy;
    let mut rows = Rows::new();
    for one in visit.book.messages_in(run.id)? {
        let how = format!("{}, {}", one.channel, told::state(&one.state, ""));
        let asked = (one.amount != Cents::ZERO).then_some(one.amount);
        let letter = parts::letter_name(policy, &one.letter);
        rows.push(row!["berichten", letter, how, Cell::Count(one.count), asked]);
    }
    for one in visit.book.tasks_in(run.id)? {
        let how = match one.mode.as_str() {
            "automatisch" => format!("{}, {}", one.done_by, planned::work_list(policy, &one)),
            mode => format!("{}, {} ({mode})", one.done_by, planned::work_list(policy, &one)),
        };
        rows.push(row!["taken", parts::words(&one.kind), how, Cell::Count(one.count), Cell::Nothing]);
    }
    Ok(rows)
}

fn held(visit: &Visit, run: &NightRun) -> Result<Rows, Failure> {
    let counts = visit.book.blocks_in(run.id)?;
    let mut rows = Rows::new();
    for guard in guards::ALL {
        if let Some(count) = counts.get(guard.id) {
            let why = guard.sentence;
            rows.push(row!["tegengehouden", guard.word, why, Cell::Count(*count), Cell::Nothing]);
        }
    }
    for (dossier, promises) in visit.book.breaches_in(run.id)? {
        for promise in check::ALL.iter().filter(|promise| promises.iter().any(|id| id == promise.id)) {
            rows.push(row!["beloften", promise.sentence, &dossier, Cell::Count(1), Cell::Nothing]);
        }
    }
    Ok(rows)
}
