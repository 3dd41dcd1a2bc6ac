//! What a tenant can pay a month: worked out and forgotten, the outcome with the arrangement, the amounts only with consent and not
//! for longer, and no arrangement where none fits.

use axum::http::StatusCode;
use domain::money::Cents;

use crate::desktop::{Desktop, HOSTILE, confirmed, seen_terms, today};
use crate::landlord::{AUDITOR, EMPLOYEE, LEADER};
use crate::working::Office;

/// A household with this income, in euros, of which 1.270 goes out.
fn household(income: i64) -> String {
    format!("inkomen={income}&huur=550&energie=180&zorg=140&boodschappen=400")
}

/// Everything the log says, in one text.
fn log(office: &Office) -> String {
    let book = office.book();
    let query = "select what || ' ' || detail from audit union all select 'bekeken ' || page from looked";
    let mut statement = book.connection().prepare(query).unwrap();
    let lines = statement.query_map([], |row| row.get::<String>(0)).unwrap();
    lines.collect::<Result<Vec<_>, _>>().unwrap().join("\n")
}

#[test]
fn what_is_worked_out_is_shown_and_forgotten() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, LEADER);
    let empty = desk.sees("/doe/ruimte");
    assert!(empty.status == StatusCode::OK && empty.text.contains("Komt binnen"));
    let worked = desk.sends("/doe/ruimte", &format!("wat=bereken&{}", household(1_514)));
    assert_eq!(worked.status, StatusCode::OK);
    assert!(worked.text.contains("244,00 per maand"), "1.514 less 1.270");
    assert!(worked.text.contains("value=\"1514\""), "what was typed stands there");
    assert!(worked.text.contains("Dit past:"));
    assert!(!desk.sees("/doe/ruimte").text.contains("1514"), "nothing is kept");
    assert!(office.book().room(desk.id()).unwrap().is_none());

    let missing = desk.sends("/doe/ruimte", "wat=bereken&inkomen=1514&huur=550&energie=180&zorg=140");
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        missing.text.contains("boodschappen") && !missing.text.contains("Dit past:"),
        "missing is not zero"
    );
    let hostile = desk.sends("/doe/ruimte", &format!("wat=bewaar&{}&vervoer={HOSTILE}", household(1_514)));
    assert!(hostile.status == StatusCode::UNPROCESSABLE_ENTITY && !hostile.text.contains("<script>alert"));
    assert!(!log(&office).contains("1514") && !log(&office).contains("1.514"), "the log knows no amount");
    assert_eq!(desk.other(AUDITOR).sends("/doe/ruimte", "wat=bewaar").status, StatusCode::FORBIDDEN);
    assert_eq!(desk.other(EMPLOYEE).sees("/doe/ruimte").status, StatusCode::FORBIDDEN);
}

#[test]
fn the_outcome_goes_with_the_arrangement_and_comes_back_out() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, LEADER);
    let debt = desk.debt();
    // A quarter of the debt, in whole euros: four or five terms.
    let income = 1_270 + debt.0 / 400;
    let kept = desk.sends("/doe/ruimte", &format!("wat=bewaar&{}", household(income)));
    assert!(kept.goes_to().contains("/doe/regeling?klaar="), "{}", kept.goes_to());
    let row = office.book().room(desk.id()).unwrap().expect("an outcome");
    assert_eq!((row.cents, row.kept), (Cents::euros(debt.0 / 400), None));

    let page = office.get(LEADER, kept.goes_to()).text;
    assert!(page.contains("Ruimte: ") && page.contains("Ongedaan maken"));
    let terms = seen_terms(&page);
    assert!(terms.iter().all(|(_, cents)| *cents <= row.cents), "the proposal fits: {terms:?}");
    let more = desk.sees("/doe/regeling?vorm=aantal&aantal=1&dag=2026-11-30").text;
    assert!(!more.contains("Dat is meer dan er per maand over is"), "nothing is ticked yet");
    let done = desk.sends("/doe/regeling", &confirmed(&page, "vastleggen", "zoals+besproken"));
    let shown = office.get(LEADER, done.goes_to()).text;
    assert!(shown.contains("per maand, berekend op") && shown.contains("zoals besproken"));
    assert!(!log(&office).contains(&row.cents.to_string()), "the log knows no amount");

    assert!(desk.undoes(&done).goes_to().contains("terug"));
    assert!(desk.undoes(&kept).goes_to().contains("terug"));
    assert!(office.book().room(desk.id()).unwrap().is_none());
}

#[test]
fn amounts_are_kept_with_consent_until_a_day_and_wiped_when_asked() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, LEADER);
    let until = today() + 10;
    let too_long = format!("wat=bewaar&{}&toestemming=ja&tot={}", household(1_514), today() + 400);
    assert_eq!(desk.sends("/doe/ruimte", &too_long).status, StatusCode::UNPROCESSABLE_ENTITY);
    let form = format!("wat=bewaar&{}&toestemming=ja&tot={until}", household(1_514));
    assert!(desk.sends("/doe/ruimte", &form).goes_to().contains("klaar="));
    let is_kept = || office.book().room(desk.id()).unwrap().expect("an outcome").kept.is_some();
    assert!(is_kept());
    let page = desk.sees("/doe/ruimte").text;
    assert!(page.contains("value=\"1.514,00\"") && page.contains("Daarna worden ze gewist"));
    office.book().wipe_amounts(until).unwrap();
    assert!(is_kept(), "the last day is a day on which they are kept");
    office.book().wipe_amounts(until.next()).unwrap();
    assert!(!is_kept());

    assert!(desk.sends("/doe/ruimte", &form).goes_to().contains("klaar="));
    assert_eq!(desk.other(AUDITOR).sends("/doe/ruimte", "wat=wis").status, StatusCode::FORBIDDEN);
    assert!(desk.sends("/doe/ruimte", "wat=wis").goes_to().ends_with("/doe/ruimte"));
    assert!(!is_kept());
    assert!(desk.sends("/doe/ruimte", &form).goes_to().contains("klaar="));
    let newer = desk.sends("/doe/ruimte", &format!("wat=bewaar&{}", household(1_600)));
    assert!(newer.goes_to().contains("klaar="));
    let amounts = "select count(*) from room where amounts <> ''";
    let left: i64 = office.book().connection().query_row(amounts, [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0, "a newer sheet without consent leaves none of the older one");
}

#[test]
fn where_nothing_fits_the_page_says_so_and_leads_to_help() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, LEADER);
    let works_out = |income| desk.sends("/doe/ruimte", &format!("wat=bereken&{}", household(income))).text;
    for income in [1_100, 1_270] {
        let page = works_out(income);
        assert!(
            page.contains("Er past nu geen regeling") && page.contains("/doe/doorverwijzing"),
            "{income}"
        );
    }
    // Thirty terms, where the landlord allows twelve months.
    let little = works_out(1_270 + desk.debt().0 / 3_000 + 1);
    assert!(little.contains("Dat past niet bij het beleid") && little.contains("/doe/doorverwijzing"));
}
