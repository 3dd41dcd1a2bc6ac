//! Somebody else answers for the tenant's money.

use crate::dossier::CircumstanceKind;
use crate::facts::{Clock, Fact, Unit, Value};

/// Somebody else answers for the tenant's money.
pub static FACT: Fact = Fact {
    id: "represented",
    word: "bewind",
    label: "bewind, curatele of budgetbeheer",
    unit: Unit::YesNo,
    meaning: "De huurder staat onder bewind of curatele, of heeft budgetbeheer: post gaat naar de bewindvoerder.",
    source: "relatierol (VERA BWI, CUR, BUD); art. 1:441 BW; ECLI:NL:HR:2014:525",
    clock: Clock::Still,
    read: |ground| Value::yes(ground.holding(CircumstanceKind::Administration).is_some()),
};
