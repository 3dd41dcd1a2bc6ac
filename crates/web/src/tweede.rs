//! The second person: who may agree to what one person may not decide alone.
//!
//! Who keeps the accounts can send an invitation for an account that is in use, and with it come in under that name. Its owner is
//! told at the next sign-in; until then, for a day, nobody agrees in that name.

use domain::staff::Right;
use store::Book;
use store::post::Moment;

use crate::answer::Failure;
use crate::app::House;
use crate::signed::Signed;

/// How long an account that was opened with an invitation agrees to nothing. Seconds.
const HELD: i64 = 86_400;

/// Why who looks may not agree, if so; whether it is his own question is for whoever asks this.
pub(crate) fn may_not_agree(
    house: &House,
    book: &Book,
    who: &Signed,
    now: Moment,
) -> Result<Option<String>, Failure> {
    if !who.may(Right::Agree) {
        return Ok(Some("Een teamleider beslist hierover.".into()));
    }
    let chosen = book.chosen_by_invitation(who.id(), now.seconds - HELD)?;
    Ok(chosen.map(|chosen| {
        let (day, minute) = (house.wall)(chosen + HELD);
        format!(
            "Uw wachtwoord is net gekozen met een uitnodiging. Vanaf {}, {:02}:{:02} uur kunt u akkoord geven. Zo geeft niemand \
             met een uitnodiging in uw naam akkoord. Haast het? Een andere teamleider kan nu beslissen.",
            day.dutch(),
            minute / 60,
            minute % 60
        )
    }))
}
