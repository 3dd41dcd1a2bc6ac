//! How many needed data the landlord did not deliver.

use crate::dossier::CircumstanceKind;
use crate::facts::{Clock, Fact, Unit, Value};

/// How many needed data the landlord did not deliver.
pub static FACT: Fact = Fact {
    id: "missing_data",
    word: "gegevens_ontbreken",
    label: "gegevens die ontbreken",
    unit: Unit::Count,
    meaning: "Aantal gegevens dat ontbreekt en nodig is om te oordelen: ingangsdatum, huur, betaalwijze, en een post van de lijst die niet te lezen is.",
    source: "aanlevering; onbekend wordt nooit een vordering",
    clock: Clock::Still,
    read: |ground| {
        let tenancy = &ground.dossier.tenancy;
        let unread = ground.holding(CircumstanceKind::ItemUnread).is_some();
        let missing =
            [tenancy.starts_on.is_none(), ground.standing.rent.is_none(), tenancy.direct_debit.is_none(), unread];
        Value(missing.into_iter().filter(|missing| *missing).count() as i64)
    },
};
