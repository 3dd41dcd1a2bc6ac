//! Sets of values: which dossiers a list of conditions can hold for.
//!
//! A [`Region`] gives every fact it names a set of values; facts it does not name are free. With them one can say that
//! a rule can never hold, that one rule lies within others, or that two rules overlap. Facts are taken one by one: that
//! no arrears means no late claim is not known here, so "reachable" may be too kind and is never too strict.

use crate::read::condition::LEAST;
use domain::facts::{FactId, Unit, Value};
use domain::policy::{All, Condition};
use std::collections::BTreeMap;

/// More pieces than this, and a rule counts as not covered.
const MOST_PIECES: usize = 2_000;
/// The same for pieces looked at on the way.
const MOST_WORK: usize = 20_000;

/// Values from and up to and including; apart from each other, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Values(Vec<(i64, i64)>);

impl Values {
    /// Every value a known fact can have.
    fn of_fact(fact: FactId) -> Values {
        let never = Value::NEVER.0;
        Values(match fact.fact().unit {
            Unit::YesNo => vec![(0, 1)],
            Unit::Word(words) => vec![(0, words.len() as i64 - 1)],
            Unit::DayOfMonth => vec![(1, 31), (never, never)],
            Unit::Count | Unit::Percent => vec![(0, never)],
            Unit::OwnWord => vec![(0, i64::from(u32::MAX)), (never, never)],
            Unit::Cents | Unit::MonthsOfRent => vec![(LEAST, never - 1)],
            Unit::Days | Unit::Months => vec![(LEAST, never)],
        })
    }

    fn of(condition: &Condition) -> Values {
        let within = Values(vec![(condition.min, condition.max)]);
        if condition.not { Values::of_fact(condition.fact).without(&within) } else { within }
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn and(&self, other: &Values) -> Values {
        let mut both = Vec::new();
        for (low, high) in &self.0 {
            for (other_low, other_high) in &other.0 {
                let (low, high) = (*low.max(other_low), *high.min(other_high));
                if low <= high {
                    both.push((low, high));
                }
            }
        }
        Values(both)
    }

    fn without(&self, other: &Values) -> Values {
        let mut left = self.0.clone();
        for (cut_low, cut_high) in &other.0 {
            let mut next = Vec::new();
            for (low, high) in left {
                if high < *cut_low || low > *cut_high {
                    next.push((low, high));
                    continue;
                }
                if low < *cut_low {
                    next.push((low, cut_low - 1));
                }
                if high > *cut_high {
                    next.push((cut_high + 1, high));
                }
            }
            left = next;
        }
        Values(left)
    }
}

/// What a list of conditions can hold for.
#[derive(Clone, Debug, Default)]
pub struct Region(BTreeMap<FactId, Values>);

impl Region {
    /// Everything for which these conditions all hold.
    pub fn of(conditions: &All) -> Region {
        conditions
            .iter()
            .fold(Region::default(), |region, condition| region.with(condition.fact, Values::of(condition)))
    }

    /// Only where a fact is at least so much.
    pub fn at_least(self, fact: FactId, least: i64) -> Region {
        self.with(fact, Values(vec![(least, i64::MAX)]))
    }

    /// Can it never hold?
    pub fn is_empty(&self) -> bool {
        self.0.values().any(Values::is_empty)
    }

    /// What lies in both.
    pub fn and(&self, other: &Region) -> Region {
        let both = self.clone();
        other.0.iter().fold(both, |region, (fact, values)| region.with(*fact, values.clone()))
    }

    /// Does it hold only when this condition holds?
    pub fn implies(&self, condition: &Condition) -> bool {
        self.values(condition.fact).without(&Values::of(condition)).is_empty()
    }

    /// Does it lie within these regions together?
    pub fn is_covered_by<'a>(&self, others: impl IntoIterator<Item = &'a Region>) -> bool {
        let mut left = vec![self.clone()];
        let mut work = 0;
        for other in others {
            left = left.iter().flat_map(|piece| piece.without(other)).collect();
            if left.is_empty() {
                return true;
            }
            work += left.len();
            if left.len() > MOST_PIECES || work > MOST_WORK {
                return false;
            }
        }
        false
    }

    fn values(&self, fact: FactId) -> Values {
        self.0.get(&fact).cloned().unwrap_or_else(|| Values::of_fact(fact))
    }

    fn with(mut self, fact: FactId, values: Values) -> Region {
        let both = self.values(fact).and(&values);
        self.0.insert(fact, both);
        self
    }

    /// What is left of this region outside another, in pieces that do not overlap.
    fn without(&self, other: &Region) -> Vec<Region> {
        let mut pieces = Vec::new();
        let mut inside = self.clone();
        if self.and(other).is_empty() {
            return vec![inside];
        }
        for (fact, values) in &other.0 {
            let outside = inside.values(*fact).without(values);
            if !outside.is_empty() {
                let mut piece = inside.clone();
                piece.0.insert(*fact, outside);
                pieces.push(piece);
            }
            inside = inside.with(*fact, values.clone());
        }
        pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(conditions: &[(&str, i64, i64)]) -> Region {
        let conditions = conditions.iter().map(|(id, min, max)| Condition {
            fact: FactId::named(id),
            min: *min,
            max: *max,
            not: false,
            text: String::new(),
        });
        Region::of(&conditions.collect())
    }

    #[test]
    fn a_rule_can_be_covered_by_two_rules_together() {
        let rule = region(&[("late_months_12", 1, 5)]);
        let low = region(&[("late_months_12", 0, 3)]);
        let high = region(&[("late_months_12", 4, i64::MAX)]);
        assert!(!rule.is_covered_by([&low]));
        assert!(rule.is_covered_by([&low, &high]));
        let narrow = region(&[("late_months_12", 4, i64::MAX), ("deceased", 1, 1)]);
        assert!(!rule.is_covered_by([&low, &narrow]));
    }

    #[test]
    fn a_rule_that_contradicts_itself_is_empty() {
        assert!(region(&[("late_months_12", 3, i64::MAX), ("late_months_12", LEAST, 2)]).is_empty());
        assert!(region(&[("late_months_12", LEAST, -1)]).is_empty());
        assert!(!region(&[("late_months_12", 2, 2)]).is_empty());
        let not_yes =
            Condition { fact: FactId::named("deceased"), min: 1, max: 1, not: true, text: String::new() };
        assert!(Region::of(&vec![not_yes]).and(&region(&[("deceased", 1, 1)])).is_empty());
    }
}
