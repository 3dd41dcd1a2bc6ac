//! What the tenant's page needs of the book: whose code it is, who has proven to be the tenant, and under whose name it is
//! recorded.
//!
//! One-time codes and proofs come in as hashes: this module keeps and counts them, and a code is used once. What a tenant does
//! is an act like any other, by an account that nobody can sign in with.

use domain::calendar::Day;
use domain::ids::{ContentId, TenancyId};
use domain::policy::TaskKind;

use crate::book::{Book, StoreError};
use crate::db::{self, OptionalExtension, Row};
use crate::staff::StaffId;

/// The role of the account under which tenants act; no colleague has it.
pub(crate) const TENANTS_ROLE: &str = "huurder";
/// How the timeline names who acted.
pub const TENANT: &str = "de huurder";
/// What he did when he gave another number or address, and when he chose a pay day.
pub const OWN_CONTACT: &str = "veranderde zijn contactgegevens";
/// See [`OWN_CONTACT`].
pub const OWN_PAY_DAY: &str = "koos een betaaldag";
/// What an act begins with by which a tenant agrees on parts himself.
pub const OWN_ARRANGEMENT: &str = "regeling: ";
/// Why somebody confirms it: what the tenant did, and what could not be done.
const OWED: &str = "sprak een regeling af en de bevestiging kon niet uit, bevestig haar zelf";
/// The address of that account: none, so nobody signs in with it.
const TENANTS_ADDRESS: &str = "huurderspagina";
/// Codes that are sent within an hour.
const MOST_SENT: u32 = 3;
/// Wrong answers that are heard within an hour.
const MOST_WRONG: u32 = 5;
/// Seconds over which both are counted.
const HOUR: i64 = 3_600;
/// Wrong answers to what others may know of a tenant (a date of birth) that are heard within [`BIRTH_DAYS`].
const MOST_WRONG_BIRTHS: u32 = 5;
/// Days over which those are counted: whoever guesses gets nowhere in a year.
const BIRTH_DAYS: i64 = 30;
/// Codes that are sent again in a day because somebody named an address: more for the whole landlord are no tenants.
const MOST_SENT_AGAIN: i64 = 200;
const DAY: i64 = 86_400;

/// A hash of something that only the tenant has.
pub type Hash = [u8; 32];

/// Whether something may be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tried {
    /// It is right, or it was kept.
    Right,
    /// It is wrong, too old or used before.
    Wrong,
    /// Too often within an hour.
    TooOften,
}

/// Whether a code may be sent again to an address that somebody named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SentAgain {
    /// It may, and is counted.
    May,
    /// Who lives there had one today.
    Had,
    /// So many were sent today that somebody plays with it.
    Flood,
}

struct Counted {
    hour: i64,
    sent: u32,
    wrong: u32,
    code: Option<Vec<u8>>,
    code_ends: i64,
}

fn read(row: &Row) -> db::Result<Counted> {
    Ok(Counted {
        hour: row.get(0)?,
        sent: row.get(1)?,
        wrong: row.get(2)?,
        code: row.get(3)?,
        code_ends: row.get(4)?,
    })
}

impl Book {
    /// Whose payment code this is.
    pub fn tenancy_of_code(&self, code: &str) -> Result<Option<TenancyId>, StoreError> {
        let mut statement =
            self.connection.prepare_cached("select tenancy from payment_code where code = ?1")?;
        Ok(statement.query_row([code], |row| row.get(0)).optional()?.map(TenancyId))
    }

    /// The tenancies at an address that have not ended before a day, newest first.
    pub fn tenancies_at(
        &self,
        postcode: &str,
        house_number: &str,
        today: Day,
    ) -> Result<Vec<TenancyId>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select t.id from unit u join tenancy t on t.unit = u.external \
             where replace(upper(u.postcode), ' ', '') = ?1 and replace(upper(u.house_number), ' ', '') = ?2 \
             and (t.ends_on is null or t.ends_on >= ?3) order by t.starts_on desc nulls last, t.id",
        )?;
        let rows = statement.query_map((postcode, house_number, today.0), |row| row.get(0))?;
        rows.map(|id| Ok(TenancyId(id?))).collect()
    }

    /// The account under which what tenants do is recorded; opened when it is not there.
    pub fn tenants_account(&self) -> Result<StaffId, StoreError> {
        self.connection.execute(
            "insert into staff (email, name, role, districts, password, made_at, closed_at, handle) \
             values (?1, ?2, ?3, '', '', 0, 0, ?4) on conflict do nothing",
            (TENANTS_ADDRESS, TENANT, TENANTS_ROLE, TENANTS_ADDRESS.as_bytes()),
        )?;
        let mut statement = self.connection.prepare_cached("select id from staff where email = ?1")?;
        Ok(StaffId(statement.query_row([TENANTS_ADDRESS], |row| row.get(0))?))
    }

    fn counted(&self, tenancy: TenancyId, now: i64) -> Result<Counted, StoreError> {
        let query = "select hour, sent, wrong, code, code_ends from tenant_proof where tenancy = ?1";
        let found = self.connection.prepare_cached(query)?.query_row([tenancy.0], read).optional()?;
        let mut counted = found.unwrap_or(Counted { hour: now, sent: 0, wrong: 0, code: None, code_ends: 0 });
        if now - counted.hour >= HOUR || counted.hour > now {
            counted = Counted { hour: now, sent: 0, wrong: 0, ..counted };
        }
        Ok(counted)
    }

    /// Keeps a one-time code that is about to be sent; an earlier one does not work any more. [`Tried::TooOften`] when too many
    /// were sent or too many answers were wrong: then nothing changes.
    pub fn keep_one_time_code(
        &mut self,
        tenancy: TenancyId,
        code: &Hash,
        ends: i64,
        now: i64,
    ) -> Result<Tried, StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        let counted = self.counted(tenancy, now)?;
        if counted.sent >= MOST_SENT || counted.wrong >= MOST_WRONG {
            return Ok(Tried::TooOften);
        }
        transaction.execute(
            "insert into tenant_proof values (?1, ?2, ?3, ?4, ?5, ?6, null, 0) on conflict (tenancy) do update set \
             hour = excluded.hour, sent = excluded.sent, wrong = excluded.wrong, code = excluded.code, code_ends = excluded.code_ends",
            (tenancy.0, counted.hour, counted.sent + 1, counted.wrong, code.as_slice(), ends),
        )?;
        transaction.commit()?;
        Ok(Tried::Right)
    }

    /// Counts that a code is sent again because somebody named an address: once a day for each tenancy, and not without end for
    /// all of them together. It is no part of what is counted for one-time codes, so nobody is kept from proving who he is.
    pub fn count_sent_again(&mut self, tenancy: TenancyId, today: Day) -> Result<SentAgain, StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        let had = "select 1 from code_sent_again where tenancy = ?1 and day = ?2";
        if transaction.prepare_cached(had)?.exists((tenancy.0, today.0))? {
            return Ok(SentAgain::Had);
        }
        let all = "select count(*) from code_sent_again where day = ?1";
        let all: i64 = transaction.prepare_cached(all)?.query_row([today.0], |row| row.get(0))?;
        if all >= MOST_SENT_AGAIN {
            return Ok(SentAgain::Flood);
        }
        transaction.execute(
            "insert into code_sent_again values (?1, ?2) on conflict (tenancy) do update set day = excluded.day",
            (tenancy.0, today.0),
        )?;
        transaction.commit()?;
        Ok(SentAgain::May)
    }

    /// Counts another wrong date of birth; true when no more are heard for a while. Whoever calls holds the transaction.
    fn births_are_used_up(&self, tenancy: TenancyId, now: i64, is_wrong: bool) -> Result<bool, StoreError> {
        let query = "select since, wrong from birth_tried where tenancy = ?1";
        let found = self.connection.prepare_cached(query)?;
        let found = { found }.query_row([tenancy.0], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let (since, wrong): (i64, u32) =
            found.filter(|(since, _)| now - since < BIRTH_DAYS * DAY).unwrap_or((now, 0));
        if wrong >= MOST_WRONG_BIRTHS {
            return Ok(true);
        }
        if is_wrong {
            self.connection.execute(
                "insert into birth_tried values (?1, ?2, ?3) on conflict (tenancy) do update set \
                 since = excluded.since, wrong = excluded.wrong",
                (tenancy.0, since, wrong + 1),
            )?;
        }
        Ok(false)
    }

    /// Holds an answer against the code that was sent, or, with `code` none, takes the caller's word whether another proof was
    /// right. A right answer keeps the proof and uses the code up; a wrong one is counted.
    pub fn try_proof(
        &mut self,
        tenancy: TenancyId,
        answer: Answered,
        token: &Hash,
        token_ends: i64,
        now: i64,
    ) -> Result<Tried, StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        let counted = self.counted(tenancy, now)?;
        if counted.wrong >= MOST_WRONG {
            return Ok(Tried::TooOften);
        }
        let right = match answer {
            // Guesses before a code was sent would keep the tenant from proving who he is.
            Answered::Code(_) if counted.code.is_none() || counted.code_ends <= now => {
                return Ok(Tried::Wrong);
            }
            Answered::Code(hash) => counted.code.as_deref() == Some(hash.as_slice()),
            Answered::Otherwise(right) => {
                if self.births_are_used_up(tenancy, now, !right)? {
                    return Ok(Tried::TooOften);
                }
                right
            }
        };
        transaction.execute(
            "insert into tenant_proof values (?1, ?2, ?3, ?4, null, 0, null, 0) on conflict (tenancy) do update set \
             hour = excluded.hour, sent = excluded.sent, wrong = excluded.wrong",
            (tenancy.0, counted.hour, counted.sent, counted.wrong + u32::from(!right)),
        )?;
        if right {
            transaction.execute(
                "update tenant_proof set code = null, code_ends = 0, token = ?2, token_ends = ?3 where tenancy = ?1",
                (tenancy.0, token.as_slice(), token_ends),
            )?;
        }
        transaction.commit()?;
        Ok(if right { Tried::Right } else { Tried::Wrong })
    }

    /// Does a proof with this hash hold at this moment?
    pub fn proof_holds(&self, tenancy: TenancyId, token: &Hash, now: i64) -> Result<bool, StoreError> {
        let query = "select 1 from tenant_proof where tenancy = ?1 and token = ?2 and token_ends > ?3";
        Ok(self.connection.prepare_cached(query)?.exists((tenancy.0, token.as_slice(), now))?)
    }

    /// Why an act laid this task, as a clause, and the words that were written with it: what a tenant asked, or what a colleague found
    /// out. `None` when no act laid it.
    pub fn asked_with(&self, task: &str) -> Result<Option<(String, String)>, StoreError> {
        let query = "select a.kind, a.note, s.role = ?2 from task_asked k join act a on a.id = k.act \
             join staff s on s.id = a.staff where k.task = ?1";
        let mut statement = self.connection.prepare_cached(query)?;
        let read = |row: &Row| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let asked = statement.query_row((task, TENANTS_ROLE), read).optional()?;
        Ok(asked.map(|(kind, note, by_tenant): (String, String, bool)| {
            match kind.strip_prefix(OWN_ARRANGEMENT) {
                Some(agreed) => (format!("de huurder {OWED}: {agreed}"), note),
                None if by_tenant => (format!("de huurder {kind}"), note),
                None => (format!("een collega legde vast: {kind}"), note),
            }
        }))
    }

    /// Is there an open task that a tenant asked for with an act of this kind?
    pub fn is_asked(&self, tenancy: TenancyId, kind: &str) -> Result<bool, StoreError> {
        let query = "select 1 from task_asked k join act a on a.id = k.act join task t on t.id = k.task \
             where k.tenancy = ?1 and a.kind = ?2 and t.state = 'open'";
        Ok(self.connection.prepare_cached(query)?.exists((tenancy.0, kind))?)
    }

    /// What tenants agreed themselves since a day, where this letter was not made ready from then on and nobody has the task to
    /// confirm it, oldest first.
    pub fn own_arrangements_without(
        &self,
        letter: &str,
        since: Day,
    ) -> Result<Vec<OwnArrangement>, StoreError> {
        let query = "select a.id, a.tenancy, a.day from act a join staff s on s.id = a.staff where s.role = ?1 and a.day >= ?2 \
             and a.undone_at is null and a.kind like ?3 and not exists (select 1 from task_asked k where k.act = a.id) \
             and not exists (select 1 from outbox o where o.tenancy = a.tenancy and o.flow = 'op-verzoek' \
             and o.letter = ?4 and o.day >= a.day) order by a.id";
        let of = (TENANTS_ROLE, since.0, format!("{OWN_ARRANGEMENT}%"), letter);
        let read = |row: &Row| {
            let (tenancy, day) = (TenancyId(row.get(1)?), Day(row.get(2)?));
            Ok(OwnArrangement { act: row.get(0)?, tenancy, agreed_on: day })
        };
        let mut statement = self.connection.prepare_cached(query)?;
        Ok(statement.query_map(of, read)?.collect::<Result<_, _>>()?)
    }

    /// Lays the task to confirm by hand what a tenant agreed himself; false when it was laid before.
    pub fn ask_to_confirm(&mut self, one: &OwnArrangement, today: Day) -> Result<bool, StoreError> {
        let kind = TaskKind::CheckMessage.dutch();
        let task = ContentId::of(&["bevestiging", &one.act.to_string(), kind]).to_string();
        let transaction = self.connection.transaction()?;
        let laid = transaction.execute(
            "insert into task select ?1, coalesce(max(id), 0), ?2, ?3, ?4, 'huurconsulent', 'automatisch', '', '', 'open' \
             from night_run where true on conflict do nothing",
            (&task, one.tenancy.0, today.0, kind),
        )?;
        let why = "insert into task_asked values (?1, ?2, ?3) on conflict do nothing";
        transaction.execute(why, (&task, one.tenancy.0, one.act))?;
        transaction.commit()?;
        Ok(laid > 0)
    }

    /// Was this letter made ready for a tenancy because somebody asked for it, from a day on, and not taken back?
    pub fn was_asked_for(&self, tenancy: TenancyId, letter: &str, from: Day) -> Result<bool, StoreError> {
        let query = "select 1 from outbox where tenancy = ?1 and flow = 'op-verzoek' and letter = ?2 and day >= ?3 \
             and state <> 'vervallen'";
        Ok(self.connection.prepare_cached(query)?.exists((tenancy.0, letter, from.0))?)
    }

    /// How much was done on a day under the name of this tenant, by who had proved it or by who only had a code.
    pub fn acts_of_tenant(&self, tenancy: TenancyId, day: Day, proven: bool) -> Result<usize, StoreError> {
        let query = "select count(*) from act a join staff s on s.id = a.staff where a.tenancy = ?1 and a.day = ?2 \
             and s.role = ?3 and exists (select 1 from act_proven p where p.act = a.id) = ?4";
        let of = (tenancy.0, day.0, TENANTS_ROLE, proven);
        let count: i64 = self.connection.prepare_cached(query)?.query_row(of, |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }

    /// Puts a line about the tenant's page on the timeline.
    pub fn tell_of_page(&self, tenancy: TenancyId, day: Day, text: &str) -> Result<(), StoreError> {
        let insert = "insert into post_event (message, tenancy, day, text) values ('', ?1, ?2, ?3)";
        self.connection.prepare_cached(insert)?.execute((tenancy.0, day.0, text))?;
        Ok(())
    }
}

/// Parts that a tenant agreed on himself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnArrangement {
    /// The act that recorded it.
    pub act: i64,
    /// Whose it is.
    pub tenancy: TenancyId,
    /// When it was agreed.
    pub agreed_on: Day,
}

/// An answer to the question who it is.
#[derive(Clone, Copy, Debug)]
pub enum Answered<'a> {
    /// The hash of a one-time code.
    Code(&'a Hash),
    /// Another proof, and whether it is right.
    Otherwise(bool),
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: TenancyId = TenancyId(1);
    const NOW: i64 = 1_800_000_000;

    fn book() -> (tempfile::TempDir, Book) {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let book = Book::open(&folder.path().join("boek.sqlite")).expect("the book opens");
        (folder, book)
    }

    fn tried(book: &mut Book, code: u8, now: i64) -> Tried {
        book.try_proof(ONE, Answered::Code(&[code; 32]), &[9; 32], now + 1_800, now).expect("it answers")
    }

    #[test]
    fn a_code_works_once_for_ten_minutes_and_gives_a_proof_for_half_an_hour() {
        let (_folder, mut book) = book();
        assert_eq!(book.keep_one_time_code(ONE, &[1; 32], NOW + 600, NOW).unwrap(), Tried::Right);
        assert!(!book.proof_holds(ONE, &[9; 32], NOW).unwrap());
        assert_eq!(tried(&mut book, 1, NOW + 600), Tried::Wrong, "too late");
        assert_eq!(tried(&mut book, 1, NOW + 599), Tried::Right);
        assert_eq!(tried(&mut book, 1, NOW + 599), Tried::Wrong, "used");
        assert!(book.proof_holds(ONE, &[9; 32], NOW + 600).unwrap());
        assert!(!book.proof_holds(ONE, &[8; 32], NOW + 600).unwrap());
        assert!(!book.proof_holds(TenancyId(2), &[9; 32], NOW + 600).unwrap(), "for this tenancy only");
        assert!(!book.proof_holds(ONE, &[9; 32], NOW + 599 + 1_800).unwrap());
    }

    #[test]
    fn five_wrong_answers_end_it_for_an_hour_also_with_the_right_one() {
        let (_folder, mut book) = book();
        book.keep_one_time_code(ONE, &[1; 32], NOW + 600, NOW).unwrap();
        for _ in 0..5 {
            assert_eq!(tried(&mut book, 2, NOW), Tried::Wrong);
        }
        assert_eq!(tried(&mut book, 1, NOW), Tried::TooOften);
        assert_eq!(book.keep_one_time_code(ONE, &[3; 32], NOW + 600, NOW).unwrap(), Tried::TooOften);
        assert_eq!(
            book.keep_one_time_code(ONE, &[3; 32], NOW + HOUR + 600, NOW + HOUR).unwrap(),
            Tried::Right
        );
        assert_eq!(tried(&mut book, 3, NOW + HOUR + 1), Tried::Right);
    }

    #[test]
    fn three_codes_an_hour_are_enough_and_only_the_last_works() {
        let (_folder, mut book) = book();
        for code in 1..=3 {
            assert_eq!(book.keep_one_time_code(ONE, &[code; 32], NOW + 600, NOW).unwrap(), Tried::Right);
        }
        assert_eq!(book.keep_one_time_code(ONE, &[4; 32], NOW + 600, NOW).unwrap(), Tried::TooOften);
        assert_eq!(tried(&mut book, 2, NOW), Tried::Wrong);
        assert_eq!(tried(&mut book, 3, NOW), Tried::Right);
    }

    #[test]
    fn nobody_signs_in_as_the_tenant_and_no_list_of_colleagues_has_him() {
        let (_folder, book) = book();
        let account = book.tenants_account().unwrap();
        assert_eq!(book.tenants_account().unwrap(), account);
        assert!(book.account(TENANTS_ADDRESS).unwrap().is_none());
        assert!(book.staff().unwrap().is_empty());
    }
}
