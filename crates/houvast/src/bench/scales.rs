//! `bench scale`: the exponent of cost against size. One is linear; a night must not be worse than it has to be.

use super::measure::{Sample, median, timed};
use super::report::{Gate, Line, Report};
use super::scene::Scene;
use super::{Failure, Portfolio, ScaleOptions};
use crate::night::{self, Scope};

/// A run shorter than this on the coarse processor clock says little: rounds are repeated until it is longer.
const LEAST_CPU_SECONDS: f64 = 1.0;

pub fn run(options: &ScaleOptions) -> Result<Report, Failure> {
    let mut report = Report::default();
    let mut costs = Vec::new();
    for &tenancies in &options.sizes {
        let line = one_size(options, tenancies)?;
        costs.push((f64::from(tenancies), line.cpu()));
        report.lines.push(line);
    }
    if let (Some(first), Some(last)) = (costs.first(), costs.last())
        && costs.len() > 1
    {
        let exponent = (last.1 / first.1).ln() / (last.0 / first.0).ln();
        let mut line = Line::of(format!("growth from {} to {} tenancies", first.0, last.0), Vec::new());
        line.note = format!("exponent of processor seconds {exponent:.3}");
        line.gates.push(Gate::at_most("P7", 1.10, exponent, " exponent"));
        report.lines.push(line);
    }
    Ok(report)
}

fn one_size(options: &ScaleOptions, tenancies: u32) -> Result<Line, Failure> {
    let portfolio = Portfolio { tenancies, ..options.portfolio };
    let scene = Scene::new(portfolio)?;
    let today = portfolio.night;
    let mut book = scene.book(today.previous())?;
    night::run(&mut book, &scene.rules(), &scene.head(today.previous()), options.threads)?;
    let rows: i64 = book.connection().query_row("select count(*) from ledger", [], |row| row.get(0))?;
    let mut samples: Vec<Sample> = Vec::new();
    while samples.len() < options.rounds as usize
        || samples.iter().map(|sample| sample.cpu).sum::<f64>() < LEAST_CPU_SECONDS
    {
        let mut copy = scene.copy(&book)?;
        let (done, sample) = timed(|| -> Result<(), Failure> {
            let plan = night::plan(&copy, &scene.night(today), Scope::AllFromTruth, options.threads)?;
            copy.commit(&scene.head(today), &scene.policy, &plan)?;
            Ok(())
        });
        done?;
        samples.push(sample);
    }
    let mut line = Line::of(format!("full night from the truth, {tenancies} tenancies"), samples);
    line.rows = Some(rows as u64);
    let each = median(line.samples.iter().map(|sample| sample.wall)) * 1e6 / f64::from(tenancies);
    line.note =
        format!("{each:.2} us a tenancy, {:.2} us of processor", line.cpu() * 1e6 / f64::from(tenancies));
    Ok(line)
}
