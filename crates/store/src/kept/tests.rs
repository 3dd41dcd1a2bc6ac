//! Nothing that is kept about a tenant is left out.

use super::*;

/// What is worked out anew from the rest, and which colleague has it open just now.
const NOT_TOLD: [&str; 4] = ["packed", "position", "touched", "viewing"];

#[test]
fn every_table_that_knows_a_tenant_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let book = Book::open(&folder.path().join("boek.sqlite")).expect("a new book");
    let query = "select distinct m.name from ( \
                   select name, type from sqlite_schema union all select name, type from looks.sqlite_schema) m, \
                   pragma_table_info(m.name) c \
                 where m.type = 'table' and c.name in ('tenancy', 'person', 'letter', 'handover', 'task', 'message')";
    let mut statement = book.connection.prepare(query).expect("it reads");
    let tables: Vec<String> =
        statement.query_map([], |row| row.get(0)).expect("rows").map(Result::unwrap).collect();
    assert!(tables.len() > 20, "{tables:?}");
    for table in tables.iter().filter(|table| !NOT_TOLD.contains(&table.as_str())) {
        let told = sources().any(|(_, query, _)| {
            let query = query.replacen("RECORDS", RECORDS, 1);
            let mut words = query.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
            words.any(|word| word == table)
        });
        assert!(told, "a tenant who asks is not told of {table}");
    }
}

#[test]
fn every_table_reads_as_many_values_as_it_has_heads_and_of_nobody_there_is_nothing() {
    for (_folder, book) in crate::fresh::books("what is kept of a tenant") {
        for (name, query, columns) in sources() {
            let statement = book.connection.prepare(&query.replacen("RECORDS", RECORDS, 1)).expect(name);
            assert_eq!(statement.column_count(), columns.len(), "{name}");
        }
        let all = book.everything_about(TenancyId(1), "P1").expect("it reads");
        assert!(all.iter().all(|table| table.rows.is_empty()));
    }
}
