//! The tenant's page: what somebody sees who opens the link or scans the code of a message, without an account.
//!
//! In goes a code and what somebody chose; out come pages in plain words, in six languages, that work on the smallest
//! telephone without scripts. What is open, what was paid and what may be agreed is asked of the executable over one port
//! ([`Counter`]). So this crate knows no book, no other tenant and nothing of the pages of staff: it could not show them.
//!
//! A code shows no name, no address and nothing else that is owed. Looking (GET) changes nothing. A wrong code and one that
//! has ended get the same answer in the same time.

mod code;
mod counter;
mod form;
mod frame;
mod limits;
pub mod messages;
mod pages;
mod serve;
mod texts;

pub use code::Code;
pub use counter::{
    Answer, Begun, Called, Counter, Division, Done, Due, House, Later, Payment, PaymentState, Proving,
    Request, Running, Seen, Sending, Since, Stands, ToCome, Transfer, Way, Wish,
};
pub use limits::{ALARM, Limits, Network};
pub use serve::{Hall, alone, router};
