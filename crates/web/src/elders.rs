//! `/aanmelden/elders` and `/aanmelden/terug`: signing in with the landlord's own sign-in service (OpenID Connect).
//!
//! In goes who the service says it is; out comes a session of the account that is tied to that person, or a page that says why
//! not. The first time an account is tied: the one that was invited under the same address, or a new one where the settings say
//! so. What role and districts somebody has is read anew every time, where the service tells them.

use axum::response::Response;
use connectors::sign_in::{Began, NotSignedIn, Person, Provider};
use domain::staff::{Role, Seat};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use store::Book;
use store::post::Moment;
use store::staff::Staff;

use crate::aanmelden::bewaard::Kept;
use crate::aanmelden::{self, Arrival, set_cookie};
use crate::answer::{self, Failure};
use crate::app::Door;
use crate::asked::{Asked, encode};
use crate::sealed::LASTS;

/// Name of the cookie of a browser that was sent to sign in elsewhere.
pub(crate) const SENT: &str = "houvast-elders";
/// Name of the cookie of a browser in which a form outlived its session: it is away while somebody signs in elsewhere.
pub(crate) const KEPT: &str = "houvast-bewaard";
/// A longer form does not fit in that cookie once it is closed. Bytes.
pub(crate) const LONGEST_FORM: usize = 2_500;
/// How long it is kept there. Seconds.
const FORM_LASTS: i64 = 12 * 3_600;
/// A longer way back is not kept. Bytes.
const LONGEST_BACK: usize = 500;
/// The word for all districts, where a claim says them.
const ALL: &str = "alle";
/// What is kept as the way of a session.
pub(crate) const WAY: &str = "elders";
/// The same, of who showed there anew who he is: nobody came in along a door that stood open there.
pub(crate) const ANEW: &str = "elders, opnieuw";

/// A service where people sign in, and what its words mean here.
pub struct Elsewhere {
    /// As people call it: `Microsoft`.
    pub name: String,
    /// Its issuer address.
    pub issuer: String,
    /// The service.
    pub provider: Provider,
    /// The claim by which an invited account is found the first time: its e-mail address here.
    pub known_by: String,
    /// The claim with roles and, in order, what each of its words is here. `None` keeps roles here.
    pub roles: Option<(String, Vec<(String, Role)>)>,
    /// The claim with districts. `None` keeps districts here.
    pub districts: Option<String>,
    /// Somebody without an account gets one, with these districts when no claim says them; `None` lets in only who was invited.
    pub newcomers: Option<Vec<String>>,
}

/// Whoever was sent away, and where he wanted to go. Kept by his browser.
#[derive(Serialize, Deserialize)]
struct Away {
    began: Began,
    back: String,
    anew: bool,
}

/// The way in, for the page to sign in.
pub(crate) fn way_in(elsewhere: &Elsewhere, back: &str) -> Markup {
    let to = if back.is_empty() { String::new() } else { format!("?naar={}", encode(back)) };
    html! { p { a.knop href={ "/aanmelden/elders" (to) } { "Aanmelden met " (elsewhere.name) } } }
}

/// Lets the browser keep a form while somebody signs in elsewhere; only these pages can read it.
pub(crate) fn keep(door: &Door, response: &mut Response, form: &Kept) -> Result<(), Failure> {
    let closed = door.seal()?.close_until(KEPT, form.as_text().as_bytes(), door.now().seconds + FORM_LASTS);
    set_cookie(response, door, KEPT, &closed, FORM_LASTS);
    Ok(())
}

/// Sends a browser away to sign in.
pub(crate) fn begin(door: &Door, asked: &Asked) -> Result<Response, Failure> {
    let elsewhere = door.elsewhere.as_ref().ok_or(Failure::NoPage)?;
    let (now, anew) = (door.now().seconds, asked.get("opnieuw") == "1");
    match elsewhere.provider.begin(now, anew) {
        Ok((address, began)) => {
            let back = asked.get("naar");
            let back = if back.len() > LONGEST_BACK { String::new() } else { back.to_string() };
            let away = serde_json::to_vec(&Away { began, back, anew }).expect("words are always JSON");
            let mut response = answer::see_other(&address);
            set_cookie(&mut response, door, SENT, &door.seal()?.close(SENT, &away, now), LASTS);
            Ok(response)
        }
        Err(why) => refused(door, asked, elsewhere, &why),
    }
}

fn refused(
    door: &Door,
    asked: &Asked,
    elsewhere: &Elsewhere,
    why: &NotSignedIn,
) -> Result<Response, Failure> {
    door.refused(&why.0)?;
    let text = format!("Aanmelden met {} is niet gelukt: {}.", elsewhere.name, why.0);
    aanmelden::refused(door, asked, &text)
}

/// A browser comes back.
pub(crate) fn finish(
    door: &Door,
    asked: &Asked,
    arrival: &Arrival,
    (sent, kept): (&str, &str),
) -> Result<Response, Failure> {
    let elsewhere = door.elsewhere.as_ref().ok_or(Failure::NoPage)?;
    let now = door.now();
    let opened = door.seal()?.open(SENT, sent, now.seconds);
    let away = opened.and_then(|opened| serde_json::from_slice::<Away>(&opened.words).ok());
    let Some(away) = away else {
        let why = NotSignedIn("het duurde te lang, of het begon in een andere browser".into());
        return refused(door, asked, elsewhere, &why);
    };
    if !asked.get("error").is_empty() {
        let why = NotSignedIn("het is daar afgebroken of geweigerd".into());
        return refused(door, asked, elsewhere, &why);
    }
    let named = Some(asked.get("iss")).filter(|issuer| !issuer.is_empty());
    let came = (asked.get("code"), asked.get("state"), named);
    let person = door.rows.elsewhere(|| elsewhere.provider.finish(&away.began, came, now.seconds))?;
    let placed = match person {
        Ok(person) => {
            door.house().with_writer(|book| elsewhere.place(book, &person, now))?.map_err(Failure::from)?
        }
        Err(why) => Err(why),
    };
    match placed {
        Ok(staff) => {
            let way = if away.anew { ANEW } else { WAY };
            let kept = door.seal()?.open(KEPT, kept, now.seconds);
            let kept = kept.and_then(|kept| String::from_utf8(kept.words).ok());
            let kept = kept.and_then(|kept| Kept::of_text(&kept));
            let mut response = aanmelden::came_in(door, &staff, way, arrival, &away.back, kept)?;
            set_cookie(&mut response, door, SENT, "", 0);
            set_cookie(&mut response, door, KEPT, "", 0);
            Ok(response)
        }
        Err(why) => refused(door, asked, elsewhere, &why),
    }
}

type Placed = Result<Staff, NotSignedIn>;

fn not(why: &str) -> NotSignedIn {
    NotSignedIn(why.into())
}

impl Elsewhere {
    /// Its name, when it says what roles people have.
    pub(crate) fn says_roles(&self) -> Option<String> {
        self.roles.as_ref().map(|_| self.name.clone())
    }

    /// The account of this person, with the role and districts the service says.
    fn place(&self, book: &Book, person: &Person, now: Moment) -> Result<Placed, store::StoreError> {
        let seat = match self.seat_of(person) {
            Ok(seat) => seat,
            Err(why) => return Ok(Err(why)),
        };
        let found = match book.by_subject(&self.issuer, &person.subject)? {
            Some(staff) => Ok(staff),
            None => self.first_time(book, person, &seat, now)?,
        };
        let staff = match found {
            Ok(staff) if staff.closed_at.is_none() => staff,
            Ok(_) => return Ok(Err(not("uw account hier is gesloten"))),
            Err(why) => return Ok(Err(why)),
        };
        let wanted = Seat {
            role: seat.role.unwrap_or(staff.seat.role),
            districts: seat.districts.unwrap_or_else(|| staff.seat.districts.clone()),
        };
        if wanted == staff.seat {
            return Ok(Ok(staff));
        }
        if book.set_seat(staff.id, &wanted)?.is_err() {
            return Ok(Err(not("u bent hier de laatste beheerder, en uw rol is daar veranderd")));
        }
        let told = format!("{} → {}, volgens {}", staff.seat.role.dutch(), wanted.role.dutch(), self.name);
        book.log_account(now, Some(staff.id), staff.id, "rol of wijken veranderd", &told)?;
        Ok(Ok(Staff { seat: wanted, ..staff }))
    }

    /// What the service says of role and districts; what it does not say stays as it is here.
    fn seat_of(&self, person: &Person) -> Result<SaidSeat, NotSignedIn> {
        let role = match &self.roles {
            None => None,
            Some((claim, words)) => {
                let has = person.words(claim);
                let first = words.iter().find(|(word, _)| has.contains(&word.as_str()));
                let (_, role) = first.ok_or_else(|| not("u hebt daar geen rol die wij hier kennen"))?;
                Some(*role)
            }
        };
        let districts = match &self.districts {
            None => None,
            Some(claim) => {
                let clean = |word: &&str| !word.is_empty() && !word.contains(char::is_control);
                let said: Vec<&str> = person.words(claim).into_iter().map(str::trim).filter(clean).collect();
                if said.is_empty() {
                    // Without districts somebody would reach all of them.
                    return Err(not("er is daar niet gezegd voor welke wijken u werkt"));
                }
                let all = said.contains(&ALL);
                Some(if all { Vec::new() } else { said.into_iter().map(str::to_string).collect() })
            }
        };
        Ok(SaidSeat { role, districts })
    }

    /// Somebody comes for the first time: the account that was invited is his from now on, or he gets one.
    fn first_time(
        &self,
        book: &Book,
        person: &Person,
        seat: &SaidSeat,
        now: Moment,
    ) -> Result<Placed, store::StoreError> {
        let mail = person.word(&self.known_by);
        let is_mail = mail.contains('@') && !mail.contains(char::is_whitespace) && mail.len() <= 120;
        if !is_mail || (self.known_by == "email" && !person.has_verified_email()) {
            return Ok(Err(not("er is daar geen e-mailadres van u dat is nagekeken")));
        }
        if let Some((staff, password)) = book.account(mail)? {
            // A name that somebody may change there takes no account that somebody works with here.
            let in_use = !password.is_empty() || staff.signed_in_at.is_some();
            if in_use && self.known_by != "email" {
                return Ok(Err(not("dit account is hier al in gebruik; vraag een beheerder om een nieuw")));
            }
            if !book.tie_to_subject(staff.id, &self.issuer, &person.subject)? {
                return Ok(Err(not("dit e-mailadres hoort hier bij iemand anders")));
            }
            let told = format!("bij {}", self.name);
            book.log_account(now, Some(staff.id), staff.id, "account gekoppeld", &told)?;
            return Ok(Ok(staff));
        }
        let (Some(districts), Some(role)) = (&self.newcomers, seat.role) else {
            return Ok(Err(not("u hebt hier nog geen account; vraag een beheerder om een uitnodiging")));
        };
        let districts = seat.districts.clone().unwrap_or_else(|| districts.clone());
        let name = Some(person.word("name")).filter(|name| !name.is_empty()).unwrap_or(mail);
        let name: String = name.chars().filter(|letter| !letter.is_control()).take(120).collect();
        let seat = Seat { role, districts };
        let Some(id) = book.add_staff(mail, &name, &seat, now.seconds)? else {
            return Ok(Err(not("uw account hier is gesloten")));
        };
        book.tie_to_subject(id, &self.issuer, &person.subject)?;
        let told = format!("{}, volgens {}", role.dutch(), self.name);
        book.log_account(now, Some(id), id, "account geopend", &told)?;
        Ok(book.staff_by_id(id)?.ok_or_else(|| not("het account is er niet")))
    }
}

/// What the service says.
struct SaidSeat {
    role: Option<Role>,
    districts: Option<Vec<String>>,
}
