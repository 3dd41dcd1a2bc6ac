//! `/b/{code}/gegevens` and `/b/{code}/betaaldag`: another number or address, and another day of the month. Both ask first
//! who it is: who has a letter in the hand may pay, not change whom we call.

use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

use super::call_back::is_a_number;
use super::{Made, Visit, wrong};
use crate::counter::{Done, Request};
use crate::form::Pairs;
use crate::frame::see_other;

/// To the proof first, and then back to this page.
pub(super) fn to_proof(visit: &Visit, word: &str) -> Response {
    see_other(&visit.frame("").to(&format!("{}?naar={word}", visit.address("bewijs"))))
}

/// `/b/{code}/gegevens`
pub(crate) fn page(visit: &Visit, what: &str) -> Made {
    if !visit.is_proven()? {
        return Ok(to_proof(visit, "gegevens"));
    }
    let t = visit.texts();
    let mut frame = visit.frame("gegevens");
    if !what.is_empty() {
        frame.status = StatusCode::UNPROCESSABLE_ENTITY;
    }
    let main = html! {
        (wrong(what))
        p { (t.contact_text) }
        (visit.form("gegevens", &html! {
            (field("mobiel", t.mobile, "tel", "tel", visit))
            (field("e-mail", t.email, "email", "email", visit))
            button.hoofd type="submit" { (t.send) }
        }))
    };
    Ok(frame.page(t.contact, &main))
}

fn field(name: &str, label: &str, kind: &str, fills: &str, visit: &Visit) -> Markup {
    html! {
        label for=(name) { (label) }
        input id=(name) name=(name) type=(kind) autocomplete=(fills) dir="ltr" value=(visit.call.form.as_ref().map_or("", |form| form.get(name)));
    }
}

/// It is sent.
pub(crate) fn change(visit: &Visit, form: &Pairs) -> Made {
    let (mobile, email) = (form.words("mobiel", 20), form.words("e-mail", 120));
    let right = (mobile.is_empty() || is_a_mobile(&mobile)) && (email.is_empty() || is_an_address(&email));
    if !right || (mobile.is_empty() && email.is_empty()) {
        return page(visit, visit.texts().contact_wrong);
    }
    Ok(match visit.request(&Request::Contact { mobile, email })? {
        Done::NeedsProof => to_proof(visit, "gegevens"),
        Done::Holds => holds(visit, "gegevens", visit.texts().contact_done),
        done => visit.told("gegevens", done),
    })
}

/// It holds from now on.
fn holds(visit: &Visit, word: &str, text: &str) -> Response {
    visit.frame(word).page(visit.texts().agreed_title, &html! { p.let.goed role="status" { (text) } })
}

/// A number to which a text costs what a text costs: a Dutch mobile one, or one of a European country.
fn is_a_mobile(text: &str) -> bool {
    let digits: String = text.replace("(0)", "").chars().filter(char::is_ascii_digit).collect();
    let abroad = if text.trim_start().starts_with('+') { Some(&*digits) } else { digits.strip_prefix("00") };
    let usual = match abroad {
        Some(number) => match number.strip_prefix("31") {
            Some(dutch) => dutch.starts_with('6'),
            None => number.starts_with(['3', '4']),
        },
        None => digits.starts_with("06") && digits.len() == 10,
    };
    is_a_number(text) && usual
}

fn is_an_address(text: &str) -> bool {
    let plain = text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(|c| c.is_ascii_graphic() && !"<>()[],;:|!\\\"".contains(c));
    plain
        && text
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'))
}

/// `/b/{code}/betaaldag`
pub(crate) fn pay_day(visit: &Visit) -> Made {
    if !visit.is_proven()? {
        return Ok(to_proof(visit, "betaaldag"));
    }
    let t = visit.texts();
    let frame = visit.frame("betaaldag");
    let usual = visit.hall.counter.proposed_pay_day(visit.code, visit.token)?;
    let main = html! {
        @if let Some(day) = usual {
            p { (frame.fill(t.pay_day_usual, &[("dag", &day.to_string())])) }
            (visit.form("betaaldag", &html! {
                input type="hidden" name="dag" value=(day);
                button.hoofd type="submit" { (t.pay_day_take) }
            }))
        }
        p { (t.pay_day_text) }
        (visit.form("betaaldag", &html! {
            label for="dag" { (t.parts_day) }
            select #dag name="dag" { @for day in 1..=28_u8 {
                option value=(day) selected[usual == Some(day)] { (frame.fill(t.parts_day_option, &[("dag", &day.to_string())])) }
            } }
            button.hoofd[usual.is_none()] type="submit" { (t.pay_day_button) }
        }))
    };
    Ok(frame.page(t.pay_day, &main))
}

/// It is chosen, or asked.
pub(crate) fn ask_pay_day(visit: &Visit, form: &Pairs) -> Made {
    let day = u8::try_from(form.number("dag")).unwrap_or(0);
    if !(1..=28).contains(&day) {
        return pay_day(visit);
    }
    Ok(match visit.request(&Request::PayDay { day })? {
        Done::NeedsProof => to_proof(visit, "betaaldag"),
        Done::Holds => {
            let text = visit.frame("").fill(visit.texts().pay_day_done, &[("dag", &day.to_string())]);
            holds(visit, "betaaldag", &text)
        }
        done => visit.told("betaaldag", done),
    })
}

#[cfg(test)]
mod tests {
    use super::{is_a_mobile, is_an_address};

    #[test]
    fn a_text_goes_where_it_costs_what_a_text_costs() {
        for number in
            ["06 12345678", "+31 (0)6 12345678", "0031612345678", "+48 512 345 678", "00491701234567"]
        {
            assert!(is_a_mobile(number), "{number}");
        }
        for number in [
            "+1 809 555 1234",
            "0906 1234567",
            "020 1234567",
            "+31 20 1234567",
            "+870 773 111 632",
            "061234567",
        ] {
            assert!(!is_a_mobile(number), "{number}");
        }
    }

    #[test]
    fn an_address_is_no_formula() {
        assert!(is_an_address("a.o'brien+huur@example.org"));
        for text in ["-1+cmd|'/Ccalc.exe'!'a@x.nl", "=a@x.nl", "@x.nl", "a@b", "a b@x.nl"] {
            assert!(!is_an_address(text), "{text}");
        }
    }
}
