//! Which bookings of the landlord seen money turned out to be, and what of them nothing explains yet.

use domain::calendar::Day;
use domain::ids::TenancyId;
use domain::ledger::seen::{Booked, From, Settled, Waiting, settle};
use domain::ledger::{Entry, EntryKind};
use domain::money::Cents;

use super::{COLUMNS, SeenMoney, SeenRow, append, open_money, read};
use crate::book::StoreError;
use crate::codes::Code;
use crate::db::{Connection, OptionalExtension, Row};

/// The entry by which so much of seen money counts no longer beside the landlord's booking of a day.
pub(super) fn booked_as(money: &SeenMoney, booked_on: Day, cents: Cents) -> Entry {
    Entry {
        booked_on: booked_on.max(money.seen_on),
        due_on: Some(money.seen_on),
        kind: EntryKind::SeenPayment,
        reason: None,
        cents,
    }
}

/// A booking of the landlord is seen money, or a part of it: so much of the money is no longer open, and so much of the booking is
/// explained.
pub(super) fn note_booked(
    of: &Connection,
    key: &str,
    (source, booked_on): (i64, Day),
    part: Settled,
) -> Result<(), StoreError> {
    let explained = part.cents + part.back;
    let insert = "insert into seen_booked as b (key, source, booked_on, cents) values (?1, ?2, ?3, ?4) \
         on conflict (key, source) do update set cents = b.cents + excluded.cents";
    of.prepare_cached(insert)?.execute((key, source, booked_on.0, explained.0))?;
    of.prepare_cached(
        "update seen_money set still_open = still_open - ?2, \
         state = case when still_open = ?2 then 'geboekt' else state end, \
         ended_on = case when still_open = ?2 then ?3 else ended_on end where key = ?1",
    )?
    .execute((key, part.cents.0, booked_on.0))?;
    Ok(())
}

/// What some bookings were said to explain of seen money waits for its booking again, as if it had never been said: the entries that
/// say so, for whoever keeps the account.
pub(crate) fn wait_again(
    of: &Connection,
    key: &str,
    is_one: impl Fn(i64, Option<i64>) -> bool,
) -> Result<Vec<Entry>, StoreError> {
    let query = format!("{COLUMNS} where key = ?1 and state <> 'ingetrokken'");
    let row = of.prepare_cached(&query)?.query_row([key], read).optional()?;
    let booked =
        "select source, booked_on, cents, act from seen_booked where key = ?1 order by booked_on, source";
    type Known = (i64, i32, i64, Option<i64>);
    let booked: Vec<Known> = of
        .prepare_cached(booked)?
        .query_map([key], |row: &Row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect::<Result<_, _>>()?;
    // A booking may hold what went back as well: that never counted beside it.
    let mut counted =
        row.as_ref().map_or(Cents::ZERO, |row| row.money.cents - row.went_back - row.still_open);
    let mut entries = Vec::new();
    for (source, booked_on, cents, act) in booked {
        let part = counted.min(Cents(cents));
        counted -= part;
        if !is_one(source, act) {
            continue;
        }
        of.prepare_cached("delete from seen_booked where key = ?1 and source = ?2")?
            .execute((key, source))?;
        let update = "update seen_money set still_open = still_open + ?2, state = 'open', ended_on = null where key = ?1";
        if let Some(row) = row.as_ref().filter(|_| part.0 > 0) {
            of.prepare_cached(update)?.execute((key, part.0))?;
            entries.push(counts_from(&row.money, part, Day(booked_on)));
        }
    }
    Ok(entries)
}

/// The entry by which so much of seen money counts again from a day on.
pub(super) fn counts_from(money: &SeenMoney, cents: Cents, on: Day) -> Entry {
    let (booked_on, due_on) = (on.max(money.seen_on), Some(money.seen_on));
    Entry { booked_on, due_on, kind: EntryKind::SeenPayment, reason: None, cents: -cents }
}

/// What of seen money the landlord has not booked, and whether he booked other payments that nothing explains.
pub(super) struct Recognised {
    pub left: Cents,
    pub others: bool,
}

/// The landlord may have booked the money before it was seen, whole or in parts.
pub(super) fn recognise_booked(of: &Connection, row: &SeenRow) -> Result<Recognised, StoreError> {
    let known = unexplained(of, row.money.tenancy, row.money.seen_on)?;
    let booked: Vec<Booked> = known.iter().map(|one| one.as_booked(false)).collect();
    let mut left = row.still_open;
    let mut unexplained: Cents = known.iter().map(|one| one.cents).sum();
    for part in settle(&[row.as_waiting()], &booked, From::Books) {
        let one = &known[part.booked];
        note_booked(of, &row.money.key, (one.source, one.booked_on), part)?;
        left -= part.cents;
        unexplained -= part.cents + part.back;
    }
    Ok(Recognised { left, others: unexplained.0 > 0 })
}

/// A payment that the landlord booked, or what of it is no money that was seen.
#[derive(Clone)]
pub(crate) struct Unexplained {
    /// His booking, as the ledger knows it.
    pub source: i64,
    /// The day of booking.
    pub booked_on: Day,
    /// What of it is unexplained, above zero.
    pub cents: Cents,
    /// What the landlord wrote with it.
    pub words: String,
    is_collected: bool,
}

impl Unexplained {
    pub(crate) fn as_booked(&self, is_news: bool) -> Booked<'_> {
        let Unexplained { source, booked_on, cents, is_collected, .. } = *self;
        Booked { source, booked_on, cents, words: &self.words, is_news, is_collected }
    }
}

/// The landlord's payments of a tenancy since a day that nobody is known to have seen before.
pub(crate) fn unexplained(
    of: &Connection,
    tenancy: TenancyId,
    since: Day,
) -> Result<Vec<Unexplained>, StoreError> {
    let query = "select l.source, l.booked_on, \
         l.cents + coalesce((select sum(b.cents) from seen_booked b where b.source = l.source), 0) unexplained, \
         coalesce(k.description, ''), l.kind \
         from (select source, booked_on, sum(cents) cents, kind from ledger \
           where tenancy = ?1 and source <> 0 and kind in (?2, ?3) and booked_on >= ?4 group by source, booked_on, kind) l \
         left join booking k on k.tenancy = ?1 and k.source = l.source where l.cents < 0 order by l.booked_on, l.source";
    let mut statement = of.prepare_cached(query)?;
    let (payment, debit) = (EntryKind::Payment.code(), EntryKind::DirectDebit.code());
    let rows = statement.query_map((tenancy.0, payment, debit, since.0), |row: &Row| {
        Ok(Unexplained {
            source: row.get(0)?,
            booked_on: Day(row.get(1)?),
            cents: Cents(-row.get::<i64>(2)?),
            words: row.get(3)?,
            is_collected: row.get::<u8>(4)? == debit,
        })
    })?;
    let all: Vec<Unexplained> = rows.collect::<Result<_, _>>()?;
    Ok(all.into_iter().filter(|one| one.cents.0 > 0).collect())
}

/// Several payments may have been booked as one sum before the last of them was seen.
pub(super) fn settle_all(of: &Connection, tenancy: TenancyId) -> Result<(), StoreError> {
    let rows = open_money(of, &format!("and tenancy = {}", tenancy.0))?;
    for entry in settle_rows(of, tenancy, &rows, From::Books, |_| false)? {
        append(of, tenancy, &entry, 0)?;
    }
    Ok(())
}

/// Settles what waits of a tenancy against what nothing explains yet, and notes it: the entries that say so, for whoever keeps the
/// account. `is_news` says of a booking, by its number, whether this delivery brought it.
pub(crate) fn settle_rows(
    of: &Connection,
    tenancy: TenancyId,
    rows: &[SeenRow],
    from: From,
    is_news: impl Fn(i64) -> bool,
) -> Result<Vec<Entry>, StoreError> {
    let Some(since) = rows.iter().map(|row| row.money.seen_on).min() else { return Ok(Vec::new()) };
    let known = unexplained(of, tenancy, since)?;
    let waits: Vec<Waiting> = rows.iter().map(SeenRow::as_waiting).collect();
    let booked: Vec<Booked> = known.iter().map(|one| one.as_booked(is_news(one.source))).collect();
    let mut entries = Vec::new();
    for part in settle(&waits, &booked, from) {
        let (money, booking) = (&rows[part.seen].money, &known[part.booked]);
        if part.cents.0 > 0 {
            entries.push(booked_as(money, booking.booked_on, part.cents));
        }
        note_booked(of, &money.key, (booking.source, booking.booked_on), part)?;
    }
    Ok(entries)
}
