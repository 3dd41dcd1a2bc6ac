//! How the arrangement goes. Moves with time only on its own days, and dossiers with a running arrangement wake every night.

use crate::facts::{Clock, Fact, Unit, Value};

/// How the arrangement goes. Moves with time only on its own days, and dossiers with a running arrangement wake every night.
pub static FACT: Fact = Fact {
    id: "arrangement",
    word: "regeling",
    label: "betalingsregeling",
    unit: Unit::Word(&["geen", "nagekomen", "in gevaar", "verbroken", "voltooid", "beëindigd"]),
    meaning: "Hoe de lopende of anders de laatste betalingsregeling gaat, beoordeeld op de vorderingen die zij dekt.",
    source: "regeling (VERA INC)",
    clock: Clock::Still,
    read: |ground| match ground.standing.arrangement() {
        None => Value(0),
        Some(state) => Value(1 + state.progress as i64),
    },
};
