//! Money: whole cents of a euro, never a fraction and never a float.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use crate::digits::Short;

/// An amount in whole euro cents. Positive is owed by the tenant, negative is owed to the tenant,
/// unless the field that holds it says otherwise.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cents(pub i64);

impl Cents {
    /// No money.
    pub const ZERO: Cents = Cents(0);

    /// Whole euros, as they stand in a text of law ("40 euro").
    pub const fn euros(euros: i64) -> Cents {
        Cents(euros * 100)
    }

    /// True when nothing is owed either way.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The amount without its sign.
    pub const fn abs(self) -> Cents {
        Cents(self.0.abs())
    }

    /// This amount, but not below zero.
    pub const fn at_least_zero(self) -> Cents {
        if self.0 < 0 { Cents(0) } else { self }
    }

    /// `self * numerator / denominator`, rounded half away from zero to whole cents.
    /// Used for percentages of law: 15 % is `times_ratio(15, 100)`.
    pub const fn times_ratio(self, numerator: i64, denominator: i64) -> Cents {
        let product = self.0 as i128 * numerator as i128;
        let denominator = denominator as i128;
        let half = denominator / 2;
        let rounded =
            if product >= 0 { (product + half) / denominator } else { (product - half) / denominator };
        Cents(rounded as i64)
    }

    /// Dutch notation without the currency sign: `1.098,80`.
    pub fn digits(self) -> Short {
        let mut short = Short::default();
        let euros = short.digits(self.0.unsigned_abs(), 2);
        short.before(",");
        short.grouped(euros);
        if self.0 < 0 {
            short.before("-");
        }
        short
    }

    /// Splits an amount into `parts` equal terms that add up to the cent; the first terms carry the odd cents.
    ///
    /// ```
    /// # use domain::money::Cents;
    /// assert_eq!(Cents(1000).split(3), vec![Cents(334), Cents(333), Cents(333)]);
    /// ```
    pub fn split(self, parts: u32) -> Vec<Cents> {
        let parts = i64::from(parts.max(1));
        let (each, odd) = (self.0.div_euclid(parts), self.0.rem_euclid(parts));
        (0..parts).map(|index| Cents(each + i64::from(index < odd))).collect()
    }

    /// Reads an amount as people and files write it: `549,40`, `1.098,80`, `549.40`, `€ 549,40`, `-20`.
    /// The last comma or point followed by one or two digits is the decimal sign. `None` when it is not an amount.
    pub fn parse(text: &str) -> Option<Cents> {
        let text = text
            .trim()
            .trim_start_matches('€')
            .trim()
            .trim_end_matches("euro")
            .trim_end_matches("EUR")
            .trim();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest.trim().trim_start_matches('€').trim()),
            None => match text.strip_suffix('-') {
                Some(rest) => (true, rest.trim()),
                None => (false, text.strip_prefix('+').unwrap_or(text)),
            },
        };
        let (whole, fraction) = split_decimals(digits)?;
        let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let cents = whole.checked_mul(100)?.checked_add(fraction)?;
        Some(Cents(if negative { -cents } else { cents }))
    }
}

impl Cents {
    /// The same as somebody in the Netherlands types it: a comma stands before one or two cents and nowhere else, and nothing begins
    /// with a nought before a mark. `1,234` and `0,005` are no amounts: nobody knows whether the comma meant cents.
    pub fn parse_typed(text: &str) -> Option<Cents> {
        let after_comma =
            text.rsplit_once(',').map(|(_, after)| after.bytes().filter(u8::is_ascii_digit).count());
        let digits = text.trim_start_matches(['€', ' ', '\u{a0}', '+', '-']);
        let marks_thousands = digits.starts_with("0.") && digits.len() > "0.00".len();
        if after_comma.is_some_and(|digits| digits > 2) || marks_thousands {
            None
        } else {
            Cents::parse(text)
        }
    }
}

/// Splits `1.098,80` into `("1098", 80)`. Refuses thousands marks that do not mark thousands.
fn split_decimals(digits: &str) -> Option<(String, i64)> {
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',' || b == b' ')
    {
        return None;
    }
    if !digits.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let decimal_at = digits.rfind([',', '.']).filter(|&at| {
        let after = digits.len() - at - 1;
        let mark = digits.as_bytes()[at];
        let repeated = digits.bytes().filter(|&b| b == mark).count() > 1;
        after <= 2 && !repeated
    });
    let (whole, fraction) = match decimal_at {
        Some(at) => (&digits[..at], &digits[at + 1..]),
        None => (digits, ""),
    };
    let groups: Vec<&str> = whole.split(['.', ',', ' ']).collect();
    if groups.len() > 1
        && (groups[0].is_empty() || groups[0].len() > 3 || groups[1..].iter().any(|g| g.len() != 3))
    {
        return None;
    }
    let fraction = match fraction.len() {
        0 => 0,
        1 => fraction.parse::<i64>().ok()? * 10,
        _ => fraction.parse().ok()?,
    };
    Some((groups.concat(), fraction))
}

/// Dutch notation without the currency sign: `1.098,80`.
impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.digits().text())
    }
}

impl fmt::Debug for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "€ {self}")
    }
}

impl Add for Cents {
    type Output = Cents;
    fn add(self, other: Cents) -> Cents {
        Cents(self.0 + other.0)
    }
}

impl Sub for Cents {
    type Output = Cents;
    fn sub(self, other: Cents) -> Cents {
        Cents(self.0 - other.0)
    }
}

impl Neg for Cents {
    type Output = Cents;
    fn neg(self) -> Cents {
        Cents(-self.0)
    }
}

impl AddAssign for Cents {
    fn add_assign(&mut self, other: Cents) {
        self.0 += other.0;
    }
}

impl SubAssign for Cents {
    fn sub_assign(&mut self, other: Cents) {
        self.0 -= other.0;
    }
}

impl Sum for Cents {
    fn sum<I: Iterator<Item = Cents>>(amounts: I) -> Cents {
        amounts.fold(Cents::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_no_thousand_times_as_much() {
        for (text, cents) in [
            ("549,40", 54_940),
            ("1.098,80", 109_880),
            ("1.234", 123_400),
            ("0,5", 50),
            ("12", 1_200),
            ("0.50", 50),
        ] {
            assert_eq!(Cents::parse_typed(text), Some(Cents(cents)), "{text}");
        }
        for text in ["0,005", "0,001", "1,234", "0.005", "€ 0,125", "12,3456", "abc"] {
            assert_eq!(Cents::parse_typed(text), None, "{text}");
        }
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, cents) in [
            ("549,40", 54_940),
            ("549.40", 54_940),
            ("1.098,80", 109_880),
            ("1,098.80", 109_880),
            ("1.098", 109_800),
            ("€ 549,4", 54_940),
            ("-20", -2_000),
            ("20,00-", -2_000),
            ("1.234.567,89", 123_456_789),
            ("0,05", 5),
            ("25 euro", 2_500),
        ] {
            assert_eq!(Cents::parse(text), Some(Cents(cents)), "{text}");
        }
        for text in ["", "veel", "12,345,6", "1.0988,80", "€", "--5", "5,-,3", ","] {
            assert_eq!(Cents::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_split_never_loses_a_cent() {
        for total in [1, 99, 100, 1_000, 109_880] {
            for parts in 1..=36 {
                let split = Cents(total).split(parts);
                assert_eq!(split.iter().copied().sum::<Cents>(), Cents(total));
                assert!(split[0].0 - split.last().unwrap().0 <= 1);
            }
        }
    }

    #[test]
    fn dutch_notation() {
        assert_eq!(Cents(109_880).to_string(), "1.098,80");
        assert_eq!(Cents(-5).to_string(), "-0,05");
        assert_eq!(Cents(123_456_789).to_string(), "1.234.567,89");
    }
}
