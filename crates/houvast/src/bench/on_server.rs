//! `bench night --store`: the same night over a book on a PostgreSQL server, in rounds with the same job in SQL on that server and with
//! a book in a file.

use store::Book;

use super::measure::{Sample, forget_peak, median, peak_bytes, timed};
use super::nights::{NIGHTS_AFTER, NIGHTS_BEFORE, agreement, full, live_on};
use super::reference::Reference;
use super::report::{Gate, Line, Report};
use super::scene::{Scene, Story, news_of};
use super::{Failure, NightOptions, events};
use crate::night::{self, Scope};

/// Seconds of one round, by what was measured.
#[derive(Default)]
struct Rounds {
    sql: Vec<Sample>,
    file: Vec<Sample>,
    rows: Vec<Sample>,
    packed: Vec<Sample>,
}

/// The stage on a server, and the same in a file beside it.
struct Both {
    scene: Scene,
    beside: Scene,
    file: Book,
    ledger: u64,
}

pub fn run(options: &NightOptions) -> Result<Report, Failure> {
    let today = options.portfolio.night;
    let begin = today - 1 - NIGHTS_BEFORE as i32;
    let scene = Scene::on(options.portfolio, options.store.as_ref())?;
    let beside = Scene::new(options.portfolio)?;
    let stories = scene.stories(begin, NIGHTS_BEFORE + NIGHTS_AFTER);
    let mut report = Report::default();
    let (book, loading) = timed(|| scene.book(begin));
    let (mut book, mut file) = (book?, beside.book(begin)?);
    let mut first = Vec::new();
    for book in [&mut book, &mut file] {
        let (done, sample) =
            timed(|| night::run(book, &scene.rules(), &scene.head(begin + 1), options.threads));
        done?;
        first.push(sample);
        live_on(&scene, book, &stories, options)?;
    }
    let ledger: i64 = book.connection().query_row("select count(*) from ledger", [], |row| row.get(0))?;
    let mut line = Line::of("the portfolio is loaded onto the server", vec![loading]);
    line.rows = Some(ledger as u64);
    report.lines.push(line);
    report.lines.push(Line::of("the first night of the book, on the server", vec![first[0]]));
    let both = Both { scene, beside, file, ledger: ledger as u64 };
    rounds(&both, &mut book, options, &mut report)?;
    nights_after(&both.scene, &mut book, &stories, options, &mut report)?;
    report.lines.push(events::line(&both.scene, &mut book, today + NIGHTS_AFTER as i32)?);
    Ok(report)
}

/// Reference, file, rows, packed; reference, file, rows, packed ...
fn rounds(both: &Both, book: &mut Book, options: &NightOptions, report: &mut Report) -> Result<(), Failure> {
    let Both { scene, beside, file, .. } = both;
    let (today, threads) = (options.portfolio.night, options.threads);
    let reference = Reference::new(scene, book, today)?;
    report.lines.push(agreement(scene, &reference, book, today, "P2")?);
    keep_positions(book)?;
    let (mut rounds, mut differ, mut peak) = (Rounds::default(), 0, None);
    for _ in 0..options.rounds {
        let (done, sample) = timed(|| reference.run(book));
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
            put_back(book)?;
        }
    }
    report.lines.extend(lines(rounds, both.ledger, peak));
    let same = Line::of("file and server come to the same, from the truth and packed", Vec::new());
    report.lines.push(Line { gates: vec![Gate::equal("P6", "plans", differ)], ..same });
    Ok(())
}

fn lines(rounds: Rounds, ledger: u64, peak: Option<u64>) -> Vec<Line> {
    let ratio =
        |left: &[Sample], right: &[Sample]| median(left.iter().zip(right).map(|(l, r)| l.wall / r.wall));
    let Rounds { sql, file, rows, packed } = rounds;
    let note = format!("{:.1} times the night in a file", ratio(&packed, &file));
    let all = [
        ("full night in SQL on the same server (reference), changes taken back", &sql),
        ("full night from packed dossiers in a file, changes written", &file),
        ("full night from the truth on the server, changes written", &rows),
        ("full night from packed dossiers on the server, changes written", &packed),
    ];
    let mut lines: Vec<Line> = all
        .into_iter()
        .map(|(what, samples)| {
            let against_reference = Some(ratio(&sql, samples));
            Line { rows: Some(ledger), against_reference, ..Line::of(what, samples.clone()) }
        })
        .collect();
    if let Some(last) = lines.last_mut() {
        last.gates.push(Gate::at_least("P2", 20.0, ratio(&sql, &packed)));
        (last.note, last.peak_bytes) = (note, peak);
    }
    lines
}

/// Remembers where every dossier stands, and which have news.
fn keep_positions(book: &Book) -> Result<(), Failure> {
    let connection = book.connection();
    connection.execute_batch(
        "create table position_before as select * from position; create table touched_before as select * from touched",
    )?;
    Ok(())
}

/// Undoes a night as if it had not been.
fn put_back(book: &mut Book) -> Result<(), Failure> {
    book.undo_last_night()?;
    book.connection().execute_batch(
        "update position set wake = b.wake, run = b.run from position_before b where b.tenancy = position.tenancy; \
         insert into touched select * from touched_before on conflict do nothing",
    )?;
    Ok(())
}

/// The nights after it as they really go, to disk.
fn nights_after(
    scene: &Scene,
    book: &mut Book,
    stories: &[Story],
    options: &NightOptions,
    report: &mut Report,
) -> Result<(), Failure> {
    let first = options.portfolio.night;
    let rules = scene.rules();
    night::run(book, &rules, &scene.head(first), options.threads)?;
    let mut went: Vec<(u64, Sample)> = Vec::new();
    for at in 1..=NIGHTS_AFTER {
        let news = news_of(stories, NIGHTS_BEFORE + at - 1);
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
