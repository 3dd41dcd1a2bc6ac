//! What came in that had been seen before: payments of this delivery are held against the money that waits for its booking.

use std::collections::BTreeMap;

use domain::calendar::Day;
use domain::ids::TenancyId;
use domain::ledger::seen::{Booked, From, Waiting, settle};
use domain::ledger::{Entry, EntryKind};
use domain::money::Cents;

use super::Work;
use crate::book::StoreError;
use crate::db::Transaction;
use crate::seen::{SeenRow, note_booked, open_money};

/// Money that waits, and the payments of this delivery that may be it.
#[derive(Default)]
pub(super) struct SeenBefore {
    waiting: BTreeMap<TenancyId, Vec<SeenRow>>,
    came: BTreeMap<TenancyId, Vec<Came>>,
}

/// A payment that this delivery brings for the first time.
struct Came {
    source: i64,
    booked_on: Day,
    cents: Cents,
    words: String,
}

impl SeenBefore {
    pub(super) fn of(transaction: &Transaction) -> Result<SeenBefore, StoreError> {
        let mut waiting = BTreeMap::<TenancyId, Vec<SeenRow>>::new();
        for row in open_money(transaction, "")? {
            waiting.entry(row.money.tenancy).or_default().push(row);
        }
        Ok(SeenBefore { waiting, came: BTreeMap::new() })
    }

    /// Notes an entry that no delivery brought before, when it is money and some of that tenancy's waits.
    pub(super) fn note(&mut self, tenancy: TenancyId, entry: &Entry, source: i64, words: &str) {
        if entry.kind.is_payment() && entry.cents.0 < 0 && self.waiting.contains_key(&tenancy) {
            let came =
                Came { source, booked_on: entry.booked_on, cents: -entry.cents, words: words.to_owned() };
            self.came.entry(tenancy).or_default().push(came);
        }
    }
}

impl Work<'_> {
    /// At the end of a delivery: seen money that it books counts no longer beside its booking.
    pub(super) fn settle_seen(&mut self) -> Result<(), StoreError> {
        let SeenBefore { waiting, came } = std::mem::take(&mut self.seen);
        let from = if self.is_list { From::Lists } else { From::Books };
        for (tenancy, came) in came {
            let rows = &waiting[&tenancy];
            let waits: Vec<Waiting> = rows
                .iter()
                .map(|row| Waiting {
                    seen_on: row.money.seen_on,
                    cents: row.still_open,
                    reference: &row.money.reference,
                })
                .collect();
            let booked: Vec<Booked> = came
                .iter()
                .map(|one| Booked { booked_on: one.booked_on, cents: one.cents, words: &one.words })
                .collect();
            for part in settle(&waits, &booked, from) {
                let (seen, booking) = (&rows[part.seen].money, &came[part.booked]);
                let entry = Entry {
                    booked_on: booking.booked_on.max(seen.seen_on),
                    due_on: Some(seen.seen_on),
                    kind: EntryKind::SeenPayment,
                    reason: None,
                    cents: part.cents,
                };
                self.append(tenancy, entry, 0)?;
                note_booked(self.transaction, &seen.key, booking.source, booking.booked_on, part.cents)?;
            }
        }
        Ok(())
    }
}
