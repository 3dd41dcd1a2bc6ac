//! Help, or the rest before it begins, ran out and nobody said how it went.

use crate::facts::{Clock, Fact, Unit, Value};

/// Help, or the rest before it begins, ran out and nobody said how it went.
pub static FACT: Fact = Fact {
    id: "help_lapsed",
    word: "hulp_verlopen",
    label: "rust voor hulp verlopen",
    unit: Unit::YesNo,
    meaning: "De tijd die voor hulp was gegeven is voorbij, en niemand heeft laten weten of de hulp begon of klaar is.",
    source: "doorverwijzing; signalering",
    clock: Clock::Still,
    read: |ground| Value::yes(ground.help_lapsed()),
};
