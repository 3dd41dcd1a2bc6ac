//! `/mijn`: the own account of who is signed in: who one is here, how one signs in, where one is signed in, and whether
//! single keys do anything.
//!
//! In go forms about oneself, and nothing here reaches anybody else. A password is changed by who knows the old one.

use std::sync::PoisonError;

use axum::response::Response;
use domain::staff::Keys;
use maud::{Markup, html};
use store::staff::OpenSession;

use crate::answer::{self, Failure};
use crate::app::{Change, Door, Visit};
use crate::asked::Asked;
use crate::formulier::Wrong;
use crate::frame::{self, Here};
use crate::signed::Signed;
use crate::wachtwoord::{self, LONGEST, SHORTEST};
use crate::{elders, parts, passkeys};

/// `/mijn`
pub(crate) fn page(visit: &Visit, asked: &Asked, wrong: &Wrong) -> Result<Response, Failure> {
    let who = &visit.who.staff;
    let sessions = visit.book.sessions_of(who.id, visit.now.seconds)?;
    let own = visit.who.token.handle();
    let here = sessions.iter().find(|one| one.handle == own);
    let main = html! {
        h1 { "Mijn account" }
        (said(asked))
        (wrong.summary())
        div.twee {
            section.kader aria-labelledby="wie" {
                h2 #wie { "Wie u hier bent" }
                dl.stand-lijst {
                    div { dt { "Naam" } dd { (who.name) } }
                    div { dt { "E-mailadres" } dd { (who.email) } }
                    div { dt { "Rol" } dd { (who.seat.role.dutch()) } }
                    div { dt { "Wijken" } dd { @if who.seat.districts.is_empty() { "alle wijken" } @else { (who.seat.districts.join(", ")) } } }
                }
                p.zacht { "Klopt hier iets niet? Een functioneel beheerder kan het veranderen; zelf kunt u dat niet." }
                form method="post" action="/afmelden" { (frame::seal(visit.who)) button type="submit" { "Afmelden" } }
            }
            (keys(visit))
            (password(visit, wrong))
        }
        (passkeys::section(visit, here)?)
        (signed_in_where(visit, &sessions))
        (what_was_done(visit)?)
    };
    Ok(wrong.page_in(visit, "Mijn account", Here::Own, &main))
}

fn said(asked: &Asked) -> Markup {
    let text = match asked.get("klaar") {
        "wachtwoord" => "Uw wachtwoord is veranderd. Waar u verder was aangemeld, bent u nu afgemeld.",
        "toetsen" => "Uw keuze over de toetsen is bewaard.",
        "passkey" => "De passkey is toegevoegd. De volgende keer kunt u zich ermee aanmelden.",
        "passkey-weg" => "De passkey is hier verwijderd. Verwijder hem ook op uw telefoon of computer.",
        "afgemeld" => "Daar bent u nu afgemeld.",
        "nieuws" => {
            return html! { div.melding role="status" {
                p { "Iemand anders veranderde iets aan uw account sinds u zich hier aanmeldde. " a href="#gedaan" { "Bekijk wat er is gedaan" } "." }
                p { "Hebt u daar niet om gevraagd? Verander uw wachtwoord en spreek een teamleider aan." }
            } };
        }
        _ => return html! {},
    };
    html! { p.melding.goed role="status" { (text) } }
}

fn keys(visit: &Visit) -> Markup {
    let options = [
        (Keys::Alone, "Aan: één toets is genoeg"),
        (Keys::WithAlt, "Alleen samen met Alt"),
        (Keys::Off, "Uit: toetsen doen niets"),
    ];
    html! {
        section.kader.doen aria-labelledby="toetsen" {
            h2 #toetsen { "Toetsen" }
            p { "Met één toets legt u een belpoging vast of gaat u naar de volgende taak. Spreekt u tegen uw computer, of raakt u snel een toets te veel? Zet ze dan uit." }
            form method="post" action="/mijn/toetsen" {
                (frame::seal(visit.who))
                fieldset {
                    legend { "Wat losse toetsen doen" }
                    @for (choice, text) in options {
                        p.vinkje { label { input type="radio" name="toetsen" value=(choice.dutch()) checked[visit.who.staff.keys == choice]; span { (text) } } }
                    }
                }
                button.hoofd type="submit" { "Bewaren" }
            }
        }
    }
}

fn password(visit: &Visit, wrong: &Wrong) -> Markup {
    let field = |id: &str, label: &str, kind: &str, shortest: Option<usize>| {
        html! { p {
            label for=(id) { (label) }
            input id=(id) name=(id) type="password" autocomplete=(kind) required minlength=[shortest] maxlength=(LONGEST) aria-describedby=[wrong.describes(id)];
            (wrong.at(id))
        } }
    };
    html! {
        section.kader aria-labelledby="wachtwoord" {
            h2 #wachtwoord { "Wachtwoord" }
            @if visit.who.staff.has_password {
                form.veldenlijst method="post" action="/mijn/wachtwoord" {
                    (frame::seal(visit.who))
                    input type="hidden" name="username" autocomplete="username" value=(visit.who.staff.email);
                    (field("oud", "Uw wachtwoord van nu", "current-password", None))
                    (field("nieuw", &format!("Nieuw wachtwoord, minstens {SHORTEST} tekens"), "new-password", Some(SHORTEST)))
                    (field("nogmaals", "Nog een keer", "new-password", Some(SHORTEST)))
                    p { button.hoofd type="submit" { "Wachtwoord veranderen" } }
                }
            } @else {
                p { "U meldt zich hier aan zonder wachtwoord. Wilt u er een? Een functioneel beheerder stuurt u een uitnodiging om het te kiezen." }
            }
        }
    }
}

fn signed_in_where(visit: &Visit, sessions: &[OpenSession]) -> Markup {
    let own = visit.who.token.handle();
    html! {
        section aria-labelledby="sessies" {
            h2 #sessies { "Waar u bent aangemeld" }
            table.kaarten {
                caption { "Waar u bent aangemeld" }
                thead { tr { th scope="col" { "Waar" } th scope="col" { "Hoe" } th scope="col" { "Sinds" } th scope="col" { "Laatst gebruikt" } th scope="col" { "Afmelden" } } }
                tbody { @for session in sessions { tr {
                    th scope="row" { @if session.browser.is_empty() { "Een browser" } @else { (session.browser) } @if session.handle == own { " (hier)" } }
                    td { (way_of(&session.way)) }
                    td { span.smal { "sinds " } (parts::moment(visit.house, session.began)) }
                    td { span.smal { "laatst " } (parts::moment(visit.house, session.seen)) }
                    td { @if session.handle != own {
                        form method="post" action={ "/mijn/sessies/" (session.handle) } {
                            (frame::seal(visit.who)) button.knop-link type="submit" { "Meld daar af" }
                        }
                    } @else { "–" } }
                } } }
            }
            @if sessions.len() > 1 {
                form method="post" action="/mijn/sessies/andere" {
                    (frame::seal(visit.who)) p { button.knop-link type="submit" { "Meld overal af, behalve hier" } }
                }
            }
            p.zacht { "Na vier uur niets doen, of na twaalf uur, bent u vanzelf afgemeld. Staat hier iets dat u niet kent? Meld daar af en verander uw wachtwoord." }
        }
    }
}

/// Lines about the own account that are shown.
const LINES: u32 = 10;

/// What was done to the own account, by whomever: who finds something strange here speaks up.
fn what_was_done(visit: &Visit) -> Result<Markup, Failure> {
    let lines = visit.book.changes_of_account(visit.who.id(), LINES)?;
    Ok(html! {
        section aria-labelledby="gedaan" {
            h2 #gedaan { "Wat er aan uw account is gedaan" }
            @if lines.is_empty() { p { "Nog niets." } }
            @else { table.kaarten {
                caption { "De laatste eerst, hooguit " (LINES) " regels" }
                thead { tr { th scope="col" { "Wat" } th scope="col" { "Wie" } th scope="col" { "Wanneer" } } }
                tbody { @for line in &lines { tr {
                    th scope="row" { (parts::sentence(&line.what)) @if !line.detail.is_empty() { span.onder { (line.detail) } } }
                    td { @if line.who.is_empty() { "wie de machine beheert" } @else { (line.who) } }
                    td { (parts::moment(visit.house, line.moment)) }
                } } }
            } }
        }
    })
}

fn way_of(way: &str) -> &str {
    match way {
        "" => "–",
        elders::WAY | elders::ANEW => "aanmelddienst",
        other => other,
    }
}

/// What single keys do is chosen.
pub(crate) fn choose_keys(change: &mut Change) -> Result<Response, Failure> {
    let keys =
        Keys::of(change.form.get("toetsen")).ok_or_else(|| Failure::Form("Kies wat toetsen doen.".into()))?;
    change.book.set_keys(change.who.id(), keys)?;
    Ok(answer::see_other("/mijn?klaar=toetsen"))
}

/// A session elsewhere is ended, or all of them.
pub(crate) fn end_session(change: &mut Change, handle: &str) -> Result<Response, Failure> {
    let (id, own) = (change.who.id(), &change.who.token);
    if handle == "andere" {
        change.book.end_other_sessions(id, &own.hash())?;
    } else if handle != own.handle() {
        change.book.end_session_of(id, handle)?;
    }
    change.book.log_account(change.now, Some(id), id, "afgemeld", "op een andere plaats")?;
    Ok(answer::see_other("/mijn?klaar=afgemeld"))
}

/// Another password, for who knows the old one. Tries are counted for this session.
pub(crate) fn change_password(door: &Door, who: &Signed, form: &Asked) -> Result<Response, Failure> {
    if !who.sealed(form.get("zegel")) {
        return Err(Failure::NotOurForm);
    }
    let now = door.now();
    let again = |field: &'static str, what: String| {
        let mut wrong = Wrong::default();
        wrong.with(field, what);
        door.show(who, |visit| page(visit, &Asked::default(), &wrong))
    };
    if let Some(wrong) = wachtwoord::wrong(form.get("nieuw"), form.get("nogmaals")) {
        return again("nieuw", wrong.into());
    }
    let session = who.token.hash();
    let patience = || door.patience.lock().unwrap_or_else(PoisonError::into_inner);
    if let Err(wait) = patience().attempt(&who.staff.email, Some(&session), now.seconds) {
        return again(
            "oud",
            format!("Er is te vaak een verkeerd wachtwoord ingevuld. Wacht {wait} seconden."),
        );
    }
    let house = door.house();
    let book = house.open()?;
    let account = book.account(&who.staff.email)?;
    house.put_back(book);
    let line = account.map_or_else(String::new, |(_, line)| line);
    if !door.rows.fits(true, form.get("oud"), &line)? {
        door.refused("verkeerd oud wachtwoord")?;
        return again("oud", "Dit is niet uw wachtwoord van nu.".into());
    }
    patience().right(&who.staff.email, Some(&session));
    let line = door.rows.line(form.get("nieuw"))?;
    house.with_writer(|book| {
        book.set_password(who.id(), &line, Some(&session))?;
        book.log_account(now, Some(who.id()), who.id(), "wachtwoord veranderd", "")
    })??;
    Ok(answer::see_other("/mijn?klaar=wachtwoord"))
}
