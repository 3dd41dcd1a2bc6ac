//! Visits in ninety days.

use crate::dossier::{Contact, ContactChannel};
use crate::facts::{Clock, Fact, Unit, Value};

/// Visits in ninety days.
pub static FACT: Fact = Fact {
    id: "visits_90",
    word: "huisbezoeken_90",
    label: "huisbezoeken in 90 dagen",
    unit: Unit::Count,
    meaning: "Aantal huisbezoeken (gelukt of niet) in de laatste 90 dagen.",
    source: "contactmomenten (VERA BRG kanaal BEZ)",
    clock: Clock::Still,
    read: |ground| {
        let recent = |contact: &&Contact| contact.day <= ground.today && ground.today - contact.day <= 90;
        let contacts = ground.dossier.contacts.iter().filter(recent);
        Value(contacts.filter(|contact| contact.channel == ContactChannel::Visit).count() as i64)
    },
};
