//! What waits for a person: proposed anew every night until somebody answers; the 14-day letter sent from its task; letters
//! of which the print house says nothing; and a clock that was set.

use std::fs;

use domain::dossier::CostsClause;

use crate::fourteen_days::{FLOW, ParseDay, known_besides, list, only_letter, said, status, with_flow};
use crate::landlord::{INVENTED, Landlord, rows};
use crate::outside::{Outside, letters};

/// As the shipped flows have it: a task for a person.
pub const TASK_FLOW: &str = r#"
id = "zeer-goed"
naam = "Proef"
doel = "Alleen de veertiendagenbrief."

[[stap]]
id = "veertiendagenbrief"
vanaf_dag = "24 dagen"
doe = "taak"
taak = "veertiendagenbrief"
door = "huurconsulent"
modus = "voorstel"
als = [ { kenmerk = "dagen_sinds_veertiendagenbrief", meer_dan = "60 dagen" } ]
"#;

/// A landlord who really sends, after the nights of 2 and 28 October with one rent open.
pub fn after_two_nights(flow: &str) -> (Landlord, Outside) {
    let landlord = with_flow(flow);
    let outside = Outside::around(&landlord);
    list(&landlord, "2026-10-01", "549,40");
    landlord.night("2026-10-02".parse_day());
    next_night(&landlord, "2026-10-27", "549,40", "2026-10-28");
    (landlord, outside)
}

/// The list of a day, and the night after it. A list does not tell all that is known.
pub fn next_night(landlord: &Landlord, listed_on: &str, open: &str, night: &str) {
    list(landlord, listed_on, open);
    landlord.night(night.parse_day());
    known_besides(landlord, CostsClause::Fair);
}

fn outbox(landlord: &Landlord) -> Vec<String> {
    rows(&landlord.book(), "select state, day, amount, asked_since from outbox order by id")
}

fn tasks(landlord: &Landlord, kind: &str) -> Vec<String> {
    rows(&landlord.book(), &format!("select state from task where kind = '{kind}' order by id"))
}

/// One message of the outbox: where it stands, of which night, how much, and since when somebody is asked.
fn message(state: &str, night: &str, cents: i64, since: &str) -> Vec<String> {
    let (night, since) = (night.parse_day().0, since.parse_day().0);
    vec![format!("Text(\"{state}\") Integer({night}) Integer({cents}) Integer({since})")]
}

const STEPS: &str = "select day, channel from step_taken where milestone is not null or channel is not null";

#[test]
fn what_nobody_answers_is_proposed_anew_with_the_amount_of_that_night() {
    let (landlord, _outside) = after_two_nights(FLOW);
    assert_eq!(outbox(&landlord), message("wacht op vrijgave", "2026-10-28", 54_940, "2026-10-28"));
    landlord.deliver_post("2026-10-28".parse_day(), "10:00");
    assert!(letters(&landlord.folder).is_empty(), "without an answer nothing leaves");

    next_night(&landlord, "2026-10-28", "400,00", "2026-10-29");
    assert_eq!(outbox(&landlord), message("wacht op vrijgave", "2026-10-29", 40_000, "2026-10-28"));
    let steps = rows(&landlord.book(), STEPS);
    assert_eq!(steps.len(), 1, "the step of the day before was not taken: {steps:?}");
    let told = rows(&landlord.book(), "select text from post_event");
    assert!(told.is_empty(), "the same question again is no news: {told:?}");

    let mails = landlord.folder.join("ochtend");
    said(&landlord, &["morning", "--naar-map", mails.to_str().unwrap()]);
    let mail = fs::read_dir(&mails).unwrap().next().expect("a mail").unwrap();
    let mail = fs::read_to_string(mail.path()).unwrap();
    assert!(mail.contains("1 bericht wacht") && mail.contains("op uw vrijgave"), "{mail}");

    let shown = said(&landlord, &["post", "list", "--tekst", "--dag", "2026-10-29"]);
    assert!(shown.contains("Samen is dat € 400,00.") && shown.contains("Kosten op zijn vroegst"), "{shown}");
    let id = rows(&landlord.book(), "select id from outbox")[0].split('"').nth(1).unwrap().to_string();
    said(&landlord, &["post", "release", &id, "--door", "B. Jansen"]);
    landlord.deliver_post("2026-10-29".parse_day(), "10:00");
    let (text, _) = only_letter(&landlord);
    assert!(text.contains("Samen is dat € 400,00."), "{text}");
    let logged = rows(&landlord.book(), "select what, detail from audit");
    assert!(logged.iter().any(|line| line.contains("vrijgegeven")), "{logged:?}");
}

#[test]
fn what_is_not_right_any_more_is_not_proposed_and_leaves_no_step() {
    let (landlord, _outside) = after_two_nights(FLOW);
    next_night(&landlord, "2026-10-28", "10,00", "2026-10-29");
    assert_eq!(outbox(&landlord), message("vervallen", "2026-10-28", 54_940, "2026-10-28"));
    assert!(rows(&landlord.book(), STEPS).is_empty());
    let reason = rows(&landlord.book(), "select reason from outbox");
    assert!(reason[0].contains("Niemand gaf dit vrij op de dag zelf"), "it does not vanish: {reason:?}");
    let id = rows(&landlord.book(), "select id from outbox")[0].split('"').nth(1).unwrap().to_string();
    let late = landlord.houvast(&["post", "release", &id, "--door", "B. Jansen"]);
    assert!(!late.status.success(), "an old proposal cannot be let go");
}

#[test]
fn the_letter_leaves_from_its_task_after_a_look_and_is_on_file() {
    let (landlord, _outside) = after_two_nights(TASK_FLOW);
    assert_eq!(tasks(&landlord, "veertiendagenbrief"), ["Text(\"open\")"]);
    let ask = ["fourteen", "send", "1001", "--door", "B. Jansen", "--dag", "2026-10-28"];
    let shown = said(&landlord, &ask);
    for words in [
        "Hoofdsom: € 549,40",
        "Incassokosten: € 82,41",
        // Posted on Wednesday 28 October: delivered on Friday; the fourteenth day after is a Friday.
        "Laatste dag: 13 november 2026",
        "Kosten op zijn vroegst: 19 november 2026",
        "Samen is dat € 549,40.",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert!(outbox(&landlord).is_empty(), "a look sends nothing");
    let send = [&ask[..], &["--ja"]].concat();
    said(&landlord, &send);
    assert_eq!(tasks(&landlord, "veertiendagenbrief"), ["Text(\"klaar\")"]);
    assert!(!landlord.houvast(&send).status.success(), "once");
    landlord.deliver_post("2026-10-28".parse_day(), "10:00");
    let (text, reference) = only_letter(&landlord);
    assert!(text.contains("Die kosten zijn € 82,41. U betaalt dan samen € 631,81."), "{text}");
    status(&landlord, &format!("{reference};gepost;28-10-2026"), "2026-10-29");
    let on_file = said(&landlord, &["fourteen", "show", "1001", "--dag", "2026-10-30"]);
    assert!(on_file.contains("loopt tot en met 13 november 2026"), "{on_file}");
    next_night(&landlord, "2026-10-28", "549,40", "2026-10-29");
    assert_eq!(tasks(&landlord, "veertiendagenbrief"), ["Text(\"klaar\")"], "and no second task");
}

#[test]
fn a_letter_that_was_asked_for_and_did_not_leave_opens_its_task_again() {
    let send = ["fourteen", "send", "1001", "--door", "B. Jansen", "--dag", "2026-10-28", "--ja"];
    // Paid before it left.
    let (landlord, _outside) = after_two_nights(TASK_FLOW);
    said(&landlord, &send);
    list(&landlord, "2026-10-28", "10,00");
    landlord.deliver_post("2026-10-28".parse_day(), "10:00");
    assert!(letters(&landlord.folder).is_empty());
    assert_eq!(tasks(&landlord, "veertiendagenbrief"), ["Text(\"open\")"]);
    // Nobody sent that day.
    let (landlord, _outside) = after_two_nights(TASK_FLOW);
    said(&landlord, &send);
    next_night(&landlord, "2026-10-28", "549,40", "2026-10-29");
    assert_eq!(tasks(&landlord, "veertiendagenbrief"), ["Text(\"open\")"]);
    assert!(rows(&landlord.book(), STEPS).is_empty());
    // A night done over keeps what a person decided.
    let (landlord, _outside) = after_two_nights(TASK_FLOW);
    said(&landlord, &send);
    landlord.night("2026-10-28".parse_day());
    known_besides(&landlord, CostsClause::Fair);
    landlord.deliver_post("2026-10-28".parse_day(), "10:00");
    only_letter(&landlord);
    assert_eq!(tasks(&landlord, "veertiendagenbrief"), ["Text(\"klaar\")"]);
}

#[test]
fn a_letter_of_which_the_print_house_says_nothing_becomes_one_task_until_it_does() {
    let (landlord, _outside) = after_two_nights(TASK_FLOW);
    said(&landlord, &["fourteen", "send", "1001", "--door", "B. Jansen", "--dag", "2026-10-28", "--ja"]);
    landlord.deliver_post("2026-10-28".parse_day(), "10:00");
    let (_, reference) = only_letter(&landlord);
    // Five working days: Thursday, Friday, and Monday to Wednesday.
    landlord.deliver_post("2026-11-03".parse_day(), "10:00");
    assert!(tasks(&landlord, "bericht-nakijken").is_empty());
    for _ in 0..2 {
        landlord.deliver_post("2026-11-04".parse_day(), "10:00");
        assert_eq!(tasks(&landlord, "bericht-nakijken"), ["Text(\"open\")"]);
    }
    let batches = landlord.book().silent_batches().unwrap();
    assert_eq!(batches.iter().map(|batch| (batch.letters, batch.with_term)).collect::<Vec<_>>(), [(1, 1)]);
    assert!(said(&landlord, &["post", "list"]).contains("van 1 brieven meldde de drukker niets"));
    next_night(&landlord, "2026-11-04", "549,40", "2026-11-05");
    assert_eq!(tasks(&landlord, "bericht-nakijken"), ["Text(\"open\")"], "a night does not forget it");
    status(&landlord, &format!("{reference};gepost;29-10-2026"), "2026-11-05");
    assert_eq!(tasks(&landlord, "bericht-nakijken"), ["Text(\"klaar\")"]);
    assert!(landlord.book().silent_batches().unwrap().is_empty());
    landlord.deliver_post("2026-11-06".parse_day(), "10:00");
    assert_eq!(tasks(&landlord, "bericht-nakijken"), ["Text(\"klaar\")"]);
}

#[test]
fn real_tenants_get_nothing_on_another_day_and_nothing_unasked_on_another_hour() {
    let (landlord, _outside) = after_two_nights(FLOW);
    fs::remove_file(landlord.folder.join(INVENTED)).unwrap();
    let refused = |arguments: &[&str], words: &[&str]| {
        let output = landlord.houvast(arguments);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {told}");
        assert!(words.iter().all(|word| told.contains(word)), "{arguments:?}: {told}");
    };
    let day = ["deliver", "--dag", "2026-10-28", "--ja"];
    refused(&day, &["alleen op de dag zelf", "niet 28 oktober 2026", "--proef"]);
    refused(&["work", "--once", "--dag", "2026-10-28"], &["alleen op de dag zelf"]);
    refused(&["deliver", "--now", "10:00"], &["0 berichten klaar", "Geef --ja mee", "Er is niets verstuurd"]);
    assert!(landlord.houvast(&["deliver", "--now", "10:00", "--ja"]).status.success());
    assert!(landlord.houvast(&["deliver"]).status.success(), "a scheduler asks nothing");
}
