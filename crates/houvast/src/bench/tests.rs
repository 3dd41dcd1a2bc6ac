//! The benchmarks at a size that takes a moment: not how fast, but whether both sides say the same.

use super::reference::{Reference, compare};
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

/// The two implementations agree on every fact and category, also where last night's category keeps a dossier in place.
#[test]
fn the_reference_agrees_on_every_tenancy_over_twenty_nights() {
    let portfolio = small(400);
    let scene = Scene::new(portfolio).unwrap();
    let stories = scene.stories(portfolio.night - 1, 20);
    let mut book = scene.book(portfolio.night - 1).unwrap();
    for at in 0..20 {
        let day = portfolio.night + at;
        if at > 0 {
            book.take_in_news(news_of(&stories, at as u32 - 1).iter()).unwrap();
        }
        Reference::new(&scene, &book, day).unwrap().run(&book).unwrap();
        let found = compare(&scene, &book, day).unwrap();
        assert_eq!(found.differ, 0, "night of {day}: {}", found.named.join("\n"));
        night::run(&mut book, &scene.rules(), &scene.head(day), 1).unwrap();
    }
}
