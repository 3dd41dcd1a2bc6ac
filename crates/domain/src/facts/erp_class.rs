//! The ERP's own class of this customer.

use crate::facts::{Clock, Fact, Unit, Value};

/// The ERP's own class of this customer.
pub static FACT: Fact = Fact {
    id: "erp_class",
    word: "erp_klasse",
    label: "klasse in het eigen systeem",
    unit: Unit::OwnWord,
    meaning: "De klasse die het eigen systeem van de verhuurder aan deze klant geeft (Accolade/POM).",
    source: "huurovereenkomst (VERA sturingslabel)",
    clock: Clock::Still,
    read: |ground| match ground.dossier.tenancy.erp_class {
        Some(key) => Value(key.0.into()),
        None => Value::NEVER,
    },
};
