//! Proposals: messages that leave only when a person lets them; and letters that leave because a person asked for them.
//!
//! A proposal is decided anew every night, like everything that waits: with the facts and amounts of that night, under the
//! same id. So nothing stale can be let go, nothing piles up, and what is not right any more is not proposed. Every answer
//! can be taken back until the message has left.

use domain::asked::FLOW;
use domain::calendar::Day;
use domain::dossier::ContactChannel;
use domain::ids::{Key, TenancyId};
use domain::money::Cents;

use super::lapse::{lapse, pass_over};
use super::outgoing::message_in;
use super::settle::put_step;
use super::{By, MessageState, Moment, Outgoing, take_back, tell};
use crate::book::{Book, StoreError};
use crate::codes::Code;
use crate::db::{OptionalExtension, Row, Transaction};

/// So long a person's yes that came too late for its day holds for the very same message. Days.
const YES_HOLDS: i32 = 7;

/// How the reason begins of a proposal that a person answered with no.
const DECLINED: &str = "Niet verstuurd, besliste ";

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Nobody has answered.
    Asked,
    /// Somebody let it go, and it has not left.
    Released,
    /// Somebody answered no.
    Declined,
}

/// A proposal of a night, as a list of them shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Id of the message.
    pub id: String,
    /// About which tenancy.
    pub tenancy: TenancyId,
    /// Dossier number.
    pub dossier: String,
    /// The tenant's name, or empty.
    pub name: String,
    /// District of the home, or empty.
    pub district: String,
    /// Id of the letter.
    pub letter: String,
    /// Channel, in Dutch.
    pub channel: String,
    /// What it asks for, when it asks.
    pub amount: Option<Cents>,
    /// Flow and step that propose it.
    pub step: (String, String),
    /// The first night that asked.
    pub since: Day,
    /// Where it stands.
    pub stage: Stage,
    /// Why not, when somebody answered no; or empty.
    pub reason: String,
}

/// The 14-day letter, or another message that a person asks for, ready to be written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedLetter {
    /// Id of the message.
    pub id: String,
    /// Id of the letter.
    pub letter: String,
    /// The task it finishes, or empty.
    pub task: String,
    /// What identifies that step.
    pub step: Key,
    /// Its cycle.
    pub cycle: Day,
    /// Over which channel.
    pub channel: ContactChannel,
    /// What it asks for, as it is now.
    pub amount: Option<Cents>,
    /// Not before this moment, in seconds since 1970: until then it can be taken back.
    pub not_before: Option<i64>,
    /// What that person wrote in it, or empty.
    pub own_words: String,
}

fn read(row: &Row) -> crate::db::Result<Proposal> {
    let (state, reason): (String, String) = (row.get(10)?, row.get(11)?);
    let stage = match MessageState::of(&state) {
        Some(MessageState::AwaitingRelease) => Stage::Asked,
        Some(MessageState::Ready) => Stage::Released,
        _ => Stage::Declined,
    };
    Ok(Proposal {
        id: row.get(0)?,
        tenancy: TenancyId(row.get(1)?),
        dossier: row.get(2)?,
        name: row.get(3)?,
        district: row.get(4)?,
        letter: row.get(5)?,
        channel: row.get(6)?,
        amount: row.get::<Option<i64>>(7)?.map(Cents),
        step: (row.get(8)?, row.get(9)?),
        since: Day(row.get(12)?),
        stage,
        reason: reason.strip_prefix(DECLINED).unwrap_or_default().to_string(),
    })
}

impl Book {
    /// Writes down that a letter leaves because somebody at a prompt asked for it, and finishes its task. False when the task
    /// is not open, or the letter is on its way or was sent.
    pub fn ask_letter(
        &mut self,
        tenancy: TenancyId,
        letter: &AskedLetter,
        by: By,
        now: Moment,
    ) -> Result<bool, StoreError> {
        let transaction = self.connection.transaction()?;
        let finish = "update task set state = 'klaar' where id = ?1 and tenancy = ?2 and state = 'open'";
        let finished = letter.task.is_empty() || transaction.execute(finish, (&letter.task, tenancy.0))? == 1;
        if !finished || !put_asked(&transaction, None, tenancy, now.day, letter)? {
            return Ok(false);
        }
        if let Some(message) = message_in(&transaction, &letter.id)? {
            let text = format!("Bericht {} gaat uit op verzoek van {}", letter.letter, by.name);
            tell(&transaction, &message, now.day, &text)?;
            by.log(&transaction, &message, now, "gewijzigd", "op verzoek")?;
        }
        transaction.commit()?;
        Ok(true)
    }

    /// What a night proposed and has not left: unanswered, let go, and answered with no. By letter, who waits longest first.
    pub fn proposals(&self, run: i64) -> Result<Vec<Proposal>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select o.id, o.tenancy, n.external, coalesce(p.name, ''), coalesce(u.district, ''), o.letter, o.channel, \
             o.amount, o.flow, o.step, o.state, o.reason, coalesce(o.asked_since, o.day) \
             from outbox o join tenancy n on n.id = o.tenancy left join unit u on u.external = n.unit \
             left join tenancy_person tp on tp.tenancy = n.id and tp.place = \
               (select min(place) from tenancy_person where tenancy = n.id) \
             left join person p on p.external = tp.person \
             where o.run = ?1 and o.mode = 'voorstel' and o.flow <> ?3 and (o.state in ('wacht op vrijgave', 'klaar') \
               or (o.state = 'vervallen' and o.reason like ?2)) \
             order by o.letter, 13, n.external, o.id",
        )?;
        let rows = statement.query_map((run, format!("{DECLINED}%"), FLOW), read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Lets a proposal go, not before a moment. False when it does not wait for an answer.
    pub fn release_proposal(
        &mut self,
        id: &str,
        by: By,
        not_before: Option<i64>,
        now: Moment,
    ) -> Result<bool, StoreError> {
        let waits = self.message(id)?.is_some_and(|message| message.state == MessageState::AwaitingRelease);
        Ok(waits && self.release(id, by, not_before, now)?)
    }

    /// Lets a proposal go for which it is too late today. It lapses with its day, and the first night within a week that wants the very
    /// same message does not ask again; whether it is right is looked at then as of every message. False when it does not wait
    /// for an answer.
    pub fn release_late(&mut self, id: &str, by: By, now: Moment) -> Result<bool, StoreError> {
        let transaction = self.connection.transaction()?;
        let Some(message) = message_in(&transaction, id)? else { return Ok(false) };
        let released = transaction.execute(
            "update outbox set state = 'klaar', reason = '', not_before = null, let_go_by = ?2, let_go_on = ?3 \
             where id = ?1 and state = 'wacht op vrijgave'",
            (id, by.name, now.day.0),
        )?;
        if released > 0 {
            let text = format!(
                "Bericht {} vrijgegeven door {}, voor de eerstvolgende werkdag",
                message.letter, by.name
            );
            tell(&transaction, &message, now.day, &text)?;
            by.log(&transaction, &message, now, "gewijzigd", "vrijgegeven voor de eerstvolgende werkdag")?;
        }
        transaction.commit()?;
        Ok(released > 0)
    }

    /// The flow and the step that a message stands for.
    pub fn step_of_message(&self, id: &str) -> Result<(String, String), StoreError> {
        let mut statement = self.connection.prepare_cached("select flow, step from outbox where id = ?1")?;
        let found = statement.query_row([id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        Ok(found.unwrap_or_default())
    }

    /// A proposal does not leave, because a person says so: its step is passed over in this cycle. False when it was too late.
    pub fn decline(&mut self, id: &str, why: &str, by: By, now: Moment) -> Result<bool, StoreError> {
        self.stop_one(id, |transaction, message| {
            lapse(transaction, &message.id, &format!("{DECLINED}{}: {why}", by.name))?;
            pass_over(transaction, message)?;
            let text = format!("Bericht {} gaat niet uit, besliste {}: {why}", message.letter, by.name);
            tell(transaction, message, now.day, &text)?;
            by.log(transaction, message, now, "gewijzigd", "niet verstuurd")
        })
    }

    /// Takes back what a person answered to a proposal of today: it waits for an answer again. False when it has left or is
    /// not of today.
    pub fn ask_again(&mut self, id: &str, by: By, now: Moment) -> Result<bool, StoreError> {
        let Some(message) = self.message(id)? else { return Ok(false) };
        let transaction = self.connection.transaction()?;
        let declined = message.state == MessageState::Lapsed;
        let back = transaction.execute(
            "update outbox set state = 'wacht op vrijgave', reason = '', not_before = null, let_go_by = null, let_go_on = null where id = ?1 and day = ?2 \
             and mode = 'voorstel' and flow <> ?4 and (state = 'klaar' or (state = 'vervallen' and reason like ?3))",
            (id, now.day.0, format!("{DECLINED}%"), FLOW),
        )?;
        if back == 0 {
            return Ok(false);
        }
        if declined {
            put_step(&transaction, &message, message.channel, None, None)?;
        }
        tell(
            &transaction,
            &message,
            now.day,
            &format!("Bericht {} weer voorgelegd door {}", message.letter, by.name),
        )?;
        by.log(&transaction, &message, now, "teruggedraaid", "weer voorgelegd")?;
        transaction.commit()?;
        Ok(true)
    }
}

/// Did somebody let this very message go when it was too late for its day? A night that wants it again need not ask.
pub(crate) fn was_let_go(
    transaction: &Transaction,
    id: &str,
    night: Day,
    (letter, tone, channel, amount): (&str, &str, ContactChannel, Option<Cents>),
) -> Result<bool, StoreError> {
    let query = "select 1 from outbox where id = ?1 and state = 'vervallen' and let_go_on >= ?2 \
                 and letter = ?3 and tone = ?4 and channel = ?5 and amount is not distinct from ?6";
    let same = (id, night.0 - YES_HOLDS, letter, tone, channel.dutch(), amount.map(|cents| cents.0));
    let mut statement = transaction.prepare_cached(query)?;
    Ok(statement.query_row(same, |row| row.get::<i64>(0)).optional()?.is_some())
}

/// Writes a letter down that a person asks for, with its step, as part of an act. False when the same letter is already on
/// its way or was sent in this cycle.
pub(crate) fn put_asked(
    transaction: &Transaction,
    act: Option<i64>,
    tenancy: TenancyId,
    day: Day,
    letter: &AskedLetter,
) -> Result<bool, StoreError> {
    let put = transaction.execute(
        "insert into outbox (id, run, tenancy, day, letter, tone, channel, amount, mode, flow, step, state, step_key, \
         cycle, not_before, act, for_task, own_words) \
         select ?1, id, ?2, ?3, ?4, '', ?5, ?6, 'voorstel', ?7, ?4, 'klaar', ?8, ?9, ?10, ?11, ?12, ?13 \
         from night_run where superseded_by is null and day = ?3 \
         on conflict (id) do update set run = excluded.run, day = excluded.day, channel = excluded.channel, \
         amount = excluded.amount, state = excluded.state, reason = '', not_before = excluded.not_before, \
         act = excluded.act, for_task = excluded.for_task, own_words = excluded.own_words \
         where outbox.state in ('vervallen', 'teruggekomen', 'mislukt')",
        (
            &letter.id,
            tenancy.0,
            day.0,
            &letter.letter,
            letter.channel.dutch(),
            letter.amount.map(|cents| cents.0),
            FLOW,
            letter.step.0,
            letter.cycle.0,
            letter.not_before,
            act,
            &letter.task,
            &letter.own_words,
        ),
    )?;
    if put == 0 {
        return Ok(false);
    }
    transaction.execute(
        "insert into step_taken (tenancy, day, cycle, step, channel) values (?1, ?2, ?3, ?4, ?5) \
         on conflict (tenancy, day, step) do update set cycle = excluded.cycle, channel = excluded.channel, \
         milestone = null, posted_on = null",
        (tenancy.0, day.0, letter.cycle.0, letter.step.0, letter.channel.code()),
    )?;
    Ok(true)
}

/// Takes back the letter that an act asked for. False when it has left, or may have.
pub(crate) fn take_asked_back(transaction: &Transaction, act: i64) -> Result<bool, StoreError> {
    let Some(message) = asked_by(transaction, act)? else { return Ok(true) };
    if message.state == MessageState::Lapsed {
        return Ok(true);
    }
    if !message.state.can_be_cancelled() {
        return Ok(false);
    }
    lapse(transaction, &message.id, "Teruggehaald voordat het wegging.")?;
    take_back(transaction, &message)?;
    Ok(true)
}

fn asked_by(transaction: &Transaction, act: i64) -> Result<Option<Outgoing>, StoreError> {
    let mut statement = transaction.prepare_cached("select id from outbox where act = ?1")?;
    let mut rows = statement.query([act])?;
    match rows.next()? {
        Some(row) => message_in(transaction, &row.get::<String>(0)?),
        None => Ok(None),
    }
}
