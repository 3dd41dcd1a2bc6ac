//! `bench scale`: the exponent of cost against size. One is linear; a night must not be worse than it has to be.

use domain::calendar::Day;
use store::Book;

use super::measure::{Sample, forget_peak, peak_bytes, timed};
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
        let lines = one_size(options, tenancies)?;
        costs.push((f64::from(tenancies), lines[0].cpu()));
        report.lines.extend(lines);
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

/// The portfolio of this many homes for which `performance.md` P17 names seconds. Homes.
const ALL_OF_THE_NETHERLANDS: u32 = 2_400_000;

fn one_size(options: &ScaleOptions, tenancies: u32) -> Result<Vec<Line>, Failure> {
    let portfolio = Portfolio { tenancies, ..options.portfolio };
    let scene = Scene::new(portfolio)?;
    let today = portfolio.night;
    let mut book = scene.book(today.previous())?;
    night::run(&mut book, &scene.rules(), &scene.head(today.previous()), options.threads)?;
    let rows: i64 = book.connection().query_row("select count(*) from ledger", [], |row| row.get(0))?;
    let mut lines = Vec::new();
    forget_peak();
    for (scope, how) in [(Scope::AllFromTruth, "the truth"), (Scope::All, "packed dossiers")] {
        let samples = full(options, &scene, &book, scope)?;
        let mut line = Line::of(format!("full night from {how}, {tenancies} tenancies"), samples);
        line.rows = Some(rows as u64);
        let each = |seconds: f64| seconds * 1e6 / f64::from(tenancies);
        line.note = format!("{:.2} us a tenancy, {:.2} us of processor", each(line.wall()), each(line.cpu()));
        line.peak_bytes = peak_bytes();
        if tenancies >= ALL_OF_THE_NETHERLANDS {
            line.gates.push(Gate::at_most("P17", 30.0, line.wall(), " s"));
        }
        lines.push(line);
    }
    lines.extend(nights_after(options, &scene, &mut book, today)?);
    Ok(lines)
}

fn full(options: &ScaleOptions, scene: &Scene, book: &Book, scope: Scope) -> Result<Vec<Sample>, Failure> {
    let today = scene.portfolio.night;
    let mut samples: Vec<Sample> = Vec::new();
    while samples.len() < options.rounds as usize
        || samples.iter().map(|sample| sample.cpu).sum::<f64>() < LEAST_CPU_SECONDS
    {
        let mut copy = scene.copy(book)?;
        let (done, sample) = timed(|| -> Result<(), Failure> {
            let plan = night::plan(&copy, &scene.night(today), scope, options.threads)?;
            copy.commit(&scene.head(today), &scene.policy, &plan)?;
            Ok(())
        });
        done?;
        samples.push(sample);
    }
    Ok(samples)
}

/// The nights after the measured one, as they really go: what came in on the day between, and the dossiers that woke. The
/// first has the bill of the next month in it, the second is a quiet one.
fn nights_after(
    options: &ScaleOptions,
    scene: &Scene,
    book: &mut Book,
    today: Day,
) -> Result<Vec<Line>, Failure> {
    night::run(book, &scene.rules(), &scene.head(today), options.threads)?;
    let tenancies = scene.portfolio.tenancies;
    let mut lines = Vec::new();
    for day in [today, today.next()] {
        let news = scene.news(day);
        let (done, sample) = timed(|| -> Result<u64, Failure> {
            book.take_in_news(news.iter())?;
            Ok(night::run(book, &scene.rules(), &scene.head(day.next()), options.threads)?.0.looked_at)
        });
        let mut line =
            Line::of(format!("woken night of {}, {tenancies} tenancies", day.next()), vec![sample]);
        line.note = format!("{} with news, {} looked at", news.len(), done?);
        lines.push(line);
    }
    if let Some(quiet) = lines.last_mut().filter(|_| tenancies >= ALL_OF_THE_NETHERLANDS) {
        quiet.gates.push(Gate::at_most("P17", 5.0, quiet.wall(), " s"));
    }
    Ok(lines)
}
