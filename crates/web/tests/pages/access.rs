//! What a tenant may ask (art. 15 AVG): who looked and changed, and everything that is kept.

use axum::http::StatusCode;
use serde_json::Value;

use crate::landlord::{ADMINISTRATOR, AUDITOR, CONSULTANT, LEADER, cookie};
use crate::working::Office;

#[test]
fn who_answers_a_tenant_takes_all_that_is_kept_and_no_name_of_a_colleague() {
    let office = Office::new();
    let (dossier, _) = office.first_task(LEADER);
    let note = format!("zegel={}&handeling=notitie&notitie=belt+liever+na+vijf+uur", office.seal(LEADER));
    office.post(&cookie(LEADER), &format!("{dossier}/doe"), &note).goes_to();
    office.get(AUDITOR, &dossier);
    let file = office.get(LEADER, &format!("{dossier}/inzage/alles.json"));
    assert_eq!(file.headers["content-disposition"], "attachment; filename=\"inzage.json\"");
    assert_eq!(file.headers["cache-control"], "no-store");
    let all: Value = serde_json::from_str(&file.text).expect("it is JSON");
    let told = &all["gegevens"];
    for (name, head) in [
        ("Huurders", "naam"),
        ("Huurovereenkomst en woning", "straat"),
        ("Boekingen", "bedrag"),
        ("Besluiten van de nachten", "indeling"),
        ("Taken", "wat"),
    ] {
        assert!(!told[name][0][head].is_null(), "{name} says nothing of {head}");
    }
    assert_eq!(told["Handelingen van medewerkers"][0]["notitie"], "belt liever na vijf uur");
    let looked = told["Wie dit dossier opende of veranderde"].as_array().unwrap();
    assert!(looked.iter().any(|line| line["door een"] == "controleur" && line["wat"] == "bekeken"));
    for colleague in ["Karim Aydin", "Thomas Visser"] {
        assert!(!file.text.contains(colleague), "{colleague} is in what a tenant gets");
    }
    let printed = office.get(LEADER, &format!("{dossier}/inzage/alles")).text;
    assert!(printed.contains("belt liever na vijf uur") && printed.contains("Autoriteit Persoonsgegevens"));
    let log = office.get(AUDITOR, &format!("{dossier}/inzage")).text;
    for words in ["alles wat wij bewaren, als bestand", "Karim Aydin", "10:00"] {
        assert!(log.contains(words), "the log says nothing of {words}");
    }
}

#[test]
fn only_who_answers_tenants_takes_it_away() {
    let office = Office::new();
    let (dossier, _) = office.first_task(LEADER);
    for person in [CONSULTANT, AUDITOR, ADMINISTRATOR] {
        for page in ["alles", "alles.json"] {
            let status = office.get(person, &format!("{dossier}/inzage/{page}")).status;
            assert_eq!(status, StatusCode::FORBIDDEN, "{person} {page}");
        }
    }
    assert_eq!(office.get(AUDITOR, &format!("{dossier}/inzage")).status, StatusCode::OK);
    assert_eq!(office.get(LEADER, &format!("{dossier}/inzage.csv")).status, StatusCode::OK);
    assert_eq!(office.get(CONSULTANT, &format!("{dossier}/inzage.csv")).status, StatusCode::FORBIDDEN);
    let page = office.get(AUDITOR, &format!("{dossier}/inzage")).text;
    assert!(!page.contains("/inzage/alles") && page.contains("Boekingen"));
}
