//! Every number leads to what it is made of; sensitive things are seen after a reason that is logged; a step that comes can be passed
//! over; the timeline knows partners.

use axum::http::StatusCode;
use domain::dossier::CircumstanceKind;

use crate::desktop::{Desktop, numbers};
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
    assert_eq!(money.status, StatusCode::OK);
    for fact in ["arrears", "months_behind", "days_overdue", "claimable", "learned_pay_day"] {
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
