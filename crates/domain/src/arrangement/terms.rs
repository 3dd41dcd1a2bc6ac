//! Making an arrangement: what it can be about, terms that add up to the debt to the cent, and what the landlord's limits say.
//!
//! In go a dossier on a day and what a person chose; out come days and amounts, or why they cannot be made. A limit is no
//! wall: outside it a second person decides (practice of Rochdale, which dropped hard limits and collects as much). Nothing
//! here records anything.

use super::Progress;
use crate::calendar::Day;
use crate::dossier::CircumstanceKind;
use crate::facts::{Ground, PayDayRule};
use crate::ledger::{OpenItem, open_items};
use crate::money::Cents;

/// No schedule is longer: ten years of months.
const MOST_TERMS: u32 = 120;
/// A first term is proposed no sooner than this, so that the confirmation is there before it. Days.
const SOONEST: i32 = 3;

/// How what is left after a first part is divided over months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Division {
    /// In so many equal terms; the first carry the odd cents.
    Times(u32),
    /// In terms of this amount; the last takes the rest.
    Each(Cents),
}

/// Why there are no terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDivided {
    /// There is nothing to divide.
    Nothing,
    /// The first part is not between zero and the whole.
    FirstPart,
    /// The terms would be too many, or smaller than a cent, or none.
    Number,
}

/// Divides a debt over months, from the first day on: first a part, when there is one, then the rest a month at a time. A day
/// that a month does not have becomes its last day. The terms add up to the debt.
///
/// # Errors
/// When that cannot be done.
pub fn divide(
    debt: Cents,
    first_part: Option<Cents>,
    division: Division,
    first: Day,
) -> Result<Vec<(Day, Cents)>, NotDivided> {
    if debt.0 <= 0 {
        return Err(NotDivided::Nothing);
    }
    let part = first_part.unwrap_or(Cents::ZERO);
    if part.0 < 0 || part >= debt {
        return Err(NotDivided::FirstPart);
    }
    let rest = debt - part;
    let mut amounts: Vec<Cents> = first_part.into_iter().filter(|part| part.0 > 0).collect();
    match division {
        Division::Times(times) if (1..=MOST_TERMS).contains(&times) && i64::from(times) <= rest.0 => {
            amounts.extend(rest.split(times));
        }
        Division::Each(each) if each.0 > 0 && rest.0 / each.0 < i64::from(MOST_TERMS) => {
            let whole = rest.0 / each.0;
            amounts.extend((0..whole).map(|_| each));
            amounts.extend(Some(Cents(rest.0 % each.0)).filter(|left| left.0 > 0));
        }
        _ => return Err(NotDivided::Number),
    }
    let day = |at: usize| first.plus_months(at as i32);
    Ok(amounts.into_iter().enumerate().map(|(at, cents)| (day(at), cents)).collect())
}

/// What an arrangement can be about today: everything that fell due and is open, oldest first, without what is disputed, what a
/// debt scheme has frozen and what is prescribed: nobody acknowledges that with an arrangement.
pub fn items_to_arrange(ground: &Ground) -> Vec<OpenItem> {
    let frozen = ground.debt_scheme().map(|scheme| scheme.since);
    let mut items = open_items(&ground.dossier.entries, ground.account, ground.today);
    items.retain(|item| item.due_on <= ground.today && frozen.is_none_or(|since| item.due_on >= since));
    items.retain(|item| !ground.is_prescribed(item.due_on));
    ground.without_disputed(items)
}

/// The first day to propose: the tenant's own pay day of this month or of a later one, not before the confirmation is there.
pub fn proposed_first_day(pay_day: PayDayRule, today: Day) -> Day {
    let months = (-1..3).map(|ahead| pay_day.pay_by((today.month() + ahead).first_day()));
    months.filter(|day| *day >= today + SOONEST).min().unwrap_or(today + SOONEST)
}

/// One limit, held against an arrangement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitCheck {
    /// It keeps to the limit.
    pub is_kept: bool,
    /// The limit and how it is, in Dutch.
    pub sentence: String,
}

/// Holds terms against the landlord's limits. `agreed_on` is the day of the agreement.
pub fn check_limits(ground: &Ground, agreed_on: Day, terms: &[(Day, Cents)]) -> Vec<LimitCheck> {
    let settings = ground.settings;
    let check = |is_kept, sentence| LimitCheck { is_kept, sentence };
    let months = settings.arrangement_most_months;
    let last = terms.last().map_or(agreed_on, |(day, _)| *day);
    let mut checks = vec![check(
        last <= agreed_on.plus_months(months),
        format!("Klaar binnen {months} maanden: de laatste termijn is op {}.", last.dutch()),
    )];
    // The last term takes what is left, which may be little.
    let lowest = terms.iter().rev().skip(1).map(|(_, cents)| *cents).min();
    if let Some(lowest) = lowest {
        let least = settings.arrangement_least_term;
        let sentence = format!("Een termijn is minstens € {least}: de laagste is € {lowest}.");
        checks.push(check(lowest >= least, sentence));
    }
    checks.push(match ground.running_arrangement() {
        None => check(true, "Er loopt geen andere regeling.".into()),
        Some(state) => check(
            false,
            format!(
                "Er loopt al een regeling van {}. Deze komt ervoor in de plaats.",
                state.agreed_on.dutch()
            ),
        ),
    });
    checks.extend(broken_before(ground));
    let elsewhere = ground.holding(CircumstanceKind::AtBailiff);
    checks.extend(elsewhere.map(|held| {
        check(false, format!("Het dossier ligt sinds {} bij de deurwaarder.", held.since.dutch()))
    }));
    checks.extend(ground.debt_scheme().map(|scheme| {
        let kind = scheme.kind.dutch();
        check(false, format!("Er loopt een {kind} sinds {}.", scheme.since.dutch()))
    }));
    checks
}

/// Was an arrangement broken not long ago? `None` when the landlord does not mind.
fn broken_before(ground: &Ground) -> Option<LimitCheck> {
    let months = ground.settings.arrangement_rest_after_broken_months;
    let since = ground.today.plus_months(-months);
    let broken = ground.standing.arrangements.iter();
    let broken = broken.filter(|state| state.progress == Progress::Broken && state.since > since);
    let last = broken.map(|state| state.since).max();
    (months > 0).then(|| LimitCheck {
        is_kept: last.is_none(),
        sentence: match last {
            Some(day) => format!("Een eerdere regeling werd verbroken op {}.", day.dutch()),
            None => format!("In de laatste {months} maanden is geen regeling verbroken."),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).unwrap()
    }

    #[test]
    fn terms_add_up_whatever_the_division() {
        let first = day("2026-11-30");
        let all = (1..=24)
            .map(Division::Times)
            .chain((1_000..60_000).step_by(777).map(|c| Division::Each(Cents(c))));
        for division in all {
            for debt in [24_099, 54_940, 109_880, 109_881] {
                for part in [None, Some(Cents(1)), Some(Cents(99))] {
                    let terms = divide(Cents(debt), part, division, first).unwrap();
                    let sum: Cents = terms.iter().map(|(_, cents)| *cents).sum();
                    assert_eq!(sum, Cents(debt), "{division:?}");
                    assert!(
                        terms.iter().all(|(_, cents)| cents.0 > 0) && terms.is_sorted_by_key(|(day, _)| *day)
                    );
                    assert!(part.is_none_or(|part| terms[0] == (first, part)));
                }
            }
        }
    }

    #[test]
    fn a_day_that_a_month_does_not_have_is_its_last_day_and_the_rest_comes_last() {
        let terms = divide(Cents(10_000), None, Division::Each(Cents(3_000)), day("2026-12-31")).unwrap();
        let expected =
            [("2026-12-31", 3_000), ("2027-01-31", 3_000), ("2027-02-28", 3_000), ("2027-03-31", 1_000)];
        assert_eq!(terms, expected.map(|(text, cents)| (day(text), Cents(cents))));
        let first = divide(Cents(10_000), Some(Cents(4_000)), Division::Times(2), day("2027-02-28")).unwrap();
        let expected = [("2027-02-28", 4_000), ("2027-03-28", 3_000), ("2027-04-28", 3_000)];
        assert_eq!(first, expected.map(|(text, cents)| (day(text), Cents(cents))));
    }

    #[test]
    fn what_cannot_be_divided_says_why() {
        let tried =
            |debt, part, division| divide(Cents(debt), part, division, day("2026-12-01")).unwrap_err();
        assert_eq!(tried(0, None, Division::Times(2)), NotDivided::Nothing);
        assert_eq!(tried(-5, None, Division::Times(2)), NotDivided::Nothing);
        assert_eq!(tried(100, Some(Cents(100)), Division::Times(2)), NotDivided::FirstPart);
        assert_eq!(tried(100, Some(Cents(-1)), Division::Times(2)), NotDivided::FirstPart);
        for division in [Division::Times(0), Division::Times(101), Division::Times(u32::MAX)] {
            assert_eq!(tried(100, None, division), NotDivided::Number);
        }
        for each in [0, -1, i64::MIN] {
            assert_eq!(tried(100, None, Division::Each(Cents(each))), NotDivided::Number);
        }
        assert_eq!(tried(100_000, None, Division::Each(Cents(1))), NotDivided::Number);
    }

    #[test]
    fn the_first_day_is_the_tenants_own_and_leaves_time_for_a_confirmation() {
        let proposed = |rule, today| proposed_first_day(rule, day(today));
        assert_eq!(proposed(PayDayRule::Accepted(25), "2026-11-21"), day("2026-11-25"));
        assert_eq!(proposed(PayDayRule::Accepted(25), "2026-11-23"), day("2026-12-25"));
        assert_eq!(proposed(PayDayRule::Learned(19), "2026-11-10"), day("2026-11-20"));
        assert_eq!(proposed(PayDayRule::Contract, "2026-11-21"), day("2026-12-01"));
        assert_eq!(proposed(PayDayRule::Accepted(31), "2027-02-20"), day("2027-02-28"));
        // As a tenant chooses a day: it leaves time for the confirmation, also over the end of a year.
        assert_eq!(proposed(PayDayRule::Accepted(22), "2026-11-20"), day("2026-12-22"));
        assert_eq!(proposed(PayDayRule::Accepted(1), "2026-12-30"), day("2027-02-01"));
        assert_eq!(proposed(PayDayRule::Accepted(28), "2027-02-25"), day("2027-02-28"));
    }
}
