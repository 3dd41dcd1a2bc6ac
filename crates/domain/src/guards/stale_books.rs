//! Nothing is asked on old books.

use crate::calendar::Day;
use crate::calendar::holidays::EquatedDays;
use crate::facts::Ground;
use crate::guards::{Guard, Strength, Until};

/// Nothing is asked on old books.
pub static GUARD: Guard = Guard {
    id: "stale_books",
    word: "boeken niet bij",
    strength: Strength::Policy,
    ground: "instellingen.toml: boeken_vers",
    sentence: "De boeken zijn niet bijgewerkt: misschien is er al betaald.",
    look: |ground, plan| {
        let old = are_old(ground, plan.books_as_of, plan.calendar);
        (old && (plan.letter().is_some() || plan.presses())).then_some(Until::Changed)
    },
};

/// Are books that are known up to this day too old to ask anything today?
pub fn are_old(ground: &Ground, books_as_of: Day, calendar: &EquatedDays) -> bool {
    let known = match ground.settings.beginning {
        Some(beginning) => beginning.known_to(books_as_of, ground.today, calendar),
        None => books_as_of,
    };
    ground.today - known > ground.settings.books_fresh_days
}
