//! `/begin/nakijken`: what the list says when it is read on trial, with everything that is wrong in it, before it goes in.

use axum::http::StatusCode;
use axum::response::Response;
use domain::calendar::Day;
use maud::{Markup, html};

use super::{nachten, trail};
use crate::answer::{self, Failure};
use crate::app::{Change, House, Visit};
use crate::asked::Asked;
use crate::frame::{self, Here};
use crate::parts;
use crate::reception::{Draft, Remark, Tried};

/// `/begin/nakijken`
pub(crate) fn page(visit: &Visit, _: &Asked) -> Result<Response, Failure> {
    show(visit, "")
}

fn show(visit: &Visit, wrong: &str) -> Result<Response, Failure> {
    let reception = visit.house.reception()?;
    let Some(draft) = reception.draft() else { return Ok(answer::see_other("/begin/lijst")) };
    let tried = reception.try_out();
    let main = html! {
        p.terug { a href="/begin/kolommen" { "‹ Terug naar de kolommen" } }
        h1 { "Nakijken voor de lijst erin gaat" }
        (trail(visit, "/begin/nakijken")?)
        @if !wrong.is_empty() { p.melding.alarm role="alert" { (wrong) " Er is niets ingelezen." } }
        @match &tried {
            Err(why) => p.melding.alarm role="alert" { (why) },
            Ok(tried) => {
                @for objection in &tried.objections { p.melding.alarm role="alert" { (objection) } }
                (figures(tried))
                (missing(tried))
                (alarming(tried))
                (gone(tried))
                (no_number(tried))
                (remarks(tried))
                (of_which_day(visit, &draft))
                (go(visit, tried)?)
            },
        }
    };
    let title = if wrong.is_empty() { "Nakijken" } else { "Fout: nakijken" };
    let mut response = frame::page(visit, title, Here::Begin, &main);
    if !wrong.is_empty() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

fn figures(tried: &Tried) -> Markup {
    html! {
        dl.cijfers {
            div { dt { "Posten" } dd { (parts::count(tried.items)) } }
            div { dt { "Dossiers" } dd { (parts::count(tried.dossiers)) } }
            div { dt { "Samen open" } dd { (parts::money(tried.open)) } }
            div.alarm[tried.refused > 0] { dt { "Regels die wij niet kunnen lezen" } dd { (parts::count(tried.refused)) } }
        }
        @if let Some((first, last)) = tried.due {
            p { "De oudste post verviel op " (parts::day(first)) ", de nieuwste op " (parts::day(last)) ". Klopt het bedrag met uw boekhouding?" }
        }
    }
}

fn missing(tried: &Tried) -> Markup {
    let names = ["de ingangsdatum", "de huur", "of het automatische incasso is"];
    let lines: Vec<(&str, u64)> =
        names.into_iter().zip(tried.without).filter(|(_, count)| *count > 0).collect();
    html! {
        @if !lines.is_empty() && tried.dossiers > 0 { div.melding {
            p { strong { "Niet van iedereen weten wij genoeg om geld te vragen." } " Daar komt dan een taak: gegevens nakijken." }
            ul { @for (name, count) in lines { li { "Van " (parts::plural(count, "dossier", "dossiers")) " weten wij niet " (name) "." } } }
        } }
    }
}

/// Rows that are named for one word.
const ROWS_NAMED: usize = 20;

/// What a row says of a tenant beside a debt: nobody may be asked for money as if it did not stand there.
fn alarming(tried: &Tried) -> Markup {
    html! {
        @if !tried.alarming.is_empty() { div.melding.alarm {
            p { strong { "In deze lijst staat iets over overlijden, bewind of schulden." } " Wie in de naam erven heeft, telt als overleden en krijgt geen \
                bericht. Met de andere woorden doet Houvast niets: leg ze vast bij het dossier, vóór er iets uitgaat." }
            ul { @for (word, rows) in &tried.alarming { li { (alarming_rows(word, rows)) } } }
        } }
    }
}

fn alarming_rows(word: &str, rows: &[u32]) -> Markup {
    let named: Vec<String> = rows.iter().take(ROWS_NAMED).map(u32::to_string).collect();
    let more = rows.len() as u64 - named.len() as u64;
    html! {
        strong { (word) } ": " (parts::plural(rows.len() as u64, "regel", "regels")) " (regel " (named.join(", "))
        @if more > 0 { " en nog " (parts::count(more)) } ")"
    }
}

/// What is not in the list any more counts as paid: somebody looks whether that is so.
fn gone(tried: &Tried) -> Markup {
    let gone = &tried.gone;
    let left = gone.dossiers.saturating_sub(gone.named.len() as u64);
    html! {
        @if gone.items > 0 { div.melding.alarm[gone.items * 2 > gone.before] {
            p { strong { "Van de vorige lijst " (if gone.items == 1 { "ontbreekt" } else { "ontbreken" }) " " (parts::plural(gone.items, "post", "posten")) ", samen " (parts::money(gone.open)) "." }
                " Houvast leest ze als betaald. Er stonden " (parts::plural(gone.before, "post", "posten")) " in, samen " (parts::money(gone.open_before)) "." }
            @if gone.dossiers > 0 { p { "Van " (parts::plural(gone.dossiers, "dossier", "dossiers")) " staat niets meer in de lijst: " (gone.named.join(", "))
                @if left > 0 { " en nog " (parts::count(left)) } ". Klopt dat? Is de lijst niet heel, maak hem dan opnieuw." } }
        } }
        @else if gone.before > 0 { p { "Alle posten van de vorige lijst staan er nog in. Toen stond samen " (parts::money(gone.open_before)) " open." } }
    }
}

/// Letters that would go to no door.
fn no_number(tried: &Tried) -> Markup {
    let (count, example) = &tried.no_number;
    html! {
        @if *count > 0 { div.melding {
            p { strong { "Van " (parts::plural(*count, "dossier", "dossiers")) " heeft het adres geen huisnummer." } " Een brief komt dan niet aan: " q { (example) } "." }
            p { "Staat het huisnummer in een eigen kolom? " a href="/begin/kolommen#kolom-huisnummer" { "Wijs die kolom aan" } "." }
        } }
    }
}

fn remarks(tried: &Tried) -> Markup {
    let row = |remark: &Remark| {
        html! {
            tr {
                th scope="row" { @if remark.row == 0 { "hele lijst" } @else { span.smal { "Regel " } (remark.row) } }
                td { (remark.field) } td { (remark.value) }
                td { @if remark.refused { strong.alarm { "Overgeslagen. " } } (remark.reason) }
            }
        }
    };
    let all = tried.refused + tried.noticed;
    html! {
        @if tried.items == 0 { p.melding.alarm { "Van deze lijst is geen enkele post te lezen." @if all > 0 { " Hieronder staat waarom." } } }
        @if all == 0 && tried.items > 0 { p.melding.goed { "Alle regels zijn te lezen. Er is niets op te merken." } }
        @if all > 0 {
            h2 { "Opmerkingen bij regels" }
            @let table = html! { table.kaarten {
                caption { (parts::plural(all, "opmerking", "opmerkingen"))
                    @if all > tried.remarks.len() as u64 { "; de eerste " (tried.remarks.len()) } }
                thead { tr { th scope="col" { "Regel" } th scope="col" { "Kolom" } th scope="col" { "Er staat" } th scope="col" { "Wat er aan de hand is" } } }
                tbody { @for remark in &tried.remarks { (row(remark)) } }
            } };
            (parts::wide("Opmerkingen bij regels", &table))
            @if tried.items > 0 { p { "De andere regels gaan gewoon mee. Een regel die wordt overgeslagen telt niet als betaald." } }
        }
    }
}

fn of_which_day(visit: &Visit, draft: &Draft) -> Markup {
    let filled = draft.day.map(|day| day.to_string()).unwrap_or_default();
    html! {
        h2 { "Van welke dag is deze lijst?" }
        form.veldenlijst method="post" action="/begin/dag" {
            (frame::seal(visit.who))
            p { label for="dag" { "De dag waarop de lijst is gemaakt" } input #dag name="dag" type="date" required max=(visit.now.day) value=(filled); }
            p { button type="submit" { "Bewaar deze dag" } }
        }
    }
}

/// Whether this night does what it decides: nobody begins a real one thinking it is a rehearsal.
fn shadow_or_real(visit: &Visit, night: Day) -> Result<Markup, Failure> {
    let beginning = visit.book.beginning()?.unwrap_or_default();
    let sends =
        visit.house.post.as_ref().and_then(|room| (room.stands)()).is_some_and(|stands| stands.really);
    Ok(html! {
        @if beginning.is_shadow(night) { p { "Dat is een " strong { "schaduwnacht" } ": u ziet wat Houvast zou doen, en er gaat niets naar huurders." } }
        @else { p.melding.alarm { strong { "Deze nacht is echt. " }
            @if sends { "Wat zij klaarzet, gaat naar huurders." }
            @else { "Er is nog niet ingesteld dat berichten echt weggaan (verzenden.toml); taken komen wel bij uw collega's." } } }
    })
}

fn go(visit: &Visit, tried: &Tried) -> Result<Markup, Failure> {
    Ok(html! {
        h2 { "Inlezen" }
        @match tried.night {
            _ if !tried.objections.is_empty() => p { "Deze lijst kan zo niet worden ingelezen." },
            None => p { "Zeg eerst van welke dag de lijst is." },
            Some(night) => {
                p { "Houvast leest de lijst in en draait de nacht van " (nachten::named(night)) ". "
                    @if night > visit.now.day { "Vandaag is geen werkdag, en dan krijgt niemand bericht. Daarom rekent Houvast voor de eerste werkdag. " }
                }
                (shadow_or_real(visit, night)?)
                form method="post" action="/begin/nacht" {
                    (frame::seal(visit.who)) button.hoofd type="submit" { "Lees in en draai de nacht" }
                }
            },
        }
    })
}

/// The day is kept.
pub(crate) fn keep_day(change: &mut Change) -> Result<Response, Failure> {
    let kept = match Day::parse_iso(change.form.get("dag")) {
        Some(day) => change.house.reception()?.of_day(day),
        None => Err("Vul een dag in (dag-maand-jaar).".into()),
    };
    match kept {
        Ok(()) => Ok(answer::see_other("/begin/nakijken")),
        Err(why) => change.show(|visit| show(visit, &why)),
    }
}

/// The list is read once more and goes in, and its night begins.
pub(crate) fn hand_over(house: &House, _: &Asked) -> Result<Result<Day, String>, Failure> {
    Ok(house.reception()?.take_in())
}

/// What came of that.
pub(crate) fn take_in(change: &mut Change, began: Result<Day, String>) -> Result<Response, Failure> {
    match began {
        Ok(day) => {
            let detail = format!("lijst ingelezen, nacht van {day}");
            change.book.log(change.now, Some(change.who.id()), None, "gewijzigd", &detail)?;
            Ok(answer::see_other("/nacht/nu"))
        }
        Err(why) => change.show(|visit| show(visit, &why)),
    }
}
