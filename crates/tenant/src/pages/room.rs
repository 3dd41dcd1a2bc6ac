//! `/b/{code}/ruimte`: what somebody can pay a month, worked out and forgotten: what comes in, what goes out, and the parts that fit in
//! what is left, or that none do.
//!
//! What is typed goes in a form and comes back in the page; it is kept nowhere and stands in no address.

use axum::http::StatusCode;
use domain::arrangement::room::{Household, Post, amount, room_of};
use domain::money::Cents;
use maud::{Markup, html};

use super::{Made, Visit, wrong};
use crate::counter::{Division, Wish};
use crate::form::Pairs;
use crate::frame::{Frame, euros};
use crate::texts::Texts;

/// The sheet; with a form worked out.
pub(crate) fn page(visit: &Visit, form: Option<&Pairs>) -> Made {
    let Some(division) = visit.hall.counter.divide(visit.code, &Wish::default())? else {
        return Ok(visit.go(""));
    };
    let t = visit.texts();
    let mut frame = visit.frame("ruimte");
    frame.back = Some(visit.address("delen"));
    let household = form.map(household);
    let room = household.as_ref().map(|household| household.as_ref().and_then(room_of));
    if room == Some(None) {
        frame.status = StatusCode::UNPROCESSABLE_ENTITY;
    }
    let main = html! {
        @match room {
            None => {}
            Some(None) => (wrong(t.room_missing)),
            Some(Some(room)) => (outcome(visit, &frame, &division, room)),
        }
        p { (t.room_text) }
        (visit.form("ruimte", &html! {
            @for comes_in in [true, false] {
                fieldset {
                    legend { @if comes_in { (t.room_in) } @else { (t.room_out) } }
                    @for post in Post::ALL.into_iter().filter(|post| post.comes_in() == comes_in) {
                        (field(t, post, &typed(post, form, &division)))
                    }
                }
            }
            button.hoofd type="submit" { (t.room_button) }
        }))
    };
    Ok(frame.page(t.room_link, &main))
}

/// What was typed; the rent is known to who holds the code.
fn typed(post: Post, form: Option<&Pairs>, division: &Division) -> String {
    match form {
        Some(form) => form.get(post.dutch()).to_string(),
        None if post == Post::Rent => division.rent.map_or(String::new(), |rent| rent.to_string()),
        None => String::new(),
    }
}

fn field(t: &Texts, post: Post, value: &str) -> Markup {
    let name = post.dutch();
    html! {
        label for=(name) { (label(t, post)) }
        input id=(name) name=(name) inputmode="decimal" autocomplete="off" dir="ltr" value=(value) required[post.is_needed()];
    }
}

fn label(t: &Texts, post: Post) -> &'static str {
    match post {
        Post::Income => t.room_income,
        Post::Allowances => t.room_allowances,
        Post::Rent => t.room_rent,
        Post::Energy => t.room_energy,
        Post::Care => t.room_care,
        Post::Groceries => t.room_groceries,
        Post::Transport => t.room_transport,
        Post::Children => t.room_children,
        Post::OtherDebts => t.room_debts,
        Post::Other => t.room_other,
    }
}

/// `None` when something is no amount.
fn household(form: &Pairs) -> Option<Household> {
    let mut household = Household::new();
    for post in Post::ALL {
        let text = form.get(post.dutch()).trim();
        if !text.is_empty() {
            household.insert(post, amount(text)?);
        }
    }
    Some(household)
}

fn outcome(visit: &Visit, frame: &Frame, division: &Division, room: Cents) -> Markup {
    let t = visit.texts();
    let fits = division.options.iter().find(|(_, highest)| *highest <= room);
    html! {
        div.let role="status" {
            @if room.0 > 0 { p { strong { (frame.fill(t.room_left, &[("bedrag", &euros(room))])) } } }
            @match fits {
                Some((times, highest)) => {
                    @let to = format!("{}?keer={times}&dag={}", visit.address("delen"), division.day);
                    p { (frame.fill(t.room_fits, &[("keer", &times.to_string()), ("bedrag", &euros(*highest))])) }
                    p { a href=(frame.to(&to)) { (t.go_on) } }
                }
                None if room.0 > 0 => {
                    p { (t.room_none) }
                    (visit.form("minder", &html! {
                        input type="hidden" name="woorden" value=(frame.fill(t.room_left, &[("bedrag", &euros(room))]));
                        button type="submit" { (t.room_ask) }
                    }))
                }
                None => {
                    p { (t.room_nothing) }
                    p { a href=(frame.to(&visit.address("hulp"))) { (t.help) } }
                }
            }
        }
    }
}
