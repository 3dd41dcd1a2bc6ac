//! `/aanmelden`, `/afmelden`, `/uitnodiging/{token}`: coming in, going out, and choosing a password.
//!
//! What is answered does not tell whether an account exists: a wrong address and a wrong password look and last the same.

use std::sync::{LazyLock, PoisonError};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use domain::staff::{Right, Role};
use maud::{Markup, html};
use store::staff::{LONGEST, Staff};

use crate::answer::{self, Failure};
use crate::app::Door;
use crate::asked::Asked;
use crate::frame;
use crate::signed::{DEVICE, SESSION, Signed, Token};

/// The shortest password. Characters.
const SHORTEST: usize = 12;
/// How long a browser is known again. Seconds.
const DEVICE_KEPT: i64 = 180 * 86_400;

/// A password line of nobody, to spend the same time on.
static NOBODY: LazyLock<String> = LazyLock::new(|| hashed("niemand heeft dit wachtwoord"));

fn hashed(password: &str) -> String {
    Argon2::default().hash_password(password.as_bytes()).expect("argon2 with its own settings").to_string()
}

fn fits(password: &str, line: &str) -> bool {
    let line = if line.is_empty() { &NOBODY } else { line };
    let Ok(known) = PasswordHash::new(line) else { return false };
    Argon2::default().verify_password(password.as_bytes(), &known).is_ok() && *line != **NOBODY
}

/// Where somebody begins.
pub(crate) fn home(role: Role) -> &'static str {
    match role {
        _ if role.may(Right::Record) => "/werk",
        _ if role.may(Right::SeeDossiers) => "/vannacht",
        _ if role.may(Right::SeePolicy) => "/beleid",
        _ => "/welkom",
    }
}

/// The page to sign in.
pub(crate) fn page(door: &Door, asked: &Asked) -> Result<Response, Failure> {
    form(door, asked, "")
}

fn form(door: &Door, asked: &Asked, wrong: &str) -> Result<Response, Failure> {
    let house = door.house();
    let book = house.open()?;
    let staff = book.staff()?;
    house.put_back(book);
    let open: Vec<&Staff> = staff.iter().filter(|one| one.closed_at.is_none()).collect();
    let back = safe(asked.get("naar"));
    let title = if wrong.is_empty() { "Aanmelden" } else { "Fout: aanmelden" };
    let main = html! {
        h1 { "Aanmelden" }
        @if !wrong.is_empty() { p.melding.alarm role="alert" { (wrong) } }
        @if door.demo { (choose(&open, back)) }
        @else if open.is_empty() {
            p { "Er zijn nog geen medewerkers. Wie Houvast bij u beheert, voegt de eerste toe met:" }
            pre { "houvast staff add --naam \"Uw naam\" --mail u@example.nl --rol beheerder" }
        } @else {
            form.veldenlijst method="post" action="/aanmelden" {
                input type="hidden" name="naar" value=(back);
                p { label for="mail" { "E-mailadres" } input #mail name="mail" type="email" autocomplete="username" required value=(asked.get("mail")); }
                p { label for="wachtwoord" { "Wachtwoord" } input #wachtwoord name="wachtwoord" type="password" autocomplete="current-password" required; }
                p { button.hoofd type="submit" { "Aanmelden" } }
            }
            p.zacht { "Wachtwoord vergeten? Wie Houvast bij u beheert, stuurt u een nieuwe uitnodiging." }
        }
    };
    let mut response = answer::page(frame::bare(&house.landlord, title, &main));
    if !wrong.is_empty() {
        *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// In the demo a visitor chooses whom to be.
fn choose(open: &[&Staff], back: &str) -> Markup {
    html! {
        p { "Dit is de demo: alle huurders zijn verzonnen. Kies wie u wilt zijn; een wachtwoord is niet nodig." }
        form.kies method="post" action="/aanmelden" {
            input type="hidden" name="naar" value=(back);
            ul { @for one in open { li {
                button type="submit" name="mail" value=(one.email) {
                    strong { (one.name) } " "
                    span { (one.seat.role.dutch()) @if !one.seat.districts.is_empty() { ", " (one.seat.districts.join(" en ")) } }
                }
            } } }
        }
    }
}

/// Somebody comes in, or does not.
pub(crate) fn sign_in(door: &Door, form_sent: &Asked, device: Option<&Token>) -> Result<Response, Failure> {
    let (mail, password) = (form_sent.get("mail"), form_sent.get("wachtwoord"));
    let now = door.now();
    let house = door.house();
    let book = house.open()?;
    let account = book.account(mail)?;
    let known = match (&account, device) {
        (Some((staff, _)), Some(device)) => book.knows_device(staff.id, &device.hash())?,
        _ => false,
    };
    house.put_back(book);
    let patience = || door.patience.lock().unwrap_or_else(PoisonError::into_inner);
    let wait = patience().wait(mail, known, now.seconds);
    if wait > 0 && !door.demo {
        let wrong = format!(
            "Er is te vaak een verkeerd wachtwoord ingevuld. Probeer het over {wait} seconden opnieuw."
        );
        return form(door, form_sent, &wrong);
    }
    let line = account.as_ref().map_or("", |(_, line)| line);
    let right = door.demo || fits(password, line);
    let Some((staff, _)) = account.filter(|_| right) else {
        patience().mistake(mail, known, now.seconds);
        house.with_writer(|book| book.log(now, None, None, "niet aangemeld", "verkeerd wachtwoord"))??;
        return form(door, form_sent, "Dit e-mailadres en wachtwoord horen niet bij elkaar.");
    };
    patience().right(mail, known);
    let (session, device) = (Token::fresh(), device.filter(|_| known).cloned().unwrap_or_else(Token::fresh));
    house.with_writer(|book| {
        book.begin_session(staff.id, &session.hash(), now.seconds)?;
        book.know_device(staff.id, &device.hash())?;
        book.log(now, Some(staff.id), None, "aangemeld", "")
    })??;
    let back = safe(form_sent.get("naar"));
    let mut response = answer::see_other(if back.is_empty() { home(staff.seat.role) } else { back });
    set_cookie(&mut response, door, SESSION, session.text(), LONGEST);
    set_cookie(&mut response, door, DEVICE, device.text(), DEVICE_KEPT);
    Ok(response)
}

/// Somebody goes out.
pub(crate) fn sign_out(door: &Door, who: &Signed, form: &Asked) -> Result<Response, Failure> {
    if !who.sealed(form.get("zegel")) {
        return Err(Failure::NotOurForm);
    }
    let now = door.now();
    door.house().with_writer(|book| {
        book.end_session(&who.token.hash())?;
        book.log(now, Some(who.id()), None, "afgemeld", "")
    })??;
    let mut response = answer::see_other("/aanmelden");
    set_cookie(&mut response, door, SESSION, "", 0);
    Ok(response)
}

/// The page to choose a password.
pub(crate) fn invitation(door: &Door, token: &str, wrong: &str) -> Result<Response, Failure> {
    let house = door.house();
    let book = house.open()?;
    let now = door.now().seconds;
    let invited = match Token::of(token) {
        Some(token) => book.invited(&token.hash(), now)?,
        None => None,
    };
    house.put_back(book);
    let main = html! {
        @match invited {
            None => {
                h1 { "Deze uitnodiging is verlopen" }
                p { "Een uitnodiging werkt één keer en blijft drie dagen geldig. Vraag een nieuwe aan wie Houvast bij u beheert." }
            }
            Some(staff) => {
                h1 { "Kies een wachtwoord" }
                p { "Dag " (staff.name) ". Met dit wachtwoord en " strong { (staff.email) } " meldt u zich aan." }
                @if !wrong.is_empty() { p.melding.alarm role="alert" { (wrong) } }
                form.veldenlijst method="post" action={ "/uitnodiging/" (token) } {
                    input type="hidden" name="username" autocomplete="username" value=(staff.email);
                    p { label for="wachtwoord" { "Wachtwoord, minstens " (SHORTEST) " tekens" }
                        input #wachtwoord name="wachtwoord" type="password" autocomplete="new-password" minlength=(SHORTEST) required; }
                    p { label for="nogmaals" { "Nog een keer" }
                        input #nogmaals name="nogmaals" type="password" autocomplete="new-password" minlength=(SHORTEST) required; }
                    p { button.hoofd type="submit" { "Bewaren" } }
                }
                p.zacht { "Een zin die u onthoudt is beter dan een moeilijk woord." }
            }
        }
    };
    Ok(answer::page(frame::bare(&house.landlord, "Uitnodiging", &main)))
}

/// A password was chosen.
pub(crate) fn choose_password(door: &Door, token: &str, form: &Asked) -> Result<Response, Failure> {
    let password = form.get("wachtwoord");
    if password != form.get("nogmaals") {
        return invitation(door, token, "De twee wachtwoorden zijn niet gelijk.");
    }
    if password.chars().count() < SHORTEST {
        return invitation(door, token, "Dit wachtwoord is te kort.");
    }
    let Some(token) = Token::of(token) else { return invitation(door, token, "") };
    let line = hashed(password);
    let now = door.now();
    let chosen = door.house().with_writer(|book| {
        let Some(staff) = book.invited(&token.hash(), now.seconds)? else { return Ok(false) };
        book.set_password(staff.id, &line)?;
        book.log(now, Some(staff.id), None, "wachtwoord gekozen", "")?;
        Ok::<bool, store::StoreError>(true)
    })??;
    if chosen { Ok(answer::see_other("/aanmelden")) } else { invitation(door, token.text(), "") }
}

/// The page for who may sign in and has no screens yet.
pub(crate) fn welcome(door: &Door, who: &Signed) -> Result<Response, Failure> {
    let main = html! {
        h1 { "Dag " (who.staff.name) }
        p { "U bent aangemeld als " (who.staff.seat.role.dutch()) ". Voor deze rol zijn er nog geen schermen." }
        form method="post" action="/afmelden" { (frame::seal(who)) button type="submit" { "Afmelden" } }
    };
    Ok(answer::page(frame::bare(&door.house().landlord, "Welkom", &main)))
}

/// An address of our own to go back to, or nothing.
fn safe(back: &str) -> &str {
    let own = back.starts_with('/') && !back.starts_with("//") && !back.contains(['\\', '\r', '\n']);
    if own { back } else { "" }
}

fn set_cookie(response: &mut Response, door: &Door, name: &str, value: &str, seconds: i64) {
    let secure = if door.secure { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    let cookie = HeaderValue::from_str(&cookie).expect("a cookie of letters and figures");
    response.headers_mut().append(SET_COOKIE, cookie);
}
