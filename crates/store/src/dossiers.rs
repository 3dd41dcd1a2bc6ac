//! Reads dossiers: one by one in packed form, or all of them from the truth in order of tenancy.
//!
//! The truth is the definition, the packed form the short cut; a test holds them equal after every delivery and night.

use std::ops::Range;

use domain::calendar::Day;
use domain::dossier::{
    Arrangement, ChosenCategory, Circumstance, Contact, Dossier, Position, StepTaken, Tenancy,
};
use domain::ids::{Key, TenancyId};
use domain::ledger::Entry;
use domain::money::Cents;

use crate::book::{Book, StoreError};
use crate::codes::{Code, channels_from, day};
use crate::db::{Connection, Row, Rows, Statement};
use crate::packed;

mod parts;
mod woken;

use woken::WOKEN;

/// Every tenancy, or those of a range of numbers.
pub type Tenancies = Range<u32>;

/// The wake day of a dossier that can wait until the first night of next month.
pub const WAKES_NEXT_MONTH: i32 = i32::MAX;
/// The wake day of a dossier that is looked at every night.
pub const WAKES_NEXT_NIGHT: i32 = 0;

/// Page cache of a scan over the whole truth, in kilobytes as SQLite counts them: below zero.
const PAGES_OF_A_SCAN: i64 = -2_048;
/// Page cache that a connection otherwise has; see `book.rs`.
const PAGES_KEPT: i64 = -32_768;

impl Book {
    /// Splits all tenancies into `parts` ranges of about equal size, in order.
    pub fn ranges(&self, parts: u32) -> Result<Vec<Tenancies>, StoreError> {
        let last: Option<u32> =
            self.connection.query_row("select max(id) from tenancy", [], |row| row.get(0))?;
        let end = last.map_or(0, |last| last + 1);
        let parts = parts.max(1);
        Ok((0..parts)
            .map(|part| end / parts * part..if part + 1 == parts { end } else { end / parts * (part + 1) })
            .collect())
    }

    /// How many dossiers have news or wake by this day, or how many there are.
    pub fn how_many(&self, wakes_by: Option<Day>) -> Result<u64, StoreError> {
        let count: i64 = match wakes_by {
            Some(day) => {
                let query = format!("select count(*) from ({WOKEN}) woken");
                self.connection.query_row(&query, (0, u32::MAX, day.0), |row| row.get(0))?
            }
            None => self.connection.query_row("select count(*) from packed", [], |row| row.get(0))?,
        };
        Ok(count as u64)
    }

    /// Calls `each` with every dossier of a range, built from the truth, and its wake day, in order of tenancy.
    pub fn each_from_truth(
        &self,
        range: Tenancies,
        each: &mut dyn FnMut(&Dossier, i32),
    ) -> Result<(), StoreError> {
        // A long scan meets every page once: keeping them costs memory and saves nothing.
        let long = range.len() > 1;
        if long {
            self.tune("cache_size", PAGES_OF_A_SCAN)?;
        }
        let snapshot = self.connection.snapshot()?;
        for part in self.parts_of(&range)? {
            self.scan_truth(&part, each)?;
        }
        drop(snapshot);
        if long {
            self.tune("cache_size", PAGES_KEPT)?;
        }
        Ok(())
    }

    fn scan_truth(&self, range: &Tenancies, each: &mut dyn FnMut(&Dossier, i32)) -> Result<(), StoreError> {
        let mut tenancies = self
            .connection
            .prepare_cached(&format!("{TENANCY} where t.id >= ?1 and t.id < ?2 order by t.id"))?;
        let mut ledger = self.connection.prepare_cached(
            "select tenancy, booked_on, due_on, kind, reason, cents from ledger where tenancy >= ?1 and tenancy < ?2 order by tenancy, seq",
        )?;
        let mut circumstances = self.connection.prepare_cached(&format!(
            "{CIRCUMSTANCES} where c.tenancy >= ?1 and c.tenancy < ?2 order by c.tenancy, c.since, c.external"
        ))?;
        let mut contacts = self.connection.prepare_cached(
            "select tenancy, day, channel, reached, incoming from contact where tenancy >= ?1 and tenancy < ?2 order by tenancy, day, external",
        )?;
        let mut steps = self.connection.prepare_cached(STEPS)?;
        let mut arrangements = self.connection.prepare_cached(&format!(
            "{ARRANGEMENTS} where a.tenancy >= ?1 and a.tenancy < ?2 order by a.tenancy, a.agreed_on, a.external"
        ))?;
        let mut chosen = self.connection.prepare_cached(CHOSEN)?;
        let mut ledger = Cursor::over(&mut ledger, range, read_entry)?;
        let mut circumstances = Cursor::over(&mut circumstances, range, read_circumstance)?;
        let mut contacts = Cursor::over(&mut contacts, range, read_contact)?;
        let mut steps = Cursor::over(&mut steps, range, read_step)?;
        let mut arrangements = Cursor::over(&mut arrangements, range, read_arrangement)?;
        let mut chosen = Cursor::over(&mut chosen, range, read_chosen)?;
        let mut rows = tenancies.query((range.start, range.end))?;
        let mut dossier = Dossier::default();
        while let Some(row) = rows.next()? {
            read_tenancy(&row, &mut dossier)?;
            let id = dossier.tenancy.id.0;
            ledger.fill(id, &mut dossier.entries)?;
            circumstances.fill(id, &mut dossier.circumstances)?;
            contacts.fill(id, &mut dossier.contacts)?;
            steps.fill(id, &mut dossier.steps)?;
            arrangements.fill(id, &mut dossier.arrangements)?;
            chosen.fill(id, &mut dossier.chosen)?;
            in_order_of_booking(&mut dossier.entries);
            each(&dossier, row.get(12)?);
        }
        Ok(())
    }

    /// One dossier from the truth.
    pub fn dossier_from_truth(&self, id: TenancyId) -> Result<Option<Dossier>, StoreError> {
        let mut found = None;
        self.each_from_truth(id.0..id.0 + 1, &mut |dossier, _| found = Some(dossier.clone()))?;
        Ok(found)
    }

    /// One packed dossier into `dossier`; false when there is none.
    pub fn unpack_one(&self, id: TenancyId, dossier: &mut Dossier) -> Result<bool, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!("{PACKED} where p.tenancy = ?1"))?;
        let mut rows = statement.query([id.0])?;
        let Some(row) = rows.next()? else { return Ok(false) };
        unpack(&row, 1, id.0, dossier)?;
        dossier.position = read_position(&row, 3)?;
        drop(rows);
        let mut steps = self.connection.prepare_cached(STEPS)?;
        read_steps(&mut steps, id.0, dossier)?;
        Ok(true)
    }

    /// Calls `each` with every packed dossier of a range that has news or wakes by `today`, or with all of them on the first night of
    /// a month, in order of tenancy.
    pub fn each_packed(
        &self,
        range: &Tenancies,
        wakes_by: Option<Day>,
        each: &mut dyn FnMut(&Dossier, i32),
    ) -> Result<(), StoreError> {
        let mut dossier = Dossier::default();
        if let Some(day) = wakes_by {
            return self.each_woken(range, day, &mut dossier, each);
        }
        let snapshot = self.connection.snapshot()?;
        for part in self.parts_of(range)? {
            self.every_packed(&part, &mut dossier, each)?;
        }
        drop(snapshot);
        Ok(())
    }

    fn every_packed(
        &self,
        range: &Tenancies,
        dossier: &mut Dossier,
        each: &mut dyn FnMut(&Dossier, i32),
    ) -> Result<(), StoreError> {
        let mut all = self.connection.prepare_cached(&format!(
            "{PACKED} where p.tenancy >= ?1 and p.tenancy < ?2 order by p.tenancy"
        ))?;
        let mut steps = self.connection.prepare_cached(STEPS)?;
        let mut steps = Cursor::over(&mut steps, range, read_step)?;
        read_all(all.query((range.start, range.end))?, &mut steps, dossier, each)
    }

    /// Drops all packed dossiers and builds them anew from the truth; every dossier then wakes at the next night.
    pub fn rebuild_packed(&mut self) -> Result<(), StoreError> {
        let reader = self.reader()?;
        let transaction = self.connection.transaction()?;
        transaction.execute("delete from packed", [])?;
        transaction.execute("update position set wake = ?1", [WAKES_NEXT_NIGHT])?;
        {
            let mut insert = transaction.prepare("insert into packed values (?1, ?2)")?;
            let mut bytes = Vec::new();
            let mut failed = None;
            reader.each_from_truth(0..u32::MAX, &mut |dossier, _| {
                packed::pack(dossier, &mut bytes);
                let row = (dossier.tenancy.id.0, &bytes);
                failed = failed.take().or(insert.put(row).err());
            })?;
            if let Some(error) = failed {
                return Err(error.into());
            }
        }
        transaction.commit()?;
        Ok(())
    }
}

/// A packed dossier with its position, still without its steps; a tenancy that no night has seen has none and wakes at the next one.
const PACKED: &str = "select p.tenancy, p.bytes, coalesce(s.wake, 0), s.category, s.since, s.outcome \
     from packed p left join position s on s.tenancy = p.tenancy";

/// Circumstances. A person here may have ended what has no end of its own.
const CIRCUMSTANCES: &str = "select c.tenancy, c.kind, c.since, c.until, coalesce(c.closed_on, e.day), c.cents \
     from circumstance c left join ending e on e.what = 'omstandigheid' and e.external = c.external";

/// Arrangements; the same.
const ARRANGEMENTS: &str = "select a.tenancy, a.agreed_on, a.covers_until, a.instalments, coalesce(a.ended_on, e.day) \
     from arrangement a left join ending e on e.what = 'regeling' and e.external = a.external";

/// Categories that people chose, of a range of tenancies.
const CHOSEN: &str = "select c.tenancy, c.category, c.since, c.until, e.day from category_by_hand c \
     left join ending e on e.what = 'indeling' and e.external = cast(c.act as text) \
     where c.tenancy >= ?1 and c.tenancy < ?2 order by c.tenancy, c.act";

/// The steps of a range of tenancies.
const STEPS: &str = "select tenancy, day, cycle, step, channel, milestone, posted_on from step_taken \
     where tenancy >= ?1 and tenancy < ?2 order by tenancy, day, step";

/// Reads packed dossiers with their positions, as [`PACKED`] gives them, and their steps beside them.
fn read_all(
    mut rows: Rows,
    steps: &mut Cursor<StepTaken>,
    dossier: &mut Dossier,
    each: &mut dyn FnMut(&Dossier, i32),
) -> Result<(), StoreError> {
    while let Some(row) = rows.next()? {
        let tenancy = row.get(0)?;
        unpack(&row, 1, tenancy, dossier)?;
        dossier.position = read_position(&row, 3)?;
        steps.fill(tenancy, &mut dossier.steps)?;
        each(dossier, row.get(2)?);
    }
    Ok(())
}

/// Reads the steps of one tenancy with [`STEPS`].
fn read_steps(statement: &mut Statement, tenancy: u32, dossier: &mut Dossier) -> Result<(), StoreError> {
    let mut rows = statement.query((tenancy, tenancy + 1))?;
    while let Some(row) = rows.next()? {
        dossier.steps.push(read_step(&row)?);
    }
    Ok(())
}

/// Unpacks a dossier from a column, still without its position and steps.
fn unpack(row: &Row, column: usize, tenancy: u32, dossier: &mut Dossier) -> Result<(), StoreError> {
    let bytes = row.get_ref(column)?.as_blob()?;
    let damaged = |_| StoreError::Damaged(format!("gepakt dossier {tenancy} (herstel met: houvast rebuild)"));
    packed::unpack(bytes, TenancyId(tenancy), dossier).map_err(damaged)
}

/// Category, since and outcome from a column on.
pub(crate) fn read_position(row: &Row, first: usize) -> crate::db::Result<Position> {
    let category: Option<u32> = row.get(first)?;
    let Some(category) = category else { return Ok(Position::default()) };
    let (since, outcome) = (Day(row.get(first + 1)?), row.get(first + 2)?);
    Ok(Position { category: Some(Key(category)), since, outcome })
}

/// Entries arrive in order of delivery; the ledger reads them in order of booking.
pub(crate) fn in_order_of_booking(entries: &mut [Entry]) {
    if !entries.is_sorted_by_key(|entry| entry.booked_on) {
        entries.sort_by_key(|entry| entry.booked_on);
    }
}

/// A scan in order of tenancy that runs beside another one, one row ahead.
struct Cursor<'a, T> {
    rows: Rows<'a>,
    read: fn(&Row) -> Result<T, StoreError>,
    /// Tenancy of the row ahead; `u32::MAX` past the end.
    at: u32,
    ahead: Option<T>,
}

impl<'a, T> Cursor<'a, T> {
    fn over(
        statement: &'a mut Statement<'_>,
        range: &Tenancies,
        read: fn(&Row) -> Result<T, StoreError>,
    ) -> Result<Cursor<'a, T>, StoreError> {
        Cursor::of(statement.query((range.start, range.end))?, read)
    }

    fn of(rows: Rows<'a>, read: fn(&Row) -> Result<T, StoreError>) -> Result<Cursor<'a, T>, StoreError> {
        let mut cursor = Cursor { rows, read, at: 0, ahead: None };
        cursor.advance()?;
        Ok(cursor)
    }

    fn advance(&mut self) -> Result<(), StoreError> {
        (self.at, self.ahead) = match self.rows.next()? {
            Some(row) => (row.get(0)?, Some((self.read)(&row)?)),
            None => (u32::MAX, None),
        };
        Ok(())
    }

    /// Replaces `list` by the rows of tenancy `id`; rows of tenancies that are not there are passed over.
    fn fill(&mut self, id: u32, list: &mut Vec<T>) -> Result<(), StoreError> {
        list.clear();
        while self.at < id {
            self.advance()?;
        }
        while self.at == id {
            list.extend(self.ahead.take());
            self.advance()?;
        }
        Ok(())
    }
}

pub(crate) const TENANCY: &str = "select t.id, starts_on, ends_on, notice_on, deceased_on, rent, direct_debit, \
     case when exists (select 1 from pay_day_by_hand h where h.tenancy = t.id) \
       then (select h.day from pay_day_by_hand h where h.tenancy = t.id order by h.act desc limit 1) \
       else accepted_pay_day end, erp_class, costs_clause, reachable, refused, coalesce(p.wake, 0), p.category, p.since, p.outcome, \
     exists (select 1 from asked_to_stop s where s.tenancy = t.id and s.channel = 3 and s.person = \
       (select o.external from tenancy_person w join person o on o.external = w.person \
        where w.tenancy = t.id and o.deceased_on is null order by w.place limit 1)) \
     from tenancy t left join position p on p.tenancy = t.id";

pub(crate) fn read_tenancy(row: &Row, dossier: &mut Dossier) -> Result<(), StoreError> {
    let class = row.get_ref(8)?.as_str()?;
    dossier.tenancy = Tenancy {
        id: TenancyId(row.get(0)?),
        starts_on: day(row.get(1)?),
        ends_on: day(row.get(2)?),
        notice_on: day(row.get(3)?),
        deceased_on: day(row.get(4)?),
        rent: row.get::<Option<i64>>(5)?.map(Cents),
        direct_debit: row.get(6)?,
        accepted_pay_day: row.get(7)?,
        erp_class: (!class.is_empty()).then(|| Key::of(class)),
        costs_clause: known(Code::from_code(row.get(9)?))?,
        reachable: channels_from(row.get(10)?),
        refused: channels_from(row.get(11)?),
        no_friendly_mail: row.get(16)?,
    };
    dossier.position = read_position(row, 13)?;
    Ok(())
}

pub(crate) fn read_entry(row: &Row) -> Result<Entry, StoreError> {
    Ok(Entry {
        booked_on: Day(row.get(1)?),
        due_on: day(row.get(2)?),
        kind: known(Code::from_code(row.get(3)?))?,
        reason: row.get::<Option<u8>>(4)?.and_then(Code::from_code),
        cents: Cents(row.get(5)?),
    })
}

pub(crate) fn read_circumstance(row: &Row) -> Result<Circumstance, StoreError> {
    Ok(Circumstance {
        kind: known(Code::from_code(row.get(1)?))?,
        since: Day(row.get(2)?),
        until: day(row.get(3)?),
        closed_on: day(row.get(4)?),
        cents: row.get::<Option<i64>>(5)?.map(Cents),
    })
}

/// All circumstances of a dossier, in order of their first day.
pub(crate) fn circumstances_of(
    connection: &Connection,
    id: TenancyId,
) -> Result<Vec<Circumstance>, StoreError> {
    let query = format!("{CIRCUMSTANCES} where c.tenancy = ?1 order by c.since, c.external");
    let mut statement = connection.prepare_cached(&query)?;
    let mut rows = statement.query([id.0])?;
    let mut list = Vec::new();
    while let Some(row) = rows.next()? {
        list.push(read_circumstance(&row)?);
    }
    Ok(list)
}

/// All arrangements of a dossier, in order of agreement.
pub(crate) fn arrangements_of(
    connection: &Connection,
    id: TenancyId,
) -> Result<Vec<Arrangement>, StoreError> {
    let query = format!("{ARRANGEMENTS} where a.tenancy = ?1 order by a.agreed_on, a.external");
    let mut statement = connection.prepare_cached(&query)?;
    let mut rows = statement.query([id.0])?;
    let mut list = Vec::new();
    while let Some(row) = rows.next()? {
        list.push(read_arrangement(&row)?);
    }
    Ok(list)
}

fn read_chosen(row: &Row) -> Result<ChosenCategory, StoreError> {
    let category: String = row.get(1)?;
    Ok(ChosenCategory {
        category: Key::of(&category),
        since: Day(row.get(2)?),
        until: Day(row.get(3)?),
        ended_on: day(row.get(4)?),
    })
}

pub(crate) fn read_contact(row: &Row) -> Result<Contact, StoreError> {
    let channel = known(Code::from_code(row.get(2)?))?;
    Ok(Contact { day: Day(row.get(1)?), channel, reached: row.get(3)?, incoming: row.get(4)? })
}

pub(crate) fn read_step(row: &Row) -> Result<StepTaken, StoreError> {
    Ok(StepTaken {
        day: Day(row.get(1)?),
        cycle: Day(row.get(2)?),
        step: Key(row.get(3)?),
        channel: row.get::<Option<u8>>(4)?.and_then(Code::from_code),
        milestone: row.get::<Option<u8>>(5)?.and_then(Code::from_code),
        posted_on: day(row.get(6)?),
    })
}

pub(crate) fn read_arrangement(row: &Row) -> Result<Arrangement, StoreError> {
    let text: String = row.get(3)?;
    Ok(Arrangement {
        agreed_on: Day(row.get(1)?),
        covers_until: Day(row.get(2)?),
        instalments: instalments_from(&text)?,
        ended_on: day(row.get(4)?),
    })
}

/// Instalments as one line: `20454:27470 20485:27470`.
pub(crate) fn instalments_text(instalments: &[(Day, Cents)]) -> String {
    let parts: Vec<String> =
        instalments.iter().map(|(day, cents)| format!("{}:{}", day.0, cents.0)).collect();
    parts.join(" ")
}

pub(crate) fn instalments_from(text: &str) -> Result<Vec<(Day, Cents)>, StoreError> {
    let part = |part: &str| {
        let (day, cents) = part.split_once(':')?;
        Some((Day(day.parse().ok()?), Cents(cents.parse().ok()?)))
    };
    let parts = text.split_whitespace().map(part);
    parts.collect::<Option<_>>().ok_or_else(|| StoreError::Damaged("termijnen van een regeling".into()))
}

/// A word this version knows.
fn known<T>(word: Option<T>) -> Result<T, StoreError> {
    word.ok_or_else(|| StoreError::Damaged("een code van een nieuwere versie".into()))
}

impl Book {
    /// The tenancy with this dossier number.
    pub fn tenancy_by_number(&self, number: &str) -> Result<Option<TenancyId>, StoreError> {
        let mut statement = self.connection.prepare_cached("select id from tenancy where external = ?1")?;
        let mut rows = statement.query([number])?;
        Ok(rows.next()?.map(|row| row.get(0)).transpose()?.map(TenancyId))
    }

    /// The dossier number of a tenancy.
    pub fn number_of(&self, id: TenancyId) -> Result<Option<String>, StoreError> {
        let mut statement = self.connection.prepare_cached("select external from tenancy where id = ?1")?;
        let mut rows = statement.query([id.0])?;
        Ok(rows.next()?.map(|row| row.get(0)).transpose()?)
    }
}
