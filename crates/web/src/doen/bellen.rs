//! Whom to call, beside the task to call; and what a consultant can leave on a voice computer: the words of the policy, with her own
//! name in them.
//!
//! These are read aloud, never sent. They do not say what it is about: nobody knows who listens (`policy::check::sms`).

use domain::dossier::ContactChannel;
use domain::policy::Tone;
use maud::{Markup, html};
use store::screens::{DossierHead, PersonLine};

use crate::app::Visit;
use crate::parts;

/// Everybody who can be called, each number a link that calls it.
pub(super) fn section(visit: &Visit, head: &DossierHead) -> Markup {
    let persons: Vec<&PersonLine> =
        head.persons.iter().filter(|one| one.numbers().next().is_some()).collect();
    html! {
        @if persons.is_empty() {
            p.melding { strong { "Wij hebben geen nummer dat klopt. " }
                "Stuur een bericht (toets M) of plan een huisbezoek (toets H). Hoort u een nummer? Laat het in uw huurdersadministratie zetten: daarna staat het hier." }
        } @else {
            ul.nummers { @for person in persons { li {
                (parts::sentence(&person.name)) @for number in person.numbers() { " " a href={ "tel:" (dialled(number)) } { (number) } }
            } } }
            (voicemail(visit))
        }
    }
}

/// A number as a telephone dials it: figures, with the plus of a country in front.
fn dialled(number: &str) -> String {
    let number = number.replace("(0)", "");
    let plus = if number.trim_start().starts_with('+') { "+" } else { "" };
    plus.chars().chain(number.chars().filter(char::is_ascii_digit)).collect()
}

/// The words for a voice computer, where the policy has any.
fn voicemail(visit: &Visit) -> Markup {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_dialled_however_it_is_written() {
        for (written, told) in [
            ("06-1234 5678", "0612345678"),
            ("+31 (0)6 12345678", "+31612345678"),
            ("(058) 123 45 67", "0581234567"),
        ] {
            assert_eq!(dialled(written), told);
        }
    }
}
