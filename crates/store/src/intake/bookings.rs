//! Bookings: appended to the ledger, never overwritten. A booking that comes back with other content is compensated and
//! booked anew, also when it comes back for another tenancy.

use std::collections::{BTreeSet, HashMap};

use domain::calendar::Day;
use domain::delivery::{BookingRow, Place};
use domain::ids::{ContentId, TenancyId};
use domain::ledger::Entry;
use domain::money::Cents;

use super::{PACKED, Work};
use crate::book::StoreError;
use crate::codes::Code;
use crate::db::Row;
use crate::dossiers::in_order_of_booking;
use crate::ledger;

/// Bookings that are taken in together: what the book knows of them is asked at once.
const TOGETHER: usize = 500;

/// The entry a booking stands for now, by its source, and whose it is: where it moved away from, every entry has its compensation.
const BOOKED_BEFORE: &str = "select booked_on, due_on, kind, reason, cents, tenancy from ledger l \
     where source = ?1 and source <> 0 \
     order by (select count(*) % 2 from ledger o where o.source = l.source and o.tenancy = l.tenancy) desc, seq desc limit 1";

/// Bookings that wait to be taken in, and what the book knew of them.
#[derive(Default)]
pub(super) struct Waiting {
    rows: Vec<(Place, BookingRow)>,
    before: HashMap<i64, Option<(TenancyId, Entry)>>,
    pub(super) packed: HashMap<TenancyId, Vec<u8>>,
}

impl Work<'_> {
    /// Lets a booking wait until there are more. Whether it changes something is counted when it is taken in.
    pub(super) fn receive_booking(&mut self, place: Place, booking: BookingRow) -> Result<bool, StoreError> {
        self.waiting.rows.push((place, booking));
        if self.waiting.rows.len() == TOGETHER {
            self.take_bookings()?;
        }
        Ok(false)
    }

    /// Takes in the bookings that wait, in the order in which they came.
    pub(super) fn take_bookings(&mut self) -> Result<(), StoreError> {
        let rows = std::mem::take(&mut self.waiting.rows);
        if rows.is_empty() {
            return Ok(());
        }
        self.look_up(&rows)?;
        for (place, booking) in &rows {
            self.intake.changes += u64::from(self.take_booking(place, booking)?);
        }
        self.waiting = Waiting::default();
        Ok(())
    }

    /// Asks the book together what it knows of bookings and of what they pay, and the dossiers of those that are new.
    fn look_up(&mut self, rows: &[(Place, BookingRow)]) -> Result<(), StoreError> {
        let of = |(_, booking): &(Place, BookingRow)| source_of(&booking.external);
        let pays = |(_, booking): &(Place, BookingRow)| {
            (booking.due_on.is_none() && !booking.designated.is_empty())
                .then(|| source_of(&booking.designated))
        };
        let designated = rows.iter().filter_map(pays).filter(|source| !self.due_days.contains_key(source));
        let sources: BTreeSet<i64> = rows.iter().map(of).chain(designated).collect();
        let mut statement = self.transaction.prepare_cached(BOOKED_BEFORE)?;
        let found = statement.query_each(sources.iter().map(|source| [*source]), |rows| {
            Ok(rows.next()?.map(|row| read_booked(&row)))
        })?;
        for (source, entry) in sources.into_iter().zip(found) {
            self.waiting.before.insert(source, entry.transpose()?);
        }
        let is_new = |row: &&(Place, BookingRow)| self.waiting.before.get(&of(row)) == Some(&None);
        let of_whom = |(_, booking): &(Place, BookingRow)| self.tenancies.get(&booking.tenancy).copied();
        let dossiers: BTreeSet<TenancyId> = rows
            .iter()
            .filter(is_new)
            .filter_map(of_whom)
            .filter(|id| !self.at_hand.contains_key(id))
            .collect();
        let mut statement = self.transaction.prepare_cached(PACKED)?;
        let found = statement.query_each(dossiers.iter().map(|id| [id.0]), |rows| {
            rows.next()?.map(|row| row.get::<Vec<u8>>(0)).transpose()
        })?;
        let packed = dossiers.into_iter().zip(found).map(|(id, bytes)| (id, bytes.unwrap_or_default()));
        self.waiting.packed = packed.collect();
        Ok(())
    }

    fn take_booking(&mut self, place: &Place, booking: &BookingRow) -> Result<bool, StoreError> {
        let Some(id) = self.known_tenancy(place, &booking.tenancy) else { return Ok(false) };
        if !booking.reference.is_empty() {
            self.transaction
                .prepare_cached("insert into payment_reference values (?1, ?2) on conflict do nothing")?
                .put((&booking.reference, id.0))?;
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
            Some(before) if before == (id, entry) || self.late => return Ok(false),
            Some((whose, before)) => {
                self.append(whose, Entry { cents: -before.cents, ..before }, source)?;
                self.append(id, entry, source)?;
                self.seen.note_changed(whose, &before, source);
                if whose != id {
                    self.seen.note(id, &entry, source);
                    self.describe(id, source, booking)?;
                }
            }
            None => {
                self.append(id, entry, source)?;
                self.seen.note(id, &entry, source);
                self.describe(id, source, booking)?;
            }
        }
        Ok(true)
    }

    fn describe(&self, id: TenancyId, source: i64, booking: &BookingRow) -> Result<(), StoreError> {
        let mut insert = self.transaction.prepare_cached(ledger::DESCRIBE)?;
        Ok(insert.put((id.0, source, &booking.external, &booking.description))?)
    }

    /// The entry a booking stands for now, when it was delivered before.
    pub(super) fn booked_before(&self, source: i64) -> Result<Option<(TenancyId, Entry)>, StoreError> {
        if let Some(known) = self.waiting.before.get(&source) {
            return Ok(*known);
        }
        let mut statement = self.transaction.prepare_cached(BOOKED_BEFORE)?;
        let mut rows = statement.query([source])?;
        rows.next()?.map(|row| read_booked(&row)).transpose()
    }

    pub(super) fn due_day_of(&self, source: i64) -> Result<Option<Day>, StoreError> {
        match self.due_days.get(&source) {
            Some(day) => Ok(Some(*day)),
            None => Ok(self.booked_before(source)?.and_then(|(_, entry)| entry.due_on)),
        }
    }

    /// Appends an entry to the ledger and to the dossier at hand.
    pub(super) fn append(&mut self, id: TenancyId, entry: Entry, source: i64) -> Result<(), StoreError> {
        let dossier = self.dossier(id)?;
        let seq = dossier.entries.len() as i64;
        dossier.entries.push(entry);
        in_order_of_booking(&mut dossier.entries);
        ledger::append(self.transaction, id, seq, &entry, source)?;
        if let Some(known) = self.waiting.before.get_mut(&source) {
            *known = Some((id, entry));
        }
        self.day_totals.entry(entry.booked_on).or_default().add(&entry);
        Ok(())
    }
}

fn read_booked(row: &Row) -> Result<(TenancyId, Entry), StoreError> {
    let kind = Code::from_code(row.get(2)?).ok_or_else(|| StoreError::Damaged("soort boeking".into()))?;
    let entry = Entry {
        booked_on: Day(row.get(0)?),
        due_on: row.get::<Option<i32>>(1)?.map(Day),
        kind,
        reason: row.get::<Option<u8>>(3)?.and_then(Code::from_code),
        cents: Cents(row.get(4)?),
    };
    Ok((TenancyId(row.get(5)?), entry))
}

/// The number by which the ledger knows a booking of the landlord; never zero.
pub(crate) fn source_of(external: &str) -> i64 {
    (ContentId::of(&[external]).0 as i64).max(i64::MIN + 1) | 1
}
