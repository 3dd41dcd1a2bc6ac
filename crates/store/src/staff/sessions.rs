//! Sessions, and browsers in which somebody signed in before.
//!
//! Tokens come in as hashes. A session is named on screen by the beginning of that hash, with which nobody can sign in.

use super::{COLUMNS, IDLE, LONGEST, Staff, StaffId, WIDTH, read_staff};
use crate::book::{Book, StoreError};
use crate::db::OptionalExtension;

/// How long a browser is known again. Seconds.
pub const DEVICE_KEPT: i64 = 180 * 86_400;
/// The last use of a session is written down no more often than this. Seconds.
const SEEN_EVERY: i64 = 60;
/// The browsers of one person that are known at once; the oldest go.
const DEVICES: i64 = 20;

/// A session that has ended is remembered so long: whose it was. Seconds.
const ENDED_KEPT: i64 = 86_400;

/// A session that has not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSession {
    /// What it is called in a form: the beginning of the hash of its token, in hexadecimal.
    pub handle: String,
    /// When it began, in seconds since 1970.
    pub began: i64,
    /// When it was last used, to the minute.
    pub seen: i64,
    /// `Firefox op Windows`, or empty.
    pub browser: String,
    /// How the person signed in: `wachtwoord`, `passkey`, …
    pub way: String,
}

impl Book {
    /// The key with which the pages close what a browser keeps while somebody is at the door: the one that is there, or `fresh`,
    /// which is there from now on. All who serve this book have the same.
    pub fn key_of_the_door(&self, fresh: &[u8; 32]) -> Result<[u8; 32], StoreError> {
        self.connection
            .execute("insert into door_key values (1, ?1) on conflict do nothing", [fresh.as_slice()])?;
        Ok(self.connection.query_row("select key from door_key", [], |row| row.get(0))?)
    }

    /// Begins a session, and clears those that have ended. `browser` and `way` are for who looks at his own sessions.
    pub fn begin_session(
        &self,
        id: StaffId,
        token: &[u8; 32],
        now: i64,
        browser: &str,
        way: &str,
    ) -> Result<(), StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        transaction.execute(
            "delete from session where seen <= ?1 or began <= ?2",
            (now - IDLE - ENDED_KEPT, now - LONGEST - ENDED_KEPT),
        )?;
        transaction.execute(
            "insert into session (token, staff, began, seen, browser, way) values (?1, ?2, ?3, ?3, ?4, ?5)",
            (token.as_slice(), id.0, now, browser, way),
        )?;
        transaction.execute("update staff set signed_in_at = ?2 where id = ?1", (id.0, now))?;
        transaction.commit()?;
        Ok(())
    }

    /// Whose session this is, while it lasts; `true` when its last use should be written down.
    pub fn session(&self, token: &[u8; 32], now: i64) -> Result<Option<(Staff, bool)>, StoreError> {
        let query = format!(
            "select {COLUMNS}, t.seen from staff s join session t on t.staff = s.id \
             where t.token = ?1 and t.seen > ?2 and t.began > ?3 and s.closed_at is null"
        );
        let mut statement = self.connection.prepare_cached(&query)?;
        let found = statement.query_row((token.as_slice(), now - IDLE, now - LONGEST), |row| {
            Ok((read_staff(row)?, now - row.get::<i64>(WIDTH)? >= SEEN_EVERY))
        });
        Ok(found.optional()?)
    }

    /// A session was used: noted unless somebody else writes just now, because its next use is noted as well. Only over a book that
    /// was opened to watch.
    pub fn session_seen(&self, token: &[u8; 32], now: i64) -> Result<(), StoreError> {
        let noted = || {
            let transaction = self.connection.transaction_beside()?;
            let query = "update session set seen = ?2 where token = ?1";
            transaction.execute(query, (token.as_slice(), now))?;
            transaction.commit()
        };
        match noted() {
            Err(error) if error.is_busy() => Ok(()),
            done => Ok(done?),
        }
    }

    /// How the person of a session signed in; empty when there is no such session.
    pub fn way_of_session(&self, token: &[u8; 32]) -> Result<String, StoreError> {
        let query = "select way from session where token = ?1";
        let mut statement = self.connection.prepare_cached(query)?;
        Ok(statement.query_row([token.as_slice()], |row| row.get(0)).optional()?.unwrap_or_default())
    }

    /// Ends a session.
    pub fn end_session(&self, token: &[u8; 32]) -> Result<(), StoreError> {
        self.connection.execute("delete from session where token = ?1", [token.as_slice()])?;
        Ok(())
    }

    /// The sessions of somebody that have not ended, the last used first.
    pub fn sessions_of(&self, id: StaffId, now: i64) -> Result<Vec<OpenSession>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select lower(hex(substr(token, 1, 8))), began, seen, browser, way from session \
             where staff = ?1 and seen > ?2 and began > ?3 order by seen desc, began desc",
        )?;
        let rows = statement.query_map((id.0, now - IDLE, now - LONGEST), |row| {
            Ok(OpenSession {
                handle: row.get(0)?,
                began: row.get(1)?,
                seen: row.get(2)?,
                browser: row.get(3)?,
                way: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Ends one session of somebody, by what it is called. `false` when there is none.
    pub fn end_session_of(&self, id: StaffId, handle: &str) -> Result<bool, StoreError> {
        let query = "delete from session where staff = ?1 and lower(hex(substr(token, 1, 8))) = ?2";
        Ok(self.connection.execute(query, (id.0, handle))? > 0)
    }

    /// Ends all sessions of somebody but this one, and says how many those were.
    pub fn end_other_sessions(&self, id: StaffId, keep: &[u8; 32]) -> Result<usize, StoreError> {
        let query = "delete from session where staff = ?1 and token <> ?2";
        Ok(self.connection.execute(query, (id.0, keep.as_slice()))?)
    }

    /// Remembers a browser in which somebody signed in.
    pub fn know_device(&self, id: StaffId, token: &[u8; 32], now: i64) -> Result<(), StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        transaction.execute("delete from device where since <= ?1", [now - DEVICE_KEPT])?;
        transaction.execute(
            "insert into device values (?1, ?2, ?3) on conflict (token) do update set \
             staff = excluded.staff, since = excluded.since",
            (token.as_slice(), id.0, now),
        )?;
        transaction.execute(
            "delete from device where staff = ?1 and token not in \
             (select token from device where staff = ?1 order by since desc limit ?2)",
            (id.0, DEVICES),
        )?;
        transaction.commit()?;
        Ok(())
    }

    /// Did this person sign in before in this browser? Gives the last time, in seconds since 1970.
    pub fn knows_device(&self, id: StaffId, token: &[u8; 32], now: i64) -> Result<Option<i64>, StoreError> {
        let query = "select since from device where token = ?1 and staff = ?2 and since > ?3";
        let mut statement = self.connection.prepare_cached(query)?;
        let found = statement.query_row((token.as_slice(), id.0, now - DEVICE_KEPT), |row| row.get(0));
        Ok(found.optional()?)
    }
}
