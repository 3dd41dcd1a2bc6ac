//! `/b/{code}/bewijs`: proving who it is, before anything binds: a one-time code to what we know of the tenant, or, where we
//! know no number and no address, a date of birth with a house number.
//!
//! Where it leads afterwards is one of our own pages, by its word; nothing that an address says is followed.

use axum::http::StatusCode;
use domain::calendar::Day;
use maud::{Markup, html};

use super::{Made, Visit, ending, wrong};
use crate::counter::{Answer, Proving, Sending, Way};
use crate::form::Pairs;
use crate::frame::see_other;

/// Pages that ask for a proof.
const LEADS_TO: [&str; 5] = ["delen", "gegevens", "betaaldag", "gemeente", "regeling"];

/// Where it leads afterwards: the page, and what was chosen there.
struct After {
    word: &'static str,
    times: u32,
    day: u32,
}

impl After {
    fn of(pairs: &Pairs) -> After {
        let asked = pairs.get("naar");
        let word = LEADS_TO.into_iter().find(|word| *word == asked).unwrap_or("regeling");
        After { word, times: pairs.number("keer"), day: pairs.number("dag") }
    }

    fn address(&self, visit: &Visit) -> String {
        let chosen = if self.word == "delen" && self.times > 0 {
            format!("?keer={}&dag={}", self.times, self.day)
        } else {
            String::new()
        };
        visit.frame("").to(&format!("{}{chosen}", visit.address(self.word)))
    }

    fn fields(&self) -> Markup {
        html! {
            input type="hidden" name="naar" value=(self.word);
            @if self.times > 0 { input type="hidden" name="keer" value=(self.times); input type="hidden" name="dag" value=(self.day); }
        }
    }

    fn query(&self) -> String {
        format!("naar={}&keer={}&dag={}", self.word, self.times, self.day)
    }
}

/// Asks for the code, or for what else proves it.
pub(crate) fn page(visit: &Visit, what: &str) -> Made {
    let after = After::of(visit.call.form.as_ref().unwrap_or(&visit.call.asked));
    let t = visit.texts();
    let mut frame = visit.frame("bewijs");
    frame.here = format!(
        "{}?{}&verstuurd={}",
        visit.address("bewijs"),
        after.query(),
        visit.call.asked.get("verstuurd")
    );
    if !what.is_empty() {
        frame.status = StatusCode::UNPROCESSABLE_ENTITY;
    }
    let sent = !visit.call.asked.get("verstuurd").is_empty()
        || visit.call.form.as_ref().is_some_and(|form| form.get("wat") == "code");
    let by_code = visit.seen.ways.iter().any(|way| *way != Way::Birth);
    let main = html! {
        (wrong(what))
        @if by_code && sent { (type_code(visit, &after)) }
        @else if by_code { (send(visit, &after)) }
        @else if visit.seen.ways.contains(&Way::Birth) { (birth(visit, &after)) }
        @else { p { (t.proof_no_way) } }
    };
    Ok(frame.page(t.proof_title, &main))
}

fn send(visit: &Visit, after: &After) -> Markup {
    let t = visit.texts();
    html! {
        p { (t.proof_text) }
        p { @match ending(&visit.seen.ways) {
            Some(ending) => (visit.frame("").fill(t.proof_by_text, &[("einde", ending)])),
            None => (t.proof_by_mail),
        } }
        (visit.form("bewijs", &html! { (after.fields()) button.hoofd type="submit" name="wat" value="stuur" { (t.proof_send) } }))
    }
}

fn type_code(visit: &Visit, after: &After) -> Markup {
    let t = visit.texts();
    let by_mail = visit.call.asked.get("verstuurd") == "mail" || ending(&visit.seen.ways).is_none();
    html! {
        p.let.goed role="status" { @match ending(&visit.seen.ways).filter(|_| !by_mail) {
            Some(ending) => (visit.frame("").fill(t.proof_sent_text, &[("einde", ending)])),
            None => (t.proof_sent_mail),
        } }
        (visit.form("bewijs", &html! {
            (after.fields())
            input type="hidden" name="wat" value="code";
            label for="code" { (t.proof_code) span.hint { (t.proof_code_hint) } }
            input #code name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="12" dir="ltr" required;
            button.hoofd type="submit" { (t.go_on) }
        }))
        (visit.form("bewijs", &html! { (after.fields()) button type="submit" name="wat" value="stuur" { (t.proof_again) } }))
    }
}

fn birth(visit: &Visit, after: &After) -> Markup {
    let t = visit.texts();
    html! {
        p { (t.proof_text) }
        (visit.form("bewijs", &html! {
            (after.fields())
            input type="hidden" name="wat" value="geboren";
            label for="geboren" { (t.proof_birth) span.hint { (t.proof_birth_hint) } }
            input #geboren name="geboren" inputmode="numeric" autocomplete="bday" dir="ltr" required;
            label for="huisnummer" { (t.house_number) }
            input #huisnummer name="huisnummer" dir="ltr" required;
            button.hoofd type="submit" { (t.go_on) }
        }))
    }
}

/// A code is sent, or an answer is held against what we know.
pub(crate) fn act(visit: &Visit, form: &Pairs) -> Made {
    let t = visit.texts();
    let after = After::of(form);
    let answer = match form.get("wat") {
        "stuur" => return send_code(visit, &after),
        "code" => Answer::Code(form.get("code").chars().filter(char::is_ascii_digit).collect()),
        _ => match birthday(form.get("geboren")) {
            Some(day) => Answer::Birth(day, form.words("huisnummer", 12)),
            None => return page(visit, t.proof_birth_hint),
        },
    };
    Ok(match visit.hall.counter.prove(visit.code, &answer)? {
        Proving::Proven(token) => visit.hall.with_proof(see_other(&after.address(visit)), visit.code, &token),
        Proving::Wrong => return page(visit, t.proof_wrong),
        Proving::TooMany => return page(visit, t.proof_too_many),
    })
}

fn send_code(visit: &Visit, after: &After) -> Made {
    let t = visit.texts();
    let by_code = visit.seen.ways.iter().any(|way| *way != Way::Birth);
    let word = match by_code.then(|| visit.hall.counter.send_code(visit.code, visit.language)).transpose()? {
        Some(Sending::Sent(Way::Mail)) => "mail",
        Some(Sending::Sent(_)) => "sms",
        Some(Sending::TooMany) => return page(visit, t.proof_too_many),
        Some(Sending::NoWay) => return page(visit, t.proof_no_way),
        None => "",
    };
    let to = format!("{}?{}&verstuurd={word}", visit.address("bewijs"), after.query());
    Ok(see_other(&visit.frame("").to(&to)))
}

/// A day as people write it: `31-12-1980`, `31 12 1980`, `1980-12-31`.
fn birthday(text: &str) -> Option<Day> {
    let numbers: Vec<i32> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map_while(|part| part.parse().ok())
        .collect();
    let [first, month, last] = numbers[..] else { return None };
    let (year, day) = if first > 31 { (first, last) } else { (last, first) };
    Day::from_ymd(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
        .filter(|_| (1900..2100).contains(&year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_of_birth_reads_as_people_write_it() {
        let day = Day::from_ymd(1980, 12, 31);
        for text in ["31-12-1980", "31 12 1980", "31/12/1980", "1980-12-31", "31.12.1980"] {
            assert_eq!(birthday(text), day, "{text}");
        }
        for odd in ["", "31-12", "31-13-1980", "80-12-31", "31-12-80", "99999999999-1-1", "1-1-1-1"] {
            assert_eq!(birthday(odd), None, "{odd}");
        }
    }
}
