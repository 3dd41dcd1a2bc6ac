//! Payment arrangements: to the cent, as shown, within the limits by one person and outside them by two, ended and taken back; and what
//! wrong and hostile forms come to.

use axum::http::StatusCode;
use domain::money::Cents;
use store::post::Moment;
use store::staff::CHOSEN;

use crate::desktop::{Desktop, HOSTILE, confirmed, seen_terms, today};
use crate::landlord::{self, AUDITOR, CONSULTANT, LEADER, day};
use crate::working::{Office, part};

#[test]
fn an_arrangement_is_recorded_as_it_was_shown_and_comes_back_out() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, LEADER);
    let (before, debt) = (desk.dossier(), desk.debt());
    let page = desk.sees("/doe/regeling?vorm=aantal&aantal=3&dag=2026-11-30&deel=30%2C01").text;
    assert!(!page.contains("zegel=") && page.contains("Vink aan waarover"), "nothing is ticked");
    let all = items(&desk.sees("/doe/regeling").text);
    let ticked: String = all.iter().map(|due_on| format!("&post={due_on}")).collect();
    let page =
        desk.sees(&format!("/doe/regeling?vorm=aantal&aantal=3&dag=2026-11-30&deel=30%2C01{ticked}")).text;
    let terms = seen_terms(&page);
    assert_eq!(terms.iter().map(|(_, cents)| *cents).sum::<Cents>(), debt, "to the cent");
    let days: Vec<String> = terms.iter().map(|(day, _)| day.to_string()).collect();
    assert_eq!(days, ["2026-11-30", "2026-12-30", "2027-01-30", "2027-02-28"]);
    assert_eq!(terms[0].1, Cents(3_001));

    let form = confirmed(&page, "vastleggen", "zoals+besproken");
    let done = desk.sends("/doe/regeling", &form);
    let shown = office.get(LEADER, done.goes_to()).text;
    assert!(shown.contains("in 4\u{a0}termijnen vanaf 30 november 2026"), "the bar and the timeline tell it");
    assert!(shown.contains("zoals besproken") && shown.contains("loopt goed"));
    let now = desk.dossier();
    let agreed = now.arrangements.last().expect("an arrangement");
    assert_eq!((agreed.agreed_on, &agreed.instalments), (today(), &terms));
    assert_eq!(agreed.covers_until, day(all.last().expect("an item")));

    let insight = |page: &str| office.get(LEADER, &format!("/inzicht/regelingen{page}")).text;
    for list in ["", "?stand=loopt&termijnen=middel", ".csv", ".json?stand=loopt"] {
        assert!(insight(list).contains(&desk.number()), "{list} leads from the number to the dossier");
    }
    assert!(!insight("?termijnen=kort").contains(&desk.number()));
    let other = office.get(CONSULTANT, "/inzicht/regelingen").text;
    assert_eq!(
        other.contains(&desk.number()),
        office.get(CONSULTANT, &desk.dossier).status == StatusCode::OK
    );

    let again = desk.sends("/doe/regeling", &form);
    assert_eq!(again.status, StatusCode::CONFLICT, "twice is once");
    assert!(again.text.contains("Dit hebt u al vastgelegd"));
    let other = desk.sends("/doe/regeling", &format!("{form}&nogmaals=1"));
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "nor in another form");
    assert!(other.text.contains("Er loopt al een regeling") && other.text.contains("zoals besproken"));
    assert_eq!(desk.dossier().arrangements, now.arrangements);

    assert_eq!(desk.undoes(&done).goes_to(), format!("{}?terug=1", desk.dossier));
    assert_eq!(desk.dossier(), before);
    assert!(!insight("").contains(&desk.number()), "nothing is kept longer than it is true");
    assert!(desk.sees("").text.contains("teruggedraaid door Karim Aydin"));
}

/// The due days of what can be ticked.
fn items(page: &str) -> Vec<String> {
    let boxes = page.split("name=\"post\" value=\"").skip(1).filter(|rest| !rest.starts_with("\"/>"));
    let mut days: Vec<String> = boxes.map(|rest| rest[..10].to_string()).collect();
    days.dedup();
    days.sort();
    days.dedup();
    days
}

#[test]
fn a_wrong_arrangement_comes_back_as_it_was_typed() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, LEADER);
    let before = desk.dossier();
    let good = desk.sees("/doe/regeling").text;
    let form = confirmed(&good, "vastleggen", HOSTILE);
    let with = |field: &str, value: &str| -> String {
        let pairs = form.split('&').map(|pair| match pair.split_once('=') {
            Some((name, _)) if name == field => format!("{name}={value}"),
            _ => pair.to_string(),
        });
        pairs.collect::<Vec<_>>().join("&")
    };
    for (field, value, told) in [
        ("dag", "2026-11-20", "Kies een dag van 21 november 2026"),
        ("dag", "", "Vul een dag in"),
        ("dag", HOSTILE, "Vul een dag in"),
        ("aantal", "0", "van 1 tot en met 120 keer"),
        ("aantal", "121", "van 1 tot en met 120 keer"),
        ("aantal", HOSTILE, "Vul in hoeveel keer"),
        ("deel", "99999", "niet lager dan het hele bedrag"),
        ("deel", HOSTILE, "Vul een bedrag in"),
        ("gezien", "2026-12-01:1", "veranderd sinds u keek"),
        ("post", "2020-01-01", "Vink aan waarover"),
        ("notitie", &"x".repeat(2_001), "langer dan 2000 tekens"),
    ] {
        let answer = desk.sends("/doe/regeling", &with(field, value));
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}={value}");
        assert!(answer.text.contains(told), "{field}={value}");
        assert!(answer.text.contains("<title>Fout: ") && answer.text.contains("role=\"alert\""), "{field}");
        assert!(!answer.text.contains("<script>alert"), "{field}: nothing typed runs");
    }
    for wrong in ["", "wat=vastleggen", "wat=iets&vorm=aantal", "wat=akkoord", "wat=intrekken&vraag=1"] {
        let status = desk.sends("/doe/regeling", wrong).status;
        assert!(status.is_client_error(), "{wrong}: {status}");
    }
    assert_eq!(desk.dossier(), before, "nothing was recorded");
    let forged = office.post(&landlord::cookie(LEADER), &format!("{}/doe/regeling", desk.dossier), &form);
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    assert_eq!(desk.other(AUDITOR).sends("/doe/regeling", &form).status, StatusCode::FORBIDDEN);
    assert_eq!(desk.other(AUDITOR).sees("/doe/regeling").status, StatusCode::FORBIDDEN);
    for page in ["/doe/iets", "/doe/regeling/x"] {
        assert_eq!(desk.sees(page).status, StatusCode::NOT_FOUND, "{page}");
    }
}

#[test]
fn outside_the_limits_a_second_person_agrees_and_never_the_first() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, CONSULTANT);
    let leader = desk.other(LEADER);
    let ticked: String =
        items(&desk.sees("/doe/regeling").text).iter().map(|day| format!("&post={day}")).collect();
    let long = format!("/doe/regeling?vorm=aantal&aantal=48&dag=2026-12-01{ticked}");
    let page = desk.sees(&long).text;
    assert!(page.contains("Vraag akkoord") && !page.contains("value=\"vastleggen\""));
    let alone = desk.sends("/doe/regeling", &confirmed(&page, "vastleggen", "x"));
    assert_eq!(alone.status, StatusCode::UNPROCESSABLE_ENTITY);
    let silent = desk.sends("/doe/regeling", &confirmed(&page, "vragen", ""));
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY, "a reason is needed");
    let asked = desk.sends("/doe/regeling", &confirmed(&page, "vragen", "minder+uren+werk"));
    assert!(desk.dossier().arrangements.iter().all(|known| known.agreed_on < today()), "nothing holds yet");
    assert!(office.get(CONSULTANT, asked.goes_to()).text.contains("vroeg akkoord voor een regeling"));
    let letter = desk.sees("/veertiendagenbrief").text;
    assert!(
        letter.contains("vroeg akkoord voor een regeling") && !letter.contains("Verstuur de brief"),
        "nothing changes meanwhile"
    );
    let twice = desk.sends("/doe/regeling", &confirmed(&page, "vragen", "nog+eens"));
    assert_eq!(twice.status, StatusCode::CONFLICT);

    let work = office.get(LEADER, "/werk").text;
    assert!(work.contains("Wacht op uw akkoord") && work.contains("gevraagd door Sandra de Boer"));
    assert!(!office.get(CONSULTANT, "/werk").text.contains("Wacht op uw akkoord"));
    let page = leader.sees("/doe/regeling").text;
    assert!(page.contains("minder uren werk") && page.contains("Akkoord: leg de regeling vast"));
    let vraag = part(&page, "name=\"vraag\" value=\"", "\"").expect("a number").to_string();
    let decide =
        |who: &Desktop, word: &str| who.sends("/doe/regeling", &format!("wat={word}&vraag={vraag}&notitie="));
    assert_eq!(decide(&desk, "akkoord").status, StatusCode::FORBIDDEN, "who asked does not agree");
    assert_eq!(
        decide(&leader, "intrekken").status,
        StatusCode::FORBIDDEN,
        "who did not ask does not withdraw"
    );
    assert_eq!(
        decide(&leader, "weigeren").status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "no without a reason is no answer"
    );
    let agreed = decide(&leader, "akkoord");
    assert!(agreed.goes_to().contains("klaar="));
    let terms = &desk.dossier().arrangements.last().expect("it holds").instalments.len();
    assert_eq!(*terms, 48);
    assert_eq!(decide(&leader, "akkoord").status, StatusCode::CONFLICT, "it is decided once");
    let ask = desk.undoes(&asked);
    assert_eq!(ask.status, StatusCode::CONFLICT, "what was decided is not unasked");

    leader.undoes(&agreed).goes_to();
    assert!(
        leader.sees("/doe/regeling").text.contains("Akkoord: leg de regeling vast"),
        "the question is back"
    );
    let refused = leader.sends("/doe/regeling", &format!("wat=weigeren&vraag={vraag}&notitie={HOSTILE}"));
    let told = office.get(LEADER, refused.goes_to()).text;
    assert!(told.contains("iet akkoord met een regeling") && !told.contains("<script>alert"));
    assert!(!office.get(LEADER, "/werk").text.contains("Wacht op uw akkoord"));
}

#[test]
fn who_leads_does_not_agree_to_his_own_question() {
    let office = Office::new();
    let leader = Desktop::who_owes(&office, LEADER);
    let ticked: String =
        items(&leader.sees("/doe/regeling").text).iter().map(|day| format!("&post={day}")).collect();
    let page = leader.sees(&format!("/doe/regeling?vorm=aantal&aantal=40&dag=2026-12-01{ticked}")).text;
    leader.sends("/doe/regeling", &confirmed(&page, "vragen", "reden")).goes_to();
    let page = leader.sees("/doe/regeling").text;
    assert!(page.contains("U vroeg dit zelf") && !page.contains("value=\"akkoord\""));
    let vraag = part(&page, "name=\"vraag\" value=\"", "\"").expect("a number").to_string();
    let answer = leader.sends("/doe/regeling", &format!("wat=akkoord&vraag={vraag}&notitie="));
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(leader.dossier().arrangements.iter().all(|known| known.agreed_on < today()));
    leader.sends("/doe/regeling", &format!("wat=intrekken&vraag={vraag}&notitie=")).goes_to();
    assert!(leader.sees("/doe/regeling").text.contains("id=\"uitkomst\""), "the form is back");
}

#[test]
fn who_came_in_with_an_invitation_an_hour_ago_agrees_to_no_arrangement() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, CONSULTANT);
    let leader = desk.other(LEADER);
    let ticked: String =
        items(&desk.sees("/doe/regeling").text).iter().map(|day| format!("&post={day}")).collect();
    let page = desk.sees(&format!("/doe/regeling?vorm=aantal&aantal=48&dag=2026-12-01{ticked}")).text;
    desk.sends("/doe/regeling", &confirmed(&page, "vragen", "reden")).goes_to();
    let (now, id) = (landlord::now(), office.book().account("leider@example.nl").unwrap().unwrap().0.id);
    let earlier = Moment { seconds: now.seconds - 3_600, ..now };
    office.book().log_account(earlier, Some(id), id, CHOSEN, "met een uitnodiging").unwrap();
    let page = leader.sees("/doe/regeling").text;
    assert!(
        page.contains("net gekozen met een uitnodiging") && !page.contains("value=\"akkoord\""),
        "{page}"
    );
    let vraag = part(&page, "name=\"vraag\" value=\"", "\"").expect("a number").to_string();
    for word in ["akkoord", "weigeren"] {
        let answer = leader.sends("/doe/regeling", &format!("wat={word}&vraag={vraag}&notitie=nee"));
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{word}");
    }
    assert!(leader.dossier().arrangements.iter().all(|known| known.agreed_on < today()));
}

#[test]
fn who_came_in_with_an_invitation_an_hour_ago_asks_for_no_arrangement() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, CONSULTANT);
    let ticked: String =
        items(&desk.sees("/doe/regeling").text).iter().map(|day| format!("&post={day}")).collect();
    let asked = format!("/doe/regeling?vorm=aantal&aantal=48&dag=2026-12-01{ticked}");
    let form = confirmed(&desk.sees(&asked).text, "vragen", "reden");
    let (now, id) = (landlord::now(), office.book().account("consulent@example.nl").unwrap().unwrap().0.id);
    let earlier = Moment { seconds: now.seconds - 3_600, ..now };
    office.book().log_account(earlier, Some(id), id, CHOSEN, "met een uitnodiging").unwrap();
    assert!(!desk.sees(&asked).text.contains("value=\"vragen\""));
    let answer = desk.sends("/doe/regeling", &form);
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("kunt u om akkoord vragen") && !answer.text.contains("wacht op akkoord"));
    assert!(office.book().asked_arrangement(desk.id()).unwrap().is_none());
}

#[test]
fn an_arrangement_that_runs_is_ended_with_a_reason_and_runs_again_after_undoing() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, LEADER);
    let page = desk.sees("/doe/regeling").text;
    desk.sends("/doe/regeling", &confirmed(&page, "vastleggen", "")).goes_to();
    let ends = desk.sees("/doe/beeindigen").text;
    let what = part(&ends, "name=\"wat\" value=\"r:", "\"").expect("the arrangement").to_string();
    let form =
        |day: &str, note: &str| format!("wat=r%3A{}&dag={day}&notitie={note}", what.replace('/', "%2F"));
    for (day, note) in [("2026-11-21", ""), ("", "reden"), ("2025-01-01", "reden"), ("2027-11-21", "reden")] {
        let answer = desk.sends("/doe/beeindigen", &form(day, note));
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{day} {note}");
    }
    let done = desk.sends("/doe/beeindigen", &form("2026-11-21", HOSTILE));
    let told = office.get(LEADER, done.goes_to()).text;
    assert!(
        told.contains("etalingsregeling beëindigd per 21 november 2026") && !told.contains("<script>alert")
    );
    assert_eq!(desk.dossier().arrangements.last().unwrap().ended_on, Some(today()));
    let twice = desk.sends("/doe/beeindigen", &form("2026-11-21", "reden"));
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "it has ended already");
    desk.undoes(&done).goes_to();
    assert_eq!(desk.dossier().arrangements.last().unwrap().ended_on, None);
}
