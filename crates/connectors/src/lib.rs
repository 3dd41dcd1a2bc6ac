//! Reads what a landlord delivers: bytes in, rows and findings out; and hands finished messages to the outside.
//!
//! In goes a delivery as `docs/aanlevering.md` describes it: a folder with VERA 4.3 objects as NDJSON or CSV, or one
//! list of open items as CSV or XLSX; and the landlord's own [`Mapping`]. Out come [`domain::delivery::Row`]s and
//! [`domain::delivery::Finding`]s, one by one, in the order in which they can be booked: units, persons, tenancies,
//! bookings, arrangements, contacts, circumstances.
//!
//! Reading is tolerant: one bad row is one finding, and the rows around it go in. This crate never changes a delivery,
//! never guesses an amount, never reads a citizen service number (BSN), and has no database, clock or environment: the
//! same bytes and the same mapping give the same rows, always.
//!
//! The other direction is [`channels`]: one finished message in, what came of handing it over out. Only there is a
//! network, and in [`sign_in`], where a provider says who somebody is, and [`psp`], where a tenant pays.

pub mod bank;
pub mod channels;
mod dates;
mod decimal;
mod decode;
mod delivery;
mod erp;
mod intake;
mod lines;
mod look;
mod manifest;
mod mapping;
mod misread;
mod pairs;
pub mod partners;
mod postal;
pub mod psp;
mod reach;
mod record;
mod separated;
mod sheet;
pub mod sign_in;
mod table;

pub use dates::within as day_in;
pub use delivery::{DeliveryError, identity, read_delivery};
pub use intake::{Findings, Kind, Read, Report};
pub use look::{Form, LIST_ROWS_MAX, Look, Reading, ending, look};
pub use mapping::{Column, Mapping, MappingFinding, OpenItemsMapping};
pub use misread::Misread;
pub use pairs::two_columns;
pub use separated::reads_as_formula;
