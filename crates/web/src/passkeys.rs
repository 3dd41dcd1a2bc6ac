//! Passkeys: adding one to the own account, and coming in with one, without typing a name.
//!
//! In go answers of a browser; out come sessions and kept public keys. What was signed is verified in [`verify`]; here is decided
//! whose it is: the passkey must be of the person whose handle it names. A counter that went back is a passkey that may have
//! been copied: it is refused and the log says so.

mod text;
mod verify;

use axum::response::Response;
use maud::{Markup, html};
use serde_json::{Value, json};
use store::staff::{OpenSession, PasskeyLine, StaffId};

use crate::aanmelden::bewaard::{self, Kept};
use crate::aanmelden::{self, Arrival, set_cookie};
use crate::answer::{self, Failure};
use crate::app::{Change, Door, Visit};
use crate::asked::Asked;
use crate::assets::PASSKEYS_ADDRESS;
use crate::sealed::LASTS;
use crate::signed::{Signed, Token};
use crate::{elders, frame, parts};
use text::text_of;
use verify::{ALGORITHMS, Answer, CHALLENGE, NewAnswer, Ours, Refused};

/// Name of the cookie of a browser in which somebody is asked for a passkey.
pub(crate) const ARRIVING: &str = "houvast-passkey";
/// Name of the cookie of a browser in which a passkey is being made.
pub(crate) const ADDING: &str = "houvast-passkey-nieuw";
/// A passkey is added only so long after signing in: who finds a screen open adds none for later. Seconds.
const JUST_SIGNED_IN: i64 = 1_800;
/// The longest name of a passkey. Characters.
const LONGEST_NAME: usize = 60;

/// Something that nobody could have signed before.
type Challenge = [u8; CHALLENGE];

fn fresh_challenge() -> Challenge {
    let mut challenge = [0; CHALLENGE];
    getrandom::fill(&mut challenge).expect("the system gives random bytes");
    challenge
}

/// What only the session in which a passkey is being made can finish.
fn adding(session: &Token) -> String {
    format!("{ADDING} {}", hex(&session.hash()))
}

/// Whose pages these are.
pub(crate) struct Passkeys {
    /// `None` where the pages have no name that passkeys can be tied to.
    ours: Option<Ours>,
}

impl Passkeys {
    /// For pages at this address.
    pub(crate) fn at(pages: Option<&str>) -> Passkeys {
        Passkeys { ours: pages.and_then(Ours::of) }
    }

    /// Can passkeys be used here?
    pub(crate) fn can(&self) -> bool {
        self.ours.is_some()
    }

    fn ours(&self) -> Result<&Ours, Failure> {
        self.ours.as_ref().ok_or(Failure::NoPage)
    }
}

/// The way in, for the page to sign in. Without a script it stays hidden, and the form for a password is there.
pub(crate) fn way_in(back: &str, kept: &Option<Kept>) -> Markup {
    html! {
        form.passkey method="post" action="/aanmelden/passkey" data-passkey="aanmelden" hidden {
            input type="hidden" name="naar" value=(back);
            (bewaard::along(kept))
            input type="hidden" name="antwoord" value="";
            p { button.hoofd type="submit" { "Aanmelden met een passkey" } }
            p.melding.alarm role="alert" hidden { "Het aanmelden met een passkey is niet gelukt of niet afgemaakt." }
            p.zacht { "U hoeft niets in te vullen: uw telefoon, computer of sleutel weet wie u bent." }
        }
        script type="module" src=(*PASSKEYS_ADDRESS) {}
    }
}

/// The part of `/mijn` about passkeys.
pub(crate) fn section(visit: &Visit, here: Option<&OpenSession>) -> Result<Markup, Failure> {
    let passkeys = visit.book.passkeys_of(visit.who.id())?;
    let can = visit.house.passkeys;
    let known_here_as = here.map_or("", |session| session.browser.as_str());
    let just = here.is_some_and(|session| visit.now.seconds - session.began <= JUST_SIGNED_IN);
    let elsewhere = here.is_some_and(|session| session.way == elders::WAY);
    Ok(html! {
        section aria-labelledby="passkeys" {
            h2 #passkeys { "Passkeys" }
            p { "Met een passkey meldt u zich aan met uw vinger, gezicht of pincode, op uw telefoon, computer of een sleutel. Er is geen wachtwoord dat iemand kan raden of afkijken." }
            @if !passkeys.is_empty() { (table(visit, &passkeys)) }
            @if can && elsewhere {
                p.zacht { "U bent hier via uw aanmelddienst. Meld u daar eerst opnieuw aan: zo voegt niemand een passkey toe op een scherm dat openstaat." }
                p { a.knop.rustig href="/aanmelden/elders?opnieuw=1&naar=%2Fmijn" { "Meld u opnieuw aan" } }
            } @else if can && !just {
                p.zacht { "U voegt een passkey toe binnen een half uur nadat u zich aanmeldde. Meld u af en weer aan; zo kan niemand anders het doen op een scherm dat openstaat." }
            } @else if can {
                form.kader.doen method="post" action="/mijn/passkeys" data-passkey="toevoegen" hidden {
                    (frame::seal(visit.who))
                    input type="hidden" name="antwoord" value="";
                    p { label for="passkey-naam" { "Hoe noemt u deze passkey?" }
                        input #passkey-naam name="naam" type="text" required maxlength=(LONGEST_NAME) autocomplete="off" value=(known_here_as); }
                    p { button.hoofd type="submit" { "Passkey toevoegen" } }
                    p.melding.alarm role="alert" hidden { "Er is geen passkey toegevoegd: het is niet gelukt of niet afgemaakt." }
                }
                noscript { p.zacht { "Een passkey toevoegen kan alleen met JavaScript aan." } }
                script type="module" src=(*PASSKEYS_ADDRESS) {}
            } @else {
                p.zacht { "Hier kunnen nog geen passkeys worden gebruikt: het adres van deze pagina’s is niet ingesteld." }
            }
        }
    })
}

fn table(visit: &Visit, passkeys: &[PasskeyLine]) -> Markup {
    html! {
        table.kaarten {
            caption { "Uw passkeys" }
            thead { tr { th scope="col" { "Naam" } th scope="col" { "Toegevoegd" } th scope="col" { "Laatst gebruikt" } th scope="col" { "Verwijderen" } } }
            tbody { @for one in passkeys { tr {
                th scope="row" { (one.name) }
                td { "sinds " (parts::moment(visit.house, one.made_at)) }
                td { @match one.used_at { Some(at) => { "laatst " (parts::moment(visit.house, at)) } None => span.zacht { "nog niet gebruikt" } } }
                td { form method="post" action="/mijn/passkeys/weg" {
                    (frame::seal(visit.who))
                    input type="hidden" name="passkey" value=(hex(&one.id));
                    button.knop-link type="submit" { "Verwijder" span.verborgen { " " (one.name) } }
                } }
            } } }
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn of_hex(text: &str) -> Option<Vec<u8>> {
    let pairs = (0..text.len()).step_by(2).map(|at| text.get(at..at + 2));
    pairs.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect()
}

/// What the browser must be asked to add a passkey to the own account.
pub(crate) fn begin_adding(door: &Door, who: &Signed, form: &Asked) -> Result<Response, Failure> {
    if !who.sealed(form.get("zegel")) {
        return Err(Failure::NotOurForm);
    }
    let ours = door.passkeys.ours()?;
    let now = door.now().seconds;
    let house = door.house();
    let book = house.open()?;
    let own = who.token.handle();
    let session = book.sessions_of(who.id(), now)?.into_iter().find(|session| session.handle == own);
    let long_ago = |session: OpenSession| now - session.began > JUST_SIGNED_IN || session.way == elders::WAY;
    if session.is_none_or(long_ago) {
        house.put_back(book);
        return Err(Failure::NotAllowed);
    }
    let handle = book.handle_of(who.id())?;
    let known = book.passkeys_of(who.id())?;
    house.put_back(book);
    let challenge = fresh_challenge();
    let key = |one: &PasskeyLine| json!({ "type": "public-key", "id": text_of(&one.id) });
    let mut response = answer::json(&json!({ "publicKey": {
        "rp": { "id": ours.name, "name": house.landlord },
        "user": { "id": text_of(&handle), "name": who.staff.email, "displayName": who.staff.name },
        "challenge": text_of(&challenge),
        "pubKeyCredParams": ALGORITHMS.map(|alg| json!({ "type": "public-key", "alg": alg })),
        "timeout": LASTS * 1_000,
        "excludeCredentials": known.iter().map(key).collect::<Vec<Value>>(),
        // Found by the device without a name being typed: the key is kept there.
        "authenticatorSelection": {
            "residentKey": "required", "requireResidentKey": true, "userVerification": "required",
        },
        "attestation": "none",
    } }));
    let kept = door.seal()?.close(&adding(&who.token), &challenge, now);
    set_cookie(&mut response, door, ADDING, &kept, LASTS);
    Ok(response)
}

/// A passkey is added to the own account.
pub(crate) fn add(door: &Door, who: &Signed, form: &Asked, asked: &str) -> Result<Response, Failure> {
    if !who.sealed(form.get("zegel")) {
        return Err(Failure::NotOurForm);
    }
    let not_added = || Failure::Form("De passkey kon niet worden toegevoegd. Probeer het nog eens.".into());
    let now = door.now();
    let (challenge, _) = asked_for(door, &adding(&who.token), asked, now.seconds)?.ok_or_else(not_added)?;
    let answered: NewAnswer = serde_json::from_str(form.get("antwoord")).map_err(|_| not_added())?;
    let passkey =
        verify::registered(door.passkeys.ours()?, &challenge, &answered).map_err(|_| not_added())?;
    let name: String =
        form.get("naam").chars().filter(|letter| !letter.is_control()).take(LONGEST_NAME).collect();
    let name = if name.is_empty() { "Passkey".to_string() } else { name };
    let added = door.house().with_writer(|book| {
        let added = book.add_passkey(who.id(), &passkey, &name, now.seconds)?;
        if added {
            book.log_account(now, Some(who.id()), who.id(), "passkey toegevoegd", &name)?;
        }
        Ok::<bool, store::StoreError>(added)
    })??;
    if added { Ok(answer::see_other("/mijn?klaar=passkey")) } else { Err(not_added()) }
}

/// A passkey is removed from the own account, unless nothing would be left to sign in with.
pub(crate) fn remove(change: &mut Change) -> Result<Response, Failure> {
    let id = of_hex(change.form.get("passkey")).unwrap_or_default();
    let passkeys = change.book.passkeys_of(change.who.id())?;
    let Some(one) = passkeys.iter().find(|one| one.id == id) else {
        return Ok(answer::see_other("/mijn"));
    };
    let otherwise =
        change.who.staff.has_password || change.house.demo || change.book.is_tied(change.who.id())?;
    if passkeys.len() == 1 && !otherwise {
        return Err(Failure::Form(
            "Dit is uw enige manier om u aan te melden. Voeg eerst een andere toe.".into(),
        ));
    }
    change.book.remove_passkey(change.who.id(), &id)?;
    change.book.log_account(
        change.now,
        Some(change.who.id()),
        change.who.id(),
        "passkey verwijderd",
        &one.name,
    )?;
    Ok(answer::see_other("/mijn?klaar=passkey-weg"))
}

/// What a browser must be asked to find out who is there.
pub(crate) fn begin_arriving(door: &Door) -> Result<Response, Failure> {
    let ours = door.passkeys.ours()?;
    let challenge = fresh_challenge();
    let mut response = answer::json(&json!({ "publicKey": {
        "challenge": text_of(&challenge),
        "rpId": ours.name,
        "timeout": LASTS * 1_000,
        "allowCredentials": [],
        "userVerification": "required",
    } }));
    let kept = door.seal()?.close(ARRIVING, &challenge, door.now().seconds);
    set_cookie(&mut response, door, ARRIVING, &kept, LASTS);
    Ok(response)
}

/// The challenge that this browser keeps, and until when it counts.
fn asked_for(door: &Door, purpose: &str, kept: &str, now: i64) -> Result<Option<(Challenge, i64)>, Failure> {
    let opened = door.seal()?.open(purpose, kept, now);
    Ok(opened.and_then(|opened| Some((opened.words.try_into().ok()?, opened.until))))
}

/// Somebody comes in with a passkey, or does not.
pub(crate) fn arrive(door: &Door, form: &Asked, arrival: &Arrival, asked: &str) -> Result<Response, Failure> {
    let now = door.now();
    let Some(asked) = asked_for(door, ARRIVING, asked, now.seconds)? else {
        return aanmelden::refused(door, form, "Dat duurde te lang. Probeer het nog eens.");
    };
    match verified(door, form, asked) {
        Ok(who) => {
            let house = door.house();
            let book = house.open()?;
            let staff = book.staff_by_id(who)?.ok_or(Failure::NoPage)?;
            house.put_back(book);
            if let Some(elsewhere) = aanmelden::only_elsewhere(door, &staff)? {
                return aanmelden::refused(door, form, &elsewhere);
            }
            aanmelden::came_in(door, &staff, "passkey", arrival, form.get("naar"), Kept::read(form))
        }
        Err(NotVerified::Copied(owner)) => {
            door.house().with_writer(|book| {
                book.log_account(now, None, owner, "niet aangemeld", "passkey is misschien gekopieerd")
            })??;
            aanmelden::refused(
                door,
                form,
                "Deze passkey is misschien gekopieerd en wordt niet meer vertrouwd. Meld u anders aan en verwijder hem.",
            )
        }
        Err(NotVerified::Not) => {
            door.refused("passkey klopt niet")?;
            aanmelden::refused(door, form, "Deze passkey kennen wij hier niet (meer). Meld u anders aan.")
        }
        Err(NotVerified::Broken(failure)) => Err(failure),
    }
}

enum NotVerified {
    Not,
    Copied(StaffId),
    Broken(Failure),
}

impl From<Failure> for NotVerified {
    fn from(failure: Failure) -> NotVerified {
        NotVerified::Broken(failure)
    }
}

impl From<store::StoreError> for NotVerified {
    fn from(error: store::StoreError) -> NotVerified {
        NotVerified::Broken(error.into())
    }
}

/// Whose passkey signed what we asked; its counter is kept, and that this was answered.
fn verified(door: &Door, form: &Asked, (challenge, until): (Challenge, i64)) -> Result<StaffId, NotVerified> {
    let ours = door.passkeys.ours()?;
    let answered: Answer = serde_json::from_str(form.get("antwoord")).map_err(|_| NotVerified::Not)?;
    let (id, handle) = answered.names().ok_or(NotVerified::Not)?;
    let now = door.now();
    // Read, verified and written while nobody else writes: of two answers with the same counter one is refused.
    door.house().with_writer(|book| {
        let (staff, held) = book.by_passkey(&id, &handle)?.ok_or(NotVerified::Not)?;
        let counter = verify::asserted(ours, &challenge, &answered, &held).map_err(|why| match why {
            Refused::Wrong => NotVerified::Not,
            Refused::Copied => NotVerified::Copied(staff.id),
        })?;
        // Who saw an answer come by has nothing: it opens the door once, whoever serves it.
        let first = book.passkey_used(&id, counter, (&challenge, until), now.seconds)?;
        if first { Ok(staff.id) } else { Err(NotVerified::Not) }
    })?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_passkey_comes_back_from_a_form() {
        assert_eq!(of_hex(&hex(&[0, 255, 16])), Some(vec![0, 255, 16]));
        for odd in ["0", "zz", "é1", "0é"] {
            assert_eq!(of_hex(odd), None, "{odd}");
        }
    }
}
