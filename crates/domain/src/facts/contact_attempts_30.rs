//! Attempts at personal contact in thirty days.

use crate::dossier::{Contact, ContactChannel};
use crate::facts::{Clock, Fact, Unit, Value};

/// Attempts at personal contact in thirty days.
pub static FACT: Fact = Fact {
    id: "contact_attempts_30",
    word: "contactpogingen_30",
    label: "contactpogingen in 30 dagen",
    unit: Unit::Count,
    meaning: "Aantal pogingen tot persoonlijk contact (bellen, bezoek, balie) in de laatste 30 dagen, gelukt of niet.",
    source: "contactmomenten (VERA BRG); Besluit gemeentelijke schuldhulpverlening art. 2 sub a",
    clock: Clock::Still,
    read: |ground| {
        let recent = |contact: &&Contact| contact.day <= ground.today && ground.today - contact.day <= 30;
        let personal = |contact: &&Contact| {
            matches!(contact.channel, ContactChannel::Phone | ContactChannel::Visit | ContactChannel::Counter)
        };
        Value(ground.dossier.contacts.iter().filter(recent).filter(personal).count() as i64)
    },
};
