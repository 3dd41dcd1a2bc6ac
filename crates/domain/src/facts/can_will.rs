//! A person's dated finding, while it holds.

use crate::facts::{Clock, Fact, Unit, Value};

/// A person's dated finding, while it holds.
pub static FACT: Fact = Fact {
    id: "can_will",
    word: "kan_wil",
    label: "bevinding kan/wil",
    unit: Unit::Word(&["onbekend", "kan wel, wil wel", "kan wel, wil niet", "kan niet, wil wel", "kan niet, wil niet"]),
    meaning: "De bevinding van een medewerker of de huurder kan en wil betalen; vervalt vanzelf na de termijn van de instellingen.",
    source: "kan/wil-matrix van Woonbron; alleen een mens stelt dit vast",
    clock: Clock::Still,
    read: |ground| Value(ground.can_will_finding().map_or(0, |(which, _)| which)),
};
