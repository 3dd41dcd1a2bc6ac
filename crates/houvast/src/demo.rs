//! `houvast demo`: an invented landlord with two years of deliveries, a series of nights, and a page to look around.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use domain::calendar::Day;
use simulator::bank::Bank;
use simulator::life::Horizon;
use simulator::vera::{Delivery, Landlord as Simulated};
use store::{Book, Place};

use crate::cli::DemoArgs;
use crate::clock::Clock;
use crate::demo_post::{PostWorld, first_real_night};
use crate::failure::Failure;
use crate::landlord::Landlord;
use crate::paper;
use crate::progress::Progress;
use crate::serve;
use crate::{NightOutcome, now_on, run_night, today};

/// The file by which a demo is known: its data are invented, and it may be thrown away.
const MARK: &str = ".houvast-demo";
/// The right of who shows a demo: as long as somebody has it, the folder is not made anew.
pub const SHOWN: &str = "demo";
/// The seed of the demo, when nobody asks for another.
pub const SEED: u64 = 20_260_617;
/// Statements of the bank there are of the last days.
const BANK_DAYS: i32 = 6;
/// Months of history before the first night.
const MONTHS: i32 = 24;

/// Makes the landlord, runs its nights, prints the last report and serves the page.
pub fn demo(folder: &Path, args: &DemoArgs, json: bool) -> Result<String, Failure> {
    let started = Instant::now();
    let last_night = args.day.unwrap_or_else(today);
    let listener = if args.no_page { None } else { Some(serve::listen(args.address)?) };
    start_afresh(folder)?;
    let landlord = Landlord::at(folder)?;
    crate::init_policy(&landlord.policy_folder(), "woonbron")?;
    let nights = i32::try_from(args.nights.clamp(1, 365)).expect("at most a year");
    let simulated = make(args, last_night);
    deliver_history(&landlord, &simulated, last_night - nights - 1, json)?;
    let Ran { last: outcome, left, world: _world } =
        run_nights(&landlord, &simulated, last_night, nights, json, &mut |_| ())?;
    crate::staff::of_the_demo(&landlord.book()?, now_on(None, None))?;
    let seconds = started.elapsed().as_secs();
    if json {
        return Ok(serde_json::to_string_pretty(&outcome.report).expect("a report is always JSON"));
    }
    paper::say(&outcome.text);
    paper::say(format_args!(
        "Klaar in {seconds} seconden. De map {} is van u: kijk in beleid/, verander iets, en draai de nacht opnieuw:",
        folder.display()
    ));
    paper::say(format_args!("  houvast policy check {}", landlord.policy_folder().display()));
    paper::say(format_args!("  houvast night {last_night}"));
    paper::say(format_args!("  houvast explain {}", worth_reading(&landlord)?));
    paper::say(format_args!("{}", where_to_look(folder, &left)));
    let Some(listener) = listener else { return Ok(String::new()) };
    paper::say(format_args!("Begin met de rondleiding: http://{}/rondleiding", args.address));
    if let Some(code) = crate::counter::one_to_try(&landlord, args.address)? {
        paper::say(format_args!(
            "De pagina van een huurder, met een achterstand: http://{}/b/{code}",
            args.address
        ));
    }
    serve::serve_on(&landlord, listener, Clock::default())?;
    Ok(String::new())
}

/// A dossier to begin with: one whose e-mail came back, or one for which something happened last night.
fn worth_reading(landlord: &Landlord) -> Result<String, Failure> {
    let book = landlord.book()?;
    let number = match book.dossier_with_returned_post()?.or(book.dossier_with_a_step()?) {
        Some(id) => book.number_of(id)?,
        None => None,
    };
    Ok(number.unwrap_or_else(|| "HO-0000001".into()))
}

/// Where what left the house can be seen.
fn where_to_look(folder: &Path, left: &BTreeMap<String, u64>) -> String {
    let count = |channel: &str| left.get(channel).copied().unwrap_or(0);
    let folder = folder.display();
    format!(
        "De berichten van de laatste werkdagen zijn echt uitgegaan, op deze machine:\n\
         {:>6} brieven als pdf in {folder}/post/, in partijen voor de drukker\n\
         {:>6} e-mails in {folder}/postvak/post/, en wat terugkwam in {folder}/postvak/bounces/\n\
         {:>6} sms-berichten in {folder}/telefoons/telephones.ndjson\n\
         Hoe er wordt verstuurd staat in {folder}/verzenden.toml; wat er nog ligt ziet u met: houvast post list",
        count("brief"),
        count("e-mail"),
        count("sms"),
    )
}

/// Removes an earlier demo, and nothing else: a folder that is not a demo is refused.
fn start_afresh(folder: &Path) -> Result<(), Failure> {
    let mark = folder.join(MARK);
    if folder.exists() && !mark.exists() {
        let empty =
            std::fs::read_dir(folder).map_err(|error| Failure::file(folder, &error))?.next().is_none();
        if !empty {
            return Err(Failure::usage(format!(
                "{} is niet leeg en geen eerdere demo; kies een andere map met --map",
                folder.display()
            )));
        }
    }
    if let place @ Place::Server(_) = Landlord::in_folder(folder).place()?
        && Book::is_at(&place)?
    {
        let why = format!("in {place} staat al een boek; noem een andere verhuurder voor de demo");
        return Err(Failure::usage(why));
    }
    if is_shown(folder)? {
        return Err(Failure::usage(format!(
            "de demo in {} is nog open in een ander venster; stop die eerst (Ctrl+C), of kies een andere map met --map",
            folder.display()
        )));
    }
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(|error| Failure::file(folder, &error))?;
    }
    std::fs::create_dir_all(folder).map_err(|error| Failure::file(folder, &error))?;
    std::fs::write(&mark, "verzonnen gegevens; deze map mag worden weggegooid\n")
        .map_err(|error| Failure::file(&mark, &error))
}

/// Does somebody show the demo in this folder? One that cannot be read any more, nobody shows.
fn is_shown(folder: &Path) -> Result<bool, Failure> {
    let landlord = Landlord::in_folder(folder);
    if !landlord.has_a_book()? {
        return Ok(false);
    }
    Ok(match landlord.book_to_read() {
        Ok(book) => book.take_right(SHOWN)?.is_none(),
        Err(_) => false,
    })
}

fn make(args: &DemoArgs, last_night: Day) -> Simulated {
    let to = last_night.previous();
    Simulated::new(args.seed, args.homes, Horizon::months_before(to, MONTHS))
}

/// One delivery a month for the months without nights.
fn deliver_history(
    landlord: &Landlord,
    simulated: &Simulated,
    until: Day,
    quiet: bool,
) -> Result<(), Failure> {
    let months = u64::try_from(until.month() - simulated.horizon.from.month()).unwrap_or(0) + 1;
    let bar = Progress::new("Twee jaar aanleveringen", months, quiet);
    let mut after = simulated.horizon.from.previous();
    while after < until {
        let end = after.next().month().last_day().min(until);
        write(landlord, &simulated.delivery(after, end))?;
        after = end;
        bar.step();
    }
    bar.done();
    Ok(())
}

/// What running the nights came to.
struct Ran {
    /// The last night.
    last: NightOutcome,
    /// How many messages left, by channel.
    left: BTreeMap<String, u64>,
    /// The world they left to, which goes on while somebody holds it.
    world: Option<PostWorld>,
}

/// A delivery and a night for every day up to the last; the messages of the last days really leave.
fn run_nights(
    landlord: &Landlord,
    simulated: &Simulated,
    last_night: Day,
    nights: i32,
    quiet: bool,
    tell: &mut dyn FnMut(u64),
) -> Result<Ran, Failure> {
    let bar = Progress::new("Nachten", nights as u64, quiet);
    let law = crate::landlord::law();
    let first_real = first_real_night(last_night, &law.equated_days);
    let mut world = None;
    let (mut left, mut last, mut bank) = (BTreeMap::new(), None, Bank::default());
    for night in (last_night - nights + 1).0..=last_night.0 {
        let night = Day(night);
        let delivered_until = night.previous();
        write(landlord, &simulated.delivery(delivered_until.previous(), delivered_until))?;
        if last_night - night < BANK_DAYS {
            lay(landlord, bank.statement(simulated, delivered_until))?;
        }
        if night >= first_real && world.is_none() {
            world = Some(PostWorld::start(landlord, night)?);
        }
        last = Some(run_night(landlord, night, &[], false, true)?);
        if night == last_night {
            // Who paid this morning gets none of the messages of this night.
            lay(landlord, bank.statement_of_today(simulated, night))?;
            crate::bank::receive_bank(landlord, &mut landlord.book()?, night)?;
        }
        if let Some(world) = &world {
            for (channel, count) in world.after_night(landlord, night)?.handed_over {
                *left.entry(channel).or_default() += count;
            }
        }
        bar.step();
        tell((night.0 - (last_night - nights).0) as u64);
    }
    bar.done();
    let last = last.ok_or_else(|| Failure::usage("er moet minstens één nacht zijn"))?;
    Ok(Ran { last, left, world })
}

/// Lays a statement of the bank in the folder for it.
fn lay(landlord: &Landlord, (name, text): (String, String)) -> Result<(), Failure> {
    let folder = landlord.bank_files();
    let failed = |error: std::io::Error| Failure::file(&folder, &error);
    std::fs::create_dir_all(&folder).map_err(failed)?;
    std::fs::write(folder.join(name), text).map_err(failed)
}

fn write(landlord: &Landlord, delivery: &Delivery) -> Result<(), Failure> {
    let folder = landlord.deliveries();
    delivery.write_to(&folder).map(|_| ()).map_err(|error| Failure::file(&folder, &error))
}

/// Are the landlord's data invented?
pub fn is_invented(landlord: &Landlord) -> bool {
    landlord.folder.join(MARK).exists()
}

/// Homes and nights of the demo that somebody asks for at a page: large enough to look around, made in half a minute.
const SMALL: (u32, u32) = (2_000, 20);

/// Makes a small demo in a folder and serves it on a free port of this machine, until the process ends.
pub fn make_and_serve(
    folder: &Path,
    tell: &mut dyn FnMut(&str, u64, u64),
    ready: &mut dyn FnMut(u16),
) -> Result<(), Failure> {
    let last_night = today();
    let (homes, nights) = SMALL;
    let mut _world = None;
    let landlord = if is_invented(&Landlord::in_folder(folder)) && has_night_of(folder, last_night)? {
        Landlord::in_folder(folder)
    } else {
        start_afresh(folder)?;
        let landlord = Landlord::at(folder)?;
        crate::init_policy(&landlord.policy_folder(), "woonbron")?;
        tell("De verzonnen verhuurder maken", 0, 1);
        let simulated = Simulated::new(SEED, homes, Horizon::months_before(last_night, MONTHS));
        let nights = nights as i32;
        deliver_history(&landlord, &simulated, last_night - nights - 1, true)?;
        let ran = run_nights(&landlord, &simulated, last_night, nights, true, &mut |done| {
            tell("Nachten draaien", done, nights as u64);
        })?;
        _world = ran.world;
        crate::staff::of_the_demo(&landlord.book()?, now_on(None, None))?;
        landlord
    };
    let listener =
        std::net::TcpListener::bind(("127.0.0.1", 0)).map_err(|error| Failure::other(error.to_string()))?;
    listener.set_nonblocking(true).map_err(|error| Failure::other(error.to_string()))?;
    let port = listener.local_addr().map_err(|error| Failure::other(error.to_string()))?.port();
    ready(port);
    serve::serve_on(&landlord, listener, Clock::default())
}

/// Is there a demo of today already?
fn has_night_of(folder: &Path, day: Day) -> Result<bool, Failure> {
    let landlord = Landlord::in_folder(folder);
    if !landlord.has_a_book()? {
        return Ok(false);
    }
    Ok(landlord.book()?.last_night()?.is_some_and(|night| night.day == day))
}
