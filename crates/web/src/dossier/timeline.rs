//! Everything that happened, in one list: money, contact and what the system did; newest first, month by month.

use std::borrow::Cow;

use domain::calendar::{Day, Month};
use domain::ids::TenancyId;
use maud::{Markup, Render, html};
use store::acts::ActLine;
use store::screens::{LedgerLine, NightLines};

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
pub(crate) struct Line<'a> {
    day: Day,
    /// Number of the act that it comes from: within a day acts stand in their order, after what the night and the books brought.
    act: i64,
    kind: Kind,
    what: &'static str,
    text: String,
    /// Words of a person, or of the landlord's books.
    note: Cow<'a, str>,
    /// Number of the message, when it is one.
    message: Option<usize>,
    /// Why it does not hold any more, or empty.
    lapsed: &'static str,
}

/// All lines, oldest first.
pub(crate) struct History<'a>(Vec<Line<'a>>);

impl<'a> History<'a> {
    /// Reads what happened.
    pub(crate) fn read(
        visit: &Visit,
        id: TenancyId,
        ledger: &'a [LedgerLine],
        nights: &'a NightLines,
        acts: Vec<ActLine>,
        has_appointments: bool,
    ) -> Result<History<'a>, Failure> {
        let mut all = lines::moneys(ledger);
        all.extend(visit.book.contact_lines(id)?.into_iter().map(lines::contact));
        let signals = lines::OfSignals::of(&acts);
        all.extend(acts.into_iter().filter_map(lines::act));
        if has_appointments {
            all.extend(visit.book.appointment_steps(id)?.into_iter().map(lines::appointment));
        }
        all.extend(
            visit
                .book
                .circumstance_lines(id)?
                .into_iter()
                .flat_map(|line| lines::circumstance(line, &signals)),
        );
        all.extend(visit.book.arrangement_lines(id)?.into_iter().flat_map(lines::arrangement));
        all.extend(nights.tasks.iter().map(lines::task));
        let policy = &visit.house.policy;
        let messages = nights.messages.iter().enumerate();
        all.extend(messages.map(|(at, message)| lines::message(policy, at + 1, message)));
        all.extend(visit.book.post_lines(id)?.iter().map(|line| lines::post(policy, line)));
        all.extend(nights.placed.iter().map(|line| lines::placed(policy, line)));
        all.sort_by_key(|line| (line.day, line.act));
        Ok(History(all))
    }

    /// As rows of a file: day, kind, what, note.
    pub(crate) fn rows(&self) -> Vec<Vec<Cell>> {
        let text = |line: &Line| match line.lapsed {
            "" => line.text.clone(),
            why => format!("{} ({why})", line.text),
        };
        self.0.iter().map(|line| row![line.day, line.what, text(line), &*line.note]).collect()
    }

    /// What is shown, newest first, each with its month.
    fn shown(&self, shown: Shown) -> Vec<(Month, &Line<'a>)> {
        let fits = |line: &&Line| shown.0.is_none_or(|kind| kind == line.kind);
        self.0.iter().rev().filter(fits).map(|line| (line.day.month(), line)).collect()
    }
}

/// The section of a dossier.
pub(crate) fn section(visit: &Visit, number: &str, history: &History, shown: Shown) -> Markup {
    let lines = history.shown(shown);
    let newest = lines.first().map_or(Month(0), |(month, _)| *month);
    let (open, older) = lines.split_at(lines.partition_point(|(month, _)| newest - *month < MONTHS_OPEN));
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
            @if lines.is_empty() { p { "Er is nog niets gebeurd." } }
            (Months { address: &address, lines: open })
            @if let Some((last, _)) = older.last() {
                details.ouder {
                    summary { "Ouder: tot en met " (last.dutch()) }
                    (Months { address: &address, lines: older })
                }
            }
            @if visit.last.is_none() { p.zacht { "Er is nog geen nacht gedraaid." } }
        }
    }
}

/// Lines under the names of their months. They are most of a page, so they are written into it and not into a text of their own.
struct Months<'a> {
    address: &'a str,
    lines: &'a [(Month, &'a Line<'a>)],
}

impl Render for Months<'_> {
    fn render_to(&self, page: &mut String) {
        for lines in self.lines.chunk_by(|(one, _), (next, _)| one == next) {
            page.push_str("<h3>");
            parts::sentence(lines[0].0.spoken().text()).render_to(page);
            page.push_str("</h3><ul class=\"tijdlijn\">");
            for (_, line) in lines {
                line.put(page, self.address);
            }
            page.push_str("</ul>");
        }
    }
}

impl Line<'_> {
    fn put(&self, page: &mut String, address: &str) {
        page.push_str(if self.lapsed.is_empty() { "<li class=\"\">" } else { "<li class=\"vervallen\">" });
        parts::day_in_year(self.day).render_to(page);
        page.push_str("<span class=\"soort\">");
        page.push_str(self.what);
        page.push_str("</span><span class=\"tekst\">");
        parts::put(page, &self.text);
        if !self.lapsed.is_empty() {
            for part in [" (", self.lapsed, ")"] {
                page.push_str(part);
            }
        }
        if let Some(number) = self.message {
            html! { " " a href={ (address) "/bericht/" (number) } { "Tekst" } }.render_to(page);
        }
        if !self.note.is_empty() {
            page.push_str("<span class=\"onder\">");
            parts::put(page, &self.note);
            page.push_str("</span>");
        }
        page.push_str("</span></li>");
    }
}
