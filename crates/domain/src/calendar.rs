//! Days and months of the civil calendar in Amsterdam. A day is not a moment: no hours, no time zone, no clock.

pub mod holidays;
pub mod ics;

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

use crate::digits::Short;

/// A calendar day, counted from 1 January 1970.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

/// A calendar month, counted from January of the year 0.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(pub i32);

/// The days of the week, Monday first as Dutch calendars print them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Day {
    /// The day with this year, month (1-12) and day of the month; `None` when the calendar has no such day.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Day> {
        let in_calendar =
            (1..=12).contains(&month) && day >= 1 && day <= Month::from_ym(year, month).length();
        in_calendar.then(|| Month::from_ym(year, month).first_day() + (day as i32 - 1))
    }

    /// Reads `2026-11-21`; `None` for anything else.
    pub fn parse_iso(text: &str) -> Option<Day> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let number =
            |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<u32>().ok()).flatten();
        Day::from_ymd(number(&text[..4])? as i32, number(&text[5..7])?, number(&text[8..])?)
    }

    /// Year, month (1-12) and day of the month (1-31).
    /// Counts in eras of 400 years with the year starting in March, so that the leap day comes last.
    pub const fn ymd(self) -> (i32, u32, u32) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * march_month + 2) / 5 + 1;
        let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
        (year_of_era + era * 400 + (month <= 2) as i32, month as u32, day as u32)
    }

    /// The month this day lies in.
    pub const fn month(self) -> Month {
        let (year, month, _) = self.ymd();
        Month::from_ym(year, month)
    }

    /// The day of the month, 1 to 31.
    pub const fn day_of_month(self) -> u32 {
        self.ymd().2
    }

    /// The day of the week.
    pub const fn weekday(self) -> Weekday {
        match (self.0 + 3).rem_euclid(7) {
            0 => Weekday::Monday,
            1 => Weekday::Tuesday,
            2 => Weekday::Wednesday,
            3 => Weekday::Thursday,
            4 => Weekday::Friday,
            5 => Weekday::Saturday,
            _ => Weekday::Sunday,
        }
    }

    /// The same day of the month, `months` later; the last day of the month where that day does not exist
    /// (31 January + 1 month = 28 February).
    pub fn plus_months(self, months: i32) -> Day {
        (self.month() + months).day(self.day_of_month())
    }

    /// The same day, `years` later; 29 February becomes 28 February where there is none.
    pub fn plus_years(self, years: i32) -> Day {
        self.plus_months(years * 12)
    }

    /// Whole months from `self` to `later`: the number of times the day of the month has come round.
    pub fn months_until(self, later: Day) -> i32 {
        let mut months = later.month().0 - self.month().0;
        if self.plus_months(months) > later {
            months -= 1;
        }
        months
    }

    /// The next day.
    pub const fn next(self) -> Day {
        Day(self.0 + 1)
    }

    /// The day before.
    pub const fn previous(self) -> Day {
        Day(self.0 - 1)
    }
}

impl Month {
    /// The month with this year and number (1-12).
    pub const fn from_ym(year: i32, month: u32) -> Month {
        Month(year * 12 + month as i32 - 1)
    }

    /// Year and number of the month (1-12).
    pub const fn ym(self) -> (i32, u32) {
        (self.0.div_euclid(12), self.0.rem_euclid(12) as u32 + 1)
    }

    /// The first day of the month.
    pub const fn first_day(self) -> Day {
        let (year, month) = self.ym();
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let march_month = (month as i32 + 9) % 12;
        let day_of_year = (153 * march_month + 2) / 5;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Day(era * 146_097 + day_of_era - 719_468)
    }

    /// The last day of the month.
    pub const fn last_day(self) -> Day {
        Day(Month(self.0 + 1).first_day().0 - 1)
    }

    /// The number of days in the month.
    pub const fn length(self) -> u32 {
        (Month(self.0 + 1).first_day().0 - self.first_day().0) as u32
    }

    /// This day of the month, or the last one when the month is shorter.
    pub const fn day(self, day_of_month: u32) -> Day {
        let length = self.length();
        let day = if day_of_month > length { length } else { day_of_month };
        Day(self.first_day().0 + day as i32 - 1)
    }
}

impl Weekday {
    /// The Dutch name, in lower case.
    pub const fn dutch(self) -> &'static str {
        match self {
            Weekday::Monday => "maandag",
            Weekday::Tuesday => "dinsdag",
            Weekday::Wednesday => "woensdag",
            Weekday::Thursday => "donderdag",
            Weekday::Friday => "vrijdag",
            Weekday::Saturday => "zaterdag",
            Weekday::Sunday => "zondag",
        }
    }
}

/// The Dutch names of the months, January first.
pub const DUTCH_MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];

impl Day {
    /// The day as a letter writes it: `21 november 2026`.
    pub fn dutch(self) -> String {
        self.spoken().text().to_string()
    }

    /// The same, short.
    pub fn spoken(self) -> Short {
        let (mut short, of_month) = (self.month().spoken(), self.day_of_month());
        short.before(" ");
        short.number(of_month.into());
        short
    }

    /// `2026-11-21`.
    pub fn iso(self) -> Short {
        let (year, month, of_month) = self.ymd();
        let mut short = Short::default();
        short.digits(of_month.into(), 2);
        short.before("-");
        short.digits(month.into(), 2);
        short.before("-");
        short.signed(year, 4);
        short
    }

    /// Reads `21 november 2026`, `21-11-2026`, `21/11/2026`, `20261121` or `2026-11-21`.
    pub fn parse_dutch(text: &str) -> Option<Day> {
        let text = text.trim();
        if let Some(day) = Day::parse_iso(text) {
            return Some(day);
        }
        let digits = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
        if digits {
            return Day::from_ymd(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?);
        }
        let parts: Vec<&str> = text.split(['-', '/', '.', ' ']).filter(|part| !part.is_empty()).collect();
        let [day, month, year] = parts.as_slice() else { return None };
        let month = match month.parse() {
            Ok(number) => number,
            Err(_) => dutch_month(month)?,
        };
        let year: i32 = year.parse().ok()?;
        let year = if year < 100 { year + 2000 } else { year };
        Day::from_ymd(year, month, day.parse().ok()?)
    }
}

/// The number of a month by its Dutch name or a beginning of at least three letters (`nov`, `mrt`).
fn dutch_month(name: &str) -> Option<u32> {
    let name = name.to_lowercase();
    if name == "mrt" {
        return Some(3);
    }
    let at = DUTCH_MONTHS.iter().position(|month| name.len() >= 3 && month.starts_with(&name))?;
    Some(at as u32 + 1)
}

impl Month {
    /// The month as a letter writes it: `november 2026`.
    pub fn dutch(self) -> String {
        self.spoken().text().to_string()
    }

    /// The same, short.
    pub fn spoken(self) -> Short {
        let (year, month) = self.ym();
        let mut short = Short::default();
        short.signed(year, 1);
        short.before(" ");
        short.before(DUTCH_MONTHS[month as usize - 1]);
        short
    }
}

/// ISO 8601, `2026-11-21`: sorts as it reads.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.iso().text())
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// `2026-11`.
impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = self.ym();
        write!(f, "{year:04}-{month:02}")
    }
}

impl fmt::Debug for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Add<i32> for Day {
    type Output = Day;
    fn add(self, days: i32) -> Day {
        Day(self.0 + days)
    }
}

impl AddAssign<i32> for Day {
    fn add_assign(&mut self, days: i32) {
        self.0 += days;
    }
}

impl Sub<i32> for Day {
    type Output = Day;
    fn sub(self, days: i32) -> Day {
        Day(self.0 - days)
    }
}

/// The number of days from the second day to the first.
impl Sub for Day {
    type Output = i32;
    fn sub(self, earlier: Day) -> i32 {
        self.0 - earlier.0
    }
}

impl Add<i32> for Month {
    type Output = Month;
    fn add(self, months: i32) -> Month {
        Month(self.0 + months)
    }
}

impl Sub<i32> for Month {
    type Output = Month;
    fn sub(self, months: i32) -> Month {
        Month(self.0 - months)
    }
}

/// The number of months from the second month to the first.
impl Sub for Month {
    type Output = i32;
    fn sub(self, earlier: Month) -> i32 {
        self.0 - earlier.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_four_centuries_agrees_with_an_independent_calendar() {
        let mut date = jiff::civil::date(1900, 1, 1);
        let mut day = Day::from_ymd(1900, 1, 1).unwrap();
        while date.year() < 2300 {
            let (year, month, day_of_month) = day.ymd();
            assert_eq!(
                (year, month, day_of_month),
                (date.year().into(), date.month() as u32, date.day() as u32)
            );
            assert_eq!(day.weekday() as i8, date.weekday().to_monday_zero_offset());
            assert_eq!(day.month().length(), date.days_in_month() as u32);
            assert_eq!(Day::parse_iso(&day.to_string()), Some(day));
            date = date.tomorrow().unwrap();
            day = day.next();
        }
    }

    #[test]
    fn months_end_where_the_calendar_ends_them() {
        let day = |text| Day::parse_iso(text).unwrap();
        assert_eq!(day("2026-01-31").plus_months(1), day("2026-02-28"));
        assert_eq!(day("2024-02-29").plus_years(1), day("2025-02-28"));
        assert_eq!(day("2026-01-31").months_until(day("2026-02-28")), 1);
        assert_eq!(day("2026-01-15").months_until(day("2026-07-14")), 5);
    }

    #[test]
    fn dutch_dates_are_read() {
        let day = Day::parse_iso("2026-11-21");
        for text in [
            "21-11-2026",
            "21/11/2026",
            "21 november 2026",
            "21 nov 2026",
            "20261121",
            "2026-11-21",
            "21-11-26",
        ] {
            assert_eq!(Day::parse_dutch(text), day, "{text}");
        }
        for text in ["31-02-2026", "2026-13-01", "morgen", "", "21-11"] {
            assert_eq!(Day::parse_dutch(text), None, "{text}");
        }
    }
}
