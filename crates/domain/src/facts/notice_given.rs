//! Notice has been given and the tenancy still runs.

use crate::facts::{Clock, Fact, Unit, Value};

/// Notice has been given and the tenancy still runs.
pub static FACT: Fact = Fact {
    id: "notice_given",
    word: "opgezegd",
    label: "huur opgezegd",
    unit: Unit::YesNo,
    meaning: "De huur is opgezegd en nog niet geëindigd.",
    source: "huurovereenkomst (VERA opzegdatum, einddatum)",
    clock: Clock::Still,
    read: |ground| {
        let tenancy = &ground.dossier.tenancy;
        let given = tenancy.notice_on.is_some_and(|day| day <= ground.today);
        Value::yes((given || tenancy.ends_on.is_some()) && tenancy.ends_on.is_none_or(|day| day >= ground.today))
    },
};
