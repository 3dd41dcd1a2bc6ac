//! `/b/`: where a code is typed or asked for again; and what is said about a code that does not work.

use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

use super::wrong;
use crate::code::Code;
use crate::counter::House;
use crate::frame::{Frame, see_other};
use crate::serve::{Call, Hall};

/// The door itself.
pub(crate) fn page(hall: &Hall, house: &House, call: &Call) -> Response {
    let frame = Frame::of(house, call, "/b/");
    let t = frame.texts();
    let Some(form) = &call.form else {
        let sent = if call.asked.get("verstuurd") == "1" { t.sent_again } else { "" };
        return frame.page(t.home_title, &inside(&frame, "", sent));
    };
    let (postcode, number) = (form.words("postcode", 10), form.words("huisnummer", 12));
    if !postcode.is_empty() {
        if !hall.may_ask_again(call) {
            return too_often(house, call);
        }
        return match hall.counter.send_again(&postcode, &number) {
            Ok(()) => see_other(&frame.to("/b/?verstuurd=1")),
            Err(_) => later(house, call),
        };
    }
    match Code::read(form.get("code")) {
        Some(code) => see_other(&frame.to(&format!("/b/{}", code.signs()))),
        None => {
            let frame = Frame { status: StatusCode::UNPROCESSABLE_ENTITY, ..frame };
            frame.page(t.home_title, &inside(&frame, t.code_hint, ""))
        }
    }
}

fn inside(frame: &Frame, what: &str, sent: &str) -> Markup {
    let t = frame.texts();
    html! {
        @if !sent.is_empty() { p.let.goed role="status" { (sent) } }
        (wrong(what))
        p { (t.home_intro) }
        (form(frame, &html! {
            label for="code" { (t.code_label) span.hint { (t.code_hint) } }
            input #code name="code" autocomplete="off" autocapitalize="characters" spellcheck="false" dir="ltr" required;
            button.hoofd type="submit" { (t.go_on) }
        }))
        (ask_again(frame))
    }
}

fn ask_again(frame: &Frame) -> Markup {
    let t = frame.texts();
    html! {
        h2 { (t.no_code) }
        p { (t.no_code_text) }
        (form(frame, &html! {
            label for="postcode" { (t.postcode) }
            input #postcode name="postcode" autocomplete="postal-code" dir="ltr" required;
            label for="huisnummer" { (t.house_number) }
            input #huisnummer name="huisnummer" dir="ltr" required;
            button type="submit" { (t.send_code) }
        }))
    }
}

fn form(frame: &Frame, inside: &Markup) -> Markup {
    html! {
        form method="post" action="/b/" {
            (frame.tongue())
            (inside)
        }
    }
}

/// No such code, or one that has ended: the same words.
pub(crate) fn no_such_code(house: &House, call: &Call) -> Response {
    let frame = Frame { status: StatusCode::NOT_FOUND, ..Frame::of(house, call, "/b/") };
    let t = frame.texts();
    let main = html! {
        p { (t.wrong_text) }
        (form(&frame, &html! {
            label for="code" { (t.code_label) span.hint { (t.code_hint) } }
            input #code name="code" autocomplete="off" autocapitalize="characters" spellcheck="false" dir="ltr" required;
            button type="submit" { (t.go_on) }
        }))
        (ask_again(&frame))
    };
    frame.page(t.wrong_title, &main)
}

/// Too many wrong codes from here.
pub(crate) fn too_often(house: &House, call: &Call) -> Response {
    let frame = Frame { status: StatusCode::TOO_MANY_REQUESTS, ..Frame::of(house, call, "/b/") };
    let t = frame.texts();
    frame.page(t.too_often_title, &html! { p { (t.too_often_text) } })
}

/// It cannot be done now.
pub(crate) fn later(house: &House, call: &Call) -> Response {
    let frame = Frame { status: StatusCode::SERVICE_UNAVAILABLE, ..Frame::of(house, call, "/b/") };
    let t = frame.texts();
    frame.page(t.later_title, &html! { p { (t.later_text) } })
}

/// Another site sent this form.
pub(crate) fn other_form(house: &House, call: &Call) -> Response {
    let frame = Frame { status: StatusCode::FORBIDDEN, ..Frame::of(house, call, "/b/") };
    let t = frame.texts();
    frame.page(t.form_title, &html! { p { (t.form_text) } })
}
