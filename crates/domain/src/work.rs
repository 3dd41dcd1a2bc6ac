//! In which order a person's tasks are best done, and why each stands where it does.
//!
//! First who was promised a call or a visit today, in order of time; then what a law or a judge gives a date, what went wrong
//! with something we sent, contact that helps most while the arrears are fresh, and the rest; last what has its own
//! moment on a later day. Within a group the largest arrears first. A screen shows the reason with every task: an order
//! nobody understands is not followed.

use std::cmp::Reverse;

use crate::appointment::Slot;
use crate::calendar::Day;
use crate::money::Cents;
use crate::policy::TaskKind;

/// Contact helps most in the first days after a task was laid. Days.
const FRESH: i32 = 3;

/// Why a task stands where it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Urgency {
    /// Somebody counts on it today, or counted on it on a day that has passed.
    Appointment,
    /// A law or a judge gives it a date, or a family is waiting.
    Date,
    /// A message did not arrive, so nobody was told anything yet.
    NotTold,
    /// Contact now: the arrears are fresh.
    FreshContact,
    /// Contact that has been waiting.
    Contact,
    /// It can be done any time.
    AnyTime,
    /// An appointment for a later day was made.
    Later,
}

impl Urgency {
    /// The reason, in a few Dutch words.
    pub const fn dutch(self) -> &'static str {
        match self {
            Urgency::Appointment => "de huurder rekent hierop",
            Urgency::Date => "hier loopt een wettelijke termijn",
            Urgency::NotTold => "tot dit is nagekeken, gaat er niets uit",
            Urgency::FreshContact => "nu contact helpt het meest",
            Urgency::Contact => "contact wacht al langer",
            Urgency::AnyTime => "kan op elk moment",
            Urgency::Later => "er staat een afspraak",
        }
    }

    /// Of a task that has been waiting for so many days.
    pub const fn of(kind: TaskKind, waiting: i32) -> Urgency {
        match kind {
            TaskKind::Eviction
            | TaskKind::BailiffGate
            | TaskKind::FourteenDayLetter
            | TaskKind::EarlySignal
            | TaskKind::Heirs => Urgency::Date,
            TaskKind::CheckAddress | TaskKind::CheckMessage | TaskKind::CheckData => Urgency::NotTold,
            TaskKind::Call
            | TaskKind::Visit
            | TaskKind::OfficeTalk
            | TaskKind::Intake
            | TaskKind::Arrangement
            | TaskKind::ReferToHelp => {
                if waiting <= FRESH {
                    Urgency::FreshContact
                } else {
                    Urgency::Contact
                }
            }
            TaskKind::CaseMeeting
            | TaskKind::CanWillFinding
            | TaskKind::ProposePayDay
            | TaskKind::Leaving
            | TaskKind::CheckMoney
            | TaskKind::CloseCase => Urgency::AnyTime,
        }
    }

    /// Of a contact for which there is an appointment.
    pub fn of_appointment(slot: Slot, today: Day) -> Urgency {
        if slot.day <= today { Urgency::Appointment } else { Urgency::Later }
    }

    /// What tasks are sorted by; `slot` is the appointment they have.
    pub fn order(self, slot: Option<Slot>, arrears: Cents) -> (Urgency, Option<Slot>, Reverse<Cents>) {
        (self, slot, Reverse(arrears))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::send::TimeOfDay;

    #[test]
    fn a_legal_date_goes_before_money_and_fresh_arrears_before_old_ones() {
        let small_and_legal = Urgency::of(TaskKind::EarlySignal, 0).order(None, Cents(100));
        let large_call = Urgency::of(TaskKind::Call, 0).order(None, Cents(500_000));
        let old_call = Urgency::of(TaskKind::Call, 4).order(None, Cents(900_000));
        assert!(small_and_legal < large_call && large_call < old_call);
        let call = |cents| Urgency::of(TaskKind::Call, 0).order(None, Cents(cents));
        assert!(call(2) < call(1));
    }

    #[test]
    fn who_was_promised_today_goes_first_in_order_of_time_and_a_later_day_waits() {
        let today = Day(20_000);
        let at = |day, minute, cents| {
            let slot = Slot { day, from: TimeOfDay(minute), until: TimeOfDay(minute + 30) };
            Urgency::of_appointment(slot, today).order(Some(slot), Cents(cents))
        };
        let legal = Urgency::of(TaskKind::Eviction, 0).order(None, Cents(900_000));
        let forgotten = at(today.previous(), 900, 1);
        assert!(forgotten < at(today, 540, 1) && at(today, 540, 1) < at(today, 600, 900_000));
        assert!(at(today, 600, 1) < legal);
        let any_time = Urgency::of(TaskKind::CloseCase, 0).order(None, Cents(1));
        assert!(any_time < at(today.next(), 480, 900_000));
    }
}
