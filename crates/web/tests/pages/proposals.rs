//! Answering proposals: who may, what forged and late answers come to, and that an answer comes back.

use axum::http::StatusCode;

use crate::landlord::{self, ADMINISTRATOR, AUDITOR, CONSULTANT, LEADER, WORDS};
use crate::working::{Office, part};

/// An office where a letter to each of the first tenants waits for an answer, for two days already.
fn office() -> Office {
    let office = Office::new();
    let last = landlord::day(landlord::LAST_NIGHT).0;
    let put = format!(
        "insert into outbox (id, run, tenancy, day, letter, tone, channel, amount, mode, flow, step, state, step_key, \
         cycle, asked_since) select '00000000000000000000000000' || (100000 + id), (select max(id) from night_run), id, {last}, \
         'herinnering-1', '', 'brief', 54940, 'voorstel', '', '', 'wacht op vrijgave', 7, {last}, {last} - 2 \
         from tenancy where id <= 40"
    );
    assert!(office.book().connection().execute(&put, []).unwrap() > 3, "there are tenancies");
    let steps = "insert into step_taken (tenancy, day, cycle, step, channel) select tenancy, day, cycle, step_key, 4 \
         from outbox where step_key = 7";
    office.book().connection().execute(steps, []).unwrap();
    office
}

/// Messages that wait: id and district.
fn waiting(office: &Office) -> Vec<(String, String)> {
    let book = office.book();
    let run = book.last_night().unwrap().unwrap().id;
    let asked = |one: &store::post::Proposal| one.stage == store::post::Stage::Asked;
    book.proposals(run).unwrap().into_iter().filter(asked).map(|one| (one.id, one.district)).collect()
}

fn state(office: &Office, id: &str) -> String {
    office.book().message(id).unwrap().expect("a message").state.dutch().to_string()
}

#[test]
fn whoever_may_answer_is_told_and_everybody_else_only_looks() {
    let office = office();
    let all = waiting(&office);
    let line = format!("{}\u{a0}berichten wachten op uw vrijgave", all.len());
    assert!(office.get(LEADER, "/werk").text.contains(&line), "{line}");
    let page = office.get(LEADER, "/post").text;
    assert!(page.contains("Laat gaan") && page.contains("2 dagen") && page.contains("Alles stilzetten"));
    let mine = office.get(CONSULTANT, "/post").text;
    assert!(mine.matches("/post/voorstel/").count() < page.matches("/post/voorstel/").count());
    assert!(!mine.contains("Alles stilzetten") && !mine.contains("Nu versturen"));
    let looks = office.get(AUDITOR, "/post").text;
    assert!(
        looks.contains("/post/voorstel/") && !looks.contains("Laat gaan") && !looks.contains("Laat deze")
    );
    let (id, _) = &all[0];
    let shown = office.get(AUDITOR, &format!("/post/voorstel/{id}")).text;
    assert!(
        shown.contains("&lt;b&gt;huurder&lt;/b&gt;") && shown.contains("Dit is de tekst zoals hij weggaat."),
        "{WORDS}"
    );
    assert!(!shown.contains("Niet versturen"));
    assert_eq!(office.get(ADMINISTRATOR, &format!("/post/voorstel/{id}")).status, StatusCode::FORBIDDEN);
    assert_eq!(office.get(LEADER, "/post/voorstel/bestaat-niet").status, StatusCode::NOT_FOUND);
}

#[test]
fn an_answer_holds_once_and_comes_back() {
    let office = office();
    let (seal, cookie) = (office.seal(LEADER), landlord::cookie(LEADER));
    let (id, _) = waiting(&office).remove(0);
    let to = format!("/post/voorstel/{id}");
    let answer = |form: &str| office.post(&cookie, &to, &format!("zegel={seal}&{form}"));
    assert_eq!(answer("handeling=laat-gaan").goes_to(), "/post?vrij=1");
    assert_eq!(state(&office, &id), "klaar");
    let message = office.book().message(&id).unwrap().unwrap();
    assert_eq!(message.not_before, Some(landlord::now().seconds + web::CAN_BE_TAKEN_BACK));
    assert_eq!(answer("handeling=laat-gaan").status, StatusCode::CONFLICT);
    assert_eq!(answer("handeling=terug").goes_to(), "/post?terug=1");
    assert_eq!(answer("handeling=niet&reden=").status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        answer(&format!("handeling=niet&reden={}", "x".repeat(400))).status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(answer("handeling=niet&reden=%3Cscript%3Ebelde+zelf").goes_to(), "/post?niet=1");
    assert_eq!(state(&office, &id), "vervallen");
    let page = office.get(LEADER, "/post?niet=1").text;
    assert!(page.contains("Karim Aydin: &lt;script&gt;belde zelf") && !page.contains("<script>belde"));
    assert_eq!(answer("handeling=terug").goes_to(), "/post?terug=1");
    assert_eq!(state(&office, &id), "wacht op vrijgave");
    let steps = "select count(*) from step_taken where tenancy = ?1 and day = ?2 and channel is not null";
    let key = (message.tenancy.0, message.day.0);
    let taken: i64 = office.book().connection().query_row(steps, key, |row| row.get(0)).unwrap();
    assert_eq!(taken, 1, "the step stands as before");
    assert_eq!(answer("handeling=iets").status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[test]
fn all_of_a_letter_go_that_were_on_the_page_and_no_others() {
    let office = office();
    let (seal, cookie) = (office.seal(LEADER), landlord::cookie(LEADER));
    let page = office.get(LEADER, "/post").text;
    let shown =
        part(&page, "name=\"nummers\" value=\"", "\"").expect("a letter with more than one").to_string();
    let ids: Vec<&str> = shown.split(',').collect();
    let before = waiting(&office).len();
    let done = office.post(&cookie, "/post/voorstellen", &format!("zegel={seal}&nummers={shown}"));
    assert_eq!(done.goes_to(), format!("/post?vrij={}&te-laat=0", ids.len()));
    assert_eq!(waiting(&office).len(), before - ids.len());
    let again = office.post(&cookie, "/post/voorstellen", &format!("zegel={seal}&nummers={shown}"));
    assert_eq!(again.goes_to(), format!("/post?vrij=0&te-laat={}", ids.len()));
    let many = vec![ids[0]; 51].join(",");
    let refused = office.post(&cookie, "/post/voorstellen", &format!("zegel={seal}&nummers={many}"));
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[test]
fn who_may_not_changes_nothing() {
    let office = office();
    let all = waiting(&office);
    let districts = office.book().districts().unwrap();
    let (elsewhere, _) =
        all.iter().find(|(_, district)| !district.is_empty() && *district != districts[0]).unwrap();
    let form =
        |person: usize| format!("zegel={}&handeling=laat-gaan&nummers={elsewhere}", office.seal(person));
    for to in [format!("/post/voorstel/{elsewhere}"), "/post/voorstellen".into()] {
        let other = office.post(&landlord::cookie(CONSULTANT), &to, &form(CONSULTANT));
        assert_eq!(other.status, StatusCode::FORBIDDEN, "not her district: {to}");
        let auditor = office.post(&landlord::cookie(AUDITOR), &to, &form(AUDITOR));
        assert_eq!(auditor.status, StatusCode::FORBIDDEN, "{to}");
        let forged = office.post(&landlord::cookie(LEADER), &to, &form(CONSULTANT));
        assert_eq!(forged.status, StatusCode::FORBIDDEN, "another's seal: {to}");
    }
    for to in ["/post/stil", "/post/verder", "/post/nu"] {
        let form = format!("zegel={}&reden=x", office.seal(CONSULTANT));
        assert_eq!(
            office.post(&landlord::cookie(CONSULTANT), to, &form).status,
            StatusCode::FORBIDDEN,
            "{to}"
        );
    }
    assert_eq!(waiting(&office).len(), all.len());
    assert!(office.book().emergency_stop().unwrap().is_none());
}

#[test]
fn a_team_leader_stops_everything_with_a_reason_and_goes_on() {
    let office = Office::new();
    let (seal, cookie) = (office.seal(LEADER), landlord::cookie(LEADER));
    let post = |to: &str, form: &str| office.post(&cookie, to, &format!("zegel={seal}&{form}"));
    assert_eq!(post("/post/stil", "reden=").status, StatusCode::UNPROCESSABLE_ENTITY);
    let too_long = post("/post/stil", &format!("reden={}", "x".repeat(301)));
    assert!(
        too_long.text.contains("hooguit 300 tekens") && too_long.text.contains(&"x".repeat(301)),
        "nothing typed is lost"
    );
    assert!(!office.get(CONSULTANT, "/werk").text.contains("De noodstop staat aan"));
    assert_eq!(post("/post/stil", "reden=%3Cb%3Everkeerde+brief").goes_to(), "/post");
    assert!(office.get(CONSULTANT, "/werk").text.contains("De noodstop staat aan"), "everybody sees it");
    let page = office.get(CONSULTANT, "/post").text;
    assert!(page.contains("De noodstop staat aan") && page.contains("&lt;b&gt;verkeerde brief"));
    assert!(!page.contains("Verder gaan met versturen"), "not hers to lift");
    assert_eq!(post("/post/verder", "").goes_to(), "/post?verder=1");
    assert!(office.book().emergency_stop().unwrap().is_none());
    assert!(post("/post/nu", "").text.contains("Uitgegaan: 0"));
    let log = "select string_agg(detail, '; ' order by id) from audit where what = 'gewijzigd'";
    let told: String = office.book().connection().query_row(log, [], |row| row.get(0)).unwrap();
    assert_eq!(told, "alle post stilgezet; post gaat weer uit; nu versturen");
}

#[test]
fn on_a_day_off_the_page_says_when_post_comes_again_and_shows_the_last() {
    // The last night is that of a Saturday.
    let office = Office::new();
    let page = office.get(LEADER, "/post").text;
    for words in
        ["Vandaag gaat er niets uit.", "het is geen werkdag", "Wat er maandag uitgaat", "23 november 2026"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let shown = part(&page, "Berichten van de <a href=\"/nacht/", "\"").expect("a night");
    assert!(shown < "2026-11-21" && !page.contains("Deze nacht zette geen bericht klaar"), "{shown}");
    let itself = office.get(LEADER, "/post?dag=2026-11-21").text;
    assert!(itself.contains("Deze nacht zette geen bericht klaar") && !itself.contains("laatste post"));
    let of_that_night = |address: &str| office.get(LEADER, address).text;
    assert_eq!(of_that_night("/post.csv"), of_that_night(&format!("/post.csv?dag={shown}")));
}

#[test]
fn on_a_day_off_the_page_counts_what_the_next_working_night_would_send() {
    let office = Office::new();
    let table = |person| {
        let page = office.get(person, "/post").text;
        let comes = part(&page, "id=\"komt\"", "</section>").expect("what comes").to_string();
        assert!(comes.contains("voorstaat voor maandag") && comes.contains("2026-11-23"), "{comes}");
        let rows = part(&comes, "<tbody>", "</tbody>").unwrap_or_default().to_string();
        let count =
            |row: &str| part(row, "<td class=\"getal\">", "</td>").expect("a number").parse::<u64>().unwrap();
        rows.split("<tr>").skip(1).map(count).sum::<u64>()
    };
    let (all, of_a_district) = (table(LEADER), table(CONSULTANT));
    let policy = landlord::policy().policy.expect("a policy");
    let monday = landlord::day("2026-11-23");
    landlord::run_night(&mut office.book(), &policy, monday, monday.previous());
    let seat = office.book().account("consulent@example.nl").unwrap().expect("an account").0.seat;
    let planned = |districts: &str| -> i64 {
        let query = format!(
            "select count(*) from outbox o join tenancy n on n.id = o.tenancy left join unit u on u.external = n.unit \
             where o.day = {} and (u.district = '{districts}' or '{districts}' = '')",
            monday.0
        );
        office.book().connection().query_row(&query, [], |row| row.get(0)).unwrap()
    };
    assert_eq!((all as i64, of_a_district as i64), (planned(""), planned(&seat.districts[0])));
    assert!(all > 0);
}
