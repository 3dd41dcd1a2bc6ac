//! Somebody at a dossier, as the tests of what people decide know it: looking, sending forms, taking back.

use domain::arrangement::terms::items_to_arrange;
use domain::calendar::Day;
use domain::dossier::Dossier;
use domain::facts::Ground;
use domain::ids::TenancyId;
use domain::money::Cents;
use domain::plan::{self, Desk, Night};

use crate::landlord::{self, LAST_NIGHT, day};
use crate::working::{Answer, Office, assert_in_step, part};

/// Something that would be a program if a page let it.
pub const HOSTILE: &str = "%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%27";

pub fn today() -> Day {
    day(LAST_NIGHT)
}

/// Somebody at a dossier.
pub struct Desktop<'a> {
    pub office: &'a Office,
    pub person: usize,
    pub dossier: String,
}

impl<'a> Desktop<'a> {
    /// At the dossier of somebody's first task.
    pub fn at_first_task(office: &'a Office, person: usize) -> Desktop<'a> {
        Desktop { office, person, dossier: office.first_task(person).0 }
    }

    /// At the first dossier of somebody's districts that owes something and can have an arrangement without a second person.
    pub fn who_owes(office: &'a Office, person: usize) -> Desktop<'a> {
        let desks = numbers(office, person).into_iter().map(|number| {
            let dossier = format!("/dossier/{number}");
            Desktop { office, person, dossier }
        });
        let mut owing = desks.filter(|desk| {
            let page = desk.sees("/doe/regeling").text;
            let alone = page.contains("value=\"vastleggen\"");
            alone && seen_terms(&page).iter().map(|(_, cents)| *cents).sum::<Cents>() > Cents::euros(200)
        });
        owing.next().expect("somebody owes")
    }

    pub fn other(&self, person: usize) -> Desktop<'a> {
        Desktop { office: self.office, person, dossier: self.dossier.clone() }
    }

    pub fn number(&self) -> String {
        self.dossier
            .trim_start_matches("/dossier/")
            .replace("%2F", "/")
            .replace("%3C", "<")
            .replace("%3E", ">")
    }

    pub fn sees(&self, page: &str) -> Answer {
        self.office.get(self.person, &format!("{}{page}", self.dossier))
    }

    pub fn sends(&self, page: &str, form: &str) -> Answer {
        let form = format!("zegel={}&{form}", self.office.seal(self.person));
        self.office.post(&landlord::cookie(self.person), &format!("{}{page}", self.dossier), &form)
    }

    pub fn id(&self) -> TenancyId {
        self.office.book().tenancy_by_number(&self.number()).unwrap().expect("a dossier")
    }

    pub fn dossier(&self) -> Dossier {
        let book = self.office.book();
        assert_in_step(&book, &self.number());
        book.dossier_from_truth(self.id()).unwrap().expect("its truth")
    }

    /// What an arrangement can be about, worked out without the page.
    pub fn debt(&self) -> Cents {
        let loaded = landlord::policy().policy.unwrap();
        let calendar = policy::law::shipped().equated_days;
        let needed = loaded.facts_needed();
        let night = Night {
            today: today(),
            policy: &loaded,
            needed: &needed,
            calendar: &calendar,
            books_as_of: today(),
        };
        let (dossier, mut desk) = (self.dossier(), Desk::default());
        let (ground, _): (Ground, _) = plan::read(&night, &dossier, &mut desk);
        items_to_arrange(&ground).iter().map(|item| item.open).sum()
    }

    /// Takes back what the last answer recorded.
    pub fn undoes(&self, done: &Answer) -> Answer {
        let act = done.goes_to().split_once("klaar=").expect("an act").1;
        let form = format!("zegel={}", self.office.seal(self.person));
        self.office.post(&landlord::cookie(self.person), &format!("/ongedaan/{act}"), &form)
    }
}

/// The dossiers of somebody's districts.
pub fn numbers(office: &Office, person: usize) -> Vec<String> {
    let file = office.get(person, "/huurders.csv").text;
    let lines = file.lines().skip(1).filter_map(|line| line.split(';').next());
    lines.filter(|number| number.starts_with("HO-")).map(str::to_string).collect()
}

/// The form behind the button of the page: everything hidden in it, and a note.
pub fn confirmed(page: &str, word: &str, note: &str) -> String {
    let outcome = page.split_once("id=\"uitkomst\"").expect("an outcome").1;
    let outcome = outcome.split_once("</section>").expect("its end").0;
    let mut form = format!("wat={word}&notitie={note}");
    for hidden in outcome.split("<input type=\"hidden\" name=\"").skip(1) {
        let (name, rest) = hidden.split_once("\" value=\"").expect("a value");
        let value = rest.split_once('"').expect("its end").0;
        if name != "zegel" {
            form.push_str(&format!("&{name}={}", value.replace(' ', "+").replace(',', "%2C")));
        }
    }
    form
}

pub fn seen_terms(page: &str) -> Vec<(Day, Cents)> {
    let seen = part(page, "name=\"gezien\" value=\"", "\"").expect("terms");
    let term = |text: &str| {
        let (on, cents) = text.split_once(':').expect("a term");
        (day(on), Cents(cents.parse().expect("cents")))
    };
    seen.split(' ').map(term).collect()
}
