//! Passwords: making the line that is kept, and trying one against it.
//!
//! One try costs 19 MiB and some hundredths of a second, on purpose. So that nobody can fill the machine with tries, few are
//! worked out at once and few may wait; strangers wait in another row than who comes in a browser that we know.

use std::sync::{Condvar, LazyLock, Mutex, PoisonError};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

use crate::answer::Failure;

/// The shortest password. Characters.
pub(crate) const SHORTEST: usize = 12;
/// The longest. Characters.
pub(crate) const LONGEST: usize = 200;

/// A password line of nobody, to spend the same time on.
static NOBODY: LazyLock<String> = LazyLock::new(|| line("niemand heeft dit wachtwoord"));

/// The line that is kept of a password.
fn line(password: &str) -> String {
    Argon2::default().hash_password(password.as_bytes()).expect("argon2 with its own settings").to_string()
}

fn fits(password: &str, line: &str) -> bool {
    let known_line = if line.is_empty() { &NOBODY } else { line };
    let Ok(known) = PasswordHash::new(known_line) else { return false };
    Argon2::default().verify_password(password.as_bytes(), &known).is_ok() && !line.is_empty()
}

/// What is wrong with a chosen password, or nothing.
pub(crate) fn wrong(password: &str, again: &str) -> Option<&'static str> {
    let length = password.chars().count();
    if password != again {
        Some("De twee wachtwoorden zijn niet gelijk.")
    } else if length < SHORTEST {
        Some("Dit wachtwoord is te kort.")
    } else if length > LONGEST {
        Some("Dit wachtwoord is te lang.")
    } else if is_easy(password) {
        Some(
            "Dit wachtwoord is te makkelijk te raden. Neem drie of vier woorden die niets met elkaar te maken hebben.",
        )
    } else {
        None
    }
}

/// Words with which most people begin.
const FIRST_TRIED: [&str; 7] =
    ["wachtwoord", "password", "welkom", "houvast", "qwerty", "huurincasso", "admin"];
/// Fewer different characters are a pattern.
const FEWEST_DIFFERENT: usize = 6;

/// Would it be among the first that somebody tries: a pattern, a row of figures, or a well-known word with some figures?
fn is_easy(password: &str) -> bool {
    let plain = password.to_lowercase();
    let different: std::collections::BTreeSet<char> = plain.chars().collect();
    let letters = FIRST_TRIED.iter().fold(plain.clone(), |left, word| left.replace(word, ""));
    let own = letters.chars().filter(|one| one.is_alphabetic()).count();
    different.len() < FEWEST_DIFFERENT
        || (letters != plain && own < 4)
        || plain.chars().all(|one| one.is_ascii_digit())
}

/// How many are worked out at once in one row.
const AT_ONCE: usize = 2;
/// How many may wait in one row.
const WAITING: usize = 16;

/// Those who wait for a password to be worked out.
#[derive(Debug, Default)]
pub(crate) struct Row {
    /// Under way, and waiting.
    now: Mutex<(usize, usize)>,
    free: Condvar,
}

/// The rows.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    strangers: Row,
    known: Row,
    elsewhere: Row,
}

impl Rows {
    /// Does this password fit the line? An empty line fits nothing, and takes as long to say so.
    ///
    /// # Errors
    /// [`Failure::Busy`] when too many wait.
    pub(crate) fn fits(&self, known: bool, password: &str, line: &str) -> Result<bool, Failure> {
        let row = if known { &self.known } else { &self.strangers };
        row.in_turn(|| fits(password, line))
    }

    /// The line that is kept of a password that somebody chose.
    ///
    /// # Errors
    /// [`Failure::Busy`] when too many wait.
    pub(crate) fn line(&self, password: &str) -> Result<String, Failure> {
        self.known.in_turn(|| line(password))
    }
}

impl Rows {
    /// Asks another service something, when it is this one's turn.
    ///
    /// # Errors
    /// [`Failure::Busy`] when too many wait.
    pub(crate) fn elsewhere<T>(&self, ask: impl FnOnce() -> T) -> Result<T, Failure> {
        self.elsewhere.in_turn(ask)
    }
}

impl Row {
    fn in_turn<T>(&self, work: impl FnOnce() -> T) -> Result<T, Failure> {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if now.0 >= AT_ONCE && now.1 >= WAITING {
            return Err(Failure::Busy);
        }
        now.1 += 1;
        let mut now =
            self.free.wait_while(now, |now| now.0 >= AT_ONCE).unwrap_or_else(PoisonError::into_inner);
        (now.0, now.1) = (now.0 + 1, now.1 - 1);
        drop(now);
        // Given back also when the work panics.
        let _place = Place(self);
        Ok(work())
    }
}

/// A place in a row, until it is dropped.
struct Place<'a>(&'a Row);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.now.lock().unwrap_or_else(PoisonError::into_inner).0 -= 1;
        self.0.free.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_everybody_tries_first_is_refused() {
        for easy in [
            "123456789012",
            "aaaaaaaaaaaa",
            "wachtwoord1234",
            "houvasthouvast",
            "Welkom2026!!",
            "121212121212",
        ] {
            assert!(wrong(easy, easy).is_some_and(|why| why.contains("makkelijk")), "{easy}");
        }
        for good in ["een lange zin hier", "paard batterij nietje", "houvast aan een boom", "x7!pQ2#mL9zV"] {
            assert_eq!(wrong(good, good), None, "{good}");
        }
    }

    #[test]
    fn few_are_worked_out_at_once_few_wait_and_the_rest_is_told_so() {
        let (row, under_way, most) = (Row::default(), AtomicUsize::new(0), AtomicUsize::new(0));
        let told_busy = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..60 {
                scope.spawn(|| {
                    let done = row.in_turn(|| {
                        most.fetch_max(under_way.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        thread::sleep(Duration::from_millis(20));
                        under_way.fetch_sub(1, Ordering::SeqCst);
                    });
                    if done.is_err() {
                        told_busy.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
        });
        assert!(most.load(Ordering::SeqCst) <= AT_ONCE);
        assert!(told_busy.load(Ordering::SeqCst) > 0, "sixty at once are too many");
        assert!(row.in_turn(|| ()).is_ok(), "and afterwards there is room again");
    }

    #[test]
    fn only_the_password_fits_its_line_and_nothing_fits_none() {
        let rows = Rows::default();
        let kept = rows.line("een lange zin 1").unwrap();
        assert!(kept.starts_with("$argon2id$"));
        assert!(rows.fits(true, "een lange zin 1", &kept).unwrap());
        assert!(!rows.fits(true, "een lange zin 2", &kept).unwrap());
        assert!(!rows.fits(false, "niemand heeft dit wachtwoord", "").unwrap());
        assert!(!rows.fits(false, "x", "geen regel").unwrap());
    }
}
