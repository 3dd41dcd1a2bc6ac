//! `bench night`: one full night in rounds against the reference, then the nights after it as they really go, to disk.

use domain::calendar::Day;
use domain::plan::{self, Desk};
use store::Book;

use super::measure::{MIX_START, Sample, forget_peak, median, memory_rate, mix, peak_bytes, timed};
use super::reference::{Reference, compare};
use super::report::{Gate, Line, Report};
use super::scene::{Scene, Story, news_of};
use super::{Failure, NightOptions, events};
use crate::night::{self, Scope};

/// Nights after the measured one: past the booking of the rent and the first of the month.
pub const NIGHTS_AFTER: u32 = 15;

/// Nights before the measured one, so that it finds dossiers where a week of nights left them.
pub const NIGHTS_BEFORE: u32 = 7;

/// On a quiet night at most so many bookings come in, as a share of all tenancies: no day on which rent or wages are paid.
const QUIET_ROWS: f64 = 0.012;

/// In a smaller portfolio what a night costs by itself is most of what each dossier costs.
const ENOUGH: f64 = 75_000.0;

/// What the lines about a portfolio have in common.
struct Size {
    rows: u64,
    tenancies: f64,
    /// Seconds to read all packed dossiers from memory.
    floor: f64,
}

pub fn run(options: &NightOptions) -> Result<Report, Failure> {
    let scene = Scene::new(options.portfolio)?;
    let today = options.portfolio.night;
    let begin = today - 1 - NIGHTS_BEFORE as i32;
    let mut book = scene.book(begin)?;
    night::run(&mut book, &scene.rules(), &scene.head(begin + 1), options.threads)?;
    let memory = memory(&scene, &book, options, begin + 2)?;
    let stories = scene.stories(begin, NIGHTS_BEFORE + NIGHTS_AFTER);
    live_on(&scene, &mut book, &stories, options)?;
    let size = size_of(&book, options.threads)?;
    let mut report = Report::default();
    report.lines.push(agreement(&scene, &Reference::new(&scene, &book, today)?, &book, today, "P1")?);
    let full_rows = rounds(&scene, &book, options, &size, &mut report)?;
    report.lines.push(compute_only(&scene, &book, &size)?);
    report.lines.push(memory);
    events_line(&scene, &book, options, &mut report)?;
    nights_after(&scene, &mut book, &stories, options, (&size, full_rows), &mut report)?;
    Ok(report)
}

/// Takes a book in which one night has been through the other nights before the measured one.
pub fn live_on(
    scene: &Scene,
    book: &mut Book,
    stories: &[Story],
    options: &NightOptions,
) -> Result<(), Failure> {
    let first = options.portfolio.night - NIGHTS_BEFORE as i32;
    for at in 0..NIGHTS_BEFORE {
        if at > 0 {
            night::run(book, &scene.rules(), &scene.head(first + at as i32), options.threads)?;
        }
        book.take_in_news(news_of(stories, at).iter())?;
    }
    Ok(())
}

fn size_of(book: &Book, threads: u32) -> Result<Size, Failure> {
    let number = |sql: &str| book.connection().query_row(sql, [], |row| row.get::<i64>(0));
    let packed_bytes = number("select sum(length(bytes)) from packed")? as f64;
    Ok(Size {
        rows: number("select count(*) from ledger")? as u64,
        tenancies: number("select count(*) from tenancy")? as f64,
        floor: packed_bytes / memory_rate(threads),
    })
}

/// Both sides must say the same of every tenancy before anything is measured.
pub fn agreement(
    scene: &Scene,
    reference: &Reference,
    book: &Book,
    today: Day,
    number: &'static str,
) -> Result<Line, Failure> {
    reference.run(book)?;
    let found = compare(scene, reference, book, today)?;
    if found.differ > 0 {
        return Err(format!("{} disagreements:\n{}", found.differ, found.named.join("\n")).into());
    }
    let mut line =
        Line::of(format!("agreement of {} tenancies, night of {today}", found.tenancies), Vec::new());
    let counts: Vec<String> = found.counts.iter().map(|(place, count)| format!("{place}:{count}")).collect();
    line.note = format!("{} facts and the category of each; categories {}", found.facts, counts.join(" "));
    line.checksum = Some(found.checksum);
    line.gates.push(Gate::equal(number, "facts and categories", found.differ));
    Ok(line)
}

/// Reference, rows, packed; reference, rows, packed ... gives back the seconds of a full night over rows.
fn rounds(
    scene: &Scene,
    book: &Book,
    options: &NightOptions,
    size: &Size,
    report: &mut Report,
) -> Result<f64, Failure> {
    let today = options.portfolio.night;
    let reference = Reference::new(scene, book, today)?;
    let (mut sql, mut rows, mut packed) = (Vec::new(), Vec::new(), Vec::new());
    let (mut sum_rows, mut sum_packed) = (0, 0);
    for _ in 0..options.rounds {
        let (done, sample) = timed(|| reference.run(book));
        done?;
        sql.push(sample);
        for (scope, samples, sum) in
            [(Scope::AllFromTruth, &mut rows, &mut sum_rows), (Scope::All, &mut packed, &mut sum_packed)]
        {
            let mut copy = scene.copy(book)?;
            let (done, sample) = timed(|| full(scene, &mut copy, today, scope, options.threads));
            *sum = done?;
            samples.push(sample);
        }
    }
    let ratio = |samples: &[Sample]| median(sql.iter().zip(samples).map(|(sql, own)| sql.wall / own.wall));
    let mut line = Line::of("full night in SQL (reference), changes taken back", sql.clone());
    line.rows = Some(size.rows);
    report.lines.push(line);
    let mut seconds = 0.0;
    for (what, samples, sum, gate) in [
        ("full night from the truth, changes written", rows, sum_rows, None),
        ("full night from packed dossiers, changes written", packed, sum_packed, Some(25.0)),
    ] {
        let against = ratio(&samples);
        let mut line = Line::of(what, samples);
        line.rows = Some(size.rows);
        line.against_reference = Some(against);
        line.against_floor = Some(line.wall() / size.floor);
        line.checksum = Some(sum);
        line.gates.extend(gate.map(|bound| Gate::at_least("P1", bound, against)));
        if gate.is_none() {
            seconds = line.wall();
        }
        report.lines.push(line);
    }
    let same = Line { what: "both ways of reading come to the same".into(), ..Line::default() };
    let gates = vec![Gate::equal("P6", "plans", usize::from(sum_rows != sum_packed))];
    report.lines.push(Line { gates, ..same });
    Ok(seconds)
}

/// A full night from opening the readers to the committed changes.
pub fn full(scene: &Scene, book: &mut Book, today: Day, scope: Scope, threads: u32) -> Result<u64, Failure> {
    let plan = night::plan(book, &scene.night(today), scope, threads)?;
    book.commit(&scene.head(today), &scene.policy, &plan)?;
    let moved = plan.dossiers.iter().map(|planned| (planned.tenancy, planned.decision.position));
    Ok(moved.fold(MIX_START, |sum, (id, position)| {
        let category = position.category.map_or(0, |key| key.0);
        let parts = [id.0, category, position.since.0 as u32, position.outcome];
        parts.into_iter().fold(sum, |sum, part| mix(sum, part.into()))
    }))
}

/// Deciding alone, over dossiers that lie ready in memory; no gate, and never shown as a night.
fn compute_only(scene: &Scene, book: &Book, size: &Size) -> Result<Line, Failure> {
    let mut dossiers = Vec::new();
    book.each_packed(&(0..10_000), None, &mut |dossier, _| dossiers.push(dossier.clone()))?;
    let (night, mut desk) = (scene.night(scene.portfolio.night), Desk::default());
    let mut samples = Vec::new();
    for _ in 0..5 {
        let work = || dossiers.iter().map(|dossier| plan::decide(&night, dossier, &mut desk).category).sum();
        let (_, sample): (usize, Sample) = timed(work);
        samples.push(sample);
    }
    let mut line = Line::of("deciding only, one thread, in memory (no night)", samples);
    line.note = format!("{:.0} ns a tenancy", line.least() * 1e9 / dossiers.len().max(1) as f64);
    line.rows = Some((size.rows as f64 / size.tenancies * dossiers.len() as f64) as u64);
    Ok(line)
}

/// Peak memory of a full night, measured before anything else is in memory, and what a tenancy takes when at rest.
fn memory(scene: &Scene, book: &Book, options: &NightOptions, day: Day) -> Result<Line, Failure> {
    let mut line = Line::of("full night from the truth: memory", Vec::new());
    let query = "select avg(length(bytes)) from packed";
    let bytes: f64 = book.connection().query_row(query, [], |row| row.get(0))?;
    line.note = format!("{bytes:.0} bytes a tenancy, packed");
    let mut copy = scene.copy(book)?;
    forget_peak();
    full(scene, &mut copy, day, Scope::AllFromTruth, options.threads)?;
    line.peak_bytes = peak_bytes();
    if let Some(peak) = line.peak_bytes {
        line.gates.push(Gate::at_most("P8", 128.0, peak as f64 / 1e6, " MB"));
    }
    line.gates.push(Gate::at_most("P9", 256.0, bytes, " B"));
    Ok(line)
}

fn events_line(
    scene: &Scene,
    book: &Book,
    options: &NightOptions,
    report: &mut Report,
) -> Result<(), Failure> {
    let mut copy = scene.copy(book)?;
    let today = options.portfolio.night;
    full(scene, &mut copy, today, Scope::All, options.threads)?;
    report.lines.push(events::line(scene, &mut copy, today)?);
    Ok(())
}

/// One night as it went.
struct Went {
    day: Day,
    /// Bookings that came in.
    rows: usize,
    looked_at: u64,
    sample: Sample,
    /// Megabytes written to the log: the figure that does not depend on how busy the machine is.
    log: f64,
}

fn nights_after(
    scene: &Scene,
    book: &mut Book,
    stories: &[Story],
    options: &NightOptions,
    (size, full_rows): (&Size, f64),
    report: &mut Report,
) -> Result<(), Failure> {
    let first = options.portfolio.night;
    let rules = scene.rules();
    night::run(book, &rules, &scene.head(first), options.threads)?;
    let mut went = Vec::new();
    for at in 1..=NIGHTS_AFTER {
        let day = first + at as i32;
        let news = news_of(stories, NIGHTS_BEFORE + at - 1);
        // Between nights the log is moved into the file; it keeps its room on disk, as it does while `serve` runs.
        empty_the_log(book)?;
        let (done, sample) = timed(|| -> Result<u64, Failure> {
            book.take_in_news(news.iter())?;
            Ok(night::run(book, &rules, &scene.head(day), options.threads)?.0.looked_at)
        });
        let log = log_bytes(book)? / 1e6;
        let rows = news.iter().map(|news| news.entries.len()).sum();
        went.push(Went { day, rows, looked_at: done?, sample, log });
    }
    let (quiet, busy): (Vec<Went>, Vec<Went>) =
        went.into_iter().partition(|night| night.rows as f64 <= size.tenancies * QUIET_ROWS);
    report.lines.push(quiet_line(&quiet, full_rows, size));
    report.lines.extend(busy_line(&busy, full_rows));
    Ok(())
}

fn empty_the_log(book: &Book) -> Result<(), Failure> {
    Ok(book.connection().query_row("pragma wal_checkpoint(restart)", [], |_| Ok(()))?)
}

/// What the log holds since it was emptied.
fn log_bytes(book: &Book) -> Result<f64, Failure> {
    let pages: i64 = book.connection().query_row("pragma wal_checkpoint(noop)", [], |row| row.get(1))?;
    let page: i64 = book.connection().query_row("pragma page_size", [], |row| row.get(0))?;
    Ok((pages * page) as f64)
}

fn quiet_line(quiet: &[Went], full_rows: f64, size: &Size) -> Line {
    let mut line =
        Line::of("quiet nights, rows taken in, to disk", quiet.iter().map(|night| night.sample).collect());
    let each = median(quiet.iter().map(|night| night.sample.wall * 1e6 / night.looked_at as f64));
    let touched = median(quiet.iter().map(|night| night.looked_at as f64));
    let cpu = line.cpu() * 1e6 / touched;
    let log = median(quiet.iter().map(|night| night.log));
    line.note = format!(
        "{touched:.0} dossiers looked at, {each:.1} us each ({cpu:.1} us of processor); {log:.1} MB to the log"
    );
    line.gates.push(Gate::at_least("P4", 6.0, full_rows / line.wall()));
    if size.tenancies >= ENOUGH {
        line.gates.push(Gate::at_most("P4", 10.0, each, " us for each dossier"));
    }
    line
}

fn busy_line(busy: &[Went], full_rows: f64) -> Option<Line> {
    let worst = busy.iter().max_by(|a, b| a.sample.wall.total_cmp(&b.sample.wall))?;
    let mut line =
        Line::of(format!("worst night ({}), rows taken in, to disk", worst.day), vec![worst.sample]);
    let all: Vec<String> = busy
        .iter()
        .map(|night| {
            let Went { day, looked_at, sample, log, .. } = night;
            format!("{day} {:.0} ms ({looked_at}, {log:.1} MB)", sample.wall * 1e3)
        })
        .collect();
    line.note = format!("busy nights: {}", all.join(", "));
    line.gates.push(Gate::at_most("P5", 1.5, worst.sample.wall / full_rows, "x a full night over rows"));
    Some(line)
}
