//! What came in that had been seen before: payments of this delivery, and earlier ones that nothing explains yet, are held against
//! the money that waits for its booking.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::TenancyId;
use domain::ledger::Entry;
use domain::ledger::seen::From;
use domain::money::Cents;

use super::Work;
use crate::book::StoreError;
use crate::db::{Row, Transaction};
use crate::seen::asked::ask_anew;
use crate::seen::booked::{settle_rows, wait_again};
use crate::seen::{SeenRow, doubt, open_money};

/// Money that waits, and the payments that this delivery brings for the first time, by their number in the ledger.
#[derive(Default)]
pub(super) struct SeenBefore {
    waiting: BTreeMap<TenancyId, Vec<SeenRow>>,
    news: BTreeMap<TenancyId, BTreeSet<i64>>,
    /// Payments that this delivery brings with another day or amount.
    changed: BTreeSet<(TenancyId, i64)>,
}

impl SeenBefore {
    pub(super) fn of(transaction: &Transaction) -> Result<SeenBefore, StoreError> {
        let mut waiting = BTreeMap::<TenancyId, Vec<SeenRow>>::new();
        for row in open_money(transaction, "")? {
            waiting.entry(row.money.tenancy).or_default().push(row);
        }
        Ok(SeenBefore { waiting, ..SeenBefore::default() })
    }

    /// Notes an entry that no delivery brought before, when it is money and some of that tenancy's waits.
    pub(super) fn note(&mut self, tenancy: TenancyId, entry: &Entry, source: i64) {
        if entry.kind.is_payment() && entry.cents.0 < 0 && self.waiting.contains_key(&tenancy) {
            self.news.entry(tenancy).or_default().insert(source);
        }
    }

    /// Notes an entry that stood for a booking before, when it was money.
    pub(super) fn note_changed(&mut self, tenancy: TenancyId, before: &Entry, source: i64) {
        if before.kind.is_payment() {
            self.changed.insert((tenancy, source));
        }
    }
}

impl Work<'_> {
    /// At the end of a delivery: seen money that it books counts no longer beside its booking, nor does what it may have booked.
    pub(super) fn settle_seen(&mut self) -> Result<(), StoreError> {
        let SeenBefore { mut waiting, mut news, changed } = std::mem::take(&mut self.seen);
        for (tenancy, source) in changed {
            self.unsettle(tenancy, source)?;
            let rows = open_money(self.transaction, &format!("and tenancy = {}", tenancy.0))?;
            if !rows.is_empty() {
                waiting.insert(tenancy, rows);
                news.entry(tenancy).or_default().insert(source);
            }
        }
        for (tenancy, news) in news {
            if self.settle_seen_of(tenancy, &waiting[&tenancy], &news)? {
                self.change_doubts(tenancy)?;
            }
        }
        Ok(())
    }

    /// A booking that was seen money has another day or amount now: what it was is looked at anew, and so what else was this money.
    fn unsettle(&mut self, tenancy: TenancyId, changed: i64) -> Result<(), StoreError> {
        let query = "select b.key from seen_booked b join seen_money m on m.key = b.key \
             where b.source = ?1 and m.tenancy = ?2 order by b.key";
        let mut statement = self.transaction.prepare_cached(query)?;
        let keys: Vec<String> =
            statement.query_map((changed, tenancy.0), |row: &Row| row.get(0))?.collect::<Result<_, _>>()?;
        for key in keys {
            for entry in wait_again(self.transaction, &key, |source, act| source == changed || act.is_none())?
            {
                self.append(tenancy, entry, 0)?;
            }
        }
        Ok(())
    }

    /// Gives whether something of it may still be in doubt.
    fn settle_seen_of(
        &mut self,
        tenancy: TenancyId,
        rows: &[SeenRow],
        news: &BTreeSet<i64>,
    ) -> Result<bool, StoreError> {
        let from = if self.is_list { From::Lists } else { From::Books };
        let entries = settle_rows(self.transaction, tenancy, rows, from, |source| news.contains(&source))?;
        let waiting: Cents = rows.iter().map(|row| row.still_open).sum();
        let waits_on = waiting > entries.iter().map(|entry| entry.cents).sum();
        for entry in entries {
            self.append(tenancy, entry, 0)?;
        }
        Ok(waits_on || rows.iter().any(|row| !row.in_doubt.is_zero()))
    }

    fn change_doubts(&mut self, tenancy: TenancyId) -> Result<(), StoreError> {
        for change in doubt::changes(self.transaction, tenancy)? {
            for entry in &change.entries {
                self.append(tenancy, *entry, 0)?;
            }
            change.note(self.transaction)?;
            if change.is_more {
                ask_anew(self.transaction, &change.key)?;
            }
        }
        Ok(())
    }
}
