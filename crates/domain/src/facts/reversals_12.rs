//! Reversals in twelve months that say something of the tenant.

use crate::facts::{Clock, Fact, Unit, Value};

/// Reversals in twelve months that say something of the tenant.
pub static FACT: Fact = Fact {
    id: "reversals_12",
    word: "stornos_12",
    label: "storneringen in 12 maanden",
    unit: Unit::Count,
    meaning: "Aantal storneringen in de laatste 12 kalendermaanden, zonder die met een technische reden.",
    source: "boekingen; redencodes SEPA (standards.md 3.2)",
    clock: Clock::Still,
    read: |ground| Value(ground.standing.reversals_12.into()),
};
