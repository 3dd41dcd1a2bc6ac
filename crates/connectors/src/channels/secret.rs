//! Secrets that come in from outside: compared so that the time it takes tells nothing, and tokens that only we can make.
//!
//! In goes what somebody brings; out comes yes or no, or what a token is about. HMAC-SHA-256 (RFC 2104) does both; of a
//! token 128 bits are kept, as RFC 2104 5 allows.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Bytes of the signature in a token.
const SIGNATURE: usize = 16;

/// Is this the secret? An empty one fits nothing.
pub fn is_same(brought: &str, secret: &str) -> bool {
    let (Some(brought), Some(known)) = (mac(b"geheim", brought), mac(b"geheim", secret)) else {
        return false;
    };
    !secret.is_empty() && brought.verify(&known.finalize().into_bytes()).is_ok()
}

/// A token about something of ours (letters, digits and dashes), for an address on the web.
pub fn token(key: &str, about: &str) -> String {
    let signature = mac(key.as_bytes(), about).map(|mac| mac.finalize().into_bytes()).unwrap_or_default();
    let hex: String = signature[..SIGNATURE].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{about}.{hex}")
}

/// What a token is about, when we made it.
pub fn read_token<'t>(key: &str, token: &'t str) -> Option<&'t str> {
    let (about, hex) =
        token.rsplit_once('.').filter(|(_, hex)| hex.len() == 2 * SIGNATURE && hex.is_ascii())?;
    let bytes = (0..SIGNATURE).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16));
    let bytes: Vec<u8> = bytes.collect::<Result<_, _>>().ok()?;
    let right = !key.is_empty() && mac(key.as_bytes(), about)?.verify_truncated_left(&bytes).is_ok();
    right.then_some(about)
}

fn mac(key: &[u8], text: &str) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(text.as_bytes());
    Some(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_secret_itself_fits() {
        assert!(is_same("een-lang-geheim", "een-lang-geheim"));
        for (brought, secret) in [("", ""), ("x", ""), ("", "x"), ("een-lang-gehei", "een-lang-geheim")] {
            assert!(!is_same(brought, secret), "{brought} {secret}");
        }
    }

    #[test]
    fn a_token_says_what_it_is_about_and_nobody_else_can_make_it() {
        let made = token("sleutel", "0123abcd-1");
        assert_eq!(read_token("sleutel", &made), Some("0123abcd-1"));
        assert_eq!(read_token("andere", &made), None);
        assert_eq!(read_token("sleutel", &made.replace("abcd-1", "abcd-2")), None);
        for odd in [
            "",
            ".",
            "0123abcd-1",
            "0123abcd-1.",
            "0123abcd-1.zz",
            &made[..made.len() - 2],
            &format!("{made}00"),
        ] {
            assert_eq!(read_token("sleutel", odd), None, "{odd}");
        }
        assert_eq!(read_token("", &token("", "0123abcd-1")), None, "without a key nothing is signed");
    }
}
