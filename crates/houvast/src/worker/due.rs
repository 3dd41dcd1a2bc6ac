//! What is due now, or when the next thing will be: a pure question over how things stand and what the clock says.
//!
//! Nights that were missed are not made up for: what is due is the night of today, once, however long the machine was
//! off. Waiting times of the policy run from what was really sent, so there is nothing to catch up with.

use std::collections::BTreeMap;

use domain::calendar::Day;
use domain::calendar::holidays::EquatedDays;
use domain::send::TimeOfDay;

use crate::deliver::Now;
use crate::moment_of;

/// Seconds between two rounds through messages that could not leave yet.
const ROUND_EVERY: i64 = 300;
/// A morning mail that could not be written by this hour is not written any more that day.
const MORNING_ENDS: TimeOfDay = TimeOfDay(17 * 60);

/// One thing to do. In order of urgency when two are due: what came back and came in first, so that the night knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Job {
    /// Read what came of messages: status files, mail that came back.
    Hear,
    /// Take in what the landlord delivered.
    Receive,
    /// Run the night of today.
    Night,
    /// Mail each consultant what lies on the desk.
    Morning,
    /// Let leave what may.
    Deliver,
}

impl Job {
    /// Everything that can be due.
    pub const ALL: [Job; 5] = [Job::Hear, Job::Receive, Job::Night, Job::Morning, Job::Deliver];

    /// The word in the log.
    pub const fn dutch(self) -> &'static str {
        match self {
            Job::Hear => "terugmelding",
            Job::Receive => "aanlevering",
            Job::Night => "nacht",
            Job::Morning => "ochtendmail",
            Job::Deliver => "verzending",
        }
    }
}

/// The landlord's hours.
#[derive(Clone, Copy, Debug)]
pub struct Hours {
    /// From then on the night of the day is run.
    pub night: TimeOfDay,
    /// From then on the morning mail is sent.
    pub morning: TimeOfDay,
    /// From then on messages leave.
    pub cut_off: TimeOfDay,
}

/// How things stand.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// The day of the last night.
    pub last_night: Option<Day>,
    /// Something lies in the landlord's folder that was not looked at.
    pub arrived: bool,
    /// Something came back that was not read.
    pub told: bool,
    /// The last day whose morning mail was sent; `None` in here when there never was one, `None` outside when there is
    /// nobody to mail.
    pub mailed: Option<Option<Day>>,
    /// Messages to look at; `None` when this landlord does not really send or nothing waits.
    pub post: Option<Waiting>,
    /// When the last round through the messages ended; `None` when there is news that a round has not seen.
    pub last_round: Option<i64>,
    /// What went wrong, or has to wait for another command, is not tried again before this moment.
    pub resting: BTreeMap<Job, i64>,
}

/// The messages that wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// How many may leave by themselves.
    pub may_leave: u64,
    /// The first moment before which one of them must not be tried again.
    pub not_before: Option<i64>,
}

/// The next thing to do and the moment from which it is due: due now when that moment is not after `now`.
pub fn next(standing: &Standing, hours: &Hours, calendar: &EquatedDays, now: Now) -> Option<(Job, i64)> {
    let due = Job::ALL.into_iter().filter_map(|job| {
        let at = match job {
            Job::Hear => standing.told.then_some(now.seconds),
            Job::Receive => standing.arrived.then_some(now.seconds),
            Job::Night => Some(night_at(standing, hours, now)),
            Job::Morning => morning_at(standing, hours, calendar, now),
            Job::Deliver => deliver_at(standing, hours, now),
        }?;
        Some((at.max(standing.resting.get(&job).copied().unwrap_or(at)), job))
    });
    // What is due now goes by urgency, what is not by time.
    let (at, job) = due.min_by_key(|(at, job)| ((*at).max(now.seconds), *job))?;
    Some((job, at))
}

fn night_at(standing: &Standing, hours: &Hours, now: Now) -> i64 {
    let day = standing.last_night.map_or(now.day, |last| last.next().max(now.day));
    moment_of(day, hours.night)
}

fn morning_at(standing: &Standing, hours: &Hours, calendar: &EquatedDays, now: Now) -> Option<i64> {
    let mailed = standing.mailed?;
    let mut day = mailed.map_or(now.day, |mailed| mailed.next().max(now.day));
    if day == now.day && now.time >= MORNING_ENDS {
        day = day.next();
    }
    while !calendar.is_working_day(day) {
        day = day.next();
    }
    Some(moment_of(day, hours.morning))
}

fn deliver_at(standing: &Standing, hours: &Hours, now: Now) -> Option<i64> {
    let waiting = standing.post?;
    // The first round, and the one after news, only cancels what is not right any more when it comes before the cut-off.
    let Some(last) = standing.last_round else { return Some(now.seconds) };
    if waiting.may_leave == 0 {
        return None;
    }
    let cut_off = moment_of(now.day, hours.cut_off);
    let again = last + ROUND_EVERY;
    let asked = waiting.not_before.filter(|moment| *moment > last).map_or(again, |moment| moment.min(again));
    Some(if last < cut_off { cut_off } else { asked })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOURS: Hours =
        Hours { night: TimeOfDay(3 * 60), morning: TimeOfDay(7 * 60), cut_off: TimeOfDay(8 * 60 + 30) };

    fn day(text: &str) -> Day {
        Day::parse_iso(text).expect("a constant")
    }

    /// `2026-06-02 10:00`, where the landlord is.
    fn at(text: &str) -> Now {
        let (date, time) = text.split_once(' ').expect("a constant");
        let (day, time) = (day(date), TimeOfDay::parse(time).expect("a constant"));
        Now { day, time, seconds: moment_of(day, time) }
    }

    fn after_night(text: &str) -> Standing {
        Standing { last_night: Some(day(text)), ..Standing::default() }
    }

    #[track_caller]
    fn check(standing: &Standing, now: &str, job: Job, due: &str) {
        let law = crate::landlord::law();
        assert_eq!(next(standing, &HOURS, &law.equated_days, at(now)), Some((job, at(due).seconds)));
    }

    #[test]
    fn the_night_comes_at_its_hour_and_once() {
        check(&after_night("2026-06-01"), "2026-06-01 23:00", Job::Night, "2026-06-02 03:00");
        check(&after_night("2026-06-01"), "2026-06-02 03:00", Job::Night, "2026-06-02 03:00");
        check(&after_night("2026-06-02"), "2026-06-02 03:00", Job::Night, "2026-06-03 03:00");
        check(&Standing::default(), "2026-06-02 12:00", Job::Night, "2026-06-02 03:00");
        check(&after_night("2026-06-09"), "2026-06-02 12:00", Job::Night, "2026-06-10 03:00");
    }

    #[test]
    fn a_machine_that_was_off_for_three_days_runs_one_night() {
        check(&after_night("2026-05-29"), "2026-06-02 10:00", Job::Night, "2026-06-02 03:00");
        check(&after_night("2026-06-02"), "2026-06-02 10:00", Job::Night, "2026-06-03 03:00");
    }

    #[test]
    fn the_clock_going_back_or_forward_neither_skips_nor_repeats_a_night() {
        // On 29 March 2026 there is no 02:30; on 25 October 2026 there are two.
        for (hour, date, hours_of_day) in
            [(150, "2026-03-29", 23), (150, "2026-10-25", 25), (180, "2026-03-29", 23)]
        {
            let hours = Hours { night: TimeOfDay(hour), ..HOURS };
            let law = crate::landlord::law();
            let (first, last) =
                (moment_of(day(date), TimeOfDay(0)), moment_of(day(date).next(), TimeOfDay(0)));
            assert_eq!(last - first, hours_of_day * 3_600, "{date}");
            let mut standing = after_night(&day(date).previous().to_string());
            let mut nights = 0;
            for seconds in (first..last).step_by(60) {
                let now = crate::now_at(seconds);
                assert_eq!(now.day, day(date));
                match next(&standing, &hours, &law.equated_days, now) {
                    Some((Job::Night, due)) if due <= seconds => {
                        nights += 1;
                        standing.last_night = Some(now.day);
                    }
                    _ => {}
                }
            }
            assert_eq!(nights, 1, "{date}");
        }
    }

    #[test]
    fn what_came_back_and_came_in_goes_before_the_night() {
        let mut standing = Standing { arrived: true, told: true, ..after_night("2026-06-01") };
        check(&standing, "2026-06-02 03:00", Job::Hear, "2026-06-02 03:00");
        standing.told = false;
        check(&standing, "2026-06-02 03:00", Job::Receive, "2026-06-02 03:00");
        standing.resting.insert(Job::Receive, at("2026-06-02 03:05").seconds);
        check(&standing, "2026-06-02 03:00", Job::Night, "2026-06-02 03:00");
    }

    #[test]
    fn the_morning_mail_goes_on_working_days_only_and_also_when_the_night_fails() {
        let mut standing = Standing { mailed: Some(None), ..after_night("2026-06-02") };
        check(&standing, "2026-06-02 07:00", Job::Morning, "2026-06-02 07:00");
        standing.mailed = Some(Some(day("2026-06-05")));
        standing.last_night = Some(day("2026-06-07"));
        // 5 June 2026 is a Friday.
        check(&standing, "2026-06-07 12:00", Job::Night, "2026-06-08 03:00");
        standing.resting.insert(Job::Night, at("2026-06-08 07:10").seconds);
        check(&standing, "2026-06-08 07:00", Job::Morning, "2026-06-08 07:00");
        standing.mailed = Some(Some(day("2026-06-08")));
        check(&standing, "2026-06-08 07:00", Job::Night, "2026-06-08 07:10");
    }

    #[test]
    fn a_late_morning_mail_waits_for_the_next_morning() {
        let standing = Standing { mailed: Some(Some(day("2026-06-01"))), ..after_night("2026-06-02") };
        check(&standing, "2026-06-02 16:59", Job::Morning, "2026-06-02 07:00");
        check(&standing, "2026-06-02 17:00", Job::Night, "2026-06-03 03:00");
    }

    #[test]
    fn messages_are_looked_at_at_once_leave_from_the_cut_off_and_are_tried_again() {
        let post = Some(Waiting { may_leave: 3, not_before: None });
        let mut standing = Standing { post, ..after_night("2026-06-02") };
        check(&standing, "2026-06-02 03:01", Job::Deliver, "2026-06-02 03:01");
        standing.last_round = Some(at("2026-06-02 03:01").seconds);
        check(&standing, "2026-06-02 03:01", Job::Deliver, "2026-06-02 08:30");
        standing.last_round = Some(at("2026-06-02 08:29").seconds);
        check(&standing, "2026-06-02 08:29", Job::Deliver, "2026-06-02 08:30");
        standing.last_round = Some(at("2026-06-02 08:31").seconds);
        check(&standing, "2026-06-02 08:32", Job::Deliver, "2026-06-02 08:36");
        standing.post = Some(Waiting { may_leave: 3, not_before: Some(at("2026-06-02 08:33").seconds) });
        check(&standing, "2026-06-02 08:32", Job::Deliver, "2026-06-02 08:33");
        // Held messages only: nothing to do until there is news.
        standing.post = Some(Waiting::default());
        check(&standing, "2026-06-02 08:32", Job::Night, "2026-06-03 03:00");
        standing.last_round = None;
        check(&standing, "2026-06-02 08:32", Job::Deliver, "2026-06-02 08:32");
    }
}
