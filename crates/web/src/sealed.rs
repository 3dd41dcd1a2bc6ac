//! What was begun at the door and must be finished soon: a passkey that was asked for, somebody sent to another place to sign in.
//!
//! It is kept by the browser that began it, in a cookie that only these pages can make and read. So nobody who begins a great many
//! times pushes out what another began, and any process that serves this book can finish it. The key is in the book.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

/// How long something may be under way. Seconds.
pub(crate) const LASTS: i64 = 300;
/// Bytes of the moment at which it ends.
const MOMENT: usize = 8;

/// Closes and opens what browsers keep.
pub(crate) struct Seal(LessSafeKey);

/// What came back, and until when it counts, in seconds since 1970.
pub(crate) struct Opened {
    pub(crate) words: Vec<u8>,
    pub(crate) until: i64,
}

impl Seal {
    /// With a key of 256 bits.
    pub(crate) fn with(key: &[u8; 32]) -> Seal {
        let key = UnboundKey::new(&CHACHA20_POLY1305, key).expect("a key of the right length");
        Seal(LessSafeKey::new(key))
    }

    /// Closes words for one purpose, as a text for a cookie that counts for [`LASTS`].
    pub(crate) fn close(&self, purpose: &str, words: &[u8], now: i64) -> String {
        self.close_until(purpose, words, now + LASTS)
    }

    /// The same, until a moment of one's own.
    pub(crate) fn close_until(&self, purpose: &str, words: &[u8], until: i64) -> String {
        let mut number = [0; NONCE_LEN];
        getrandom::fill(&mut number).expect("the system gives random bytes");
        let mut inside = [&until.to_be_bytes(), words].concat();
        let nonce = Nonce::assume_unique_for_key(number);
        self.0
            .seal_in_place_append_tag(nonce, Aad::from(purpose.as_bytes()), &mut inside)
            .expect("words of a few thousand bytes can be closed");
        URL_SAFE_NO_PAD.encode([&number, inside.as_slice()].concat())
    }

    /// Opens a text that these pages closed for the same purpose and whose time is not over.
    pub(crate) fn open(&self, purpose: &str, text: &str, now: i64) -> Option<Opened> {
        let all = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (number, inside) = all.split_first_chunk::<NONCE_LEN>()?;
        let mut inside = inside.to_vec();
        let nonce = Nonce::assume_unique_for_key(*number);
        let open = self.0.open_in_place(nonce, Aad::from(purpose.as_bytes()), &mut inside).ok()?;
        let (until, words) = open.split_first_chunk::<MOMENT>()?;
        let until = i64::from_be_bytes(*until);
        (now < until).then(|| Opened { words: words.to_vec(), until })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_these_pages_open_it_for_its_purpose_and_in_time() {
        let (seal, other) = (Seal::with(&[1; 32]), Seal::with(&[2; 32]));
        let text = seal.close("aankomen", b"vraag", 1_000);
        assert_eq!(seal.open("aankomen", &text, 1_000 + LASTS - 1).unwrap().words, b"vraag");
        assert!(seal.open("aankomen", &text, 1_000 + LASTS).is_none(), "too late");
        assert!(seal.open("aankomen", &text, 990).is_some(), "another machine has a clock of its own");
        assert!(
            seal.open("toevoegen", &text, 1_000).is_none() && other.open("aankomen", &text, 1_000).is_none()
        );
        assert_ne!(text, seal.close("aankomen", b"vraag", 1_000));
        for at in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(seal.open("aankomen", &changed, 1_000).is_none(), "{at}");
        }
        for odd in ["", "kort", "é", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            assert!(seal.open("aankomen", odd, 1_000).is_none(), "{odd}");
        }
    }
}
