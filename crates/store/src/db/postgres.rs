//! A book in PostgreSQL: one connection, which says and hears everything in blocks and waits for the answer.
//!
//! Pages call the book from inside their own runtime, so a client that brings a runtime of its own has no place here: this
//! one stands on a plain socket. An answer is read whole before the next question is asked, so that statements may nest; who
//! reads a whole book does so in parts. Statements of which nobody needs the answer are sent together (`put`).

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;

use super::{ALL, Error, Params, Result, ValueRef};

pub(crate) mod address;
mod dialect;
mod values;
mod wire;

pub use address::Server;
pub(crate) use dialect::schema;
use values::Cells;
use wire::{Plan, Wire};

/// What PostgreSQL said no to: its code and its words, without the values it may name besides.
#[derive(Debug)]
pub struct Refused {
    /// Five characters (appendix A of its manual).
    pub code: String,
    /// What is wrong.
    pub message: String,
}

/// What a trigger says with `raise exception`.
const RAISED: &str = "P0001";
/// Bytes of statements that wait to be sent together. Their answers are short and fit in what a socket holds.
const TOGETHER: usize = 48 * 1024;

impl Refused {
    fn nothing_kept() -> Refused {
        let message = "er ging iets mis; van deze wijziging is niets bewaard".to_string();
        Refused { code: "25P02".into(), message }
    }

    /// The words of a trigger.
    pub(super) fn by_a_trigger(&self) -> Option<&str> {
        (self.code == RAISED).then_some(self.message.as_str())
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.message, self.code)
    }
}

/// A connection.
pub(crate) struct Postgres {
    server: Server,
    only_reads: bool,
    wire: RefCell<Wire>,
    plans: RefCell<BTreeMap<String, Arc<Plan>>>,
    in_transaction: Cell<bool>,
    /// How many changes of the book this connection made.
    own_changes: Cell<i64>,
    /// The transaction it is in is such a change.
    counts: Cell<bool>,
}

impl Postgres {
    /// Connects to the schema of a landlord.
    pub(super) fn connect(server: &Server, only_reads: bool) -> Result<Postgres> {
        Ok(Postgres {
            server: server.clone(),
            only_reads,
            wire: RefCell::new(connected(server, only_reads)?),
            plans: RefCell::default(),
            in_transaction: Cell::default(),
            own_changes: Cell::default(),
            counts: Cell::default(),
        })
    }

    /// After the server went away and came back, a connection that was in nothing goes on as a new one.
    fn heal(&self) -> Result<()> {
        if self.wire.borrow().is_broken() && !self.in_transaction.get() {
            let wire = connected(&self.server, self.only_reads)?;
            self.plans.borrow_mut().clear();
            *self.wire.borrow_mut() = wire;
        }
        Ok(())
    }

    /// Begins a transaction. A change waits until it is the only one of this book, as in SQLite: what it has read then holds
    /// until it is committed. And it is counted, so that everybody sees that something changed. Who only reads sees one
    /// state of the book.
    pub(super) fn begin(&self) -> Result<()> {
        match self.only_reads {
            true => self.begin_with("begin isolation level repeatable read", false),
            false => {
                let turn = self.wait_for_turn();
                self.begin_with(&format!("begin; {turn}; update form set changes = changes + 1"), true)
            }
        }
    }

    /// Begins a transaction beside those, for what is no change of the book.
    pub(super) fn begin_beside(&self) -> Result<()> {
        self.begin_with("begin", false)
    }

    fn begin_with(&self, begin: &str, counts: bool) -> Result<()> {
        self.heal()?;
        let begun = self.wire.borrow_mut().batch(begin);
        if begun.is_err() {
            let _ = self.wire.borrow_mut().batch("rollback");
        }
        self.in_transaction.set(begun.is_ok());
        self.counts.set(counts);
        begun
    }

    /// Does it only read, and is it in no transaction?
    pub(super) fn may_begin_to_read(&self) -> bool {
        self.only_reads && !self.in_transaction.get()
    }

    /// The schema of the landlord, as SQL names it.
    pub(crate) fn schema(&self) -> String {
        address::quoted(&self.server.schema)
    }

    /// Waits until nobody else changes this book, for as long as the transaction lasts.
    pub(crate) fn wait_for_turn(&self) -> String {
        format!("select pg_advisory_xact_lock({})", self.right("schrijven"))
    }

    /// The number of a right that one connection has at a time, in this book.
    pub(crate) fn right(&self, which: &str) -> String {
        format!("hashtextextended('{}/{}', 0)", self.server.schema, which.replace('\'', ""))
    }

    /// Ends it: `commit` or `rollback`.
    pub(super) fn end(&self, how: &str) -> Result<()> {
        self.in_transaction.set(false);
        let mut wire = self.wire.borrow_mut();
        let commits = how == "commit";
        // Of a transaction in which something went wrong the server keeps nothing, and calls that a success.
        let ended = wire.settle().and_then(|()| match commits && wire.has_failed() {
            true => Err(Refused::nothing_kept().into()),
            false => wire.batch(how),
        });
        match ended {
            Ok(()) if commits && self.counts.get() => self.own_changes.set(self.own_changes.get() + 1),
            Ok(()) => {}
            Err(_) => drop(wire.batch("rollback")),
        }
        ended
    }

    /// A number that is another one whenever another connection changed the book.
    pub(super) fn changes_by_others(&self) -> Result<i64> {
        let counted = self.prepare("select changes from form")?.query(&[], 1)?;
        let changes = counted.cells.value(0, 0)?.as_i64()?;
        Ok(changes - self.own_changes.get())
    }

    /// Several statements as they are, without values and without rows.
    pub(super) fn batch(&self, sql: &str) -> Result<()> {
        self.as_a_change(true, || self.as_it_is(sql))
    }

    /// The same, and nothing around it: for what makes a book, and for rights.
    pub(crate) fn as_it_is(&self, sql: &str) -> Result<()> {
        self.wire.borrow_mut().batch(sql)
    }

    /// Is what one value says true? For rights: their names are many, and a statement that was read is kept.
    pub(crate) fn is_true(&self, sql: &str) -> Result<bool> {
        let mut wire = self.wire.borrow_mut();
        let plan = Arc::new(wire.parse(String::new(), sql)?);
        wire.bind(&plan)?.run(ALL)?;
        let mut cells = Cells::of(plan);
        wire.answer(&mut cells)?;
        Ok(cells.value(0, 0)?.as_i64()? != 0)
    }

    /// A change outside a transaction is one.
    fn as_a_change<T>(&self, changes: bool, ask: impl FnOnce() -> Result<T>) -> Result<T> {
        if !changes || self.only_reads || self.in_transaction.get() {
            return ask();
        }
        self.begin()?;
        let done = ask();
        self.end(if done.is_ok() { "commit" } else { "rollback" })?;
        done
    }

    /// Has a statement read, or finds it among those that were.
    pub(super) fn prepare(&self, sql: &str) -> Result<Prepared<'_>> {
        self.heal()?;
        if let Some(plan) = self.plans.borrow().get(sql) {
            return Ok(Prepared { postgres: self, plan: plan.clone() });
        }
        let name = format!("s{}", self.plans.borrow().len());
        let plan = Arc::new(self.wire.borrow_mut().parse(name, &dialect::query(sql))?);
        self.plans.borrow_mut().insert(sql.to_string(), plan.clone());
        Ok(Prepared { postgres: self, plan })
    }
}

/// Compiling a query takes longer than any of ours runs.
const FOR_WHO_READS: &str = "set default_transaction_read_only to on; set jit to off";
/// How a statement is read is settled when its table is nearly empty, and holds while a night fills it: without this every row of a
/// first night would look through all rows before it.
const FOR_WHO_WRITES: &str = "set enable_seqscan to off; set jit to off";

fn connected(server: &Server, only_reads: bool) -> Result<Wire> {
    let mut wire = Wire::connect(server)?;
    wire.batch(&format!("set search_path to {}", address::quoted(&server.schema)))?;
    wire.batch(if only_reads { FOR_WHO_READS } else { FOR_WHO_WRITES })?;
    Ok(wire)
}

/// A statement that the server has read.
pub(super) struct Prepared<'c> {
    postgres: &'c Postgres,
    plan: Arc<Plan>,
}

impl Prepared<'_> {
    pub(super) fn parameter_count(&self) -> usize {
        self.plan.parameters.len()
    }

    pub(super) fn column_names(&self) -> Vec<&str> {
        self.plan.columns.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// Runs it; gives back how many rows it changed.
    pub(super) fn execute(&self, params: &impl Params) -> Result<usize> {
        self.postgres.as_a_change(self.plan.changes, || {
            let mut wire = self.postgres.wire.borrow_mut();
            self.ask(&mut wire, params, ALL)?;
            wire.answer(&mut Cells::none())
        })
    }

    /// Runs it before anything that is asked later; what goes wrong is told then.
    pub(super) fn put(&self, params: &impl Params) -> Result<()> {
        if !self.postgres.in_transaction.get() {
            return self.execute(params).map(|_| ());
        }
        let mut wire = self.postgres.wire.borrow_mut();
        self.ask(&mut wire, params, ALL)?;
        wire.wait_for_more();
        if wire.waiting_bytes() > TOGETHER { wire.settle() } else { Ok(()) }
    }

    /// Its rows, at most `most` of them; zero is all.
    pub(super) fn query(&self, params: &impl Params, most: i32) -> Result<Rows> {
        self.postgres.as_a_change(self.plan.changes, || {
            let mut wire = self.postgres.wire.borrow_mut();
            self.ask(&mut wire, params, most)?;
            let mut cells = Cells::of(self.plan.clone());
            wire.answer(&mut cells)?;
            Ok(Rows { cells, at: 0 })
        })
    }

    /// What it finds for each of several values, asked together as far as questions fit in what a socket holds.
    pub(super) fn query_each<P: Params>(
        &self,
        all: impl IntoIterator<Item = P>,
        each: &mut dyn FnMut(Rows) -> Result<()>,
    ) -> Result<()> {
        let mut wire = self.postgres.wire.borrow_mut();
        let mut each = |cells| each(Rows { cells, at: 0 });
        for params in all {
            self.ask(&mut wire, &params, ALL)?;
            if wire.waiting_bytes() > TOGETHER {
                wire.answers(&self.plan, &mut each)?;
            }
        }
        wire.answers(&self.plan, &mut each)
    }

    fn ask(&self, wire: &mut Wire, params: &impl Params, most: i32) -> Result<()> {
        let mut bind = wire.bind(&self.plan)?;
        params.each(&mut |value| bind.put(value))?;
        bind.run(most)
    }
}

/// Rows that were all read.
pub(super) struct Rows {
    cells: Cells,
    at: usize,
}

impl Rows {
    /// The next row.
    pub(super) fn next(&mut self) -> Option<RowOf<'_>> {
        let at = self.at;
        self.at += 1;
        (at < self.cells.rows()).then_some(RowOf { cells: &self.cells, at })
    }
}

/// One of them.
#[derive(Clone, Copy)]
pub(super) struct RowOf<'r> {
    cells: &'r Cells,
    at: usize,
}

impl<'r> RowOf<'r> {
    /// The value in a column.
    pub(super) fn get(self, column: usize) -> Result<ValueRef<'r>> {
        self.cells.value(self.at, column)
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Error {
        Error::Postgres(refused)
    }
}
