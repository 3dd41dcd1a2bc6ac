//! A mandate is recorded with an account that exists by its check digits, replaced, ended and taken back.

use axum::http::StatusCode;

use crate::desktop::{Desktop, HOSTILE};
use crate::landlord::{AUDITOR, CONSULTANT};
use crate::working::Office;

const PAGE: &str = "/doe/machtiging";

fn account(desk: &Desktop) -> Option<String> {
    desk.office.book().mandate_of(desk.id()).unwrap().map(|mandate| mandate.given.iban)
}

#[test]
fn a_mandate_is_recorded_replaced_ended_and_each_comes_back() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, CONSULTANT);
    let form = "wat=vastleggen&naam=A.+Jansen&getekend=2026-11-10&rekening=";
    let wrong = desk.sends(PAGE, &format!("{form}NL91+ABNA+0417+1643+01"));
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("rekeningnummer klopt niet") && wrong.text.contains("A. Jansen"));
    for late in ["2026-12-01", "2019-01-01", ""] {
        let refused =
            desk.sends(PAGE, &format!("wat=vastleggen&naam=A&getekend={late}&rekening=NL91ABNA0417164300"));
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "signed on {late}");
    }
    assert_eq!(account(&desk), None);

    let first = desk.sends(PAGE, &format!("{form}NL91+ABNA+0417+1643+00"));
    assert!(first.goes_to().contains("klaar="));
    assert_eq!(account(&desk).as_deref(), Some("NL91ABNA0417164300"));
    let second = desk.sends(PAGE, &format!("{form}NL20INGB0001234567"));
    assert_eq!(account(&desk).as_deref(), Some("NL20INGB0001234567"));
    assert!(desk.sees(PAGE).text.contains("NL20INGB0001234567"));
    assert!(desk.undoes(&second).goes_to().contains("terug"));
    assert_eq!(account(&desk).as_deref(), Some("NL91ABNA0417164300"), "the one before holds again");
    let ended = desk.sends(PAGE, "wat=einde");
    assert_eq!(account(&desk), None);
    assert_eq!(desk.sends(PAGE, "wat=einde").status, StatusCode::CONFLICT);
    assert!(desk.undoes(&ended).goes_to().contains("terug"));
    assert!(desk.undoes(&first).goes_to().contains("terug"));
    assert_eq!(account(&desk), None);
}

#[test]
fn hostile_names_are_names_and_who_may_not_record_sees_nothing() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, CONSULTANT);
    let form = format!("wat=vastleggen&naam={HOSTILE}&getekend=2026-11-10&rekening=NL91ABNA0417164300");
    assert!(desk.sends(PAGE, &form).goes_to().contains("klaar="));
    let shown = desk.sees(PAGE).text;
    assert!(!shown.contains("<script>alert") && shown.contains("&lt;script&gt;"));
    assert_eq!(desk.other(AUDITOR).sees(PAGE).status, StatusCode::FORBIDDEN);
}
