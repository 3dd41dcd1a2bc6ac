//! `/b/{code}/betalen` and `/b/{code}/terug`: to the bank, and back from it.
//!
//! What the page says of a payment is what the provider told us, never that somebody came back.

use std::time::Duration;

use domain::money::Cents;
use maud::{Markup, html};

use super::{Made, Visit, open};
use crate::counter::{Begun, Later, Payment, PaymentState, Stands};
use crate::form::Pairs;
use crate::frame::{Frame, euros, see_other};

/// Somebody who comes back is often a moment before the bank's own word: so often it is waited for, and so long each time.
const WAITS: (u32, Duration) = (12, Duration::from_millis(250));

/// The whole amount, or the part that was typed.
pub(crate) fn begin(visit: &Visit, form: &Pairs) -> Made {
    let t = visit.texts();
    let Stands::Open(due) = &visit.seen.stands else { return Ok(visit.go("")) };
    let frame = visit.frame("");
    let wrong = frame.fill(t.part_wrong, &[("minst", &euros(due.least_part)), ("meest", &euros(due.cents))]);
    let part = form.get("deel");
    // What was shown may have changed: then the new amount is shown, and nobody pays another one than he read.
    let wanted = Cents::parse_typed(if part.is_empty() { form.get("bedrag") } else { part });
    let Some(cents) = wanted else { return Ok(open::page(visit, &wrong)) };
    if part.is_empty() && cents != due.cents {
        return Ok(open::page(visit, t.changed));
    }
    Ok(match visit.hall.counter.begin_payment(visit.code, cents, visit.language)? {
        Begun::GoTo(address) => see_other(&address),
        Begun::Amount => open::page(visit, &wrong),
        Begun::UnderWay => open::page(visit, &format!("{}. {}", t.busy_title, t.busy_text)),
        Begun::NoAnswer => open::page(visit, t.no_answer),
        Begun::NotHere => visit.go(""),
    })
}

/// How the payment goes that somebody comes back from.
pub(crate) fn back(visit: &Visit) -> Made {
    let t = visit.texts();
    let number = visit.call.asked.get("b");
    let Some(payment) = known(visit, number)? else { return Ok(visit.go("")) };
    let mut frame = visit.frame("terug");
    frame.here = format!("{}?b={number}", visit.address("terug"));
    frame.back = None;
    let amount = euros(payment.cents);
    let (title, text, good) = match payment.state {
        PaymentState::Paid => (t.paid_title, frame.fill(t.paid_text, &[("bedrag", &amount)]), true),
        PaymentState::Open => (t.busy_title, t.busy_text.to_string(), false),
        PaymentState::Failed | PaymentState::Expired => (t.failed_title, t.failed_text.to_string(), false),
        PaymentState::Cancelled => (t.cancelled_title, t.cancelled_text.to_string(), false),
    };
    let main = html! {
        p.let.goed[good] role="status" { (text) }
        @if good { (rest(visit, &frame)?) }
        @if payment.state == PaymentState::Open { p { a.terug href=(frame.to(&frame.here)) { (t.look_again) } } }
        p { a.terug href=(frame.to(&visit.address(""))) { (t.to_paying) } }
    };
    Ok(frame.page(title, &main))
}

/// How a payment goes; one that is under way is given a moment to end.
fn known(visit: &Visit, number: &str) -> Result<Option<Payment>, Later> {
    let mut payment = visit.hall.counter.payment(visit.code, number)?;
    for _ in 0..WAITS.0 {
        if payment.is_none_or(|payment| payment.state != PaymentState::Open) {
            break;
        }
        std::thread::sleep(WAITS.1);
        payment = visit.hall.counter.payment(visit.code, number)?;
    }
    Ok(payment)
}

/// What is still open after a payment: asked anew, for it may have come while we waited.
fn rest(visit: &Visit, frame: &Frame) -> Result<Markup, Later> {
    let t = visit.texts();
    let stands = visit.hall.counter.look(visit.code)?.map(|seen| seen.stands);
    Ok(html! { @match stands {
        Some(Stands::Open(due)) if due.has_fallen_due => p { (frame.fill(t.rest_open, &[("bedrag", &euros(due.cents))])) },
        // Rent to come is no rest of what was paid.
        Some(Stands::Nothing | Stands::Open(_)) | None => p { (t.nothing_text) },
        Some(Stands::Call) => {}
    } })
}
