//! Hours of contact: when a tenant may be called, visited or sent a message.
//!
//! In go a day and a minute of that day in Amsterdam; out comes yes or no, or the next moment. The decree binds whoever
//! collects for the landlord; Houvast keeps to it for everybody (law.md decision 6). It never knows what time it is.

use crate::calendar::Day;
use crate::calendar::holidays::EquatedDays;

/// The hours (Besluit kwaliteit incassodienstverlening, Stb. 2024, 44), as minutes after midnight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ContactHours {
    /// First minute on which contact is allowed: 420 is 07:00.
    pub from_minute: u32,
    /// First minute on which it is no longer: 1200 is 20:00.
    pub until_minute: u32,
}

/// May the tenant be contacted on this day at this minute after midnight? Not on Sundays and holidays.
pub fn may_contact(hours: &ContactHours, calendar: &EquatedDays, day: Day, minute: u32) -> bool {
    calendar.is_contact_day(day) && (hours.from_minute..hours.until_minute).contains(&minute)
}

/// The first moment from this one on at which the tenant may be contacted: a day and a minute after midnight.
pub fn next_moment(hours: &ContactHours, calendar: &EquatedDays, day: Day, minute: u32) -> (Day, u32) {
    if calendar.is_contact_day(day) && minute < hours.until_minute {
        return (day, minute.max(hours.from_minute));
    }
    let mut day = day.next();
    while !calendar.is_contact_day(day) {
        day = day.next();
    }
    (day, hours.from_minute)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{day, law};
    use super::*;

    #[test]
    fn from_seven_to_eight_and_not_on_sundays_and_holidays() {
        let (law, calendar) = (law(), EquatedDays::default());
        let hours = law.contact_hours.at(day("2026-11-21")).unwrap();
        for (on, minute, allowed) in [
            ("2026-11-21", 7 * 60 - 1, false),
            ("2026-11-21", 7 * 60, true),
            ("2026-11-21", 20 * 60 - 1, true),
            ("2026-11-21", 20 * 60, false),
            ("2026-11-22", 12 * 60, false),
            ("2026-12-25", 12 * 60, false),
        ] {
            assert_eq!(may_contact(hours, &calendar, day(on), minute), allowed, "{on} {minute}");
        }
        assert_eq!(next_moment(hours, &calendar, day("2026-11-21"), 60), (day("2026-11-21"), 420));
        assert_eq!(next_moment(hours, &calendar, day("2026-11-21"), 600), (day("2026-11-21"), 600));
        assert_eq!(next_moment(hours, &calendar, day("2026-11-21"), 1_200), (day("2026-11-23"), 420));
        assert_eq!(next_moment(hours, &calendar, day("2026-12-24"), 1_300), (day("2026-12-28"), 420));
    }

    #[test]
    fn the_next_moment_is_always_allowed_and_never_earlier() {
        let (law, calendar) = (law(), EquatedDays::default());
        let hours = law.contact_hours.at(day("2026-11-21")).unwrap();
        for offset in 0..800 {
            for minute in [0, 419, 420, 1_199, 1_200, 1_439] {
                let on = day("2026-01-01") + offset;
                let moment = next_moment(hours, &calendar, on, minute);
                assert!(
                    moment >= (on, minute) && may_contact(hours, &calendar, moment.0, moment.1),
                    "{on} {minute}"
                );
            }
        }
    }
}
