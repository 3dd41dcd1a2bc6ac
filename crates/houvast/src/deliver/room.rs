//! What every look at a message starts from: the settings, the policy of the last night, the law, and how far the books are.
//!
//! A delivery and a person who looks at one message begin in the same room, so what a person sees is what would leave.

use domain::asked;
use domain::calendar::Day;
use domain::law::Law;
use domain::plan::Desk;
use store::Book;

use super::compose::Desktop;
use super::report::Delivered;
use super::settings::SendSettings;
use super::{Now, Round};
use crate::clock::Clock;
use crate::failure::Failure;
use crate::landlord::{self, Landlord, Usable};
use crate::night::Rules;
use crate::stop::Stop;

/// The room.
pub struct Room {
    /// How the landlord sends.
    pub settings: SendSettings,
    /// The policy of the night, with what a person may ask for.
    pub usable: Usable,
    /// The law.
    pub law: Law,
    /// The day up to which the books are known.
    books_as_of: Day,
}

impl Room {
    /// The room on a day; `None` when no night was run that day: then nothing may leave.
    pub fn of(
        landlord: &Landlord,
        book: &Book,
        settings: SendSettings,
        today: Day,
    ) -> Result<Option<Room>, Failure> {
        let Some(last) = book.last_night()?.filter(|last| last.day == today) else { return Ok(None) };
        let mut usable = landlord.policy_of_night(book, &last.policy, today)?;
        asked::add_flow(&mut usable.policy, &usable.letters.askable());
        let books_as_of = book.books_as_of()?.unwrap_or(last.books_as_of);
        Ok(Some(Room { settings, usable, law: landlord::law(), books_as_of }))
    }

    /// A round under the rules of this room.
    pub(super) fn round<'a>(&'a self, rules: &'a Rules, clock: Clock, now: Now, stop: &'a Stop) -> Round<'a> {
        let night = rules.night(now.day, self.books_as_of);
        Round {
            turns: None,
            desktop: Desktop {
                settings: &self.settings,
                letters: &self.usable.letters,
                night,
                law: &self.law,
            },
            open: self.settings.channels(),
            clock,
            now,
            stop,
            trial: false,
            desk: Desk::default(),
            delivered: Delivered::default(),
        }
    }
}
