//! One payment is seen during the day: how long until the dossier has been decided anew, what it makes superfluous is taken away, and
//! all of that is on disk? By the way that a payment provider's word goes (`money.rs`), with the policy of the night read for it.

use domain::calendar::Day;
use domain::ids::TenancyId;
use domain::money::Cents;
use domain::send::TimeOfDay;
use store::Book;
use store::seen::{SeenBy, SeenMoney};

use super::Failure;
use super::measure::{Sample, at_share, timed};
use super::report::{Gate, Line};
use super::scene::Scene;
use crate::deliver::Now;
use crate::money;

/// Payments that are measured.
const PAYMENTS: usize = 1_000;

/// Who has something that a payment may make superfluous.
const WAITED_FOR: &str = "select tenancy from outbox where state in ('klaar', 'wacht op vrijgave') \
     union select tenancy from task where state = 'open' order by 1";
/// What tenants owe, less the money that came.
const OWED: &str = "select coalesce(sum(cents), 0) from ledger where tenancy = ?1";

/// The line about payments on the day of a night that ran in this book: half of them by whom something was planned about.
pub fn line(scene: &Scene, book: &mut Book, today: Day) -> Result<Line, Failure> {
    let mut statement = book.connection().prepare(WAITED_FOR)?;
    let waited_for: Vec<u32> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    drop(statement);
    let all = scene.portfolio.tenancies;
    let others = (0..).map(|at: u64| (at * 7_919 % u64::from(all)) as u32);
    let payers = waited_for.into_iter().take(PAYMENTS / 2).chain(others).take(PAYMENTS);
    let landlord = scene.landlord();
    let seconds = i64::from(today.0) * 86_400 + 10 * 3_600;
    let now = Now { day: today, time: TimeOfDay(11 * 60), seconds };
    let (mut samples, mut cancelled, mut tasks_gone) = (Vec::new(), 0, 0);
    for (at, id) in payers.enumerate() {
        if book.number_of(TenancyId(id))?.is_none() {
            continue;
        }
        let owed: i64 = book.connection().query_row(OWED, [id], |row| row.get(0))?;
        let money = SeenMoney {
            tenancy: TenancyId(id),
            by: SeenBy::Provider,
            key: format!("meting {at}"),
            reference: String::new(),
            seen_on: today,
            cents: Cents(owed.max(50_000)),
        };
        let (done, sample) = timed(|| money::seen(&landlord, book, &money, now));
        let done = done.map_err(|failure| failure.to_string())?;
        (cancelled, tasks_gone) = (cancelled + done.cancelled, tasks_gone + done.tasks_gone);
        samples.push(sample);
    }
    Ok(told(samples, cancelled, tasks_gone))
}

fn told(samples: Vec<Sample>, cancelled: usize, tasks_gone: usize) -> Line {
    let what =
        "one payment seen, decided anew, superfluous messages cancelled and tasks taken off, committed";
    let mut line = Line::of(what, samples);
    let ms = |share: f64| at_share(line.samples.iter().map(|sample| sample.wall), share) * 1e3;
    let (p50, p99) = (ms(0.5), ms(0.99));
    line.note = format!(
        "p50 {p50:.2} ms, p99 {p99:.2} ms over {}; {cancelled} messages cancelled, {tasks_gone} tasks taken off",
        line.samples.len()
    );
    line.gates.push(Gate::at_most("P10", 5.0, p99, " ms"));
    line
}
