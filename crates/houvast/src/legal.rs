//! `houvast signal`, `handover`, `fourteen` and `costs`: the legal road at a prompt.
//!
//! In goes a command; out come lists in Dutch, files for partners, and rows in the book. What may happen is decided by
//! `domain::law_in_motion`; here it is only looked up, written and told. Names of tenants appear in the files for partners
//! and nowhere else.

mod desk;
mod fourteen;
mod handover;
mod path;
mod signal;

use std::path::Path;

use connectors::partners::OutFile;
use domain::calendar::Day;
use domain::delivery::Finding;
use domain::law_in_motion::evidence::Claimant;
use store::early_signals::SignalSent;
use web::AsItGoes;

use crate::cli::{FourteenCommand, HandoverCommand, SignalCommand};
use crate::deliver::{send_fourteen_days, sure_of_the_clock};
use crate::failure::Failure;
use crate::landlord::Landlord;
use crate::{now_on, today};
use desk::LegalDesk;

/// The bailiff's set of a dossier as one zip, for somebody at a page. Nothing is recorded.
pub fn handover_set(landlord: &Landlord, number: &str, today: Day) -> Result<Vec<u8>, Failure> {
    only_after_real_letters(&landlord.folder)?;
    handover::set_as_zip(&mut LegalDesk::at(landlord, today)?, number)
}

/// The evidence of a dossier as a PDF, whether or not it is complete, for somebody at a page. Nothing is recorded.
pub fn evidence_file(landlord: &Landlord, number: &str, today: Day) -> Result<Vec<u8>, Failure> {
    handover::evidence_as_pdf(&LegalDesk::at(landlord, today)?, number)
}

/// The early signal of a dossier as it would go to the municipality now, for somebody at a page. Nothing is recorded.
pub fn signal_of_today(
    landlord: &Landlord,
    number: &str,
    today: Day,
) -> Result<(AsItGoes, SignalSent), Failure> {
    only_after_real_letters(&landlord.folder)?;
    signal::of_today(&LegalDesk::at(landlord, today)?, number)
}

/// The files of a signal that was given, as one zip, for somebody at a page. Nothing is recorded.
pub fn given_signal(landlord: &Landlord, number: &str, signal: &str, today: Day) -> Result<Vec<u8>, Failure> {
    signal::given_as_zip(&LegalDesk::at(landlord, today)?, number, signal)
}

/// The landlord as a writ names him.
pub fn claimant(landlord: &Landlord) -> Result<Claimant, Failure> {
    Ok(desk::partners(landlord)?.claimant())
}

/// Who gives help here, as `partners.toml` names them.
pub fn helpers(landlord: &Landlord) -> Result<Vec<String>, Failure> {
    Ok(LegalDesk::at(landlord, today())?.partners.helpers)
}

/// `houvast signal`.
pub fn signal(folder: &Path, command: &SignalCommand, json: bool) -> Result<String, Failure> {
    let day = match command {
        SignalCommand::List { day } | SignalCommand::Answer { day, .. } => *day,
        SignalCommand::Export { by, .. } | SignalCommand::Object { by, .. } => by.day,
    };
    if matches!(command, SignalCommand::Export { .. }) {
        only_after_real_letters(folder)?;
        // On an earlier day the books would be fresh: nobody is told of arrears on another day than today.
        sure_of_the_clock(&Landlord::existing(folder)?, day)?;
    }
    let mut desk = at(folder, day)?;
    match command {
        SignalCommand::List { .. } => signal::list(&desk, json),
        SignalCommand::Export { to, by, only } => signal::export(&mut desk, to, &by.name, only),
        SignalCommand::Answer { file, .. } => signal::answer(&mut desk, file),
        SignalCommand::Object { dossier, by } => signal::object(&mut desk, dossier, &by.name),
    }
}

/// `houvast handover`.
pub fn handover(folder: &Path, command: &HandoverCommand, json: bool) -> Result<String, Failure> {
    let day = match command {
        HandoverCommand::Show { day, .. } | HandoverCommand::Export { day, .. } => *day,
        HandoverCommand::Ask { by, .. } | HandoverCommand::Agree { by, .. } => by.day,
        HandoverCommand::Status { .. } => None,
    };
    if matches!(command, HandoverCommand::Export { .. }) {
        only_after_real_letters(folder)?;
    }
    // On an earlier day the books would be fresh and the term still over: nobody decides on another day than today.
    if !matches!(command, HandoverCommand::Show { .. }) {
        sure_of_the_clock(&Landlord::existing(folder)?, day)?;
    }
    let mut desk = at(folder, day)?;
    match command {
        HandoverCommand::Show { dossier, .. } => handover::show(&desk, dossier, json),
        HandoverCommand::Ask { dossier, by, why } => handover::ask(&mut desk, dossier, &by.name, why),
        HandoverCommand::Agree { dossier, by } => handover::agree(&mut desk, dossier, &by.name),
        HandoverCommand::Export { dossier, to, .. } => handover::export(&mut desk, dossier, to),
        HandoverCommand::Status { file } => handover::status(&mut desk, file),
    }
}

/// `houvast fourteen`.
pub fn fourteen(folder: &Path, command: &FourteenCommand) -> Result<String, Failure> {
    match command {
        FourteenCommand::Show { dossier, day } => fourteen::show(&at(folder, *day)?, dossier),
        FourteenCommand::Send { dossier, by, yes } => {
            let (landlord, now) = (Landlord::existing(folder)?, now_on(by.day, None));
            send_fourteen_days(&landlord, dossier, &by.name, *yes, now)
        }
        FourteenCommand::Posted { file } => fourteen::posted(&mut at(folder, None)?, file),
        FourteenCommand::Advice { to, day } => fourteen::advice(&mut at(folder, *day)?, to),
    }
}

/// `houvast costs`.
pub fn costs(folder: &Path, dossier: &str, day: Option<Day>, json: bool) -> Result<String, Failure> {
    path::path(&at(folder, day)?, dossier, json)
}

/// While nothing really leaves, nights count what they planned as sent, to show what would come. That proves nothing, and
/// nobody is named to a municipality or a bailiff on it (art. 2 Besluit gemeentelijke schuldhulpverlening).
fn only_after_real_letters(folder: &Path) -> Result<(), Failure> {
    if crate::deliver::really_sends(&Landlord::existing(folder)?)? {
        return Ok(());
    }
    Err(Failure::usage(
        "er wordt nog niet echt verstuurd (verzenden.toml, stand = \"echt\"): wat alleen gepland is, heeft de huurder niet gekregen en bewijst niets. Er gaat niemand naar de gemeente of de deurwaarder",
    ))
}

fn at(folder: &Path, day: Option<Day>) -> Result<LegalDesk, Failure> {
    LegalDesk::at(&Landlord::existing(folder)?, day.unwrap_or_else(today))
}

/// Writes files into a folder, which is made when it is not there.
fn write(to: &Path, files: &[OutFile]) -> Result<(), Failure> {
    for file in files {
        let path = to.join(&file.name);
        let parent = path.parent().unwrap_or(to);
        std::fs::create_dir_all(parent).map_err(|error| Failure::file(parent, &error))?;
        std::fs::write(&path, &file.bytes).map_err(|error| Failure::file(&path, &error))?;
    }
    Ok(())
}

/// Files as one zip, for who downloads them.
fn zipped(files: &[OutFile]) -> Result<Vec<u8>, Failure> {
    let files: Vec<(&str, &[u8])> = files.iter().map(|file| (&*file.name, &*file.bytes)).collect();
    letters::batch::zip_of(&files).map_err(|error| Failure::other(format!("het zip-bestand: {error}")))
}

/// Reads a file that a partner sent; its name without the folder, and its bytes.
fn read(path: &Path) -> Result<(String, Vec<u8>), Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::file(path, &error))?;
    Ok((path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()), bytes))
}

/// Findings as lines: file, row, field and reason; never the value, which may hold personal data.
fn told(findings: &[Finding]) -> Vec<String> {
    findings
        .iter()
        .map(|finding| {
            format!("{}:{}: {}: {}", finding.place.file, finding.place.row, finding.field, finding.reason)
        })
        .collect()
}
