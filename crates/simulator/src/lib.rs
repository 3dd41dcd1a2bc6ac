//! The simulated landlord: years of rent, payments and life, the files a landlord delivers, faults in those files, and
//! an auditor who judges what a system did with them.
//!
//! Everything but [`post`] follows from a seed: no clock, no files read, no environment, no floats. A test that fails prints its seed,
//! and a seed is a bug report. The writers here share no code with the connectors, so that a misreading on one side
//! cannot cancel itself out on the other, and the auditor recomputes money with code of its own.
//!
//! Read in this order: [`chance`] gives numbers; [`people`] and [`habits`] make somebody of them; a [`life`] is what
//! happens to one tenancy, as dated [`events`]; [`portfolio`] cuts it at a day; [`vera`] and [`open_items`] write it as
//! files; [`faults`] spoil those files; the [`auditor`] judges. [`post`] stands apart: the mailboxes and telephones that
//! messages go to, on loopback.
//!
//! ```
//! use domain::calendar::Day;
//! use simulator::auditor::Auditor;
//! use simulator::faults::{Fault, spoil};
//! use simulator::life::Horizon;
//! use simulator::vera::Landlord;
//!
//! let seed = 20_260_617;
//! let from = Day::parse_iso("2026-01-01").unwrap();
//! let landlord = Landlord::new(seed, 100, Horizon { from, to: from + 60 });
//! let mut auditor = Auditor::new(&landlord.lives);
//! let mut acts = Vec::new();
//!
//! let mut yesterday = landlord.delivery(from.previous(), from + 30);
//! for night in 31..40 {
//!     let tonight = landlord.delivery(from + night - 1, from + night);
//!     if night == 35 {
//!         let spoiled = spoil(Fault::WrongTotals, seed, night as u32, &yesterday, &tonight);
//!         // Hand `spoiled.arrives` to the system and see that it does what `spoiled.expected` says.
//!         assert_eq!(spoiled.arrives.len(), 1);
//!     }
//!     // Hand `tonight` to the system, run its night, and collect what it did into `acts`.
//!     auditor.took_in(from + night + 1, from + night);
//!     acts.extend([]);
//!     yesterday = tonight;
//! }
//! let objections = auditor.judge(&acts);
//! assert!(objections.is_empty(), "seed {seed}: {objections:?}");
//! ```

pub mod auditor;
pub mod bank;
pub mod calibration;
pub mod chance;
pub mod database;
pub mod events;
pub mod faults;
pub mod golden;
pub mod habits;
pub mod life;
pub mod open_items;
pub mod people;
pub mod portfolio;
pub mod post;
pub mod tally;
pub mod vera;

mod books;
