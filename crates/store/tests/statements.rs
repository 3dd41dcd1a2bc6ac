//! Every statement in the source of this crate is one that a PostgreSQL server reads too, whether or not a test comes by it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use store::{Book, Server};

const FIRST_WORDS: [&str; 5] = ["select ", "insert ", "update ", "delete ", "with "];

/// The least number of statements that must be found for this test to mean something.
const LEAST: usize = 400;

#[test]
fn a_server_reads_every_statement() {
    let Some(address) = simulator::database::new_landlord("every statement") else { return };
    let book = Book::open(Server::parse(&address).expect("an address")).expect("the book opens");
    let files: Vec<Source> = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
        .iter()
        .map(|path| Source::of(path))
        .collect();
    let everywhere: BTreeMap<&str, &str> = files
        .iter()
        .flat_map(|file| file.named.iter().map(|(name, text)| (name.as_str(), text.as_str())))
        .collect();
    let (mut read, mut wrong) = (0, Vec::new());
    for file in &files {
        for statement in &file.statements {
            let Some(statement) = filled(statement, &|name| {
                file.named.get(name).map(String::as_str).or(everywhere.get(name).copied())
            }) else {
                continue;
            };
            read += 1;
            if let Err(error) = book.connection().prepare(&statement) {
                wrong.push(format!("{}: {error}\n    {statement}", file.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(read > LEAST, "only {read} statements were found");
}

/// A file of source: its statements, and the parts of statements that have a name.
struct Source {
    name: String,
    statements: Vec<String>,
    named: BTreeMap<String, String>,
}

impl Source {
    fn of(path: &Path) -> Source {
        let text = fs::read_to_string(path).expect("a source file");
        let product = text.split("\n#[cfg(test)]").next().unwrap_or_default().replace("'\"'", "' '");
        let mut source =
            Source { name: path.display().to_string(), statements: Vec::new(), named: BTreeMap::new() };
        let mut rest = product.as_str();
        while let Some((before, literal, after)) = next_literal(rest) {
            let begins = FIRST_WORDS.iter().any(|word| literal.starts_with(word));
            match name_of(before) {
                Some(name) => drop(source.named.insert(name.to_string(), literal)),
                None if begins => source.statements.push(literal),
                None => {}
            }
            rest = after;
        }
        source
    }
}

/// The name in `const NAME: &str =`, when that is what stands before a text.
fn name_of(before: &str) -> Option<&str> {
    let name = before.trim_end().strip_suffix(": &str =")?;
    name.rsplit_once("const ").map(|(_, name)| name).filter(|name| !name.contains(char::is_whitespace))
}

/// What stands before the next text in quotes, that text as Rust reads it, and what stands after it.
fn next_literal(source: &str) -> Option<(&str, String, &str)> {
    let start = source.find('"')?;
    let (mut text, mut letters) = (String::new(), source[start + 1..].char_indices());
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((&source[..start], text, &source[start + 1 + at + 1..])),
            '\\' => match letters.next()?.1 {
                'n' => text.push('\n'),
                '\n' => {
                    let rest = letters.as_str().trim_start();
                    let passed = letters.as_str().len() - rest.len();
                    letters.by_ref().take(passed).for_each(drop);
                }
                other => text.push(other),
            },
            other => text.push(other),
        }
    }
    None
}

/// A statement with the parts it names put in; `None` when one of them is made as it goes.
fn filled<'s>(statement: &str, named: &dyn Fn(&str) -> Option<&'s str>) -> Option<String> {
    let Some((before, rest)) = statement.split_once('{') else { return Some(statement.to_string()) };
    let (name, after) = rest.split_once('}')?;
    filled(&format!("{before}{}{after}", named(name)?), named)
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        let is_test =
            path.file_name().is_some_and(|name| name == "tests.rs" || name == "db" || name == "rights.rs");
        match path.is_dir() {
            _ if is_test => {}
            true => found.extend(sources(&path)),
            false if path.extension().is_some_and(|ending| ending == "rs") => found.push(path),
            false => {}
        }
    }
    found
}
