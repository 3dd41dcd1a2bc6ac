//! Is the rent collected by direct debit?

use crate::facts::{Clock, Fact, Unit, Value};

/// Is the rent collected by direct debit?
pub static FACT: Fact = Fact {
    id: "direct_debit",
    word: "automatische_incasso",
    label: "automatische incasso",
    unit: Unit::YesNo,
    meaning: "De huur wordt automatisch geïncasseerd.",
    source: "betaalwijze (VERA soort INC)",
    clock: Clock::Still,
    read: |ground| match ground.dossier.tenancy.direct_debit {
        Some(yes) => Value::yes(yes),
        None => Value::MISSING,
    },
};
