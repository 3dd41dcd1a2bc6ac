//! The tenancy has ended.

use crate::facts::{Clock, Fact, Unit, Value};

/// The tenancy has ended.
pub static FACT: Fact = Fact {
    id: "departed",
    word: "vertrokken",
    label: "vertrokken",
    unit: Unit::YesNo,
    meaning: "De laatste dag van de huurovereenkomst is voorbij.",
    source: "huurovereenkomst (VERA einddatum)",
    clock: Clock::Still,
    read: |ground| Value::yes(ground.dossier.tenancy.ends_on.is_some_and(|day| day < ground.today)),
};
