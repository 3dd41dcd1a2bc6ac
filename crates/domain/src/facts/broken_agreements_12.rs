//! Promises and arrangements broken in twelve months.

use crate::facts::{Clock, Fact, Unit, Value};

/// Promises and arrangements broken in twelve months.
pub static FACT: Fact = Fact {
    id: "broken_agreements_12",
    word: "gebroken_afspraken_12",
    label: "gebroken afspraken in 12 maanden",
    unit: Unit::Count,
    meaning: "Aantal gebroken toezeggingen en verbroken regelingen in de laatste 12 maanden.",
    source: "regelingen en toezeggingen van de laatste twaalf maanden; Woonbron, categorie 6",
    clock: Clock::Still,
    read: |ground| Value(ground.broken_agreements_since(ground.today.plus_months(-12))),
};
