//! `houvast bench`: how fast a night is, and whether it is right, against a second implementation in SQL.
//!
//! In goes the size of a simulated portfolio; out comes a [`Report`] of ratios and equalities. Nothing that passes or
//! fails depends on a number of seconds: a machine that is slow or busy is slow or busy for both sides of a ratio. Every
//! command first asserts that both sides agree on every tenancy, so that a benchmark is also a test.
//!
//! Nothing is sent and no book of a landlord is touched: everything happens in a scratch folder, or in a scratch schema on a
//! server.

mod camt;
mod events;
mod letters;
mod measure;
mod nights;
mod on_server;
mod pages;
mod reference;
mod replays;
mod report;
mod scales;
mod scene;
#[cfg(test)]
mod tests;

use domain::calendar::Day;
use store::Server;

pub use report::Report;

/// Why a benchmark could not be finished.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// What all benchmarks are about: the same portfolio for the same seed.
#[derive(Clone, Copy, Debug)]
pub struct Portfolio {
    /// Number of homes.
    pub tenancies: u32,
    /// Months of history before the night.
    pub months: i32,
    /// Seed of the simulated lives.
    pub seed: u64,
    /// The night that is measured.
    pub night: Day,
}

impl Default for Portfolio {
    fn default() -> Portfolio {
        let night = Day::parse_iso("2026-06-17").expect("a day of the calendar");
        Portfolio { tenancies: 16_000, months: 24, seed: 20_260_617, night }
    }
}

/// `bench night`: the full night against the SQL reference, and the nights after it.
#[derive(Clone, Debug)]
pub struct NightOptions {
    /// The portfolio.
    pub portfolio: Portfolio,
    /// Interleaved rounds of reference and product.
    pub rounds: u32,
    /// Threads that read.
    pub threads: u32,
    /// The server that the book is on; `None` is a file.
    pub store: Option<Server>,
}

/// `bench replay`: consecutive nights, in memory and in the book, incremental and full.
#[derive(Clone, Debug)]
pub struct ReplayOptions {
    /// The portfolio.
    pub portfolio: Portfolio,
    /// Number of nights.
    pub nights: u32,
    /// Threads that read.
    pub threads: u32,
    /// The server that the book is on; `None` is a file.
    pub store: Option<Server>,
}

/// `bench scale`: how the cost of a full night grows with the portfolio.
#[derive(Clone, Debug)]
pub struct ScaleOptions {
    /// The portfolio; its size is left out of account.
    pub portfolio: Portfolio,
    /// Sizes, smallest first.
    pub sizes: Vec<u32>,
    /// Full nights at each size.
    pub rounds: u32,
    /// Threads that read.
    pub threads: u32,
}

/// `bench letters`: what a letter costs.
#[derive(Clone, Copy, Debug)]
pub struct LetterOptions {
    /// Number of letters.
    pub count: u32,
}

/// `bench camt`: what a bank statement costs.
#[derive(Clone, Copy, Debug)]
pub struct CamtOptions {
    /// Entries of the statement.
    pub entries: u32,
    /// Interleaved rounds of a bare pass and product.
    pub rounds: u32,
}

/// `bench pages`: what a page costs.
#[derive(Clone, Copy, Debug)]
pub struct PagesOptions {
    /// Homes of the demo landlord.
    pub homes: u32,
    /// Dossiers that are opened.
    pub pages: usize,
}

/// Measures a full night against the reference in the same file, the nights after it and single payments.
///
/// # Errors
/// When the book fails, or reference and product disagree on a tenancy.
pub fn night(options: &NightOptions) -> Result<Report, Failure> {
    if options.store.is_some() { on_server::run(options) } else { nights::run(options) }
}

/// Replays consecutive nights and asserts that incremental equals full, state for state, every night.
///
/// # Errors
/// When the book fails.
pub fn replay(options: &ReplayOptions) -> Result<Report, Failure> {
    replays::run(options)
}

/// Measures how the cost of a full night grows.
///
/// # Errors
/// When the book fails.
pub fn scale(options: &ScaleOptions) -> Result<Report, Failure> {
    scales::run(options)
}

/// Measures letters, beside WeasyPrint where that is installed.
///
/// # Errors
/// When a letter cannot be set, or the disk fails.
pub fn letters(options: &LetterOptions) -> Result<Report, Failure> {
    letters::run(options)
}

/// Measures a large bank statement from its bytes to allocated payments, beside a bare pass over the bytes.
///
/// # Errors
/// When the disk fails or the statement is refused.
pub fn camt(options: &CamtOptions) -> Result<Report, Failure> {
    camt::run(options)
}

/// Measures the pages of the demo landlord, served by this executable in a process of its own.
///
/// # Errors
/// When the demo cannot be made, or a page does not come.
pub fn pages(options: &PagesOptions) -> Result<Report, Failure> {
    pages::run(options)
}

/// All of it in one report, at the size of the portfolio.
///
/// # Errors
/// When the book fails, or reference and product disagree on a tenancy.
pub fn all(options: &NightOptions) -> Result<Report, Failure> {
    let NightOptions { portfolio, threads, rounds, .. } = *options;
    let mut report = night(options)?;
    report.append(replay(&ReplayOptions { portfolio, nights: 36, threads, store: options.store.clone() })?);
    let sizes = vec![portfolio.tenancies / 4, portfolio.tenancies];
    report.append(scale(&ScaleOptions { portfolio, sizes, rounds, threads })?);
    report.append(camt(&CamtOptions { entries: 100_000, rounds })?);
    Ok(report)
}
