//! Days since the last can/will finding.

use crate::facts::{Clock, Fact, Unit, Value};

/// Days since the last can/will finding.
pub static FACT: Fact = Fact {
    id: "days_since_finding",
    word: "dagen_sinds_bevinding",
    label: "laatste kan/wil-bevinding",
    unit: Unit::Days,
    meaning: "Dagen sinds de laatste kan/wil-bevinding, ook als die vervallen is.",
    source: "huurconsulent",
    clock: Clock::DaysUp,
    read: |ground| Value::days_since(ground.latest_finding().map(|(_, day)| day), ground.today),
};
