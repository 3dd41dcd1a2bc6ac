//! What is told afterwards: statuses of providers, bounces, status files. They come in any order and more than once, and
//! come to the same in every order: what holds is the strongest that was told.

use domain::calendar::Day;
use domain::dossier::{ContactChannel, Milestone};
use domain::ids::ContentId;
use domain::policy::TaskKind;

use super::address::{CameBack, failed_too_often, mark_unusable};
use super::outgoing::message_in;
use super::settle::put_step;
use super::{MessageState, Moment, Outgoing, channel_of, take_back, tell};
use crate::book::{Book, StoreError};
use crate::codes::Code;
use crate::crash;
use crate::db::{OptionalExtension, Transaction};
use crate::letters_on_file::{put_what_left, put_what_was_told};

/// How a message fares, weakest first: of two that contradict each other the later in this list holds. A message that
/// came back was not received, whatever was told before; one that was read was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// The provider has it.
    Accepted,
    /// Printed, not yet posted.
    Printed,
    /// Given to the postal service.
    Posted,
    /// Arrived at the device or mailbox.
    Delivered,
    /// Did not arrive; the address may be right.
    Failed,
    /// Did not arrive, and the address will not work next time either.
    AddressUnusable,
    /// Opened by the reader.
    Read,
}

impl Fate {
    /// All, weakest first.
    pub const ALL: [Fate; 7] = [
        Fate::Accepted,
        Fate::Printed,
        Fate::Posted,
        Fate::Delivered,
        Fate::Failed,
        Fate::AddressUnusable,
        Fate::Read,
    ];

    /// The word that is stored and shown.
    pub const fn dutch(self) -> &'static str {
        match self {
            Fate::Accepted => "aangenomen",
            Fate::Printed => "gedrukt",
            Fate::Posted => "gepost",
            Fate::Delivered => "bezorgd",
            Fate::Failed => "mislukt",
            Fate::AddressUnusable => "teruggekomen",
            Fate::Read => "gelezen",
        }
    }

    const fn state(self) -> MessageState {
        match self {
            Fate::Accepted | Fate::Printed | Fate::Posted => MessageState::Accepted,
            Fate::Delivered | Fate::Read => MessageState::Delivered,
            Fate::Failed => MessageState::Failed,
            Fate::AddressUnusable => MessageState::Returned,
        }
    }
}

/// Something told about a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The number under which the other side knows the message, or our own reference.
    pub about: String,
    /// How it fares.
    pub fate: Fate,
    /// The moment the other side names.
    pub at: Option<Moment>,
    /// Reason or code as told, without personal data.
    pub detail: String,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It was news.
    New,
    /// It had been told before.
    Known,
    /// It is about no message of ours; kept as a finding.
    Unknown,
}

/// The attempt a status is about, with its message.
struct About {
    message: Outgoing,
    number: u32,
    sent_on: Day,
    channel: ContactChannel,
    person: String,
    address: String,
    milestone: Option<Milestone>,
    is_last: bool,
}

impl Book {
    /// Takes in what was told about a message; `source` and `row` say where it stood.
    pub fn hear(&mut self, source: &str, row: u32, told: &Told, now: Moment) -> Result<Heard, StoreError> {
        let transaction = self.connection.transaction()?;
        crash::point();
        let Some(about) = find(&transaction, &told.about)? else {
            let reason = format!("Geen bericht met {} ({})", shown(&told.about), told.fate.dutch());
            note(&transaction, source, row, &reason, now)?;
            transaction.commit()?;
            return Ok(Heard::Unknown);
        };
        let mut keep = transaction.prepare_cached(
            "insert into status_told values (?1, ?2, ?3, ?4, ?5, ?6, ?7) on conflict do nothing",
        )?;
        let at = told.at.map(|at| at.seconds);
        // A clock elsewhere may be wrong: nothing was told before it was sent, nor after it was heard.
        let on = told.at.map_or(now.day, |at| at.day).clamp(about.sent_on.min(now.day), now.day);
        let row = (&about.message.id, about.number, told.fate.dutch(), on.0, at, &told.detail, now.seconds);
        let is_new = keep.execute(row)? > 0;
        drop(keep);
        if !is_new {
            return Ok(Heard::Known);
        }
        crash::point();
        let is_bad = matches!(told.fate, Fate::Failed | Fate::AddressUnusable) && !told.detail.is_empty();
        let detail = if is_bad { format!(": {}", told.detail) } else { String::new() };
        let text =
            format!("{} per {} {}{detail}", about.message.letter, about.channel.dutch(), told.fate.dutch());
        tell(&transaction, &about.message, on, &text)?;
        follow(&transaction, &about, told, on)?;
        crash::point();
        transaction.commit()?;
        crash::point();
        Ok(Heard::New)
    }

    /// Keeps that something came in that could not be read; once, however often it comes.
    pub fn note_post_finding(
        &mut self,
        source: &str,
        row: u32,
        reason: &str,
        now: Moment,
    ) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        note(&transaction, source, row, reason, now)?;
        transaction.commit()?;
        Ok(())
    }

    /// What came in about messages and could not be placed, newest first: day, source, row and reason.
    pub fn post_findings(&self, most: u32) -> Result<Vec<(Day, String, u32, String)>, StoreError> {
        let query = "select day, source, row, reason from post_finding order by id desc limit ?1";
        let mut statement = self.connection.prepare_cached(query)?;
        let rows = statement
            .query_map([most], |row| Ok((Day(row.get(0)?), row.get(1)?, row.get(2)?, row.get(3)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn note(
    transaction: &Transaction,
    source: &str,
    row: u32,
    reason: &str,
    now: Moment,
) -> Result<(), StoreError> {
    transaction.execute(
        "insert into post_finding (day, source, row, reason) values (?1, ?2, ?3, ?4) on conflict do nothing",
        (now.day.0, source, row, reason),
    )?;
    Ok(())
}

/// A number of somebody else may hold a telephone number (WhatsApp's do): only one in our own form is shown.
fn shown(about: &str) -> String {
    let ours = about.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f' | b'-'));
    let telephone = about.bytes().all(|byte| byte.is_ascii_digit());
    match ours && !telephone && about.len() < 40 {
        true => format!("kenmerk {about}"),
        false => format!("een vreemd kenmerk van {} tekens", about.chars().count()),
    }
}

/// Our own reference first: it is ours alone; then the number of the other side.
fn find(transaction: &Transaction, about: &str) -> Result<Option<About>, StoreError> {
    if about.is_empty() {
        return Ok(None);
    }
    for by in ["reference = ?1", "provider_id = ?1"] {
        let query = format!(
            "select message, number, channel, person, address, milestone, day, \
             number = (select max(number) from attempt last where last.message = attempt.message) \
             from attempt where {by} order by moment desc limit 1"
        );
        let mut statement = transaction.prepare_cached(&query)?;
        let mut rows = statement.query([about])?;
        let Some(row) = rows.next()? else { continue };
        let id: String = row.get(0)?;
        let Some(message) = message_in(transaction, &id)? else { continue };
        return Ok(Some(About {
            message,
            number: row.get(1)?,
            channel: channel_of(row.get_ref(2)?.as_str()?),
            person: row.get(3)?,
            address: row.get(4)?,
            milestone: row.get::<Option<u8>>(5)?.and_then(Code::from_code),
            sent_on: Day(row.get(6)?),
            is_last: row.get(7)?,
        }));
    }
    Ok(None)
}

/// Brings attempt, message and dossier to what holds after everything that was told.
fn follow(transaction: &Transaction, about: &About, told: &Told, on: Day) -> Result<(), StoreError> {
    let (holds, detail) = strongest(transaction, about)?;
    let message = &about.message;
    transaction
        .prepare_cached(
            "update attempt set fate = ?3, outcome = case when outcome in ('onderweg', 'onbekend') then 'aangenomen' \
             else outcome end where message = ?1 and number = ?2",
        )?
        .execute((&message.id, about.number, holds.dutch()))?;
    let wrong_address = told.fate == Fate::AddressUnusable
        || (told.fate == Fate::Failed
            && failed_too_often(transaction, &about.person, about.channel, &about.address)?);
    if wrong_address {
        let back = CameBack {
            tenancy: message.tenancy,
            person: &about.person,
            channel: about.channel,
            address: &about.address,
            message: &message.id,
            reason: &told.detail,
            on,
        };
        mark_unusable(transaction, &back)?;
    }
    if about.milestone == Some(Milestone::FourteenDayLetter) {
        put_what_left(transaction, message, about.number)?;
        let back_on = told_on(transaction, about, Fate::AddressUnusable)?;
        put_what_was_told(transaction, message, told_on(transaction, about, Fate::Posted)?, back_on)?;
    }
    // A message that was planned anew since tells its own story.
    let is_over = message.state.can_be_cancelled() || message.state == MessageState::Lapsed;
    if !about.is_last || is_over {
        return Ok(());
    }
    let bad = matches!(holds.state(), MessageState::Returned | MessageState::Failed);
    let reason = if bad { detail.as_str() } else { "" };
    transaction
        .prepare_cached("update outbox set state = ?2, reason = ?3, not_before = null where id = ?1")?
        .execute((&message.id, holds.state().dutch(), reason))?;
    close_task(transaction, &message.id)?;
    if bad {
        return take_back(transaction, message);
    }
    let posted_on = told_on(transaction, about, Fate::Posted)?;
    let counts = about.channel != ContactChannel::Letter || posted_on.is_some();
    put_step(transaction, message, about.channel, about.milestone.filter(|_| counts), posted_on)
}

/// The strongest that was told, with what was said then.
fn strongest(transaction: &Transaction, about: &About) -> Result<(Fate, String), StoreError> {
    let query = "select fate, detail from status_told where message = ?1 and number = ?2";
    let mut statement = transaction.prepare_cached(query)?;
    let mut rows = statement.query((&about.message.id, about.number))?;
    let mut strongest = (Fate::Accepted, String::new());
    while let Some(row) = rows.next()? {
        let word = row.get_ref(0)?.as_str()?;
        let fate = Fate::ALL.into_iter().find(|fate| fate.dutch() == word);
        if let Some(fate) = fate.filter(|fate| *fate >= strongest.0) {
            strongest = (fate, row.get(1)?);
        }
    }
    Ok(strongest)
}

/// The day on which this happened to an attempt, as it was told.
fn told_on(transaction: &Transaction, about: &About, fate: Fate) -> Result<Option<Day>, StoreError> {
    let query = "select day from status_told where message = ?1 and number = ?2 and fate = ?3";
    let mut statement = transaction.prepare_cached(query)?;
    let row = (&about.message.id, about.number, fate.dutch());
    Ok(statement.query_row(row, |row| row.get(0)).optional()?.map(Day))
}

/// The question about a message is answered.
pub(super) fn close_task(transaction: &Transaction, message: &str) -> Result<(), StoreError> {
    let id = ContentId::of(&[message, TaskKind::CheckMessage.dutch()]).to_string();
    transaction
        .prepare_cached("update task set state = 'klaar' where id = ?1 and state = 'open'")?
        .execute([id])?;
    Ok(())
}
