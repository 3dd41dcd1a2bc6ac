//! Every number leads to what it is made of; sensitive things are seen after a reason that is logged; a step that comes can be passed
//! over; the timeline knows partners.

use axum::http::StatusCode;
use domain::delivery::{BookingRow, Place, Row, Stated};
use domain::dossier::CircumstanceKind;
use domain::ledger::EntryKind;
use domain::money::Cents;
use store::intake::{Announced, Fed};

use crate::desktop::{Desktop, numbers, today};
use crate::landlord::{AUDITOR, CONSULTANT, LEADER};
use crate::working::{Office, part};

#[test]
fn every_amount_leads_to_its_definition_and_its_bookings() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, LEADER);
    let dossier = desk.sees("").text;
    for fact in ["arrears", "disputed", "claimable"] {
        assert!(dossier.contains(&format!("/geld#kenmerk-{fact}")), "{fact}");
    }
    let money = desk.sees("/geld");
    let amounts = part(&dossier, "id=\"stand\"", "</dl>").expect("how things stand");
    for row in amounts.split("<dt>").skip(1).filter(|row| row.contains('€') && !row.starts_with("Regeling"))
    {
        let place = part(row, "/geld#", "\"").unwrap_or_else(|| panic!("an amount leads nowhere: {row}"));
        assert!(money.text.contains(&format!("id=\"{place}\"")), "{place}");
    }
    assert!(desk.sees("/waarom").text.contains("/geld#getallen"));
    assert_eq!(money.status, StatusCode::OK);
    for fact in ["arrears", "months_behind", "days_overdue", "claimable", "learned_pay_day", "late_months_6"]
    {
        assert!(money.text.contains(&format!("id=\"kenmerk-{fact}\"")), "{fact}");
    }
    assert!(money.text.contains("Hoe berekend?") && money.text.contains("Saldo"));
    let costs = desk.sees("/kosten").text;
    for months in [2, 3, 6] {
        assert!(costs.contains(&format!("Over {months} maanden")), "{months}");
    }
    assert_eq!(desk.other(AUDITOR).sees("/geld").status, StatusCode::OK);
}

#[test]
fn sensitive_things_are_seen_after_a_reason_that_is_in_the_log() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, CONSULTANT);
    let found = desk.sends("/doe", "handeling=bevinding&bevinding=kan-niet-wil&notitie=baan+kwijt+en+ziek");
    assert_eq!(found.status, StatusCode::SEE_OTHER);
    assert!(desk.dossier().circumstances.iter().any(|one| one.kind == CircumstanceKind::CannotButWill));
    let dossier = desk.sees("").text;
    assert!(!dossier.contains("baan kwijt en ziek"));
    assert!(dossier.contains("Gevoelig gegeven") && dossier.contains("bekijk met reden"));
    let file = desk.sees("/tijdlijn.csv").text;
    assert!(!file.contains("baan kwijt") && file.contains("Gevoelig gegeven"));
    let closed = desk.sees("/gevoelig").text;
    assert!(closed.contains("Waarom kijkt u?") && !closed.contains("baan kwijt"));
    assert!(!desk.sees("/gevoelig?reden=zomaar").text.contains("baan kwijt"));
    let open = desk.sees("/gevoelig?reden=gesprek").text;
    assert!(open.contains("baan kwijt en ziek") && open.contains("Kan niet, wil wel"));
    let logged = "select count(*) from looked where page = 'gevoelige gegevens, voor een gesprek'";
    let looks: i64 = office.book().connection().query_row(logged, [], |row| row.get(0)).unwrap();
    assert_eq!(looks, 1);
    assert_eq!(desk.other(AUDITOR).sees("/gevoelig?reden=gesprek").status, StatusCode::FORBIDDEN);
}

#[test]
fn a_step_that_comes_is_passed_over_with_a_reason_and_comes_back() {
    let office = Office::new();
    let desks = numbers(&office, LEADER).into_iter().map(|number| Desktop {
        office: &office,
        person: LEADER,
        dossier: format!("/dossier/{number}"),
    });
    let mut with_steps = desks.filter_map(|desk| {
        let page = desk.sees("").text;
        let address = part(&page, "/doe/overslaan?", "\"")?.replace("&amp;", "&");
        Some((desk, address))
    });
    let (desk, address) = with_steps.next().expect("something comes for somebody");
    let before = desk.sees("").text.matches("/doe/overslaan?").count();
    let page = desk.sees(&format!("/doe/overslaan?{address}")).text;
    assert!(page.contains("Sla deze stap over"));
    assert_eq!(desk.sends("/doe/overslaan", &address).status, StatusCode::UNPROCESSABLE_ENTITY, "why?");
    let done = desk.sends("/doe/overslaan", &format!("{address}&notitie=huurder+is+op+reis"));
    let shown = office.get(LEADER, done.goes_to()).text;
    assert!(shown.contains("tap overgeslagen") && shown.contains("huurder is op reis"));
    assert!(
        !shown.contains(&format!("/doe/overslaan?{}", address.replace('&', "&amp;"))),
        "it does not come"
    );
    let again = desk.sends("/doe/overslaan", &format!("{address}&notitie=nog+eens"));
    assert_eq!(again.status, StatusCode::OK, "it is not there any more, and nothing is recorded");
    assert!(desk.undoes(&done).goes_to().contains("terug"));
    assert_eq!(desk.sees("").text.matches("/doe/overslaan?").count(), before);
}

#[test]
fn the_timeline_shows_what_partners_did() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, CONSULTANT);
    let help = desk.sends("/doe", "handeling=hulp&notitie=budgetcoach");
    assert_eq!(help.status, StatusCode::SEE_OTHER);
    let partners = desk.sees("?toon=partners").text;
    let timeline = partners.split_once("id=\"tijdlijn\"").expect("a timeline").1;
    assert!(timeline.contains("Hulp") && !timeline.contains(">Geld</span>"), "{timeline}");
}

#[test]
fn what_a_tenant_refuses_does_not_stand_among_the_ways_to_reach_him() {
    let office = Office::new();
    let mut book = office.book();
    let sms = "update tenancy set refused = reachable & 1, reachable = reachable | 1";
    book.connection().execute(sms, []).unwrap();
    book.rebuild_packed().unwrap();
    let mut refusing = 0;
    for number in numbers(&office, LEADER) {
        let page = office.get(LEADER, &format!("/dossier/{number}")).text;
        let reached = part(&page, "<dt>Bereikbaar</dt>", "</div>").expect("how we reach him");
        let Some((ways, refused)) = reached.split_once("wil geen ") else { continue };
        let refused = refused.split('<').next().unwrap_or_default();
        assert!(refused.split(", ").all(|way| !ways.contains(way)), "{number}: {reached}");
        refusing += 1;
    }
    assert!(refusing > 0, "somebody refuses something");
}

#[test]
fn a_task_of_who_is_in_no_special_group_says_since_when_something_is_open() {
    let office = Office::new();
    let all = "insert into task select '00000000000000000000000000' || (200000 + id), (select max(id) from night_run), id, \
               (select max(day) from night_run), 'gesprek', 'huurconsulent', 'automatisch', '', '', 'open' from tenancy";
    let mut book = office.book();
    book.connection().execute(all, []).unwrap();
    // And nobody paid in November.
    let october = crate::landlord::day("2026-10-25").0;
    book.connection().execute("delete from ledger where cents < 0 and booked_on > ?1", [october]).unwrap();
    book.rebuild_packed().unwrap();
    let list = office.get(LEADER, "/werk.csv?lijst=wijk").text;
    assert!(list.contains("De oudste open post is van "), "{list}");
    let owes = |row: &&str| row.contains("Geen van de andere regels past.") && !row.contains(";0,00;");
    assert_eq!(list.lines().find(owes), None);
}

/// The landlord delivers a payment; the same number with another amount corrects it.
fn delivers_payment(office: &Office, number: &str, cents: i64) {
    delivers(office, payment(number, cents));
}

fn payment(number: &str, cents: i64) -> BookingRow {
    BookingRow {
        external: "B-verkeerd".into(),
        tenancy: number.into(),
        kind: EntryKind::Payment,
        booked_on: today().previous(),
        due_on: None,
        cents: Cents(-cents),
        designated: String::new(),
        reason: None,
        description: "verkeerd overgetypt".into(),
        reference: String::new(),
    }
}

fn delivers(office: &Office, booking: BookingRow) {
    let announced = Announced {
        hash: [booking.cents.0 as u8; 32],
        signature: 0,
        name: format!("proef {}", booking.cents),
        kind: "vera".into(),
        released: true,
        costs_clauses: Default::default(),
    };
    let taken = office.book().take_in(&announced, today(), &mut |sink| {
        let place = Place { file: "proef.ndjson".into(), row: 1 };
        sink(Fed::Row(place, Row::Booking(booking.clone())));
        Ok(Stated { as_of: Some(today().previous()), ..Stated::default() })
    });
    taken.expect("the book takes it").expect("the source reads");
}

#[test]
fn what_is_prescribed_stands_apart_and_in_no_arrears() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, LEADER);
    let arrears = |page: &str| part(page, "#kenmerk-arrears\"", "</dd>").expect("arrears").to_string();
    let before = desk.sees("").text;
    let due_on = Some(crate::landlord::day("2020-03-05"));
    let (number, kind) = (desk.number(), EntryKind::Settlement);
    delivers(&office, BookingRow { kind, due_on, ..payment(&number, -31_025) });
    let after = desk.sees("").text;
    assert_eq!(arrears(&after), arrears(&before), "nobody asks for it");
    let apart = part(&after, "Ouder dan vijf jaar", "</div>").expect("it is told");
    assert!(apart.contains("310,25") && apart.contains("vragen wij niet"), "{apart}");
    assert!(desk.sees("/geld").text.contains("ouder dan vijf jaar: wij vragen dit niet"));
    assert!(!before.contains("Ouder dan vijf jaar"));
}

#[test]
fn who_saw_that_prescription_was_interrupted_says_so_and_takes_it_back() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, LEADER);
    assert!(!desk.sees("").text.contains("Stuiting vastleggen"), "there is nothing old");
    let due_on = Some(crate::landlord::day("2020-03-05"));
    let (number, kind) = (desk.number(), EntryKind::Settlement);
    delivers(&office, BookingRow { kind, due_on, ..payment(&number, -31_025) });
    assert!(desk.sees("").text.contains("Stuiting vastleggen"));
    let form = |day: &str, note: &str| {
        desk.sends("/doe/stuiting", &format!("posten=2020-03-05&dag={day}&notitie={note}"))
    };
    let without_proof = form("2023-02-01", "");
    assert!(without_proof.text.contains("welk bewijs u hebt gezien"));
    assert!(form("2025-03-06", "brief").text.contains("Op die dag was dit al verjaard"));
    assert!(form("2020-03-05", "brief").text.contains("Kies een dag van 6 maart 2020"));
    let done = form("2023-02-01", "aangetekende+brief,+in+het+archief");
    let after = desk.sees("").text;
    assert!(!after.contains("Ouder dan vijf jaar"), "it may be asked again");
    assert!(after.contains("Verjaring gestuit, over wat verviel tot en met 5 maart 2020"));
    desk.undoes(&done).goes_to();
    assert!(desk.sees("").text.contains("Ouder dan vijf jaar"), "taken back");
}

#[test]
fn a_corrected_booking_is_struck_out_and_no_event_of_its_own() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, LEADER);
    let chart = |page: &str| {
        let mark = part(page, "class=\"betaling\"", "/>").expect("a mark for every payment");
        [mark, part(page, "Toon als tabel", "id=\"tijdlijn\"").expect("a table")].concat()
    };
    let before = chart(&desk.sees("").text);
    delivers_payment(&office, &desk.number(), 12_345);
    delivers_payment(&office, &desk.number(), 0);
    let dossier = desk.sees("").text;
    let (_, timeline) = dossier.split_once("id=\"tijdlijn\"").expect("a timeline");
    assert_eq!(timeline.matches("123,45").count(), 1, "once: that it was corrected is no event");
    assert!(timeline.contains("verkeerd overgetypt") && timeline.contains("(verbeterd)"));
    assert_eq!(chart(&dossier), before, "and nothing was received");
    let money = desk.sees("/geld").text;
    assert!(
        money.contains("Later rechtgezet: telt niet mee") && money.contains("Rechtzetting: telt niet mee")
    );
}
