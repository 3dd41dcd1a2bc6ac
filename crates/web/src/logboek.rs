//! `/inrichting/logboek`: every look and every change, newest first, for who oversees: who, when, what, about which dossier.
//!
//! In go a person, a kind and days from the address; out come lines that nobody can change. Whoever has districts reads of the
//! dossiers there, and of what is about none. The file is for whoever may read the log: it names colleagues and dossiers by
//! number, and no tenant. That somebody reads the log is in the log.

use axum::response::Response;
use domain::calendar::Day;
use domain::staff::Right;
use maud::{Markup, html};
use store::staff::{AuditLine, Staff, StaffId};
use store::whole_log::{LinesOf, PlaceInLog};

use crate::answer::Failure;
use crate::app::Visit;
use crate::asked::{Asked, encode};
use crate::frame::{self, Here};
use crate::parts;
use crate::sheet::{self, Kind, Sheet, row};

const ADDRESS: &str = "/inrichting/logboek";
/// What a line of a look says.
const LOOKED: &str = "bekeken";
const LINES_ON_A_PAGE: usize = 100;
/// So many lines fit in a file that a spreadsheet still opens well.
const LINES_IN_A_FILE: usize = 100_000;
/// The words of the address that choose lines.
const CHOICES: [&str; 4] = ["wie", "wat", "van", "tot"];
/// Whoever was not signed in.
const NOBODY: StaffId = StaffId(0);

/// What an address asks of the log.
fn lines_of(asked: &Asked) -> LinesOf<'_> {
    let day = |name| Day::parse_iso(asked.get(name));
    LinesOf {
        who: asked.get("wie").parse().ok().filter(|who| *who >= 0).map(StaffId),
        what: asked.get("wat"),
        first: day("van").unwrap_or(Day(i32::MIN)),
        last: day("tot").unwrap_or(Day(i32::MAX)),
    }
}

/// `voor=120-4031`: where a page begins.
fn place(asked: &Asked) -> Option<PlaceInLog> {
    let (changes, looks) = asked.get("voor").split_once('-')?;
    Some(PlaceInLog { changes: changes.parse().ok()?, looks: looks.parse().ok()? })
}

fn lines(
    visit: &Visit,
    asked: &Asked,
    from: PlaceInLog,
    most: usize,
) -> Result<(Vec<AuditLine>, Option<PlaceInLog>), Failure> {
    let seat = &visit.who.staff.seat;
    Ok(visit.book.log_lines(&lines_of(asked), from, most, &|district| seat.reaches(district))?)
}

/// What a line says of a dossier, amounts and all, is for who may see dossiers; that somebody looked or changed is for all who
/// oversee.
pub(crate) fn detail<'a>(visit: &Visit, line: &'a AuditLine) -> &'a str {
    let tells = !line.dossier.is_empty() && line.what != LOOKED;
    if tells && !visit.who.may(Right::SeeDossiers) { "" } else { &line.detail }
}

/// `/inrichting/logboek`
pub(crate) fn page(visit: &Visit, asked: &Asked) -> Result<Response, Failure> {
    visit.looks_at(None, "logboek");
    let from = place(asked);
    let (lines, rest) = lines(visit, asked, from.unwrap_or(PlaceInLog::NEWEST), LINES_ON_A_PAGE)?;
    let (people, kinds) = (visit.book.staff()?, visit.book.kinds_of_lines()?);
    let filter = asked.only(&CHOICES);
    let main = html! {
        h1 { "Logboek" }
        p { "Wie wat bekeek, vastlegde of meenam, de laatste regel eerst. Deze lijst kan niemand veranderen, en wie haar leest staat er zelf in." }
        @if !visit.who.staff.seat.districts.is_empty() { p.zacht { "U ziet de dossiers van uw wijken, en wat over geen dossier gaat." } }
        (filters(asked, &people, &kinds))
        @if lines.is_empty() { p.gevonden role="status" { "Er is geen regel die hierbij past." } }
        @else {
            p.gevonden role="status" { (sheet::files(ADDRESS, &filter)) }
            (table(visit, &lines))
            (leaves(&filter, from.is_some(), rest))
        }
    };
    Ok(frame::page(visit, "Logboek", Here::Log, &main))
}

fn filters(asked: &Asked, people: &[Staff], kinds: &[String]) -> Markup {
    let of = lines_of(asked);
    html! {
        form.filters action=(ADDRESS) method="get" {
            div { label for="f-wie" { "Wie" }
                select id="f-wie" name="wie" {
                    option value="" { "Iedereen" }
                    option value=(NOBODY.0) selected[of.who == Some(NOBODY)] { "Niet aangemeld" }
                    @for one in people { option value=(one.id.0) selected[of.who == Some(one.id)] { (one.name) } }
                } }
            div { label for="f-wat" { "Wat" }
                select id="f-wat" name="wat" {
                    option value="" { "Alles" }
                    @for kind in kinds { option value=(kind) selected[kind == of.what] { (parts::sentence(kind)) } }
                } }
            div { label for="f-van" { "Van" } input id="f-van" name="van" type="date" value=(asked.get("van")); }
            div { label for="f-tot" { "Tot en met" } input id="f-tot" name="tot" type="date" value=(asked.get("tot")); }
            button type="submit" { "Toon" }
            @if !asked.only(&CHOICES).is_empty() { a.wis href=(ADDRESS) { "Filter wissen" } }
        }
    }
}

fn table(visit: &Visit, lines: &[AuditLine]) -> Markup {
    html! {
        table.kaarten {
            caption { "Regels van het logboek" }
            thead { tr { th scope="col" { "Wanneer" } th scope="col" { "Wie" } th scope="col" { "Wat" } th scope="col" { "Over" } th scope="col" { "Toelichting" } } }
            tbody { @for line in lines { tr {
                td { (parts::moment(visit.house, line.moment)) }
                th scope="row" { @if line.who.is_empty() { "niet aangemeld" } @else { (line.who) } }
                td { (line.what) }
                td {
                    @if !line.dossier.is_empty() { a href={ "/dossier/" (encode(&line.dossier)) "/inzage" } { (line.dossier) } }
                    @else if !line.account.is_empty() { "account van " (line.account) }
                }
                td { (detail(visit, line)) }
            } } }
        }
    }
}

fn leaves(filter: &str, is_further: bool, rest: Option<PlaceInLog>) -> Markup {
    let to = |more: &str| {
        let parts: Vec<&str> = [filter, more].into_iter().filter(|part| !part.is_empty()).collect();
        if parts.is_empty() { ADDRESS.to_string() } else { format!("{ADDRESS}?{}", parts.join("&")) }
    };
    html! {
        @if is_further || rest.is_some() {
            nav.bladeren aria-label="Bladen" {
                @if is_further { a href=(to("")) { "‹ nieuwste" } }
                @if let Some(PlaceInLog { changes, looks }) = rest { a rel="next" href=(to(&format!("voor={changes}-{looks}"))) { "ouder ›" } }
            }
        }
    }
}

const HEADS: [&str; 7] = ["dag", "tijd", "wie", "wat", "dossier", "account van", "toelichting"];

/// `/inrichting/logboek.xlsx`, `/inrichting/logboek.csv`, `/inrichting/logboek.json`
pub(crate) fn file(visit: &Visit, asked: &Asked, kind: Kind) -> Result<Response, Failure> {
    visit.looks_at(None, "logboek als bestand");
    let (lines, rest) = lines(visit, asked, PlaceInLog::NEWEST, LINES_IN_A_FILE)?;
    let filter = asked.only(&CHOICES);
    let mut about = if filter.is_empty() { "Logboek".into() } else { format!("Logboek ({filter})") };
    if rest.is_some() {
        about.push_str(&format!(", alleen de nieuwste {} regels", parts::count(LINES_IN_A_FILE as u64)));
    }
    let row = |line: AuditLine| {
        let (_, minute) = (visit.house.wall)(line.moment);
        let clock = format!("{:02}:{:02}", minute / 60, minute % 60);
        let detail = detail(visit, &line).to_string();
        row![line.day, clock, line.who, line.what, line.dossier, line.account, detail]
    };
    let rows = lines.into_iter().map(row).collect();
    Sheet { name: "logboek".into(), about, heads: &HEADS, rows }.answer(visit, kind)
}
