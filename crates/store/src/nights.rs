//! Nights that have been: which there were, undoing the last one, and reading back what was recorded.

use domain::asked::FLOW;
use domain::calendar::Day;
use domain::dossier::Position;
use domain::facts::{FactId, Value};
use domain::ids::TenancyId;
use domain::money::Cents;

use crate::book::{Book, StoreError};
use crate::crash;
use crate::db::{Connection, OptionalExtension, Row};
use crate::dossiers::{WAKES_NEXT_NIGHT, read_position};
use crate::facts;

/// A night that was committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NightRun {
    /// Number of the run.
    pub id: i64,
    /// The day.
    pub day: Day,
    /// Hash of the policy.
    pub policy: String,
    /// Hash of the law's parameters.
    pub law: String,
    /// Version of Houvast.
    pub engine: String,
    /// The day up to which the books were known.
    pub books_as_of: Day,
    /// Numbers, `key=value` each.
    pub summary: String,
}

/// A recorded decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The run.
    pub run: i64,
    /// Its day.
    pub day: Day,
    /// Hash of the policy that decided.
    pub policy: String,
    /// Id of the category.
    pub category: String,
    /// Id of the category before, or empty.
    pub category_before: String,
    /// Did it change?
    pub category_changed: bool,
    /// What happened.
    pub outcome: StoredOutcome,
    /// The facts the policy looked at.
    pub facts: Vec<(FactId, Value)>,
    /// Arrears against the own pay day.
    pub arrears: Cents,
}

/// An outcome as it was stored, in the words of the policy of that night.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredOutcome {
    /// `niets`, `stap` or `geblokkeerd`.
    pub kind: String,
    /// Flow and step, where there is one.
    pub flow: String,
    /// Step in the flow.
    pub step: String,
    /// `bericht` or `taak`, for a step.
    pub act: String,
    /// Letter or kind of task, for a step.
    pub what: String,
    /// Channel of a message.
    pub channel: String,
    /// Amount of a message.
    pub amount: Option<Cents>,
    /// Mode of a step.
    pub mode: String,
    /// Guards that block, each with its last day where it has one.
    pub blocks: Vec<(String, Option<Day>)>,
    /// Promises that would have been broken.
    pub breaches: Vec<String>,
}

impl StoredOutcome {
    /// Reads the stored text; what cannot be read is left empty.
    pub fn parse(text: &str) -> StoredOutcome {
        let mut parts = text.split('!');
        let main = parts.next().unwrap_or_default();
        let breaches = parts.map(str::to_string).collect();
        let fields: Vec<&str> = main.split('|').collect();
        let field = |at: usize| fields.get(at).copied().unwrap_or_default().to_string();
        let mut outcome =
            StoredOutcome { kind: field(0), flow: field(1), step: field(2), breaches, ..Default::default() };
        match outcome.kind.as_str() {
            "stap" => {
                (outcome.act, outcome.what, outcome.channel) = (field(3), field(4), field(5));
                outcome.amount = field(6).parse().ok().map(Cents);
                outcome.mode = field(7);
            }
            "geblokkeerd" => {
                let blocks = field(3);
                let pairs = blocks.split(',').filter_map(|block| block.split_once(':'));
                outcome.blocks = pairs.map(|(id, until)| (id.to_string(), Day::parse_iso(until))).collect();
            }
            _ => {}
        }
        outcome
    }
}

/// All records of the dossier `?1`, newest first along the chain, undone ones too; `?1` is its number.
pub(crate) const RECORDS: &str = "with recursive record as (select d.* from position p \
     join decision d on d.run = p.run and d.tenancy = p.tenancy where p.tenancy = ?1 \
     union all select d.* from record r join decision d on d.run = r.was_run and d.tenancy = r.tenancy)";

/// How the dossier `?1` stood before its record of the run `?2`: the day of that night, whether it stands, and the run before.
const STOOD: &str = "select d.was_category, d.was_since, d.was_outcome, n.day, n.superseded_by is null, d.was_run \
     from decision d join night_run n on n.id = d.run where d.tenancy = ?1 and d.run = ?2";

const RUN: &str = "select id, day, policy, law, engine, books_as_of, summary from night_run";

fn read_run(row: &Row) -> crate::db::Result<NightRun> {
    Ok(NightRun {
        id: row.get(0)?,
        day: Day(row.get(1)?),
        policy: row.get(2)?,
        law: row.get(3)?,
        engine: row.get(4)?,
        books_as_of: Day(row.get(5)?),
        summary: row.get(6)?,
    })
}

impl Book {
    /// The last night that was committed and not undone.
    pub fn last_night(&self) -> Result<Option<NightRun>, StoreError> {
        let query = format!("{RUN} where superseded_by is null order by day desc limit 1");
        Ok(self.connection.prepare_cached(&query)?.query_row([], read_run).optional()?)
    }

    /// The night of a day, or else the last one before it.
    pub fn night_of(&self, day: Day) -> Result<Option<NightRun>, StoreError> {
        let query = format!("{RUN} where superseded_by is null and day <= ?1 order by day desc limit 1");
        Ok(self.connection.prepare_cached(&query)?.query_row([day.0], read_run).optional()?)
    }

    /// All nights that stand, newest first.
    pub fn nights(&self) -> Result<Vec<NightRun>, StoreError> {
        let mut statement =
            self.connection.prepare(&format!("{RUN} where superseded_by is null order by day desc"))?;
        let rows = statement.query_map([], read_run)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The policy texts of a version.
    pub fn policy_files(&self, hash: &str) -> Result<Option<String>, StoreError> {
        let query = "select files from policy_version where hash = ?1";
        Ok(self.connection.prepare_cached(query)?.query_row([hash], |row| row.get(0)).optional()?)
    }

    /// Undoes the last night: positions go back, its steps, tasks and messages lapse. Its records stay and are known to be
    /// undone. A night that takes its place undoes it by itself: [`Book::do_over`].
    pub fn undo_last_night(&mut self) -> Result<Option<Day>, StoreError> {
        let Some(run) = self.last_night()? else { return Ok(None) };
        let transaction = self.connection.transaction()?;
        undo(&transaction, &run)?;
        transaction.commit()?;
        Ok(Some(run.day))
    }

    /// Where a dossier stood at the beginning of the night of `day`.
    pub fn position_before(&self, id: TenancyId, day: Day) -> Result<Position, StoreError> {
        let now = "select category, since, outcome, run from position where tenancy = ?1";
        let read = |row: &Row| Ok((read_position(row, 0)?, row.get(3)?));
        let found = self.connection.prepare_cached(now)?.query_row([id.0], read).optional()?;
        let (mut position, mut run): (Position, Option<i64>) = found.unwrap_or_default();
        // Nights follow each other in order of day: records lie in a chain, the newest first.
        let mut stood = self.connection.prepare_cached(STOOD)?;
        while let Some(of_run) = run {
            let mut rows = stood.query((id.0, of_run))?;
            let Some(row) = rows.next()?.filter(|row| row.get(3).is_ok_and(|of: i32| of >= day.0)) else {
                break;
            };
            if row.get(4)? {
                position = read_position(&row, 0)?;
            }
            run = row.get(5)?;
        }
        Ok(position)
    }

    /// A dossier for which the last night took a step that was recorded, if there is one.
    pub fn dossier_with_a_step(&self) -> Result<Option<TenancyId>, StoreError> {
        let query = "select d.tenancy from decision d join night_run n on n.id = d.run where n.superseded_by is null \
             and d.outcome like 'stap%' order by n.day desc, d.category_changed desc, d.tenancy limit 1";
        Ok(self.connection.prepare_cached(query)?.query_row([], |row| row.get(0)).optional()?.map(TenancyId))
    }

    /// The recorded decisions of a dossier, newest first.
    pub fn decisions(&self, id: TenancyId) -> Result<Vec<Decided>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            &format!("{RECORDS} select d.run, n.day, n.policy, d.category, d.category_before, d.category_changed, d.outcome, \
             d.arrears, n.facts, d.facts from record d join night_run n on n.id = d.run \
             where n.superseded_by is null order by d.run desc"),
        )?;
        let rows = statement.query_map([id.0], |row| {
            Ok(Decided {
                run: row.get(0)?,
                day: Day(row.get(1)?),
                policy: row.get(2)?,
                category: row.get(3)?,
                category_before: row.get(4)?,
                category_changed: row.get(5)?,
                outcome: StoredOutcome::parse(row.get_ref(6)?.as_str()?),
                arrears: Cents(row.get(7)?),
                facts: facts::unpack(row.get_ref(8)?.as_str()?, row.get_ref(9)?.as_blob()?),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// Takes a night back, in a transaction of the caller.
pub(crate) fn undo(transaction: &Connection, run: &NightRun) -> Result<(), StoreError> {
    transaction.execute(
        "update position set wake = ?2, category = d.was_category, since = d.was_since, outcome = d.was_outcome \
         from decision d where d.run = ?1 and d.tenancy = position.tenancy",
        (run.id, WAKES_NEXT_NIGHT),
    )?;
    // What has left stays sent, and its step stays taken: a night can be done over, a letter cannot. What a person
    // asked for is no night's.
    transaction.execute(
        "delete from step_taken where day = ?2 and tenancy in (select tenancy from decision where run = ?1) \
         and not exists (select 1 from outbox o where o.tenancy = step_taken.tenancy and o.day = step_taken.day \
         and o.step_key = step_taken.step \
         and (o.flow = ?3 or o.state in ('onderweg', 'aangenomen', 'bezorgd', 'onzeker'))) \
         and not exists (select 1 from step_skipped k where k.tenancy = step_taken.tenancy and k.day = step_taken.day \
         and k.step = step_taken.step)",
        (run.id, run.day.0, FLOW),
    )?;
    transaction.execute(
        "update task set state = 'vervallen' where run = ?1 and state = 'open' and kind not in ('bericht-nakijken', 'betaling-nakijken') \
         and not exists (select 1 from task_asked where task = task.id)",
        [run.id],
    )?;
    transaction.execute(
        "update task set state = 'open' where state = 'vervallen' and id in (select id from task_gone where night = ?1)",
        [run.day.0],
    )?;
    transaction.execute("delete from task_gone where night = ?1", [run.day.0])?;
    transaction.execute(
        "update outbox set state = 'vervallen', reason = 'De nacht is overgedaan.' where run = ?1 and state in \
         ('klaar', 'wacht op vrijgave', 'schaduw', 'vastgehouden') and flow <> ?2",
        (run.id, FLOW),
    )?;
    transaction.execute("update night_run set superseded_by = id where id = ?1", [run.id])?;
    crash::point();
    Ok(())
}
