//! What may be asked today.

use crate::facts::{Clock, Fact, Unit, Value};

/// What may be asked today.
pub static FACT: Fact = Fact {
    id: "claimable",
    word: "te_vragen",
    label: "mag vandaag gevraagd worden",
    unit: Unit::Cents,
    meaning: "Wat vandaag aan de huurder gevraagd mag worden: de achterstand zonder wat betwist is, onder een lopende regeling valt of in een schuldregeling zit.",
    source: "belofte: een bedrag in een bericht is opeisbaar en niet betwist",
    clock: Clock::Still,
    read: |ground| Value::cents(ground.claimable()),
};
