//! What stops before it left: lapsed with its day, cancelled by fresh data or by a person, held for want of something.

use domain::calendar::Day;
use domain::policy::TaskKind;

use super::{By, MessageState, Moment, Outgoing, ask_a_person, take_back, tell, touch};
use crate::book::{Book, StoreError};
use crate::crash;
use crate::db::Transaction;
use crate::letters_on_file::put_what_left;

/// Why a proposal lapsed that nobody answered.
const NOT_ANSWERED: &str = "Niemand gaf dit vrij op de dag zelf; de volgende nacht besluit opnieuw.";

/// What a person found out about a message of which nobody knew whether it left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// It left: it counts as sent.
    Left,
    /// It did not: it leaves today after all, through all stages again.
    SendAgain {
        /// Not before this moment, in seconds since 1970.
        not_before: i64,
    },
    /// It did not: its step counts as not taken, and the next night decides anew.
    DecideAgain,
    /// It did not, and is not needed: its step is passed over in this cycle.
    Lapses,
}

impl Found {
    /// In Dutch, as the timeline tells it.
    pub const fn dutch(self) -> &'static str {
        match self {
            Found::Left => "wel vertrokken",
            Found::SendAgain { .. } => "niet vertrokken, gaat opnieuw uit",
            Found::DecideAgain => "niet vertrokken, de nacht besluit opnieuw",
            Found::Lapses => "niet vertrokken, vervalt",
        }
    }
}

impl Book {
    /// Lets every message of an earlier day lapse that has not left: its step was not taken, and the night decides anew.
    /// A proposal that nobody answered lapses without a word: as long as it is right the night proposes it anew, with the
    /// amounts of that night, and it keeps the day on which it was first asked. What was let go when it was too late for its
    /// day waits for the night that wants it again. Gives their number.
    pub fn lapse_before(&mut self, today: Day, now: Moment) -> Result<u64, StoreError> {
        let waiting = [MessageState::Ready, MessageState::AwaitingRelease, MessageState::Held];
        let mut late = Vec::new();
        for state in waiting {
            late.extend(self.messages_that_are(state)?.into_iter().filter(|message| message.day < today));
        }
        let transaction = self.connection.transaction()?;
        for message in &late {
            take_back(&transaction, message)?;
            if message.state == MessageState::AwaitingRelease {
                lapse(&transaction, &message.id, NOT_ANSWERED)?;
            } else if wait_for_their_night(&transaction, message)? {
                let text = format!(
                    "Bericht {} gaat de eerstvolgende werkdag uit, als het dan nog klopt",
                    message.letter
                );
                tell(&transaction, message, now.day, &text)?;
            } else {
                lapse(&transaction, &message.id, "Niet verstuurd op de dag zelf; de nacht besluit opnieuw.")?;
                let text = format!("Bericht {} vervallen: niet verstuurd op de dag zelf", message.letter);
                tell(&transaction, message, now.day, &text)?;
                tell_who_asked(&transaction, message, now.day)?;
            }
            crash::point();
        }
        transaction.commit()?;
        Ok(late.len() as u64)
    }

    /// Takes everything that waits from before a day for sent, without an attempt: the past of an invented landlord.
    pub fn take_for_sent(&mut self, before: Day) -> Result<(), StoreError> {
        self.connection.execute(
            "update outbox set state = 'aangenomen', reason = 'Verzonnen verleden: niet echt verstuurd.' \
             where state in ('klaar', 'wacht op vrijgave') and day < ?1",
            [before.0],
        )?;
        Ok(())
    }

    /// Cancels a message because of fresh data: its step counts as not taken. False when it was too late.
    pub fn cancel(&mut self, message: &Outgoing, why: &str, now: Moment) -> Result<bool, StoreError> {
        self.stop_one(&message.id, |transaction, message| {
            lapse(transaction, &message.id, why)?;
            take_back(transaction, message)?;
            tell_who_asked(transaction, message, now.day)?;
            tell(transaction, message, now.day, &format!("Bericht {} gaat niet uit: {why}", message.letter))
        })
    }

    /// Cancels a message by hand: the step is passed over in this cycle, and proves nothing. False when it was too late.
    pub fn cancel_by(&mut self, id: &str, by: &str, now: Moment) -> Result<bool, StoreError> {
        self.stop_one(id, |transaction, message| {
            lapse(transaction, &message.id, &format!("Ingetrokken door {by}."))?;
            // What a person asked for was no step of a flow: its task is open again.
            if message.asked {
                take_back(transaction, message)?
            } else {
                pass_over(transaction, message)?
            }
            let text = format!("Bericht {} ingetrokken door {by}", message.letter);
            tell(transaction, message, now.day, &text)
        })
    }

    /// Holds a message for want of something, and asks a person.
    pub fn hold(
        &mut self,
        message: &Outgoing,
        why: &str,
        task: TaskKind,
        now: Moment,
    ) -> Result<bool, StoreError> {
        self.stop_one(&message.id, |transaction, message| {
            transaction
                .prepare_cached("update outbox set state = 'vastgehouden', reason = ?2 where id = ?1")?
                .execute((&message.id, why))?;
            ask_a_person(transaction, message, now.day, task)?;
            let text = format!("Bericht {} vastgehouden: {why}", message.letter);
            tell(transaction, message, now.day, &text)
        })
    }

    /// Lets a message go that waited for a person, not before a moment. False when it does not wait.
    pub fn release(
        &mut self,
        id: &str,
        by: By,
        not_before: Option<i64>,
        now: Moment,
    ) -> Result<bool, StoreError> {
        let Some(message) = self.message(id)? else { return Ok(false) };
        let transaction = self.connection.transaction()?;
        let released = transaction.execute(
            "update outbox set state = 'klaar', reason = '', not_before = ?2 where id = ?1 \
             and state in ('wacht op vrijgave', 'vastgehouden')",
            (id, not_before),
        )?;
        if released > 0 {
            let text = format!("Bericht {} vrijgegeven door {}", message.letter, by.name);
            tell(&transaction, &message, now.day, &text)?;
            by.log(&transaction, &message, now, "gewijzigd", "vrijgegeven")?;
        }
        transaction.commit()?;
        Ok(released > 0)
    }

    /// A person found out what became of an uncertain message. False when it is not uncertain, or, to send it again, when its
    /// day is over: then the next night decides anew.
    pub fn settle_uncertain(
        &mut self,
        id: &str,
        found: Found,
        by: By,
        now: Moment,
    ) -> Result<bool, StoreError> {
        let Some(message) = self.message(id)?.filter(|message| message.state == MessageState::Uncertain)
        else {
            return Ok(false);
        };
        let transaction = self.connection.transaction()?;
        match found {
            Found::Left => {
                transaction
                    .execute("update outbox set state = 'aangenomen', reason = '' where id = ?1", [id])?;
                let last = "select max(number) from attempt where message = ?1";
                let number: Option<u32> = transaction.query_row(last, [id], |row| row.get(0))?;
                if let Some(number) = number {
                    put_what_left(&transaction, &message, number)?;
                }
            }
            Found::SendAgain { not_before } => {
                if message.day != now.day {
                    return Ok(false);
                }
                let query = "update outbox set state = 'klaar', reason = '', not_before = ?2 where id = ?1";
                transaction.execute(query, (id, not_before))?;
            }
            Found::DecideAgain => {
                let why = format!("{} ging na: niet vertrokken. De nacht besluit opnieuw.", by.name);
                lapse(&transaction, id, &why)?;
                take_back(&transaction, &message)?;
            }
            Found::Lapses => {
                lapse(
                    &transaction,
                    id,
                    &format!("{} ging na: niet vertrokken, en niet meer nodig.", by.name),
                )?;
                pass_over(&transaction, &message)?;
            }
        }
        super::status::close_task(&transaction, id)?;
        let text = format!("Bericht {}: {} ging na: {}", message.letter, by.name, found.dutch());
        tell(&transaction, &message, now.day, &text)?;
        by.log(&transaction, &message, now, "gewijzigd", found.dutch())?;
        transaction.commit()?;
        Ok(true)
    }

    /// What was let go that had been held waits for a person again. False when it was too late.
    pub fn hold_again(&mut self, id: &str, by: By, now: Moment) -> Result<bool, StoreError> {
        if self.message(id)?.is_none_or(|message| message.state != MessageState::Ready) {
            return Ok(false);
        }
        self.stop_one(id, |transaction, message| {
            let reason = format!("Teruggehaald door {}.", by.name);
            let query =
                "update outbox set state = 'vastgehouden', reason = ?2, not_before = null where id = ?1";
            transaction.execute(query, (&message.id, &reason))?;
            tell(transaction, message, now.day, &format!("Bericht {}: {reason}", message.letter))?;
            by.log(transaction, message, now, "teruggedraaid", "weer vastgehouden")
        })
    }

    pub(super) fn stop_one(
        &mut self,
        id: &str,
        how: impl FnOnce(&Transaction, &Outgoing) -> Result<(), StoreError>,
    ) -> Result<bool, StoreError> {
        let Some(message) = self.message(id)? else { return Ok(false) };
        let transaction = self.connection.transaction()?;
        crash::point();
        let query = "select state from outbox where id = ?1";
        let state: String = transaction.query_row(query, [id], |row| row.get(0))?;
        if !MessageState::of(&state).is_some_and(MessageState::can_be_cancelled) {
            return Ok(false);
        }
        how(&transaction, &message)?;
        crash::point();
        transaction.commit()?;
        crash::point();
        Ok(true)
    }
}

/// What a person sent by hand did not leave, and no task of a night brings it back: somebody must know.
fn tell_who_asked(transaction: &Transaction, message: &Outgoing, today: Day) -> Result<(), StoreError> {
    if !message.asked {
        return Ok(());
    }
    let query = "select for_task = '' from outbox where id = ?1";
    let by_hand: bool = transaction.prepare_cached(query)?.query_row([&message.id], |row| row.get(0))?;
    if by_hand { ask_a_person(transaction, message, today, TaskKind::CheckMessage) } else { Ok(()) }
}

pub(super) fn lapse(transaction: &Transaction, id: &str, why: &str) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "update outbox set state = 'vervallen', reason = ?2, not_before = null, let_go_by = null, let_go_on = null \
             where id = ?1",
        )?
        .execute((id, why))?;
    Ok(())
}

/// A proposal that was let go too late for its day lapses with it and keeps who let it go. False for any other message.
fn wait_for_their_night(transaction: &Transaction, message: &Outgoing) -> Result<bool, StoreError> {
    let query = "update outbox set state = 'vervallen', not_before = null, \
                 reason = 'Te laat op de dag vrijgegeven; gaat de eerstvolgende werkdag uit, als het dan nog klopt.' \
                 where id = ?1 and state = 'klaar' and let_go_on is not null";
    Ok(transaction.prepare_cached(query)?.execute([&message.id])? == 1)
}

/// The step stays behind the dossier, but as no message: it spends no contact budget and proves nothing.
pub(super) fn pass_over(transaction: &Transaction, message: &Outgoing) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "update step_taken set channel = null, milestone = null where tenancy = ?1 and day = ?2 and step = ?3",
        )?
        .execute((message.tenancy.0, message.day.0, message.step.0))?;
    touch(transaction, message.tenancy)
}
