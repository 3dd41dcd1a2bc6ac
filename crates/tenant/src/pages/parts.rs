//! `/b/{code}/delen`: in parts: how many, on which day, every term shown, and agreed.
//!
//! What somebody chose is the address, so that a language, a one-time code or the back button loses nothing. What is agreed
//! is what was shown: when it stands otherwise by now, the new terms are shown.

use domain::calendar::Day;
use domain::money::Cents;
use maud::{Markup, html};

use super::{Made, Visit, wrong};
use crate::counter::{Division, Done, Request, Wish};
use crate::form::Pairs;
use crate::frame::{Frame, euros, see_other};

/// Days of the month that one can choose: every month has them.
const DAYS: std::ops::RangeInclusive<u32> = 1..=28;

fn wish(pairs: &Pairs) -> Wish {
    Wish { times: pairs.number("keer"), day: pairs.number("dag"), read: pairs.get("gelezen").to_string() }
}

/// The address of this choice.
fn chosen(visit: &Visit, wish: &Wish) -> String {
    format!("{}?keer={}&dag={}", visit.address("delen"), wish.times, wish.day)
}

/// The choice, or its terms.
pub(crate) fn page(visit: &Visit, what: &str) -> Made {
    shown(visit, &wish(&visit.call.asked), what)
}

fn shown(visit: &Visit, wish: &Wish, what: &str) -> Made {
    let t = visit.texts();
    let Some(division) = visit.hall.counter.divide(visit.code, wish)? else { return Ok(visit.go("")) };
    let mut frame = visit.frame("delen");
    if division.terms.is_empty() {
        let main = html! { (wrong(what)) (choose(visit, &frame, &division)) };
        return Ok(frame.page(t.in_parts, &main));
    }
    frame.here = chosen(visit, wish);
    frame.back = Some(visit.address("delen"));
    let rent = division.rent.map(euros);
    let main = html! {
        (wrong(what))
        (terms(&frame, &division.terms))
        @if let Some(rent) = &rent { p { (frame.fill(t.rent_goes_on, &[("bedrag", rent)])) } }
        @if division.at_once { p { (t.parts_quiet) } } @else { p.let { (t.parts_ask) } }
        (confirm(visit, wish, &division)?)
        p { a href=(frame.to(&visit.address("delen"))) { (t.parts_other) } }
    };
    Ok(frame.page(t.in_parts, &main))
}

fn choose(visit: &Visit, frame: &Frame, division: &Division) -> Markup {
    let t = visit.texts();
    html! {
        p { (frame.fill(t.parts_open, &[("bedrag", &euros(division.total))])) }
        form method="get" action=(visit.address("delen")) {
            (frame.tongue())
            fieldset {
                legend { (t.parts_how_many) }
                @for (at, (times, highest)) in division.options.iter().enumerate() {
                    label.keus { input type="radio" name="keer" value=(times) checked[at == 0];
                        span { (frame.fill(t.parts_option, &[("keer", &times.to_string()), ("bedrag", &euros(*highest))])) } }
                }
            }
            label for="dag" { (t.parts_day) }
            select #dag name="dag" { @for day in DAYS {
                option value=(day) selected[day == division.day] { (frame.fill(t.parts_day_option, &[("dag", &day.to_string())])) }
            } }
            button.hoofd type="submit" { (t.go_on) }
        }
        p { a.terug href=(frame.to(&visit.address("ruimte"))) { (t.room_link) } }
        p { a.terug href=(frame.to(&visit.address("minder"))) { (t.parts_less) } }
    }
}

/// All terms, with their sum.
pub(crate) fn terms(frame: &Frame, terms: &[(Day, Cents)]) -> Markup {
    let t = frame.texts();
    let total: Cents = terms.iter().map(|(_, cents)| *cents).sum();
    html! {
        table {
            caption { (t.parts_days) }
            thead { tr { th scope="col" { (t.day) } th.getal scope="col" { (t.amount) } } }
            tbody { @for (day, cents) in terms { tr { td { (frame.language.day(*day)) } td.getal { bdi dir="ltr" { (euros(*cents)) } } } } }
            tfoot { tr { th scope="row" { (t.together) } td.getal { bdi dir="ltr" { (euros(total)) } } } }
        }
    }
}

/// The button that agrees; before it the way to prove who it is.
fn confirm(visit: &Visit, wish: &Wish, division: &Division) -> Result<Markup, crate::counter::Later> {
    let t = visit.texts();
    let proven = visit.is_proven()?;
    let button = if division.at_once { t.parts_agree } else { t.parts_ask_button };
    let hidden = html! {
        input type="hidden" name="keer" value=(wish.times);
        input type="hidden" name="dag" value=(wish.day);
        input type="hidden" name="gelezen" value=(division.read);
    };
    Ok(html! {
        @if proven { (visit.form("delen", &html! { (hidden) button.hoofd type="submit" { (button) } })) }
        @else {
            p { (t.parts_code_first) }
            (visit.form("bewijs", &html! {
                input type="hidden" name="naar" value="delen";
                (hidden)
                button.hoofd type="submit" name="wat" value="stuur" { (t.go_on) }
            }))
        }
    })
}

/// It is agreed, or asked.
pub(crate) fn agree(visit: &Visit, form: &Pairs) -> Made {
    let wish = wish(form);
    let again = visit.frame("").to(&chosen(visit, &wish));
    Ok(match visit.request(&Request::Arrange(wish.clone()))? {
        Done::Holds => see_other(&visit.frame("").to(&format!("{}?nieuw=1", visit.address("regeling")))),
        Done::NeedsProof => see_other(&again),
        Done::Changed => return shown(visit, &wish, visit.texts().changed),
        done => visit.told("delen", done),
    })
}
