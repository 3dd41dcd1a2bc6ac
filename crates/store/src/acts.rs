//! What people do about a dossier: recorded, and taken back when it was a mistake.
//!
//! In goes one act with what it records ([`Record`]) and the task it finishes; all of it is written in one transaction, with
//! a line in the log, and the next night looks at the dossier. Acts that are done together can be taken back together. Taking
//! an act back removes what it recorded and opens its task again; the act itself stays, with who took it back. Nothing here
//! judges an act.

mod asked;
mod desk;
mod record;
mod since;

use domain::calendar::Day;
use domain::dossier::StepTaken;
use domain::ids::{Key, TenancyId};

use crate::appointments;
use crate::book::{Book, StoreError};
use crate::db::{OptionalExtension, Row, Transaction};
use crate::post::Moment;
use crate::staff::StaffId;

pub use asked::{AskedArrangement, Waiting};
pub use desk::Moved;
pub use record::{Ends, Record};
pub use since::{Meanwhile, Stand};

/// An act can be taken back for so long. Seconds.
pub const CAN_BE_UNDONE: i64 = 7 * 24 * 3_600;

/// One act, as a person means it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act<'a> {
    /// About whom.
    pub tenancy: TenancyId,
    /// By whom.
    pub by: StaffId,
    /// That person's name, as the timeline shows it.
    pub name: &'a str,
    /// When.
    pub at: Moment,
    /// What, in a few Dutch words: `gebeld, geen gehoor`.
    pub kind: &'a str,
    /// What the person wrote, or empty.
    pub note: &'a str,
    /// The task it finishes, or empty.
    pub task: &'a str,
    /// What it records.
    pub records: Vec<Record>,
}

/// Why an act was not done or not taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDone {
    /// The task is no longer open: somebody was first, or its reason is gone.
    TaskGone,
    /// There is no such act.
    NoAct,
    /// It was taken back already.
    UndoneAlready,
    /// It is too long ago.
    TooLate,
    /// It has ended already, or what it rests on was ended by a later act.
    EndedAlready,
    /// A second person was asked already.
    AskedAlready,
    /// Somebody decided already.
    DecidedAlready,
    /// Somebody of us, or the tenant, has another appointment at that time.
    Taken,
    /// Somebody changed the appointment after this act.
    ChangedSince,
    /// What it sent has left the house.
    Left,
    /// It is money in another currency.
    NoEuros,
    /// The tenant was given another code of his page since.
    CodeGiven,
    /// The letter it asks for is on its way already, was sent, or no night was run today.
    LetterSent,
    /// The tenant has this number no more.
    NumberGone,
    /// The municipality was told already.
    SignalGiven,
    /// Its file was fetched to bring away, or the municipality answered.
    SignalLeft,
    /// The municipality's answer is there already, or there is no such signal.
    SignalAnswered,
}

/// An act that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActLine {
    /// Its number.
    pub id: i64,
    /// About whom.
    pub tenancy: TenancyId,
    /// Dossier number.
    pub dossier: String,
    /// Who did it.
    pub who: String,
    /// When, in seconds since 1970.
    pub moment: i64,
    /// The day.
    pub day: Day,
    /// What, in Dutch.
    pub kind: String,
    /// What was written with it, or empty.
    pub note: String,
    /// It recorded something that the dossier shows by itself.
    pub records: bool,
    /// The first of the acts that were done together with it.
    pub bundle: Option<i64>,
    /// Who took it back, when somebody did.
    pub undone_by: Option<String>,
    /// What it began has left: it cannot be taken back.
    pub has_left: bool,
}

/// What the log says of an act: whoever reads it may not read on every dossier, so of what was found about somebody, and of what a
/// colleague noticed, it says only that it was.
fn logged(kind: &str) -> &str {
    let tells = ["vastgesteld: ", "signaal opgepakt: "].into_iter().find(|word| kind.starts_with(word));
    tells.map_or(kind, |word| word.trim_end_matches(": "))
}

impl Book {
    /// Does an act; gives its number.
    pub fn act(&mut self, act: &Act) -> Result<Result<i64, NotDone>, StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        let done = self.do_one(&transaction, act, None)?;
        if done.is_ok() {
            transaction.commit()?;
        }
        Ok(done)
    }

    /// As [`Book::act`], once: refused when the last act of this person about this tenancy was the very same and no longer
    /// ago than `within` seconds. It is looked at under the right to write, so two that come at once are one, whichever
    /// process each comes through.
    pub fn act_once(&mut self, act: &Act, within: i64) -> Result<Result<i64, NotDone>, StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        let done = self.do_one(&transaction, act, None)?;
        let Ok(id) = done else { return Ok(done) };
        let query = "select a.kind = ?4 and a.note = ?5 and a.moment >= ?6 and a.undone_at is null from act a \
             where a.id = (select max(id) from act where tenancy = ?1 and staff = ?2 and id < ?3)";
        let before = (act.tenancy.0, act.by.0, id, act.kind, act.note, act.at.seconds - within);
        let same: Option<bool> =
            transaction.prepare_cached(query)?.query_row(before, |row| row.get(0)).optional()?;
        if same == Some(true) {
            return Ok(Err(NotDone::AskedAlready));
        }
        transaction.commit()?;
        Ok(Ok(id))
    }

    /// Does acts together: those that can be done are, each of the others says why not. They have one way back,
    /// [`Book::undo_together`] with the number of the first that was done.
    pub fn act_together(&mut self, acts: &[Act]) -> Result<Vec<Result<i64, NotDone>>, StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        let mut done: Vec<Result<i64, NotDone>> = Vec::with_capacity(acts.len());
        let mut first = None;
        for act in acts {
            transaction.execute_batch("savepoint handeling")?;
            let one = self.do_one(&transaction, act, first)?;
            match one {
                Ok(id) if first.is_none() => {
                    first = Some(id);
                    transaction.execute("update act set bundle = id where id = ?1", [id])?;
                }
                Ok(_) => {}
                Err(_) => transaction.execute_batch("rollback to handeling")?,
            }
            transaction.execute_batch("release handeling")?;
            done.push(one);
        }
        transaction.commit()?;
        Ok(done)
    }

    /// Writes an act; a refusal may leave rows behind that the caller rolls back.
    fn do_one(
        &self,
        transaction: &Transaction,
        act: &Act,
        bundle: Option<i64>,
    ) -> Result<Result<i64, NotDone>, StoreError> {
        if !act.task.is_empty() {
            let query = "update task set state = 'klaar' where id = ?1 and tenancy = ?2 and state = 'open'";
            if transaction.prepare_cached(query)?.execute((act.task, act.tenancy.0))? == 0 {
                return Ok(Err(NotDone::TaskGone));
            }
        }
        let shown = act.records.iter().filter(|record| record.shows_itself()).count();
        let id = transaction.query_row(
            "insert into act (tenancy, staff, moment, day, kind, note, task, records, bundle) \
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) returning id",
            (
                act.tenancy.0,
                act.by.0,
                act.at.seconds,
                act.at.day.0,
                act.kind,
                act.note,
                act.task,
                shown as i64,
                bundle,
            ),
            |row| row.get(0),
        )?;
        for (at, record) in act.records.iter().enumerate() {
            if let Err(why) = record::write(transaction, act, id, at, record)? {
                return Ok(Err(why));
            }
        }
        self.log(act.at, Some(act.by), Some(act.tenancy), "gewijzigd", logged(act.kind))?;
        self.refresh(act.tenancy)?;
        Ok(Ok(id))
    }

    /// Takes an act back.
    pub fn undo(
        &mut self,
        id: i64,
        by: StaffId,
        at: Moment,
    ) -> Result<Result<TenancyId, NotDone>, StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        let undone = self.undo_one(&transaction, id, by, at)?;
        if undone.is_ok() {
            transaction.commit()?;
        }
        Ok(undone)
    }

    /// Takes back all acts of a bundle about the tenancies that may be touched. Gives how many were, and how many not.
    pub fn undo_together(
        &mut self,
        bundle: i64,
        by: StaffId,
        at: Moment,
        may_touch: &dyn Fn(&Book, TenancyId) -> bool,
    ) -> Result<(u64, u64), StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        let query = "select id, tenancy from act where bundle = ?1 order by id desc";
        let mut statement = transaction.prepare(query)?;
        let read = |row: &Row| Ok((row.get::<i64>(0)?, TenancyId(row.get(1)?)));
        let acts: Vec<(i64, TenancyId)> = statement.query_map([bundle], read)?.collect::<Result<_, _>>()?;
        drop(statement);
        let (mut done, mut not) = (0, 0);
        for (id, tenancy) in acts {
            transaction.execute_batch("savepoint handeling")?;
            if may_touch(self, tenancy) && self.undo_one(&transaction, id, by, at)?.is_ok() {
                done += 1;
            } else {
                not += 1;
                transaction.execute_batch("rollback to handeling")?;
            }
            transaction.execute_batch("release handeling")?;
        }
        transaction.commit()?;
        Ok((done, not))
    }

    fn undo_one(
        &self,
        transaction: &Transaction,
        id: i64,
        by: StaffId,
        at: Moment,
    ) -> Result<Result<TenancyId, NotDone>, StoreError> {
        type Known = (u32, i64, String, String, Option<i64>);
        let query = "select tenancy, moment, kind, task, undone_at from act where id = ?1";
        let known: Option<Known> = transaction
            .query_row(query, [id], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
            })
            .optional()?;
        let Some((tenancy, moment, kind, task, undone_at)) = known else { return Ok(Err(NotDone::NoAct)) };
        if undone_at.is_some() {
            return Ok(Err(NotDone::UndoneAlready));
        }
        if at.seconds - moment > CAN_BE_UNDONE {
            return Ok(Err(NotDone::TooLate));
        }
        if let Err(why) = record::take_back(transaction, tenancy, id, at.day)? {
            return Ok(Err(why));
        }
        if let Err(why) = appointments::take_back(transaction, id, at.seconds)? {
            return Ok(Err(why));
        }
        let tenancy = TenancyId(tenancy);
        transaction.execute("update task set state = 'open' where id = ?1 and state = 'klaar'", [task])?;
        transaction
            .execute("update act set undone_at = ?2, undone_by = ?3 where id = ?1", (id, at.seconds, by.0))?;
        self.log(at, Some(by), Some(tenancy), "teruggedraaid", logged(&kind))?;
        self.refresh(tenancy)?;
        Ok(Ok(tenancy))
    }

    /// Who a task is for, in Dutch.
    pub fn task_is_for(&self, task: &str) -> Result<Option<String>, StoreError> {
        let mut statement = self.connection.prepare_cached("select done_by from task where id = ?1")?;
        Ok(statement.query_row([task], |row| row.get(0)).optional()?)
    }

    /// The steps that people passed over for a tenancy, from a day on.
    pub fn skipped_from(&self, id: TenancyId, from: Day) -> Result<Vec<StepTaken>, StoreError> {
        let query = "select day, cycle, step from step_skipped where tenancy = ?1 and day >= ?2 order by act";
        let mut statement = self.connection.prepare_cached(query)?;
        let read = |row: &Row| {
            let (day, cycle, step) = (Day(row.get(0)?), Day(row.get(1)?), Key(row.get(2)?));
            Ok(StepTaken { day, cycle, step, channel: None, milestone: None, posted_on: None })
        };
        Ok(statement.query_map((id.0, from.0), read)?.collect::<Result<_, _>>()?)
    }

    /// Was this act done, and not taken back?
    pub fn act_stands(&self, id: i64) -> Result<bool, StoreError> {
        let mut statement =
            self.connection.prepare_cached("select 1 from act where id = ?1 and undone_at is null")?;
        Ok(statement.exists([id])?)
    }

    /// About whom an act was.
    pub fn act_is_about(&self, id: i64) -> Result<Option<TenancyId>, StoreError> {
        let mut statement = self.connection.prepare_cached("select tenancy from act where id = ?1")?;
        Ok(statement.query_row([id], |row| row.get(0)).optional()?.map(TenancyId))
    }

    /// Acts about a dossier, newest first.
    pub fn acts_about(&self, id: TenancyId) -> Result<Vec<ActLine>, StoreError> {
        self.acts("a.tenancy = ?1", i64::from(id.0))
    }

    /// Acts by somebody, newest first.
    pub fn acts_by(&self, id: StaffId) -> Result<Vec<ActLine>, StoreError> {
        self.acts("a.staff = ?1", id.0)
    }

    fn acts(&self, which: &str, of: i64) -> Result<Vec<ActLine>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "select a.id, a.tenancy, t.external, s.name, a.moment, a.day, a.kind, a.note, a.records > 0, u.name, a.bundle, \
             exists (select 1 from early_signal e where e.act = a.id and coalesce(e.fetched_on, e.answered_on) is not null) from act a \
             join tenancy t on t.id = a.tenancy join staff s on s.id = a.staff \
             left join staff u on u.id = a.undone_by where {which} order by a.id desc limit 500"
        ))?;
        let rows = statement.query_map([of], |row| {
            Ok(ActLine {
                id: row.get(0)?,
                tenancy: TenancyId(row.get(1)?),
                dossier: row.get(2)?,
                who: row.get(3)?,
                moment: row.get(4)?,
                day: Day(row.get(5)?),
                kind: row.get(6)?,
                note: row.get(7)?,
                records: row.get(8)?,
                undone_by: row.get(9)?,
                bundle: row.get(10)?,
                has_left: row.get(11)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// How everything begins that an act recorded: no delivery uses these words.
fn marks(id: i64) -> String {
    format!("handeling/{id}/")
}
