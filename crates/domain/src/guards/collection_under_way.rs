//! A direct debit that we collect ourselves is given time to reach the books before anybody is written to.

use crate::guards::{Guard, Strength, Until};

/// A direct debit that we collect ourselves is given time to reach the books before anybody is written to.
pub static GUARD: Guard = Guard {
    id: "collection_under_way",
    word: "incasso onderweg",
    strength: Strength::Policy,
    ground: "instellingen.toml: incasso_onderweg",
    sentence: "De huur wordt automatisch geïncasseerd en die incasso kan nog binnenkomen.",
    look: |ground, plan| {
        let (oldest, _) = ground.oldest_to_ask()?;
        let last_day = oldest + ground.settings.collection_under_way_days;
        let collected = ground.dossier.tenancy.direct_debit == Some(true);
        let came_back = ground.standing.last_reversal.is_some_and(|(day, _)| day >= oldest);
        (collected && !came_back && plan.asks_money() && ground.today <= last_day).then_some(Until::Day(last_day))
    },
};
