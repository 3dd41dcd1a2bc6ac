//! One night of a landlord, from what was delivered to a report: the order of its stages, and why it may not be run.

use connectors::Mapping;
use domain::calendar::Day;
use domain::plan::NightPlan;
use domain::policy::Policy;
use store::Book;
use store::commit::{Committed, RunHead};

use crate::failure::Failure;
use crate::landlord::{self, Landlord, Usable};
use crate::night::{self, Rules, Scope};
use crate::progress::Progress;
use crate::report::Report;
use crate::watch::{Part, Watch};
use crate::{deliver, needed, now_on, receive};

/// How many held deliveries are told in full: what follows the oldest is mostly its echo.
const HELD_IN_FULL: usize = 3;

/// A night further past the books than this is a slip of the pen: after it no earlier night could be run.
const FARTHEST_AHEAD_DAYS: i32 = 31;

/// What a night came to.
pub struct NightOutcome {
    /// The report as a person reads it.
    pub text: String,
    /// The report in numbers.
    pub report: Report,
    /// The plan itself.
    pub plan: NightPlan,
    /// The policy it was made with.
    pub policy: Policy,
}

impl NightOutcome {
    /// The report as JSON.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(&self.report).expect("a report is always JSON")
    }
}

/// Receives, plans and commits the night of a day. The last night, asked for again, is done over.
pub fn run_night(
    landlord: &Landlord,
    day: Day,
    released: &[String],
    everything: bool,
    quiet: bool,
) -> Result<NightOutcome, Failure> {
    let mapping = landlord.mapping()?;
    let usable = landlord.policy(day)?;
    let mut book = landlord.book()?;
    let _lock = book.lock_night()?;
    let watch = Watch::over(landlord, day);
    let wanted = Wanted { day, released, everything, quiet };
    let outcome = under_lock(landlord, &mut book, &mapping, usable, &wanted, &watch);
    watch.ended(outcome.as_ref().err());
    outcome
}

/// What was asked.
struct Wanted<'a> {
    day: Day,
    released: &'a [String],
    everything: bool,
    quiet: bool,
}

fn under_lock(
    landlord: &Landlord,
    book: &mut Book,
    mapping: &Mapping,
    usable: Usable,
    wanted: &Wanted,
    watch: &Watch,
) -> Result<NightOutcome, Failure> {
    let day = wanted.day;
    watch.turn_to(Part::Read, None);
    let bar = Progress::new("Aanleveringen lezen", 0, wanted.quiet);
    let mut tell = |at, _| bar.at(at as u64);
    let mut received = receive::receive(landlord, book, mapping, day, wanted.released, &mut tell, watch)?;
    bar.done();
    refuse_held(book)?;
    let books_as_of = may_run(landlord, book, day)?;
    watch.stop_when_asked()?;
    begin_in_the_shadow(book, day)?;
    let usable = usable.for_book(book)?;
    let law = landlord::law();
    let head = head(day, books_as_of, &usable, &law);
    let rules = Rules::of(&usable.policy, &law.equated_days);
    let (plan, committed) = decide_and_write(book, &head, &rules, wanted, watch)?;
    watch.turn_to(Part::Tidy, None);
    needed::take_off(book, &rules.night(day, books_as_of))?;
    book.wipe_amounts(day)?;
    let shadow = usable.policy.settings.beginning.is_some_and(|beginning| beginning.is_shadow(day));
    if !shadow {
        deliver::confirm_what_is_owed(landlord, &usable, book, day)?;
    }
    let mut report = Report::of(day, books_as_of, &usable.policy, &received, &plan);
    report.name_refused_rows(book, &received)?;
    report.bank = received.bank.take();
    let text = report.text(&committed) + if shadow { SHADOW } else { "" };
    Ok(NightOutcome { text, report, plan, policy: usable.policy })
}

/// Plans and commits. A night that was run already gives way to the new one in the same transaction, or stays.
fn decide_and_write(
    book: &mut Book,
    head: &RunHead,
    rules: &Rules,
    wanted: &Wanted,
    watch: &Watch,
) -> Result<(NightPlan, Committed), Failure> {
    let night = rules.night(head.day, head.books_as_of);
    let scope = |book: &Book| -> Result<Scope, Failure> {
        let scope = if wanted.everything { Scope::AllFromTruth } else { night::scope_of(book, head)? };
        watch.turn_to(Part::Look, Some(night::how_many(book, scope, head.day)?));
        Ok(scope)
    };
    let planned = |plan: NightPlan| -> Result<NightPlan, Failure> {
        watch.stop_when_asked()?;
        watch.turn_to(Part::Write, None);
        Ok(plan)
    };
    if book.last_night()?.is_some_and(|last| last.day == head.day) {
        return book.do_over(head, rules.policy, |book| {
            planned(night::plan_here(book, &night, scope(book)?, watch)?)
        });
    }
    let threads = std::thread::available_parallelism().map_or(1, |count| count.get() as u32);
    let plan = planned(night::plan_watched(book, &night, scope(book)?, threads, watch)?)?;
    let committed = book.commit(head, rules.policy, &plan)?;
    Ok((plan, committed))
}

/// What is said of a night that only shows.
const SHADOW: &str = "\n\nDit was een schaduwnacht: wat hij plant is te zien en gaat niet uit, en er ligt geen werk klaar. Beslis op /begin, of \
                      met houvast begin, vanaf welke dag het echt is.";

/// A book that begins with lists of open items begins in the shadow: its tenants are in the middle of everything.
fn begin_in_the_shadow(book: &Book, day: Day) -> Result<(), Failure> {
    if book.last_night()?.is_none() && book.beginning()?.is_none() && book.only_lists()? {
        book.begin_in_shadow(day)?;
    }
    Ok(())
}

/// May the night of this day be run? Gives the day up to which the books are known.
fn may_run(landlord: &Landlord, book: &mut Book, day: Day) -> Result<Day, Failure> {
    if deliver::really_sends(landlord)? {
        // What did not leave on its day was not sent: the night decides about it anew.
        book.lapse_before(day, now_on(Some(day), None).moment())?;
    }
    let books_as_of = book.books_as_of()?.ok_or_else(|| {
        Failure::usage(format!("er is nog niets aangeleverd in {}", landlord.deliveries().display()))
    })?;
    if day - books_as_of > FARTHEST_AHEAD_DAYS {
        return Err(Failure::usage(format!(
            "de boeken zijn bij tot en met {books_as_of}; een nacht van {day} is te ver vooruit"
        )));
    }
    if let Some(last) = book.last_night()?.filter(|last| last.day > day) {
        let text = format!("er is al een nacht van {} gedraaid; een eerdere nacht kan niet meer", last.day);
        return Err(Failure::usage(text));
    }
    Ok(books_as_of)
}

/// Refuses a night while a delivery is held.
pub fn refuse_held(book: &store::Book) -> Result<(), Failure> {
    let held = book.held_deliveries()?;
    if held.is_empty() {
        return Ok(());
    }
    let mut text = String::from("de nacht is aangehouden; er is niets besloten en er gaat niets uit.");
    for (name, reasons) in held.iter().take(HELD_IN_FULL) {
        text.push_str(&format!("\n\nAanlevering {name}"));
        for reason in reasons {
            text.push_str(&format!("\n  - {reason}"));
        }
        text.push_str(&format!(
            "\n  Klopt het toch? Laat hem toe met: houvast night --vrijgeven {name}\n  Klopt het niet? Lever opnieuw aan."
        ));
    }
    if held.len() > HELD_IN_FULL {
        text.push_str(&format!(
            "\n\nEn nog {} aanleveringen; begin bij de oudste.",
            held.len() - HELD_IN_FULL
        ));
    }
    Err(Failure::held(text))
}

/// What a run is known by.
pub fn head(day: Day, books_as_of: Day, usable: &Usable, law: &domain::law::parameters::Law) -> RunHead {
    RunHead {
        day,
        engine: env!("CARGO_PKG_VERSION").to_string(),
        policy_hash: usable.hash,
        policy_files: usable.texts.clone(),
        law_hash: law.hash,
        books_as_of,
    }
}
