//! Amounts from their digits: JSON numbers and texts become whole cents without ever passing through a float.
//!
//! In: the digits as they stand in the file. Out: an [`Amount`]. What can be read in two ways is never guessed.

use domain::money::Cents;

/// An amount as a file gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Amount {
    /// Not there.
    Missing,
    /// Whole cents. What a float left behind (`109.88000000000001`) counts as exact.
    Exact(Cents),
    /// Rounded half away from zero, with the text it was.
    Rounded(Cents, String),
    /// Not an amount, or readable in two ways.
    Unclear(String),
}

/// No single booking is larger than this: a thousand million euros.
const EUROS_MAX: i64 = 1_000_000_000;
/// The longest text that can be an amount.
const LENGTH_MAX: usize = 40;

/// A number in JSON notation: `549.4`, `-20`, `1.0988e3`.
pub(crate) fn from_number(text: &str) -> Amount {
    match number(text) {
        Some((cents, true)) => Amount::Exact(cents),
        Some((cents, false)) => Amount::Rounded(cents, text.to_owned()),
        None => Amount::Unclear(text.chars().take(LENGTH_MAX).collect()),
    }
}

/// An amount in a column of a list, in which this mark is known to stand before the cents.
pub(crate) fn from_list_text(text: &str, before_cents: Option<char>) -> Amount {
    match (reads_two_ways(text), before_cents) {
        (Some(mark), Some(known)) if mark == known => {
            // Read as thousands it is a thousand times too much, exactly.
            match from_one_way_text(&text.replace(mark, "")) {
                Amount::Exact(thousandths) => thousandth_of(thousandths, text),
                other => other,
            }
        }
        (Some(mark), Some(_)) => from_one_way_text(&text.replace(mark, "")),
        _ => from_dutch_text(text),
    }
}

fn thousandth_of(amount: Cents, text: &str) -> Amount {
    let cents = (amount.0.abs() / 100 + 5) / 10 * amount.0.signum();
    if amount.0 % 1_000 == 0 {
        Amount::Exact(Cents(cents))
    } else {
        Amount::Rounded(Cents(cents), text.to_owned())
    }
}

/// The digits of an amount with their marks, without sign and currency around them.
fn digits_and_marks(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_ascii_digit())
}

/// `1.250,-`: what stands before the comma is whole euros.
fn ends_in_whole_euros(text: &str) -> bool {
    [",-", ",--", ",–", ",—"].into_iter().any(|end| text.trim_end().ends_with(end))
}

/// The mark of an amount such as `650,000` or `1.098`: before thousandths or between thousands, nobody can tell.
pub(crate) fn reads_two_ways(text: &str) -> Option<char> {
    if ends_in_whole_euros(text) {
        return None;
    }
    let core = digits_and_marks(text);
    let mark = core.chars().find(|c| matches!(c, '.' | ','))?;
    let (whole, rest) = core.split_once(mark)?;
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    (digits(whole) && whole.len() <= 3 && rest.len() == 3 && digits(rest)).then_some(mark)
}

/// The mark that stands before the cents, of an amount that shows it: `549,40`, `1,098.80`, `1.234.567`.
pub(crate) fn mark_before_cents(text: &str) -> Option<char> {
    if ends_in_whole_euros(text) {
        return Some(',');
    }
    let core = digits_and_marks(text);
    if !core.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b' ')) {
        return None;
    }
    let at = core.rfind(['.', ','])?;
    let mark = if core.as_bytes()[at] == b',' { ',' } else { '.' };
    let other = if mark == ',' { '.' } else { ',' };
    match (core.matches(mark).count(), core.len() - at - 1) {
        (1, 1 | 2) => Some(mark),
        (2.., 3) if !core.contains(other) => Some(other),
        _ => None,
    }
}

/// An amount as people and systems write it: `1.098,80`, `€ 549,40`, `549.40`, `20,00-`, `(20,00)`, `549,-`. What reads two
/// ways, as `1.098` does, is unclear.
pub(crate) fn from_dutch_text(text: &str) -> Amount {
    let core = digits_and_marks(text);
    let in_thousandths = core.contains('.') && core.rsplit_once(',').is_some_and(|(_, rest)| rest.len() == 3)
        || core.contains(',') && core.rsplit_once('.').is_some_and(|(_, rest)| rest.len() == 3);
    if in_thousandths || reads_two_ways(text).is_some() {
        return Amount::Unclear(text.chars().take(LENGTH_MAX).collect());
    }
    from_one_way_text(text)
}

fn from_one_way_text(text: &str) -> Amount {
    let unclear = || Amount::Unclear(text.chars().take(LENGTH_MAX).collect());
    if text.chars().count() > LENGTH_MAX {
        return unclear();
    }
    let plain = text.replace(['\u{a0}', '\u{202f}'], " ").replace('\u{2212}', "-");
    let mut plain = plain.trim();
    if plain.is_empty() {
        return Amount::Missing;
    }
    let in_brackets = plain.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    plain = in_brackets.unwrap_or(plain).trim();
    plain = plain.strip_prefix("EUR").unwrap_or(plain).trim();
    for whole_euros in [",--", ",-", ".--", ".-"] {
        plain = plain.strip_suffix(whole_euros).unwrap_or(plain);
    }
    let cents = Cents::parse(plain).map(|cents| (cents, true)).or_else(|| number(plain));
    match cents {
        Some((cents, _)) if cents.0.unsigned_abs() > EUROS_MAX.unsigned_abs() * 100 => unclear(),
        Some((cents, exact)) => {
            let cents = if in_brackets.is_some() { Cents(-cents.0.abs()) } else { cents };
            if exact { Amount::Exact(cents) } else { Amount::Rounded(cents, text.to_owned()) }
        }
        None => unclear(),
    }
}

/// Cents, and whether nothing was lost; `None` when this is not a number of euros we can hold.
fn number(text: &str) -> Option<(Cents, bool)> {
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (unsigned, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let all_digits = digits.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !all_digits || digits.len() > LENGTH_MAX || exponent.abs() > 30 {
        return None;
    }
    let point = whole.len() as i32 + exponent;
    let padded_left = if point < 0 { "0".repeat(point.unsigned_abs() as usize) + &digits } else { digits };
    let point = point.max(0) as usize;
    let padded = format!("{padded_left:0<width$}", width = point + 2);
    let (euros, rest) = (padded[..point].trim_start_matches('0'), &padded[point..]);
    let euros: i64 = if euros.is_empty() { 0 } else { euros.parse().ok()? };
    if euros > EUROS_MAX {
        return None;
    }
    let (cents, tail) = (rest[..2].parse::<i64>().ok()?, &rest[2..]);
    let round_up = tail.bytes().next().is_some_and(|digit| digit >= b'5');
    let total = euros * 100 + cents + i64::from(round_up);
    Some((Cents(if negative { -total } else { total }), is_noise(tail)))
}

/// Decimals after the cents that mean nothing: none, zeros, or what a float leaves behind.
fn is_noise(tail: &str) -> bool {
    let head = tail.as_bytes().get(..4);
    tail.bytes().all(|digit| digit == b'0')
        || head.is_some_and(|head| head.iter().all(|&d| d == b'0') || head.iter().all(|&d| d == b'9'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_from_their_digits() {
        for (text, cents) in [
            ("549.4", 54_940),
            ("549.40", 54_940),
            ("549", 54_900),
            ("-20.05", -2_005),
            ("0.1", 10),
            ("1.0988e3", 109_880),
            ("5e-2", 5),
            ("109.88000000000001", 10_988),
            ("109.87999999999999", 10_988),
            ("999999999.99", 99_999_999_999),
        ] {
            assert_eq!(from_number(text), Amount::Exact(Cents(cents)), "{text}");
        }
        assert_eq!(from_number("1.005"), Amount::Rounded(Cents(101), "1.005".into()));
        assert_eq!(from_number("-1.005"), Amount::Rounded(Cents(-101), "-1.005".into()));
        for text in ["1e400", "12345678901234567890", "", "-", "1e", "NaN"] {
            assert!(matches!(from_number(text), Amount::Unclear(_)), "{text}");
        }
    }

    #[test]
    fn text_that_reads_two_ways_is_not_guessed() {
        assert_eq!(from_dutch_text("549,40"), Amount::Exact(Cents(54_940)));
        assert_eq!(from_dutch_text("549.40"), Amount::Exact(Cents(54_940)));
        for text in ["1.098", "650,000", "€ 650.123", "650,000-", "0,650", "1.234,567", "1,234.567"] {
            assert!(matches!(from_dutch_text(text), Amount::Unclear(_)), "{text}");
        }
        assert_eq!(from_dutch_text("1.234.567"), Amount::Exact(Cents(123_456_700)));
        assert_eq!(from_dutch_text("€ 1.250,-"), Amount::Exact(Cents(125_000)));
    }

    #[test]
    fn other_amounts_of_a_column_say_what_a_mark_means() {
        for (text, mark) in [
            ("549,40", Some(',')),
            ("€ 1,098.8-", Some('.')),
            ("1.234.567", Some(',')),
            ("1.098", None),
            ("549,-", Some(',')),
            ("1.250,-", Some(',')),
            ("20261101", None),
            ("veel", None),
            ("1.2.26", None),
        ] {
            assert_eq!(mark_before_cents(text), mark, "{text}");
        }
        assert_eq!(from_list_text("650,000", Some(',')), Amount::Exact(Cents(65_000)));
        assert_eq!(from_list_text("-650,125", Some(',')), Amount::Rounded(Cents(-65_013), "-650,125".into()));
        assert_eq!(from_list_text("1.098", Some(',')), Amount::Exact(Cents(109_800)));
        assert_eq!(from_list_text("1,098-", Some('.')), Amount::Exact(Cents(-109_800)));
        assert!(matches!(from_list_text("650,000", None), Amount::Unclear(_)));
    }

    #[test]
    fn lists_write_amounts_in_many_ways() {
        for (text, cents) in [
            ("1.098,80", 109_880),
            ("€ 549,40", 54_940),
            ("€\u{a0}549,40", 54_940),
            ("20,00-", -2_000),
            ("(20,00)", -2_000),
            ("549,-", 54_900),
            ("EUR 549,40", 54_940),
            ("\u{2212}5,00", -500),
        ] {
            assert_eq!(from_dutch_text(text), Amount::Exact(Cents(cents)), "{text}");
        }
        assert_eq!(from_dutch_text("  "), Amount::Missing);
        assert!(matches!(from_dutch_text("99999999999999,00"), Amount::Unclear(_)));
        assert!(matches!(from_dutch_text("veel"), Amount::Unclear(_)));
    }
}
