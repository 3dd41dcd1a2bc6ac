//! Moving a book from a file to a server and back: all of it or nothing, and only one of the two goes on.

use std::path::Path;
use std::process::Command;

use domain::appointment::{AppointmentKind, Slot};
use domain::calendar::Day;
use domain::dossier::CircumstanceKind;
use domain::ids::TenancyId;
use domain::send::TimeOfDay;
use domain::staff::{Role, Seat};
use store::acts::{Act, Record};
use store::appointments::{AppointmentChange, AppointmentId};
use store::looks::Look;
use store::post::Moment;
use store::{Book, Place, Server, StoreError};

use crate::landlord::{Landlord, rows, standing_in};

const LAST_NIGHT: &str = "2026-11-20";

/// A demo with a history: messages that left and came back, a bank, and people who did something.
fn demo() -> Landlord {
    let landlord = Landlord::new();
    let homes = ["demo", "--woningen", "300", "--nachten", "5", "--dag", LAST_NIGHT, "--zonder-pagina"];
    let output = landlord.houvast(&homes);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    a_day_at_the_office(&mut Book::open_to_log(landlord.book().place()).expect("the book is there"));
    landlord
}

/// Acts, looks and appointments. One appointment moves to where an older one was: in order of their numbers they would be in each
/// other's way.
fn a_day_at_the_office(book: &mut Book) {
    let day = Day::parse_iso(LAST_NIGHT).expect("a constant");
    let seat = Seat { role: Role::Consultant, districts: Vec::new() };
    let by = book.add_staff("proef@example.org", "S. Proef", &seat, 0).unwrap().expect("a new account");
    let at = |minute: i64| Moment { day, seconds: i64::from(day.0) * 86_400 + 36_000 + 60 * minute };
    let look = Look { at: at(0), who: by, about: Some(TenancyId(3)), page: "dossier" };
    book.log_looks(&[look], &[]).unwrap();
    let slot =
        |hour: u16| Slot { day: day + 3, from: TimeOfDay(hour * 60), until: TimeOfDay(hour * 60 + 30) };
    let plan = |hour| AppointmentChange::Plan {
        kind: AppointmentKind::Call,
        with: by,
        slot: slot(hour),
        place: String::new(),
    };
    let moves = |id, hour| AppointmentChange::Move { id: AppointmentId(id), with: by, slot: slot(hour) };
    let hold = Record::Circumstance { kind: CircumstanceKind::Hold, until: Some(day + 2), cents: None };
    let category = Record::Category { category: "goed".into(), until: day + 2 };
    let records = [
        (5, hold),
        (6, category),
        (7, Record::Appointment(plan(9))),
        (8, Record::Appointment(plan(11))),
        (8, Record::Appointment(moves(2, 13))),
        (7, Record::Appointment(moves(1, 11))),
    ];
    for (minute, (tenancy, record)) in records.into_iter().enumerate() {
        let (at, tenancy, records) = (at(minute as i64), TenancyId(tenancy), vec![record]);
        let act = Act { tenancy, by, name: "S. Proef", at, kind: "proef", note: "é", task: "", records };
        book.act(&act).unwrap().expect("it is done");
    }
}

/// Every row of every table, as text; what a move leaves behind in the old book is not of it.
fn everything(book: &Book, tables: &[String]) -> Vec<String> {
    let of = |table: &String| {
        let but = if table == "meta" { "where key <> 'verhuisd'" } else { "" };
        let mut found = rows(book, &format!("select '{table}', t.* from {table} t {but}"));
        found.sort_unstable();
        found
    };
    tables.iter().flat_map(of).collect()
}

fn tables_of(file: &Path) -> Vec<String> {
    let book = Book::open_to_move(file).expect("the book is there");
    let query = "select name from sqlite_schema where type = 'table' and name not like 'sqlite%' \
         union all select 'looked'";
    let mut statement = book.connection().prepare(query).expect("the query is right");
    let names = statement.query_map([], |row| row.get(0)).expect("it runs");
    names.collect::<Result<_, _>>().expect("names")
}

fn move_to(landlord: &Landlord, from: &[&str], to: &str) -> Result<String, String> {
    let output = landlord.houvast(&[&["store", "move", to], from].concat());
    match output.status.success() {
        true => Ok(String::from_utf8(output.stdout).expect("text")),
        false => Err(String::from_utf8(output.stderr).expect("text")),
    }
}

/// A landlord with a copy of everything in the folder of another.
fn twin_of(landlord: &Landlord) -> Landlord {
    drop(landlord.book()); // what is in the log goes into the file
    let twin = Landlord::new();
    let from = format!("{}/.", landlord.folder.display());
    let copied = Command::new("cp").args(["-r", &from]).arg(&twin.folder).status().expect("cp is there");
    assert!(copied.success());
    twin
}

fn night_of(landlord: &Landlord, store: &[&str], day: Day) {
    let output = landlord.houvast(&[&["night", &day.to_string(), "--json"], store].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// What the last night decided about everybody, with the facts it saw, byte for byte.
fn decided(book: &Book) -> Vec<String> {
    let query = "select tenancy, category, category_before, outcome, hex(facts), arrears from decision \
         where run = (select max(id) from night_run) order by tenancy";
    rows(book, query)
}

fn on_server(address: &str) -> Book {
    Book::open(Server::parse(address).expect("an address")).expect("it opens")
}

#[test]
fn a_book_with_a_history_moves_to_a_server_and_back_and_its_nights_are_the_same() {
    let Some(address) = simulator::database::new_landlord("moving") else { return };
    let landlord = demo();
    let twin = twin_of(&landlord);
    let tables = tables_of(&twin.folder.join("boek.sqlite"));
    let before = everything(&twin.book(), &tables);
    for table in
        ["audit", "looked", "act", "appointment", "attempt", "outbox", "decision", "bank_payment", "contact"]
    {
        assert!(before.iter().any(|row| row.contains(&format!("\"{table}\""))), "the history has {table}");
    }
    let told = move_to(&landlord, &[], &address).expect("it moves");
    assert!(told.contains(&format!("{} rijen", before.len())), "{} rows: {told}", before.len());
    assert_eq!(everything(&on_server(&address), &tables), before, "every row is there");

    let next = Day::parse_iso(LAST_NIGHT).expect("a constant").next();
    let store = ["--store", &address];
    night_of(&landlord, &store, next);
    night_of(&twin, &[], next);
    assert_eq!(standing_in(&on_server(&address)), standing_in(&twin.book()), "the night of {next}");
    assert_eq!(decided(&on_server(&address)), decided(&twin.book()), "the night of {next}");
    assert!(!decided(&twin.book()).is_empty());

    let home = landlord.folder.join("boek.sqlite");
    let refused = move_to(&landlord, &store, &home.display().to_string()).expect_err("the old one is there");
    assert!(refused.contains("verhuisd naar") || refused.contains("staat al een boek"), "{refused}");
    std::fs::rename(&home, landlord.folder.join("oud.sqlite")).expect("it is set aside");
    move_to(&landlord, &store, &home.display().to_string()).expect("it moves back");
    for landlord in [&landlord, &twin] {
        night_of(landlord, &[], next.next());
    }
    assert_eq!(
        standing_in(&landlord.book()),
        standing_in(&twin.book()),
        "back in a file, the night after it"
    );
}

#[test]
fn in_a_book_that_moved_nothing_goes_on_and_a_book_that_is_there_is_not_overwritten() {
    let Some(address) = simulator::database::new_landlord("moved") else { return };
    let (landlord, other) = (demo(), demo());
    let still_open = Book::open_to_log(landlord.book().place()).expect("the book is there");
    move_to(&landlord, &[], &address).expect("it moves");
    let act =
        "insert into audit (moment, day, what, detail) select moment, day, what, detail from audit limit 1";
    let night = "insert into night_run (day, engine, policy, law, books_as_of, facts, summary) \
                 select day + 400, engine, policy, law, books_as_of, facts, summary from night_run limit 1";
    let message = "insert into attempt select * from attempt limit 1";
    let look = "insert into looked (moment, day, staff, page) values (1, 1, 1, 'dossier')";
    for writes in [act, night, message, look] {
        let error = still_open.connection().execute(writes, []).expect_err(writes);
        assert!(error.to_string().contains("dit boek is verhuisd"), "{writes}: {error}");
    }
    let place = Place::File(landlord.folder.join("boek.sqlite"));
    assert!(matches!(Book::open(&place), Err(StoreError::Moved { .. })));
    assert!(matches!(Book::open_to_read(&place), Err(StoreError::Moved { .. })));
    let output = landlord.houvast(&["night", LAST_NIGHT]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("is verhuisd naar postgres://"), "{output:?}");
    assert_eq!(output.status.code(), Some(2));

    let there = rows(&on_server(&address), "select count(*) from ledger");
    let refused = move_to(&other, &[], &address).expect_err("there is a book");
    assert!(refused.contains("staat al een boek; er is niets verhuisd"), "{refused}");
    assert_eq!(rows(&on_server(&address), "select count(*) from ledger"), there);
    night_of(&other, &[], Day::parse_iso(LAST_NIGHT).expect("a constant").next());
}

#[test]
fn a_move_that_was_cut_off_is_finished_by_the_same_move() {
    let Some(_) = simulator::database::new_landlord("a move cut off") else { return };
    let demo = demo();
    let (mut cut_off, mut whole) = (0, 0);
    for point in 1.. {
        let Some(address) = simulator::database::new_landlord("a move cut off") else { return };
        let landlord = twin_of(&demo);
        let mut command = landlord.command(&["store", "move", &address]);
        command.env("HOUVAST_STOP_AT_POINT", point.to_string());
        if command.output().expect("the executable starts").status.success() {
            break;
        }
        cut_off += 1;
        match move_to(&landlord, &[], &address) {
            Ok(_) => {}
            // It was cut off after the last row was kept.
            Err(refused) => {
                assert!(refused.contains("staat al een boek"), "{refused}");
                whole += 1;
            }
        }
        assert_eq!(standing_in(&on_server(&address)), standing_in(&demo.book()), "cut off at point {point}");
        assert!(Book::open(&landlord.folder.join("boek.sqlite")).is_err(), "one of the two goes on");
    }
    assert!(cut_off > whole && whole > 0, "{cut_off} times, {whole} after the end");
}
