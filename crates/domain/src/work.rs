//! In which order a person's tasks are best done, and why each stands where it does.
//!
//! First what a law or a judge gives a date, then what went wrong with something we sent, then contact that helps most
//! while the arrears are fresh, then the rest; within a group the largest arrears first. A screen shows the reason with
//! every task: an order nobody understands is not followed.

use std::cmp::Reverse;

use crate::money::Cents;
use crate::policy::TaskKind;

/// Contact helps most in the first days after a task was laid. Days.
const FRESH: i32 = 3;

/// Why a task stands where it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Urgency {
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
}

impl Urgency {
    /// The reason, in a few Dutch words.
    pub const fn dutch(self) -> &'static str {
        match self {
            Urgency::Date => "hier hoort een wettelijke datum bij",
            Urgency::NotTold => "de huurder heeft nog niets van ons gehoord",
            Urgency::FreshContact => "nu contact helpt het meest",
            Urgency::Contact => "contact wacht al langer",
            Urgency::AnyTime => "kan op elk moment",
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
            | TaskKind::CloseCase => Urgency::AnyTime,
        }
    }

    /// What tasks are sorted by.
    pub fn order(self, arrears: Cents) -> (Urgency, Reverse<Cents>) {
        (self, Reverse(arrears))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_legal_date_goes_before_money_and_fresh_arrears_before_old_ones() {
        let small_and_legal = Urgency::of(TaskKind::EarlySignal, 0).order(Cents(100));
        let large_call = Urgency::of(TaskKind::Call, 0).order(Cents(500_000));
        let old_call = Urgency::of(TaskKind::Call, 4).order(Cents(900_000));
        assert!(small_and_legal < large_call && large_call < old_call);
        assert!(
            Urgency::of(TaskKind::Call, 0).order(Cents(2)) < Urgency::of(TaskKind::Call, 0).order(Cents(1))
        );
    }
}
