//! How a landlord begins, and what the old process wanted beside what a night planned.

use domain::beginning::Beginning;
use domain::calendar::Day;
use domain::money::Cents;

use crate::book::{Book, StoreError};
use crate::db::OptionalExtension;
use crate::intake::{NO_DELIVERY, OPEN_ITEMS, UNREADABLE};
use crate::post::Moment;
use crate::staff::StaffId;

/// What a person thinks of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// `oud goed`, `nieuw goed`, `beide fout` or `uitzoeken`.
    pub verdict: String,
    /// In that person's words.
    pub note: String,
}

/// A dossier beside which something can be laid: what a night decided about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its number.
    pub dossier: String,
    /// Id of its category.
    pub category: String,
    /// The outcome as it is stored.
    pub outcome: crate::nights::StoredOutcome,
    /// Its arrears against the own pay day.
    pub arrears: domain::money::Cents,
    /// Its district, or empty.
    pub district: String,
}

/// A night that can be laid beside the old process, and how far people are with that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comparable {
    /// Its day.
    pub day: Day,
    /// Lines of the old list beside it.
    pub old_lines: u64,
    /// Differences that somebody judged.
    pub judged: u64,
    /// Those in which the new process was right.
    pub new_right: u64,
}

/// For every dossier its record as of run `?1`: the newest one of that run or an earlier one that stands.
const AS_OF: &str = "with recursive at (tenancy, run) as (select tenancy, run from position \
     union all select a.tenancy, d.was_run from at a join decision d on d.run = a.run and d.tenancy = a.tenancy \
     join night_run n on n.id = a.run where a.run > ?1 or n.superseded_by is not null)";

impl Book {
    /// How this landlord begins; `None` for a book that began long ago, or with a whole history.
    pub fn beginning(&self) -> Result<Option<Beginning>, StoreError> {
        let query = "select over_on, afresh from beginning";
        let read = |row: &crate::db::Row| {
            Ok(Beginning { over_on: row.get::<Option<i32>>(0)?.map(Day), afresh: row.get(1)? })
        };
        Ok(self.connection.prepare_cached(query)?.query_row([], read).optional()?)
    }

    /// The first shadow night.
    pub fn shadow_from(&self) -> Result<Option<Day>, StoreError> {
        let query = "select shadow_from from beginning";
        let found = self.connection.prepare_cached(query)?.query_row([], |row| row.get(0)).optional()?;
        Ok(found.map(Day))
    }

    /// Nights from this day on only show, until somebody decides.
    pub fn begin_in_shadow(&self, day: Day) -> Result<(), StoreError> {
        self.connection
            .execute("insert into beginning values (1, ?1, null, 1) on conflict do nothing", [day.0])?;
        Ok(())
    }

    /// From this day on nights count; `None`: they go on showing only. False when a night that counts was run already, or
    /// when the day is one of a night that was run. Only who holds the night's lock may: a night reads this once.
    pub fn begin_for_real(&self, over_on: Option<Day>, afresh: bool) -> Result<bool, StoreError> {
        // Nights that were undone count too: letters of theirs may have left.
        let query = "select max(day) from night_run";
        let last = self.connection.query_row(query, [], |row| row.get::<Option<i32>>(0))?.map(Day);
        let begun = match self.beginning()? {
            Some(beginning) => beginning.over_on.is_some_and(|over| last.is_some_and(|last| over <= last)),
            // A book whose nights counted from the first one never forgets what it sent.
            None => last.is_some(),
        };
        if begun || over_on.is_some_and(|over| last.is_some_and(|last| over <= last)) {
            return Ok(false);
        }
        let last = last.unwrap_or(Day(i32::MIN));
        let from = over_on.map_or(last.0, |over| over.0);
        self.connection.execute(
            "insert into beginning values (1, ?1, ?2, ?3) on conflict (one) do update set over_on = excluded.over_on, \
             afresh = excluded.afresh",
            (from, over_on.map(|day| day.0), afresh),
        )?;
        Ok(true)
    }

    /// What stood open by the last list: dossier, item and amount, in order.
    pub fn open_items_of_last_list(&self) -> Result<Vec<(String, String, Cents)>, StoreError> {
        let query = "select t.external, o.item, o.open from open_item o join tenancy t on t.id = o.tenancy order by t.external, o.item";
        let mut statement = self.connection.prepare_cached(query)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, Cents(row.get(2)?))))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Was nothing but lists of open items taken in?
    pub fn only_lists(&self) -> Result<bool, StoreError> {
        let query = "select count(*), count(*) filter (where kind = ?1) from delivery where state <> 'aangehouden' and kind not in (?2, ?3)";
        let named = (OPEN_ITEMS, NO_DELIVERY, UNREADABLE);
        let (all, lists): (i64, i64) =
            self.connection.query_row(query, named, |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(all > 0 && lists == all)
    }

    /// Keeps the action list of the old process beside a night, in place of the one that was there. Gives how many lines.
    pub fn keep_old_actions(&mut self, day: Day, lines: &[(String, String)]) -> Result<u64, StoreError> {
        let transaction = self.connection.transaction()?;
        transaction.execute("delete from old_action where day = ?1", [day.0])?;
        {
            let mut insert = transaction.prepare(
                "insert into old_action values (?1, ?2, ?3) on conflict (day, dossier) do update set \
                 action = old_action.action || ' + ' || excluded.action",
            )?;
            for (dossier, action) in lines {
                insert.execute((day.0, dossier, action))?;
            }
        }
        let kept: i64 =
            transaction
                .query_row("select count(*) from old_action where day = ?1", [day.0], |row| row.get(0))?;
        transaction.commit()?;
        Ok(kept as u64)
    }

    /// What the old process wanted on a day, by dossier number.
    pub fn old_actions(&self, day: Day) -> Result<Vec<(String, String)>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("select dossier, action from old_action where day = ?1 order by dossier")?;
        let rows = statement.query_map([day.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The newest nights since a day, newest first, at most so many.
    pub fn comparable(&self, since: Day, most: u32) -> Result<Vec<Comparable>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select n.day, (select count(*) from old_action o where o.day = n.day), \
             (select count(*) from verdict v where v.day = n.day), \
             (select count(*) from verdict v where v.day = n.day and v.verdict = 'nieuw goed') \
             from night_run n where n.superseded_by is null and n.day >= ?1 order by n.day desc limit ?2",
        )?;
        let rows = statement.query_map((since.0, most), |row| {
            let count = |column| Ok::<_, crate::db::Error>(row.get::<i64>(column)? as u64);
            Ok(Comparable {
                day: Day(row.get(0)?),
                old_lines: count(1)?,
                judged: count(2)?,
                new_right: count(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Where a night left every dossier, in order of number. `run` is its number.
    pub fn shown(&self, run: i64) -> Result<Vec<Shown>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "{AS_OF} select t.external, d.category, d.outcome, d.arrears, coalesce(u.district, '') from at a \
             join night_run n on n.id = a.run join decision d on d.run = a.run and d.tenancy = a.tenancy \
             join tenancy t on t.id = a.tenancy left join unit u on u.external = t.unit \
             where a.run <= ?1 and n.superseded_by is null order by t.external",
        ))?;
        let rows = statement.query_map([run], |row| {
            Ok(Shown {
                dossier: row.get(0)?,
                category: row.get(1)?,
                outcome: crate::nights::StoredOutcome::parse(row.get_ref(2)?.as_str()?),
                arrears: domain::money::Cents(row.get(3)?),
                district: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What people think of the differences of a day, by dossier number.
    pub fn verdicts(&self, day: Day) -> Result<Vec<(String, Verdict)>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("select dossier, verdict, note from verdict where day = ?1 order by dossier")?;
        let rows = statement.query_map([day.0], |row| {
            Ok((row.get(0)?, Verdict { verdict: row.get(1)?, note: row.get(2)? }))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps what a person thinks of a difference.
    pub fn keep_verdict(
        &self,
        day: Day,
        dossier: &str,
        verdict: &Verdict,
        by: StaffId,
        at: Moment,
    ) -> Result<(), StoreError> {
        self.connection.execute(
            "insert into verdict values (?1, ?2, ?3, ?4, ?5, ?6) on conflict (day, dossier) do update set \
             verdict = excluded.verdict, note = excluded.note, staff = excluded.staff, at = excluded.at",
            (day.0, dossier, &verdict.verdict, &verdict.note, by.0, at.seconds),
        )?;
        Ok(())
    }
}
