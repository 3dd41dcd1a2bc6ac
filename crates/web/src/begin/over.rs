//! Going over: is everything ready, from which night is it real, and where does everybody begin?

use axum::response::Response;
use domain::beside::Beside;
use domain::calendar::Day;
use domain::staff::Right;
use maud::{Markup, html};
use store::StoreError;
use store::nights::NightRun;

use super::vergelijken::Line;

use crate::answer::{self, Failure};
use crate::app::{Change, Visit};
use crate::frame;
use crate::parts;

/// Shadow nights after which somebody has seen enough.
const NIGHTS: u64 = 10;

/// It is decided no further ahead. Days.
const FURTHEST: i32 = 92;

/// The section of `/begin/vergelijken`.
pub(super) fn section(
    visit: &Visit,
    run: &NightRun,
    lines: &[Line],
    has_old: bool,
) -> Result<Markup, Failure> {
    let Some(beginning) = visit.house.policy.settings.beginning else { return Ok(html! {}) };
    let last = visit.last.as_ref().map_or(visit.now.day, |last| last.day);
    let begun = beginning.over_on.is_some_and(|over| over <= last);
    Ok(html! {
        section #over aria-labelledby="over-kop" {
            h2 #over-kop { "Klaar om over te gaan?" }
            @match beginning.over_on {
                Some(over) if begun => p { "Sinds de nacht van " (parts::day(over)) " is het echt." },
                decided => {
                    (checks(visit, run, lines, has_old)?)
                    @if let Some(over) = decided {
                        p.melding.goed { "Vanaf de nacht van " strong { (parts::day(over)) } " is het echt. "
                            @if beginning.afresh { "Wie al te laat is, krijgt eerst de eerste stap van een ronde." } @else { "Rondes die liepen, lopen door." } }
                        form method="post" action="/begin/over" {
                            (frame::seal(visit.who)) input type="hidden" name="handeling" value="schaduw";
                            button type="submit" { "Toch nog in de schaduw blijven" }
                        }
                    } @else { (form(visit, last)) }
                },
            }
        }
    })
}

/// A thing that should be so before going over.
fn checks(visit: &Visit, run: &NightRun, lines: &[Line], has_old: bool) -> Result<Markup, Failure> {
    let from = visit.book.shadow_from()?.unwrap_or(visit.now.day);
    let nights = visit.book.nights()?.iter().filter(|night| night.day >= from).count() as u64;
    let differences = lines.iter().filter(|line| line.beside != Beside::Same).count() as u64;
    let judged = |words: &[&str]| {
        let fits = |line: &&Line| {
            line.verdict.as_ref().is_some_and(|verdict| words.contains(&verdict.verdict.as_str()))
        };
        lines.iter().filter(|line| line.beside != Beside::Same).filter(fits).count() as u64
    };
    let (all, open) =
        (judged(&super::vergelijken::VERDICTS), judged(&["oud goed", "beide fout", "uitzoeken"]));
    let sees = visit.book.staff()?.iter().any(|one| {
        let can_come_in = one.has_password || one.signed_in_at.is_some();
        one.closed_at.is_none() && one.seat.role.may(Right::Record) && can_come_in
    });
    let sends = visit.house.post.as_ref().and_then(|room| (room.stands)());
    let checks = [
        (nights >= NIGHTS, format!("{nights} van minstens {NIGHTS} schaduwnachten")),
        (has_old, format!("er ligt een oude lijst naast de nacht van {}", run.day.dutch())),
        (
            has_old && all == differences,
            format!("{all} van {differences} verschillen van die nacht beoordeeld"),
        ),
        (
            has_old && all == differences && open == 0,
            match open {
                0 => "geen verschil waarin Houvast het niet goed had".to_string(),
                1 => "1 verschil waarin Houvast het niet goed had, of dat nog wordt uitgezocht".to_string(),
                more => format!(
                    "{more} verschillen waarin Houvast het niet goed had, of die nog worden uitgezocht"
                ),
            },
        ),
        (sees, "er is een collega met een account die met huurders werkt".to_string()),
        (sends.is_some(), "er is ingesteld hoe er wordt verstuurd (verzenden.toml)".to_string()),
    ];
    Ok(html! {
        ul.eisen { @for (done, text) in checks { li {
            @if done { span.teken aria-hidden="true" { "✓" } " " } @else { span.teken aria-hidden="true" { "✗" } " " span.verborgen { "nog niet: " } }
            (text)
        } } }
        p.zacht { "Houvast houdt u niet tegen: u beslist." }
    })
}

fn form(visit: &Visit, last: Day) -> Markup {
    let first = visit.now.day.max(last.next());
    html! {
        form.veldenlijst method="post" action="/begin/over" {
            (frame::seal(visit.who))
            p { label for="vanaf" { "Vanaf welke nacht is het echt?" } input #vanaf name="vanaf" type="date" required min=(first) value=(first.next()); }
            fieldset {
                legend { "Waar begint wie al te laat is?" }
                p.vinkje { label { input type="radio" name="begin" value="eerste-stap" checked; " Bij de eerste stap van een ronde (aangeraden)" } }
                p.zacht { "Niemand krijgt als eerste bericht van Houvast de stap van dag 30. De dagen tellen vanaf de eerste echte nacht." }
                p.vinkje { label { input type="radio" name="begin" value="midden"; " Midden in de ronde: ieder krijgt de stap van de dag waarop hij nu is" } }
            }
            p { button.hoofd type="submit" { "Vanaf die nacht is het echt" } }
        }
    }
}

/// From when it is real, or not yet.
pub(crate) fn decide(change: &mut Change) -> Result<Response, Failure> {
    let form = change.form;
    let (over, detail) = if form.get("handeling") == "schaduw" {
        (None, "blijft in de schaduw".to_string())
    } else {
        let today = change.now.day;
        let day = Day::parse_iso(form.get("vanaf")).filter(|day| (today..=today + FURTHEST).contains(day));
        let day = day.ok_or_else(|| {
            Failure::Form("Kies een dag vanaf vandaag, hooguit drie maanden vooruit.".into())
        })?;
        let rounds = if form.get("begin") == "midden" {
            "rondes lopen door"
        } else {
            "te beginnen bij de eerste stap"
        };
        (Some(day), format!("echt vanaf de nacht van {day}, {rounds}"))
    };
    let _lock = change.book.lock_night().map_err(|error| match error {
        StoreError::NightRunning(_) => {
            Failure::Conflict("Er draait nu een nacht. Beslis als die klaar is.".into())
        }
        other => other.into(),
    })?;
    if !change.book.begin_for_real(over, form.get("begin") != "midden")? {
        return Err(Failure::Conflict(
            "Dat kan niet meer: de nacht van die dag is al geweest, of er is al een nacht gedraaid die telt."
                .into(),
        ));
    }
    change.book.log(change.now, Some(change.who.id()), None, "gewijzigd", &detail)?;
    Ok(answer::see_other("/begin/vergelijken#over"))
}
