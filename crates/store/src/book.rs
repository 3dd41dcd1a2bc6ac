//! Opening a book: where it lies, and its settings.

use std::fmt;
use std::path::{Path, PathBuf};

use rusqlite::OpenFlags;
use rusqlite::config::DbConfig;

use crate::db::{self, Connection, OptionalExtension, Server};
use crate::forms::form_on_a_server;
use crate::looks;

/// Where a book lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A file of SQLite.
    File(PathBuf),
    /// A schema on a PostgreSQL server.
    Server(Box<Server>),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::File(path) => path.display().fmt(f),
            Place::Server(server) => server.fmt(f),
        }
    }
}

impl<P: AsRef<Path> + ?Sized> From<&P> for Place {
    fn from(path: &P) -> Place {
        Place::File(path.as_ref().to_path_buf())
    }
}

impl From<&Place> for Place {
    fn from(place: &Place) -> Place {
        place.clone()
    }
}

impl From<Server> for Place {
    fn from(server: Server) -> Place {
        Place::Server(Box::new(server))
    }
}

/// A landlord's book.
pub struct Book {
    pub(crate) connection: Connection,
    place: Place,
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
        place: Place,
        /// Its form.
        form: u32,
    },
    /// Another night is at work in this book.
    NightRunning(Place),
    /// There is no book here.
    NoBook(Place),
    /// The book went elsewhere: here nothing goes on.
    Moved {
        /// Where it was.
        place: Place,
        /// Where it is now.
        to: String,
    },
    /// A book is moved only to where there is none yet.
    NotEmpty(Place),
    /// Something in the book cannot be understood; nothing was changed.
    Damaged(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreError::Database(error) => write!(f, "de database meldt: {error}"),
            StoreError::File(path, error) => write!(f, "{} kan niet worden geopend: {error}", path.display()),
            StoreError::TooNew { place, form } => write!(
                f,
                "{place} is geschreven door een nieuwere versie van Houvast (vorm {form}); werk Houvast bij"
            ),
            StoreError::NightRunning(place) => {
                write!(f, "er draait al een nacht in {place}; wacht tot die klaar is")
            }
            StoreError::NoBook(place) => write!(f, "in {place} staat nog geen boek"),
            StoreError::Moved { place, to } => write!(
                f,
                "het boek in {place} is verhuisd naar {to}; zet die plaats in boek.toml of noem haar met --store"
            ),
            StoreError::NotEmpty(place) => {
                write!(f, "in {place} staat al een boek; er is niets verhuisd en niets overschreven")
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

/// Bytes of the file that a connection which reads here and there may read in place.
pub(crate) const MOST_MAPPED: i64 = 1 << 30;
/// Page cache of such a connection, in kilobytes as SQLite counts them: below zero.
const PAGES_TO_SHOW: i64 = -8_192;

impl Book {
    /// Opens a book to read and write, and brings it to the newest form; makes it when it is not there.
    pub fn open(place: impl Into<Place>) -> Result<Book, StoreError> {
        let book = Book::open_even_if_moved(place.into(), false)?;
        book.refuse_moved_unless_to(None)?;
        Ok(book)
    }

    /// The same, to write who looks at what as well.
    pub fn open_to_log(place: impl Into<Place>) -> Result<Book, StoreError> {
        let book = Book::open_even_if_moved(place.into(), true)?;
        book.refuse_moved_unless_to(None)?;
        Ok(book)
    }

    /// The same, for who waits for nobody that writes in a file: [`Book::changes_by_others`] and [`Book::session_seen`].
    pub fn open_to_watch(place: impl Into<Place>) -> Result<Book, StoreError> {
        let book = Book::open(place)?;
        if let Some(file) = book.connection.sqlite() {
            file.busy_timeout(std::time::Duration::ZERO)?;
        }
        Ok(book)
    }

    /// Opens a book to read and write, also when it stands still because it went elsewhere.
    pub(crate) fn open_even_if_moved(place: Place, logs: bool) -> Result<Book, StoreError> {
        let connection = match &place {
            Place::File(path) => open_file(path)?,
            Place::Server(server) => Connection::to_server(server, false)?,
        };
        let mut book = Book { connection, place };
        book.migrate()?;
        if let (Some(file), Place::File(path)) = (book.connection.sqlite(), &book.place) {
            looks::number(file)?;
            looks::join(file, path, logs)?;
        }
        Ok(book)
    }

    /// A second connection to the same book that only reads, for screens and for the threads of a night.
    pub fn reader(&self) -> Result<Book, StoreError> {
        Book::open_to_read(&self.place)
    }

    /// Opens an existing book to read only.
    pub fn open_to_read(place: impl Into<Place>) -> Result<Book, StoreError> {
        let place = place.into();
        let connection = match &place {
            Place::File(path) => {
                let file = only_to_read(path)?;
                tune(&file)?;
                looks::join(&file, path, false)?;
                file.into()
            }
            Place::Server(server) => Connection::to_server(server, true)?,
        };
        if connection.server().is_some() && form_on_a_server(&connection)?.is_none() {
            return Err(StoreError::NoBook(place));
        }
        let book = Book { connection, place };
        book.refuse_moved_unless_to(None)?;
        Ok(book)
    }

    /// Is there a book?
    pub fn is_at(place: impl Into<Place>) -> Result<bool, StoreError> {
        match place.into() {
            Place::File(path) => Ok(path.exists()),
            Place::Server(server) => Ok(form_on_a_server(&Connection::to_server(&server, true)?)?.is_some()),
        }
    }

    /// Removes a book with everything in it: for what was invented.
    pub fn remove(place: impl Into<Place>) -> Result<(), StoreError> {
        match place.into() {
            Place::File(path) => {
                let looks = looks::file_beside(&only_to_read(&path)?, &path)?;
                for file in looks.into_iter().chain([path]) {
                    // Who only read leaves an empty log.
                    for of_log in ["-wal", "-shm"] {
                        let _ = std::fs::remove_file(format!("{}{of_log}", file.display()));
                    }
                    std::fs::remove_file(&file).map_err(|error| StoreError::File(file, error))?;
                }
                Ok(())
            }
            Place::Server(server) => {
                let connection = Connection::to_server(&server, false)?;
                let Some(server) = connection.server() else { return Ok(()) };
                Ok(server.as_it_is(&format!("drop schema if exists {} cascade", server.schema()))?)
            }
        }
    }

    /// The same for pages: they read a little here and there, and there are many of these connections. So each holds few pages of
    /// the file, and reads the others where the system has them in memory.
    pub fn open_to_show(place: impl Into<Place>) -> Result<Book, StoreError> {
        let book = Book::open_to_read(place)?;
        book.tune("mmap_size", MOST_MAPPED)?;
        book.tune("cache_size", PAGES_TO_SHOW)?;
        Ok(book)
    }

    /// Where the book lies.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The connection, for benchmarks and tests that speak SQL to the same file.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// A number that is another one whenever somebody changed the book over another connection, in this process or elsewhere.
    /// Only numbers of one connection can be compared.
    pub fn changes_by_others(&self) -> Result<i64, StoreError> {
        Ok(self.connection.changes_by_others()?)
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
            file.pragma_update(Some("main"), setting, value)?;
        }
        Ok(())
    }
}

fn only_to_read(path: &Path) -> rusqlite::Result<rusqlite::Connection> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let file = rusqlite::Connection::open_with_flags(path, flags)?;
    file.busy_timeout(std::time::Duration::from_secs(30))?;
    Ok(file)
}

fn open_file(path: &Path) -> Result<Connection, StoreError> {
    let file = rusqlite::Connection::open(path)?;
    file.busy_timeout(std::time::Duration::from_secs(30))?;
    file.pragma_update(None, "journal_mode", "wal")?;
    // A night that was reported is on the disk: it must survive the plug being pulled.
    file.pragma_update(None, "synchronous", "full")?;
    tune(&file)?;
    Ok(file.into())
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
