//! Days since the last payment.

use crate::facts::{Clock, Fact, Unit, Value};

/// Days since the last payment.
pub static FACT: Fact = Fact {
    id: "days_since_payment",
    word: "dagen_sinds_betaling",
    label: "laatste betaling",
    unit: Unit::Days,
    meaning: "Dagen sinds de laatste betaling.",
    source: "boekingen",
    clock: Clock::DaysUp,
    read: |ground| Value::days_since(ground.standing.last_payment, ground.today),
};
