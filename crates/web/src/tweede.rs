//! The second person: who may agree to what one person may not decide alone.
//!
//! Who keeps the accounts can send an invitation for an account that is in use, and with it come in under that name. Its owner is
//! told at the next sign-in; until then, for a day, nobody asks or agrees in that name: one person would be two.

use domain::staff::Right;
use store::Book;
use store::post::Moment;

use crate::answer::Failure;
use crate::app::House;
use crate::signed::Signed;

/// How long an account that was opened with an invitation neither asks nor agrees. Seconds.
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
    Ok(held_until(house, book, who, now)?.map(|until| {
        format!(
            "Uw wachtwoord is net gekozen met een uitnodiging. Vanaf {until} kunt u akkoord geven. Zo geeft niemand \
             met een uitnodiging in uw naam akkoord. Haast het? Een andere teamleider kan nu beslissen."
        )
    }))
}

/// Why who looks may not ask a second person, if so.
pub(crate) fn may_not_ask(
    house: &House,
    book: &Book,
    who: &Signed,
    now: Moment,
) -> Result<Option<String>, Failure> {
    Ok(held_until(house, book, who, now)?.map(|until| {
        format!(
            "Uw wachtwoord is net gekozen met een uitnodiging. Vanaf {until} kunt u om akkoord vragen. Zo vraagt niemand \
             met een uitnodiging iets in uw naam. Haast het? Een collega kan het nu vragen."
        )
    }))
}

/// Until when an account waits that was opened with an invitation: `21 november 2026, 10:30 uur`.
fn held_until(house: &House, book: &Book, who: &Signed, now: Moment) -> Result<Option<String>, Failure> {
    let chosen = book.chosen_by_invitation(who.id(), now.seconds - HELD)?;
    Ok(chosen.map(|chosen| {
        let (day, minute) = (house.wall)(chosen + HELD);
        format!("{}, {:02}:{:02} uur", day.dutch(), minute / 60, minute % 60)
    }))
}
