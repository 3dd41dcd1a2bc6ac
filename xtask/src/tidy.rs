//! Manners that are tests: who may depend on whom, how long a file may be, and that every word is in the glossary.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::{root, words};

/// Longest file, in lines.
const LONGEST_FILE: usize = 500;
/// Names that say nothing about what is inside.
const EMPTY_NAMES: &[&str] =
    &["util", "utils", "helper", "helpers", "common", "misc", "models", "manager", "service"];
/// Who may use whom among our crates; everything else is a design change and needs a decision record.
const MAY_USE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("policy", &["domain"]),
    ("connectors", &["domain"]),
    ("store", &["domain"]),
    ("web", &["domain", "policy", "store", "connectors"]),
    ("letters", &["domain"]),
    ("tenant", &["domain"]),
    ("simulator", &["domain", "policy"]),
    ("houvast", &["domain", "policy", "connectors", "store", "web", "simulator", "letters", "tenant"]),
    ("xtask", &["domain"]),
];
/// What the core must not know, as text: clippy bans the rest.
const NOT_IN_DOMAIN: &[&str] =
    &["f32", "f64", "HashMap", "HashSet", "std::fs", "std::env", "std::time", "std::net"];
/// Only the executable looks at the clock and the environment.
const ONLY_IN_HOUVAST: &[&str] = &["std::env::var", "SystemTime::now", "Timestamp::now", "Zoned::now"];

/// Checks all manners; the error lists every breach.
pub fn tidy() -> Result<String, String> {
    let mut wrong = Vec::new();
    dependencies(&mut wrong)?;
    let files = sources(&root());
    for file in &files {
        look_at(file, &mut wrong);
    }
    words::check(&mut wrong);
    if wrong.is_empty() {
        return Ok(format!("tidy: {} files, {} crates", files.len(), MAY_USE.len()));
    }
    Err(format!("{} breaches of manners\n{}", wrong.len(), wrong.join("\n")))
}

fn dependencies(wrong: &mut Vec<String>) -> Result<(), String> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--format-version", "1", "--no-deps"])
        .current_dir(root())
        .output()
        .map_err(|error| format!("cargo metadata does not start: {error}"))?;
    let metadata: Value = serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())?;
    let rules: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let name = package["name"].as_str().unwrap_or_default();
        let Some(allowed) = rules.get(name) else {
            wrong.push(format!("crate {name} is not in the list of xtask/src/tidy.rs"));
            continue;
        };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let used = dependency["name"].as_str().unwrap_or_default();
            let in_build = dependency["kind"].is_null();
            if in_build && rules.contains_key(used) && !allowed.contains(&used) {
                wrong.push(format!("crate {name} may not use crate {used}"));
            }
            if in_build && name == "domain" {
                wrong.push(format!("crate domain may not depend on anything, but uses {used}"));
            }
        }
    }
    Ok(())
}

/// All Rust files of the workspace, in order.
fn sources(root: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for folder in ["crates", "xtask"] {
        collect(&root.join(folder), &mut files);
    }
    files.sort();
    files
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("target") {
            collect(&path, files);
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
}

fn look_at(path: &Path, wrong: &mut Vec<String>) {
    let name = path.strip_prefix(root()).unwrap_or(path).display().to_string();
    let text = fs::read_to_string(path).unwrap_or_default();
    let lines = text.lines().count();
    if lines > LONGEST_FILE {
        wrong.push(format!("{name}: {lines} lines, at most {LONGEST_FILE}"));
    }
    if !text.starts_with("//!") {
        wrong.push(format!("{name}: does not open with what it is for (//!)"));
    }
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    if EMPTY_NAMES.contains(&stem) {
        wrong.push(format!("{name}: the name says nothing about what is inside"));
    }
    let banned: &[&str] = if name.starts_with("crates/domain/src") { NOT_IN_DOMAIN } else { &[] };
    let clock: &[&str] =
        if name.starts_with("crates/houvast") || name.starts_with("xtask") || name.contains("/tests/") {
            &[]
        } else {
            ONLY_IN_HOUVAST
        };
    // A unit test at the end of a file may look for its data.
    let product = text.split("\n#[cfg(test)]").next().unwrap_or_default();
    for (number, line) in product.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        for word in banned.iter().chain(clock).filter(|word| contains_word(code, word)) {
            wrong.push(format!("{name}:{}: {word} does not belong here", number + 1));
        }
    }
}

fn contains_word(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '_');
        edge(code[..at].chars().next_back()) && edge(code[at + word.len()..].chars().next())
    })
}
