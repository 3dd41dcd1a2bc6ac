//! The executable: commands, the clock, the environment, and the wiring between the crates. The only crate that sees all
//! others.

mod bank;
mod bench;
mod cli;
mod clock;
mod deliver;
mod demo;
mod demo_post;
mod failure;
mod landlord;
mod legal;
mod letter;
mod measure;
mod needed;
mod night;
mod progress;
mod receive;
mod report;
mod sign_in;
mod simulate;
mod staff;
mod stop;
mod tell;
mod worker;

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use domain::calendar::Day;
use domain::plan::NightPlan;
use domain::policy::Policy;
use store::commit::RunHead;
use store::intake::Taken;

use crate::cli::{Cli, Command, PolicyCommand};
use crate::clock::Clock;
use crate::failure::Failure;
use crate::landlord::{Landlord, Usable};
use crate::night::{Rules, Scope};
use crate::progress::Progress;
use crate::report::Report;

pub use crate::clock::{day_of, moment_of, now_at, now_on, today};

/// How many held deliveries are told in full: what follows the oldest is mostly its echo.
const HELD_IN_FULL: usize = 3;

/// A night further past the books than this is a slip of the pen: after it no earlier night could be run.
const FARTHEST_AHEAD_DAYS: i32 = 31;

fn main() -> ExitCode {
    let cli = Cli::parse();
    if let Some(point) = std::env::var("HOUVAST_STOP_AT_POINT").ok().and_then(|text| text.parse().ok()) {
        store::crash::arm(point);
    }
    match run(&cli) {
        Ok(text) => {
            // Who closes the pipe halfway has read enough.
            let _ = writeln!(std::io::stdout(), "{text}");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("houvast: {failure}");
            failure.exit_code()
        }
    }
}

fn run(cli: &Cli) -> Result<String, Failure> {
    match &cli.command {
        Command::Demo(args) => demo::demo(&cli.folder, args, cli.json),
        Command::Night { day, released, everything } => {
            let landlord = Landlord::at(&cli.folder)?;
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
        Command::Rebuild => {
            let mut book = Landlord::existing(&cli.folder)?.book()?;
            let _lock = book.lock_night()?;
            book.rebuild_packed()?;
            Ok("Alle gepakte dossiers zijn opnieuw gemaakt uit de bron.".into())
        }
        Command::Serve { address, work: false, day, time } => {
            let landlord = Landlord::existing(&cli.folder)?;
            deliver::sure_of_the_clock(&landlord, *day)?;
            demo::serve(&landlord, *address, Clock::set_to(*day, *time))
        }
        Command::Serve { address, work: true, .. } => {
            let landlord = Landlord::at(&cli.folder)?;
            worker::beside(&landlord, cli.json, || demo::serve(&landlord, *address, Clock::default()))
        }
        Command::Work { once, day, time } => {
            let landlord = Landlord::at(&cli.folder)?;
            deliver::sure_of_the_clock(&landlord, *day)?;
            worker::work(&landlord, Clock::set_to(*day, *time), *once, cli.json)
        }
        Command::Staff(command) => {
            staff::staff(&Landlord::existing(&cli.folder)?, command, now_on(None, None))
        }
        Command::Bank(command) => bank::bank(command, cli.json),
        Command::Bench(command) => measure::measure(command, cli.json),
    }
}

/// What a night came to.
pub struct NightOutcome {
    /// The report as a person reads it.
    pub text: String,
    /// The report in numbers.
    pub report: Report,
    /// The plan itself.
    pub plan: NightPlan,
    /// The policy it was made with.
    pub policy: Policy,
}

impl NightOutcome {
    fn json(&self) -> String {
        serde_json::to_string_pretty(&self.report).expect("a report is always JSON")
    }
}

/// Receives, plans and commits the night of a day. The last night, asked for again, is undone first.
pub fn run_night(
    landlord: &Landlord,
    day: Day,
    released: &[String],
    everything: bool,
    quiet: bool,
) -> Result<NightOutcome, Failure> {
    let mapping = landlord.mapping()?;
    let usable = landlord.policy(day)?;
    let mut book = landlord.book()?;
    let _lock = book.lock_night()?;
    let bar = Progress::new("Aanleveringen lezen", 0, quiet);
    let received =
        receive::receive(landlord, &mut book, &mapping, day, released, &mut |at, _| bar.at(at as u64))?;
    bar.done();
    refuse_held(&book, &received)?;
    if deliver::really_sends(landlord)? {
        // What did not leave on its day was not sent: the night decides about it anew.
        book.lapse_before(day, now_on(Some(day), None).moment())?;
    }
    let books_as_of = book.books_as_of()?.ok_or_else(|| {
        Failure::usage(format!("er is nog niets aangeleverd in {}", landlord.deliveries().display()))
    })?;
    if day - books_as_of > FARTHEST_AHEAD_DAYS {
        return Err(Failure::usage(format!(
            "de boeken zijn bij tot en met {books_as_of}; een nacht van {day} is te ver vooruit"
        )));
    }
    match book.last_night()? {
        Some(last) if last.day > day => {
            let text =
                format!("er is al een nacht van {} gedraaid; een eerdere nacht kan niet meer", last.day);
            return Err(Failure::usage(text));
        }
        Some(last) if last.day == day => {
            book.undo_last_night()?;
        }
        _ => {}
    }
    let law = landlord::law();
    let head = head(day, books_as_of, &usable, &law);
    let rules = Rules::of(&usable.policy, &law.equated_days);
    let threads = std::thread::available_parallelism().map_or(1, |count| count.get() as u32);
    let (plan, committed) = if everything {
        let plan = night::plan(&book, &rules.night(day, books_as_of), Scope::AllFromTruth, threads)?;
        let committed = book.commit(&head, &usable.policy, &plan)?;
        (plan, committed)
    } else {
        night::run(&mut book, &rules, &head, threads)?
    };
    needed::take_off(&mut book, &rules.night(day, books_as_of))?;
    let mut report = Report::of(day, books_as_of, &usable.policy, &received, &plan);
    report.name_refused_rows(&book, &received)?;
    Ok(NightOutcome { text: report.text(&committed), report, plan, policy: usable.policy })
}

fn refuse_held(book: &store::Book, received: &receive::Received) -> Result<(), Failure> {
    let unreadable = received.deliveries.iter().filter_map(|(name, taken)| match taken {
        // What cannot be read at all has no place in the book.
        Taken::Held(intake) if intake.delivery == 0 => Some((name.clone(), intake.held_because.clone())),
        _ => None,
    });
    let mut held = book.held_deliveries()?;
    held.extend(unreadable);
    if held.is_empty() {
        return Ok(());
    }
    let mut text = String::from("de nacht is aangehouden; er is niets besloten en er gaat niets uit.");
    for (name, reasons) in held.iter().take(HELD_IN_FULL) {
        text.push_str(&format!("\n\nAanlevering {name}"));
        for reason in reasons {
            text.push_str(&format!("\n  - {reason}"));
        }
        text.push_str(&format!(
            "\n  Klopt het toch? Laat hem toe met: houvast night --vrijgeven {name}\n  Klopt het niet? Lever opnieuw aan."
        ));
    }
    if held.len() > HELD_IN_FULL {
        text.push_str(&format!(
            "\n\nEn nog {} aanleveringen; begin bij de oudste.",
            held.len() - HELD_IN_FULL
        ));
    }
    Err(Failure::held(text))
}

/// What a run is known by.
pub fn head(day: Day, books_as_of: Day, usable: &Usable, law: &domain::law::parameters::Law) -> RunHead {
    RunHead {
        day,
        engine: env!("CARGO_PKG_VERSION").to_string(),
        policy_hash: usable.hash,
        policy_files: usable.texts.clone(),
        law_hash: law.hash,
        books_as_of,
    }
}

fn check_policy(folder: &Path, day: Day, json: bool) -> Result<String, Failure> {
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
        lines.push(format!(
            "{}: {errors} fouten, {} waarschuwingen, {} opmerkingen. {}",
            folder.display(),
            count(policy::Severity::Warning),
            count(policy::Severity::Notice),
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
