//! The benchmarks at a size that takes a moment: not how fast, but whether both sides say the same.

use domain::ahead::Ahead;
use domain::plan::{self, Desk};

use super::reference::{Reference, compare};
use super::replays::carry_on;
use super::report::Line;
use super::scene::{Scene, news_of};
use super::*;
use crate::night;

fn small(tenancies: u32) -> Portfolio {
    Portfolio { tenancies, ..Portfolio::default() }
}

fn failing(report: &Report) -> Vec<&Line> {
    report
        .lines
        .iter()
        .filter(|line| line.gates.iter().any(|gate| gate.number == "P6" && !gate.pass))
        .collect()
}

/// Forty nights with a month change, rent, direct debits and late reversals.
#[test]
fn incremental_equals_full_state_for_state_every_night() {
    replayed(None);
}

/// The same nights on a server: every state is that of the nights in memory, so both stores come to the same.
#[test]
fn on_a_server_every_night_comes_to_the_same_state_for_state() {
    let Some(address) = simulator::database::new_landlord("forty nights") else { return };
    replayed(Some(Server::parse(&address).unwrap()));
}

fn replayed(store: Option<Server>) {
    let report = replay(&ReplayOptions { portfolio: small(400), nights: 40, threads: 2, store }).unwrap();
    assert!(failing(&report).is_empty(), "{report}");
}

/// Who looks ahead leaves out nights on which nothing can be otherwise; what comes is the same as when none is left out.
#[test]
fn looking_ahead_tells_what_every_single_night_would() {
    let portfolio = small(600);
    let scene = Scene::on(portfolio, None).unwrap();
    let (mut desk, mut told) = (Desk::default(), 0);
    for story in scene.stories(portfolio.night - 1, 45) {
        let mut dossier = story.begin.clone().unwrap_or_default();
        let mut news = story.news.iter().peekable();
        for at in 0..45 {
            while let Some((_, news)) = news.next_if(|(day, _)| *day < at) {
                news.bring_to(&mut dossier);
            }
            let night = scene.night(portfolio.night + at as i32);
            let decision = plan::decide(&night, &dossier, &mut desk);
            if at % 4 == 3 {
                let ahead = || Ahead::of(&night, &dossier, &desk, &decision, &[]);
                let quick = ahead().at_least(usize::MAX);
                assert_eq!(quick, ahead().night_by_night().at_least(usize::MAX), "{:?}", dossier.tenancy.id);
                told += quick.len();
            }
            carry_on(&mut dossier, &decision, &night);
        }
    }
    assert!(told > 5_000, "{told} things come");
}

/// The two implementations agree on every fact and category, also where last night's category keeps a dossier in place.
#[test]
fn the_reference_agrees_on_every_tenancy_over_twenty_nights() {
    agreed(None, 20);
}

/// The same text of the reference on a server, in the words and the form that are best there.
#[test]
fn on_a_server_the_reference_agrees_on_every_tenancy() {
    let Some(address) = simulator::database::new_landlord("the reference") else { return };
    agreed(Some(&Server::parse(&address).unwrap()), 4);
}

fn agreed(server: Option<&Server>, nights: i32) {
    let portfolio = small(400);
    let scene = Scene::on(portfolio, server).unwrap();
    let stories = scene.stories(portfolio.night - 1, nights as u32);
    let mut book = scene.book(portfolio.night - 1).unwrap();
    for at in 0..nights {
        let day = portfolio.night + at;
        if at > 0 {
            book.take_in_news(news_of(&stories, at as u32 - 1).iter()).unwrap();
        }
        let reference = Reference::new(&scene, &book, day).unwrap();
        reference.run(&book).unwrap();
        let found = compare(&scene, &reference, &book, day).unwrap();
        assert!(found.tenancies > 300, "{} tenancies", found.tenancies);
        assert_eq!(found.differ, 0, "night of {day}: {}", found.named.join("\n"));
        drop(reference);
        night::run(&mut book, &scene.rules(), &scene.head(day), 1).unwrap();
    }
}

/// The whole benchmark on a server, in small: the reference there and the night agree, and both ways to read come to the same. How fast
/// it is says nothing at this size.
#[test]
fn the_benchmark_of_a_night_runs_on_a_server() {
    let Some(address) = simulator::database::new_landlord("a benchmark") else { return };
    let store = Some(Server::parse(&address).unwrap());
    let report = night(&NightOptions { portfolio: small(200), rounds: 1, threads: 2, store }).unwrap();
    let gates = || report.lines.iter().flat_map(|line| &line.gates);
    assert!(gates().any(|gate| gate.number == "P2" && gate.bound.starts_with(">= 20")), "{report}");
    assert!(gates().filter(|gate| gate.bound.ends_with("equal")).count() >= 2, "{report}");
    assert!(gates().filter(|gate| gate.bound.ends_with("equal")).all(|gate| gate.pass), "{report}");
    payments_took_something_away(&report);
}

/// The payments that are measured are worth measuring: they cancel messages and take tasks off desks.
fn payments_took_something_away(report: &Report) {
    let about = |line: &&Line| line.gates.iter().any(|gate| gate.number == "P10");
    let note = &report.lines.iter().find(about).expect("a line").note;
    assert!(!note.contains("; 0 messages") && !note.contains(" 0 tasks"), "{note}");
}
