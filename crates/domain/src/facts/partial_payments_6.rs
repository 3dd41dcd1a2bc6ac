//! Partial payments in six months.

use crate::facts::{Clock, Fact, Unit, Value};

/// Partial payments in six months.
pub static FACT: Fact = Fact {
    id: "partial_payments_6",
    word: "deelbetalingen_6",
    label: "deelbetalingen in 6 maanden",
    unit: Unit::Count,
    meaning: "Aantal betalingen in de laatste 6 kalendermaanden van minder dan negen tiende van de maandhuur.",
    source: "eigen keuze: onder negen tiende van de huur, zodat een huurverhoging geen deelbetaling wordt",
    clock: Clock::Still,
    read: |ground| Value(ground.standing.partial_payments_6.into()),
};
