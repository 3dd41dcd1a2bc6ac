//! Deliveries of many bookings: what the book knows of them is asked together, and comes to the same as one by one.

use domain::calendar::Day;
use domain::delivery::{BookingRow, Place, Row, Stated, TenancyRow};
use domain::dossier::Dossier;
use domain::ids::TenancyId;
use domain::ledger::EntryKind;
use domain::money::Cents;
use store::Book;
use store::intake::{Announced, Fed, Intake, Taken, VERA};
use store::tenant_page::{SentAgain, Tried};

const TENANCIES: i32 = 3;

fn first() -> Day {
    Day::parse_iso("2025-01-01").expect("a constant")
}

fn booking(id: &str, tenancy: i32, kind: EntryKind, on: Day, cents: i64) -> BookingRow {
    BookingRow {
        external: id.into(),
        tenancy: format!("T{tenancy}"),
        kind,
        booked_on: on,
        due_on: (kind == EntryKind::Rent).then_some(on),
        cents: Cents(cents),
        designated: String::new(),
        reason: None,
        description: String::new(),
        reference: format!("K{tenancy}"),
    }
}

/// Rents and the payments of them, one after the other, for each tenancy; each payment names the rent it is for.
fn rents_and_payments(days: i32) -> Vec<BookingRow> {
    let of = |day: i32| {
        (0..TENANCIES).flat_map(move |tenancy| {
            let on = first() + day;
            let rent = booking(&format!("H{tenancy}/{day}"), tenancy, EntryKind::Rent, on, 54_940);
            let payment = BookingRow {
                designated: rent.external.clone(),
                ..booking(&format!("B{tenancy}/{day}"), tenancy, EntryKind::Payment, on + 1, -54_940)
            };
            [rent, payment]
        })
    };
    (0..days).flat_map(of).collect()
}

fn deliver(book: &mut Book, number: u8, bookings: &[BookingRow]) -> Intake {
    let announced = Announced {
        hash: [number; 32],
        signature: 0,
        name: format!("proef {number}"),
        kind: VERA.into(),
        released: true,
        costs_clauses: Default::default(),
    };
    let as_of = first() + 400;
    let tenancies = (0..TENANCIES).map(|at| TenancyRow { external: format!("T{at}"), ..Default::default() });
    let rows: Vec<Row> =
        tenancies.map(Row::Tenancy).chain(bookings.iter().cloned().map(Row::Booking)).collect();
    let taken = book.take_in(&announced, as_of, &mut |sink| {
        for row in &rows {
            sink(Fed::Row(Place { file: "proef.ndjson".into(), row: 1 }, row.clone()));
        }
        Ok(Stated { as_of: Some(as_of), ..Stated::default() })
    });
    match taken.expect("the book takes it") {
        Ok(Taken::In(intake)) => intake,
        other => panic!("{other:?}"),
    }
}

fn one(book: &Book, query: &str) -> i64 {
    book.connection().query_row(query, [], |row| row.get(0)).expect("the query is right")
}

fn packed_is_the_truth(book: &Book) {
    for id in 1..=TENANCIES as u32 {
        let mut packed = Dossier::default();
        assert!(book.unpack_one(TenancyId(id), &mut packed).unwrap());
        assert_eq!(Some(packed), book.dossier_from_truth(TenancyId(id)).unwrap(), "tenancy {id}");
    }
}

#[test]
fn two_thousand_bookings_together_are_taken_in_as_one_by_one() {
    let Some(fresh) = crate::fresh("bookings together") else { return };
    let mut book = Book::open(&fresh.place).expect("the book opens");
    let mut bookings = rents_and_payments(350);
    // The same again changes nothing; another amount is compensated and booked anew; a stranger's is refused.
    bookings.insert(7, bookings[0].clone());
    bookings.insert(9, BookingRow { cents: Cents(60_000), ..bookings[0].clone() });
    bookings.push(booking("X", 99, EntryKind::Rent, first(), 1));
    let intake = deliver(&mut book, 1, &bookings);
    assert_eq!((intake.changes, intake.findings), (3 + 2_100 + 1, [0, 1, 0]));
    assert_eq!(one(&book, "select count(*) from ledger"), 2_100 + 2);
    assert_eq!(one(&book, "select sum(cents) from ledger"), 60_000 - 54_940);
    assert_eq!(
        one(&book, "select count(*) from ledger where due_on is null"),
        0,
        "payments follow their rent"
    );
    assert_eq!(one(&book, "select count(*) from payment_reference"), i64::from(TENANCIES));
    packed_is_the_truth(&book);
    let later = deliver(&mut book, 2, &bookings[10..1_500]);
    assert_eq!(later.changes, 0, "all of it was known");
    let pays_old_rent =
        BookingRow { designated: "H0/3".into(), ..booking("late", 0, EntryKind::Payment, first() + 399, -1) };
    assert_eq!(deliver(&mut book, 3, &[pays_old_rent]).changes, 1);
    let due = "select due_on from ledger where cents = -1";
    assert_eq!(one(&book, due), i64::from(first().0 + 3), "a rent of an earlier delivery");
    packed_is_the_truth(&book);
}

/// More questions than a socket holds, each with a long answer or none, behind writes of which nobody waited for the answer.
#[test]
fn many_questions_at_once_are_answered_in_their_order() {
    let Some(fresh) = crate::fresh("many questions") else { return };
    let mut book = Book::open(&fresh.place).expect("the book opens");
    deliver(&mut book, 1, &[]);
    let long = "é".repeat(500);
    let transaction = book.connection().unchecked_transaction().expect("a transaction");
    let mut write = transaction.prepare("insert into meta values (?1, ?2)").expect("right");
    for at in (0..4_000).step_by(2) {
        write.put((format!("{at}"), format!("{at} {long}"))).expect("it waits");
    }
    let mut ask = transaction.prepare("select value from meta where key = ?1").expect("right");
    let answers = ask.query_each((0..4_000).map(|at| [format!("{at}")]), |rows| {
        rows.next()?.map(|row| row.get::<String>(0)).transpose()
    });
    for (at, answer) in answers.expect("answers").into_iter().enumerate() {
        assert_eq!(answer, (at % 2 == 0).then(|| format!("{at} {long}")));
    }
    let refused = write.put(("0", "twice")).is_err() || ask.query_each([["0"]], |_| Ok(())).is_err();
    assert!(refused, "what goes wrong is told, at once or with the next answer");
}

/// Many tenants at one moment, each over a connection of its own: whoever reads before he writes waits for his turn first.
#[test]
fn tenants_who_ask_a_code_at_one_moment_all_get_one() {
    let Some(fresh) = crate::fresh("many codes") else { return };
    let mut book = Book::open(&fresh.place).expect("the book opens");
    deliver(&mut book, 1, &[]);
    std::thread::scope(|scope| {
        let place = &fresh.place;
        let asks = |tenancy: u32| {
            move || {
                let mut book = Book::open(place).expect("the book opens");
                for now in 0..3 {
                    let kept = book.keep_one_time_code(TenancyId(tenancy), &[1; 32], 900, now);
                    assert!(matches!(kept, Ok(Tried::Right)), "{tenancy}: {kept:?}");
                }
                let again = book.count_sent_again(TenancyId(tenancy), first());
                assert!(matches!(again, Ok(SentAgain::May)), "{tenancy}: {again:?}");
            }
        };
        let asking: Vec<_> = (1..=12).map(|tenancy| scope.spawn(asks(tenancy))).collect();
        asking.into_iter().for_each(|one| one.join().expect("he got one"));
    });
}
