//! Sending a message by hand: who may, what comes back, and that own words never stand in an address.

use axum::http::StatusCode;

use crate::desktop::{Desktop, HOSTILE};
use crate::landlord::{AUDITOR, CONSULTANT, LEADER};
use crate::working::{Office, part};

const BY_POST: &str = "/doe/bericht?brief=persoonlijk-bericht&kanaal=brief";

fn mark(page: &str) -> &str {
    part(page, "name=\"gezien\" value=\"", "\"").expect("what was read")
}

#[test]
fn a_message_is_chosen_read_and_sent_and_comes_back() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, CONSULTANT);
    let empty = desk.sees("/doe/bericht");
    assert_eq!(empty.status, StatusCode::OK);
    assert!(
        empty.text.contains("Persoonlijk bericht van de consulent")
            && !empty.text.contains("Eerste herinnering")
    );
    let page = desk.sees(BY_POST).text;
    assert!(page.contains("Dit is de tekst zoals hij weggaat.") && page.contains("Gaat uit"));
    let form = format!("brief=persoonlijk-bericht&kanaal=brief&gezien={}", mark(&page));
    let done = desk.sends("/doe/bericht", &format!("{form}&handeling=verstuur"));
    assert!(done.goes_to().contains("?klaar="), "{}", done.text);
    let said = office.get(CONSULTANT, done.goes_to()).text;
    let said = part(&said, "Vastgelegd: ", "</p>").expect("what was done");
    assert!(
        said.contains("bericht klaargezet: ") && said.contains(", gaat uit "),
        "it has not left yet: {said}"
    );
    let letters = "select own_words from outbox where flow = 'op-verzoek' and state = 'klaar'";
    let count = |office: &Office| office.book().connection().prepare(letters).unwrap().exists([]).unwrap();
    assert!(count(&office));
    assert!(desk.undoes(&done).goes_to().contains("terug=1"));
    assert!(!count(&office));
    assert_eq!(desk.sends("/doe/bericht", &form).status, StatusCode::OK, "reading again records nothing");
    assert!(!count(&office));
}

#[test]
fn own_words_are_checked_escaped_and_stay_out_of_the_address() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, CONSULTANT);
    let form = format!("brief=persoonlijk-bericht&kanaal=brief&handeling=bekijk&eigen={HOSTILE}");
    let page = desk.sends("/doe/bericht", &form);
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("&lt;script&gt;alert(1)") && !page.text.contains("<script>alert"));
    assert!(!page.text.contains("eigen="), "own words are in no address");
    let long = format!("brief=persoonlijk-bericht&kanaal=brief&handeling=verstuur&eigen={}", "x".repeat(700));
    let refused = desk.sends("/doe/bericht", &long);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for wrong in [
        "brief=herinnering-1&kanaal=brief",
        "brief=persoonlijk-bericht&kanaal=duif",
        "brief=%00&kanaal=brief",
    ] {
        let refused = desk.sends("/doe/bericht", &format!("{wrong}&handeling=verstuur"));
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let unread = "brief=persoonlijk-bericht&kanaal=brief&handeling=verstuur&gezien=iets";
    assert_eq!(desk.sends("/doe/bericht", unread).status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(desk.other(AUDITOR).sees("/doe/bericht").status, StatusCode::FORBIDDEN);
}

#[test]
fn own_words_that_are_refused_come_back_with_the_reason_beside_them_and_nothing_leaves() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, CONSULTANT);
    let mark = mark(&desk.sees(BY_POST).text).to_string();
    let form = format!("brief=persoonlijk-bericht&kanaal=brief&gezien={mark}");
    for word in ["bekijk", "verstuur"] {
        let refused =
            desk.sends("/doe/bericht", &format!("{form}&handeling={word}&eigen=Kijk+op+www.voorbeeld.nl"));
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{word}");
        let field = part(&refused.text, "id=\"eigen\"", "</p>").expect("the field is there");
        assert!(field.contains(">Kijk op www.voorbeeld.nl</textarea>") && field.contains("Typ geen link."));
        assert!(refused.text.contains("href=\"#eigen\""));
    }
    let sent = "select 1 from outbox where flow = 'op-verzoek'";
    assert!(!office.book().connection().prepare(sent).unwrap().exists([]).unwrap());
}

#[test]
fn an_arrangement_sends_its_confirmation_or_says_why_not() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, LEADER);
    let by_post =
        format!("/doe/regeling?{}&bevestiging=brief", arrangement(&desk.sees("/doe/regeling").text));
    let page = desk.sees(&by_post).text;
    assert!(page.contains("krijgt een bevestiging per <strong>brief</strong>"), "{page}");
    let form = crate::desktop::confirmed(&page, "vastleggen", "");
    let done = desk.sends("/doe/regeling", &form);
    let kinds = "select kind from act order by id desc limit 1";
    let kind: String = office.book().connection().query_row(kinds, [], |row| row.get(0)).unwrap();
    assert!(kind.ends_with("bevestiging per brief"), "{kind}");
    assert!(desk.undoes(&done).goes_to().contains("terug=1"));
    // A channel that is closed now is no reason not to agree; but nobody is told that something leaves.
    let closed = form.replace("bevestiging=brief", "bevestiging=geen");
    let done = desk.sends("/doe/regeling", &closed);
    assert!(done.goes_to().contains("?klaar="));
    let kind: String = office.book().connection().query_row(kinds, [], |row| row.get(0)).unwrap();
    assert!(!kind.contains("bevestiging"), "{kind}");
}

/// The fields of the form as the page proposes them.
fn arrangement(page: &str) -> String {
    let form =
        crate::desktop::confirmed(page, "", "").replace("wat=&notitie=&", "").replace("&gezien=", "&oud=");
    form.replace("&bevestiging=geen", "").replace("&bevestiging=brief", "")
}
