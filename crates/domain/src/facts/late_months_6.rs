//! Late months among the last 6 calendar months.

use crate::facts::{Clock, Fact, Unit, Value};

/// Late months among the last 6 calendar months.
pub static FACT: Fact = Fact {
    id: "late_months_6",
    word: "te_laat_6",
    label: "te laat in de laatste 6 maanden",
    unit: Unit::Count,
    meaning: "Aantal maanden van de laatste 6 kalendermaanden (deze maand telt mee) met een vordering die te laat of nog niet betaald is, gemeten vanaf de eigen betaaldag plus de speling van de instellingen; hooguit een euro tekort telt niet.",
    source: "boekingen, per kalendermaand",
    clock: Clock::Still,
    read: |ground| Value(ground.standing.late_months_in(6)),
};
