//! The pages: what a person sees of a landlord's book, in the browser.
//!
//! In go a book that is only read, the policy that was loaded and the law's calendar; out come whole pages of HTML, in
//! Dutch, that work without scripts, print well and have an address of their own. Every word about a decision comes from
//! [`domain::explain`], every amount from the same computation the night makes.
//!
//! This crate writes nothing, sends nothing, decides nothing, and never logs who a dossier is about. It has no login
//! yet: a book is shown to whoever can reach the address, so `houvast` listens on this machine only.

mod answer;
mod app;
mod asked;
mod assets;
mod beleid;
mod bericht;
mod case;
mod dossier;
mod frame;
mod huurders;
mod nacht;
mod parts;
mod portfolio;
mod post;
mod serve;
mod waarom;

pub use app::App;
pub use serve::{router, serve};
