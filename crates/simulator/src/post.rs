//! The other side of every message: a mail server and a telephone world on loopback, for tests and for the demo.
//!
//! In go real SMTP and real HTTP, on a port of this machine; out come files in a folder that is named at the start:
//! what a tenant's mailbox or telephone holds, and what comes back (bounces, status reports). How an address behaves
//! follows from the address itself, so a test says in one word what should go wrong. Nothing here leaves the machine,
//! and nothing here is used to reach a real tenant.
//!
//! Unlike the rest of this crate these worlds use threads, sockets and files: they are the outside world. They still
//! have no clock and no randomness, and know nothing of the connectors.

pub mod mail_world;
mod numbered;
mod shapes;
pub mod text_world;

pub use mail_world::MailWorld;
pub use text_world::TextWorld;
