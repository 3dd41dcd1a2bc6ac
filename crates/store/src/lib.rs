//! One landlord, one book with everything Houvast was told, did and decided: an SQLite file, or a schema on a PostgreSQL server.
//!
//! In go the rows of deliveries and the decisions of nights, each in one transaction; out come dossiers, and what screens
//! and reports show. The truth is append-only. What is derived (packed dossiers) is written in the same transaction as
//! the truth it follows from, and can be dropped and rebuilt. This crate decides nothing.

pub mod acts;
pub mod appointments;
pub mod bank;
pub mod beginning;
pub mod book;
pub mod codes;
pub mod commit;
pub mod crash;
pub mod db;
pub mod debits;
pub mod dossiers;
pub mod early_signals;
mod facts;
mod forms;
#[cfg(test)]
mod fresh;
pub mod handovers;
pub mod intake;
pub mod kept;
mod ledger;
pub mod letters_on_file;
pub mod load;
pub mod looks;
mod moving;
pub mod nights;
pub mod noticed;
mod own_contact;
pub mod packed;
mod parties;
pub mod payment_requests;
pub mod post;
mod recorded;
pub mod referrals;
mod rights;
pub mod rooms;
pub mod screens;
pub mod seen;
pub mod staff;
pub mod team;
pub mod tenant_page;
pub mod told;
pub mod whole_log;

pub use book::{Book, Place, StoreError};
pub use db::Server;
pub use moving::Moved;
pub use rights::{Right, Turns};
