//! A debt scheme or breathing space runs.

use crate::dossier::CircumstanceKind;
use crate::facts::{Clock, Fact, Unit, Value};

/// A debt scheme or breathing space runs.
pub static FACT: Fact = Fact {
    id: "debt_scheme",
    word: "schuldregeling",
    label: "schuldregeling",
    unit: Unit::Word(&["geen", "minnelijk", "wettelijk", "afkoelingsperiode"]),
    meaning: "Er loopt een schuldregeling, wettelijke schuldsanering of afkoelingsperiode.",
    source: "signalering; art. 5 Wgs, art. 287b en 305 Fw",
    clock: Clock::Still,
    read: |ground| Value(match ground.debt_scheme() {
        None => 0,
        Some(scheme) => match scheme.kind {
            CircumstanceKind::DebtScheme => 1,
            CircumstanceKind::StatutoryDebtScheme => 2,
            _ => 3,
        },
    }),
};
