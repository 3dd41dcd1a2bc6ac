//! Early signal to the municipality: may and must it be given on this day, and what comes first otherwise.
//!
//! In go the dated proofs of the four efforts, a refusal, earlier signals and the day; out comes one decision, with what
//! is missing. It never reads silence as a refusal, never signals against one, never without all four proofs, and never
//! passes on more than contact details and the amount (no citizen service number).

use crate::calendar::Day;
use crate::calendar::holidays::EquatedDays;
use crate::money::Cents;

/// Terms of the covenant and the municipality (law.md 3.1 and 3.3). The decree itself has no day count and no amount.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EarlySignalRule {
    /// Signal at the earliest so many days after the due day (covenant). Days.
    pub days_after_due: i32,
    /// Collection stands still at most so long after accepted help was reported (covenant). Days.
    pub pause_days_max: i32,
    /// The municipality makes a plan within this time (covenant). Weeks.
    pub plan_weeks: i32,
    /// First talk with the municipality (art. 4 lid 1 Wgs). Weeks.
    pub first_talk_weeks: i32,
    /// First talk when eviction threatens (art. 4 lid 2 Wgs). Working days.
    pub threatening_talk_working_days: u32,
}

/// The dated proofs around one arrears. A day is a proof that can be shown; `None` is no proof.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SignalEvidence {
    /// Day on which the oldest open term fell due.
    pub due_on: Day,
    /// The arrears now, in cents.
    pub arrears: Cents,
    /// (a) An effort for personal contact was made, to point at ways out of the arrears.
    pub contact_effort_on: Option<Day>,
    /// (b) The tenant was pointed at debt help.
    pub help_pointed_on: Option<Day>,
    /// (c) A written reminder was sent.
    pub reminder_on: Option<Day>,
    /// (d) With that reminder it was offered to pass on contact details with the tenant's written consent.
    pub offer_on: Option<Day>,
    /// The tenant answered that offer with no.
    pub refused_on: Option<Day>,
    /// The last signal on these arrears: its day and the amount it named, in cents.
    pub signalled: Option<(Day, Cents)>,
}

/// What has to be done about the early signal today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignalDecision {
    /// Nothing is owed.
    NothingOwed,
    /// Give the signal: contact details and amount.
    Signal,
    /// All proofs are there; the covenant asks to wait until this day.
    Wait(Day),
    /// The tenant refused on this day: no signal, keep trying to help.
    Refused(Day),
    /// First a call or a visit.
    ContactFirst,
    /// First point at debt help.
    PointAtHelpFirst,
    /// First a written reminder.
    ReminderFirst,
    /// First a written reminder that holds the offer.
    OfferFirst,
    /// Signalled on this day and not grown since: a repeat is not taken up.
    AlreadySignalled(Day),
}

impl SignalDecision {
    /// The sentence a person reads.
    pub fn dutch(self) -> String {
        match self {
            SignalDecision::NothingOwed => "Geen vroegsignaal: er is geen achterstand.".into(),
            SignalDecision::Signal => "Geef het vroegsignaal door aan de gemeente.".into(),
            SignalDecision::Wait(day) => format!("Wacht met het vroegsignaal tot {}.", day.dutch()),
            SignalDecision::Refused(day) => {
                format!(
                    "Geen vroegsignaal: de huurder heeft op {} nee gezegd. Blijf contact zoeken.",
                    day.dutch()
                )
            }
            SignalDecision::ContactFirst => "Eerst bellen of langsgaan; dan pas een vroegsignaal.".into(),
            SignalDecision::PointAtHelpFirst => "Wijs de huurder eerst op schuldhulp.".into(),
            SignalDecision::ReminderFirst => "Stuur eerst een schriftelijke herinnering.".into(),
            SignalDecision::OfferFirst => {
                "Stuur eerst een herinnering met het aanbod om gegevens door te geven aan de gemeente.".into()
            }
            SignalDecision::AlreadySignalled(day) => {
                format!("Al doorgegeven op {}; de achterstand is niet gegroeid.", day.dutch())
            }
        }
    }
}

/// What to do about the signal on this day (art. 2 Besluit gemeentelijke schuldhulpverlening, BWBR0043850). A proof
/// from before the arrears, or dated after today, is no proof.
pub fn decide(rule: &EarlySignalRule, evidence: &SignalEvidence, on: Day) -> SignalDecision {
    let proven = |proof: Option<Day>| proof.is_some_and(|day| day > evidence.due_on && day <= on);
    if evidence.arrears <= Cents::ZERO {
        return SignalDecision::NothingOwed;
    }
    if let Some(refused_on) = evidence.refused_on.filter(|day| *day <= on) {
        return SignalDecision::Refused(refused_on);
    }
    if let Some((signalled_on, amount)) = evidence.signalled
        && signalled_on <= on
        && evidence.arrears <= amount
    {
        return SignalDecision::AlreadySignalled(signalled_on);
    }
    if !proven(evidence.reminder_on) {
        return SignalDecision::ReminderFirst;
    }
    if evidence.offer_on != evidence.reminder_on {
        return SignalDecision::OfferFirst;
    }
    if !proven(evidence.help_pointed_on) {
        return SignalDecision::PointAtHelpFirst;
    }
    if !proven(evidence.contact_effort_on) {
        return SignalDecision::ContactFirst;
    }
    let earliest = evidence.due_on + rule.days_after_due;
    if on < earliest { SignalDecision::Wait(earliest) } else { SignalDecision::Signal }
}

/// The four conditions of the standstill in the covenant (law.md 3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standstill {
    /// Day of the signal.
    pub signalled_on: Day,
    /// Day on which the municipality reported that the tenant accepted help.
    pub accepted_reported_on: Option<Day>,
    /// Has rent that fell due since been paid?
    pub new_rent_paid: bool,
}

/// Last day of the standstill of collection, or `None` when not all conditions hold.
pub fn paused_until(rule: &EarlySignalRule, standstill: &Standstill) -> Option<Day> {
    let reported_on = standstill.accepted_reported_on?;
    (standstill.new_rent_paid && reported_on >= standstill.signalled_on)
        .then(|| reported_on + rule.pause_days_max)
}

/// Last day for the first talk of the municipality with the tenant (art. 4 Wgs).
pub fn first_talk_until(
    rule: &EarlySignalRule,
    calendar: &EquatedDays,
    asked_on: Day,
    threatening: bool,
) -> Day {
    if threatening {
        calendar.plus_working_days(asked_on, rule.threatening_talk_working_days)
    } else {
        asked_on + rule.first_talk_weeks * 7
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{day, law};
    use super::*;
    use proptest::prelude::*;

    fn rule() -> EarlySignalRule {
        *law().early_signal.at(day("2026-11-21")).unwrap()
    }

    /// Rent of 1 October 2026; reminder with offer and pointer on the 12th; called on the 15th.
    fn all_done() -> SignalEvidence {
        SignalEvidence {
            due_on: day("2026-10-01"),
            arrears: Cents(54_940),
            contact_effort_on: Some(day("2026-10-15")),
            help_pointed_on: Some(day("2026-10-12")),
            reminder_on: Some(day("2026-10-12")),
            offer_on: Some(day("2026-10-12")),
            refused_on: None,
            signalled: None,
        }
    }

    /// law.md 3.6 and law-parameters.json `early_signalling.test_vectors`.
    #[test]
    fn the_printed_cases() {
        let refused = SignalEvidence { refused_on: Some(day("2026-10-20")), ..all_done() };
        let no_effort = SignalEvidence { contact_effort_on: None, ..all_done() };
        for (evidence, on, expected) in [
            (all_done(), "2026-10-31", SignalDecision::Signal),
            (refused, "2026-11-05", SignalDecision::Refused(day("2026-10-20"))),
            (no_effort, "2026-11-05", SignalDecision::ContactFirst),
            (all_done(), "2026-10-20", SignalDecision::Wait(day("2026-10-31"))),
        ] {
            assert_eq!(decide(&rule(), &evidence, day(on)), expected, "{on}");
        }
        let accepted = Standstill {
            signalled_on: day("2026-10-31"),
            accepted_reported_on: Some(day("2026-11-09")),
            new_rent_paid: true,
        };
        assert_eq!(paused_until(&rule(), &accepted), Some(day("2026-12-09")));
        assert_eq!(paused_until(&rule(), &Standstill { new_rent_paid: false, ..accepted }), None);
        assert_eq!(paused_until(&rule(), &Standstill { accepted_reported_on: None, ..accepted }), None);
    }

    #[test]
    fn a_repeat_only_when_the_arrears_grew() {
        let again = SignalEvidence { signalled: Some((day("2026-10-31"), Cents(54_940))), ..all_done() };
        let on = day("2026-12-01");
        assert_eq!(decide(&rule(), &again, on), SignalDecision::AlreadySignalled(day("2026-10-31")));
        let grown = SignalEvidence { arrears: Cents(109_880), ..again };
        assert_eq!(decide(&rule(), &grown, on), SignalDecision::Signal);
        let paid = SignalEvidence { arrears: Cents::ZERO, ..again };
        assert_eq!(decide(&rule(), &paid, on), SignalDecision::NothingOwed);
    }

    #[test]
    fn an_offer_outside_the_reminder_does_not_count() {
        let apart = SignalEvidence { offer_on: Some(day("2026-10-14")), ..all_done() };
        assert_eq!(decide(&rule(), &apart, day("2026-11-05")), SignalDecision::OfferFirst);
        let none = SignalEvidence { offer_on: None, ..all_done() };
        assert_eq!(decide(&rule(), &none, day("2026-11-05")), SignalDecision::OfferFirst);
    }

    #[test]
    fn the_municipality_talks_within_three_working_days_when_eviction_threatens() {
        let calendar = EquatedDays::default();
        assert_eq!(first_talk_until(&rule(), &calendar, day("2026-12-23"), true), day("2026-12-29"));
        assert_eq!(first_talk_until(&rule(), &calendar, day("2026-12-01"), false), day("2026-12-29"));
    }

    proptest! {
        /// Never without the four dated proofs, never against a refusal, never before the covenant's day.
        #[test]
        fn never_a_signal_too_many(
            proofs in proptest::array::uniform4(proptest::option::of(-20_i32..80)),
            refused in proptest::option::of(0_i32..80), on in 0_i32..80, together in any::<bool>(),
        ) {
            let due_on = day("2026-10-01");
            let at = |days: Option<i32>| days.map(|days| due_on + days);
            let evidence = SignalEvidence {
                due_on,
                arrears: Cents(54_940),
                contact_effort_on: at(proofs[0]),
                help_pointed_on: at(proofs[1]),
                reminder_on: at(proofs[2]),
                offer_on: at(if together { proofs[2] } else { proofs[3] }),
                refused_on: at(refused),
                signalled: None,
            };
            let all_proven = [evidence.contact_effort_on, evidence.help_pointed_on, evidence.reminder_on, evidence.offer_on]
                .iter()
                .all(|proof| proof.is_some_and(|day| day > due_on && day <= due_on + on));
            let allowed = all_proven
                && evidence.offer_on == evidence.reminder_on
                && refused.is_none_or(|refused| refused > on)
                && on >= 30;
            let decision = decide(&rule(), &evidence, due_on + on);
            prop_assert_eq!(decision == SignalDecision::Signal, allowed);
        }
    }
}
