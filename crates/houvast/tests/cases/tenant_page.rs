//! The tenant's page with the real executable, real HTTP and a real mail server: a payment at the demo bank that counts once and
//! is settled by the books, parts with a one-time code, questions that become work, and everybody who must not come in.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use domain::dossier::CostsClause;
use domain::ids::TenancyId;

use crate::doors::Serving;
use crate::fourteen_days::{FLOW, ParseDay, known_besides, with_flow};
use crate::landlord::{Landlord, SECRET, rows};
use crate::outside::Outside;
use crate::pages::between;

const TODAY: &str = "2026-10-28";
const MORNING: [&str; 4] = ["--dag", TODAY, "--now", "09:00"];
/// What the code of the one tenant is made of.
const CHANCE: u8 = 7;

fn list(landlord: &Landlord, day: &str, items: &[(&str, &str, &str)]) {
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
fn a_tenant() -> (Landlord, Outside, String) {
    a_tenant_of(|_| ())
}

/// The same of a landlord that is otherwise before the first night.
fn a_tenant_of(change: impl FnOnce(&Landlord)) -> (Landlord, Outside, String) {
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

struct Answer {
    code: u16,
    head: String,
    body: String,
}

impl Answer {
    fn leads_to(&self) -> &str {
        assert_eq!(self.code, 303, "{}", self.body);
        between(&self.head, "location: ", "\r\n").expect("an address")
    }
}

/// A call to a port of this machine, with more heads.
fn call(port: u16, method: &str, path: &str, heads: &str, form: &str) -> Answer {
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

fn get(serving: &Serving, path: &str) -> Answer {
    call(serving.port, "GET", path, "", "")
}

fn post(serving: &Serving, path: &str, form: &str) -> Answer {
    call(serving.port, "POST", path, "", form)
}

/// Waits until a query of the book gives this.
fn until(landlord: &Landlord, query: &str, wanted: &[&str]) {
    for _ in 0..100 {
        if rows(&landlord.book(), query) == wanted {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(rows(&landlord.book(), query), wanted);
}

/// Port and path of an address on this machine.
fn on_this_machine(address: &str) -> (u16, String) {
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
    assert!(get(&serving, &format!("/b/{code}")).body.contains("Er staat niets open"));
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
    let path = landlord.folder.join("verzenden.toml");
    let settings = fs::read_to_string(&path).unwrap();
    // Nobody can reach us under this address.
    let deaf = settings.replace("[huurderspagina]\n", "[huurderspagina]\nadres = \"http://127.0.0.1:1\"\n");
    fs::write(path, deaf).unwrap();
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
    assert!(rows(&landlord.book(), "select id from act").is_empty());
    let own = format!("Origin: http://127.0.0.1:{}\r\n", serving.port);
    assert_eq!(call(serving.port, "POST", &path, &own, "woorden=x").code, 200);
    assert_eq!(rows(&landlord.book(), "select id from act").len(), 1);
}

/// The last one-time code that was mailed.
fn mailed_code(outside: &Outside) -> Option<String> {
    let code = |mail: &String| {
        let text = mail.replace("=\r\n", "").replace("=\n", "");
        Some(text.split_once("Uw code is ")?.1.get(..6)?.to_string())
    };
    outside.mails().iter().filter_map(code).next_back()
}

fn cookie(answer: &Answer) -> String {
    let cookie = between(&answer.head, "set-cookie: ", "\r\n").expect("a proof");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    format!("Cookie: {}\r\n", cookie.split(';').next().expect("its value"))
}

#[test]
fn parts_are_agreed_with_a_one_time_code_once_and_as_they_were_read() {
    let (landlord, outside, code) = a_tenant();
    let serving = Serving::start(&landlord, &MORNING);
    let delen = format!("/b/{code}/delen");
    let page = get(&serving, &format!("{delen}?keer=3&dag=25")).body;
    for words in [
        "25 november 2026",
        "25 december 2026",
        "25 januari 2027",
        "€\u{a0}183,14",
        "€\u{a0}183,13",
        "€\u{a0}549,40",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let read = between(&page, "name=\"gelezen\" value=\"", "\"")
        .expect("the terms")
        .replace(' ', "+")
        .replace(':', "%3A");
    let agree = format!("keer=3&dag=25&gelezen={read}");
    assert!(post(&serving, &delen, &agree).leads_to().contains("/delen?keer=3"), "not without a proof");
    let bewijs = format!("/b/{code}/bewijs");
    assert!(
        post(&serving, &bewijs, "wat=stuur&naar=delen&keer=3&dag=25").leads_to().contains("verstuurd=mail")
    );
    let sent = mailed_code(&outside).expect("a mail with a code");
    let wrong = if sent == "000000" { "000001" } else { "000000" };
    assert_eq!(post(&serving, &bewijs, &format!("wat=code&naar=delen&code={wrong}")).code, 422);
    let birth = post(&serving, &bewijs, "wat=geboren&naar=delen&geboren=31-12-1980&huisnummer=10");
    assert_eq!(birth.code, 422, "who can get a code proves it with a code");
    let proof = cookie(&post(&serving, &bewijs, &format!("wat=code&naar=delen&keer=3&dag=25&code={sent}")));
    assert_eq!(post(&serving, &bewijs, &format!("wat=code&naar=delen&code={sent}")).code, 422, "used");
    let proven = |path: &str, form: &str| call(serving.port, "POST", path, &proof, form);
    let changed = proven(&delen, &agree.replace("18314", "18315"));
    assert!(changed.body.contains("De stand is veranderd"), "{}", changed.body);
    for _ in 0..2 {
        assert!(proven(&delen, &agree).leads_to().contains("/regeling?nieuw=1"));
    }
    let agreed = rows(&landlord.book(), "select agreed_on, instalments from arrangement");
    assert_eq!(agreed.len(), 1, "agreed once: {agreed:?}");
    let acts = rows(&landlord.book(), "select s.name, a.kind from act a join staff s on s.id = a.staff");
    assert!(acts[0].contains("de huurder") && acts[0].contains("€ 549,40 in 3 termijnen"), "{acts:?}");
    let running = call(serving.port, "GET", &format!("/b/{code}/regeling"), &proof, "");
    assert!(
        running.body.contains("25 januari 2027") && running.body.contains("Nog te betalen: €\u{a0}549,40")
    );
    let calendar = call(serving.port, "GET", &format!("/b/{code}/regeling.ics"), &proof, "");
    assert_eq!(calendar.body.matches("BEGIN:VEVENT").count(), 3);
    assert!(calendar.body.contains("DTSTART;VALUE=DATE:20261125\r\n") && !calendar.body.contains('€'));
    assert!(
        get(&serving, &format!("/b/{code}/regeling")).leads_to().contains("bewijs"),
        "not without the proof"
    );
    assert_eq!(
        rows(&landlord.book(), "select state from outbox where letter = 'veertiendagenbrief'"),
        ["Text(\"vervallen\")"]
    );
    let page = get(&serving, &format!("/b/{code}")).body;
    assert!(
        page.contains("€\u{a0}183,14") && !page.contains("549,40"),
        "the first term is what is asked now: {page}"
    );
    let told = "select detail from audit where what = 'gewijzigd' and detail like 'regeling%'";
    assert_eq!(rows(&landlord.book(), told).len(), 1);
}

#[test]
fn outside_the_limits_of_the_landlord_a_person_looks_first() {
    let (landlord, outside, code) = a_tenant_of(|landlord| {
        let path = landlord.folder.join("beleid/instellingen.toml");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, text.replace("regeling_zelf_huren = \"2 keer\"", "regeling_zelf_huren = \"0 keer\""))
            .unwrap();
    });
    let serving = Serving::start(&landlord, &MORNING);
    let delen = format!("/b/{code}/delen");
    let page = get(&serving, &format!("{delen}?keer=2&dag=25")).body;
    assert!(page.contains("Hier kijkt eerst een collega naar"), "{page}");
    let read = between(&page, "name=\"gelezen\" value=\"", "\"")
        .expect("the terms")
        .replace(' ', "+")
        .replace(':', "%3A");
    post(&serving, &format!("/b/{code}/bewijs"), "wat=stuur&naar=delen");
    let sent = mailed_code(&outside).expect("a mail with a code");
    let proof =
        cookie(&post(&serving, &format!("/b/{code}/bewijs"), &format!("wat=code&naar=delen&code={sent}")));
    let ask = || call(serving.port, "POST", &delen, &proof, &format!("keer=2&dag=25&gelezen={read}"));
    assert!(ask().body.contains("Binnen één werkdag"));
    assert!(ask().body.contains("hebben wij al"));
    assert!(rows(&landlord.book(), "select 1 from arrangement").is_empty(), "nothing holds yet");
    assert_eq!(
        rows(&landlord.book(), "select t.kind from task_asked k join task t on t.id = k.task"),
        ["Text(\"regeling\")"]
    );
}

#[test]
fn who_gave_no_number_and_no_address_proves_it_by_birth_and_house_number() {
    let (landlord, outside, code) = a_tenant();
    let born = "1980-12-31".parse_day().0;
    let change = format!("update person set email = '', born_on = {born}; update tenancy set reachable = 8;");
    landlord.book().connection().execute_batch(&change).unwrap();
    assert!(landlord.houvast(&["rebuild"]).status.success());
    let serving = Serving::start(&landlord, &MORNING);
    let bewijs = format!("/b/{code}/bewijs");
    assert!(get(&serving, &format!("{bewijs}?naar=gegevens")).body.contains("Uw geboortedatum"));
    let told = |geboren: &str, huisnummer: &str| {
        post(
            &serving,
            &bewijs,
            &format!("wat=geboren&naar=gegevens&geboren={geboren}&huisnummer={huisnummer}"),
        )
    };
    assert_eq!(told("31-12-1980", "12").code, 422);
    assert_eq!(told("30-12-1980", "10").code, 422);
    let proof = cookie(&told("31-12-1980", "10"));
    let path = format!("/b/{code}/gegevens");
    let changed = call(serving.port, "POST", &path, &proof, "mobiel=06+12+34+56+78&e-mail=");
    assert!(changed.body.contains("Binnen één werkdag"), "{}", changed.body);
    let task =
        "select t.kind, a.note from task_asked k join task t on t.id = k.task join act a on a.id = k.act";
    assert_eq!(
        rows(&landlord.book(), task),
        ["Text(\"gegevens-nakijken\") Text(\"mobiel: 06 12 34 56 78\")"]
    );
    assert!(
        outside.mails().is_empty() && outside.texts().is_empty(),
        "nobody is written to on a number just given"
    );
}

#[test]
fn in_a_trial_codes_go_to_staff_and_under_the_emergency_stop_to_nobody() {
    let (landlord, outside, code) = a_tenant();
    let path = landlord.folder.join("verzenden.toml");
    let settings = fs::read_to_string(&path).unwrap();
    fs::write(&path, settings.replace("stand = \"echt\"", "stand = \"proef\"")).unwrap();
    let bewijs = format!("/b/{code}/bewijs");
    let serving = Serving::start(&landlord, &MORNING);
    post(&serving, &bewijs, "wat=stuur&naar=regeling");
    let mails = outside.mails();
    assert_eq!(mails.len(), 1);
    assert!(
        mails[0].contains("proef@voorbeeldwonen.example") && !mails[0].contains("a.van.dijk@example.org")
    );
    assert!(landlord.houvast(&["post", "stop", "proef", "--door", "B. Jansen"]).status.success());
    let stopped = post(&serving, &bewijs, "wat=stuur&naar=regeling");
    assert!(stopped.body.contains("Een code sturen lukt nu niet"), "{}", stopped.body);
    assert_eq!(outside.mails().len(), 1);
}

#[test]
fn who_plays_with_a_code_does_not_flood_the_tenant_or_the_desk() {
    let (landlord, outside, code) = a_tenant();
    let serving = Serving::start(&landlord, &MORNING);
    for at in 0..30 {
        let may = if at % 2 == 0 { "nee" } else { "ja" };
        post(&serving, &format!("/b/{code}/gemeente"), &format!("mag={may}"));
    }
    assert_eq!(rows(&landlord.book(), "select 1 from act").len(), 20);
    std::thread::sleep(Duration::from_secs(1));
    assert!(outside.mails().len() <= 6, "{} mails", outside.mails().len());
}

#[test]
fn nobody_guesses_a_one_time_code() {
    let (landlord, outside, code) = a_tenant();
    let serving = Serving::start(&landlord, &MORNING);
    let bewijs = format!("/b/{code}/bewijs");
    post(&serving, &bewijs, "wat=stuur&naar=regeling");
    let sent = mailed_code(&outside).expect("a mail with a code");
    for at in 0..5 {
        let guess = format!("{:06}", (sent.parse::<u32>().unwrap() + 1 + at) % 1_000_000);
        assert_eq!(post(&serving, &bewijs, &format!("wat=code&naar=regeling&code={guess}")).code, 422);
    }
    let late = post(&serving, &bewijs, &format!("wat=code&naar=regeling&code={sent}"));
    assert!(late.code == 422 && late.body.contains("te vaak geprobeerd"), "{}", late.body);
    assert!(post(&serving, &bewijs, "wat=stuur&naar=regeling").body.contains("te vaak geprobeerd"));
    let kept = rows(&landlord.book(), "select sent, wrong, token is null from tenant_proof");
    assert_eq!(kept, ["Integer(1) Integer(5) Integer(1)"]);
    assert!(
        rows(
            &landlord.book(),
            &format!("select 1 from tenant_proof where cast(code as text) like '%{sent}%'")
        )
        .is_empty()
    );
}

#[test]
fn what_a_tenant_asks_becomes_work_that_no_night_takes_away() {
    let (landlord, outside, code) = a_tenant();
    landlord.book().add_staff("consulent@example.nl", "Sandra", &seat(), 0).unwrap();
    let serving = Serving::start(&landlord, &MORNING);
    let said = |path: &str, form: &str| post(&serving, &format!("/b/{code}/{path}"), form);
    assert_eq!(said("klopt-niet", "woorden=").code, 422);
    assert!(said("klopt-niet", "woorden=Ik+heb+al+betaald").body.contains("Binnen één werkdag"));
    assert!(said("klopt-niet", "woorden=nog+eens").body.contains("hebben wij al"));
    assert!(said("hulp", "woorden=").body.contains("Binnen één werkdag"));
    assert!(said("gemeente", "mag=nee").body.contains("niet aan de gemeente"));
    assert!(said("gegevens", "mobiel=0612345678").leads_to().contains("bewijs?naar=gegevens"));
    let page = get(&serving, &format!("/b/{code}/bel")).body;
    let moment = between(&page, "name=\"moment\" value=\"", "\"").expect("a free moment").replace(' ', "+");
    assert!(said("bel", &format!("moment={moment}&waarover=de+huur")).body.contains("Wij bellen u"));
    assert!(
        said("bel", &format!("moment={moment}")).body.contains("net bezet"),
        "nobody is called twice at once"
    );
    let circumstances = rows(&landlord.book(), "select kind, cents from circumstance order by kind");
    assert_eq!(
        circumstances,
        ["Integer(3) Integer(54940)", "Integer(16) Null"],
        "in dispute, and an objection"
    );
    let open = "select kind from task where state = 'open' and flow = '' order by kind";
    let work = ["Text(\"bericht-nakijken\")", "Text(\"hulp-inschakelen\")"];
    assert_eq!(rows(&landlord.book(), open), work);
    assert_eq!(rows(&landlord.book(), "select state, from_minute from appointment").len(), 1);
    assert!(get(&serving, &format!("/b/{code}")).body.contains("Belt u ons even"), "all of it is in dispute");
    drop(serving);
    landlord.night("2026-10-29".parse_day());
    landlord.night("2026-10-29".parse_day());
    assert_eq!(rows(&landlord.book(), open), work, "a night done over takes no question away");
    let told = outside.mails().iter().filter(|mail| mail.contains("gevraagd-")).count();
    assert!(told >= 2, "the tenant hears of what was asked in her name: {told}");
}

fn seat() -> domain::staff::Seat {
    domain::staff::Seat { role: domain::staff::Role::Consultant, districts: Vec::new() }
}

#[test]
fn who_pays_later_is_left_in_peace_until_that_day_and_can_do_so_once() {
    let (landlord, _outside, code) = a_tenant();
    let serving = Serving::start(&landlord, &MORNING);
    let later = format!("/b/{code}/later");
    assert!(
        get(&serving, &later).body.contains("value=\"2026-11-11\"")
            && !get(&serving, &later).body.contains("2026-11-12")
    );
    assert_eq!(post(&serving, &later, "dag=2026-11-12").code, 422, "longer than the landlord allows");
    assert_eq!(post(&serving, &later, "dag=2026-10-28").code, 422, "today is not later");
    assert!(post(&serving, &later, "dag=2026-11-05").body.contains("U betaalt op 5 november 2026"));
    assert_eq!(rows(&landlord.book(), "select state from outbox"), ["Text(\"vervallen\")"]);
    let promise = rows(&landlord.book(), "select kind, until, cents, placed_by from circumstance");
    assert_eq!(
        promise,
        [format!("Integer(2) Integer({}) Integer(54940) Text(\"de huurder\")", "2026-11-05".parse_day().0)]
    );
    assert!(!get(&serving, &format!("/b/{code}")).body.contains("Later betalen"), "one promise at a time");
    assert_eq!(get(&serving, &later).code, 303);
}

#[test]
fn a_code_is_sent_again_and_nobody_hears_whether_somebody_lives_there() {
    let (landlord, outside, code) = a_tenant();
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
