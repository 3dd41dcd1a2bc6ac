//! The executable: commands, the clock, the environment, and the wiring between the crates. The only crate that sees all
//! others.

// What is printed goes through `paper`, which lets no control character of somebody else through.
#![cfg_attr(not(test), deny(clippy::print_stdout, clippy::print_stderr))]

mod ahead;
mod bank;
mod begin;
mod bench;
mod books;
mod cli;
mod clock;
mod counter;
mod debit;
mod deliver;
mod demo;
mod demo_bank;
mod demo_post;
mod failure;
mod landlord;
mod legal;
mod letter;
mod measure;
mod money;
mod needed;
mod night;
mod paper;
mod progress;
mod receive;
mod reception;
mod report;
mod serve;
mod sign_in;
mod simulate;
mod staff;
mod stop;
mod tell;
mod tonight;
mod watch;
mod worker;

use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use domain::calendar::Day;

use crate::cli::{Cli, Command, PolicyCommand, StoreCommand};
use crate::clock::Clock;
use crate::failure::Failure;
use crate::landlord::Landlord;

pub use crate::tonight::{NightOutcome, head, refuse_held, run_night};

pub use crate::clock::{day_of, moment_of, now_at, now_on, today};

fn main() -> ExitCode {
    let cli = Cli::parse();
    if let Some(point) = std::env::var("HOUVAST_STOP_AT_POINT").ok().and_then(|text| text.parse().ok()) {
        store::crash::arm(point);
    }
    match books::ask_for(&cli.folder, cli.store.as_deref()).and_then(|()| run(&cli)) {
        Ok(text) => {
            paper::say(text);
            ExitCode::SUCCESS
        }
        Err(failure) => {
            paper::warn(format_args!("houvast: {failure}"));
            failure.exit_code()
        }
    }
}

fn run(cli: &Cli) -> Result<String, Failure> {
    match &cli.command {
        Command::Demo(args) => demo::demo(&cli.folder, args, cli.json),
        Command::Begin { from, in_the_middle, shadow } => {
            begin::begin(&Landlord::in_place(&cli.folder)?, *from, !in_the_middle, *shadow)
        }
        Command::Night { day, released, everything } => {
            let landlord = Landlord::in_place(&cli.folder)?;
            let day = day.unwrap_or_else(today);
            let outcome = run_night(&landlord, day, released, *everything, cli.json)?;
            Ok(if cli.json { outcome.json() } else { outcome.text })
        }
        Command::Deliver { time, day, trial, yes } => {
            let landlord = Landlord::existing(&cli.folder)?;
            if !trial {
                deliver::sure(&landlord, *day, *time, *yes)?;
            }
            deliver::deliver(&landlord, Clock::set_to(*day, *time), *trial, cli.json)
        }
        Command::Post(command) => {
            deliver::office(&Landlord::existing(&cli.folder)?, command, now_on(None, None), cli.json)
        }
        Command::Status { from, day } => {
            let heard = deliver::hear(&Landlord::existing(&cli.folder)?, from, now_on(*day, None))?;
            Ok(heard.told(cli.json))
        }
        Command::Morning { folder_for_mails } => {
            let landlord = Landlord::existing(&cli.folder)?;
            deliver::morning(&landlord, now_on(None, None), folder_for_mails.as_deref())
        }
        Command::Explain { dossier, day } => {
            tell::explain_dossier(&Landlord::existing(&cli.folder)?, dossier, *day, cli.json)
        }
        Command::Policy(PolicyCommand::Check { policy, day }) => {
            check_policy(policy, day.unwrap_or_else(today), cli.json)
        }
        Command::Policy(PolicyCommand::Letter(args)) => letter::show(&cli.folder, args, cli.json),
        Command::Policy(PolicyCommand::Init { policy, preset }) => init_policy(policy, preset),
        Command::Facts => Ok(tell::facts(cli.json)),
        Command::Simulate(args) => simulate::simulate(args, cli.json),
        Command::Signal(command) => legal::signal(&cli.folder, command, cli.json),
        Command::Handover(command) => legal::handover(&cli.folder, command, cli.json),
        Command::Fourteen(command) => legal::fourteen(&cli.folder, command),
        Command::Costs { dossier, day } => legal::costs(&cli.folder, dossier, *day, cli.json),
        Command::Rebuild => rebuild(&cli.folder),
        Command::Serve { address, work: false, day, time } => {
            let landlord = serve::landlord_at(&cli.folder, *address)?;
            deliver::sure_of_the_clock(&landlord, *day)?;
            serve::serve(&landlord, *address, Clock::set_to(*day, *time))
        }
        Command::Serve { address, work: true, .. } => {
            let landlord = Landlord::in_place(&cli.folder)?;
            worker::beside(&landlord, cli.json, || serve::serve(&landlord, *address, Clock::default()))
        }
        Command::Work { once, day, time } => {
            let landlord = Landlord::in_place(&cli.folder)?;
            deliver::sure_of_the_clock(&landlord, *day)?;
            worker::work(&landlord, Clock::set_to(*day, *time), *once, cli.json)
        }
        Command::Staff(command) => {
            staff::staff(&Landlord::existing(&cli.folder)?, command, now_on(None, None))
        }
        Command::Debit(args) => debit::debit(&Landlord::existing(&cli.folder)?, args, cli.json),
        Command::Bank(command) => bank::bank(&cli.folder, command, cli.json),
        Command::Store(StoreCommand::Move { to }) => books::move_book(&cli.folder, to),
        Command::Bench(command) => measure::measure(command, cli.json),
    }
}

fn rebuild(folder: &Path) -> Result<String, Failure> {
    let mut book = Landlord::existing(folder)?.book()?;
    let _lock = book.lock_night()?;
    book.rebuild_packed()?;
    Ok("Alle gepakte dossiers zijn opnieuw gemaakt uit de bron.".into())
}

fn check_policy(folder: &Path, day: Day, json: bool) -> Result<String, Failure> {
    if !folder.is_dir() {
        return Err(Failure::usage(format!(
            "de map {} is er niet. Een beleid begint met: houvast policy init {0}",
            folder.display()
        )));
    }
    let files = policy::PolicyFiles::from_folder(folder).map_err(|error| Failure::file(folder, &error))?;
    let loaded = policy::load(&files, day);
    let count = |severity| loaded.findings.iter().filter(|finding| finding.severity == severity).count();
    let errors = count(policy::Severity::Error);
    let text = if json {
        let list: Vec<_> = loaded
            .findings
            .iter()
            .map(|f| serde_json::json!({ "file": f.file, "line": f.line, "column": f.column, "severity": f.severity.dutch(), "text": f.text }))
            .collect();
        serde_json::Value::from(list).to_string()
    } else {
        let mut lines: Vec<String> = loaded.findings.iter().map(ToString::to_string).collect();
        let some =
            |number, one: &str, more: &str| format!("{number} {}", if number == 1 { one } else { more });
        lines.push(format!(
            "{}: {}, {}, {}. {}",
            folder.display(),
            some(errors, "fout", "fouten"),
            some(count(policy::Severity::Warning), "waarschuwing", "waarschuwingen"),
            some(count(policy::Severity::Notice), "opmerking", "opmerkingen"),
            if errors == 0 {
                "Dit beleid kan worden gebruikt."
            } else {
                "Dit beleid kan zo niet worden gebruikt."
            }
        ));
        lines.join("\n")
    };
    if errors == 0 { Ok(text) } else { Err(Failure::policy(text)) }
}

fn init_policy(folder: &Path, preset: &str) -> Result<String, Failure> {
    let files = policy::preset(preset).ok_or_else(|| {
        Failure::usage(format!("er is geen startbeleid “{preset}”; wel: {}", policy::presets().join(", ")))
    })?;
    if folder.exists() {
        return Err(Failure::usage(format!("{} bestaat al; er is niets overschreven", folder.display())));
    }
    // Only the preset itself: what it builds on stays underneath, so that locked texts stay locked.
    let own = files.layers().last().map(|layer| layer.files.as_slice()).unwrap_or_default();
    for file in own {
        let path = folder.join(&file.path);
        let parent = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent).map_err(|error| Failure::file(parent, &error))?;
        std::fs::write(&path, &file.text).map_err(|error| Failure::file(&path, &error))?;
    }
    Ok(format!(
        "Het startbeleid “{preset}” staat in {}. Kijk het na met: houvast policy check {0}",
        folder.display()
    ))
}
