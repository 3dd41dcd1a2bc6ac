//! The account, told in bookings.

use super::*;
use crate::dossier::{Circumstance, CircumstanceKind};
use proptest::prelude::*;

pub(super) fn day(text: &str) -> Day {
    Day::parse_iso(text).unwrap()
}

pub(super) fn entry(booked: &str, due: Option<&str>, kind: EntryKind, cents: i64) -> Entry {
    Entry { booked_on: day(booked), due_on: due.map(day), kind, reason: None, cents: Cents(cents) }
}

pub(super) fn settled(entries: &[Entry], today: &str) -> Account {
    settled_with(entries, &[], day(today))
}

fn settled_with(entries: &[Entry], arrangements: &[Arrangement], today: Day) -> Account {
    settled_of(&dossier(entries, arrangements), today)
}

fn dossier(entries: &[Entry], arrangements: &[Arrangement]) -> Dossier {
    Dossier { entries: entries.to_vec(), arrangements: arrangements.to_vec(), ..Dossier::default() }
}

fn settled_of(dossier: &Dossier, today: Day) -> Account {
    let mut account = Account::default();
    account.settle(dossier, today);
    account
}

/// law.md 5.10: March 549.40 + costs 82.41 + interest 3.00, April 549.40; 549.40 comes in unmarked.
#[test]
fn unmarked_money_pays_the_oldest_claim_costs_first() {
    let entries = [
        entry("2026-03-01", Some("2026-03-01"), EntryKind::Rent, 54_940),
        entry("2026-04-01", Some("2026-04-01"), EntryKind::Rent, 54_940),
        entry("2026-04-05", Some("2026-03-01"), EntryKind::CollectionCosts, 8_241),
        entry("2026-04-05", Some("2026-03-01"), EntryKind::Interest, 300),
        entry("2026-04-10", None, EntryKind::Payment, -54_940),
    ];
    let today = day("2026-04-11");
    let account = settled(&entries, "2026-04-11");
    let items = open_items(&entries, &account, today);
    assert_eq!(items.len(), 2);
    assert_eq!((items[0].kind, items[0].open), (EntryKind::Rent, Cents(54_940 - 46_399)));
    assert_eq!(items[1].open, Cents(54_940), "April is untouched");
}

/// law.md 5.10, the same money marked "April".
#[test]
fn marked_money_goes_where_the_payer_says() {
    let entries = [
        entry("2026-03-01", Some("2026-03-01"), EntryKind::Rent, 54_940),
        entry("2026-04-01", Some("2026-04-01"), EntryKind::Rent, 54_940),
        entry("2026-04-05", Some("2026-03-01"), EntryKind::CollectionCosts, 8_541),
        entry("2026-04-10", Some("2026-04-01"), EntryKind::Payment, -54_940),
    ];
    let account = settled(&entries, "2026-04-11");
    assert_eq!(account.claims[0].open, Cents(63_481));
    assert_eq!(account.claims[1].settled_on, Some(day("2026-04-10")));
}

#[test]
fn a_reversal_reopens_the_month_it_had_paid_and_no_other() {
    let entries = [
        entry("2026-01-01", Some("2026-01-01"), EntryKind::Rent, 50_000),
        entry("2026-01-02", Some("2026-01-01"), EntryKind::DirectDebit, -50_000),
        entry("2026-02-01", Some("2026-02-01"), EntryKind::Rent, 50_000),
        entry("2026-02-02", Some("2026-02-01"), EntryKind::DirectDebit, -50_000),
        entry("2026-02-10", Some("2026-01-01"), EntryKind::Reversal, 50_000),
    ];
    let account = settled(&entries, "2026-02-11");
    assert_eq!(account.claims[0].open, Cents(50_000));
    let items = open_items(&entries, &account, day("2026-02-11"));
    assert_eq!((items.len(), items[0].kind, items[0].open), (1, EntryKind::Rent, Cents(50_000)));
    assert_eq!(account.claims[1].settled_on, Some(day("2026-02-02")));
    assert_eq!(account.balance(), Cents(50_000));
}

#[test]
fn what_is_booked_tomorrow_does_not_count_today() {
    let entries = [entry("2026-01-01", Some("2026-01-01"), EntryKind::Rent, 50_000)];
    assert_eq!(settled(&entries, "2025-12-31").balance(), Cents::ZERO);
}

/// July was never paid; since 10 September it is paid in five terms of 109.88, on the 25th.
fn july_in_five_terms() -> [Arrangement; 1] {
    [Arrangement {
        agreed_on: day("2026-09-10"),
        covers_until: day("2026-09-10"),
        instalments: crate::arrangement::schedule(Cents(54_940), day("2026-09-25"), 5),
        ended_on: None,
    }]
}

fn open_of(payments: &[(&str, i64)], today: &str) -> Vec<i64> {
    let rent = |month: &str| entry(month, Some(month), EntryKind::Rent, 54_940);
    let mut entries = vec![rent("2026-07-01"), rent("2026-10-01"), rent("2026-11-01")];
    entries.extend(payments.iter().map(|(on, cents)| entry(on, None, EntryKind::Payment, -cents)));
    entries.sort_by_key(|entry| entry.booked_on);
    let account = settled_with(&entries, &july_in_five_terms(), day(today));
    account.claims.iter().map(|claim| claim.open.0).collect()
}

#[test]
fn under_an_arrangement_unmarked_money_pays_terms_and_rent_each_in_their_time() {
    assert_eq!(open_of(&[("2026-09-24", 10_988)], "2026-09-25"), [43_952], "a term");
    let rent_after_it_was_due = [("2026-09-24", 10_988), ("2026-10-02", 54_940)];
    assert_eq!(open_of(&rent_after_it_was_due, "2026-10-05"), [43_952, 0]);
    let rent_before_it_was_due = [("2026-09-24", 10_988), ("2026-09-29", 54_940)];
    assert_eq!(open_of(&rent_before_it_was_due, "2026-10-05"), [43_952, 0]);
    let in_one_sum = [("2026-10-24", 54_940 + 2 * 10_988)];
    assert_eq!(open_of(&in_one_sum, "2026-10-26"), [32_964, 0]);
}

#[test]
fn a_term_that_was_missed_is_paid_before_the_rent_that_fell_due_after_it() {
    assert_eq!(open_of(&[("2026-10-02", 10_988)], "2026-10-05"), [43_952, 54_940], "the term, a week late");
    assert_eq!(
        open_of(&[("2026-10-02", 54_940)], "2026-10-05"),
        [43_952, 10_988],
        "the rent is short, the term is in"
    );
    assert_eq!(open_of(&[("2026-10-02", 109_880)], "2026-10-05"), [0, 0], "all at once");
}

#[test]
fn an_amount_that_is_exactly_a_term_is_a_term() {
    let short_rent = [("2026-09-24", 10_988), ("2026-10-02", 40_000), ("2026-10-25", 10_988)];
    assert_eq!(open_of(&short_rent, "2026-10-26"), [32_964, 14_940]);
    let same_day = [("2026-10-25", 54_940), ("2026-10-25", 10_988)];
    let other_way_round = [("2026-10-25", 10_988), ("2026-10-25", 54_940)];
    assert_eq!(open_of(&same_day, "2026-10-26"), open_of(&other_way_round, "2026-10-26"));
}

#[test]
fn a_payment_and_a_write_off_of_one_day_may_come_in_either_order() {
    let agreed = Arrangement {
        agreed_on: day("2026-01-01"),
        covers_until: day("2025-12-31"),
        instalments: vec![(day("2026-01-11"), Cents(10_000))],
        ended_on: None,
    };
    let rents = [
        entry("2026-01-01", Some("2020-12-28"), EntryKind::Rent, 18_640),
        entry("2026-01-01", Some("2026-01-01"), EntryKind::Rent, 22_841),
        entry("2026-02-01", Some("2026-05-01"), EntryKind::Rent, 30_132),
    ];
    let written_off = entry("2026-02-10", None, EntryKind::WriteOff, -40_000);
    let paid = entry("2026-02-10", None, EntryKind::Payment, -30_132);
    for of_the_day in [[written_off, paid], [paid, written_off]] {
        let entries = [&rents[..], &of_the_day[..]].concat();
        let account = settled_with(&entries, std::slice::from_ref(&agreed), day("2026-04-01"));
        let open: Vec<i64> = account.claims.iter().map(|claim| claim.open.0).collect();
        assert_eq!(open, [1_481, 0, 0], "what is left of the debt is what can no longer be demanded");
    }
}

#[test]
fn money_from_before_the_agreement_or_after_its_end_pays_the_oldest() {
    assert_eq!(open_of(&[("2026-09-10", 10_000)], "2026-10-05"), [44_940, 54_940]);
    let [mut ended] = july_in_five_terms();
    ended.ended_on = Some(day("2026-10-01"));
    let entries = [
        entry("2026-07-01", Some("2026-07-01"), EntryKind::Rent, 54_940),
        entry("2026-10-01", Some("2026-10-01"), EntryKind::Rent, 54_940),
        entry("2026-10-02", None, EntryKind::Payment, -54_940),
    ];
    let account = settled_with(&entries, &[ended], day("2026-10-05"));
    assert_eq!(account.claims.iter().map(|claim| claim.open.0).collect::<Vec<_>>(), [0, 54_940]);
}

fn any_arrangement() -> impl Strategy<Value = Arrangement> {
    (0..150_i32, -40..40_i32, 1..90_000_i64, 1..6_u32, prop::option::of(1..90_i32)).prop_map(
        |(agreed, covers, total, terms, ended)| Arrangement {
            agreed_on: Day(agreed),
            covers_until: Day(agreed + covers),
            instalments: crate::arrangement::schedule(Cents(total), Day(agreed + 10), terms),
            ended_on: ended.map(|days| Day(agreed + days)),
        },
    )
}

/// The last claims fell due more than five years before the first money of some cases comes in.
fn any_entry() -> impl Strategy<Value = Entry> {
    let kind = prop::sample::select(EntryKind::ALL.to_vec());
    let due = prop_oneof![0..8_i32, -66..-56_i32];
    (0..200_i32, prop::option::of(due), kind, -90_000..90_000_i64).prop_map(|(booked, due, kind, cents)| {
        Entry {
            booked_on: Day(booked),
            due_on: due.map(|d| Day(d * 30)),
            kind,
            reason: None,
            cents: Cents(cents),
        }
    })
}

proptest! {
    #[test]
    fn no_cent_is_made_or_lost(
        mut entries in prop::collection::vec(any_entry(), 0..40),
        mut arrangements in prop::collection::vec(any_arrangement(), 0..3),
    ) {
        entries.sort_by_key(|entry| entry.booked_on);
        arrangements.sort_by_key(|arrangement| arrangement.agreed_on);
        let today = Day(150);
        let account = settled_with(&entries, &arrangements, today);
        let booked: Cents = entries.iter().filter(|e| e.booked_on <= today).map(|e| e.cents).sum();
        prop_assert_eq!(account.balance(), booked);
        for claim in &account.claims {
            prop_assert!(claim.open.0 >= 0 && claim.open <= claim.charged);
            prop_assert_eq!(claim.settled_on.is_some(), claim.open.is_zero());
        }
        let items: Cents = open_items(&entries, &account, today).iter().map(|item| item.open).sum();
        prop_assert_eq!(items, account.claims.iter().map(|claim| claim.open).sum::<Cents>());
    }

    /// An arrangement that never orders any money changes nothing.
    #[test]
    fn both_ways_to_pay_agree_without_an_arrangement(mut entries in prop::collection::vec(any_entry(), 0..40)) {
        entries.sort_by_key(|entry| entry.booked_on);
        let never = Arrangement {
            agreed_on: Day(500), covers_until: Day(500), instalments: Vec::new(), ended_on: None,
        };
        let plain = settled_with(&entries, &[], Day(150));
        let agreed = settled_with(&entries, &[never], Day(150));
        prop_assert_eq!(plain.claims, agreed.claims);
        prop_assert_eq!(plain.surplus, agreed.surplus);
    }

    #[test]
    fn arrival_order_within_a_day_does_not_matter(
        entries in prop::collection::vec(any_entry(), 1..20),
        arrangement in any_arrangement(),
        seed in 0..1000_usize,
    ) {
        let agreed = if seed % 2 == 0 { vec![arrangement] } else { Vec::new() };
        let mut entries: Vec<Entry> = entries.into_iter().filter(|e| e.cents.0 <= 0 || !e.kind.is_payment()).collect();
        entries.sort_by_key(|entry| entry.booked_on);
        let mut other = entries.clone();
        let turn = seed % other.len().max(1);
        other.rotate_left(turn);
        other.sort_by_key(|entry| entry.booked_on);
        let first = settled_with(&entries, &agreed, Day(500));
        let second = settled_with(&other, &agreed, Day(500));
        prop_assert_eq!(first.claims, second.claims);
        prop_assert_eq!(first.surplus, second.surplus);
    }
}

/// A life of seven years, with what may begin a new term.
fn any_long_life() -> impl Strategy<Value = Dossier> {
    let (rent, paid) = (EntryKind::Rent, EntryKind::Payment);
    let kinds = vec![rent, rent, rent, paid, paid, EntryKind::WriteOff];
    let entry = (0..2_600_i32, prop::option::of(0..2_600_i32), prop::sample::select(kinds), 1..90_000_i64);
    let entry = entry.prop_map(|(booked, due, kind, cents)| Entry {
        booked_on: Day(booked),
        due_on: due.filter(|_| kind == EntryKind::Rent).map(Day),
        kind,
        reason: None,
        cents: Cents(if kind == EntryKind::Rent { cents } else { -cents }),
    });
    let begins_anew =
        (0..2_600_i32, prop::bool::weighted(0.2)).prop_map(|(since, is_judgment)| Circumstance {
            kind: if is_judgment { CircumstanceKind::Judgment } else { CircumstanceKind::Promise },
            since: Day(since),
            until: None,
            closed_on: None,
            cents: None,
        });
    let entries = prop::collection::vec(entry, 0..30);
    (entries, prop::collection::vec(begins_anew, 0..2)).prop_map(|(mut entries, circumstances)| {
        entries.sort_by_key(|entry| entry.booked_on);
        Dossier { entries, circumstances, ..Dossier::default() }
    })
}

/// What is left of each claim, counted the slow and simple way.
fn counted_slowly(dossier: &Dossier, today: Day) -> Vec<(Day, Cents)> {
    let booked = booked_by(&dossier.entries, today);
    let mut open: std::collections::BTreeMap<Day, Cents> = std::collections::BTreeMap::new();
    for entry in booked.iter().filter(|entry| entry.is_debit()) {
        *open.entry(entry.due()).or_default() += entry.cents;
    }
    for money in booked.iter().filter(|entry| !entry.is_debit()) {
        let mut left = -money.cents;
        let mut claims: Vec<Day> = open.keys().copied().collect();
        let is_payment = money.kind.is_payment();
        claims.sort_by_key(|due| (is_payment && dossier.is_prescribed(*due, money.booked_on), *due));
        for due in claims {
            let claim = open.get_mut(&due).expect("it is there");
            let part = left.min(*claim);
            *claim -= part;
            left -= part;
        }
    }
    open.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_prescribed_is_paid_last(dossier in any_long_life(), today in 1_700..2_600_i32) {
        let account = settled_of(&dossier, Day(today));
        let open: Vec<_> = account.claims.iter().map(|claim| (claim.due_on, claim.open)).collect();
        prop_assert_eq!(open, counted_slowly(&dossier, Day(today)));
    }

    /// Who looks again without news of the books need not settle them again.
    #[test]
    fn an_account_is_that_of_its_bookings(dossier in any_long_life(), today in 1_700..2_600_i32) {
        let booked = booked_by(&dossier.entries, Day(today));
        let (known, later) = (settled_of(&dossier, Day(today)), Dossier { entries: booked.to_vec(), ..dossier.clone() });
        let later = settled_of(&later, Day(today + 800));
        prop_assert_eq!((known.claims, known.surplus), (later.claims, later.surplus));
    }
}

/// A final bill of five years ago, and the rent of this month that was paid without a word.
fn old_bill(extra: &[Entry], circumstances: Vec<Circumstance>) -> Dossier {
    let mut entries = vec![
        entry("2021-10-20", Some("2021-11-05"), EntryKind::Settlement, 31_025),
        entry("2026-11-01", Some("2026-11-01"), EntryKind::Rent, 54_940),
    ];
    entries.extend_from_slice(extra);
    entries.sort_by_key(|entry| entry.booked_on);
    Dossier { entries, circumstances, ..Dossier::default() }
}

fn left(dossier: &Dossier) -> (Vec<i64>, i64) {
    let account = settled_of(dossier, day("2026-11-20"));
    (account.claims.iter().map(|claim| claim.open.0).collect(), account.surplus.0)
}

#[test]
fn money_without_a_word_pays_this_month_before_what_is_prescribed() {
    let pays = |on, due, cents: i64| entry(on, due, EntryKind::Payment, -cents);
    let open = |extra: &[Entry]| left(&old_bill(extra, Vec::new()));
    assert_eq!(open(&[pays("2026-11-09", None, 54_940)]), (vec![31_025, 0], 0));
    assert_eq!(open(&[pays("2026-11-05", None, 54_940)]).0, [0, 31_025], "its last day is its own");
    assert_eq!(
        open(&[pays("2026-11-09", Some("2021-11-05"), 54_940)]).0,
        [0, 31_025],
        "he says what it is for"
    );
    assert_eq!(open(&[pays("2026-11-09", None, 60_000)]).0, [25_965, 0], "what is left pays it after all");
    let written_off = entry("2026-11-09", None, EntryKind::WriteOff, -31_025);
    assert_eq!(open(&[written_off]).0, [0, 54_940]);
}

#[test]
fn what_was_acknowledged_in_time_is_the_oldest() {
    let promise = |since: &str| Circumstance {
        kind: CircumstanceKind::Promise,
        since: day(since),
        until: None,
        closed_on: None,
        cents: None,
    };
    let paid = entry("2026-11-09", None, EntryKind::Payment, -54_940);
    assert_eq!(left(&old_bill(&[paid], vec![promise("2023-03-10")])).0, [0, 31_025]);
    assert_eq!(left(&old_bill(&[paid], vec![promise("2026-11-07")])).0, [31_025, 0], "too late by a day");
}

/// Terms and rents of an arrangement, of which a bill was prescribed when it was agreed.
#[test]
fn under_an_arrangement_what_was_prescribed_comes_after_all_it_covers() {
    let rent = |month: &str| entry(month, Some(month), EntryKind::Rent, 54_940);
    let pays = |on: &str, cents: i64| entry(on, None, EntryKind::Payment, -cents);
    let bookings = [
        entry("2021-01-20", Some("2021-02-05"), EntryKind::Settlement, 31_025),
        rent("2026-07-01"),
        pays("2026-09-24", 10_988),
        rent("2026-10-01"),
        pays("2026-10-02", 54_940),
        pays("2026-10-24", 4 * 10_988),
        rent("2026-11-01"),
        pays("2026-11-02", 54_940),
    ];
    let open = |today: &str| {
        let account = settled_with(&bookings, &july_in_five_terms(), day(today));
        account.claims.iter().map(|claim| claim.open.0).collect::<Vec<_>>()
    };
    assert_eq!(open("2026-09-25"), [31_025, 43_952], "a term is of July");
    assert_eq!(open("2026-10-03"), [31_025, 43_952, 0], "the rent is rent");
    assert_eq!(open("2026-11-05"), [31_025, 0, 0, 0]);
}

/// Who pays his terms acknowledges every month what they are for.
#[test]
fn an_arrangement_of_many_years_stays_as_it_was_agreed() {
    let bookings = [
        entry("2019-07-01", Some("2019-07-01"), EntryKind::Rent, 54_940),
        entry("2026-04-01", Some("2026-04-01"), EntryKind::Rent, 54_940),
        entry("2026-04-20", None, EntryKind::Payment, -10_000),
    ];
    let [one] = july_in_five_terms();
    let agreed = day("2019-09-10");
    let instalments = crate::arrangement::schedule(Cents(54_940), day("2019-09-25"), 80);
    let arrangement = Arrangement { agreed_on: agreed, covers_until: agreed, instalments, ..one };
    let account = settled_with(&bookings, &[arrangement], day("2026-04-21"));
    assert_eq!(account.claims.iter().map(|claim| claim.open.0).collect::<Vec<_>>(), [44_940, 54_940]);
}

/// What the landlord booked, took back and booked anew, as the store appends it.
fn corrected(wrong: Entry, right: Entry) -> [Entry; 3] {
    [wrong, Entry { cents: -wrong.cents, ..wrong }, right]
}

#[test]
fn a_rent_with_another_due_day_or_amount_is_one_claim() {
    let wrong = entry("2026-11-01", Some("2026-11-01"), EntryKind::Rent, 54_940);
    let later = Entry { due_on: Some(day("2026-11-15")), ..wrong };
    let account = settled(&corrected(wrong, later), "2026-11-20");
    assert_eq!(account.claims.iter().map(|claim| claim.due_on).collect::<Vec<_>>(), [day("2026-11-15")]);

    let dearer = Entry { cents: Cents(56_000), ..wrong };
    let entries = corrected(wrong, dearer);
    let account = settled(&entries, "2026-11-20");
    assert_eq!((account.claims[0].charged, account.claims[0].open), (Cents(56_000), Cents(56_000)));
    let items = open_items(&entries, &account, day("2026-11-20"));
    let listed: Vec<_> = items.iter().map(|item| (item.entry, item.charged, item.open)).collect();
    assert_eq!(listed, [(2, Cents(56_000), Cents(56_000))], "a letter lists the rent once");
}

/// October is open; November was paid by its word, and got another due day afterwards.
#[test]
fn money_that_was_meant_for_a_claim_follows_it_to_another_due_day() {
    let october = entry("2026-10-01", Some("2026-10-01"), EntryKind::Rent, 54_940);
    let wrong = entry("2026-11-01", Some("2026-11-01"), EntryKind::Rent, 54_940);
    let paid = entry("2026-11-02", Some("2026-11-01"), EntryKind::Payment, -54_940);
    let due_on = |due: &str| Entry { due_on: Some(day(due)), ..wrong };
    let left_when = |paid: Entry, booked: &[Entry]| {
        let mut entries = [&[october], booked, &[paid]].concat();
        entries.sort_by_key(|entry| entry.booked_on);
        let account = settled(&entries, "2026-11-20");
        account.claims.iter().map(|claim| (claim.due_on, claim.open.0)).collect::<Vec<_>>()
    };
    let left = |booked: &[Entry]| left_when(paid, booked);
    let once = corrected(wrong, due_on("2026-11-15"));
    assert_eq!(left(&once), [(day("2026-10-01"), 54_940), (day("2026-11-15"), 0)]);
    let [_, back, right] = corrected(due_on("2026-11-15"), due_on("2026-11-20"));
    let twice = [&once[..], &[back, right]].concat();
    assert_eq!(left(&twice), [(day("2026-10-01"), 54_940), (day("2026-11-20"), 0)]);
    let in_between = Entry { due_on: Some(day("2026-11-15")), ..paid };
    assert_eq!(left_when(in_between, &twice), [(day("2026-10-01"), 54_940), (day("2026-11-20"), 0)]);
    let [wrong, back, _] = once;
    assert_eq!(left(&[wrong, back]), [(day("2026-10-01"), 0)], "gone, so it pays what is there");
    let december = Entry { due_on: Some(day("2026-12-01")), ..wrong };
    assert_eq!(
        left(&[wrong, december, back])[0],
        (day("2026-10-01"), 0),
        "another claim of that day is another one"
    );
}

#[test]
fn a_payment_that_was_booked_wrongly_pays_nothing_and_raises_no_claim() {
    let rent = entry("2026-11-01", Some("2026-11-01"), EntryKind::Rent, 54_940);
    for due in [None, Some("2026-11-01"), Some("2026-12-01")] {
        let wrong = entry("2026-11-02", due, EntryKind::Payment, -54_940);
        let right = Entry { booked_on: day("2026-11-09"), ..wrong };
        let mut entries = vec![rent];
        entries.extend(corrected(wrong, right));
        let account = settled(&entries, "2026-11-20");
        assert_eq!((account.claims.len(), account.claims[0].settled_on), (1, Some(day("2026-11-09"))));
        assert_eq!((account.claims[0].charged, account.balance()), (Cents(54_940), Cents::ZERO));
    }
}

#[test]
fn only_exact_opposites_are_a_correction_and_each_is_one_once() {
    let payment = entry("2026-11-02", None, EntryKind::Payment, -10_000);
    let back = Entry { cents: Cents(10_000), ..payment };
    let stands = |entries: &[Entry]| corrected::standing(entries).into_owned();
    assert_eq!(stands(&[payment, payment, back]), [payment]);
    assert_eq!(stands(&[payment, back, back]), [back], "money taken back of which nothing came");
    let other_day = Entry { booked_on: day("2026-11-03"), ..back };
    assert_eq!(stands(&[payment, other_day]), [payment, other_day], "another day is another event");
    let seen = Entry { kind: EntryKind::SeenPayment, ..payment };
    let not_counted = Entry { cents: Cents(10_000), ..seen };
    assert_eq!(stands(&[seen, not_counted]).len(), 2, "seen money has words of its own");
}
