//! What somebody asks or tells with a code alone: not right, help, the municipality, later, and less a month.

use axum::http::StatusCode;
use axum::response::Response;
use domain::calendar::Day;
use maud::html;

use super::contact::to_proof;
use super::{LONGEST_WORDS, Made, Visit, words_field, wrong};
use crate::counter::{Done, Request, Stands};
use crate::form::Pairs;
use crate::frame::euros;

/// `/b/{code}/klopt-niet`
pub(crate) fn not_right(visit: &Visit, what: &str) -> Response {
    let t = visit.texts();
    asking(visit, "klopt-niet", (t.not_right, t.not_right_text), (t.not_right_label, t.send), what)
}

/// The amount is not right, in the tenant's words.
pub(crate) fn say_not_right(visit: &Visit, form: &Pairs) -> Made {
    let words = form.words("woorden", LONGEST_WORDS);
    if words.is_empty() {
        return Ok(not_right(visit, visit.texts().words_missing));
    }
    Ok(visit.told("klopt-niet", visit.request(&Request::NotRight { words })?))
}

/// `/b/{code}/hulp`
pub(crate) fn help(visit: &Visit) -> Response {
    let t = visit.texts();
    asking(visit, "hulp", (t.help, t.help_text), (t.help_label, t.help_button), "")
}

/// Somebody wants help.
pub(crate) fn ask_help(visit: &Visit, form: &Pairs) -> Made {
    let words = form.words("woorden", LONGEST_WORDS);
    Ok(visit.told("hulp", visit.request(&Request::Help { words })?))
}

/// `/b/{code}/minder`
pub(crate) fn less(visit: &Visit, what: &str) -> Response {
    let t = visit.texts();
    asking(visit, "minder", (t.parts_less, t.parts_ask), (t.parts_less_label, t.parts_ask_button), what)
}

/// Less a month than can be agreed here.
pub(crate) fn ask_less(visit: &Visit, form: &Pairs) -> Made {
    let words = form.words("woorden", LONGEST_WORDS);
    if words.is_empty() {
        return Ok(less(visit, visit.texts().words_missing));
    }
    Ok(visit.told("minder", visit.request(&Request::LessAMonth { words })?))
}

/// A page with one field for words.
fn asking(
    visit: &Visit,
    word: &str,
    (title, text): (&str, &str),
    (label, button): (&str, &str),
    what: &str,
) -> Response {
    let mut frame = visit.frame(word);
    if !what.is_empty() {
        frame.status = StatusCode::UNPROCESSABLE_ENTITY;
    }
    let main = html! {
        (wrong(what))
        p { (text) }
        (visit.form(word, &html! {
            (words_field("woorden", label, visit.call.form.as_ref()))
            button.hoofd type="submit" { (button) }
        }))
    };
    frame.page(title, &main)
}

/// `/b/{code}/gemeente`
pub(crate) fn sharing(visit: &Visit) -> Response {
    let t = visit.texts();
    let main = html! {
        p { (t.sharing_text) }
        (visit.form("gemeente", &html! {
            p { button.hoofd type="submit" name="mag" value="nee" { (t.sharing_no) } }
            p { button.hoofd type="submit" name="mag" value="ja" { (t.sharing_yes) } }
        }))
    };
    visit.frame("gemeente").page(t.sharing, &main)
}

/// Yes or no.
pub(crate) fn answer_sharing(visit: &Visit, form: &Pairs) -> Made {
    let t = visit.texts();
    let may = match form.get("mag") {
        "ja" => true,
        "nee" => false,
        _ => return Ok(sharing(visit)),
    };
    let done = visit.request(&Request::Sharing { may })?;
    if done == Done::NeedsProof {
        return Ok(to_proof(visit, "gemeente"));
    }
    if !matches!(done, Done::Holds | Done::AskedAlready) {
        return Ok(visit.told("gemeente", done));
    }
    let text = if may { t.sharing_done_yes } else { t.sharing_done_no };
    Ok(visit.frame("gemeente").page(t.noted_title, &html! { p.let.goed role="status" { (text) } }))
}

/// `/b/{code}/later`
pub(crate) fn later(visit: &Visit, what: &str) -> Response {
    let t = visit.texts();
    let Some(until) = visit.seen.later_until else { return visit.go("") };
    let mut frame = visit.frame("later");
    if !what.is_empty() {
        frame.status = StatusCode::UNPROCESSABLE_ENTITY;
    }
    let from = visit.hall.counter.house().today.next();
    let days: Vec<Day> = (from.0..=until.0).map(Day).collect();
    let main = html! {
        (wrong(what))
        @if let Stands::Open(due) = &visit.seen.stands {
            p { (frame.fill(t.parts_open, &[("bedrag", &euros(due.cents))])) }
        }
        (visit.form("later", &html! {
            label for="dag" { (t.later_when) }
            select #dag name="dag" { @for day in &days {
                option value=(day) { (visit.language.weekday(*day)) }
            } }
            button.hoofd type="submit" { (t.later_button) }
        }))
        p { (t.later_longer) }
        ul.keuzes {
            @if visit.seen.in_parts { li { a href=(frame.to(&visit.address("delen"))) { (t.in_parts) } } }
            li { a href=(frame.to(&visit.address("bel"))) { (t.call_me) } }
        }
    };
    frame.page(t.pay_later, &main)
}

/// A day is chosen.
pub(crate) fn pay_later(visit: &Visit, form: &Pairs) -> Made {
    let t = visit.texts();
    let Some(until) = visit.seen.later_until else { return Ok(visit.go("")) };
    let today = visit.hall.counter.house().today;
    let Some(day) = Day::parse_iso(form.get("dag")).filter(|day| *day > today && *day <= until) else {
        let what = visit.frame("").fill(t.later_wrong, &[("dag", &visit.language.day(until))]);
        return Ok(later(visit, &what));
    };
    let done = visit.request(&Request::PayLater { day })?;
    if done != Done::Holds {
        return Ok(visit.told("later", done));
    }
    let frame = visit.frame("later");
    let text = frame.fill(t.later_done_text, &[("dag", &visit.language.day(day))]);
    Ok(frame.page(t.later_done_title, &html! { p.let.goed role="status" { (text) } }))
}
