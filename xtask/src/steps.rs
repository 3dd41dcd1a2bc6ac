//! The steps of `cargo xtask test`, in order; the first that fails ends it.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::root;

/// What a test prints when it cannot run here, with its name and the reason.
const SKIPPED: &str = "SKIPPED:";

/// Runs everything. A part that could not run is named; in CI that is a failure.
pub fn test() -> Result<String, String> {
    cargo("fmt", &["fmt", "--all", "--check"])?;
    cargo("clippy", &["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"])?;
    println!("== tidy");
    println!("{}", crate::tidy::tidy()?);
    // One profile for all tests, optimised: the same tests in a fifth of the time, and the executable that they kill
    // two hundred times is the one that ships.
    let tests = cargo("tests", &["test", "--workspace", "--release", "--", "--show-output"])?;
    cargo_with("docs", &["doc", "--workspace", "--no-deps", "--quiet"], &[("RUSTDOCFLAGS", "-D warnings")])?;
    let skipped: Vec<&String> = tests.iter().filter(|line| line.contains(SKIPPED)).collect();
    for line in &skipped {
        println!("{line}");
    }
    if !skipped.is_empty() && std::env::var_os("CI").is_some() {
        return Err(format!("{} parts could not run, and CI runs everything", skipped.len()));
    }
    let passed = tests.iter().filter_map(|line| count_before(line, " passed;")).sum::<u64>();
    let failed = tests.iter().filter_map(|line| count_before(line, " failed;")).sum::<u64>();
    Ok(format!("{passed} passed, {failed} failed, {} skipped", skipped.len()))
}

/// `test result: ok. 31 passed; 0 failed; …`: the number before a word.
fn count_before(line: &str, word: &str) -> Option<u64> {
    let before = line.strip_prefix("test result:")?.split(word).next()?;
    before.rsplit([' ', '.', ';']).find(|part| !part.is_empty())?.parse().ok()
}

fn cargo(title: &str, arguments: &[&str]) -> Result<Vec<String>, String> {
    cargo_with(title, arguments, &[])
}

/// Runs cargo, shows what it prints as it comes, and gives the lines back.
fn cargo_with(title: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Result<Vec<String>, String> {
    println!("== {title}");
    let mut child = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(arguments)
        .envs(variables.iter().copied())
        .current_dir(root())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cargo does not start: {error}"))?;
    let mut lines = Vec::new();
    for line in BufReader::new(child.stdout.take().expect("stdout is piped")).lines() {
        let line = line.map_err(|error| error.to_string())?;
        println!("{line}");
        lines.push(line);
    }
    let status = child.wait().map_err(|error| error.to_string())?;
    if status.success() { Ok(lines) } else { Err(format!("{title} failed (cargo {})", arguments.join(" "))) }
}
