//! Money that was seen before the landlord booked it, over deliveries as they come: VERA bookings, and lists of open items.

use domain::calendar::Day;
use domain::delivery::{BookingRow, OpenItemRow, Place, Row, Stated, TenancyRow};
use domain::dossier::Dossier;
use domain::ids::TenancyId;
use domain::ledger::{Account, EntryKind};
use domain::money::Cents;
use domain::staff::{Role, Seat};
use store::Book;
use store::acts::{Act, Record};
use store::intake::{Announced, Fed, OPEN_ITEMS, Taken, VERA};
use store::post::Moment;
use store::seen::{SaidOfSeen, Seen, SeenBy, SeenMoney, SeenState};

use crate::Fresh;

#[path = "seen/changes.rs"]
mod changes;

const RENT: Cents = Cents(54_940);
const TENANCY: TenancyId = TenancyId(1);

fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a constant")
}

/// A landlord with one tenant, whose November rent is open.
struct Landlord {
    _fresh: Fresh,
    book: Book,
    kind: &'static str,
    deliveries: u8,
}

impl Landlord {
    fn with_vera() -> Option<Landlord> {
        let mut landlord = Landlord::new(VERA)?;
        let rent = booking("H11", EntryKind::Rent, "2026-11-01", RENT, "");
        landlord.delivers("2026-11-02", &[Row::Booking(rent)]);
        Some(landlord)
    }

    fn with_lists() -> Option<Landlord> {
        let mut landlord = Landlord::new(OPEN_ITEMS)?;
        landlord.delivers("2026-11-02", &[item("H11", 54_940), item("S11", 6_000)]);
        Some(landlord)
    }

    fn new(kind: &'static str) -> Option<Landlord> {
        let fresh = crate::fresh("money that was seen")?;
        let book = Book::open(&fresh.place).expect("the book opens");
        Some(Landlord { _fresh: fresh, book, kind, deliveries: 0 })
    }

    fn delivers(&mut self, as_of: &str, rows: &[Row]) {
        self.deliveries += 1;
        let announced = Announced {
            hash: [self.deliveries; 32],
            signature: 0,
            name: format!("proef {}", self.deliveries),
            kind: self.kind.into(),
            released: true,
            costs_clauses: Default::default(),
        };
        let tenancy = Row::Tenancy(TenancyRow { external: "T1".into(), ..TenancyRow::default() });
        let as_of = day(as_of);
        let taken = self.book.take_in(&announced, as_of, &mut |sink| {
            for row in std::iter::once(&tenancy).chain(rows) {
                sink(Fed::Row(Place { file: "proef.ndjson".into(), row: 1 }, row.clone()));
            }
            Ok(Stated { as_of: Some(as_of), ..Stated::default() })
        });
        assert!(matches!(taken.expect("the book takes it"), Ok(Taken::In(_))));
    }

    fn sees(&mut self, key: &str, on: &str, cents: Cents) -> Seen {
        let money = SeenMoney {
            tenancy: TENANCY,
            by: SeenBy::Bank,
            key: key.into(),
            reference: "3000123456789012".into(),
            seen_on: day(on),
            cents,
        };
        self.book.see_money(&money).expect("it is recorded")
    }

    /// A person says that money counts no longer; gives how to take that back.
    fn ends(&mut self, key: &str, on: &str) -> impl Fn(&mut Landlord, &str) + use<> {
        self.says(SaidOfSeen::Ended, key, on)
    }

    /// A person says what money was; gives how to take that back.
    fn says(&mut self, said: SaidOfSeen, key: &str, on: &str) -> impl Fn(&mut Landlord, &str) + use<> {
        self.says_with(said, key, on, "")
    }

    /// The same, as what finishes a task.
    fn says_with(
        &mut self,
        said: SaidOfSeen,
        key: &str,
        on: &str,
        task: &str,
    ) -> impl Fn(&mut Landlord, &str) + use<> {
        let seat = Seat { role: Role::TeamLeader, districts: Vec::new() };
        let by = self
            .book
            .add_staff(&format!("proef-{on}@example.org"), "S. Proef", &seat, 0)
            .unwrap()
            .expect("an account");
        let at = |on: &str| Moment { day: day(on), seconds: i64::from(day(on).0) * 86_400 };
        let act = Act {
            tenancy: TENANCY,
            by,
            name: "S. Proef",
            at: at(on),
            kind: "gezegd wat een betaling was",
            note: "nagekeken",
            task,
            records: vec![Record::Seen(key.into(), said)],
        };
        let id = self.book.act(&act).unwrap().expect("it is done");
        move |landlord: &mut Landlord, on: &str| {
            landlord.book.undo(id, by, at(on)).unwrap().expect("it is taken back");
        }
    }

    fn balance(&self, on: &str) -> Cents {
        self.balance_of(TENANCY, on)
    }

    fn balance_of(&self, tenancy: TenancyId, on: &str) -> Cents {
        let mut packed = Dossier::default();
        assert!(self.book.unpack_one(tenancy, &mut packed).unwrap());
        let truth = self.book.dossier_from_truth(tenancy).unwrap().expect("it is there");
        assert_eq!(packed, truth, "the packed form is what the truth says");
        let mut account = Account::default();
        account.settle(&packed, day(on));
        account.balance()
    }

    fn state(&self, key: &str) -> (SeenState, Cents) {
        let rows = self.book.seen_money(TENANCY).unwrap();
        let row = rows.iter().find(|row| row.money.key == key).expect("it was seen");
        (row.state, row.still_open)
    }

    /// What the landlord's books add up to, by the sums against which his stated totals are held.
    fn books(&self) -> (i64, i64) {
        let query = "select sum(charged) - sum(paid), sum(payments) from day_total";
        self.book.connection().query_row(query, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
    }
}

fn booking(id: &str, kind: EntryKind, on: &str, cents: Cents, description: &str) -> BookingRow {
    BookingRow {
        external: id.into(),
        tenancy: "T1".into(),
        kind,
        booked_on: day(on),
        due_on: (kind == EntryKind::Rent).then(|| day(on)),
        cents,
        designated: String::new(),
        reason: None,
        description: description.into(),
        reference: String::new(),
    }
}

fn payment(id: &str, on: &str, cents: i64, description: &str) -> Row {
    Row::Booking(booking(id, EntryKind::Payment, on, Cents(-cents), description))
}

fn item(id: &str, open: i64) -> Row {
    Row::OpenItem(OpenItemRow {
        tenancy: "T1".into(),
        item: id.into(),
        due_on: day("2026-11-01"),
        open: Cents(open),
        about: TenancyRow { external: "T1".into(), ..TenancyRow::default() },
        ..OpenItemRow::default()
    })
}

#[test]
fn seen_money_counts_at_once_once_and_in_no_total_of_the_landlord() {
    let Some(mut landlord) = Landlord::with_vera() else { return };
    let before = landlord.books();
    assert_eq!(landlord.sees("bank:1", "2026-11-05", RENT), Seen::New);
    assert_eq!(landlord.sees("bank:1", "2026-11-05", RENT), Seen::Known, "the same file again");
    assert_eq!(landlord.balance("2026-11-05"), Cents::ZERO);
    assert_eq!(landlord.books(), before);
    assert!(landlord.book.see_money(&SeenMoney { cents: Cents::ZERO, ..seen_nothing() }).is_err());
}

fn seen_nothing() -> SeenMoney {
    SeenMoney {
        tenancy: TENANCY,
        by: SeenBy::Provider,
        key: "dienst:0".into(),
        reference: String::new(),
        seen_on: day("2026-11-05"),
        cents: Cents(1),
    }
}

#[test]
fn the_landlords_own_booking_takes_over_and_nothing_counts_twice() {
    let Some(mut landlord) = Landlord::with_vera() else { return };
    landlord.sees("bank:1", "2026-11-05", RENT);
    landlord.delivers("2026-11-06", &[]);
    assert_eq!(landlord.state("bank:1"), (SeenState::Open, RENT), "a delivery without it explains nothing");
    landlord.delivers("2026-11-07", &[payment("B1", "2026-11-06", 54_940, "huur november")]);
    assert_eq!(landlord.state("bank:1"), (SeenState::Booked, Cents::ZERO));
    for on in ["2026-11-05", "2026-11-06", "2026-11-30"] {
        assert_eq!(landlord.balance(on), Cents::ZERO, "on {on}");
    }
    assert_eq!(landlord.books(), (0, 1), "what the landlord says of himself");
    // The landlord corrects the words of his booking: that is no second payment.
    landlord.sees("bank:2", "2026-11-08", RENT);
    let corrected = booking("B1", EntryKind::Payment, "2026-11-07", -RENT, "huur november, bijgewerkt");
    landlord.delivers("2026-11-09", &[Row::Booking(corrected)]);
    assert_eq!(landlord.state("bank:2"), (SeenState::Open, RENT));
    assert_eq!(landlord.balance("2026-11-30"), -RENT);
}

#[test]
fn what_the_landlord_booked_first_is_not_counted_again() {
    let Some(mut landlord) = Landlord::with_vera() else { return };
    landlord.delivers("2026-11-06", &[payment("B1", "2026-11-05", 54_940, "")]);
    assert_eq!(landlord.sees("bank:1", "2026-11-05", RENT), Seen::New);
    assert_eq!(landlord.state("bank:1"), (SeenState::Booked, Cents::ZERO));
    assert_eq!(landlord.balance("2026-11-30"), Cents::ZERO);
    assert_eq!(landlord.sees("bank:2", "2026-11-05", RENT), Seen::New);
    assert_eq!(landlord.balance("2026-11-30"), -RENT, "one booking is one payment: the second is another");
}

#[test]
fn a_payment_booked_in_parts_is_one_and_another_payment_is_another() {
    let Some(mut landlord) = Landlord::with_vera() else { return };
    landlord.sees("bank:1", "2026-11-05", RENT);
    landlord.delivers("2026-11-06", &[payment("B1", "2026-11-05", 60_000, "Ontv. 3000 1234 5678 9012")]);
    assert_eq!(landlord.state("bank:1"), (SeenState::Open, RENT), "more, by the same tenant, is not it");
    assert_eq!(
        landlord.balance("2026-11-06"),
        RENT - Cents(60_000),
        "perhaps it is, so it does not count twice"
    );
    let parts = [payment("B2", "2026-11-06", 30_000, "deel"), payment("B3", "2026-11-06", 24_940, "deel")];
    landlord.delivers("2026-11-07", &parts);
    assert_eq!(landlord.state("bank:1"), (SeenState::Booked, Cents::ZERO));
    assert_eq!(landlord.balance("2026-11-30"), Cents(-60_000));
}

#[test]
fn what_was_booked_in_parts_before_the_bank_told_it_is_not_counted_again() {
    let Some(mut landlord) = Landlord::with_vera() else { return };
    let rent = payment("B1", "2026-11-06", 54_940, "huur november");
    let more = payment("B2", "2026-11-06", 5_060, "op oudere huur");
    landlord.delivers("2026-11-07", &[rent, more, payment("B3", "2026-11-06", 7_500, "garage")]);
    landlord.sees("bank:1", "2026-11-05", Cents(60_000));
    assert_eq!(landlord.state("bank:1"), (SeenState::Booked, Cents::ZERO));
    assert_eq!(landlord.balance("2026-11-30"), RENT - Cents(67_500));
}

#[test]
fn parts_over_several_days_beside_other_money_are_not_counted_again() {
    let Some(mut landlord) = Landlord::with_vera() else { return };
    let garage = payment("B2", "2026-11-07", 7_500, "garage");
    landlord.delivers("2026-11-08", &[payment("B1", "2026-11-06", 54_940, ""), garage]);
    landlord.delivers("2026-11-10", &[payment("B3", "2026-11-09", 5_060, "")]);
    landlord.sees("bank:1", "2026-11-05", Cents(60_000));
    assert_eq!(landlord.state("bank:1"), (SeenState::Booked, Cents::ZERO));
    assert_eq!(landlord.balance("2026-11-30"), RENT - Cents(67_500));
}

/// 600 of which 549.40 may be booked already, two days before the bank told it.
fn in_doubt() -> Option<Landlord> {
    let mut landlord = Landlord::with_vera()?;
    landlord.delivers("2026-11-07", &[payment("B1", "2026-11-06", 54_940, "")]);
    landlord.sees("bank:1", "2026-11-05", Cents(60_000));
    Some(landlord)
}

#[test]
fn what_may_be_booked_already_does_not_count_and_is_asked_at_once() {
    let Some(mut landlord) = in_doubt() else { return };
    landlord.sees("bank:2", "2026-11-07", Cents(2_500));
    for on in ["2026-11-05", "2026-11-06", "2026-11-08"] {
        let other = if on < "2026-11-07" { 0 } else { 2_500 };
        assert_eq!(landlord.balance(on), RENT - Cents(60_000 + other), "on {on}");
    }
    let rows = landlord.book.seen_money(TENANCY).unwrap();
    let asked: Vec<_> = rows.iter().filter(|row| row.is_a_persons(day("2026-11-08"))).collect();
    assert_eq!(asked.iter().map(|row| row.money.key.as_str()).collect::<Vec<_>>(), ["bank:1"]);
    let may_be: Vec<_> = landlord.book.maybe_it(asked[0]).unwrap();
    assert_eq!(
        may_be.iter().map(|one| (one.booked_on, one.cents)).collect::<Vec<_>>(),
        [(day("2026-11-06"), RENT)]
    );
    landlord.delivers("2026-11-12", &[payment("B2", "2026-11-11", 5_060, "")]);
    assert_eq!(landlord.state("bank:1"), (SeenState::Booked, Cents::ZERO), "then it is no question any more");
    assert_eq!(landlord.balance("2026-11-06"), RENT - Cents(60_000), "and never was one");
    assert_eq!(landlord.balance("2026-11-30"), RENT - Cents(62_500));
}

#[test]
fn a_delivery_that_may_hold_what_was_seen_does_not_make_it_count_twice() {
    let Some(mut landlord) = Landlord::with_vera() else { return };
    landlord.sees("bank:1", "2026-11-05", Cents(60_000));
    let parts = [
        payment("B1", "2026-11-06", 20_000, ""),
        payment("B2", "2026-11-07", 10_000, ""),
        payment("B3", "2026-11-08", 40_000, ""),
        payment("B4", "2026-11-10", 50_000, ""),
    ];
    landlord.delivers("2026-11-10", &parts);
    // 200 and 400, or 100 and 500: the 600 is in the 1,200 that are booked, and counts once.
    assert_eq!(landlord.balance("2026-11-10"), RENT - Cents(120_000));
    assert_eq!(landlord.state("bank:1"), (SeenState::Open, Cents(60_000)));
}

#[test]
fn who_looks_says_that_it_is_booked_or_other_money_and_can_take_that_back() {
    for (said, counts, open) in [(SaidOfSeen::Booked, 60_000, 5_060), (SaidOfSeen::Other, 114_940, 60_000)] {
        let Some(mut landlord) = in_doubt() else { return };
        let take_back = landlord.says(said, "bank:1", "2026-11-09");
        assert_eq!(landlord.balance("2026-11-09"), RENT - Cents(counts), "{said:?}");
        assert_eq!(landlord.state("bank:1"), (SeenState::Open, Cents(open)), "{said:?}");
        let row = landlord.book.seen_money_of("bank:1").unwrap().unwrap();
        assert!(!row.is_a_persons(day("2026-11-10")), "{said:?}: it is answered");
        take_back(&mut landlord, "2026-11-10");
        assert_eq!(landlord.balance("2026-11-10"), RENT - Cents(60_000), "{said:?}: it is asked again");
        assert_eq!(landlord.state("bank:1"), (SeenState::Open, Cents(60_000)), "{said:?}");
        let _ = landlord.says(said, "bank:1", "2026-11-11");
        landlord.delivers("2026-11-14", &[payment("B2", "2026-11-13", open, "")]);
        assert_eq!(landlord.state("bank:1"), (SeenState::Booked, Cents::ZERO), "{said:?}");
        assert_eq!(landlord.balance("2026-11-30"), RENT - Cents(counts), "{said:?}");
    }
}

#[test]
fn a_booking_that_is_taken_back_ends_the_doubt_that_it_raised() {
    let Some(mut landlord) = in_doubt() else { return };
    let gone = booking("B1", EntryKind::Payment, "2026-11-06", Cents::ZERO, "");
    landlord.delivers("2026-11-09", &[Row::Booking(gone)]);
    landlord.book.ask_about_seen(day("2026-11-10")).unwrap();
    assert_eq!(landlord.balance("2026-11-10"), RENT - Cents(60_000));
    let row = landlord.book.seen_money_of("bank:1").unwrap().unwrap();
    assert_eq!(row.in_doubt, Cents::ZERO);
}

#[test]
fn what_did_not_come_or_went_back_is_in_doubt_no_more() {
    let Some(mut landlord) = in_doubt() else { return };
    landlord.book.money_went_back("bank:1", Cents(10_000), day("2026-11-08")).unwrap();
    assert_eq!(landlord.balance("2026-11-08"), RENT - RENT, "500 may all be in the 549.40");
    landlord.book.unsee_money("bank:1", day("2026-11-09"), "teruggeboekt").unwrap();
    assert_eq!(landlord.balance("2026-11-09"), Cents::ZERO);
    assert_eq!(landlord.book.seen_money_of("bank:1").unwrap().unwrap().in_doubt, Cents::ZERO);
}

#[test]
fn parts_of_two_deliveries_are_one_payment_also_when_the_bank_tells_it_in_between() {
    let Some(mut landlord) = Landlord::with_vera() else { return };
    landlord.delivers("2026-11-06", &[payment("B1", "2026-11-06", 54_940, "")]);
    landlord.sees("bank:1", "2026-11-05", Cents(60_000));
    assert_eq!(landlord.state("bank:1").0, SeenState::Open, "one part says nothing yet");
    landlord.delivers("2026-11-08", &[payment("B2", "2026-11-07", 5_060, "")]);
    assert_eq!(landlord.state("bank:1"), (SeenState::Booked, Cents::ZERO));
    assert_eq!(landlord.balance("2026-11-30"), RENT - Cents(60_000));
}

#[test]
fn what_the_landlord_booked_while_it_did_not_count_is_not_counted_again() {
    let Some(mut landlord) = Landlord::with_vera() else { return };
    landlord.sees("bank:1", "2026-11-05", RENT);
    let take_back = landlord.ends("bank:1", "2026-11-06");
    assert_eq!(landlord.balance("2026-11-06"), RENT);
    landlord.delivers("2026-11-08", &[payment("B1", "2026-11-07", 54_940, "")]);
    take_back(&mut landlord, "2026-11-09");
    assert_eq!(landlord.state("bank:1"), (SeenState::Booked, Cents::ZERO));
    for on in ["2026-11-07", "2026-11-09", "2026-11-30"] {
        assert_eq!(landlord.balance(on), Cents::ZERO, "on {on}");
    }
}

#[test]
fn what_counts_again_counts_once_on_every_day_and_is_settled_by_the_next_booking() {
    let Some(mut landlord) = Landlord::with_vera() else { return };
    landlord.sees("bank:1", "2026-11-05", RENT);
    let take_back = landlord.ends("bank:1", "2026-11-06");
    take_back(&mut landlord, "2026-11-09");
    assert_eq!(landlord.state("bank:1"), (SeenState::Open, RENT));
    for on in ["2026-11-05", "2026-11-06", "2026-11-30"] {
        assert_eq!(landlord.balance(on), Cents::ZERO, "on {on}");
    }
    landlord.delivers("2026-11-12", &[payment("B1", "2026-11-11", 54_940, "")]);
    assert_eq!(landlord.state("bank:1"), (SeenState::Booked, Cents::ZERO));
    assert_eq!(landlord.balance("2026-11-30"), Cents::ZERO);
}

#[test]
fn what_a_provider_gives_back_counts_no_longer_and_the_booking_settles_the_rest() {
    for booked in [54_940, 44_940] {
        let Some(mut landlord) = Landlord::with_vera() else { return };
        landlord.sees("dienst:1", "2026-11-05", RENT);
        let mut back =
            |cents| landlord.book.money_went_back("dienst:1", Cents(cents), day("2026-11-08")).unwrap();
        assert_eq!([back(4_000), back(4_000), back(10_000)].map(|cents| cents.0), [4_000, 0, 6_000]);
        assert_eq!(landlord.state("dienst:1"), (SeenState::Open, RENT - Cents(10_000)));
        assert_eq!(landlord.balance("2026-11-07"), Cents::ZERO);
        assert_eq!(landlord.balance("2026-11-08"), Cents(10_000));
        let mut rows = vec![payment("B1", "2026-11-09", booked, "")];
        if booked == 54_940 {
            let given = booking("B2", EntryKind::Reversal, "2026-11-09", Cents(10_000), "teruggegeven");
            rows.push(Row::Booking(given));
        }
        landlord.delivers("2026-11-10", &rows);
        assert_eq!(landlord.state("dienst:1"), (SeenState::Booked, Cents::ZERO), "booked as {booked}");
        assert_eq!(landlord.balance("2026-11-30"), Cents(10_000), "booked as {booked}");
        // What of the booking went back is no other payment of that amount.
        landlord.sees("bank:2", "2026-11-08", Cents(10_000));
        assert_eq!(landlord.state("bank:2"), (SeenState::Open, Cents(10_000)), "booked as {booked}");
        assert_eq!(landlord.balance("2026-11-30"), Cents::ZERO, "booked as {booked}");
    }
}

#[test]
fn a_list_of_open_items_shows_it_in_parts() {
    let Some(mut landlord) = Landlord::with_lists() else { return };
    landlord.sees("bank:1", "2026-11-05", Cents(60_940));
    assert_eq!(landlord.balance("2026-11-05"), Cents::ZERO);
    landlord.delivers("2026-11-05", &[item("H11", 54_940), item("S11", 6_000)]);
    assert_eq!(landlord.balance("2026-11-05"), Cents::ZERO, "the list was made before the money came");
    landlord.delivers("2026-11-06", &[item("H12", 1_000)]);
    assert_eq!(landlord.state("bank:1"), (SeenState::Booked, Cents::ZERO));
    assert_eq!(landlord.balance("2026-11-06"), Cents(1_000));
}

#[test]
fn what_did_not_come_after_all_is_owed_again_and_what_was_booked_is_the_landlords() {
    let Some(mut landlord) = Landlord::with_vera() else { return };
    landlord.sees("dienst:1", "2026-11-05", RENT);
    assert!(landlord.book.unsee_money("dienst:1", day("2026-11-08"), "teruggeboekt").unwrap());
    assert!(!landlord.book.unsee_money("dienst:1", day("2026-11-08"), "teruggeboekt").unwrap());
    assert!(!landlord.book.unsee_money("dienst:9", day("2026-11-08"), "teruggeboekt").unwrap());
    assert_eq!(landlord.balance("2026-11-07"), Cents::ZERO);
    assert_eq!(landlord.balance("2026-11-08"), RENT);
    assert_eq!(landlord.state("dienst:1"), (SeenState::Withdrawn, Cents::ZERO));
    landlord.sees("bank:1", "2026-11-09", RENT);
    landlord.delivers("2026-11-10", &[payment("B1", "2026-11-09", 54_940, "")]);
    assert!(!landlord.book.unsee_money("bank:1", day("2026-11-11"), "vergissing").unwrap());
    assert_eq!(landlord.balance("2026-11-30"), Cents::ZERO);
}

#[test]
fn the_next_night_looks_at_who_paid() {
    let Some(mut landlord) = Landlord::with_vera() else { return };
    landlord.book.connection().execute("delete from touched", []).unwrap();
    landlord.sees("bank:1", "2026-11-05", RENT);
    let touched: i64 =
        landlord.book.connection().query_row("select count(*) from touched", [], |row| row.get(0)).unwrap();
    assert_eq!(touched, 1);
}
