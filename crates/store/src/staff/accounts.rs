//! Changing accounts: role and districts, closing and opening again, taking away every way to sign in.
//!
//! Somebody must stay who can change accounts: what would leave no administrator who can sign in is refused, in the
//! transaction that would do it.

use domain::staff::{Keys, Role, Seat};

use super::{AuditLine, COLUMNS, Staff, StaffId, read_staff};
use crate::book::{Book, StoreError};
use crate::db::{Connection, OptionalExtension};
use crate::post::Moment;
use crate::tenant_page::TENANTS_ROLE;

/// What the log says when somebody chose a password with an invitation.
pub const CHOSEN: &str = "wachtwoord gekozen";

/// Why an account stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotChanged {
    /// Nobody has this number.
    Nobody,
    /// Without this account no administrator could sign in.
    LastAdministrator,
}

impl Book {
    /// The account with this number, open or closed; not that of the tenants, which is nobody's.
    pub fn staff_by_id(&self, id: StaffId) -> Result<Option<Staff>, StoreError> {
        let query = format!("select {COLUMNS} from staff s where s.id = ?1 and s.role <> ?2");
        let known = self.connection.prepare_cached(&query)?.query_row((id.0, TENANTS_ROLE), read_staff);
        Ok(known.optional()?)
    }

    /// Gives somebody another role or other districts. It holds from the next page on.
    pub fn set_seat(&self, id: StaffId, seat: &Seat) -> Result<Result<(), NotChanged>, StoreError> {
        self.unless_last(id, seat.role != Role::Administrator, |connection| {
            let query = "update staff set role = ?2, districts = ?3 where id = ?1";
            connection.execute(query, (id.0, seat.role.dutch(), seat.districts.join("\n")))?;
            Ok(())
        })
    }

    /// Closes an account, unless nobody could change accounts then. Sessions and an invitation end.
    pub fn close_unless_last(&self, id: StaffId, moment: i64) -> Result<Result<(), NotChanged>, StoreError> {
        self.unless_last(id, true, |connection| {
            let query = "update staff set closed_at = ?2 where id = ?1 and closed_at is null";
            connection.execute(query, (id.0, moment))?;
            connection.execute("delete from session where staff = ?1", [id.0])?;
            connection.execute("delete from invitation where staff = ?1", [id.0])?;
            Ok(())
        })
    }

    /// Opens a closed account again, with the ways to sign in that it had.
    pub fn reopen_staff(&self, id: StaffId) -> Result<bool, StoreError> {
        let query =
            "update staff set closed_at = null where id = ?1 and closed_at is not null and role <> ?2";
        Ok(self.connection.execute(query, (id.0, TENANTS_ROLE))? == 1)
    }

    /// Takes away every way to sign in, ends all sessions and forgets all browsers: for a lost computer or a password that
    /// somebody saw.
    pub fn take_ways_away(&self, id: StaffId) -> Result<Result<(), NotChanged>, StoreError> {
        self.unless_last(id, true, |connection| {
            connection.execute("update staff set password = '' where id = ?1", [id.0])?;
            for table in ["passkey", "session", "device"] {
                connection.execute(&format!("delete from {table} where staff = ?1"), [id.0])?;
            }
            Ok(())
        })
    }

    /// Keeps what single keys do for somebody.
    pub fn set_keys(&self, id: StaffId, keys: Keys) -> Result<(), StoreError> {
        self.connection.execute("update staff set keys = ?2 where id = ?1", (id.0, keys.dutch()))?;
        Ok(())
    }

    /// Adds a line to the log about somebody's account.
    pub fn log_account(
        &self,
        at: Moment,
        who: Option<StaffId>,
        about: StaffId,
        what: &str,
        detail: &str,
    ) -> Result<(), StoreError> {
        let query = "insert into audit (moment, day, staff, about_staff, what, detail) values (?1, ?2, ?3, ?4, ?5, ?6)";
        self.connection.prepare_cached(query)?.execute((
            at.seconds,
            at.day.0,
            who.map(|id| id.0),
            about.0,
            what,
            detail,
        ))?;
        Ok(())
    }

    /// The last lines of the log about somebody's account, newest first.
    pub fn log_about_account(&self, id: StaffId, most: u32) -> Result<Vec<AuditLine>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select a.day, coalesce(s.name, ''), '', a.what, a.detail, a.moment, '' from audit a \
             left join staff s on s.id = a.staff where a.about_staff = ?1 order by a.id desc limit ?2",
        )?;
        Ok(statement.query_map((id.0, most), AuditLine::read)?.collect::<Result<_, _>>()?)
    }

    /// What was done to somebody's account, by anybody, newest first: all but coming and going.
    pub fn changes_of_account(&self, id: StaffId, most: u32) -> Result<Vec<AuditLine>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select a.day, coalesce(s.name, ''), '', a.what, a.detail, a.moment, '' from audit a \
             left join staff s on s.id = a.staff where a.about_staff = ?1 \
             and a.what not in ('aangemeld', 'afgemeld', 'niet aangemeld') order by a.id desc limit ?2",
        )?;
        Ok(statement.query_map((id.0, most), AuditLine::read)?.collect::<Result<_, _>>()?)
    }

    /// Did somebody else change this account after a moment, in seconds since 1970?
    pub fn others_changed_account(&self, id: StaffId, since: i64) -> Result<bool, StoreError> {
        let query = "select exists (select 1 from audit where about_staff = ?1 and moment > ?2 \
                     and (staff is null or staff <> ?1) and what <> 'niet aangemeld')";
        Ok(self.connection.prepare_cached(query)?.query_row((id.0, since), |row| row.get(0))?)
    }

    /// When the password of this account was last chosen with an invitation, after a moment; both in seconds since 1970.
    pub fn chosen_by_invitation(&self, id: StaffId, since: i64) -> Result<Option<i64>, StoreError> {
        let query = "select max(moment) from audit where about_staff = ?1 and moment > ?2 and what = ?3";
        Ok(self.connection.prepare_cached(query)?.query_row((id.0, since, CHOSEN), |row| row.get(0))?)
    }

    /// Changes an account, unless it would take away the last administrator who can sign in.
    fn unless_last(
        &self,
        id: StaffId,
        takes_away: bool,
        change: impl FnOnce(&Connection) -> crate::db::Result<()>,
    ) -> Result<Result<(), NotChanged>, StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        let query = "select role, closed_at is null from staff where id = ?1";
        let found = transaction.query_row(query, [id.0], |row| Ok((row.get(0)?, row.get(1)?)));
        let found: Option<(String, bool)> = found.optional()?;
        let found = found.filter(|(role, _)| role != TENANTS_ROLE);
        let Some((role, open)) = found else { return Ok(Err(NotChanged::Nobody)) };
        if takes_away
            && open
            && role == Role::Administrator.dutch()
            && !another_administrator(&transaction, id)?
        {
            return Ok(Err(NotChanged::LastAdministrator));
        }
        change(&transaction)?;
        transaction.commit()?;
        Ok(Ok(()))
    }
}

/// Is there another administrator with an open account who can sign in, or is signed in?
fn another_administrator(connection: &Connection, than: StaffId) -> Result<bool, StoreError> {
    let query = "select exists (select 1 from staff where role = ?1 and closed_at is null and id <> ?2 \
                 and (password <> '' or subject is not null or exists (select 1 from passkey where passkey.staff = staff.id) \
                 or exists (select 1 from session where session.staff = staff.id)))";
    Ok(connection.query_row(query, (Role::Administrator.dutch(), than.0), |row| row.get(0))?)
}
