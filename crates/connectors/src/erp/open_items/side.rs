//! Debit or credit: a column that says whether an amount is a debt of the tenant or money he still gets.
//!
//! A list that says so in a column nobody reads would turn every credit into a debt: such a list holds the night.

use super::item::Form;
use crate::intake::{At, Intake};
use crate::mapping::{Column, plain};
use crate::table::{Cell, Layout};
use domain::delivery::Severity;
use domain::money::Cents;

/// On which side of the account an amount stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// A debt of the tenant, as the amount says.
    Debit,
    /// In favour of the tenant.
    Credit,
}

impl Side {
    /// The ways in which lists say it.
    pub(crate) fn of(text: &str) -> Option<Side> {
        match text.trim().trim_end_matches('.').to_lowercase().as_str() {
            "d" | "db" | "dr" | "deb" | "debet" | "debit" | "s" | "soll" | "+" => Some(Side::Debit),
            "c" | "cr" | "cre" | "cred" | "credit" | "h" | "haben" | "-" => Some(Side::Credit),
            _ => None,
        }
    }

    /// The amount with its sign: what raises the debt is positive.
    pub(super) fn signed(self, cents: Cents) -> Cents {
        match self {
            Side::Debit => cents,
            Side::Credit => Cents(-cents.0.abs()),
        }
    }
}

/// The side of a row; `None` when it was refused. A list without such a column speaks of debts and signs its credits itself; one
/// that marks no debts marks its credits only.
pub(super) fn required(form: Form<'_>, cells: &[Cell<'_>], at: &mut At<'_, '_>) -> Option<Side> {
    let layout = form.layout;
    if !layout.has(Column::DebitCredit) {
        return Some(Side::Debit);
    }
    let text = layout.cell(Column::DebitCredit, cells).text().unwrap_or_default();
    if text.is_empty() && !form.marks.says_debit {
        return Some(Side::Debit);
    }
    let side = Side::of(&text);
    if text.is_empty() {
        let reason = "Hier staat geen debet of credit. De regel is niet ingelezen; vul in de bron D of C in.";
        at.refuse("debet_credit", "", reason);
    } else if side.is_none() {
        let reason = "Dit is geen debet of credit. De regel is niet ingelezen; lever D of C, of wijs een andere kolom aan.";
        at.refuse("debet_credit", &text, reason);
    }
    side
}

/// What stands in the columns that nobody reads.
#[derive(Debug, Default)]
pub(super) struct Unmapped(Vec<Stray>);

/// One such column.
#[derive(Debug)]
struct Stray {
    at: usize,
    heading: String,
    /// Rows that say debit, and rows that say credit.
    sides: (u32, u32),
    /// Something else stands in it too.
    other: bool,
    /// By its heading it holds amounts in favour of the tenant.
    is_credit: bool,
    /// An amount that is not nothing stands in it.
    amount: bool,
}

impl Unmapped {
    /// The columns below these headings that are not read. With `left_out` somebody said that none of them tells debit from
    /// credit; of one that is called so nobody believes it.
    pub(super) fn of(headings: &[String], layout: &Layout, left_out: bool) -> Unmapped {
        let read: Vec<usize> = Column::ALL.into_iter().filter_map(|column| layout.position(column)).collect();
        let stray = |(at, heading): (usize, &String)| Stray {
            at,
            heading: heading.clone(),
            sides: (0, 0),
            other: left_out && !Column::DebitCredit.usual().contains(&plain(heading).as_str()),
            is_credit: matches!(
                plain(heading).as_str(),
                "credit" | "creditbedrag" | "bedragcredit" | "haben"
            ),
            amount: false,
        };
        // What a usual heading says is known, also when somebody left that column out.
        let is_known = |heading: &str| {
            let is_of = |column: &Column| column.usual().contains(&plain(heading).as_str());
            Column::ALL.iter().any(|column| *column != Column::DebitCredit && is_of(column))
        };
        let columns = headings.iter().enumerate();
        let unread = columns.filter(|(at, heading)| !read.contains(at) && !is_known(heading));
        Unmapped(unread.map(stray).collect())
    }

    /// Looks at a row.
    pub(super) fn note(&mut self, cells: &[Cell<'_>]) {
        for stray in self.0.iter_mut().filter(|stray| !stray.other || stray.is_credit) {
            let Some(text) = cells.get(stray.at).and_then(Cell::text) else { continue };
            // In a column that nobody reads a dash is how people write nothing.
            if matches!(text.trim(), "-" | "+" | "–") {
                continue;
            }
            match Side::of(&text) {
                Some(Side::Debit) => stray.sides.0 += 1,
                Some(Side::Credit) => stray.sides.1 += 1,
                None => stray.other = true,
            }
            stray.amount |= text.bytes().any(|byte| matches!(byte, b'1'..=b'9'));
        }
    }

    /// Says which of them make the amounts of the list unsure.
    pub(super) fn report(&self, intake: &mut Intake<'_>) {
        for stray in &self.0 {
            let says_side = !stray.other && stray.sides.0 > 0 && stray.sides.1 > 0;
            let reason = if says_side {
                "Deze kolom lijkt te zeggen of een bedrag debet of credit is, en wordt niet gelezen: een tegoed zou een schuld worden. De \
                 nacht wacht op een mens; wijs de kolom aan bij debet_credit."
            } else if stray.is_credit && stray.amount {
                "In deze kolom staan bedragen die de huurder nog krijgt, en de kolom wordt niet gelezen. De nacht wacht op een mens; lever \
                 één kolom met het openstaande bedrag, met een min voor een tegoed."
            } else {
                continue;
            };
            intake.about_file(Severity::HoldsNight, &stray.heading, "", reason);
        }
    }
}
