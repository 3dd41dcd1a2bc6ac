//! The team: who has what, taking over and giving back, absence with a stand-in, skills; and the list of work with its filters, kept
//! views and empty states.

use axum::http::StatusCode;
use domain::staff::{Role, Seat};

use crate::landlord::{self, AUDITOR, CONSULTANT, LEADER};
use crate::working::{Office, part};

/// Another consultant, of every other district than Sandra's.
fn renske(office: &Office) -> (i64, String) {
    let hers = sandras_district(office);
    let districts = office.book().districts().unwrap().into_iter().filter(|one| *one != hers).collect();
    let (id, cookie) = office.hires("Renske Postma", Seat { role: Role::Consultant, districts });
    (id.0, cookie)
}

fn sandras_district(office: &Office) -> String {
    let mut staff = office.book().staff().unwrap().into_iter();
    staff.find(|one| one.name == "Sandra de Boer").unwrap().seat.districts.remove(0)
}

fn sandra(office: &Office) -> i64 {
    office.book().staff().unwrap().into_iter().find(|one| one.name == "Sandra de Boer").unwrap().id.0
}

/// How many tasks a list says there are.
fn count(page: &str) -> u64 {
    let text = part(page, "<p class=\"gevonden\" role=\"status\"><strong>", "\u{a0}ta").expect("a count");
    text.replace('.', "").parse().expect("a number")
}

#[test]
fn the_team_page_divides_every_task_and_nobody_without_rights_sees_it() {
    let office = Office::busy();
    renske(&office);
    let page = office.get(LEADER, "/werk/team");
    assert_eq!(page.status, StatusCode::OK);
    for words in [
        "Per collega",
        "Per wijk",
        "Per soort werk",
        "Sandra de Boer",
        "Renske Postma",
        "Niemand is afwezig gemeld",
    ] {
        assert!(page.text.contains(words), "nothing of {words}");
    }
    assert_eq!(office.get(AUDITOR, "/werk/team").status, StatusCode::FORBIDDEN);
    assert_eq!(office.get(LEADER, "/werk/team/999").status, StatusCode::NOT_FOUND);
    assert_eq!(office.get(LEADER, "/werk/team/%3Cb%3E").status, StatusCode::NOT_FOUND);
    let hers = sandra(&office);
    let shown = office.get(LEADER, &format!("/werk/team/{hers}")).text;
    let file = office.get(LEADER, &format!("/werk/team.csv?wie={hers}")).text;
    assert_eq!(file.lines().count() - 1, shown.matches("name=\"taak\"").count(), "her tasks as a file");
}

#[test]
fn tasks_are_taken_over_all_at_once_and_given_back_and_both_come_back() {
    let office = Office::busy();
    let (sandra, seal, cookie) = (sandra(&office), office.seal(LEADER), landlord::cookie(LEADER));
    let of_sandra = |office: &Office| count(&office.get(CONSULTANT, "/werk").text);
    let all = of_sandra(&office);
    assert!(all > 1);
    let none = office.post(&cookie, "/werk/samen", &format!("zegel={seal}&van={sandra}&wat=neem"));
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.text.contains("Vink eerst aan"));
    let done = office.post(&cookie, "/werk/samen", &format!("zegel={seal}&van={sandra}&wat=neem-alles"));
    let page = office.get(LEADER, done.goes_to()).text;
    assert!(page.contains("taak overgenomen") && page.contains("Alles ongedaan maken"));
    assert_eq!(of_sandra(&office), 0);
    let empty = office.get(CONSULTANT, "/werk").text;
    assert!(empty.contains("Alles gedaan.") && empty.contains("Help een collega: Karim Aydin"));

    let me = office.book().staff().unwrap().into_iter().find(|one| one.name == "Karim Aydin").unwrap().id.0;
    let own = office.get(LEADER, &format!("/werk/team/{me}")).text;
    let task = part(&own, "name=\"taak\" value=\"", "\"").expect("what was taken over").to_string();
    let one = office.post(&cookie, "/werk/samen", &format!("zegel={seal}&van={me}&wat=terug&taak={task}"));
    one.goes_to();
    assert_eq!(of_sandra(&office), 1, "it lies with its district again");
    let rest = office.post(&cookie, "/werk/samen", &format!("zegel={seal}&van={me}&wat=terug-alles"));
    let bundle = rest.goes_to().split("samen=").nth(1).unwrap().split('&').next().unwrap().to_string();
    assert_eq!(of_sandra(&office), all);
    office.post(&cookie, &format!("/ongedaan/samen/{bundle}"), &format!("zegel={seal}")).goes_to();
    assert_eq!(of_sandra(&office), 1, "giving back is taken back");
}

#[test]
fn who_is_away_is_stood_in_for_with_districts_tasks_and_appointments_for_as_long_as_it_lasts() {
    let office = Office::busy();
    let (renske, cookie) = renske(&office);
    let sandra = sandra(&office);
    let (dossier, task) = office.first_task(CONSULTANT);
    assert_eq!(office.get_as(&cookie, &dossier).status, StatusCode::FORBIDDEN);
    let before = count(&office.get_as(&cookie, "/werk").text);
    let hers = count(&office.get(CONSULTANT, "/werk").text);

    let seal = office.seal(CONSULTANT);
    let away = |form: &str| {
        office.post(
            &landlord::cookie(CONSULTANT),
            &format!("/werk/team/{sandra}"),
            &format!("zegel={seal}&wat=afwezig&{form}"),
        )
    };
    let wrong = away(&format!("van-dag=2026-11-25&tot-dag=2026-11-21&waarneming={sandra}"));
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for told in ["id=\"fout-tot-dag\"", "id=\"fout-waarneming\"", "value=\"2026-11-25\""] {
        assert!(wrong.text.contains(told), "{told}");
    }
    let done = away(&format!("van-dag=2026-11-21&tot-dag=2026-11-25&waarneming={renske}"));
    let page = office.get(CONSULTANT, done.goes_to()).text;
    assert!(page.contains("De afwezigheid is vastgelegd.") && page.contains("waarneming door Renske Postma"));
    assert!(office.get(LEADER, "/werk/team").text.contains("afwezig tot en met"));
    assert_eq!(office.get_as(&cookie, &dossier).status, StatusCode::OK, "for now she reaches the district");
    let list = office.get_as(&cookie, "/werk").text;
    assert_eq!(count(&list), before + hers);
    assert!(list.contains(&task) && list.contains("U neemt waar voor Sandra de Boer"));

    let absence = done.goes_to().split("weg=").nth(1).unwrap().to_string();
    let renskes = office.seal_of(&cookie);
    let back = format!("zegel={renskes}&wat=einde&afwezig={absence}");
    let not_hers = office.post(&cookie, &format!("/werk/team/{sandra}"), &back);
    assert_eq!(not_hers.status, StatusCode::FORBIDDEN, "only oneself or a team leader");
    let leader = format!("zegel={}&wat=einde&afwezig={absence}", office.seal(LEADER));
    office.post(&landlord::cookie(LEADER), &format!("/werk/team/{sandra}"), &leader).goes_to();
    assert_eq!(office.get_as(&cookie, &dossier).status, StatusCode::FORBIDDEN);
    assert_eq!(count(&office.get_as(&cookie, "/werk").text), before);
    let twice = office.post(&landlord::cookie(LEADER), &format!("/werk/team/{sandra}"), &leader);
    assert_eq!(twice.status, StatusCode::CONFLICT);
}

#[test]
fn a_task_goes_to_who_does_that_kind_of_work() {
    let office = Office::busy();
    let district = sandras_district(&office);
    let (renske, cookie) =
        office.hires("Renske Postma", Seat { role: Role::Consultant, districts: vec![district] });
    let shared = count(&office.get_as(&cookie, "/werk").text);
    assert_eq!(shared, count(&office.get(CONSULTANT, "/werk").text));
    let seal = office.seal_of(&cookie);
    let form = format!("zegel={seal}&wat=vaardigheden&soort=erfgenamen&soort=onzin");
    office.post(&cookie, &format!("/werk/team/{}", renske.0), &form).goes_to();
    let now = count(&office.get_as(&cookie, "/werk").text);
    assert!(now < shared, "calls go to Sandra: {now} of {shared}");
    assert_eq!(count(&office.get(CONSULTANT, "/werk").text), shared);
    assert!(office.get(LEADER, "/werk/team").text.contains("Renske Postma"));
    let other = format!("zegel={}&wat=vaardigheden", office.seal(CONSULTANT));
    let refused = office.post(&landlord::cookie(CONSULTANT), &format!("/werk/team/{}", renske.0), &other);
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[test]
fn the_address_of_the_list_says_it_all_and_a_view_is_kept_for_oneself() {
    let office = Office::busy();
    let page = office.get(LEADER, "/werk?volgorde=bedrag").text;
    let amounts = |page: &str| -> Vec<i64> {
        let cells =
            page.split("<td class=\"getal\">€\u{a0}").skip(1).filter_map(|cell| cell.split('<').next());
        cells.map(|cell| cell.replace(['.', ','], "").parse().unwrap()).collect()
    };
    let sorted = amounts(&page);
    assert!(sorted.len() > 2 && sorted.is_sorted_by(|one, next| one >= next));
    let kind = part(
        &page,
        "<select id=\"segment\" name=\"segment\"><option value=\"\">Alle</option><option value=\"",
        "\"",
    );
    let segment = kind.expect("a category").to_string();
    let narrow = office.get(LEADER, &format!("/werk?segment={segment}&volgorde=bedrag")).text;
    assert!(amounts(&narrow).len() <= sorted.len() && !amounts(&narrow).is_empty());
    for odd in ["segment=%3Cb%3E", "wijk=nergens", "stap=niets"] {
        let page = office.get(LEADER, &format!("/werk?lijst=later&{odd}")).text;
        assert!(page.contains("Geen taken met dit filter.") && !page.contains("<b>\""), "{odd}");
    }
    for (list, words) in [
        ("later", "U hebt niets op later gezet."),
        ("te-laat", "langer dan een week"),
        ("team", "Bij een collega"),
    ] {
        assert!(office.get(LEADER, &format!("/werk?lijst={list}")).text.contains(words), "{list}");
    }
    let today = count(&page);
    let tabs = part(&page, "aria-label=\"Lijsten\"", "</nav>").unwrap();
    assert!(tabs.contains(&format!("Vandaag <span class=\"getal\">{today}</span>")), "{tabs}");

    let form = format!(
        "zegel={}&naam=%3Ci%3EMijn+Rood&segment={segment}&volgorde=bedrag&lijst=",
        office.seal(LEADER)
    );
    let to = office.post(&landlord::cookie(LEADER), "/werk/weergave", &form);
    assert_eq!(to.goes_to(), format!("/werk?segment={segment}&volgorde=bedrag"));
    let kept = office.get(LEADER, to.goes_to()).text;
    assert!(kept.contains("&lt;i&gt;Mijn Rood") && !kept.contains("<i>Mijn"));
    assert!(!office.get(CONSULTANT, "/werk?stap=bellen").text.contains("Mijn Rood"), "it is one's own");
    let id = part(&kept, "name=\"weg\" value=\"", "\"").unwrap().to_string();
    let others = format!("zegel={}&weg={id}", office.seal(CONSULTANT));
    office.post(&landlord::cookie(CONSULTANT), "/werk/weergave", &others).goes_to();
    assert!(office.get(LEADER, "/werk").text.contains("Mijn Rood"), "and nobody else removes it");
    let own = format!("zegel={}&weg={id}", office.seal(LEADER));
    office.post(&landlord::cookie(LEADER), "/werk/weergave", &own).goes_to();
    assert!(!office.get(LEADER, "/werk").text.contains("Mijn Rood"));
}
