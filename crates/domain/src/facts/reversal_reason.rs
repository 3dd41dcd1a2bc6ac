//! Why the last payment came back.

use crate::ledger::ReversalReason;
use crate::facts::{Clock, Fact, Unit, Value};

/// Why the last payment came back.
pub static FACT: Fact = Fact {
    id: "reversal_reason",
    word: "storno_reden",
    label: "reden van de laatste stornering",
    unit: Unit::Word(&[
        "geen",
        "te weinig saldo",
        "rekening onbruikbaar",
        "geen machtiging",
        "teruggevraagd",
        "overleden",
        "geweigerd",
        "eigen fout",
        "niet opgegeven",
    ]),
    meaning: "Reden van de laatste stornering van de laatste 12 kalendermaanden.",
    source: "redencodes SEPA (standards.md 3.2)",
    clock: Clock::Still,
    read: |ground| match ground.standing.last_reversal {
        None => Value(0),
        Some((_, reason)) => Value(1 + reason.unwrap_or(ReversalReason::NotSpecified) as i64),
    },
};
