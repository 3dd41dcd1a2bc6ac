//! What others did about a dossier since a form was made: so that two people who work on it at once both see what they change.

use std::fmt;

use domain::ids::TenancyId;

use crate::book::{Book, StoreError};
use crate::db::Row;
use crate::staff::StaffId;

/// How far the acts about a dossier had come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stand {
    /// The last act.
    pub last: i64,
    /// How many had been taken back.
    pub undone: i64,
}

impl Stand {
    /// As a form carries it; `None` when it is not one of ours.
    pub fn parse(text: &str) -> Option<Stand> {
        let (last, undone) = text.split_once('.')?;
        Some(Stand { last: last.parse().ok()?, undone: undone.parse().ok()? })
    }
}

impl fmt::Display for Stand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.last, self.undone)
    }
}

/// Something that happened meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meanwhile {
    /// Who did it.
    pub who: String,
    /// When, in seconds since 1970.
    pub moment: i64,
    /// What, in Dutch.
    pub kind: String,
    /// What was written with it, or empty.
    pub note: String,
    /// It was done earlier and taken back meanwhile.
    pub undone: bool,
}

impl Book {
    /// How far the acts about a dossier have come.
    pub fn stand_of(&self, id: TenancyId) -> Result<Stand, StoreError> {
        let query = "select coalesce(max(id), 0), count(undone_at) from act where tenancy = ?1";
        let read = |row: &Row| Ok(Stand { last: row.get(0)?, undone: row.get(1)? });
        Ok(self.connection.prepare_cached(query)?.query_row([id.0], read)?)
    }

    /// What others than `me` did about a dossier, or took back, since it stood so: newest first.
    pub fn since(&self, id: TenancyId, stand: Stand, me: StaffId) -> Result<Vec<Meanwhile>, StoreError> {
        let now = self.stand_of(id)?;
        let mut statement = self.connection.prepare_cached(
            "select s.name, a.moment as moment, a.kind, a.note, 0 from act a join staff s on s.id = a.staff \
             where a.tenancy = ?1 and a.id > ?2 and a.staff <> ?3 and a.undone_at is null union all \
             select s.name, b.undone_at as moment, b.kind, b.note, 1 from ( \
               select * from act where tenancy = ?1 and undone_at is not null order by undone_at desc, id desc limit ?4) b \
             join staff s on s.id = b.undone_by where b.undone_by <> ?3 and b.id <= ?2 order by moment desc limit 50",
        )?;
        let undone = (now.undone - stand.undone).max(0);
        let rows = statement.query_map((id.0, stand.last, me.0, undone), |row| {
            Ok(Meanwhile {
                who: row.get(0)?,
                moment: row.get(1)?,
                kind: row.get(2)?,
                note: row.get(3)?,
                undone: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Who finished a task, when, and what was done with it.
    pub fn finished(&self, task: &str) -> Result<Option<Meanwhile>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select s.name, a.moment, a.kind, a.note from act a join staff s on s.id = a.staff \
             where a.tenancy = (select tenancy from task where id = ?1) and a.task = ?1 and a.undone_at is null \
             order by a.id desc limit 1",
        )?;
        let mut rows = statement.query_map([task], |row| {
            Ok(Meanwhile {
                who: row.get(0)?,
                moment: row.get(1)?,
                kind: row.get(2)?,
                note: row.get(3)?,
                undone: false,
            })
        })?;
        Ok(rows.next().transpose()?)
    }
}
