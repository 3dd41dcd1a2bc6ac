//! Writes down what an attempt came to.

use domain::calendar::Day;
use domain::dossier::{ContactChannel, Milestone};
use domain::policy::TaskKind;

use super::address::{CameBack, mark_unusable};
use super::outgoing::{OnItsWay, Outgoing};
use super::{Moment, ask_a_person, take_back, tell, touch};
use crate::book::{Book, StoreError};
use crate::codes::Code;
use crate::crash;
use crate::db::{OptionalExtension, Transaction};
use crate::letters_on_file::put_what_left;

/// What an attempt came to. Reasons hold no personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The other side took it over, under this number.
    Accepted {
        /// The number under which the other side knows it.
        provider_id: String,
    },
    /// Nothing was handed over; another attempt may be made at this moment.
    Later {
        /// Seconds since 1970.
        again_at: i64,
        /// What the other side said.
        reason: String,
    },
    /// Nothing was handed over, too often: this channel is given up for this message today.
    GivenUp {
        /// What the other side said last.
        reason: String,
    },
    /// The address does not work.
    AddressUnusable {
        /// What the other side said.
        reason: String,
    },
    /// The other side does not want the message: a person must look.
    Refused {
        /// What the other side said.
        reason: String,
    },
    /// It may have left. It is not tried again: a person must look.
    Uncertain {
        /// What was seen last.
        reason: String,
    },
    /// It may have left, and repeating the attempt under the same reference is safe.
    AskAgain {
        /// Seconds since 1970.
        again_at: i64,
        /// What was seen last.
        reason: String,
    },
}

impl Book {
    /// Writes down what attempts came to, all in one transaction.
    pub fn settle(&mut self, attempts: &[(&OnItsWay, Outcome)], now: Moment) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        crash::point();
        for (attempt, outcome) in attempts {
            settle_one(&transaction, attempt, outcome, now)?;
            crash::point();
        }
        transaction.commit()?;
        crash::point();
        Ok(())
    }
}

fn settle_one(
    transaction: &Transaction,
    attempt: &OnItsWay,
    outcome: &Outcome,
    now: Moment,
) -> Result<(), StoreError> {
    let message = &attempt.message;
    let state = |state: &str, reason: &str, not_before: Option<i64>| -> Result<(), StoreError> {
        transaction
            .prepare_cached("update outbox set state = ?2, reason = ?3, not_before = ?4 where id = ?1")?
            .execute((&message.id, state, reason, not_before))?;
        Ok(())
    };
    let word = attempt.channel.dutch();
    let told =
        |text: String| tell(transaction, message, now.day, &format!("{} per {word} {text}", message.letter));
    match outcome {
        Outcome::Accepted { provider_id } => {
            ended(transaction, attempt, "aangenomen", provider_id, "")?;
            state("aangenomen", "", None)?;
            count_as_sent(transaction, attempt)?;
            if attempt.milestone == Some(Milestone::FourteenDayLetter) {
                put_what_left(transaction, message, attempt.number)?;
            }
            told("verstuurd".into())
        }
        Outcome::Later { again_at, reason } => {
            ended(transaction, attempt, "later", "", reason)?;
            state("klaar", reason, Some(*again_at))
        }
        Outcome::GivenUp { reason } => {
            ended(transaction, attempt, "opgegeven", "", reason)?;
            state("klaar", reason, None)?;
            told(format!("opgegeven: {reason}"))
        }
        Outcome::AddressUnusable { reason } => {
            ended(transaction, attempt, "adres onbruikbaar", "", reason)?;
            state("klaar", reason, None)?;
            let back = CameBack {
                tenancy: message.tenancy,
                person: &attempt.person,
                channel: attempt.channel,
                address: &attempt.address,
                message: &message.id,
                reason,
                on: now.day,
            };
            mark_unusable(transaction, &back)?;
            told(format!("kan niet: {reason}"))
        }
        Outcome::Refused { reason } => {
            ended(transaction, attempt, "geweigerd", "", reason)?;
            state("mislukt", reason, None)?;
            take_back(transaction, message)?;
            ask_a_person(transaction, message, now.day, TaskKind::CheckMessage)?;
            told(format!("geweigerd: {reason}"))
        }
        Outcome::Uncertain { reason } => {
            ended(transaction, attempt, "onbekend", "", reason)?;
            state("onzeker", reason, None)?;
            ask_a_person(transaction, message, now.day, TaskKind::CheckMessage)?;
            told(format!("onzeker: {reason}"))
        }
        Outcome::AskAgain { again_at, reason } => {
            transaction
                .prepare_cached("update attempt set tries = tries + 1 where message = ?1 and number = ?2")?
                .execute((&message.id, attempt.number))?;
            state("onderweg", reason, Some(*again_at))
        }
    }
}

fn ended(
    transaction: &Transaction,
    attempt: &OnItsWay,
    outcome: &str,
    provider_id: &str,
    detail: &str,
) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "update attempt set outcome = ?3, provider_id = ?4, detail = ?5 where message = ?1 and number = ?2",
        )?
        .execute((&attempt.message.id, attempt.number, outcome, provider_id, detail))?;
    Ok(())
}

/// The step went over the channel it really went over. A letter proves something from the day it is posted, not before.
fn count_as_sent(transaction: &Transaction, attempt: &OnItsWay) -> Result<(), StoreError> {
    let message = &attempt.message;
    let mut known = transaction.prepare_cached(
        "select channel, milestone from step_taken where tenancy = ?1 and day = ?2 and step = ?3",
    )?;
    let key = (message.tenancy.0, message.day.0, message.step.0);
    let before: Option<(Option<u8>, Option<u8>)> =
        known.query_row(key, |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let milestone = attempt.milestone.filter(|_| attempt.channel != ContactChannel::Letter);
    let now = (Some(attempt.channel.code()), milestone.map(Code::code));
    if before == Some(now) {
        return Ok(());
    }
    put_step(transaction, message, attempt.channel, milestone, None)
}

/// Writes a step as it was really taken.
pub(super) fn put_step(
    transaction: &Transaction,
    message: &Outgoing,
    channel: ContactChannel,
    milestone: Option<Milestone>,
    posted_on: Option<Day>,
) -> Result<(), StoreError> {
    let Outgoing { tenancy, day, cycle, step, .. } = *message;
    let mut upsert = transaction.prepare_cached(
        "insert into step_taken (tenancy, day, cycle, step, channel, milestone, posted_on) \
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7) on conflict (tenancy, day, step) do update set \
         channel = excluded.channel, milestone = excluded.milestone, posted_on = excluded.posted_on",
    )?;
    upsert.execute((
        tenancy.0,
        day.0,
        cycle.0,
        step.0,
        channel.code(),
        milestone.map(Code::code),
        posted_on.map(|day| day.0),
    ))?;
    touch(transaction, tenancy)
}
