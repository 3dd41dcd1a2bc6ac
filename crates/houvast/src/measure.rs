//! `houvast bench`: from the command line to a report.

use store::Server;

use crate::bench::{
    self, CamtOptions, LetterOptions, NightOptions, PagesOptions, Portfolio, ReplayOptions, Report,
    ScaleOptions,
};
use crate::books;
use crate::cli::{BenchArgs, BenchCommand};
use crate::failure::Failure;

/// Runs a benchmark; one that misses a gate is a failure that shows the whole report.
pub fn measure(command: &BenchCommand, json: bool) -> Result<String, Failure> {
    let store = books::asked();
    let report = match command {
        BenchCommand::Night(args) => bench::night(&night_options(args, store)),
        BenchCommand::Replay(args) => bench::replay(&ReplayOptions {
            portfolio: portfolio(args),
            nights: args.nights,
            threads: threads(),
            store,
        }),
        BenchCommand::Scale { sizes, rounds } => bench::scale(&ScaleOptions {
            portfolio: Portfolio::default(),
            sizes: sizes.clone(),
            rounds: *rounds,
            threads: threads(),
        }),
        BenchCommand::Letters { count } => bench::letters(&LetterOptions { count: *count }),
        BenchCommand::Pages { homes, pages } => bench::pages(&PagesOptions { homes: *homes, pages: *pages }),
        BenchCommand::Camt { entries, rounds } => {
            bench::camt(&CamtOptions { entries: *entries, rounds: *rounds })
        }
        BenchCommand::All(args) => bench::all(&night_options(args, None)),
    };
    let report: Report = report.map_err(|error| Failure::other(error.to_string()))?;
    let text = if json { report.json().to_string() } else { report.to_string() };
    if report.passes() { Ok(text) } else { Err(Failure::missed(text)) }
}

fn portfolio(args: &BenchArgs) -> Portfolio {
    Portfolio { tenancies: args.tenancies, seed: args.seed, ..Portfolio::default() }
}

fn night_options(args: &BenchArgs, store: Option<Server>) -> NightOptions {
    NightOptions { portfolio: portfolio(args), rounds: args.rounds, threads: threads(), store }
}

fn threads() -> u32 {
    std::thread::available_parallelism().map_or(1, |count| count.get() as u32)
}
