//! Puts a dossier in exactly one category: the first rule that fits, holds.
//!
//! A rule fits when one of its alternatives holds, or when the dossier is already in the category and one of the
//! alternatives for staying holds. A condition on a missing fact is neither true nor false; a rule that hangs on it makes
//! the outcome unknown, and the dossier keeps its place while a person looks. A category that a person chose for a while goes
//! before all rules.

use crate::facts::{ALL, FactId, Ground, Value};
use crate::ids::Key;
use crate::policy::{All, AnyOf, Condition, Policy};

/// True, false, or not to be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    /// It does not hold.
    No,
    /// A fact it needs is missing.
    Unknown,
    /// It holds.
    Yes,
}

/// The values of the facts a policy looks at, read once for a dossier and a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactValues(Vec<Value>);

impl Default for FactValues {
    fn default() -> FactValues {
        FactValues(vec![Value::MISSING; ALL.len()])
    }
}

impl FactValues {
    /// Reads the needed facts; the others keep what they had and must not be asked for.
    pub fn read(&mut self, ground: &Ground, needed: &[FactId]) {
        for id in needed {
            self.0[usize::from(id.0)] = (id.fact().read)(ground);
        }
    }

    /// The value of a fact.
    pub fn get(&self, id: FactId) -> Value {
        self.0[usize::from(id.0)]
    }

    /// Sets a value: for records read back, and for *what if*.
    pub fn set(&mut self, id: FactId, value: Value) {
        self.0[usize::from(id.0)] = value;
    }
}

impl Condition {
    /// Does the condition hold for this value?
    pub fn test(&self, value: Value) -> Truth {
        if value.is_missing() {
            return Truth::Unknown;
        }
        let inside = self.min <= value.0 && value.0 <= self.max;
        if inside != self.not { Truth::Yes } else { Truth::No }
    }
}

/// Do all conditions hold? One that does not decides, even beside one that is unknown.
pub fn all_hold(conditions: &All, facts: &FactValues) -> Truth {
    conditions.iter().map(|condition| condition.test(facts.get(condition.fact))).min().unwrap_or(Truth::Yes)
}

/// Does one of the alternatives hold?
pub fn any_holds(alternatives: &AnyOf, facts: &FactValues) -> Truth {
    let mut best = Truth::No;
    for alternative in alternatives {
        best = best.max(all_hold(alternative, facts));
        if best == Truth::Yes {
            break;
        }
    }
    best
}

/// A category, and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Classified {
    /// Index in [`Policy::categories`].
    pub category: usize,
    /// It fits because the dossier was there already and may stay.
    pub by_staying: bool,
    /// A person chose it; no rule was needed.
    pub by_choice: bool,
    /// A fact that is missing kept an earlier rule open: the category is only where the dossier waits.
    pub missing: Option<FactId>,
}

/// Classifies. `before` is the category of the night before, `chosen` the one that a person chose and that holds today; one
/// that the policy does not know any more counts as not chosen.
pub fn classify(policy: &Policy, facts: &FactValues, before: Option<Key>, chosen: Option<Key>) -> Classified {
    let chosen = chosen.and_then(|key| policy.categories.iter().position(|one| one.key == key));
    if let Some(category) = chosen {
        return Classified { category, by_staying: false, by_choice: true, missing: None };
    }
    let mut missing = None;
    for (index, category) in policy.categories.iter().enumerate() {
        let entered = any_holds(&category.enter, facts);
        let stayed = if before == Some(category.key) { any_holds(&category.stay, facts) } else { Truth::No };
        if entered.max(stayed) == Truth::Yes {
            let by_staying = entered != Truth::Yes;
            let found = Classified { category: index, by_staying, by_choice: false, missing };
            return keep_place(policy, before, found);
        }
        if entered == Truth::Unknown && missing.is_none() {
            missing =
                category.enter.iter().flatten().map(|c| c.fact).find(|fact| facts.get(*fact).is_missing());
        }
    }
    let last = policy.categories.len().saturating_sub(1);
    keep_place(policy, before, Classified { category: last, by_staying: false, by_choice: false, missing })
}

/// While the outcome is unknown, the dossier stays where it was.
fn keep_place(policy: &Policy, before: Option<Key>, found: Classified) -> Classified {
    let place = before.filter(|_| found.missing.is_some());
    match place.and_then(|key| policy.categories.iter().position(|category| category.key == key)) {
        Some(category) => Classified { category, by_staying: true, ..found },
        None => found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Category;

    fn condition(fact: FactId, min: i64) -> Condition {
        Condition { fact, min, max: i64::MAX, not: false, text: String::new() }
    }

    fn policy() -> Policy {
        let arrears = FactId::named("arrears");
        let months = FactId::named("months_behind");
        let category = |id: &str, enter: AnyOf, stay: AnyOf| Category {
            key: Key::of(id),
            id: id.into(),
            enter,
            stay,
            ..Category::default()
        };
        Policy {
            categories: vec![
                category("zwaar", vec![vec![condition(months, 300)]], vec![vec![condition(months, 100)]]),
                category("licht", vec![vec![condition(arrears, 1)]], vec![]),
                category("goed", vec![vec![]], vec![]),
            ],
            ..Policy::default()
        }
    }

    fn facts(arrears: i64, months: Value) -> FactValues {
        let mut facts = FactValues::default();
        facts.set(FactId::named("arrears"), Value(arrears));
        facts.set(FactId::named("months_behind"), months);
        facts
    }

    #[test]
    fn the_first_rule_that_fits_holds() {
        let found =
            |arrears, months| classify(&policy(), &facts(arrears, Value(months)), None, None).category;
        assert_eq!((found(0, 0), found(100, 50), found(200_000, 300)), (2, 1, 0));
    }

    #[test]
    fn who_is_in_stays_until_the_lower_bound() {
        let before = Some(Key::of("zwaar"));
        let found = classify(&policy(), &facts(60_000, Value(120)), before, None);
        assert_eq!((found.category, found.by_staying), (0, true));
        assert_eq!(classify(&policy(), &facts(40_000, Value(90)), before, None).category, 1);
    }

    #[test]
    fn a_missing_fact_is_never_taken_for_zero() {
        let found = classify(&policy(), &facts(100, Value::MISSING), Some(Key::of("goed")), None);
        assert_eq!(found.missing, Some(FactId::named("months_behind")));
        assert_eq!(found.category, 2, "it stays where it was");
    }

    #[test]
    fn what_a_person_chose_goes_before_the_rules_while_the_policy_knows_it() {
        let facts = facts(200_000, Value(300));
        let found = classify(&policy(), &facts, None, Some(Key::of("licht")));
        assert_eq!((found.category, found.by_choice), (1, true));
        let gone = classify(&policy(), &facts, None, Some(Key::of("vroeger")));
        assert_eq!((gone.category, gone.by_choice), (0, false));
    }
}
