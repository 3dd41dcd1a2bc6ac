//! Nuisance or pollution was reported.

use crate::dossier::CircumstanceKind;
use crate::facts::{Clock, Fact, Unit, Value};

/// Nuisance or pollution was reported.
pub static FACT: Fact = Fact {
    id: "nuisance",
    word: "overlast",
    label: "overlast gemeld",
    unit: Unit::YesNo,
    meaning: "Er is overlast of vervuiling gemeld op het adres.",
    source: "signalering; praktijk van Poort6",
    clock: Clock::Still,
    read: |ground| Value::yes(ground.holding(CircumstanceKind::Nuisance).is_some()),
};
