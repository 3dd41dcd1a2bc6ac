//! What people did by day is what the next night knows: a night over those who wake comes to the same as one over everybody from
//! the truth, a running arrangement is not dunned, and what was ended comes back only when a delivery says something new.

use std::fs;
use std::path::Path;

use domain::arrangement::room::{Household, Post};
use domain::calendar::Day;
use domain::dossier::{Arrangement, CircumstanceKind, Dossier};
use domain::ids::TenancyId;
use domain::money::Cents;
use domain::staff::{Role, Seat};
use store::Book;
use store::acts::{Act, Ends, Record};
use store::post::Moment;
use store::rooms::NewRoom;
use store::staff::StaffId;

use crate::landlord::{Landlord, opening, rows, simulated, standing};

fn at(day: Day) -> Moment {
    Moment { day, seconds: i64::from(day.0) * 86_400 + 36_000 }
}

fn somebody(book: &Book) -> StaffId {
    let seat = Seat { role: Role::Consultant, districts: Vec::new() };
    book.add_staff("proef@example.org", "S. Proef", &seat, 0).unwrap().expect("a new account")
}

fn does(book: &mut Book, by: StaffId, id: TenancyId, day: Day, records: Vec<Record>) {
    let act = Act {
        tenancy: id,
        by,
        name: "S. Proef",
        at: at(day),
        kind: "proef",
        note: "reden",
        task: "",
        records,
    };
    book.act(&act).unwrap().expect("it is done");
}

/// The dossiers about which the night of a day planned a message that asks for money.
fn asked_on(book: &Book, day: Day) -> Vec<u32> {
    let query =
        format!("select tenancy from outbox where day = {} and amount is not null order by tenancy", day.0);
    let numbers = rows(book, &query).into_iter();
    numbers.map(|row| row.trim_start_matches("Integer(").trim_end_matches(')').parse().unwrap()).collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

/// Acts of all kinds about the dossiers of a landlord, a few of each.
fn a_day_at_the_office(book: &mut Book, today: Day, arranged: &[u32]) {
    let by = somebody(book);
    for id in arranged {
        let arrangement = Arrangement {
            agreed_on: today,
            covers_until: today,
            instalments: (0..4).map(|month| ((today + 9).plus_months(month), Cents(10_000))).collect(),
            ended_on: None,
        };
        does(book, by, TenancyId(*id), today, vec![Record::Arrangement(arrangement)]);
    }
    let open = "select tenancy, external from circumstance where closed_on is null and kind in (1, 3, 8, 10) order by external limit 8";
    let circumstances: Vec<(u32, String)> = {
        let mut statement = book.connection().prepare(open).unwrap();
        let read = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        read.collect::<Result<_, _>>().unwrap()
    };
    for (at, (tenancy, id)) in circumstances.into_iter().enumerate() {
        let on = today + (at % 3) as i32;
        let ends = Record::Ending { what: Ends::Circumstance, id, on };
        does(book, by, TenancyId(tenancy), today, vec![ends]);
    }
    for (at, id) in (2..300).step_by(17).enumerate() {
        let category = ["goed", "uitstekend", "persoonlijke-aandacht"][at % 3].to_string();
        let until = today + (at % 4) as i32;
        does(book, by, TenancyId(id), today, vec![Record::Category { category, until }]);
        let hold = Record::Circumstance { kind: CircumstanceKind::Hold, until: Some(today + 2), cents: None };
        does(book, by, TenancyId(id + 1), today, vec![hold]);
    }
}

#[test]
fn nights_after_a_day_of_acts_are_the_same_step_by_step_and_from_the_truth() {
    let simulated = simulated(21, 320, 14);
    let (until, landlord) = (simulated.horizon.to, Landlord::new());
    landlord.deliver(&opening(&simulated, until));
    let today = until.next();
    landlord.night(today);
    let asked = asked_on(&landlord.book(), today);
    assert!(asked.len() > 3, "{asked:?}");
    let (arranged, others) = asked.split_at(asked.len() / 2);
    a_day_at_the_office(&mut landlord.book(), today, arranged);

    let twin = Landlord::new();
    fs::remove_dir_all(&twin.folder).unwrap();
    copy(&landlord.folder, &twin.folder);
    for ahead in 1..=6 {
        let night = (today + ahead).to_string();
        for (one, more) in [(&landlord, None), (&twin, Some("--alles"))] {
            let mut arguments = vec!["night", &night];
            arguments.extend(more);
            let output = one.houvast(&arguments);
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        let without_wake = |folder: &Path| -> Vec<String> {
            standing(folder).into_iter().filter(|row| !row.starts_with("Text(\"position\")")).collect()
        };
        assert_eq!(without_wake(&landlord.folder), without_wake(&twin.folder), "{night}");
        let place = "select tenancy, category, since, outcome from position order by tenancy";
        assert_eq!(rows(&landlord.book(), place), rows(&twin.book(), place), "{night}");
    }
    let book = landlord.book();
    let dunned: Vec<u32> = (1..=6).flat_map(|ahead| asked_on(&book, today + ahead)).collect();
    assert!(arranged.iter().all(|id| !dunned.contains(id)), "an arrangement that runs is not dunned");
    assert!(!others.is_empty());
    for id in 1..320 {
        let (mut packed, id) = (Dossier::default(), TenancyId(id));
        if book.unpack_one(id, &mut packed).unwrap() {
            assert_eq!(Some(packed), book.dossier_from_truth(id).unwrap(), "dossier {}", id.0);
        }
    }
}

#[test]
fn amounts_that_a_tenant_let_us_keep_are_wiped_by_the_night_after_their_last_day() {
    let simulated = simulated(21, 60, 4);
    let (until, landlord) = (simulated.horizon.to, Landlord::new());
    landlord.deliver(&opening(&simulated, until));
    let today = until.next();
    landlord.night(today);
    {
        let mut book = landlord.book();
        let by = somebody(&book);
        let household = Household::from([(Post::Income, Cents(161_803)), (Post::Rent, Cents(54_940))]);
        let room = NewRoom { cents: Cents(4_500), kept: Some((household, today.next())) };
        does(&mut book, by, TenancyId(1), today, vec![Record::Room(room)]);
    }
    let kept = || rows(&landlord.book(), "select amounts from room")[0].clone();
    landlord.night(today.next());
    assert!(kept().contains("161803"), "{}", kept());
    landlord.night(today + 2);
    assert_eq!(kept(), "Text(\"\")");
    assert_eq!(rows(&landlord.book(), "select cents from room"), ["Integer(4500)"], "the outcome stays");
    drop(landlord.book());
    let file = fs::read(landlord.folder.join("boek.sqlite")).expect("the book");
    assert!(!file.windows(6).any(|bytes| bytes == b"161803"), "nothing of it is left in the file");
}
