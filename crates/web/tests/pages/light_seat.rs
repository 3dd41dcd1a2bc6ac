//! The light seat: an employee looks up an address and leaves a signal, sees nothing of who rents there, and learns what became of
//! it; the consultant reads it on the dossier and takes it up. And what people say about the pages.

use axum::http::StatusCode;
use domain::dossier::CircumstanceKind;

use crate::desktop::Desktop;
use crate::landlord::{self, ADMINISTRATOR, AUDITOR, CONSULTANT, EMPLOYEE, HOSTILE_NAME, LEADER};
use crate::working::{Answer, Office, part};

/// The home of a dossier: its number and its street.
fn home(office: &Office, number: &str) -> (String, String) {
    let query =
        "select u.external, u.street from unit u join tenancy t on t.unit = u.external where t.external = ?1";
    office.book().connection().query_row(query, [number], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
}

fn leaves(office: &Office, unit: &str, form: &str) -> Answer {
    let form = format!("zegel={}&{form}", office.seal_of(&landlord::cookie(EMPLOYEE)));
    office.post(&landlord::cookie(EMPLOYEE), &format!("/helpen/woning/{unit}"), &form)
}

#[test]
fn an_employee_finds_a_home_and_nothing_of_who_rents_there() {
    let office = Office::busy();
    let desk = Desktop::at_first_task(&office, CONSULTANT);
    let (unit, street) = home(&office, &desk.number());
    let found = office.get(EMPLOYEE, &format!("/helpen?q={}", street.replace(' ', "+")));
    assert_eq!(found.status, StatusCode::OK);
    assert!(found.text.contains(&format!("/helpen/woning/{unit}")), "{street}");
    let form = office.get(EMPLOYEE, &format!("/helpen/woning/{unit}"));
    let head = office.book().dossier_head(desk.id()).unwrap().unwrap();
    for page in [&found.text, &form.text] {
        assert!(!page.contains(&head.persons[0].name) && !page.contains("€") && !page.contains("/dossier/"));
        assert!(!page.contains(&format!(">{}<", desk.number())));
    }
    for closed in
        ["/werk", "/huurders?q=a", desk.dossier.as_str(), "/werk/team", "/inrichting/meldingen", "/vannacht"]
    {
        assert_eq!(office.get(EMPLOYEE, closed).status, StatusCode::FORBIDDEN, "{closed}");
    }
    let log = office.get(AUDITOR, &format!("{}/inzage", desk.dossier)).text;
    assert!(log.contains("Mo Haddad") && log.contains("signaal achterlaten"));
    assert_eq!(office.get(AUDITOR, "/helpen").status, StatusCode::FORBIDDEN);
}

#[test]
fn nobody_looks_up_a_street_full_of_people_or_goes_on_for_ever() {
    let office = Office::busy();
    for wide in ["a", "straat", "%25%25%25%25", "____", "Voorbeeld"] {
        let page = office.get(EMPLOYEE, &format!("/helpen?q={wide}")).text;
        assert!(page.contains("Vul de straat met het huisnummer in"), "{wide}");
    }
    let hostile = office.get(EMPLOYEE, "/helpen?q=%3Cscript%3E1&x=%22").text;
    assert!(hostile.contains("kennen wij niet") && !hostile.contains("<script>1"));
    for _ in 0..59 {
        assert!(office.get(EMPLOYEE, "/helpen?q=nergens+12").text.contains("kennen wij niet"));
    }
    let stopped = office.get(EMPLOYEE, "/helpen?q=nergens+12").text;
    assert!(stopped.contains("heel veel adressen"));
    let desk = Desktop::at_first_task(&office, CONSULTANT);
    let (unit, _) = home(&office, &desk.number());
    let counted = office.get(EMPLOYEE, &format!("/helpen/woning/{unit}"));
    assert_eq!(counted.status, StatusCode::UNPROCESSABLE_ENTITY, "nor are homes counted through by number");
    assert!(
        office.get(CONSULTANT, "/helpen?q=nergens+12").text.contains("kennen wij niet"),
        "a colleague still can"
    );
}

#[test]
fn a_signal_reaches_the_consultant_and_its_fate_comes_back() {
    let office = Office::busy();
    let desk = Desktop::at_first_task(&office, CONSULTANT);
    let (unit, _) = home(&office, &desk.number());
    let wrong = leaves(&office, &unit, "soort=&notitie=");
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("id=\"fout-soort\"") && wrong.text.contains("id=\"fout-notitie\""));
    assert_eq!(leaves(&office, "nergens", "soort=zorgen&notitie=x").status, StatusCode::NOT_FOUND);
    let left = leaves(&office, &unit, "soort=zorgen&notitie=%3Cb%3Egordijnen+al+weken+dicht");
    let thanks = office.get(EMPLOYEE, left.goes_to()).text;
    assert!(
        thanks.contains("Dank u.")
            && thanks.contains("Nog niet gelezen")
            && thanks.contains("Ongedaan maken")
    );

    assert!(office.get(CONSULTANT, "/werk").text.contains("zorgen over de bewoner"));
    let page = desk.sees("").text;
    assert!(page.contains("Signalen van collega&#39;s") || page.contains("Signalen van collega's"));
    assert!(page.contains("&lt;b&gt;gordijnen") && page.contains("van Mo Haddad"));
    let id = part(&page, "/signaal/", "\"").unwrap().to_string();
    desk.sends(&format!("/signaal/{id}"), "wat=gelezen").goes_to();
    assert!(office.get(EMPLOYEE, "/helpen").text.contains("Gelezen"));
    let taken = desk.sends(&format!("/signaal/{id}"), "wat=vastleggen");
    taken.goes_to();
    let vulnerable = |desk: &Desktop| {
        let known = desk.dossier().circumstances;
        known
            .iter()
            .any(|known| known.kind == CircumstanceKind::Vulnerable && known.since == crate::desktop::today())
    };
    assert!(vulnerable(&desk));
    assert!(office.get(EMPLOYEE, "/helpen").text.contains("Opgepakt"));
    assert!(!office.get(CONSULTANT, "/werk").text.contains("zorgen over de bewoner"));
    let twice = desk.sends(&format!("/signaal/{id}"), "wat=opgepakt");
    assert_eq!(twice.status, StatusCode::CONFLICT);
    let withdrawn = format!("zegel={}&wat=intrekken", office.seal_of(&landlord::cookie(EMPLOYEE)));
    let late = office.post(&landlord::cookie(EMPLOYEE), &format!("/helpen/signaal/{id}"), &withdrawn);
    assert_eq!(late.status, StatusCode::CONFLICT, "somebody works on it");
    desk.undoes(&taken).goes_to();
    assert!(office.get(EMPLOYEE, "/helpen").text.contains("Gelezen"));
    office.post(&landlord::cookie(EMPLOYEE), &format!("/helpen/signaal/{id}"), &withdrawn).goes_to();
    assert!(!desk.sees("").text.contains("id=\"signalen\""), "what was withdrawn is gone from the dossier");
    let own = office.post(
        &landlord::cookie(LEADER),
        &format!("/helpen/signaal/{id}"),
        &format!("zegel={}&wat=herstel", office.seal(LEADER)),
    );
    assert_eq!(own.status, StatusCode::NOT_FOUND, "only who left it");
}

#[test]
fn help_is_for_everybody_and_what_people_say_of_a_page_reaches_who_keeps_it() {
    let office = Office::busy();
    for person in [LEADER, CONSULTANT, AUDITOR, ADMINISTRATOR, EMPLOYEE] {
        for page in ["/hulp", "/hulp/toetsen", "/hulp/melding?pagina=%2Fwerk"] {
            assert_eq!(office.get(person, page).status, StatusCode::OK, "{page}");
        }
    }
    let help = office.get(LEADER, "/hulp").text;
    for words in ["WSNP", "BIK", "Waarom deze volgorde?", "id=\"werk\""] {
        assert!(help.contains(words), "nothing of {words}");
    }
    let dossier = office.get(LEADER, &Desktop::at_first_task(&office, LEADER).dossier).text;
    assert!(dossier.contains("/hulp#dossier"));
    let about = part(&dossier, "/hulp/melding?pagina=", "\"").unwrap().to_string();
    assert_eq!(about, "%2Fdossier%2F%7Bnumber%7D", "a kind of page and no dossier");
    let form = |note: &str| format!("zegel={}&pagina={about}&notitie={note}", office.seal(CONSULTANT));
    let empty = office.post(&landlord::cookie(CONSULTANT), "/hulp/melding", &form(""));
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    office.post(&landlord::cookie(CONSULTANT), "/hulp/melding", &form("%3Ci%3Ede+knop+is+klein")).goes_to();
    let read = office.get(ADMINISTRATOR, "/inrichting/meldingen").text;
    assert!(read.contains("&lt;i&gt;de knop is klein") && read.contains("Sandra de Boer"));
    assert!(!read.contains(HOSTILE_NAME));
    assert_eq!(office.get(CONSULTANT, "/inrichting/meldingen").status, StatusCode::FORBIDDEN);
    let id = part(&read, "name=\"melding\" value=\"", "\"").unwrap().to_string();
    let done = format!("zegel={}&melding={id}&wat=klaar", office.seal(ADMINISTRATOR));
    office.post(&landlord::cookie(ADMINISTRATOR), "/inrichting/meldingen", &done).goes_to();
    assert!(
        office.get(ADMINISTRATOR, "/inrichting/meldingen").text.contains("afgehandeld door Joke van Dam")
    );
}
