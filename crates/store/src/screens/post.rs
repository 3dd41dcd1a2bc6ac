//! What became of messages: for the dossier, and for the list of what leaves.

use domain::calendar::Day;
use domain::ids::TenancyId;
use domain::money::Cents;

use super::nights::OF_A_NIGHT;
use crate::book::{Book, StoreError};
use crate::db::{OptionalExtension, Params, Row};

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

/// A message as the post room lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostMessage {
    /// Its id.
    pub id: String,
    /// About which tenancy.
    pub tenancy: TenancyId,
    /// Dossier number.
    pub dossier: String,
    /// Id of the letter.
    pub letter: String,
    /// Channel, in Dutch.
    pub channel: String,
    /// Where it stands, in Dutch.
    pub state: String,
    /// Why it is held, failed or lapsed; or empty.
    pub reason: String,
    /// What it asks for, when it asks.
    pub amount: Option<Cents>,
    /// The last print batch it was in, or empty.
    pub batch: String,
    /// District of the home, or empty.
    pub district: String,
    /// The day of the night that planned it.
    pub day: Day,
}

impl Book {
    /// All messages of a night: what needs a person first, then by dossier number.
    pub fn post_messages(&self, run: i64) -> Result<Vec<PostMessage>, StoreError> {
        self.post_where(OF_A_NIGHT, [run])
    }

    /// All messages of any night that wait for a person to find something out.
    pub fn stuck_messages(&self) -> Result<Vec<PostMessage>, StoreError> {
        self.post_where("o.state in ('vastgehouden', 'onzeker')", [])
    }

    fn post_where(&self, which: &str, of: impl Params) -> Result<Vec<PostMessage>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "select o.id, o.tenancy, n.external, o.letter, o.channel, o.state, o.reason, o.amount, \
             coalesce((select batch from attempt a where a.message = o.id order by number desc limit 1), ''), \
             coalesce(u.district, ''), o.day from outbox o join tenancy n on n.id = o.tenancy \
             left join unit u on u.external = n.unit where {which} \
             order by o.state not in ('vastgehouden', 'onzeker'), n.external, o.id"
        ))?;
        let rows = statement.query_map(of, |row| {
            Ok(PostMessage {
                id: row.get(0)?,
                tenancy: TenancyId(row.get(1)?),
                dossier: row.get(2)?,
                letter: row.get(3)?,
                channel: row.get(4)?,
                state: row.get(5)?,
                reason: row.get(6)?,
                amount: row.get::<Option<i64>>(7)?.map(Cents),
                batch: row.get(8)?,
                district: row.get(9)?,
                day: Day(row.get(10)?),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

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
                amount: row.get::<Option<i64>>(8)?.map(Cents),
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
}
