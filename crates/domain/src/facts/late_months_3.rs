//! Late months among the last 3 calendar months.

use crate::facts::{Clock, Fact, Unit, Value};

/// Late months among the last 3 calendar months.
pub static FACT: Fact = Fact {
    id: "late_months_3",
    word: "te_laat_3",
    label: "te laat in de laatste 3 maanden",
    unit: Unit::Count,
    meaning: "Aantal maanden van de laatste 3 kalendermaanden (deze maand telt mee) met een vordering die te laat of nog niet betaald is, gemeten vanaf de eigen betaaldag plus de speling van de instellingen; hooguit een euro tekort telt niet.",
    source: "boekingen, per kalendermaand",
    clock: Clock::Still,
    read: |ground| Value(ground.standing.late_months_in(3)),
};
