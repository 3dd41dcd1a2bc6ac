//! Deliveries that come late, in another order than one would like, or with holes: nothing is lost, nothing is invented.

use std::fs;

use crate::landlord::{Landlord, rows};
use domain::calendar::Day;

fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a day")
}

/// Lays a delivery of VERA files down by hand.
fn deliver(landlord: &Landlord, as_of: &str, files: &[(&str, &str)]) {
    let folder = landlord.folder.join("aanlevering").join(as_of);
    fs::create_dir_all(&folder).unwrap();
    let mut listed = Vec::new();
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
        listed.push(format!(r#"{{"naam":"{name}","aantal":{}}}"#, text.lines().count()));
    }
    let manifest = format!(r#"{{"peildatum":"{as_of}","bestanden":[{}]}}"#, listed.join(","));
    fs::write(folder.join("manifest.json"), manifest).unwrap();
}

const TENANCY: &str = r#"{"idExtern":"HO-1","begindatum":"2019-04-01","brutohuur":549.40,"relaties":[{"idExtern":"R-1","rol":{"code":"HUU"}}],"betaalwijzen":[{"soort":{"code":"OVB"}}]}"#;
const PERSON: &str = r#"{"idExtern":"R-1","voorletters":"A","achternaam":"Voorbeeld"}"#;

fn rent(number: u32, booked: &str, due: &str) -> String {
    format!(
        r#"{{"idExtern":"B-{number}","soort":{{"code":"VOR"}},"detailSoort":{{"code":"PRO"}},"boekdatum":"{booked}","vervaldatum":"{due}","bedrag":549.40,"overeenkomst":{{"idExtern":"HO-1"}}}}"#
    )
}

fn payment(number: u32, booked: &str) -> String {
    format!(
        r#"{{"idExtern":"B-{number}","soort":{{"code":"ONT"}},"detailSoort":{{"code":"BAN"}},"boekdatum":"{booked}","bedrag":549.40,"overeenkomst":{{"idExtern":"HO-1"}}}}"#
    )
}

#[test]
fn a_delivery_that_comes_after_a_newer_one_still_brings_its_payment() {
    let landlord = Landlord::new();
    let november = rent(1, "2026-11-01", "2026-11-01");
    let master = [("vera-relaties.ndjson", PERSON), ("vera-overeenkomsten.ndjson", TENANCY)];
    deliver(&landlord, "2026-11-03", &[master[0], master[1], ("vera-boekingen.ndjson", &november)]);
    landlord.night(day("2026-11-04"));
    deliver(&landlord, "2026-11-05", &[("vera-boekingen.ndjson", &rent(2, "2026-11-05", "2026-12-01"))]);
    landlord.night(day("2026-11-06"));
    let moved = TENANCY.replace("2019-04-01", "1999-01-01");
    let late = [
        ("vera-overeenkomsten.ndjson", moved.as_str()),
        ("vera-boekingen.ndjson", &payment(3, "2026-11-04")),
    ];
    deliver(&landlord, "2026-11-04", &late);
    landlord.night(day("2026-11-07"));
    let book = landlord.book();
    assert_eq!(rows(&book, "select sum(cents) from ledger where booked_on < 20762"), ["Integer(0)"]);
    let starts = format!("Integer({})", day("2019-04-01").0);
    assert_eq!(rows(&book, "select starts_on from tenancy"), [starts], "older master data are left alone");
    assert_eq!(rows(&book, "select count(*) from delivery where state = 'ingelezen'"), ["Integer(3)"]);
}

#[test]
fn administration_is_known_although_the_tenancy_comes_a_day_later() {
    let landlord = Landlord::new();
    let person = PERSON.replace('}', r#","rollen":[{"soort":{"code":"BWI"},"begindatum":"2026-01-01"}]}"#);
    deliver(&landlord, "2026-11-01", &[("vera-relaties.ndjson", &person)]);
    landlord.night(day("2026-11-02"));
    let rents = rent(1, "2026-11-01", "2026-11-01");
    deliver(
        &landlord,
        "2026-11-02",
        &[("vera-overeenkomsten.ndjson", TENANCY), ("vera-boekingen.ndjson", &rents)],
    );
    for night in 3..25 {
        landlord.night(day(&format!("2026-11-{night:02}")));
    }
    let book = landlord.book();
    assert_eq!(rows(&book, "select kind from circumstance"), ["Integer(11)"]);
    let to_tenant = "select letter from outbox where letter not like 'bewindvoerder%'";
    assert!(rows(&book, to_tenant).is_empty(), "{:?}", rows(&book, to_tenant));
}

#[test]
fn a_booking_dated_ahead_is_seen_on_its_day() {
    let landlord = Landlord::new();
    let bookings = format!("{}\n{}", rent(1, "2026-11-01", "2026-11-12"), payment(2, "2026-11-01"));
    let ahead = rent(3, "2026-11-12", "2026-11-12");
    deliver(
        &landlord,
        "2026-11-02",
        &[
            ("vera-relaties.ndjson", PERSON),
            ("vera-overeenkomsten.ndjson", TENANCY),
            ("vera-boekingen.ndjson", &format!("{bookings}\n{ahead}")),
        ],
    );
    for night in 3..30 {
        landlord.night(day(&format!("2026-11-{night:02}")));
    }
    // Nothing goes out on books this old, but the night noticed the claim and says why it waits.
    let waits = "select count(*) > 0 from decision where outcome like '%stale_books%'";
    assert_eq!(rows(&landlord.book(), waits), ["Integer(1)"], "the claim of 12 November was seen");
}

#[test]
fn a_row_that_cannot_be_read_is_not_an_item_that_was_paid_and_an_empty_list_holds_the_night() {
    let landlord = Landlord::new();
    let list = |name: &str, lines: &str| {
        let text = format!("Contractnummer;Factuurnr;Vervaldatum;Openstaand bedrag\n{lines}");
        fs::write(landlord.folder.join("aanlevering").join(name), text).unwrap();
    };
    list("posten-2026-11-09.csv", "1;A;01-11-2026;700,00\n2;B;01-11-2026;300,00\n");
    landlord.night(day("2026-11-10"));
    list("posten-2026-11-10.csv", "1;A;01-11-2026;#REF!\n2;B;01-11-2026;300,00\n");
    landlord.night(day("2026-11-11"));
    assert_eq!(rows(&landlord.book(), "select sum(cents) from ledger"), ["Integer(100000)"]);
    list("posten-2026-11-11.csv", "");
    let held = landlord.houvast(&["night", "2026-11-12"]);
    assert_eq!(held.status.code(), Some(4), "{}", String::from_utf8_lossy(&held.stderr));
    assert_eq!(rows(&landlord.book(), "select sum(cents) from ledger"), ["Integer(100000)"]);
}

#[test]
fn a_night_that_is_a_slip_of_the_pen_is_refused() {
    let landlord = Landlord::new();
    deliver(
        &landlord,
        "2026-11-01",
        &[("vera-relaties.ndjson", PERSON), ("vera-overeenkomsten.ndjson", TENANCY)],
    );
    landlord.night(day("2026-11-02"));
    let refused = landlord.houvast(&["night", "2031-04-26"]);
    assert_eq!(refused.status.code(), Some(2));
    landlord.night(day("2026-11-03"));
}
