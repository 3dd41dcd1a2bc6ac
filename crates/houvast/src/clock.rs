//! The clock on the wall where the landlord is. The only place that looks at it; everybody else is told.

use domain::calendar::Day;
use domain::send::TimeOfDay;

use crate::deliver::Now;

/// Where landlords are.
const TIME_ZONE: &str = "Europe/Amsterdam";

/// A clock that runs: the real one, or one that was set to another moment when it was made.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    /// Seconds that it runs ahead of the real one.
    ahead: i64,
}

impl Clock {
    /// A clock that shows this day and time now, and runs on from there; what is not given is as it really is.
    pub fn set_to(day: Option<Day>, time: Option<TimeOfDay>) -> Clock {
        Clock { ahead: now_on(day, time).seconds - now_on(None, None).seconds }
    }

    /// What it shows.
    pub fn now(self) -> Now {
        now_at(jiff::Timestamp::now().as_second() + self.ahead)
    }
}

/// Today in Amsterdam.
pub fn today() -> Day {
    now_on(None, None).day
}

/// The moment it is in Amsterdam, or would be on that day at that time.
pub fn now_on(day: Option<Day>, time: Option<TimeOfDay>) -> Now {
    let clock = Clock::default().now();
    if day.is_none() && time.is_none() {
        return clock;
    }
    now_at(moment_of(day.unwrap_or(clock.day), time.unwrap_or(clock.time)))
}

/// Day and time in Amsterdam at a moment in seconds since 1970.
pub fn now_at(seconds: i64) -> Now {
    let moment = jiff::Timestamp::from_second(seconds).unwrap_or_default();
    let wall = moment.in_tz(TIME_ZONE).expect("the time zone is built in");
    let day = day_of(seconds).expect("the clock shows a real day");
    Now { day, time: TimeOfDay(wall.hour() as u16 * 60 + wall.minute() as u16), seconds }
}

/// The moment at which the clocks in Amsterdam show this time on this day, in seconds since 1970. A time that a change of
/// the clocks passes over is the one an hour later; of a time that comes twice it is the first.
pub fn moment_of(day: Day, time: TimeOfDay) -> i64 {
    let (year, month, of_month) = day.ymd();
    let wall = jiff::civil::date(year as i16, month as i8, of_month as i8);
    let wall = wall.at((time.0 / 60) as i8, (time.0 % 60) as i8, 0, 0);
    wall.in_tz(TIME_ZONE).expect("the time zone is built in").timestamp().as_second()
}

/// The day in Amsterdam of a moment in seconds since 1970; `None` far outside our time.
pub fn day_of(seconds: i64) -> Option<Day> {
    let date = jiff::Timestamp::from_second(seconds).ok()?.in_tz(TIME_ZONE).ok()?.date();
    Day::from_ymd(date.year().into(), date.month() as u32, date.day() as u32)
}
