//! What a tenant may count on who agreed on parts: a confirmation on the first day on which it may leave, a person when none
//! may for days, a page and a message that say what is true, and a way to ask for another arrangement.

use crate::doors::Serving;
use crate::fourteen_days::ParseDay;
use crate::landlord::{Landlord, rows};
use crate::outside::Outside;
use crate::pages::between;
use crate::tenant_changes::{proof, told};
use crate::tenant_page::{Answer, MORNING, a_tenant, call, list, post};

/// Thursday, and no night was run yet.
const NO_NIGHT_YET: [&str; 4] = ["--dag", "2026-10-29", "--now", "09:00"];
const CONFIRMATION: &str = "select state, day from outbox where letter = 'regeling-bevestigd'";

/// Somebody who proved who she is.
struct Tenant<'a> {
    serving: &'a Serving,
    code: &'a str,
    proof: String,
}

impl Tenant<'_> {
    fn at<'a>(serving: &'a Serving, outside: &Outside, code: &'a str) -> Tenant<'a> {
        Tenant { serving, code, proof: proof(serving, outside, code) }
    }

    fn says(&self, word: &str, form: &str) -> Answer {
        call(self.serving.port, "POST", &format!("/b/{}/{word}", self.code), &self.proof, form)
    }

    fn looks_at(&self, address: &str) -> String {
        call(self.serving.port, "GET", address, &self.proof, "").body
    }

    /// Three parts from 25 November; gives the page after it.
    fn agrees(&self) -> String {
        let page = self.looks_at(&format!("/b/{}/delen?keer=3&dag=25", self.code));
        let read = between(&page, "name=\"gelezen\" value=\"", "\"").expect("the terms");
        let read = read.replace(' ', "+").replace(':', "%3A");
        let agreed = self.says("delen", &format!("keer=3&dag=25&gelezen={read}"));
        self.looks_at(agreed.leads_to())
    }
}

fn letters_of_night(landlord: &Landlord, day: &str) {
    list(landlord, day, &[("F-2", "01-10-2026", "549,40")]);
    landlord.night(day.parse_day());
    landlord.deliver_post(day.parse_day(), "10:30");
}

#[test]
fn a_confirmation_that_could_not_leave_leaves_after_the_next_night_and_once() {
    let (landlord, outside, code) = a_tenant();
    let serving = Serving::start(&landlord, &NO_NIGHT_YET);
    let tenant = Tenant::at(&serving, &outside, &code);
    let page = tenant.agrees();
    assert!(rows(&landlord.book(), CONFIRMATION).is_empty(), "no night, no letter");
    assert!(page.contains("De bevestiging volgt binnen een week"), "{page}");
    let mail = told(&outside, "Afgesproken: 3 keer, de eerste op 25 november 2026.");
    assert!(!mail.contains("een vraag van u") && !mail.contains("549,40"), "{mail}");
    drop(serving);
    letters_of_night(&landlord, "2026-10-30");
    let left = format!("Text(\"aangenomen\") Integer({})", "2026-10-30".parse_day().0);
    assert_eq!(rows(&landlord.book(), CONFIRMATION), [left.clone()]);
    told(&outside, "Fijn dat wij er samen uit zijn");
    landlord.night("2026-10-31".parse_day());
    assert_eq!(rows(&landlord.book(), CONFIRMATION), [left], "once");
    assert!(rows(&landlord.book(), "select 1 from task_asked").is_empty(), "nobody has to do it");
}

#[test]
fn a_confirmation_that_cannot_leave_for_days_is_a_persons() {
    let (landlord, outside, code) = a_tenant();
    let serving = Serving::start(&landlord, &NO_NIGHT_YET);
    let tenant = Tenant::at(&serving, &outside, &code);
    tenant.agrees();
    drop(serving);
    // No letter, no e-mail: nothing is known of where she is.
    let unknown = "update person set email = ''; update unit set street = '', house_number = '', postcode = '', city = ''";
    let work = "select t.kind from task_asked k join task t on t.id = k.task where t.state = 'open'";
    for (day, tasks) in [("2026-10-30", 0), ("2026-11-02", 1), ("2026-11-03", 1)] {
        landlord.book().connection().execute_batch(unknown).unwrap();
        landlord.night(day.parse_day());
        assert_eq!(rows(&landlord.book(), work).len(), tasks, "{day}");
    }
    assert!(rows(&landlord.book(), CONFIRMATION).is_empty());
}

#[test]
fn a_confirmation_that_leaves_at_once_is_promised_and_a_change_can_be_asked_for() {
    let (landlord, outside, code) = a_tenant();
    let serving = Serving::start(&landlord, &MORNING);
    let tenant = Tenant::at(&serving, &outside, &code);
    let change = "woorden=Ik+krijg+minder+geld";
    assert!(tenant.says("regeling", change).body.contains("Dat kan hier nu niet"), "nothing runs");
    let page = tenant.agrees();
    assert!(page.contains("U krijgt een bevestiging."), "{page}");
    assert_eq!(rows(&landlord.book(), CONFIRMATION).len(), 1);
    assert!(page.contains("Ik wil iets veranderen"), "the letter says that it can be asked for here");
    assert!(post(&serving, &format!("/b/{code}/regeling"), change).leads_to().contains("bewijs"));
    assert_eq!(tenant.says("regeling", "woorden=").code, 422);
    assert!(tenant.says("regeling", change).body.contains("Binnen één werkdag"));
    assert!(tenant.says("regeling", change).body.contains("hebben wij al"));
    let asked =
        "select t.kind, a.note from task_asked k join task t on t.id = k.task join act a on a.id = k.act";
    assert_eq!(rows(&landlord.book(), asked), ["Text(\"regeling\") Text(\"Ik krijg minder geld\")"]);
}
