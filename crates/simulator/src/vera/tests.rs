//! What the deliveries hold, read back as text and held against the lives.

use super::*;
use domain::ledger::Account;

fn landlord(seed: u64) -> Landlord {
    let from = Day::parse_iso("2025-05-01").unwrap();
    Landlord::new(seed, 400, Horizon { from, to: from + 420 })
}

fn lines(delivery: &Delivery, name: &str) -> Vec<String> {
    let content = delivery.file(name).unwrap_or_default();
    String::from_utf8(content.to_vec()).unwrap().lines().map(str::to_owned).collect()
}

fn ids(delivery: &Delivery, name: &str) -> Vec<String> {
    let id = |line: &String| line.split('"').nth(3).unwrap_or_default().to_owned();
    lines(delivery, name).iter().map(id).collect()
}

#[test]
fn an_opening_and_the_nights_after_it_bring_every_booking_once() {
    let landlord = landlord(17);
    let from = landlord.horizon.from;
    let whole = landlord.delivery(from.previous(), landlord.horizon.to);
    let mut in_parts = ids(&landlord.delivery(from.previous(), from + 90), BOOKINGS);
    for night in 90..420 {
        in_parts.extend(ids(&landlord.delivery(from + night, from + night + 1), BOOKINGS));
    }
    let mut whole = ids(&whole, BOOKINGS);
    whole.sort_unstable();
    in_parts.sort_unstable();
    assert_eq!(whole, in_parts, "seed 17");
}

#[test]
fn the_manifest_counts_what_is_there() {
    let landlord = landlord(18);
    let delivery = landlord.delivery(landlord.horizon.from.previous(), landlord.horizon.to);
    assert_eq!(delivery.files.last().map(|(name, _)| name.as_str()), Some("manifest.json"));
    for stated in &delivery.manifest.files {
        assert_eq!(stated.count, lines(&delivery, &stated.name).len(), "seed 18, {}", stated.name);
        assert_eq!(stated.sha256.len(), 64);
    }
    assert_eq!(lines(&delivery, "vera-eenheden.ndjson").len(), 400, "seed 18");
}

#[test]
fn a_change_brings_the_tenancy_again() {
    let landlord = landlord(19);
    let ending = landlord.lives.iter().find(|life| life.term.notice_on.is_some()).unwrap();
    let notice_on = ending.term.notice_on.unwrap();
    let delivery = landlord.delivery(notice_on.previous(), notice_on);
    let row = lines(&delivery, TENANCIES).into_iter().find(|row| row.contains(&ending.dossier())).unwrap();
    assert!(row.contains("\"opzegdatum\"") && row.contains("\"OPG\""), "seed 19: {row}");
}

#[test]
fn money_in_the_files_is_the_money_of_the_dossiers() {
    let landlord = landlord(20);
    let day = landlord.horizon.to;
    let mut account = Account::default();
    let mut total = Cents::ZERO;
    for life in &landlord.lives {
        let dossier = crate::portfolio::dossier(life, domain::ids::TenancyId(life.index), day);
        account.settle(&dossier, day);
        total += account.balance();
    }
    assert_eq!(total, landlord.balance_on(day), "seed 20");
}

#[test]
fn the_same_seed_writes_the_same_bytes() {
    let (one, other) = (landlord(21), landlord(21));
    let from = one.horizon.from;
    assert_eq!(one.delivery(from.previous(), from + 60), other.delivery(from.previous(), from + 60));
}
