//! Bookings: appended to the ledger, never overwritten. A booking that comes back with other content is compensated and
//! booked anew.

use domain::calendar::Day;
use domain::delivery::{BookingRow, Place};
use domain::ids::{ContentId, TenancyId};
use domain::ledger::Entry;
use domain::money::Cents;
use domain::reconcile::Totals;

use super::Work;
use crate::book::StoreError;
use crate::codes::Code;
use crate::db::Transaction;
use crate::dossiers::in_order_of_booking;
use crate::ledger;

impl Work<'_> {
    pub(super) fn take_booking(&mut self, place: &Place, booking: &BookingRow) -> Result<bool, StoreError> {
        let Some(id) = self.known_tenancy(place, &booking.tenancy) else { return Ok(false) };
        if !booking.reference.is_empty() {
            self.transaction
                .prepare_cached("insert into payment_reference values (?1, ?2) on conflict do nothing")?
                .execute((&booking.reference, id.0))?;
        }
        let source = source_of(&booking.external);
        let due_on = match booking.due_on {
            Some(day) => Some(day),
            None if !booking.designated.is_empty() => self.due_day_of(source_of(&booking.designated))?,
            None => None,
        };
        let entry = Entry {
            booked_on: booking.booked_on,
            due_on,
            kind: booking.kind,
            reason: booking.reason,
            cents: booking.cents,
        };
        if entry.cents.0 > 0
            && let Some(due_on) = due_on
        {
            self.due_days.insert(source, due_on);
        }
        match self.booked_before(source)? {
            Some(before) if before == entry || self.late => return Ok(false),
            Some(before) => {
                self.append(id, Entry { cents: -before.cents, ..before }, source)?;
                self.append(id, entry, source)?;
            }
            None => {
                self.append(id, entry, source)?;
                self.seen.note(id, &entry, source);
                let mut insert = self
                    .transaction
                    .prepare_cached("insert into booking values (?1, ?2, ?3) on conflict do nothing")?;
                insert.put((source, &booking.external, &booking.description))?;
            }
        }
        Ok(true)
    }

    /// The entry a booking stands for now, when it was delivered before.
    fn booked_before(&self, source: i64) -> Result<Option<Entry>, StoreError> {
        let mut statement = self.transaction.prepare_cached(
            "select booked_on, due_on, kind, reason, cents from ledger where source = ?1 and source <> 0 order by seq desc limit 1",
        )?;
        let mut rows = statement.query([source])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let kind = Code::from_code(row.get(2)?).ok_or_else(|| StoreError::Damaged("soort boeking".into()))?;
        Ok(Some(Entry {
            booked_on: Day(row.get(0)?),
            due_on: row.get::<Option<i32>>(1)?.map(Day),
            kind,
            reason: row.get::<Option<u8>>(3)?.and_then(Code::from_code),
            cents: Cents(row.get(4)?),
        }))
    }

    pub(super) fn due_day_of(&self, source: i64) -> Result<Option<Day>, StoreError> {
        match self.due_days.get(&source) {
            Some(day) => Ok(Some(*day)),
            None => Ok(self.booked_before(source)?.and_then(|entry| entry.due_on)),
        }
    }

    /// Appends an entry to the ledger and to the dossier at hand.
    pub(super) fn append(&mut self, id: TenancyId, entry: Entry, source: i64) -> Result<(), StoreError> {
        let dossier = self.dossier(id)?;
        let seq = dossier.entries.len() as i64;
        dossier.entries.push(entry);
        in_order_of_booking(&mut dossier.entries);
        ledger::append(self.transaction, id, seq, &entry, source)?;
        self.day_totals.entry(entry.booked_on).or_default().add(&entry);
        Ok(())
    }
}

/// The number by which the ledger knows a booking of the landlord; never zero.
pub(crate) fn source_of(external: &str) -> i64 {
    (ContentId::of(&[external]).0 as i64).max(i64::MIN + 1) | 1
}

/// What the books add up to.
pub(super) fn totals(transaction: &Transaction, day: Day) -> Result<Totals, StoreError> {
    let running = "select count(*) from tenancy where (starts_on is null or starts_on <= ?1) and (ends_on is null or ends_on >= ?1)";
    let balance = "select coalesce(sum(charged) - sum(paid), 0) from day_total";
    let payments = "select coalesce(sum(payments), 0) from day_total where day > ?1 and day <= ?2";
    let count = |from: Day, to: Day| transaction.query_row(payments, (from.0, to.0), |row| row.get::<i64>(0));
    Ok(Totals {
        tenancies: transaction.query_row(running, [day.0], |row| row.get(0))?,
        balance: Cents(transaction.query_row(balance, [], |row| row.get(0))?),
        payments_last_month: count(day - 31, day)?,
        payments_month_before: count(day - 62, day - 31)?,
    })
}
