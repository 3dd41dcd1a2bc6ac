//! What people do about a dossier: recorded, and taken back when it was a mistake.
//!
//! In goes one act with what it records (a contact, circumstances, an arrangement) and the task it finishes; all of it is
//! written in one transaction, with a line in the log, and the next night looks at the dossier. Taking an act back removes
//! what it recorded and opens its task again; the act itself stays, with who took it back. Nothing here judges an act.

use domain::calendar::Day;
use domain::dossier::{Arrangement, CircumstanceKind, ContactChannel};
use domain::ids::TenancyId;
use domain::money::Cents;
use rusqlite::{OptionalExtension, Transaction};

use crate::book::{Book, StoreError};
use crate::codes::Code;
use crate::dossiers::instalments_text;
use crate::post::Moment;
use crate::recorded::{Recorded, place};
use crate::staff::StaffId;

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

/// Something an act records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// An attempt at contact today.
    Contact {
        /// How.
        channel: ContactChannel,
        /// Was the tenant spoken to?
        reached: bool,
    },
    /// Something that holds from today.
    Circumstance {
        /// What.
        kind: CircumstanceKind,
        /// Up to and including this day; `None` is until somebody ends it.
        until: Option<Day>,
        /// The amount it is about.
        cents: Option<Cents>,
    },
    /// A payment arrangement agreed today.
    Arrangement(Arrangement),
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
    /// Who took it back, when somebody did.
    pub undone_by: Option<String>,
}

impl Book {
    /// Does an act; gives its number.
    pub fn act(&mut self, act: &Act) -> Result<Result<i64, NotDone>, StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        if !act.task.is_empty() {
            let query = "update task set state = 'klaar' where id = ?1 and tenancy = ?2 and state = 'open'";
            if transaction.execute(query, (act.task, act.tenancy.0))? == 0 {
                return Ok(Err(NotDone::TaskGone));
            }
        }
        transaction.execute(
            "insert into act (tenancy, staff, moment, day, kind, note, task, records) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            (
                act.tenancy.0,
                act.by.0,
                act.at.seconds,
                act.at.day.0,
                act.kind,
                act.note,
                act.task,
                act.records.len() as i64,
            ),
        )?;
        let id = transaction.last_insert_rowid();
        for (place, record) in act.records.iter().enumerate() {
            write(&transaction, act, &format!("{}{place}", marks(id)), record)?;
        }
        self.log(act.at, Some(act.by), Some(act.tenancy), "gewijzigd", act.kind)?;
        self.refresh(act.tenancy)?;
        transaction.commit()?;
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
        let tenancy = TenancyId(tenancy);
        for table in ["contact", "circumstance", "arrangement"] {
            let query = format!("delete from {table} where tenancy = ?1 and external glob ?2");
            transaction.execute(&query, (tenancy.0, format!("{}*", marks(id))))?;
        }
        transaction.execute("update task set state = 'open' where id = ?1 and state = 'klaar'", [task])?;
        transaction
            .execute("update act set undone_at = ?2, undone_by = ?3 where id = ?1", (id, at.seconds, by.0))?;
        self.log(at, Some(by), Some(tenancy), "teruggedraaid", &kind)?;
        self.refresh(tenancy)?;
        transaction.commit()?;
        Ok(Ok(tenancy))
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
            "select a.id, a.tenancy, t.external, s.name, a.moment, a.day, a.kind, a.note, a.records > 0, u.name from act a \
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
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// How everything begins that an act recorded: no delivery uses these words.
fn marks(id: i64) -> String {
    format!("handeling/{id}/")
}

fn write(of: &Transaction, act: &Act, external: &str, record: &Record) -> Result<(), StoreError> {
    let (tenancy, today) = (act.tenancy, act.at.day);
    match record {
        Record::Contact { channel, reached } => {
            let note = if act.note.is_empty() { act.kind } else { act.note };
            of.prepare_cached("insert into contact values (?1, ?2, ?3, ?4, ?5, 0, ?6)")?.execute((
                tenancy.0,
                today.0,
                external,
                channel.code(),
                reached,
                note,
            ))?;
        }
        Record::Circumstance { kind, until, cents } => place(
            of,
            &Recorded {
                tenancy,
                id: external,
                kind: *kind,
                since: today,
                until: *until,
                cents: *cents,
                why: act.note,
                by: act.name,
            },
        )?,
        Record::Arrangement(arrangement) => {
            of.prepare_cached("insert into arrangement values (?1, ?2, ?3, ?4, ?5, ?6)")?.execute((
                tenancy.0,
                arrangement.agreed_on.0,
                external,
                arrangement.covers_until.0,
                instalments_text(&arrangement.instalments),
                arrangement.ended_on.map(|day| day.0),
            ))?;
        }
    }
    Ok(())
}
