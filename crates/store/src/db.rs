//! The one way to a database: a connection, its statements and their rows, for the two stores a book can lie in.
//!
//! The names are those of the SQLite client that stands below, because that is how the rest of this crate reads. Values have
//! four forms, which both stores know: nothing, a whole number, a text, bytes. Nothing here knows what a book holds.

use std::fmt;
use std::ops::Deref;

pub use rusqlite::types::{FromSql, FromSqlError, ToSql, Value, ValueRef};

mod params;
mod postgres;

pub use params::Params;
use postgres::Postgres;
pub(crate) use postgres::schema as schema_for_a_server;
pub use postgres::{Refused, Server};

/// What a database says, or why not.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a database did not do what was asked.
#[derive(Debug)]
pub enum Error {
    /// The query was right and found nothing.
    NoRow,
    /// A value has another form than the code expects.
    Value(FromSqlError),
    /// SQLite says no.
    Sqlite(rusqlite::Error),
    /// PostgreSQL says no.
    Postgres(Refused),
    /// The server cannot be reached, or went away.
    Server(std::io::Error),
}

impl Error {
    /// Somebody else writes in the file just now.
    pub fn is_busy(&self) -> bool {
        let busy = rusqlite::ErrorCode::DatabaseBusy;
        matches!(self, Error::Sqlite(error) if error.sqlite_error_code() == Some(busy))
    }

    /// The words with which a trigger of the book refused, when that is what happened.
    pub fn refusal(&self) -> Option<&str> {
        match self {
            Error::Sqlite(rusqlite::Error::SqliteFailure(error, Some(why)))
                if error.code == rusqlite::ErrorCode::ConstraintViolation =>
            {
                Some(why)
            }
            Error::Postgres(refused) => refused.by_a_trigger(),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NoRow => f.write_str("geen rij gevonden"),
            Error::Value(error) => write!(f, "een waarde van een andere vorm: {error}"),
            Error::Sqlite(error) => error.fmt(f),
            Error::Postgres(refused) => refused.fmt(f),
            Error::Server(error) => write!(
                f,
                "de databaseserver is niet te bereiken ({error}). Draait hij, en klopt het adres in --store, HOUVAST_STORE of boek.toml?"
            ),
        }
    }
}

impl std::error::Error for Error {}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        Error::Sqlite(error)
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Error {
        Error::Server(error)
    }
}

impl From<FromSqlError> for Error {
    fn from(error: FromSqlError) -> Error {
        Error::Value(error)
    }
}

/// A query that may find nothing.
pub trait OptionalExtension<T> {
    /// `None` where there was no row.
    fn optional(self) -> Result<Option<T>>;
}

impl<T> OptionalExtension<T> for Result<T> {
    fn optional(self) -> Result<Option<T>> {
        match self {
            Ok(value) => Ok(Some(value)),
            Err(Error::NoRow) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// A connection to one book.
pub struct Connection(Store);

enum Store {
    Sqlite(rusqlite::Connection),
    Postgres(Box<Postgres>),
}

impl Connection {
    /// A connection to the schema of a landlord on a server, to write or only to read.
    pub fn to_server(server: &Server, only_reads: bool) -> Result<Connection> {
        Ok(Connection(Store::Postgres(Box::new(Postgres::connect(server, only_reads)?))))
    }

    /// The connection to a file, for what only a file has: pages, caches, a log.
    pub fn sqlite(&self) -> Option<&rusqlite::Connection> {
        match &self.0 {
            Store::Sqlite(file) => Some(file),
            Store::Postgres(_) => None,
        }
    }

    /// The connection to a server, for what only a server has: schemas and rights.
    pub(crate) fn server(&self) -> Option<&Postgres> {
        match &self.0 {
            Store::Sqlite(_) => None,
            Store::Postgres(postgres) => Some(postgres),
        }
    }

    /// A number that is another one whenever another connection changed the book.
    pub fn changes_by_others(&self) -> Result<i64> {
        match &self.0 {
            Store::Sqlite(_) => self.query_row("pragma data_version", [], |row| row.get(0)),
            Store::Postgres(postgres) => postgres.changes_by_others(),
        }
    }

    /// Reads a statement, or takes it as it was read before.
    pub fn prepare_cached(&self, sql: &str) -> Result<Statement<'_>> {
        match &self.0 {
            Store::Sqlite(file) => Ok(Statement(Prepared::Sqlite(file.prepare_cached(sql)?))),
            Store::Postgres(postgres) => Ok(Statement(Prepared::Postgres(postgres.prepare(sql)?))),
        }
    }

    /// The same: every statement is kept.
    pub fn prepare(&self, sql: &str) -> Result<Statement<'_>> {
        self.prepare_cached(sql)
    }

    /// Runs a statement; gives back how many rows it changed.
    pub fn execute(&self, sql: &str, params: impl Params) -> Result<usize> {
        self.prepare_cached(sql)?.execute(params)
    }

    fn run(&self, sql: &str) -> Result<()> {
        self.execute(sql, []).map(|_| ())
    }

    /// Runs several statements that give no rows.
    pub fn execute_batch(&self, sql: &str) -> Result<()> {
        match &self.0 {
            Store::Sqlite(file) => Ok(file.execute_batch(sql)?),
            Store::Postgres(postgres) => postgres.batch(sql),
        }
    }

    /// Has the store look at what its tables hold, so that it chooses well how to read them.
    pub(crate) fn analyze(&self) -> Result<()> {
        let Store::Postgres(postgres) = &self.0 else { return self.execute_batch("analyze main") };
        let tables = "select tablename from pg_tables where schemaname = current_schema()";
        let mut tables = self.prepare(tables)?;
        let names = tables.query_map([], |row| row.get::<String>(0))?.collect::<Result<Vec<_>>>()?;
        postgres.as_it_is(&format!("analyze {}", names.join(", ")))
    }

    /// The first row of a query; [`Error::NoRow`] when there is none.
    pub fn query_row<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row) -> Result<T>,
    ) -> Result<T> {
        self.prepare_cached(sql)?.query_row(params, read)
    }

    /// Begins a transaction that writes. It waits for its turn at once: what it reads is still so when it writes.
    pub fn transaction(&mut self) -> Result<Transaction<'_>> {
        self.unchecked_transaction()
    }

    /// Begins a transaction that changes nothing of the book itself: it waits for nobody who does, and is not told as a change.
    pub(crate) fn transaction_beside(&self) -> Result<Transaction<'_>> {
        match &self.0 {
            Store::Sqlite(_) => self.run("begin deferred")?,
            Store::Postgres(postgres) => postgres.begin_beside()?,
        }
        Ok(Transaction { connection: self, open: true })
    }

    /// Has several queries see one state of the book, where they would not by themselves.
    pub(crate) fn snapshot(&self) -> Result<Option<Transaction<'_>>> {
        match &self.0 {
            Store::Postgres(postgres) if postgres.may_begin_to_read() => Ok(Some(self.reading()?)),
            _ => Ok(None),
        }
    }

    /// Has several queries be one look, with one lock, where nobody began a transaction over this connection yet.
    pub(crate) fn one_look(&self) -> Result<Option<Transaction<'_>>> {
        match &self.0 {
            Store::Sqlite(file) if file.is_autocommit() => Ok(Some(self.reading()?)),
            _ => self.snapshot(),
        }
    }

    /// The same on a connection that is lent; there must be no transaction in it already.
    pub fn unchecked_transaction(&self) -> Result<Transaction<'_>> {
        Transaction::begin(self, "begin immediate")
    }

    /// Begins a transaction that only reads: all it sees is of one moment, and it keeps nobody from writing.
    pub(crate) fn reading(&self) -> Result<Transaction<'_>> {
        Transaction::begin(self, "begin deferred")
    }
}

impl From<rusqlite::Connection> for Connection {
    fn from(file: rusqlite::Connection) -> Connection {
        Connection(Store::Sqlite(file))
    }
}

/// All or nothing: what is not committed when this is dropped never happened.
pub struct Transaction<'c> {
    connection: &'c Connection,
    open: bool,
}

impl<'c> Transaction<'c> {
    fn begin(connection: &'c Connection, in_a_file: &str) -> Result<Transaction<'c>> {
        match &connection.0 {
            Store::Sqlite(_) => connection.run(in_a_file)?,
            Store::Postgres(postgres) => postgres.begin()?,
        }
        Ok(Transaction { connection, open: true })
    }

    /// Keeps everything.
    pub fn commit(mut self) -> Result<()> {
        self.end("commit")
    }

    /// Lets go of everything.
    pub fn rollback(mut self) -> Result<()> {
        self.end("rollback")
    }

    fn end(&mut self, how: &str) -> Result<()> {
        match &self.connection.0 {
            Store::Sqlite(_) => self.connection.run(how)?,
            Store::Postgres(postgres) => {
                self.open = false;
                postgres.end(how)?;
            }
        }
        self.open = false;
        Ok(())
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if self.open {
            // A transaction that cannot be undone is undone when its connection closes.
            let _ = self.end("rollback");
        }
    }
}

impl Deref for Transaction<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}

/// A statement that was read.
pub struct Statement<'c>(Prepared<'c>);

enum Prepared<'c> {
    Sqlite(rusqlite::CachedStatement<'c>),
    Postgres(postgres::Prepared<'c>),
}

impl Statement<'_> {
    /// Runs it; gives back how many rows it changed.
    pub fn execute(&mut self, params: impl Params) -> Result<usize> {
        match &mut self.0 {
            Prepared::Sqlite(statement) => {
                params::bind(statement, &params)?;
                Ok(statement.raw_execute()?)
            }
            Prepared::Postgres(statement) => statement.execute(&params),
        }
    }

    /// Runs it, in a transaction: at once, or together with others before anything else is asked. What goes wrong is then
    /// told by what is asked next, or by the commit. For rows by the thousand.
    pub fn put(&mut self, params: impl Params) -> Result<()> {
        match &mut self.0 {
            Prepared::Sqlite(_) => self.execute(params).map(|_| ()),
            Prepared::Postgres(statement) => statement.put(&params),
        }
    }

    /// Its rows, one by one.
    pub fn query(&mut self, params: impl Params) -> Result<Rows<'_>> {
        match &mut self.0 {
            Prepared::Sqlite(statement) => {
                params::bind(statement, &params)?;
                Ok(Rows(Found::Sqlite(statement.raw_query())))
            }
            Prepared::Postgres(statement) => Ok(Rows(Found::Postgres(statement.query(&params, ALL)?))),
        }
    }

    /// What it finds for each of several values, read by `read`, in order: one by one, or asked together where every question is a
    /// journey.
    pub fn query_each<P: Params, T>(
        &mut self,
        all: impl IntoIterator<Item = P>,
        mut read: impl FnMut(&mut Rows) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut found = Vec::new();
        match &mut self.0 {
            Prepared::Sqlite(_) => {
                for params in all {
                    found.push(read(&mut self.query(params)?)?);
                }
            }
            Prepared::Postgres(statement) => statement.query_each(all, &mut |rows| {
                found.push(read(&mut Rows(Found::Postgres(rows)))?);
                Ok(())
            })?,
        }
        Ok(found)
    }

    /// At most its first row.
    fn query_first(&mut self, params: impl Params) -> Result<Rows<'_>> {
        match &mut self.0 {
            Prepared::Sqlite(_) => self.query(params),
            Prepared::Postgres(statement) => Ok(Rows(Found::Postgres(statement.query(&params, 1)?))),
        }
    }

    /// Its rows, each read by `read`.
    pub fn query_map<T, F: FnMut(&Row) -> Result<T>>(
        &mut self,
        params: impl Params,
        read: F,
    ) -> Result<MappedRows<'_, F>> {
        Ok(MappedRows { rows: self.query(params)?, read })
    }

    /// Its first row; [`Error::NoRow`] when there is none.
    pub fn query_row<T>(&mut self, params: impl Params, read: impl FnOnce(&Row) -> Result<T>) -> Result<T> {
        match self.query_first(params)?.next()? {
            Some(row) => read(&row),
            None => Err(Error::NoRow),
        }
    }

    /// Does it find a row?
    pub fn exists(&mut self, params: impl Params) -> Result<bool> {
        Ok(self.query_first(params)?.next()?.is_some())
    }

    /// How many values it asks for.
    pub fn parameter_count(&self) -> usize {
        match &self.0 {
            Prepared::Sqlite(statement) => statement.parameter_count(),
            Prepared::Postgres(statement) => statement.parameter_count(),
        }
    }

    /// What the values of a row of it are called.
    pub fn column_names(&self) -> Vec<&str> {
        match &self.0 {
            Prepared::Sqlite(statement) => statement.column_names().collect(),
            Prepared::Postgres(statement) => statement.column_names(),
        }
    }

    /// How many values a row of it has.
    pub fn column_count(&self) -> usize {
        match &self.0 {
            Prepared::Sqlite(statement) => statement.column_count(),
            Prepared::Postgres(statement) => statement.column_names().len(),
        }
    }
}

/// What a query found.
pub struct Rows<'s>(Found<'s>);

enum Found<'s> {
    Sqlite(rusqlite::Rows<'s>),
    Postgres(postgres::Rows),
}

/// No bound on the number of rows.
pub(crate) const ALL: i32 = 0;

impl Rows<'_> {
    /// The next row. No iterator: a row is there until the next one is asked for.
    #[expect(clippy::should_implement_trait, reason = "the name that it has with the SQLite client")]
    #[inline]
    pub fn next(&mut self) -> Result<Option<Row<'_>>> {
        match &mut self.0 {
            Found::Sqlite(rows) => Ok(rows.next()?.map(|row| Row(Values::Sqlite(row)))),
            Found::Postgres(rows) => Ok(rows.next().map(|row| Row(Values::Postgres(row)))),
        }
    }
}

/// The rows of a query as something else.
pub struct MappedRows<'s, F> {
    rows: Rows<'s>,
    read: F,
}

impl<T, F: FnMut(&Row) -> Result<T>> Iterator for MappedRows<'_, F> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        match self.rows.next() {
            Ok(row) => row.map(|row| (self.read)(&row)),
            Err(error) => Some(Err(error)),
        }
    }
}

/// One row; its values are lent.
#[derive(Clone, Copy)]
pub struct Row<'r>(Values<'r>);

#[derive(Clone, Copy)]
enum Values<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(postgres::RowOf<'r>),
}

impl Row<'_> {
    /// The value in a column, counted from zero.
    #[inline]
    pub fn get<T: FromSql>(&self, column: usize) -> Result<T> {
        Ok(T::column_result(self.get_ref(column)?)?)
    }

    /// The same, lent.
    #[inline]
    pub fn get_ref(&self, column: usize) -> Result<ValueRef<'_>> {
        match self.0 {
            Values::Sqlite(row) => Ok(row.get_ref(column)?),
            Values::Postgres(row) => row.get(column),
        }
    }
}
