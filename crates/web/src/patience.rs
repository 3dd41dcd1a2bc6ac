//! How long somebody waits before trying another password.
//!
//! Five mistakes are free; each one after that doubles the wait, up to a quarter of an hour. Mistakes are counted for an
//! account and the kind of browser: one in which the person signed in before, or any other. So a stranger who keeps trying
//! makes strangers wait, and never the person whose account it is.

use std::collections::HashMap;

/// Mistakes that cost nothing.
const FREE: u32 = 5;
/// The longest wait. Seconds.
const LONGEST: i64 = 900;
/// After so long mistakes are forgotten. Seconds.
const FORGOTTEN: i64 = 86_400;
/// More accounts than this are not counted at once; the oldest mistakes go first.
const ACCOUNTS: usize = 10_000;

/// Mistakes by account and browser.
#[derive(Debug, Default)]
pub(crate) struct Patience(HashMap<(String, bool), (u32, i64)>);

impl Patience {
    /// Seconds to wait before this account may be tried again from such a browser; 0 is now.
    pub(crate) fn wait(&self, account: &str, known_device: bool, now: i64) -> i64 {
        let key = (account.to_lowercase(), known_device);
        let Some((mistakes, last)) = self.0.get(&key).copied() else { return 0 };
        if mistakes < FREE || now - last > FORGOTTEN {
            return 0;
        }
        let wait = 1_i64.checked_shl(mistakes - FREE + 1).unwrap_or(LONGEST).min(LONGEST);
        (last + wait - now).max(0)
    }

    /// A wrong password.
    pub(crate) fn mistake(&mut self, account: &str, known_device: bool, now: i64) {
        if self.0.len() >= ACCOUNTS {
            let oldest = self.0.iter().min_by_key(|(_, (_, last))| *last).map(|(key, _)| key.clone());
            oldest.map(|key| self.0.remove(&key));
        }
        let counted = self.0.entry((account.to_lowercase(), known_device)).or_default();
        let before = if now - counted.1 > FORGOTTEN { 0 } else { counted.0 };
        *counted = (before.saturating_add(1).min(FREE + 20), now);
    }

    /// The right password.
    pub(crate) fn right(&mut self, account: &str, known_device: bool) {
        self.0.remove(&(account.to_lowercase(), known_device));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_mistakes_are_free_and_then_the_wait_doubles() {
        let mut patience = Patience::default();
        for _ in 0..5 {
            assert_eq!(patience.wait("A@example.nl", false, 100), 0);
            patience.mistake("a@example.nl", false, 100);
        }
        assert_eq!(patience.wait("a@example.nl", false, 100), 2);
        patience.mistake("a@example.nl", false, 102);
        assert_eq!(patience.wait("a@example.nl", false, 102), 4);
        for at in 0..40 {
            patience.mistake("a@example.nl", false, 1_000 + at);
        }
        assert_eq!(patience.wait("a@example.nl", false, 1_039), 900);
        assert_eq!(patience.wait("a@example.nl", false, 1_039 + FORGOTTEN + 1), 0);
    }

    #[test]
    fn a_stranger_makes_only_strangers_wait() {
        let mut patience = Patience::default();
        for _ in 0..30 {
            patience.mistake("a@example.nl", false, 100);
        }
        assert!(patience.wait("a@example.nl", false, 100) > 0);
        assert_eq!(patience.wait("a@example.nl", true, 100), 0, "a browser we know");
        assert_eq!(patience.wait("b@example.nl", false, 100), 0, "somebody else");
        patience.right("a@example.nl", false);
        assert_eq!(patience.wait("a@example.nl", false, 100), 0);
    }
}
