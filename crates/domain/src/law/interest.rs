//! Statutory interest for consumers (art. 6:119 BW): how much has grown over a claim, and what is open after payments.
//!
//! In go a claim with its first day of default, its payments and a last day (excluded); out come the pieces it was
//! computed in, so that every cent can be shown. Interest runs over `[first day of default, payment day)` in days of a
//! year of 365, is added to the base on each anniversary of the first day of default, and is rounded half up per piece.
//! It never derives a rate from a formula and never decides that interest is asked: that is policy and off by default.

use super::allocation::{Part, settle_within};
use super::parameters::{Law, LawGap, Rate};
use crate::calendar::Day;
use crate::money::Cents;

/// Days of a year for interest, also in leap years (convention of the courts' calculators, law.md 2.2).
const DAYS_OF_YEAR: i64 = 365;

/// One claim. Every rent term is its own claim with its own anniversaries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InterestClaim {
    /// First day of default: of rent with a fixed day the day after it fell due (art. 6:83 sub a BW).
    pub default_from: Day,
    /// Principal in cents.
    pub principal: Cents,
    /// Costs that go before interest when a payment comes in (art. 6:44 BW), in cents. They bear no interest here.
    pub costs: Cents,
    /// Payments on this claim in order of day, in cents. On its day a payment goes to costs, interest, principal.
    pub payments: Vec<(Day, Cents)>,
    /// From this day on no interest runs: the ruling in a statutory debt scheme (art. 303 Fw).
    pub stops_on: Option<Day>,
}

/// A stretch of days with one base and one rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// First day, included.
    pub from: Day,
    /// Last day, excluded.
    pub to: Day,
    /// What bears interest: principal and interest of earlier years, in cents.
    pub base: Cents,
    /// Rate a year.
    pub rate: Rate,
    /// Interest over the piece, in cents, rounded half up.
    pub interest: Cents,
}

/// Where a claim stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InterestStatement {
    /// All pieces in order.
    pub pieces: Vec<Piece>,
    /// Sum of the interest of all pieces, in cents, paid or not.
    pub interest: Cents,
    /// What each payment went to, in the order of the payments. Interest of earlier years counts as principal.
    pub paid: Vec<Part>,
    /// What is open: costs, interest of the running year, and principal with the interest of earlier years. Cents.
    pub open: Part,
    /// Paid beyond the claim, in cents.
    pub overpaid: Cents,
}

/// Interest on one claim up to (not including) `until`.
pub fn interest(law: &Law, claim: &InterestClaim, until: Day) -> Result<InterestStatement, LawGap> {
    let runs_until = claim.stops_on.map_or(until, |stop| stop.min(until));
    let mut statement = InterestStatement {
        open: Part { costs: claim.costs, interest: Cents::ZERO, principal: claim.principal },
        ..InterestStatement::default()
    };
    let mut at = claim.default_from;
    let mut years = 1;
    for &(paid_on, cents) in claim.payments.iter().filter(|(paid_on, _)| *paid_on <= until) {
        grow(law, &mut statement, claim.default_from, &mut years, &mut at, paid_on.min(runs_until))?;
        let part = settle_within(&statement.open, cents);
        statement.open = statement.open.minus(part);
        statement.overpaid += cents - part.total();
        statement.paid.push(part);
    }
    grow(law, &mut statement, claim.default_from, &mut years, &mut at, runs_until)?;
    statement.interest = statement.pieces.iter().map(|piece| piece.interest).sum();
    Ok(statement)
}

/// Interest on many claims together, in cents, up to (not including) `until`.
pub fn total_interest(law: &Law, claims: &[InterestClaim], until: Day) -> Result<Cents, LawGap> {
    claims.iter().map(|claim| interest(law, claim, until).map(|statement| statement.interest)).sum()
}

/// Lets interest grow from `at` to `to`, a piece at a time; each piece ends at a rate change or an anniversary.
fn grow(
    law: &Law,
    statement: &mut InterestStatement,
    default_from: Day,
    years: &mut i32,
    at: &mut Day,
    to: Day,
) -> Result<(), LawGap> {
    while *at < to {
        let anniversary = default_from.plus_years(*years);
        let rate = *law.statutory_interest.at(*at)?;
        let change = law.statutory_interest.next_change(*at).unwrap_or(to);
        let end = to.min(anniversary).min(change);
        law.statutory_interest.at(end.previous())?;
        let base = statement.open.principal;
        let days = i64::from(end - *at);
        let grown = base.times_ratio(rate.0 * days, DAYS_OF_YEAR * 10_000);
        if !base.is_zero() {
            statement.pieces.push(Piece { from: *at, to: end, base, rate, interest: grown });
        }
        statement.open.interest += grown;
        if end == anniversary {
            statement.open.principal += statement.open.interest;
            statement.open.interest = Cents::ZERO;
            *years += 1;
        }
        *at = end;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{day, law};
    use super::*;
    use proptest::prelude::*;

    fn claim(principal: i64, from: &str) -> InterestClaim {
        InterestClaim { default_from: day(from), principal: Cents(principal), ..InterestClaim::default() }
    }

    /// law.md 2.2, cases 1-7, and law-parameters.json `statutory_interest_consumer.test_vectors`.
    #[test]
    fn the_printed_cases() {
        for (principal, from, until, expected) in [
            (100_000, "2023-01-01", "2024-01-01", 5_009),
            (54_940, "2025-10-02", "2026-03-02", 1_183),
            (164_820, "2023-03-10", "2026-03-10", 31_524),
            (250_000, "2022-11-15", "2026-11-21", 59_167),
            (500_000, "2024-03-15", "2026-03-15", 63_904),
            (1_000_000, "2024-02-29", "2026-11-21", 162_035),
            (300_000, "2014-05-29", "2014-12-12", 4_858),
        ] {
            let statement = interest(&law(), &claim(principal, from), day(until)).unwrap();
            assert_eq!(statement.interest, Cents(expected), "{principal} from {from} to {until}");
            assert_eq!(statement.open.total(), Cents(principal + expected));
        }
    }

    /// law.md 2.2, the pieces of cases 1, 2, 3 and 5.
    #[test]
    fn the_printed_pieces() {
        let pieces = |principal, from, until| {
            let statement = interest(&law(), &claim(principal, from), day(until)).unwrap();
            statement
                .pieces
                .iter()
                .map(|p| (p.to - p.from, p.base.0, p.rate.0 / 100, p.interest.0))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            pieces(100_000, "2023-01-01", "2024-01-01"),
            [(181, 100_000, 4, 1_984), (184, 100_000, 6, 3_025)]
        );
        assert_eq!(pieces(54_940, "2025-10-02", "2026-03-02"), [(91, 54_940, 6, 822), (60, 54_940, 4, 361)]);
        let bases: Vec<i64> =
            pieces(164_820, "2023-03-10", "2026-03-10").iter().map(|piece| piece.1).collect();
        assert!(bases.contains(&174_027) && bases.contains(&185_884), "{bases:?}");
        let second_year: Vec<i64> = pieces(500_000, "2024-03-15", "2026-03-15")
            .iter()
            .filter(|piece| piece.1 == 534_000)
            .map(|piece| piece.3)
            .collect();
        assert_eq!(second_year, [25_632, 4_272]);
    }

    /// law.md 2.2, case 8: six terms, due on the first of January to June 2026.
    #[test]
    fn six_terms_are_six_claims() {
        let claims: Vec<InterestClaim> =
            (1..=6).map(|month| claim(54_940, &format!("2026-{month:02}-02"))).collect();
        let each: Vec<i64> = claims
            .iter()
            .map(|claim| interest(&law(), claim, day("2026-07-01")).unwrap().interest.0)
            .collect();
        assert_eq!(each, [1_084, 897, 729, 542, 361, 175]);
        assert_eq!(total_interest(&law(), &claims, day("2026-07-01")), Ok(Cents(3_788)));
    }

    /// The expert-checked case of law.md 2.2 and 5.10: 3,000 with costs 100, pays 1,500 and 1,675.79.
    #[test]
    fn payments_go_to_costs_interest_principal_and_split_the_interest() {
        let claim = InterestClaim {
            costs: Cents::euros(100),
            payments: vec![(day("2014-12-12"), Cents::euros(1_500)), (day("2015-09-28"), Cents(167_579))],
            ..claim(300_000, "2014-05-29")
        };
        let statement = interest(&law(), &claim, day("2026-01-16")).unwrap();
        let part = |costs, interest, principal| Part {
            costs: Cents(costs),
            interest: Cents(interest),
            principal: Cents(principal),
        };
        assert_eq!(statement.paid, [part(10_000, 4_858, 135_142), part(0, 1_113, 166_466)]);
        assert_eq!(statement.interest, Cents(7_579));
        assert_eq!((statement.open, statement.overpaid), (Part::default(), Cents::ZERO));
    }

    #[test]
    fn no_interest_after_the_day_it_stops_nor_before_default() {
        let stopped = InterestClaim { stops_on: Some(day("2023-07-01")), ..claim(100_000, "2023-01-01") };
        assert_eq!(interest(&law(), &stopped, day("2026-01-01")).unwrap().interest, Cents(1_984));
        let paid_later = InterestClaim { payments: vec![(day("2024-02-01"), Cents::euros(500))], ..stopped };
        let statement = interest(&law(), &paid_later, day("2026-01-01")).unwrap();
        assert_eq!((statement.interest, statement.open.total()), (Cents(1_984), Cents(51_984)));
        assert_eq!(
            interest(&law(), &claim(100_000, "2026-02-01"), day("2026-01-01")).unwrap().interest,
            Cents::ZERO
        );
    }

    #[test]
    fn no_interest_past_the_table() {
        assert!(interest(&law(), &claim(100_000, "2026-06-01"), day("2027-01-01")).is_ok());
        let gap = interest(&law(), &claim(100_000, "2026-06-01"), day("2027-01-02")).unwrap_err();
        assert_eq!(gap.day, day("2027-01-01"));
        assert_eq!(gap.file, "wet/rente.toml");
    }

    proptest! {
        /// Never a lost cent: principal + costs + interest = paid + open.
        #[test]
        fn nothing_gets_lost(
            principal in 1_i64..2_000_000, costs in 0_i64..50_000, start in 0_i32..4_000,
            payments in proptest::collection::vec((0_i32..2_000, 1_i64..500_000), 0..5), length in 0_i32..3_000,
        ) {
            let from = day("2013-01-01") + start;
            let mut payments: Vec<(Day, Cents)> =
                payments.into_iter().map(|(after, cents)| (from + after, Cents(cents))).collect();
            payments.sort();
            let until = (from + length).min(day("2027-01-01"));
            let claim = InterestClaim {
                default_from: from, principal: Cents(principal), costs: Cents(costs), payments, stops_on: None,
            };
            let statement = interest(&law(), &claim, until).unwrap();
            let paid: Cents = statement.paid.iter().map(|part| part.total()).sum();
            prop_assert_eq!(Cents(principal + costs) + statement.interest, paid + statement.open.total());
            let came_in: Cents =
                claim.payments.iter().filter(|(on, _)| *on <= until).map(|(_, cents)| *cents).sum();
            prop_assert_eq!(came_in, paid + statement.overpaid);
            prop_assert!(statement.overpaid.is_zero() || statement.open == Part::default());
        }
    }
}
