//! Chores of the project: `cargo xtask test` is everything CI runs; the rest are its parts.

mod steps;
mod tidy;
mod tools;
mod words;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask test     all checks and all tests: fmt, clippy, tidy, tests, browser, docs (what CI runs)
cargo xtask browser  only the pages in a real browser (builds the executable first)
cargo xtask tidy     manners: dependency rules, file length, module docs, glossary
cargo xtask docs     writes docs/generated/ anew from the code
cargo xtask help     this";

fn main() -> ExitCode {
    let command = std::env::args().nth(1).unwrap_or_default();
    let outcome = match command.as_str() {
        "test" | "ci" => steps::test(),
        "browser" => steps::browser_alone(),
        "tidy" => tidy::tidy(),
        "docs" => words::write(),
        "" | "help" | "--help" | "-h" => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        other => Err(format!("there is no chore {other}\n\n{HELP}")),
    };
    match outcome {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(text) => {
            eprintln!("xtask: {text}");
            ExitCode::FAILURE
        }
    }
}

/// The root of the workspace.
fn root() -> std::path::PathBuf {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().expect("xtask lies in the workspace").to_path_buf()
}
