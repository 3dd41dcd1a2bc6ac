//! The forms of a book, and bringing one to the newest: a script for each, oldest first. The scripts are SQLite's; for a
//! server they are turned (`db/postgres/dialect.rs`), and what cannot be turned stands beside them in its own words.

use crate::book::{Book, StoreError};
use crate::db::{Connection, schema_for_a_server};
use crate::looks;
use crate::post::reach_again;

/// What brings a book to its next form.
struct Form {
    script: &'static str,
    /// What it says otherwise on a server: triggers.
    on_a_server: &'static str,
}

macro_rules! forms {
    ($($script:literal $(and $own:literal)?,)+) => {
        &[$(Form {
            script: include_str!(concat!("schema/", $script)),
            on_a_server: concat!($(include_str!(concat!("schema/", $own)))?),
        },)+]
    };
}

/// The forms of a book, oldest first.
const FORMS: &[Form] = forms![
    "0001-book.sql",
    "0002-post.sql",
    "0003-law.sql",
    "0004-work.sql" and "0004-work.pg.sql",
    "0005-what-was-said.sql",
    "0006-own-words.sql",
    "0007-post-address.sql",
    "0008-second-thoughts.sql",
    "0009-appointments.sql" and "0009-appointments.pg.sql",
    "0010-proposals.sql",
    "0011-providers.sql",
    "0012-signing-in.sql",
    "0013-asked-messages.sql",
    "0014-help-and-pay-day.sql",
    "0015-team.sql",
    "0016-beginning.sql",
    "0017-seen.sql",
    "0018-open-tasks.sql",
    "0019-tenant-page.sql",
    "0020-bank.sql",
    "0021-asked-by-strangers.sql",
    "0022-debit.sql",
    "0023-at-the-door.sql",
    "0024-bank-alarms.sql",
    "0025-room.sql",
    "0026-part-back.sql",
    "0027-own-contact.sql",
    "0028-maybe-booked.sql",
    "0029-let-go-late.sql",
    "0030-looks.sql" and "0030-looks.pg.sql",
    "0031-in-doubt.sql",
    "0032-messages-by-state.sql",
    "0033-codes-withdrawn.sql",
    "0034-proven-acts.sql",
    "0035-words-by-tenancy.sql",
    "0036-no-friendly-mail.sql",
    "0037-signal-by-act.sql",
];

/// From this form on packed dossiers say who wants no friendly mail more.
const NO_FRIENDLY_MAIL: u32 = 36;

/// What a book on a server has before its first form.
const BEFORE_ON_A_SERVER: &str = include_str!("schema/0000-book.pg.sql");

impl Book {
    /// Brings it to the newest form.
    pub(crate) fn migrate(&mut self) -> Result<(), StoreError> {
        let from = match self.connection.server() {
            Some(_) => self.migrate_on_a_server()?,
            None => self.migrate_in_a_file()?,
        };
        if from < NO_FRIENDLY_MAIL { self.tell_who_wants_no_friendly_mail() } else { Ok(()) }
    }

    /// Tells it to the packed dossiers of who said so before, and lets the next night look at them. Who is cut off here only loses
    /// that: it is asked again at sending.
    fn tell_who_wants_no_friendly_mail(&mut self) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        let mut statement =
            transaction.prepare("select distinct person from asked_to_stop order by person")?;
        let persons: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        drop(statement);
        match persons.iter().try_for_each(|person| reach_again(&transaction, person)) {
            Ok(()) => Ok(transaction.commit()?),
            // Who mends it must be able to open it; mending puts it in.
            Err(StoreError::Damaged(_)) => Ok(()),
            Err(other) => Err(other),
        }
    }

    /// Gives the form it had.
    fn migrate_in_a_file(&mut self) -> Result<u32, StoreError> {
        let from: u32 = self.connection.query_row("pragma user_version", [], |row| row.get(0))?;
        self.refuse_newer(from)?;
        for (index, form) in FORMS.iter().enumerate().skip(from as usize) {
            let transaction = self.connection.transaction()?;
            transaction.execute_batch(form.script)?;
            transaction.execute_batch(&format!("pragma user_version = {}", index + 1))?;
            transaction.commit()?;
        }
        Ok(from)
    }

    /// All forms in one transaction; who comes at the same moment waits and finds it done. Gives the form it had.
    fn migrate_on_a_server(&mut self) -> Result<u32, StoreError> {
        let form = form_on_a_server(&self.connection)?;
        self.refuse_newer(form.unwrap_or(0))?;
        let Some(server) = self.connection.server().filter(|_| form != Some(FORMS.len() as u32)) else {
            return Ok(form.unwrap_or(0));
        };
        server.as_it_is(&format!("begin; {}", server.wait_for_turn()))?;
        let made = form_on_a_server(&self.connection).and_then(|form| {
            if form.is_none() {
                server.as_it_is(&format!("create schema if not exists {}", server.schema()))?;
                server.as_it_is(BEFORE_ON_A_SERVER)?;
            }
            for form in &FORMS[form.unwrap_or(0) as usize..] {
                server.as_it_is(&schema_for_a_server(form.script))?;
                server.as_it_is(form.on_a_server)?;
            }
            Ok(server.as_it_is(&format!("update form set number = {}", FORMS.len()))?)
        });
        server.as_it_is(if made.is_ok() { "commit" } else { "rollback" })?;
        made.map(|()| form.unwrap_or(0))
    }

    fn refuse_newer(&self, form: u32) -> Result<(), StoreError> {
        if form as usize > FORMS.len() {
            return Err(StoreError::TooNew { place: self.place().clone(), form });
        }
        Ok(())
    }
}

/// An empty book in memory: what tables there are, and in which order.
pub(crate) fn model() -> Result<Connection, StoreError> {
    let model = rusqlite::Connection::open_in_memory()?;
    for form in FORMS {
        model.execute_batch(form.script)?;
    }
    model.execute_batch(looks::TABLES)?;
    Ok(model.into())
}

/// The form of a book on a server; `None` where there is none yet.
pub(crate) fn form_on_a_server(connection: &Connection) -> Result<Option<u32>, StoreError> {
    let query = "select to_regclass('form') is not null";
    if !connection.query_row(query, [], |row| row.get::<bool>(0))? {
        return Ok(None);
    }
    Ok(Some(connection.query_row("select number from form", [], |row| row.get(0))?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::TenancyId;

    #[test]
    fn the_words_of_bookings_stay_with_them_when_an_older_book_is_opened() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("boek.sqlite");
        let file = rusqlite::Connection::open(&path).unwrap();
        let before = FORMS.iter().position(|form| form.script.contains("booking_of_tenancy")).unwrap();
        FORMS[..before].iter().for_each(|form| file.execute_batch(form.script).unwrap());
        file.execute_batch(
            "insert into booking values (11, 'B1', 'Huur'), (-12, 'B2', 'Betaling');
             insert into ledger values (1, 0, 20000, 20000, 1, null, 50000, 11), (1, 1, 20001, null, 2, null, -50000, -12),
               (1, 2, 20002, null, 2, null, 50000, -12), (1, 3, 20003, null, 2, null, -100, 0),
               (2, 0, 20002, null, 2, null, -50000, -12);",
        )
        .unwrap();
        file.pragma_update(None, "user_version", before as u32).unwrap();
        drop(file);
        let book = Book::open(&path).unwrap();
        let words = |tenancy| {
            let lines = book.ledger_lines(TenancyId(tenancy)).unwrap();
            lines.into_iter().map(|line| line.description).collect::<Vec<_>>()
        };
        assert_eq!(words(1), ["Huur", "Betaling", "Betaling", ""]);
        assert_eq!(words(2), ["Betaling"], "a booking that moved has its words at both");
    }
}
