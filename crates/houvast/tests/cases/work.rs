//! The process that stays: killed at over a hundred moments of a whole day's work it loses and doubles nothing; a second
//! one is refused; asked to stop it stops cleanly.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use domain::calendar::Day;

use crate::landlord::{Landlord, opening, rows, simulated};
use crate::outside::{Outside, TO_STAFF};
use crate::post::NIGHT;

/// The least number of times the process must really have been killed for this test to mean something.
const LEAST_KILLS: u32 = 100;

/// What was written down long ago: a worker does not read what may still be being written.
pub fn lies_still(folder: &Path) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            lies_still(&path);
        } else {
            let file = fs::File::options().write(true).open(path).expect("a file");
            file.set_modified(SystemTime::now() - Duration::from_secs(3_600)).expect("a moment");
        }
    }
}

/// A landlord with a first delivery, a world around it, and somebody to mail in the morning.
fn before_the_first_night(seed: u64, homes: u32) -> (Landlord, Outside) {
    begins(Landlord::new(), seed, homes)
}

/// The same, for a landlord whose book is somewhere else.
pub fn begins(landlord: Landlord, seed: u64, homes: u32) -> (Landlord, Outside) {
    let simulated = simulated(seed, homes, 9);
    landlord.deliver(&opening(&simulated, Day::parse_iso(NIGHT).expect("a constant").previous()));
    lies_still(&landlord.folder.join("aanlevering"));
    let outside = Outside::around(&landlord);
    let path = landlord.folder.join("verzenden.toml");
    let settings = fs::read_to_string(&path).expect("the settings");
    let settings = settings.replace(
        "telefoon = \"0990 00 00 01\"\n",
        "telefoon = \"0990 00 00 01\"\ne-mail = \"sandra@voorbeeldwonen.example\"\n",
    );
    fs::write(&path, format!("{settings}[werk]\neerste_nacht_versturen = true\n")).expect("the settings");
    (landlord, outside)
}

pub fn work(landlord: &Landlord, time: &str, more: &[&str]) -> Command {
    work_on(landlord, NIGHT, time, more)
}

fn work_on(landlord: &Landlord, day: &str, time: &str, more: &[&str]) -> Command {
    let mut command = landlord.command(&["work", "--dag", day, "--now", time, "--json"]);
    command.args(more).env("HOUVAST_VOORBEELD_SLEUTEL", "sleutel");
    command
}

/// What `work --once` did, by kind.
pub fn once(landlord: &Landlord, time: &str) -> BTreeMap<String, u32> {
    once_on(landlord, NIGHT, time)
}

fn once_on(landlord: &Landlord, day: &str, time: &str) -> BTreeMap<String, u32> {
    let output = work_on(landlord, day, time, &["--once"]).output().expect("the executable starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut did = BTreeMap::new();
    for line in String::from_utf8(output.stdout).expect("text").lines().filter(|line| !line.is_empty()) {
        let line: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
        *did.entry(line["what"].as_str().expect("what").to_string()).or_default() += 1;
    }
    did
}

/// The mails to staff whose number begins like this, as they are read.
fn to_staff(outside: &Outside, begins: &str) -> Vec<String> {
    let header = format!("X-Houvast-Id: {begins}");
    let mails = outside.mails().into_iter().filter(|mail| mail.contains(&header));
    // Soft line ends of quoted-printable out of the way.
    mails.map(|mail| mail.replace("=\r\n", "").replace("=\n", "")).collect()
}

/// Mails to staff about the morning; everything else in the world is a tenant's.
fn morning_mails(outside: &Outside) -> usize {
    to_staff(outside, TO_STAFF[0]).len()
}

#[test]
fn a_days_work_killed_at_any_moment_loses_and_doubles_nothing() {
    let mut kills = Kills { seed: 0x5bd1_e995, before_sending: 0, while_sending: 0 };
    let mut left = 0;
    for pass in 1.. {
        let (landlord, outside) = before_the_first_night(40 + pass, 700);
        // Reading in and deciding have thousands of points, sending a few for every message.
        kills.before_sending += kills.rain(&landlord, "03:30", 12, 900);
        once(&landlord, "03:30");
        kills.while_sending += kills.rain(&landlord, "10:00", 40, 20);
        for time in ["10:01", "11:30", "16:00"] {
            once(&landlord, time);
        }
        left += judge(&landlord, &outside);
        if kills.before_sending >= LEAST_KILLS / 4 && kills.while_sending >= LEAST_KILLS {
            break;
        }
        assert!(pass < 30, "{} and {} kills in {pass} passes", kills.before_sending, kills.while_sending);
    }
    println!(
        "{} kills before sending, {} while sending; {left} messages left",
        kills.before_sending, kills.while_sending
    );
    assert!(left > 40, "only {left} messages left");
}

struct Kills {
    seed: u64,
    before_sending: u32,
    while_sending: u32,
}

impl Kills {
    /// Lets the worker begin again and again, each time to be killed somewhere in its first so many points, until it gets
    /// through or was killed so often. Gives how often it was killed.
    fn rain(&mut self, landlord: &Landlord, time: &str, most: u32, points: u64) -> u32 {
        for kills in 0..most {
            self.seed =
                self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let point = 1 + (self.seed >> 33) % points;
            let mut command = work(landlord, time, &["--once"]);
            command
                .env("HOUVAST_STOP_AT_POINT", point.to_string())
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            if command.status().expect("the executable starts").success() {
                return kills;
            }
        }
        most
    }
}

/// Everything was done, and once.
pub fn judge(landlord: &Landlord, outside: &Outside) -> usize {
    let book = landlord.book();
    assert_eq!(rows(&book, "select count(*) from delivery where state = 'ingelezen'"), ["Integer(1)"]);
    assert_eq!(rows(&book, "select day from night_run where superseded_by is null").len(), 1);
    assert_eq!(rows(&book, "select id from outbox where state in ('klaar', 'onderweg')"), [""; 0]);
    let mornings = morning_mails(outside);
    assert!(mornings >= 1, "nobody was mailed");
    let mut reached = outside.reached(&landlord.folder);
    for row in rows(&book, "select id, state from outbox") {
        let parts: Vec<&str> = row.split('"').collect();
        let (id, state) = (parts[1], parts[3]);
        let ways = reached.remove(&id[..24]).unwrap_or_default();
        let fits = match state {
            "aangenomen" => ways.len() == 1,
            "onzeker" => ways.len() <= 1,
            _ => ways.is_empty(),
        };
        let tried = || {
            let of = "select number, channel, batch, outcome, detail, tries from attempt where message =";
            rows(&book, &format!("{of} '{id}' order by number"))
        };
        assert!(fits, "{id} is {state} and reached the world by {ways:?}: {:#?}", tried());
    }
    assert!(reached.is_empty(), "what left and is not in the book: {reached:?}");
    rows(&book, "select id from outbox where state = 'aangenomen'").len()
}

#[test]
fn one_call_does_a_days_work_and_the_next_has_nothing_to_do() {
    let (landlord, outside) = before_the_first_night(51, 900);
    let early = once(&landlord, "02:00");
    assert_eq!(early.get("aanlevering"), Some(&1), "{early:?}");
    assert!(!early.contains_key("nacht"), "{early:?}");
    let night = once(&landlord, "03:00");
    assert_eq!(night.get("nacht"), Some(&1), "{night:?}");
    assert!(outside.reached(&landlord.folder).is_empty(), "nothing leaves before the cut-off");
    let morning = once(&landlord, "07:00");
    assert_eq!((morning.get("ochtendmail"), morning_mails(&outside)), (Some(&1), 1), "{morning:?}");
    let cut_off = once(&landlord, "08:30");
    assert_eq!(cut_off.get("verzending"), Some(&1), "{cut_off:?}");
    let reached = outside.reached(&landlord.folder);
    assert!(reached.len() > 10, "{} messages left", reached.len());
    let told = landlord.folder.join("status");
    fs::create_dir_all(&told).expect("a folder");
    let letter = rows(&landlord.book(), "select reference from attempt where channel = 'brief' limit 1");
    let reference = letter.first().and_then(|row| row.split('"').nth(1)).expect("a letter left");
    let status = format!("id;status;datum\n{reference};gepost;{NIGHT}\n");
    fs::write(told.join("drukker.csv"), status).expect("the file is written");
    lies_still(&told);
    let later = once(&landlord, "08:40");
    assert_eq!(later.get("terugmelding"), Some(&1), "{later:?}");
    assert_eq!(rows(&landlord.book(), "select fate from attempt where fate = 'gepost'").len(), 1);
    assert!(!later.contains_key("nacht") && !later.contains_key("ochtendmail"), "{later:?}");
    assert_eq!(outside.reached(&landlord.folder), reached);
}

#[test]
fn a_file_that_is_still_being_written_waits() {
    let (landlord, _outside) = before_the_first_night(52, 60);
    let growing = landlord.folder.join("aanlevering/openstaand-2026-06-01.csv");
    fs::write(&growing, "Contractnummer;Fact").expect("half a file");
    once(&landlord, "02:00");
    assert_eq!(rows(&landlord.book(), "select name from delivery").len(), 1);
}

#[test]
fn there_is_one_worker_and_it_stops_when_asked() {
    let (landlord, _outside) = before_the_first_night(53, 60);
    let mut worker = work(&landlord, "01:00", &[]).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut lines = BufReader::new(worker.stdout.take().expect("a pipe")).lines();
    let first = lines.next().expect("a line").expect("text");
    assert!(first.contains("begonnen"), "{first}");
    let second = work(&landlord, "01:00", &["--once"]).output().expect("the executable starts");
    assert_eq!(second.status.code(), Some(5), "{}", String::from_utf8_lossy(&second.stderr));
    let read_in = lines.next().expect("a line").expect("text");
    assert!(read_in.contains("aanlevering"), "{read_in}");
    let asked = Command::new("kill").arg(worker.id().to_string()).status().expect("kill starts");
    assert!(asked.success());
    let last = lines.map_while(Result::ok).filter(|line| !line.is_empty()).last().expect("a line");
    assert!(last.contains("gestopt"), "{last}");
    assert!(worker.wait().expect("it ends").success());
    assert!(work(&landlord, "01:00", &["--once"]).output().expect("it starts").status.success());
}

#[test]
fn the_morning_mail_knows_older_tasks_and_says_once_what_is_not_needed_any_more() {
    let (landlord, outside) = before_the_first_night(54, 900);
    once(&landlord, "07:30");
    let laid = "select count(*) from task where state = 'open'";
    let first = rows(&landlord.book(), laid);
    assert_ne!(first, ["Integer(0)"]);
    // A week passes: some pay, some do not.
    let simulated = simulated(54, 900, 9);
    let night = Day::parse_iso(NIGHT).expect("a constant");
    landlord.deliver(&simulated.delivery(night.previous(), night + 6));
    lies_still(&landlord.folder.join("aanlevering"));
    once_on(&landlord, "2026-06-09", "07:30");
    let mails = to_staff(&outside, "ochtend-2026-06-09");
    assert_eq!(mails.len(), 1);
    assert!(mails[0].contains("al 7 dagen"), "{}", mails[0]);
    assert!(mails[0].contains("Niet meer nodig"), "{}", mails[0]);
    assert_ne!(rows(&landlord.book(), "select id from task where state = 'vervallen'"), [""; 0]);
    once_on(&landlord, "2026-06-10", "07:30");
    let gone = |mail: &str| -> Vec<String> {
        let after = mail.split("Niet meer nodig").nth(1).unwrap_or_default();
        let after = after.split("In het dossier").next().unwrap_or_default();
        after.split("HO-").skip(1).map(|part| part[..7].to_string()).collect()
    };
    let next = to_staff(&outside, "ochtend-2026-06-10");
    let told = gone(&mails[0]);
    assert!(!told.is_empty() && gone(&next[0]).iter().all(|dossier| !told.contains(dossier)), "{told:?}");
}

#[test]
fn after_the_very_first_night_nothing_leaves_by_itself() {
    let (landlord, outside) = before_the_first_night(55, 400);
    let path = landlord.folder.join("verzenden.toml");
    let settings = fs::read_to_string(&path).expect("the settings");
    fs::write(&path, settings.replace("eerste_nacht_versturen = true", "")).expect("the settings");
    let did = once(&landlord, "10:00");
    assert_eq!(did.get("eerste nacht"), Some(&1), "{did:?}");
    assert!(outside.reached(&landlord.folder).is_empty());
    assert_ne!(rows(&landlord.book(), "select id from outbox where state = 'klaar'"), [""; 0]);
    // The night after that is the second: somebody could look for a day.
    let simulated = simulated(55, 400, 9);
    let night = Day::parse_iso(NIGHT).expect("a constant");
    landlord.deliver(&simulated.delivery(night.previous(), night));
    lies_still(&landlord.folder.join("aanlevering"));
    once_on(&landlord, &night.next().to_string(), "10:00");
    assert!(!outside.reached(&landlord.folder).is_empty());
}
