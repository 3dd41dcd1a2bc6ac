//! People who work with the book: their accounts, sessions and invitations, and the log of who looked and who changed.
//!
//! Tokens come in as hashes and passwords as finished argon2id lines: this module keeps them and compares nothing. The log
//! only grows; the database itself refuses to change or remove a line.

use domain::calendar::Day;
use domain::ids::TenancyId;
use domain::staff::{Role, Seat};
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior};

use crate::book::{Book, StoreError};
use crate::post::Moment;

/// A session that was not used for so long has ended. Seconds.
pub const IDLE: i64 = 4 * 3_600;
/// No session is longer. Seconds.
pub const LONGEST: i64 = 12 * 3_600;
/// The last use of a session is written down no more often than this. Seconds.
const SEEN_EVERY: i64 = 60;

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
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLine {
    /// The day, where the landlord is.
    pub day: Day,
    /// Who, by name; empty when nobody was signed in.
    pub who: String,
    /// Dossier number, or empty.
    pub dossier: String,
    /// What was done: `bekeken`, `aangemeld`, …
    pub what: String,
    /// More about it, without personal data of a tenant.
    pub detail: String,
}

/// Somebody looks at a dossier or a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// When.
    pub at: Moment,
    /// Who.
    pub who: StaffId,
    /// About whom, when it is one dossier.
    pub about: Option<TenancyId>,
    /// Which page.
    pub page: &'static str,
}

const COLUMNS: &str = "s.id, s.email, s.name, s.role, s.districts, s.closed_at, s.password <> ''";

fn read_staff(row: &Row) -> rusqlite::Result<Staff> {
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
        let added = self.connection.execute(
            "insert or ignore into staff (email, name, role, districts, password, made_at) values (?1, ?2, ?3, ?4, '', ?5)",
            (email, name, seat.role.dutch(), seat.districts.join("\n"), moment),
        )?;
        Ok((added == 1).then(|| StaffId(self.connection.last_insert_rowid())))
    }

    /// All accounts, open ones first, by name.
    pub fn staff(&self) -> Result<Vec<Staff>, StoreError> {
        let query = format!("select {COLUMNS} from staff s order by s.closed_at is not null, s.name, s.id");
        let mut statement = self.connection.prepare_cached(&query)?;
        Ok(statement.query_map([], read_staff)?.collect::<Result<_, _>>()?)
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

    /// Keeps a chosen password; the invitation and all sessions of before end.
    pub fn set_password(&self, id: StaffId, line: &str) -> Result<(), StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        transaction.execute("update staff set password = ?2 where id = ?1", (id.0, line))?;
        transaction.execute("delete from invitation where staff = ?1", [id.0])?;
        transaction.execute("delete from session where staff = ?1", [id.0])?;
        transaction.commit()?;
        Ok(())
    }

    /// Begins a session, and clears those that have ended.
    pub fn begin_session(&self, id: StaffId, token: &[u8; 32], now: i64) -> Result<(), StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        transaction
            .execute("delete from session where seen <= ?1 or began <= ?2", (now - IDLE, now - LONGEST))?;
        transaction.execute("insert into session values (?1, ?2, ?3, ?3)", (token.as_slice(), id.0, now))?;
        transaction.commit()?;
        Ok(())
    }

    /// Whose session this is, while it lasts; `true` when its last use should be written down.
    pub fn session(&self, token: &[u8; 32], now: i64) -> Result<Option<(Staff, bool)>, StoreError> {
        let query = format!(
            "select {COLUMNS}, t.seen from staff s join session t on t.staff = s.id \
             where t.token = ?1 and t.seen > ?2 and t.began > ?3 and s.closed_at is null"
        );
        let mut statement = self.connection.prepare_cached(&query)?;
        let found = statement.query_row((token.as_slice(), now - IDLE, now - LONGEST), |row| {
            Ok((read_staff(row)?, now - row.get::<_, i64>(7)? >= SEEN_EVERY))
        });
        Ok(found.optional()?)
    }

    /// A session was used.
    pub fn session_seen(&self, token: &[u8; 32], now: i64) -> Result<(), StoreError> {
        self.connection.execute("update session set seen = ?2 where token = ?1", (token.as_slice(), now))?;
        Ok(())
    }

    /// Ends a session.
    pub fn end_session(&self, token: &[u8; 32]) -> Result<(), StoreError> {
        self.connection.execute("delete from session where token = ?1", [token.as_slice()])?;
        Ok(())
    }

    /// Remembers a browser in which somebody signed in.
    pub fn know_device(&self, id: StaffId, token: &[u8; 32]) -> Result<(), StoreError> {
        let query = "insert or replace into device values (?1, ?2)";
        self.connection.execute(query, (token.as_slice(), id.0))?;
        Ok(())
    }

    /// Did this person sign in before in this browser?
    pub fn knows_device(&self, id: StaffId, token: &[u8; 32]) -> Result<bool, StoreError> {
        let query = "select 1 from device where token = ?1 and staff = ?2";
        Ok(self
            .connection
            .prepare_cached(query)?
            .query_row((token.as_slice(), id.0), |_| Ok(()))
            .optional()?
            .is_some())
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

    /// Adds looks to the log, all in one transaction. `begun` is called when nobody else is writing any more.
    pub fn log_looks(&mut self, looks: &[Look], begun: impl FnOnce()) -> Result<(), StoreError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        begun();
        for look in looks {
            log_in(&transaction, look.at, Some(look.who), look.about, "bekeken", look.page)?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// The log about one dossier, newest first.
    pub fn log_about(&self, id: TenancyId) -> Result<Vec<AuditLine>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select a.day, coalesce(s.name, ''), t.external, a.what, a.detail from audit a \
             left join staff s on s.id = a.staff left join tenancy t on t.id = a.tenancy \
             where a.tenancy = ?1 order by a.id desc limit 1000",
        )?;
        let rows = statement.query_map([id.0], |row| {
            Ok(AuditLine {
                day: Day(row.get(0)?),
                who: row.get(1)?,
                dossier: row.get(2)?,
                what: row.get(3)?,
                detail: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
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
