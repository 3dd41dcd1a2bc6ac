//! How the columns of a list are written: which mark stands before the cents, and whether debts are marked as such.
//!
//! `650,000` and `1.098` read two ways, and one of them is a thousand times too much. Only other amounts of the same column can
//! tell; where they do not, such an amount is refused.

use super::side::Side;
use crate::decimal::{self, Amount};
use crate::mapping::Column;
use crate::table::{Cell, Layout};

/// The columns that hold amounts.
const AMOUNTS: [Column; 3] = [Column::Open, Column::Amount, Column::Rent];

/// What the amounts of each of [`AMOUNTS`] showed so far: a comma before cents, a point before cents.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    amounts: [(bool, bool); AMOUNTS.len()],
    /// A row says debit: then an empty cell does not.
    pub(super) says_debit: bool,
}

impl Marks {
    /// Learns from a row. Gives whether the other rows must say how this one is meant.
    pub(super) fn note(&mut self, layout: &Layout, cells: &[Cell<'_>]) -> bool {
        let side = layout.cell(Column::DebitCredit, cells).text();
        self.says_debit |= side.as_deref().and_then(Side::of) == Some(Side::Debit);
        let mut two_ways = layout.has(Column::DebitCredit) && side.is_none();
        for (column, (comma, point)) in AMOUNTS.into_iter().zip(&mut self.amounts) {
            let Cell::Text(text) = layout.cell(column, cells) else { continue };
            two_ways |= decimal::reads_two_ways(text).is_some();
            match decimal::mark_before_cents(text) {
                Some(',') => *comma = true,
                Some(_) => *point = true,
                None => {}
            }
        }
        two_ways
    }

    /// The amount of a row in a column, as that column writes amounts.
    pub(super) fn amount(&self, layout: &Layout, column: Column, cells: &[Cell<'_>]) -> Amount {
        let at = AMOUNTS.iter().position(|known| *known == column);
        let mark = match at.map(|at| self.amounts[at]) {
            Some((true, false)) => Some(','),
            Some((false, true)) => Some('.'),
            _ => None,
        };
        layout.cell(column, cells).amount_with(mark)
    }
}
