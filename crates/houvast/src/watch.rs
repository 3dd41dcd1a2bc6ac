//! How far a night is, for whoever looks on: the pages, also when another process runs the night.
//!
//! A night writes in one transaction, and a book has one writer: what it could say of itself there would be seen only when it is
//! over. So it is told in a small file beside the book, `boek.voortgang`, written whole four times a second; a file that has
//! not moved for a while belongs to a night that was cut off. `boek.stop` is the wish of somebody that it stops: it is honoured
//! between two dossiers, before anything is written, and never once the night is being written down. How long the stages of
//! earlier nights took stands in `boek.tijden`. All three may be thrown away. None holds a name, a number of a dossier or an
//! amount.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};

use domain::calendar::Day;
use serde::{Deserialize, Serialize};
use web::{NightSeen, Stage, StageState};

use crate::failure::Failure;
use crate::landlord::Landlord;

/// How often it is told.
const EVERY: Duration = Duration::from_millis(250);
/// A night that was silent for so long was cut off.
const SILENT: Duration = Duration::from_secs(15);
/// Nights whose times are kept.
const NIGHTS_KEPT: usize = 30;

/// The stages of a night, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Deliveries are read and taken in; counted in rows.
    Read,
    /// Dossiers are looked at; counted in dossiers.
    Look,
    /// The night is written down.
    Write,
    /// Tasks whose reason is gone leave the desks.
    Tidy,
}

impl Part {
    const ALL: [Part; 4] = [Part::Read, Part::Look, Part::Write, Part::Tidy];

    const fn dutch(self) -> &'static str {
        match self {
            Part::Read => "Aanleveringen lezen",
            Part::Look => "Dossiers bekijken",
            Part::Write => "De nacht vastleggen",
            Part::Tidy => "Taken bijwerken",
        }
    }
}

/// What is told of a night.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Told {
    dag: String,
    begon: i64,
    fasen: Vec<Stretch>,
    klaar: bool,
    mislukt: String,
}

/// A stage that began.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Stretch {
    gedaan: u64,
    van: Option<u64>,
    duur: u64,
}

/// Looks on while a night runs, and tells. One that is silent tells nobody.
pub struct Watch(Option<Teller>);

struct Teller {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    path: PathBuf,
    stop: PathBuf,
    times: PathBuf,
    /// Somebody asked to stop.
    stopped: AtomicBool,
    told: Mutex<(Told, Instant, bool)>,
    over: Condvar,
    done: AtomicU64,
}

fn beside(landlord: &Landlord, ending: &str) -> PathBuf {
    landlord.folder.join("boek").with_extension(ending)
}

impl Watch {
    /// Tells nobody.
    pub fn silent() -> Watch {
        Watch(None)
    }

    /// Tells of the night of a day in this landlord's book. Only who holds the night's lock may.
    pub fn over(landlord: &Landlord, day: Day) -> Watch {
        let stop = beside(landlord, "stop");
        let _ = fs::remove_file(&stop);
        let told = Told { dag: day.to_string(), begon: crate::now_on(None, None).seconds, ..Told::default() };
        let shared = Arc::new(Shared {
            path: beside(landlord, "voortgang"),
            stop,
            times: beside(landlord, "tijden"),
            stopped: AtomicBool::new(false),
            told: Mutex::new((told, Instant::now(), false)),
            over: Condvar::new(),
            done: AtomicU64::new(0),
        });
        shared.tell();
        let telling = Arc::clone(&shared);
        let thread = std::thread::spawn(move || telling.keep_telling());
        Watch(Some(Teller { shared, thread: Some(thread) }))
    }

    /// The next stage begins: of so much, when that is known.
    pub fn turn_to(&self, part: Part, of: Option<u64>) {
        let Some(Teller { shared, .. }) = &self.0 else { return };
        let mut told = shared.told.lock().unwrap_or_else(PoisonError::into_inner);
        shared.close_stage(&mut told);
        while told.0.fasen.len() <= part as usize {
            told.0.fasen.push(Stretch::default());
        }
        told.0.fasen[part as usize].van = of;
        told.1 = Instant::now();
        drop(told);
        shared.tell();
    }

    /// So much more is done.
    pub fn did(&self, more: u64) {
        if let Some(Teller { shared, .. }) = &self.0 {
            shared.done.fetch_add(more, Ordering::Relaxed);
        }
    }

    /// Did somebody ask to stop?
    pub fn asked_to_stop(&self) -> bool {
        self.0.as_ref().is_some_and(|teller| {
            let shared = &teller.shared;
            // Once asked stays asked: a plan that was broken off is never committed, whatever becomes of the file.
            if shared.stop.exists() {
                shared.stopped.store(true, Ordering::Relaxed);
            }
            shared.stopped.load(Ordering::Relaxed)
        })
    }

    /// Stops here when somebody asked; nothing of the night was written yet.
    pub fn stop_when_asked(&self) -> Result<(), Failure> {
        if self.asked_to_stop() {
            return Err(Failure::stopped(
                "de nacht is gestopt omdat iemand dat vroeg; er is niets besloten en er gaat niets uit",
            ));
        }
        Ok(())
    }

    /// The night is over, well or not.
    pub fn ended(mut self, failure: Option<&Failure>) {
        let Some(mut teller) = self.0.take() else { return };
        let shared = Arc::clone(&teller.shared);
        {
            let mut told = shared.told.lock().unwrap_or_else(PoisonError::into_inner);
            shared.close_stage(&mut told);
            told.0.klaar = true;
            told.0.mislukt = failure.map(ToString::to_string).unwrap_or_default();
            told.2 = true;
        }
        shared.over.notify_all();
        if let Some(thread) = teller.thread.take() {
            let _ = thread.join();
        }
        shared.tell();
        let _ = fs::remove_file(&shared.stop);
        if failure.is_none() {
            shared.keep_times();
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // A night that ends without saying how was cut off: the file stops moving, and that tells it.
        if let Some(mut teller) = self.0.take() {
            teller.shared.told.lock().unwrap_or_else(PoisonError::into_inner).2 = true;
            teller.shared.over.notify_all();
            if let Some(thread) = teller.thread.take() {
                let _ = thread.join();
            }
        }
    }
}

impl Shared {
    fn close_stage(&self, told: &mut (Told, Instant, bool)) {
        let took = told.1.elapsed().as_millis() as u64;
        if let Some(last) = told.0.fasen.last_mut() {
            last.gedaan = self.done.swap(0, Ordering::Relaxed);
            last.duur = took;
        }
    }

    fn keep_telling(&self) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        while !told.2 {
            told = self.over.wait_timeout(told, EVERY).unwrap_or_else(PoisonError::into_inner).0;
            if !told.2 {
                let now = self.as_it_is(&told);
                drop(told);
                self.write(&now);
                told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
            }
        }
    }

    fn as_it_is(&self, told: &(Told, Instant, bool)) -> Told {
        let mut now = told.0.clone();
        if let Some(last) = now.fasen.last_mut().filter(|_| !now.klaar) {
            last.gedaan = self.done.load(Ordering::Relaxed);
            last.duur = told.1.elapsed().as_millis() as u64;
        }
        now
    }

    fn tell(&self) {
        let now = self.as_it_is(&self.told.lock().unwrap_or_else(PoisonError::into_inner));
        self.write(&now);
    }

    /// A night never fails because nobody could be told of it.
    fn write(&self, told: &Told) {
        let text = serde_json::to_vec(told).expect("what is told is always JSON");
        let part = self.path.with_extension("voortgang.deel");
        let _ = fs::write(&part, text).and_then(|()| fs::rename(&part, &self.path));
    }

    fn keep_times(&self) {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let mut nights = earlier(&self.times);
        nights.push(told.0.fasen.clone());
        let from = nights.len().saturating_sub(NIGHTS_KEPT);
        let text = serde_json::to_vec(&nights[from..]).expect("times are always JSON");
        let part = self.times.with_extension("tijden.deel");
        let _ = fs::write(&part, text).and_then(|()| fs::rename(&part, &self.times));
    }
}

fn earlier(times: &Path) -> Vec<Vec<Stretch>> {
    fs::read(times).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

/// Asks the night that runs to stop, in whichever process.
pub fn ask_to_stop(landlord: &Landlord) -> Result<(), Failure> {
    if !seen(landlord).is_some_and(|night| night.runs) {
        return Err(Failure::usage("er draait nu geen nacht"));
    }
    let path = beside(landlord, "stop");
    fs::write(&path, "").map_err(|error| Failure::file(&path, &error))
}

/// The night that runs, or the last one that ran.
pub fn seen(landlord: &Landlord) -> Option<NightSeen> {
    let path = beside(landlord, "voortgang");
    let moved = fs::metadata(&path).ok()?.modified().ok()?;
    let told: Told = serde_json::from_slice(&fs::read(&path).ok()?).ok()?;
    let silent = SystemTime::now().duration_since(moved).is_ok_and(|since| since > SILENT);
    let runs = !told.klaar && !silent;
    let at = told.fasen.len().saturating_sub(1);
    let stage = |part: Part| {
        let stretch = told.fasen.get(part as usize).cloned().unwrap_or_default();
        let state = match part as usize {
            place if place >= told.fasen.len() => StageState::Waits,
            place if place == at && runs => StageState::Runs,
            place if place == at && !told.klaar => StageState::Waits,
            _ => StageState::Done,
        };
        let name = part.dutch().to_string();
        Stage { name, done: stretch.gedaan, of: stretch.van, took: stretch.duur, state }
    };
    let mislukt = match (told.klaar, silent) {
        (false, true) => {
            "De nacht is afgebroken: het programma is gestopt terwijl hij liep. Er is niets besloten. Draai hem opnieuw."
        }
        _ => told.mislukt.as_str(),
    };
    Some(NightSeen {
        day: Day::parse_iso(&told.dag),
        began: told.begon,
        runs,
        stages: Part::ALL.map(stage).to_vec(),
        left: if runs { left(&told, &earlier(&beside(landlord, "tijden"))) } else { None },
        stopping: runs && beside(landlord, "stop").exists(),
        failed: mislukt.to_string(),
        finished: told.klaar && told.mislukt.is_empty(),
    })
}

/// Seconds that are left, by how long earlier nights took and how fast this one goes.
fn left(told: &Told, earlier: &[Vec<Stretch>]) -> Option<u64> {
    let usual = |part: usize| {
        let mut took: Vec<u64> = earlier
            .iter()
            .rev()
            .take(10)
            .filter_map(|night| night.get(part))
            .map(|stretch| stretch.duur)
            .collect();
        took.sort_unstable();
        took.get(took.len() / 2).copied()
    };
    let at = told.fasen.len().checked_sub(1)?;
    let here = &told.fasen[at];
    let by_speed = here
        .van
        .filter(|of| here.gedaan * 20 > *of && here.gedaan <= *of)
        .map(|of| here.duur * (of - here.gedaan) / here.gedaan.max(1));
    let by_habit = usual(at).map(|usual| usual.saturating_sub(here.duur));
    let here = by_speed.or(by_habit)?;
    // What comes after this stage: as long as usual; on a first night nobody knows.
    let rest: Option<Vec<u64>> = (at + 1..Part::ALL.len()).map(usual).collect();
    Some((here + rest?.into_iter().sum::<u64>()).div_ceil(1_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn landlord() -> (tempfile::TempDir, Landlord) {
        let folder = tempfile::tempdir().expect("a folder");
        let landlord = Landlord::in_folder(folder.path());
        (folder, landlord)
    }

    #[test]
    fn a_night_tells_how_far_it_is_and_stops_when_somebody_asks() {
        let (_folder, landlord) = landlord();
        assert!(seen(&landlord).is_none());
        assert!(ask_to_stop(&landlord).is_err(), "nothing runs");
        let day = Day::parse_iso("2026-11-21").expect("a day");
        let watch = Watch::over(&landlord, day);
        watch.turn_to(Part::Read, None);
        watch.did(12);
        watch.turn_to(Part::Look, Some(200));
        watch.did(60);
        std::thread::sleep(EVERY * 3);
        let night = seen(&landlord).expect("it is told");
        assert!(night.runs && !night.finished && night.day == Some(day));
        assert_eq!((night.stages[0].done, night.stages[0].state), (12, StageState::Done));
        assert_eq!(
            (night.stages[1].done, night.stages[1].of, night.stages[1].state),
            (60, Some(200), StageState::Runs)
        );
        assert_eq!(night.left, None, "of a first night nobody knows how long it takes");
        assert!(watch.stop_when_asked().is_ok());
        ask_to_stop(&landlord).expect("it runs");
        assert!(seen(&landlord).expect("told").stopping);
        let failure = watch.stop_when_asked().expect_err("it stops");
        watch.ended(Some(&failure));
        let night = seen(&landlord).expect("it is told");
        assert!(!night.runs && !night.finished && night.failed.contains("iemand dat vroeg"));
        assert!(!Watch::over(&landlord, day).asked_to_stop(), "an old wish is no wish");
    }

    #[test]
    fn what_is_left_follows_from_earlier_nights_and_from_the_speed_of_this_one() {
        let stretch = |gedaan, van, duur| Stretch { gedaan, van, duur };
        let night = |took: [u64; 4]| took.map(|took| stretch(10, None, took)).to_vec();
        let nights = [night([1_000, 8_000, 2_000, 1_000]), night([3_000, 9_000, 2_000, 1_000])];
        let now = |fasen| Told { fasen, ..Told::default() };
        assert_eq!(left(&now(vec![stretch(5, None, 1_000)]), &nights), Some(14));
        let looking = vec![stretch(5, None, 1_000), stretch(50, Some(100), 4_000)];
        assert_eq!(left(&now(looking.clone()), &nights), Some(7));
        assert_eq!(left(&now(looking), &[]), None);
    }
}
