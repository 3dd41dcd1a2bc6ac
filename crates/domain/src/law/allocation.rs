//! Allocation of one payment over debts by law: between debts art. 6:43 BW, within a debt art. 6:44 BW.
//!
//! In go a payment, the debts and what the payer designated; out comes what went where, and what is left over. It never
//! makes or loses a cent and never changes the payer's designation. Costs whose 14-day term still runs are not yet
//! costs: the caller leaves them out.

use crate::calendar::Day;
use crate::money::Cents;

/// A debt as it stands on the day of payment, all amounts in cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Debt {
    /// Day on which it fell, or falls, due.
    pub due_on: Day,
    /// How onerous it is: of two debts the one with the higher number is paid first.
    pub onerous: u8,
    /// What is open.
    pub open: Part,
}

/// Amounts of one debt, or of one payment on it, in cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Costs (art. 6:44: first).
    pub costs: Cents,
    /// Interest (second).
    pub interest: Cents,
    /// Principal (last).
    pub principal: Cents,
}

impl Part {
    /// Everything together.
    pub fn total(self) -> Cents {
        self.costs + self.interest + self.principal
    }

    /// This less that.
    #[must_use]
    pub fn minus(self, paid: Part) -> Part {
        Part {
            costs: self.costs - paid.costs,
            interest: self.interest - paid.interest,
            principal: self.principal - paid.principal,
        }
    }
}

/// What a payment went to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allocation {
    /// For each debt, in the order given, what was paid on it.
    pub parts: Vec<Part>,
    /// What no debt took, in cents.
    pub remainder: Cents,
}

/// Allocates a payment of `cents` on the day `on`. `designated` are the places in `debts` that the payer named, in his
/// order; they go before everything else, due or not (art. 6:43 lid 1). The rest goes by lid 2: due debts before debts
/// not yet due, then the most onerous, then the oldest, then in proportion, with odd cents to the largest remainders.
pub fn allocate(cents: Cents, on: Day, designated: &[usize], debts: &[Debt]) -> Allocation {
    let mut allocation = Allocation { parts: vec![Part::default(); debts.len()], remainder: cents };
    for &index in designated.iter().filter(|index| **index < debts.len()) {
        let share = allocation.remainder.min(still_open(&allocation, debts, index));
        pay(&mut allocation, debts, index, share);
    }
    let rank = |index: usize| {
        let debt = &debts[index];
        (debt.due_on > on, u8::MAX - debt.onerous, debt.due_on)
    };
    let mut order: Vec<usize> = (0..debts.len()).collect();
    order.sort_by_key(|&index| rank(index));
    for equals in order.chunk_by(|&one, &other| rank(one) == rank(other)) {
        let open: Vec<Cents> = equals.iter().map(|&index| still_open(&allocation, debts, index)).collect();
        let shares = in_proportion(allocation.remainder, &open);
        for (&index, share) in equals.iter().zip(shares) {
            pay(&mut allocation, debts, index, share);
        }
    }
    allocation
}

/// What a payment on one debt goes to: costs, then interest, then principal (art. 6:44 lid 1 BW). Amounts in cents.
pub fn settle_within(open: &Part, cents: Cents) -> Part {
    let mut left = cents.at_least_zero();
    let mut take = |from: Cents| {
        let taken = left.min(from.at_least_zero());
        left -= taken;
        taken
    };
    Part { costs: take(open.costs), interest: take(open.interest), principal: take(open.principal) }
}

/// Divides an amount in proportion to what is open, to the cent: whole cents first, then one more for each of the
/// largest remainders, the earlier one on a tie. Never more than is open.
pub fn in_proportion(cents: Cents, open: &[Cents]) -> Vec<Cents> {
    let total: i128 = open.iter().map(|amount| i128::from(amount.at_least_zero().0)).sum();
    let cents = i128::from(cents.at_least_zero().0).min(total);
    if total == 0 {
        return vec![Cents::ZERO; open.len()];
    }
    let exact: Vec<(i128, i128)> = open
        .iter()
        .map(|amount| cents * i128::from(amount.at_least_zero().0))
        .map(|product| (product / total, product % total))
        .collect();
    let odd = cents - exact.iter().map(|(whole, _)| whole).sum::<i128>();
    let mut by_remainder: Vec<usize> = (0..open.len()).collect();
    by_remainder.sort_by_key(|&index| -exact[index].1);
    let mut shares: Vec<i128> = exact.iter().map(|(whole, _)| *whole).collect();
    for &index in by_remainder.iter().take(odd as usize) {
        shares[index] += 1;
    }
    shares.into_iter().map(|share| Cents(share as i64)).collect()
}

fn still_open(allocation: &Allocation, debts: &[Debt], index: usize) -> Cents {
    rest(allocation, debts, index).total().at_least_zero()
}

/// What is open of a debt after what was already paid on it, without negative parts.
fn rest(allocation: &Allocation, debts: &[Debt], index: usize) -> Part {
    let rest = debts[index].open.minus(allocation.parts[index]);
    Part {
        costs: rest.costs.at_least_zero(),
        interest: rest.interest.at_least_zero(),
        principal: rest.principal.at_least_zero(),
    }
}

fn pay(allocation: &mut Allocation, debts: &[Debt], index: usize, share: Cents) {
    let part = settle_within(&rest(allocation, debts, index), share);
    let paid = &mut allocation.parts[index];
    paid.costs += part.costs;
    paid.interest += part.interest;
    paid.principal += part.principal;
    allocation.remainder -= part.total();
}

#[cfg(test)]
mod tests {
    use super::super::fixture::day;
    use super::*;
    use proptest::prelude::*;

    fn part(costs: i64, interest: i64, principal: i64) -> Part {
        Part { costs: Cents(costs), interest: Cents(interest), principal: Cents(principal) }
    }

    fn debt(due: &str, costs: i64, interest: i64, principal: i64) -> Debt {
        Debt { due_on: day(due), onerous: 0, open: part(costs, interest, principal) }
    }

    fn march_and_april() -> [Debt; 2] {
        [debt("2026-03-01", 8_241, 300, 54_940), debt("2026-04-01", 0, 0, 54_940)]
    }

    /// law.md 5.10, first line.
    #[test]
    fn within_a_debt_costs_then_interest_then_principal() {
        let debts = [debt("2014-05-28", 10_000, 4_858, 300_000)];
        let allocation = allocate(Cents(150_000), day("2014-12-12"), &[], &debts);
        assert_eq!(allocation.parts, [part(10_000, 4_858, 135_142)]);
        assert_eq!(allocation.remainder, Cents::ZERO);
    }

    /// law.md 5.10, second line: 2,500 designated to two debts in order.
    #[test]
    fn designated_debts_in_the_payers_order() {
        let debts = [debt("2014-05-28", 0, 1_113, 166_466), debt("2015-05-05", 0, 1_589, 100_000)];
        let allocation = allocate(Cents(250_000), day("2015-09-28"), &[0, 1], &debts);
        assert_eq!(allocation.parts, [part(0, 1_113, 166_466), part(0, 1_589, 80_832)]);
        let turned = allocate(Cents(110_000), day("2015-09-28"), &[1, 0], &debts);
        assert_eq!(turned.parts, [part(0, 1_113, 7_298), part(0, 1_589, 100_000)]);
    }

    /// law.md 5.10, third line.
    #[test]
    fn without_a_mark_the_oldest_month_first() {
        let allocation = allocate(Cents(54_940), day("2026-04-02"), &[], &march_and_april());
        assert_eq!(allocation.parts, [part(8_241, 300, 46_399), part(0, 0, 0)]);
    }

    /// law.md 5.10, fourth line.
    #[test]
    fn marked_april_pays_april() {
        let debts = march_and_april();
        let allocation = allocate(Cents(54_940), day("2026-04-02"), &[1], &debts);
        assert_eq!(allocation.parts, [part(0, 0, 0), part(0, 0, 54_940)]);
        assert_eq!(debts[0].open.minus(allocation.parts[0]).total(), Cents(63_481));
        let before_due = allocate(Cents(54_940), day("2026-03-20"), &[1], &debts);
        assert_eq!(before_due, allocation, "a designation beats due debts");
    }

    #[test]
    fn due_before_not_due_then_onerous_then_oldest() {
        let mut debts =
            [debt("2026-06-01", 0, 0, 100), debt("2026-04-01", 0, 0, 100), debt("2026-03-01", 0, 0, 100)];
        debts[1].onerous = 1;
        debts[0].onerous = 9;
        let paid = |cents| {
            let allocation = allocate(Cents(cents), day("2026-05-01"), &[], &debts);
            let paid: Vec<i64> = allocation.parts.iter().map(|part| part.total().0).collect();
            (paid, allocation.remainder.0)
        };
        assert_eq!(paid(100), (vec![0, 100, 0], 0));
        assert_eq!(paid(150), (vec![0, 100, 50], 0));
        assert_eq!(paid(350), (vec![100, 100, 100], 50));
        let on_its_day = allocate(Cents(100), day("2026-06-01"), &[], &debts);
        assert_eq!(on_its_day.parts[0], part(0, 0, 100), "due on its own day, and the most onerous");
    }

    #[test]
    fn equal_debts_in_proportion_to_the_cent() {
        assert_eq!(
            in_proportion(Cents(100), &[Cents(100), Cents(100), Cents(100)]),
            [Cents(34), Cents(33), Cents(33)]
        );
        assert_eq!(in_proportion(Cents(10), &[Cents(1), Cents(99)]), [Cents(0), Cents(10)]);
        assert_eq!(in_proportion(Cents(500), &[Cents(1), Cents(99)]), [Cents(1), Cents(99)]);
        let debts = [debt("2026-03-01", 0, 0, 20_000), debt("2026-03-01", 0, 0, 10_001)];
        let allocation = allocate(Cents(10_000), day("2026-04-01"), &[], &debts);
        assert_eq!(allocation.parts, [part(0, 0, 6_666), part(0, 0, 3_334)]);
    }

    proptest! {
        /// Never makes or loses a cent, never pays more than is open, never leaves money over while something is open.
        #[test]
        fn every_cent_goes_somewhere_once(
            cents in -10_000_i64..500_000,
            debts in proptest::collection::vec(
                (0_i32..6, 0_u8..3, 0_i64..9_000, 0_i64..900, -500_i64..90_000), 0..7),
            designated in proptest::collection::vec(0_usize..9, 0..4),
        ) {
            let debts: Vec<Debt> = debts
                .into_iter()
                .map(|(due, onerous, costs, interest, principal)| Debt {
                    due_on: day("2026-01-01") + due * 20, onerous, open: part(costs, interest, principal),
                })
                .collect();
            let allocation = allocate(Cents(cents), day("2026-02-15"), &designated, &debts);
            let paid: Cents = allocation.parts.iter().map(|part| part.total()).sum();
            prop_assert_eq!(paid + allocation.remainder, Cents(cents));
            let mut open = Cents::ZERO;
            for (debt, part) in debts.iter().zip(&allocation.parts) {
                for (owed, paid) in [
                    (debt.open.costs, part.costs),
                    (debt.open.interest, part.interest),
                    (debt.open.principal, part.principal),
                ] {
                    prop_assert!(paid >= Cents::ZERO && paid <= owed.at_least_zero());
                    open += owed.at_least_zero() - paid;
                }
            }
            prop_assert!(allocation.remainder <= Cents::ZERO || open.is_zero());
            prop_assert!(allocation.remainder >= Cents::ZERO || cents < 0);
        }
    }
}
