//! Values with a unit: `"4 dagen"`, `"25 euro"`, `"1,5 maand"`.
//!
//! In goes what stands between the quotation marks and the unit it must have; out comes an integer, or the sentence
//! that says how to write it. There is no value without its unit and nothing is rounded.

use domain::facts::{Unit, Value};
use domain::ids::Key;
use domain::money::Cents;

/// More than anybody means, and far from where integers end.
const LARGEST: i64 = 1_000_000_000;

/// Reads a value in a fact's unit; `Err` is how it must be written.
pub fn read(text: &str, unit: Unit) -> Result<i64, String> {
    if text == "nooit" && matches!(unit, Unit::Days | Unit::Months) {
        return Ok(Value::NEVER.0);
    }
    let value = match unit {
        Unit::Cents => cents(text),
        Unit::Days => days(text),
        Unit::Months => counted(text, &["maand", "maanden"]).or_else(|| Some(counted(text, &["jaar"])? * 12)),
        Unit::MonthsOfRent => months_of_rent(text),
        Unit::Count => counted(text, &["keer"]),
        Unit::Percent => text.strip_suffix('%').and_then(|number| whole(number.trim())),
        Unit::YesNo => ["nee", "ja"].iter().position(|word| *word == text).map(|at| at as i64),
        Unit::DayOfMonth if text == "geen" => Some(Value::NEVER.0),
        Unit::DayOfMonth => text
            .strip_prefix("dag ")
            .and_then(|number| whole(number.trim()))
            .filter(|day| (1..=31).contains(day)),
        Unit::Word(words) => words.iter().position(|word| *word == text).map(|at| at as i64),
        Unit::OwnWord if text == "geen" => Some(Value::NEVER.0),
        Unit::OwnWord => Some(i64::from(Key::of(text).0)),
    };
    value.ok_or_else(|| format!("Schrijf het als {}.", example(unit)))
}

/// How a value in this unit is written.
pub fn example(unit: Unit) -> String {
    match unit {
        Unit::Cents => "\"25 euro\" of \"549,40 euro\"".into(),
        Unit::Days => "\"4 dagen\", \"2 weken\" of \"nooit\"".into(),
        Unit::Months => "\"6 maanden\", \"1 jaar\" of \"nooit\"".into(),
        Unit::MonthsOfRent => "\"1 maand\" of \"1,5 maand\"".into(),
        Unit::Count => "\"3 keer\"".into(),
        Unit::Percent => "\"80 %\"".into(),
        Unit::YesNo => "\"ja\" of \"nee\"".into(),
        Unit::DayOfMonth => "\"dag 20\" (1 tot en met 31) of \"geen\"".into(),
        Unit::Word(words) => format!("een van: {}", words.join(" | ")),
        Unit::OwnWord => "het eigen woord van uw systeem, of \"geen\"".into(),
    }
}

/// Days, also before something: `"-5 dagen"`.
pub fn days(text: &str) -> Option<i64> {
    counted(text, &["dag", "dagen"]).or_else(|| Some(counted(text, &["week", "weken"])? * 7))
}

/// A percentage in thousandths: `"2,5 %"` is 25.
pub fn per_mille(text: &str) -> Option<i64> {
    let number = text.strip_suffix('%')?.trim_end();
    let (whole_part, fraction) = number.split_once(',').unwrap_or((number, "0"));
    let tenths = Some(fraction).filter(|digits| digits.len() == 1).and_then(whole)?;
    Some(whole(whole_part)? * 10 + tenths)
}

/// Working days.
pub fn working_days(text: &str) -> Option<i64> {
    counted(text, &["werkdag", "werkdagen"])
}

/// Euros, to the cent.
fn cents(text: &str) -> Option<i64> {
    let number = text.strip_suffix("euro")?.trim_end();
    let (whole, fraction) = number.split_once(',').unwrap_or((number, "00"));
    let thousands = whole.split('.').skip(1).all(|group| group.len() == 3);
    if !thousands || !matches!(fraction.len(), 1 | 2) {
        return None;
    }
    Cents::parse(number).map(|amount| amount.0).filter(|cents| cents.abs() <= LARGEST * 100)
}

/// Months of rent in hundredths.
fn months_of_rent(text: &str) -> Option<i64> {
    let number = text.strip_suffix("maanden").or_else(|| text.strip_suffix("maand"))?.trim_end();
    let (whole_part, fraction) = number.split_once(',').unwrap_or((number, ""));
    let hundredths = match fraction.len() {
        0 if number.contains(',') => return None,
        0 => 0,
        1 => digits(fraction)? * 10,
        2 => digits(fraction)?,
        _ => return None,
    };
    let months = whole(whole_part)?;
    Some(months * 100 + if whole_part.starts_with('-') { -hundredths } else { hundredths })
}

fn counted(text: &str, units: &[&str]) -> Option<i64> {
    let (number, unit) = text.split_once(' ')?;
    units.contains(&unit.trim()).then(|| whole(number)).flatten()
}

fn whole(text: &str) -> Option<i64> {
    match text.strip_prefix('-') {
        Some(rest) => digits(rest).map(|number| -number),
        None => digits(text),
    }
}

fn digits(text: &str) -> Option<i64> {
    let all_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all_digits.then(|| text.parse().ok()).flatten().filter(|number| *number <= LARGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_reads_its_own_way_of_writing() {
        let right = [
            ("549,40 euro", Unit::Cents, 54_940),
            ("1.098,80 euro", Unit::Cents, 109_880),
            ("4 dagen", Unit::Days, 4),
            ("1 dag", Unit::Days, 1),
            ("2 weken", Unit::Days, 14),
            ("nooit", Unit::Days, i64::MAX),
            ("1 jaar", Unit::Months, 12),
            ("1,5 maand", Unit::MonthsOfRent, 150),
            ("0,05 maand", Unit::MonthsOfRent, 5),
            ("3 maanden", Unit::MonthsOfRent, 300),
            ("3 keer", Unit::Count, 3),
            ("80 %", Unit::Percent, 80),
            ("ja", Unit::YesNo, 1),
            ("dag 20", Unit::DayOfMonth, 20),
            ("twee", Unit::Word(&["een", "twee"]), 1),
            ("geen", Unit::OwnWord, i64::MAX),
        ];
        for (text, unit, value) in right {
            assert_eq!(read(text, unit), Ok(value), "{text}");
        }
    }

    #[test]
    fn a_value_without_its_unit_is_refused() {
        let wrong = [
            ("25", Unit::Cents),
            ("25,123 euro", Unit::Cents),
            ("25.50 euro", Unit::Cents),
            ("4", Unit::Days),
            ("vier dagen", Unit::Days),
            ("4 maanden", Unit::Days),
            ("1, maand", Unit::MonthsOfRent),
            ("1,234 maand", Unit::MonthsOfRent),
            ("3", Unit::Count),
            ("dag 32", Unit::DayOfMonth),
            ("true", Unit::YesNo),
            ("99999999999999999999 dagen", Unit::Days),
            ("", Unit::Percent),
        ];
        for (text, unit) in wrong {
            assert!(read(text, unit).is_err(), "{text}");
        }
    }
}
