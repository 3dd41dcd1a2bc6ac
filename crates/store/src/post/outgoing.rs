//! Reads what waits to leave, and what was on its way when everything stopped.

use domain::asked::FLOW;
use domain::calendar::Day;
use domain::dossier::{ContactChannel, Dossier, Milestone};
use domain::ids::{Key, TenancyId};
use domain::money::Cents;
use domain::send::Planned;

use super::{MessageState, channel_of};
use crate::book::{Book, StoreError};
use crate::codes::Code;
use crate::db::{Connection, OptionalExtension, Row};

/// A message of the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Its id.
    pub id: String,
    /// The night that planned it.
    pub run: i64,
    /// About which tenancy.
    pub tenancy: TenancyId,
    /// The day of that night.
    pub day: Day,
    /// Id of the letter.
    pub letter: String,
    /// Tone, in Dutch, or empty.
    pub tone: String,
    /// Channel.
    pub channel: ContactChannel,
    /// What it asks for, when it asks.
    pub amount: Option<Cents>,
    /// Where it stands.
    pub state: MessageState,
    /// What identifies its step.
    pub step: Key,
    /// The cycle of that step.
    pub cycle: Day,
    /// Why it is held, failed or lapsed; or empty.
    pub reason: String,
    /// Not before this moment, in seconds since 1970.
    pub not_before: Option<i64>,
    /// A person asked for it; no night planned it.
    pub asked: bool,
    /// What that person wrote in it, or empty.
    pub own_words: String,
}

/// An attempt whose end is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnItsWay {
    /// The message.
    pub message: Outgoing,
    /// Number of the attempt.
    pub number: u32,
    /// What the other side knows it by.
    pub reference: String,
    /// The print batch it is in, or empty.
    pub batch: String,
    /// Over which channel.
    pub channel: ContactChannel,
    /// To whom, in the landlord's numbers.
    pub person: String,
    /// Where to.
    pub address: String,
    /// What it asked for.
    pub amount: Option<Cents>,
    /// What it proves once it is sent.
    pub milestone: Option<Milestone>,
    /// Subject, or empty.
    pub subject: String,
    /// The text.
    pub text: String,
    /// How often it was broken off and asked again.
    pub tries: u32,
    /// Which provider it was handed to, where there is a choice, or empty.
    pub provider: String,
}

const COLUMNS: &str = "o.id, o.run, o.tenancy, o.day, o.letter, o.tone, o.channel, o.amount, o.state, o.step_key, \
     o.cycle, o.reason, o.not_before, o.flow, o.own_words";

fn read(row: &Row) -> crate::db::Result<Outgoing> {
    Ok(Outgoing {
        id: row.get(0)?,
        run: row.get(1)?,
        tenancy: TenancyId(row.get(2)?),
        day: Day(row.get(3)?),
        letter: row.get(4)?,
        tone: row.get(5)?,
        channel: channel_of(row.get_ref(6)?.as_str()?),
        amount: row.get::<Option<i64>>(7)?.map(Cents),
        state: MessageState::of(row.get_ref(8)?.as_str()?).unwrap_or(MessageState::Lapsed),
        step: Key(row.get(9)?),
        cycle: Day(row.get(10)?),
        reason: row.get(11)?,
        not_before: row.get(12)?,
        asked: row.get_ref(13)?.as_str()? == FLOW,
        own_words: row.get(14)?,
    })
}

/// One message, also inside a transaction.
pub(super) fn message_in(connection: &Connection, id: &str) -> Result<Option<Outgoing>, StoreError> {
    let query = format!("select {COLUMNS} from outbox o where o.id = ?1");
    Ok(connection.prepare_cached(&query)?.query_row([id], read).optional()?)
}

impl Outgoing {
    /// The step as the dossier remembers it.
    pub fn planned(&self) -> Planned {
        Planned { day: self.day, step: self.step, cycle: self.cycle, asked: self.amount }
    }
}

impl Book {
    /// Messages in one state, in order of day and tenancy.
    pub fn messages_that_are(&self, state: MessageState) -> Result<Vec<Outgoing>, StoreError> {
        let query =
            format!("select {COLUMNS} from outbox o where o.state = ?1 order by o.day, o.tenancy, o.id");
        let mut statement = self.connection.prepare_cached(&query)?;
        let rows = statement.query_map([state.dutch()], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Messages about a tenancy that have not left and can still be cancelled.
    pub fn messages_that_wait(&self, tenancy: TenancyId) -> Result<Vec<Outgoing>, StoreError> {
        let query = format!(
            "select {COLUMNS} from outbox o where o.state in ('klaar', 'wacht op vrijgave', 'vastgehouden') \
             and o.tenancy = ?1 order by o.day, o.id"
        );
        let mut statement = self.connection.prepare_cached(&query)?;
        Ok(statement.query_map([tenancy.0], read)?.collect::<Result<_, _>>()?)
    }

    /// One message.
    pub fn message(&self, id: &str) -> Result<Option<Outgoing>, StoreError> {
        message_in(&self.connection, id)
    }

    /// Is this attempt still without an end?
    pub fn is_on_its_way(&self, attempt: &OnItsWay) -> Result<bool, StoreError> {
        let query = "select 1 from attempt where message = ?1 and number = ?2 and outcome = 'onderweg'";
        Ok(self.connection.prepare_cached(query)?.exists((&attempt.message.id, attempt.number))?)
    }

    /// Attempts whose end is not known: the process stopped, or the connection broke, while they were being made.
    pub fn on_their_way(&self) -> Result<Vec<OnItsWay>, StoreError> {
        let query = format!(
            "select {COLUMNS}, a.number, a.reference, a.batch, a.channel, a.person, a.address, a.amount, a.milestone, \
             a.subject, a.text, a.tries, a.provider from outbox o join attempt a on a.message = o.id and a.outcome = 'onderweg' \
             where o.state = 'onderweg' order by a.batch, a.reference"
        );
        let mut statement = self.connection.prepare_cached(&query)?;
        let rows = statement.query_map([], |row| {
            Ok(OnItsWay {
                message: read(row)?,
                number: row.get(15)?,
                reference: row.get(16)?,
                batch: row.get(17)?,
                channel: channel_of(row.get_ref(18)?.as_str()?),
                person: row.get(19)?,
                address: row.get(20)?,
                amount: row.get::<Option<i64>>(21)?.map(Cents),
                milestone: row.get::<Option<u8>>(22)?.and_then(Code::from_code),
                subject: row.get(23)?,
                text: row.get(24)?,
                tries: row.get(25)?,
                provider: row.get(26)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The dossier with fresh data, as it would be without this message's step, at the beginning of the night of
    /// `today`. Channels that were given up for this message today do not reach.
    pub fn dossier_without(&self, message: &Outgoing, today: Day) -> Result<Option<Dossier>, StoreError> {
        let mut dossier = Dossier::default();
        if !self.unpack_one(message.tenancy, &mut dossier)? {
            return Ok(None);
        }
        dossier.position = self.position_before(message.tenancy, today)?;
        message.planned().undone_in(&mut dossier);
        for channel in self.given_up(&message.id, today)? {
            dossier.tenancy.reachable.0 &= !(1 << channel as u8);
        }
        Ok(Some(dossier))
    }

    fn given_up(&self, message: &str, today: Day) -> Result<Vec<ContactChannel>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select distinct channel from attempt where message = ?1 and day = ?2 and outcome = 'opgegeven'",
        )?;
        let rows =
            statement.query_map((message, today.0), |row| Ok(channel_of(row.get_ref(0)?.as_str()?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many attempts over a channel came to *not now* today.
    pub fn tried_today(&self, message: &str, channel: ContactChannel, today: Day) -> Result<u32, StoreError> {
        let query = "select count(*) from attempt where message = ?1 and channel = ?2 and day = ?3 and outcome = 'later'";
        let mut statement = self.connection.prepare_cached(query)?;
        Ok(statement.query_row((message, channel.dutch(), today.0), |row| row.get(0))?)
    }

    /// The wording this tenancy got the last time from a letter, as far as anybody knows.
    pub fn last_wording(&self, tenancy: TenancyId, letter: &str) -> Result<Option<char>, StoreError> {
        let query = "select a.wording from attempt a join outbox o on o.id = a.message \
                     where a.tenancy = ?1 and a.outcome in ('aangenomen', 'onbekend') and o.letter = ?2 \
                     and a.wording <> '' order by a.moment desc, a.number desc limit 1";
        let mut statement = self.connection.prepare_cached(query)?;
        let found: Option<String> = statement.query_row((tenancy.0, letter), |row| row.get(0)).optional()?;
        Ok(found.and_then(|wording| wording.chars().next()))
    }

    /// The day and the amount of the last message to this tenancy that asked for money, as far as anybody knows that it left.
    pub fn last_asked(&self, tenancy: TenancyId) -> Result<Option<(Day, Cents)>, StoreError> {
        let query = "select day, amount from attempt where tenancy = ?1 and outcome in ('aangenomen', 'onbekend') \
                     and amount is not null order by moment desc, number desc limit 1";
        let mut statement = self.connection.prepare_cached(query)?;
        let read = |row: &Row| Ok((Day(row.get(0)?), Cents(row.get(1)?)));
        Ok(statement.query_row([tenancy.0], read).optional()?)
    }

    /// The messages whose id begins like this, at most two.
    pub fn messages_beginning_with(&self, start: &str) -> Result<Vec<String>, StoreError> {
        let query = "select id from outbox where id >= ?1 and id < ?1 || 'g' order by id limit 2";
        let mut statement = self.connection.prepare_cached(query)?;
        let rows = statement.query_map([start], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The print batches that were begun on a day.
    pub fn batches_of(&self, day: Day) -> Result<Vec<String>, StoreError> {
        let query = "select distinct batch from attempt where day = ?1 and batch <> ''";
        let mut statement = self.connection.prepare_cached(query)?;
        let rows = statement.query_map([day.0], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Was it written down that this batch was handed over?
    pub fn batch_was_handed_over(&self, batch: &str) -> Result<bool, StoreError> {
        let query = "select exists (select 1 from attempt where batch = ?1 and outcome = 'aangenomen')";
        Ok(self.connection.prepare_cached(query)?.query_row([batch], |row| row.get(0))?)
    }

    /// The steps of a tenancy of which a message of this day has left, each with its cycle.
    pub fn steps_that_left(&self, id: TenancyId, day: Day) -> Result<Vec<(Key, Day)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select step_key, cycle from outbox where tenancy = ?1 and day = ?2 \
             and state in ('onderweg', 'aangenomen', 'bezorgd', 'onzeker')",
        )?;
        let rows = statement.query_map((id.0, day.0), |row| Ok((Key(row.get(0)?), Day(row.get(1)?))))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many messages stand where, of one day: state and number.
    pub fn post_of(&self, day: Day) -> Result<Vec<(MessageState, u64)>, StoreError> {
        let mut statement =
            self.connection.prepare_cached("select state, count(*) from outbox where day = ?1 group by 1")?;
        let rows = statement.query_map([day.0], |row| {
            let state = MessageState::of(row.get_ref(0)?.as_str()?).unwrap_or(MessageState::Lapsed);
            Ok((state, row.get::<i64>(1)?.unsigned_abs()))
        })?;
        let mut counts: Vec<(MessageState, u64)> = rows.collect::<Result<_, _>>()?;
        counts.sort_unstable();
        Ok(counts)
    }
}
