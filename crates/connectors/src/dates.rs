//! Days from text: ISO days and moments, Dutch notations, and the fillers systems put where there is no day.
//!
//! A moment with a time zone falls on the day it was in Amsterdam: a system that keeps `10 November` as
//! `2026-11-09T23:00:00Z` means 10 November.

use domain::calendar::{Day, Month};

/// What a text says about a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dated {
    /// A day.
    Day(Day),
    /// Nothing, or a filler such as `0001-01-01` and `9999-12-31`.
    NotFilled,
    /// Something else.
    Unclear,
}

/// The longest text that can be a day.
const LENGTH_MAX: usize = 40;

/// Reads a day.
pub(crate) fn read(text: &str) -> Dated {
    let text = text.trim();
    if text.is_empty() {
        return Dated::NotFilled;
    }
    match iso(text).or_else(|| dutch(text)) {
        Some(day) if (1850..=2200).contains(&day.ymd().0) => Dated::Day(day),
        Some(_) => Dated::NotFilled,
        None => Dated::Unclear,
    }
}

/// The day inside a name: `posten-2026-11-20.csv`, `posten_20261120.xlsx`, `posten-20-11-2026.csv`, `20112026.csv`. A name with two
/// different days says neither.
pub fn within(name: &str) -> Option<Day> {
    let numbers: Vec<(usize, &str)> = numbers(name);
    let mut found: Option<Day> = None;
    let mut at = 0;
    while at < numbers.len() {
        let whole = in_one_number(numbers[at].1).map(|day| (day, 1));
        let in_three =
            || in_three_numbers(name, numbers.get(at..at + 3)?).filter(this_century).map(|day| (day, 3));
        let Some((day, used)) = whole.or_else(in_three) else {
            at += 1;
            continue;
        };
        if found.is_some_and(|other| other != day) {
            return None;
        }
        found = Some(day);
        at += used;
    }
    found
}

/// The numbers in a name, each with its place.
fn numbers(name: &str) -> Vec<(usize, &str)> {
    let mut numbers = Vec::new();
    let mut at = 0;
    for part in name.split(|c: char| !c.is_ascii_digit()) {
        if !part.is_empty() {
            numbers.push((at, part));
        }
        at += part.len();
        at += name[at..].chars().next().map_or(0, char::len_utf8);
    }
    numbers
}

/// `20261120` or `20112026`: no number is a day of this century both ways.
fn in_one_number(digits: &str) -> Option<Day> {
    if digits.len() != 8 {
        return None;
    }
    let day = |year: &str, month: &str, day: &str| {
        Day::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    };
    let year_first = day(&digits[..4], &digits[4..6], &digits[6..]).filter(this_century);
    year_first.or_else(|| day(&digits[4..], &digits[2..4], &digits[..2]).filter(this_century))
}

fn this_century(day: &Day) -> bool {
    (2000..2100).contains(&day.ymd().0)
}

/// `2026-11-20` or `20-11-2026`, with one mark between them.
fn in_three_numbers(name: &str, numbers: &[(usize, &str)]) -> Option<Day> {
    let [(first_at, first), (middle_at, middle), (last_at, last)] = numbers else { return None };
    let mark = |from: usize, to: usize| name.get(from..to).filter(|mark| ["-", "_", ".", " "].contains(mark));
    let marks = (mark(first_at + first.len(), *middle_at)?, mark(middle_at + middle.len(), *last_at)?);
    let (year, day) = if first.len() == 4 { (first, last) } else { (last, first) };
    if marks.0 != marks.1 || year.len() != 4 || middle.len() > 2 || day.len() > 2 {
        return None;
    }
    Day::from_ymd(year.parse().ok()?, middle.parse().ok()?, day.parse().ok()?)
}

fn iso(text: &str) -> Option<Day> {
    let day = Day::parse_iso(text.get(..10)?)?;
    let rest = &text[10..];
    let clock = match rest.strip_prefix(['T', ' ']) {
        Some(clock) => clock,
        None => return rest.is_empty().then_some(day),
    };
    let number = |at: usize| clock.get(at..at + 2).and_then(|part| part.parse::<i32>().ok());
    let (hour, minute) = (number(0)?, number(3)?);
    let offset = match offset_minutes(clock.get(5..)?)? {
        Some(offset) => offset,
        None => return Some(day),
    };
    if !(1850..=2200).contains(&day.ymd().0) {
        return Some(day);
    }
    let utc = day.0.checked_mul(1_440)?.checked_add(hour * 60 + minute - offset)?;
    let local = utc + if is_summer_time(utc) { 120 } else { 60 };
    Some(Day(local.div_euclid(1_440)))
}

/// The minutes east of Greenwich behind a clock time; `Some(None)` when the text does not say, `None` when unclear.
fn offset_minutes(tail: &str) -> Option<Option<i32>> {
    let tail = tail.trim_start_matches(|c: char| c == ':' || c == '.' || c.is_ascii_digit());
    if tail.is_empty() {
        return Some(None);
    }
    if tail == "Z" || tail == "z" {
        return Some(Some(0));
    }
    let sign = if tail.starts_with('-') { -1 } else { 1 };
    let digits: String = tail.strip_prefix(['+', '-'])?.chars().filter(char::is_ascii_digit).collect();
    let hours: i32 = digits.get(..2)?.parse().ok()?;
    let minutes: i32 = digits.get(2..4).map_or(Some(0), |part| part.parse().ok())?;
    Some(Some(sign * (hours * 60 + minutes)))
}

/// Summer time in the EU: from the last Sunday of March to the last Sunday of October, at 01:00 UTC.
fn is_summer_time(utc_minutes: i32) -> bool {
    let (year, _, _) = Day(utc_minutes.div_euclid(1_440)).ymd();
    let change = |month: u32| {
        let last = Month::from_ym(year, month).last_day();
        let sunday = last + -((last.weekday() as i32 + 1) % 7);
        sunday.0 * 1_440 + 60
    };
    (change(3)..change(10)).contains(&utc_minutes)
}

/// Dutch notations, with a clock time behind them or not. Numbers too long for a calendar are kept away from it.
fn dutch(text: &str) -> Option<Day> {
    if text.len() > LENGTH_MAX {
        return None;
    }
    let longest_number = text.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
    if longest_number > 4 && !(longest_number == 8 && text.len() == 8) {
        return None;
    }
    Day::parse_dutch(text).or_else(|| {
        let (day, clock) = text.rsplit_once(' ')?;
        clock.contains(':').then(|| Day::parse_dutch(day))?
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Dated {
        Dated::Day(Day::parse_iso(text).unwrap())
    }

    #[test]
    fn days_and_moments() {
        for (text, expected) in [
            ("2026-11-21", "2026-11-21"),
            (" 21-11-2026 ", "2026-11-21"),
            ("21-11-2026 00:00:00", "2026-11-21"),
            ("20261121", "2026-11-21"),
            ("2026-11-10T09:15:00Z", "2026-11-10"),
            ("2026-11-09T23:00:00Z", "2026-11-10"),
            ("2026-11-09T22:30:00Z", "2026-11-09"),
            ("2026-07-09T22:00:00.000Z", "2026-07-10"),
            ("2026-11-10T00:00:00+01:00", "2026-11-10"),
            ("2026-03-29T00:59:00Z", "2026-03-29"),
            ("2026-11-10T23:59:59", "2026-11-10"),
        ] {
            assert_eq!(read(text), day(expected), "{text}");
        }
    }

    #[test]
    fn fillers_are_no_days_and_nonsense_is_unclear() {
        for text in ["", "0001-01-01", "9999-12-31", "0001-01-01T00:00:00Z", "1753-01-01"] {
            assert_eq!(read(text), Dated::NotFilled, "{text}");
        }
        for text in ["2026-02-30", "morgen", "01-01-999999999", "2026-11-10Tlater", "é026-11-1é", "1-1-20261"]
        {
            assert_eq!(read(text), Dated::Unclear, "{text}");
        }
        assert_eq!(read(&"1".repeat(100_000)), Dated::Unclear);
    }

    #[test]
    fn a_name_may_hold_a_day() {
        assert_eq!(within("posten-2026-11-20.csv"), Day::parse_iso("2026-11-20"));
        assert_eq!(within("OP_20261120.xlsx"), Day::parse_iso("2026-11-20"));
        for name in [
            "posten-20-11-2026.csv",
            "posten 20.11.2026.xlsx",
            "20112026.csv",
            "posten_2026_11_20.csv",
            "posten-2026-11-20-2.csv",
            "Q3 openstaand 20-11-2026 (2).csv",
            "2026-11-20 stand van 20112026.csv",
        ] {
            assert_eq!(within(name), Day::parse_iso("2026-11-20"), "{name}");
        }
        for name in [
            "posten.csv",
            "posten-201126.csv",
            "posten-2026-11-01-tm-2026-11-30.csv",
            "posten-31-02-2026.csv",
            "é1-é2-2026",
        ] {
            assert_eq!(within(name), None, "{name}");
        }
        assert_eq!(within("lijst-12345678.csv"), None);
    }
}
