//! Messages that were held or of which nobody knows whether they left: answered on the page, by a name; and what leaves looked at,
//! counted and explained.

use axum::http::StatusCode;

use crate::landlord::{self, AUDITOR, CONSULTANT, LEADER, WORDS};
use crate::working::{Office, part};

/// An office with a held and an uncertain message of today, and an uncertain one of yesterday.
fn office() -> (Office, [String; 3]) {
    let office = Office::new();
    let last = landlord::day(landlord::LAST_NIGHT).0;
    let ids = ["a", "b", "c"].map(|letter| letter.repeat(32));
    for (at, (id, state)) in ids.iter().zip(["vastgehouden", "onzeker", "onzeker"]).enumerate() {
        let put = "insert into outbox (id, run, tenancy, day, letter, tone, channel, amount, mode, flow, step, state, step_key, \
             cycle, reason) select ?1, max(id), ?2, ?3, 'herinnering-1', '', 'brief', 54940, 'automatisch', '', '', ?4, 7, ?3, \
             'De gemeente <ontbreekt>.' from night_run";
        let day = if at == 2 { last - 1 } else { last };
        let row = (id, at as i64 + 1, day, state);
        office.book().connection().execute(put, row).unwrap();
        let step = "insert into step_taken (tenancy, day, cycle, step, channel) values (?1, ?2, ?2, 7, 4)";
        office.book().connection().execute(step, (at as i64 + 1, day)).unwrap();
    }
    (office, ids)
}

fn answer(office: &Office, person: usize, id: &str, word: &str) -> crate::working::Answer {
    let form = format!("zegel={}&handeling={word}", office.seal(person));
    office.post(&landlord::cookie(person), &format!("/post/bericht/{id}"), &form)
}

fn state(office: &Office, id: &str) -> String {
    office.book().message(id).unwrap().expect("a message").state.dutch().to_string()
}

#[test]
fn what_waits_is_told_with_its_reason_and_answered_once_by_a_name() {
    let (office, [held, uncertain, older]) = office();
    let page = office.get(LEADER, "/post").text;
    for words in [
        "Wacht op een medewerker",
        "De gemeente &lt;ontbreekt&gt;.",
        "Geef vrij",
        "Het is weg",
        "Niet weg: stuur opnieuw",
        "Niet weg: de nacht besluit opnieuw",
        "Fouten (",
        "Tegengehouden",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("houvast post"), "nobody needs a command");
    let looks = office.get(AUDITOR, "/post").text;
    assert!(looks.contains("Wacht op een medewerker") && !looks.contains("Geef vrij"));
    assert_eq!(answer(&office, AUDITOR, &held, "vrij").status, StatusCode::FORBIDDEN);

    let freed = answer(&office, LEADER, &held, "vrij");
    assert!(freed.goes_to().starts_with("/post?antwoord=vrij"));
    assert_eq!(state(&office, &held), "klaar");
    let waits = office.book().message(&held).unwrap().unwrap().not_before;
    assert_eq!(waits, Some(landlord::now().seconds + web::CAN_BE_TAKEN_BACK));
    assert!(office.get(LEADER, freed.goes_to()).text.contains("Ongedaan maken"));
    assert!(answer(&office, LEADER, &held, "terug").goes_to().contains("terug"));
    assert_eq!(state(&office, &held), "vastgehouden");
    assert!(answer(&office, LEADER, &held, "vervalt").goes_to().contains("vervalt"));
    assert_eq!(answer(&office, LEADER, &held, "vrij").status, StatusCode::CONFLICT, "it has been answered");

    assert!(answer(&office, LEADER, &uncertain, "opnieuw").goes_to().contains("opnieuw"));
    assert_eq!(state(&office, &uncertain), "klaar");
    assert_eq!(answer(&office, LEADER, &uncertain, "weg").status, StatusCode::CONFLICT, "once");
    assert_eq!(answer(&office, LEADER, &older, "opnieuw").status, StatusCode::CONFLICT, "its day is over");
    assert!(answer(&office, LEADER, &older, "weg").goes_to().contains("weg"));
    assert_eq!(state(&office, &older), "aangenomen");
    assert_eq!(answer(&office, LEADER, &older, "onzin").status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer(&office, LEADER, "bestaat-niet", "weg").status, StatusCode::NOT_FOUND);
    let told = "select text from post_event where text like '%Karim Aydin%'";
    let book = office.book();
    let mut told = book.connection().prepare(told).unwrap();
    let lines: Vec<String> = told.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert!(lines.iter().any(|line| line.contains("wel vertrokken")), "{lines:?}");
    assert!(lines.iter().any(|line| line.contains("gaat opnieuw uit")), "{lines:?}");
}

#[test]
fn five_real_ones_are_read_as_they_would_leave_and_that_is_in_the_log() {
    let (office, _) = office();
    let page = office.get(LEADER, "/post").text;
    let address = part(&page, "href=\"/post/bekijk?", "\"").expect("a batch").replace("&amp;", "&");
    let shown = office.get(LEADER, &format!("/post/bekijk?{address}"));
    assert_eq!(shown.status, StatusCode::OK);
    assert!(
        shown.text.contains("Trek er vijf andere") && shown.text.contains("&lt;b&gt;huurder&lt;/b&gt;"),
        "{WORDS}"
    );
    let read = "select count(*) from looked where page = 'post, willekeurig bericht'";
    let read: i64 = office.book().connection().query_row(read, [], |row| row.get(0)).unwrap();
    assert!((1..=5).contains(&read), "{read}");
    let none = office.get(LEADER, "/post/bekijk?brief=%3Cscript%3E&kanaal=duif").text;
    assert!(none.contains("is er niet in deze nacht") && !none.contains("<script>"));
    assert!(office.get(CONSULTANT, "/post/bekijk?dag=2020-01-01").status == StatusCode::NOT_FOUND);
}
