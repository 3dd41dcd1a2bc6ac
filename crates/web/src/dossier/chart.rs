//! The balance over at most two years, drawn: a line that steps with every booking, a mark for every payment, and the same as a
//! table. The drawing stretches with the page; its words stand beside it, so they keep their size.

use domain::calendar::{Day, Month};
use domain::ledger::Entry;
use domain::ledger::corrected::standing;
use domain::money::Cents;
use maud::{Markup, PreEscaped, Render, html};
use store::screens::LedgerLine;

use crate::case::Case;
use crate::parts;

/// A page shows half a year, a year or two, whichever holds all there is.
const SPANS: [i32; 3] = [6, 12, 24];
/// Names below the drawing.
const TICKS: i32 = 6;
const WIDTH: i64 = 1_000;
const HEIGHT: i64 = 240;

/// What happened in a month.
struct MonthSum {
    month: Month,
    charged: Cents,
    paid: Cents,
    /// At its end, or today.
    balance: Cents,
}

/// The days and the money that are drawn.
struct Frame {
    from: Day,
    to: Day,
    today: Day,
    months: i32,
    top: Cents,
    bottom: Cents,
    /// The balance at the end of each day on which it changed; the first is that of the first day.
    balances: Vec<(Day, Cents)>,
}

impl Frame {
    fn x(&self, day: Day) -> i64 {
        i64::from(day - self.from) * WIDTH / i64::from((self.to - self.from).max(1))
    }

    fn y(&self, cents: Cents) -> i64 {
        (self.top - cents).0 * HEIGHT / (self.top - self.bottom).0.max(1)
    }
}

/// The section of a dossier.
pub(crate) fn section(case: &Case, ledger: &[LedgerLine]) -> Markup {
    // What the landlord corrected was neither charged nor received.
    let ledger: Vec<Entry> = ledger.iter().map(|line| line.entry).collect();
    let ledger = &standing(&ledger)[..];
    let frame = frame_of(case.today, ledger);
    let sums = month_sums(&frame, ledger);
    html! {
        section aria-labelledby="verloop" {
            h2 #verloop { "Verloop van het saldo" }
            p { (story(&sums)) }
            (figure(&frame, ledger))
            details {
                summary { "Toon als tabel" }
                (parts::wide("Saldo per maand", &table(&sums)))
            }
        }
    }
}

fn figure(frame: &Frame, ledger: &[Entry]) -> Markup {
    let first = frame.from.month();
    let ticks: Vec<Month> = (0..TICKS).map(|at| first + at * frame.months / TICKS).collect();
    let is_new_year = |at: usize| at == 0 || ticks[at].ym().0 != ticks[at - 1].ym().0;
    html! {
        figure.verloop {
            div.schaal-bedrag aria-hidden="true" {
                span { (parts::whole_euros(frame.top)) }
                span { (parts::whole_euros(frame.bottom)) }
            }
            (PreEscaped(drawing(frame, ledger)))
            div.schaal-maand aria-hidden="true" {
                @for (at, month) in ticks.iter().enumerate() {
                    @let (year, number) = month.ym();
                    span { (parts::short_month(number)) @if is_new_year(at) { " " (year) } }
                }
            }
            figcaption {
                span.sleutel-saldo { "saldo" } span.sleutel-betaling { "betaling" }
            }
        }
    }
}

fn drawing(frame: &Frame, ledger: &[Entry]) -> String {
    // A step takes some ten letters, and is drawn twice.
    let mut steps = String::with_capacity(frame.balances.len() * 10 + 16);
    for (at, (day, balance)) in frame.balances.iter().enumerate() {
        let (to_x, to_y) = if at == 0 { ('M', ' ') } else { ('H', 'V') };
        put(&mut steps, to_x, frame.x(*day));
        put(&mut steps, to_y, frame.y(*balance));
    }
    let mut payments = String::with_capacity(ledger.len() * 8);
    let seen = |day: Day| day >= frame.from && day <= frame.today;
    for entry in ledger.iter().filter(|entry| seen(entry.booked_on)) {
        if entry.kind.is_payment() && entry.cents.0 < 0 {
            put(&mut payments, 'M', frame.x(entry.booked_on));
            put(&mut payments, ' ', HEIGHT);
            payments.push_str("v-16");
        }
    }
    let (zero, end) = (frame.y(Cents::ZERO), frame.x(frame.today.next()));
    format!(
        "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">\
         <path class=\"vlak\" d=\"{steps}H{end}V{zero}H0Z\"/><path class=\"nul\" d=\"M0 {zero}H{WIDTH}\"/>\
         <path class=\"betaling\" d=\"{payments}\"/><path class=\"saldo\" d=\"{steps}H{end}\"/></svg>"
    )
}

/// A letter of a path and its number.
fn put(path: &mut String, letter: char, number: i64) {
    path.push(letter);
    number.render_to(path);
}

fn frame_of(today: Day, ledger: &[Entry]) -> Frame {
    let last = today.month();
    let first_booking = ledger.first().map_or(today, |entry| entry.booked_on);
    let needed = last - first_booking.month() + 1;
    let months = SPANS.into_iter().find(|span| *span >= needed).unwrap_or(SPANS[2]);
    let from = (last - (months - 1)).first_day();
    let mut balances = vec![(from, Cents::ZERO)];
    let mut balance = Cents::ZERO;
    for entry in ledger.iter().filter(|entry| entry.booked_on <= today) {
        balance += entry.cents;
        let day = entry.booked_on.max(from);
        match balances.last_mut() {
            Some(end) if end.0 == day => end.1 = balance,
            _ => balances.push((day, balance)),
        }
    }
    let highest = balances.iter().map(|(_, balance)| *balance).max().unwrap_or_default();
    let lowest = balances.iter().map(|(_, balance)| *balance).min().unwrap_or_default();
    let (top, bottom) = (round_up(highest).max(Cents::euros(100)), -round_up(-lowest));
    Frame { from, to: (last + 1).first_day(), today, months, top, bottom, balances }
}

/// The next round amount, so that the scale reads well.
fn round_up(cents: Cents) -> Cents {
    if cents.0 <= 0 {
        return Cents::ZERO;
    }
    let step = match cents.0 {
        0..=100_000 => 10_000,
        100_001..=500_000 => 50_000,
        _ => 100_000,
    };
    Cents((cents.0 + step - 1) / step * step)
}

fn month_sums(frame: &Frame, ledger: &[Entry]) -> Vec<MonthSum> {
    let none = Cents::ZERO;
    let from = frame.from.month();
    let mut sums: Vec<MonthSum> = (0..frame.months)
        .map(|at| MonthSum { month: from + at, charged: none, paid: none, balance: none })
        .collect();
    let mut before = Cents::ZERO;
    for entry in ledger.iter().filter(|entry| entry.booked_on <= frame.today) {
        match usize::try_from(entry.booked_on.month() - from) {
            Ok(at) if entry.cents.0 > 0 => sums[at].charged += entry.cents,
            Ok(at) => sums[at].paid -= entry.cents,
            Err(_) => before += entry.cents,
        }
    }
    for sum in &mut sums {
        before = before + sum.charged - sum.paid;
        sum.balance = before;
    }
    sums
}

fn story(sums: &[MonthSum]) -> String {
    let (Some(first), Some(last)) = (sums.first(), sums.last()) else { return String::new() };
    let highest = sums.iter().max_by_key(|sum| (sum.balance, sum.month)).unwrap_or(last);
    let now = parts::money(last.balance);
    if highest.balance.0 <= 0 {
        return format!("Het saldo kwam aan het eind van geen enkele maand boven nul. Nu is het {now}.");
    }
    format!(
        "Eind {} was het saldo {}, nu is het {now}. Het hoogst was eind {}: {}.",
        first.month.dutch(),
        parts::money(first.balance),
        highest.month.dutch(),
        parts::money(highest.balance)
    )
}

fn table(sums: &[MonthSum]) -> Markup {
    html! {
        table {
            caption { "Per maand: geboekt, ontvangen en saldo aan het eind; nieuwste maand bovenaan" }
            thead { tr {
                th scope="col" { "Maand" } th.getal scope="col" { "Geboekt" }
                th.getal scope="col" { "Ontvangen" } th.getal scope="col" { "Saldo" }
            } }
            tbody { @for sum in sums.iter().rev() { tr {
                th scope="row" { (sum.month.spoken().text()) }
                td.getal { (parts::money(sum.charged)) }
                td.getal { (parts::money(sum.paid)) }
                td.getal { (parts::money(sum.balance)) }
            } } }
        }
    }
}
