//! Days since the tenant was last spoken to.

use crate::facts::{Clock, Fact, Unit, Value};

/// Days since the tenant was last spoken to.
pub static FACT: Fact = Fact {
    id: "days_since_contact",
    word: "dagen_sinds_contact",
    label: "laatst gesproken",
    unit: Unit::Days,
    meaning: "Dagen sinds de huurder voor het laatst gesproken is of zelf iets liet weten.",
    source: "contactmomenten (VERA BRG)",
    clock: Clock::DaysUp,
    read: |ground| {
        let known = ground.dossier.contacts.iter().rev().filter(|contact| contact.day <= ground.today);
        Value::days_since(known.filter(|c| c.reached || c.incoming).map(|c| c.day).next(), ground.today)
    },
};
