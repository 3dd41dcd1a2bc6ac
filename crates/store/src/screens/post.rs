//! What became of messages: for the dossier, and for the list of what leaves.

use domain::calendar::Day;
use domain::ids::TenancyId;
use domain::money::Cents;
use rusqlite::{OptionalExtension, Row};

use crate::book::{Book, StoreError};

/// Something that happened to a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostLine {
    /// The day.
    pub day: Day,
    /// What, in Dutch.
    pub text: String,
}

/// One attempt to hand a message over, with exactly what was handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptLine {
    /// Id of the message.
    pub message: String,
    /// Number of the attempt.
    pub number: u32,
    /// The day.
    pub day: Day,
    /// Seconds since 1970.
    pub moment: i64,
    /// Channel, in Dutch.
    pub channel: String,
    /// `onderweg`, `aangenomen`, `later`, `opgegeven`, `adres onbruikbaar`, `geweigerd` or `onbekend`.
    pub outcome: String,
    /// The strongest that was told afterwards, or empty.
    pub fate: String,
    /// What the other side said, or empty.
    pub detail: String,
    /// What it asked for.
    pub amount: Option<Cents>,
    /// Subject, or empty.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// Messages of one day with one letter, channel and state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostCount {
    /// Id of the letter.
    pub letter: String,
    /// Channel, in Dutch.
    pub channel: String,
    /// Where they stand, in Dutch.
    pub state: String,
    /// Why, for those that did not leave; or empty.
    pub reason: String,
    /// How many.
    pub count: u64,
}

impl Book {
    /// What happened to the messages of a dossier, oldest first.
    pub fn post_lines(&self, id: TenancyId) -> Result<Vec<PostLine>, StoreError> {
        let query = "select day, text from post_event where tenancy = ?1 order by day, id";
        let mut statement = self.connection.prepare_cached(query)?;
        let read = |row: &Row| Ok(PostLine { day: Day(row.get(0)?), text: row.get(1)? });
        let rows = statement.query_map([id.0], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// All attempts for a dossier, oldest first.
    pub fn attempt_lines(&self, id: TenancyId) -> Result<Vec<AttemptLine>, StoreError> {
        let query = "select message, number, day, moment, channel, outcome, fate, detail, amount, subject, text \
             from attempt where tenancy = ?1 order by moment, message, number";
        let mut statement = self.connection.prepare_cached(query)?;
        let rows = statement.query_map([id.0], |row| {
            Ok(AttemptLine {
                message: row.get(0)?,
                number: row.get(1)?,
                day: Day(row.get(2)?),
                moment: row.get(3)?,
                channel: row.get(4)?,
                outcome: row.get(5)?,
                fate: row.get(6)?,
                detail: row.get(7)?,
                amount: row.get::<_, Option<i64>>(8)?.map(Cents),
                subject: row.get(9)?,
                text: row.get(10)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A dossier whose message came back and left again by letter, if there is one.
    pub fn dossier_with_returned_post(&self) -> Result<Option<TenancyId>, StoreError> {
        let query = "select a.tenancy from attempt a join attempt later on later.message = a.message \
             and later.number > a.number and later.outcome = 'aangenomen' where a.fate = 'teruggekomen' \
             order by a.tenancy limit 1";
        Ok(self.connection.query_row(query, [], |row| row.get(0)).optional()?.map(TenancyId))
    }

    /// The messages of a night's day, counted.
    pub fn post_counts(&self, run: i64) -> Result<Vec<PostCount>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select letter, channel, state, reason, count(*) from outbox where run = ?1 \
             group by 1, 2, 3, 4 order by 3, 5 desc, 1, 2, 4",
        )?;
        let rows = statement.query_map([run], |row| {
            Ok(PostCount {
                letter: row.get(0)?,
                channel: row.get(1)?,
                state: row.get(2)?,
                reason: row.get(3)?,
                count: row.get::<_, i64>(4)?.unsigned_abs(),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
