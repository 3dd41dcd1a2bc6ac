//! Mandates of tenants, and the direct debits of terms that were put in files for the bank.
//!
//! In goes an act that records or ends a mandate, and what a collection comes to; out come the mandates that hold, and what was
//! collected already. A debit is named by tenancy and due day, so the same term is never put in two files. What the bank says of a
//! debit later, [`crate::bank`] hears.

use domain::calendar::Day;
use domain::ids::TenancyId;
use domain::ledger::ReversalReason;
use domain::money::Cents;

use crate::acts::{Act, NotDone};
use crate::book::{Book, StoreError};
use crate::crash;
use crate::db::{Connection, OptionalExtension, Row, Transaction};

/// A mandate as a person records it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMandate {
    /// The account, plain.
    pub iban: String,
    /// In whose name it is.
    pub holder: String,
    /// The day it was signed.
    pub signed_on: Day,
}

/// A mandate that the book has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mandate {
    /// Its number: the act that recorded it.
    pub id: i64,
    /// Whose rent.
    pub tenancy: TenancyId,
    /// What was recorded.
    pub given: NewMandate,
    /// The day it was recorded.
    pub recorded_on: Day,
    /// What it is called to the bank.
    pub reference: String,
    /// The code by which the bank said that it is no good, or empty.
    pub stopped: String,
}

/// A debit of one term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Debit {
    /// Whose.
    pub tenancy: TenancyId,
    /// Number of the mandate.
    pub mandate: i64,
    /// The day the term falls due.
    pub due: Day,
    /// How much.
    pub cents: Cents,
}

impl Debit {
    /// What it is called to the bank, for ever: one for each term.
    pub fn end_to_end(&self) -> String {
        let (year, month, day) = self.due.ymd();
        format!("HV{:07}D{year:04}{month:02}{day:02}", self.tenancy.0)
    }
}

const MANDATES: &str = "select act, tenancy, iban, holder, signed_on, recorded_on, reference, stopped from mandate \
     where ended_by is null";

fn read(row: &Row) -> crate::db::Result<Mandate> {
    Ok(Mandate {
        id: row.get(0)?,
        tenancy: TenancyId(row.get(1)?),
        given: NewMandate { iban: row.get(2)?, holder: row.get(3)?, signed_on: Day(row.get(4)?) },
        recorded_on: Day(row.get(5)?),
        reference: row.get(6)?,
        stopped: row.get(7)?,
    })
}

impl Book {
    /// The mandate of a tenancy: the last one that was not ended, also when the bank stopped it.
    pub fn mandate_of(&self, tenancy: TenancyId) -> Result<Option<Mandate>, StoreError> {
        let query = format!("{MANDATES} and tenancy = ?1 order by act desc limit 1");
        Ok(self.connection.prepare_cached(&query)?.query_row([tenancy.0], read).optional()?)
    }

    /// All mandates that were not ended, the last of each tenancy.
    pub fn mandates(&self) -> Result<Vec<Mandate>, StoreError> {
        let query = format!(
            "{MANDATES} and act = (select max(act) from mandate n where n.tenancy = mandate.tenancy and n.ended_by is null) \
             order by tenancy"
        );
        let mut statement = self.connection.prepare_cached(&query)?;
        Ok(statement.query_map([], read)?.collect::<Result<_, _>>()?)
    }

    /// The last day on which a letter left to a tenancy, from a day on.
    pub fn letter_left_on(
        &self,
        tenancy: TenancyId,
        letter: &str,
        from: Day,
    ) -> Result<Option<Day>, StoreError> {
        let query = "select max(day) from outbox where tenancy = ?1 and letter = ?2 and day >= ?3 \
             and state in ('aangenomen', 'bezorgd')";
        let mut statement = self.connection.prepare_cached(query)?;
        let day: Option<i32> = statement.query_row((tenancy.0, letter, from.0), |row| row.get(0))?;
        Ok(day.map(Day))
    }

    /// Was this term put in a file already?
    pub fn was_debited(&self, debit: &Debit) -> Result<bool, StoreError> {
        let query = "select 1 from debit where end_to_end = ?1";
        Ok(self.connection.prepare_cached(query)?.exists([debit.end_to_end()])?)
    }

    /// Is a file of this name written down?
    pub fn debit_file_known(&self, file: &str) -> Result<bool, StoreError> {
        let query = "select 1 from debit where file = ?1";
        Ok(self.connection.prepare_cached(query)?.exists([file])?)
    }

    /// How many files were made on a day.
    pub fn debit_files_of(&self, day: Day) -> Result<u64, StoreError> {
        let query = "select count(distinct file) from debit where made_on = ?1";
        let count: i64 = self.connection.prepare_cached(query)?.query_row([day.0], |row| row.get(0))?;
        Ok(count.unsigned_abs())
    }

    /// Writes down that these debits are in a file; refused, and nothing written, when one of them is in another file.
    pub fn put_debits(
        &mut self,
        file: &str,
        debits: &[Debit],
        by: &str,
        on: Day,
    ) -> Result<bool, StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        for debit in debits {
            let insert =
                "insert into debit values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, '') on conflict do nothing";
            let row = (
                debit.end_to_end(),
                debit.tenancy.0,
                debit.mandate,
                debit.due.0,
                debit.cents.0,
                file,
                on.0,
                by,
            );
            if transaction.prepare_cached(insert)?.execute(row)? == 0 {
                return Ok(false);
            }
            let text =
                format!("Termijn van € {} aangeboden voor automatische incasso, door {by}", debit.cents);
            transaction
                .prepare_cached(
                    "insert into post_event (message, tenancy, day, text) values ('', ?1, ?2, ?3)",
                )?
                .execute((debit.tenancy.0, on.0, text))?;
            crash::point();
        }
        transaction.commit()?;
        crash::point();
        Ok(true)
    }
}

/// Records a mandate, as part of an act; it takes the place of the one before.
pub(crate) fn put_mandate(
    of: &Transaction,
    act: &Act,
    id: i64,
    given: &NewMandate,
) -> Result<(), StoreError> {
    end_mandate(of, act.tenancy, id)?;
    let insert = "insert into mandate values (?1, ?2, ?3, ?4, ?5, ?6, ?7, null, '')";
    of.prepare_cached(insert)?.execute((
        id,
        act.tenancy.0,
        &given.iban,
        &given.holder,
        given.signed_on.0,
        act.at.day.0,
        format!("HV-M{:07}-{id}", act.tenancy.0),
    ))?;
    Ok(())
}

/// Ends the mandate of a tenancy, as part of an act; false when there is none.
pub(crate) fn end_mandate(of: &Transaction, tenancy: TenancyId, id: i64) -> Result<bool, StoreError> {
    let update = "update mandate set ended_by = ?2 where tenancy = ?1 and ended_by is null";
    Ok(of.prepare_cached(update)?.execute((tenancy.0, id))? > 0)
}

/// Takes back what act `id` said about a mandate; refused when something was collected under it.
pub(crate) fn take_back(of: &Transaction, id: i64) -> Result<Result<(), NotDone>, StoreError> {
    let used = "select 1 from debit where mandate = ?1";
    if of.prepare_cached(used)?.exists([id])? {
        return Ok(Err(NotDone::EndedAlready));
    }
    of.execute("delete from mandate where act = ?1", [id])?;
    of.execute("update mandate set ended_by = null where ended_by = ?1", [id])?;
    Ok(Ok(()))
}

/// The bank gives a debit back; false when it is none of ours. A mandate that is no good collects nothing more until a person
/// records another one.
pub(crate) fn came_back(of: &Connection, end_to_end: &str, code: &str) -> Result<bool, StoreError> {
    let update = "update debit set code = ?2 where end_to_end = ?1";
    if of.prepare_cached(update)?.execute((end_to_end, code))? == 0 {
        return Ok(false);
    }
    let stops = matches!(
        ReversalReason::from_sepa(code),
        ReversalReason::NoMandate | ReversalReason::AccountUnusable | ReversalReason::RefusedByDebtor
    );
    if stops {
        let stop =
            "update mandate set stopped = ?2 where act = (select mandate from debit where end_to_end = ?1)";
        of.prepare_cached(stop)?.execute((end_to_end, code))?;
    }
    Ok(true)
}

/// The debits of a file that did not come back, when together they are what the bank books in one sum; else none.
pub(crate) fn of_batch(
    of: &Connection,
    batch: &str,
    cents: Cents,
) -> Result<Vec<(String, Debit)>, StoreError> {
    let query = "select end_to_end, tenancy, mandate, due, cents from debit where file = ?1 and code = ''";
    let file = batch.strip_suffix("-1").unwrap_or(batch);
    let mut statement = of.prepare_cached(query)?;
    let read = |row: &Row| {
        let debit = Debit {
            tenancy: TenancyId(row.get(1)?),
            mandate: row.get(2)?,
            due: Day(row.get(3)?),
            cents: Cents(row.get(4)?),
        };
        Ok((row.get(0)?, debit))
    };
    let debits: Vec<(String, Debit)> = statement.query_map([file], read)?.collect::<Result<_, _>>()?;
    let sum: Cents = debits.iter().map(|(_, debit)| debit.cents).sum();
    Ok(if sum == cents { debits } else { Vec::new() })
}
