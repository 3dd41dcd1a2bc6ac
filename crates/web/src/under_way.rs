//! What was begun at the door and must be finished soon: a passkey that was asked for, somebody sent to another place to sign in.
//!
//! Each is kept under the hash of a token that only the browser that began it has, is given out once, and is forgotten after
//! a few minutes. There are never more than so many, whoever asks: the oldest go.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// How long something may be under way. Seconds.
pub(crate) const LASTS: i64 = 300;
/// How many may be under way at once. A stranger who wants to push somebody out must begin so many while that person looks
/// for a finger.
const MOST: usize = 20_000;

/// Things that were begun, the oldest first.
#[derive(Debug)]
pub(crate) struct UnderWay<T>(Mutex<VecDeque<([u8; 32], i64, T)>>);

impl<T> Default for UnderWay<T> {
    fn default() -> UnderWay<T> {
        UnderWay(Mutex::default())
    }
}

impl<T> UnderWay<T> {
    /// Something begins. What the same browser began before is forgotten.
    pub(crate) fn begin(&self, by: [u8; 32], now: i64, what: T) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(known, began, _)| *known != by && now - began < LASTS);
        if kept.len() >= MOST {
            kept.pop_front();
        }
        kept.push_back((by, now, what));
    }

    /// What was begun, once.
    pub(crate) fn finish(&self, by: &[u8; 32], now: i64) -> Option<T> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(known, began, _)| known == by && now - began < LASTS)?;
        kept.remove(at).map(|(_, _, what)| what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_begun_is_finished_once_by_who_began_it_and_soon() {
        let under_way = UnderWay::default();
        under_way.begin([1; 32], 100, "een");
        under_way.begin([2; 32], 100, "twee");
        assert_eq!(under_way.finish(&[3; 32], 100), None);
        assert_eq!(under_way.finish(&[1; 32], 110), Some("een"));
        assert_eq!(under_way.finish(&[1; 32], 110), None, "once");
        assert_eq!(under_way.finish(&[2; 32], 100 + LASTS), None, "too late");
        under_way.begin([4; 32], 100, "drie");
        under_way.begin([4; 32], 101, "vier");
        assert_eq!(under_way.finish(&[4; 32], 101), Some("vier"), "the last of one browser");
    }

    #[test]
    fn it_never_grows_beyond_its_room() {
        let under_way = UnderWay::default();
        under_way.0.lock().unwrap().extend((0..MOST).map(|_| ([0; 32], 100, ())));
        under_way.begin([9; 32], 100, ());
        assert_eq!(under_way.0.lock().unwrap().len(), MOST);
        assert_eq!(under_way.finish(&[9; 32], 100), Some(()));
    }
}
