//! Moves a book: from a file to a server, or back.
//!
//! Every table goes over in one transaction, out of one moment of the old book; then every row is read back and compared. From
//! before the first row nothing goes on in the old book: no act, no night, no message, also not by who has it open. Two books that both
//! go on would write to a tenant twice. When something goes wrong the old book is as it was; after a crash in between the same move
//! goes on.

use std::hash::{DefaultHasher, Hash, Hasher};

use domain::money::Cents;
use rusqlite::types::{ToSql, ToSqlOutput};

use crate::book::{Book, Place, StoreError};
use crate::crash;
use crate::db::{self, Connection, Params, Row, ValueRef};
use crate::forms;

/// Where a book that stands still went, kept with it.
const MOVED: &str = "verhuisd";

/// The log of looks. In a file it stands beside the book, and two files are not written at one moment: it goes first.
const LOOKS: &str = "looked";
/// Who works where now: nobody, in a book that stands still.
const OF_NOW: &str = "viewing";

/// Rows of an answer of a server.
const PART: u32 = 4_000;

/// What only a file is asked.
const TRIGGERS_OF_A_FILE: &str = "select name, sql from sqlite_schema where type = 'trigger'";
const TABLES_OF_A_FILE: &str = "select name from sqlite_schema where type = 'table' and name not like 'sqlite!_%' escape '!' order by rowid";
const COLUMNS_OF_A_FILE: &str = "select name, pk from pragma_table_info(?1) order by cid";

/// What was moved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// Tables that held something.
    pub tables: usize,
    /// Rows of all of them, each read back and equal.
    pub rows: u64,
    /// Entries on all accounts.
    pub entries: u64,
    /// What they add up to.
    pub balance: Cents,
}

/// A table as every book has it.
struct Table {
    name: String,
    columns: Vec<String>,
    /// What tells its rows apart, and their order: a row that names another of its table comes after it.
    key: Vec<String>,
}

/// Rows of a table as one number: equal for equal rows, in whatever order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum {
    rows: u64,
    of_all: u64,
}

impl Book {
    /// Opens a book that is to be moved, also one of which a move was broken off.
    pub fn open_to_move(place: impl Into<Place>) -> Result<Book, StoreError> {
        let place = place.into();
        match Book::is_at(&place)? {
            true => Book::open_even_if_moved(place, true),
            false => Err(StoreError::NoBook(place)),
        }
    }

    /// Moves this book to where there is none, or an empty one.
    pub fn move_to(&mut self, to: impl Into<Place>) -> Result<Moved, StoreError> {
        let to = to.into();
        self.refuse_moved_unless_to(Some(&to))?;
        let _nobody_sends = self.lock_night()?;
        let tables = tables()?;
        let mut new = Book::open_to_log(&to)?;
        for table in tables.iter().filter(|table| table.name != LOOKS) {
            let query = format!("select exists (select 1 from {})", table.name);
            if new.connection.query_row(&query, [], |row| row.get::<bool>(0))? {
                return Err(StoreError::NotEmpty(to));
            }
        }
        // Of a move that was broken off before anything was there.
        self.go_on()?;
        let old = self.reader()?;
        self.stand_still(&to)?;
        crash::point();
        let moved = copy(&old, &mut new, &tables);
        if moved.is_err() {
            self.go_on()?;
        }
        moved
    }

    /// Refuses a book that went elsewhere.
    pub(crate) fn refuse_moved_unless_to(&self, to: Option<&Place>) -> Result<(), StoreError> {
        match self.remark(MOVED)? {
            Some(went) if to.is_none_or(|to| to.to_string() != went) => {
                Err(StoreError::Moved { place: self.place().clone(), to: went })
            }
            _ => Ok(()),
        }
    }

    /// From here on nothing goes on in this book, whoever has it open.
    fn stand_still(&mut self, to: &Place) -> Result<(), StoreError> {
        let on_a_server = self.connection.server().is_some();
        let transaction = self.connection.transaction()?;
        transaction.execute(
            "insert into meta values (?1, ?2) on conflict (key) do update set value = excluded.value",
            [MOVED, &to.to_string()],
        )?;
        let stop = if on_a_server { STOP_ON_A_SERVER } else { STOP_IN_A_FILE };
        transaction.execute_batch(stop)?;
        Ok(transaction.commit()?)
    }

    /// It goes on after all.
    fn go_on(&mut self) -> Result<(), StoreError> {
        let on_a_server = self.connection.server().is_some();
        let transaction = self.connection.transaction()?;
        transaction.execute("delete from meta where key = ?1", [MOVED])?;
        transaction.execute_batch(go(on_a_server))?;
        Ok(transaction.commit()?)
    }
}

/// A look or act of a person is in the log, a night has a run, and a message an attempt before it leaves.
const STOP_IN_A_FILE: &str = "
    create trigger moved_audit before insert on audit begin select raise(abort, 'dit boek is verhuisd'); end;
    create trigger moved_night before insert on night_run begin select raise(abort, 'dit boek is verhuisd'); end;
    create trigger moved_post before insert on attempt begin select raise(abort, 'dit boek is verhuisd'); end;
    create trigger looks.moved_look before insert on looked begin select raise(abort, 'dit boek is verhuisd'); end;";
const GO_IN_A_FILE: &str = "drop trigger if exists moved_audit; drop trigger if exists moved_night; drop trigger if exists moved_post;
    drop trigger if exists looks.moved_look;";

const STOP_ON_A_SERVER: &str = "
    create function moved() returns trigger language plpgsql as $$ begin raise exception 'dit boek is verhuisd'; end $$;
    create trigger moved before insert on audit for each row execute function moved();
    create trigger moved before insert on night_run for each row execute function moved();
    create trigger moved before insert on attempt for each row execute function moved();
    create trigger moved before insert on looked for each row execute function moved();";
const GO_ON_A_SERVER: &str = "drop function if exists moved() cascade;";

fn go(on_a_server: bool) -> &'static str {
    if on_a_server { GO_ON_A_SERVER } else { GO_IN_A_FILE }
}

fn copy(old: &Book, new: &mut Book, tables: &[Table]) -> Result<Moved, StoreError> {
    let mut moved = Moved::default();
    let snapshot = old.connection.reading()?;
    let (looks, tables): (Vec<_>, Vec<_>) = tables.iter().partition(|table| table.name == LOOKS);
    let transaction = new.connection.transaction()?;
    for table in looks {
        moved.add(write(&snapshot, &transaction, table)?);
    }
    transaction.commit()?;
    crash::point();
    let transaction = new.connection.transaction()?;
    let resting = rest_triggers(&transaction)?;
    for table in tables {
        moved.add(write(&snapshot, &transaction, table)?);
    }
    wake_triggers(&transaction, &resting)?;
    number_on(&transaction)?;
    let sums = |of: &Connection| {
        let query = "select count(*), coalesce(sum(cents), 0) from ledger";
        of.query_row(query, [], |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)))
    };
    let (here, there) = (sums(&snapshot)?, sums(&transaction)?);
    if here != there {
        return Err(StoreError::Damaged(format!("de rekeningen tellen anders op: {here:?} werd {there:?}")));
    }
    (moved.entries, moved.balance) = (there.0 as u64, Cents(there.1));
    crash::point();
    transaction.commit()?;
    crash::point();
    if new.connection.server().is_some() {
        new.connection.analyze()?;
    }
    Ok(moved)
}

/// Writes all rows of a table and reads them back. Those of a move that was broken off are there already.
fn write(old: &Connection, new: &Connection, table: &Table) -> Result<Sum, StoreError> {
    let places: Vec<String> = (1..=table.columns.len()).map(|at| format!("?{at}")).collect();
    let (columns, places) = (table.columns.join(", "), places.join(", "));
    let or_there = if table.name == LOOKS { "on conflict do nothing" } else { "" };
    let mut insert =
        new.prepare(&format!("insert into {} ({columns}) values ({places}) {or_there}", table.name))?;
    let (mut written, mut there) = (Sum::default(), Sum::default());
    each_row(old, table, &mut |row| {
        insert.put(Whole { row: &row, columns: table.columns.len() })?;
        written.add(&row, table.columns.len())
    })?;
    each_row(new, table, &mut |row| there.add(&row, table.columns.len()))?;
    if there != written {
        let what =
            format!("{} kwam anders over: {} rijen werden er {}", table.name, written.rows, there.rows);
        return Err(StoreError::Damaged(what));
    }
    Ok(there)
}

/// Calls `each` with every row of a table, in order of its key. A server gives them in parts.
fn each_row(
    of: &Connection,
    table: &Table,
    each: &mut dyn FnMut(Row) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let but = if table.name == "meta" { format!("where key <> '{MOVED}'") } else { String::new() };
    let (columns, name, key) = (table.columns.join(", "), &table.name, table.key.join(", "));
    let all = format!("select {columns} from {name} {but} order by {key}");
    let mut read = |statement: &mut db::Statement| -> Result<bool, StoreError> {
        let (mut rows, mut any) = (statement.query([])?, false);
        while let Some(row) = rows.next()? {
            any = true;
            each(row)?;
        }
        Ok(any)
    };
    if of.server().is_none() {
        return read(&mut of.prepare(&all)?).map(|_| ());
    }
    of.execute_batch(&format!("declare reading_{name} no scroll cursor for {all}"))?;
    let mut next = of.prepare(&format!("fetch forward {PART} from reading_{name}"))?;
    while read(&mut next)? {}
    Ok(of.execute_batch(&format!("close reading_{name}"))?)
}

/// A row with all its values, as it is put elsewhere.
struct Whole<'r> {
    row: &'r Row<'r>,
    columns: usize,
}

impl Params for Whole<'_> {
    fn each(&self, put: &mut impl FnMut(&dyn ToSql) -> db::Result<()>) -> db::Result<()> {
        (0..self.columns).try_for_each(|column| put(&ToSqlOutput::Borrowed(self.row.get_ref(column)?)))
    }
}

impl Moved {
    fn add(&mut self, table: Sum) {
        self.rows += table.rows;
        self.tables += usize::from(table.rows > 0);
    }
}

impl Sum {
    fn add(&mut self, row: &Row, columns: usize) -> Result<(), StoreError> {
        let mut hash = DefaultHasher::new();
        for column in 0..columns {
            match row.get_ref(column)? {
                ValueRef::Null => 0_u8.hash(&mut hash),
                ValueRef::Integer(number) => (1_u8, number).hash(&mut hash),
                ValueRef::Real(number) => (2_u8, number.to_bits()).hash(&mut hash),
                // A server keeps no text with this character in it (`db/postgres/values.rs`).
                ValueRef::Text(text) => {
                    (3_u8, String::from_utf8_lossy(text).replace('\0', "\u{fffd}")).hash(&mut hash);
                }
                ValueRef::Blob(bytes) => (4_u8, bytes).hash(&mut hash),
            }
        }
        (self.rows, self.of_all) = (self.rows + 1, self.of_all.wrapping_add(hash.finish()));
        Ok(())
    }
}

/// Triggers judge what people do, one thing after the other; a copy brings what was judged, in another order. Gives back how to wake
/// them.
fn rest_triggers(of: &Connection) -> Result<Vec<String>, StoreError> {
    let on_a_server = of.server().is_some();
    let query = match on_a_server {
        true => {
            "select distinct c.relname, '' from pg_trigger t join pg_class c on c.oid = t.tgrelid \
             where not t.tgisinternal and c.relnamespace = current_schema()::regnamespace"
        }
        false => TRIGGERS_OF_A_FILE,
    };
    let mut statement = of.prepare(query)?;
    let found: Vec<(String, String)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<db::Result<_>>()?;
    drop(statement);
    let mut waking = Vec::new();
    for (name, sql) in found {
        match on_a_server {
            true => {
                of.execute_batch(&format!("alter table {name} disable trigger user"))?;
                waking.push(format!("alter table {name} enable trigger user"));
            }
            false => {
                of.execute_batch(&format!("drop trigger {name}"))?;
                waking.push(sql);
            }
        }
    }
    Ok(waking)
}

fn wake_triggers(of: &Connection, resting: &[String]) -> Result<(), StoreError> {
    Ok(resting.iter().try_for_each(|waking| of.execute_batch(waking))?)
}

/// On a server new rows are numbered after those that came; a file does so by itself.
fn number_on(of: &Connection) -> Result<(), StoreError> {
    if of.server().is_none() {
        return Ok(());
    }
    let numbered = "select c.relname, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid \
         where a.attidentity <> '' and c.relnamespace = current_schema()::regnamespace";
    let mut statement = of.prepare(numbered)?;
    let found: Vec<(String, String)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<db::Result<_>>()?;
    drop(statement);
    for (table, column) in found {
        of.execute_batch(&format!(
            "select setval(pg_get_serial_sequence('{table}', '{column}'), coalesce(max({column}), 1), count(*) > 0) from {table}"
        ))?;
    }
    Ok(())
}

/// The tables of a book, each after those it refers to: as the scripts make them.
fn tables() -> Result<Vec<Table>, StoreError> {
    let model = forms::model()?;
    let mut names = model.prepare(TABLES_OF_A_FILE)?;
    let names = names.query_map([], |row| row.get(0))?.collect::<db::Result<Vec<String>>>()?;
    let mut of_table = model.prepare(COLUMNS_OF_A_FILE)?;
    let mut tables = Vec::new();
    for name in names.into_iter().filter(|name| name != OF_NOW) {
        let columns: Vec<(String, i64)> =
            of_table.query_map([&name], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<db::Result<_>>()?;
        let mut key: Vec<&(String, i64)> = columns.iter().filter(|(_, place)| *place > 0).collect();
        key.sort_by_key(|(_, place)| *place);
        let key = match key.is_empty() {
            true => columns.iter().map(|(column, _)| column.clone()).collect(),
            false => key.into_iter().map(|(column, _)| column.clone()).collect(),
        };
        tables.push(Table { name, columns: columns.into_iter().map(|(column, _)| column).collect(), key });
    }
    Ok(tables)
}
