//! The tenant's page with the real executable, real HTTP and a real mail server: a payment at the demo bank that counts once and
//! is settled by the books, and everybody who must not come in.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use domain::calendar::Day;
use domain::dossier::{Arrangement, CostsClause};
use domain::ids::TenancyId;
use domain::money::Cents;
use domain::staff::{Role, Seat};
use store::acts::{Act, Record};
use store::post::Moment;

use crate::doors::Serving;
use crate::fourteen_days::{FLOW, ParseDay, known_besides, with_flow};
use crate::landlord::{Landlord, SECRET, rows};
use crate::outside::Outside;
use crate::pages::between;

pub const TODAY: &str = "2026-10-28";
pub const MORNING: [&str; 4] = ["--dag", TODAY, "--now", "09:00"];
/// What the code of the one tenant is made of.
pub const CHANCE: u8 = 7;

pub fn list(landlord: &Landlord, day: &str, items: &[(&str, &str, &str)]) {
    let head = "Contractnummer;Naam;Factuurnr;Vervaldatum;Openstaand bedrag;Maandhuur;Ingangsdatum;Adres;Postcode;Plaats;E-mailadres\n";
    let line = |(invoice, due, open): &(&str, &str, &str)| {
        format!(
            "1001;mevrouw A. van Dijk;{invoice};{due};{open};549,40;01-07-2019;Voorbeeldstraat 10;1234 AB;Rotterdam;a.van.dijk@example.org\n"
        )
    };
    let text = items.iter().map(line).fold(head.to_string(), |text, line| text + &line);
    fs::write(landlord.folder.join(format!("aanlevering/posten-{day}.csv")), text).unwrap();
}

/// A landlord with the page switched on; one tenant with one rent open, about whom a letter waits, and her code.
pub fn a_tenant() -> (Landlord, Outside, String) {
    a_tenant_of(|_| ())
}

/// The same of a landlord that is otherwise before the first night.
pub fn a_tenant_of(change: impl FnOnce(&Landlord)) -> (Landlord, Outside, String) {
    let landlord = with_flow(FLOW);
    change(&landlord);
    let outside = Outside::around(&landlord);
    let path = landlord.folder.join("verzenden.toml");
    let settings = fs::read_to_string(&path).unwrap();
    let page = "[huurderspagina]\n[betalen]\naanbieder = \"demobank\"\nmelding = \"HOUVAST_PROEF_GEHEIM\"\n";
    fs::write(path, settings + page).unwrap();
    let october = ("F-2", "01-10-2026", "549,40");
    list(&landlord, "2026-10-01", &[october]);
    landlord.night("2026-10-02".parse_day());
    list(&landlord, "2026-10-27", &[october]);
    landlord.night(TODAY.parse_day());
    known_besides(&landlord, CostsClause::Fair);
    let code = landlord.book().payment_code(TenancyId(1), &mut |bytes| bytes.fill(CHANCE)).unwrap();
    (landlord, outside, code)
}

/// Whoever calls, the bank of the demo too, calls a door that is not there.
pub fn nobody_reaches(landlord: &Landlord) {
    let path = landlord.folder.join("verzenden.toml");
    let settings = fs::read_to_string(&path).unwrap();
    let deaf = settings.replace("[huurderspagina]\n", "[huurderspagina]\nadres = \"http://127.0.0.1:1\"\n");
    assert_ne!(deaf, settings);
    fs::write(path, deaf).unwrap();
}

pub struct Answer {
    pub code: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    pub fn leads_to(&self) -> &str {
        assert_eq!(self.code, 303, "{}", self.body);
        between(&self.head, "location: ", "\r\n").expect("an address")
    }
}

/// A call to a port of this machine, with more heads.
pub fn call(port: u16, method: &str, path: &str, heads: &str, form: &str) -> Answer {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n{heads}\r\n{form}",
        form.len()
    );
    stream.write_all(head.as_bytes()).expect("it is sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let code = answer.get(9..12).and_then(|code| code.parse().ok()).unwrap_or_default();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
    Answer { code, head: format!("{head}\r\n"), body: body.to_string() }
}

pub fn get(serving: &Serving, path: &str) -> Answer {
    call(serving.port, "GET", path, "", "")
}

pub fn post(serving: &Serving, path: &str, form: &str) -> Answer {
    call(serving.port, "POST", path, "", form)
}

/// Waits until a query of the book gives this.
pub fn until(landlord: &Landlord, query: &str, wanted: &[&str]) {
    for _ in 0..100 {
        if rows(&landlord.book(), query) == wanted {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(rows(&landlord.book(), query), wanted);
}

/// Port and path of an address on this machine.
pub fn on_this_machine(address: &str) -> (u16, String) {
    let rest = address.strip_prefix("http://127.0.0.1:").expect("this machine");
    let (port, path) = rest.split_once('/').expect("a path");
    (port.parse().expect("a port"), format!("/{path}"))
}

#[test]
fn a_payment_counts_once_cancels_the_letter_and_is_settled_by_the_books() {
    let (landlord, _outside, code) = a_tenant();
    let serving = Serving::start(&landlord, &MORNING);
    let page = get(&serving, &format!("/b/{code}"));
    assert!(page.code == 200 && page.body.contains("€\u{a0}549,40") && page.body.contains("van oktober"));
    for secret in ["van Dijk", "Voorbeeldstraat", "1234", "example.org\"", "achterstand"] {
        assert!(!page.body.contains(secret), "{secret} is nobody's business");
    }
    assert_eq!(rows(&landlord.book(), "select state from outbox"), ["Text(\"wacht op vrijgave\")"]);
    let wrong = post(&serving, &format!("/b/{code}/betalen"), "bedrag=549%2C41");
    assert_eq!(wrong.code, 422, "another amount than is open");
    let began = post(&serving, &format!("/b/{code}/betalen"), "bedrag=549%2C40");
    let (bank, path) = on_this_machine(began.leads_to());
    let id = path.rsplit('/').next().expect("a number").to_string();
    let back = call(bank, "POST", &path, "", "wat=betaal");
    let (_, terug) = on_this_machine(back.leads_to());
    until(&landlord, "select state from payment_request", &["Text(\"betaald\")"]);
    assert!(get(&serving, &terug).body.contains("Uw betaling is binnen"));
    let door = format!("/betaling/demobank/{SECRET}");
    let told = |path: &str, form: &str| post(&serving, path, form);
    for _ in 0..5 {
        assert_eq!(told(&door, &format!("id={id}")).code, 200);
    }
    let (known, unknown) = (told(&door, &format!("id={id}")), told(&door, "id=tr_vanniemand"));
    assert_eq!((unknown.code, &unknown.body), (known.code, &known.body), "who is unknown is not told");
    assert_eq!(told("/betaling/demobank/een-ander-geheim-van-iemand", &format!("id={id}")).code, 404);
    assert_eq!(told(&format!("/betaling/mollie/{SECRET}"), &format!("id={id}")).code, 404);
    let seen = "select key, cents, still_open, state from seen_money";
    assert_eq!(
        rows(&landlord.book(), seen),
        [format!("Text(\"demobank:{id}\") Integer(54940) Integer(54940) Text(\"open\")")]
    );
    assert_eq!(
        rows(&landlord.book(), "select state from outbox"),
        ["Text(\"vervallen\")"],
        "the letter does not leave"
    );
    let page = get(&serving, &format!("/b/{code}")).body;
    assert!(page.contains("Er staat niets open"), "{page}");
    assert!(
        page.contains("Uw huur van november betaalt u uiterlijk 1 november 2026"),
        "it is not booked yet: {page}"
    );
    drop(serving);
    // The landlord's own list has it two days later, beside a new month.
    list(&landlord, "2026-10-29", &[("F-3", "01-11-2026", "549,40")]);
    landlord.night("2026-10-30".parse_day());
    assert_eq!(
        rows(&landlord.book(), seen),
        [format!("Text(\"demobank:{id}\") Integer(54940) Integer(0) Text(\"geboekt\")")]
    );
    let balance = "select sum(cents) from ledger where booked_on <= (select max(day) from night_run)";
    assert_eq!(rows(&landlord.book(), balance), ["Integer(54940)"], "the new month, to the cent");
}

#[test]
fn a_call_of_the_bank_that_never_comes_loses_nothing() {
    let (landlord, _outside, code) = a_tenant();
    nobody_reaches(&landlord);
    let serving = Serving::start(&landlord, &MORNING);
    let (bank, path) = on_this_machine(post(&serving, &format!("/b/{code}/betalen"), "deel=100").leads_to());
    let (other_bank, other) =
        on_this_machine(post(&serving, &format!("/b/{code}/betalen"), "deel=50").leads_to());
    call(bank, "POST", &path, "", "wat=betaal");
    call(other_bank, "POST", &other, "", "wat=annuleer");
    until(
        &landlord,
        "select cents, state from payment_request order by cents",
        &["Integer(5000) Text(\"geannuleerd\")", "Integer(10000) Text(\"betaald\")"],
    );
    assert_eq!(rows(&landlord.book(), "select cents from seen_money"), ["Integer(10000)"]);
    assert!(get(&serving, &format!("/b/{code}")).body.contains("€\u{a0}449,40"));
}

#[test]
fn while_it_is_not_known_what_was_paid_nothing_is_asked_and_the_tenant_reads_why() {
    let (landlord, _outside, code) = a_tenant();
    let serving = Serving::start(&landlord, &MORNING);
    let began = post(&serving, &format!("/b/{code}/betalen"), "deel=100");
    let (bank, path) = on_this_machine(began.leads_to());
    call(bank, "POST", &path, "", "wat=betaal");
    until(&landlord, "select state from payment_request", &["Text(\"betaald\")"]);
    drop(serving);
    // The landlord's list shows 50 of it, or another 50: that does not count twice.
    list(&landlord, "2026-10-29", &[("F-2", "01-10-2026", "499,40")]);
    landlord.night("2026-10-30".parse_day());
    let page = |day: &str| {
        let serving = Serving::start(&landlord, &["--dag", day, "--now", "11:00"]);
        get(&serving, &format!("/b/{code}")).body
    };
    let unsure = page("2026-10-30");
    assert!(unsure.contains("€\u{a0}449,40") && unsure.contains("Wij zagen €\u{a0}50,00 van u."), "{unsure}");
    let held = "select count(*) > 0 from decision where outcome like '%money_in_doubt%'";
    assert_eq!(rows(&landlord.book(), held), ["Integer(1)"]);
    let asked = "select state from task where kind = 'betaling-nakijken'";
    assert_eq!(rows(&landlord.book(), asked), ["Text(\"open\")"]);
    // The rest is booked: it is no question any more, and nobody has to answer.
    list(&landlord, "2026-10-31", &[("F-2", "01-10-2026", "449,40")]);
    landlord.night("2026-11-02".parse_day());
    let known = page("2026-11-02");
    assert!(known.contains("€\u{a0}449,40") && !known.contains("Wij zagen"), "{known}");
    assert_eq!(rows(&landlord.book(), asked), ["Text(\"vervallen\")"]);
}

#[test]
fn another_amount_than_the_letter_said_is_explained() {
    let (landlord, _outside, code) = a_tenant();
    let waits = rows(&landlord.book(), "select id from outbox where state = 'wacht op vrijgave'");
    let id = waits[0].split('"').nth(1).expect("an id");
    assert!(landlord.houvast(&["post", "release", id, "--door", "B. Jansen"]).status.success());
    let page = |day: &str| {
        let serving = Serving::start(&landlord, &["--dag", day, "--now", "11:00"]);
        get(&serving, &format!("/b/{code}")).body
    };
    assert!(!page(TODAY).contains("In ons bericht"), "no letter left yet");
    landlord.deliver_post(TODAY.parse_day(), "10:00");
    assert!(!page(TODAY).contains("In ons bericht"), "the letter says the same");
    list(&landlord, "2026-10-29", &[("F-2", "01-10-2026", "449,40"), ("F-3", "01-11-2026", "549,40")]);
    landlord.night("2026-10-30".parse_day());
    let said = |page: &str, words: &str| assert!(page.contains(words), "{words}: {page}");
    let before = page("2026-10-30");
    said(
        &before,
        "In ons bericht van 28 oktober 2026 stond €\u{a0}549,40. Daarna kwam er €\u{a0}100,00 binnen.",
    );
    assert!(!before.contains("Daarna kwam er €\u{a0}549,40 bij"), "november is not due");
    let after = page("2026-11-02");
    said(&after, "€\u{a0}998,80");
    said(&after, "Daarna kwam er €\u{a0}100,00 binnen. Daarna kwam er €\u{a0}549,40 bij.");
}

#[test]
fn what_a_letter_asks_is_not_made_more_by_a_term_that_is_still_far_away() {
    let (landlord, _outside, code) = a_tenant();
    let mut book = landlord.book();
    let seat = Seat { role: Role::Consultant, districts: Vec::new() };
    let by = book.add_staff("proef@example.nl", "S. Proef", &seat, 0).unwrap().expect("an account");
    let agreed_on: Day = TODAY.parse_day();
    let terms = ["2026-11-25", "2026-12-25"].map(|day| (day.parse_day(), Cents(27_470)));
    let arrangement =
        Arrangement { agreed_on, covers_until: agreed_on, instalments: terms.to_vec(), ended_on: None };
    let at = Moment { day: agreed_on, seconds: i64::from(agreed_on.0) * 86_400 + 36_000 };
    let act = Act {
        tenancy: TenancyId(1),
        by,
        name: "S. Proef",
        at,
        kind: "regeling",
        note: "",
        task: "",
        records: vec![Record::Arrangement(arrangement)],
    };
    book.act(&act).unwrap().expect("it is recorded");
    drop(book);
    let page = |day: &str| {
        let serving = Serving::start(&landlord, &["--dag", day, "--now", "11:00"]);
        get(&serving, &format!("/b/{code}")).body
    };
    let alone = page(TODAY);
    assert!(alone.contains("€\u{a0}274,70") && alone.contains("25 november 2026"), "{alone}");
    list(&landlord, "2026-11-02", &[("F-2", "01-10-2026", "549,40"), ("F-3", "01-11-2026", "549,40")]);
    landlord.night("2026-11-03".parse_day());
    let beside = page("2026-11-03");
    assert!(beside.contains("€\u{a0}549,40") && !beside.contains("824,10"), "{beside}");
    let near = page("2026-11-20");
    assert!(near.contains("€\u{a0}824,10"), "{near}");
}

#[test]
fn nobody_is_asked_to_pay_what_we_collect_ourselves() {
    let (landlord, _outside, code) = a_tenant();
    list(&landlord, "2026-10-28", &[("F-3", "01-11-2026", "549,40")]);
    landlord.night("2026-10-29".parse_day());
    let serving = Serving::start(&landlord, &["--dag", "2026-10-29", "--now", "09:00"]);
    let page = || get(&serving, &format!("/b/{code}")).body;
    assert!(
        page().contains("Uw huur van november") && page().contains("Graag vóór 1 november 2026"),
        "{}",
        page()
    );
    landlord.book().connection().execute("update tenancy set direct_debit = 1", []).unwrap();
    assert!(landlord.houvast(&["rebuild"]).status.success());
    assert!(page().contains("Er staat niets open") && !page().contains("549,40"), "{}", page());
    assert_eq!(
        post(&serving, &format!("/b/{code}/betalen"), "bedrag=549%2C40").leads_to(),
        format!("/b/{code}")
    );
}

#[test]
fn looking_changes_nothing_and_what_is_none_of_ours_looks_the_same() {
    let (landlord, _outside, code) = a_tenant();
    landlord.book().connection().execute("insert into payment_code values (77, 'WXYWXYWX')", []).unwrap();
    landlord.book().connection().execute_batch("pragma wal_checkpoint(truncate)").unwrap();
    let serving = Serving::start(&landlord, &MORNING);
    let bytes = || {
        let read = |name: &str| fs::read(landlord.folder.join(name)).unwrap_or_default();
        (read("boek.sqlite"), read("boek.sqlite-wal"))
    };
    let before = bytes();
    let parts = [
        "",
        "betalen",
        "terug?b=niets",
        "delen",
        "delen?keer=3&dag=25",
        "minder",
        "later",
        "bel",
        "klopt-niet",
        "hulp",
        "gemeente",
        "gegevens",
        "betaaldag",
        "regeling",
        "regeling.ics",
        "bewijs?naar=delen",
        "onzin",
        "hulp?woorden=help&mag=nee",
    ];
    for part in parts {
        let path = format!("/b/{code}/{part}");
        let answer = get(&serving, path.trim_end_matches('/'));
        assert!(matches!(answer.code, 200 | 303), "{path}: {}", answer.code);
        assert!(
            answer.head.contains("cache-control: no-store")
                && answer.head.contains("referrer-policy: no-referrer")
        );
        if answer.code == 200 {
            assert!(answer.head.contains("content-security-policy: default-src 'none'"), "{path}");
            assert!(answer.head.contains("x-robots-tag: noindex") && !answer.body.contains("<script"));
            assert!(!answer.head.contains("set-cookie"), "{path}");
        }
    }
    let (never, ended) = (get(&serving, "/b/22222222"), get(&serving, "/b/WXYWXYWX"));
    assert_eq!((never.code, ended.code), (404, 404));
    assert_eq!(never.body, ended.body);
    assert!(bytes() == before, "the book is what it was");
    assert_eq!(get(&serving, "/b/geen-code").code, 404);
    for _ in 0..10 {
        get(&serving, "/b/33333333");
    }
    assert_eq!(get(&serving, "/b/33333333").code, 429);
    assert_eq!(get(&serving, &format!("/b/{code}")).code, 429, "who guesses waits, also for what is right");
    assert!(bytes() == before);
}

/// Puts lines under `[huurderspagina]`.
fn set(landlord: &Landlord, lines: &str) {
    let path = landlord.folder.join("verzenden.toml");
    let settings = fs::read_to_string(&path).unwrap();
    fs::write(path, settings.replace("[huurderspagina]\n", &format!("[huurderspagina]\n{lines}\n"))).unwrap();
}

#[test]
fn on_an_address_of_its_own_there_is_nothing_of_the_pages_of_staff_and_the_other_way_round() {
    let (landlord, _outside, code) = a_tenant();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    set(&landlord, &format!("luister = \"{free}\""));
    let serving = Serving::start(&landlord, &MORNING);
    let pages = get(&serving, &format!("/b/{code}"));
    assert!(pages.code == 404 && !pages.body.contains("549,40"));
    let own = |path: &str| call(free.port(), "GET", path, "", "");
    assert_eq!(own(&format!("/b/{code}")).code, 200);
    for path in ["/", "/aanmelden", "/werk", "/dossier/1001", "/begin/sleutel/x", "/melding/sms/x"] {
        assert_eq!(own(path).leads_to(), "/b/", "{path}");
    }
    assert_eq!(post(&serving, &format!("/betaling/demobank/{SECRET}"), "id=tr_1").code, 404);
}

#[test]
fn behind_a_server_of_the_landlord_who_guesses_is_known_by_what_that_server_saw() {
    let (landlord, _outside, code) = a_tenant();
    set(&landlord, "achter_proxy = true");
    let serving = Serving::start(&landlord, &MORNING);
    let from = |address: &str, code: &str| {
        let heads = format!("X-Forwarded-For: 203.0.113.9, {address}\r\n");
        call(serving.port, "GET", &format!("/b/{code}"), &heads, "").code
    };
    for _ in 0..10 {
        assert_eq!(from("192.0.2.1", "33333333"), 404);
    }
    assert_eq!(from("192.0.2.1", "33333333"), 429);
    assert_eq!(from("192.0.2.2", &code), 200, "who comes from elsewhere notices nothing");
    assert_eq!(from("2001:db8:1:2::1", &code), 200);
}

#[test]
fn a_form_of_another_site_is_refused() {
    let (landlord, _outside, code) = a_tenant();
    let serving = Serving::start(&landlord, &MORNING);
    let path = format!("/b/{code}/hulp");
    for heads in [
        "Sec-Fetch-Site: cross-site\r\n",
        "Sec-Fetch-Site: same-site\r\n",
        "Origin: https://kwaad.example\r\n",
    ] {
        assert_eq!(call(serving.port, "POST", &path, heads, "woorden=x").code, 403, "{heads}");
    }
    for method in ["PUT", "DELETE", "OPTIONS", "PATCH"] {
        assert_ne!(call(serving.port, method, &path, "", "woorden=x").code, 200, "{method}");
    }
    assert!(rows(&landlord.book(), "select id from act").is_empty());
    let own = format!("Origin: http://127.0.0.1:{}\r\n", serving.port);
    assert_eq!(call(serving.port, "POST", &path, &own, "woorden=x").code, 200);
    assert_eq!(rows(&landlord.book(), "select id from act").len(), 1);
}

#[test]
fn who_plays_with_a_code_does_not_flood_the_tenant_or_the_desk() {
    let (landlord, outside, code) = a_tenant();
    let serving = Serving::start(&landlord, &MORNING);
    for at in 0..30 {
        let may = if at % 2 == 0 { "nee" } else { "ja" };
        post(&serving, &format!("/b/{code}/gemeente"), &format!("mag={may}"));
    }
    assert_eq!(
        rows(&landlord.book(), "select 1 from act").len(),
        1,
        "a no is said once, and a yes asks who it is"
    );
    std::thread::sleep(Duration::from_secs(1));
    assert!(outside.mails().len() <= 6, "{} mails", outside.mails().len());
}

#[test]
fn a_code_is_sent_again_and_nobody_hears_whether_somebody_lives_there() {
    let (landlord, outside, code) = a_tenant();
    // Somebody signed for the same home from later on; of him nothing else is known.
    let newer = "insert into tenancy select 99, 'HO-nieuw', unit, 20720, null, null, null, rent, direct_debit, null, \
         erp_class, terms_version, costs_clause, reachable, refused from tenancy where id = 1";
    landlord.book().connection().execute(newer, []).unwrap();
    let there = landlord.book().tenancies_at("1234AB", "10", TODAY.parse_day()).unwrap();
    assert_eq!(there, [TenancyId(99), TenancyId(1)], "the newest first");
    let serving = Serving::start(&landlord, &MORNING);
    let asked = |postcode: &str, number: &str| {
        let answer = post(&serving, "/b/", &format!("postcode={postcode}&huisnummer={number}"));
        answer.leads_to().to_string()
    };
    assert_eq!(asked("1234+ab", "10"), asked("9999+ZZ", "1"));
    for _ in 0..100 {
        if outside.mails().iter().any(|mail| mail.contains(&code)) {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    let mails: Vec<String> = outside.mails().into_iter().filter(|mail| mail.contains("opnieuw-")).collect();
    assert_eq!(mails.len(), 1, "to her, and to nobody else");
    assert!(mails[0].contains(&code));
}
