//! The files of the bank, and what is wrong with them: a statement that is missing, one that does not add up, a file that was refused.

use axum::response::Response;
use domain::staff::Right;
use maud::{Markup, html};
use store::bank::{Alarm, BankFileLine, Where};

use crate::answer::{self, Failure};
use crate::app::{Change, Visit};
use crate::sheet::{self, Cell, row};
use crate::{formulier, frame, parts};

/// So many files are shown.
const SHOWN: u32 = 100;

/// What somebody must look at, on top of the page; below it, folded, what somebody has seen to.
pub(super) fn alarms(visit: &Visit) -> Result<Markup, Failure> {
    let (seen, open): (Vec<Alarm>, Vec<Alarm>) =
        visit.book.bank_alarms(visit.now.day)?.into_iter().partition(|alarm| alarm.seen.is_some());
    let may = visit.who.may(Right::Record);
    Ok(html! {
        @if !open.is_empty() {
            div.melding.alarm role="alert" {
                p { strong { "Let op. " } "Vraag de bank om wat hieronder ontbreekt of niet klopt." }
                ul.regels { @for alarm in &open { li {
                    p { (what(alarm)) }
                    @if may { (seen_to(visit, alarm)) }
                } } }
            }
        }
        @if !seen.is_empty() {
            details.klein {
                summary { (parts::plural(seen.len() as u64, "melding is gezien", "meldingen zijn gezien")) }
                ul.regels { @for alarm in &seen { li {
                    p { (what(alarm))
                        @if let Some(by) = &alarm.seen { span.onder { "Gezien door " (by.by) @if !by.note.is_empty() { ": " (by.note) } } }
                    }
                    @if may { form method="post" action={ "/bank/melding/" (alarm.id) } {
                        (frame::seal(visit.who))
                        p { button type="submit" name="handeling" value="terug" { "Zet terug" span.verborgen { ": " (what(alarm)) } } }
                    } }
                } } }
            }
        }
    })
}

fn what(alarm: &Alarm) -> Markup {
    html! {
        @match &alarm.about {
            Where::Account(account) => { "Rekening " (account) }
            Where::File(name) => { (name) }
        }
        ": " (alarm.text)
    }
}

fn seen_to(visit: &Visit, alarm: &Alarm) -> Markup {
    let id = format!("bij-{}", alarm.id);
    html! {
        details.doen-meer {
            summary { "Gezien" span.verborgen { ": " (what(alarm)) } }
            form method="post" action={ "/bank/melding/" (alarm.id) } {
                (frame::seal(visit.who))
                p { label for=(id) { "Wat is ermee gedaan? (mag leeg blijven)" }
                    input id=(id) name="notitie" autocomplete="off"; }
                p { button type="submit" name="handeling" value="gezien" { "Haal weg" } }
                p.zacht { "U kunt dit terugzetten. Komt het afschrift alsnog, dan gaat de melding vanzelf weg." }
            }
        }
    }
}

/// `/bank/melding/{id}`: somebody has seen to an alarm, or takes that back.
pub(crate) fn alarm_act(change: &mut Change, id: &str) -> Result<Response, Failure> {
    let (by, now) = (change.who.id(), change.now);
    let known = change.book.bank_alarms(now.day)?.into_iter().any(|alarm| alarm.id == id);
    if !known {
        return Err(Failure::Conflict("Deze melding is er niet meer.".into()));
    }
    match change.form.get("handeling") {
        "gezien" => {
            let note = formulier::note(change.form.get("notitie"), "").unwrap_or_default();
            change.book.bank_alarm_is_seen(id, note, by, now)?;
        }
        "terug" => {
            change.book.bank_alarm_comes_back(id, by, now)?;
        }
        _ => return Err(Failure::NoPage),
    }
    Ok(answer::see_other("/bank"))
}

/// The list of files.
pub(super) fn section(visit: &Visit) -> Result<Markup, Failure> {
    let files = visit.book.bank_files(SHOWN)?;
    Ok(html! {
        p { "Bestanden uit de map bank, en bestanden die iemand met houvast bank take gaf. Hetzelfde bestand nog eens verandert niets." }
        @if files.is_empty() { p { "Er is nog geen bestand van de bank gelezen." } }
        @else {
            @if visit.who.may(Right::Export) { p { (sheet::files("/bank", "toon=bestanden")) } }
            table.kaarten role="table" {
            caption { "De laatste eerst" }
            thead role="rowgroup" { tr role="row" {
                th role="columnheader" scope="col" { "Bestand" } th role="columnheader" scope="col" { "Wat het is" }
                th role="columnheader" scope="col" { "Gelezen" } th.getal role="columnheader" scope="col" { "Boekingen" }
            } }
            tbody role="rowgroup" { @for file in &files { tr role="row" {
                th role="rowheader" scope="row" { (file.name) }
                td role="cell" {
                    @if file.refused.is_empty() { (file.format) } @else { "Geweigerd" span.onder { (file.refused) } }
                    @if file.known > 0 { span.onder { (parts::plural(file.known, "afschrift was", "afschriften waren")) " al bekend" } }
                    @for defect in &file.defects { span.onder { (defect) } }
                }
                td role="cell" { span.smal { "gelezen " } (parts::short_day(file.taken_on)) }
                td.getal role="cell" { (parts::count(file.entries)) span.smal { " boekingen" } }
            } } }
        } }
    })
}

/// The heads of the same list as a file.
pub(super) const HEADS: [&str; 8] =
    ["bestand", "soort", "gelezen", "afschriften", "al bekend", "boekingen", "geweigerd omdat", "gebreken"];

/// Its rows: all files, not only those that a page has room for.
pub(super) fn rows(visit: &Visit) -> Result<Vec<Vec<Cell>>, Failure> {
    let files = visit.book.bank_files(u32::MAX)?;
    let row_of = |file: &BankFileLine| {
        let [statements, known, entries] = [file.statements, file.known, file.entries].map(Cell::Count);
        let (name, format, refused) = (&file.name, &file.format, &file.refused);
        row![name, format, file.taken_on, statements, known, entries, refused, file.defects.join(" ")]
    };
    Ok(files.iter().map(row_of).collect())
}
