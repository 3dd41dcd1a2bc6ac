//! Money that was seen before the landlord booked it: recorded, and what it makes superfluous taken away at once.
//!
//! In goes what a payment provider or the bank saw; out come the entry on the account and, by the same decision as at night over
//! the dossier as it is now, messages that do not leave any more and tasks off the desks. Each of these is a transaction of its own:
//! what a kill leaves undone the next round of sending cancels and the next night takes off, because both decide anew.

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use domain::asked;
use domain::beginning::Beginning;
use domain::calendar::Day;
use domain::ids::TenancyId;
use domain::law::Law;
use domain::plan::{Desk, Night};
use domain::send::{Verdict, Why, look_again};
use store::Book;
use store::post::Moment;
use store::seen::{Seen, SeenMoney};

use crate::deliver::Now;
use crate::failure::Failure;
use crate::landlord::{self, Landlord, Usable};
use crate::needed;
use crate::night::Rules;

/// What seeing money, or seeing that it did not come after all, came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Aftermath {
    /// It was news.
    pub new: bool,
    /// Messages that do not leave any more.
    pub cancelled: usize,
    /// Tasks that are off the desks.
    pub tasks_gone: usize,
}

/// Everything that deciding one dossier anew during the day needs: read once, for as many payments as come.
pub struct MoneyDesk {
    rules: Option<Arc<Usable>>,
    books_as_of: Day,
    now: Now,
}

static LAW: LazyLock<Law> = LazyLock::new(landlord::law);

/// A policy as it was read for the payment before. Reading one takes a hundred times as long as all the rest of a payment.
struct Kept {
    /// Hash of its texts.
    policy: String,
    day: Day,
    beginning: Option<Beginning>,
    usable: Arc<Usable>,
}

static KEPT: Mutex<Option<Kept>> = Mutex::new(None);

/// The policy of the last night as it holds today. The same texts, day and beginning are the same policy.
fn rules_of(landlord: &Landlord, book: &Book, policy: &str, day: Day) -> Result<Arc<Usable>, Failure> {
    let beginning = book.beginning()?;
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(kept) = kept.as_ref()
        && (kept.policy.as_str(), kept.day, &kept.beginning) == (policy, day, &beginning)
    {
        return Ok(kept.usable.clone());
    }
    let mut usable = landlord.policy_of_night(book, policy, day)?;
    // Texts that were not kept with the night are those of today's files: they are read every time.
    let are_of_that_night = usable.hash.to_string() == policy;
    asked::add_flow(&mut usable.policy, &usable.letters.askable());
    let usable = Arc::new(usable);
    if are_of_that_night {
        *kept = Some(Kept { policy: policy.to_string(), day, beginning, usable: usable.clone() });
    }
    Ok(usable)
}

impl MoneyDesk {
    /// The desk as things stand now: the policy of the last night. Before the first night there is nothing to take away.
    pub fn of(landlord: &Landlord, book: &Book, now: Now) -> Result<MoneyDesk, Failure> {
        let Some(last) = book.last_night()? else {
            return Ok(MoneyDesk { rules: None, books_as_of: now.day, now });
        };
        let usable = rules_of(landlord, book, &last.policy, now.day)?;
        let books_as_of = book.books_as_of()?.unwrap_or(last.books_as_of);
        Ok(MoneyDesk { rules: Some(usable), books_as_of, now })
    }

    /// Records money that was seen and takes away what it makes superfluous. The same payment again records nothing, and
    /// finishes what a kill left undone.
    pub fn seen(&self, book: &mut Book, money: &SeenMoney) -> Result<Aftermath, Failure> {
        let new = book.see_money(money)? == Seen::New;
        Ok(Aftermath { new, ..self.take_away(book, money.tenancy)? })
    }

    /// What does not leave or need doing any more for a dossier as it is now.
    pub fn take_away(&self, book: &mut Book, tenancy: TenancyId) -> Result<Aftermath, Failure> {
        let Some(usable) = &self.rules else { return Ok(Aftermath::default()) };
        let rules = Rules::of(&usable.policy, &LAW.equated_days);
        let night = rules.night(self.now.day, self.books_as_of);
        let cancelled = self.cancel_messages(book, &night, tenancy)?;
        let tasks_gone = needed::take_off_of(book, &night, tenancy)?;
        Ok(Aftermath { new: false, cancelled, tasks_gone })
    }

    fn cancel_messages(&self, book: &mut Book, night: &Night, tenancy: TenancyId) -> Result<usize, Failure> {
        let (mut cancelled, mut room) = (0, Desk::default());
        let at = Moment { day: self.now.day, seconds: self.now.seconds };
        // What is of an earlier day lapses by itself where messages really leave, and counts as sent where they do not.
        let of_today = book.messages_that_wait(tenancy)?.into_iter().filter(|one| one.day == self.now.day);
        for message in of_today {
            let Some(dossier) = book.dossier_without(&message, self.now.day)? else { continue };
            let verdict = match message.asked {
                true => {
                    let step = (message.step, message.cycle);
                    asked::look_again(night, &dossier, step, self.now.time, &mut room)
                }
                false => look_again(night, &dossier, message.planned(), self.now.time, &mut room),
            };
            match verdict {
                // That a way is closed is no news of money.
                Verdict::Cancel(Why::Unreachable) | Verdict::Go(_) | Verdict::Wait(_) => {}
                Verdict::Cancel(why) => {
                    cancelled += usize::from(book.cancel(&message, &why.sentence(), at)?);
                }
            }
        }
        Ok(cancelled)
    }
}

/// Records one payment that was seen; see [`MoneyDesk::seen`].
pub fn seen(landlord: &Landlord, book: &mut Book, money: &SeenMoney, now: Now) -> Result<Aftermath, Failure> {
    MoneyDesk::of(landlord, book, now)?.seen(book, money)
}
