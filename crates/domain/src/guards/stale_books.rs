//! Nothing is asked on old books.

use crate::guards::{Guard, Strength, Until};

/// Nothing is asked on old books.
pub static GUARD: Guard = Guard {
    id: "stale_books",
    word: "boeken niet bij",
    strength: Strength::Policy,
    ground: "instellingen.toml: boeken_vers",
    sentence: "De boeken zijn niet bijgewerkt: misschien is er al betaald.",
    look: |ground, plan| {
        let known = match ground.settings.beginning {
            Some(beginning) => beginning.known_to(plan.books_as_of, ground.today, plan.calendar),
            None => plan.books_as_of,
        };
        let old = ground.today - known > ground.settings.books_fresh_days;
        (old && (plan.letter().is_some() || plan.presses())).then_some(Until::Changed)
    },
};
