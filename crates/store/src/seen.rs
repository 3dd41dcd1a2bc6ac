//! Money that somebody saw before the landlord's books had it: recorded once, counted on the account from that moment, and
//! settled against the landlord's own booking when a delivery brings it.
//!
//! In goes what a payment provider or the bank saw; in one transaction the ledger gets an entry of a kind of its own, the packed
//! dossier follows and the next night looks. Which bookings are that money [`domain::ledger::seen`] says.

use std::collections::BTreeMap;

use domain::calendar::Day;
use domain::ids::TenancyId;
use domain::ledger::seen::Waiting;
use domain::ledger::{Entry, EntryKind, ReversalReason};
use domain::money::Cents;

use crate::bank;
use crate::book::{Book, StoreError};
use crate::crash;
use crate::db::{Connection, OptionalExtension, Row};
use crate::intake::source_of;
use crate::ledger;

use booked::{Recognised, recognise_booked, settle_all};

pub(crate) mod answers;
pub(crate) mod asked;
pub(crate) mod booked;
pub(crate) mod doubt;

pub use answers::{MaybeIt, SaidOfSeen};

/// Money that somebody else saw before the landlord's books did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenMoney {
    /// Whose it is.
    pub tenancy: TenancyId,
    /// Who saw it.
    pub by: SeenBy,
    /// Names this payment for ever: the provider and its id, or the bank's key of a payment.
    pub key: String,
    /// What the landlord's booking may carry, or empty.
    pub reference: String,
    /// The day it was paid, as far as who saw it knows.
    pub seen_on: Day,
    /// How much, above zero: money received.
    pub cents: Cents,
}

/// Who saw money before the landlord.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SeenBy {
    /// A payment provider.
    Provider,
    /// The bank, on a statement.
    Bank,
}

impl SeenBy {
    /// The Dutch word, as it is stored.
    pub const fn dutch(self) -> &'static str {
        match self {
            SeenBy::Provider => "betaaldienst",
            SeenBy::Bank => "bank",
        }
    }
}

/// Whether a payment is news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// It was not known. Where the landlord had booked it already, nothing counts anew.
    New,
    /// This very payment was seen before: nothing changed.
    Known,
}

/// What became of seen money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeenState {
    /// It counts, and the landlord has not booked it, or not all of it.
    Open,
    /// The landlord booked it.
    Booked,
    /// It did not come after all, or a person said what it was.
    Withdrawn,
}

impl SeenState {
    /// The Dutch word, as it is stored.
    pub const fn dutch(self) -> &'static str {
        match self {
            SeenState::Open => "open",
            SeenState::Booked => "geboekt",
            SeenState::Withdrawn => "ingetrokken",
        }
    }

    fn from_word(word: &str) -> SeenState {
        [SeenState::Booked, SeenState::Withdrawn]
            .into_iter()
            .find(|state| state.dutch() == word)
            .unwrap_or(SeenState::Open)
    }
}

/// Seen money as the book has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenRow {
    /// What was seen.
    pub money: SeenMoney,
    /// What of it no booking explains yet.
    pub still_open: Cents,
    /// What became of it.
    pub state: SeenState,
    /// The day it was booked or withdrawn.
    pub ended_on: Option<Day>,
    /// Why it was withdrawn, or empty.
    pub why: String,
    /// What of it went back.
    pub went_back: Cents,
    /// What of it does not count because the landlord may have booked it already, under another amount; see [`domain::ledger::seen::doubt`].
    pub in_doubt: Cents,
    /// The day from which it does not count.
    doubted_from: Option<Day>,
    /// His bookings that a person said are other money.
    is_not: Vec<i64>,
}

impl SeenRow {
    /// As it waits for the landlord's booking.
    pub(crate) fn as_waiting(&self) -> Waiting<'_> {
        let (cents, reference) = (self.still_open, self.money.reference.as_str());
        let (seen_on, whole) = (self.money.seen_on, cents + self.went_back);
        Waiting { seen_on, cents, whole, reference, is_not: &self.is_not }
    }
}

const COLUMNS: &str = "select tenancy, seen_by, key, reference, seen_on, cents, still_open, state, ended_on, why, went_back, \
     in_doubt, doubted_from from seen_money";

impl Book {
    /// Records money that was seen and lets it count at once, unless the landlord has booked it already. The same key again
    /// changes nothing.
    ///
    /// # Errors
    /// An amount that is not above zero.
    pub fn see_money(&mut self, money: &SeenMoney) -> Result<Seen, StoreError> {
        if money.cents.0 <= 0 {
            return Err(StoreError::Damaged(format!("gezien geld van {} euro", money.cents)));
        }
        let transaction = self.connection.unchecked_transaction()?;
        let seen = see(&transaction, money)?;
        if seen == Seen::New {
            self.refresh(money.tenancy)?;
        }
        crash::point();
        transaction.commit()?;
        crash::point();
        Ok(seen)
    }
    /// Whoever saw the money says that it did not come after all, or a person says what it was: what is still open of it
    /// counts no longer from a day on. False where nothing of it was open: the landlord booked it, or it was never seen.
    pub fn unsee_money(&mut self, key: &str, on: Day, why: &str) -> Result<bool, StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        let Some(tenancy) = unsee(&transaction, key, on, why)? else { return Ok(false) };
        self.refresh(tenancy)?;
        crash::point();
        transaction.commit()?;
        Ok(true)
    }

    /// Its provider says how much of a payment went back in all: that counts no longer. What the landlord booked already is his: he
    /// books what goes back as well. Gives what went back since it was last told.
    pub fn money_went_back(&mut self, key: &str, back: Cents, on: Day) -> Result<Cents, StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        let query = format!("{COLUMNS} where key = ?1 and state = 'open'");
        let row = transaction.prepare_cached(&query)?.query_row([key], read).optional()?;
        let Some(row) = row else { return Ok(Cents::ZERO) };
        let part = (back - row.went_back).min(row.still_open);
        if part.0 <= 0 {
            return Ok(Cents::ZERO);
        }
        append(&transaction, row.money.tenancy, &taken_back(&row.money, part, on), 0)?;
        let update = "update seen_money set went_back = went_back + ?2, still_open = still_open - ?2, \
             state = case when still_open = ?2 then 'geboekt' else state end, \
             ended_on = case when still_open = ?2 then ?3 else ended_on end where key = ?1";
        transaction.prepare_cached(update)?.execute((key, part.0, on.0))?;
        doubt::weigh(&transaction, row.money.tenancy)?;
        self.refresh(row.money.tenancy)?;
        crash::point();
        transaction.commit()?;
        Ok(part)
    }

    /// What was seen of a tenancy's money, newest first.
    pub fn seen_money(&self, tenancy: TenancyId) -> Result<Vec<SeenRow>, StoreError> {
        let query = format!("{COLUMNS} where tenancy = ?1 order by seen_on desc, key");
        let mut statement = self.connection.prepare_cached(&query)?;
        Ok(statement.query_map([tenancy.0], read)?.collect::<Result<_, _>>()?)
    }

    /// What was seen under a key.
    pub fn seen_money_of(&self, key: &str) -> Result<Option<SeenRow>, StoreError> {
        let query = format!("{COLUMNS} where key = ?1");
        Ok(self.connection.prepare_cached(&query)?.query_row([key], read).optional()?)
    }

    /// Tenancies with news since the last night and messages that wait: what a kill left undone.
    pub fn news_with_messages(&self) -> Result<Vec<TenancyId>, StoreError> {
        let query = "select distinct o.tenancy from outbox o join touched t on t.tenancy = o.tenancy \
             where o.state in ('klaar', 'wacht op vrijgave', 'vastgehouden') order by 1";
        let mut statement = self.connection.prepare_cached(query)?;
        Ok(statement.query_map([], |row| Ok(TenancyId(row.get(0)?)))?.collect::<Result<_, _>>()?)
    }

    /// All seen money that the landlord has not booked yet, oldest first.
    pub fn seen_money_open(&self) -> Result<Vec<SeenRow>, StoreError> {
        open_money(&self.connection, "")
    }
}

/// Records seen money inside a transaction that does more; whoever calls brings the packed dossier in step.
pub(crate) fn see(of: &Connection, money: &SeenMoney) -> Result<Seen, StoreError> {
    let known = "select 1 from seen_money where key = ?1";
    if of.prepare_cached(known)?.exists([&money.key])? {
        return Ok(Seen::Known);
    }
    let insert = "insert into seen_money (key, tenancy, seen_by, reference, seen_on, cents, still_open, state, ended_on, why) \
         values (?1, ?2, ?3, ?4, ?5, ?6, ?6, 'open', null, '')";
    of.prepare_cached(insert)?.execute((
        &money.key,
        money.tenancy.0,
        money.by.dutch(),
        &money.reference,
        money.seen_on.0,
        money.cents.0,
    ))?;
    if money.by == SeenBy::Provider && bank::provider::told_before(of, money)? {
        let update = "update seen_money set still_open = 0, state = 'ingetrokken', ended_on = ?2, why = ?3 where key = ?1";
        let why = "de bank meldde deze betaling eerder";
        of.prepare_cached(update)?.execute((&money.key, money.seen_on.0, why))?;
        return Ok(Seen::New);
    }
    let fresh = SeenRow {
        money: money.clone(),
        still_open: money.cents,
        state: SeenState::Open,
        ended_on: None,
        why: String::new(),
        went_back: Cents::ZERO,
        in_doubt: Cents::ZERO,
        doubted_from: None,
        is_not: Vec::new(),
    };
    let Recognised { left, others } = recognise_booked(of, &fresh)?;
    if left.0 > 0 {
        let (kind, source) = (EntryKind::SeenPayment, source_of(&money.key));
        let entry = Entry { booked_on: money.seen_on, due_on: None, kind, reason: None, cents: -left };
        append(of, money.tenancy, &entry, source)?;
        let words = format!("gezien via de {}, nog niet in de boeken", money.by.dutch());
        describe(of, money.tenancy, source, &money.key, &words)?;
    }
    if others {
        settle_all(of, money.tenancy)?;
    }
    if others || doubt::is_there(of, money.tenancy)? {
        doubt::weigh(of, money.tenancy)?;
    }
    Ok(Seen::New)
}

/// Lets what is still open of seen money count no longer; gives whose it was, or nothing where none was open. Whoever calls
/// brings the packed dossier in step.
pub(crate) fn unsee(of: &Connection, key: &str, on: Day, why: &str) -> Result<Option<TenancyId>, StoreError> {
    let query = format!("{COLUMNS} where key = ?1 and state = 'open'");
    let row = of.prepare_cached(&query)?.query_row([key], read).optional()?;
    let Some(row) = row else { return Ok(None) };
    append(of, row.money.tenancy, &taken_back(&row.money, row.still_open, on), 0)?;
    let update =
        "update seen_money set still_open = 0, state = 'ingetrokken', ended_on = ?2, why = ?3 where key = ?1";
    of.prepare_cached(update)?.execute((key, on.0, why))?;
    doubt::weigh(of, row.money.tenancy)?;
    Ok(Some(row.money.tenancy))
}

/// The entry by which so much of seen money counts no longer from a day on, without a booking.
fn taken_back(money: &SeenMoney, cents: Cents, on: Day) -> Entry {
    Entry {
        booked_on: on.max(money.seen_on),
        due_on: Some(money.seen_on),
        kind: EntryKind::SeenPayment,
        reason: Some(ReversalReason::NotSpecified),
        cents,
    }
}

/// The bank says that a tenant has died (MD07): no money, and from that day the dossier of the heirs. Once for each key.
pub(crate) fn note_deceased(
    of: &Connection,
    tenancy: TenancyId,
    key: &str,
    on: Day,
) -> Result<(), StoreError> {
    let source = source_of(key);
    if of.prepare_cached("select 1 from ledger where source = ?1 and source <> 0")?.exists([source])? {
        return Ok(());
    }
    let reason = Some(ReversalReason::DebtorDeceased);
    let kind = EntryKind::SeenPayment;
    append(of, tenancy, &Entry { booked_on: on, due_on: None, kind, reason, cents: Cents::ZERO }, source)?;
    describe(of, tenancy, source, key, "de bank meldt dat de rekeninghouder is overleden (MD07)")
}

fn describe(
    of: &Connection,
    tenancy: TenancyId,
    source: i64,
    key: &str,
    words: &str,
) -> Result<(), StoreError> {
    of.prepare_cached(ledger::DESCRIBE)?.execute((tenancy.0, source, key, words))?;
    Ok(())
}

/// Seen money that waits for its booking, of every tenancy or of those that the condition names.
pub(crate) fn open_money(of: &Connection, and: &str) -> Result<Vec<SeenRow>, StoreError> {
    let query = format!("{COLUMNS} where state = 'open' {and} order by seen_on, key");
    let mut statement = of.prepare_cached(&query)?;
    let mut rows: Vec<SeenRow> = statement.query_map([], read)?.collect::<Result<_, _>>()?;
    // On the first of a month there are as many as homes: nothing is asked for each.
    let other = format!(
        "select key, source from seen_other join seen_money using (key) where state = 'open' {and} order by source"
    );
    let mut statement = of.prepare_cached(&other)?;
    let mut is_not = BTreeMap::<String, Vec<i64>>::new();
    for one in statement.query_map([], |row: &Row| Ok((row.get(0)?, row.get(1)?)))? {
        let (key, source) = one?;
        is_not.entry(key).or_default().push(source);
    }
    for row in &mut rows {
        row.is_not = is_not.remove(&row.money.key).unwrap_or_default();
    }
    Ok(rows)
}

/// Appends an entry to the ledger alone: whoever calls brings the packed dossier in step.
fn append(of: &Connection, tenancy: TenancyId, entry: &Entry, source: i64) -> Result<(), StoreError> {
    let next = "select coalesce(max(seq) + 1, 0) from ledger where tenancy = ?1";
    let seq = of.prepare_cached(next)?.query_row([tenancy.0], |row| row.get(0))?;
    ledger::append(of, tenancy, seq, entry, source)
}

fn read(row: &Row) -> crate::db::Result<SeenRow> {
    let by: String = row.get(1)?;
    let state: String = row.get(7)?;
    Ok(SeenRow {
        money: SeenMoney {
            tenancy: TenancyId(row.get(0)?),
            by: if by == SeenBy::Bank.dutch() { SeenBy::Bank } else { SeenBy::Provider },
            key: row.get(2)?,
            reference: row.get(3)?,
            seen_on: Day(row.get(4)?),
            cents: Cents(row.get(5)?),
        },
        still_open: Cents(row.get(6)?),
        state: SeenState::from_word(&state),
        ended_on: row.get::<Option<i32>>(8)?.map(Day),
        why: row.get(9)?,
        went_back: Cents(row.get(10)?),
        in_doubt: Cents(row.get(11)?),
        doubted_from: row.get::<Option<i32>>(12)?.map(Day),
        is_not: Vec::new(),
    })
}
