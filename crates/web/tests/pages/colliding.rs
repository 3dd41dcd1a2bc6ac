//! Two people at one dossier: whatever form the second one sends, both versions are shown and nothing is lost.

use axum::http::StatusCode;

use crate::desktop::Desktop;
use crate::landlord::{ADMINISTRATOR, CONSULTANT, LEADER};
use crate::working::{Office, part};

/// Pages with a form about a dossier that writes an act.
const PAGES: [&str; 8] = [
    "",
    "/doe/beeindigen",
    "/doe/betaaldag",
    "/doe/doorverwijzing",
    "/doe/indeling",
    "/doe/machtiging",
    "/doe/regeling",
    "/doe/ruimte",
];

/// The forms of a page that are sent to this address.
fn forms<'a>(page: &'a str, to: &str) -> Vec<&'a str> {
    let all = page.split("<form ").skip(1).map(|rest| rest.split("</form>").next().unwrap_or(rest));
    let sent = all.filter(|form| form.contains("method=\"post\""));
    sent.filter(|form| part(form, "action=\"", "\"").is_some_and(|action| action.starts_with(to))).collect()
}

#[test]
fn every_form_about_a_dossier_says_how_far_its_acts_had_come() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, CONSULTANT);
    assert!(desk.sends("/doe/betaaldag", "wat=afspreken&dag=12").goes_to().contains("klaar="));
    let promised = "handeling=toezegging&bedrag=50&tot=2026-11-30&notitie=x";
    assert!(desk.sends("/doe", promised).goes_to().contains("klaar="));
    for page in PAGES {
        let shown = desk.sees(page).text;
        let found = forms(&shown, &desk.dossier);
        assert!(!found.is_empty(), "{page} has a form");
        for form in found {
            assert!(form.contains("name=\"stand\""), "{page}: <form {form}");
        }
    }
}

#[test]
fn a_pay_day_that_a_colleague_changed_meanwhile_shows_both_and_waits() {
    let office = Office::new();
    let mine = Desktop::who_owes(&office, CONSULTANT);
    let leader = mine.other(LEADER);
    let stand = part(&mine.sees("/doe/betaaldag").text, "name=\"stand\" value=\"", "\"").unwrap().to_string();
    let theirs = leader.sends("/doe/betaaldag", "wat=afspreken&dag=8&notitie=loon+op+de+achtste");
    assert!(theirs.goes_to().contains("klaar="));

    let form = format!("wat=afspreken&dag=25&notitie=uitkering+op+de+25e&stand={stand}");
    let both = mine.sends("/doe/betaaldag", &form);
    assert_eq!(both.status, StatusCode::CONFLICT);
    for words in ["loon op de achtste", "uitkering op de 25e", "de 8e", "de 25e"] {
        assert!(both.text.contains(words), "{words}");
    }
    assert!(mine.sees("/doe/betaaldag").text.contains("afgesproken: de 8e"), "nothing was written");

    let now = part(&both.text, "name=\"stand\" value=\"", "\"").unwrap().to_string();
    assert!(both.text.contains("name=\"dag\" value=\"25\""), "what was filled in goes along");
    let form = format!("wat=afspreken&dag=25&notitie=uitkering+op+de+25e&stand={now}");
    assert!(mine.sends("/doe/betaaldag", &form).goes_to().contains("klaar="));
    assert!(mine.sees("/doe/betaaldag").text.contains("afgesproken: de 25e"));
}

/// What a colleague found about a tenant stands behind a look that is logged: neither the page that shows both versions, nor the
/// button that takes it back, nor the log of who oversees tells it.
#[test]
fn what_was_found_about_a_tenant_is_told_nowhere_in_passing() {
    let office = Office::new();
    let mine = Desktop::who_owes(&office, CONSULTANT);
    let leader = mine.other(LEADER);
    let stand = part(&mine.sees("/doe/betaaldag").text, "name=\"stand\" value=\"", "\"").unwrap().to_string();
    let found = "handeling=bevinding&bevinding=kan-niet-wil-niet&notitie=opname+in+kliniek";
    assert!(leader.sends("/doe", found).goes_to().contains("klaar="));

    let both = mine.sends("/doe/betaaldag", &format!("wat=afspreken&dag=25&notitie=x&stand={stand}"));
    assert_eq!(both.status, StatusCode::CONFLICT);
    let ending = leader.sees("/doe/beeindigen").text;
    assert!(both.text.contains("Gevoelig gegeven") && ending.contains("Gevoelig gegeven"));
    let number = mine.dossier.trim_start_matches("/dossier/").to_string();
    let log = office.get(ADMINISTRATOR, "/inrichting/logboek?wat=gewijzigd").text;
    assert!(log.contains(&number));
    for page in [both.text, ending, log, mine.sees("/inzage").text] {
        for words in ["kan niet betalen", "opname in kliniek"] {
            assert!(!page.contains(words), "{words}");
        }
    }
}
