//! The files of the bank, and what is wrong with them: a statement that is missing, one that does not add up, a file that was refused.

use maud::{Markup, html};
use store::bank::BankFileLine;

use crate::answer::Failure;
use crate::app::Visit;
use crate::parts;

/// So many files are shown.
const SHOWN: u32 = 100;
/// Breaks in the chain are told for so many days.
const BREAKS_TOLD_FOR: i32 = 60;
/// Files that were refused are an alarm for so many days.
const REFUSED_TOLD_FOR: i32 = 7;

/// What somebody must look at, on top of the page.
pub(super) fn alarms(visit: &Visit) -> Result<Markup, Failure> {
    let breaks = visit.book.bank_breaks(visit.now.day - BREAKS_TOLD_FOR)?;
    let files = visit.book.bank_files(SHOWN)?;
    let is_new = |file: &&BankFileLine| visit.now.day - file.taken_on <= REFUSED_TOLD_FOR;
    let wrong: Vec<&BankFileLine> = files
        .iter()
        .filter(is_new)
        .filter(|file| !file.refused.is_empty() || !file.defects.is_empty())
        .collect();
    Ok(html! {
        @if !breaks.is_empty() || !wrong.is_empty() {
            div.melding.alarm role="alert" {
                p { strong { "Let op. " } "Vraag de bank om wat hieronder ontbreekt of niet klopt." }
                ul {
                    @for one in &breaks { li { "Rekening " (one.account) ": " (one.text) } }
                    @for file in &wrong { li {
                        (file.name) ": "
                        @if !file.refused.is_empty() { "geweigerd. " (file.refused) }
                        @else { (file.defects[0]) @if file.defects.len() > 1 { " En nog " (file.defects.len() - 1) "." } }
                    } }
                }
            }
        }
    })
}

/// The list of files.
pub(super) fn section(visit: &Visit) -> Result<Markup, Failure> {
    let files = visit.book.bank_files(SHOWN)?;
    Ok(html! {
        p { "Bestanden uit de map bank, en bestanden die iemand met houvast bank take gaf. Hetzelfde bestand nog eens verandert niets." }
        @if files.is_empty() { p { "Er is nog geen bestand van de bank gelezen." } }
        @else { table.kaarten role="table" {
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
                td role="cell" { (parts::short_day(file.taken_on)) }
                td.getal role="cell" { (parts::count(file.entries)) }
            } } }
        } }
    })
}
