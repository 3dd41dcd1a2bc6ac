//! The second opinion: the facts and categories of a night in plain SQL, in the same file, compared tenancy by tenancy.
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
use store::Book;

use super::Failure;
use super::measure::{MIX_START, mix};
use super::scene::Scene;

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
    facts: String,
    apply: String,
}

impl Reference {
    /// Prepares what does not count: cache, calendar, keys of categories.
    pub fn new(scene: &Scene, book: &Book, today: Day) -> Result<Reference, Failure> {
        let connection = book.connection();
        connection.execute_batch(
            "pragma cache_size = -1048576; pragma temp_store = memory; pragma mmap_size = 8589934592",
        )?;
        connection.execute_batch(PREPARE)?;
        connection.execute_batch(
            "drop table if exists temp.category; create temp table category (key integer primary key, place integer not null)",
        )?;
        for (place, category) in (1..).zip(&scene.policy.categories) {
            connection.execute("insert into category values (?1, ?2)", (category.key.0, place))?;
        }
        let fill = |text: &str| fill(text, today, &scene.policy.settings);
        Ok(Reference { claims: fill(CLAIMS), facts: fill(FACTS), apply: fill(APPLY) })
    }

    /// Computes facts and categories and writes what changed, to be taken back.
    pub fn run(&self, book: &Book) -> Result<(), Failure> {
        let connection = book.connection();
        connection.execute_batch(&self.claims)?;
        let stretches: i64 =
            connection.query_row("select coalesce(max(n), 0) from stretch", [], |row| row.get(0))?;
        for number in 1..=stretches {
            connection.execute_batch(&STRETCH.replace(":stretch", &number.to_string()))?;
        }
        connection.execute_batch(&self.facts)?;
        connection.execute_batch(&self.apply)?;
        Ok(())
    }
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
pub fn compare(scene: &Scene, book: &Book, today: Day) -> Result<Agreement, Failure> {
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
