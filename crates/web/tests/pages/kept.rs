//! What the pages keep for a while is forgotten as soon as anybody changes the book: a colleague, a night, or a program beside
//! this one. Every change here is made over another connection, as another process would.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use axum::http::StatusCode;
use store::acts::Act;
use store::staff::StaffId;

use crate::landlord::{self, CONSULTANT, LAST_NIGHT, LEADER};
use crate::working::Office;

fn account(office: &Office, mail: &str) -> StaffId {
    office.book().account(mail).unwrap().expect("an account").0.id
}

/// A page that is asked twice is the second time made of what was kept.
fn twice(office: &Office, person: usize, address: &str) -> String {
    let first = office.get(person, address).text;
    let again = office.get(person, address);
    assert_eq!((again.status, &again.text), (StatusCode::OK, &first), "{address}");
    first
}

#[test]
fn a_task_that_a_colleague_finished_is_off_the_list_at_the_next_look() {
    let office = Office::new();
    let before = twice(&office, LEADER, "/werk");
    let (dossier, task) = office.first_task(LEADER);
    assert!(before.contains(&task));
    let mut book = office.book();
    let number = dossier.strip_prefix("/dossier/").unwrap().replace("%2F", "/");
    let tenancy =
        book.tenancy_by_number(&number.replace("%3C", "<").replace("%3E", ">")).unwrap().expect("a dossier");
    let by = account(&office, "consulent@example.nl");
    let at = landlord::now();
    let act = Act {
        tenancy,
        by,
        name: "Sandra de Boer",
        at,
        kind: "gebeld",
        note: "",
        task: &task,
        records: vec![],
    };
    let act = book.act(&act).unwrap().expect("the task is open");
    let after = twice(&office, LEADER, "/werk");
    assert!(!after.contains(&task), "it is done");
    assert!(
        office.get(LEADER, &dossier).text.contains("Gebeld, door Sandra de Boer"),
        "and the dossier tells so"
    );
    book.undo(act, by, at).unwrap().expect("it can be taken back");
    assert!(office.get(LEADER, "/werk").text.contains(&task), "and there again when it is taken back");
}

#[test]
fn who_is_sent_away_sees_nothing_any_more() {
    let office = Office::new();
    twice(&office, CONSULTANT, "/werk");
    twice(&office, LEADER, "/werk");
    let book = office.book();
    assert!(book.close_staff(account(&office, "consulent@example.nl"), landlord::now().seconds).unwrap());
    assert!(office.get(CONSULTANT, "/werk").goes_to().starts_with("/aanmelden"));
    assert_eq!(office.get(LEADER, "/werk").status, StatusCode::OK);
    let seal = office.seal(LEADER);
    let out = office.post(&landlord::cookie(LEADER), "/afmelden", &format!("zegel={seal}"));
    assert_eq!(out.goes_to(), "/aanmelden");
    assert!(office.get(LEADER, "/werk").goes_to().starts_with("/aanmelden"));
}

#[test]
fn another_seat_holds_from_the_next_page_on() {
    let office = Office::new();
    let all = twice(&office, LEADER, "/werk");
    let book = office.book();
    let district = book.districts().unwrap().pop().expect("a district");
    let seat = |role: &str, districts: &str| {
        let change = "update staff set role = ?1, districts = ?2 where email = 'leider@example.nl'";
        book.connection().execute(change, [role, districts]).unwrap();
    };
    seat("teamleider", &district);
    let fewer = twice(&office, LEADER, "/werk");
    assert!(
        fewer.matches("data-rij").count() < all.matches("data-rij").count(),
        "one district has less work"
    );
    seat("auditor", "");
    assert_eq!(office.get(LEADER, "/werk").status, StatusCode::FORBIDDEN);
    seat("teamleider", "");
    assert_eq!(twice(&office, LEADER, "/werk"), all);
}

#[test]
fn a_night_is_told_of_as_soon_as_it_was_run_or_undone() {
    let office = Office::new();
    let last = landlord::day(LAST_NIGHT);
    let told = |day: domain::calendar::Day| format!("Stand van de nacht van <time datetime=\"{day}\"");
    assert!(twice(&office, LEADER, "/werk").contains(&told(last)));
    let mut book = office.book();
    assert_eq!(book.undo_last_night().unwrap(), Some(last));
    assert!(twice(&office, LEADER, "/werk").contains(&told(last.previous())));
    let policy = landlord::policy().policy.unwrap();
    landlord::run_night(&mut book, &policy, last, last.previous());
    assert!(twice(&office, LEADER, "/werk").contains(&told(last)));
}

#[test]
fn a_dossier_opens_while_a_delivery_is_taken_in() {
    let office = Office::new();
    let (dossier, _) = office.first_task(LEADER);
    let book = office.book();
    // As if nobody had used it for long: that it is used now should be noted.
    book.connection().execute("update session set seen = seen - 3600", []).unwrap();
    let delivery = book.connection().unchecked_transaction().unwrap();
    delivery.execute("insert into meta values ('half', 'a delivery')", []).unwrap();
    let (tell, told) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(|| tell.send(office.get(LEADER, &dossier).status).unwrap());
        let status = told.recv_timeout(Duration::from_secs(15));
        delivery.commit().unwrap();
        assert_eq!(status, Ok(StatusCode::OK), "the page waited for the delivery");
    });
}

#[test]
fn every_look_of_many_at_once_is_in_the_log_before_its_page_is_there() {
    let office = Office::new();
    let (dossier, _) = office.first_task(LEADER);
    let looks = || {
        let count = "select count(*) from looked where page = 'dossier'";
        office.book().connection().query_row(count, [], |row| row.get::<u32>(0)).unwrap()
    };
    let before = looks();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..5 {
                    let seen = looks();
                    assert_eq!(office.get(LEADER, &dossier).status, StatusCode::OK);
                    assert!(looks() > seen, "the page is there and its line is not");
                }
            });
        }
    });
    assert_eq!(looks(), before + 40, "each look once");
}
