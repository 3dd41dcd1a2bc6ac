//! The confirmation that goes with an arrangement: announced on the form, read there, and sent with the act that records the
//! arrangement, so that both are taken back together until it has left.

use domain::asked::Occasion;
use domain::dossier::{Arrangement, ContactChannel, Dossier};
use domain::ids::TenancyId;
use maud::{Markup, html};
use store::acts::Record;
use store::post::AskedLetter;

use super::wish::Wish as Wanted;
use crate::app::House;
use crate::doen::bericht::{channel, for_occasion, let_go};
use crate::formulier::field;
use crate::post_room::{AsItLeaves, Wish};
use crate::voorstel::as_it_leaves;

/// The word for none.
const NONE: &str = "geen";

/// What becomes of the confirmation.
pub(super) enum Confirmation {
    /// It leaves as this.
    Leaves(Box<(AsItLeaves, AskedLetter)>),
    /// It cannot leave now, and why.
    Cannot(String),
    /// The consultant confirms it herself.
    Herself,
}

/// The channel that the word names; the best one when it names none.
fn chosen(house: &House, dossier: &Dossier, word: &str) -> Option<(String, ContactChannel)> {
    let (letter, channels) = for_occasion(house, dossier, Occasion::Arrangement)?;
    let wanted = channel(word).filter(|wanted| channels.contains(wanted));
    let channel = wanted.or(channels.first().copied().filter(|_| word != NONE))?;
    Some((letter, channel))
}

impl Confirmation {
    /// Asks how the confirmation of this arrangement would leave.
    pub(super) fn of(
        house: &House,
        dossier: &Dossier,
        id: TenancyId,
        word: &str,
        agreed: &Arrangement,
    ) -> Confirmation {
        let Some((letter, channel)) = chosen(house, dossier, word) else { return Confirmation::Herself };
        let Ok(post_room) = house.post_room() else { return Confirmation::Herself };
        let wish = Wish { letter, channel, own_words: String::new(), agreed: Some(agreed.clone()) };
        match post_room.wish(id, &wish) {
            Ok(seen) => Confirmation::Leaves(Box::new(seen)),
            Err(why) => Confirmation::Cannot(why),
        }
    }

    /// Why a confirmation over the channel that the form names cannot leave.
    pub(super) fn cannot(&self, word: &str) -> Option<String> {
        match self {
            Confirmation::Cannot(why) if word != NONE => {
                Some(format!("De bevestiging kan nu niet uit. {why} Kies een ander kanaal, of geen."))
            }
            _ => None,
        }
    }

    /// What is recorded with the arrangement, and what the act says of it.
    pub(super) fn sending(self, now: i64) -> (Option<Record>, String) {
        match self {
            Confirmation::Leaves(seen) => {
                let by = format!(", bevestiging per {}", seen.1.channel.dutch());
                (Some(let_go(seen.1, now)), by)
            }
            Confirmation::Cannot(_) | Confirmation::Herself => (None, String::new()),
        }
    }

    /// What the form says of it.
    pub(super) fn section(&self) -> Markup {
        html! {
            @match self {
                Confirmation::Leaves(seen) => {
                    input type="hidden" name="bevestiging" value=(seen.1.channel.dutch());
                    p { "De huurder krijgt een bevestiging per " strong { (seen.1.channel.dutch()) } ": " (seen.0.leaves) ". Tot dan haalt u regeling en bevestiging samen terug." }
                    details { summary { "Lees de bevestiging" } (as_it_leaves(&seen.0, "")) }
                }
                Confirmation::Cannot(why) => {
                    input type="hidden" name="bevestiging" value=(NONE);
                    p.melding { strong { "De bevestiging kan nu niet uit. " } (why) " De regeling kunt u wel vastleggen. Bevestig haar dan zelf, of later met “Bericht”." }
                }
                Confirmation::Herself => {
                    input type="hidden" name="bevestiging" value=(NONE);
                    p.zacht { "Er gaat geen bevestiging uit. Bevestig de regeling zelf aan de huurder." }
                }
            }
        }
    }

    /// What somebody who agrees reads of it.
    pub(super) fn line(&self) -> Markup {
        html! { p.zacht { @match self {
            Confirmation::Leaves(seen) => { "Bij akkoord krijgt de huurder een bevestiging per " (seen.1.channel.dutch()) ": " (seen.0.leaves) "." }
            Confirmation::Cannot(why) => { "Een bevestiging kan nu niet uit. " (why) " Bevestig de regeling zelf." }
            Confirmation::Herself => { "Er gaat geen bevestiging uit. Bevestig de regeling zelf." }
        } } }
    }
}

/// The field in which the channel is chosen.
pub(super) fn choose(house: &House, dossier: &Dossier, wish: &Wanted) -> Markup {
    let (word, wrong) = (&wish.confirmed_by, &wish.wrong);
    let channels = for_occasion(house, dossier, Occasion::Arrangement).map_or(Vec::new(), |(_, ways)| ways);
    let now = chosen(house, dossier, word).map_or(NONE, |(_, channel)| channel.dutch());
    html! {
        @if !channels.is_empty() && house.post_room().is_ok() {
            (field(wrong, "bevestiging", "Bevestiging", &html! {
                select #bevestiging name="bevestiging" aria-describedby=[wrong.describes("bevestiging")] {
                    @for channel in &channels { option value=(channel.dutch()) selected[channel.dutch() == now] { "Per " (channel.dutch()) } }
                    option value=(NONE) selected[now == NONE] { "Geen: ik bevestig zelf" }
                }
            }))
        }
    }
}
