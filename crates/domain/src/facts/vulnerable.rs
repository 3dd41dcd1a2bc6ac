//! Needs personal attention.

use crate::dossier::CircumstanceKind;
use crate::facts::{Clock, Fact, Unit, Value};

/// Needs personal attention.
pub static FACT: Fact = Fact {
    id: "vulnerable",
    word: "kwetsbaar",
    label: "heeft persoonlijke aandacht nodig",
    unit: Unit::YesNo,
    meaning: "Iemand heeft vastgelegd dat deze huurder persoonlijke aandacht nodig heeft (geen diagnose).",
    source: "signalering (VERA ONB); AVG art. 9",
    clock: Clock::Still,
    read: |ground| Value::yes(ground.holding(CircumstanceKind::Vulnerable).is_some()),
};
