//! The doors for callers from outside, with the real executable and real HTTP: reports of providers in any order and any
//! number, who must not come in, and a tenant who wants no more friendly mail.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::Duration;

use domain::calendar::Day;
use domain::dossier::Dossier;
use domain::ids::TenancyId;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::landlord::{Landlord, SECRET, opening, rows, simulated};
use crate::outside::Outside;
use crate::whatsapp::{NIGHT, whatsapp_first};

/// A running `houvast serve`; it stops when this is dropped.
pub struct Serving {
    process: Child,
    /// Where it listens, on this machine.
    pub port: u16,
}

impl Serving {
    /// Starts it, with more arguments.
    pub fn start(landlord: &Landlord, more: &[&str]) -> Serving {
        let free = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        let address = format!("127.0.0.1:{port}");
        let mut command = landlord.command(&["serve", "--adres", &address]);
        let process = command.args(more).stdout(Stdio::null()).spawn().expect("the executable starts");
        let serving = Serving { process, port };
        for _ in 0..600 {
            if TcpStream::connect(&address).is_ok() {
                return serving;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("nobody listens on {address}");
    }

    /// Status and body of an answer.
    fn call(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> (u16, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: meldingen.voorbeeldwonen.example\r\nConnection: close\r\n\
             Content-Length: {length}\r\n{headers}\r\n"
        );
        stream.write_all(head.as_bytes()).expect("the head is sent");
        // Whoever is refused halfway does not read on.
        let _ = stream.write_all(body);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let code = answer.get(9..12).and_then(|code| code.parse().ok()).unwrap_or_default();
        (code, answer.split_once("\r\n\r\n").map(|(_, body)| body.to_string()).unwrap_or_default())
    }

    fn report(&self, report: &[u8]) -> u16 {
        let signed = signature(report, SECRET);
        let provider = if String::from_utf8_lossy(report).contains("whatsapp") { "whatsapp" } else { "sms" };
        self.call("POST", &format!("/melding/{provider}/{SECRET}"), &signed, report).0
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn signature(body: &[u8], secret: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key");
    mac.update(body);
    let hex: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("X-Hub-Signature-256: sha256={hex}\r\n")
}

/// A landlord whose messages have left, with the doors set up.
fn after_a_delivery(seed: u64) -> (Landlord, Outside, Day) {
    let simulated = simulated(seed, 1_500, 9);
    let night = Day::parse_iso(NIGHT).expect("a constant");
    let landlord = Landlord::new();
    landlord.deliver(&opening(&simulated, night.previous()));
    whatsapp_first(&landlord.folder);
    let outside = Outside::around(&landlord);
    outside.open_doors(&landlord.folder);
    landlord.night(night);
    (landlord, outside, night)
}

fn states(landlord: &Landlord) -> Vec<String> {
    rows(&landlord.book(), "select id, state, channel from outbox order by id")
}

fn reports(outside: &Outside) -> Vec<Vec<u8>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(outside.reports())
        .expect("reports")
        .map(|entry| entry.expect("a report").path())
        .collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("a report")).collect()
}

#[test]
fn reports_by_the_web_come_to_the_same_as_files_in_any_order_and_any_number() {
    let (landlord, outside, night) = after_a_delivery(51);
    landlord.deliver_post(night, "10:00");
    let reports = reports(&outside);
    assert!(reports.len() > 20, "{} reports", reports.len());
    let serving = Serving::start(&landlord, &[]);
    for report in reports.iter().rev().chain(reports.iter().take(10)) {
        assert_eq!(serving.report(report), 200);
    }
    let waiting = fs::read_dir(landlord.folder.join("meldingen")).expect("the folder").count();
    assert_eq!(waiting, 0, "what is in the book is thrown away");
    let by_web = states(&landlord);
    assert!(by_web.iter().any(|row| row.contains("bezorgd") && row.contains("whatsapp")));
    assert!(by_web.iter().any(|row| row.contains("bezorgd") && row.contains("sms")));
    assert_eq!(landlord.hear(&outside.reports(), night)["news"], 0, "the files say nothing new");
    assert_eq!(states(&landlord), by_web);
}

#[test]
fn who_must_not_come_in_finds_nothing_and_what_is_unknown_loses_nothing() {
    let (landlord, outside, night) = after_a_delivery(52);
    landlord.deliver_post(night, "10:00");
    let before = states(&landlord);
    let serving = Serving::start(&landlord, &[]);
    let reports = reports(&outside);
    let of_meta = |report: &&Vec<u8>| String::from_utf8_lossy(report).contains("whatsapp");
    let (meta, text) = (reports.iter().find(of_meta), reports.iter().find(|report| !of_meta(report)));
    let (meta, text) = (meta.expect("a report of Meta"), text.expect("a report about a text"));
    let post = |path: &str, headers: &str, body: &[u8]| serving.call("POST", path, headers, body).0;
    assert_eq!(post("/melding/sms/geraden-geheim-van-iemand", "", text), 404);
    assert_eq!(post(&format!("/melding/onbekend/{SECRET}"), "", text), 404);
    assert_eq!(post(&format!("/melding/whatsapp/{SECRET}"), "", meta), 404, "Meta did not sign it");
    assert_eq!(post(&format!("/melding/whatsapp/{SECRET}"), &signature(meta, "ander geheim"), meta), 404);
    assert_eq!(post(&format!("/melding/sms/{SECRET}"), "", &vec![b'x'; 300 * 1024]), 413);
    assert_eq!(serving.call("GET", "/", "", b"").0, 404, "the pages are not for outside");
    assert_eq!(states(&landlord), before);
    let ask = |token: &str| {
        let query = format!("hub.mode=subscribe&hub.verify_token={token}&hub.challenge=1158201444");
        serving.call("GET", &format!("/melding/whatsapp/{SECRET}?{query}"), "", b"")
    };
    assert_eq!(ask(SECRET), (200, "1158201444".to_string()));
    assert_eq!(ask("een-ander-geheim").0, 404);
    let unknown = "{\"nummer\":\"0600000123\",\"id\":\"wamid.0600000123\",\"status\":\"bezorgd\",\"tijd\":\"2026-06-04T10:00:00+02:00\"}";
    assert_eq!(serving.report(unknown.as_bytes()), 200);
    assert_eq!(serving.report(b"{\"geen\": "), 200);
    let findings = rows(&landlord.book(), "select reason from post_finding");
    assert_eq!(findings.len(), 2, "{findings:?}");
    assert!(findings.iter().all(|finding| !finding.contains("0600000123")), "{findings:?}");
    // While the book is in use a report waits, and the next delivery reads it.
    let book = landlord.book();
    let lock = book.lock_night().expect("the book is free");
    assert_eq!(serving.report(text), 200);
    assert_eq!(states(&landlord), before);
    drop(lock);
    landlord.deliver_post(night, "11:00");
    assert_eq!(rows(&landlord.book(), "select fate from status_told").len(), 1, "it was not lost");
}

/// The address and the mail subject in a header, put on one line again.
fn ways_to_stop(mail: &str) -> Option<(String, String)> {
    let head = mail.replace("\r\n", "\n").replace("\n ", " ");
    let line = head.lines().find_map(|line| line.strip_prefix("List-Unsubscribe: "))?.to_string();
    assert!(head.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
    let (mail, page) = line.split_once(", ")?;
    let subject = mail.split_once("?subject=")?.1.trim_end_matches('>');
    Some((page.trim_matches(['<', '>', ' ']).to_string(), subject.to_string()))
}

#[test]
fn a_tenant_can_stop_friendly_mail_and_nothing_else() {
    let (landlord, outside, night) = after_a_delivery(53);
    landlord.deliver_post(night, "10:00");
    let mails = outside.mails();
    let can: Vec<(String, String)> = mails.iter().filter_map(|mail| ways_to_stop(mail)).collect();
    assert!(can.len() > 1, "{} of {} mails", can.len(), mails.len());
    let stopped =
        || rows(&landlord.book(), "select tenancy, channel, source from asked_to_stop order by 1").len();
    let serving = Serving::start(&landlord, &[]);
    let path =
        can[0].0.strip_prefix("https://meldingen.voorbeeldwonen.example").expect("our address").to_string();
    let (code, page) = serving.call("GET", &path, "", b"");
    assert!(code == 200 && page.contains("<button"), "{code}");
    assert_eq!(stopped(), 0, "looking changes nothing");
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    for _ in 0..2 {
        assert_eq!(serving.call("POST", &path, form, b"List-Unsubscribe=One-Click").0, 200);
        assert_eq!(stopped(), 1);
    }
    assert_eq!(serving.call("POST", &format!("{path}0"), form, b"").0, 404, "a token nobody made");
    let mail = landlord.folder.join("afmelding.eml");
    fs::write(&mail, format!("From: iemand@example.org\r\nSubject: {}\r\n\r\n\r\n", can[1].1)).unwrap();
    assert_eq!(landlord.hear(&mail, night)["news"], 1);
    assert_eq!(stopped(), 2);
    let book = landlord.book();
    for tenancy in rows(&book, "select tenancy from asked_to_stop") {
        let id = tenancy.trim_start_matches("Integer(").trim_end_matches(')').parse().expect("a number");
        let mut dossier = Dossier::default();
        assert!(book.unpack_one(TenancyId(id), &mut dossier).unwrap());
        assert!(dossier.tenancy.no_friendly_mail, "the next night plans it another way");
    }
    let told = "select count(*) from post_event where text like 'Huurder wil geen vriendelijke berichten meer per e-mail%'";
    assert_eq!(rows(&landlord.book(), told), ["Integer(2)"]);
}

#[test]
fn who_stopped_friendly_mail_gets_it_another_way_and_the_rest_by_mail() {
    let (landlord, outside, night) = after_a_delivery(54);
    let everybody = format!(
        "insert into asked_to_stop select tenancy, person, 3, {}, 'proef' from tenancy_person",
        night.previous().0
    );
    landlord.book().connection().execute(&everybody, []).expect("everybody stops");
    let by_mail = "select count(*) from outbox where channel = 'e-mail' and state = 'klaar'";
    let planned = rows(&landlord.book(), by_mail);
    landlord.deliver_post(night, "10:00");
    let mails = outside.mails();
    assert!(!mails.is_empty(), "what has a meaning by law goes on by mail ({planned:?} planned)");
    assert!(mails.iter().all(|mail| ways_to_stop(mail).is_none()));
    let moved = "select count(*) from outbox where letter = 'herinnering-1' and channel = 'brief' and state = 'aangenomen'";
    assert_ne!(rows(&landlord.book(), moved), ["Integer(0)"], "by letter instead");
    assert!(outside.reached(&landlord.folder).values().all(|ways| ways.len() == 1));
}

#[test]
fn a_demo_that_somebody_looks_at_is_not_made_anew() {
    let landlord = Landlord::new();
    let small = ["demo", "--woningen", "50", "--nachten", "1", "--dag", "2026-11-20", "--zonder-pagina"];
    assert!(landlord.houvast(&small).status.success());
    let serving = Serving::start(&landlord, &[]);
    let again = landlord.houvast(&small);
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("nog open in een ander venster"));
    assert!(landlord.book().last_night().unwrap().is_some(), "nothing was thrown away");
    drop(serving);
    assert!(landlord.houvast(&small).status.success(), "it may be, once nobody looks");
}
