//! The second opinion: the facts and categories of a night in plain SQL, in the same file or on the same server, compared tenancy by
//! tenancy.
//!
//! The reference does less than a night (no flows, no guards, no messages), has its data clustered, its statistics and
//! enough cache: an honest best case of the usual way to write this.

use std::collections::BTreeMap;

use domain::calendar::Day;
use domain::classify::FactValues;
use domain::facts::{FactId, Value};
use domain::ids::TenancyId;
use domain::plan::{self, Desk};
use domain::policy::Settings;
use store::{Book, Place};

use super::Failure;
use super::measure::{MIX_START, mix};
use super::scene::Scene;

mod words;

const PREPARE: &str = include_str!("prepare.sql");
const CLAIMS: &str = include_str!("reference-claims.sql");
const STRETCH: &str = include_str!("reference-stretch.sql");
const FACTS: &str = include_str!("reference-facts.sql");
const APPLY: &str = include_str!("apply.sql");

/// Disagreements that are named in full.
const NAMED: usize = 40;

/// The reference over a book.
pub struct Reference {
    claims: String,
    stretch: String,
    facts: String,
    apply: String,
    /// A connection of its own to a book on a server, with room for tables beside those of the book.
    beside: Option<Book>,
}

impl Reference {
    /// Prepares what does not count: cache or room, calendar, keys of categories.
    pub fn new(scene: &Scene, book: &Book, today: Day) -> Result<Reference, Failure> {
        let on_a_server = matches!(book.place(), Place::Server(_));
        let beside = on_a_server.then(|| beside(book)).transpose()?;
        let words = if on_a_server { words::in_postgres } else { words::in_sqlite };
        let fill = |text: &str| words(&fill(text, today, &scene.policy.settings));
        let reference = Reference {
            claims: fill(CLAIMS),
            stretch: fill(STRETCH),
            facts: fill(FACTS),
            apply: fill(APPLY),
            beside,
        };
        let connection = reference.book(book).connection();
        if !on_a_server {
            connection.execute_batch(
                "pragma cache_size = -1048576; pragma temp_store = memory; pragma mmap_size = 8589934592",
            )?;
        }
        connection.execute_batch(&words(&prepared(scene)))?;
        Ok(reference)
    }

    /// The book, over the connection in which the reference leaves its tables.
    pub fn book<'b>(&'b self, book: &'b Book) -> &'b Book {
        self.beside.as_ref().unwrap_or(book)
    }

    /// Computes facts and categories and writes what changed, to be taken back.
    pub fn run(&self, book: &Book) -> Result<(), Failure> {
        let connection = self.book(book).connection();
        connection.execute_batch(&self.claims)?;
        let stretches: i64 =
            connection.query_row("select coalesce(max(n), 0) from stretch", [], |row| row.get(0))?;
        for number in 1..=stretches {
            connection.execute_batch(&self.stretch.replace(":stretch", &number.to_string()))?;
        }
        connection.execute_batch(&self.facts)?;
        connection.execute_batch(&self.apply)?;
        Ok(())
    }
}

impl Drop for Reference {
    fn drop(&mut self) {
        if let Some(book) = &self.beside {
            let _ = book.connection().execute_batch(&format!("drop schema {} cascade", schema_beside(book)));
        }
    }
}

/// A connection for the reference on a server: memory enough for its sorts, and the book as it is read best: in order of tenancy,
/// with statistics.
fn beside(book: &Book) -> Result<Book, Failure> {
    let reader = book.reader()?;
    let connection = reader.connection();
    let schema = schema_beside(book);
    for setting in [
        "set default_transaction_read_only to off".to_string(),
        "cluster ledger using ledger_pkey".to_string(),
        "vacuum analyze".to_string(),
        "set work_mem to '1GB'; set maintenance_work_mem to '1GB'".to_string(),
        format!("drop schema if exists {schema} cascade; create schema {schema}"),
        format!("select set_config('search_path', '{schema}, ' || current_setting('search_path'), false)"),
    ] {
        connection.execute_batch(&setting)?;
    }
    Ok(reader)
}

/// Where the reference has its tables on a server.
fn schema_beside(book: &Book) -> String {
    match book.place() {
        Place::Server(server) => format!("\"{}/reference\"", server.schema.replace('"', "")),
        Place::File(_) => String::new(),
    }
}

/// What the reference looks things up in.
fn prepared(scene: &Scene) -> String {
    let listed = |rows: &mut dyn Iterator<Item = String>| rows.collect::<Vec<_>>().join(", ");
    let calendar = listed(&mut (-22_000..25_000).map(|day| {
        let month = Day(day).month();
        let next = month + 1;
        let (first, next_first) = (month.first_day().0, next.first_day().0);
        format!("({day}, {}, {first}, {}, {next_first}, {})", month.0, month.length(), next.length())
    }));
    let masks = listed(&mut (0_u32..4096).map(|mask| {
        format!("({mask}, {}, {})", mask.count_ones(), if mask == 0 { 12 } else { mask.trailing_zeros() })
    }));
    let places = (1..).zip(&scene.policy.categories);
    let categories = listed(&mut places.map(|(place, category)| format!("({}, {place})", category.key.0)));
    PREPARE.replace(":calendar", &calendar).replace(":masks", &masks).replace(":categories", &categories)
}

/// Puts day and settings in for the words with a colon, longest word first.
fn fill(text: &str, today: Day, settings: &Settings) -> String {
    let month = today.month();
    let mut words: Vec<(&str, i64)> = vec![
        (":today", today.0.into()),
        (":month", month.0.into()),
        (":month_start", month.first_day().0.into()),
        (":month_length", month.length().into()),
        (":day_of_month", today.day_of_month().into()),
        (":window_start", (month - 11).first_day().0.into()),
        (":year_before_month", (month - 12).first_day().0.into()),
        (":year_ago", today.plus_months(-12).0.into()),
        (":late_after", settings.late_after_days.into()),
        (":learned_counts", settings.learned_pay_day_counts.into()),
        (":learned_months", settings.learned_from_months as i64),
        (":learned_percent", settings.learned_regular_percent),
        (":finding_days", settings.finding_valid_days.into()),
        (":grace", settings.arrangement_grace_days.into()),
        (":broken_after", settings.arrangement_broken_days.into()),
        (":tolerance", settings.arrangement_tolerance.0),
        (":never", i64::MAX),
    ];
    words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    words.into_iter().fold(text.to_owned(), |text, (word, value)| text.replace(word, &value.to_string()))
}

/// What both sides said about all tenancies.
pub struct Agreement {
    /// Tenancies compared.
    pub tenancies: usize,
    /// Facts compared.
    pub facts: usize,
    /// Disagreements in words, the first of them.
    pub named: Vec<String>,
    /// Number of disagreements.
    pub differ: usize,
    /// Categories and facts of all tenancies as one number.
    pub checksum: u64,
    /// Tenancies in each category.
    pub counts: BTreeMap<usize, u32>,
}

/// Compares what the reference left in its tables with what the product reads from the truth.
pub fn compare(scene: &Scene, reference: &Reference, book: &Book, today: Day) -> Result<Agreement, Failure> {
    let book = reference.book(book);
    let connection = book.connection();
    let mut statement = connection.prepare(
        "select p.place, f.* from fact f join placed p on p.tenancy = f.tenancy order by f.tenancy",
    )?;
    let facts = facts_of(statement.column_names().into_iter());
    let mut rows = statement.query([])?;
    let (night, mut desk) = (scene.night(today), Desk::default());
    let all: Vec<FactId> = facts.iter().map(|(_, id)| *id).collect();
    let wide = plan::Night { needed: &all, ..night };
    let mut found = Agreement {
        tenancies: 0,
        facts: all.len(),
        named: Vec::new(),
        differ: 0,
        checksum: MIX_START,
        counts: BTreeMap::new(),
    };
    let mut failed: Result<(), Failure> = Ok(());
    book.each_from_truth(0..u32::MAX, &mut |dossier, _| {
        if failed.is_err() {
            return;
        }
        let decision = plan::decide(&wide, dossier, &mut desk);
        let id = dossier.tenancy.id;
        failed = match rows.next() {
            Ok(Some(row)) => {
                let theirs = |column: usize| Ok(row.get::<Option<i64>>(column)?);
                found.take_all(id, decision.category, &facts, &desk.facts, theirs)
            }
            Ok(None) => Err(format!("the reference has no tenancy {}", id.0).into()),
            Err(error) => Err(error.into()),
        };
    })?;
    failed?;
    Ok(found)
}

impl Agreement {
    /// Compares one tenancy; `theirs` reads a column of the reference.
    fn take_all(
        &mut self,
        id: TenancyId,
        category: usize,
        columns: &[(usize, FactId)],
        ours: &FactValues,
        theirs: impl Fn(usize) -> Result<Option<i64>, Failure>,
    ) -> Result<(), Failure> {
        if theirs(1)? != Some(id.0.into()) {
            return Err(format!("the reference passed over tenancy {}", id.0).into());
        }
        let value = |column: usize| Ok::<Value, Failure>(theirs(column)?.map_or(Value::MISSING, Value));
        self.take(id, "category", Value(category as i64 + 1), value(0)?);
        for (column, fact) in columns {
            self.take(id, fact.fact().id, ours.get(*fact), value(*column)?);
        }
        self.tenancies += 1;
        *self.counts.entry(category + 1).or_default() += 1;
        Ok(())
    }

    fn take(&mut self, id: TenancyId, what: &str, ours: Value, theirs: Value) {
        self.checksum = mix(self.checksum, ours.0 as u64);
        if ours == theirs {
            return;
        }
        self.differ += 1;
        if self.named.len() < NAMED {
            self.named.push(format!("tenancy {}: {what} is {} here, {} in SQL", id.0, ours.0, theirs.0));
        }
    }
}

/// The columns that are facts, by their ids.
fn facts_of<'a>(columns: impl Iterator<Item = &'a str>) -> Vec<(usize, FactId)> {
    let known = |name: &str| domain::facts::ALL.iter().position(|fact| fact.id == name);
    let pairs = columns.enumerate();
    pairs.filter_map(|(column, name)| known(name).map(|at| (column, FactId(at as u8)))).collect()
}
