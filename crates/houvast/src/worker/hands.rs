//! What the worker does when something is due: the same functions that the commands call, and one line about each.

use std::path::PathBuf;

use domain::calendar::Day;
use serde_json::{Value, json};
use store::Book;
use store::intake::Taken;
use store::post::MessageState;

use super::due::{Job, Waiting};
use super::{WorkHours, Worker};
use crate::ahead;
use crate::deliver::settings::SendSettings;
use crate::deliver::{self, About, Now};
use crate::failure::Failure;
use crate::receive;
use crate::watch::Watch;

/// The messages that still wait; `None` when none does.
pub(super) fn waiting(book: &Book) -> Result<Option<Waiting>, Failure> {
    let mut waiting = Waiting::default();
    let mut stoppable = 0;
    for state in [MessageState::Ready, MessageState::OnItsWay] {
        for message in book.messages_that_are(state)? {
            waiting.may_leave += 1;
            let earlier = |known: i64| message.not_before.map_or(known, |moment| moment.min(known));
            waiting.not_before = waiting.not_before.map(earlier).or(message.not_before);
        }
    }
    for state in [MessageState::AwaitingRelease, MessageState::Held] {
        stoppable += book.messages_that_are(state)?.len();
    }
    Ok((waiting.may_leave > 0 || stoppable > 0).then_some(waiting))
}

impl Worker {
    /// The deliveries that wait.
    pub(super) fn arrivals(&self, book: &Book) -> Result<Vec<(String, u64)>, Failure> {
        let mut waiting = receive::waiting(&self.landlord, book, &[])?;
        waiting.extend(crate::bank::waiting(&self.landlord, book)?);
        Ok(waiting.into_iter().map(|(name, _, signature)| (name, signature)).collect())
    }

    /// The files with what came of messages that were not read yet, in order of name.
    pub(super) fn told(&self, work: &WorkHours) -> Result<Vec<(PathBuf, u64)>, Failure> {
        let mut told = Vec::new();
        for folder in work.told_in.iter().map(|folder| self.landlord.folder.join(folder)) {
            let failed = |error: std::io::Error| Failure::file(&folder, &error);
            let Ok(entries) = std::fs::read_dir(&folder) else { continue };
            for entry in entries {
                let path = entry.map_err(failed)?.path();
                let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
                if hidden || !path.is_file() {
                    continue;
                }
                let (signature, changed) = receive::signature(&path).map_err(failed)?;
                if self.landlord.is_complete(changed) && !self.heard.contains(&(path.clone(), signature)) {
                    told.push((path, signature));
                }
            }
        }
        told.sort();
        Ok(told)
    }

    /// The day of the last morning mail; outer `None` when there is nobody to mail.
    pub(super) fn mailed(
        &self,
        book: &Book,
        settings: Option<&SendSettings>,
    ) -> Result<Option<Option<Day>>, Failure> {
        let somebody = settings.is_some_and(|settings| {
            settings.mail.is_some() && settings.consultants.iter().any(|one| !one.mail.is_empty())
        });
        if !somebody || book.last_night()?.is_none() {
            return Ok(None);
        }
        Ok(Some(deliver::last_morning(book)?))
    }

    /// Does one thing and says so.
    pub(super) fn do_one(&mut self, job: Job, now: Now) -> Result<(), Failure> {
        match job {
            Job::Hear => self.hear(now),
            Job::Receive => self.receive(now),
            Job::Night => self.night(now),
            Job::Morning => self.morning(now),
            Job::Deliver => self.deliver(),
        }
    }

    fn hear(&mut self, now: Now) -> Result<(), Failure> {
        let work =
            SendSettings::of(&self.landlord)?.map_or_else(WorkHours::default, |settings| settings.work);
        let (mut news, mut known, mut findings, mut failed) = (0, 0, 0, None);
        let files = self.told(&work)?;
        for (path, signature) in &files {
            let heard = match deliver::hear(&self.landlord, path, now) {
                Ok(heard) => heard,
                Err(failure) => {
                    failed = Some(failure);
                    continue;
                }
            };
            news += heard.news;
            known += heard.known;
            findings += heard.findings.len();
            self.heard.insert((path.clone(), *signature));
        }
        if news > 0 {
            self.last_round = None;
        }
        // A name of a file may be somebody's name: the log gets numbers only.
        let text =
            format!("{} bestanden: {news} nieuw, {known} bekend, {findings} om na te kijken", files.len());
        let numbers = json!({ "files": files.len(), "news": news, "known": known, "findings": findings });
        self.say(Job::Hear.dutch(), &text, &numbers);
        failed.map_or(Ok(()), Err)
    }

    fn receive(&mut self, now: Now) -> Result<(), Failure> {
        let mapping = self.landlord.mapping()?;
        let mut book = self.landlord.book()?;
        let _lock = book.lock_night()?;
        let received = receive::receive(
            &self.landlord,
            &mut book,
            &mapping,
            now.day,
            &[],
            &mut |_, _| (),
            &Watch::silent(),
        )?;
        for (name, taken) in &received.deliveries {
            let (text, rows) = match taken {
                Taken::In(intake) => ("ingelezen", intake.rows),
                Taken::Held(intake) => {
                    ("aangehouden: een medewerker moet kijken, de nacht wacht", intake.rows)
                }
                Taken::PutAside(_) => ("terzijde gelegd: dit is geen aanlevering", 0),
                Taken::Known | Taken::Outdated { .. } => ("al bekend of verouderd", 0),
            };
            self.say(
                Job::Receive.dutch(),
                &format!("{name}: {text}, {rows} rijen"),
                &json!({ "rows": rows }),
            );
        }
        if let Some(bank) = received.bank.filter(|bank| !bank.files.is_empty()) {
            let files = bank.files.len();
            let text = format!(
                "bank: {files} bestanden, {} betalingen tellen mee, {} wachten, {} berichten gaan niet meer uit",
                bank.seen, bank.waiting, bank.cancelled
            );
            let numbers = json!({ "files": files, "seen": bank.seen, "waiting": bank.waiting, "cancelled": bank.cancelled });
            self.say(Job::Receive.dutch(), &text, &numbers);
        }
        self.looked_at = self.arrivals(&book)?;
        // There is news: what stood still because of the old may go on, and what waits is looked at again.
        self.resting.clear();
        self.last_round = None;
        Ok(())
    }

    fn night(&mut self, now: Now) -> Result<(), Failure> {
        let book = self.landlord.book()?;
        // Of several workers one runs it. Who saw that it was due while another ran it must not run it once more.
        let turn = book.take_right("nachtwerk")?;
        if turn.is_none() {
            return Err(Failure::busy("een ander houvast work draait deze nacht"));
        }
        if ahead::last_done(&book, now.day)?.is_some_and(|last| last >= now.day) {
            return Ok(());
        }
        let day = ahead::night_of(Some(&book), now.day, false)?;
        let outcome = ahead::run(&self.landlord, day, now.day, &[])?;
        let text = format!("{day}: {}", outcome.report.in_one_line());
        let numbers = serde_json::to_value(&outcome.report).unwrap_or_default();
        self.say(Job::Night.dutch(), &text, &numbers);
        let settings = SendSettings::of(&self.landlord)?;
        let waits = settings.is_some_and(|settings| !settings.work.sends_first_night);
        if waits && self.landlord.book()?.night_before(day)?.is_none() {
            let text = "kijk eerst wat er klaarstaat (/post); vanzelf gaat er nog niets uit. Wie dat na het kijken wel \
                        wil, geeft houvast deliver";
            self.say("eerste nacht", text, &Value::Null);
        }
        self.last_round = None;
        Ok(())
    }

    fn morning(&mut self, now: Now) -> Result<(), Failure> {
        let mailed = deliver::mail_today(&self.landlord, About::Morning, now)?;
        let text = format!("{} gemaild, taken: {}", people(mailed.people), mailed.tasks);
        self.say(Job::Morning.dutch(), &text, &json!({ "people": mailed.people, "tasks": mailed.tasks }));
        Ok(())
    }

    fn deliver(&mut self) -> Result<(), Failure> {
        let delivered = deliver::run(&self.landlord, self.clock, false, &self.stop)?;
        self.last_round = Some(self.clock.now().seconds);
        if let Some(line) = delivered.in_one_line() {
            let numbers = serde_json::to_value(&delivered).unwrap_or_default();
            self.say(Job::Deliver.dutch(), &line, &numbers);
        }
        if delivered.asked_somebody() {
            // Whoever cannot be mailed now finds the tasks in the morning mail.
            let now = self.clock.now();
            match deliver::mail_today(&self.landlord, About::Sending, now) {
                Ok(mailed) if mailed.people > 0 => {
                    let text = format!("{} gemaild over wat bleef liggen", people(mailed.people));
                    self.say(
                        "verzendmail",
                        &text,
                        &json!({ "people": mailed.people, "tasks": mailed.tasks }),
                    );
                }
                Ok(_) => {}
                Err(failure) => self.say_once("verzendmail", &failure.to_string()),
            }
        }
        Ok(())
    }
}

fn people(number: usize) -> String {
    if number == 1 { "1 medewerker".into() } else { format!("{number} medewerkers") }
}
