//! The post room: what happens to a message after the night that planned it.
//!
//! A message is a row of `outbox` with one state; every attempt to hand it over is a row of `attempt` that is committed
//! *before* the attempt is made, with the very text. So after a crash the book says what may have left, and nothing
//! leaves twice unawares. A message belongs to its night: what has not left when its day is over lapses, its step counts
//! as not taken, and the next night decides anew. Everything here is told on the dossier's timeline in the same
//! transaction. This module decides nothing: which message may leave is `domain::send`'s to say.

mod address;
mod claim;
mod code;
mod lapse;
mod outgoing;
mod own_words;
mod proposals;
mod settle;
mod silent;
mod status;
mod stop;

use domain::calendar::Day;
use domain::dossier::ContactChannel;
use domain::ids::{ContentId, TenancyId};
use domain::policy::TaskKind;

use crate::book::StoreError;
use crate::db::Transaction;
use crate::packed;
use crate::staff::{StaffId, log_in};

pub use address::{Addressee, Administrator};
pub(crate) use address::{
    NUMBER_TO_CALL, PAST_RETURNED, RETURNED, Reach, put_wrong_number, reach_again, reach_of,
    take_wrong_number_back,
};
pub use claim::{Claim, Claimed};
pub(crate) use code::{take_withdrawal_back, withdraw};
pub use lapse::Found;
pub use outgoing::{OnItsWay, Outgoing};
pub use own_words::{Received, Sender};
pub use proposals::{AskedLetter, Proposal, Stage};
pub(crate) use proposals::{put_asked, take_asked_back, was_let_go};
pub use settle::Outcome;
pub use silent::SilentBatch;
pub use status::{Fate, Heard, Told};
pub use stop::Stop;

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MessageState {
    /// May leave when its hour comes.
    Ready,
    /// Waits for a person.
    AwaitingRelease,
    /// Planned and shown, never sent.
    Shadow,
    /// Something is missing; a task says what.
    Held,
    /// An attempt is being made, or was broken off.
    OnItsWay,
    /// The other side took it over.
    Accepted,
    /// It arrived.
    Delivered,
    /// It came back: the address does not work.
    Returned,
    /// It did not arrive, or was refused.
    Failed,
    /// Nobody knows whether it left; a person must look.
    Uncertain,
    /// It did not leave and will not.
    Lapsed,
}

impl MessageState {
    /// All states.
    pub const ALL: [MessageState; 11] = [
        MessageState::Ready,
        MessageState::AwaitingRelease,
        MessageState::Shadow,
        MessageState::Held,
        MessageState::OnItsWay,
        MessageState::Accepted,
        MessageState::Delivered,
        MessageState::Returned,
        MessageState::Failed,
        MessageState::Uncertain,
        MessageState::Lapsed,
    ];

    /// The word that is stored, in files too.
    pub const fn dutch(self) -> &'static str {
        match self {
            MessageState::Ready => "klaar",
            MessageState::AwaitingRelease => "wacht op vrijgave",
            MessageState::Shadow => "schaduw",
            MessageState::Held => "vastgehouden",
            MessageState::OnItsWay => "onderweg",
            MessageState::Accepted => "aangenomen",
            MessageState::Delivered => "bezorgd",
            MessageState::Returned => "teruggekomen",
            MessageState::Failed => "mislukt",
            MessageState::Uncertain => "onzeker",
            MessageState::Lapsed => "vervallen",
        }
    }

    /// As people say it.
    pub const fn spoken(self) -> &'static str {
        match self {
            MessageState::Ready => "klaar om te versturen",
            MessageState::OnItsWay => "wordt nu verstuurd",
            MessageState::Accepted => "verstuurd",
            MessageState::Failed => "niet aangekomen",
            MessageState::Uncertain => "niet zeker of het weg is",
            MessageState::Shadow => "schaduw: gaat niet uit",
            other => other.dutch(),
        }
    }

    /// The state behind a word.
    pub fn of(word: &str) -> Option<MessageState> {
        MessageState::ALL.into_iter().find(|state| state.dutch() == word)
    }

    /// Nothing of it has left yet, and a person or a change can still stop it.
    pub const fn can_be_cancelled(self) -> bool {
        matches!(self, MessageState::Ready | MessageState::AwaitingRelease | MessageState::Held)
    }
}

/// A moment, and the day it falls on where the landlord is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// The day.
    pub day: Day,
    /// Seconds since 1 January 1970.
    pub seconds: i64,
}

/// Who does something in the post room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct By<'a> {
    /// As the timeline names the person.
    pub name: &'a str,
    /// The account, for who is signed in.
    pub account: Option<StaffId>,
}

impl By<'_> {
    /// A line in the log about what was done with a message.
    fn log(
        self,
        transaction: &Transaction,
        message: &Outgoing,
        now: Moment,
        what: &str,
        detail: &str,
    ) -> Result<(), StoreError> {
        let who = if self.account.is_none() { format!(" door {}", self.name) } else { String::new() };
        let detail = format!("bericht {}: {detail}{who}", message.letter);
        log_in(transaction, now, self.account, Some(message.tenancy), what, &detail)
    }
}

/// The word of a channel, read back.
pub(crate) fn channel_of(word: &str) -> ContactChannel {
    let known = ContactChannel::ALL.into_iter().find(|channel| channel.dutch() == word);
    known.unwrap_or(ContactChannel::Letter)
}

/// Puts a line about a message of ours on the timeline.
fn tell(transaction: &Transaction, message: &Outgoing, day: Day, text: &str) -> Result<(), StoreError> {
    tell_of(transaction, &message.id, message.tenancy, day, text)
}

/// Puts a line on the timeline; `about` is a message, ours or the tenant's.
fn tell_of(
    transaction: &Transaction,
    about: &str,
    tenancy: TenancyId,
    day: Day,
    text: &str,
) -> Result<(), StoreError> {
    let mut insert = transaction
        .prepare_cached("insert into post_event (message, tenancy, day, text) values (?1, ?2, ?3, ?4)")?;
    insert.execute((about, tenancy.0, day.0, text))?;
    Ok(())
}

/// Lays a task about a message on a desk, once.
fn ask_a_person(
    transaction: &Transaction,
    message: &Outgoing,
    day: Day,
    kind: TaskKind,
) -> Result<(), StoreError> {
    let id = ContentId::of(&[&message.id, kind.dutch()]).to_string();
    let mut insert = transaction.prepare_cached(
        "insert into task values (?1, ?2, ?3, ?4, ?5, 'huurconsulent', 'automatisch', '', '', 'open') \
         on conflict (id) do update set run = excluded.run, day = excluded.day, state = 'open' where task.state <> 'open'",
    )?;
    insert.execute((id, message.run, message.tenancy.0, day.0, kind.dutch()))?;
    Ok(())
}

/// Changes what was delivered of a dossier in its packed form, and lists it as one with news.
fn repack(
    transaction: &Transaction,
    tenancy: TenancyId,
    change: impl FnOnce(&mut domain::dossier::Dossier),
) -> Result<(), StoreError> {
    let damaged =
        || StoreError::Damaged(format!("gepakt dossier {} (herstel met: houvast rebuild)", tenancy.0));
    let mut select = transaction.prepare_cached("select bytes from packed where tenancy = ?1")?;
    let old: Vec<u8> = select.query_row([tenancy.0], |row| row.get(0))?;
    let mut dossier = domain::dossier::Dossier::default();
    packed::unpack(&old, tenancy, &mut dossier).map_err(|_| damaged())?;
    change(&mut dossier);
    let mut bytes = Vec::with_capacity(old.len());
    packed::pack(&dossier, &mut bytes);
    transaction
        .prepare_cached("update packed set bytes = ?2 where tenancy = ?1")?
        .execute((tenancy.0, &bytes))?;
    touch(transaction, tenancy)
}

/// The next night looks at the dossier, whatever its wake day.
fn touch(transaction: &Transaction, tenancy: TenancyId) -> Result<(), StoreError> {
    transaction
        .prepare_cached("insert into touched values (?1) on conflict do nothing")?
        .execute([tenancy.0])?;
    Ok(())
}

/// The step of a message was not really taken: it is forgotten, and the next night looks at the dossier. When a person had
/// asked for the message, the task that it finished is open again.
fn take_back(transaction: &Transaction, message: &Outgoing) -> Result<(), StoreError> {
    if message.asked {
        transaction
            .prepare_cached(
                "update task set state = 'open' where state = 'klaar' and id = (select for_task from outbox where id = ?1)",
            )?
            .execute([&message.id])?;
    }
    transaction
        .prepare_cached("delete from step_taken where tenancy = ?1 and day = ?2 and step = ?3")?
        .execute((message.tenancy.0, message.day.0, message.step.0))?;
    touch(transaction, message.tenancy)
}
