//! Policy texts in, a compiled policy and its findings out.
//!
//! In goes a folder of Dutch TOML and letter texts ([`files::PolicyFiles`]) and a day; out comes a
//! [`domain::policy::Policy`] as it holds on that day, the letter texts ([`letters::Letters`]) and everything that is
//! wrong with it, each with file and line ([`finding::Finding`]). The format is described in `docs/beleid.md`. This
//! crate decides nothing about a tenant, knows no clock, and never panics on what somebody wrote: a policy with an
//! error is refused, not guessed at.

mod check;
pub mod files;
pub mod finding;
pub mod law;
pub mod letters;
mod presets;
mod read;
mod suggest;
pub mod words;

pub use files::PolicyFiles;
pub use finding::{Finding, Severity};
pub use letters::Letters;
pub use presets::{preset, presets};
pub use read::{Loaded, load};
