//! What is open of each claim, counted the slow and simple way.
//!
//! In go bookings; out come claims with what is left of them. Written for the open-items list and the auditor, apart from
//! the account in `domain`, so that the two can be held against each other.

use crate::events::{Agreed, Booking};
use domain::calendar::Day;
use domain::ledger::EntryKind;
use domain::money::Cents;

/// A claim and what is left of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Number of the booking.
    pub number: u16,
    /// What it is.
    pub kind: EntryKind,
    /// Due day.
    pub due: Day,
    /// The original amount.
    pub charged: Cents,
    /// What is left.
    pub open: Cents,
}

/// The claims among these bookings, in order of due day. Money with a reference goes to its claim, then to others of the
/// same due day; all other money, and what is left over, goes to what fell due first. What an arrangement covers falls due
/// by instalment, for money from after the agreement; a landlord whose books know none passes none.
pub fn claims(bookings: &[Booking], agreements: &[Agreed]) -> Vec<Claim> {
    let mut claims: Vec<Claim> = bookings.iter().filter_map(claim).collect();
    claims.sort_by_key(|claim| (claim.due, claim.number));
    for back in bookings.iter().filter(|booking| booking.kind == EntryKind::Reversal) {
        if let Some(claim) = claims.iter_mut().find(|claim| Some(claim.number) == back.claim) {
            claim.open += back.cents;
        }
    }
    let mut pool = Vec::new();
    for money in bookings.iter().filter(|booking| booking.cents.0 < 0) {
        let mut left = -money.cents;
        let meant = |claim: &&mut Claim| Some(claim.number) == money.claim;
        claims.iter_mut().filter(meant).for_each(|claim| pay(claim, &mut left));
        let same_day = |claim: &&mut Claim| money.claim.is_some() && Some(claim.due) == money.due_on;
        claims.iter_mut().filter(same_day).for_each(|claim| pay(claim, &mut left));
        pool.push((money.booked_on, left));
    }
    let is_term = |day: Day, money: Cents| {
        agreement_on(agreements, day).is_some_and(|agreed| {
            let as_large = |c: &&Claim| c.due > agreed.covers_until && charged_on(bookings, c.due) == money;
            agreed.instalments.iter().any(|(_, cents)| *cents == money)
                && !claims.iter().any(|c| as_large(&c))
        })
    };
    let mut pool: Vec<(Day, bool, Cents)> =
        pool.into_iter().map(|(day, money)| (day, is_term(day, money), money)).collect();
    pool.sort_by_key(|(day, term, _)| (*day, !term));
    for (day, term, mut money) in pool {
        let agreed = agreement_on(agreements, day);
        for claim in claims.iter_mut().filter(|c| term && agreed.is_some_and(|a| c.due <= a.covers_until)) {
            pay(claim, &mut money);
        }
        while let Some(at) = asked_first(&claims, agreed).filter(|_| money.0 > 0) {
            let (claim, mut part) = (&mut claims[at.0], at.1.min(money));
            money -= part;
            pay(claim, &mut part);
        }
    }
    claims
}

/// All that was charged, or came back, with this due day.
fn charged_on(bookings: &[Booking], due: Day) -> Cents {
    let raises = bookings.iter().filter(|booking| booking.cents.0 > 0);
    raises.filter(|b| b.due_on.unwrap_or(b.booked_on) == due).map(|booking| booking.cents).sum()
}

/// The agreement that money of this day follows, when it does not say what it is for.
fn agreement_on(agreements: &[Agreed], day: Day) -> Option<&Agreed> {
    agreements.iter().rfind(|agreed| {
        let last = agreed.instalments.iter().map(|(due, _)| *due).max().unwrap_or(agreed.agreed_on);
        let ended = agreed.ended_on.is_some_and(|ended| ended <= day);
        agreed.agreed_on < day && !ended && day - last <= 31
    })
}

/// Where money goes first, and how much of it before the question must be asked again.
fn asked_first(claims: &[Claim], agreed: Option<&Agreed>) -> Option<(usize, Cents)> {
    let open = |at: &usize| claims[*at].open.0 > 0;
    let is_covered = |at: &usize| agreed.is_some_and(|agreed| claims[*at].due <= agreed.covers_until);
    let beside = (0..claims.len()).filter(|at| !is_covered(at)).find(open);
    let covered = (0..claims.len()).filter(is_covered).find(open);
    let (Some(covered), Some(agreed)) = (covered, agreed) else {
        return beside.map(|at| (at, claims[at].open));
    };
    let left: Cents = (0..claims.len()).filter(is_covered).map(|at| claims[at].open).sum();
    let next = beside.map_or(Day(i32::MAX), |at| claims[at].due);
    let later: Cents =
        agreed.instalments.iter().filter(|(due, _)| *due > next).map(|(_, cents)| *cents).sum();
    match beside {
        Some(at) if left <= later => Some((at, claims[at].open)),
        _ => Some((covered, claims[covered].open.min(left - later))),
    }
}

fn claim(booking: &Booking) -> Option<Claim> {
    let is_claim = booking.cents.0 > 0 && booking.kind != EntryKind::Reversal;
    let due = booking.due_on.unwrap_or(booking.booked_on);
    is_claim.then_some(Claim {
        number: booking.number,
        kind: booking.kind,
        due,
        charged: booking.cents,
        open: booking.cents,
    })
}

fn pay(claim: &mut Claim, money: &mut Cents) {
    let part = claim.open.min(*money);
    claim.open -= part;
    *money -= part;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::life::{Horizon, Life};
    use crate::portfolio::dossier;
    use domain::ids::TenancyId;
    use domain::ledger::Account;

    /// Two counts by two hands: the account of `domain` and this one agree on every day that is looked at.
    #[test]
    fn the_slow_count_agrees_with_the_account() {
        let horizon = Horizon::months_before(Day::parse_iso("2026-06-17").unwrap(), 24);
        let mut account = Account::default();
        for index in 0..3_000 {
            let life = Life::of(99, index, horizon);
            let day = horizon.from + Chance::of(99, index, 77).between(1, horizon.to - horizon.from);
            let dossier = dossier(&life, TenancyId(index), day);
            account.settle(&dossier, day);
            let counted = claims(life.booked_between(horizon.from.previous(), day), &life.arrangements);
            let due = |limit: Day| counted.iter().filter(|c| c.due < limit).map(|c| c.open).sum::<Cents>();
            let known = |limit: Day| {
                account.claims.iter().filter(|c| c.due_on < limit).map(|c| c.open).sum::<Cents>()
            };
            assert_eq!(due(day), known(day), "seed 99, tenancy {index}, {day}");
            assert_eq!(due(Day(i32::MAX)), known(Day(i32::MAX)), "seed 99, tenancy {index}, {day}");
        }
    }
}
