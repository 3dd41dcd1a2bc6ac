//! One text of the reference, said to each store in its own words and in the form in which it is fastest there.
//!
//! A table of the reference is described, and filled by the statement behind it. SQLite fills a temporary table in order of its
//! key. PostgreSQL makes a table from a query with all its processors, as long as that table is neither temporary nor there already;
//! its key and its statistics come afterwards.

use std::fmt::Write;

const DESCRIBED: &str = "create temp table ";

/// As SQLite reads it: of several values the least is `min`, the greatest `max`.
pub fn in_sqlite(text: &str) -> String {
    let text = text.replace("least(", "min(").replace("greatest(", "max(");
    let mut said = String::new();
    for (at, part) in text.split(DESCRIBED).enumerate() {
        if at > 0 {
            let _ = write!(said, "drop table if exists temp.{}; {DESCRIBED}", first_word(part));
        }
        said.push_str(part);
    }
    said
}

/// As PostgreSQL reads it.
pub fn in_postgres(text: &str) -> String {
    let text = text.replace("as integer)", "as bigint)").replace("instr(", "strpos(");
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
    let text = lines.join("\n");
    let (mut said, mut empty): (String, Vec<Table>) = Default::default();
    for statement in text.split(";\n").map(|part| part.trim().trim_end_matches(';')) {
        if statement.is_empty() {
            continue;
        }
        if let Some(described) = statement.strip_prefix(DESCRIBED) {
            let name = first_word(described);
            let _ = writeln!(said, "drop table if exists {name};");
            match described[name.len()..].strip_prefix(" as\n") {
                Some(query) => {
                    let _ = writeln!(said, "create unlogged table {name} as {query};\nanalyze {name};");
                }
                None => empty.push(Table::described(described)),
            }
            continue;
        }
        let filled = statement.strip_prefix("insert into ").map(first_word);
        match empty.iter().position(|table| Some(table.name) == filled) {
            Some(at) => {
                let table = empty.remove(at);
                let query = statement["insert into ".len() + table.name.len()..].trim_start();
                table.filled(query, &mut said);
            }
            None => {
                let _ = writeln!(said, "{statement};");
            }
        }
    }
    empty.iter().for_each(|table| table.left_empty(&mut said));
    said
}

fn first_word(text: &str) -> &str {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next().unwrap_or_default()
}

/// A table as the text describes it.
struct Table<'t> {
    name: &'t str,
    /// Names and kinds.
    columns: Vec<(&'t str, &'static str)>,
    /// What tells its rows apart; empty when nothing does.
    key: &'t str,
}

impl<'t> Table<'t> {
    fn described(text: &'t str) -> Table<'t> {
        let name = first_word(text);
        let open = text.find('(').map_or(text.len(), |at| at + 1);
        let inside = &text[open..text.rfind(')').unwrap_or(text.len())];
        let (columns, key) = match inside.split_once("primary key (") {
            Some((columns, key)) => {
                (columns.trim_end().trim_end_matches(','), key.trim_end().trim_end_matches(')'))
            }
            None => (inside, ""),
        };
        let mut table = Table { name, columns: Vec::new(), key };
        for column in columns.split(',').map(str::trim) {
            let name = first_word(column);
            let kind = match column.split_whitespace().nth(1) {
                Some("text") => "text",
                Some("boolean") => "boolean",
                _ => "bigint",
            };
            table.columns.push((name, kind));
            if column.ends_with("primary key") {
                table.key = name;
            }
        }
        table
    }

    fn filled(&self, query: &str, said: &mut String) {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| *name).collect();
        let values: Vec<String> =
            self.columns.iter().map(|(name, kind)| format!("cast({name} as {kind}) as {name}")).collect();
        let (name, values, names, key) = (self.name, values.join(", "), names.join(", "), self.key);
        let table = format!("create unlogged table {name} as select {values} from ({query}) made ({names})");
        let _ = match key {
            "" => writeln!(said, "{table};"),
            key => writeln!(said, "{table} order by {key};\nalter table {name} add primary key ({key});"),
        };
        let _ = writeln!(said, "analyze {name};");
    }

    fn left_empty(&self, said: &mut String) {
        let columns: Vec<String> = self.columns.iter().map(|(name, kind)| format!("{name} {kind}")).collect();
        let (name, columns, key) = (self.name, columns.join(", "), self.key);
        let _ = writeln!(said, "create unlogged table {name} ({columns}, primary key ({key}));");
    }
}

#[cfg(test)]
mod tests {
    use super::{in_postgres, in_sqlite};

    const TEXT: &str = "-- Days; of a month.\ncreate temp table days (day integer not null, is_free boolean, primary key (day)) without rowid;\n\
                        insert into days\nselect least(day, 3), instr(name, 'x') > 0 from month;\n\
                        create temp table told as\nselect cast(sum(day) as integer) from days;";

    #[test]
    fn sqlite_fills_a_table_of_its_own() {
        let said = in_sqlite(TEXT);
        assert!(
            said.contains("drop table if exists temp.days; create temp table days (day integer"),
            "{said}"
        );
        assert!(said.contains("select min(day, 3), instr(name, 'x')"), "{said}");
    }

    #[test]
    fn postgresql_makes_a_table_from_a_query() {
        assert_eq!(
            in_postgres(TEXT),
            "drop table if exists days;\n\
             create unlogged table days as select cast(day as bigint) as day, cast(is_free as boolean) as is_free from \
             (select least(day, 3), strpos(name, 'x') > 0 from month) made (day, is_free) order by day;\n\
             alter table days add primary key (day);\nanalyze days;\n\
             drop table if exists told;\n\
             create unlogged table told as select cast(sum(day) as bigint) from days;\nanalyze told;\n"
        );
    }
}
