//! `houvast simulate`: an invented landlord for years of nights, with faults in what it delivers, judged by an auditor that
//! shares no code with the decision. A failure prints its seed and leaves a golden dossier.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use domain::calendar::Day;
use domain::plan::{Act as Planned, Outcome};
use domain::policy::Mode;
use simulator::auditor::{Act, Addressee, Auditor, Customs, Objection, What};
use simulator::bank::Bank;
use simulator::chance::Chance;
use simulator::faults::{Expected, Fault, SpoiledNight, fits, spoil};
use simulator::life::Horizon;
use simulator::vera::{Delivery, Landlord as Simulated};
use store::{Book, Server};

use crate::books;
use crate::cli::SimulateArgs;
use crate::failure::Failure;
use crate::landlord::Landlord;
use crate::progress::Progress;
use crate::{NightOutcome, run_night};

/// Stream of chance for choosing faults.
const FAULTS: u32 = 99;
/// One night in so many has a fault.
const ONE_NIGHT_IN: u32 = 6;
/// The simulated landlord's last day is fixed, so that a seed means the same next year.
const LAST_DAY: &str = "2026-11-20";

/// What a simulation came to.
#[derive(Default)]
struct Tally {
    nights: u32,
    faults: BTreeMap<String, u32>,
    acts: Vec<Act>,
    wrong: Vec<String>,
}

/// Simulates and judges.
pub fn simulate(args: &SimulateArgs, json: bool) -> Result<String, Failure> {
    let folder = std::env::temp_dir().join(format!("houvast-simulatie-{}", std::process::id()));
    // On the server that was named, in a schema of its own: nobody's book is touched.
    let schema = format!("simulatie-{}", std::process::id());
    let scratch = books::asked().map(|server| Server { schema, ..server });
    if let Some(server) = &scratch {
        books::keep_at(&folder, server.clone());
    }
    let outcome = in_folder(&folder, args, json);
    let _ = std::fs::remove_dir_all(&folder);
    if let Some(server) = scratch {
        Book::remove(server)?;
    }
    outcome
}

fn in_folder(folder: &Path, args: &SimulateArgs, json: bool) -> Result<String, Failure> {
    let landlord = Landlord::at(folder)?;
    let to = Day::parse_iso(LAST_DAY).expect("a constant");
    let nights = i32::try_from(args.nights.clamp(1, 700)).expect("at most two years");
    let simulated = Simulated::new(args.seed, args.homes, Horizon::months_before(to, 24));
    let settings = landlord.policy(to)?.policy.settings;
    let customs = Customs {
        signal_pause_days: settings.signal_pause_days,
        learned_pay_days: settings.learned_pay_day_counts,
        ..Customs::default()
    };
    let mut auditor = Auditor::with_customs(&simulated.lives, customs);
    let mut tally = Tally::default();
    let mut known_until = to - nights;
    let mut yesterday = simulated.delivery(simulated.horizon.from.previous(), known_until);
    write(&landlord, &yesterday, "")?;
    let bar = Progress::new("Nachten", nights as u64, json);
    let (mut waiting, mut bank) = (false, Bank::without_mistakes());
    for offset in 1..=nights {
        let until = to - nights + offset;
        let night = until.next();
        let tonight = simulated.delivery(known_until, until);
        match choose_fault(args, offset as u32, &tonight) {
            None => {
                write(&landlord, &tonight, "")?;
                known_until = until;
                waiting = false;
                auditor.took_in(night, known_until);
                // Who paid on this very day is known by the bank alone.
                lay(&landlord, bank.statement(&simulated, night))?;
                auditor.the_bank_told(night);
                let outcome = run_night(&landlord, night, &[], false, true)?;
                tally.add(&landlord, night, &outcome)?;
            }
            Some(fault) => {
                let mut spoiled = spoil(fault, args.seed, offset as u32, &yesterday, &tonight);
                if waiting && matches!(fault, Fault::Late | Fault::Yesterday) {
                    // Nothing new came after a delivery that is held: nights go on waiting for a person.
                    spoiled.expected = Expected::NightHeld;
                }
                waiting = spoiled.expected == Expected::NightHeld;
                if spoiled_night(&landlord, &spoiled, night, &mut tally, &mut auditor, known_until, until)? {
                    known_until = until;
                }
            }
        }
        if known_until == until {
            yesterday = tonight;
        }
        bar.step();
    }
    bar.done();
    let objections = auditor.judge(&tally.acts);
    keep_dossiers(args, &simulated, &objections)?;
    tell(args, &tally, &objections, json)
}

fn choose_fault(args: &SimulateArgs, night: u32, tonight: &Delivery) -> Option<Fault> {
    if args.no_faults {
        return None;
    }
    let mut chance = Chance::of(args.seed, night, FAULTS);
    let fault = Fault::ALL[chance.below(Fault::ALL.len() as u32) as usize];
    (chance.below(ONE_NIGHT_IN) == 0 && fits(fault, tonight)).then_some(fault)
}

/// A night with a fault: does what must happen, happen? True when tonight's rows are in the books afterwards.
fn spoiled_night(
    landlord: &Landlord,
    spoiled: &SpoiledNight,
    night: Day,
    tally: &mut Tally,
    auditor: &mut Auditor,
    known_until: Day,
    until: Day,
) -> Result<bool, Failure> {
    *tally.faults.entry(format!("{:?}", spoiled.fault)).or_default() += 1;
    for (at, delivery) in spoiled.arrives.iter().enumerate() {
        let suffix =
            if spoiled.fault == Fault::Yesterday { "-opnieuw".into() } else { "-nog-eens".repeat(at) };
        write(landlord, delivery, &suffix)?;
    }
    let balance = balance(landlord)?;
    let outcome = run_night(landlord, night, &[], false, true);
    let went_in = spoiled.fault == Fault::Double;
    match (&spoiled.expected, outcome) {
        (Expected::NightHeld, Err(_)) if balance == self::balance(landlord)? => {}
        (Expected::NightHeld, _) => {
            tally.wrong.push(format!("{night} {:?}: de nacht had stil moeten staan", spoiled.fault))
        }
        (_, Err(failure)) => tally.wrong.push(format!("{night} {:?}: {failure}", spoiled.fault)),
        (expected, Ok(outcome)) => {
            auditor.took_in(night, if went_in { until } else { known_until });
            let refused: u64 = outcome.report.deliveries.iter().map(|line| line.refused).sum();
            if let Expected::Findings(count) = expected
                && refused != *count as u64
            {
                tally.wrong.push(format!(
                    "{night} {:?}: {refused} rijen geweigerd, {count} verwacht",
                    spoiled.fault
                ));
            }
            // With rows that could not be read the books are neither yesterday's nor today's: not for the auditor.
            if spoiled.fault != Fault::BrokenRows {
                tally.add(landlord, night, &outcome)?;
            }
        }
    }
    if spoiled.expected == Expected::NightHeld {
        remove(landlord, &spoiled.arrives)?;
    }
    Ok(went_in)
}

/// The sender takes a wrong delivery back: tomorrow's covers both days.
fn remove(landlord: &Landlord, arrives: &[Delivery]) -> Result<(), Failure> {
    for delivery in arrives {
        let path = landlord.deliveries().join(&delivery.name);
        std::fs::remove_dir_all(&path).map_err(|error| Failure::file(&path, &error))?;
    }
    Ok(())
}

fn balance(landlord: &Landlord) -> Result<i64, Failure> {
    let book = landlord.book()?;
    let query = "select coalesce(sum(cents), 0) from ledger";
    book.connection()
        .query_row(query, [], |row| row.get(0))
        .map_err(|error| Failure::other(error.to_string()))
}

fn write(landlord: &Landlord, delivery: &Delivery, suffix: &str) -> Result<PathBuf, Failure> {
    let folder = landlord.deliveries();
    let delivery = Delivery { name: format!("{}{suffix}", delivery.name), ..delivery.clone() };
    delivery.write_to(&folder).map_err(|error| Failure::file(&folder, &error))
}

/// Lays a statement of the bank where the night reads it.
fn lay(landlord: &Landlord, (name, text): (String, String)) -> Result<(), Failure> {
    let folder = landlord.bank_files();
    let failed = |error: std::io::Error| Failure::file(&folder, &error);
    std::fs::create_dir_all(&folder).map_err(failed)?;
    std::fs::write(folder.join(name), text).map_err(failed)
}

impl Tally {
    fn add(&mut self, landlord: &Landlord, day: Day, outcome: &NightOutcome) -> Result<(), Failure> {
        self.nights += 1;
        let book = landlord.book_to_read()?;
        let policy = &outcome.policy;
        for planned in &outcome.plan.dossiers {
            let Outcome::Step(step) = &planned.decision.outcome else { continue };
            if step.mode == Mode::Shadow {
                continue;
            }
            let dossier = book.number_of(planned.tenancy)?.unwrap_or_default();
            let what = match step.act {
                Planned::Task(kind) => What::Task { kind: kind.dutch().to_string() },
                Planned::Message { letter, channel, amount } => {
                    let letter = &policy.letters[letter];
                    let to = if letter.for_heirs {
                        Addressee::Heirs
                    } else if letter.for_administrator {
                        Addressee::Administrator
                    } else {
                        Addressee::Tenant
                    };
                    What::Message { letter: letter.id.clone(), channel, to, amount }
                }
            };
            self.acts.push(Act { day, dossier, what });
        }
        Ok(())
    }
}

/// Every objection leaves a golden dossier, to be mended first and kept for ever.
fn keep_dossiers(
    args: &SimulateArgs,
    simulated: &Simulated,
    objections: &[Objection],
) -> Result<(), Failure> {
    for objection in objections.iter().take(20) {
        let Some(life) = simulated.lives.iter().find(|life| life.dossier() == objection.dossier) else {
            continue;
        };
        let failed = |error: std::io::Error| Failure::file(&args.found, &error);
        std::fs::create_dir_all(&args.found).map_err(failed)?;
        let name = format!("zaad-{}-{}-{}.dossier", args.seed, objection.dossier, objection.day);
        let text = simulator::golden::write(life, args.seed, objection.day, &objection.to_string());
        std::fs::write(args.found.join(name), text).map_err(failed)?;
    }
    Ok(())
}

fn tell(args: &SimulateArgs, tally: &Tally, objections: &[Objection], json: bool) -> Result<String, Failure> {
    let messages = tally.acts.iter().filter(|act| matches!(act.what, What::Message { .. })).count();
    let faults: u32 = tally.faults.values().sum();
    if json {
        let list: Vec<String> =
            objections.iter().map(ToString::to_string).chain(tally.wrong.clone()).collect();
        let value = serde_json::json!({
            "seed": args.seed, "homes": args.homes, "nights": tally.nights, "faults": tally.faults,
            "messages": messages, "tasks": tally.acts.len() - messages, "objections": list,
        });
        let text = value.to_string();
        return if list.is_empty() { Ok(text) } else { Err(Failure::missed(text)) };
    }
    let mut text = format!(
        "Zaad {}: {} woningen, {} nachten gedraaid, {faults} fouten in de aanlevering, {messages} berichten, {} taken.",
        args.seed,
        args.homes,
        tally.nights,
        tally.acts.len() - messages
    );
    if objections.is_empty() && tally.wrong.is_empty() {
        text.push_str("\nDe controleur heeft geen bezwaren.");
        return Ok(text);
    }
    for wrong in tally.wrong.iter().take(20) {
        text.push_str(&format!("\n  {wrong}"));
    }
    for objection in objections.iter().take(20) {
        text.push_str(&format!("\n  {objection}"));
    }
    text.push_str(&format!(
        "\n{} bezwaren. Zelfde uitkomst met: houvast simulate --zaad {} --woningen {} --nachten {}",
        objections.len() + tally.wrong.len(),
        args.seed,
        args.homes,
        args.nights
    ));
    Err(Failure::missed(text))
}
