//! Claims a message for an attempt: committed before the attempt is made, so that a crash cannot hide it.

use domain::dossier::{ContactChannel, Milestone};
use domain::law_in_motion::fourteen_days::LetterOnFile;
use domain::money::Cents;

use super::{Moment, OnItsWay, Outgoing, stop};
use crate::book::{Book, StoreError};
use crate::codes::Code;
use crate::{crash, letters_on_file};

/// An attempt that is about to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The message.
    pub message: Outgoing,
    /// Over which channel.
    pub channel: ContactChannel,
    /// To whom, in the landlord's numbers.
    pub person: String,
    /// E-mail address, number, or the lines of a postal address.
    pub address: String,
    /// The print batch it goes in, or empty.
    pub batch: String,
    /// Which provider it is handed to, where there is a choice, or empty.
    pub provider: String,
    /// What it asks for, as it is now.
    pub amount: Option<Cents>,
    /// What it proves once it is sent.
    pub milestone: Option<Milestone>,
    /// Subject, or empty.
    pub subject: String,
    /// The text as it leaves.
    pub text: String,
    /// The wording it was made from.
    pub wording: char,
    /// What it states, when it is a 14-day letter: put on file when it leaves.
    pub states: Option<LetterOnFile>,
    /// Number and version of the appointment it states.
    pub visit: Option<(i64, u32)>,
}

/// Whether an attempt may be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// Yes: this is what is on its way.
    Yes(Box<OnItsWay>),
    /// Somebody cancelled it, or it was claimed already.
    NoMore,
    /// The emergency stop is on.
    Stopped,
}

impl Book {
    /// Claims messages for an attempt, all in one transaction. Only who got `Yes` may be tried.
    pub fn claim(&mut self, claims: &[Claim], now: Moment) -> Result<Vec<Claimed>, StoreError> {
        let transaction = self.connection.transaction()?;
        crash::point();
        if stop::open_stop(&transaction)?.is_some() {
            return Ok(vec![Claimed::Stopped; claims.len()]);
        }
        let mut answers = Vec::with_capacity(claims.len());
        for claim in claims {
            let mut take = transaction.prepare_cached(
                "update outbox set state = 'onderweg', channel = ?2, amount = ?3, not_before = null \
                 where id = ?1 and state = 'klaar'",
            )?;
            let amount = claim.amount.map(|cents| cents.0);
            if take.execute((&claim.message.id, claim.channel.dutch(), amount))? == 0 {
                answers.push(Claimed::NoMore);
                continue;
            }
            let mut last = transaction
                .prepare_cached("select coalesce(max(number), 0) from attempt where message = ?1")?;
            let number = last.query_row([&claim.message.id], |row| row.get::<u32>(0))? + 1;
            let reference = reference(&claim.message.id, number);
            let mut insert = transaction.prepare_cached(
                "insert into attempt (message, number, tenancy, day, moment, channel, person, address, reference, batch, \
                 amount, milestone, subject, text, states, wording, appointment, appointment_version, \
                 provider, outcome) \
                 select id, ?2, tenancy, ?3, ?4, channel, ?5, ?6, ?7, ?8, amount, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, 'onderweg' \
                 from outbox where id = ?1",
            )?;
            insert.execute((
                &claim.message.id,
                number,
                now.day.0,
                now.seconds,
                &claim.person,
                &claim.address,
                &reference,
                &claim.batch,
                claim.milestone.map(Code::code),
                &claim.subject,
                &claim.text,
                claim.states.as_ref().map(letters_on_file::as_text).unwrap_or_default(),
                claim.wording.to_string(),
                claim.visit.map(|(appointment, _)| appointment),
                claim.visit.map(|(_, version)| version),
                &claim.provider,
            ))?;
            crash::point();
            answers.push(Claimed::Yes(Box::new(claim.on_its_way(number, reference))));
        }
        crash::point();
        transaction.commit()?;
        crash::point();
        Ok(answers)
    }
}

impl Claim {
    fn on_its_way(&self, number: u32, reference: String) -> OnItsWay {
        OnItsWay {
            message: self.message.clone(),
            number,
            reference,
            batch: self.batch.clone(),
            channel: self.channel,
            person: self.person.clone(),
            address: self.address.clone(),
            amount: self.amount,
            milestone: self.milestone,
            subject: self.subject.clone(),
            text: self.text.clone(),
            tries: 0,
            provider: self.provider.clone(),
        }
    }
}

/// The reference of an attempt: unique, the same on every run, and it tells nothing.
fn reference(message: &str, number: u32) -> String {
    format!("{}-{number}", message.get(..24).unwrap_or(message))
}
