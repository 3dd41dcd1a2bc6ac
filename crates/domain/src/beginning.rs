//! How a landlord begins: nights that only show, and from a chosen day on nights that count.
//!
//! A landlord who comes with a list of open items has tenants in the middle of everything: somebody who is a month late has had
//! letters of the old process and none of ours. Until a person decides the day, every night is a *shadow*: all it plans is
//! shown and nothing leaves. From that day on the nights count, what shadow nights showed counts as never done, and, where the
//! landlord chose so, days of arrears that began earlier are counted from that day: everybody gets the first step of a round
//! first, and nobody the step of day 30.

use crate::calendar::Day;
use crate::calendar::holidays::EquatedDays;
use crate::policy::{Anchor, Mode};

/// How a landlord begins. A book without one began long ago, or with the whole history at hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beginning {
    /// The first night that counts; `None` while nobody has decided.
    pub over_on: Option<Day>,
    /// Rounds that were under way begin again at their first step on that day.
    pub afresh: bool,
}

impl Beginning {
    /// Does the night of this day only show?
    pub fn is_shadow(self, night: Day) -> bool {
        self.over_on.is_none_or(|over| night < over)
    }

    /// How far a step goes by itself in the night of this day.
    pub fn mode(self, mode: Mode, night: Day) -> Mode {
        if self.is_shadow(night) { Mode::Shadow } else { mode }
    }

    /// The day for which the night of today is reckoned. On a day off nobody is written to, so that a shadow night would show nothing:
    /// it is reckoned for the coming working day instead. A night that counts is always that of its own day.
    pub fn night_of(self, today: Day, calendar: &EquatedDays) -> Day {
        let coming = calendar.working_day_from(today);
        if self.is_shadow(coming) { coming } else { today }
    }

    /// The day up to which the books count as known in this night, for whether they are too old to ask anything. In the shadow days
    /// off take nothing away: a list of Friday is good enough for what is shown of Monday. A night that counts waits for who paid
    /// in between.
    pub fn known_to(self, books_as_of: Day, night: Day, calendar: &EquatedDays) -> Day {
        let only_days_off = calendar.working_day_from(books_as_of.next()) >= night;
        if self.is_shadow(night) && only_days_off { books_as_of.max(night.previous()) } else { books_as_of }
    }

    /// Steps of days before this one were only shown; `None` where all count.
    pub fn counts_from(self, night: Day) -> Option<Day> {
        self.over_on.filter(|over| *over <= night)
    }

    /// Day zero of an anchor, in the night of `today`: not before the landlord began, where rounds begin again.
    pub fn day_zero(self, anchor: Anchor, day: Day, today: Day) -> Day {
        match self.counts_from(today) {
            Some(from) if self.afresh && is_about_arrears(anchor) => day.max(from),
            _ => day,
        }
    }
}

/// Does this anchor begin a round that asks for what is late? Days of a contract, a death or an eviction stay what they are.
const fn is_about_arrears(anchor: Anchor) -> bool {
    matches!(anchor, Anchor::PayDay | Anchor::MissedInstalment | Anchor::FinalBill | Anchor::Category)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).unwrap()
    }

    #[test]
    fn nights_are_shadow_until_somebody_decides_and_from_that_day_they_count() {
        let shadow = Beginning::default();
        assert!(shadow.is_shadow(day("2026-11-20")) && shadow.counts_from(day("2026-11-20")).is_none());
        assert_eq!(shadow.mode(Mode::Automatic, day("2026-11-20")), Mode::Shadow);
        let begun = Beginning { over_on: Some(day("2026-12-01")), afresh: true };
        assert!(begun.is_shadow(day("2026-11-30")) && !begun.is_shadow(day("2026-12-01")));
        assert_eq!(begun.mode(Mode::Proposal, day("2026-12-01")), Mode::Proposal);
        assert_eq!(begun.counts_from(day("2026-11-30")), None);
        assert_eq!(begun.counts_from(day("2026-12-02")), Some(day("2026-12-01")));
    }

    #[test]
    fn a_shadow_night_on_a_day_off_is_reckoned_for_the_coming_working_day() {
        let calendar = EquatedDays::default();
        let (shadow, over) =
            (Beginning::default(), Beginning { over_on: Some(day("2026-11-30")), afresh: true });
        // 29 November 2026 is a Sunday, 25 December a Friday.
        assert_eq!(shadow.night_of(day("2026-11-29"), &calendar), day("2026-11-30"));
        assert_eq!(shadow.night_of(day("2026-11-30"), &calendar), day("2026-11-30"));
        assert_eq!(shadow.night_of(day("2026-12-25"), &calendar), day("2026-12-28"));
        assert_eq!(over.night_of(day("2026-11-29"), &calendar), day("2026-11-29"), "Monday counts already");
        let known =
            |beginning: Beginning, books| beginning.known_to(day(books), day("2026-11-30"), &calendar);
        assert_eq!(known(shadow, "2026-11-27"), day("2026-11-29"), "a list of Friday");
        assert_eq!(
            known(shadow, "2026-11-26"),
            day("2026-11-26"),
            "Friday is missing: somebody may have paid"
        );
        assert_eq!(known(over, "2026-11-27"), day("2026-11-27"), "what counts is never reckoned ahead");
    }

    #[test]
    fn rounds_begin_again_only_where_that_was_chosen_and_only_for_arrears() {
        let (old, over, today) = (day("2026-10-20"), day("2026-12-01"), day("2026-12-03"));
        let begun = |afresh| Beginning { over_on: Some(over), afresh };
        assert_eq!(begun(true).day_zero(Anchor::PayDay, old, today), over);
        assert_eq!(begun(true).day_zero(Anchor::PayDay, today, today), today, "what began later is as it is");
        assert_eq!(begun(false).day_zero(Anchor::PayDay, old, today), old);
        assert_eq!(begun(true).day_zero(Anchor::PayDay, old, over.previous()), old, "not in the shadow");
        for anchor in [Anchor::Death, Anchor::End, Anchor::Eviction, Anchor::Start, Anchor::NextPayDay] {
            assert_eq!(begun(true).day_zero(anchor, old, today), old);
        }
    }
}
