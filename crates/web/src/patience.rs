//! How long somebody waits before trying another password.
//!
//! Five mistakes are free; each one after that doubles the wait, up to a quarter of an hour. Mistakes are counted for an
//! account *and* where they are made: in one browser in which the person signed in before, or in any other. So a stranger who
//! keeps trying makes strangers wait, and never the person whose account it is. A try counts before the password is looked
//! at, so a hundred tries at the same moment are not a hundred free ones.
//!
//! It takes the same room whatever is tried: accounts share places by a secret hash, and nobody can push a count out by
//! trying others. A restart forgets.

use std::hash::{BuildHasher, RandomState};

/// Mistakes that cost nothing.
const FREE: u32 = 5;
/// The longest wait. Seconds.
const LONGEST: i64 = 900;
/// After so long mistakes are forgotten. Seconds.
const FORGOTTEN: i64 = 86_400;
/// Places to count in.
const PLACES: usize = 1 << 16;

/// Mistakes, and the moment of the last one, by place.
#[derive(Debug)]
pub(crate) struct Patience {
    /// Of browsers that are not known, and of those that are: strangers never fill the places of the others.
    places: [Box<[(u32, i64)]>; 2],
    secret: RandomState,
}

impl Default for Patience {
    fn default() -> Patience {
        let empty = || vec![(0, 0); PLACES].into_boxed_slice();
        Patience { places: [empty(), empty()], secret: RandomState::new() }
    }
}

impl Patience {
    fn place(&mut self, account: &str, browser: Option<&[u8; 32]>) -> &mut (u32, i64) {
        let hash = self.secret.hash_one((account.to_lowercase(), browser));
        &mut self.places[usize::from(browser.is_some())][hash as usize % PLACES]
    }

    /// Somebody tries, and it counts as a mistake until it turns out right. `browser` is one in which this person signed in
    /// before. Refused with the seconds to wait.
    pub(crate) fn attempt(&mut self, account: &str, browser: Option<&[u8; 32]>, now: i64) -> Result<(), i64> {
        let (mistakes, last) = self.place(account, browser);
        if now - *last > FORGOTTEN {
            *mistakes = 0;
        }
        if *mistakes >= FREE {
            let wait = 1_i64.checked_shl(*mistakes - FREE + 1).unwrap_or(LONGEST).min(LONGEST);
            if *last + wait > now {
                return Err(*last + wait - now);
            }
        }
        (*mistakes, *last) = ((*mistakes + 1).min(FREE + 20), now);
        Ok(())
    }

    /// It was not looked at after all: that counts for nothing.
    pub(crate) fn not_looked_at(&mut self, account: &str, browser: Option<&[u8; 32]>) {
        let (mistakes, _) = self.place(account, browser);
        *mistakes = mistakes.saturating_sub(1);
    }

    /// It was right.
    pub(crate) fn right(&mut self, account: &str, browser: Option<&[u8; 32]>) {
        *self.place(account, browser) = (0, 0);
    }
}

/// Tries that came to nothing: the log gets a line a minute with how many there were, so that nobody fills the book with them.
#[derive(Debug, Default)]
pub(crate) struct Refused {
    told: Option<i64>,
    since: u64,
}

impl Refused {
    /// One more; what the log should say now, if anything.
    pub(crate) fn one_more(&mut self, now: i64) -> Option<String> {
        self.since += 1;
        if self.told.is_some_and(|told| now - told < 60) {
            return None;
        }
        self.told = Some(now);
        let count = std::mem::take(&mut self.since);
        Some(if count == 1 { String::new() } else { format!(", {count} keer sinds de vorige regel") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: [u8; 32] = [1; 32];
    const AT_HOME: [u8; 32] = [2; 32];

    #[test]
    fn five_mistakes_are_free_and_then_the_wait_doubles() {
        let mut patience = Patience::default();
        for _ in 0..5 {
            assert_eq!(patience.attempt("a@example.nl", None, 100), Ok(()));
        }
        assert_eq!(patience.attempt("A@example.nl", None, 100), Err(2), "also when all come at once");
        assert_eq!(patience.attempt("a@example.nl", None, 102), Ok(()));
        assert_eq!(patience.attempt("a@example.nl", None, 102), Err(4));
        let (mut now, mut longest) = (1_000, 0);
        for _ in 0..60 {
            let wait = patience.attempt("a@example.nl", None, now).err().unwrap_or_default();
            (now, longest) = (now + wait, longest.max(wait));
        }
        assert_eq!(longest, 900);
        assert_eq!(patience.attempt("a@example.nl", None, now + FORGOTTEN + 1), Ok(()));
    }

    #[test]
    fn a_stranger_makes_only_strangers_wait_and_one_browser_no_other() {
        let mut patience = Patience::default();
        for _ in 0..30 {
            patience.attempt("a@example.nl", None, 100).ok();
            patience.attempt("a@example.nl", Some(&OWN), 100).ok();
        }
        assert!(patience.attempt("a@example.nl", None, 100).is_err());
        assert!(patience.attempt("a@example.nl", Some(&OWN), 100).is_err());
        assert_eq!(patience.attempt("a@example.nl", Some(&AT_HOME), 100), Ok(()));
        patience.right("a@example.nl", None);
        assert_eq!(patience.attempt("a@example.nl", None, 100), Ok(()));
    }

    #[test]
    fn trying_a_hundred_thousand_names_forgets_nobody() {
        let mut patience = Patience::default();
        for _ in 0..5 {
            patience.attempt("a@example.nl", None, 100).ok();
        }
        for name in 0..100_000 {
            patience.attempt(&format!("{name}@example.nl"), None, 100).ok();
        }
        assert!(patience.attempt("a@example.nl", None, 100).is_err());
    }

    #[test]
    fn a_thousand_refusals_in_a_minute_are_one_line() {
        let mut refused = Refused::default();
        assert_eq!(refused.one_more(100), Some(String::new()));
        for _ in 0..1_000 {
            assert_eq!(refused.one_more(130), None);
        }
        assert_eq!(refused.one_more(160), Some(", 1001 keer sinds de vorige regel".into()));
    }
}
