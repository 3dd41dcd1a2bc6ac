//! Opening a book: the file, its settings, its form, and the one lock a night needs.

use std::fmt;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use rusqlite::OpenFlags;
use rusqlite::config::DbConfig;

use crate::db::{self, Connection, OptionalExtension};

/// The forms of a book, oldest first: each script brings it one further.
const MIGRATIONS: &[&str] = &[
    include_str!("schema/0001-book.sql"),
    include_str!("schema/0002-post.sql"),
    include_str!("schema/0003-law.sql"),
    include_str!("schema/0004-work.sql"),
    include_str!("schema/0005-what-was-said.sql"),
    include_str!("schema/0006-own-words.sql"),
    include_str!("schema/0007-post-address.sql"),
    include_str!("schema/0008-second-thoughts.sql"),
    include_str!("schema/0009-appointments.sql"),
    include_str!("schema/0010-proposals.sql"),
    include_str!("schema/0011-providers.sql"),
    include_str!("schema/0012-signing-in.sql"),
    include_str!("schema/0013-asked-messages.sql"),
    include_str!("schema/0014-help-and-pay-day.sql"),
    include_str!("schema/0015-team.sql"),
    include_str!("schema/0016-beginning.sql"),
    include_str!("schema/0017-seen.sql"),
    include_str!("schema/0018-open-tasks.sql"),
    include_str!("schema/0019-tenant-page.sql"),
    include_str!("schema/0020-bank.sql"),
    include_str!("schema/0021-asked-by-strangers.sql"),
    include_str!("schema/0022-debit.sql"),
];

/// A landlord's book.
pub struct Book {
    pub(crate) connection: Connection,
    path: PathBuf,
}

/// Why a book cannot do what was asked.
#[derive(Debug)]
pub enum StoreError {
    /// The database says no.
    Database(db::Error),
    /// The file cannot be opened or locked.
    File(PathBuf, std::io::Error),
    /// A newer Houvast wrote this book.
    TooNew {
        /// The book.
        path: PathBuf,
        /// Its form.
        form: u32,
    },
    /// Another night is at work in this book.
    NightRunning(PathBuf),
    /// Something in the book cannot be understood; nothing was changed.
    Damaged(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreError::Database(error) => write!(f, "de database meldt: {error}"),
            StoreError::File(path, error) => write!(f, "{} kan niet worden geopend: {error}", path.display()),
            StoreError::TooNew { path, form } => write!(
                f,
                "{} is geschreven door een nieuwere versie van Houvast (vorm {form}); werk Houvast bij",
                path.display()
            ),
            StoreError::NightRunning(path) => {
                write!(f, "er draait al een nacht in {}; wacht tot die klaar is", path.display())
            }
            StoreError::Damaged(what) => {
                write!(f, "het boek is niet te begrijpen: {what}; er is niets veranderd")
            }
        }
    }
}

impl std::error::Error for StoreError {}

impl From<db::Error> for StoreError {
    fn from(error: db::Error) -> StoreError {
        StoreError::Database(error)
    }
}

impl From<db::FromSqlError> for StoreError {
    fn from(error: db::FromSqlError) -> StoreError {
        StoreError::Database(error.into())
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        StoreError::Database(error.into())
    }
}

/// The right to run a night in a book; given back when dropped, also by a crash.
#[derive(Debug)]
pub struct NightLock {
    _file: File,
}

/// Bytes of a page in a new book. Most nights write nearly every page of the ledger or a few hundred rows all over the book:
/// twice SQLite's usual page makes the first a tenth faster and the second no slower.
const PAGE: u32 = 8_192;

/// Bytes of the file that a connection for pages may read in place.
const MOST_MAPPED: i64 = 1 << 30;
/// Page cache of such a connection, in kilobytes as SQLite counts them: below zero.
const PAGES_TO_SHOW: i64 = -8_192;

impl Book {
    /// Opens a book to read and write, and brings it to the newest form; makes it when it is not there.
    pub fn open(path: &Path) -> Result<Book, StoreError> {
        let file = rusqlite::Connection::open(path)?;
        file.busy_timeout(std::time::Duration::from_secs(30))?;
        file.pragma_update(None, "page_size", PAGE)?;
        file.pragma_update(None, "journal_mode", "wal")?;
        // A night that was reported is on the disk: it must survive the plug being pulled.
        file.pragma_update(None, "synchronous", "full")?;
        tune(&file)?;
        let mut book = Book { connection: file.into(), path: path.to_path_buf() };
        book.migrate()?;
        Ok(book)
    }

    /// A second connection to the same book that only reads, for screens and for the threads of a night.
    pub fn reader(&self) -> Result<Book, StoreError> {
        Book::open_to_read(&self.path)
    }

    /// Opens an existing book to read only.
    pub fn open_to_read(path: &Path) -> Result<Book, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let file = rusqlite::Connection::open_with_flags(path, flags)?;
        file.busy_timeout(std::time::Duration::from_secs(30))?;
        tune(&file)?;
        Ok(Book { connection: file.into(), path: path.to_path_buf() })
    }

    /// The same for pages: they read a little here and there, and every change by somebody else makes a connection forget the
    /// pages of the file that it holds. So it holds few, and reads the file where the system has it in memory.
    pub fn open_to_show(path: &Path) -> Result<Book, StoreError> {
        let book = Book::open_to_read(path)?;
        book.tune("mmap_size", MOST_MAPPED)?;
        book.tune("cache_size", PAGES_TO_SHOW)?;
        Ok(book)
    }

    /// Takes the right to run a night; refused while another process has it.
    pub fn lock_night(&self) -> Result<NightLock, StoreError> {
        let path = self.path.with_extension("nacht");
        let failed = |error| StoreError::File(path.clone(), error);
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(NightLock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::NightRunning(self.path.clone())),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }

    /// Where the book lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The connection, for benchmarks and tests that speak SQL to the same file.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// A number that is another one whenever somebody changed the book over another connection, in this process or elsewhere.
    /// Only numbers of one connection can be compared.
    pub fn changes_by_others(&self) -> Result<i64, StoreError> {
        Ok(self.connection.prepare_cached("pragma data_version")?.query_row([], |row| row.get(0))?)
    }

    /// A remark kept with the book.
    pub fn remark(&self, key: &str) -> Result<Option<String>, StoreError> {
        let query = "select value from meta where key = ?1";
        Ok(self.connection.prepare_cached(query)?.query_row([key], |row| row.get(0)).optional()?)
    }

    /// Keeps a remark with the book.
    pub fn set_remark(&self, key: &str, value: &str) -> Result<(), StoreError> {
        self.connection.execute(
            "insert into meta values (?1, ?2) on conflict (key) do update set value = excluded.value",
            [key, value],
        )?;
        Ok(())
    }

    /// Sets what only a file has: its pages, its cache, its log.
    pub(crate) fn tune(&self, setting: &str, value: i64) -> Result<(), StoreError> {
        if let Some(file) = self.connection.sqlite() {
            file.pragma_update(None, setting, value)?;
        }
        Ok(())
    }

    fn migrate(&mut self) -> Result<(), StoreError> {
        let form: u32 = self.connection.query_row("pragma user_version", [], |row| row.get(0))?;
        if form as usize > MIGRATIONS.len() {
            return Err(StoreError::TooNew { path: self.path.clone(), form });
        }
        for (index, script) in MIGRATIONS.iter().enumerate().skip(form as usize) {
            let transaction = self.connection.transaction()?;
            transaction.execute_batch(script)?;
            transaction.execute_batch(&format!("pragma user_version = {}", index + 1))?;
            transaction.commit()?;
        }
        Ok(())
    }
}

/// A statement is read once and kept: a page asks dozens.
const STATEMENTS_KEPT: usize = 256;

fn tune(file: &rusqlite::Connection) -> rusqlite::Result<()> {
    file.pragma_update(None, "cache_size", -32_768)?;
    file.pragma_update(None, "temp_store", "memory")?;
    // A plan depends on the query alone, so a statement that is kept is not read anew for every value that is bound.
    file.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    file.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(())
}
