//! Attempts at personal contact in thirty days since the tenant was last spoken to: nobody answered.

use crate::facts::{Clock, Fact, Unit, Value};
use crate::law_in_motion::early_signal::is_personal;

/// Attempts at personal contact in thirty days since the tenant was last spoken to: nobody answered.
pub static FACT: Fact = Fact {
    id: "unanswered_attempts_30",
    word: "pogingen_zonder_gehoor_30",
    label: "pogingen zonder gehoor in 30 dagen",
    unit: Unit::Count,
    meaning: "Aantal pogingen tot persoonlijk contact (bellen, bezoek, balie) in de laatste 30 dagen waarop niemand reageerde, \
              geteld vanaf het laatste gesprek.",
    source: "contactmomenten (VERA BRG)",
    clock: Clock::Still,
    read: |ground| {
        let known = ground.dossier.contacts.iter().rev().filter(|contact| contact.day <= ground.today);
        let since = known.take_while(|c| ground.today - c.day <= 30 && !c.reached && !c.incoming);
        Value(since.filter(|contact| is_personal(contact)).count() as i64)
    },
};
