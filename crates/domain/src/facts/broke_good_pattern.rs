//! Late now, after at least six months on time and none late.

use crate::facts::{Clock, Fact, Unit, Value};

/// Late now, after at least six months on time and none late.
pub static FACT: Fact = Fact {
    id: "broke_good_pattern",
    word: "breuk_in_goed_patroon",
    label: "ineens te laat na een goede tijd",
    unit: Unit::YesNo,
    meaning: "Deze maand te laat, terwijl de elf maanden daarvoor (minstens zes met een oordeel) allemaal op tijd waren.",
    source: "boekingen; Woonbron, categorie 5",
    clock: Clock::Still,
    read: |ground| {
        let (late, judged) = (ground.standing.late_months, ground.standing.judged_months);
        Value::yes(late == 1 && (judged >> 1).count_ones() >= 6)
    },
};
