//! Money seen and money booked, told in bookings.

use super::doubt::{doubts, in_doubt};
use super::*;
use crate::dossier::Dossier;
use crate::ledger::Account;
use proptest::prelude::*;

const RENT: i64 = 54_940;

fn entry(booked_on: i32, due_on: Option<i32>, kind: EntryKind, cents: i64) -> Entry {
    Entry { booked_on: Day(booked_on), due_on: due_on.map(Day), kind, reason: None, cents: Cents(cents) }
}

fn rent(due: i32) -> Entry {
    entry(due, Some(due), EntryKind::Rent, RENT)
}

fn seen(on: i32, cents: i64) -> Entry {
    entry(on, None, EntryKind::SeenPayment, -cents)
}

fn booked_of(seen_on: i32, booked_on: i32, cents: i64) -> Entry {
    entry(booked_on, Some(seen_on), EntryKind::SeenPayment, cents)
}

fn paid(on: i32, due: Option<i32>, cents: i64) -> Entry {
    entry(on, due, EntryKind::Payment, -cents)
}

fn account(entries: &[Entry], today: i32) -> Account {
    let mut entries = entries.to_vec();
    entries.sort_by_key(|entry| entry.booked_on);
    let mut account = Account::default();
    account.settle(&Dossier { entries, ..Dossier::default() }, Day(today));
    account
}

#[test]
fn seen_money_pays_the_rent_before_the_landlord_knows_it() {
    let account = account(&[rent(0), seen(5, RENT)], 5);
    assert_eq!((account.balance(), account.claims[0].settled_on), (Cents::ZERO, Some(Day(5))));
}

#[test]
fn once_booked_it_counts_once_and_from_the_day_it_was_seen() {
    for due in [None, Some(0)] {
        let entries = [rent(0), seen(5, RENT), paid(8, due, RENT), booked_of(5, 8, RENT)];
        for today in [5, 7, 8, 30] {
            let account = account(&entries, today);
            assert_eq!(account.balance(), Cents::ZERO, "on day {today}");
            assert_eq!(account.claims[0].settled_on, Some(Day(5)), "on day {today}");
        }
    }
}

#[test]
fn a_booking_of_before_the_day_of_seeing_keeps_its_day() {
    let entries = [rent(0), paid(4, None, RENT), seen(5, RENT), booked_of(5, 5, RENT)];
    let account = account(&entries, 9);
    assert_eq!((account.balance(), account.claims[0].settled_on), (Cents::ZERO, Some(Day(4))));
}

#[test]
fn what_did_not_come_after_all_is_owed_again_and_was_no_payment() {
    let mut withdrawn = booked_of(5, 9, RENT);
    withdrawn.reason = Some(crate::ledger::ReversalReason::NotSpecified);
    let entries = [rent(0), seen(5, RENT), withdrawn];
    assert_eq!(account(&entries, 8).balance(), Cents::ZERO);
    assert_eq!(account(&entries, 9).claims[0].open, Cents(RENT));
    assert!(counted(&entries).iter().all(|entry| entry.kind == EntryKind::Rent));
}

#[test]
fn another_payment_of_that_day_stays_on_its_day() {
    let entries = [rent(0), seen(5, 10_000), paid(8, None, RENT), booked_of(5, 8, 10_000)];
    let counts = counted(&entries);
    let money: Vec<(i32, i64)> =
        counts.iter().filter(|e| e.kind.is_payment()).map(|e| (e.booked_on.0, -e.cents.0)).collect();
    assert_eq!(money, [(5, 10_000), (8, RENT - 10_000)]);
}

fn waits(on: i32, cents: i64, reference: &str) -> Waiting<'_> {
    Waiting { seen_on: Day(on), cents: Cents(cents), whole: Cents(cents), reference, is_not: &[] }
}

/// A payment; as in a ledger no two have the same number.
fn came(on: i32, cents: i64, words: &str) -> Booked<'_> {
    let source = i64::from(on) * 10_000_000 + cents;
    Booked { source, booked_on: Day(on), cents: Cents(cents), words, is_news: true, is_collected: false }
}

fn was_there(on: i32, cents: i64, words: &str) -> Booked<'_> {
    Booked { is_news: false, ..came(on, cents, words) }
}

/// The bank tells a payment of day 10 that the landlord may have booked before.
fn told_late(cents: i64, booked: &[Booked]) -> Vec<(usize, usize, i64)> {
    as_triples(settle(&[waits(10, cents, "1234 56789")], booked, From::Books))
}

fn as_triples(settled: Vec<Settled>) -> Vec<(usize, usize, i64)> {
    settled.into_iter().map(|one| (one.seen, one.booked, one.cents.0)).collect()
}

#[test]
fn a_reference_goes_before_an_equal_amount() {
    let waiting = [waits(10, RENT, "3000 1234 5678 9012"), waits(11, RENT, "")];
    let booked = [came(11, RENT, "huur november"), came(12, RENT, "Betaling 3000123456789012")];
    assert_eq!(as_triples(settle(&waiting, &booked, From::Books)), [(0, 1, RENT), (1, 0, RENT)]);
}

#[test]
fn of_equal_amounts_the_nearest_day_is_it() {
    let booked = [came(40, RENT, ""), came(12, RENT, "")];
    assert_eq!(as_triples(settle(&[waits(10, RENT, "")], &booked, From::Books)), [(0, 1, RENT)]);
}

#[test]
fn parts_on_a_list_of_open_items_are_the_payment() {
    let parts = [came(12, 30_000, ""), came(12, 24_940, "")];
    assert_eq!(
        as_triples(settle(&[waits(10, RENT, "")], &parts, From::Books)),
        [(0, 0, 30_000), (0, 1, 24_940)]
    );
    let two = [waits(10, RENT, ""), waits(11, 5_060, "")];
    assert_eq!(
        as_triples(settle(&two, &parts, From::Lists)),
        [(0, 0, 30_000), (0, 1, 24_940)],
        "and the other goes on waiting"
    );
}

#[test]
fn more_than_all_that_waits_explains_all_of_it() {
    let waiting = [waits(10, 20_000, ""), waits(11, 10_000, "")];
    assert_eq!(
        as_triples(settle(&waiting, &[came(12, RENT, "")], From::Lists)),
        [(0, 0, 20_000), (1, 0, 10_000)]
    );
}

#[test]
fn another_payment_of_the_same_tenant_explains_nothing() {
    let waiting = [waits(10, RENT, "HO-0000123")];
    for other in [30_000, 60_000, 2 * RENT] {
        let booked = [came(12, other, "huur HO-0000123")];
        assert!(
            settle(&waiting, &booked, From::Books).is_empty(),
            "{other} cents with the tenant's own reference"
        );
    }
    assert_eq!(
        as_triples(settle(&waiting, &[came(12, 60_000, "")], From::Lists)),
        [(0, 0, RENT)],
        "a list cannot say better"
    );
}

#[test]
fn parts_that_carry_the_reference_are_told_from_other_money() {
    let booked =
        [came(12, 30_000, "123456789 deel 1"), came(12, 10_000, ""), came(12, 24_940, "123456789 deel 2")];
    let waiting = [waits(10, RENT, "1234 56789")];
    assert_eq!(as_triples(settle(&waiting, &booked, From::Books)), [(0, 0, 30_000), (0, 2, 24_940)]);
}

#[test]
fn a_booking_of_long_before_or_after_is_another_payment() {
    for on in [6, 9, 46] {
        assert!(
            settle(&[waits(10, RENT, "")], &[came(on, RENT, "")], From::Lists).is_empty(),
            "booked on day {on}"
        );
    }
}

#[test]
fn an_older_booking_is_recognised_by_its_amount_and_never_by_being_more() {
    assert_eq!(told_late(RENT, &[was_there(10, RENT, "")]).len(), 1);
    assert!(told_late(RENT, &[was_there(10, 2 * RENT, "")]).is_empty());
    assert!(told_late(RENT, &[was_there(10, RENT - 1, ""), was_there(10, RENT + 1, "")]).is_empty());
}

#[test]
fn what_was_booked_in_parts_before_the_bank_told_it_as_one_counts_once() {
    let rent_and_more = [was_there(11, RENT, ""), was_there(11, 5_060, "")];
    assert_eq!(told_late(60_000, &rent_and_more), [(0, 0, RENT), (0, 1, 5_060)]);
    let beside_other_money = [
        was_there(9, 5_060, ""),
        was_there(11, 7_500, "garage"),
        was_there(11, RENT, ""),
        was_there(11, 5_060, ""),
    ];
    assert_eq!(told_late(60_000, &beside_other_money), [(0, 2, RENT), (0, 3, 5_060)]);
    let named =
        [was_there(11, 5_060, "boete"), was_there(11, RENT, "1234.56789"), was_there(11, 5_060, "123456789")];
    assert_eq!(told_late(60_000, &named), [(0, 1, RENT), (0, 2, 5_060)], "who names it is it");
    let on_other_days = [was_there(11, 7_500, ""), was_there(11, RENT, ""), was_there(13, 5_060, "")];
    assert_eq!(told_late(60_000, &on_other_days), [(0, 1, RENT), (0, 2, 5_060)], "there is one way");
}

#[test]
fn parts_over_several_days_that_can_be_told_in_two_ways_are_a_persons() {
    let in_two_ways = [
        was_there(11, 20_000, ""),
        was_there(12, 10_000, ""),
        was_there(13, 40_000, ""),
        was_there(15, 50_000, ""),
    ];
    assert!(told_late(60_000, &in_two_ways).is_empty(), "200 and 400, or 100 and 500");
    let alike = [was_there(11, RENT, ""), was_there(13, 5_060, ""), was_there(13, 5_060, "")];
    assert_eq!(told_late(60_000, &alike), [(0, 0, RENT), (0, 1, 5_060)], "which of two alike is no question");
    let far_apart = [was_there(11, RENT, ""), was_there(12, 7_500, ""), was_there(19, 5_060, "")];
    assert!(told_late(60_000, &far_apart).is_empty(), "a payment is not booked over more than a week");
    for booked in [&far_apart[..], &in_two_ways] {
        assert_eq!(doubted(&[waits(10, 60_000, "")], booked), 60_000, "so none of it counts until then");
    }
}

/// How much does not count of what `settle` left.
fn doubted(waiting: &[Waiting], booked: &[Booked]) -> i64 {
    doubts(waiting, booked).iter().map(|one| one.cents.0).sum()
}

#[test]
fn what_may_be_booked_already_does_not_count_and_no_more_than_that() {
    let waiting = [waits(10, 60_000, "")];
    assert_eq!(doubted(&waiting, &[was_there(11, RENT, "")]), RENT, "the rest is in no booking");
    assert_eq!(doubted(&waiting, &[was_there(11, 70_000, "")]), 60_000);
    assert_eq!(doubted(&waiting, &[was_there(9, RENT, ""), was_there(46, RENT, "")]), 0, "not of these days");
    let two = [waits(10, 60_000, ""), waits(12, 10_000, "")];
    assert_eq!(doubted(&two, &[was_there(13, RENT, "")]), RENT, "a booking holds what it holds, once");
    let collected = Booked { is_collected: true, ..was_there(11, RENT, "") };
    assert_eq!(doubted(&waiting, &[collected]), 0, "nobody pays through what we collect ourselves");
}

#[test]
fn bookings_that_a_person_said_are_other_money_are_neither_it_nor_in_doubt() {
    let booked = [was_there(11, RENT, ""), came(12, 5_060, "")];
    let is_not = [booked[0].source];
    let waiting = [Waiting { is_not: &is_not, ..waits(10, 60_000, "") }];
    assert!(settle(&waiting, &booked, From::Books).is_empty());
    assert_eq!(doubted(&waiting, &booked), 5_060);
}

#[test]
fn payments_that_the_landlord_books_as_one_are_that_booking_when_there_is_one_way() {
    let waiting = [waits(10, 40_000, ""), waits(11, 20_000, ""), waits(11, 7_500, "")];
    let settled = settle(&waiting, &[came(12, 60_000, "")], From::Books);
    assert_eq!(as_triples(settled), [(0, 0, 40_000), (1, 0, 20_000)]);
    let in_two_ways = [waits(10, 40_000, ""), waits(11, 20_000, ""), waits(11, 20_000, "")];
    assert!(settle(&in_two_ways, &[came(12, 60_000, "")], From::Books).is_empty());
    assert_eq!(doubted(&in_two_ways, &[came(12, 60_000, "")]), 60_000);
}

#[test]
fn money_in_doubt_is_on_the_account_until_it_is_settled_and_counts_once_on_every_day() {
    let doubt = |on: i32, cents: i64| Entry {
        reason: Some(crate::ledger::ReversalReason::MaybeBooked),
        ..booked_of(5, on, cents)
    };
    // 600 seen, 549.40 booked on day 6: which may be a part of it, and is, for the rest is booked on day 9.
    let mut entries = vec![rent(0), rent(30), seen(5, 60_000), paid(6, None, RENT), doubt(6, RENT)];
    for (today, counts, in_question) in [(5, 60_000, 0), (6, 60_000, RENT), (20, 60_000, RENT)] {
        assert_eq!(RENT - account(&entries, today).balance().0, counts, "on day {today}");
        assert_eq!(in_doubt(&entries, Day(today)), Cents(in_question), "on day {today}");
    }
    entries.extend([paid(9, None, 5_060), booked_of(5, 6, RENT), booked_of(5, 9, 5_060), doubt(9, -RENT)]);
    for today in [9, 20] {
        assert_eq!(RENT - account(&entries, today).balance().0, 60_000, "on day {today}");
        assert_eq!(in_doubt(&entries, Day(today)), Cents::ZERO, "on day {today}");
    }
}

#[test]
fn one_part_before_and_one_after_the_bank_told_it_are_one_payment() {
    let parts = [was_there(11, RENT, ""), came(12, 5_060, "")];
    assert_eq!(told_late(60_000, &parts), [(0, 0, RENT), (0, 1, 5_060)]);
}

#[test]
fn a_payment_of_which_a_part_went_back_is_known_whole_and_without_it() {
    let waiting = Waiting { whole: Cents(RENT), ..waits(10, RENT - 10_000, "") };
    for booked in [RENT, RENT - 10_000] {
        let settled = settle(&[waiting], &[came(11, booked, "")], From::Books);
        assert_eq!(as_triples(settled), [(0, 0, RENT - 10_000)], "booked as {booked}");
    }
    assert!(settle(&[waiting], &[came(11, RENT - 5_000, "")], From::Books).is_empty());
    // What went back of it is no other payment.
    let other = waits(10, 10_000, "");
    assert_eq!(
        as_triples(settle(&[waiting, other], &[came(11, RENT, "")], From::Books)),
        [(0, 0, RENT - 10_000)]
    );
    let parts = [came(11, 50_000, ""), came(11, RENT - 50_000, "")];
    let settled = settle(&[waiting, other], &parts, From::Books);
    assert_eq!(settled.iter().map(|one| one.back).sum::<Cents>(), Cents(10_000), "{settled:?}");
    assert!(settled.iter().all(|one| one.seen == 0));
    // On every day the tenant paid what did not go back.
    let mut back = booked_of(5, 9, 10_000);
    back.reason = Some(crate::ledger::ReversalReason::NotSpecified);
    let refund = entry(12, None, EntryKind::Reversal, 10_000);
    let entries =
        [rent(0), seen(5, RENT), back, paid(11, None, RENT), booked_of(5, 11, RENT - 10_000), refund];
    for (today, open) in [(8, 0), (9, 10_000), (10, 10_000), (12, 10_000), (40, 10_000)] {
        assert_eq!(account(&entries, today).balance(), Cents(open), "on day {today}");
    }
}

#[test]
fn what_counts_again_counts_from_the_day_it_was_seen_and_never_twice() {
    let mut ended = booked_of(5, 9, RENT);
    ended.reason = Some(crate::ledger::ReversalReason::NotSpecified);
    let again = Entry { due_on: Some(Day(5)), ..seen(12, RENT) };
    let mut entries = vec![rent(0), seen(5, RENT), ended, again];
    let open = |entries: &[Entry], today| account(entries, today).balance();
    assert_eq!([4, 8, 9, 11].map(|today| open(&entries, today).0), [RENT, 0, RENT, RENT]);
    assert_eq!(account(&entries, 12).claims[0].settled_on, Some(Day(5)));
    entries.extend([paid(14, None, RENT), booked_of(5, 14, RENT)]);
    for today in [12, 14, 40] {
        let account = account(&entries, today);
        assert_eq!(
            (account.balance(), account.claims[0].settled_on),
            (Cents::ZERO, Some(Day(5))),
            "on day {today}"
        );
    }
}

/// Deliveries of bookings: each a day of booking and an amount.
type Deliveries = Vec<Vec<(i32, i64)>>;

/// The account of a landlord whose deliveries come one after another, with `sightings` known from the beginning; and what of
/// them still waits.
fn run(sightings: &[(i32, i64)], deliveries: &Deliveries) -> (Vec<Entry>, i64) {
    let mut entries = vec![rent(0), rent(30)];
    entries.extend(sightings.iter().map(|(on, cents)| seen(*on, *cents)));
    let mut left: Vec<(i32, i64)> = sightings.to_vec();
    for delivery in deliveries {
        entries.extend(delivery.iter().map(|(on, cents)| paid(*on, None, *cents)));
        let open: Vec<usize> = (0..left.len()).filter(|at| left[*at].1 > 0).collect();
        let waiting: Vec<Waiting> = open.iter().map(|at| waits(left[*at].0, left[*at].1, "")).collect();
        let booked: Vec<Booked> = delivery.iter().map(|(on, cents)| came(*on, *cents, "")).collect();
        for one in settle(&waiting, &booked, From::Books) {
            let (seen_on, rest) = &mut left[open[one.seen]];
            *rest -= one.cents.0;
            let on = booked[one.booked].booked_on.0.max(*seen_on);
            entries.push(booked_of(*seen_on, on, one.cents.0));
        }
    }
    entries.sort_by_key(|entry| entry.booked_on);
    (entries, left.iter().map(|(_, cents)| cents).sum())
}

/// What tenants really pay: the day, whether somebody sees it, and the parts in which the landlord books it (days later, cents, told in
/// which delivery).
type Paid = (i32, bool, Vec<(i32, i64, usize)>);

fn some_payments() -> impl Strategy<Value = Vec<Paid>> {
    let parts = prop::collection::vec((10..25_i32, 1..20_000_i64, 0..4_usize), 1..4);
    prop::collection::vec((0..10_i32, any::<bool>(), parts), 1..5)
}

fn some_sightings() -> impl Strategy<Value = Vec<(i32, i64)>> {
    prop::collection::vec((0..20_i32, 1..60_000_i64), 1..4)
}

proptest! {
    /// Whatever comes in whatever order: nothing is lost and nothing counts twice.
    #[test]
    fn seen_and_booked_money_counts_once(
        sightings in some_sightings(),
        deliveries in prop::collection::vec(prop::collection::vec((0..60_i32, 1..60_000_i64), 0..4), 0..4),
    ) {
        let (entries, left) = run(&sightings, &deliveries);
        let was_seen: i64 = sightings.iter().map(|(_, cents)| cents).sum();
        let was_booked: i64 = deliveries.iter().flatten().map(|(_, cents)| cents).sum();
        let counts = 2 * RENT - account(&entries, 400).balance().0;
        prop_assert_eq!(counts, was_booked + left);
        prop_assert!(left >= 0 && counts >= was_seen.max(was_booked) && counts <= was_seen + was_booked);
    }

    /// However the landlord books what came, in parts and over deliveries, and whatever was seen of it: after no delivery more counts than
    /// the tenant paid.
    #[test]
    fn never_more_counts_than_was_paid(payments in some_payments()) {
        let paid: i64 = payments.iter().flat_map(|(.., parts)| parts).map(|(_, cents, _)| cents).sum();
        let mut waiting: Vec<(i32, i64)> = Vec::new();
        for (on, is_seen, parts) in &payments {
            if *is_seen {
                waiting.push((*on, parts.iter().map(|(_, cents, _)| cents).sum()));
            }
        }
        let mut open: Vec<Booked> = Vec::new();
        let mut booked_all = 0;
        for delivery in 0..4 {
            open.iter_mut().for_each(|one| one.is_news = false);
            for (on, _, parts) in &payments {
                for (later, cents, _) in parts.iter().filter(|(.., told)| *told == delivery) {
                    open.push(came(on + later, *cents, ""));
                    booked_all += cents;
                }
            }
            let waits: Vec<Waiting> = waiting.iter().map(|(on, cents)| waits(*on, *cents, "")).collect();
            for one in settle(&waits, &open, From::Books) {
                waiting[one.seen].1 -= one.cents.0;
                open[one.booked].cents -= one.cents;
            }
            let waits: Vec<Waiting> = waiting.iter().map(|(on, cents)| self::waits(*on, *cents, "")).collect();
            let left: i64 = waiting.iter().map(|(_, cents)| cents).sum();
            let counts = booked_all + left - doubted(&waits, &open);
            prop_assert!(counts <= paid, "{} of {} after delivery {}", counts, paid, delivery);
        }
    }

    /// A payment that the landlord books whole or in parts, in any order and over any deliveries of one day each, ends as if
    /// nobody had seen it, from the day on which he booked the last part.
    #[test]
    fn a_payment_booked_in_one_delivery_ends_as_if_nobody_had_seen_it(
        on in 0..20_i32, parts in prop::collection::vec((0..30_i32, 1..30_000_i64), 1..5),
    ) {
        let total: i64 = parts.iter().map(|(_, cents)| cents).sum();
        let parts: Vec<(i32, i64)> = parts.iter().map(|(later, cents)| (on + later, *cents)).collect();
        let (entries, left) = run(&[(on, total)], &vec![parts.clone()]);
        let (plain, _) = run(&[], &vec![parts.clone()]);
        prop_assert_eq!(left, 0);
        let with = account(&entries, 400);
        prop_assert_eq!(with.balance(), account(&plain, 400).balance());
        // On no day in between it counts twice, or not at all.
        for day in on..60 {
            let open = 2 * RENT - i64::from(day < 30) * RENT - account(&entries, day).balance().0;
            prop_assert_eq!(open, total, "on day {}", day);
        }
    }

    /// However the entries of a day are ordered, the account is the same.
    #[test]
    fn the_order_of_a_day_does_not_matter(
        sightings in some_sightings(),
        deliveries in prop::collection::vec(prop::collection::vec((0..60_i32, 1..60_000_i64), 0..3), 0..3),
        turn in 0..20_usize,
    ) {
        let (entries, _) = run(&sightings, &deliveries);
        let mut turned = entries.clone();
        turned.rotate_left(turn % entries.len());
        turned.sort_by_key(|entry| entry.booked_on);
        prop_assert_eq!(account(&entries, 400).balance(), account(&turned, 400).balance());
    }
}
