//! How far the case has gone in law.

use crate::dossier::CircumstanceKind;
use crate::facts::{Clock, Fact, Unit, Value};

/// How far the case has gone in law.
pub static FACT: Fact = Fact {
    id: "legal_phase",
    word: "juridische_fase",
    label: "juridische fase",
    unit: Unit::Word(&["geen", "deurwaarder", "vonnis", "ontruiming"]),
    meaning: "Hoe ver de zaak in het recht is: bij de deurwaarder, een vonnis, of een aangezegde ontruiming.",
    source: "externe incasso (VERA INC); fasen volgens CORA",
    clock: Clock::Still,
    read: |ground| {
        let holds = |kind| ground.holding(kind).is_some();
        Value(if holds(CircumstanceKind::EvictionAnnounced) {
            3
        } else if holds(CircumstanceKind::Judgment) {
            2
        } else {
            i64::from(holds(CircumstanceKind::AtBailiff))
        })
    },
};
