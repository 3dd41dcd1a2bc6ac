//! What a bank tells: statements, entries and the payments inside them, in one form whatever the file was.
//!
//! In go, elsewhere, the files of a bank; here are the nouns they are read into, the check digits of what people copy
//! ([`check_digits`]), how references are found in text ([`references`]), the chain of statements ([`chain`]), and how
//! a payment finds the tenancy it is meant for ([`matching`]). Nothing here reads a file, stores anything or books
//! anything. What is read is kept as it stood, flaws and all; a flaw gets a name ([`Defect`]).

pub mod chain;
pub mod check_digits;
pub mod collection;
pub mod matching;
pub mod references;

use crate::calendar::Day;
use crate::money::Cents;
use std::fmt;

pub use references::{Reference, ReferenceKind, Where};

/// Three letters of ISO 4217, or nothing where a file gives no currency.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// No currency given.
    pub const NONE: Currency = Currency([0; 3]);
    /// The euro.
    pub const EUR: Currency = Currency(*b"EUR");

    /// Three capital letters; `None` for anything else.
    pub fn parse(text: &str) -> Option<Currency> {
        let letters: [u8; 3] = text.as_bytes().try_into().ok()?;
        letters.iter().all(u8::is_ascii_uppercase).then_some(Currency(letters))
    }

    /// How many decimals its smallest unit has (ISO 4217): none for the yen, three for the dinar, else two.
    pub fn decimals(&self) -> u8 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF"
            | b"UGX" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }

    /// The letters; empty when not given.
    pub fn as_str(&self) -> &str {
        if self.0[0] == 0 { "" } else { std::str::from_utf8(&self.0).unwrap_or_default() }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An amount as a bank gives it. Positive is money that came to the account, negative is money that left it.
/// In another currency than the euro, cents are hundredths of its unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Money {
    /// How much, in hundredths.
    pub cents: Cents,
    /// Of what.
    pub currency: Currency,
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.cents, self.currency)?;
        Ok(())
    }
}

/// The account a statement is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Its IBAN, or what the bank calls the account, without blanks; empty when the file names none.
    pub number: String,
    /// Its currency, when the file says.
    pub currency: Currency,
    /// In whose name, or empty.
    pub owner: String,
    /// The BIC of the bank, or empty.
    pub bank: String,
}

/// A balance on a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// The bank's word for it: `OPBD`, `CLBD`, `60F`, `62M`, ...
    pub kind: String,
    /// How much; negative is overdrawn.
    pub money: Money,
    /// On which day, when the file says.
    pub day: Option<Day>,
}

/// What kind of message a statement came in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StatementKind {
    /// Everything booked, with balances (camt.053, MT940).
    #[default]
    Statement,
    /// News of the day, not final (camt.052, MT942).
    Report,
    /// Single debits and credits in full (camt.054).
    Notification,
    /// What became of a file we sent (pain.002). No money moved by it.
    Status,
    /// Orders to collect or to pay, as sent (pain.008, pain.001). No money moved by it yet.
    Orders,
}

/// One statement: an account, a period, balances. Its entries come one by one beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// Counted from 1 within the file.
    pub index: u32,
    /// What kind.
    pub kind: StatementKind,
    /// The bank's name for it.
    pub id: String,
    /// Its number, as the bank writes it: `253`, `19321/1`.
    pub number: String,
    /// Its number for the law, or empty (camt).
    pub legal_number: String,
    /// The account.
    pub account: Account,
    /// The currency of its balances, else of the account, else of its first entry.
    pub currency: Currency,
    /// First day it covers, when said.
    pub from: Option<Day>,
    /// Last day it covers, when said.
    pub to: Option<Day>,
    /// The day it was made, when said.
    pub made_on: Option<Day>,
    /// What the account held before its first entry.
    pub opening: Option<Balance>,
    /// What it holds after its last entry.
    pub closing: Option<Balance>,
    /// All balances in order, the two above among them.
    pub balances: Vec<Balance>,
    /// What the bank adds in words.
    pub text: String,
    /// What was counted while reading; complete when the statement is closed.
    pub tally: Tally,
}

/// What was counted in a statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Entries.
    pub entries: u64,
    /// Payments inside the entries that the file gives apart.
    pub details: u64,
    /// What is booked: this explains the balances.
    pub booked: Sums,
    /// What is only announced, told or refused, and in no balance yet.
    pub pending: Sums,
    /// How many entries [`Tally::pending`] is of.
    pub pending_entries: u64,
    /// Entries in another currency than the statement's.
    pub foreign: u64,
    /// What of those is booked, as numbers. Some banks book them so in the statement's currency: where only that explains the
    /// balances it stands in [`Tally::booked`], and no longer here.
    pub foreign_booked: Sums,
}

/// Two sums, neither below zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// What came in.
    pub credit: Cents,
    /// What went out.
    pub debit: Cents,
}

impl Sums {
    /// Adds an amount on its side.
    pub fn add(&mut self, cents: Cents) {
        let side = if cents.0 >= 0 { &mut self.credit } else { &mut self.debit };
        side.0 = side.0.saturating_add(cents.0.saturating_abs());
    }

    /// Both together.
    pub fn with(&self, other: &Sums) -> Sums {
        let sum = |one: Cents, other: Cents| Cents(one.0.saturating_add(other.0));
        Sums { credit: sum(self.credit, other.credit), debit: sum(self.debit, other.debit) }
    }

    /// What came in less what went out.
    pub fn net(&self) -> Cents {
        Cents(self.credit.0.saturating_sub(self.debit.0))
    }
}

impl Statement {
    /// Does opening + entries = closing? `None` when that cannot be said: a balance is missing, or currencies differ and the
    /// numbers do not happen to fit.
    pub fn adds_up(&self) -> Option<bool> {
        let fits = self.fits(&self.tally.booked)?;
        (fits || self.tally.foreign == 0).then_some(fits)
    }

    /// Takes the numbers of another currency for the statement's own where only that explains its balances.
    pub fn settle_foreign(&mut self) {
        let all = self.tally.booked.with(&self.tally.foreign_booked);
        if self.fits(&self.tally.booked) == Some(false) && self.fits(&all) == Some(true) {
            (self.tally.booked, self.tally.foreign_booked) = (all, Sums::default());
        }
    }

    /// Do these sums lead from the opening balance to the closing one? `None` when that is no question.
    fn fits(&self, sums: &Sums) -> Option<bool> {
        let (opening, closing) = (self.opening.as_ref()?, self.closing.as_ref()?);
        let same = opening.money.currency == closing.money.currency;
        same.then(|| opening.money.cents.0.checked_add(sums.net().0) == Some(closing.money.cents.0))
    }
}

/// Whether an entry is final.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EntryStatus {
    /// Booked.
    #[default]
    Booked,
    /// Announced, may still change.
    Pending,
    /// For information only.
    Information,
    /// Refused (pain.002).
    Refused,
    /// Something else the bank says, or nothing.
    Other,
}

/// Who is on the other side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// Name, or empty.
    pub name: String,
    /// IBAN or account number without blanks, or empty. Banks deliver wrong ones: see [`check_digits::iban`].
    pub account: String,
    /// BIC of its bank, or empty.
    pub bank: String,
    /// For whom it paid or was paid, or empty.
    pub on_behalf_of: String,
}

/// Why a payment came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reason {
    /// The code: `AM04`, `MD07`; empty when only words are given.
    pub code: String,
    /// The bank's words, or empty.
    pub text: String,
}

/// One payment: what a match is sought for. An entry is one of them, or a batch of several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Payment {
    /// How much; `None` when the file does not say it of this one of several.
    pub money: Option<Money>,
    /// Who is on the other side.
    pub counterparty: Party,
    /// End-to-end reference as given, also `NOTPROVIDED`.
    pub end_to_end: String,
    /// Mandate of a direct debit.
    pub mandate: String,
    /// Who collects (creditor identifier).
    pub creditor_id: String,
    /// Batch of ours it belongs to (`PmtInfId`).
    pub batch_id: String,
    /// The bank's reference of this one.
    pub bank_reference: String,
    /// The instruction or transaction id, or empty.
    pub transaction_id: String,
    /// References the file gives in a field of their own, as they stand there.
    pub structured: Vec<String>,
    /// Free text, one line for each part.
    pub text: String,
    /// Every reference that was found, structured ones first.
    pub references: Vec<Reference>,
    /// Why it came back, when it did.
    pub reasons: Vec<Reason>,
    /// Purpose code, or empty.
    pub purpose: String,
    /// FRST, RCUR, OOFF or FNAL (pain.008), or empty.
    pub sequence: String,
    /// The bank's code for this kind of transaction, when it says one of the payment.
    pub bank_code: String,
}

/// A batch as the bank names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// Message it came from, or empty.
    pub message_id: String,
    /// `PmtInfId` of our collection file, or empty.
    pub batch_id: String,
    /// How many transactions, when said.
    pub count: Option<u64>,
    /// The sum, when said; not below zero.
    pub total: Option<Money>,
}

/// One entry of a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Statement it is of, counted from 1.
    pub statement: u32,
    /// Counted from 1 within the statement.
    pub index: u64,
    /// How much; positive came in.
    pub money: Money,
    /// Day of booking, or the value day where the file gives no other.
    pub booked_on: Option<Day>,
    /// Value day.
    pub value_on: Option<Day>,
    /// Is it final?
    pub status: EntryStatus,
    /// The bank's own word for the status.
    pub status_word: String,
    /// Does it take an earlier one back?
    pub reversal: bool,
    /// The bank's reference (`AcctSvcrRef`, or behind `//` in `:61:`).
    pub bank_reference: String,
    /// The reference of the entry (`NtryRef`, or in `:61:`).
    pub reference: String,
    /// The bank's code of ISO 20022: `PMNT-RCDT-ESCT`, or the three letters of `:61:`.
    pub bank_code: String,
    /// The bank's own code, or empty.
    pub own_code: String,
    /// What the bank writes beside it.
    pub text: String,
    /// Costs the bank names, negative when they were taken.
    pub charges: Vec<Money>,
    /// The batch it stands for.
    pub batch: Option<Batch>,
    /// How many payments the file gives apart; 0 when the entry itself is all there is.
    pub details: u32,
    /// Always at least one: the payments the file gives apart, else the one that the entry is.
    pub payments: Vec<Payment>,
}

/// A flaw in a file, told: a stable code for programs, a sentence for people, a place for whoever looks it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// Stable, in English: `balance-mismatch`.
    pub code: &'static str,
    /// In Dutch.
    pub text: String,
    /// Does it only deserve mention? A file with notices only is as it should be.
    pub notice: bool,
    /// Where.
    pub place: Place,
}

/// A place in a file of a bank; zero is "not about one".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Line, counted from 1.
    pub line: u64,
    /// Statement, counted from 1.
    pub statement: u32,
    /// Entry within the statement, counted from 1.
    pub entry: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            (self.line > 0).then(|| format!("regel {}", self.line)),
            (self.statement > 0).then(|| format!("afschrift {}", self.statement)),
            (self.entry > 0).then(|| format!("boeking {}", self.entry)),
        ];
        f.write_str(&parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
    }
}
