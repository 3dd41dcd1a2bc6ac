//! `/b/{code}`: what is open, and everything that can be done about it.

use axum::http::StatusCode;
use axum::response::Response;
use domain::calendar::Month;
use domain::money::Cents;
use maud::{Markup, html};

use super::{Visit, wrong};
use crate::counter::{Due, Since, Stands, Transfer};
use crate::frame::{Frame, call, euros};

/// So many months are named one by one.
const MONTHS_BY_NAME: usize = 3;

/// The page; `what` says what was wrong with the amount that somebody wanted to pay.
pub(crate) fn page(visit: &Visit, what: &str) -> Response {
    let t = visit.texts();
    let mut frame = visit.frame("");
    frame.checkout = &visit.seen.checkout;
    if !what.is_empty() {
        frame.status = StatusCode::UNPROCESSABLE_ENTITY;
    }
    match &visit.seen.stands {
        Stands::Open(due) => {
            frame.page(&title(&frame, due), &open(visit, &frame, due, what))
        }
        Stands::Nothing => frame.page(
            t.nothing_title,
            &html! { p.let.goed { (nothing(visit, &frame)) } (pending(visit, &frame)) (others(visit, &frame, false)) },
        ),
        Stands::Call => {
            let main = html! {
                p { (t.call_first_text) }
                @if !visit.seen.phone.is_empty() { p.bedrag { (call(&visit.seen.phone)) } }
                ul.keuzes { (link(visit, &frame, "bel", t.call_me)) (link(visit, &frame, "hulp", t.help)) }
            };
            frame.page(t.call_first, &main)
        }
    }
}

/// Nothing is asked; what comes next is named, as our messages do.
fn nothing(visit: &Visit, frame: &Frame) -> String {
    let t = visit.texts();
    let Some(next) = visit.seen.to_come else { return t.nothing_text.to_string() };
    let month = frame.language.month(next.month, next.month.ym().0);
    let values = [("maand", &*month), ("dag", &visit.language.day(next.on)), ("bedrag", &euros(next.cents))];
    frame.fill(t.nothing_next, &values)
}

fn open(visit: &Visit, frame: &Frame, due: &Due, what: &str) -> Markup {
    let t = visit.texts();
    html! {
        (wrong(what))
        (pending(visit, frame))
        @if let Some(day) = visit.seen.promised {
            p.let.goed role="status" { (frame.fill(t.later_done_text, &[("dag", &visit.language.day(day))])) }
        }
        p.zacht { (t.you_pay) }
        p.bedrag { bdi dir="ltr" { (euros(due.cents)) } }
        @if let Some(since) = due.since { (happened(visit, frame, since)) }
        @if let Some(by) = due.by {
            p { (frame.fill(if due.by_is_in_time { t.please_by } else { t.please_before }, &[("dag", &visit.language.day(by))])) }
        }
        @if let Some(scheme) = &visit.seen.scheme {
            (visit.form("betalen", &html! {
                input type="hidden" name="bedrag" value=(due.cents);
                button.hoofd type="submit" { (frame.fill(t.pay_button, &[("bedrag", &euros(due.cents))])) }
                span.hint { (frame.fill(t.to_bank, &[("naam", scheme)])) }
            }))
        }
        p.zacht { (frame.fill(t.paid_already, &[("dag", &visit.language.day(visit.seen.books_as_of))])) }
        (others(visit, frame, true))
        @if visit.seen.scheme.is_some() && due.may_part { (part(visit, frame, due, !what.is_empty())) }
        @if let Some(transfer) = &visit.seen.transfer { (by_hand(visit, transfer)) }
    }
}

/// Our last message said another amount: which, and what happened after it.
fn happened(visit: &Visit, frame: &Frame, since: Since) -> Markup {
    let t = visit.texts();
    let day = visit.language.day(since.day);
    let line =
        |text: &'static str, cents: Cents| frame.fill(text, &[("dag", &day), ("bedrag", &euros(cents))]);
    html! { p.zacht {
        (line(t.since_said, since.said))
        @if since.received.0 > 0 { " " (line(t.since_received, since.received)) }
        @if since.added.0 > 0 { " " (line(t.since_added, since.added)) }
    } }
}

fn pending(visit: &Visit, frame: &Frame) -> Markup {
    let t = visit.texts();
    let line = |text: &'static str, cents: Cents| frame.fill(text, &[("bedrag", &euros(cents))]);
    html! {
        @if let Some(cents) = visit.seen.pending { p.let role="status" { (line(t.pending, cents)) } }
        @if let Some(cents) = visit.seen.in_doubt { p.let role="status" { (line(t.in_doubt, cents)) } }
    }
}

/// What else can be done. Without anything open there is less of it.
fn others(visit: &Visit, frame: &Frame, is_open: bool) -> Markup {
    let t = visit.texts();
    html! {
        @if is_open { h2 { (t.not_now) } }
        ul.keuzes {
            @if is_open && visit.seen.in_parts { (link(visit, frame, "delen", t.in_parts)) }
            @if is_open && visit.seen.later_until.is_some() { (link(visit, frame, "later", t.pay_later)) }
            (link(visit, frame, "bel", t.call_me))
            @if is_open { (link(visit, frame, "klopt-niet", t.not_right)) }
            (link(visit, frame, "hulp", t.help))
        }
        details {
            summary { (t.more) }
            ul.keuzes {
                (link(visit, frame, "regeling", t.running))
                (link(visit, frame, "gegevens", t.contact))
                (link(visit, frame, "betaaldag", t.pay_day))
                (link(visit, frame, "gemeente", t.sharing))
            }
        }
    }
}

fn link(visit: &Visit, frame: &Frame, word: &str, text: &str) -> Markup {
    html! { li { a href=(frame.to(&visit.address(word))) { (text) } } }
}

fn part(visit: &Visit, frame: &Frame, due: &Due, open: bool) -> Markup {
    let t = visit.texts();
    let (least, most) = (euros(due.least_part), euros(due.cents));
    html! {
        details open[open] {
            summary { (t.part_title) }
            (visit.form("betalen", &html! {
                label for="deel" { (t.part_label) span.hint { (frame.fill(t.part_hint, &[("minst", &least), ("meest", &most)])) } }
                input #deel name="deel" inputmode="decimal" autocomplete="off" dir="ltr" required;
                button type="submit" { (t.part_button) }
            }))
        }
    }
}

fn by_hand(visit: &Visit, transfer: &Transfer) -> Markup {
    let t = visit.texts();
    html! {
        details {
            summary { (t.transfer) }
            dl {
                dt { (t.account) } dd { bdi dir="ltr" { (transfer.iban) } }
                dt { (t.in_name_of) } dd { bdi { (transfer.in_the_name_of) } }
                dt { (t.reference) } dd { bdi { (transfer.reference) } }
            }
        }
    }
}

/// What it is about: `Uw huur van september en oktober`, and of more months than can be read at once the first and the last.
fn title(frame: &Frame, due: &Due) -> String {
    let t = frame.texts();
    let (Some(first), Some(last)) = (due.months.first(), due.months.last()) else {
        return t.your_payment.to_string();
    };
    let this_year = last.ym().0;
    if due.months.len() <= MONTHS_BY_NAME {
        let names: Vec<_> = due.months.iter().map(|month| frame.language.month(*month, this_year)).collect();
        let (last, before) = names.split_last().expect("there is a first");
        let months = if before.is_empty() { last.clone() } else { before.join(", ") + t.and + last };
        return frame.fill(t.your_rent, &[("maanden", &months)]);
    }
    // Over years each of them says its year.
    let year = if first.ym().0 == this_year { this_year } else { 0 };
    let named = |month: &Month| frame.language.month(*month, year);
    frame.fill(t.your_rent_since, &[("van", &named(first)), ("tot", &named(last))])
}
