//! The day of the month on which this tenant usually pays.

use crate::arrangement::own::usual_day_of_month;
use crate::facts::{Clock, Fact, Unit, Value};

/// The day of the month on which this tenant usually pays.
pub static FACT: Fact = Fact {
    id: "learned_pay_day",
    word: "geleerde_betaaldag",
    label: "betaalt meestal op",
    unit: Unit::DayOfMonth,
    meaning: "De dag van de maand waarop deze huurder meestal betaalt, geleerd uit de twaalf maanden vóór deze maand en geteld vanaf de vervaldag van de nieuwste post; ontbreekt zonder betaalde maanden.",
    source: "betalingen; mediaan van de dagen tussen vervaldag en betaling",
    clock: Clock::Still,
    read: |ground| usual_day_of_month(ground).map_or(Value::MISSING, |day| Value(day.into())),
};
