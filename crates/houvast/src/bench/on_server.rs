//! `bench night --store`: the same night over a book on a PostgreSQL server, in rounds with the SQL reference and with a book in
//! a file.
//!
//! The reference runs in SQLite, beside the server on the same machine: it is written in SQLite's words. So its ratio has no bound here
//! (P2 asks for SQL on the same server); what passes or fails is that both stores come to the same.

use store::Book;

use super::measure::{Sample, forget_peak, median, peak_bytes, timed};
use super::nights::{NIGHTS_AFTER, full};
use super::reference::{Reference, compare};
use super::report::{Gate, Line, Report};
use super::scene::{Scene, news_of};
use super::{Failure, NightOptions};
use crate::night::{self, Scope};

/// Seconds of one round, by what was measured.
#[derive(Default)]
struct Rounds {
    sql: Vec<Sample>,
    file: Vec<Sample>,
    rows: Vec<Sample>,
    packed: Vec<Sample>,
}

pub fn run(options: &NightOptions) -> Result<Report, Failure> {
    let today = options.portfolio.night;
    let (beside, scene) =
        (Scene::new(options.portfolio)?, Scene::on(options.portfolio, options.store.as_ref())?);
    let mut report = Report::default();
    let file = beside.book(today - 1)?;
    let (book, loading) = timed(|| scene.book(today - 1));
    let mut book = book?;
    let ledger: i64 = book.connection().query_row("select count(*) from ledger", [], |row| row.get(0))?;
    let mut line = Line::of("the portfolio is loaded onto the server", vec![loading]);
    line.rows = Some(ledger as u64);
    report.lines.push(line);
    Reference::new(&beside, &file, today)?.run(&file)?;
    let found = compare(&beside, &file, today)?;
    if found.differ > 0 {
        return Err(format!("{} disagreements:\n{}", found.differ, found.named.join("\n")).into());
    }
    let differ = rounds(&beside, &file, &scene, &mut book, options, ledger as u64, &mut report)?;
    let same = Line::of("file and server come to the same, from the truth and packed", Vec::new());
    report.lines.push(Line { gates: vec![Gate::equal("P6", "plans", differ)], ..same });
    nights_after(&scene, &mut book, options, &mut report)?;
    Ok(report)
}

/// Reference, file, rows, packed; gives back how many plans came out otherwise.
fn rounds(
    beside: &Scene,
    file: &Book,
    scene: &Scene,
    book: &mut Book,
    options: &NightOptions,
    ledger: u64,
    report: &mut Report,
) -> Result<usize, Failure> {
    let (today, threads) = (options.portfolio.night, options.threads);
    let reference = Reference::new(beside, file, today)?;
    let (mut rounds, mut differ, mut peak) = (Rounds::default(), 0, None);
    for _ in 0..options.rounds {
        let (done, sample) = timed(|| reference.run(file));
        done?;
        rounds.sql.push(sample);
        let mut copy = beside.copy(file)?;
        let (in_file, sample) = timed(|| full(beside, &mut copy, today, Scope::All, threads));
        let in_file = in_file?;
        rounds.file.push(sample);
        for (scope, samples) in [(Scope::AllFromTruth, &mut rounds.rows), (Scope::All, &mut rounds.packed)] {
            forget_peak();
            let (done, sample) = timed(|| full(scene, book, today, scope, threads));
            peak = peak.max(peak_bytes());
            differ += usize::from(done? != in_file);
            samples.push(sample);
            // A server has no copy to throw away: the night is undone, outside the clock.
            book.undo_last_night()?;
        }
    }
    let ratio =
        |left: &[Sample], right: &[Sample]| median(left.iter().zip(right).map(|(l, r)| l.wall / r.wall));
    let against_file = ratio(&rounds.packed, &rounds.file);
    let lines = [
        ("full night in SQL (reference, in SQLite), changes taken back", &rounds.sql, false),
        ("full night from packed dossiers in a file, changes written", &rounds.file, false),
        ("full night from the truth on the server, changes written", &rounds.rows, false),
        ("full night from packed dossiers on the server, changes written", &rounds.packed, true),
    ];
    for (what, samples, is_last) in lines {
        let against = ratio(&rounds.sql, samples);
        let mut line = Line::of(what, samples.clone());
        line.rows = Some(ledger);
        line.against_reference = Some(against);
        if is_last {
            line.note = format!("{against_file:.1} times the night in a file");
            line.peak_bytes = peak;
        }
        report.lines.push(line);
    }
    Ok(differ)
}

/// The nights after it as they really go, to disk.
fn nights_after(
    scene: &Scene,
    book: &mut Book,
    options: &NightOptions,
    report: &mut Report,
) -> Result<(), Failure> {
    let first = options.portfolio.night;
    let stories = scene.stories(first - 1, NIGHTS_AFTER);
    let rules = scene.rules();
    night::run(book, &rules, &scene.head(first), options.threads)?;
    let mut went: Vec<(u64, Sample)> = Vec::new();
    for at in 1..=NIGHTS_AFTER {
        let news = news_of(&stories, at - 1);
        let (done, sample) = timed(|| -> Result<u64, Failure> {
            book.take_in_news(news.iter())?;
            let head = scene.head(first + at as i32);
            Ok(night::run(book, &rules, &head, options.threads)?.0.looked_at)
        });
        went.push((done?, sample));
    }
    went.sort_by_key(|(looked_at, _)| *looked_at);
    let (quiet, busy) = went.split_at(went.len() / 2 + 1);
    for (what, nights) in [("quiet nights", quiet), ("busy nights", busy)] {
        let samples = nights.iter().map(|(_, sample)| *sample).collect();
        let mut line = Line::of(format!("{what} on the server, rows taken in, to disk"), samples);
        let looked_at = median(nights.iter().map(|(looked_at, _)| *looked_at as f64));
        line.note = format!(
            "{looked_at:.0} dossiers looked at, {:.1} us each",
            line.wall() * 1e6 / looked_at.max(1.0)
        );
        report.lines.push(line);
    }
    Ok(())
}
