//! Appointments through the router: made, refused, moved, ended, taken back; the agenda, its file, and what goes on paper.

use axum::http::StatusCode;
use domain::staff::{Role, Seat};
use store::Book;

use crate::landlord::{self, AUDITOR, CONSULTANT, LEADER};
use crate::working::{Answer, Office, part};

/// What a form says, without its seal.
struct Form<'a> {
    day: &'a str,
    time: &'a str,
    minutes: u16,
    with: i64,
}

/// A Tuesday after the last night.
const TUESDAY: Form = Form { day: "2026-11-24", time: "10:30", minutes: 30, with: 1 };
/// The day after it.
const WEDNESDAY: Form = Form { day: "2026-11-25", ..TUESDAY };

impl Office {
    fn number(dossier: &str) -> &str {
        dossier.trim_start_matches("/dossier/")
    }

    fn plan(&self, dossier: &str, what: &str, form: &Form, more: &str) -> Answer {
        let (seal, cookie) = (self.seal(LEADER), landlord::cookie(LEADER));
        let Form { day, time, minutes, with } = form;
        let time = time.replace(':', "%3A");
        let form = format!("zegel={seal}&dag={day}&tijd={time}&duur={minutes}&met={with}{more}");
        self.post(&cookie, &format!("{dossier}/doe/{what}"), &form)
    }

    fn alter(&self, appointment: &str, form: &str) -> Answer {
        let form = format!("zegel={}&{form}", self.seal(LEADER));
        self.post(&landlord::cookie(LEADER), appointment, &form)
    }

    fn undo(&self, done: &Answer) -> Answer {
        let act = done.goes_to().split("klaar=").nth(1).expect("an act").to_string();
        let form = format!("zegel={}", self.seal(LEADER));
        self.post(&landlord::cookie(LEADER), &format!("/ongedaan/{act}"), &form)
    }

    /// The address of the appointment that stands on the page of a dossier.
    fn appointment(&self, dossier: &str) -> Option<String> {
        let page = self.get(LEADER, dossier).text;
        let section = part(&page, "id=\"afspraken\"", "</section>").expect("the section is there");
        part(section, "<li><a href=\"", "\"").map(str::to_string)
    }

    /// Somebody who is to be called: dossier, and the task.
    pub fn call(&self) -> (String, String) {
        let page = self.get(LEADER, "/werk?stap=bellen").text;
        let row = part(&page, "<tbody>", "</tbody>").and_then(|rows| part(rows, "<a href=\"", "\""));
        let row = row.expect("somebody is to be called");
        let (dossier, asked) = row.split_once("?taak=").expect("a dossier and a task");
        let task = asked.split('&').next().unwrap_or_default();
        (dossier.to_string(), task.to_string())
    }

    /// A colleague who may go everywhere.
    fn colleague(&self) -> i64 {
        let seat = Seat { role: Role::Consultant, districts: Vec::new() };
        let added = self.book().add_staff("tweede@example.nl", "Renske Proef", &seat, 0).expect("an account");
        added.expect("a new one").0
    }

    /// Somebody else with work to do.
    fn another(&self, dossier: &str) -> String {
        let page = self.get(LEADER, "/werk?stap=bellen").text;
        let all = page.split("href=\"/dossier/").skip(1).filter_map(|part| part.split(['?', '"']).next());
        let mut others = all.map(|number| format!("/dossier/{number}")).filter(|other| other != dossier);
        others.next().expect("two dossiers with work")
    }
}

fn rows(book: &Book) -> i64 {
    let query = "select count(*) from appointment_now where state = 'gepland'";
    book.connection().query_row(query, [], |row| row.get(0)).expect("a number")
}

#[test]
fn a_visit_stands_on_the_dossier_the_timeline_and_in_the_agenda() {
    let office = Office::new();
    let (dossier, task) = office.call();
    office.colleague();
    let form = office.get(LEADER, &format!("{dossier}/doe/huisbezoek?taak={task}")).text;
    for words in ["type=\"date\"", "type=\"time\"", "Karim Aydin", "Renske Proef", &task] {
        assert!(form.contains(words), "the form says nothing of {words}");
    }
    assert!(!form.contains("Thomas Visser"), "who only looks visits nobody");
    let more = format!("&notitie=hond+%3Cb%3E&plaats=&taak={task}");
    let done = office.plan(&dossier, "huisbezoek", &TUESDAY, &more);
    assert!(done.goes_to().starts_with("/werk/volgende?klaar="), "{}", done.goes_to());
    let page = office.get(LEADER, &dossier).text;
    let when = "24 november 2026, 10.30–11.00 uur";
    assert!(page.contains(&format!("Huisbezoek, {when}")), "it stands on the dossier");
    assert!(page.contains(&format!("Huisbezoek gepland op {when}, met Karim Aydin, door Karim Aydin")));
    assert!(page.contains("hond &lt;b&gt;") && !page.contains("hond <b>"));
    let agenda = office.get(LEADER, "/werk/agenda?dag=2026-11-24").text;
    assert!(agenda.contains("10.30–11.00") && agenda.contains("Dinsdag"));
    assert!(office.get(LEADER, "/werk/agenda?dag=2026-11-26&weergave=week").text.contains("10.30–11.00"));
    assert!(!office.get(LEADER, "/werk/agenda?dag=2026-11-25").text.contains("10.30–11.00"));
    let others = office.get(CONSULTANT, "/werk/agenda?dag=2026-11-24&van=2").text;
    assert!(!others.contains("10.30–11.00"), "it is not hers");
    let route = office.get(LEADER, "/werk/agenda/route?dag=2026-11-24").text;
    assert!(route.contains("10.30–11.00") && route.contains("☐ niet thuis"));
    assert!(!route.contains('€'), "no amount on the street");
    assert_eq!(office.get(AUDITOR, "/werk/agenda").status, StatusCode::FORBIDDEN);
}

#[test]
fn nobody_is_in_two_places_at_once() {
    let office = Office::new();
    let (dossier, _) = office.call();
    let other = office.another(&dossier);
    office.plan(&dossier, "huisbezoek", &TUESDAY, "").goes_to();
    for (time, minutes) in [("10:30", 30), ("10:15", 30), ("10:45", 15), ("10:00", 120)] {
        let form = Form { time, minutes, ..TUESDAY };
        let refused = office.plan(&other, "bel-later", &form, "&notitie=blijft+staan");
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{time}");
        assert!(refused.text.contains("is er al een afspraak") && refused.text.contains("<title>Fout:"));
        for kept in ["blijft staan", &format!("value=\"{time}\""), "value=\"2026-11-24\""] {
            assert!(refused.text.contains(kept), "{kept} is lost");
        }
    }
    let with_another = Form { with: office.colleague(), ..TUESDAY };
    let same_tenant = office.plan(&dossier, "bel-later", &with_another, "");
    assert!(same_tenant.text.contains("is er al een afspraak"), "nor is a tenant");
    assert_eq!(rows(&office.book()), 1);
    office.plan(&other, "bel-later", &Form { time: "11:00", ..TUESDAY }, "").goes_to();
    office.plan(&other, "bel-later", &Form { time: "10:15", minutes: 15, ..TUESDAY }, "").goes_to();
    assert_eq!(rows(&office.book()), 3, "one after the other");
    let stolen = office.book().connection().execute(
        "insert into appointment select 99, 0, act, tenancy, kind, staff, day, from_minute, until_minute, place, state, \
         made_at from appointment limit 1",
        [],
    );
    assert!(stolen.is_err(), "the book itself refuses it");
}

#[test]
fn what_cannot_be_is_said_at_its_field_and_nothing_is_lost() {
    let office = Office::new();
    let (dossier, _) = office.call();
    for (form, field, words) in [
        (Form { day: "2026-11-22", ..TUESDAY }, "dag", "zondag of feestdag"),
        (Form { day: "2026-12-25", ..TUESDAY }, "dag", "zondag of feestdag"),
        (Form { day: "2026-11-20", ..TUESDAY }, "dag", "Kies een dag van 21 november 2026"),
        (Form { day: "", ..TUESDAY }, "dag", "Vul een dag in"),
        (Form { time: "20:30", ..TUESDAY }, "tijd", "tussen 7.00 en 20.00 uur"),
        (Form { time: "half+elf", ..TUESDAY }, "tijd", "Vul een tijd in"),
        (Form { minutes: 1000, ..TUESDAY }, "duur", "hoogstens vier uur"),
    ] {
        let refused = office.plan(&dossier, "huisbezoek", &form, "&notitie=%3Cscript%3E");
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        let beside = part(&refused.text, &format!("id=\"fout-{field}\">"), "<").unwrap_or_default();
        assert!(beside.contains(words), "{field}: {beside}");
        assert!(refused.text.contains(&format!("href=\"#{field}\"")), "the summary leads to it");
        assert!(refused.text.contains("&lt;script&gt;</textarea>"), "the note is still there");
    }
    let stranger = office.plan(&dossier, "huisbezoek", &Form { with: 3, ..TUESDAY }, "");
    assert!(stranger.text.contains("Kies een collega"), "an auditor makes no visits");
    assert_eq!(rows(&office.book()), 0);
    let form = "zegel=x&dag=2026-11-24&tijd=10%3A30&duur=30&met=1";
    let forged = office.post(&landlord::cookie(LEADER), &format!("{dossier}/doe/huisbezoek"), form);
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    let auditor = format!("zegel={}&dag=2026-11-24&tijd=10%3A30&duur=30&met=1", office.seal(AUDITOR));
    let refused = office.post(&landlord::cookie(AUDITOR), &format!("{dossier}/doe/huisbezoek"), &auditor);
    assert_eq!((refused.status, rows(&office.book())), (StatusCode::FORBIDDEN, 0));
}

#[test]
fn a_move_a_cancellation_and_taking_them_back_are_versions_of_one_appointment() {
    let office = Office::new();
    let (dossier, _) = office.call();
    let planned = office.plan(&dossier, "huisbezoek", &TUESDAY, "");
    let one = office.appointment(&dossier).expect("it stands");
    let later = "handeling=verplaats&dag=2026-11-25&tijd=14%3A00&duur=45&met=1&notitie=";
    let moved = office.alter(&one, later);
    let page = office.get(LEADER, &dossier).text;
    assert!(page.contains("Huisbezoek verplaatst naar 25 november 2026, 14.00–14.45 uur"));
    assert_eq!(office.appointment(&dossier).as_ref(), Some(&one), "it is the same appointment");
    assert_eq!(office.undo(&planned).status, StatusCode::CONFLICT, "it was changed since");

    // Its old time was given to somebody else meanwhile: it cannot go back there.
    let other = office.another(&dossier);
    let instead = office.plan(&other, "bel-later", &TUESDAY, "");
    assert_eq!(office.undo(&moved).status, StatusCode::CONFLICT);
    office.undo(&instead).goes_to();
    office.undo(&moved).goes_to();
    assert!(office.get(LEADER, &one).text.contains("24 november 2026, 10.30–11.00 uur"));

    let off = office.alter(&one, "handeling=afgezegd&notitie=ziek");
    assert_eq!(office.appointment(&dossier), None);
    assert_eq!(office.alter(&one, later).status, StatusCode::CONFLICT, "it is over");
    let file = office.get(LEADER, &format!("{one}/agenda.ics")).text;
    assert!(file.contains("STATUS:CANCELLED\r\n") && file.contains("SEQUENCE:3\r\n"), "{file}");
    office.undo(&off).goes_to();
    let file = office.get(LEADER, &format!("{one}/agenda.ics")).text;
    assert!(file.contains("STATUS:CONFIRMED\r\n") && file.contains("SEQUENCE:4\r\n"), "{file}");
    assert_eq!(office.alter(&one, "handeling=doorgegaan").status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(rows(&office.book()), 1);
}

#[test]
fn today_goes_first_a_later_day_waits_and_a_call_ends_its_appointment() {
    let office = Office::new();
    let (dossier, task) = office.call();
    let other = office.another(&dossier);
    office.plan(&dossier, "bel-later", &TUESDAY, "").goes_to();
    let waits = format!("{dossier}?taak={task}");
    let list = office.get(LEADER, "/werk?stap=bellen").text;
    let first = part(&list, "<tbody>", "</tbody>")
        .and_then(|rows| part(rows, "<a href=\"", "\""))
        .expect("others are to be called");
    assert_ne!(first, waits, "what waits for another day does not come first");
    let today = Form { day: "2026-11-21", time: "10:00", minutes: 15, ..TUESDAY };
    office.plan(&other, "bel-later", &today, "").goes_to();
    let page = office.get(LEADER, "/werk").text;
    let table = part(&page, "<tbody>", "</tbody>").expect("the list");
    let row = table.split("</tr>").next().unwrap();
    assert!(row.contains(&other) && row.contains("De huurder rekent hierop"), "{row}");
    assert!(row.contains("Belafspraak 21 november 2026, 10.00–10.15 uur, met Karim Aydin"));
    let later = office.get(LEADER, "/werk?lijst=later").text;
    assert!(
        later.contains(&waits.replace(&format!("?taak={task}"), ""))
            && later.contains("Er staat een afspraak")
    );

    let act = |dossier: &str, form: &str| {
        let form = format!("zegel={}&{form}", office.seal(LEADER));
        office.post(&landlord::cookie(LEADER), &format!("{dossier}/doe"), &form)
    };
    let done = act(&other, "handeling=geen-gehoor");
    assert_eq!(office.appointment(&other), None);
    assert!(office.get(LEADER, &other).text.contains("10.00–10.15 uur gemist, door Karim Aydin"));
    office.undo(&done).goes_to();
    assert!(office.appointment(&other).is_some(), "taken back, it stands again");
    act(&dossier, &format!("taak={task}&handeling=geen-gehoor")).goes_to();
    assert!(office.appointment(&dossier).is_some(), "a call today does not end an appointment of Tuesday");
}

#[test]
fn before_its_time_nobody_can_say_that_an_appointment_was_missed() {
    let office = Office::new();
    let (dossier, _) = office.call();
    let tonight = Form { day: "2026-11-21", time: "19:00", minutes: 30, ..TUESDAY };
    for (what, tried, missed, spoken) in [
        ("bel-later", "geen-gehoor", "gemist", "gesproken"),
        ("huisbezoek", "niet-thuis", "gemist", "thuis-gesproken"),
    ] {
        office.plan(&dossier, what, &tonight, "").goes_to();
        let appointment = office.appointment(&dossier).expect("it stands");
        let page = office.get(LEADER, &appointment).text;
        assert!(page.contains("value=\"afgezegd\"") && !page.contains("value=\"gemist\""), "{what}");
        for too_early in [missed, "doorgegaan"] {
            let refused = office.alter(&appointment, &format!("handeling={too_early}"));
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}: {too_early}");
            assert!(refused.text.contains("moet nog komen: 21 november 2026, 19.00–19.30 uur"));
        }
        let act = |deed: &str| {
            let form = format!("zegel={}&handeling={deed}", office.seal(LEADER));
            office.post(&landlord::cookie(LEADER), &format!("{dossier}/doe"), &form)
        };
        act(tried).goes_to();
        assert!(office.appointment(&dossier).is_some(), "{what}: who was tried earlier still counts on us");
        act(spoken).goes_to();
        assert_eq!(office.appointment(&dossier), None, "{what}: who was spoken to does not wait any more");
    }
}

#[test]
fn a_visit_of_today_is_work_of_its_own_and_the_call_waits_for_it() {
    let office = Office::new();
    let tasks = office.book().open_tasks().unwrap();
    let visited = |of| tasks.iter().any(|task| task.tenancy == of && task.kind == "huisbezoek");
    let call = tasks.iter().find(|task| task.kind == "bellen" && !visited(task.tenancy));
    let call = call.expect("somebody is to be called and not visited");
    let (dossier, task) = (format!("/dossier/{}", call.dossier), call.id.clone());
    let today = Form { day: "2026-11-21", time: "10:00", minutes: 30, ..TUESDAY };
    let over = office.plan(&dossier, "huisbezoek", &Form { time: "09:30", ..today }, "");
    assert!(over.text.contains("Deze tijd is vandaag al voorbij."));
    office.plan(&dossier, "huisbezoek", &today, "").goes_to();
    let page = office.get(LEADER, "/werk").text;
    let table = part(&page, "<tbody>", "</tbody>").expect("the list");
    let row = table.split("</tr>").next().unwrap();
    let appointment = office.appointment(&dossier).expect("it stands");
    assert!(row.contains("Huisbezoek") && row.contains(&appointment) && !row.contains(&task), "{row}");
    assert!(!page.contains(&task), "the call waits for the visit");
    let later = office.get(LEADER, "/werk?lijst=later").text;
    let rows: Vec<&str> = later.split("</tr>").filter(|row| row.contains(&task)).collect();
    assert!(rows.len() == 1 && rows[0].contains("Er staat een afspraak"), "{rows:?}");
    let done = office.alter(&appointment, "handeling=gemist&uit=lijst%3Dvandaag");
    assert!(done.goes_to().starts_with("/werk/volgende?klaar="), "{}", done.goes_to());
}

#[test]
fn the_file_for_a_calendar_says_when_and_where_and_not_who_or_why() {
    let office = Office::new();
    let (dossier, _) = office.call();
    let name = part(&office.get(LEADER, &dossier).text, "<h1>", "</h1>").unwrap().to_string();
    office.plan(&dossier, "huisbezoek", &TUESDAY, "&notitie=achterstand+besproken").goes_to();
    let answer = office.get(LEADER, "/werk/agenda.ics");
    assert_eq!(answer.headers["content-type"], "text/calendar; charset=utf-8; method=PUBLISH");
    assert_eq!(answer.headers["cache-control"], "no-store");
    let file = answer.text.replace("\r\n ", "");
    let summary = format!("SUMMARY:Huisbezoek {}\r\n", Office::number(&dossier));
    for words in [summary.as_str(), "DTSTART;TZID=Europe/Amsterdam:20261124T103000\r\n", "LOCATION:"] {
        assert!(file.contains(words), "{words} is not in {file}");
    }
    let surname = name.split(' ').next_back().unwrap();
    for words in [surname, "achterstand", "€", "huur"] {
        assert!(!file.to_lowercase().contains(&words.to_lowercase()), "{words} stands in {file}");
    }
    let of_another = office.get(CONSULTANT, "/werk/agenda.ics").text;
    assert_eq!(of_another.matches("BEGIN:VEVENT").count(), 0, "everybody has an own agenda");
}

#[test]
fn a_visit_form_and_a_card_go_along_on_paper() {
    let office = Office::new();
    let (dossier, _) = office.call();
    office.plan(&dossier, "huisbezoek", &TUESDAY, "&plaats=Wijkkantoor+%3Ci%3E").goes_to();
    let page = office.get(LEADER, &format!("{dossier}/huisbezoek")).text;
    for words in
        ["Wijkkantoor &lt;i&gt;", "10.30–11.00 uur, Karim Aydin", "☐ gesproken", "Ik was bij u aan de deur"]
    {
        assert!(page.contains(words), "the paper says nothing of {words}");
    }
    let card = part(&page, "class=\"deurkaart\"", "</section>").expect("the card");
    assert!(!card.contains('€') && !card.to_lowercase().contains("achterstand"), "{card}");
    for known in ["010 123 45 67", "betaal.voorbeeld.example", "K7QF-M3XR", "Karim Aydin"] {
        assert!(card.contains(known), "who was not at home cannot reach us: {known} is not on {card}");
    }
    assert_eq!(office.get(AUDITOR, &format!("{dossier}/huisbezoek")).status, StatusCode::FORBIDDEN);
    let log = office.get(AUDITOR, &format!("{dossier}/inzage")).text;
    assert!(log.contains("bezoekformulier") && log.contains("huisbezoek gepland"));
}

#[test]
fn who_plans_from_a_list_goes_on_with_that_list() {
    let office = Office::new();
    let (dossier, task) = office.call();
    let shown = office.get(LEADER, &format!("{dossier}?taak={task}&stap=bellen&volgorde=oudste")).text;
    for (word, form) in [("bel-later", &WEDNESDAY), ("huisbezoek", &TUESDAY)] {
        let page = part(&shown, &format!("{dossier}/doe/{word}?"), "\"").expect("a way to plan");
        let page = office.get(LEADER, &format!("{dossier}/doe/{word}?{}", page.replace("&amp;", "&"))).text;
        let kept = part(&page, "name=\"uit\" value=\"", "\"").expect("the list goes along");
        let kept = kept.replace("&amp;", "%26").replace('=', "%3D");
        // A form that comes back has not forgotten it.
        let wrong = Form { time: "", ..*form };
        let back = office.plan(&dossier, word, &wrong, &format!("&taak={task}&uit={kept}")).text;
        assert!(part(&back, "name=\"uit\" value=\"", "\"").is_some(), "{word}");
        let done = office.plan(&dossier, word, form, &format!("&taak={task}&uit={kept}"));
        let next = office.get(LEADER, done.goes_to());
        assert!(next.goes_to().contains("stap=bellen&volgorde=oudste"), "{word}: {}", next.goes_to());
    }
}

#[test]
fn of_a_colleague_it_is_said_that_there_is_more_and_not_what() {
    let office = Office::new();
    let (dossier, _) = office.first_task(LEADER);
    office.plan(&dossier, "huisbezoek", &TUESDAY, "").goes_to();
    let (_, elsewhere) =
        office.hires("Renske Postma", Seat { role: Role::Consultant, districts: vec!["Nergens".into()] });
    let agenda = |day: &str| office.get_as(&elsewhere, &format!("/werk/agenda?dag={day}&van=1")).text;
    let page = agenda(TUESDAY.day);
    assert!(
        page.contains("afspraken in wijken die u niet ziet") && !page.contains("Geen afspraken."),
        "{page}"
    );
    assert!(!page.contains(Office::number(&dossier)) && !page.contains("10.30"), "it says no more");
    let page = agenda(WEDNESDAY.day);
    assert!(page.contains("Geen afspraken.") && !page.contains("wijken die u niet ziet"));
    let seen = office.get(LEADER, &format!("/werk/agenda?dag={}&van=1", TUESDAY.day)).text;
    assert!(seen.contains(Office::number(&dossier)) && !seen.contains("wijken die u niet ziet"));
}
