//! The day of the month on which this tenant usually pays.

use crate::facts::{Clock, Fact, Unit, Value};

/// The day of the month on which this tenant usually pays.
pub static FACT: Fact = Fact {
    id: "learned_pay_day",
    word: "geleerde_betaaldag",
    label: "betaalt meestal op",
    unit: Unit::DayOfMonth,
    meaning: "De dag van de maand waarop deze huurder meestal betaalt, geleerd uit de twaalf maanden vóór deze maand; ontbreekt zonder betaalde maanden.",
    source: "betalingen; mediaan van de dagen tussen vervaldag en betaling",
    clock: Clock::Still,
    read: |ground| match ground.standing.learned {
        Some(rhythm) => {
            let first = ground.today.month().first_day();
            Value((first + rhythm.offset_days).day_of_month().into())
        }
        None => Value::MISSING,
    },
};
