//! Seen money that may be in the landlord's bookings already: as much of it does not count, until a person or a booking says what it is.

use domain::calendar::Day;
use domain::ids::TenancyId;
use domain::ledger::seen::doubt::doubts;
use domain::ledger::seen::{Booked, Waiting};
use domain::ledger::{Entry, EntryKind, ReversalReason};
use domain::money::Cents;

use super::booked::{Unexplained, unexplained};
use super::{COLUMNS, SeenRow, append, open_money, read};
use crate::book::StoreError;
use crate::db::Connection;

/// A booking that may hold seen money, and how much of it.
pub(super) struct MayHold {
    pub booking: Unexplained,
    pub cents: Cents,
}

/// More or less of a tenancy's seen money does not count.
pub(crate) struct Change {
    /// How the account says so.
    pub entries: Vec<Entry>,
    /// More may be booked than before, so who was asked before has not answered it.
    pub is_more: bool,
    /// Which money.
    pub key: String,
    in_doubt: Cents,
    from: Day,
}

impl Change {
    /// Notes it beside the money; the entry is for whoever keeps the account.
    pub(crate) fn note(&self, of: &Connection) -> Result<(), StoreError> {
        let update = "update seen_money set in_doubt = ?2, doubted_from = ?3 where key = ?1";
        let from = (self.in_doubt.0 > 0).then_some(self.from.0);
        of.prepare_cached(update)?.execute((&self.key, self.in_doubt.0, from))?;
        Ok(())
    }
}

/// Is any of a tenancy's seen money in doubt?
pub(super) fn is_there(of: &Connection, tenancy: TenancyId) -> Result<bool, StoreError> {
    let query = "select 1 from seen_money where tenancy = ?1 and in_doubt <> 0";
    Ok(of.prepare_cached(query)?.exists([tenancy.0])?)
}

/// Brings what does not count of a tenancy's seen money in step with what is booked and said. False when it is in step. Whoever calls
/// brings the packed dossier in step.
pub(crate) fn weigh(of: &Connection, tenancy: TenancyId) -> Result<bool, StoreError> {
    let changes = changes(of, tenancy)?;
    for change in &changes {
        for entry in &change.entries {
            append(of, tenancy, entry, 0)?;
        }
        change.note(of)?;
    }
    Ok(!changes.is_empty())
}

/// What [`weigh`] changes, for who appends to the account himself. A doubt that is over was none from its first day on.
pub(crate) fn changes(of: &Connection, tenancy: TenancyId) -> Result<Vec<Change>, StoreError> {
    let ended = format!("{COLUMNS} where tenancy = ?1 and state <> 'open' and in_doubt <> 0 order by key");
    let ended: Vec<SeenRow> =
        of.prepare_cached(&ended)?.query_map([tenancy.0], read)?.collect::<Result<_, _>>()?;
    let mut changes: Vec<Change> =
        ended.iter().filter_map(|row| change(row, Cents::ZERO, row.money.seen_on)).collect();
    for (row, held) in of_tenancy(of, tenancy)? {
        let cents = held.iter().map(|one| one.cents).sum::<Cents>();
        let first = held.iter().map(|one| one.booking.booked_on).min();
        changes.extend(change(&row, cents, first.unwrap_or(row.money.seen_on)));
    }
    Ok(changes)
}

/// So much of it does not count from the first of these bookings on; what was said of another day is unsaid there.
fn change(row: &SeenRow, in_doubt: Cents, first: Day) -> Option<Change> {
    let money = &row.money;
    let from = if in_doubt.0 > 0 { first.max(money.seen_on) } else { row.doubted_from.unwrap_or(first) };
    let entry = |booked_on: Day, cents: Cents| Entry {
        booked_on,
        due_on: Some(money.seen_on),
        kind: EntryKind::SeenPayment,
        reason: Some(ReversalReason::MaybeBooked),
        cents,
    };
    let mut entries = match row.doubted_from {
        Some(before) if before != from => vec![entry(before, -row.in_doubt), entry(from, in_doubt)],
        _ => vec![entry(from, in_doubt - row.in_doubt)],
    };
    entries.retain(|entry| !entry.cents.is_zero());
    let is_more = in_doubt > row.in_doubt;
    (!entries.is_empty()).then(|| Change { entries, is_more, key: money.key.clone(), in_doubt, from })
}

/// The seen money of a tenancy that waits, each with the bookings that may hold it.
pub(super) fn of_tenancy(
    of: &Connection,
    tenancy: TenancyId,
) -> Result<Vec<(SeenRow, Vec<MayHold>)>, StoreError> {
    let rows = open_money(of, &format!("and tenancy = {}", tenancy.0))?;
    let Some(since) = rows.iter().map(|row| row.money.seen_on).min() else { return Ok(Vec::new()) };
    let known = unexplained(of, tenancy, since)?;
    let waits: Vec<Waiting> = rows.iter().map(SeenRow::as_waiting).collect();
    let booked: Vec<Booked> = known.iter().map(|one| one.as_booked(false)).collect();
    let found = doubts(&waits, &booked);
    let held_by = |seen: usize| {
        let of_it = found.iter().filter(move |one| one.seen == seen);
        of_it.map(|one| MayHold { booking: known[one.booked].clone(), cents: one.cents }).collect()
    };
    let held: Vec<Vec<MayHold>> = (0..rows.len()).map(held_by).collect();
    Ok(rows.into_iter().zip(held).collect())
}
