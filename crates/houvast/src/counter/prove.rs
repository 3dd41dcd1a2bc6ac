//! Who is it? A one-time code to what the landlord knows of the tenant, or a date of birth with a house number.
//!
//! Of a code and of a proof the book keeps a hash. How often a code is sent and how often somebody may be wrong the book
//! counts, so that a restart forgives nothing.

use domain::calendar::Day;
use domain::ids::ContentId;
use domain::language::Language;
use store::Book;
use store::tenant_page::{Answered, Hash, Tried};
use tenant::{Answer, Code, Proving, Sending, Way, messages};

use super::look::way;
use super::{Case, Inside};
use crate::deliver::{Short, answer};
use crate::failure::Failure;

/// A one-time code works for so long. Seconds.
const CODE_WORKS: i64 = 600;
/// A proof holds for so long. Seconds.
const PROOF_HOLDS: i64 = 1_800;

impl Inside {
    pub(super) fn send_code(&self, code: &Code, language: Language) -> Result<Sending, Failure> {
        let mut book = self.landlord.book()?;
        let Some(case) = self.case(&book, code)? else { return Ok(Sending::NoWay) };
        let known = self.known(&book, &case)?;
        if known.is_empty() {
            return Ok(Sending::NoWay);
        }
        let digits = six_digits();
        let (now, hash) = (case.now.seconds, hash_of(&[&digits, code.signs()]));
        let kept = {
            let _turn = self.turn();
            book.keep_one_time_code(case.tenancy, &hash, now + CODE_WORKS, now)?
        };
        if kept == Tried::TooOften {
            return Ok(Sending::TooMany);
        }
        let landlord = &self.settings.sender.name;
        let words = messages::one_time_code(language, &digits, landlord);
        let reference = &format!("eenmalig-{}", chance_in_hex::<8>());
        let (subject, text) = (&*words.subject, &*words.text);
        let short = Short { reference, subject, text, may_come_twice: true };
        let sent = answer(&self.landlord, &self.settings, &book, &known, &short, case.now)?;
        let Some(sent) = sent else { return Ok(Sending::NoWay) };
        let text = format!("Huurderspagina: eenmalige code gestuurd per {}", sent.channel.dutch());
        book.tell_of_page(case.tenancy, case.now.day, &text)?;
        Ok(Sending::Sent(way(&sent)))
    }

    pub(super) fn prove(&self, code: &Code, answer: &Answer) -> Result<Proving, Failure> {
        let _turn = self.turn();
        let mut book = self.landlord.book()?;
        let Some(case) = self.case(&book, code)? else { return Ok(Proving::Wrong) };
        let hash;
        let answered = match answer {
            Answer::Code(digits) => {
                hash = hash_of(&[digits, code.signs()]);
                Answered::Code(&hash)
            }
            // Who can get a code proves it with a code.
            Answer::Birth(day, number) => {
                let only_way = self.ways(&book, &case)? == [Way::Birth];
                Answered::Otherwise(only_way && self.is_born(&book, &case, *day, number)?)
            }
        };
        let token = chance_in_hex::<32>();
        let (now, ends) = (case.now.seconds, case.now.seconds + PROOF_HOLDS);
        Ok(match book.try_proof(case.tenancy, answered, &hash_of(&[&token]), ends, now)? {
            Tried::Right => Proving::Proven(token),
            Tried::Wrong => Proving::Wrong,
            Tried::TooOften => Proving::TooMany,
        })
    }

    fn is_born(&self, book: &Book, case: &Case, day: Day, number: &str) -> Result<bool, Failure> {
        let plain =
            |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
        let home = plain(&book.home_of(case.tenancy)?.house_number);
        let born = book.parties_of(case.tenancy)?.iter().any(|one| one.born_on == Some(day));
        Ok(born && !home.is_empty() && plain(number) == home)
    }

    pub(super) fn is_proven(&self, code: &Code, token: &str) -> Result<bool, Failure> {
        let book = self.reader()?;
        let Some(case) = self.case(&book, code)? else { return Ok(false) };
        self.proof_holds(&book, &case, token)
    }

    pub(super) fn proof_holds(&self, book: &Book, case: &Case, token: &str) -> Result<bool, Failure> {
        Ok(!token.is_empty() && book.proof_holds(case.tenancy, &hash_of(&[token]), case.now.seconds)?)
    }
}

/// A hash of what only the tenant has.
fn hash_of(parts: &[&str]) -> Hash {
    let mut hash = Hash::default();
    for (byte, pair) in hash.iter_mut().zip(ContentId::of(parts).to_string().as_bytes().chunks(2)) {
        *byte = std::str::from_utf8(pair)
            .ok()
            .and_then(|hex| u8::from_str_radix(hex, 16).ok())
            .unwrap_or_default();
    }
    hash
}

/// Six digits, each as likely as another.
fn six_digits() -> String {
    loop {
        let number = u32::from_le_bytes(chance::<4>());
        // Numbers past the last whole million would make some codes likelier.
        if number < u32::MAX / 1_000_000 * 1_000_000 {
            return format!("{:06}", number % 1_000_000);
        }
    }
}

fn chance<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    bytes
}

/// So many random bytes, in hexadecimal.
pub(super) fn chance_in_hex<const N: usize>() -> String {
    chance::<N>().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A UUID of chance (RFC 9562, version 4).
pub(super) fn uuid() -> String {
    let mut bytes = chance::<16>();
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_six_digits_and_a_number_is_a_uuid() {
        for _ in 0..200 {
            let code = six_digits();
            assert!(code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()), "{code}");
        }
        let one = uuid();
        assert_eq!((one.len(), &one[14..15]), (36, "4"));
        assert!(matches!(&one[19..20], "8" | "9" | "a" | "b") && one != uuid());
    }

    #[test]
    fn the_same_digits_at_another_code_are_another_hash() {
        assert_ne!(hash_of(&["123456", "K7QFM3XR"]), hash_of(&["123456", "K7QFM3XS"]));
        assert_ne!(hash_of(&["12", "3456"]), hash_of(&["123", "456"]));
        assert_ne!(hash_of(&["1"]), Hash::default());
    }
}
