//! People who work with the book: their accounts, sessions and invitations, and the log of who looked and who changed.
//!
//! Tokens come in as hashes and passwords as finished argon2id lines: this module keeps them and compares nothing. The log
//! only grows; the database itself refuses to change or remove a line.

use domain::calendar::Day;
use domain::ids::TenancyId;
use domain::staff::{Keys, Role, Seat};

use crate::book::{Book, StoreError};
use crate::db::{Connection, OptionalExtension, Row};
use crate::looks::LOG_ABOUT;
use crate::post::Moment;
use crate::tenant_page::TENANTS_ROLE;

mod accounts;
mod elsewhere;
mod passkeys;
mod sessions;

pub use accounts::{CHOSEN, NotChanged};
pub use passkeys::{HeldPasskey, MOST_PASSKEYS, PasskeyLine};
pub use sessions::{DEVICE_KEPT, OpenSession};

/// A session that was not used for so long has ended. Seconds.
pub const IDLE: i64 = 4 * 3_600;
/// No session is longer. Seconds.
pub const LONGEST: i64 = 12 * 3_600;

/// Number of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StaffId(pub i64);

/// Somebody with an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// Number.
    pub id: StaffId,
    /// To sign in with.
    pub email: String,
    /// As colleagues know the person.
    pub name: String,
    /// Role and districts.
    pub seat: Seat,
    /// When the account was closed, in seconds since 1970.
    pub closed_at: Option<i64>,
    /// A password was chosen.
    pub has_password: bool,
    /// What single keys do on the pages.
    pub keys: Keys,
    /// The last time this person signed in, in seconds since 1970.
    pub signed_in_at: Option<i64>,
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLine {
    /// The day, where the landlord is.
    pub day: Day,
    /// The moment, in seconds since 1970.
    pub moment: i64,
    /// Who, by name; empty when nobody was signed in.
    pub who: String,
    /// Dossier number, or empty.
    pub dossier: String,
    /// What was done: `bekeken`, `aangemeld`, …
    pub what: String,
    /// More about it, without personal data of a tenant.
    pub detail: String,
    /// Whose account it is about, by name, or empty.
    pub account: String,
}

const COLUMNS: &str =
    "s.id, s.email, s.name, s.role, s.districts, s.closed_at, s.password <> '', s.keys, s.signed_in_at";
/// How many columns those are.
const WIDTH: usize = 9;

fn read_staff(row: &Row) -> crate::db::Result<Staff> {
    let (role, districts): (String, String) = (row.get(3)?, row.get(4)?);
    Ok(Staff {
        id: StaffId(row.get(0)?),
        email: row.get(1)?,
        name: row.get(2)?,
        // A role of a newer version may do least of all here.
        seat: Seat {
            role: Role::of(&role).unwrap_or(Role::Employee),
            districts: districts.lines().map(str::to_string).collect(),
        },
        closed_at: row.get(5)?,
        has_password: row.get(6)?,
        keys: Keys::of(&row.get::<String>(7)?).unwrap_or_default(),
        signed_in_at: row.get(8)?,
    })
}

impl Book {
    /// Opens an account. `None` when the e-mail address has one already.
    pub fn add_staff(
        &self,
        email: &str,
        name: &str,
        seat: &Seat,
        moment: i64,
    ) -> Result<Option<StaffId>, StoreError> {
        let added = self.connection.query_row(
            "insert into staff (email, name, role, districts, password, made_at, handle) \
             values (?1, ?2, ?3, ?4, '', ?5, randomblob(16)) on conflict do nothing returning id",
            (email, name, seat.role.dutch(), seat.districts.join("\n"), moment),
            |row| row.get(0),
        );
        Ok(added.optional()?.map(StaffId))
    }

    /// All accounts, open ones first, by name.
    pub fn staff(&self) -> Result<Vec<Staff>, StoreError> {
        let query = format!(
            "select {COLUMNS} from staff s where s.role <> ?1 order by s.closed_at is not null, s.name, s.id"
        );
        let mut statement = self.connection.prepare_cached(&query)?;
        Ok(statement.query_map([TENANTS_ROLE], read_staff)?.collect::<Result<_, _>>()?)
    }

    /// The open account of an e-mail address, with its password line.
    pub fn account(&self, email: &str) -> Result<Option<(Staff, String)>, StoreError> {
        let query = format!("select {COLUMNS} from staff s where s.email = ?1 and s.closed_at is null");
        let Some(staff) =
            self.connection.prepare_cached(&query)?.query_row([email], read_staff).optional()?
        else {
            return Ok(None);
        };
        let query = "select password from staff where id = ?1";
        let password = self.connection.prepare_cached(query)?.query_row([staff.id.0], |row| row.get(0))?;
        Ok(Some((staff, password)))
    }

    /// Closes an account and ends its sessions.
    pub fn close_staff(&self, id: StaffId, moment: i64) -> Result<bool, StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        let query = "update staff set closed_at = ?2 where id = ?1 and closed_at is null";
        let closed = transaction.execute(query, (id.0, moment))? == 1;
        transaction.execute("delete from session where staff = ?1", [id.0])?;
        transaction.execute("delete from invitation where staff = ?1", [id.0])?;
        transaction.commit()?;
        Ok(closed)
    }

    /// Lets somebody choose a password with this token, once, until a moment. An earlier invitation ends.
    pub fn invite(&self, id: StaffId, token: &[u8; 32], ends: i64) -> Result<(), StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        transaction.execute("delete from invitation where staff = ?1", [id.0])?;
        transaction.execute("insert into invitation values (?1, ?2, ?3)", (token.as_slice(), id.0, ends))?;
        transaction.commit()?;
        Ok(())
    }

    /// Whom an invitation is for.
    pub fn invited(&self, token: &[u8; 32], now: i64) -> Result<Option<Staff>, StoreError> {
        let query = format!(
            "select {COLUMNS} from staff s join invitation i on i.staff = s.id \
             where i.token = ?1 and i.ends > ?2 and s.closed_at is null"
        );
        Ok(self
            .connection
            .prepare_cached(&query)?
            .query_row((token.as_slice(), now), read_staff)
            .optional()?)
    }

    /// Keeps a chosen password; the invitation and all sessions of before end, except the one in which it was changed.
    pub fn set_password(&self, id: StaffId, line: &str, keep: Option<&[u8; 32]>) -> Result<(), StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        transaction.execute("update staff set password = ?2 where id = ?1", (id.0, line))?;
        transaction.execute("delete from invitation where staff = ?1", [id.0])?;
        let kept = keep.map_or(&[][..], |token| token.as_slice());
        transaction.execute("delete from session where staff = ?1 and token <> ?2", (id.0, kept))?;
        transaction.commit()?;
        Ok(())
    }

    /// Adds a line to the log.
    pub fn log(
        &self,
        at: Moment,
        who: Option<StaffId>,
        about: Option<TenancyId>,
        what: &str,
        detail: &str,
    ) -> Result<(), StoreError> {
        log_in(&self.connection, at, who, about, what, detail)
    }

    /// The log about one dossier, newest first.
    pub fn log_about(&self, id: TenancyId) -> Result<Vec<AuditLine>, StoreError> {
        let query = format!(
            "select a.day, coalesce(s.name, ''), coalesce(t.external, ''), a.what, a.detail, a.moment, '' \
             from ({LOG_ABOUT}) a \
             left join staff s on s.id = a.staff left join tenancy t on t.id = ?1 \
             order by a.moment desc, a.place desc, a.id desc"
        );
        let mut statement = self.connection.prepare_cached(&query)?;
        Ok(statement.query_map([id.0], AuditLine::read)?.collect::<Result<_, _>>()?)
    }

    /// All districts the landlord delivered, in order.
    pub fn districts(&self) -> Result<Vec<String>, StoreError> {
        let query = "select distinct district from unit where district <> '' order by district";
        let mut statement = self.connection.prepare_cached(query)?;
        Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// The district a dossier belongs to, or empty.
    pub fn district_of(&self, id: TenancyId) -> Result<String, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select coalesce(u.district, '') from tenancy t left join unit u on u.external = t.unit where t.id = ?1",
        )?;
        Ok(statement.query_row([id.0], |row| row.get(0)).optional()?.unwrap_or_default())
    }
}

impl AuditLine {
    /// Of a query for day, who, dossier, what, detail, moment and account, in that order.
    pub(crate) fn read(row: &Row) -> crate::db::Result<AuditLine> {
        Ok(AuditLine {
            day: Day(row.get(0)?),
            moment: row.get(5)?,
            who: row.get(1)?,
            dossier: row.get(2)?,
            what: row.get(3)?,
            detail: row.get(4)?,
            account: row.get(6)?,
        })
    }
}

/// Adds a line to the log, in the transaction of what it tells.
pub(crate) fn log_in(
    connection: &Connection,
    at: Moment,
    who: Option<StaffId>,
    about: Option<TenancyId>,
    what: &str,
    detail: &str,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "insert into audit (moment, day, staff, tenancy, what, detail) values (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute((at.seconds, at.day.0, who.map(|id| id.0), about.map(|id| id.0), what, detail))?;
    Ok(())
}
