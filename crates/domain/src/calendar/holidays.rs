//! Working days and holidays by the Algemene termijnenwet (BWBR0002448).
//!
//! Holidays are computed (art. 3); days that the government equates by decree come from `wet/feestdagen.toml`.
//! Three calendars stay apart: terms of law (this act), days on which a tenant may be contacted (no Sunday, no
//! holiday) and days on which post is delivered (Tuesday to Saturday).

use super::{Day, Month, Weekday};

/// Days that a decree equates with a holiday, sorted. From `wet/`, never guessed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EquatedDays(pub Vec<Day>);

/// Easter Sunday of a year, by the Gregorian computus of Meeus, Jones and Butcher.
pub const fn easter_sunday(year: i32) -> Day {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Day(Month::from_ym(year, (n / 31) as u32).first_day().0 + n % 31)
}

/// King's Day: 27 April, or the 26th when the 27th is a Sunday.
pub const fn kings_day(year: i32) -> Day {
    let day = Month::from_ym(year, 4).day(27);
    if matches!(day.weekday(), Weekday::Sunday) { day.previous() } else { day }
}

impl EquatedDays {
    /// True on a generally recognised holiday or a day equated with one (Algemene termijnenwet art. 3).
    pub fn is_holiday(&self, day: Day) -> bool {
        let (year, month, day_of_month) = day.ymd();
        let from_easter = day - easter_sunday(year);
        matches!((month, day_of_month), (1, 1) | (5, 5) | (12, 25) | (12, 26))
            || matches!(from_easter, -2 | 1 | 39 | 50)
            || day == kings_day(year)
            || self.0.binary_search(&day).is_ok()
    }

    /// True when the day is not a Saturday, Sunday or holiday.
    pub fn is_working_day(&self, day: Day) -> bool {
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !self.is_holiday(day)
    }

    /// The day itself when it is a working day, else the first one after it (Algemene termijnenwet art. 1).
    pub fn working_day_from(&self, mut day: Day) -> Day {
        while !self.is_working_day(day) {
            day = day.next();
        }
        day
    }

    /// The day `count` working days after `day`.
    pub fn plus_working_days(&self, day: Day, count: u32) -> Day {
        (0..count).fold(day, |at, _| self.working_day_from(at.next()))
    }

    /// The last day of a term of `days` that starts on the day after `start`: extended to a working day (art. 1) and,
    /// for terms of at least three days, until it holds two working days (art. 2). Terms of more than 90 days are not
    /// extended (art. 4).
    pub fn term_end(&self, start: Day, days: u32) -> Day {
        let end = start + days as i32;
        if days > 90 {
            return end;
        }
        let mut end = self.working_day_from(end);
        if days >= 3 {
            while (start.next().0..=end.0).filter(|&day| self.is_working_day(Day(day))).count() < 2 {
                end = self.working_day_from(end.next());
            }
        }
        end
    }

    /// True when the collection-quality decree lets a tenant be contacted: no Sunday and no holiday
    /// (Besluit kwaliteit incassodienstverlening, Stb. 2024, 44). Hours are the sender's business.
    pub fn is_contact_day(&self, day: Day) -> bool {
        !matches!(day.weekday(), Weekday::Sunday) && !self.is_holiday(day)
    }

    /// True when ordinary post is presumed to be delivered: Tuesday to Saturday, no holiday
    /// (ECLI:NL:HR:2016:2704).
    pub fn is_delivery_day(&self, day: Day) -> bool {
        !matches!(day.weekday(), Weekday::Sunday | Weekday::Monday) && !self.is_holiday(day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).unwrap()
    }

    /// law.md section 6, the printed table.
    #[test]
    fn holidays_of_2026_to_2030() {
        for (year, friday, monday, ascension, whit) in [
            (2026, "04-03", "04-06", "05-14", "05-25"),
            (2027, "03-26", "03-29", "05-06", "05-17"),
            (2028, "04-14", "04-17", "05-25", "06-05"),
            (2029, "03-30", "04-02", "05-10", "05-21"),
            (2030, "04-19", "04-22", "05-30", "06-10"),
        ] {
            for holiday in [friday, monday, ascension, whit, "01-01", "04-27", "05-05", "12-25", "12-26"] {
                assert!(
                    EquatedDays::default().is_holiday(day(&format!("{year}-{holiday}"))),
                    "{year}-{holiday}"
                );
            }
            let all = (0..366)
                .map(|offset| Month::from_ym(year, 1).first_day() + offset)
                .filter(|d| d.ymd().0 == year && EquatedDays::default().is_holiday(*d))
                .count();
            assert!(all == 9, "{year} has {all} holidays");
        }
        assert_eq!(kings_day(2025), day("2025-04-26"));
        assert_eq!(kings_day(2031), day("2031-04-26"));
    }

    /// law.md section 6, examples of extension.
    #[test]
    fn terms_run_to_a_working_day() {
        let calendar = EquatedDays::default();
        assert_eq!(calendar.working_day_from(day("2026-12-12")), day("2026-12-14"));
        assert_eq!(calendar.working_day_from(day("2026-12-25")), day("2026-12-28"));
        assert_eq!(calendar.term_end(day("2026-12-24"), 3), day("2026-12-29"));
        assert_eq!(calendar.working_day_from(day("2027-03-26")), day("2027-03-30"));
    }
}
