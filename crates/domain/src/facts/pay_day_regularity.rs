//! How steady the learned pay day is.

use crate::facts::{Clock, Fact, Unit, Value};

/// How steady the learned pay day is.
pub static FACT: Fact = Fact {
    id: "pay_day_regularity",
    word: "regelmaat",
    label: "hoe vast die betaaldag is",
    unit: Unit::Percent,
    meaning: "Deel van de maanden dat binnen drie dagen van de geleerde betaaldag betaald is.",
    source: "betalingen, naast het geleerde ritme",
    clock: Clock::Still,
    read: |ground| match ground.standing.learned {
        Some(rhythm) => Value(rhythm.regular_percent),
        None => Value::MISSING,
    },
};
