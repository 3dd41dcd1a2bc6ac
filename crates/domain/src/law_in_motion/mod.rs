//! The law in motion: where one dossier stands on the road between the last reminder and the bailiff, on one day.
//!
//! In go a dossier (as [`crate::facts::Ground`]), the dated tables of [`crate::law`] and what was recorded about letters
//! and signals; out come states, amounts, missing proofs and lists, each with its ground in law. [`crate::law`] answers
//! what the law says, this module what that means for these claims today. Nothing here sends, books or hands over: people
//! decide every step, and the landlord's own system keeps the ledger.
//!
//! | module | question it answers |
//! |---|---|
//! | [`fourteen_days`] | which claims go on one 14-day letter, with which amounts, and what became of a letter |
//! | [`costs_due`] | may collection costs be booked now, how much, by which letter, or why not |
//! | [`early_signal`] | where the early signal stands, and what is missing before it may go |
//! | [`municipal_answer`] | what an answer of the municipality means for the dossier |
//! | [`handover`] | what the bailiff gets: claims per month, proofs, interruptions of prescription |
//! | [`evidence`] | what is missing before this may go to the bailiff |
//! | [`bailiff_phase`] | what the bailiff reports, and what follows |
//! | [`cost_path`] | what this will cost in two, three and six months when nothing happens |

pub mod bailiff_phase;
pub mod cost_path;
pub mod costs_due;
pub mod early_signal;
pub mod evidence;
pub mod fourteen_days;
pub mod handover;
pub mod municipal_answer;

#[cfg(test)]
pub(crate) mod scene;
