//! Looks: who looked at what, and who works where now.
//!
//! Nearly everything that pages write are looks. They stand in a file of their own beside a book in a file, so that a look changes
//! nothing that a page shows, waits for no delivery, and lets every connection keep what it has read of the book. Every connection
//! to the book reads them, one writes them. On a server they are tables of the book, and a look is not counted as a change of it.
//! Lines are only added; the database itself refuses to change or remove one.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::ids::TenancyId;
use rusqlite::{OpenFlags, Transaction, TransactionBehavior};

use crate::book::{Book, StoreError};
use crate::post::Moment;
use crate::staff::StaffId;

/// The tables of that file.
pub(crate) const TABLES: &str = include_str!("schema/0000-looks.sql");

/// How long a connection waits for another one that writes.
const PATIENCE: Duration = Duration::from_secs(30);

/// Pages of the log of SQLite before looks go from there to their place.
const PAGES_OF_THE_LOG: u32 = 1_000;

/// All lines of the log about a tenancy, whichever file they stand in: of looks, and of what people did.
pub(crate) const LOG_ABOUT: &str = "select day, moment, staff, what, detail, 0 as place, id from audit where tenancy = ?1 \
     union all select day, moment, staff, 'bekeken', page, 1, id from looked where tenancy = ?1";

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

/// Somebody works on a dossier, until a moment in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AtWork {
    /// Who.
    pub who: StaffId,
    /// On which dossier.
    pub tenancy: TenancyId,
    /// Until when others are told so.
    pub until: i64,
}

impl Book {
    /// Adds looks to the log, and says who works where now, all in one transaction: they are on the disk when this returns. Only a book
    /// that was opened to log does this.
    pub fn log_looks(&mut self, looks: &[Look], at_work: &[AtWork]) -> Result<(), StoreError> {
        let transaction = self.connection.transaction_beside()?;
        for Look { at, who, about, page } in looks {
            let query = "insert into looked (moment, day, staff, tenancy, page) values (?1, ?2, ?3, ?4, ?5)";
            let line = (at.seconds, at.day.0, who.0, about.map(|id| id.0), page);
            transaction.prepare_cached(query)?.execute(line)?;
        }
        // In one order, whoever writes: two who write the same rows in another order would wait for each other.
        let mut at_work = at_work.to_vec();
        at_work.sort_by_key(|one| one.who);
        for AtWork { who, tenancy, until } in at_work {
            let query = "insert into viewing values (?1, ?2, ?3) on conflict (staff) do update set \
                 tenancy = excluded.tenancy, until = excluded.until";
            transaction.prepare_cached(query)?.execute((who.0, tenancy.0, until))?;
        }
        Ok(transaction.commit()?)
    }
}

/// Lets a connection to a book see the looks beside it, and write them. Of a book of an older form, which is only read, there are none.
pub(crate) fn join(file: &rusqlite::Connection, book: &Path, writes: bool) -> Result<(), StoreError> {
    let Some(path) = file_beside(file, book)? else { return Ok(()) };
    make(&path)?;
    let mode = if writes { "rw" } else { "ro" };
    file.execute("attach database ?1 as looks", [format!("file:{}?mode={mode}", in_an_address(&path))])?;
    // A page leaves when its line is on the disk.
    file.pragma_update(Some("looks"), "synchronous", "full")?;
    if writes {
        give_room(file)?;
    }
    Ok(())
}

/// Gives the log of SQLite its room at once, and begins it anew when that is full: of a log that grows the disk has to be told the new
/// length with every line.
fn give_room(file: &rusqlite::Connection) -> Result<(), StoreError> {
    file.pragma_update(None, "wal_autocheckpoint", PAGES_OF_THE_LOG)?;
    let filling = PAGES_OF_THE_LOG * 4_096;
    // Another process may do the same at this moment: then it is done.
    let _ = file.execute_batch(&format!(
        "create table if not exists looks.room (filling blob); insert into looks.room values (zeroblob({filling})); \
         drop table if exists looks.room;"
    ));
    Ok(())
}

/// The file with the looks of a book. It has the number of that book: the looks of another one, that lay in the same folder before,
/// are never taken for its own.
pub(crate) fn file_beside(file: &rusqlite::Connection, book: &Path) -> Result<Option<PathBuf>, StoreError> {
    let number: u32 = file.query_row("pragma main.application_id", [], |row| row.get(0))?;
    Ok((number != 0).then(|| book.with_file_name(format!("bekeken-{number:08x}.sqlite"))))
}

/// Gives a book its number, once.
pub(crate) fn number(file: &rusqlite::Connection) -> Result<(), StoreError> {
    let has = |file: &rusqlite::Connection| {
        file.query_row("pragma main.application_id", [], |row| row.get::<_, u32>(0))
    };
    if has(file)? != 0 {
        return Ok(());
    }
    let transaction = Transaction::new_unchecked(file, TransactionBehavior::Immediate)?;
    if has(&transaction)? == 0 {
        let any = RandomState::new().build_hasher().finish() as u32;
        let number = any & 0x3fff_ffff | 0x4000_0000;
        transaction.pragma_update(Some("main"), "application_id", number)?;
    }
    Ok(transaction.commit()?)
}

/// Makes the file when it is not there, whole or not at all.
fn make(path: &Path) -> Result<(), StoreError> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut file = rusqlite::Connection::open_with_flags(path, flags)?;
    file.busy_timeout(PATIENCE)?;
    let form =
        |file: &rusqlite::Connection| file.query_row("pragma user_version", [], |row| row.get::<_, u32>(0));
    if form(&file)? != 0 {
        return Ok(());
    }
    file.pragma_update(None, "journal_mode", "wal")?;
    let transaction = file.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if form(&transaction)? == 0 {
        transaction.execute_batch(TABLES)?;
        transaction.pragma_update(None, "user_version", 1)?;
    }
    Ok(transaction.commit()?)
}

/// A path as SQLite reads it in an address.
fn in_an_address(path: &Path) -> String {
    path.display().to_string().replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}
