//! Is this tenancy left out of the proposals for an own pay day?

use crate::facts::{Clock, Fact, Unit, Value};
use crate::pay_day_trial::is_held_out;

/// Is this tenancy left out of the proposals for an own pay day?
pub static FACT: Fact = Fact {
    id: "pay_day_held_out",
    word: "betaaldag_controlegroep",
    label: "hoort bij de groep die geen betaaldag voorgesteld krijgt",
    unit: Unit::YesNo,
    meaning: "Deze huurder krijgt geen eigen betaaldag voorgesteld, zodat te meten is of dat voorstel helpt. Wie er zelf om vraagt, krijgt hem wel.",
    source: "loting op het nummer van de overeenkomst; instelling betaaldag_controlegroep",
    clock: Clock::Still,
    read: |ground| {
        let percent = ground.settings.pay_day_hold_out_percent;
        Value(i64::from(is_held_out(ground.dossier.tenancy.id, percent)))
    },
};
