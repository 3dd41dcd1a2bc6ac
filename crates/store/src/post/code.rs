//! The personal payment code of a tenancy: eight signs of chance. It is kept until a person withdraws it, and is never given again.

use domain::ids::TenancyId;

use crate::acts::NotDone;
use crate::book::{Book, StoreError};
use crate::db::{OptionalExtension, Transaction};

/// Signs that nobody mistakes for another on paper or by telephone: no 0 and O, no 1, I and L, no U beside V.
const SIGNS: &[u8; 28] = b"23456789ABCDEFGHJKMNPQRSTWXY";
/// Signs in a code: 28^8 is 378 thousand million, so guessing finds nobody.
const LENGTH: usize = 8;

/// The code that these random bytes make; `None` when too few of them are usable.
fn code_of(chance: &[u8]) -> Option<String> {
    // Bytes past the last whole multiple would make the first signs likelier.
    let usable = chance.iter().filter(|byte| usize::from(**byte) < 256 / SIGNS.len() * SIGNS.len());
    let code: String =
        usable.take(LENGTH).map(|byte| char::from(SIGNS[usize::from(*byte) % SIGNS.len()])).collect();
    (code.len() == LENGTH).then_some(code)
}

impl Book {
    /// All codes that were given out, by tenancy.
    pub fn payment_codes(&self) -> Result<Vec<String>, StoreError> {
        let mut statement =
            self.connection.prepare_cached("select code from payment_code order by tenancy")?;
        Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// The payment code of a tenancy; made of `chance` when it has none yet.
    pub fn payment_code(
        &mut self,
        tenancy: TenancyId,
        chance: &mut dyn FnMut(&mut [u8]),
    ) -> Result<String, StoreError> {
        let known = "select code from payment_code where tenancy = ?1";
        loop {
            let found =
                self.connection.prepare_cached(known)?.query_row([tenancy.0], |row| row.get(0)).optional()?;
            if let Some(code) = found {
                return Ok(code);
            }
            let mut bytes = [0; 4 * LENGTH];
            chance(&mut bytes);
            let Some(code) = code_of(&bytes) else { continue };
            // Another tenancy may have this code already, or had it once: then the row is not written and chance is asked again.
            let given = "select 1 from payment_code_withdrawn where code = ?1";
            if !self.connection.prepare_cached(given)?.exists([&code])? {
                self.connection
                    .prepare_cached("insert into payment_code values (?1, ?2) on conflict do nothing")?
                    .execute((tenancy.0, &code))?;
            }
        }
    }

    /// Has a tenancy been given a code that opens its page?
    pub fn has_payment_code(&self, tenancy: TenancyId) -> Result<bool, StoreError> {
        let query = "select 1 from payment_code where tenancy = ?1";
        Ok(self.connection.prepare_cached(query)?.exists([tenancy.0])?)
    }
}

/// Act `id` withdraws the code of a tenancy: it opens nothing from now on, and who proved with it to be the tenant must prove it anew.
/// The next message makes another one.
pub(crate) fn withdraw(
    of: &Transaction,
    tenancy: TenancyId,
    id: i64,
) -> Result<Result<(), NotDone>, StoreError> {
    let keep =
        "insert into payment_code_withdrawn select code, tenancy, ?2 from payment_code where tenancy = ?1";
    if of.prepare_cached(keep)?.execute((tenancy.0, id))? == 0 {
        return Ok(Err(NotDone::EndedAlready));
    }
    of.execute("delete from payment_code where tenancy = ?1", [tenancy.0])?;
    let forget =
        "update tenant_proof set code = null, code_ends = 0, token = null, token_ends = 0 where tenancy = ?1";
    of.execute(forget, [tenancy.0])?;
    Ok(Ok(()))
}

/// What act `id` withdrew opens the page again, unless another code was given out since.
pub(crate) fn take_withdrawal_back(of: &Transaction, id: i64) -> Result<Result<(), NotDone>, StoreError> {
    let given = "select 1 from payment_code_withdrawn w join payment_code c on c.tenancy = w.tenancy where w.act = ?1";
    if of.prepare_cached(given)?.exists([id])? {
        return Ok(Err(NotDone::CodeGiven));
    }
    of.execute(
        "insert into payment_code select tenancy, code from payment_code_withdrawn where act = ?1",
        [id],
    )?;
    of.execute("delete from payment_code_withdrawn where act = ?1", [id])?;
    Ok(Ok(()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_sign_is_as_likely_and_none_looks_like_another() {
        let all: Vec<u8> = (0..=255).collect();
        let mut seen = BTreeSet::new();
        for start in all.chunks(8) {
            seen.extend(code_of(start).iter().flat_map(|code| code.chars()).collect::<Vec<_>>());
        }
        assert_eq!(seen.len(), SIGNS.len(), "every sign comes up");
        assert_eq!(code_of(&[255; 32]), None, "bytes that would favour some signs are passed over");
        for pair in ["0O", "1I", "1L", "UV", "IL"] {
            assert!(!pair.chars().all(|sign| SIGNS.contains(&(sign as u8))), "{pair}");
        }
    }

    #[test]
    fn a_code_is_kept_and_no_two_tenancies_share_one() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let mut book = Book::open(&folder.path().join("boek.sqlite")).expect("the book opens");
        let mut next = 0_u8;
        // Chance that repeats itself once: the second tenancy must get the third draw.
        let mut chance = |bytes: &mut [u8]| {
            bytes.fill(next / 2);
            next += 1;
        };
        let one = book.payment_code(TenancyId(1), &mut chance).expect("a code");
        let two = book.payment_code(TenancyId(2), &mut chance).expect("a code");
        assert_ne!(one, two);
        assert_eq!(book.payment_code(TenancyId(1), &mut chance).expect("a code"), one);
    }
}
