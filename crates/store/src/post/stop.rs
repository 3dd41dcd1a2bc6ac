//! The emergency stop: a row with who, why and when, opened and closed. While one is open nothing is claimed.

use super::{By, Moment};
use crate::book::{Book, StoreError};
use crate::db::{Connection, OptionalExtension};
use crate::staff::log_in;

/// An emergency stop that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Since when, in seconds since 1970.
    pub opened: i64,
    /// Who.
    pub opened_by: String,
    /// Why.
    pub why: String,
}

pub(super) fn open_stop(connection: &Connection) -> Result<Option<Stop>, StoreError> {
    let mut statement = connection.prepare_cached(
        "select opened, opened_by, why from emergency_stop where closed is null order by id limit 1",
    )?;
    let read =
        |row: &crate::db::Row| Ok(Stop { opened: row.get(0)?, opened_by: row.get(1)?, why: row.get(2)? });
    Ok(statement.query_row([], read).optional()?)
}

impl Book {
    /// The emergency stop that holds now.
    pub fn emergency_stop(&self) -> Result<Option<Stop>, StoreError> {
        open_stop(&self.connection)
    }

    /// Stops everything that would leave, also while a delivery is being made.
    pub fn stop_post(&mut self, why: &str, by: By, now: Moment) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        let insert = "insert into emergency_stop (opened, opened_by, why) values (?1, ?2, ?3)";
        transaction.execute(insert, (now.seconds, by.name, why))?;
        log_in(&transaction, now, by.account, None, "gewijzigd", "alle post stilgezet")?;
        transaction.commit()?;
        Ok(())
    }

    /// Lifts every stop; false when there was none.
    pub fn resume_post(&mut self, by: By, now: Moment) -> Result<bool, StoreError> {
        let transaction = self.connection.transaction()?;
        let close = "update emergency_stop set closed = ?1, closed_by = ?2 where closed is null";
        let lifted = transaction.execute(close, (now.seconds, by.name))? > 0;
        if lifted {
            log_in(&transaction, now, by.account, None, "gewijzigd", "post gaat weer uit")?;
        }
        transaction.commit()?;
        Ok(lifted)
    }
}
