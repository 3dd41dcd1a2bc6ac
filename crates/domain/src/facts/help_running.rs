//! Help is running.

use crate::dossier::CircumstanceKind;
use crate::facts::{Clock, Fact, Unit, Value};

/// Help is running.
pub static FACT: Fact = Fact {
    id: "help_running",
    word: "hulp_loopt",
    label: "hulp loopt",
    unit: Unit::YesNo,
    meaning: "Er loopt hulp: budgetcoach, sociaal team of gemeente.",
    source: "doorverwijzing; signalering",
    clock: Clock::Still,
    read: |ground| Value::yes(ground.holding(CircumstanceKind::Help).is_some()),
};
