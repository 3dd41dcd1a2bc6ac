//! The balance over two years, drawn: a line that steps with every booking, a mark for every payment, and the same as a
//! table. The drawing stretches with the page; its words stand beside it, so they keep their size.

use std::fmt::Write;

use domain::calendar::{Day, Month};
use domain::money::Cents;
use maud::{Markup, PreEscaped, html};
use store::screens::LedgerLine;

use crate::case::Case;
use crate::parts;

const MONTHS: i32 = 24;
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
    top: Cents,
    bottom: Cents,
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
    let frame = frame_of(case, ledger);
    let sums = month_sums(ledger, case.today);
    html! {
        section aria-labelledby="verloop" {
            h2 #verloop { "Saldo in twee jaar" }
            p { (story(&sums)) }
            (figure(&frame, ledger))
            details {
                summary { "Toon als tabel" }
                (parts::wide("Saldo per maand", &table(&sums)))
            }
        }
    }
}

fn figure(frame: &Frame, ledger: &[LedgerLine]) -> Markup {
    let last = frame.to.month();
    let ticks = (0..MONTHS).step_by(3).map(|at| last - (MONTHS - 1) + at);
    html! {
        figure.verloop {
            div.schaal-bedrag aria-hidden="true" {
                span { (parts::whole_euros(frame.top)) }
                @if frame.bottom.0 < 0 { span { (parts::whole_euros(frame.bottom)) } } @else { span { "€\u{a0}0" } }
            }
            (PreEscaped(drawing(frame, ledger)))
            div.schaal-maand aria-hidden="true" {
                @for month in ticks { @let (year, number) = month.ym(); span { (parts::short_month(number)) @if number <= 3 { " " (year) } } }
            }
            figcaption {
                span.sleutel-saldo { "saldo" } " " span.sleutel-betaling { "betaling" }
            }
        }
    }
}

fn drawing(frame: &Frame, ledger: &[LedgerLine]) -> String {
    let (mut balance, mut steps, mut payments) = (Cents::ZERO, String::new(), String::new());
    for line in ledger.iter().filter(|line| line.entry.booked_on <= frame.to) {
        let entry = &line.entry;
        let x = frame.x(entry.booked_on.max(frame.from));
        balance += entry.cents;
        if entry.booked_on < frame.from {
            continue;
        }
        if steps.is_empty() {
            let _ = write!(steps, "M0 {}", frame.y(balance - entry.cents));
        }
        let _ = write!(steps, "H{x}V{}", frame.y(balance));
        if entry.kind.is_payment() && entry.cents.0 < 0 {
            let _ = write!(payments, "M{x} {HEIGHT}v-14");
        }
    }
    if steps.is_empty() {
        let _ = write!(steps, "M0 {}", frame.y(balance));
    }
    let _ = write!(steps, "H{WIDTH}");
    let zero = frame.y(Cents::ZERO);
    format!(
        "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">\
         <path class=\"vlak\" d=\"{steps}V{zero}H0Z\"/><path class=\"nul\" d=\"M0 {zero}H{WIDTH}\"/>\
         <path class=\"betaling\" d=\"{payments}\"/><path class=\"saldo\" d=\"{steps}\"/></svg>"
    )
}

fn frame_of(case: &Case, ledger: &[LedgerLine]) -> Frame {
    let from = (case.today.month() - (MONTHS - 1)).first_day();
    let (mut balance, mut top, mut bottom) = (Cents::ZERO, Cents::ZERO, Cents::ZERO);
    for line in ledger.iter().filter(|line| line.entry.booked_on <= case.today) {
        if line.entry.booked_on >= from {
            (top, bottom) = (top.max(balance), bottom.min(balance));
        }
        balance += line.entry.cents;
    }
    let (top, bottom) = (top.max(balance), bottom.min(balance));
    Frame {
        from,
        to: case.today.next(),
        top: round_up(top).max(Cents::euros(100)),
        bottom: -round_up(-bottom),
    }
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

fn month_sums(ledger: &[LedgerLine], today: Day) -> Vec<MonthSum> {
    let last = today.month();
    let mut sums: Vec<MonthSum> = (0..MONTHS)
        .map(|at| MonthSum {
            month: last - (MONTHS - 1) + at,
            charged: Cents::ZERO,
            paid: Cents::ZERO,
            balance: Cents::ZERO,
        })
        .collect();
    let first = sums[0].month;
    let mut before = Cents::ZERO;
    for line in ledger.iter().filter(|line| line.entry.booked_on <= today) {
        let entry = &line.entry;
        match usize::try_from(entry.booked_on.month() - first) {
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
                th scope="row" { (sum.month.dutch()) }
                td.getal { (parts::money(sum.charged)) }
                td.getal { (parts::money(sum.paid)) }
                td.getal { (parts::money(sum.balance)) }
            } } }
        }
    }
}
