//! What came in that had been seen before: payments of this delivery, and earlier ones that nothing explains yet, are held against
//! the money that waits for its booking.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::TenancyId;
use domain::ledger::Entry;
use domain::ledger::seen::{Booked, From, Waiting, settle};
use domain::money::Cents;

use super::Work;
use crate::book::StoreError;
use crate::db::Transaction;
use crate::seen::{SeenRow, booked_as, doubt, note_booked, open_money, unexplained};

/// Money that waits, and the payments that this delivery brings for the first time, by their number in the ledger.
#[derive(Default)]
pub(super) struct SeenBefore {
    waiting: BTreeMap<TenancyId, Vec<SeenRow>>,
    news: BTreeMap<TenancyId, BTreeSet<i64>>,
}

impl SeenBefore {
    pub(super) fn of(transaction: &Transaction) -> Result<SeenBefore, StoreError> {
        let mut waiting = BTreeMap::<TenancyId, Vec<SeenRow>>::new();
        for row in open_money(transaction, "")? {
            waiting.entry(row.money.tenancy).or_default().push(row);
        }
        Ok(SeenBefore { waiting, news: BTreeMap::new() })
    }

    /// Notes an entry that no delivery brought before, when it is money and some of that tenancy's waits.
    pub(super) fn note(&mut self, tenancy: TenancyId, entry: &Entry, source: i64) {
        if entry.kind.is_payment() && entry.cents.0 < 0 && self.waiting.contains_key(&tenancy) {
            self.news.entry(tenancy).or_default().insert(source);
        }
    }
}

impl Work<'_> {
    /// At the end of a delivery: seen money that it books counts no longer beside its booking, nor does what it may have booked.
    pub(super) fn settle_seen(&mut self) -> Result<(), StoreError> {
        let SeenBefore { waiting, news } = std::mem::take(&mut self.seen);
        let from = if self.is_list { From::Lists } else { From::Books };
        for (tenancy, news) in news {
            let rows = &waiting[&tenancy];
            let Some(since) = rows.iter().map(|row| row.money.seen_on).min() else { continue };
            let known = unexplained(self.transaction, tenancy, since)?;
            let waits: Vec<Waiting> = rows.iter().map(SeenRow::as_waiting).collect();
            let booked: Vec<Booked> =
                known.iter().map(|one| one.as_booked(news.contains(&one.source))).collect();
            let settled = settle(&waits, &booked, from);
            let explained: Cents = settled.iter().map(|part| part.cents).sum();
            let waits_on = rows.iter().map(|row| row.still_open).sum::<Cents>() > explained;
            for part in settled {
                let (seen, booking) = (&rows[part.seen].money, &known[part.booked]);
                if part.cents.0 > 0 {
                    self.append(tenancy, booked_as(seen, booking.booked_on, part.cents), 0)?;
                }
                note_booked(self.transaction, &seen.key, (booking.source, booking.booked_on), part)?;
            }
            if !waits_on && rows.iter().all(|row| row.in_doubt.is_zero()) {
                continue;
            }
            for change in doubt::changes(self.transaction, tenancy)? {
                self.append(tenancy, change.entry, 0)?;
                change.note(self.transaction)?;
            }
        }
        Ok(())
    }
}
