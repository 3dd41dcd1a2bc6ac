//! `houvast status`: brings back what happened to messages: status files of the print house, bounces, and reports of a
//! provider of text messages.
//!
//! In goes a file or a folder; every status goes to its message's dossier, once, in whatever order it comes. What cannot
//! be read or placed becomes a finding, and stops nothing.

use std::fs;
use std::path::{Path, PathBuf};

use connectors::channels::bounce::{self, Returned};
use connectors::channels::provider::Told as ToldByProvider;
use connectors::channels::{Fate as ToldFate, Status, phone, secret, whatsapp};
use domain::dossier::ContactChannel;
use letters::batch::{StatusKind, read_status_file};
use serde::Serialize;
use store::Book;
use store::post::{Fate, Heard, Moment, Received, Sender, Told};

use super::settings::{self, SendSettings, Texts};
use super::{Now, doorbell, texts};
use crate::failure::Failure;
use crate::landlord::Landlord;

/// What was heard. It names no tenant.
#[derive(Debug, Default, Serialize)]
pub struct HeardAll {
    /// Files looked at.
    pub files: u64,
    /// Statuses that were news.
    pub news: u64,
    /// Statuses that had been told before.
    pub known: u64,
    /// Automatic replies: nothing to do.
    pub replies: u64,
    /// What could not be read or placed: file, row and what is wrong.
    pub findings: Vec<String>,
}

/// Takes in what a file, or every file of a folder, tells.
pub fn hear(landlord: &Landlord, from: &Path, now: Now) -> Result<HeardAll, Failure> {
    let mut book = landlord.book()?;
    let _lock = book.lock_night()?;
    let mut heard = HeardAll::default();
    for path in files(from)? {
        heard.file(landlord, &mut book, &path, now)?;
    }
    Ok(heard)
}

/// Takes in the reports that came by the web and were not read yet (`doorbell.rs`); each is thrown away once the book has it.
pub fn hear_folder(landlord: &Landlord, book: &mut Book, now: Now) -> Result<HeardAll, Failure> {
    let folder = landlord.folder.join(doorbell::FOLDER);
    let mut heard = HeardAll::default();
    if !folder.is_dir() {
        return Ok(heard);
    }
    for path in files(&folder)? {
        heard.file(landlord, book, &path, now)?;
        fs::remove_file(&path).map_err(|error| Failure::file(&path, &error))?;
    }
    Ok(heard)
}

/// The file itself, or all files of a folder, in order of name.
fn files(from: &Path) -> Result<Vec<PathBuf>, Failure> {
    if from.is_file() {
        return Ok(vec![from.to_path_buf()]);
    }
    let failed = |error: std::io::Error| Failure::file(from, &error);
    let mut files = Vec::new();
    for entry in fs::read_dir(from).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_file() && !hidden {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

impl HeardAll {
    /// As a command prints it.
    pub fn told(&self, json: bool) -> String {
        if json {
            return serde_json::to_string_pretty(self).expect("a report is always JSON");
        }
        let mut lines = vec![format!(
            "{} bestanden gelezen: {} nieuwe berichten over bezorging, {} waren al bekend, {} automatische antwoorden.",
            self.files, self.news, self.known, self.replies
        )];
        if !self.findings.is_empty() {
            lines.push("Een medewerker moet kijken naar:".into());
            lines.extend(self.findings.iter().map(|finding| format!("  - {finding}")));
        }
        lines.join("\n")
    }

    /// One file; its ending says what it is.
    fn file(&mut self, landlord: &Landlord, book: &mut Book, path: &Path, now: Now) -> Result<(), Failure> {
        let bytes = fs::read(path).map_err(|error| Failure::file(path, &error))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        self.files += 1;
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        match ending.as_str() {
            "eml" => self.mail(landlord, book, &name, &bytes, now),
            "csv" | "txt" => self.print_house(book, &name, &bytes, now),
            "json" | "form" => self.provider(landlord, book, &name, &bytes, now),
            _ => self.find(book, &name, 0, "Dit soort bestand kennen wij hier niet.", now),
        }
    }

    fn mail(
        &mut self,
        landlord: &Landlord,
        book: &mut Book,
        name: &str,
        bytes: &[u8],
        now: Now,
    ) -> Result<(), Failure> {
        match bounce::read(bytes) {
            Returned::Stops(token) => self.stops(landlord, book, name, &token, now)?,
            Returned::AutomaticReply => self.replies += 1,
            Returned::Finding(what) => self.find(book, name, 0, &what, now)?,
            Returned::Statuses(statuses) => self.statuses(book, name, statuses, now)?,
        }
        Ok(())
    }

    /// A tenant wants no more friendly mail, and says so by mail.
    fn stops(
        &mut self,
        landlord: &Landlord,
        book: &mut Book,
        name: &str,
        token: &str,
        now: Now,
    ) -> Result<(), Failure> {
        let settings = SendSettings::of(landlord)?.and_then(|settings| settings.unsubscribe);
        let key = settings.map(|unsubscribe| doorbell::needed(&unsubscribe.key_name)).transpose()?;
        let reference = key.as_deref().and_then(|key| secret::read_token(key, token));
        let stopped = match reference {
            Some(reference) => book.stop_friendly(reference, "e-mail van de huurder", now.moment())?,
            None => false,
        };
        if stopped {
            self.news += 1;
            return Ok(());
        }
        self.find(
            book,
            name,
            0,
            "Iemand meldt zich per e-mail af, maar niet te zien is voor welk bericht.",
            now,
        )
    }

    fn print_house(&mut self, book: &mut Book, name: &str, bytes: &[u8], now: Now) -> Result<(), Failure> {
        let (lines, findings) = read_status_file(bytes);
        for finding in findings {
            self.find(book, name, finding.row, &finding.text, now)?;
        }
        for line in lines {
            let fate = match line.kind {
                StatusKind::Printed => Fate::Printed,
                StatusKind::Posted => Fate::Posted,
                StatusKind::Returned => Fate::AddressUnusable,
            };
            // A day without an hour: noon, so that no time zone moves it.
            let at = line.day.map(|day| Moment { day, seconds: i64::from(day.0) * 86_400 + 43_200 });
            let told = Told { about: line.id, fate, at, detail: line.reason };
            self.one(book, name, line.row, &told, now)?;
        }
        Ok(())
    }

    fn provider(
        &mut self,
        landlord: &Landlord,
        book: &mut Book,
        name: &str,
        bytes: &[u8],
        now: Now,
    ) -> Result<(), Failure> {
        let body = String::from_utf8_lossy(bytes);
        if whatsapp::is_webhook(&body) {
            return self.whatsapp(book, name, &body, now);
        }
        let settings = SendSettings::of(landlord)?;
        let Some(texts) = settings.as_ref().and_then(|settings| settings.texts.as_ref()) else {
            return self.find(book, name, 0, "Er is geen aanbieder van sms ingericht.", now);
        };
        let told = told_by(landlord, texts, name, &body)?;
        for finding in told.findings {
            self.find(book, name, 0, &finding, now)?;
        }
        self.statuses(book, name, told.statuses, now)
    }

    fn whatsapp(&mut self, book: &mut Book, name: &str, body: &str, now: Now) -> Result<(), Failure> {
        let webhook = whatsapp::read_webhook(body);
        for finding in webhook.told.findings {
            self.find(book, name, 0, &finding, now)?;
        }
        for (row, message) in (1..).zip(webhook.incoming) {
            let received = Received {
                provider_id: message.provider_id,
                channel: ContactChannel::Whatsapp,
                numbers: phone::as_written(&message.from),
                at: moment_of(message.at, now),
                text: message.text,
                stops: message.stops,
            };
            match book.take_received(&received, now.moment())? {
                Sender::Tenant => self.news += 1,
                Sender::Known => self.known += 1,
                Sender::Nobody => self.find(
                    book,
                    name,
                    row,
                    "Een WhatsApp-bericht komt van een nummer dat bij niemand staat.",
                    now,
                )?,
            }
        }
        self.statuses(book, name, webhook.told.statuses, now)
    }

    fn statuses(
        &mut self,
        book: &mut Book,
        name: &str,
        statuses: Vec<Status>,
        now: Now,
    ) -> Result<(), Failure> {
        for (row, status) in (1..).zip(statuses) {
            let at =
                status.at.map(|seconds| Moment { day: crate::day_of(seconds).unwrap_or(now.day), seconds });
            let fate = match status.fate {
                ToldFate::Accepted => Fate::Accepted,
                ToldFate::Printed => Fate::Printed,
                ToldFate::Posted => Fate::Posted,
                ToldFate::Delivered => Fate::Delivered,
                ToldFate::Read => Fate::Read,
                ToldFate::AddressUnusable => Fate::AddressUnusable,
                ToldFate::Failed => Fate::Failed,
            };
            let told = Told { about: status.provider_id, fate, at, detail: status.detail };
            self.one(book, name, row, &told, now)?;
        }
        Ok(())
    }

    fn one(&mut self, book: &mut Book, name: &str, row: u32, told: &Told, now: Now) -> Result<(), Failure> {
        if told.at.is_some_and(|at| at.day > now.day.next() || at.day < now.day - LONGEST_AGO) {
            return self.find(book, name, row, "De datum van deze status kan niet kloppen.", now);
        }
        match book.hear(name, row, told, now.moment())? {
            Heard::New => self.news += 1,
            Heard::Known => self.known += 1,
            Heard::Unknown => {
                self.findings.push(format!("{name}, regel {row}: hoort bij geen bericht van ons"))
            }
        }
        Ok(())
    }

    fn find(&mut self, book: &mut Book, name: &str, row: u32, what: &str, now: Now) -> Result<(), Failure> {
        book.note_post_finding(name, row, what, now.moment())?;
        self.findings.push(if row == 0 {
            format!("{name}: {what}")
        } else {
            format!("{name}, regel {row}: {what}")
        });
        Ok(())
    }
}

/// A status about a day longer ago is a slip of the pen.
const LONGEST_AGO: i32 = 366;

/// The moment a message was sent, as the other side says it; a clock that runs ahead counts as now.
fn moment_of(told: Option<i64>, now: Now) -> Moment {
    let seconds = told.unwrap_or(now.seconds).min(now.seconds);
    Moment { day: crate::day_of(seconds).unwrap_or(now.day), seconds }
}

/// What a report tells. A file that came in by a door says whose it is; another is read as each provider would write it, and
/// the first that makes sense of it counts.
fn told_by(landlord: &Landlord, texts: &Texts, name: &str, body: &str) -> Result<ToldByProvider, Failure> {
    let door = name.rsplit('.').nth(1).unwrap_or_default();
    let files: Vec<&Path> = texts.providers().collect();
    let known = (0..files.len()).find(|place| settings::door_of(*place) == door);
    let mut first = None;
    for file in known.map_or(files.as_slice(), |place| &files[place..=place]) {
        let told = texts::read(landlord, file)?.read_status(body);
        if told.findings.is_empty() && !told.statuses.is_empty() {
            return Ok(told);
        }
        first.get_or_insert(told);
    }
    Ok(first.unwrap_or_default())
}
