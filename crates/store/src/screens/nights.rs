//! One night counted: what came in before it, who moved, what was planned and what was held back.

use std::collections::BTreeMap;

use domain::calendar::Day;
use domain::money::Cents;

use crate::book::{Book, StoreError};
use crate::db::{OptionalExtension, Row};
use crate::nights::StoredOutcome;

/// A delivery as the report of a night shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryLine {
    /// Number in the book.
    pub id: i64,
    /// Name of its folder or file.
    pub name: String,
    /// `vera` or `openstaande posten`.
    pub kind: String,
    /// The day its books stand on.
    pub as_of: Option<Day>,
    /// The day it came in.
    pub taken_in_on: Day,
    /// `ingelezen`, `aangehouden`, `verouderd` or `vervangen`.
    pub state: String,
    /// Rows read.
    pub rows: u64,
    /// Rows that changed the book.
    pub changes: u64,
    /// Findings by severity: notices, refused rows, holds.
    pub findings: [u64; 3],
}

/// A finding of a delivery, without the value it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingLine {
    /// File inside the delivery.
    pub file: String,
    /// Row in that file.
    pub row: u32,
    /// 0 notice, 1 row refused, 2 holds the night.
    pub severity: u8,
    /// The field, as the source spells it.
    pub field: String,
    /// What is wrong and what happens now.
    pub reason: String,
}

/// How many went from one category to another in a night.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// Id of the category before; empty for who was placed for the first time.
    pub before: String,
    /// Id of the category after.
    pub after: String,
    /// How many.
    pub count: u64,
}

/// How many messages of one letter, channel and state a night planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageCount {
    /// Id of the letter.
    pub letter: String,
    /// Channel, in Dutch.
    pub channel: String,
    /// `klaar`, `wacht op vrijgave`, `schaduw` or `vervallen`.
    pub state: String,
    /// How many.
    pub count: u64,
    /// What they ask for together.
    pub amount: Cents,
}

/// How many tasks of one kind a night laid on one desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskCount {
    /// Kind, in Dutch.
    pub kind: String,
    /// Who does it, in Dutch.
    pub done_by: String,
    /// How far it goes by itself, in Dutch.
    pub mode: String,
    /// How many.
    pub count: u64,
}

/// Whether a message `o` is one of night `?1`. A night that is done over plans anew; what did not lapse with it is its day's as well: what
/// had left, and what a person asked for.
pub(super) const OF_A_NIGHT: &str = "o.run in (select b.id from night_run b join night_run n on n.day = b.day where n.id = ?1) \
     and (o.run = ?1 or o.state <> 'vervallen')";

impl Book {
    /// The deliveries that came in after one day and until another, oldest first.
    pub fn deliveries_between(
        &self,
        after: Option<Day>,
        until: Day,
    ) -> Result<Vec<DeliveryLine>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select d.id, d.name, d.kind, d.as_of, d.taken_in_on, d.state, d.rows, d.changes, \
             (select count(*) from finding f where f.delivery = d.id and f.severity = 0), \
             (select count(*) from finding f where f.delivery = d.id and f.severity = 1), \
             (select count(*) from finding f where f.delivery = d.id and f.severity = 2) \
             from delivery d where d.taken_in_on > ?1 and d.taken_in_on <= ?2 order by d.id",
        )?;
        let after = after.map_or(i32::MIN, |day| day.0);
        let rows = statement.query_map([after, until.0], |row| {
            Ok(DeliveryLine {
                id: row.get(0)?,
                name: row.get(1)?,
                kind: row.get(2)?,
                as_of: row.get::<Option<i32>>(3)?.map(Day),
                taken_in_on: Day(row.get(4)?),
                state: row.get(5)?,
                rows: count(row, 6)?,
                changes: count(row, 7)?,
                findings: [count(row, 8)?, count(row, 9)?, count(row, 10)?],
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The first findings of a delivery, worst first.
    pub fn findings_of(&self, delivery: i64, most: u32) -> Result<Vec<FindingLine>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select file, row, severity, field, reason from finding where delivery = ?1 \
             order by severity desc, id limit ?2",
        )?;
        let rows = statement.query_map((delivery, most), |row| {
            Ok(FindingLine {
                file: row.get(0)?,
                row: row.get(1)?,
                severity: row.get(2)?,
                field: row.get(3)?,
                reason: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The day of the last night before this day.
    pub fn night_before(&self, day: Day) -> Result<Option<Day>, StoreError> {
        let query =
            "select day from night_run where superseded_by is null and day < ?1 order by day desc limit 1";
        Ok(self.connection.prepare_cached(query)?.query_row([day.0], |row| row.get(0)).optional()?.map(Day))
    }

    /// The day of the first night after this day.
    pub fn night_after(&self, day: Day) -> Result<Option<Day>, StoreError> {
        let query = "select day from night_run where superseded_by is null and day > ?1 order by day limit 1";
        Ok(self.connection.prepare_cached(query)?.query_row([day.0], |row| row.get(0)).optional()?.map(Day))
    }

    /// Who went where in a night, most first.
    pub fn moves_in(&self, run: i64) -> Result<Vec<Move>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select category_before, category, count(*) from decision where run = ?1 and category_changed = 1 \
             group by 1, 2 order by 3 desc, 1, 2",
        )?;
        let read = |row: &Row| Ok(Move { before: row.get(0)?, after: row.get(1)?, count: count(row, 2)? });
        let rows = statement.query_map([run], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What a night planned to send, by letter, channel and state, with what had left already when it was done over.
    pub fn messages_in(&self, run: i64) -> Result<Vec<MessageCount>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "select o.letter, o.channel, o.state, count(*), coalesce(sum(o.amount), 0) from outbox o \
             where {OF_A_NIGHT} group by 1, 2, 3 order by 4 desc, 1, 2, 3",
        ))?;
        let rows = statement.query_map([run], |row| {
            Ok(MessageCount {
                letter: row.get(0)?,
                channel: row.get(1)?,
                state: row.get(2)?,
                count: count(row, 3)?,
                amount: Cents(row.get(4)?),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What a night laid on desks, by person and kind.
    pub fn tasks_in(&self, run: i64) -> Result<Vec<TaskCount>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select kind, done_by, mode, count(*) from task where run = ?1 group by 1, 2, 3 order by 2, 4 desc, 1, 3",
        )?;
        let rows = statement.query_map([run], |row| {
            Ok(TaskCount {
                kind: row.get(0)?,
                done_by: row.get(1)?,
                mode: row.get(2)?,
                count: count(row, 3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How often each guard held a step back for the first time in a night, by the guard's id. One step may have been
    /// held back by several.
    pub fn blocks_in(&self, run: i64) -> Result<BTreeMap<String, u64>, StoreError> {
        let query = "select outcome from decision where run = ?1 and outcome like 'geblokkeerd%'";
        let mut statement = self.connection.prepare_cached(query)?;
        let mut counts = BTreeMap::new();
        let mut rows = statement.query([run])?;
        while let Some(row) = rows.next()? {
            let text = row.get_ref(0)?.as_str()?;
            for (guard, _) in StoredOutcome::parse(text).blocks {
                *counts.entry(guard).or_default() += 1;
            }
        }
        Ok(counts)
    }

    /// The dossiers of which a step would have broken a promise, with the ids of those promises.
    pub fn breaches_in(&self, run: i64) -> Result<Vec<(String, Vec<String>)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select t.external, d.outcome from decision d join tenancy t on t.id = d.tenancy \
             where d.run = ?1 and d.outcome like '%!%' order by d.tenancy",
        )?;
        let mut found = Vec::new();
        let mut rows = statement.query([run])?;
        while let Some(row) = rows.next()? {
            let text = row.get_ref(1)?.as_str()?;
            found.push((row.get(0)?, StoredOutcome::parse(text).breaches));
        }
        Ok(found)
    }
}

/// A number that cannot be below zero.
fn count(row: &Row, column: usize) -> crate::db::Result<u64> {
    Ok(row.get::<i64>(column)?.unsigned_abs())
}
