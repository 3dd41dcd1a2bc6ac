//! `houvast demo`: an invented landlord with two years of deliveries, a series of nights, and a page to look around.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Instant;

use domain::calendar::Day;
use simulator::life::Horizon;
use simulator::vera::{Delivery, Landlord as Simulated};

use crate::cli::DemoArgs;
use crate::failure::Failure;
use crate::landlord::Landlord;
use crate::progress::Progress;
use crate::{NightOutcome, run_night, today};

/// Months of history before the first night.
const MONTHS: i32 = 24;

/// Makes the landlord, runs its nights, prints the last report and serves the page.
pub fn demo(folder: &Path, args: &DemoArgs, json: bool) -> Result<String, Failure> {
    let started = Instant::now();
    let last_night = args.day.unwrap_or_else(today);
    start_afresh(folder)?;
    let landlord = Landlord::at(folder)?;
    crate::init_policy(&landlord.policy_folder(), "woonbron")?;
    let nights = i32::try_from(args.nights.clamp(1, 365)).expect("at most a year");
    let simulated = make(args, last_night);
    deliver_history(&landlord, &simulated, last_night - nights - 1, json)?;
    let outcome = run_nights(&landlord, &simulated, last_night, nights, json)?;
    let seconds = started.elapsed().as_secs();
    if json {
        return Ok(serde_json::to_string_pretty(&outcome.report).expect("a report is always JSON"));
    }
    println!("{}", outcome.text);
    println!(
        "Klaar in {seconds} seconden. De map {} is van u: kijk in beleid/, verander iets, en draai de nacht opnieuw:",
        folder.display()
    );
    println!("  houvast policy check {}", landlord.policy_folder().display());
    println!("  houvast night {last_night}");
    println!("  houvast explain {}", worth_reading(&landlord)?);
    if args.no_page {
        return Ok(String::new());
    }
    serve(&landlord, args.address)
}

/// A dossier for which something happened last night, to begin with.
fn worth_reading(landlord: &Landlord) -> Result<String, Failure> {
    let book = landlord.book()?;
    let number = match book.dossier_with_a_step()? {
        Some(id) => book.number_of(id)?,
        None => None,
    };
    Ok(number.unwrap_or_else(|| "HO-0000001".into()))
}

/// Removes an earlier demo, and nothing else: a folder that is not a demo is refused.
fn start_afresh(folder: &Path) -> Result<(), Failure> {
    let mark = folder.join(".houvast-demo");
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
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(|error| Failure::file(folder, &error))?;
    }
    std::fs::create_dir_all(folder).map_err(|error| Failure::file(folder, &error))?;
    std::fs::write(&mark, "verzonnen gegevens; deze map mag worden weggegooid\n")
        .map_err(|error| Failure::file(&mark, &error))
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

/// A delivery and a night for every day up to the last.
fn run_nights(
    landlord: &Landlord,
    simulated: &Simulated,
    last_night: Day,
    nights: i32,
    quiet: bool,
) -> Result<NightOutcome, Failure> {
    let bar = Progress::new("Nachten", nights as u64, quiet);
    let mut last = None;
    for night in (last_night - nights + 1).0..=last_night.0 {
        let night = Day(night);
        let delivered_until = night.previous();
        write(landlord, &simulated.delivery(delivered_until.previous(), delivered_until))?;
        last = Some(run_night(landlord, night, &[], false, true)?);
        bar.step();
    }
    bar.done();
    last.ok_or_else(|| Failure::usage("er moet minstens één nacht zijn"))
}

fn write(landlord: &Landlord, delivery: &Delivery) -> Result<(), Failure> {
    let folder = landlord.deliveries();
    delivery.write_to(&folder).map(|_| ()).map_err(|error| Failure::file(&folder, &error))
}

/// Serves the page of a book until the process is asked to stop.
pub fn serve(landlord: &Landlord, address: SocketAddr) -> Result<String, Failure> {
    let book = landlord.book()?;
    let day = book.last_night()?.map_or_else(today, |night| night.day);
    let usable = landlord.policy(day)?;
    let law = crate::landlord::law();
    let app = web::App::new(
        landlord.book_path(),
        usable.policy,
        usable.letters,
        law.equated_days,
        "Voorbeeld Wonen".to_string(),
        Box::new(|texts, day| {
            crate::landlord::earlier(texts, day).ok().map(|usable| (usable.policy, usable.letters))
        }),
    );
    let runtime = tokio::runtime::Runtime::new().map_err(|error| Failure::other(error.to_string()))?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await.map_err(|error| {
            Failure::usage(format!(
                "op {address} kan niet geluisterd worden: {error}; kies een ander adres met --adres"
            ))
        })?;
        println!("\nDe pagina staat klaar op http://{address}  (stoppen: Ctrl+C)");
        let stop = async {
            let _ = tokio::signal::ctrl_c().await;
        };
        web::serve(app, listener, stop).await.map_err(|error| Failure::other(error.to_string()))
    })?;
    Ok(String::new())
}
