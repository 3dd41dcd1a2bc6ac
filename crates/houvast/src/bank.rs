//! `houvast bank`: files of a bank as a person or a program reads them.
//!
//! In go names of files, folders and zips; out come statements, entries and named flaws, as text or JSON, written while they
//! are read. Every file is read twice: first to know that it can be read to its end, so that nothing of a refused file is
//! ever shown as if it counted. What is read is stored by [`take`] alone.

mod json;
mod take;
mod text;

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};

use connectors::bank::{self, FileRead, Item, Refused};
use domain::bank::chain::{self, Break, Link};

use crate::cli::BankCommand;
use crate::failure::Failure;
use crate::landlord::Landlord;
use crate::paper::Paper;

pub use take::{BankIn, receive_bank, waiting};

/// Carries out a command, for the landlord in a folder.
pub fn bank(folder: &Path, command: &BankCommand, json: bool) -> Result<String, Failure> {
    match command {
        BankCommand::Read { files } => read(files, json),
        BankCommand::Take { files, day } => {
            take::take(&Landlord::existing(folder)?, files, day.unwrap_or_else(crate::today), json)
        }
    }
}

/// What is written about a file, as text or JSON. An error of the paper (a closed pipe) ends the showing quietly.
trait Shown {
    fn begin(&mut self, paper: &mut dyn Write) -> io::Result<()>;
    fn file(&mut self, paper: &mut dyn Write, name: &str, head: &Result<FileRead, Refused>)
    -> io::Result<()>;
    fn item(&mut self, paper: &mut dyn Write, item: Item) -> io::Result<()>;
    fn end_file(&mut self, paper: &mut dyn Write) -> io::Result<()>;
    fn end(&mut self, paper: &mut dyn Write, breaks: &[Break], totals: Totals) -> io::Result<()>;
}

/// What was read in all.
#[derive(Clone, Copy, Debug, Default)]
struct Totals {
    files: u32,
    refused: u32,
    statements: u64,
    entries: u64,
    defects: u64,
}

struct Reading<'a> {
    shown: Box<dyn Shown>,
    paper: &'a mut dyn Write,
    links: Vec<Link>,
    totals: Totals,
}

fn read(files: &[PathBuf], json: bool) -> Result<String, Failure> {
    let shown: Box<dyn Shown> =
        if json { Box::new(json::Json::default()) } else { Box::new(text::Text::default()) };
    let mut paper = Paper::on(BufWriter::new(io::stdout().lock()));
    let mut reading = Reading { shown, paper: &mut paper, links: Vec::new(), totals: Totals::default() };
    // Who closes the pipe halfway has read enough.
    let _ = reading.all(files);
    let totals = reading.totals;
    if totals.refused > 0 {
        // Otherwise the end of the line comes from who prints what went well.
        let _ = writeln!(paper);
    }
    let _ = paper.flush();
    drop(paper);
    match totals.refused {
        0 => Ok(String::new()),
        1 if totals.files == 1 => Err(Failure::refused("het bestand is geweigerd; de reden staat hierboven")),
        refused => Err(Failure::refused(format!(
            "{refused} van {} bestanden geweigerd; de redenen staan hierboven",
            totals.files
        ))),
    }
}

impl Reading<'_> {
    fn all(&mut self, files: &[PathBuf]) -> io::Result<()> {
        self.shown.begin(self.paper)?;
        for path in files {
            if path.is_dir() {
                for path in in_folder(path) {
                    self.path(&path)?;
                }
            } else {
                self.path(path)?;
            }
        }
        let breaks = chain::breaks(&self.links);
        self.shown.end(self.paper, &breaks, self.totals)
    }

    fn path(&mut self, path: &Path) -> io::Result<()> {
        let name = path.display().to_string();
        match File::open(path).and_then(|mut file| Ok((zipped(&mut file)?, file))) {
            Ok((true, file)) => self.zip(&name, file),
            Ok((false, mut file)) => {
                let head = bank::read(&mut file, &mut |_| {});
                let again = file.rewind();
                match again {
                    Ok(()) => self.one(&name, head, &mut file),
                    Err(error) => self.refuse(&name, unreadable(&error)),
                }
            }
            Err(error) => self.refuse(&name, unreadable(&error)),
        }
    }

    /// A zip is a folder of files.
    fn zip(&mut self, name: &str, mut file: File) -> io::Result<()> {
        let mut heads = Vec::new();
        let first = bank::members(&mut file, &mut |_, member| heads.push(bank::read(member, &mut |_| {})));
        let again = first.and_then(|()| file.rewind().map_err(|error| unreadable(&error)));
        if let Err(refused) = again {
            return self.refuse(name, refused);
        }
        if heads.is_empty() {
            let text = "In het zip-bestand zit geen enkel bestand.".to_owned();
            return self.refuse(name, Refused { code: "empty", text, line: 0 });
        }
        let mut heads = heads.into_iter();
        let mut shown = Ok(());
        let _ = bank::members(&mut file, &mut |member, content| {
            if let (Ok(()), Some(head)) = (&shown, heads.next()) {
                shown = self.one(&format!("{name}/{member}"), head, content);
            }
        });
        shown
    }

    fn refuse(&mut self, name: &str, refused: Refused) -> io::Result<()> {
        self.one(name, Err(refused), &mut io::empty())
    }

    fn one(&mut self, name: &str, head: Result<FileRead, Refused>, content: &mut dyn Read) -> io::Result<()> {
        self.totals.files += 1;
        self.shown.file(self.paper, name, &head)?;
        if head.is_err() {
            self.totals.refused += 1;
            return self.shown.end_file(self.paper);
        }
        let mut written = Ok(());
        let _ = bank::read(content, &mut |item| {
            match &item {
                Item::Opened(_) => self.totals.statements += 1,
                Item::Entry(_) => self.totals.entries += 1,
                Item::Closed(statement) => self.links.extend(Link::of(name, statement)),
                Item::Defect(defect) => self.totals.defects += u64::from(!defect.notice),
            }
            if written.is_ok() {
                written = self.shown.item(self.paper, item);
            }
        });
        written?;
        self.shown.end_file(self.paper)
    }
}

fn unreadable(error: &io::Error) -> Refused {
    let text = match error.kind() {
        io::ErrorKind::NotFound => "Het bestand is er niet.".to_owned(),
        _ => format!("Het bestand kan niet worden gelezen: {error}."),
    };
    Refused { code: "unreadable", text, line: 0 }
}

fn zipped(file: &mut File) -> io::Result<bool> {
    let mut head = Vec::new();
    file.take(4).read_to_end(&mut head)?;
    file.rewind()?;
    Ok(bank::is_zip(&head))
}

/// The files of a folder, in order of name; hidden ones are passed over.
fn in_folder(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let hidden =
        |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    let files = entries.map(|entry| entry.path());
    let mut files: Vec<PathBuf> = files.filter(|path| path.is_file() && !hidden(path)).collect();
    files.sort();
    files
}

/// `-20.05`: digits with a point, for programs.
pub fn decimal(cents: domain::money::Cents) -> String {
    let sign = if cents.0 < 0 { "-" } else { "" };
    let whole = cents.0.unsigned_abs();
    format!("{sign}{}.{:02}", whole / 100, whole % 100)
}

/// Text that was cut at a column, on one line: a full line goes on without a blank.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for part in text.split('\n') {
        line.push_str(part);
        if part.chars().count() < 64 && !part.ends_with(' ') {
            line.push(' ');
        }
    }
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}
