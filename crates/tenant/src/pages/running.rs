//! `/b/{code}/regeling`: what was agreed, for who has proven who it is: to read, to print, for a calendar, and to ask for a
//! change.

use axum::http::StatusCode;
use domain::calendar::ics::{compact, escaped, folded};
use maud::html;

use super::contact::to_proof;
use super::parts::terms;
use super::{LONGEST_WORDS, Made, Visit, words_field, wrong};
use crate::counter::{Done, Request, Running};
use crate::form::Pairs;
use crate::frame::{calendar as file, euros};

/// The arrangement; `what` says what was wrong with the change that somebody asked for.
pub(crate) fn page(visit: &Visit, what: &str) -> Made {
    let t = visit.texts();
    if !visit.is_proven()? {
        return Ok(to_proof(visit, "regeling"));
    }
    let is_new = visit.call.asked.get("nieuw") == "1";
    let mut frame = visit.frame("regeling");
    if !what.is_empty() {
        frame.status = StatusCode::UNPROCESSABLE_ENTITY;
    }
    let Some(running) = visit.hall.counter.running(visit.code, visit.token)? else {
        return Ok(frame.page(t.running_title, &html! { p { (t.running_none) } }));
    };
    let fill = |text: &str, cents| frame.fill(text, &[("bedrag", &euros(cents))]);
    let follows = if running.confirmed { t.agreed_text } else { t.agreed_later };
    let main = html! {
        (wrong(what))
        @if is_new { p.let.goed role="status" { (follows) } }
        @else { p { (frame.fill(t.running_since, &[("dag", &visit.language.day(running.agreed_on))])) " " (fill(t.running_remaining, running.remaining)) } }
        @if let Some((day, short)) = running.missed {
            p.let { (frame.fill(t.running_missed, &[("dag", &visit.language.day(day)), ("bedrag", &euros(short))])) }
        }
        (terms(&frame, &running.terms))
        @if let Some(rent) = running.rent { p { (fill(t.rent_goes_on, rent)) } }
        p { (t.parts_quiet) }
        p { (t.running_change) }
        p.scherm { a.terug href=(frame.to(&visit.address("regeling.ics"))) download { (t.calendar) } }
        p.scherm.zacht { (t.keep) }
        details.scherm open[!what.is_empty()] {
            summary { (t.running_other) }
            (visit.form("regeling", &html! {
                (words_field("woorden", t.running_other_label, visit.call.form.as_ref()))
                button type="submit" { (t.send) }
            }))
        }
    };
    Ok(frame.page(if is_new { t.agreed_title } else { t.running_title }, &main))
}

/// Another arrangement is asked for.
pub(crate) fn change(visit: &Visit, form: &Pairs) -> Made {
    let words = form.words("woorden", LONGEST_WORDS);
    if words.is_empty() {
        return page(visit, visit.texts().words_missing);
    }
    Ok(match visit.request(&Request::ChangeArrangement { words })? {
        Done::NeedsProof => to_proof(visit, "regeling"),
        done => visit.told("regeling", done),
    })
}

/// The terms as days in a calendar. A calendar is often shared: no amount and no reason stand in it.
pub(crate) fn calendar(visit: &Visit) -> Made {
    if !visit.is_proven()? {
        return Ok(visit.go("regeling"));
    }
    let Some(running) = visit.hall.counter.running(visit.code, visit.token)? else {
        return Ok(visit.go("regeling"));
    };
    Ok(file(days(visit, &running)))
}

/// Whole days, by RFC 5545: each term one event with an alarm the day before.
fn days(visit: &Visit, running: &Running) -> String {
    let summary = escaped(&format!("{} · {}", visit.texts().calendar_term, visit.house.landlord));
    let mut lines: Vec<String> = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Houvast//Afspraken//NL",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    .map(str::to_string)
    .into();
    for (at, (day, _)) in running.terms.iter().enumerate() {
        lines.extend([
            "BEGIN:VEVENT".into(),
            format!(
                "UID:termijn-{}-{at}-{}@houvast",
                compact(running.agreed_on),
                visit.code.signs().to_lowercase()
            ),
            format!("DTSTAMP:{}T000000Z", compact(running.agreed_on)),
            format!("DTSTART;VALUE=DATE:{}", compact(*day)),
            format!("DTEND;VALUE=DATE:{}", compact(day.next())),
            format!("SUMMARY:{summary}"),
            "TRANSP:TRANSPARENT".into(),
            "BEGIN:VALARM".into(),
            "ACTION:DISPLAY".into(),
            format!("DESCRIPTION:{summary}"),
            "TRIGGER:-PT15H".into(),
            "END:VALARM".into(),
            "END:VEVENT".into(),
        ]);
    }
    lines.push("END:VCALENDAR".into());
    lines.iter().map(|line| folded(line)).collect()
}
