//! `/begin/sleutel/{sleutel}`: the first visit to a house without people. Two doors: the demo, and an account of one's own.
//!
//! The key stands in the window in which Houvast was started, is known to nobody else and works until there is an account.

use std::sync::PoisonError;

use axum::response::Response;
use domain::staff::{Role, Seat};
use maud::{Markup, html};
use store::{Book, StoreError};

use crate::aanmelden::{self, Arrival};
use crate::answer::{self, Failure};
use crate::app::Door;
use crate::asked::Asked;
use crate::frame;
use crate::reception::DemoSeen;
use crate::signed::Token;
use crate::wachtwoord;

/// The longest name. Characters.
const NAME_MAX: usize = 80;

/// Is this the key, and is there nobody yet?
fn opens(door: &Door, key: &str) -> Result<(), Failure> {
    let wanted = *door.first_key.lock().unwrap_or_else(PoisonError::into_inner);
    let fits = Token::of(key).is_some_and(|key| Some(key.hash()) == wanted);
    let house = door.house();
    let book = house.open()?;
    let somebody = is_inhabited(&book)?;
    house.put_back(book);
    if fits && !somebody { Ok(()) } else { Err(Failure::KeyIsUsed) }
}

/// Is there an open account?
fn is_inhabited(book: &Book) -> Result<bool, StoreError> {
    Ok(book.staff()?.iter().any(|one| one.closed_at.is_none()))
}

/// The two doors.
pub(crate) fn page(door: &Door, key: &str) -> Result<Response, Failure> {
    opens(door, key)?;
    show(door, key, &Asked::default(), "")
}

fn show(door: &Door, key: &str, form: &Asked, wrong: &str) -> Result<Response, Failure> {
    let house = door.house();
    let demo = house.reception()?.demo();
    let main = html! {
        h1 { "Welkom bij Houvast" }
        p { "Houvast leest elke nacht de boeken van een verhuurder en kiest voor elke huurder met een achterstand de beste volgende stap. "
            "U kunt rondkijken bij een verzonnen verhuurder, of beginnen met uw eigen gegevens. Allebei mag ook." }
        div.deuren {
            section aria-labelledby="demo" { (demo_door(key, &demo)) }
            section aria-labelledby="eigen" { (own_door(key, form, wrong)) }
        }
    };
    let title = if wrong.is_empty() { "Welkom" } else { "Fout: welkom" };
    let refresh = matches!(demo, DemoSeen::Being(..)).then_some(2);
    let mut response = answer::page(frame::bare_that_refreshes(&house.landlord, title, &main, refresh));
    if !wrong.is_empty() {
        *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

fn demo_door(key: &str, demo: &DemoSeen) -> Markup {
    let start = html! {
        form method="post" action={ "/begin/sleutel/" (key) "/demo" } { button.hoofd type="submit" { "Bekijk de demo" } }
    };
    html! {
        h2 #demo { "Bekijk de demo" }
        p { "Een verzonnen verhuurder met 2.000 woningen, twee jaar geschiedenis, en mensen met elke rol die u kunt zijn. Het maken duurt een halve minuut; "
            "er gaat niets naar buiten, en het komt niet bij uw eigen gegevens." }
        @match demo {
            DemoSeen::NotYet => (start),
            DemoSeen::Being(what, done, of) => {
                p role="status" { (what) ": " (done) " van " (of) }
                progress max=(of) value=(done) aria-label="Hoe ver de demo is" { (done) " van " (of) }
                p.zacht { "Deze pagina ververst zichzelf." }
            },
            DemoSeen::Ready(port) => {
                p.melding.goed role="status" { "De demo staat klaar." }
                p { a.knop href={ "http://localhost:" (port) "/" } { "Naar de demo" } }
            },
            DemoSeen::Failed(why) => {
                p.melding.alarm role="alert" { "De demo kon niet worden gemaakt. " (why) }
                (start)
            },
        }
    }
}

fn own_door(key: &str, form: &Asked, wrong: &str) -> Markup {
    let shortest = wachtwoord::SHORTEST;
    html! {
        h2 #eigen { "Begin met eigen gegevens" }
        p { "Eerst een account voor wie Houvast beheert: dat bent u. Daarna kiest u een lijst." }
        @if !wrong.is_empty() { p.melding.alarm role="alert" { (wrong) } }
        form.veldenlijst method="post" action={ "/begin/sleutel/" (key) } {
            p { label for="naam" { "Uw naam" } input #naam name="naam" autocomplete="name" required maxlength=(NAME_MAX) value=(form.get("naam")); }
            p { label for="mail" { "E-mailadres" } input #mail name="mail" type="email" autocomplete="username" required value=(form.get("mail")); }
            p { label for="wachtwoord" { "Wachtwoord, minstens " (shortest) " tekens" }
                input #wachtwoord name="wachtwoord" type="password" autocomplete="new-password" minlength=(shortest) required; }
            p { label for="nogmaals" { "Nog een keer" }
                input #nogmaals name="nogmaals" type="password" autocomplete="new-password" minlength=(shortest) required; }
            p { button.hoofd type="submit" { "Maak mijn account en begin" } }
        }
        p.zacht { "Een zin die u onthoudt is beter dan een moeilijk woord." }
    }
}

/// The first account is made, and whoever made it is in.
pub(crate) fn first_account(
    door: &Door,
    key: &str,
    form: &Asked,
    arrival: &Arrival,
) -> Result<Response, Failure> {
    opens(door, key)?;
    let (name, mail) = (form.get("naam"), form.get("mail"));
    let wrong = if name.is_empty() || name.chars().count() > NAME_MAX {
        "Vul uw naam in."
    } else if !mail.contains('@') || mail.len() > 200 || mail.contains(char::is_whitespace) {
        "Vul een e-mailadres in."
    } else {
        wachtwoord::wrong(form.get("wachtwoord"), form.get("nogmaals")).unwrap_or_default()
    };
    if !wrong.is_empty() {
        return show(door, key, form, wrong);
    }
    let line = door.rows.line(form.get("wachtwoord"))?;
    let now = door.now();
    let seat = Seat { role: Role::Administrator, districts: Vec::new() };
    let made = door.house().with_writer(|book| {
        // Asked again while nobody else writes: of two first accounts at the same moment one is made.
        if is_inhabited(book)? {
            return Ok(None);
        }
        let Some(id) = book.add_staff(mail, name, &seat, now.seconds)? else { return Ok(None) };
        book.set_password(id, &line, None)?;
        book.log_account(now, Some(id), id, "account geopend", "eerste beheerder")?;
        Ok::<_, StoreError>(Some(id))
    })??;
    let Some(id) = made else {
        opens(door, key)?;
        return show(door, key, form, "Dit e-mailadres heeft al een account.");
    };
    *door.first_key.lock().unwrap_or_else(PoisonError::into_inner) = None;
    let house = door.house();
    let book = house.open()?;
    let account = book.account(mail)?;
    house.put_back(book);
    let (staff, _) = account.filter(|(staff, _)| staff.id == id).ok_or(Failure::KeyIsUsed)?;
    aanmelden::come_in(door, &staff, "wachtwoord", arrival, "/begin")
}

/// The demo is begun; the page tells how far it is.
pub(crate) fn begin_demo(door: &Door, key: &str) -> Result<Response, Failure> {
    opens(door, key)?;
    door.house().reception()?.begin_demo().map_err(Failure::Form)?;
    Ok(answer::see_other(&format!("/begin/sleutel/{key}")))
}
