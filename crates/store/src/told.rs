//! What people keep and say about the pages themselves: views of a list, and what somebody thinks of a page.
//!
//! Feedback names a kind of page (`/dossier/{number}/waarom`) and never a tenant: what somebody writes is up to that person, and the
//! page asks for no personal data.

use domain::calendar::Day;

use crate::book::{Book, StoreError};
use crate::db::Row;
use crate::post::Moment;
use crate::staff::StaffId;

/// A view that somebody keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    /// Number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What stands behind the question mark of the list.
    pub address: String,
}

/// What somebody said about a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feedback {
    /// Number.
    pub id: i64,
    /// Who.
    pub who: String,
    /// The day.
    pub day: Day,
    /// When, in seconds since 1970.
    pub moment: i64,
    /// The kind of page.
    pub page: String,
    /// What.
    pub note: String,
    /// Who dealt with it, or empty.
    pub handled_by: String,
}

impl Book {
    /// Views that somebody keeps, by name.
    pub fn saved_views(&self, who: StaffId) -> Result<Vec<SavedView>, StoreError> {
        let query = "select id, name, address from saved_view where staff = ?1 order by name";
        let mut statement = self.connection.prepare_cached(query)?;
        let read = |row: &Row| Ok(SavedView { id: row.get(0)?, name: row.get(1)?, address: row.get(2)? });
        Ok(statement.query_map([who.0], read)?.collect::<Result<_, _>>()?)
    }

    /// Keeps a view; one of the same name is replaced.
    pub fn save_view(&self, who: StaffId, name: &str, address: &str) -> Result<(), StoreError> {
        let query = "insert into saved_view (staff, name, address) values (?1, ?2, ?3) \
             on conflict (staff, name) do update set address = excluded.address";
        self.connection.execute(query, (who.0, name, address))?;
        Ok(())
    }

    /// Removes a view of somebody's own.
    pub fn remove_view(&self, who: StaffId, id: i64) -> Result<(), StoreError> {
        self.connection.execute("delete from saved_view where id = ?1 and staff = ?2", (id, who.0))?;
        Ok(())
    }

    /// Keeps what somebody thinks of a page.
    pub fn tell(&self, who: StaffId, page: &str, note: &str, at: Moment) -> Result<(), StoreError> {
        let query = "insert into feedback (staff, moment, day, page, note) values (?1, ?2, ?3, ?4, ?5)";
        self.connection.execute(query, (who.0, at.seconds, at.day.0, page, note))?;
        Ok(())
    }

    /// What people said about pages: first what nobody dealt with, newest first.
    pub fn feedback(&self) -> Result<Vec<Feedback>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select f.id, coalesce(s.name, ''), f.day, f.moment, f.page, f.note, coalesce(h.name, '') from feedback f \
             left join staff s on s.id = f.staff left join staff h on h.id = f.handled_by \
             order by f.handled_at is not null, f.id desc limit 500",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(Feedback {
                id: row.get(0)?,
                who: row.get(1)?,
                day: Day(row.get(2)?),
                moment: row.get(3)?,
                page: row.get(4)?,
                note: row.get(5)?,
                handled_by: row.get(6)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Somebody dealt with it, or takes that back.
    pub fn handle_feedback(&self, id: i64, by: StaffId, at: Moment, handled: bool) -> Result<(), StoreError> {
        let who = handled.then_some((by.0, at.seconds));
        self.connection.execute(
            "update feedback set handled_by = ?2, handled_at = ?3 where id = ?1",
            (id, who.map(|who| who.0), who.map(|who| who.1)),
        )?;
        Ok(())
    }
}
