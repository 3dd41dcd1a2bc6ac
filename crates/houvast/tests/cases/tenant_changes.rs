//! What a tenant changes himself on his page: how he is reached and his pay day, at once and told where he was reached before; and what he
//! works out there, of which nothing is kept.

use std::fs;

use store::acts::Act;
use store::post::Moment;
use store::tenant_page::TENANT;

use crate::doors::Serving;
use crate::fourteen_days::ParseDay;
use crate::landlord::{Landlord, rows};
use crate::outside::Outside;
use crate::tenant_asks::{cookie, mailed_code, seat};
use crate::tenant_page::{Answer, MORNING, TODAY, a_tenant, call, get, list, post};

/// Somebody who proved with a one-time code who she is.
pub fn proven(serving: &Serving, outside: &Outside, code: &str) -> impl Fn(&str, &str) -> Answer + use<> {
    let (port, code, proof) = (serving.port, code.to_string(), proof(serving, outside, code));
    move |word, form| call(port, "POST", &format!("/b/{code}/{word}"), &proof, form)
}

/// What the browser of somebody holds who proved it with a one-time code.
pub fn proof(serving: &Serving, outside: &Outside, code: &str) -> String {
    let bewijs = format!("/b/{code}/bewijs");
    post(serving, &bewijs, "wat=stuur&naar=gegevens");
    let sent = mailed_code(outside).expect("a mail with a code");
    cookie(&post(serving, &bewijs, &format!("wat=code&naar=gegevens&code={sent}")))
}

fn mail_of_the_tenant(landlord: &Landlord) -> Vec<String> {
    rows(&landlord.book(), "select email from person")
}

/// Waits until a mail holds these words.
pub fn told(outside: &Outside, words: &str) -> String {
    let plain = |mail: &String| mail.replace("=\r\n", "").replace("=\n", "");
    for _ in 0..100 {
        if let Some(mail) = outside.mails().iter().map(plain).find(|mail| mail.contains(words)) {
            return mail;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("no mail says {words}");
}

#[test]
fn who_only_holds_the_letter_uses_up_nothing_of_who_proved_it_is_her() {
    let (landlord, outside, code) = a_tenant();
    let mut book = landlord.book();
    let (tenancy, by) = (book.tenancy_of_code(&code).unwrap().unwrap(), book.tenants_account().unwrap());
    let day = TODAY.parse_day();
    for number in 0..20 {
        let at = Moment { day, seconds: i64::from(day.0) * 86_400 + 30_000 + number };
        let (kind, note) = (format!("vraagt {number} (huurderspagina)"), "");
        let act = Act { tenancy, by, name: TENANT, at, kind: &kind, note, task: "", records: Vec::new() };
        book.act(&act).unwrap().unwrap();
    }
    let serving = Serving::start(&landlord, &MORNING);
    post(&serving, &format!("/b/{code}/gemeente"), "mag=nee");
    assert!(book.objections_of(tenancy).unwrap().is_empty(), "with the letter alone it is enough for today");
    let says = proven(&serving, &outside, &code);
    says("gemeente", "mag=nee");
    assert_eq!(book.objections_of(tenancy).unwrap().len(), 1, "she herself is heard");
}

#[test]
fn another_address_holds_at_once_the_old_one_is_told_and_it_comes_back() {
    let (landlord, outside, code) = a_tenant();
    let by = landlord.book().add_staff("consulent@example.nl", "Sandra", &seat(), 0).unwrap().unwrap();
    let serving = Serving::start(&landlord, &MORNING);
    let says = proven(&serving, &outside, &code);
    let done = says("gegevens", "e-mail=anna%40example.net&mobiel=06-12+34+56+78");
    assert!(done.body.contains("Wij gebruiken nu uw nieuwe gegevens"), "{}", done.body);
    assert_eq!(mail_of_the_tenant(&landlord), ["Text(\"anna@example.net\")"]);
    assert_eq!(rows(&landlord.book(), "select mobile from person"), ["Text(\"0612345678\")"]);
    let no_whatsapp = "select count(*) from asked_to_stop";
    assert_eq!(rows(&landlord.book(), no_whatsapp), ["Integer(1)"], "she agreed on another number");
    let mail = told(&outside, "is veranderd op de huurderspagina");
    assert!(mail.contains("a.van.dijk@example.org") && !mail.contains("anna@example.net"), "{mail}");
    assert!(rows(&landlord.book(), "select 1 from task where kind = 'gegevens-nakijken'").is_empty());
    let detail = "select detail from audit where what = 'gewijzigd'";
    assert!(
        !rows(&landlord.book(), detail).iter().any(|line| line.contains("example.net")),
        "the log knows no address"
    );

    // The landlord's own list says what it said before: that is no news. Then it says something else.
    list(&landlord, "2026-10-28", &[("F-2", "01-10-2026", "549,40")]);
    landlord.night("2026-10-29".parse_day());
    assert_eq!(mail_of_the_tenant(&landlord), ["Text(\"anna@example.net\")"]);

    // A colleague takes it back.
    let act = "select max(id) from act";
    let id: i64 = landlord.book().connection().query_row(act, [], |row| row.get(0)).unwrap();
    let day = TODAY.parse_day();
    let at = Moment { day, seconds: i64::from(day.0) * 86_400 + 43_200 };
    landlord.book().undo(id, by, at).unwrap().expect("it is taken back");
    assert_eq!(mail_of_the_tenant(&landlord), ["Text(\"a.van.dijk@example.org\")"]);
    assert_eq!(rows(&landlord.book(), "select mobile from person"), ["Text(\"\")"]);
    assert_eq!(rows(&landlord.book(), no_whatsapp), ["Integer(0)"]);
}

#[test]
fn what_the_landlord_delivers_anew_goes_before_what_the_tenant_gave() {
    let (landlord, outside, code) = a_tenant();
    let serving = Serving::start(&landlord, &MORNING);
    proven(&serving, &outside, &code)("gegevens", "e-mail=anna%40example.net&mobiel=0612345678");
    drop(serving);
    list(&landlord, "2026-10-28", &[("F-2", "01-10-2026", "549,40")]);
    let path = landlord.folder.join("aanlevering/posten-2026-10-28.csv");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("a.van.dijk@example.org", "van.dijk@example.com")).unwrap();
    landlord.night("2026-10-29".parse_day());
    let reached = "select email, mobile from person";
    assert_eq!(rows(&landlord.book(), reached), ["Text(\"van.dijk@example.com\") Text(\"0612345678\")"]);
    list(&landlord, "2026-10-29", &[("F-2", "01-10-2026", "549,40")]);
    landlord.night("2026-10-30".parse_day());
    assert_eq!(
        rows(&landlord.book(), reached),
        ["Text(\"a.van.dijk@example.org\") Text(\"0612345678\")"],
        "from then on the landlord says it"
    );
}

#[test]
fn a_pay_day_holds_at_once_within_the_landlords_days_and_is_asked_outside_them() {
    let (landlord, outside, code) = a_tenant();
    let serving = Serving::start(&landlord, &MORNING);
    let says = proven(&serving, &outside, &code);
    assert!(says("betaaldag", "dag=25").body.contains("Uw betaaldag is nu de 25e"));
    told(&outside, "betaaldag is nu de 25e");
    assert_eq!(rows(&landlord.book(), "select day from pay_day_by_hand"), ["Integer(25)"]);
    let explained = landlord.houvast(&["explain", "1001"]);
    assert!(explained.status.success());
    assert!(says("betaaldag", "dag=25").body.contains("Uw betaaldag is nu de 25e"), "twice is once");
    assert!(says("betaaldag", "dag=28").body.contains("Binnen één werkdag"));
    assert_eq!(rows(&landlord.book(), "select day from pay_day_by_hand"), ["Integer(25)"]);
    let asked = "select t.kind from task_asked k join task t on t.id = k.task where t.state = 'open'";
    assert_eq!(rows(&landlord.book(), asked), ["Text(\"betaaldag-voorstellen\")"]);
}

#[test]
fn what_a_tenant_works_out_is_kept_nowhere() {
    let (landlord, _outside, code) = a_tenant();
    let serving = Serving::start(&landlord, &MORNING);
    let ruimte = format!("/b/{code}/ruimte");
    assert!(get(&serving, &format!("/b/{code}/delen")).body.contains(&ruimte));
    assert!(get(&serving, &ruimte).body.contains("value=\"549,40\""), "the rent is known");
    let told = |income: &str| {
        let form = format!("inkomen={income}&huur=549%2C40&energie=161%2C80&zorg=140&boodschappen=400");
        post(&serving, &ruimte, &form)
    };
    // 549,40 in three terms of at most 183,14.
    let fits = told("1451%2C20").body;
    assert!(fits.contains("Dit past: 3 keer €\u{a0}183,14") && fits.contains("delen?keer=3"), "{fits}");
    assert!(fits.contains("value=\"161,80\"") && fits.len() < 20_000, "what was typed stands there");
    let little = told("1300").body;
    assert!(little.contains("Daarin past geen afspraak") && little.contains("/minder\""));
    let nothing = told("1251").body;
    assert!(nothing.contains("Er blijft niets over") && nothing.contains("/hulp"));
    for wrong in ["", "veel", "-5"] {
        let answer = told(wrong);
        assert!(answer.code == 422 && !answer.body.contains("Dit past"), "{wrong}");
    }
    assert!(rows(&landlord.book(), "select 1 from act").is_empty());
    assert!(rows(&landlord.book(), "select 1 from room").is_empty());
    let book = fs::read(landlord.folder.join("boek.sqlite")).unwrap();
    let log = fs::read(landlord.folder.join("boek.sqlite-wal")).unwrap_or_default();
    let is_in = |bytes: &[u8]| bytes.windows(5).any(|five| five == b"16180" || five == b"161,8");
    assert!(!is_in(&book) && !is_in(&log));
}
