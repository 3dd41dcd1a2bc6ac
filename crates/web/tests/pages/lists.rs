//! Working through a list: its next task, the way back to it and the place in it; and finding somebody.

use axum::http::StatusCode;

use crate::landlord::{self, LEADER};
use crate::working::{Office, part};

#[test]
fn who_works_through_a_list_gets_its_next_task_until_it_is_empty() {
    let office = Office::new();
    let (seal, cookie) = (office.seal(LEADER), landlord::cookie(LEADER));
    let mut kinds = std::collections::BTreeMap::<String, usize>::new();
    office
        .book()
        .open_tasks()
        .unwrap()
        .into_iter()
        .for_each(|task| *kinds.entry(task.kind).or_default() += 1);
    let (kind, count) =
        kinds.into_iter().filter(|(_, count)| *count > 1).min_by_key(|one| one.1).expect("work");
    let page = office.get(LEADER, &format!("/werk?stap={kind}")).text;
    let mut at = part(&page, "class=\"knop\" href=\"", "\"").expect("a first task").replace("&amp;", "&");
    for done in 1..=count {
        let (dossier, asked) = at.split_once("?taak=").expect("a dossier and a task");
        let (task, list) = asked.split_once('&').expect("the list");
        assert!(list.starts_with(&format!("stap={kind}")), "{at}");
        let shown = office.get(LEADER, &at).text;
        let kept = part(&shown, "name=\"uit\" value=\"", "\"").expect("the list goes along");
        let form = format!(
            "zegel={seal}&taak={task}&handeling=klaar&notitie=gedaan&uit={}",
            kept.replace('=', "%3D")
        );
        let next = office.post(&cookie, &format!("{dossier}/doe"), &form).goes_to().to_string();
        at = office.get(LEADER, &next).goes_to().to_string();
        assert_eq!(at.starts_with("/werk?"), done == count, "{at}");
    }
    assert!(at.contains(&format!("stap={kind}")) && at.contains("klaar="), "{at}");
}

#[test]
fn a_dossier_that_was_opened_from_a_list_leads_back_to_it_and_says_which_task_it_is() {
    let office = Office::new();
    let page = office.get(LEADER, "/werk?lijst=wijk&volgorde=oudste").text;
    let rows = part(&page, "<tbody>", "</tbody>").expect("a list").split("href=\"").skip(1);
    let rows: Vec<String> =
        rows.filter_map(|row| row.split('"').next()).map(|to| to.replace("&amp;", "&")).collect();
    let shown = office.get(LEADER, &rows[1]).text;
    let back = part(&shown, "<p class=\"terug\">", "</p>").expect("a way back");
    assert!(back.contains("/werk?lijst=wijk&amp;volgorde=oudste"), "{back}");
    assert!(back.contains(&format!(", taak 2 van {}", rows.len())), "{back}");
    let alone = office.get(LEADER, rows[1].split('?').next().expect("a dossier"));
    assert_eq!(alone.status, StatusCode::OK);
    assert!(!alone.text.contains("Terug naar de lijst"));
}

#[test]
fn a_tenant_is_found_by_a_name_with_an_apostrophe_and_by_an_e_mail_address() {
    let office = Office::new();
    let known = "update person set name = 'Z. d''Anjou', email = 'Zoe.d-Anjou@example.nl' where external = \
         (select person from tenancy_person order by tenancy desc limit 1)";
    office.book().connection().execute(known, []).unwrap();
    for typed in ["d%E2%80%99Anjou", "d'anjou", "danjou", "zoe.d-anjou@example.nl", "zoe.d-anjou"] {
        let found = office.get(LEADER, &format!("/huurders?q={typed}"));
        assert!(found.goes_to().starts_with("/dossier/"), "{typed}");
    }
}
