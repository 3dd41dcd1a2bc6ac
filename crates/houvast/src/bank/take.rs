//! Files of the bank into the book: those that lie in the landlord's folder `bank/`, or that somebody names.
//!
//! In go files; out comes what became of their payments, in numbers. A payment with a reference of ours counts from now on, and what
//! it makes superfluous is taken away at once. A file that was read before, under whatever name, is passed over.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use connectors::bank::{self, Item, Refused};
use domain::calendar::Day;
use serde::Serialize;
use sha2::{Digest, Sha256};
use store::Book;
use store::bank::{BankFile, BankItem, BankTaken, Unread, Where};

use super::{in_folder, unreadable, zipped};
use crate::failure::Failure;
use crate::landlord::Landlord;
use crate::money::MoneyDesk;
use crate::receive;

/// What is said of a file that could not be read now.
const TRIED_AGAIN: &str = "Houvast probeert het opnieuw.";
/// Breaks told in full.
const BREAKS_IN_FULL: usize = 5;

/// What came in from the bank, and how things stand.
#[derive(Debug, Default, Serialize)]
pub struct BankIn {
    /// Files, with what came of each.
    pub files: Vec<BankFileTold>,
    /// Payments that count from now on.
    pub seen: u64,
    /// Payments that came back.
    pub returned: u64,
    /// Messages that do not leave any more.
    pub cancelled: usize,
    /// Tasks that are off the desks.
    pub tasks_gone: usize,
    /// Payments that wait for a person, also of earlier files.
    pub waiting: u64,
    /// Payments that were seen long ago and that the landlord has not booked.
    pub not_booked: u64,
    /// Where the chain of statements is broken.
    pub breaks: Vec<String>,
}

/// What came of one file.
#[derive(Debug, Serialize)]
pub struct BankFileTold {
    /// Its name.
    pub name: String,
    /// `camt.053.001.02`, or empty.
    pub format: String,
    /// In Dutch: what came of it.
    pub state: String,
    /// Statements and entries.
    pub statements: u64,
    /// Entries.
    pub entries: u64,
    /// Flaws, a sentence each.
    pub defects: Vec<String>,
}

impl Landlord {
    /// Where files of the bank land.
    pub fn bank_files(&self) -> PathBuf {
        self.folder.join("bank")
    }
}

/// The files in the landlord's folder that were not read yet, in order of name; each with what changes when it does. What is
/// still being written is not there yet.
pub fn waiting(landlord: &Landlord, book: &Book) -> Result<Vec<(String, PathBuf, u64)>, Failure> {
    let mut waiting = Vec::new();
    for path in in_folder(&landlord.bank_files()) {
        // What cannot be looked at now is there the next time.
        let Ok((signature, changed)) = receive::signature(&path) else { continue };
        let name = name_of(&path);
        if landlord.is_complete(changed) && !book.bank_file_known(&name, signature)? {
            waiting.push((name, path, signature));
        }
    }
    Ok(waiting)
}

/// Takes in what is new in the landlord's folder; `None` when no file of the bank was ever read.
pub fn receive_bank(landlord: &Landlord, book: &mut Book, today: Day) -> Result<Option<BankIn>, Failure> {
    let files = waiting(landlord, book)?;
    if files.is_empty() && book.bank_files(1)?.is_empty() && book.seen_money_open()?.is_empty() {
        return Ok(None);
    }
    let paths: Vec<(String, PathBuf, u64)> = files;
    take_in(landlord, book, &paths, today).map(Some)
}

/// `houvast bank take`
pub fn take(landlord: &Landlord, files: &[PathBuf], today: Day, json: bool) -> Result<String, Failure> {
    let mut book = landlord.book()?;
    let _lock = book.lock_night()?;
    let mut named = Vec::new();
    for path in files {
        let inside = if path.is_dir() { in_folder(path) } else { vec![path.clone()] };
        for path in inside {
            let (signature, _) = receive::signature(&path).map_err(|error| Failure::file(&path, &error))?;
            named.push((name_of(&path), path, signature));
        }
    }
    if files.is_empty() {
        named = waiting(landlord, &book)?;
    }
    let taken = take_in(landlord, &mut book, &named, today)?;
    let not_read = |state: &str| state.starts_with("geweigerd") || state.starts_with("niet gelezen");
    let refused = taken.files.iter().any(|file| not_read(&file.state));
    let text = match json {
        true => serde_json::to_string_pretty(&taken).expect("numbers are always JSON"),
        false => taken.text(),
    };
    if refused && !json {
        return Err(Failure::refused(text));
    }
    Ok(text)
}

fn take_in(
    landlord: &Landlord,
    book: &mut Book,
    files: &[(String, PathBuf, u64)],
    today: Day,
) -> Result<BankIn, Failure> {
    let mut told = BankIn::default();
    let mut touched = std::collections::BTreeSet::new();
    for (name, path, signature) in files {
        let taken = match hash_of(path) {
            Ok(hash) => {
                let file = BankFile { hash, name: name.clone(), signature: *signature };
                book.take_bank_file(&file, today, &mut |sink| read(path, sink))?
            }
            Err(error) => Some(book.bank_file_failed(name, today, &unreadable(&error).text)?),
        };
        told.files.push(told_of(name, taken.as_ref()));
        let Some(taken) = taken else { continue };
        told.seen += taken.seen;
        told.returned += taken.returned;
        touched.extend(taken.touched);
    }
    // What a kill left undone is done now.
    touched.extend(book.news_with_messages()?);
    if !touched.is_empty() {
        let desk = MoneyDesk::of(landlord, book, crate::now_on(Some(today), None))?;
        for tenancy in touched {
            let after = desk.take_away(book, tenancy)?;
            told.cancelled += after.cancelled;
            told.tasks_gone += after.tasks_gone;
        }
    }
    book.ask_about_seen(today)?;
    told.waiting = book.bank_waiting()?.0;
    told.not_booked = book.seen_money_open()?.iter().filter(|row| row.is_a_persons(today)).count() as u64;
    // What somebody has seen to is told no more; of files their own line tells.
    let open = book.bank_alarms(today)?.into_iter().filter(|alarm| alarm.seen.is_none());
    told.breaks = open
        .filter_map(|alarm| match alarm.about {
            Where::Account(account) => Some(format!("rekening {}: {}", ending(&account), alarm.text)),
            Where::File(_) => None,
        })
        .collect();
    Ok(told)
}

/// The end of an account number, enough to know which it is.
fn ending(account: &str) -> String {
    let signs: Vec<char> = account.chars().collect();
    let end: String = signs[signs.len().saturating_sub(4)..].iter().collect();
    format!("…{end}")
}

fn told_of(name: &str, taken: Option<&BankTaken>) -> BankFileTold {
    let nothing = BankTaken::default();
    let (state, taken) = match taken {
        None => ("al bekend".to_string(), &nothing),
        Some(taken) if taken.again => (format!("niet gelezen: {} {TRIED_AGAIN}", taken.refused), taken),
        Some(taken) if !taken.refused.is_empty() => (format!("geweigerd: {}", taken.refused), taken),
        Some(taken) if taken.statements > 0 && taken.statements == taken.known_statements => {
            ("ingelezen; alle afschriften waren al bekend".to_string(), taken)
        }
        Some(taken) => {
            let parts = [
                (taken.seen, "met een kenmerk van ons"),
                (taken.waiting, "wacht"),
                (taken.older, "ouder dan de boeken"),
                (taken.collected, "eigen incasso"),
                (taken.returned, "teruggekomen"),
            ];
            let parts: Vec<String> = parts
                .iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, what)| format!("{count} {what}"))
                .collect();
            let parts =
                if parts.is_empty() { "geen nieuwe betalingen".to_string() } else { parts.join(", ") };
            (format!("ingelezen: {parts}"), taken)
        }
    };
    BankFileTold {
        name: name.to_string(),
        format: taken.format.clone(),
        state,
        statements: taken.statements,
        entries: taken.entries,
        defects: taken.defects.clone(),
    }
}

impl BankIn {
    /// As a person reads it.
    pub fn text(&self) -> String {
        let mut text = String::from("Van de bank");
        for file in &self.files {
            let _ = write!(text, "\n  {:<24} {}", file.name, file.state);
            for defect in &file.defects {
                let _ = write!(text, "\n    {defect}");
            }
        }
        if self.files.is_empty() {
            text.push_str("\n  geen nieuwe bestanden");
        }
        for (count, one, more) in [
            (self.cancelled as u64, "bericht gaat niet meer uit", "berichten gaan niet meer uit"),
            (self.tasks_gone as u64, "taak is niet meer nodig", "taken zijn niet meer nodig"),
            (
                self.waiting,
                "betaling wacht op een medewerker (/bank)",
                "betalingen wachten op een medewerker (/bank)",
            ),
            (
                self.not_booked,
                "betaling die wij zagen wacht op uw antwoord: wat was het? (/bank)",
                "betalingen die wij zagen wachten op uw antwoord: wat was het? (/bank)",
            ),
        ] {
            if count > 0 {
                let _ = write!(text, "\n  {count:>7}  {}", if count == 1 { one } else { more });
            }
        }
        for told in self.breaks.iter().take(BREAKS_IN_FULL) {
            let _ = write!(text, "\n  LET OP   {told}");
        }
        if self.breaks.len() > BREAKS_IN_FULL {
            let _ = write!(text, "\n  LET OP   en nog {} (/bank)", self.breaks.len() - BREAKS_IN_FULL);
        }
        text
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// SHA-256 of the bytes: the same file under another name is the same file.
fn hash_of(path: &Path) -> io::Result<[u8; 32]> {
    let mut hasher = Sha256::new();
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(hasher.finalize().into());
        }
        hasher.update(&buffer[..read]);
    }
}

/// Reads a file, or every file in a zip; one member that cannot be read makes the zip unreadable.
fn read(path: &Path, sink: &mut dyn FnMut(BankItem)) -> Result<String, Unread> {
    let failed = |error: io::Error| unread(unreadable(&error));
    let mut file = File::open(path).map_err(failed)?;
    let mut pass_on = |item: Item| {
        sink(match item {
            Item::Opened(statement) => BankItem::Opened(statement),
            Item::Entry(entry) => BankItem::Entry(entry),
            Item::Closed(statement) => BankItem::Closed(statement),
            Item::Defect(defect) => BankItem::Defect(defect),
        });
    };
    if !zipped(&mut file).map_err(failed)? {
        return bank::read(&mut file, &mut pass_on).map(|read| read.format).map_err(unread);
    }
    file.rewind().map_err(failed)?;
    let (mut formats, mut refused) = (Vec::new(), None);
    bank::members(&mut file, &mut |name, member| match bank::read(member, &mut pass_on) {
        Ok(read) => formats.push(read.format),
        Err(why) => {
            let text = format!("{name}: {}", why.text);
            refused = refused.take().or(Some(Refused { text, ..why }));
        }
    })
    .map_err(unread)?;
    formats.sort();
    formats.dedup();
    match refused {
        Some(why) => Err(unread(why)),
        None if formats.is_empty() => {
            Err(Unread::Refused("In het zip-bestand zit geen enkel bestand.".into()))
        }
        None => Ok(formats.join(", ")),
    }
}

/// Whether it is the file, or what it lies on.
fn unread(refused: Refused) -> Unread {
    match refused.code {
        "unreadable" => Unread::Failed(refused.text),
        _ => Unread::Refused(refused.text),
    }
}
