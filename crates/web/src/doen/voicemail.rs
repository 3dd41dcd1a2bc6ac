//! What a consultant can leave on a voice computer, beside the task to call: the words of the policy, with her own name in them.
//!
//! It is read aloud, never sent. It does not say what it is about: nobody knows who listens (`policy::check::sms`).

use domain::dossier::ContactChannel;
use domain::policy::Tone;
use maud::{Markup, html};

use crate::app::Visit;

/// The words, where the policy has any.
pub(super) fn section(visit: &Visit) -> Markup {
    let letters = &visit.house.letters;
    let spoken = letters.list.iter().find(|letter| letter.has_channel(ContactChannel::Phone));
    let words = spoken.and_then(|letter| {
        let own = |field: &str| match field {
            "consulent" => Some(visit.who.staff.name.clone()),
            "consulent_voornaam" => visit.who.staff.name.split(' ').next().map(str::to_string),
            "verhuurder" => Some(visit.house.landlord.clone()),
            "telefoon" => Some("[uw eigen nummer]".into()),
            _ => None,
        };
        letters.render(&letter.letter.id, ContactChannel::Phone, Tone::Friendly, &own).ok()
    });
    html! {
        @if let Some(words) = words {
            details.voicemail {
                summary { "Voicemail? Dit kunt u inspreken" }
                p { (words) }
                p.zacht { "Zeg niet waarover het gaat: u weet niet wie het afluistert." }
            }
        }
    }
}
