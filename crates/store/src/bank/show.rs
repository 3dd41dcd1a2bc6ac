//! What people see of the bank: files, the chain of statements, payments that wait, and what became of the others.

use domain::bank::chain::{self, Break, Link};
use domain::bank::{Currency, Party, Payment, Reference, ReferenceKind, Where};
use domain::calendar::Day;
use domain::ids::TenancyId;
use domain::money::Cents;

use crate::book::{Book, StoreError};
use crate::db::{self, OptionalExtension, Params, Row};

/// More lines than this a list does not show; nothing that waits is left out of its count.
pub const WAITING_MOST: usize = 500;

/// Where a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BankState {
    /// It is a tenancy's, and counts on the account.
    Seen,
    /// It is a tenancy's, and from before what the landlord's books cover.
    Older,
    /// Nobody knows whose it is.
    Waits,
    /// A person said that it is no rent.
    NoRent,
    /// The landlord collected it himself; his own system knows it.
    Collected,
    /// It came back, or a debit was refused.
    Returned,
}

impl BankState {
    /// All of them.
    pub const ALL: [BankState; 6] = [
        BankState::Seen,
        BankState::Older,
        BankState::Waits,
        BankState::NoRent,
        BankState::Collected,
        BankState::Returned,
    ];

    /// The word that is stored and shown.
    pub const fn dutch(self) -> &'static str {
        match self {
            BankState::Seen => "gezien",
            BankState::Older => "ouder dan de boeken",
            BankState::Waits => "wacht",
            BankState::NoRent => "geen huur",
            BankState::Collected => "verzameld",
            BankState::Returned => "teruggekomen",
        }
    }

    fn of(word: &str) -> Option<BankState> {
        BankState::ALL.into_iter().find(|state| state.dutch() == word)
    }
}

/// A payment as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankLine {
    /// Its key.
    pub key: String,
    /// The day.
    pub day: Day,
    /// How much; negative when it came back.
    pub cents: Cents,
    /// Who paid.
    pub payer: String,
    /// From which account.
    pub account: String,
    /// What was written with it.
    pub text: String,
    /// References it carries.
    pub carried: Vec<String>,
    /// Why it came back: the code of SEPA, or empty.
    pub code: String,
    /// Whose it is, once that is known.
    pub tenancy: Option<TenancyId>,
    /// Dossier number, or empty.
    pub dossier: String,
    /// The reference by which it was found, or empty.
    pub reference: String,
    /// Why it waits, or empty.
    pub because: String,
    /// Where it stands.
    pub state: BankState,
    /// What a person wrote with it.
    pub note: String,
    /// The file it came in.
    pub file: String,
    /// The landlord's own account.
    pub own_account: String,
    /// District of the dossier, or empty.
    pub district: String,
}

impl BankLine {
    /// The payment as suggestions are made of it.
    pub fn payment(&self) -> Payment {
        let reference = |value: &String| Reference {
            kind: ReferenceKind::Other,
            value: value.clone(),
            place: Where::Text,
            checked: false,
        };
        Payment {
            counterparty: Party {
                name: self.payer.clone(),
                account: self.account.clone(),
                ..Party::default()
            },
            text: self.text.clone(),
            references: self.carried.iter().map(reference).collect(),
            ..Payment::default()
        }
    }
}

/// A file as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankFileLine {
    /// Its name.
    pub name: String,
    /// Its format, or empty when it was refused.
    pub format: String,
    /// The day it was read.
    pub taken_on: Day,
    /// Why it was refused, or empty.
    pub refused: String,
    /// Statements in it.
    pub statements: u64,
    /// Of those, statements that an earlier file had.
    pub known: u64,
    /// Entries in it.
    pub entries: u64,
    /// Flaws, a sentence each.
    pub defects: Vec<String>,
}

const LINES: &str = "select p.key, p.day, p.cents, p.payer, p.account, p.text, p.carried, p.code, p.tenancy, \
     coalesce(t.external, ''), p.reference, p.because, p.state, p.note, f.name, s.account, coalesce(u.district, '') \
     from bank_payment p join bank_statement s on s.id = p.statement join bank_file f on f.id = s.file \
     left join tenancy t on t.id = p.tenancy left join unit u on u.external = t.unit";

fn read(row: &Row) -> db::Result<BankLine> {
    let (carried, state): (String, String) = (row.get(6)?, row.get(12)?);
    Ok(BankLine {
        key: row.get(0)?,
        day: Day(row.get(1)?),
        cents: Cents(row.get(2)?),
        payer: row.get(3)?,
        account: row.get(4)?,
        text: row.get(5)?,
        carried: carried.lines().map(str::to_owned).collect(),
        code: row.get(7)?,
        tenancy: row.get::<Option<u32>>(8)?.map(TenancyId),
        dossier: row.get(9)?,
        reference: row.get(10)?,
        because: row.get(11)?,
        state: BankState::of(&state).unwrap_or(BankState::Waits),
        note: row.get(13)?,
        file: row.get(14)?,
        own_account: row.get(15)?,
        district: row.get(16)?,
    })
}

impl Book {
    /// Payments in a state, newest first, at most [`WAITING_MOST`].
    pub fn bank_payments(&self, state: BankState) -> Result<Vec<BankLine>, StoreError> {
        let most = WAITING_MOST as i64;
        self.bank_lines(
            "where p.state = ?1 order by p.day desc, p.cents desc, p.key limit ?2",
            (state.dutch(), most),
        )
    }

    /// What the bank told of a tenancy, newest first.
    pub fn bank_payments_of(&self, tenancy: TenancyId) -> Result<Vec<BankLine>, StoreError> {
        self.bank_lines("where p.tenancy = ?1 order by p.day desc, p.key", [tenancy.0])
    }

    /// One payment.
    pub fn bank_payment(&self, key: &str) -> Result<Option<BankLine>, StoreError> {
        Ok(self.bank_lines("where p.key = ?1", [key])?.pop())
    }

    fn bank_lines(&self, which: &str, parameters: impl Params) -> Result<Vec<BankLine>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!("{LINES} {which}"))?;
        Ok(statement.query_map(parameters, read)?.collect::<Result<_, _>>()?)
    }

    /// How many payments wait, and what they come to.
    pub fn bank_waiting(&self) -> Result<(u64, Cents), StoreError> {
        let query = "select count(*), coalesce(sum(cents), 0) from bank_payment where state = 'wacht'";
        let read = |row: &Row| Ok((row.get::<i64>(0)?.unsigned_abs(), Cents(row.get(1)?)));
        Ok(self.connection.prepare_cached(query)?.query_row([], read)?)
    }

    /// The files, the last one read first.
    pub fn bank_files(&self, most: u32) -> Result<Vec<BankFileLine>, StoreError> {
        let query = "select name, format, taken_on, reason, statements, known, entries, defects from bank_file \
             order by id desc limit ?1";
        let mut statement = self.connection.prepare_cached(query)?;
        let rows = statement.query_map([most], |row| {
            let defects: String = row.get(7)?;
            Ok(BankFileLine {
                name: row.get(0)?,
                format: row.get(1)?,
                taken_on: Day(row.get(2)?),
                refused: row.get(3)?,
                statements: row.get::<i64>(4)?.unsigned_abs(),
                known: row.get::<i64>(5)?.unsigned_abs(),
                entries: row.get::<i64>(6)?.unsigned_abs(),
                defects: defects.lines().map(str::to_owned).collect(),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Where the chain of statements is broken since a day. A gap closes by itself when the statement comes.
    pub fn bank_breaks(&self, since: Day) -> Result<Vec<Break>, StoreError> {
        let query = "select f.name, s.place, s.account, s.currency, s.number, s.opening, s.closing, s.first_day, s.last_day \
             from bank_statement s join bank_file f on f.id = s.file where s.kind = 'afschrift' \
             and coalesce(s.last_day, s.first_day, f.taken_on) >= ?1 order by s.account, s.first_day nulls first, s.id";
        let mut statement = self.connection.prepare_cached(query)?;
        let links: Vec<Link> = statement
            .query_map([since.0], |row| {
                let currency: String = row.get(3)?;
                let account = (row.get(2)?, Currency::parse(&currency).unwrap_or_default());
                let cents = |at| row.get::<Option<i64>>(at).map(|cents| cents.map(Cents));
                let day = |at| row.get::<Option<i32>>(at).map(|day| day.map(Day));
                Ok(Link::kept(
                    (row.get(0)?, row.get(1)?),
                    account,
                    row.get(4)?,
                    (cents(5)?, cents(6)?),
                    (day(7)?, day(8)?),
                ))
            })?
            .collect::<Result<_, _>>()?;
        Ok(chain::breaks(&links))
    }

    /// The last day of the newest statement.
    pub fn bank_until(&self) -> Result<Option<Day>, StoreError> {
        let query = "select max(last_day) from bank_statement where kind = 'afschrift'";
        let last: Option<Option<i32>> =
            self.connection.prepare_cached(query)?.query_row([], |row| row.get(0)).optional()?;
        Ok(last.flatten().map(Day))
    }
}
