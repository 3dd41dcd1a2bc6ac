//! `/b/{code}/bel`: choose when somebody calls back.

use axum::http::StatusCode;
use domain::appointment::{Slot, clock};
use domain::calendar::Day;
use maud::html;

use super::{Made, Visit, wrong};
use crate::counter::{Done, Request};
use crate::form::Pairs;
use crate::frame::Frame;

/// What a call is about is kept up to so many signs.
const LONGEST_SUBJECT: usize = 200;

/// Which slot it is, in a form.
fn word(slot: &Slot) -> String {
    format!("{} {}", slot.day, clock(slot.from))
}

/// The moments that are free.
pub(crate) fn page(visit: &Visit, what: &str) -> Made {
    let t = visit.texts();
    let slots = visit.hall.counter.slots(visit.code)?;
    let mut frame = visit.frame("bel");
    if !what.is_empty() {
        frame.status = StatusCode::UNPROCESSABLE_ENTITY;
    }
    let main = html! {
        (wrong(what))
        @if slots.is_empty() { p { (t.call_none) } }
        @else { (visit.form("bel", &html! {
            fieldset {
                legend { (t.call_when) }
                @for (day, slots) in by_day(&slots) {
                    h2 { (visit.language.weekday(day)) }
                    div.momenten { @for slot in slots {
                        label.keus { input type="radio" name="moment" value=(word(slot)) required; span dir="ltr" { (clock(slot.from)) } }
                    } }
                }
            }
            label for="nummer" { (t.call_number) span.hint { (t.call_number_hint) } }
            input #nummer name="nummer" type="tel" autocomplete="tel" dir="ltr" value=(typed(visit, "nummer"));
            label for="waarover" { (t.call_about) }
            input #waarover name="waarover" maxlength=(LONGEST_SUBJECT) value=(typed(visit, "waarover"));
            button.hoofd type="submit" { (t.call_button) }
        })) }
    };
    Ok(frame.page(t.call_me, &main))
}

fn typed<'a>(visit: &'a Visit, name: &str) -> &'a str {
    visit.call.form.as_ref().map_or("", |form| form.get(name))
}

fn between(visit: &Visit, frame: &Frame, slot: &Slot) -> String {
    frame.fill(visit.texts().between, &[("van", &clock(slot.from)), ("tot", &clock(slot.until))])
}

fn by_day(slots: &[Slot]) -> Vec<(Day, Vec<&Slot>)> {
    let mut days: Vec<(Day, Vec<&Slot>)> = Vec::new();
    for slot in slots {
        match days.last_mut() {
            Some((day, on_it)) if *day == slot.day => on_it.push(slot),
            _ => days.push((slot.day, vec![slot])),
        }
    }
    days
}

/// One is chosen.
pub(crate) fn choose(visit: &Visit, form: &Pairs) -> Made {
    let t = visit.texts();
    let slots = visit.hall.counter.slots(visit.code)?;
    let asked = form.get("moment");
    let Some(slot) = slots.iter().find(|slot| word(slot) == asked) else {
        return page(visit, if asked.is_empty() { t.choose_moment } else { t.call_taken });
    };
    let phone = form.words("nummer", 20);
    if !phone.is_empty() && !is_a_number(&phone) {
        return page(visit, t.contact_wrong);
    }
    let about = form.words("waarover", LONGEST_SUBJECT);
    let done = visit.request(&Request::CallBack { slot: *slot, phone, about })?;
    Ok(match done {
        Done::Holds => {
            let frame = visit.frame("bel");
            let who =
                if visit.seen.consultant.is_empty() { &visit.house.landlord } else { &visit.seen.consultant };
            let (day, time) = (visit.language.weekday(slot.day), between(visit, &frame, slot));
            let text = frame.fill(t.call_done_text, &[("wie", who), ("dag", &day), ("tijd", &time)]);
            frame.page(t.call_done_title, &html! { p.let.goed role="status" { (text) } })
        }
        Done::Taken => return page(visit, t.call_taken),
        done => visit.told("bel", done),
    })
}

/// Could somebody be called here?
pub(crate) fn is_a_number(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (9..=15).contains(&digits) && text.chars().all(|c| c.is_ascii_digit() || " +-()".contains(c))
}

#[cfg(test)]
mod tests {
    use super::is_a_number;

    #[test]
    fn a_number_is_one_that_can_be_called() {
        assert!(is_a_number("06 12 34 56 78") && is_a_number("+31 (0)6-12345678"));
        assert!(!is_a_number("112") && !is_a_number("nul zes") && !is_a_number("06<script>1234567"));
    }
}
