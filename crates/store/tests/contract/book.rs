//! The book itself: what is kept, seen and refused, whatever lies underneath.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use domain::calendar::Day;
use domain::dossier::{Dossier, Tenancy};
use domain::ids::TenancyId;
use domain::ledger::{Entry, EntryKind};
use domain::money::Cents;
use domain::staff::{Role, Seat};
use store::db::{Error, OptionalExtension, Value};
use store::looks::{AtWork, Look};
use store::post::Moment;
use store::staff::StaffId;
use store::tenant_page::{Answered, SentAgain, Tried};
use store::whole_log::{LinesOf, PlaceInLog};
use store::{Book, StoreError};

use crate::Fresh;

fn book() -> Option<(Fresh, Book)> {
    let fresh = crate::fresh("the book itself")?;
    let book = Book::open(&fresh.place).expect("the book opens");
    Some((fresh, book))
}

fn numbers(book: &Book, query: &str) -> Vec<i64> {
    let mut statement = book.connection().prepare(query).expect("the query is right");
    let rows = statement.query_map([], |row| row.get(0)).expect("it runs");
    rows.collect::<Result<_, _>>().expect("numbers")
}

fn words(book: &Book, query: &str) -> Vec<String> {
    let mut statement = book.connection().prepare(query).expect("the query is right");
    let rows = statement.query_map([], |row| row.get(0)).expect("it runs");
    rows.collect::<Result<_, _>>().expect("words")
}

#[test]
fn strangers_set_off_little_and_guess_no_birthday() {
    let Some((_fresh, mut book)) = book() else { return };
    let mut asked = |id: u32, day: i32| book.count_sent_again(TenancyId(id), Day(day)).unwrap();
    assert_eq!(
        (asked(1, 20_000), asked(1, 20_000), asked(1, 20_001)),
        (SentAgain::May, SentAgain::Had, SentAgain::May)
    );
    assert!((2..=200).all(|id| asked(id, 20_001) == SentAgain::May));
    assert_eq!((asked(201, 20_001), asked(201, 20_002)), (SentAgain::Flood, SentAgain::May));

    let (hour, token) = (3_600, [7; 32]);
    let mut tries = |right: bool, now: i64| {
        book.try_proof(TenancyId(1), Answered::Otherwise(right), &token, now + hour, now).unwrap()
    };
    for at in 0..5 {
        assert_eq!(tries(false, 10 * at * hour), Tried::Wrong, "patience is not enough");
    }
    assert_eq!(tries(true, 100 * hour), Tried::TooOften);
    assert_eq!(tries(true, 31 * 24 * hour), Tried::Right);
    assert!(book.keep_one_time_code(TenancyId(1), &[1; 32], 100, 10).is_ok_and(|kept| kept == Tried::Right));
}

#[test]
fn a_book_is_made_once_and_opened_again_as_it_was() {
    let Some(fresh) = crate::fresh("making a book") else { return };
    assert!(!Book::is_at(&fresh.place).unwrap());
    assert!(Book::open_to_read(&fresh.place).is_err(), "there is nothing to read");
    Book::open(&fresh.place).unwrap().set_remark("proef", "één").unwrap();
    assert!(Book::is_at(&fresh.place).unwrap());
    let again = Book::open(&fresh.place).unwrap();
    again.set_remark("proef", "twee").unwrap();
    assert_eq!(Book::open_to_read(&fresh.place).unwrap().remark("proef").unwrap().as_deref(), Some("twee"));
    assert_eq!(again.remark("onbekend").unwrap(), None);
}

#[test]
fn many_open_a_new_book_at_the_same_moment_and_it_is_made_once() {
    let Some(fresh) = crate::fresh("opening at once") else { return };
    thread::scope(|scope| {
        let all: Vec<_> = (0..4).map(|_| scope.spawn(|| Book::open(&fresh.place).map(drop))).collect();
        for one in all {
            // A file may be busy being made for one of them; it is never half made.
            let _ = one.join().expect("nobody panics");
        }
    });
    assert!(Book::open(&fresh.place).unwrap().nights().unwrap().is_empty());
}

#[test]
fn values_come_back_as_they_went_in() {
    let Some((_fresh, book)) = book() else { return };
    let sql = book.connection();
    let put = "insert into attempt (message, number, tenancy, day, moment, channel, person, address, reference, batch, amount, \
               subject, text, outcome) values (?1, ?2, ?3, ?4, ?5, 'brief', ?6, '', ?1, '', ?7, '', ?8, 'onderweg')";
    let text = "Zoë O'Neill; \"?1\" \\ € %_\nregel twee";
    sql.execute(put, ("a", 1, u32::MAX, -719_528, i64::MAX, "", None::<i64>, text)).unwrap();
    sql.execute(put, ("b", 2, 0, i32::MIN, i64::MIN, "P1", Some(i64::MIN), "")).unwrap();
    let read = |at: usize| {
        let query = "select tenancy, day, moment, person, amount, text from attempt order by number";
        let mut statement = sql.prepare(query).unwrap();
        let rows = statement.query_map([], |row| (0..6).map(|column| row.get(column)).collect()).unwrap();
        rows.collect::<Result<Vec<Vec<Value>>, _>>().unwrap().remove(at)
    };
    use Value::{Integer, Null, Text};
    let first = [
        Integer(u32::MAX.into()),
        Integer(-719_528),
        Integer(i64::MAX),
        Text(String::new()),
        Null,
        Text(text.into()),
    ];
    assert_eq!(read(0), first);
    assert_eq!(read(1)[1..3], [Integer(i32::MIN.into()), Integer(i64::MIN)]);
    assert_eq!(read(1)[4], Integer(i64::MIN));
    let bytes: Vec<u8> = (0..=255).collect();
    sql.execute("insert into packed values (?1, ?2)", (1, &bytes)).unwrap();
    let back = sql.query_row("select bytes from packed where tenancy = ?1", [1], |row| row.get::<Vec<u8>>(0));
    assert_eq!(back.unwrap(), bytes);
}

#[test]
fn sums_counts_and_truths_are_whole_numbers() {
    let Some((_fresh, book)) = book() else { return };
    for (seq, cents) in [i64::from(i32::MAX), 7, -3].into_iter().enumerate() {
        let put = "insert into ledger values (1, ?1, 0, null, 1, null, ?2, 0)";
        book.connection().execute(put, (seq as i64, cents)).unwrap();
    }
    assert_eq!(numbers(&book, "select sum(cents) from ledger"), [i64::from(i32::MAX) + 4]);
    assert_eq!(numbers(&book, "select count(*) from ledger where cents < 0"), [1]);
    assert_eq!(numbers(&book, "select count(*) filter (where cents > 0) from ledger"), [2]);
    assert_eq!(numbers(&book, "select exists (select 1 from ledger where cents = 7)"), [1]);
    let none: Option<i64> = book
        .connection()
        .query_row("select sum(cents) from ledger where tenancy = ?1", [2], |row| row.get(0))
        .unwrap();
    assert_eq!(none, None);
    let nobody = book
        .connection()
        .query_row("select cents from ledger where tenancy = ?1", [2], |row| row.get::<i64>(0));
    assert_eq!(nobody.optional().unwrap(), None);
}

#[test]
fn texts_stand_in_the_order_of_their_bytes() {
    let Some((_fresh, book)) = book() else { return };
    for name in ["zee", "Ärzte", "aap", "HO-10", "HO-9", "ho-1", "Zee", "a b", "ab", ""] {
        book.connection().execute("insert into unit values (?1, '', '', '', '', '', ?1)", [name]).unwrap();
    }
    let order = ["", "HO-10", "HO-9", "Zee", "a b", "aap", "ab", "ho-1", "zee", "Ärzte"];
    assert_eq!(words(&book, "select external from unit order by external"), order);
    assert_eq!(words(&book, "select coalesce(district, '') from unit order by 1"), order);
    assert_eq!(words(&book, "select max(external) from unit"), ["Ärzte"]);
}

#[test]
fn looking_for_letters_does_not_mind_capitals_and_an_e_mail_address_neither() {
    let Some((_fresh, book)) = book() else { return };
    let seat = domain::staff::Seat { role: domain::staff::Role::Consultant, districts: Vec::new() };
    let first = book.add_staff("S.Proef@Example.org", "S. Proef", &seat, 0).unwrap().expect("an account");
    assert_eq!(book.add_staff("s.proef@example.ORG", "Een ander", &seat, 0).unwrap(), None, "it is taken");
    let found = "select id from staff where email = ?1";
    let found: i64 = book.connection().query_row(found, ["s.PROEF@example.org"], |row| row.get(0)).unwrap();
    assert_eq!(found, first.0);
    assert_eq!(numbers(&book, "select count(*) from staff where name like 's. pr%'"), [1]);
}

#[test]
fn what_is_not_committed_never_happened() {
    let Some((fresh, mut book)) = book() else { return };
    {
        let mut writer = Book::open(&fresh.place).unwrap();
        let dossier = |id| Dossier {
            tenancy: Tenancy { id: TenancyId(id), ..Tenancy::default() },
            ..Dossier::default()
        };
        writer.load([dossier(1), dossier(2)].into_iter()).unwrap();
        let twice = writer.load([dossier(3), dossier(1)].into_iter());
        assert!(twice.is_ok() || twice.is_err(), "a tenancy may be told again");
        let entry = Entry {
            booked_on: Day(20_000),
            due_on: None,
            kind: EntryKind::Rent,
            reason: None,
            cents: Cents(1),
        };
        let bad = Dossier { entries: vec![entry], ..dossier(4) };
        writer.load([bad.clone()].into_iter()).unwrap();
        assert!(writer.load([dossier(5), bad].into_iter()).is_err(), "its first entry is there already");
        assert!(writer.dossier_from_truth(TenancyId(5)).unwrap().is_none(), "and so the other is not");
        assert!(writer.set_remark("daarna", "gaat het gewoon weer").is_ok());
    }
    assert_eq!(book.remark("daarna").unwrap().as_deref(), Some("gaat het gewoon weer"));
    assert!(book.undo_last_night().unwrap().is_none());
}

#[test]
fn a_refused_change_says_why_and_the_log_cannot_be_changed() {
    let Some((_fresh, book)) = book() else { return };
    let line = "insert into audit (moment, day, what, detail) values (1, 1, 'proef', '')";
    book.connection().execute(line, []).unwrap();
    for (wrong, why) in [
        ("update audit set what = 'anders'", "het logboek wordt niet veranderd"),
        ("delete from audit", "het logboek wordt niet geleegd"),
    ] {
        let refused = book.connection().execute(wrong, []).unwrap_err();
        assert_eq!(refused.refusal(), Some(why));
    }
    let unknown =
        book.connection().execute("insert into task_gone (id, night) values (null, 1)", []).unwrap_err();
    assert!(unknown.refusal() != Some("bezet") && !matches!(unknown, Error::NoRow));
    assert_eq!(numbers(&book, "select count(*) from audit"), [1]);
}

#[test]
fn the_whole_log_is_read_newest_first_without_a_gap_also_while_it_grows() {
    let Some((fresh, book)) = book() else { return };
    let seat = Seat { role: Role::Auditor, districts: Vec::new() };
    let who = book.add_staff("a@example.nl", "Anna", &seat, 1).unwrap().expect("an account");
    let mut log = Book::open_to_log(&fresh.place).unwrap();
    let mut comes = |second: i64| {
        let at = Moment { day: Day(20_000 + second as i32 / 10), seconds: second };
        match second % 3 {
            0 => book.log(at, Some(who), Some(TenancyId(7)), "gewijzigd", &second.to_string()).unwrap(),
            1 => book.log_account(at, None, who, "niet aangemeld", &second.to_string()).unwrap(),
            _ => {
                log.log_looks(&[Look { at, who, about: None, page: "logboek" }], &[]).unwrap();
            }
        }
    };
    (1..=20).for_each(&mut comes);
    let reader = Book::open(&fresh.place).unwrap();
    let all = LinesOf { who: None, what: "", first: Day(i32::MIN), last: Day(i32::MAX) };
    let read = |of: &LinesOf, from, most| reader.log_lines(of, from, most, &|_| true).unwrap();
    let (first, rest) = read(&all, PlaceInLog::NEWEST, 7);
    comes(21);
    let (second, more) = read(&all, rest.expect("there is more"), 100);
    let moments: Vec<i64> = first.iter().chain(&second).map(|line| line.moment).collect();
    assert_eq!((moments, more), ((1..=20).rev().collect(), None));
    assert_eq!(
        (second[0].who.as_str(), second[0].account.as_str(), second[0].what.as_str()),
        ("", "Anna", "niet aangemeld")
    );
    let moments = |of: LinesOf| -> Vec<i64> {
        read(&of, PlaceInLog::NEWEST, 100).0.iter().map(|line| line.moment).collect()
    };
    assert_eq!(moments(LinesOf { who: Some(StaffId(0)), ..all }), [19, 16, 13, 10, 7, 4, 1]);
    assert_eq!(moments(LinesOf { who: Some(who), what: "bekeken", ..all }), [20, 17, 14, 11, 8, 5, 2]);
    assert_eq!(
        moments(LinesOf { first: Day(20_001), last: Day(20_001), ..all }),
        (10..20).rev().collect::<Vec<_>>()
    );
    assert_eq!(reader.kinds_of_lines().unwrap(), ["bekeken", "gewijzigd", "niet aangemeld"]);
}

/// Somebody looks at dossier 7, and works on it for a while.
fn looks_at_seven(book: &mut Book, who: StaffId) {
    let at = Moment { day: Day(20_000), seconds: 100 };
    let look = Look { at, who, about: Some(TenancyId(7)), page: "dossier" };
    book.log_looks(&[look], &[AtWork { who, tenancy: TenancyId(7), until: 200 }]).unwrap();
}

#[test]
fn a_look_waits_for_no_delivery_and_changes_nothing_of_the_book() {
    let Some((fresh, book)) = book() else { return };
    let seat = Seat { role: Role::Consultant, districts: Vec::new() };
    let who = book.add_staff("a@example.nl", "Anna", &seat, 1).unwrap().expect("an account");
    let other = book.add_staff("b@example.nl", "Bert", &seat, 1).unwrap().expect("an account");
    let mut log = Book::open_to_log(&fresh.place).unwrap();
    let reader = book.reader().unwrap();
    let before = (reader.changes_by_others().unwrap(), log.changes_by_others().unwrap());
    let delivery = book.connection().unchecked_transaction().unwrap();
    delivery.execute("insert into meta values ('half', 'a delivery')", []).unwrap();
    looks_at_seven(&mut log, who);
    assert_eq!((reader.changes_by_others().unwrap(), log.changes_by_others().unwrap()), before);
    let told = reader.log_about(TenancyId(7)).unwrap();
    assert!(
        matches!(&told[..], [line] if line.who == "Anna" && line.what == "bekeken" && line.detail == "dossier")
    );
    assert_eq!(reader.viewed(other, 150).unwrap(), [(TenancyId(7), "Anna".to_string())]);
    delivery.commit().unwrap();
    assert_ne!(reader.changes_by_others().unwrap(), before.0, "that was one");
    for (wrong, why) in [
        ("update looked set page = 'anders'", "het logboek wordt niet veranderd"),
        ("delete from looked", "het logboek wordt niet geleegd"),
    ] {
        let refused = log.connection().execute(wrong, []).unwrap_err();
        assert_eq!(refused.refusal(), Some(why), "{wrong}");
    }
    assert!(
        book.connection().sqlite().is_none() || book.connection().execute("delete from viewing", []).is_err()
    );
}

#[test]
fn looks_are_told_in_order_with_what_was_done_and_with_those_of_before() {
    let Some((fresh, book)) = book() else { return };
    let seat = Seat { role: Role::Consultant, districts: Vec::new() };
    let who = book.add_staff("a@example.nl", "Anna", &seat, 1).unwrap().expect("an account");
    let at = |seconds| Moment { day: Day(20_000), seconds };
    // A book that was there before looks had a place of their own.
    book.log(at(1), Some(who), Some(TenancyId(7)), "bekeken", "waarom").unwrap();
    looks_at_seven(&mut Book::open_to_log(&fresh.place).unwrap(), who);
    book.log(at(101), Some(who), Some(TenancyId(7)), "gewijzigd", "notitie").unwrap();
    let told: Vec<String> =
        book.log_about(TenancyId(7)).unwrap().into_iter().map(|line| line.detail).collect();
    assert_eq!(told, ["notitie", "dossier", "waarom"], "newest first");
    let all = book.everything_about(TenancyId(7), "P1").unwrap();
    assert!(
        all.iter().any(|table| table.name == "Wie dit dossier opende of veranderde" && table.rows.len() == 3)
    );
}

#[test]
fn a_reader_sees_one_moment_and_who_writes_waits_for_who_writes() {
    let Some((fresh, mut book)) = book() else { return };
    book.set_remark("stand", "voor").unwrap();
    let reader = book.reader().unwrap();
    let (tell, told) = mpsc::channel();
    thread::scope(|scope| {
        let (first, place) = (&mut book, &fresh.place);
        let at_work = first.undo_last_night().unwrap();
        assert!(at_work.is_none());
        reader
            .at_one_moment(|reader| {
                assert_eq!(reader.remark("stand").unwrap().as_deref(), Some("voor"));
                scope.spawn(move || {
                    let other = Book::open(place).unwrap();
                    other.set_remark("stand", "na").unwrap();
                    tell.send(()).unwrap();
                });
                told.recv_timeout(Duration::from_secs(20)).expect("nobody who reads holds up who writes");
                assert_eq!(reader.remark("stand").unwrap().as_deref(), Some("voor"), "the same moment still");
            })
            .unwrap();
        assert_eq!(reader.remark("stand").unwrap().as_deref(), Some("na"));
    });
    assert!(reader.set_remark("stand", "mag niet").is_err(), "who reads does not write");
}

#[test]
fn a_change_by_others_shows_and_one_of_our_own_does_not() {
    let Some((fresh, book)) = book() else { return };
    let other = Book::open(&fresh.place).unwrap();
    let before = book.changes_by_others().unwrap();
    book.set_remark("a", "1").unwrap();
    assert_eq!(book.changes_by_others().unwrap(), before, "that was we ourselves");
    other.set_remark("a", "2").unwrap();
    let after = book.changes_by_others().unwrap();
    assert_ne!(after, before);
    assert_eq!(book.changes_by_others().unwrap(), after, "nothing since");
}

#[test]
fn one_night_at_a_time_and_the_right_comes_back() {
    let Some((fresh, book)) = book() else { return };
    let other = Book::open(&fresh.place).unwrap();
    let night = book.lock_night().unwrap();
    assert!(matches!(other.lock_night(), Err(StoreError::NightRunning(_))));
    assert!(other.take_right("werk").unwrap().is_some(), "another right is free");
    drop(night);
    assert!(other.lock_night().is_ok());
}
