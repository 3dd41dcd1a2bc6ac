//! The steps of `cargo xtask test`, in order; the first that fails ends it.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::{root, tools};

/// What a test prints when it cannot run here, with its name and the reason.
const SKIPPED: &str = "SKIPPED:";

/// Where the tests of pages in a browser are.
const BROWSER: &str = "crates/web/browser";

/// Runs everything. A part that could not run is named; in CI that is a failure.
pub fn test() -> Result<String, String> {
    println!("{}", tools::install()?);
    cargo("fmt", &["fmt", "--all", "--check"])?;
    cargo("clippy", &["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"])?;
    println!("== tidy");
    println!("{}", crate::tidy::tidy()?);
    // One profile for all tests, optimised: the same tests in a fifth of the time, and the executable that they kill
    // two hundred times is the one that ships.
    let mut told = cargo("tests", &["test", "--workspace", "--release", "--", "--show-output"])?;
    told.extend(pages_on_a_server()?);
    told.extend(browser()?);
    let docs = &["doc", "--workspace", "--no-deps", "--quiet"];
    run("docs", Command::new(cargo_itself()).args(docs).env("RUSTDOCFLAGS", "-D warnings"))?;
    let skipped: Vec<&String> = told.iter().filter(|line| line.contains(SKIPPED)).collect();
    for line in &skipped {
        println!("{line}");
    }
    if !skipped.is_empty() && std::env::var_os("CI").is_some() {
        return Err(format!("{} parts could not run, and CI runs everything", skipped.len()));
    }
    let sum = |count: fn(&str) -> Option<u64>| told.iter().filter_map(|line| count(line)).sum::<u64>();
    let passed = sum(|line| count_before(line, " passed;")) + sum(|line| count_after(line, "# pass "));
    let failed = sum(|line| count_before(line, " failed;")) + sum(|line| count_after(line, "# fail "));
    Ok(format!("{passed} passed, {failed} failed, {} skipped", skipped.len()))
}

/// The tests of pages once more, over books on a PostgreSQL server.
fn pages_on_a_server() -> Result<Vec<String>, String> {
    if tools::find("pg_ctlcluster").is_none() {
        return Ok(vec![format!("{SKIPPED} pages on PostgreSQL (no postgresql here)")]);
    }
    let pages = ["test", "--workspace", "--release", "--test", "pages"];
    let mut tests = Command::new(cargo_itself());
    run("pages on PostgreSQL", tests.args(pages).env("HOUVAST_PAGES_ON_POSTGRES", "1"))
}

/// Only the pages in a browser.
pub fn browser_alone() -> Result<String, String> {
    println!("{}", tools::install()?);
    cargo("build", &["build", "--release", "--package", "houvast"])?;
    browser()?;
    Ok("look at the pictures in target/pictures".into())
}

/// The pages of the executable that was just built, in a real browser.
fn browser() -> Result<Vec<String>, String> {
    let absent = ["chromium", "node", "npm"].into_iter().find(|program| tools::find(program).is_none());
    if let Some(program) = absent {
        return Ok(vec![format!("{SKIPPED} pages in a browser: {program} is not on this machine")]);
    }
    let folder = root().join(BROWSER);
    run("npm ci", Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder))?;
    let arguments = ["--test", "--test-concurrency=1", "--test-reporter=tap"];
    let mut tests: Vec<_> = std::fs::read_dir(&folder)
        .map_err(|error| format!("{BROWSER}: {error}"))?
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .filter(|name| name.ends_with(".test.mjs"))
        .collect();
    tests.sort();
    let mut node = Command::new("node");
    node.args(arguments).args(tests).current_dir(&folder);
    node.env("CHROMIUM", tools::find("chromium").unwrap_or_default());
    run("browser", &mut node)
}

/// `test result: ok. 31 passed; 0 failed; …`: the number before a word.
fn count_before(line: &str, word: &str) -> Option<u64> {
    let before = line.strip_prefix("test result:")?.split(word).next()?;
    before.rsplit([' ', '.', ';']).find(|part| !part.is_empty())?.parse().ok()
}

/// `# pass 12`: the number after a word.
fn count_after(line: &str, word: &str) -> Option<u64> {
    line.strip_prefix(word)?.trim().parse().ok()
}

fn cargo_itself() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

fn cargo(title: &str, arguments: &[&str]) -> Result<Vec<String>, String> {
    run(title, Command::new(cargo_itself()).args(arguments))
}

/// Runs a program at the root when it says nowhere else, shows what it prints as it comes, and gives the lines back.
fn run(title: &str, command: &mut Command) -> Result<Vec<String>, String> {
    println!("== {title}");
    if command.get_current_dir().is_none() {
        command.current_dir(root());
    }
    let mut child =
        command.stdout(Stdio::piped()).spawn().map_err(|error| format!("{title} does not start: {error}"))?;
    let mut lines = Vec::new();
    for line in BufReader::new(child.stdout.take().expect("stdout is piped")).lines() {
        let line = line.map_err(|error| error.to_string())?;
        println!("{line}");
        lines.push(line);
    }
    let status = child.wait().map_err(|error| error.to_string())?;
    if status.success() { Ok(lines) } else { Err(format!("{title} failed")) }
}
