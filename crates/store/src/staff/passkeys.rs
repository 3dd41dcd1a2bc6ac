//! Passkeys of the people who work here: public keys and counters, and whose they are.
//!
//! Nothing is verified here: this module keeps what was verified, and gives it back.

use super::{COLUMNS, Staff, StaffId, WIDTH, read_staff};
use crate::book::{Book, StoreError};
use crate::db::OptionalExtension;

/// More passkeys than this nobody has.
pub const MOST_PASSKEYS: usize = 20;

/// A passkey, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyLine {
    /// The id of the credential.
    pub id: Vec<u8>,
    /// As its owner calls it.
    pub name: String,
    /// When it was added, in seconds since 1970.
    pub made_at: i64,
    /// When it was last used.
    pub used_at: Option<i64>,
}

/// What of a passkey is needed to verify an answer of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldPasskey {
    /// The id of the credential.
    pub id: Vec<u8>,
    /// The public key, as the authenticator wrote it (COSE).
    pub key: Vec<u8>,
    /// The last number it signed with; 0 when it does not count.
    pub counter: u32,
    /// May it be copied to other devices of its owner?
    pub eligible: bool,
}

impl Book {
    /// By what passkeys name this person: 16 random bytes.
    pub fn handle_of(&self, id: StaffId) -> Result<[u8; 16], StoreError> {
        let query = "select handle from staff where id = ?1";
        Ok(self.connection.prepare_cached(query)?.query_row([id.0], |row| row.get(0))?)
    }

    /// The passkeys of somebody, in the order in which they were added.
    pub fn passkeys_of(&self, id: StaffId) -> Result<Vec<PasskeyLine>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select id, name, made_at, used_at from passkey where staff = ?1 order by made_at, id",
        )?;
        let rows = statement.query_map([id.0], |row| {
            Ok(PasskeyLine { id: row.get(0)?, name: row.get(1)?, made_at: row.get(2)?, used_at: row.get(3)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps a new passkey. `false` when it is there already, or its owner has as many as one may have.
    pub fn add_passkey(
        &self,
        owner: StaffId,
        passkey: &HeldPasskey,
        name: &str,
        now: i64,
    ) -> Result<bool, StoreError> {
        if self.passkeys_of(owner)?.len() >= MOST_PASSKEYS {
            return Ok(false);
        }
        let HeldPasskey { id, key, counter, eligible } = passkey;
        let query = "insert into passkey (id, staff, name, key, counter, eligible, made_at) \
                     values (?1, ?2, ?3, ?4, ?5, ?6, ?7) on conflict do nothing";
        Ok(self.connection.execute(query, (id, owner.0, name, key, counter, eligible, now))? == 1)
    }

    /// The open account that this passkey names by this handle, and what is kept of the passkey.
    pub fn by_passkey(&self, id: &[u8], handle: &[u8]) -> Result<Option<(Staff, HeldPasskey)>, StoreError> {
        let query = format!(
            "select {COLUMNS}, p.key, p.counter, p.eligible from staff s join passkey p on p.staff = s.id \
             where p.id = ?1 and s.handle = ?2 and s.closed_at is null"
        );
        let mut statement = self.connection.prepare_cached(&query)?;
        let found = statement.query_row((id, handle), |row| {
            let (key, counter) = (row.get(WIDTH)?, row.get(WIDTH + 1)?);
            let held = HeldPasskey { id: id.to_vec(), key, counter, eligible: row.get(WIDTH + 2)? };
            Ok((read_staff(row)?, held))
        });
        Ok(found.optional()?)
    }

    /// A passkey signed a challenge, with this number. `false`, and nothing changes, when the challenge was answered before; one is
    /// remembered until the moment at which it would have ended anyway.
    pub fn passkey_used(
        &self,
        id: &[u8],
        counter: u32,
        (challenge, until): (&[u8], i64),
        now: i64,
    ) -> Result<bool, StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        transaction.execute("delete from answered_challenge where until <= ?1", [now])?;
        let query = "insert into answered_challenge values (?1, ?2) on conflict do nothing";
        if transaction.execute(query, (challenge, until))? == 0 {
            return Ok(false);
        }
        let query = "update passkey set counter = ?2, used_at = ?3 where id = ?1";
        transaction.execute(query, (id, counter, now))?;
        transaction.commit()?;
        Ok(true)
    }

    /// Removes a passkey of somebody. `false` when there is none.
    pub fn remove_passkey(&self, owner: StaffId, id: &[u8]) -> Result<bool, StoreError> {
        Ok(self.connection.execute("delete from passkey where staff = ?1 and id = ?2", (owner.0, id))? == 1)
    }
}
