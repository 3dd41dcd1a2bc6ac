//! What the law computes: amounts, terms and refusals around rent arrears in the Netherlands.
//!
//! In go the dated tables of [`parameters::Law`] (read from `wet/` by crate `policy`), amounts in whole cents and days;
//! out come amounts, days and decisions with a reason, or a [`parameters::LawGap`] when the tables do not reach that day.
//! Nothing here guesses a tariff, uses a value past the day up to which it was checked, reads a clock, or decides to
//! contact anybody: guards and flows do that with what is computed here.
//!
//! | module | question it answers |
//! |---|---|
//! | [`parameters`] | which value held on a day, and who says so |
//! | [`collection_costs`] | which extrajudicial costs may be charged |
//! | [`fourteen_day_letter`] | is the letter good, and when has its term passed |
//! | [`interest`] | how much statutory interest has grown |
//! | [`allocation`] | what does one payment pay off |
//! | [`prescription`] | until when can a claim be demanded |
//! | [`death`] | when does the tenancy of a deceased tenant end |
//! | [`direct_debit`] | until when can a debit be reversed |
//! | [`early_signal`] | may or must the municipality be told |
//! | [`court`] | what would the road to eviction cost |
//! | [`debt_scheme`] | how long do breathing space and debt schemes last at most |
//! | [`contact`] | at which hours may a tenant be contacted |

pub mod allocation;
pub mod collection_costs;
pub mod contact;
pub mod court;
pub mod death;
pub mod debt_scheme;
pub mod direct_debit;
pub mod early_signal;
pub mod fourteen_day_letter;
pub mod interest;
pub mod parameters;
pub mod prescription;

#[cfg(test)]
pub(crate) mod fixture;

#[cfg(test)]
mod court_tests;

pub use parameters::{Dated, Law, LawGap};
