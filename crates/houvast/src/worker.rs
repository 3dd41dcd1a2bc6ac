//! `houvast work`: one process per landlord that stays and does by the clock what commands do when a person gives them.
//!
//! It looks every half minute at how things stand (the book, the landlord's folder, what came back), asks [`due::next`]
//! what is due, does that one thing, says so in one line without personal data, and looks again. It remembers nothing
//! that matters: everything that must not happen twice stands in the book, so it can be killed at any moment and
//! started again. What fails rests for a while and stops nothing else.

mod due;
mod hands;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::PathBuf;
use std::time::Duration;

use domain::calendar::holidays::EquatedDays;
use domain::send::TimeOfDay;
use serde::Deserialize;
use serde_json::{Value, json};
use store::Place;

use crate::clock::Clock;
use crate::deliver::Now;
use crate::deliver::settings::{FILE, SendSettings, Stage, time};
use crate::failure::Failure;
use crate::landlord::Landlord;
use crate::paper;
use crate::stop::{self, Stop};
use due::{Hours, Job, Standing};

/// How often it looks when nothing is due.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// How long a file must lie still before it is read.
const LIES_STILL: Duration = Duration::from_secs(10);
/// Seconds before something that failed is tried again.
const REST: i64 = 900;
/// Seconds before something is tried again for which another command stood in the way.
const REST_WHEN_BUSY: i64 = 5;

/// `[werk]` in `verzenden.toml`: when what is done.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WorkHours {
    /// When the night is run.
    #[serde(rename = "nacht", deserialize_with = "time")]
    night: TimeOfDay,
    /// When the morning mail is sent.
    #[serde(rename = "ochtendmail", deserialize_with = "time")]
    morning: TimeOfDay,
    /// Folders in which the print house, the mail server and the provider lay what came of messages.
    #[serde(rename = "terugmeldingen")]
    told_in: Vec<PathBuf>,
    /// Lets the messages of a landlord's very first night leave without anybody asking for it.
    #[serde(rename = "eerste_nacht_versturen")]
    sends_first_night: bool,
}

impl Default for WorkHours {
    fn default() -> WorkHours {
        WorkHours {
            night: TimeOfDay(3 * 60),
            morning: TimeOfDay(7 * 60),
            told_in: vec!["status".into()],
            sends_first_night: false,
        }
    }
}

/// Works until the person or the system asks to stop; with `once`, until nothing is due any more.
pub fn work(landlord: &Landlord, clock: Clock, once: bool, json: bool) -> Result<String, Failure> {
    let stop = Stop::default();
    let heard = stop.clone();
    let runtime = tokio::runtime::Runtime::new().map_err(|error| Failure::other(error.to_string()))?;
    runtime.spawn(async move {
        stop::signalled().await;
        heard.ask();
    });
    work_until(landlord, clock, &stop, once, json)?;
    Ok(String::new())
}

/// Works beside something else, until that ends.
pub fn beside(
    landlord: &Landlord,
    json: bool,
    other: impl FnOnce() -> Result<String, Failure>,
) -> Result<String, Failure> {
    let stop = Stop::default();
    std::thread::scope(|scope| {
        let worker = scope.spawn(|| {
            let worked = work_until(landlord, Clock::default(), &stop, false, json);
            if let Err(failure) = &worked {
                paper::warn(format_args!("houvast work: {failure}"));
            }
            worked
        });
        let ended = other();
        stop.ask();
        worker.join().unwrap_or_else(|_| Err(Failure::other("het werk is onverwacht gestopt")))?;
        ended
    })
}

fn work_until(landlord: &Landlord, clock: Clock, stop: &Stop, once: bool, json: bool) -> Result<(), Failure> {
    let landlord = Landlord { folder: landlord.folder.clone(), lies_still: LIES_STILL };
    let _only_one = only_one(&landlord)?;
    let calendar = crate::landlord::law().equated_days;
    let mut worker = Worker {
        landlord,
        clock,
        stop: stop.clone(),
        json,
        looked_at: Vec::new(),
        heard: BTreeSet::new(),
        last_round: None,
        resting: BTreeMap::new(),
        said: BTreeMap::new(),
    };
    worker.begin(&calendar)?;
    let mut failed = None;
    while !stop.asked() {
        match worker.turn(&calendar) {
            Ok(Turn::Did) => {}
            Ok(Turn::Failed(failure)) => failed = Some(failure),
            Ok(Turn::Nothing) if once => return failed.map_or(Ok(()), Err),
            Ok(Turn::Nothing) => stop.wait(LOOK_EVERY),
            Err(failure) if once => return Err(failure),
            Err(failure) => {
                worker.say_once("kijken", &failure.to_string());
                stop.wait(LOOK_EVERY);
            }
        }
    }
    worker.say("gestopt", "op verzoek; alles wat af moest is af", &Value::Null);
    Ok(())
}

/// One worker at a time over a book in a file; the right ends with the process, also by a crash. Over a book on a server work
/// as many as want to: they share it out (`store::Turns`).
fn only_one(landlord: &Landlord) -> Result<Option<File>, Failure> {
    if matches!(landlord.place()?, Place::Server(_)) {
        return Ok(None);
    }
    let path = landlord.folder.join("boek.werk");
    let failed = |error| Failure::file(&path, &error);
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Err(Failure::busy(format!(
            "in {} werkt al een ander houvast work; dit proces is niet nodig en stopt",
            landlord.folder.display()
        ))),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// What one look came to.
enum Turn {
    /// Something was done; there may be more.
    Did,
    /// Nothing is due.
    Nothing,
    /// Something that was due did not work out; it rests.
    Failed(Failure),
}

/// The process that stays. What it remembers only spares work.
struct Worker {
    landlord: Landlord,
    clock: Clock,
    stop: Stop,
    json: bool,
    /// The deliveries that waited when the folder was last looked into: another list is news.
    looked_at: Vec<(String, u64)>,
    /// Files with what came of messages that were read, as they were then.
    heard: BTreeSet<(PathBuf, u64)>,
    last_round: Option<i64>,
    resting: BTreeMap<Job, i64>,
    /// What was said last about something that failed: the same again is not said.
    said: BTreeMap<&'static str, String>,
}

impl Worker {
    fn begin(&self, calendar: &EquatedDays) -> Result<(), Failure> {
        let now = self.clock.now();
        let (standing, hours, settings) = self.look(now)?;
        let what = match settings.map(|settings| settings.stage) {
            None => format!("er gaat niets uit: {FILE} is er niet"),
            Some(Stage::Trial) => "er gaat niets naar huurders: stand = \"proef\"".into(),
            Some(Stage::Real) => format!("berichten gaan uit vanaf {}", hours.cut_off),
        };
        let next = due::next(&standing, &hours, calendar, now).map_or(String::new(), |(job, at)| {
            format!("; hierna: {} om {}", job.dutch(), crate::now_at(at).time)
        });
        self.say("begonnen", &format!("{what}{next}"), &Value::Null);
        Ok(())
    }

    /// Looks, and does the first thing that is due.
    fn turn(&mut self, calendar: &EquatedDays) -> Result<Turn, Failure> {
        let now = self.clock.now();
        let (standing, hours, _) = self.look(now)?;
        self.said.remove("kijken");
        let due = due::next(&standing, &hours, calendar, now).filter(|(_, at)| *at <= now.seconds);
        let Some((job, _)) = due else { return Ok(Turn::Nothing) };
        match self.do_one(job, now) {
            Ok(()) => {
                self.resting.remove(&job);
                self.said.remove(job.dutch());
                Ok(Turn::Did)
            }
            Err(failure) => {
                let rest = if failure.is_busy() { REST_WHEN_BUSY } else { REST };
                self.resting.insert(job, now.seconds + rest);
                if !failure.is_busy() {
                    self.say_once(job.dutch(), &failure.to_string());
                }
                Ok(Turn::Failed(failure))
            }
        }
    }

    /// How things stand, the landlord's hours, and how its messages leave.
    fn look(&self, now: Now) -> Result<(Standing, Hours, Option<SendSettings>), Failure> {
        let settings = SendSettings::of(&self.landlord)?;
        let work = settings.as_ref().map_or_else(WorkHours::default, |settings| settings.work.clone());
        let hours = Hours {
            night: work.night,
            morning: work.morning,
            cut_off: settings.as_ref().map_or(work.night, |settings| settings.cut_off),
        };
        let book = self.landlord.book()?;
        let really = settings.as_ref().is_some_and(|settings| settings.stage == Stage::Real);
        let last_night = crate::ahead::last_done(&book, now.day)?;
        let first = match last_night {
            Some(day) => book.night_before(day)?.is_none(),
            None => true,
        };
        // A first night meets everybody in the middle: somebody must have had a day to look before anything leaves.
        let sends = really && (work.sends_first_night || !first);
        let standing = Standing {
            last_night,
            arrived: self.arrivals(&book)?.iter().any(|one| !self.looked_at.contains(one)),
            told: !self.told(&work)?.is_empty(),
            mailed: self.mailed(&book, settings.as_ref())?,
            post: if sends { hands::waiting(&book)? } else { None },
            last_round: self.last_round,
            resting: self
                .resting
                .iter()
                .filter(|(_, at)| **at > now.seconds)
                .map(|(job, at)| (*job, *at))
                .collect(),
        };
        Ok((standing, hours, settings))
    }

    /// One line about something that was done.
    fn say(&self, did: &str, text: &str, numbers: &Value) {
        let now = self.clock.now();
        if self.json {
            let line = json!({ "moment": format!("{}T{}", now.day, now.time), "what": did, "text": text, "numbers": numbers });
            paper::say(line);
        } else {
            paper::warn(format_args!("{} {} {did}: {}", now.day, now.time, text.replace('\n', " ")));
        }
    }

    /// One line about something that failed, unless it is what was said last.
    fn say_once(&mut self, did: &'static str, text: &str) {
        if self.said.get(did).is_none_or(|said| said != text) {
            self.say(did, &format!("lukt niet: {text}"), &Value::Null);
            self.said.insert(did, text.to_string());
        }
    }
}
