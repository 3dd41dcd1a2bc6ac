//! Referral to help with consent, an own pay day, and the page about the early signal.

use axum::http::StatusCode;
use domain::dossier::CircumstanceKind;
use domain::facts::PayDayRule;

use crate::desktop::{Desktop, HOSTILE, today};
use crate::landlord::{AUDITOR, CONSULTANT, LEADER};
use crate::working::{Office, part};

const PAGE: &str = "/doe/doorverwijzing";

fn helped(desk: &Desktop) -> bool {
    let known = desk.dossier().circumstances;
    known.iter().any(|one| one.kind == CircumstanceKind::Help && one.holds_on(today()))
}

#[test]
fn a_referral_needs_consent_lets_collection_rest_and_ends_with_its_result() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, CONSULTANT);
    assert!(desk.sees(PAGE).text.contains("Budgetcoach De Brug"));
    let form = "naar=Budgetcoach+De+Brug&soort=budgetcoach&notitie=overzicht+maken&toestemming_door=A.+Jansen&toestemming_op=2026-11-20";
    let without = desk.sends(PAGE, form);
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(without.text.contains("Zonder toestemming") && without.text.contains("overzicht maken"));
    let later = form.replace("2026-11-20", "2026-11-22");
    assert_eq!(desk.sends(PAGE, &format!("{later}&toestemming=ja")).status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!helped(&desk));

    let begun = desk.sends(PAGE, &format!("{form}&toestemming=ja"));
    let shown = office.get(CONSULTANT, begun.goes_to()).text;
    assert!(shown.contains("Budgetcoach De Brug") && shown.contains("gestart"));
    assert!(helped(&desk), "nobody is dunned meanwhile");
    let id = office.book().referrals_of(desk.id()).unwrap()[0].id;
    let runs = desk.sends(PAGE, &format!("doorverwijzing={id}&hoe=loopt"));
    assert!(helped(&desk) && runs.goes_to().contains("klaar="));
    assert_eq!(desk.undoes(&begun).status, StatusCode::CONFLICT, "first the later act");
    let why = desk.sends(PAGE, &format!("doorverwijzing={id}&hoe=gestopt"));
    assert_eq!(why.status, StatusCode::UNPROCESSABLE_ENTITY);
    let ended = desk.sends(PAGE, &format!("doorverwijzing={id}&hoe=gestopt&afloop=huurder+wil+niet+meer"));
    assert!(!helped(&desk) && ended.goes_to().contains("klaar="));
    assert_eq!(
        desk.sends(PAGE, &format!("doorverwijzing={id}&hoe=klaar&afloop=x")).status,
        StatusCode::CONFLICT
    );
    assert!(desk.undoes(&ended).goes_to().contains("terug"));
    assert!(helped(&desk), "it runs again");
    assert!(desk.undoes(&runs).goes_to().contains("terug"));
    assert!(desk.undoes(&begun).goes_to().contains("terug"));
    assert!(!helped(&desk) && office.book().referrals_of(desk.id()).unwrap().is_empty());
}

#[test]
fn wrong_and_hostile_referrals_change_nothing() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, CONSULTANT);
    let hostile = format!(
        "naar_anders={HOSTILE}&soort=budgetcoach&notitie=x&toestemming_door=A&toestemming_op=2026-11-20&toestemming=ja"
    );
    let done = desk.sends(PAGE, &hostile);
    let shown = office.get(CONSULTANT, done.goes_to()).text;
    assert!(!shown.contains("<script>alert") && shown.contains("&lt;script&gt;"));
    for form in ["doorverwijzing=999&hoe=loopt", "doorverwijzing=x&hoe=klaar"] {
        assert_eq!(desk.sends(PAGE, form).status, StatusCode::NOT_FOUND, "{form}");
    }
    assert_eq!(desk.sends(PAGE, "soort=toverij&toestemming=ja").status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(desk.other(AUDITOR).sees(PAGE).status, StatusCode::FORBIDDEN);
}

#[test]
fn a_pay_day_is_agreed_measured_by_and_ended() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, CONSULTANT);
    let before = desk.dossier().tenancy.accepted_pay_day;
    let page = desk.sees("/doe/betaaldag").text;
    assert!(page.contains("Hoe deze huurder betaalt") && page.contains("Dagen erna"));
    for wrong in ["dag=0", "dag=31", "dag=", "dag=maandag", "dag=-3"] {
        let refused = desk.sends("/doe/betaaldag", &format!("wat=afspreken&{wrong}"));
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let done = desk.sends("/doe/betaaldag", "wat=afspreken&dag=25&notitie=loon+komt+de+24e");
    assert_eq!(desk.dossier().tenancy.accepted_pay_day, Some(25));
    let shown = office.get(CONSULTANT, done.goes_to()).text;
    assert!(shown.contains("de 25e"), "the dossier says so");
    assert_eq!(PayDayRule::Accepted(25).pay_by(crate::landlord::day("2026-11-01")).to_string(), "2026-11-25");
    let ended = desk.sends("/doe/betaaldag", "wat=einde");
    assert_eq!(desk.dossier().tenancy.accepted_pay_day, None);
    assert!(desk.undoes(&ended).goes_to().contains("terug"));
    assert_eq!(desk.dossier().tenancy.accepted_pay_day, Some(25));
    assert!(desk.undoes(&done).goes_to().contains("terug"));
    assert_eq!(desk.dossier().tenancy.accepted_pay_day, before);
}

#[test]
fn the_early_signal_shows_its_proofs_and_an_objection_holds_at_once() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, CONSULTANT);
    let page = desk.sees("/vroegsignaal").text;
    assert!(page.contains("Wat er moet zijn") && page.contains("Bezwaar van de huurder"));
    assert_eq!(desk.sends("/vroegsignaal", "notitie=").status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = desk.sends("/vroegsignaal", "notitie=aan+de+telefoon");
    let objects = |desk: &Desktop| {
        let known = desk.dossier().circumstances;
        known.iter().any(|one| one.kind == CircumstanceKind::SignalObjection && one.holds_on(today()))
    };
    assert!(objects(&desk) && desk.sees("/vroegsignaal").text.contains("Er gaat niets naar de gemeente"));
    assert_eq!(desk.sends("/vroegsignaal", "notitie=nog+eens").status, StatusCode::CONFLICT);
    assert!(desk.undoes(&done).goes_to().contains("terug"));
    assert!(!objects(&desk));
    let early = desk.sends("/vroegsignaal", "wat=geven&klopt=ja");
    assert!(early.status == StatusCode::CONFLICT && early.text.contains("het bewijs ontbreekt"));
    assert!(office.book().signals_of(desk.id()).unwrap().is_empty(), "what may not go is not given");
    let auditor = desk.other(AUDITOR);
    let looks = auditor.sees("/vroegsignaal");
    assert!(looks.status == StatusCode::OK && !looks.text.contains("Leg bezwaar vast"));
    assert_eq!(auditor.sends("/vroegsignaal", "wat=geven&klopt=ja").status, StatusCode::FORBIDDEN);
    assert_eq!(auditor.sends("/vroegsignaal", "wat=bestand&signaal=1").status, StatusCode::FORBIDDEN);
    assert_eq!(desk.sends("/vroegsignaal", "wat=bestand&signaal=1").status, StatusCode::NOT_FOUND);
    assert_eq!(auditor.sees("/vroegsignaal/1/bestand.zip").status, StatusCode::FORBIDDEN);
    assert_eq!(desk.sees("/vroegsignaal/1/bestand.zip").status, StatusCode::NOT_FOUND);
}

/// What stands on a page as a list can be taken along.
#[test]
fn own_acts_agenda_and_users_are_files_too() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, CONSULTANT);
    desk.sends("/doe", "handeling=notitie&notitie=%3Dbelt+morgen").goes_to();
    let acts = office.get(CONSULTANT, "/werk/handelingen.csv").text;
    assert!(acts.contains(&desk.number()) && acts.contains("belt morgen"), "{acts}");
    assert!(!acts.contains(";=belt"), "no cell is a formula: {acts}");
    assert!(office.get(CONSULTANT, "/werk/handelingen").text.contains("/werk/handelingen.xlsx"));
    let agenda = office.get(CONSULTANT, "/werk/agenda.json?weergave=week&van=allen");
    assert!(agenda.status == StatusCode::OK && agenda.text.starts_with('{'), "{}", agenda.text);
    assert_eq!(office.get(AUDITOR, "/werk/handelingen.csv").status, StatusCode::FORBIDDEN);
    for list in ["/huurders", "/post", "/bank?toon=gezien"] {
        let text = office.get(AUDITOR, list).text;
        assert!(!text.contains("Als bestand"), "{list} offers nothing that who looks may not take");
    }
    assert_eq!(office.get(CONSULTANT, "/inrichting/gebruikers.csv").status, StatusCode::FORBIDDEN);
    let users = office.get(crate::landlord::ADMINISTRATOR, "/inrichting/gebruikers.csv").text;
    assert!(users.contains("consulent@example.nl") && users.contains("huurconsulent"), "{users}");
    let team = office.get(CONSULTANT, "/werk/team.csv").text;
    assert!(
        team.starts_with("\u{feff}collega;rol;") && team.contains("Sandra de Boer;huurconsulent;"),
        "{team}"
    );
    let told = office.get(crate::landlord::ADMINISTRATOR, "/inrichting/meldingen.csv");
    assert!(told.status == StatusCode::OK && told.text.contains("afgehandeld door"));
}

#[test]
fn the_code_of_the_tenants_page_is_withdrawn_with_a_reason_and_comes_back() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, CONSULTANT);
    let mut book = office.book();
    let code = book.payment_code(desk.id(), &mut |bytes| bytes.fill(7)).expect("a code");
    let opens = |code: &str| office.book().tenancy_of_code(code).expect("a look").is_some();
    assert!(desk.sees("").text.contains("/doe/code"));
    let without_reason = desk.sends("/doe/code", "notitie=");
    assert_eq!(without_reason.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(without_reason.text.contains("waarom u de code intrekt") && opens(&code));
    assert_eq!(desk.other(AUDITOR).sends("/doe/code", "notitie=zomaar").status, StatusCode::FORBIDDEN);

    let done = desk.sends("/doe/code", "notitie=brief+lag+bij+de+buren");
    assert!(!opens(&code));
    assert!(desk.sees("/doe/code").text.contains("heeft nu geen code"));
    assert!(desk.sees("").text.contains("ode van de huurderspagina ingetrokken"));
    assert!(desk.undoes(&done).goes_to().contains("terug=1"));
    assert!(opens(&code), "the same code works again");

    let done = desk.sends("/doe/code", "notitie=toch+niet");
    book.payment_code(desk.id(), &mut |bytes| bytes.fill(9)).expect("another code");
    assert_eq!(desk.undoes(&done).status, StatusCode::CONFLICT);
    assert!(!opens(&code));
}

#[test]
fn nobody_ends_something_sensitive_before_looking_at_it() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, LEADER);
    desk.sends("/doe", "handeling=bevinding&bevinding=kan-niet-wil&notitie=gesprek+thuis").goes_to();
    let blind = desk.sees("/doe/beeindigen").text;
    assert!(blind.contains("Bekijk eerst wat het is") && !blind.contains("value=\"o:handeling"), "{blind}");
    let looked = desk.sees("/gevoelig?reden=stap").text;
    let end = part(&looked, "/doe/beeindigen?", "\"").expect("a way to end it").replace("&amp;", "&");
    let seeing = desk.sees(&format!("/doe/beeindigen?{end}")).text;
    assert!(seeing.contains("value=\"o:handeling") && seeing.contains("checked"), "{seeing}");
}
