//! The simulated landlord: years of rent, payments and life, the files a landlord delivers, faults in those files, and
//! an auditor who judges what a system did with them.
//!
//! Everything follows from a seed: no clock, no files read, no environment, no floats. A test that fails prints its seed,
//! and a seed is a bug report. The writers here share no code with the connectors, so that a misreading on one side
//! cannot cancel itself out on the other, and the auditor recomputes money with code of its own.
//!
//! Read in this order: [`chance`] gives numbers; [`people`] and [`habits`] make somebody of them; a [`life`] is what
//! happens to one tenancy, as dated [`events`]; [`portfolio`] cuts it at a day; [`vera`] and [`open_items`] write it as
//! files; [`faults`] spoil those files; the [`auditor`] judges.

pub mod calibration;
pub mod chance;
pub mod events;
pub mod habits;
pub mod life;
pub mod people;
pub mod portfolio;
pub mod vera;

mod books;
