//! How the last promise to pay went.

use crate::facts::{Clock, Fact, Unit, Value};

/// How the last promise to pay went.
pub static FACT: Fact = Fact {
    id: "promise",
    word: "toezegging",
    label: "toezegging",
    unit: Unit::Word(&["geen", "loopt", "nagekomen", "gebroken"]),
    meaning: "Stand van de laatste toezegging: betaald bij of vóór de beloofde dag plus de speling van de instellingen, of niet.",
    source: "toezegging: tot de dag plus 2 werkdagen",
    clock: Clock::Still,
    read: |ground| Value(ground.last_promise() as i64),
};
