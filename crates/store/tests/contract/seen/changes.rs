//! What was seen and booked, when the landlord changes his bookings, or a person what was said.

use domain::delivery::{BookingRow, Row, TenancyRow};
use domain::ids::TenancyId;
use domain::ledger::{Account, EntryKind};
use domain::money::Cents;
use store::seen::{SaidOfSeen, SeenState};

use super::{Landlord, RENT, TENANCY, day, in_doubt, payment};

#[test]
fn a_booking_that_grows_to_what_was_seen_after_a_person_said_that_it_is_it_settles_it() {
    let Some(mut landlord) = in_doubt() else { return };
    let take_back = landlord.says(SaidOfSeen::Booked, "bank:1", "2026-11-08");
    landlord.delivers(
        "2026-11-10",
        &[payment("B1", "2026-11-06", 60_000, ""), payment("B2", "2026-11-09", 1_000, "")],
    );
    assert_eq!(landlord.state("bank:1"), (SeenState::Booked, Cents::ZERO));
    assert_eq!(landlord.balance("2026-11-10"), RENT - Cents(61_000));
    take_back(&mut landlord, "2026-11-11");
    assert_eq!(landlord.balance("2026-11-11"), RENT - Cents(61_000), "it is in the books whatever was said");
}

#[test]
fn what_was_seen_counts_again_when_the_landlord_takes_its_booking_back_and_once_when_he_books_it_anew() {
    for said in [false, true] {
        let Some(mut landlord) = Landlord::with_vera() else { return };
        let (seen, first) = (Cents(60_000), if said { 54_940 } else { 60_000 });
        landlord.sees("bank:1", "2026-11-05", seen);
        landlord.delivers("2026-11-07", &[payment("B1", "2026-11-06", first, "")]);
        if said {
            let _ = landlord.says(SaidOfSeen::Booked, "bank:1", "2026-11-08");
        }
        assert_eq!(landlord.balance("2026-11-08"), RENT - seen);
        landlord.delivers("2026-11-09", &[payment("B1", "2026-11-06", 0, "")]);
        for on in ["2026-11-05", "2026-11-06", "2026-11-09"] {
            assert_eq!(landlord.balance(on), RENT - seen, "said {said}, on {on}");
        }
        assert_eq!(landlord.state("bank:1"), (SeenState::Open, seen));
        landlord.delivers("2026-11-12", &[payment("B9", "2026-11-06", 60_000, "")]);
        assert_eq!(landlord.state("bank:1"), (SeenState::Booked, Cents::ZERO));
        assert_eq!(landlord.balance("2026-11-12"), RENT - seen);
    }
}

#[test]
fn a_booking_that_gets_another_day_or_amount_is_looked_at_anew() {
    let Some(mut landlord) = Landlord::with_vera() else { return };
    landlord.sees("bank:1", "2026-11-05", RENT);
    landlord.delivers("2026-11-07", &[payment("B1", "2026-11-06", 54_940, "")]);
    landlord.delivers("2026-11-08", &[payment("B1", "2026-11-20", 54_940, "")]);
    for on in ["2026-11-05", "2026-11-08", "2026-11-20"] {
        assert_eq!(landlord.balance(on), Cents::ZERO, "on {on}");
    }
    landlord.delivers("2026-11-09", &[payment("B1", "2026-11-08", 54_940, "")]);
    for on in ["2026-11-05", "2026-11-08", "2026-11-10", "2026-11-20"] {
        assert_eq!(landlord.balance(on), Cents::ZERO, "and back, on {on}");
    }
    let Some(mut landlord) = in_doubt() else { return };
    landlord.delivers("2026-11-10", &[payment("B1", "2026-11-06", 60_000, "")]);
    assert_eq!(landlord.state("bank:1"), (SeenState::Booked, Cents::ZERO), "now it is exactly that");
    assert_eq!(landlord.balance("2026-11-10"), RENT - Cents(60_000));
}

#[test]
fn what_was_said_and_taken_back_was_never_said_on_any_day() {
    let Some(mut landlord) = in_doubt() else { return };
    let take_back = landlord.says(SaidOfSeen::Booked, "bank:1", "2026-11-09");
    take_back(&mut landlord, "2026-11-12");
    for on in ["2026-11-05", "2026-11-06", "2026-11-09", "2026-11-11", "2026-11-12"] {
        assert_eq!(landlord.balance(on), RENT - Cents(60_000), "on {on}");
    }
}

#[test]
fn a_doubt_about_a_day_to_come_hides_no_nearer_one() {
    let Some(mut landlord) = Landlord::with_vera() else { return };
    landlord.sees("bank:1", "2026-11-05", Cents(60_000));
    landlord.delivers("2026-11-10", &[payment("B1", "2026-11-28", 10_000, "")]);
    assert_eq!(landlord.balance("2026-11-10"), RENT - Cents(60_000));
    landlord.delivers("2026-11-12", &[payment("B2", "2026-11-11", 30_000, "")]);
    assert_eq!(landlord.balance("2026-11-10"), RENT - Cents(60_000));
    // All that may be booked counts no longer from the first day on, so less than was paid counts till the last: nothing is asked.
    assert_eq!(landlord.balance("2026-11-12"), RENT - Cents(50_000));
    assert_eq!(landlord.balance("2026-11-28"), RENT - Cents(60_000));
}

#[test]
fn a_delivery_that_raises_a_doubt_anew_asks_anew() {
    let Some(mut landlord) = in_doubt() else { return };
    let open = |landlord: &Landlord| landlord.book.open_tasks_of(TENANCY).unwrap().len();
    landlord.book.ask_about_seen(day("2026-11-08")).unwrap();
    assert_eq!(open(&landlord), 1);
    let row = landlord.book.seen_money_of("bank:1").unwrap().unwrap();
    let task = landlord.book.task_about_seen(&row).unwrap();
    let _ = landlord.says_with(SaidOfSeen::Other, "bank:1", "2026-11-09", &task);
    landlord.book.ask_about_seen(day("2026-11-10")).unwrap();
    assert_eq!(open(&landlord), 0);
    landlord.delivers("2026-11-12", &[payment("B2", "2026-11-11", 54_940, "")]);
    landlord.book.ask_about_seen(day("2026-11-12")).unwrap();
    assert_eq!(open(&landlord), 1, "another booking may be it, and nothing is asked of the tenant");
}

#[test]
fn payments_that_were_booked_as_one_sum_before_the_bank_told_them_are_no_question() {
    let Some(mut landlord) = Landlord::with_vera() else { return };
    landlord.delivers("2026-11-07", &[payment("B1", "2026-11-06", 60_000, "")]);
    landlord.sees("bank:1", "2026-11-05", RENT);
    landlord.sees("bank:2", "2026-11-05", Cents(5_060));
    for key in ["bank:1", "bank:2"] {
        assert_eq!(landlord.state(key), (SeenState::Booked, Cents::ZERO));
    }
    for on in ["2026-11-05", "2026-11-06", "2026-11-08"] {
        assert_eq!(landlord.balance(on), RENT - Cents(60_000), "on {on}");
    }
}

#[test]
fn other_money_stays_other_money_when_something_else_is_said_and_taken_back() {
    let Some(mut landlord) = in_doubt() else { return };
    let _ = landlord.says(SaidOfSeen::Other, "bank:1", "2026-11-08");
    let take_back = landlord.ends("bank:1", "2026-11-09");
    landlord.delivers("2026-11-11", &[payment("B2", "2026-11-10", 5_060, "")]);
    take_back(&mut landlord, "2026-11-12");
    // B1 and B2 are the 600 together, but B1 is other money.
    assert_eq!(landlord.state("bank:1").0, SeenState::Open);
    assert_eq!(landlord.balance("2026-11-12"), RENT - Cents(60_000 + 54_940));
}

#[test]
fn a_payment_that_was_booked_on_another_dossier_first_is_moved_whole_and_back() {
    let Some(mut landlord) = Landlord::with_vera() else { return };
    let other = TenancyId(2);
    let of = |tenancy: &str, cents: i64| {
        let Row::Booking(one) = payment("B1", "2026-11-06", cents, "van de huurder") else {
            panic!("a booking")
        };
        let tenancies = ["T1", "T2"]
            .map(|external| Row::Tenancy(TenancyRow { external: external.into(), ..TenancyRow::default() }));
        let booking = Row::Booking(domain::delivery::BookingRow { tenancy: tenancy.into(), ..one });
        tenancies.into_iter().chain([booking]).collect::<Vec<_>>()
    };
    let stands = |landlord: &Landlord| {
        [landlord.balance("2026-11-30"), landlord.balance_of(other, "2026-11-30")].map(|cents| cents.0)
    };
    landlord.delivers("2026-11-07", &of("T2", 54_940));
    assert_eq!(stands(&landlord), [RENT.0, -54_940]);
    landlord.delivers("2026-11-08", &of("T1", 54_940));
    assert_eq!(stands(&landlord), [0, 0], "the same amount, of who paid it");
    for tenancy in [TENANCY, other] {
        let lines = landlord.book.ledger_lines(tenancy).unwrap();
        let mut paid = lines.iter().filter(|line| line.entry.kind == EntryKind::Payment);
        assert!(paid.all(|line| line.description == "van de huurder"), "its words go along: {lines:?}");
    }
    landlord.delivers("2026-11-09", &of("T1", 50_000));
    assert_eq!(stands(&landlord), [4_940, 0]);
    landlord.delivers("2026-11-10", &of("T2", 60_000));
    assert_eq!(stands(&landlord), [RENT.0, -60_000]);
    landlord.delivers("2026-11-11", &of("T2", 0));
    landlord.delivers("2026-11-12", &of("T1", 54_940));
    assert_eq!(stands(&landlord), [0, 0]);
    assert_eq!(landlord.books().0, 0, "one payment, whatever moved");
    // What was seen of it follows: at its own dossier it is this payment, at another one it waits.
    landlord.sees("bank:1", "2026-11-05", RENT);
    assert_eq!(landlord.state("bank:1"), (SeenState::Booked, Cents::ZERO));
    landlord.delivers("2026-11-13", &of("T2", 54_940));
    assert_eq!(landlord.state("bank:1"), (SeenState::Open, RENT));
    assert_eq!(stands(&landlord), [0, -54_940]);
}

#[test]
fn a_rent_that_gets_another_due_day_is_one_claim_and_was_never_paid() {
    let Some(mut landlord) = Landlord::with_vera() else { return };
    let rent = super::booking("H11", EntryKind::Rent, "2026-11-01", RENT, "");
    landlord.delivers("2026-11-03", &[Row::Booking(BookingRow { due_on: Some(day("2026-11-15")), ..rent })]);
    assert_eq!(landlord.balance("2026-11-20"), RENT, "packed and truth agree");
    let dossier = landlord.book.dossier_from_truth(TENANCY).unwrap().expect("it is there");
    let mut account = Account::default();
    account.settle(&dossier, day("2026-11-20"));
    let claims: Vec<_> = account.claims.iter().map(|claim| (claim.due_on, claim.settled_on)).collect();
    assert_eq!((dossier.entries.len(), claims), (3, vec![(day("2026-11-15"), None)]));
    // Who had said that he paid for November still did.
    let paid = BookingRow {
        due_on: Some(day("2026-11-01")),
        ..super::booking("B1", EntryKind::Payment, "2026-11-02", Cents(-RENT.0), "")
    };
    landlord.delivers("2026-11-04", &[Row::Booking(paid)]);
    account
        .settle(&landlord.book.dossier_from_truth(TENANCY).unwrap().expect("it is there"), day("2026-11-20"));
    let claims: Vec<_> = account.claims.iter().map(|claim| (claim.due_on, claim.settled_on)).collect();
    assert_eq!(claims, [(day("2026-11-15"), Some(day("2026-11-02")))]);
}
