//! A text that somebody lets go on Friday after its last hour leaves on Monday, when Monday's night wants the very same text.

use std::fs;

use domain::calendar::Day;
use domain::staff::Role;

use crate::doors::Serving;
use crate::fourteen_days::ParseDay;
use crate::landlord::{Landlord, opening, rows, simulated};
use crate::outside::Outside;
use crate::pages::Person;

/// A landlord whose texts all wait for a person, after the night of a Friday on which some became due.
struct Friday {
    landlord: Landlord,
    outside: Outside,
    simulated: simulator::vera::Landlord,
}

const FRIDAY: &str = "2026-06-05";
const SATURDAY: &str = "2026-06-06";
const MONDAY: &str = "2026-06-08";

impl Friday {
    fn new() -> Friday {
        let simulated = simulated(51, 1_500, 9);
        let landlord = Landlord::new();
        let policy = landlord.folder.join("beleid");
        assert!(landlord.houvast(&["policy", "init", policy.to_str().unwrap()]).status.success());
        for flow in fs::read_dir(policy.join("flows")).expect("flows") {
            let path = flow.expect("a flow").path();
            let asks =
                fs::read_to_string(&path).expect("its text").replace("\"automatisch\"", "\"voorstel\"");
            fs::write(&path, asks).expect("it is written");
        }
        landlord.deliver(&opening(&simulated, FRIDAY.parse_day().previous()));
        let outside = Outside::around(&landlord);
        landlord.night(FRIDAY.parse_day());
        Friday { landlord, outside, simulated }
    }

    /// Texts that wait for an answer.
    fn waiting(&self) -> Vec<String> {
        let texts = "select id from outbox where state = 'wacht op vrijgave' and channel = 'sms' order by id";
        let id = |row: String| row.split('"').nth(1).expect("an id").to_string();
        rows(&self.landlord.book(), texts).into_iter().map(id).collect()
    }

    /// A consultant lets them go at this hour of Friday; gives what she reads afterwards.
    fn lets_go(&self, ids: &[String], hour: &str) -> String {
        let serving = Serving::start(&self.landlord, &["--dag", FRIDAY, "--now", hour]);
        let mail = format!("{}@example.nl", hour.replace(':', "-"));
        let consultant = Person::sign_in(&self.landlord, &serving, &mail, Role::Consultant);
        let told = consultant.get("/post");
        assert_eq!(told.contains("gaat er vandaag niets meer uit"), hour > "19:00", "{hour}");
        let mut next = String::new();
        for id in ids {
            let answer = consultant.post(&format!("/post/voorstel/{id}"), "handeling=laat-gaan");
            assert_eq!(answer.code, 303, "{}", answer.body);
            next =
                answer.head.split("location: ").nth(1).expect("a place").lines().next().unwrap().to_string();
        }
        consultant.get(&next)
    }

    /// Somebody lets one go at the prompt.
    fn releases(&self, id: &str, hour: &str) -> String {
        let release = ["post", "release", id, "--door", "P. Prompt", "--dag", FRIDAY, "--now", hour];
        let output = self.landlord.houvast(&release);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// The next night, with what came in until the day before it.
    fn night(&self, known: &str, night: &str) {
        let until = night.parse_day().previous();
        self.landlord.deliver(&self.simulated.delivery(known.parse_day(), until));
        self.landlord.night(night.parse_day());
    }

    fn message(&self, id: &str) -> String {
        let query = format!("select state, day, amount, reason from outbox where id = '{id}'");
        rows(&self.landlord.book(), &query).remove(0)
    }

    fn amount(&self, id: &str) -> Option<i64> {
        let query = format!("select amount from outbox where id = '{id}'");
        self.landlord.book().connection().query_row(&query, [], |row| row.get(0)).expect("an amount")
    }

    fn arrived(&self, id: &str) -> usize {
        self.outside.reached(&self.landlord.folder).get(&id[..24]).map_or(0, Vec::len)
    }
}

#[test]
fn a_text_let_go_after_its_last_hour_leaves_on_the_next_working_day_if_it_is_still_the_same() {
    let friday = Friday::new();
    let waiting = friday.waiting();
    assert!(waiting.len() > 3, "{waiting:?}");
    let (late, unanswered) = waiting.split_at(waiting.len() - 1);
    let before: Vec<Option<i64>> = late.iter().map(|id| friday.amount(id)).collect();
    let (by_page, at_the_prompt) = late.split_at(late.len() / 2);
    let told = friday.lets_go(by_page, "19:30");
    assert!(told.contains("vrijgegeven voor de eerstvolgende werkdag"), "{told}");
    for id in at_the_prompt {
        let told = friday.releases(id, "19:31");
        assert!(told.contains("eerstvolgende werkdag"), "{told}");
    }
    friday.landlord.deliver_post(FRIDAY.parse_day(), "19:50");
    assert!(late.iter().all(|id| friday.arrived(id) == 0), "nobody is disturbed in the evening");

    friday.night("2026-06-04", SATURDAY);
    assert!(
        friday.message(&late[0]).contains("gaat de eerstvolgende werkdag uit"),
        "{}",
        friday.message(&late[0])
    );
    friday.night(&SATURDAY.parse_day().previous().to_string(), MONDAY);
    friday.landlord.deliver_post(MONDAY.parse_day(), "09:30");
    let (mut left, monday) = (0, MONDAY.parse_day().0);
    for (id, cents) in late.iter().zip(before) {
        let now = friday.message(id);
        let wanted = now.contains(&format!("Integer({monday})"));
        if wanted && friday.amount(id) == cents && !now.contains("wacht op vrijgave") {
            left += friday.arrived(id);
        } else {
            assert_eq!(friday.arrived(id), 0, "paid, or not the same text: {now}");
        }
    }
    assert!(left > 0, "what was still right left once");
    assert_eq!(friday.arrived(&unanswered[0]), 0, "nobody let it go");
    let twice = friday.outside.reached(&friday.landlord.folder);
    assert!(twice.values().all(|ways| ways.len() == 1), "{twice:?}");
}

#[test]
fn another_amount_or_an_answer_taken_back_is_asked_again() {
    let friday = Friday::new();
    let mut waiting = friday.waiting();
    let (other, back) = (waiting.remove(0), waiting.remove(0));
    friday.lets_go(&[other.clone(), back.clone()], "19:30");
    let serving = Serving::start(&friday.landlord, &["--dag", FRIDAY, "--now", "19:40"]);
    let consultant = Person::sign_in(&friday.landlord, &serving, "terug@example.nl", Role::Consultant);
    assert_eq!(consultant.post(&format!("/post/voorstel/{back}"), "handeling=terug").code, 303);
    // What she let go asked for a cent less.
    let change = format!("update outbox set amount = amount - 1 where id = '{other}'");
    friday.landlord.book().connection().execute(&change, []).unwrap();
    let night: Day = SATURDAY.parse_day();
    friday.night("2026-06-04", SATURDAY);
    friday.night(&night.previous().to_string(), MONDAY);
    friday.landlord.deliver_post(MONDAY.parse_day(), "09:30");
    for id in [&other, &back] {
        assert_eq!(friday.arrived(id), 0, "{}", friday.message(id));
        assert!(!friday.message(id).contains("aangenomen"), "{}", friday.message(id));
    }
}
