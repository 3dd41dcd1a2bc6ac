//! What a tenant agrees and asks on the page: parts with a one-time code, a few days of delay, and questions that become work.

use std::fs;

use crate::doors::Serving;
use crate::fourteen_days::ParseDay;
use crate::landlord::rows;
use crate::outside::Outside;
use crate::pages::between;
use crate::tenant_page::{Answer, MORNING, a_tenant, a_tenant_of, call, get, post};

/// The last one-time code that was mailed.
pub fn mailed_code(outside: &Outside) -> Option<String> {
    let code = |mail: &String| {
        let text = mail.replace("=\r\n", "").replace("=\n", "");
        Some(text.split_once("Uw code is ")?.1.get(..6)?.to_string())
    };
    outside.mails().iter().filter_map(code).next_back()
}

pub fn cookie(answer: &Answer) -> String {
    let cookie = between(&answer.head, "set-cookie: ", "\r\n").expect("a proof");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    format!("Cookie: {}\r\n", cookie.split(';').next().expect("its value"))
}

pub fn seat() -> domain::staff::Seat {
    domain::staff::Seat { role: domain::staff::Role::Consultant, districts: Vec::new() }
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

#[test]
fn a_no_to_the_municipality_stands_until_the_tenant_himself_says_yes_and_a_later_no_stands_again() {
    let (landlord, outside, code) = a_tenant();
    let serving = Serving::start(&landlord, &MORNING);
    let gemeente = format!("/b/{code}/gemeente");
    let standing = || {
        let book = landlord.book();
        let id = book.tenancy_of_code(&code).unwrap().expect("a tenancy");
        book.objections_of(id).unwrap().len()
    };
    assert!(post(&serving, &gemeente, "mag=nee").body.contains("niet aan de gemeente"));
    assert_eq!(standing(), 1);
    assert!(post(&serving, &gemeente, "mag=ja").leads_to().contains("bewijs?naar=gemeente"));
    assert_eq!(standing(), 1, "who only holds the letter ends nothing");

    post(&serving, &format!("/b/{code}/bewijs"), "wat=stuur&naar=gemeente");
    let sent = mailed_code(&outside).expect("a mail with a code");
    let proof =
        cookie(&post(&serving, &format!("/b/{code}/bewijs"), &format!("wat=code&naar=gemeente&code={sent}")));
    call(serving.port, "POST", &gemeente, &proof, "mag=ja");
    assert_eq!(standing(), 0);
    assert!(post(&serving, &gemeente, "mag=nee").body.contains("niet aan de gemeente"));
    assert_eq!(standing(), 1, "a no after a yes is a no");

    // Also who proved it is him floods neither the desk nor himself.
    for at in 0..30 {
        call(serving.port, "POST", &gemeente, &proof, if at % 2 == 0 { "mag=ja" } else { "mag=nee" });
    }
    assert_eq!(rows(&landlord.book(), "select 1 from act_proven").len(), 20);
    assert_eq!(rows(&landlord.book(), "select 1 from act").len(), 22, "and two with the letter alone");
    assert!(outside.mails().len() <= 7, "six that tell it, and the code: {} mails", outside.mails().len());
}

#[test]
fn who_pays_later_is_left_in_peace_until_that_day_and_can_do_so_once() {
    let (landlord, _outside, code) = a_tenant();
    let serving = Serving::start(&landlord, &MORNING);
    let later = format!("/b/{code}/later");
    assert!(
        get(&serving, &later).body.contains("value=\"2026-11-11\"")
            && !get(&serving, &later).body.contains("2026-11-12")
            && get(&serving, &later).body.contains("Het gaat om €")
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
    let page = get(&serving, &format!("/b/{code}")).body;
    assert!(!page.contains("Later betalen"), "one promise at a time");
    assert!(
        page.contains("U betaalt op 5 november 2026. Tot die dag"),
        "what was agreed is still there: {page}"
    );
    assert!(page.contains("Graag uiterlijk 5 november 2026."), "and no other day: {page}");
    assert_eq!(get(&serving, &later).code, 303);
}
