//! When time alone changes something: where a fact that moves with the days crosses a threshold of the policy.
//!
//! In goes a policy, once; out comes, for a dossier at rest, the next day on which such a fact means something else. Nothing else
//! wakes a dossier here: see [`crate::plan`].

use crate::calendar::Day;
use crate::classify::FactValues;
use crate::facts::{Clock, FactId, Ground};
use crate::ids::ContentId;
use crate::policy::Policy;

/// Where a fact that moves with time crosses a threshold of the policy. Gathered once for a policy: a night asks for
/// every calm dossier, and a policy has hundreds of conditions of which few are about time.
#[derive(Default)]
pub struct Clocks {
    /// Whose thresholds these are.
    of: Option<(ContentId, usize)>,
    /// Facts that go up by themselves, with their thresholds in order.
    bounds: Vec<(FactId, Vec<i64>)>,
}

impl Clocks {
    /// Are these the thresholds of this policy?
    pub(crate) fn are_of(&self, policy: &Policy) -> bool {
        self.of == Some((policy.hash, std::ptr::from_ref(policy).addr()))
    }

    /// Gathers the thresholds of a policy, which then stays where it is.
    pub fn of(policy: &Policy) -> Clocks {
        let of = Some((policy.hash, std::ptr::from_ref(policy).addr()));
        let mut clocks = Clocks { of, ..Clocks::default() };
        for condition in policy.conditions() {
            if matches!(condition.fact.fact().clock, Clock::Still) {
                continue;
            }
            let bounds = [condition.min, condition.max.saturating_add(1)];
            match clocks.bounds.iter_mut().find(|(fact, _)| *fact == condition.fact) {
                Some((_, known)) => known.extend(bounds),
                None => clocks.bounds.push((condition.fact, bounds.to_vec())),
            }
        }
        for (_, bounds) in &mut clocks.bounds {
            bounds.sort_unstable();
            bounds.dedup();
        }
        clocks
    }

    /// The first day after today, within a month, on which time alone carries a fact over a threshold of the policy.
    pub(crate) fn soonest(&self, ground: &Ground, facts: &FactValues) -> Option<Day> {
        let days = self.bounds.iter().filter_map(|(fact, bounds)| {
            let value = Some(facts.get(*fact)).filter(|value| !value.is_missing() && !value.is_never())?.0;
            let left = bounds.get(bounds.partition_point(|bound| *bound <= value))?.saturating_sub(value);
            match fact.fact().clock {
                Clock::Still => None,
                Clock::DaysLate if value == 0 || ground.standing.arrears.0 <= 0 => None,
                Clock::DaysUp | Clock::DaysLate => (left <= 31).then(|| ground.today + left as i32),
                Clock::MonthsUp(start) => {
                    let start = start(ground).filter(|_| left == 1)?;
                    Some(start.plus_months(start.months_until(ground.today) + 1))
                }
            }
        });
        days.min()
    }
}
