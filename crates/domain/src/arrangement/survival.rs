//! How long arrangements hold: of those that were followed so far, which share is not broken after one month, two, three.
//!
//! Arrangements begin on different days and most still run, so a plain share would call every young one a success. Each month
//! therefore counts only those that were followed up to it. One that was paid in full can no longer break: that is kept as a
//! fate of its own and never counted as *no longer followed* (competing risks; Aalen and Johansen 1978). Whole numbers only:
//! shares are parts of a million, rounded down at each step.

use crate::arrangement::{ArrangementState, Progress};
use crate::calendar::Day;

/// A whole, in parts.
const WHOLE: u64 = 1_000_000;

/// How an arrangement went on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It broke.
    Broken,
    /// It was paid in full.
    Completed,
    /// It runs, or a person ended it: nothing more is known.
    Unknown,
}

/// One arrangement, for as long as it was followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Followed {
    /// Whole months from the agreement to its fate, or to today.
    pub months: u32,
    /// What became of it.
    pub fate: Fate,
}

impl Followed {
    /// An arrangement as it is judged today.
    pub fn of(state: &ArrangementState, today: Day) -> Followed {
        let (fate, until) = match state.progress {
            Progress::Broken => (Fate::Broken, state.since),
            Progress::Completed => (Fate::Completed, state.since),
            Progress::Ended => (Fate::Unknown, state.since),
            Progress::Kept | Progress::AtRisk => (Fate::Unknown, today),
        };
        Followed { months: state.agreed_on.months_until(until).max(0) as u32, fate }
    }
}

/// One month of the curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// After so many months: the first is 1.
    pub month: u32,
    /// So many were followed into this month.
    pub followed: u64,
    /// So many broke in it.
    pub broken: u64,
    /// So many were paid in full in it.
    pub completed: u64,
    /// Not broken by its end, in parts of a million.
    pub unbroken: u64,
}

/// The curve over so many months; it stops where nobody is followed any more.
pub fn survival(all: &[Followed], months: u32) -> Vec<Point> {
    let (mut running, mut broken_share) = (WHOLE, 0);
    let mut curve = Vec::new();
    for month in 1..=months {
        let reached = |one: &&Followed| one.months >= month - 1;
        let now =
            |fate: Fate| all.iter().filter(|one| one.months == month - 1 && one.fate == fate).count() as u64;
        let lost = now(Fate::Unknown);
        // Who is lost during the month was not followed through it.
        let followed = all.iter().filter(reached).count() as u64 - lost;
        if followed == 0 {
            break;
        }
        let (broken, completed) = (now(Fate::Broken), now(Fate::Completed));
        broken_share += running * broken / followed;
        running -= running * (broken + completed) / followed;
        curve.push(Point { month, followed, broken, completed, unbroken: WHOLE - broken_share });
    }
    curve
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn many(count: usize, months: u32, fate: Fate) -> Vec<Followed> {
        vec![Followed { months, fate }; count]
    }

    #[test]
    fn without_anybody_lost_it_is_the_plain_share() {
        let all =
            [many(10, 0, Fate::Broken), many(20, 1, Fate::Broken), many(70, 12, Fate::Completed)].concat();
        let curve = survival(&all, 6);
        assert_eq!((curve[0].followed, curve[0].broken, curve[0].unbroken), (100, 10, 900_000));
        assert_eq!((curve[1].followed, curve[1].unbroken), (90, 700_000));
        assert_eq!(curve[5].unbroken, 700_000);
    }

    #[test]
    fn young_arrangements_are_no_successes() {
        let all = [many(90, 1, Fate::Unknown), many(5, 2, Fate::Broken), many(5, 3, Fate::Unknown)].concat();
        let curve = survival(&all, 12);
        assert_eq!(curve[2].followed, 10, "those of last month say nothing about the third");
        assert_eq!(curve[2].unbroken, 500_000);
        assert_eq!(curve.len(), 3, "nobody was followed longer");
    }

    #[test]
    fn what_was_paid_in_full_cannot_break_any_more() {
        let all = [many(50, 0, Fate::Completed), many(50, 1, Fate::Broken)].concat();
        assert_eq!(survival(&all, 3)[1].unbroken, 500_000, "half of all broke, not all that were left");
        assert!(survival(&[], 12).is_empty());
    }

    proptest! {
        #[test]
        fn the_curve_never_rises_and_never_leaves_its_bounds(
            all in prop::collection::vec((0_u32..30, 0..3), 0..200)
        ) {
            let fates = [Fate::Broken, Fate::Completed, Fate::Unknown];
            let all: Vec<Followed> =
                all.into_iter().map(|(months, fate)| Followed { months, fate: fates[fate as usize] }).collect();
            let curve = survival(&all, 24);
            let shares: Vec<u64> = std::iter::once(WHOLE).chain(curve.iter().map(|point| point.unbroken)).collect();
            prop_assert!(shares.windows(2).all(|pair| pair[1] <= pair[0]));
            prop_assert!(curve.iter().all(|point| point.broken + point.completed <= point.followed));
        }
    }
}
