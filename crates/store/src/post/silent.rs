//! Letters of which the print house said nothing in the days it should take.
//!
//! Whoever made the batch must find out what became of it, so a batch is one line. A letter from which something follows in
//! law is a task on its own dossier besides: without proof of posting nothing follows from it. Both are said once; the task
//! goes by itself when a status comes after all (`status.rs`).

use domain::calendar::Day;
use domain::dossier::Milestone;
use domain::policy::TaskKind;

use super::outgoing::message_in;
use super::{Moment, ask_a_person, tell};
use crate::book::{Book, StoreError};
use crate::codes::Code;
use crate::db::Transaction;

/// What waits for proof of posting: costs, and a signal to the municipality.
const WAITS_FOR_PROOF: [Milestone; 2] = [Milestone::FourteenDayLetter, Milestone::SignalAnnouncement];

/// Letters that are older were somebody's care before this was asked; nobody gets a hundred tasks at once. Days.
const TOO_OLD: i32 = 60;

/// Letters of one print batch without any status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SilentBatch {
    /// Name of the batch.
    pub batch: String,
    /// The day it was handed over.
    pub day: Day,
    /// How many letters of it.
    pub letters: u64,
    /// How many of them wait for proof.
    pub with_term: u64,
}

/// A letter of which nothing was told: message, number of the attempt, what it proves, and the day it was handed over.
type Silent = (String, u32, Option<Milestone>, Day);

fn silent(transaction: &Transaction, until: Day) -> Result<Vec<Silent>, StoreError> {
    let mut statement = transaction.prepare_cached(
        "select message, number, milestone, day from attempt where channel = 'brief' and outcome = 'aangenomen' \
         and fate = '' and missed_on is null and day <= ?1 and day > ?2",
    )?;
    let rows = statement.query_map((until.0, (until - TOO_OLD).0), |row| {
        let milestone = row.get::<Option<u8>>(2)?.and_then(Milestone::from_code);
        Ok((row.get(0)?, row.get(1)?, milestone, Day(row.get(3)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

impl Book {
    /// Asks people about the letters that were handed over on or before a day and of which nothing was told: once. Gives the
    /// number of tasks.
    pub fn ask_about_silence(&mut self, until: Day, now: Moment) -> Result<u64, StoreError> {
        let transaction = self.connection.transaction()?;
        let mut asked = 0;
        for (id, number, milestone, handed_over) in silent(&transaction, until)? {
            transaction
                .prepare_cached("update attempt set missed_on = ?3 where message = ?1 and number = ?2")?
                .execute((&id, number, now.day.0))?;
            let waits = milestone.is_some_and(|milestone| WAITS_FOR_PROOF.contains(&milestone));
            let Some(message) = message_in(&transaction, &id)?.filter(|_| waits) else { continue };
            ask_a_person(&transaction, &message, now.day, TaskKind::CheckMessage)?;
            let (letter, day) = (&message.letter, handed_over.dutch());
            let text = format!(
                "Van bericht {letter} van {day} meldde de drukker niets: een medewerker vraagt het na"
            );
            tell(&transaction, &message, now.day, &text)?;
            asked += 1;
        }
        transaction.commit()?;
        Ok(asked)
    }

    /// The batches with letters that somebody was asked about and of which nothing was told since, oldest first.
    pub fn silent_batches(&self) -> Result<Vec<SilentBatch>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select batch, min(day), count(*), count(*) filter (where milestone in (?1, ?2)) from attempt \
             where channel = 'brief' and outcome = 'aangenomen' and fate = '' and missed_on is not null \
             group by batch order by 2, 1",
        )?;
        let codes = WAITS_FOR_PROOF.map(Code::code);
        let rows = statement.query_map((codes[0], codes[1]), |row| {
            let count = |column: usize| Ok::<_, crate::db::Error>(row.get::<i64>(column)?.unsigned_abs());
            Ok(SilentBatch {
                batch: row.get(0)?,
                day: Day(row.get(1)?),
                letters: count(2)?,
                with_term: count(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Was a letter of this message handed over, and somebody asked because the print house said nothing, and still does?
    pub fn is_silent(&self, message: &str) -> Result<bool, StoreError> {
        let query = "select exists (select 1 from attempt where message = ?1 and fate = '' and missed_on is not null)";
        Ok(self.connection.prepare_cached(query)?.query_row([message], |row| row.get(0))?)
    }
}
