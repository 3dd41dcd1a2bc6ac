//! Deliveries of which nothing goes in are noted with why. Of files of which nothing can be read: what is no delivery is put aside, what should have been one holds the night until a good
//! one comes or a person passes it over.

use domain::calendar::Day;
use domain::delivery::{Finding, Place, Severity, Stated};

use super::{Announced, Intake, NO_DELIVERY, OPEN_ITEMS, UNREADABLE, insert_finding};
use crate::book::{Book, StoreError};
use crate::db::OptionalExtension;

impl Book {
    /// Is this delivery, which is held, tried again? A list is: a column may have been pointed out since.
    pub(super) fn is_tried_again(&self, hash: &[u8; 32]) -> Result<bool, StoreError> {
        let query = "select exists (select 1 from delivery where hash = ?1 and kind in (?2, ?3))";
        let named = (hash.as_slice(), UNREADABLE, OPEN_ITEMS);
        Ok(self.connection.prepare_cached(query)?.query_row(named, |row| row.get(0))?)
    }

    /// Since when a delivery is held: the day it is of, or the day it came; `None` when it is not.
    pub fn held_since(&self, hash: &[u8; 32]) -> Result<Option<Day>, StoreError> {
        let query =
            "select coalesce(as_of, taken_in_on) from delivery where hash = ?1 and state = 'aangehouden'";
        let mut statement = self.connection.prepare_cached(query)?;
        Ok(statement.query_row([hash.as_slice()], |row| row.get(0)).optional()?.map(Day))
    }

    /// Notes that a file is passed over and why; the night goes on without it.
    pub fn put_aside(&mut self, announced: &Announced, today: Day, reason: &str) -> Result<(), StoreError> {
        self.forget_held(&announced.hash)?;
        let announced = Announced { kind: NO_DELIVERY.to_string(), ..announced.clone() };
        let finding = about(&announced.name, Severity::Notice, reason);
        self.note_delivery(&announced, &Stated::default(), today, "verouderd", &[finding])?;
        Ok(())
    }

    /// Notes that a delivery could not be read and why: the night waits.
    pub fn hold_unreadable(
        &mut self,
        announced: &Announced,
        today: Day,
        reason: String,
    ) -> Result<Intake, StoreError> {
        let today = self.held_since(&announced.hash)?.unwrap_or(today);
        self.forget_held(&announced.hash)?;
        let announced = Announced { kind: UNREADABLE.to_string(), ..announced.clone() };
        let finding = about(&announced.name, Severity::HoldsNight, &reason);
        let delivery =
            self.note_delivery(&announced, &Stated::default(), today, "aangehouden", &[finding])?;
        Ok(Intake { delivery, findings: [0, 0, 1], held_because: vec![reason], ..Intake::default() })
    }

    /// Records a delivery of which nothing went in.
    pub(super) fn note_delivery(
        &mut self,
        announced: &Announced,
        stated: &Stated,
        today: Day,
        state: &str,
        findings: &[Finding],
    ) -> Result<i64, StoreError> {
        let transaction = self.connection.transaction()?;
        transaction.execute(
            "insert into delivery (hash, name, signature, kind, as_of, taken_in_on, state, rows, changes) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 0) on conflict do nothing",
            (announced.hash.as_slice(), &announced.name, announced.signature as i64, &announced.kind, stated.as_of.map(|d| d.0), today.0, state),
        )?;
        let query = "select id from delivery where hash = ?1";
        let delivery: i64 = transaction.query_row(query, [announced.hash.as_slice()], |row| row.get(0))?;
        for finding in findings {
            insert_finding(&transaction, delivery, finding)?;
        }
        transaction.commit()?;
        Ok(delivery)
    }

    /// What is said of a delivery now replaces what was said when it was held.
    pub(super) fn forget_held(&mut self, hash: &[u8; 32]) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        let held = "(select id from delivery where hash = ?1 and state = 'aangehouden')";
        for table in ["finding where delivery in", "delivery where id in"] {
            transaction.execute(&format!("delete from {table} {held}"), [hash.as_slice()])?;
        }
        Ok(transaction.commit()?)
    }
}

fn about(file: &str, severity: Severity, reason: &str) -> Finding {
    Finding {
        place: Place { file: file.to_owned(), row: 0 },
        severity,
        field: String::new(),
        value: String::new(),
        reason: reason.to_owned(),
    }
}
