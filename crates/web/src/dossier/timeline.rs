//! Everything that happened, in one list: money, contact and what the system did; newest first, month by month.

use domain::calendar::{Day, Month};
use domain::ids::TenancyId;
use maud::{Markup, html};
use store::screens::{LedgerLine, MessageLine};

use crate::answer::Failure;
use crate::app::Visit;
use crate::asked::encode;
use crate::parts;
use crate::sheet::{Cell, row};

mod lines;

/// So many months are open; older ones lie one click away.
const MONTHS_OPEN: i32 = 6;

/// What kind of thing a line is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Money,
    Contact,
    System,
    /// Municipality, helpers, bailiff, court.
    Partners,
}

/// Which kinds are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shown(Option<Kind>);

const KINDS: [(&str, &str, Option<Kind>); 5] = [
    ("", "Alles", None),
    ("contact", "Contact", Some(Kind::Contact)),
    ("geld", "Geld", Some(Kind::Money)),
    ("systeem", "Systeem", Some(Kind::System)),
    ("partners", "Partners", Some(Kind::Partners)),
];

impl Shown {
    /// The kinds behind a word in an address; nonsense shows all.
    pub(crate) fn of(word: &str) -> Shown {
        Shown(KINDS.into_iter().find(|(known, _, _)| *known == word).and_then(|(_, _, kind)| kind))
    }
}

/// One line.
pub(crate) struct Line {
    day: Day,
    kind: Kind,
    what: &'static str,
    text: String,
    /// Words of a person, or of the landlord's books.
    note: String,
    /// Number of the message, when it is one.
    message: Option<usize>,
    /// It was taken back.
    lapsed: bool,
}

/// All lines, oldest first.
pub(crate) struct History(Vec<Line>);

impl History {
    /// Reads what happened.
    pub(crate) fn read(
        visit: &Visit,
        id: TenancyId,
        ledger: &[LedgerLine],
        messages: &[MessageLine],
    ) -> Result<History, Failure> {
        let mut all: Vec<Line> = ledger.iter().map(lines::money).collect();
        all.extend(visit.book.contact_lines(id)?.into_iter().map(lines::contact));
        all.extend(visit.book.acts_about(id)?.into_iter().filter_map(lines::act));
        all.extend(visit.book.appointment_steps(id)?.into_iter().map(lines::appointment));
        all.extend(visit.book.circumstance_lines(id)?.into_iter().flat_map(lines::circumstance));
        all.extend(visit.book.arrangement_lines(id)?.into_iter().flat_map(lines::arrangement));
        all.extend(visit.book.task_lines(id)?.into_iter().map(lines::task));
        let policy = &visit.house.policy;
        all.extend(messages.iter().enumerate().map(|(at, message)| lines::message(policy, at + 1, message)));
        all.extend(visit.book.post_lines(id)?.into_iter().map(lines::post));
        all.extend(visit.book.placed_lines(id)?.into_iter().map(|line| lines::placed(policy, line)));
        all.sort_by_key(|line| line.day);
        Ok(History(all))
    }

    /// As rows of a file: day, kind, what, note.
    pub(crate) fn rows(&self) -> Vec<Vec<Cell>> {
        let text = |line: &Line| match line.lapsed {
            true => format!("{} (vervallen)", line.text),
            false => line.text.clone(),
        };
        self.0.iter().map(|line| row![line.day, line.what, text(line), &line.note]).collect()
    }

    fn months(&self, shown: Shown) -> Vec<(Month, Vec<&Line>)> {
        let mut months: Vec<(Month, Vec<&Line>)> = Vec::new();
        let fits = |line: &&Line| shown.0.is_none_or(|kind| kind == line.kind);
        for line in self.0.iter().rev().filter(fits) {
            match months.last_mut() {
                Some((month, lines)) if *month == line.day.month() => lines.push(line),
                _ => months.push((line.day.month(), vec![line])),
            }
        }
        months
    }
}

/// The section of a dossier.
pub(crate) fn section(visit: &Visit, number: &str, history: &History, shown: Shown) -> Markup {
    let months = history.months(shown);
    let newest = months.first().map_or(Month(0), |(month, _)| *month);
    let open = months.partition_point(|(month, _)| newest - *month < MONTHS_OPEN);
    let address = format!("/dossier/{}", encode(number));
    html! {
        section aria-labelledby="tijdlijn" {
            h2 #tijdlijn { "Tijdlijn" }
            nav.keuze aria-label="Wat de tijdlijn toont" { ul {
                @for (word, name, kind) in KINDS { li {
                    a href={ (address) @if !word.is_empty() { "?toon=" (word) } "#tijdlijn" }
                        aria-current=[(kind == shown.0).then_some("true")] { (name) }
                } }
            } }
            @if months.is_empty() { p { "Er is nog niets gebeurd." } }
            @for (month, lines) in &months[..open] { (one_month(&address, *month, lines)) }
            @if open < months.len() {
                details.ouder {
                    summary { "Ouder: tot en met " (months[months.len() - 1].0.dutch()) }
                    @for (month, lines) in &months[open..] { (one_month(&address, *month, lines)) }
                }
            }
            @if visit.last.is_none() { p.zacht { "Er is nog geen nacht gedraaid." } }
        }
    }
}

fn one_month(address: &str, month: Month, lines: &[&Line]) -> Markup {
    html! {
        h3 { (parts::sentence(&month.dutch())) }
        ul.tijdlijn { @for line in lines {
            li.vervallen[line.lapsed] {
                (parts::day_in_year(line.day))
                span.soort { (line.what) }
                span.tekst {
                    (line.text)
                    @if line.lapsed { " (teruggedraaid)" }
                    @if let Some(number) = line.message { " " a href={ (address) "/bericht/" (number) } { "Tekst" } }
                    @if !line.note.is_empty() { span.onder { (line.note) } }
                }
            }
        } }
    }
}
