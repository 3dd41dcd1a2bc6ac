//! `/aanmelden`, `/afmelden`, `/uitnodiging/{token}`: coming in, going out, and choosing a password.
//!
//! What is answered does not tell whether an account exists: a wrong address and a wrong password look and last the same.

use std::sync::PoisonError;

use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::staff::{Right, Role};
use maud::{Markup, html};
use store::staff::{CHOSEN, DEVICE_KEPT, LONGEST, Staff, StaffId};

use crate::answer::{self, Failure};
use crate::app::Door;
use crate::asked::{Asked, encode};
use crate::signed::{DEVICE, SESSION, Sent, Signed, Token, browser_of, cookie, cookie_name};
use crate::wachtwoord::{self, SHORTEST};
use crate::{elders, frame, passkeys};

pub(crate) mod bewaard;

/// Somebody at the door: what the browser brings along.
pub(crate) struct Arrival {
    /// By which the browser is known again.
    device: Option<Token>,
    /// A session that was still there. It ends when another begins: nobody goes on with what somebody else may have put there.
    session: Option<Token>,
    /// `Firefox op Windows`
    browser: String,
}

impl Arrival {
    /// What these headers say.
    pub(crate) fn of(headers: &HeaderMap, secure: bool) -> Arrival {
        Arrival {
            device: cookie(headers, DEVICE, secure),
            session: cookie(headers, SESSION, secure),
            browser: browser_of(headers),
        }
    }
}

/// Where somebody begins.
pub(crate) fn home(role: Role) -> &'static str {
    match role {
        _ if role.may(Right::Record) => "/werk",
        _ if role.may(Right::SeeDossiers) => "/vannacht",
        _ if role.may(Right::ManageAccounts) => "/inrichting/gebruikers",
        _ if role.may(Right::SeePolicy) => "/beleid",
        _ if role.may(Right::LeaveSignal) => "/helpen",
        _ => "/welkom",
    }
}

/// The page to sign in.
pub(crate) fn page(door: &Door, asked: &Asked) -> Result<Response, Failure> {
    form(door, asked, "")
}

/// The page to sign in, with why somebody did not come in.
pub(crate) fn refused(door: &Door, asked: &Asked, why: &str) -> Result<Response, Failure> {
    form(door, asked, why)
}

/// The page to sign in again, for who sent a form after the session had ended: what was filled in goes along, or the page says
/// that it does not.
pub(crate) fn again(
    door: &Door,
    at: &str,
    sent: &Asked,
    session: &Token,
    owner: StaffId,
) -> Result<Response, Failure> {
    let longest = if door.elsewhere.is_some() { elders::LONGEST_FORM } else { bewaard::LONGEST };
    let kept = bewaard::Kept::of(at, sent, (session, owner), longest);
    let why = match &kept {
        Some(_) => "U bent intussen afgemeld. Meld u opnieuw aan; wat u invulde, staat er daarna nog.",
        None => "U bent intussen afgemeld. Er is niets vastgelegd. Meld u opnieuw aan.",
    };
    let back = encode(bewaard::dossier_of(at));
    let query = kept.as_ref().map_or(String::new(), bewaard::Kept::as_query);
    let mut response = form(door, &Asked::read(&format!("naar={back}&{query}")), why)?;
    if let (Some(_), Some(kept)) = (&door.elsewhere, &kept) {
        elders::keep(door, &mut response, kept)?;
    }
    Ok(response)
}

/// A form that somebody opened before signing in anew, in another tab: it is shown once more, to send again. `None` when it is not
/// hers, or is not kept.
pub(crate) fn of_before(sent: &Sent, landlord: &str) -> Option<Response> {
    let kept = bewaard::Kept::of_before(sent)?;
    let mut response = kept.page(landlord, &sent.who);
    *response.status_mut() = StatusCode::CONFLICT;
    Some(response)
}

fn form(door: &Door, asked: &Asked, wrong: &str) -> Result<Response, Failure> {
    let house = door.house();
    let book = house.open()?;
    let staff = book.staff()?;
    house.put_back(book);
    let open: Vec<&Staff> = staff.iter().filter(|one| one.closed_at.is_none()).collect();
    let back = safe(asked.get("naar"));
    let kept = bewaard::Kept::read(asked);
    let title = if wrong.is_empty() { "Aanmelden" } else { "Fout: aanmelden" };
    let main = html! {
        h1 { "Aanmelden" }
        @if !wrong.is_empty() { p.melding.alarm role="alert" { (wrong) } }
        (signed_out(door, asked))
        @if let Some(elsewhere) = &door.elsewhere { (elders::way_in(elsewhere, back)) }
        @if door.passkeys.can() && !door.demo && !open.is_empty() { (passkeys::way_in(back, &kept)) }
        @if door.demo { (choose(&open, back, &kept)) @if door.passkeys.can() { (passkeys::way_in(back, &kept)) } }
        @else if open.is_empty() && door.elsewhere.is_none() {
            @if house.reception.is_some() { p { "Er zijn nog geen medewerkers. Open de link die staat in het venster waarin Houvast is gestart: daar begint u." } }
            p { "Wie Houvast bij u beheert, kan de eerste medewerker ook toevoegen met:" }
            pre { "houvast staff add --naam \"Uw naam\" --mail u@example.nl --rol beheerder" }
        } @else if door.passwords {
            form.veldenlijst method="post" action="/aanmelden" {
                input type="hidden" name="naar" value=(back);
                (bewaard::along(&kept))
                p { label for="mail" { "E-mailadres" } input #mail name="mail" type="email" autocomplete="username" required value=(asked.get("mail")); }
                p { label for="wachtwoord" { "Wachtwoord" } input #wachtwoord name="wachtwoord" type="password" autocomplete="current-password" required; }
                p { button.hoofd type="submit" { "Aanmelden" } }
            }
            p.zacht { "Wachtwoord vergeten? Wie Houvast bij u beheert, stuurt u een nieuwe uitnodiging." }
        }
    };
    let mut response = answer::page(frame::bare(&house.landlord, title, &main));
    if !wrong.is_empty() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// Who signed out here may still be signed in where he came from.
fn signed_out(door: &Door, asked: &Asked) -> Markup {
    let elsewhere = door.elsewhere.as_ref().filter(|_| asked.get("afgemeld") == elders::WAY);
    html! { @if let Some(elsewhere) = elsewhere {
        div.melding role="status" {
            p { "U bent hier afgemeld. Bij " (elsewhere.name) " bent u misschien nog aangemeld." }
            @if let Some(address) = elsewhere.provider.sign_out_address() { p { a href=(address) { "Meld ook daar af" } } }
        }
    } }
}

/// In the demo a visitor chooses whom to be.
fn choose(open: &[&Staff], back: &str, kept: &Option<bewaard::Kept>) -> Markup {
    html! {
        p { "Dit is de demo: alle huurders zijn verzonnen. Kies wie u wilt zijn; een wachtwoord is niet nodig. Voor het eerst hier? "
            a href="/rondleiding" { "Een rondleiding van vijf minuten" } "." }
        form.kies method="post" action="/aanmelden" {
            input type="hidden" name="naar" value=(back);
            (bewaard::along(kept))
            ul { @for one in open { li {
                button type="submit" name="mail" value=(one.email) {
                    strong { (one.name) } " "
                    span { (one.seat.role.dutch()) @if !one.seat.districts.is_empty() { " in " (one.seat.districts.join(", ")) } }
                }
            } } }
        }
    }
}

/// Somebody comes in with a password, or does not.
pub(crate) fn sign_in(door: &Door, form_sent: &Asked, arrival: &Arrival) -> Result<Response, Failure> {
    let (mail, password) = (form_sent.get("mail"), form_sent.get("wachtwoord"));
    let now = door.now();
    let house = door.house();
    let book = house.open()?;
    let account = book.account(mail)?;
    let device = arrival.device.as_ref().map(Token::hash);
    let known = match (&account, device) {
        (Some((staff, _)), Some(device)) if book.knows_device(staff.id, &device, now.seconds)?.is_some() => {
            Some(device)
        }
        _ => None,
    };
    house.put_back(book);
    if !door.demo && !door.passwords {
        return Err(Failure::NoPage);
    }
    if !door.demo {
        let patience = || door.patience.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(wait) = patience().attempt(mail, known.as_ref(), now.seconds) {
            let wrong = format!(
                "Er is te vaak een verkeerd wachtwoord ingevuld. Probeer het over {wait} seconden opnieuw."
            );
            return form(door, form_sent, &wrong);
        }
        let line = account.as_ref().map_or("", |(_, line)| line);
        let fits = door.rows.fits(known.is_some(), password, line);
        if matches!(fits, Err(Failure::Busy)) {
            patience().not_looked_at(mail, known.as_ref());
        }
        if !fits? {
            let whose = account.as_ref().map_or(String::new(), |(staff, _)| format!(" voor {}", staff.name));
            door.refused(&format!("verkeerd wachtwoord{whose}"))?;
            return form(door, form_sent, "Dit e-mailadres en wachtwoord horen niet bij elkaar.");
        }
        patience().right(mail, known.as_ref());
    }
    let Some((staff, _)) = account else {
        return form(door, form_sent, "Dit e-mailadres en wachtwoord horen niet bij elkaar.");
    };
    if let Some(elsewhere) = only_elsewhere(door, &staff)? {
        return form(door, form_sent, &elsewhere);
    }
    let way = if door.demo { "demo" } else { "wachtwoord" };
    came_in(door, &staff, way, arrival, form_sent.get("naar"), bewaard::Kept::read(form_sent))
}

/// Whose role another service keeps comes in by that service only: who was taken out there is out here too. Says where to go.
pub(crate) fn only_elsewhere(door: &Door, staff: &Staff) -> Result<Option<String>, Failure> {
    let house = door.house();
    let Some(name) = &house.roles_from else { return Ok(None) };
    let book = house.open()?;
    let tied = book.is_tied(staff.id)?;
    house.put_back(book);
    Ok(tied.then(|| format!("Uw account wordt bijgehouden bij {name}. Meld u daarmee aan.")))
}

/// Who signs in where he was not before is told what was done to his account in so many seconds.
const NEWS_KEPT: i64 = 30 * 86_400;
/// Where that is told.
const NEWS: &str = "/mijn?klaar=nieuws";

/// Begins a session for somebody who showed who he is, in this way, and goes where he wanted.
pub(crate) fn come_in(
    door: &Door,
    staff: &Staff,
    way: &str,
    arrival: &Arrival,
    back: &str,
) -> Result<Response, Failure> {
    came_in(door, staff, way, arrival, back, None)
}

/// The same; a form that outlived the session before is offered again to whose it was.
pub(crate) fn came_in(
    door: &Door,
    staff: &Staff,
    way: &str,
    arrival: &Arrival,
    back: &str,
    kept: Option<bewaard::Kept>,
) -> Result<Response, Failure> {
    let now = door.now();
    let session = Token::fresh();
    let (device, is_news) = door.house().with_writer(|book| {
        let known = match &arrival.device {
            Some(device) => book.knows_device(staff.id, &device.hash(), now.seconds)?,
            None => None,
        };
        let own = arrival.device.clone().filter(|_| known.is_some());
        let device = own.unwrap_or_else(Token::fresh);
        // Told in the browser of who was here before, whoever signed in elsewhere meanwhile.
        let is_news = staff.signed_in_at.is_some()
            && book.others_changed_account(staff.id, known.unwrap_or(now.seconds - NEWS_KEPT))?;
        if let Some(earlier) = &arrival.session {
            book.end_session(&earlier.hash())?;
        }
        book.begin_session(staff.id, &session.hash(), now.seconds, &arrival.browser, way)?;
        book.know_device(staff.id, &device.hash(), now.seconds)?;
        book.log_account(now, Some(staff.id), staff.id, "aangemeld", way)?;
        Ok::<_, store::StoreError>((device, is_news))
    })??;
    let back = safe(back);
    let home = home(staff.seat.role);
    let back = match (is_news, back.is_empty()) {
        (true, _) => NEWS,
        (false, true) => home,
        (false, false) => back,
    };
    let kept = kept.filter(|kept| kept.belongs_to(staff.id, arrival.session.as_ref()));
    let mut response = match kept {
        Some(kept) => kept.page(&door.house().landlord, &Signed::new(staff.clone(), session.clone(), None)),
        None => answer::see_other(back),
    };
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
    let way = door.house().with_writer(|book| {
        let way = book.way_of_session(&who.token.hash())?;
        book.end_session(&who.token.hash())?;
        book.log_account(now, Some(who.id()), who.id(), "afgemeld", "")?;
        Ok::<String, store::StoreError>(way)
    })??;
    let was_elsewhere = [elders::WAY, elders::ANEW].contains(&way.as_str()) && door.elsewhere.is_some();
    let mut response =
        answer::see_other(if was_elsewhere { "/aanmelden?afgemeld=elders" } else { "/aanmelden" });
    set_cookie(&mut response, door, SESSION, "", 0);
    Ok(response)
}

/// The page to choose a password.
pub(crate) fn invitation(door: &Door, token: &str, wrong: &str) -> Result<Response, Failure> {
    let house = door.house();
    let book = house.open()?;
    let now = door.now().seconds;
    let invited = match Token::of(token) {
        _ if !door.passwords => None,
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
    if let Some(wrong) = wachtwoord::wrong(password, form.get("nogmaals")) {
        return invitation(door, token, wrong);
    }
    let Some(token) = Token::of(token) else { return invitation(door, token, "") };
    let now = door.now();
    let house = door.house();
    let book = house.open()?;
    let invited = book.invited(&token.hash(), now.seconds)?;
    house.put_back(book);
    if invited.is_none() || !door.passwords {
        // Only who was invited makes the machine work.
        return invitation(door, token.text(), "");
    }
    let line = door.rows.line(password)?;
    let device = Token::fresh();
    let chosen = door.house().with_writer(|book| {
        let Some(staff) = book.invited(&token.hash(), now.seconds)? else { return Ok(false) };
        book.set_password(staff.id, &line, None)?;
        book.know_device(staff.id, &device.hash(), now.seconds)?;
        book.log_account(now, Some(staff.id), staff.id, CHOSEN, "met een uitnodiging")?;
        Ok::<bool, store::StoreError>(true)
    })??;
    if !chosen {
        return invitation(door, token.text(), "");
    }
    // The browser is known from now on: a stranger who keeps trying this address does not make its owner wait.
    let mut response = answer::see_other("/aanmelden");
    set_cookie(&mut response, door, DEVICE, device.text(), DEVICE_KEPT);
    Ok(response)
}

/// The page for who may sign in and has no screens yet.
pub(crate) fn welcome(door: &Door, who: &Signed) -> Result<Response, Failure> {
    let main = html! {
        h1 { "Dag " (who.staff.name) }
        p { "U bent aangemeld als " (who.staff.seat.role.dutch()) ". Voor deze rol zijn er nog geen schermen." }
        p { "Uw wachtwoord en waar u bent aangemeld, vindt u bij " a href="/mijn" { "Mijn account" } "." }
        form method="post" action="/afmelden" { (frame::seal(who)) button type="submit" { "Afmelden" } }
    };
    Ok(answer::page(frame::bare(&door.house().landlord, "Welkom", &main)))
}

/// An address of our own to go back to, or nothing.
fn safe(back: &str) -> &str {
    // A browser passes over tabs and line ends in an address, and takes a backslash for a slash.
    let own = back.starts_with('/') && !back.starts_with("//") && !back.contains('\\');
    if own && !back.chars().any(char::is_control) { back } else { "" }
}

pub(crate) fn set_cookie(response: &mut Response, door: &Door, name: &str, value: &str, seconds: i64) {
    let name = cookie_name(name, door.secure);
    let secure = if door.secure { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    let cookie = HeaderValue::from_str(&cookie).expect("a cookie of letters and figures");
    response.headers_mut().append(SET_COOKIE, cookie);
}
