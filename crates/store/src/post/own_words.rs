//! What tenants tell us themselves: messages they send over WhatsApp, and what they want no more of.
//!
//! In goes one message or one wish; it is kept once, however often it is told. An own message opens the 24 hours in which
//! free text may go, proves that the number works (not of a number where a colleague heard somebody else), and lays a question on a desk. A wish to stop over WhatsApp closes the
//! channel until a consent of a later day is delivered; over e-mail it is about friendly messages only: the night plans them another
//! way, and whoever sends what was planned before asks for it ([`Book::stopped_since`]).

use domain::calendar::Day;
use domain::dossier::ContactChannel;
use domain::ids::{ContentId, TenancyId};
use domain::policy::TaskKind;

use super::address::reach_again;
use super::{Moment, tell_of};
use crate::book::{Book, StoreError};
use crate::codes::Code;
use crate::crash;
use crate::db::{Connection, OptionalExtension, Transaction};

/// The longest message that is kept, in characters.
const LONGEST: usize = 4_096;

/// A message of a tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Number of the provider; the same message may be told more than once.
    pub provider_id: String,
    /// Over which channel.
    pub channel: ContactChannel,
    /// Ways in which the books may write the sender's number.
    pub numbers: Vec<String>,
    /// The moment it was sent.
    pub at: Moment,
    /// What it says.
    pub text: String,
    /// The tenant wants nothing more over this channel.
    pub stops: bool,
}

/// Whose message it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// A tenant's; it is on the dossier's timeline now.
    Tenant,
    /// Nobody in the books has this number. The message is kept.
    Nobody,
    /// It had been told before.
    Known,
}

impl Book {
    /// Takes in a message of a tenant.
    pub fn take_received(&mut self, received: &Received, now: Moment) -> Result<Sender, StoreError> {
        let transaction = self.connection.transaction()?;
        let senders = senders(&transaction, received)?;
        let (tenancy, person) = senders.first().cloned().unzip();
        let text: String = received.text.chars().take(LONGEST).collect();
        let at = received.at;
        let address = received.numbers.first().cloned().unwrap_or_default();
        let is_new = transaction
            .prepare_cached(
                "insert into received values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) on conflict do nothing",
            )?
            .execute((
                &received.provider_id,
                tenancy.map(|id: TenancyId| id.0),
                person.clone().unwrap_or_default(),
                received.channel.code(),
                address,
                at.day.0,
                at.seconds,
                &text,
            ))?
            > 0;
        if !is_new {
            return Ok(Sender::Known);
        }
        crash::point();
        for (tenancy, person) in &senders {
            if received.stops {
                let source = format!("bericht van de huurder per {}", received.channel.dutch());
                stop(&transaction, *tenancy, person, received.channel, &source, at.day)?;
            }
            for number in &received.numbers {
                transaction
                    .prepare_cached(
                        "delete from unusable_address where person = ?1 and channel = ?2 and address = ?3 and not exists \
                         (select 1 from unusable_address w where w.person = ?1 and w.channel = ?4 and w.address = ?3)",
                    )?
                    .execute((person, received.channel.code(), number, ContactChannel::Phone.code()))?;
            }
            reach_again(&transaction, person)?;
        }
        if let Some(tenancy) = tenancy {
            let word = received.channel.dutch();
            tell_of(
                &transaction,
                &received.provider_id,
                tenancy,
                at.day,
                &format!("Huurder schrijft per {word}: {text}"),
            )?;
            if !received.stops {
                lay_on_desk(&transaction, &received.provider_id, tenancy, now.day)?;
            }
        }
        crash::point();
        transaction.commit()?;
        crash::point();
        Ok(if tenancy.is_some() { Sender::Tenant } else { Sender::Nobody })
    }

    /// The tenant wants no friendly messages more over a channel; `source` says how we know. The attempt with this
    /// reference says who. False when there is no such attempt.
    pub fn stop_friendly(&mut self, reference: &str, source: &str, now: Moment) -> Result<bool, StoreError> {
        let transaction = self.connection.transaction()?;
        let query = "select tenancy, person, channel from attempt where reference = ?1";
        let found = transaction.query_row(query, [reference], |row| {
            Ok((TenancyId(row.get(0)?), row.get::<String>(1)?, super::channel_of(row.get_ref(2)?.as_str()?)))
        });
        let Some((tenancy, person, channel)) = found.optional()? else { return Ok(false) };
        if stop(&transaction, tenancy, &person, channel, source, now.day)? {
            let text =
                format!("Huurder wil geen vriendelijke berichten meer per {} ({source})", channel.dutch());
            tell_of(&transaction, reference, tenancy, now.day, &text)?;
            reach_again(&transaction, &person)?;
        }
        crash::point();
        transaction.commit()?;
        Ok(true)
    }

    /// Since when a person wants nothing (of e-mail: nothing friendly) over a channel about this tenancy.
    pub fn stopped_since(
        &self,
        tenancy: TenancyId,
        person: &str,
        channel: ContactChannel,
    ) -> Result<Option<Day>, StoreError> {
        let query = "select since from asked_to_stop where tenancy = ?1 and person = ?2 and channel = ?3";
        let mut statement = self.connection.prepare_cached(query)?;
        Ok(statement.query_row((tenancy.0, person, channel.code()), |row| row.get(0)).optional()?.map(Day))
    }

    /// The moment of a person's last own message over a channel, in seconds since 1970.
    pub fn last_received(&self, person: &str, channel: ContactChannel) -> Result<Option<i64>, StoreError> {
        let query = "select max(moment) from received where person = ?1 and channel = ?2";
        Ok(self.connection.prepare_cached(query)?.query_row((person, channel.code()), |row| row.get(0))?)
    }
}

/// Everybody in the books with this number, first the one we last wrote to over the channel.
fn senders(connection: &Connection, received: &Received) -> Result<Vec<(TenancyId, String)>, StoreError> {
    let mut found: Vec<(Option<i64>, TenancyId, String)> = Vec::new();
    let mut statement = connection.prepare_cached(
        "select (select max(a.moment) from attempt a where a.tenancy = tp.tenancy and a.person = p.external \
         and a.channel = ?2), tp.tenancy, p.external \
         from person p join tenancy_person tp on tp.person = p.external where p.mobile = ?1 and p.mobile <> ''",
    )?;
    for number in &received.numbers {
        let rows = statement.query_map((number, received.channel.dutch()), |row| {
            Ok((row.get(0)?, TenancyId(row.get(1)?), row.get(2)?))
        })?;
        found.extend(rows.collect::<Result<Vec<_>, _>>()?);
    }
    found.sort_unstable();
    Ok(found.into_iter().rev().map(|(_, tenancy, person)| (tenancy, person)).collect())
}

/// True when it was not known yet; the newest wish counts.
fn stop(
    transaction: &Transaction,
    tenancy: TenancyId,
    person: &str,
    channel: ContactChannel,
    source: &str,
    since: Day,
) -> Result<bool, StoreError> {
    let mut insert = transaction.prepare_cached(
        "insert into asked_to_stop values (?1, ?2, ?3, ?4, ?5) on conflict (tenancy, person, channel) do update \
         set since = excluded.since, source = excluded.source where excluded.since > asked_to_stop.since",
    )?;
    Ok(insert.execute((tenancy.0, person, channel.code(), since.0, source))? > 0)
}

/// Somebody must read and answer it.
fn lay_on_desk(
    transaction: &Transaction,
    about: &str,
    tenancy: TenancyId,
    day: Day,
) -> Result<(), StoreError> {
    let id = ContentId::of(&[about, TaskKind::CheckMessage.dutch()]).to_string();
    let mut insert = transaction.prepare_cached(
        "insert into task select ?1, coalesce(max(id), 0), ?2, ?3, ?4, 'huurconsulent', 'automatisch', '', '', \
         'open' from night_run where true on conflict do nothing",
    )?;
    insert.execute((id, tenancy.0, day.0, TaskKind::CheckMessage.dutch()))?;
    Ok(())
}
