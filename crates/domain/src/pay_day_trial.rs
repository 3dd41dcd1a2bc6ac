//! Does proposing an own pay day help? A random share of the tenancies is left out of the proposals for a while, so that those who
//! were asked can be compared with those who might as well have been.
//!
//! Chance is a hash of the number of the tenancy: the same every night, the same for everybody who looks, and unrelated to how
//! somebody pays. Who is left out loses nothing but the proposal: a rhythm that was learned counts for lateness all the same,
//! and who asks for another day gets it. Everybody is counted in the group he fell in, whether he accepted or not.

use crate::calendar::Day;
use crate::digits;
use crate::dossier::Dossier;
use crate::facts::{PayDayRule, Standing};
use crate::ids::{ContentId, TenancyId};
use crate::ledger::Account;
use crate::policy::Settings;
use crate::trial;

/// Is this tenancy left out of the proposals?
pub fn is_held_out(id: TenancyId, percent: i64) -> bool {
    const PAY_DAY: ContentId = ContentId::NOTHING.and("betaaldag");
    let per_mille = percent.clamp(0, 100) as u16 * 10;
    trial::is_held_out(per_mille, PAY_DAY.and(digits::plain(id.0.into()).text()))
}

/// A tenancy to whom a pay day could be proposed at the beginning of a period, and how the period went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Left out of the proposals.
    pub held_out: bool,
    /// Has an agreed pay day today.
    pub accepted: bool,
    /// Claims that fell due in the period and on which something can be said.
    pub claims: u32,
    /// Of those, not paid by the own pay day.
    pub late: u32,
    /// Days between due day and payment of those that were paid, together.
    pub days: i64,
    /// Of those that were paid.
    pub paid: u32,
}

/// What one group comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// Tenancies.
    pub tenancies: u64,
    /// With an agreed pay day now.
    pub accepted: u64,
    /// Claims on which something can be said.
    pub claims: u64,
    /// Claims not paid by the own pay day.
    pub late: u64,
    /// Claims that were paid.
    pub paid: u64,
    /// Days between due day and payment, together.
    pub days: i64,
}

impl Group {
    /// Counts one more.
    pub fn add(&mut self, one: &Counted) {
        self.tenancies += 1;
        self.accepted += u64::from(one.accepted);
        self.claims += u64::from(one.claims);
        self.late += u64::from(one.late);
        self.paid += u64::from(one.paid);
        self.days += one.days;
    }

    /// Late claims of a thousand; `None` when there are none to judge.
    pub fn late_of_a_thousand(&self) -> Option<u64> {
        (self.late * 1_000).checked_div(self.claims)
    }
}

/// Counts a tenancy for the period from `since` up to today: `None` when no pay day could have been proposed on its first day.
/// Who pays steadily on a later day than the contract's could have been asked.
pub fn count(dossier: &Dossier, settings: &Settings, since: Day, today: Day) -> Option<Counted> {
    let mut account = Account::default();
    account.settle(dossier, since);
    // What was agreed before the period is no outcome of it; the day of agreement is not kept, so what held before is asked
    // of the rhythm alone.
    let learned = Standing::of(dossier, &account, settings, since).learned?;
    if !learned.is_steadily_later(settings) || dossier.tenancy.direct_debit == Some(true) {
        return None;
    }
    account.settle(dossier, today);
    let rule = Standing::of(dossier, &account, settings, today).pay_day;
    let accepted = matches!(rule, PayDayRule::Accepted(_));
    let held_out = is_held_out(dossier.tenancy.id, settings.pay_day_hold_out_percent);
    let mut counted = Counted { held_out, accepted, claims: 0, late: 0, days: 0, paid: 0 };
    for claim in account.claims.iter().filter(|claim| claim.due_on >= since && claim.due_on <= today) {
        let last_good_day = rule.pay_by(claim.due_on) + settings.late_after_days;
        match claim.settled_on {
            Some(day) => {
                counted.claims += 1;
                counted.paid += 1;
                counted.days += i64::from((day - claim.due_on).max(0));
                counted.late += u32::from(day > last_good_day);
            }
            None if last_good_day < today => {
                counted.claims += 1;
                counted.late += 1;
            }
            None => {}
        }
    }
    Some(counted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{Entry, EntryKind};
    use crate::money::Cents;

    #[test]
    fn about_the_asked_share_is_left_out_and_always_the_same_people() {
        let out = |percent| (0..10_000).filter(|id| is_held_out(TenancyId(*id), percent)).count();
        assert_eq!((out(0), out(100)), (0, 10_000));
        assert!((900..1_100).contains(&out(10)), "{}", out(10));
        for id in (0..10_000).map(TenancyId).filter(|id| is_held_out(*id, 10)) {
            assert!(is_held_out(id, 20), "a larger share keeps who was out");
        }
    }

    /// Rent on the first of each month of 2026, paid so many days later.
    fn pays(offset: i32, months: u32) -> Dossier {
        let mut dossier = Dossier::default();
        for month in 1..=months {
            let due = Day::from_ymd(2026, month, 1).unwrap();
            let rent = Entry {
                booked_on: due,
                due_on: Some(due),
                kind: EntryKind::Rent,
                reason: None,
                cents: Cents(60_000),
            };
            let paid = Entry { booked_on: due + offset, due_on: None, kind: EntryKind::Payment, ..rent };
            dossier.entries.extend([rent, Entry { cents: Cents(-60_000), ..paid }]);
        }
        dossier.entries.sort_by_key(|entry| entry.booked_on);
        dossier
    }

    #[test]
    fn who_pays_steadily_on_a_later_day_is_counted_by_the_day_that_holds_for_him() {
        let settings = Settings::default();
        let (since, today) = (Day::from_ymd(2026, 8, 1).unwrap(), Day::from_ymd(2026, 11, 28).unwrap());
        let counted = count(&pays(20, 11), &settings, since, today).expect("a steady rhythm");
        assert_eq!((counted.claims, counted.late, counted.paid, counted.days), (4, 0, 4, 80));
        assert!(!counted.accepted);
        assert_eq!(count(&pays(0, 11), &settings, since, today), None, "who pays on time is asked nothing");
        assert_eq!(count(&pays(20, 3), &settings, since, today), None, "three months are no rhythm");
        let mut group = Group::default();
        group.add(&counted);
        assert_eq!((group.tenancies, group.late_of_a_thousand()), (1, Some(0)));
        assert_eq!(Group::default().late_of_a_thousand(), None);
    }
}
