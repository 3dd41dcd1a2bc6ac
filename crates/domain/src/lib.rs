//! What Houvast knows and decides, without any contact with the world.
//!
//! In go a landlord's books, the policy, the law and a day; out come decisions with their reasons. This crate has no
//! clock, files, network, database, randomness, floats or serialisation. Read the modules in the order of a night:
//! [`money`], [`calendar`] and [`ids`] are the nouns; a [`delivery`] brings rows; a [`dossier`] holds one tenancy with
//! its [`ledger`]; [`facts`] say how things stand; [`classify`] puts it in a category; [`flow`] proposes the next step;
//! [`guards`] may forbid it; [`plan`] puts a night together; [`check`] asserts the promises; [`explain`] says why, in
//! Dutch. Beside the night, [`law`] computes what the law says, [`law_in_motion`] what that means for one dossier;
//! [`trial`] draws who gets which wording of a letter, and [`pay_day_trial`] who is left out of a proposal.

pub mod ahead;
pub mod appointment;
pub mod arrangement;
pub mod asked;
pub mod bank;
pub mod beginning;
pub mod beside;
pub mod calendar;
pub mod check;
pub mod classify;
pub mod clocks;
pub mod delivery;
pub mod digits;
pub mod dossier;
pub mod explain;
pub mod facts;
pub mod flow;
pub mod guards;
pub mod ids;
pub mod language;
pub mod law;
pub mod law_in_motion;
pub mod ledger;
pub mod money;
pub mod noticed;
pub mod pay_day_trial;
pub mod plan;
pub mod policy;
pub mod prescribed;
pub mod promise;
pub mod reconcile;
pub mod send;
pub mod staff;
pub mod team;
pub mod trial;
pub mod work;
