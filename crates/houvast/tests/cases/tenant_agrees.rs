//! What a tenant may count on who agreed on parts: a confirmation on the first day on which it may leave, a person when none
//! may for days, a page and a message that say what is true, and a way to ask for another arrangement.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;

use crate::doors::Serving;
use crate::fourteen_days::ParseDay;
use crate::landlord::{Landlord, rows};
use crate::outside::Outside;
use crate::pages::between;
use crate::tenant_asks::mailed_code;
use crate::tenant_changes::{proof, told};
use crate::tenant_page::{Answer, MORNING, a_tenant, call, get, list, post};

/// Thursday, and no night was run yet.
const NO_NIGHT_YET: [&str; 4] = ["--dag", "2026-10-29", "--now", "09:00"];
const CONFIRMATION: &str = "select state, day from outbox where letter = 'regeling-bevestigd'";

/// Somebody who proved who she is.
struct Tenant<'a> {
    serving: &'a Serving,
    code: &'a str,
    proof: String,
}

impl Tenant<'_> {
    fn at<'a>(serving: &'a Serving, outside: &Outside, code: &'a str) -> Tenant<'a> {
        Tenant { serving, code, proof: proof(serving, outside, code) }
    }

    fn says(&self, word: &str, form: &str) -> Answer {
        call(self.serving.port, "POST", &format!("/b/{}/{word}", self.code), &self.proof, form)
    }

    fn looks_at(&self, address: &str) -> String {
        call(self.serving.port, "GET", address, &self.proof, "").body
    }

    /// Three parts from 25 November; gives the page after it.
    fn agrees(&self) -> String {
        let page = self.looks_at(&format!("/b/{}/delen?keer=3&dag=25", self.code));
        let read = between(&page, "name=\"gelezen\" value=\"", "\"").expect("the terms");
        let read = read.replace(' ', "+").replace(':', "%3A");
        let agreed = self.says("delen", &format!("keer=3&dag=25&gelezen={read}"));
        self.looks_at(agreed.leads_to())
    }
}

fn letters_of_night(landlord: &Landlord, day: &str) {
    list(landlord, day, &[("F-2", "01-10-2026", "549,40")]);
    landlord.night(day.parse_day());
    landlord.deliver_post(day.parse_day(), "10:30");
}

#[test]
fn a_confirmation_that_could_not_leave_leaves_after_the_next_night_and_once() {
    let (landlord, outside, code) = a_tenant();
    let serving = Serving::start(&landlord, &NO_NIGHT_YET);
    let tenant = Tenant::at(&serving, &outside, &code);
    let page = tenant.agrees();
    assert!(rows(&landlord.book(), CONFIRMATION).is_empty(), "no night, no letter");
    assert!(page.contains("De bevestiging volgt binnen een week"), "{page}");
    let mail = told(&outside, "Afgesproken: 3 keer, de eerste op 25 november 2026.");
    assert!(!mail.contains("een vraag van u") && !mail.contains("549,40"), "{mail}");
    drop(serving);
    letters_of_night(&landlord, "2026-10-30");
    let left = [format!("Text(\"aangenomen\") Integer({})", "2026-10-30".parse_day().0)];
    assert_eq!(rows(&landlord.book(), CONFIRMATION), left);
    told(&outside, "Fijn dat wij er samen uit zijn");
    landlord.night("2026-10-31".parse_day());
    assert_eq!(rows(&landlord.book(), CONFIRMATION), left, "once");
    assert!(rows(&landlord.book(), "select 1 from task_asked").is_empty(), "nobody has to do it");
}

#[test]
fn a_confirmation_that_cannot_leave_for_days_is_a_persons() {
    let (landlord, outside, code) = a_tenant();
    let serving = Serving::start(&landlord, &NO_NIGHT_YET);
    let tenant = Tenant::at(&serving, &outside, &code);
    tenant.agrees();
    drop(serving);
    // No letter, no e-mail: nothing is known of where she is.
    let unknown = "update person set email = ''; update unit set street = '', house_number = '', postcode = '', town = ''";
    let work = "select t.kind from task_asked k join task t on t.id = k.task where t.state = 'open'";
    for (day, tasks) in [("2026-10-30", 0), ("2026-11-02", 1), ("2026-11-03", 1)] {
        landlord.book().connection().execute_batch(unknown).unwrap();
        landlord.night(day.parse_day());
        assert_eq!(rows(&landlord.book(), work).len(), tasks, "{day}");
    }
    assert!(rows(&landlord.book(), CONFIRMATION).is_empty());
    let task = rows(&landlord.book(), "select task from task_asked");
    let task = task[0].split('"').nth(1).expect("an id");
    let (why, _) = landlord.book().asked_with(task).unwrap().expect("why it lies there");
    let said = "de huurder sprak een regeling af en de bevestiging kon niet uit, bevestig haar zelf: € 549,40 in 3 termijnen";
    assert!(why.starts_with(said), "{why}");
}

#[test]
fn a_confirmation_that_leaves_at_once_is_promised_and_a_change_can_be_asked_for() {
    let (landlord, outside, code) = a_tenant();
    let serving = Serving::start(&landlord, &MORNING);
    let tenant = Tenant::at(&serving, &outside, &code);
    let change = "woorden=Ik+krijg+minder+geld";
    assert!(tenant.says("regeling", change).body.contains("Dat kan hier nu niet"), "nothing runs");
    let page = tenant.agrees();
    assert!(page.contains("U krijgt een bevestiging."), "{page}");
    assert_eq!(rows(&landlord.book(), CONFIRMATION).len(), 1);
    assert!(page.contains("Ik wil iets veranderen"), "the letter says that it can be asked for here");
    assert!(post(&serving, &format!("/b/{code}/regeling"), change).leads_to().contains("bewijs"));
    assert_eq!(tenant.says("regeling", "woorden=").code, 422);
    assert!(tenant.says("regeling", change).body.contains("Binnen één werkdag"));
    assert!(tenant.says("regeling", change).body.contains("hebben wij al"));
    let asked =
        "select t.kind, a.note from task_asked k join task t on t.id = k.task join act a on a.id = k.act";
    assert_eq!(rows(&landlord.book(), asked), ["Text(\"regeling\") Text(\"Ik krijg minder geld\")"]);
}

#[test]
fn a_term_can_be_paid_on_its_day_and_a_day_that_not_every_month_has_is_the_last_that_it_has() {
    let (landlord, outside, code) = a_tenant();
    let serving = Serving::start(&landlord, &MORNING);
    let page = get(&serving, &format!("/b/{code}/delen?keer=3&dag=31")).body;
    assert!(page.contains("28 november 2026") && !page.contains("1 december 2026"), "{page}");
    Tenant::at(&serving, &outside, &code).agrees();
    let page = get(&serving, &format!("/b/{code}")).body;
    assert!(page.contains("Graag uiterlijk 25 november 2026.") && !page.contains("vóór 25"), "{page}");
}

#[test]
fn many_months_are_told_by_the_first_and_the_last() {
    let months = [("F-6", "01-09-2025"), ("F-7", "01-08-2026"), ("F-8", "01-09-2026"), ("F-2", "01-10-2026")];
    let (landlord, _outside, code) = a_tenant();
    let open: Vec<(&str, &str, &str)> = months.iter().map(|(item, due)| (*item, *due, "549,40")).collect();
    list(&landlord, "2026-10-28", &open);
    landlord.night("2026-10-29".parse_day());
    let serving = Serving::start(&landlord, &NO_NIGHT_YET);
    let title = |language: &str| {
        let page = get(&serving, &format!("/b/{code}?taal={language}")).body;
        between(&page, "<h1>", "</h1>").expect("a title").to_string()
    };
    assert_eq!(title("nl"), "Uw huur van september 2025 tot en met oktober 2026");
    assert_eq!(title("en"), "Your rent from September 2025 up to and including October 2026");
}

#[test]
fn who_always_pays_on_the_22nd_makes_it_the_pay_day_with_one_button() {
    let (landlord, outside, code) = a_tenant();
    let first = "2025-10-01".parse_day().month();
    // Before what the landlord's list began with: rent (1) on the first, paid (9) on the 22nd.
    let mut booked = String::new();
    for month in 0..12 {
        let (due, seq) = ((first + month).first_day(), 2 * month - 100);
        let (rent, payment) = ((due.0, 1, 54_940), ((due + 21).0, 9, -54_940));
        for (at, (on, kind, cents)) in [rent, payment].into_iter().enumerate() {
            let seq = seq + at as i32;
            booked +=
                &format!("insert into ledger values (1, {seq}, {on}, {}, {kind}, null, {cents}, 0);", due.0);
        }
    }
    landlord.book().connection().execute_batch(&booked).unwrap();
    assert!(landlord.houvast(&["rebuild"]).status.success());
    let serving = Serving::start(&landlord, &MORNING);
    assert!(
        get(&serving, &format!("/b/{code}/betaaldag")).leads_to().contains("bewijs"),
        "not without a proof"
    );
    let tenant = Tenant::at(&serving, &outside, &code);
    let page = tenant.looks_at(&format!("/b/{code}/betaaldag"));
    assert!(page.contains("U betaalt meestal rond de 22e van de maand."), "{page}");
    assert!(page.contains("Maak dit mijn betaaldag") && page.contains("<option value=\"22\" selected>"));
    assert!(tenant.says("betaaldag", "dag=22").body.contains("Uw betaaldag is nu de 22e"));
    assert!(!tenant.looks_at(&format!("/b/{code}/betaaldag")).contains("meestal"), "it is hers now");
}

#[test]
fn a_code_goes_by_mail_when_texts_fail_and_the_page_says_so() {
    let (landlord, outside, code) = a_tenant();
    let broken = always_broken();
    let path = landlord.folder.join("aanbieder.toml");
    let provider = fs::read_to_string(&path).unwrap();
    let works = provider.lines().find(|line| line.starts_with("adres = ")).expect("an address");
    let fails = format!("adres = \"http://127.0.0.1:{broken}/berichten\"");
    fs::write(&path, provider.replace(works, &fails)).unwrap();
    // Texts (1) and e-mail and letters as before.
    let mobile = "update person set mobile = '0612345678'; update tenancy set reachable = 15";
    landlord.book().connection().execute_batch(mobile).unwrap();
    assert!(landlord.houvast(&["rebuild"]).status.success());
    let serving = Serving::start(&landlord, &MORNING);
    let bewijs = format!("/b/{code}/bewijs");
    assert!(get(&serving, &bewijs).body.contains("Het nummer eindigt op"), "texts come first");
    let sent = post(&serving, &bewijs, "wat=stuur&naar=regeling");
    assert!(sent.leads_to().contains("verstuurd=mail"), "{}", sent.leads_to());
    assert!(mailed_code(&outside).is_some());
    let page = get(&serving, sent.leads_to()).body;
    assert!(
        page.contains("De code is gestuurd naar uw e-mailadres.") && !page.contains("example.org"),
        "{page}"
    );
}

/// A provider that says of everything that something broke.
fn always_broken() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let _ = stream.read(&mut [0; 4_096]);
            let _ = stream.write_all(b"HTTP/1.1 500 Kapot\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
    });
    port
}
