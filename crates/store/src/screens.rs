//! Read models for screens and reports: rows of the book, joined and counted the way a page shows them.
//!
//! In goes an open book; out come plain lists, in a fixed order. Names, addresses and free texts come out here and nowhere
//! else in this crate, because only a page for a person needs them. Nothing here writes, decides or computes an amount:
//! what follows from the entries of an account is worked out by `domain`.

mod dossiers;
mod nights;
mod portfolio;
mod post;
mod work;

use crate::book::{Book, StoreError};
pub use dossiers::{
    ArrangementLine, ChosenLine, CircumstanceLine, ContactLine, DossierHead, LedgerLine, Lists, MessageLine,
    NightLines, PersonLine, PlacedLine, TaskLine,
};
pub use nights::{DeliveryLine, FindingLine, MessageCount, Move, TaskCount};
pub use portfolio::{Stamp, TenantLine};
pub use post::{AttemptLine, PostLine, PostMessage};
pub use work::OpenTask;

impl Book {
    /// Looks at the book as it is at one moment: what a night or a delivery writes meanwhile stays out of sight.
    pub fn at_one_moment<T>(&self, look: impl FnOnce(&Book) -> T) -> Result<T, StoreError> {
        let transaction = self.connection.reading()?;
        let seen = look(self);
        transaction.rollback()?;
        Ok(seen)
    }
}
