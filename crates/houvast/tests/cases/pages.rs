//! People at the pages of a running `houvast serve`: what they read about post is what leaves, and their answers hold.

use std::io::{Read, Write};
use std::net::TcpStream;

use domain::staff::{Role, Seat};

use crate::doors::Serving;
use crate::fourteen_days::{FLOW, ParseDay, only_letter};
use crate::landlord::{Landlord, rows};
use crate::outside::letters;
use crate::proposals::{TASK_FLOW, after_two_nights, next_night};

/// Somebody who is signed in.
pub struct Person {
    port: u16,
    cookie: String,
    seal: String,
}

pub struct Answer {
    pub code: u16,
    pub head: String,
    pub body: String,
}

fn ask(port: u16, method: &str, path: &str, cookie: &str, form: &str) -> Answer {
    let answer = String::from_utf8_lossy(&bytes(port, method, path, cookie, form)).into_owned();
    let code = answer.get(9..12).and_then(|code| code.parse().ok()).unwrap_or_default();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
    Answer { code, head: head.to_string(), body: body.to_string() }
}

fn bytes(port: u16, method: &str, path: &str, cookie: &str, form: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    let length = form.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: {cookie}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{form}"
    );
    stream.write_all(head.as_bytes()).expect("the question is sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    answer
}

pub fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.split_once(before)?.1.split_once(after).map(|(found, _)| found)
}

impl Person {
    /// Signs in: with invented data a name is enough.
    pub fn sign_in(landlord: &Landlord, serving: &Serving, mail: &str, role: Role) -> Person {
        let seat = Seat { role, districts: Vec::new() };
        landlord.book().add_staff(mail, mail, &seat, 0).expect("an account");
        let form = format!("mail={}&naar=", mail.replace('@', "%40"));
        let answer = ask(serving.port, "POST", "/aanmelden", "", &form);
        let token = between(&answer.head, "set-cookie: houvast=", ";").expect("a session").to_string();
        let cookie = format!("houvast={token}");
        let page = ask(serving.port, "GET", "/beleid", &cookie, "").body;
        let seal = between(&page, "name=\"zegel\" value=\"", "\"").expect("a seal").to_string();
        Person { port: serving.port, cookie, seal }
    }

    /// A page, whatever it says.
    pub fn ask(&self, path: &str) -> Answer {
        ask(self.port, "GET", path, &self.cookie, "")
    }

    /// A page that is there.
    pub fn get(&self, path: &str) -> String {
        let answer = self.ask(path);
        assert_eq!(answer.code, 200, "{path}: {}", answer.body);
        answer.body
    }

    /// The words of a PDF that is there.
    pub fn reads_pdf(&self, path: &str) -> String {
        let answer = bytes(self.port, "GET", path, &self.cookie, "");
        let start = answer.windows(5).position(|five| five == b"%PDF-").expect("a PDF");
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), &answer[start..]).expect("it is written");
        let read = std::process::Command::new("pdftotext").arg(file.path()).arg("-").output();
        let text = String::from_utf8(read.expect("poppler is here").stdout).expect("words");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub fn post(&self, path: &str, form: &str) -> Answer {
        ask(self.port, "POST", path, &self.cookie, &format!("zegel={}&{form}", self.seal))
    }
}

#[test]
fn what_is_read_on_the_page_of_a_proposal_is_what_leaves() {
    let (landlord, _outside) = after_two_nights(FLOW);
    let serving = Serving::start(&landlord, &["--dag", "2026-10-28", "--now", "09:00"]);
    let consultant = Person::sign_in(&landlord, &serving, "consulent@example.nl", Role::Consultant);
    let leader = Person::sign_in(&landlord, &serving, "leider@example.nl", Role::TeamLeader);
    assert!(consultant.get("/werk").contains("bericht wacht op uw vrijgave"));
    let list = consultant.get("/post");
    let address = format!("/post/voorstel/{}", between(&list, "/post/voorstel/", "\"").expect("a proposal"));
    assert!(!list.contains("Laat gaan"), "a letter of the law is read first");
    let page = consultant.get(&address);
    for words in ["€ 82,41, in de brief genoemd", "Samen is dat € 549,40.", "Voorbeeldstraat 10", "Laat gaan"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let printed = ask(serving.port, "GET", &format!("{address}/brief.pdf"), &consultant.cookie, "");
    assert!(printed.head.contains("application/pdf") && printed.body.starts_with("%PDF"), "{}", printed.head);
    assert_eq!(consultant.post(&address, "handeling=niet&reden=").code, 422, "no answer without a reason");
    // What would not leave is not said to be let go.
    let dossier = format!("/dossier/{}", between(&page, "/dossier/", "\"").expect("its dossier"));
    let held = consultant.post(&format!("{dossier}/doe"), "handeling=pauze&tot=2026-11-02&notitie=verdriet");
    let refused = consultant.post(&address, "handeling=laat-gaan");
    assert!(refused.code == 409 && refused.body.contains("Zo kan dit bericht niet weg"), "{}", refused.body);
    let act = between(&held.head, "klaar=", "\r\n").expect("it is recorded");
    assert_eq!(consultant.post(&format!("/ongedaan/{act}"), "").code, 303);
    assert_eq!(consultant.post(&address, "handeling=laat-gaan").code, 303);
    assert_eq!(consultant.post(&address, "handeling=laat-gaan").code, 409, "once");
    // The first quarter of an hour it waits, and nothing leaves under a stop.
    assert_eq!(consultant.post("/post/nu", "").code, 403, "that is the team leader's");
    assert_eq!(leader.post("/post/stil", "reden=verkeerde+brieven").code, 303);
    assert!(leader.post("/post/nu", "").body.contains("verkeerde brieven"));
    assert!(leader.get("/post").contains("De noodstop staat aan"));
    assert_eq!(leader.post("/post/verder", "").code, 303);
    assert!(leader.post("/post/nu", "").body.contains("1 wachten op hun uur"));
    assert_eq!(consultant.post(&address, "handeling=terug").code, 303);
    assert_eq!(consultant.post(&address, "handeling=niet&reden=huurder+belde").code, 303);
    assert!(consultant.get("/post").contains("huurder belde"));
    assert_eq!(consultant.post(&address, "handeling=terug").code, 303);
    assert_eq!(consultant.post(&address, "handeling=laat-gaan").code, 303);
    landlord.deliver_post("2026-10-28".parse_day(), "10:00");
    let (text, _) = only_letter(&landlord);
    assert!(text.contains("Samen is dat € 549,40."), "{text}");
    let log =
        rows(&landlord.book(), "select what, detail from audit where detail like '%veertiendagenbrief%'");
    assert_eq!(
        log.iter().filter(|line| line.contains("gewijzigd") || line.contains("teruggedraaid")).count(),
        5
    );
}

#[test]
fn on_a_day_off_the_page_of_the_letter_says_when_it_can_leave() {
    let (landlord, _outside) = after_two_nights(TASK_FLOW);
    // A Saturday.
    next_night(&landlord, "2026-10-30", "549,40", "2026-10-31");
    let serving = Serving::start(&landlord, &["--dag", "2026-10-31", "--now", "10:00"]);
    let consultant = Person::sign_in(&landlord, &serving, "consulent@example.nl", Role::Consultant);
    let page = consultant.get("/dossier/1001/veertiendagenbrief");
    assert!(page.contains("geen werkdag") && page.contains("Op maandag "), "{page}");
    assert!(page.contains("2 november 2026") && !page.contains("Verstuur de brief"), "{page}");
}

#[test]
fn the_letter_is_sent_from_its_task_and_comes_back_until_it_has_left() {
    let (landlord, _outside) = after_two_nights(TASK_FLOW);
    let serving = Serving::start(&landlord, &["--dag", "2026-10-28", "--now", "09:00"]);
    let consultant = Person::sign_in(&landlord, &serving, "consulent@example.nl", Role::Consultant);
    let auditor = Person::sign_in(&landlord, &serving, "controle@example.nl", Role::Auditor);
    let address = "/dossier/1001/veertiendagenbrief";
    assert!(consultant.get("/dossier/1001").contains(address));
    let from = "lijst=wijk&stap=veertiendagenbrief";
    let shown = consultant.get(&format!("/dossier/1001?{from}"));
    let link = between(&shown, &format!("{address}?"), "\"").expect("the list goes along");
    let page = consultant.get(&format!("{address}?{}", link.replace("&amp;", "&")));
    assert!(page.contains(&format!("name=\"uit\" value=\"{}\"", from.replace('&', "&amp;"))), "{page}");
    for words in
        ["19 november 2026", "13 november 2026", "€ 82,41", "Samen is dat € 549,40.", "Verstuur de brief"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(auditor.post(address, "gezien=").code, 403);
    assert_eq!(consultant.post(address, "gezien=iets-anders").code, 409, "only what was read");
    let read = between(&page, "name=\"gezien\" value=\"", "\"").expect("a mark");
    let sent = consultant.post(address, &format!("gezien={read}"));
    let act = between(&sent.head, "klaar=", "\r\n").expect("an act").trim().to_string();
    assert_eq!(consultant.post(address, &format!("gezien={read}")).code, 422, "once");
    assert_eq!(rows(&landlord.book(), "select state from outbox"), ["Text(\"klaar\")"]);
    assert_eq!(consultant.post(&format!("/ongedaan/{act}"), "").code, 303);
    assert_eq!(rows(&landlord.book(), "select state from outbox"), ["Text(\"vervallen\")"]);
    assert_eq!(rows(&landlord.book(), "select state from task"), ["Text(\"open\")"]);
    landlord.deliver_post("2026-10-28".parse_day(), "10:00");
    assert!(letters(&landlord.folder).is_empty());

    let kept = from.replace('&', "%26").replace('=', "%3D");
    let sent = consultant.post(address, &format!("gezien={read}&uit={kept}"));
    let act = between(&sent.head, "klaar=", "&").expect("an act").to_string();
    assert!(sent.head.contains(&format!("/werk/volgende?klaar={act}&{from}")), "{}", sent.head);
    landlord.deliver_post("2026-10-28".parse_day(), "11:00");
    assert!(only_letter(&landlord).0.contains("Samen is dat € 549,40."));
    assert_eq!(
        consultant.post(&format!("/ongedaan/{act}"), "").code,
        409,
        "what has left does not come back"
    );
    assert!(consultant.get("/dossier/1001").contains("Veertiendagenbrief"));
}
