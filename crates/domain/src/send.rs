//! Decides again, at the moment of sending, whether a planned message may still leave, and when to try again.
//!
//! In go the dossier with fresh data, the step the night planned and the time of day; out comes *go*, with the amount as
//! it is now, *wait* until a time of the same day, or *cancel*, with the reason. It is the same [`plan::decide`] as at
//! night, over the dossier as it would be without the step, so a message leaves only if the night would plan it anew:
//! guards, contact budget and promises are asserted a second time. A message never waits for another day: what does not
//! leave on its day lapses and the next night decides anew, so a wait runs from what was really sent.

use std::fmt;

use crate::calendar::Day;
use crate::check::Breach;
use crate::dossier::{ContactChannel, Dossier};
use crate::guards::Block;
use crate::ids::Key;
use crate::ledger::OpenItem;
use crate::money::Cents;
use crate::plan::{self, Act, Desk, Night, Outcome, PlannedStep};
use crate::policy::{Settings, TaskKind};

/// A time of day, in minutes after midnight, as the clock on the wall shows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(pub u16);

impl TimeOfDay {
    /// A time of day; `None` when there is no such time.
    pub const fn new(hour: u16, minute: u16) -> Option<TimeOfDay> {
        if hour < 24 && minute < 60 { Some(TimeOfDay(hour * 60 + minute)) } else { None }
    }

    /// Reads `8:30` or `08:30`.
    pub fn parse(text: &str) -> Option<TimeOfDay> {
        let (hour, minute) = text.split_once(':')?;
        let number = |text: &str, most: usize| {
            let digits = (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| text.parse().ok()).flatten()
        };
        if minute.len() != 2 {
            return None;
        }
        TimeOfDay::new(number(hour, 2)?, number(minute, 2)?)
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// The hours in which a message may reach somebody: from the first, until just before the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    /// First minute.
    pub from: TimeOfDay,
    /// First minute after.
    pub until: TimeOfDay,
}

/// The widest hours a landlord may choose (Besluit kwaliteit incassodienstverlening, Stb. 2024, 44: no contact between
/// 20:00 and 07:00).
pub const WIDEST_HOURS: Hours = Hours { from: TimeOfDay(7 * 60), until: TimeOfDay(20 * 60) };

/// The hours of a channel; `None` for post, which disturbs nobody.
pub fn hours_of(settings: &Settings, channel: ContactChannel) -> Option<Hours> {
    match channel {
        ContactChannel::Letter => None,
        ContactChannel::Email => Some(settings.email_hours),
        _ => Some(settings.text_hours),
    }
}

/// The last hour of a channel, when it is over for what leaves at this time at the soonest.
pub fn last_hour(settings: &Settings, channel: ContactChannel, soonest: TimeOfDay) -> Option<TimeOfDay> {
    hours_of(settings, channel).map(|hours| hours.until).filter(|last| soonest >= *last)
}

/// A message a night planned, as the dossier remembers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The day on which its step counts as taken.
    pub day: Day,
    /// What identifies the step within its cycle.
    pub step: Key,
    /// Its cycle.
    pub cycle: Day,
    /// What it asked for then, in cents, when it asked.
    pub asked: Option<Cents>,
}

/// What a second look at a planned message comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may leave now.
    Go(Go),
    /// Not at this hour; at this time of the same day it may be asked again, or not at all today.
    Wait(Option<TimeOfDay>),
    /// It must not leave.
    Cancel(Why),
}

/// A message as it may leave now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Go {
    /// The step, with channel and amount as they are now.
    pub step: PlannedStep,
    /// The items the amount is made of, oldest first.
    pub items: Vec<OpenItem>,
}

/// Why a planned message must not leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// No step is due any more: what was asked was paid, or does not hold any more.
    NothingDue,
    /// Another step is due now.
    OtherStep,
    /// There is less to pay than when it was planned: who paid a part since is not reminded the same day.
    LessToPay,
    /// No channel of the step reaches the tenant any more.
    Unreachable,
    /// A guard forbids it.
    Guard(Block),
    /// It would break a promise.
    Promise(Breach),
}

impl Why {
    /// The reason, as a person reads it.
    pub fn sentence(&self) -> String {
        match self {
            Why::NothingDue => {
                "Dit bericht is niet meer nodig: er is betaald, of de reden is vervallen.".into()
            }
            Why::OtherStep => "De gegevens zijn veranderd: nu is een andere stap aan de beurt.".into(),
            Why::LessToPay => {
                "Intussen is een deel betaald. Wie net betaalde, krijgt die dag geen herinnering.".into()
            }
            Why::Unreachable => "Er is geen kanaal meer waarlangs dit bericht kan.".into(),
            Why::Guard(block) => block.guard().sentence.into(),
            Why::Promise(breach) => {
                format!("Dit bericht zou een belofte breken: {}", breach.promise().sentence)
            }
        }
    }
}

impl Planned {
    /// The dossier as it would be without this step.
    pub fn undone_in(&self, dossier: &mut Dossier) {
        let same = |step: &crate::dossier::StepTaken| {
            step.day == self.day && step.step == self.step && step.cycle == self.cycle
        };
        dossier.steps.retain(|step| !same(step));
    }
}

/// Looks again at a planned message. `dossier` has fresh data, without the step itself ([`Planned::undone_in`]), and its
/// position at the beginning of the night's day.
pub fn look_again(
    night: &Night,
    dossier: &Dossier,
    planned: Planned,
    now: TimeOfDay,
    desk: &mut Desk,
) -> Verdict {
    let decision = plan::decide(night, dossier, desk);
    if let Some(breach) = decision.breaches.first() {
        return Verdict::Cancel(Why::Promise(*breach));
    }
    let step = match decision.outcome {
        Outcome::Nothing => return Verdict::Cancel(Why::NothingDue),
        Outcome::Blocked { blocks, .. } => return Verdict::Cancel(Why::Guard(blocks[0])),
        Outcome::Step(step) => step,
    };
    let same = step.key(night.policy) == planned.step && step.cycle == planned.cycle;
    if step.act == Act::Task(TaskKind::CheckAddress) {
        return Verdict::Cancel(Why::Unreachable);
    }
    let Act::Message { channel, amount, .. } = step.act else { return Verdict::Cancel(Why::OtherStep) };
    if !same {
        return Verdict::Cancel(Why::OtherStep);
    }
    if planned.asked.zip(amount).is_some_and(|(then, now)| now < then) {
        return Verdict::Cancel(Why::LessToPay);
    }
    if let Some(wait) = wait_for(&night.policy.settings, channel, now) {
        return wait;
    }
    let (ground, _) = plan::read(night, dossier, desk);
    Verdict::Go(Go { step, items: ground.items_to_ask() })
}

/// What the hour says of a channel: *wait*, or nothing when it may be used now.
pub fn wait_for(settings: &Settings, channel: ContactChannel, now: TimeOfDay) -> Option<Verdict> {
    match hours_of(settings, channel) {
        Some(hours) if now < hours.from => Some(Verdict::Wait(Some(hours.from))),
        Some(hours) if now >= hours.until => Some(Verdict::Wait(None)),
        _ => None,
    }
}

/// Seconds to wait after the first attempt that failed, the second, and so on. After the last the channel is given up.
const WAITS: [u32; 5] = [60, 300, 900, 3_600, 7_200];
/// Who asks to wait longer than this will not answer today.
const LONGEST_WAIT: u32 = 4 * 3_600;

/// How long to wait after attempt number `attempt` (counted from 1) that came to *not now*, in seconds; `told` is what the
/// other side asked. `None` gives the channel up.
pub fn wait_after(attempt: u32, told: Option<u32>) -> Option<u32> {
    let own = *WAITS.get(attempt.saturating_sub(1) as usize)?;
    Some(own.max(told.unwrap_or(0))).filter(|wait| *wait <= LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_day_are_read_and_written() {
        for (text, minutes) in [("8:30", 510), ("08:30", 510), ("00:00", 0), ("23:59", 1_439)] {
            assert_eq!(TimeOfDay::parse(text), Some(TimeOfDay(minutes)), "{text}");
        }
        for text in ["24:00", "8:3", "8.30", "8", "", "8:60", "+8:30", "008:30"] {
            assert_eq!(TimeOfDay::parse(text), None, "{text}");
        }
        assert_eq!(TimeOfDay(510).to_string(), "08:30");
    }

    #[test]
    fn after_the_last_hour_of_a_channel_it_is_too_late() {
        let settings = Settings::default();
        let at = |channel, minute: u16| last_hour(&settings, channel, TimeOfDay(minute));
        let last = settings.text_hours.until;
        assert_eq!(at(ContactChannel::Sms, last.0 - 1), None);
        assert_eq!(at(ContactChannel::Sms, last.0), Some(last));
        assert_eq!(at(ContactChannel::Letter, 24 * 60 - 1), None, "post disturbs nobody");
    }

    #[test]
    fn waits_grow_and_end() {
        let waits: Vec<u32> = (1..).map_while(|attempt| wait_after(attempt, None)).collect();
        assert!(waits.is_sorted() && waits.len() == WAITS.len());
        assert_eq!(wait_after(1, Some(120)), Some(120), "the other side may ask for more");
        assert_eq!(wait_after(2, Some(1)), Some(300), "and not for less");
        assert_eq!(wait_after(1, Some(86_400)), None, "a day is no answer");
        assert_eq!(wait_after(0, None), Some(60));
    }
}
