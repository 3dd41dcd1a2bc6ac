//! What comes next stands on a dossier twice: in the line about tonight, and in the list of the weeks ahead. They say the same.

use axum::http::StatusCode;
use domain::calendar::Day;
use domain::ids::Key;
use domain::plan::{Desk, Night, Outcome, decide};

use crate::desktop::{Desktop, numbers};
use crate::landlord::{self, LAST_NIGHT, LEADER};
use crate::working::{Office, part};

/// What a dossier says of the step that comes.
#[derive(Default)]
struct Told {
    follows: u32,
    waits: u32,
    nothing: u32,
}

impl Told {
    /// Reads the line above and holds the list below against it.
    fn read(&mut self, dossier: &str, page: &str) {
        let line = part(page, "aria-labelledby=\"nu\"", "</section>").expect("tonight");
        let list = part(page, "aria-labelledby=\"daarna\"", "</section>").expect("what comes");
        let first = list.split("<li>").skip(1).find(|line| !line.contains("Komt in “"));
        let on = |day: &str| format!("datetime=\"{}\"", Day::parse_dutch(day).expect("a day"));
        let held = |text: &str| part(text, "wacht dan: ", ".").map(str::to_string);
        if let Some(rest) = part(line, "als er niets verandert volgt op ", "</p>") {
            let (day, step) = (part(rest, "", " “").unwrap(), part(rest, "“", "”").unwrap());
            let first = first.unwrap_or_else(|| panic!("{dossier}: {step} is not in the list"));
            let same = first.contains(&on(day)) && first.to_lowercase().contains(&step.to_lowercase());
            assert!(same, "{dossier}: {step} on {day} in the line, in the list {first}");
            self.follows += 1;
        } else if let Some(guards) = held(line) {
            let day = part(line, "niets; op ", " is “").expect("its day");
            let first = first.unwrap_or_else(|| panic!("{dossier}: that {guards} is not in the list"));
            assert!(first.contains(&on(day)) && first.contains(&guards), "{dossier}: {guards}; {first}");
            self.waits += 1;
        } else if line.contains("Er is niets te doen.") {
            assert_eq!(first, None, "{dossier}");
            self.nothing += 1;
        }
    }
}

#[test]
fn the_step_that_follows_is_the_same_one_on_the_same_day_in_the_line_and_in_the_list() {
    let office = Office::new();
    let (mut before, mut after) = (Told::default(), Told::default());
    for number in numbers(&office, LEADER) {
        let desk = Desktop { office: &office, person: LEADER, dossier: format!("/dossier/{number}") };
        before.read(&number, &desk.sees("").text);
        // A promise holds every step that presses, until its day.
        let promise = desk.sends("/doe", "handeling=toezegging&bedrag=50&tot=2027-01-10");
        assert_eq!(promise.status, StatusCode::SEE_OTHER, "{number}");
        after.read(&number, &desk.sees("").text);
    }
    assert!(before.follows > 10 && after.follows > 0, "{} and {} follow", before.follows, after.follows);
    assert!(after.waits > 0, "{} wait", after.waits);
    assert!(before.nothing > 0 || after.nothing > 0);
}

#[test]
fn what_has_left_today_is_not_said_to_be_held_by_what_was_recorded_after_it() {
    let office = Office::new();
    let (desk, (step, cycle)) = held(&office);
    let says = "gaat vandaag niet door";
    assert!(desk.sees("").text.contains(says), "it has not left");
    let left = "insert into outbox (id, run, tenancy, day, letter, tone, channel, mode, flow, step, state, step_key, cycle) \
                select 'proef', id, ?1, day, 'herinnering-1', 'vriendelijk', 1, 'automatisch', '', '', 'aangenomen', ?2, ?3 \
                from night_run order by day desc limit 1";
    let book = office.book();
    book.connection().execute(left, (desk.id().0, step.0, cycle.0)).unwrap();
    let taken = "insert into step_taken (tenancy, day, cycle, step) select ?1, day, ?3, ?2 from night_run order by day desc limit 1";
    book.connection().execute(taken, (desk.id().0, step.0, cycle.0)).unwrap();
    assert!(!desk.sees("").text.contains(says), "it is with the tenant");
}

/// A dossier of which a step is held in the last night, with that step and its cycle.
fn held(office: &Office) -> (Desktop<'_>, (Key, Day)) {
    let loaded = landlord::policy().policy.unwrap();
    let (calendar, needed) = (policy::law::shipped().equated_days, loaded.facts_needed());
    let day = Day::parse_iso(LAST_NIGHT).unwrap();
    let night = Night {
        today: day,
        policy: &loaded,
        needed: &needed,
        calendar: &calendar,
        books_as_of: day.previous(),
    };
    numbers(office, LEADER)
        .into_iter()
        .find_map(|number| {
            let desk = Desktop { office, person: LEADER, dossier: format!("/dossier/{number}") };
            let mut dossier = desk.dossier();
            dossier.steps.retain(|step| step.day < day);
            match decide(&night, &dossier, &mut Desk::default()).outcome {
                Outcome::Blocked { proposal, .. } => Some((desk, (proposal.of(&loaded).key, proposal.cycle))),
                _ => None,
            }
        })
        .expect("somebody's step is held")
}
