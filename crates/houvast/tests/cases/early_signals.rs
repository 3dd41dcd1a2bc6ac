//! Early signals at a prompt and at their page: given once, brought away, answered, and what stops them.

use std::fs;

use domain::staff::Role;

use crate::doors::Serving;
use crate::landlord::{INVENTED, Landlord, rows};
use crate::legal_road::{day, landlord};
use crate::pages::{Answer, Person, between};

/// In a trial nights count what they planned as sent. Nobody is named to others on that.
#[test]
fn nobody_goes_to_the_municipality_on_letters_that_were_only_planned() {
    let landlord = landlord();
    let export =
        ["signal", "export", &landlord.out("gemeente"), "--door", "A. de Vries", "--dag", "2026-11-02"];
    for stage in ["stand = \"proef\"\n[verhuurder]\nnaam = \"Voorbeeld Wonen\"\n", ""] {
        let settings = landlord.folder.join("verzenden.toml");
        if stage.is_empty() {
            fs::remove_file(&settings).unwrap();
        } else {
            fs::write(&settings, stage).unwrap();
        }
        assert!(landlord.refuses(&export).contains("heeft de huurder niet gekregen"));
        assert!(!landlord.folder.join("gemeente").exists());
        let set = landlord.refuses(&["handover", "export", "1", &landlord.out("weg"), "--dag", "2026-12-29"]);
        assert!(set.contains("heeft de huurder niet gekregen"), "{set}");
    }
}

#[test]
fn a_signal_goes_out_once_and_its_answer_comes_in() {
    let landlord = landlord();
    let list = landlord.does(&["signal", "list", "--dag", "2026-10-25"]);
    assert!(list.contains("kan tot en met") && list.contains("0 mogen"), "{list}");
    let to = landlord.out("gemeente");
    let export = ["signal", "export", &to, "--door", "A. de Vries", "--dag", "2026-11-02"];
    let text = landlord.does(&export);
    assert!(text.starts_with("2 vroegsignalen klaargezet"), "{text}");
    let json =
        fs::read_to_string(landlord.folder.join("gemeente/vroegsignalen-0599-2026-11-02.json")).unwrap();
    assert!(json.contains("\"Achternaam\": \"Dijk\"") && json.contains("\"bedrag\": 549"), "{json}");
    assert!(landlord.does(&export).starts_with("0 vroegsignalen"));
    let held = "select kind, since, closed_on from circumstance where tenancy = 1";
    let since = day("2026-11-02").0;
    assert_eq!(rows(&landlord.book(), held), [format!("Integer(15) Integer({since}) Null")]);

    let answers = "id;resultaat;datum\n1-2026-11-02;Vervolghulp en/of verwijzing financieel;2026-11-09\n\
        99;Inwoner is overleden;\n2-2026-11-02;misschien;\n";
    let answers = landlord.file("antwoord.csv", answers);
    let text = landlord.does(&["signal", "answer", &answers]);
    assert!(text.contains("bij 1 loopt hulp"), "{text}");
    assert!(text.contains("antwoord.csv:3: dit signaal kennen wij niet"), "{text}");
    assert!(text.contains("antwoord.csv:4: resultaat:"), "{text}");
    assert!(landlord.does(&["signal", "answer", &answers]).contains("1 antwoorden waren al bekend"));
    let kinds = "select kind from circumstance where tenancy = 1 and closed_on is null";
    assert_eq!(rows(&landlord.book(), kinds), ["Integer(8)"], "help runs");
    assert_eq!(rows(&landlord.book(), "select count(*) from touched"), ["Integer(2)"]);
}

/// What the night would not do on old books, nobody does by hand.
#[test]
fn no_signal_goes_on_old_books() {
    let landlord = landlord();
    let (to, late) = (landlord.out("gemeente"), "2027-01-18");
    let all = landlord.does(&["signal", "export", &to, "--door", "A", "--dag", late]);
    assert!(all.starts_with("0 vroegsignalen"), "{all}");
    let one = landlord.does(&["signal", "export", &to, "--door", "A", "--dossier", "1", "--dag", late]);
    assert!(one.contains("1: Nu gaat er niets door. De boeken zijn niet bijgewerkt"), "{one}");
    landlord.books_until("2027-01-17");
    let all = landlord.does(&["signal", "export", &to, "--door", "A", "--dag", late]);
    assert!(all.starts_with("2 vroegsignalen"), "{all}");
    fs::remove_file(landlord.folder.join(INVENTED)).unwrap();
    let other_day = landlord.refuses(&["signal", "export", &to, "--door", "A", "--dag", "2026-11-02"]);
    assert!(other_day.contains("alleen op de dag zelf"), "{other_day}");
}

const PAGE: &str = "/dossier/1/vroegsignaal";

/// A consultant of a landlord on a day on which both signals may go.
fn at_the_page(landlord: &Landlord) -> (Serving, Person) {
    let serving = Serving::start(landlord, &["--dag", "2026-11-02", "--now", "09:00"]);
    let consultant = Person::sign_in(landlord, &serving, "consulent@example.nl", Role::Consultant);
    (serving, consultant)
}

/// The form that gives what this page shows.
fn give(shown: &str) -> String {
    let mark = between(shown, "name=\"gezien\" value=\"", "\"").expect("a mark");
    format!("wat=geven&klopt=ja&gezien={mark}")
}

/// The number of the act behind an answer.
fn act(done: &Answer) -> String {
    between(&done.head, "klaar=", "\r\n").expect("an act").to_owned()
}

/// At the page: what is read is what goes, once, and it is taken back while nobody fetched its file.
#[test]
fn a_signal_is_read_given_and_taken_back_at_its_page() {
    let landlord = landlord();
    let (_serving, consultant) = at_the_page(&landlord);
    let shown = consultant.get(PAGE);
    let told = [
        "Rotterdam (0599)",
        "<dd>Dijk</dd>",
        "<dd>€ 549 (hele euro",
        "<dd>1 oktober 2026</dd>",
        "<dd>nee</dd>",
    ];
    for words in told {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let given = || rows(&landlord.book(), "select count(*) from early_signal").concat();
    let unread = consultant.post(PAGE, &give(&shown).replace("&klopt=ja", ""));
    assert!(unread.code == 422 && unread.body.contains("Vink aan"), "{}", unread.body);
    landlord.book().connection().execute("update person set email = 'b@example.org'", []).unwrap();
    let changed = consultant.post(PAGE, &give(&shown));
    assert!(changed.code == 422 && changed.body.contains("Lees het opnieuw"), "{}", changed.body);
    assert!(changed.body.contains("<dd>b@example.org</dd>"), "and it stands there");
    assert_eq!(given(), "Integer(0)");

    let shown = consultant.get(PAGE);
    let done = consultant.post(PAGE, &give(&shown));
    assert_eq!(given(), "Integer(1)");
    assert_eq!(consultant.post(PAGE, &give(&shown)).code, 409, "once");
    let after = consultant.get(&format!("{PAGE}?klaar={}", act(&done)));
    for words in [
        "Doorgegeven op 2 november 2026",
        "door consulent@example.nl",
        "Haal het bestand op",
        "Ongedaan maken",
    ] {
        assert!(after.contains(words), "{words}: {after}");
    }
    assert_eq!(consultant.post(&format!("/ongedaan/{}", act(&done)), "").code, 303, "nobody fetched it");
    assert_eq!(given(), "Integer(0)");
    assert_eq!(rows(&landlord.book(), "select count(*) from circumstance").concat(), "Integer(0)");
}

/// Who takes the file says so first; from then on it was given, stays as it was, and waits for its answer.
#[test]
fn a_file_that_was_fetched_stays_as_it_was_until_the_tenant_says_no() {
    let landlord = landlord();
    let (_serving, consultant) = at_the_page(&landlord);
    let done = consultant.post(PAGE, &give(&consultant.get(PAGE)));
    let fetch = |signal: &str| consultant.post(PAGE, &format!("wat=bestand&signaal={signal}")).code;
    let file = || consultant.ask(&format!("{PAGE}/1-2026-11-02/bestand.zip"));
    assert_eq!(file().code, 409, "not yet fetched");
    let reminds = || consultant.get("/werk").contains("het bestand is nog niet opgehaald");
    assert!(reminds(), "nobody forgets it");
    assert_eq!(fetch("2-2026-11-02"), 404, "of another dossier");
    assert_eq!(fetch("1-2026-11-02"), 303);
    assert!(consultant.get(PAGE).contains("Download het bestand"));
    let zip = file();
    assert!(zip.code == 200 && zip.body.contains("\"Achternaam\": \"Dijk\""), "{}", zip.body);
    landlord.book().connection().execute("update person set email = 'c@example.org'", []).unwrap();
    assert!(file().body.contains("a@example.org"), "as it was read, also once more");
    let late = consultant.post(&format!("/ongedaan/{}", act(&done)), "");
    assert!(late.code == 409 && late.body.contains("is opgehaald"), "{}", late.body);
    assert!(!reminds());
    let own = consultant.get("/werk/handelingen");
    assert!(own.contains("Kan niet meer terug") && !own.contains("Ongedaan maken"), "{own}");

    let answer = "wat=antwoord&signaal=1-2026-11-02&antwoord=Vervolghulp+en%2Fof+verwijzing+financieel&dag=";
    assert!(consultant.get(PAGE).contains("Antwoord van de gemeente vastleggen"));
    assert_eq!(consultant.post(PAGE, &format!("{answer}2026-11-03")).code, 422, "not of tomorrow");
    let told = consultant.post(PAGE, &format!("{answer}2026-11-02"));
    assert!(consultant.get(PAGE).contains("Vervolghulp en/of verwijzing financieel"));
    assert!(consultant.get("/dossier/1").contains("Gemeente: Vervolghulp"), "the timeline tells it");
    assert_eq!(consultant.post(&format!("/ongedaan/{}", act(&told)), "").code, 303);
    assert!(consultant.get(PAGE).contains("Er is nog geen antwoord"));

    assert_eq!(consultant.post(PAGE, "notitie=aan+de+telefoon").code, 303);
    let shown = consultant.get(PAGE);
    assert!(shown.contains("Laat haar weten dat de huurder nee zegt"), "{shown}");
    assert!(!shown.contains("Download het bestand"), "{shown}");
    assert_eq!(file().code, 409, "nothing is brought away against an objection");
}

#[test]
fn an_objection_stops_the_signal() {
    let landlord = landlord();
    landlord.does(&["signal", "object", "1", "--door", "A. de Vries", "--dag", "2026-10-25"]);
    let text =
        landlord.does(&["signal", "export", &landlord.out("gemeente"), "--door", "B", "--dag", "2026-11-02"]);
    assert!(text.starts_with("1 vroegsignalen"), "{text}");
    assert_eq!(rows(&landlord.book(), "select tenancy from early_signal"), ["Integer(2)"]);
}
