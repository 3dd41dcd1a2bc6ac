//! The own account, accounts of others, and what a hostile visitor tries at the door.

use axum::http::StatusCode;
use domain::staff::{Keys, Role, Seat};

use crate::landlord::{self, ADMINISTRATOR, CONSULTANT, EMPLOYEE, LEADER, PAGES};
use crate::working::{Office, part};

const FIRST: &str = "een+lange+zin+1";
const SECOND: &str = "een+andere+zin+2";

/// Somebody chooses a password with an invitation.
fn choose_password(office: &Office, mail: &str, password: &str) {
    let book = office.book();
    let token = web::Token::fresh();
    let (staff, _) = book.account(mail).unwrap().expect("an account");
    book.invite(staff.id, &token.hash(), landlord::now().seconds + 100).unwrap();
    let form = format!("wachtwoord={password}&nogmaals={password}");
    assert_eq!(office.post("", &format!("/uitnodiging/{}", token.text()), &form).goes_to(), "/aanmelden");
}

/// Signs in with a password and gives the cookies.
fn enter(office: &Office, mail: &str, password: &str) -> Option<String> {
    let answer = office.post("", "/aanmelden", &format!("mail={mail}&wachtwoord={password}"));
    let cookies = answer.headers.get_all("set-cookie").iter();
    let pairs: Vec<&str> = cookies.filter_map(|one| one.to_str().ok()?.split(';').next()).collect();
    (answer.status == StatusCode::SEE_OTHER).then(|| pairs.join("; "))
}

fn seal_of(office: &Office, cookie: &str) -> String {
    let page = office.get_as(cookie, "/mijn").text;
    part(&page, "name=\"zegel\" value=\"", "\"").expect("a seal").to_string()
}

#[test]
fn everybody_has_an_own_account_with_what_is_known_of_it() {
    let office = Office::new();
    for person in [LEADER, CONSULTANT, ADMINISTRATOR, EMPLOYEE] {
        let page = office.get(person, "/mijn");
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains("Mijn account") && page.text.contains("Firefox op Linux (hier)"));
        assert!(page.text.contains("21\u{a0}nov\u{a0}2026</time>,\u{a0}10:00"), "since when");
    }
    assert!(office.get_as("", "/mijn").goes_to().starts_with("/aanmelden"));
}

#[test]
fn single_keys_go_off_for_who_asks_and_for_nobody_else() {
    let office = Office::new();
    let form = |word: &str| format!("zegel={}&toetsen={word}", office.seal(LEADER));
    let to = |word: &str| office.post(&landlord::cookie(LEADER), "/mijn/toetsen", &form(word));
    assert!(office.get(LEADER, "/werk").text.contains("data-toetsen=\"aan\""));
    for keys in Keys::ALL {
        to(keys.dutch()).goes_to();
        let page = office.get(LEADER, "/werk").text;
        assert!(page.contains(&format!("<body data-toetsen=\"{}\">", keys.dutch())));
    }
    assert_eq!(to("allemaal").status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(office.get(CONSULTANT, "/werk").text.contains("data-toetsen=\"aan\""));
}

#[test]
fn a_password_is_changed_by_who_knows_the_old_one_and_ends_sessions_elsewhere() {
    let office = Office::new();
    choose_password(&office, "leider@example.nl", FIRST);
    let (here, elsewhere) = (
        enter(&office, "leider@example.nl", FIRST).expect("the password is right"),
        enter(&office, "leider@example.nl", FIRST).expect("also a second time"),
    );
    let seal = seal_of(&office, &here);
    let change = |old: &str, new: &str, again: &str| {
        let form = format!("zegel={seal}&oud={old}&nieuw={new}&nogmaals={again}");
        office.post(&here, "/mijn/wachtwoord", &form)
    };
    let wrong = change("iets+anders+1", SECOND, SECOND);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("niet uw wachtwoord van nu"));
    assert!(change(FIRST, "kort", "kort").text.contains("te kort"));
    assert!(change(FIRST, SECOND, FIRST).text.contains("niet gelijk"));
    let forged = office.post(
        &here,
        "/mijn/wachtwoord",
        &format!("zegel=x&oud={FIRST}&nieuw={SECOND}&nogmaals={SECOND}"),
    );
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    assert_eq!(office.get_as(&elsewhere, "/mijn").status, StatusCode::OK, "nothing happened yet");
    assert_eq!(change(FIRST, SECOND, SECOND).goes_to(), "/mijn?klaar=wachtwoord");
    assert_eq!(office.get_as(&here, "/mijn").status, StatusCode::OK);
    assert!(office.get_as(&elsewhere, "/mijn").goes_to().starts_with("/aanmelden"));
    assert!(enter(&office, "leider@example.nl", FIRST).is_none());
    assert!(enter(&office, "leider@example.nl", SECOND).is_some());
    for _ in 0..6 {
        change("iets+anders+1", FIRST, FIRST);
    }
    assert!(change(SECOND, FIRST, FIRST).text.contains("te vaak"), "nobody guesses at an open screen");
}

#[test]
fn who_signs_in_where_he_was_before_is_told_that_somebody_else_opened_a_way_in() {
    let office = Office::new();
    choose_password(&office, "leider@example.nl", FIRST);
    let own = enter(&office, "leider@example.nl", FIRST).expect("the password is right");
    let book = office.book();
    let (staff, _) = book.account("leider@example.nl").unwrap().expect("an account");
    let (administrator, _) = book.account("beheer@example.nl").unwrap().expect("an account");
    let again = |cookie: &str| {
        let form = format!("mail=leider%40example.nl&wachtwoord={FIRST}");
        office.post(cookie, "/aanmelden", &form).goes_to().to_string()
    };
    assert_eq!(again(&own), "/werk", "what he did himself is no news");
    let mut at = landlord::now();
    at.seconds += 1;
    book.log_account(at, Some(administrator.id), staff.id, "uitgenodigd", "").unwrap();
    assert_eq!(again(""), "/mijn?klaar=nieuws", "in any browser");
    assert_eq!(again(&own), "/mijn?klaar=nieuws", "also when a stranger was in before him");
    let inside = enter(&office, "leider@example.nl", FIRST).expect("the password is right");
    let told = office.get_as(&inside, "/mijn?klaar=nieuws").text;
    assert!(told.contains("Iemand anders veranderde iets aan uw account") && told.contains("Uitgenodigd"));
}

#[test]
fn a_session_elsewhere_is_ended_by_its_owner_only() {
    let office = Office::new();
    choose_password(&office, "leider@example.nl", FIRST);
    let here = enter(&office, "leider@example.nl", FIRST).unwrap();
    let elsewhere = enter(&office, "leider@example.nl", FIRST).unwrap();
    let page = office.get_as(&here, "/mijn").text;
    let handle = part(&page, "action=\"/mijn/sessies/", "\"").expect("another session").to_string();
    assert!(!elsewhere.contains(&handle), "what it is called says nothing of its token");
    let seal_of_consultant = office.seal(CONSULTANT);
    office.post(
        &landlord::cookie(CONSULTANT),
        &format!("/mijn/sessies/{handle}"),
        &format!("zegel={seal_of_consultant}"),
    );
    assert_eq!(office.get_as(&elsewhere, "/mijn").status, StatusCode::OK, "somebody else ends nothing");
    let seal = seal_of(&office, &here);
    office.post(&here, "/mijn/sessies/andere", &format!("zegel={seal}")).goes_to();
    assert_eq!(office.get_as(&here, "/mijn").status, StatusCode::OK);
    assert!(office.get_as(&elsewhere, "/mijn").goes_to().starts_with("/aanmelden"));
}

#[test]
fn an_administrator_adds_somebody_and_sees_the_invitation_once() {
    let office = Office::new();
    let (seal, cookie) = (office.seal(ADMINISTRATOR), landlord::cookie(ADMINISTRATOR));
    let add = |form: &str| office.post(&cookie, "/inrichting/gebruikers", &format!("zegel={seal}&{form}"));
    let district = office.book().districts().unwrap().remove(0);
    let refused = add("naam=&mail=geen+adres&rol=directeur&wijk=Nergens");
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["Vul een naam in", "met een @", "Kies een rol", "kennen wij niet"] {
        assert!(refused.text.contains(words), "{words}");
    }
    let kept = add("naam=Noor+Proef&mail=x&rol=huurconsulent").text;
    assert!(kept.contains("value=\"Noor Proef\""), "what was filled in is still there");
    let good = format!(
        "naam=Noor+%3Cb%3EProef&mail=noor%40example.nl&rol=huurconsulent&wijk={}",
        district.replace(' ', "+")
    );
    let to = add(&good).goes_to().to_string();
    let page = office.get(ADMINISTRATOR, &to).text;
    assert!(page.contains("Noor &lt;b&gt;Proef") && !page.contains("<b>Proef"));
    let link = part(&page, "class=\"eenmalig\">", "<").expect("the invitation").to_string();
    let link = link.strip_prefix(PAGES).expect("the whole address").to_string();
    assert!(!office.get(ADMINISTRATOR, &to).text.contains("/uitnodiging/"), "once");
    assert!(add(&good).text.contains("is er al een account"));
    let chosen = office.post("", &link, &format!("wachtwoord={FIRST}&nogmaals={FIRST}"));
    assert_eq!(chosen.goes_to(), "/aanmelden");
    assert!(enter(&office, "noor@example.nl", FIRST).is_some());
    let page = office.get(ADMINISTRATOR, &to).text;
    for words in ["account geopend", "uitgenodigd", "wachtwoord gekozen", "aangemeld", "Joke van Dam"] {
        assert!(page.contains(words), "the log says nothing of {words}");
    }
    let (noor, _) = office.book().account("noor@example.nl").unwrap().unwrap();
    assert_eq!(noor.seat, Seat { role: Role::Consultant, districts: vec![district] });
}

#[test]
fn role_and_districts_hold_from_the_next_page_and_are_in_the_log() {
    let office = Office::new();
    let (seal, cookie) = (office.seal(ADMINISTRATOR), landlord::cookie(ADMINISTRATOR));
    let consultant = id_of(&office, "consulent@example.nl");
    let to = format!("/inrichting/gebruikers/{consultant}");
    let deed = |deed: &str, form: &str| {
        office.post(&cookie, &format!("{to}/{deed}"), &format!("zegel={seal}&{form}"))
    };
    deed("rol", "rol=controleur").goes_to();
    assert_eq!(office.get(CONSULTANT, "/werk").status, StatusCode::FORBIDDEN);
    assert_eq!(office.get(CONSULTANT, "/huurders").status, StatusCode::OK);
    assert!(office.get(ADMINISTRATOR, &to).text.contains("→ controleur; alle wijken"));
    assert_eq!(deed("rol", "rol=baas").status, StatusCode::UNPROCESSABLE_ENTITY);
    deed("sluiten", "").goes_to();
    assert!(office.get(CONSULTANT, "/huurders").goes_to().starts_with("/aanmelden"), "signed out everywhere");
    assert_eq!(deed("uitnodigen", "").status, StatusCode::UNPROCESSABLE_ENTITY, "first it must be open");
    deed("openen", "").goes_to();
    assert!(office.book().account("consulent@example.nl").unwrap().is_some());
    assert_eq!(deed("opblazen", "").status, StatusCode::NOT_FOUND);
}

fn id_of(office: &Office, mail: &str) -> i64 {
    office.book().account(mail).unwrap().expect("an account").0.id.0
}

#[test]
fn a_lost_computer_takes_every_way_in_away_and_an_invitation_gives_one_back() {
    let office = Office::new();
    choose_password(&office, "leider@example.nl", FIRST);
    let session = enter(&office, "leider@example.nl", FIRST).unwrap();
    let (seal, cookie) = (office.seal(ADMINISTRATOR), landlord::cookie(ADMINISTRATOR));
    let to = format!("/inrichting/gebruikers/{}", id_of(&office, "leider@example.nl"));
    let invite =
        |form: &str| office.post(&cookie, &format!("{to}/uitnodigen"), &format!("zegel={seal}{form}"));
    invite("").goes_to();
    assert!(enter(&office, "leider@example.nl", FIRST).is_some(), "an invitation alone takes nothing away");
    invite("&intrekken=ja").goes_to();
    assert!(enter(&office, "leider@example.nl", FIRST).is_none());
    assert!(office.get_as(&session, "/mijn").goes_to().starts_with("/aanmelden"));
    let page = office.get(ADMINISTRATOR, &to).text;
    let link = part(&page, &format!("class=\"eenmalig\">{PAGES}"), "<").unwrap().to_string();
    office.post("", &link, &format!("wachtwoord={SECOND}&nogmaals={SECOND}")).goes_to();
    assert!(enter(&office, "leider@example.nl", SECOND).is_some());
}

#[test]
fn nobody_raises_himself_and_the_last_administrator_stays() {
    let office = Office::new();
    for person in [LEADER, CONSULTANT, EMPLOYEE, landlord::AUDITOR] {
        let seal =
            part(&office.get(person, "/mijn").text, "name=\"zegel\" value=\"", "\"").unwrap().to_string();
        let cookie = landlord::cookie(person);
        let own = id_of(
            &office,
            ["leider@example.nl", "consulent@example.nl", "controle@example.nl", "", "loket@example.nl"]
                [person],
        );
        assert_eq!(office.get(person, "/inrichting/gebruikers").status, StatusCode::FORBIDDEN);
        for (to, form) in [
            (format!("/inrichting/gebruikers/{own}/rol"), "rol=beheerder"),
            ("/inrichting/gebruikers".to_string(), "naam=Ik&mail=ik%40example.nl&rol=beheerder"),
        ] {
            let answer = office.post(&cookie, &to, &format!("zegel={seal}&{form}"));
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{to}");
        }
    }
    let own = id_of(&office, "beheer@example.nl");
    let (seal, cookie) = (office.seal(ADMINISTRATOR), landlord::cookie(ADMINISTRATOR));
    for (deed, form) in [("rol", "rol=teamleider"), ("sluiten", ""), ("uitnodigen", "intrekken=ja")] {
        let answer = office.post(
            &cookie,
            &format!("/inrichting/gebruikers/{own}/{deed}"),
            &format!("zegel={seal}&{form}"),
        );
        assert!(answer.text.contains("Uw eigen account"), "{deed}");
    }
    // A second administrator, who was never here: the first stays the last who can sign in.
    let book = office.book();
    let seat = Seat { role: Role::Administrator, districts: Vec::new() };
    let second = book.add_staff("tweede@example.nl", "Tweede Proef", &seat, 0).unwrap().unwrap();
    let first = store::staff::StaffId(own);
    let other = Seat { role: Role::Auditor, districts: Vec::new() };
    assert!(book.close_unless_last(first, 1).unwrap().is_err());
    assert!(book.set_seat(first, &other).unwrap().is_err());
    assert!(book.take_ways_away(first).unwrap().is_err());
    assert!(book.close_unless_last(second, 1).unwrap().is_ok(), "one who cannot sign in may go");
    book.reopen_staff(second).unwrap();
    choose_password(&office, "tweede@example.nl", SECOND);
    assert!(book.close_unless_last(first, 1).unwrap().is_ok());
    assert!(book.close_unless_last(second, 1).unwrap().is_err());
}

#[test]
fn signing_in_ends_the_session_that_was_there_and_never_takes_one_over() {
    let office = Office::new();
    choose_password(&office, "leider@example.nl", FIRST);
    let planted = landlord::cookie(CONSULTANT);
    let answer = office.post(&planted, "/aanmelden", &format!("mail=leider%40example.nl&wachtwoord={FIRST}"));
    let fresh = answer.headers.get_all("set-cookie").iter().next().unwrap().to_str().unwrap().to_string();
    assert!(!fresh.starts_with(&planted));
    assert!(
        office.get(CONSULTANT, "/mijn").goes_to().starts_with("/aanmelden"),
        "what was planted has ended"
    );
    assert!(fresh.starts_with("__Host-houvast=") && fresh.contains("Path=/") && !fresh.contains("Domain"));
}

#[test]
fn a_way_back_leads_to_our_own_pages_only() {
    let office = Office::new();
    choose_password(&office, "leider@example.nl", FIRST);
    for (asked, goes_to) in [
        ("%2Fhuurders%3Fq%3Da", "/huurders?q=a"),
        ("%2F%2Felders.example", "/werk"),
        ("%2F%09%2Felders.example", "/werk"),
        ("%2F%0A%2Felders.example", "/werk"),
        ("%2F%5Celders.example", "/werk"),
        ("https%3A%2F%2Felders.example", "/werk"),
    ] {
        let form = format!("mail=leider%40example.nl&wachtwoord={FIRST}&naar={asked}");
        assert_eq!(office.post("", "/aanmelden", &form).goes_to(), goes_to, "{asked}");
    }
}

#[test]
fn forms_from_another_site_are_refused_also_at_the_door() {
    let office = Office::new();
    choose_password(&office, "leider@example.nl", FIRST);
    let form = format!("mail=leider%40example.nl&wachtwoord={FIRST}");
    let sent = |header: (&str, &str)| {
        office.post_with("/aanmelden", &form, &[("host", "houvast.example"), header]).status
    };
    for header in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://elders.example"),
    ] {
        assert_eq!(sent(header), StatusCode::FORBIDDEN, "{header:?}");
    }
    for header in [
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-site", "none"),
        ("origin", "null"),
        ("origin", "https://houvast.example"),
    ] {
        assert_eq!(sent(header), StatusCode::SEE_OTHER, "{header:?}");
    }
}

#[test]
fn who_was_not_invited_makes_the_machine_work_for_nothing() {
    let office = Office::new();
    let begun = std::time::Instant::now();
    for _ in 0..200 {
        let to = format!("/uitnodiging/{}", "0".repeat(64));
        let answer = office.post("", &to, &format!("wachtwoord={FIRST}&nogmaals={FIRST}"));
        assert!(answer.text.contains("verlopen"));
    }
    // Two hundred argon2 lines would take many seconds.
    assert!(begun.elapsed().as_secs_f64() < 2.0, "{:?}", begun.elapsed());
    for _ in 0..5 {
        assert!(enter(&office, "leider@example.nl", "x").is_none());
    }
    let count = "select count(*) from audit where what = 'niet aangemeld'";
    let lines: i64 = office.book().connection().query_row(count, [], |row| row.get(0)).unwrap();
    assert_eq!(lines, 1, "the log is not filled by strangers");
}

#[test]
fn pages_about_people_stay_nowhere_and_are_framed_by_nobody() {
    let office = Office::new();
    for (person, address) in
        [(LEADER, "/mijn"), (ADMINISTRATOR, "/inrichting/gebruikers"), (LEADER, "/aanmelden")]
    {
        let headers = office.get(person, address).headers;
        assert_eq!(headers["cache-control"], "no-store", "{address}");
        assert_eq!(headers["referrer-policy"], "no-referrer");
        assert_eq!(headers["x-frame-options"], "DENY");
        assert_eq!(headers["strict-transport-security"], "max-age=31536000");
        assert!(headers["content-security-policy"].to_str().unwrap().contains("frame-ancestors 'none'"));
    }
}

#[test]
fn the_light_seat_and_the_districts_are_said_as_they_are() {
    let page = Office::new().get(ADMINISTRATOR, "/inrichting/gebruikers").text;
    assert!(page.contains("medewerker: zoekt een adres op") && !page.contains("nog geen schermen"));
    assert!(page.contains("Vinkt u niets aan, dan werkt deze persoon voor alle wijken."));
}
