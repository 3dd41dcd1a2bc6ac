//! Accounts of people who sign in elsewhere: known by the issuer and its own name for them.

use super::{COLUMNS, Staff, StaffId, read_staff};
use crate::book::{Book, StoreError};
use crate::db::OptionalExtension;

fn key(issuer: &str, subject: &str) -> String {
    format!("{issuer} {subject}")
}

impl Book {
    /// The account, open or closed, of whom this issuer calls so.
    pub fn by_subject(&self, issuer: &str, subject: &str) -> Result<Option<Staff>, StoreError> {
        let query = format!("select {COLUMNS} from staff s where s.subject = ?1");
        let mut statement = self.connection.prepare_cached(&query)?;
        Ok(statement.query_row([key(issuer, subject)], read_staff).optional()?)
    }

    /// Ties an account to whom this issuer calls so, when it is not tied to anybody yet. `false` when it is.
    pub fn tie_to_subject(&self, id: StaffId, issuer: &str, subject: &str) -> Result<bool, StoreError> {
        let query = "update staff set subject = ?2 where id = ?1 and subject is null \
                     and not exists (select 1 from staff where subject = ?2)";
        Ok(self.connection.execute(query, (id.0, key(issuer, subject)))? == 1)
    }

    /// Is this account tied to somebody elsewhere?
    pub fn is_tied(&self, id: StaffId) -> Result<bool, StoreError> {
        let query = "select subject is not null from staff where id = ?1";
        Ok(self.connection.prepare_cached(query)?.query_row([id.0], |row| row.get(0))?)
    }
}
