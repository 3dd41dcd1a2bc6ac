//! Amounts and days of a bank, from their digits. Never through a float.

use domain::bank::{Currency, Money};
use domain::calendar::Day;
use domain::money::Cents;

/// An amount as it stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Amount {
    /// Hundredths, rounded half away from zero where the file has finer ones.
    pub cents: Cents,
    /// Was nothing lost?
    pub exact: bool,
    /// Is it written as its standard asks: no sign, and this decimal mark?
    pub usual: bool,
    /// Does it have a decimal mark at all?
    pub marked: bool,
}

/// No amount has more digits before the decimal mark.
const DIGITS_MOST: usize = 15;

/// Reads `1098.80`, `7260,`, `000000000127,50`; with a point or a comma, the usual one is told.
pub(crate) fn amount(text: &str, mark: u8) -> Option<Amount> {
    let text = text.trim();
    let (negative, unsigned) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let at = unsigned.bytes().position(|byte| matches!(byte, b'.' | b','));
    let (whole, fraction) = match at {
        Some(at) => (&unsigned[..at], &unsigned[at + 1..]),
        None => (unsigned, ""),
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let significant = whole.trim_start_matches('0');
    let nothing = whole.is_empty() && fraction.is_empty();
    if nothing || !digits(whole) || !digits(fraction) || significant.len() > DIGITS_MOST {
        return None;
    }
    let mut cents = significant.bytes().fold(0_i64, |sum, digit| sum * 10 + i64::from(digit - b'0'));
    let fraction = fraction.as_bytes();
    for at in 0..2 {
        cents = cents * 10 + fraction.get(at).map_or(0, |digit| i64::from(digit - b'0'));
    }
    if fraction.get(2).is_some_and(|digit| *digit >= b'5') {
        cents += 1;
    }
    Some(Amount {
        cents: Cents(if negative { -cents } else { cents }),
        exact: fraction.iter().skip(2).all(|digit| *digit == b'0'),
        marked: at.is_some(),
        usual: unsigned.len() == text.len() && at.is_none_or(|at| unsigned.as_bytes()[at] == mark),
    })
}

/// With the sign of its direction.
pub(crate) fn signed(cents: Cents, currency: Currency, came_in: bool) -> Money {
    Money { cents: if came_in { cents } else { -cents }, currency }
}

/// A day in a message, as the bank wrote it: the day of its own clock, whatever zone stands behind it.
pub(crate) enum Told {
    /// Only a day.
    Day(Day),
    /// The day of a moment.
    Moment(Day),
    /// Neither.
    Unclear,
}

/// Reads `2026-11-21`, `2026-11-21+01:00` and `2026-11-21T10:15:00Z`.
pub(crate) fn day(text: &str) -> Told {
    let Some(day) = text.get(..10).and_then(Day::parse_iso) else { return Told::Unclear };
    match text.as_bytes().get(10) {
        None | Some(b'Z' | b'+' | b'-') => Told::Day(day),
        Some(b'T') => Told::Moment(day),
        Some(_) => Told::Unclear,
    }
}

/// A day of MT940, `yymmdd`; years from 80 are of the last century.
pub(crate) fn short_day(text: &str) -> Option<Day> {
    let number = |part: Option<&str>| {
        part.filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))?.parse::<u32>().ok()
    };
    let (year, month, day) = (number(text.get(..2))?, number(text.get(2..4))?, number(text.get(4..6))?);
    let century = if year >= 80 { 1900 } else { 2000 };
    Day::from_ymd((century + year) as i32, month, day)
}

/// The day `mmdd` nearest to another one: an entry of 31 December may have a value day in January.
pub(crate) fn near(text: &str, value: Day) -> Option<Day> {
    let number =
        |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<u32>().ok());
    let (month, day) = (number(text.get(..2)?)??, number(text.get(2..4)?)??);
    let year = value.ymd().0;
    let years = [year - 1, year, year + 1].into_iter();
    let days = years.filter_map(|year| Day::from_ymd(year, month, day));
    days.min_by_key(|day| (*day - value).abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_digits() {
        for (text, cents, exact) in [
            ("0", 0, true),
            ("7260,", 726_000, true),
            ("000000000127,50", 12_750, true),
            ("000000001000.12", 100_012, true),
            (",5", 50, true),
            ("8.850", 885, true),
            ("5442.09000", 544_209, true),
            ("0.005", 1, false),
            ("-20.00", -2_000, true),
            ("999999999999999.99", 99_999_999_999_999_999, true),
        ] {
            let read = amount(text, b'.').unwrap();
            assert_eq!((read.cents, read.exact), (Cents(cents), exact), "{text}");
        }
        for text in ["", "-", ",", "1.2.3", "1e5", "NaN", "1 000", "9999999999999999", "٣"] {
            assert_eq!(amount(text, b'.'), None, "{text}");
        }
        assert!(!amount("12,50", b'.').unwrap().usual);
        assert!(amount("12,50", b',').unwrap().usual);
    }

    #[test]
    fn entries_over_the_turn_of_the_year_keep_their_year() {
        let value = short_day("170102").unwrap();
        assert_eq!(near("1231", value), Day::parse_iso("2016-12-31"));
        let value = short_day("161231").unwrap();
        assert_eq!(near("0102", value), Day::parse_iso("2017-01-02"));
        assert_eq!(near("0229", short_day("170301").unwrap()), Day::parse_iso("2016-02-29"));
        assert_eq!(near("    ", value), None);
    }
}
