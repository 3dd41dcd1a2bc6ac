//! What a person says of seen money, as part of an act that can be taken back: it was something else, it is in these bookings, or it is
//! other money than what is booked.

use domain::calendar::Day;
use domain::ids::TenancyId;
use domain::ledger::seen::Settled;
use domain::money::Cents;

use super::booked::{booked_as, counts_from, note_booked, recognise_booked, wait_again};
use super::doubt::{MayHold, of_tenancy, weigh};
use super::{COLUMNS, SeenRow, append, read, unsee};
use crate::book::{Book, StoreError};
use crate::db::{Connection, OptionalExtension, Row};

/// What a person says of seen money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaidOfSeen {
    /// It is no money of this tenant, or booked elsewhere: it counts no longer.
    Ended,
    /// The bookings that may hold it do: it is in the books already.
    Booked,
    /// It is other money than those bookings, and counts beside them.
    Other,
}

/// A booking of the landlord that may be seen money, or a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaybeIt {
    /// The day of booking.
    pub booked_on: Day,
    /// What of the booking nothing else explains.
    pub cents: Cents,
    /// What the landlord wrote with it, or empty.
    pub words: String,
}

impl Book {
    /// The landlord's bookings that may be this seen money, in order of day; empty when there is no doubt.
    pub fn maybe_it(&self, row: &SeenRow) -> Result<Vec<MaybeIt>, StoreError> {
        let held = held(&self.connection, row.money.tenancy, &row.money.key)?;
        let told = |one: MayHold| {
            let (cents, booking) = (one.booking.cents, one.booking);
            MaybeIt { booked_on: booking.booked_on, cents, words: booking.words }
        };
        Ok(held.map_or(Vec::new(), |(_, held)| held.into_iter().map(told).collect()))
    }
}

/// Records what a person says of money of this tenancy, as part of act `id`. False when there is nothing of it to say.
pub(crate) fn say(
    of: &Connection,
    tenancy: TenancyId,
    id: i64,
    (key, said): (&str, SaidOfSeen),
    (on, why): (Day, &str),
) -> Result<bool, StoreError> {
    let Some((row, held)) = held(of, tenancy, key)? else { return Ok(false) };
    if said == SaidOfSeen::Ended {
        unsee(of, key, on, why)?;
        of.prepare_cached("update seen_money set act = ?2 where key = ?1")?.execute((key, id))?;
        return Ok(true);
    }
    if held.is_empty() {
        return Ok(false);
    }
    for one in &held {
        let booking = (one.booking.source, one.booking.booked_on);
        if said == SaidOfSeen::Booked {
            append(of, tenancy, &booked_as(&row.money, booking.1, one.cents), 0)?;
            note_booked(
                of,
                key,
                booking,
                Settled { seen: 0, booked: 0, cents: one.cents, back: Cents::ZERO },
            )?;
            let by = "update seen_booked set act = ?3 where key = ?1 and source = ?2";
            of.prepare_cached(by)?.execute((key, booking.0, id))?;
        } else {
            of.prepare_cached("insert into seen_other values (?1, ?2, ?3)")?.execute((key, booking.0, id))?;
        }
    }
    weigh(of, tenancy)?;
    Ok(true)
}

/// The seen money of a key that waits, with the bookings that may hold it.
fn held(
    of: &Connection,
    tenancy: TenancyId,
    key: &str,
) -> Result<Option<(SeenRow, Vec<MayHold>)>, StoreError> {
    Ok(of_tenancy(of, tenancy)?.into_iter().find(|(row, _)| row.money.key == key))
}

/// Takes back what act `id` said: what counted no longer counts again, unless the landlord booked it in the meantime, and what was no
/// question is one again.
pub(crate) fn take_back(of: &Connection, tenancy: TenancyId, id: i64) -> Result<(), StoreError> {
    count_again(of, id)?;
    let query = "select distinct key from seen_booked where act = ?1 order by key";
    let said: Vec<String> =
        of.prepare_cached(query)?.query_map([id], |row: &Row| row.get(0))?.collect::<Result<_, _>>()?;
    for key in said {
        for entry in wait_again(of, &key, |_, act| act == Some(id))? {
            append(of, tenancy, &entry, 0)?;
        }
    }
    of.prepare_cached("delete from seen_other where act = ?1")?.execute([id])?;
    weigh(of, tenancy)?;
    Ok(())
}

fn count_again(of: &Connection, id: i64) -> Result<(), StoreError> {
    let query = format!("{COLUMNS} where act = ?1");
    let row = of.prepare_cached(&query)?.query_row([id], read).optional()?;
    let Some(mut row) = row else { return Ok(()) };
    let other = "select source from seen_other where key = ?1 order by source";
    row.is_not = of
        .prepare_cached(other)?
        .query_map([&row.money.key], |row: &Row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let booked = "select coalesce(sum(cents), 0) from seen_booked where key = ?1";
    let booked: i64 = of.prepare_cached(booked)?.query_row([&row.money.key], |row| row.get(0))?;
    let open = (row.money.cents - row.went_back - Cents(booked)).at_least_zero();
    let update = "update seen_money set still_open = ?2, state = 'open', ended_on = null, why = '', act = null where key = ?1";
    of.prepare_cached(update)?.execute((&row.money.key, open.0))?;
    let from = row.ended_on.unwrap_or(row.money.seen_on);
    let left = recognise_booked(of, &SeenRow { still_open: open, ..row.clone() })?.left;
    if left.0 > 0 {
        append(of, row.money.tenancy, &counts_from(&row.money, left, from), 0)?;
    }
    Ok(())
}
