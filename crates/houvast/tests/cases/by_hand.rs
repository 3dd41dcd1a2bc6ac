//! Messages that a consultant sends by hand: read on the page, really sent, taken back, held against the guards; an arrangement
//! with its confirmation; and a visit that was announced and moves.

use std::fs;

use domain::calendar::Day;
use domain::dossier::CostsClause;
use domain::staff::Role;

use crate::doors::Serving;
use crate::fourteen_days::{ParseDay, known_besides, with_flow};
use crate::landlord::{Landlord, rows};
use crate::outside::Outside;
use crate::pages::{Answer, Person, between};
use crate::proposals::TASK_FLOW;

const TODAY: &str = "2026-10-28";
/// Early enough that every channel is still open, whatever the hour of the test.
const MORNING: [&str; 4] = ["--dag", TODAY, "--now", "09:00"];

fn list(landlord: &Landlord, day: &str, open: &str) {
    let text = format!(
        "Contractnummer;Naam;Factuurnr;Vervaldatum;Openstaand bedrag;Maandhuur;Ingangsdatum;Adres;Postcode;Plaats;E-mailadres\n\
         1001;mevrouw A. van Dijk;F-2;01-10-2026;{open};549,40;01-07-2019;Voorbeeldstraat 10;1234 AB;Rotterdam;a.van.dijk@example.org\n"
    );
    fs::write(landlord.folder.join(format!("aanlevering/posten-{day}.csv")), text).unwrap();
}

/// A landlord who really sends; one tenant with one rent open and an e-mail address, on the morning of 28 October.
fn a_tenant_in_arrears() -> (Landlord, Outside) {
    let landlord = with_flow(TASK_FLOW);
    let outside = Outside::around(&landlord);
    list(&landlord, "2026-10-01", "549,40");
    landlord.night("2026-10-02".parse_day());
    list(&landlord, "2026-10-27", "549,40");
    landlord.night(TODAY.parse_day());
    known_besides(&landlord, CostsClause::Fair);
    (landlord, outside)
}

fn today() -> Day {
    TODAY.parse_day()
}

fn consultant(landlord: &Landlord, serving: &Serving) -> Person {
    Person::sign_in(landlord, serving, "consulent@example.nl", Role::Consultant)
}

fn mark(page: &str) -> &str {
    between(page, "name=\"gezien\" value=\"", "\"").expect("what was read")
}

fn act_of(answer: &Answer) -> String {
    assert_eq!(answer.code, 303, "{}", answer.body);
    between(&answer.head, "klaar=", "\r\n").expect("an act").trim().to_string()
}

const MESSAGE: &str = "/dossier/1001/doe/bericht";

#[test]
fn a_message_by_hand_is_read_as_it_leaves_and_comes_back_until_it_has_left() {
    let (landlord, outside) = a_tenant_in_arrears();
    let serving = Serving::start(&landlord, &MORNING);
    let consultant = consultant(&landlord, &serving);
    let page = consultant.get(&format!("{MESSAGE}?brief=persoonlijk-bericht&kanaal=e-mail"));
    for words in [
        "a.van.dijk@example.org",
        "Beste mevrouw Van Dijk",
        "op zijn vroegst om 09:15 uur",
        "Uw eigen woorden",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let form = "brief=persoonlijk-bericht&kanaal=e-mail&handeling=verstuur";
    let own = "eigen=Fijn+dat+wij+elkaar+spraken.";
    let read = mark(&page);
    // With words of her own it is another message: she reads it first.
    let again = consultant.post(MESSAGE, &format!("{form}&gezien={read}&{own}"));
    assert_eq!(again.code, 422);
    assert!(again.body.contains("Fijn dat wij elkaar spraken."), "{}", again.body);
    for wrong in
        ["eigen=U+betaalt+%E2%82%AC+20", "eigen=Wij+slepen+u+voor+de+rechter.", "eigen=%28%28bedrag%29%29"]
    {
        let refused = consultant.post(MESSAGE, &format!("{form}&gezien={read}&{wrong}"));
        assert_eq!(refused.code, 422, "{wrong}");
    }
    assert!(rows(&landlord.book(), "select id from outbox").is_empty(), "nothing is written down by reading");
    let send = format!("{form}&gezien={}&{own}", mark(&again.body));
    let act = act_of(&consultant.post(MESSAGE, &send));
    assert_eq!(consultant.post(MESSAGE, &send).code, 409, "once");
    landlord.deliver_post(today(), "09:10");
    assert!(outside.mails().is_empty(), "the first quarter of an hour it can be taken back");
    assert_eq!(consultant.post(&format!("/ongedaan/{act}"), "").code, 303);
    landlord.deliver_post(today(), "10:00");
    assert!(outside.mails().is_empty());

    let act = act_of(&consultant.post(MESSAGE, &send));
    landlord.deliver_post(today(), "10:00");
    let mails = outside.mails();
    assert_eq!(mails.len(), 1);
    let words = rows(&landlord.book(), "select text from attempt");
    assert!(words[0].contains("Fijn dat wij elkaar spraken."), "{words:?}");
    assert_eq!(
        consultant.post(&format!("/ongedaan/{act}"), "").code,
        409,
        "what has left does not come back"
    );
    let dossier = consultant.get("/dossier/1001");
    assert!(dossier.contains("Persoonlijk bericht van de consulent"), "it stands on the timeline");
    // One message a day, whoever sends it.
    let second = consultant.ask(&format!("{MESSAGE}?brief=uitnodiging&kanaal=brief"));
    assert_eq!(second.code, 422);
    assert!(second.body.contains("al genoeg berichten"), "{}", second.body);
}

#[test]
fn nobody_overrules_a_guard_and_what_does_not_leave_becomes_a_task() {
    let (landlord, outside) = a_tenant_in_arrears();
    let serving = Serving::start(&landlord, &MORNING);
    let consultant = consultant(&landlord, &serving);
    // A 14-day letter, a reminder and a demand have their own road; nobody thanks for what is not paid.
    for letter in ["veertiendagenbrief", "herinnering-1", "aanmaning", "regeling-verbroken", "condoleance"] {
        let page =
            consultant.post(MESSAGE, &format!("brief={letter}&kanaal=brief&handeling=verstuur&gezien="));
        assert_eq!(page.code, 422, "{letter}");
    }
    assert!(consultant.post(MESSAGE, "brief=dank&kanaal=e-mail").body.contains("staat nog iets open"));
    let page = consultant.get(&format!("{MESSAGE}?brief=uitnodiging&kanaal=e-mail"));
    let sent = format!("brief=uitnodiging&kanaal=e-mail&handeling=verstuur&gezien={}", mark(&page));
    act_of(&consultant.post(MESSAGE, &sent));
    // Meanwhile a colleague puts everything on hold: the second look sees it.
    let hold = "handeling=pauze&tot=2026-11-20&notitie=ligt+in+het+ziekenhuis";
    assert_eq!(consultant.post("/dossier/1001/doe", hold).code, 303);
    landlord.deliver_post(today(), "10:00");
    assert!(outside.mails().is_empty());
    let tasks = rows(&landlord.book(), "select kind, state from task where kind = 'bericht-nakijken'");
    assert_eq!(tasks, ["Text(\"bericht-nakijken\") Text(\"open\")"]);
    assert!(consultant.post(MESSAGE, "brief=uitnodiging&kanaal=e-mail").body.contains("stilgezet"));
}

#[test]
fn an_arrangement_is_confirmed_with_its_terms_and_both_come_back_together() {
    let (landlord, outside) = a_tenant_in_arrears();
    let serving = Serving::start(&landlord, &MORNING);
    let consultant = consultant(&landlord, &serving);
    let address = "/dossier/1001/doe/regeling";
    let page = consultant.get(address);
    for words in [
        "krijgt een bevestiging per <strong>e-mail</strong>",
        "Onze afspraak over uw huur",
        "Lees de bevestiging",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let hidden = page.split_once("id=\"uitkomst\"").expect("an outcome").1;
    let mut form = String::from("wat=vastleggen&notitie=");
    for field in hidden.split("<input type=\"hidden\" name=\"").skip(1) {
        let (name, rest) = field.split_once("\" value=\"").expect("a value");
        let value = rest.split_once('"').expect("its end").0.replace(' ', "+").replace(',', "%2C");
        if name != "zegel" {
            form.push_str(&format!("&{name}={value}"));
        }
    }
    let act = act_of(&consultant.post(address, &form));
    assert_eq!(
        rows(&landlord.book(), "select letter, state from outbox"),
        ["Text(\"regeling-bevestigd\") Text(\"klaar\")"]
    );
    assert_eq!(consultant.post(&format!("/ongedaan/{act}"), "").code, 303);
    assert!(rows(&landlord.book(), "select 1 from arrangement").is_empty());
    landlord.deliver_post(today(), "10:00");
    assert!(outside.mails().is_empty(), "without an arrangement nothing is confirmed");

    act_of(&consultant.post(address, &form));
    landlord.deliver_post(today(), "10:00");
    let mails = outside.mails();
    assert_eq!(mails.len(), 1);
    let terms = rows(&landlord.book(), "select instalments from arrangement");
    let words = rows(&landlord.book(), "select text from attempt");
    assert!(
        words[0].contains("U betaalt in delen") && words[0].contains("- Op ") && !terms.is_empty(),
        "{words:?}"
    );
}

#[test]
fn no_text_says_by_hand_what_is_not_true_of_this_tenant() {
    let (landlord, _outside) = a_tenant_in_arrears();
    let refuses = |day: &str, letter: &str, why: &str| {
        let serving = Serving::start(&landlord, &["--dag", day, "--now", "09:00"]);
        let page =
            consultant(&landlord, &serving).ask(&format!("{MESSAGE}?brief={letter}&kanaal=e-mail")).body;
        assert!(page.contains(why), "{letter} on {day}: {page}");
        assert!(!page.contains("value=\"verstuur\""), "{letter} on {day} cannot be sent");
    };
    // She rents since 2019.
    refuses(TODAY, "eerste-verhuurnota", "alleen als dit geldt: huurt sinds minder dan 1 maand");
    refuses(TODAY, "welkom", "alleen als dit geldt: huurt sinds minder dan 3 maanden");
    // She paid.
    list(&landlord, "2026-10-28", "0,00");
    landlord.night("2026-10-29".parse_day());
    for letter in ["persoonlijk-bericht", "uitnodiging"] {
        refuses("2026-10-29", letter, "alleen als dit geldt: achterstand meer dan 0 euro");
    }
}
