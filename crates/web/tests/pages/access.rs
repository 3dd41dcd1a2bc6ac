//! Who looked and changed, for who oversees; and what a tenant may ask (art. 15 AVG): that, and everything that is kept.

use axum::http::StatusCode;
use domain::staff::{Role, Seat};
use serde_json::Value;

use crate::landlord::{ADMINISTRATOR, AUDITOR, CONSULTANT, EMPLOYEE, LEADER, cookie};
use crate::working::{Office, part};

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

#[test]
fn what_a_tenant_gets_is_plain_dutch_and_says_what_is_open() {
    let office = Office::busy();
    let desk = crate::desktop::Desktop::who_owes(&office, LEADER);
    desk.sends("/doe", "handeling=notitie&notitie=kan-wel%7Czo+gezegd").goes_to();
    let all: Value = serde_json::from_str(&desk.sees("/inzage/alles.json").text).unwrap();
    let told = all["gegevens"].as_object().unwrap();
    let open = told["Wat er nu openstaat"].as_array().unwrap();
    let (total, items) = open.split_last().expect("something is open");
    let sum: i64 = items.iter().map(|item| item["nog open"].as_i64().unwrap()).sum();
    assert!(sum > 0 && total["wat"] == "Samen" && total["nog open"] == sum, "{open:?}");
    let dossier = desk.sees("").text;
    let printed = desk.sees("/inzage/alles").text;
    let euros = format!("{},{:02}", sum / 100, sum % 100);
    let plain = |page: &str| page.replace(['\u{a0}', '.'], "");
    assert!(plain(&dossier).contains(&euros) && plain(&printed).contains(&euros), "{euros}");
    let nothing = part(&printed, "staat bij ons niets: ", "</p>").unwrap();
    assert!(!nothing.contains("wat er nu openstaat"), "{nothing}");
    let policy = crate::landlord::policy().policy.unwrap();
    let flows = policy
        .flows
        .iter()
        .flat_map(|flow| std::iter::once(&flow.id).chain(flow.steps.iter().map(|step| &step.id)));
    let ids = policy
        .categories
        .iter()
        .map(|one| &one.id)
        .chain(policy.letters.iter().map(|one| &one.id))
        .chain(flows);
    let slugs: Vec<&String> = ids.filter(|id| id.contains('-')).collect();
    let by_a_person = ["notitie", "omschrijving", "tekst", "onderwerp", "e-mailadres"];
    for (name, rows) in told {
        for (head, value) in rows.as_array().unwrap().iter().flat_map(|row| row.as_object().unwrap()) {
            let Some(text) = value.as_str().filter(|_| !by_a_person.contains(&head.as_str())) else {
                continue;
            };
            assert!(!text.contains('|') && !text.contains('_'), "{name}, {head}: {text}");
            assert!(!slugs.iter().any(|slug| text == *slug), "{name}, {head}: {text}");
            let is_task =
                domain::policy::TaskKind::ALL.iter().any(|kind| kind.dutch() == text && text.contains('-'));
            assert!(!is_task, "{name}, {head}: {text}");
        }
    }
    let happened = told["Wat er met berichten gebeurde"].as_array().unwrap().iter();
    for text in happened.filter_map(|line| line["wat"].as_str()) {
        let first = text.trim_start_matches("Bericht ").split([' ', ':']).next().unwrap_or_default();
        assert!(!policy.letters.iter().any(|letter| letter.id == first), "{text}");
    }
    let outcome = told["Besluiten van de nachten"][0]["uitkomst"].as_str().unwrap();
    assert!(outcome.contains(' ') && !outcome.contains("stap|"), "{outcome}");
}

#[test]
fn no_colleague_is_named_to_a_tenant_also_where_our_own_words_name_one() {
    let office = Office::new();
    let (dossier, task) = office.first_task(LEADER);
    let (to, _) = office.hires("Renske Postma", Seat { role: Role::Consultant, districts: Vec::new() });
    let form = format!("zegel={}&taak={task}&wat=geef&aan={}", office.seal(LEADER), to.0);
    office.post(&cookie(LEADER), "/werk/samen", &form).goes_to();
    let file = office.get(LEADER, &format!("{dossier}/inzage/alles.json")).text;
    assert!(file.contains("taak gegeven aan een collega"), "it was given");
    assert!(!file.contains("Renske Postma") && !file.contains("Karim Aydin"));
}

/// The rows of the page with the whole log.
fn log_lines(page: &str) -> Vec<&str> {
    page.split("<tr>").skip(2).map(|row| row.split("</tr>").next().expect("a row ends")).collect()
}

#[test]
fn who_oversees_reads_every_look_change_and_file_newest_first_and_is_read_too() {
    let office = Office::new();
    let (dossier, _) = office.first_task(LEADER);
    let number = dossier.trim_start_matches("/dossier/");
    let note = format!("zegel={}&handeling=notitie&notitie=belt+liever+na+vijf+uur", office.seal(LEADER));
    office.post(&cookie(LEADER), &format!("{dossier}/doe"), &note).goes_to();
    office.get(CONSULTANT, "/huurders.csv");
    for person in [AUDITOR, ADMINISTRATOR] {
        assert!(office.get(person, "/hulp").text.contains("href=\"/inrichting/logboek\""), "a way there");
    }
    office.get(AUDITOR, "/inrichting/logboek");
    let page = office.get(AUDITOR, "/inrichting/logboek").text;
    let lines = log_lines(&page);
    assert!(lines[0].contains("Thomas Visser") && lines[0].contains("<td>logboek</td>"), "{}", lines[0]);
    let export =
        lines.iter().find(|line| line.contains("lijst van huurders als bestand")).expect("the export");
    assert!(export.contains("Sandra de Boer") && export.contains("2026-11-21"), "{export}");
    let noted = lines.iter().find(|line| line.contains("<td>notitie</td>")).expect("the note");
    assert!(noted.contains("gewijzigd") && noted.contains(&format!("{dossier}/inzage")), "{noted}");
    assert!(!page.contains("na vijf uur"), "the log says that, not what");
    assert_eq!(office.get(ADMINISTRATOR, "/inrichting/logboek").status, StatusCode::OK);
    assert_eq!(office.get(LEADER, "/inrichting/logboek").status, StatusCode::OK);
    for person in [CONSULTANT, EMPLOYEE] {
        for ending in ["", ".csv"] {
            let answer = office.get(person, &format!("/inrichting/logboek{ending}"));
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{person}{ending}");
        }
    }
    let file: Value = serde_json::from_str(&office.get(AUDITOR, "/inrichting/logboek.json").text).unwrap();
    let rows = file["rijen"].as_array().unwrap();
    assert!(rows.iter().any(|row| row["dossier"] == number && row["wie"] == "Karim Aydin"));
    assert!(office.get(AUDITOR, "/inrichting/logboek").text.contains("logboek als bestand"));
}

#[test]
fn the_log_is_filtered_in_the_address_and_leafed_through_without_a_gap() {
    let office = Office::new();
    for _ in 0..130 {
        office.get(AUDITOR, "/huurders");
        office.get(AUDITOR, "/inrichting/logboek?wat=gewijzigd");
    }
    let first = office.get(AUDITOR, "/inrichting/logboek?wat=bekeken").text;
    let next = part(&first, "rel=\"next\" href=\"", "\"").expect("there is more").replace("&amp;", "&");
    let second = office.get(AUDITOR, &next).text;
    assert_eq!((log_lines(&first).len(), log_lines(&second).len() >= 30), (100, true), "{next}");
    assert!(next.contains("wat=bekeken") && second.contains("nieuwste"));
    let rows = |query: &str| office.get(LEADER, &format!("/inrichting/logboek.csv?{query}")).text;
    let of_leader = rows("wie=1");
    assert!(of_leader.lines().skip(1).all(|line| line.contains("Karim Aydin")), "{of_leader}");
    assert_eq!(rows("van=2026-11-22").lines().count(), 1, "nothing of tomorrow");
    assert_eq!(rows("tot=2026-11-20").lines().count(), 1, "nothing of yesterday");
    assert!(rows("van=2026-11-21&tot=2026-11-21&wat=bekeken").lines().count() > 130);
    let none = office.get(AUDITOR, "/inrichting/logboek?wie=x&wat=%3Cscript%3E&van=gisteren&voor=a-b").text;
    assert!(none.contains("Er is geen regel die hierbij past.") && !none.contains("<script>"));
}

#[test]
fn who_has_districts_reads_the_log_of_those_and_of_what_is_about_no_dossier() {
    let office = Office::new();
    let district = office.book().districts().unwrap().remove(0);
    let seat = Seat { role: Role::TeamLeader, districts: vec![district] };
    let (_, of_a_district) = office.hires("Renske Postma", seat);
    let numbers = crate::desktop::numbers(&office, LEADER);
    let own = crate::desktop::numbers(&office, CONSULTANT);
    let other = numbers.iter().find(|number| !own.contains(number)).expect("somebody elsewhere");
    for number in [&own[0], other] {
        office.get(LEADER, &format!("/dossier/{number}"));
    }
    let page = office.get_as(&of_a_district, "/inrichting/logboek").text;
    assert!(page.contains(&own[0]) && page.contains("lijst van huurders als bestand"));
    assert!(!page.contains(other.as_str()), "a dossier of another district");
    assert!(office.get(LEADER, "/inrichting/logboek").text.contains(other.as_str()));
}
