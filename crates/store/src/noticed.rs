//! What employees noticed at a home and passed on: left, read, taken up by an act, or taken back by who left it.
//!
//! Who leaves a signal is told an address and what became of it, and nothing of who rents there: the functions for that give
//! no name, no dossier and no amount.

use domain::calendar::Day;
use domain::ids::TenancyId;
use domain::noticed::{Fate, Noticed};

use crate::book::{Book, StoreError};
use crate::db::{OptionalExtension, Params, Row};
use crate::post::Moment;
use crate::staff::StaffId;

/// A home, by its address and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// The landlord's number of the home.
    pub unit: String,
    /// Street and number.
    pub street: String,
    /// Postcode.
    pub postcode: String,
    /// Town.
    pub town: String,
}

/// A signal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signal {
    /// Its number.
    pub id: i64,
    /// Where.
    pub home: Home,
    /// District, or empty.
    pub district: String,
    /// About which tenancy, when there was one.
    pub tenancy: Option<TenancyId>,
    /// Its dossier number, or empty.
    pub dossier: String,
    /// What.
    pub kind: Noticed,
    /// What was written with it.
    pub note: String,
    /// Who left it.
    pub who: String,
    /// The day.
    pub day: Day,
    /// What became of it.
    pub fate: Fate,
}

/// More homes than this are not shown: who looks for one knows more of its address.
const MOST_HOMES: usize = 20;

const QUERY: &str = "select g.id, g.unit, coalesce(u.street, ''), coalesce(u.postcode, ''), coalesce(u.town, ''), \
     coalesce(u.district, ''), g.tenancy, coalesce(t.external, ''), g.kind, g.note, s.name, g.day, \
     g.withdrawn_at is not null, g.act is not null, g.read_at is not null from noticed g \
     join staff s on s.id = g.staff left join unit u on u.external = g.unit left join tenancy t on t.id = g.tenancy";

fn read(row: &Row) -> crate::db::Result<Signal> {
    let kind: String = row.get(8)?;
    let fate = match (row.get(12)?, row.get(13)?, row.get(14)?) {
        (true, _, _) => Fate::Withdrawn,
        (_, true, _) => Fate::TakenUp,
        (_, _, true) => Fate::Read,
        _ => Fate::New,
    };
    Ok(Signal {
        id: row.get(0)?,
        home: Home { unit: row.get(1)?, street: row.get(2)?, postcode: row.get(3)?, town: row.get(4)? },
        district: row.get(5)?,
        tenancy: row.get::<Option<u32>>(6)?.map(TenancyId),
        dossier: row.get(7)?,
        kind: Noticed::of(&kind).unwrap_or(Noticed::Other),
        note: row.get(9)?,
        who: row.get(10)?,
        day: Day(row.get(11)?),
        fate,
    })
}

impl Book {
    /// Homes whose street and number, or postcode, begin with these words; `true` when there are more.
    pub fn homes(&self, text: &str) -> Result<(Vec<Home>, bool), StoreError> {
        let begins = |text: &str| format!("{}%", text.replace(['%', '_'], ""));
        let postcode: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
        let mut statement = self.connection.prepare_cached(
            "select external, street, postcode, town from unit where street like ?1 or replace(postcode, ' ', '') like ?2 \
             order by street, external limit ?3",
        )?;
        let read = |row: &Row| {
            Ok(Home { unit: row.get(0)?, street: row.get(1)?, postcode: row.get(2)?, town: row.get(3)? })
        };
        let of = (begins(text), begins(&postcode), MOST_HOMES as i64 + 1);
        let mut homes: Vec<Home> = statement.query_map(of, read)?.collect::<Result<_, _>>()?;
        let more = homes.len() > MOST_HOMES;
        homes.truncate(MOST_HOMES);
        Ok((homes, more))
    }

    /// The home with this number.
    pub fn home(&self, unit: &str) -> Result<Option<Home>, StoreError> {
        let query = "select external, street, postcode, town from unit where external = ?1";
        let found = self.connection.prepare_cached(query)?.query_row([unit], |row| {
            Ok(Home { unit: row.get(0)?, street: row.get(1)?, postcode: row.get(2)?, town: row.get(3)? })
        });
        Ok(found.optional()?)
    }

    /// The tenancy of a home on a day: the last that has begun and not ended.
    pub fn tenancy_at(&self, unit: &str, day: Day) -> Result<Option<TenancyId>, StoreError> {
        let query = "select id from tenancy where unit = ?1 and coalesce(starts_on, 0) <= ?2 and coalesce(ends_on, ?2) >= ?2 \
             order by starts_on desc nulls last, id desc limit 1";
        let found = self.connection.prepare_cached(query)?.query_row((unit, day.0), |row| row.get(0));
        Ok(found.optional()?.map(TenancyId))
    }

    /// How often somebody did something that is in the log since a moment.
    pub fn times_since(&self, who: StaffId, what: &str, since: i64) -> Result<u64, StoreError> {
        let query = "select count(*) from audit where staff = ?1 and what = ?2 and moment > ?3";
        let mut statement = self.connection.prepare_cached(query)?;
        let times: i64 = statement.query_row((who.0, what, since), |row| row.get(0))?;
        Ok(u64::try_from(times).unwrap_or(0))
    }

    /// Leaves a signal about a home; gives its number.
    pub fn leave_signal(
        &self,
        unit: &str,
        kind: Noticed,
        note: &str,
        by: StaffId,
        at: Moment,
    ) -> Result<i64, StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        let tenancy = self.tenancy_at(unit, at.day)?;
        let id = transaction.query_row(
            "insert into noticed (unit, tenancy, kind, note, staff, moment, day) values (?1, ?2, ?3, ?4, ?5, ?6, ?7) returning id",
            (unit, tenancy.map(|id| id.0), kind.word(), note, by.0, at.seconds, at.day.0),
            |row| row.get(0),
        )?;
        self.log(at, Some(by), tenancy, "signaal", kind.word())?;
        transaction.commit()?;
        Ok(id)
    }

    /// Takes back a signal of one's own; `false` when it is not there, or somebody works on it.
    pub fn withdraw_signal(&self, id: i64, by: StaffId, at: Moment) -> Result<bool, StoreError> {
        let query = "update noticed set withdrawn_at = ?3 where id = ?1 and staff = ?2 and act is null and withdrawn_at is null";
        let done = self.connection.execute(query, (id, by.0, at.seconds))? == 1;
        if done {
            self.log(at, Some(by), None, "signaal", &format!("nummer {id} ingetrokken"))?;
        }
        Ok(done)
    }

    /// Puts back a signal of one's own that was taken back.
    pub fn restore_signal(&self, id: i64, by: StaffId, at: Moment) -> Result<bool, StoreError> {
        let query = "update noticed set withdrawn_at = null where id = ?1 and staff = ?2 and withdrawn_at is not null";
        let done = self.connection.execute(query, (id, by.0))? == 1;
        if done {
            self.log(at, Some(by), None, "signaal", &format!("nummer {id} hersteld"))?;
        }
        Ok(done)
    }

    /// Somebody read a signal.
    pub fn signal_read(&self, id: i64, by: StaffId, at: Moment) -> Result<(), StoreError> {
        let query = "update noticed set read_by = ?2, read_at = ?3 where id = ?1 and read_at is null";
        self.connection.execute(query, (id, by.0, at.seconds))?;
        Ok(())
    }

    /// The signals somebody left, newest first.
    pub fn signals_by(&self, who: StaffId) -> Result<Vec<Signal>, StoreError> {
        self.signals("where g.staff = ?1 order by g.id desc limit 200", [who.0])
    }

    /// Signals about a tenancy, newest first; not those that were taken back.
    pub fn signals_about(&self, id: TenancyId) -> Result<Vec<Signal>, StoreError> {
        self.signals("where g.tenancy = ?1 and g.withdrawn_at is null order by g.id desc", [i64::from(id.0)])
    }

    /// Signals that nobody has taken up, oldest first.
    pub fn open_signals(&self) -> Result<Vec<Signal>, StoreError> {
        self.signals("where g.act is null and g.withdrawn_at is null order by g.id limit 500", [])
    }

    fn signals(&self, which: &str, of: impl Params) -> Result<Vec<Signal>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!("{QUERY} {which}"))?;
        Ok(statement.query_map(of, read)?.collect::<Result<_, _>>()?)
    }
}
