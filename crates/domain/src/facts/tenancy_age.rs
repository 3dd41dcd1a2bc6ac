//! How long the tenancy has run.

use crate::facts::{Clock, Fact, Unit, Value};

/// How long the tenancy has run.
pub static FACT: Fact = Fact {
    id: "tenancy_age",
    word: "huurt_sinds",
    label: "huurt sinds",
    unit: Unit::Months,
    meaning: "Hele maanden sinds de ingangsdatum van de huurovereenkomst.",
    source: "huurovereenkomst (VERA begindatum)",
    clock: Clock::MonthsUp(|ground| ground.dossier.tenancy.starts_on),
    read: |ground| match ground.dossier.tenancy.starts_on {
        Some(day) => Value(i64::from(day.months_until(ground.today))),
        None => Value::MISSING,
    },
};
