//! Files of the bank in the book: statements once, each payment once for ever, and nothing that came in is lost.
//!
//! In goes a file, item by item; in one transaction its statements are kept, and every payment goes where
//! [`domain::bank::matching`] says: with a reference we issued it is money seen of that tenancy ([`crate::seen`]) and counts at once;
//! what nobody can place waits for a person. A file that turns out to be unreadable leaves nothing but its name and the reason.

use std::collections::BTreeSet;

use domain::bank::matching::{Allocated, Outcome, PaymentKey, Register, Target, allocate};
use domain::bank::{Defect, Entry, EntryStatus, Payment, Statement, StatementKind};
use domain::calendar::Day;
use domain::ids::{ContentId, TenancyId};
use domain::ledger::seen::A_PERSON_LOOKS_AFTER;
use domain::money::Cents;

use crate::book::{Book, StoreError};
use crate::crash;
use crate::db::{OptionalExtension, Transaction};
use crate::seen::{SeenBy, SeenMoney, see};

mod alarms;
mod answer;
mod known;
mod place;
pub(crate) mod provider;
mod returned;
mod show;

pub use alarms::{Alarm, AlarmSeen, Where};
pub(crate) use answer::{assign, take_back};
use place::NewPayment;
use provider::Told;
pub use show::{BankFileLine, BankLine, BankState, WAITING_MOST};

/// Of a landlord who delivers lists of open items: what was paid so long before the list is in it.
const LIST_KNOWS_AFTER: i32 = 3;

/// The signature of a file that is tried again: no file has it.
const TRIED_AGAIN: i64 = -1;

/// What a file of the bank is known by.
#[derive(Clone, Debug)]
pub struct BankFile {
    /// Hash of its bytes.
    pub hash: [u8; 32],
    /// Its name.
    pub name: String,
    /// A number that changes when the file does.
    pub signature: u64,
}

/// What a reader finds in a file, in order.
pub enum BankItem {
    /// A statement begins.
    Opened(Statement),
    /// An entry of it.
    Entry(Entry),
    /// It ends, with what was counted.
    Closed(Statement),
    /// A flaw.
    Defect(Defect),
}

/// Gives the items of a file, and its format at the end; or why it is not read.
pub type BankSource<'s> = &'s mut dyn FnMut(&mut dyn FnMut(BankItem)) -> Result<String, Unread>;

/// Behind the flaw that a statement does not add up.
const COUNTS_ALL_THE_SAME: &str = "De betalingen tellen al mee; haal het afschrift opnieuw op bij de bank.";

/// Why a file was not read, in Dutch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// What is in it is no good: the same bytes stay so.
    Refused(String),
    /// Something outside it failed, a disk or a right: it is tried again.
    Failed(String),
}

/// What came of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BankTaken {
    /// Its format, or empty when it was refused.
    pub format: String,
    /// Why it was refused, or empty.
    pub refused: String,
    /// It was not the file: it is tried again.
    pub again: bool,
    /// Statements in it.
    pub statements: u64,
    /// Of those, statements that an earlier file had.
    pub known_statements: u64,
    /// Entries in it.
    pub entries: u64,
    /// Payments that were news, by what became of them.
    pub seen: u64,
    /// Payments with a reference of ours that the landlord's books have covered already.
    pub older: u64,
    /// Payments that wait for a person.
    pub waiting: u64,
    /// What the landlord collected himself.
    pub collected: u64,
    /// Payments that came back.
    pub returned: u64,
    /// Flaws, a sentence each.
    pub defects: Vec<String>,
    /// Tenancies about which something changed.
    pub touched: BTreeSet<TenancyId>,
}

impl Book {
    /// Was this very file read before? By its bytes; or by name and signature, which is cheaper.
    pub fn bank_file_known(&self, name: &str, signature: u64) -> Result<bool, StoreError> {
        let query = "select 1 from bank_file where name = ?1 and signature = ?2";
        Ok(self.connection.prepare_cached(query)?.exists((name, signature as i64))?)
    }

    /// Takes a file in. `None` when its very bytes were read before, under whatever name.
    pub fn take_bank_file(
        &mut self,
        file: &BankFile,
        today: Day,
        source: BankSource,
    ) -> Result<Option<BankTaken>, StoreError> {
        // What was refused may be readable now: the reader was mended, or the disk answers again.
        let refused = "delete from bank_file where state = 'geweigerd' and (hash = ?1 or (name = ?2 and signature = ?3))";
        self.connection.execute(refused, (file.hash.as_slice(), &file.name, TRIED_AGAIN))?;
        let known = "select id from bank_file where hash = ?1";
        let id: Option<i64> =
            self.connection.query_row(known, [file.hash.as_slice()], |row| row.get(0)).optional()?;
        if let Some(id) = id {
            // Another name spares reading it again the next time.
            self.connection.execute(
                "update bank_file set name = ?2, signature = ?3 where id = ?1",
                (id, &file.name, file.signature as i64),
            )?;
            return Ok(None);
        }
        let register = self.issued()?;
        let counts_from = self.counts_from()?;
        let transaction = self.connection.unchecked_transaction()?;
        crash::point();
        let id = put_file(&transaction, file, today)?;
        let mut work = Work {
            of: &transaction,
            register: &register,
            file: id,
            today,
            counts_from,
            providers: provider::providers(&transaction)?,
            statement: None,
            elsewhere: place::Elsewhere::default(),
            taken: BankTaken::default(),
        };
        let mut failed = None;
        let read = source(&mut |item| {
            if failed.is_none() {
                failed = work.take(item).err();
            }
        });
        if let Some(error) = failed {
            return Err(error);
        }
        let taken = match read {
            Ok(format) => BankTaken { format, ..work.taken },
            Err(why) => {
                transaction.rollback()?;
                return Ok(Some(self.leave_bank_file(file, today, why)?));
            }
        };
        close_file(&transaction, id, &taken)?;
        for tenancy in &taken.touched {
            self.refresh(*tenancy)?;
        }
        crash::point();
        transaction.commit()?;
        crash::point();
        Ok(Some(taken))
    }

    /// Notes a file that was not even opened. It is tried again the next time.
    pub fn bank_file_failed(&mut self, name: &str, today: Day, why: &str) -> Result<BankTaken, StoreError> {
        // Nobody knows its bytes; its name stands in for them.
        let mut hash = [0; 32];
        hash[..16].copy_from_slice(&ContentId::of(&["niet geopend", name]).0.to_be_bytes());
        let file = BankFile { hash, name: name.to_owned(), signature: 0 };
        self.leave_bank_file(&file, today, Unread::Failed(why.to_owned()))
    }

    fn leave_bank_file(&mut self, file: &BankFile, today: Day, why: Unread) -> Result<BankTaken, StoreError> {
        let (refused, again) = match why {
            Unread::Refused(why) => (why, false),
            Unread::Failed(why) => (why, true),
        };
        let signature = if again { TRIED_AGAIN as u64 } else { file.signature };
        let transaction = self.connection.unchecked_transaction()?;
        let before = "delete from bank_file where state = 'geweigerd' and hash = ?1";
        transaction.execute(before, [file.hash.as_slice()])?;
        let id = put_file(&transaction, &BankFile { signature, ..file.clone() }, today)?;
        transaction
            .execute("update bank_file set state = 'geweigerd', reason = ?2 where id = ?1", (id, &refused))?;
        transaction.commit()?;
        Ok(BankTaken { refused, again, ..BankTaken::default() })
    }

    /// The first day whose payments can be news to the landlord's books; what he booked before it is in them.
    fn counts_from(&self) -> Result<Option<Day>, StoreError> {
        let known = if self.only_lists()? { LIST_KNOWS_AFTER } else { A_PERSON_LOOKS_AFTER };
        Ok(self.books_as_of()?.map(|as_of| as_of - known))
    }
}

fn put_file(of: &Transaction, file: &BankFile, today: Day) -> Result<i64, StoreError> {
    let insert = "insert into bank_file (hash, name, signature, format, taken_on, state, reason, statements, known, entries, defects) \
         values (?1, ?2, ?3, '', ?4, 'ingelezen', '', 0, 0, 0, '') returning id";
    let row = (file.hash.as_slice(), &file.name, file.signature as i64, today.0);
    Ok(of.prepare_cached(insert)?.query_row(row, |row| row.get(0))?)
}

fn close_file(of: &Transaction, id: i64, taken: &BankTaken) -> Result<(), StoreError> {
    let update = "update bank_file set format = ?2, statements = ?3, known = ?4, entries = ?5, defects = ?6 where id = ?1";
    of.prepare_cached(update)?.execute((
        id,
        &taken.format,
        taken.statements as i64,
        taken.known_statements as i64,
        taken.entries as i64,
        taken.defects.join("\n"),
    ))?;
    Ok(())
}

/// A file at work.
struct Work<'t> {
    of: &'t Transaction<'t>,
    register: &'t Register,
    file: i64,
    today: Day,
    counts_from: Option<Day>,
    /// Payment providers at which tenants paid.
    providers: Vec<String>,
    /// The statement that is open, and its number in the book.
    statement: Option<(Statement, i64)>,
    /// What other statements of its account tell, by day.
    elsewhere: place::Elsewhere,
    taken: BankTaken,
}

impl Work<'_> {
    fn take(&mut self, item: BankItem) -> Result<(), StoreError> {
        crash::point();
        match item {
            BankItem::Opened(statement) => {
                self.taken.statements += 1;
                let id = self.open(&statement)?;
                self.elsewhere.clear();
                self.statement = Some((statement, id));
            }
            BankItem::Entry(entry) => {
                self.taken.entries += 1;
                if let Some((statement, id)) = self.statement.take() {
                    self.entry(&statement, id, &entry)?;
                    self.statement = Some((statement, id));
                }
            }
            BankItem::Closed(statement) => self.close(&statement)?,
            BankItem::Defect(defect) if !defect.notice => {
                let place = defect.place.to_string();
                let place = if place.is_empty() { place } else { format!(" ({place})") };
                let told = format!("{}{place}", defect.text);
                // What is true and not counted makes a wrong letter, so it counts; and that is said first.
                match defect.code {
                    "balance-mismatch" => {
                        self.taken.defects.insert(0, format!("{told} {COUNTS_ALL_THE_SAME}"))
                    }
                    _ => self.taken.defects.push(told),
                }
            }
            BankItem::Defect(_) => {}
        }
        Ok(())
    }

    /// A statement that an earlier file had keeps its first number: its payments have the same keys.
    fn open(&mut self, statement: &Statement) -> Result<i64, StoreError> {
        let key = key_of(statement);
        let known = "select id from bank_statement where key = ?1";
        let known: Option<i64> =
            self.of.prepare_cached(known)?.query_row([&key], |row| row.get(0)).optional()?;
        if let Some(id) = known {
            self.taken.known_statements += 1;
            return Ok(id);
        }
        let insert = "insert into bank_statement (key, file, place, kind, account, currency, number, entries) \
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0) returning id";
        let row = (
            &key,
            self.file,
            statement.index,
            kind_word(statement.kind),
            &statement.account.number,
            statement.currency.as_str(),
            if statement.number.is_empty() { &statement.id } else { &statement.number },
        );
        Ok(self.of.prepare_cached(insert)?.query_row(row, |row| row.get(0))?)
    }

    fn close(&mut self, statement: &Statement) -> Result<(), StoreError> {
        let Some((_, id)) = self.statement.take() else { return Ok(()) };
        let day = |balance: &Option<domain::bank::Balance>| balance.as_ref().and_then(|balance| balance.day);
        let cents = |balance: &Option<domain::bank::Balance>| balance.as_ref().map(|b| b.money.cents.0);
        self.of
            .prepare_cached(
                "update bank_statement set first_day = ?2, last_day = ?3, opening = ?4, closing = ?5, entries = ?6, adds_up = ?7 \
                 where id = ?1",
            )?
            .execute((
                id,
                day(&statement.opening).or(statement.from).map(|day| day.0),
                day(&statement.closing).or(statement.to).map(|day| day.0),
                cents(&statement.opening),
                cents(&statement.closing),
                statement.tally.entries as i64,
                statement.adds_up(),
            ))?;
        Ok(())
    }

    fn entry(&mut self, statement: &Statement, id: i64, entry: &Entry) -> Result<(), StoreError> {
        match statement.kind {
            StatementKind::Statement => {
                let parts = allocate(statement, entry, self.register);
                let one_each = parts.len() == entry.payments.len();
                for (at, part) in parts.iter().enumerate() {
                    let payment = &entry.payments[if one_each { at } else { 0 }];
                    self.part(id, entry, part, payment)?;
                }
                Ok(())
            }
            // Nothing moved: a collection was refused before it was booked.
            StatementKind::Status if entry.status == EntryStatus::Refused => {
                let mut refused = entry.clone();
                (refused.status, refused.money.cents) = (EntryStatus::Booked, -entry.money.cents.abs());
                let parts = allocate(statement, &refused, self.register);
                for part in &parts {
                    let payment = &entry.payments[0];
                    self.returned(id, entry, part, payment)?;
                }
                Ok(())
            }
            // News of the day and single entries come again on a statement; orders are no money yet.
            _ => Ok(()),
        }
    }

    fn part(
        &mut self,
        statement: i64,
        entry: &Entry,
        part: &Allocated,
        payment: &Payment,
    ) -> Result<(), StoreError> {
        if part.cents.0 <= 0 {
            let came_back = !part.reasons.is_empty() || entry.reversal;
            return if came_back { self.returned(statement, entry, part, payment) } else { Ok(()) };
        }
        let day = self.day_of(entry);
        let (found, told) = self.place(statement, entry, part, payment)?;
        if !self.put(statement, entry, part, payment, &found)? {
            return Ok(());
        }
        let (taken, state) = (&mut self.taken, found.state);
        match state {
            BankState::Seen => taken.seen += 1,
            BankState::Older => taken.older += 1,
            BankState::Waits => taken.waiting += 1,
            _ => taken.collected += 1,
        }
        if let Outcome::Exact { target: Target::Batch(batch), .. } = &part.outcome {
            self.collected(batch, part.cents, day)?;
        }
        if let (BankState::Seen, Some(tenancy), Told::No) = (state, found.tenancy, told) {
            let key = seen_key(part.key);
            let reference = found.reference.to_string();
            let money =
                SeenMoney { tenancy, by: SeenBy::Bank, key, reference, seen_on: day, cents: part.cents };
            see(self.of, &money)?;
            self.taken.touched.insert(tenancy);
        }
        Ok(())
    }

    /// The day on which somebody paid, as the bank tells it; a day to come counts from today.
    fn day_of(&self, entry: &Entry) -> Day {
        let days = [entry.booked_on, entry.value_on];
        days.into_iter().flatten().min().unwrap_or(self.today).min(self.today)
    }

    /// Keeps a payment; false when it was known.
    fn put(
        &self,
        statement: i64,
        entry: &Entry,
        part: &Allocated,
        payment: &Payment,
        found: &NewPayment,
    ) -> Result<bool, StoreError> {
        let end_to_end =
            Some(payment.end_to_end.as_str()).filter(|id| !id.is_empty() && *id != "NOTPROVIDED");
        let carried: Vec<&str> =
            payment.references.iter().map(|one| one.value.as_str()).chain(end_to_end).collect();
        let text = if payment.text.is_empty() { &entry.text } else { &payment.text };
        let code = part.reasons.first().map_or("", |reason| reason.code.as_str());
        let insert = "insert into bank_payment (key, statement, entry, day, cents, payer, account, text, carried, code, \
             tenancy, reference, because, state, note) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, '') on conflict do nothing";
        let new = self.of.prepare_cached(insert)?.execute((
            part.key.0.to_string(),
            statement,
            entry.index as i64,
            self.day_of(entry).0,
            part.cents.0,
            &payment.counterparty.name,
            &payment.counterparty.account,
            text,
            carried.join("\n"),
            code,
            found.tenancy.map(|id| id.0),
            &found.reference,
            found.because,
            found.state.dutch(),
        ))?;
        Ok(new > 0)
    }
}

/// What the payment of this key is called among seen money.
fn seen_key(key: PaymentKey) -> String {
    format!("bank:{}", key.0)
}

fn key_of(statement: &Statement) -> String {
    let opening = statement.opening.as_ref();
    let day = opening.and_then(|balance| balance.day).or(statement.from);
    let parts = [
        statement.account.number.clone(),
        statement.currency.to_string(),
        statement.id.clone(),
        statement.number.clone(),
        day.map_or(String::new(), |day| day.to_string()),
        opening.map_or(String::new(), |balance| balance.money.cents.0.to_string()),
    ];
    ContentId::of(&parts.each_ref().map(String::as_str)).to_string()
}

const fn kind_word(kind: StatementKind) -> &'static str {
    match kind {
        StatementKind::Statement => "afschrift",
        StatementKind::Report => "nieuws van de dag",
        StatementKind::Notification => "losse boekingen",
        StatementKind::Status => "uitkomst van een incasso",
        StatementKind::Orders => "opdrachten",
    }
}

/// An amount as money that came in.
pub(crate) fn received(cents: i64) -> Option<Cents> {
    (cents > 0).then_some(Cents(cents))
}
