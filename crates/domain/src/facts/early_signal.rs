//! Where the early signal stands.

use crate::dossier::CircumstanceKind;
use crate::facts::{Clock, Fact, Unit, Value};

/// Where the early signal stands.
pub static FACT: Fact = Fact {
    id: "early_signal",
    word: "vroegsignaal",
    label: "vroegsignaal",
    unit: Unit::Word(&["geen", "loopt", "bezwaar"]),
    meaning: "Stand van het vroegsignaal aan de gemeente: in behandeling, of de huurder maakt bezwaar.",
    source: "Besluit gemeentelijke schuldhulpverlening art. 2",
    clock: Clock::Still,
    read: |ground| Value(match ground.holding(CircumstanceKind::EarlySignal) {
        Some(_) => 1,
        None if ground.holding(CircumstanceKind::SignalObjection).is_some() => 2,
        None => 0,
    }),
};
