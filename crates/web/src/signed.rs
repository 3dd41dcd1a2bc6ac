//! Who is asking: the session behind a request, and the seal that says a form came from our own page.
//!
//! A session is a random token in a cookie; the book keeps only its hash. The seal on a form is a hash of the token with a
//! word of its own: another site can make a browser send our cookie, but cannot know the seal.

use axum::extract::{FromRequest, FromRequestParts, MatchedPath, Request};
use axum::http::header::{COOKIE, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use domain::policy::Actor;
use domain::staff::Right;
use sha2::{Digest, Sha256};
use store::staff::{Staff, StaffId};
use store::{Book, StoreError};

use crate::app::App;
use crate::asked::{Asked, Filled, encode};
use crate::looks::Stamp;
use crate::{aanmelden, answer};

/// Name of the cookie with the session.
pub(crate) const SESSION: &str = "houvast";
/// Name of the cookie by which a browser is known again.
pub(crate) const DEVICE: &str = "houvast-bekend";

/// A cookie's name as it is sent: over TLS with the mark by which browsers take it from this very host only, and never over
/// an open line.
pub(crate) fn cookie_name(name: &str, secure: bool) -> String {
    if secure { format!("__Host-{name}") } else { name.to_string() }
}

/// A secret of a session or a browser, as the cookie holds it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A new one.
    pub fn fresh() -> Token {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).expect("the system gives random bytes");
        Token(hex(&bytes))
    }

    /// The token of a cookie or an address, when it has the form of one.
    pub(crate) fn of(text: &str) -> Option<Token> {
        let is_hex = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hex.then(|| Token(text.to_string()))
    }

    /// As the cookie holds it.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// As the book holds it.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }

    /// What the session is called on screen: with this nobody can sign in.
    pub(crate) fn handle(&self) -> String {
        hex(&self.hash()[..8])
    }

    /// Says that words were given to the browser that holds this token, and to nobody else.
    pub(crate) fn vouches_for(&self, words: &str) -> String {
        let digest = Sha256::new()
            .chain_update("bewaard ")
            .chain_update(&self.0)
            .chain_update(" ")
            .chain_update(words);
        hex(&digest.finalize())
    }

    /// The seal of this person's forms. It names the person: of a session that is gone it still says whose it was.
    fn seal(&self, owner: StaffId) -> String {
        let owner = owner.0.to_string();
        let digest = Sha256::new().chain_update("zegel ").chain_update(&self.0).chain_update(" ");
        format!("{}.{owner}", hex(&digest.chain_update(&owner).finalize()[..16]))
    }

    /// Whose session it was with which a form was sealed; `None` when the seal is not of this token.
    fn owner_of(&self, seal: &str) -> Option<StaffId> {
        named_in(seal).filter(|owner| seals(&self.seal(*owner), seal))
    }
}

/// Whom a seal names; that it is true is another question.
fn named_in(seal: &str) -> Option<StaffId> {
    Some(StaffId(seal.split_once('.')?.1.parse().ok()?))
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let two = |byte: &u8| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
    bytes.iter().flat_map(two).map(char::from).collect()
}

/// Somebody who is signed in.
#[derive(Clone)]
pub(crate) struct Signed {
    /// Who.
    pub(crate) staff: Staff,
    /// Goes into every form.
    pub(crate) seal: String,
    pub(crate) token: Token,
    /// What the book looked like just before it said so, where that is known.
    pub(crate) as_of: Option<Stamp>,
    /// The kind of page that is asked for: `/dossier/{number}`.
    pub(crate) at: String,
}

impl Signed {
    /// Somebody with this session.
    pub(crate) fn new(staff: Staff, token: Token, as_of: Option<Stamp>) -> Signed {
        Signed { seal: token.seal(staff.id), staff, token, as_of, at: String::new() }
    }

    /// Number of the account.
    pub(crate) fn id(&self) -> StaffId {
        self.staff.id
    }

    /// May this be done at all?
    pub(crate) fn may(&self, right: Right) -> bool {
        self.staff.seat.role.may(right)
    }

    /// May this person decide on what this task asks to send? Without a task it is the consultant's.
    pub(crate) fn decides(&self, book: &Book, task: &str) -> Result<bool, StoreError> {
        let done_by = book.task_is_for(task)?.unwrap_or_default();
        let actor = Actor::ALL.into_iter().find(|actor| actor.dutch() == done_by);
        Ok(self.staff.seat.releases(actor.unwrap_or(Actor::Consultant)))
    }

    /// Does a form carry our seal?
    pub(crate) fn sealed(&self, seal: &str) -> bool {
        seals(&self.seal, seal)
    }
}

impl FromRequestParts<App> for Signed {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Signed, Response> {
        let to_sign_in = || {
            // What was asked is asked again afterwards, unless it would change something.
            let back = if parts.method == Method::GET { parts.uri.to_string() } else { String::new() };
            let back = if back.len() <= 1 { String::new() } else { format!("?naar={}", encode(&back)) };
            answer::see_other(&format!("/aanmelden{back}"))
        };
        let Some(token) = cookie(&parts.headers, SESSION, app.secure()) else { return Err(to_sign_in()) };
        // A page that only says it is still in sight is no use of a session.
        let at = parts.extensions.get::<MatchedPath>().map_or(String::new(), |at| at.as_str().to_string());
        match app.session(token, !at.ends_with("/kijkers")).await {
            Ok(Some(signed)) => Ok(Signed { at, ..signed }),
            Ok(None) => Err(to_sign_in()),
            Err(failure) => Err(failure.page(&app.landlord())),
        }
    }
}

/// `Firefox op Windows`: the browser as a person would say it, from what it says of itself; empty when that is nothing we know.
pub(crate) fn browser_of(headers: &HeaderMap) -> String {
    let says = headers.get(USER_AGENT).and_then(|header| header.to_str().ok()).unwrap_or_default();
    let known = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| says.contains(mark)).map_or("", |(_, name)| name)
    };
    // Most browsers also name the ones they are like: the particular names come first.
    let browser = known(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let machine = known(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("CrOS", "Chromebook"),
        ("Linux", "Linux"),
    ]);
    match (browser, machine) {
        ("", machine) => machine.to_string(),
        (browser, "") => browser.to_string(),
        (browser, machine) => format!("{browser} op {machine}"),
    }
}

/// A form that somebody sends who is signed in.
pub(crate) struct Sent {
    /// Who.
    pub(crate) who: Signed,
    /// The form.
    pub(crate) form: Asked,
    /// The address it was sent to.
    pub(crate) at: String,
    /// The browser says that a page of ours sent it.
    from_our_page: bool,
}

impl Sent {
    /// A form of ours that this person opened before signing in anew: another session sealed it.
    pub(crate) fn is_of_before(&self) -> bool {
        self.from_our_page && named_in(self.form.get("zegel")) == Some(self.who.id())
    }
}

impl FromRequest<App> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Sent, Response> {
        let (mut parts, body) = request.into_parts();
        let who = Signed::from_request_parts(&mut parts, app).await;
        let from_our_page = parts.headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin");
        let (at, of_old) = (parts.uri.path().to_string(), cookie(&parts.headers, SESSION, app.secure()));
        let Filled(form) = Filled::from_request(Request::from_parts(parts, body), app).await?;
        match who {
            Ok(who) => Ok(Sent { who, form, at, from_our_page }),
            // The session has ended. A form that our page made for it is kept, and offered again after signing in.
            Err(away) => {
                let made_for = |token: Token| Some((token.owner_of(form.get("zegel"))?, token));
                let Some((owner, old)) = of_old.and_then(made_for) else { return Err(away) };
                Err(app
                    .clone()
                    .at_the_door(move |door| aanmelden::again(door, &at, &form, &old, owner))
                    .await)
            }
        }
    }
}

/// Compared without telling how much of it was right.
pub(crate) fn seals(own: &str, seal: &str) -> bool {
    let differs = seal.bytes().zip(own.bytes()).fold(0, |sum, (one, other)| sum | (one ^ other));
    seal.len() == own.len() && differs == 0
}

/// The token in a cookie.
pub(crate) fn cookie(headers: &HeaderMap, name: &str, secure: bool) -> Option<Token> {
    cookie_text(headers, name, secure).and_then(Token::of)
}

/// What a cookie holds.
pub(crate) fn cookie_text<'h>(headers: &'h HeaderMap, name: &str, secure: bool) -> Option<&'h str> {
    let name = cookie_name(name, secure);
    let texts = headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok());
    let mut pairs = texts.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| **known == *name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_token_comes_back_from_its_cookie_and_nothing_else_does() {
        let token = Token::fresh();
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_str(&format!("a=b; houvast={}; c", token.text())).unwrap());
        assert!(cookie(&headers, SESSION, false) == Some(token.clone()));
        assert!(cookie(&headers, DEVICE, false).is_none());
        assert!(
            cookie(&headers, SESSION, true).is_none(),
            "over TLS only the one that no other host can set"
        );
        assert!(Token::of("kort").is_none() && Token::of(&"z".repeat(64)).is_none());
        assert_ne!(token.hash(), Token::fresh().hash());
        assert!(!token.text().contains(&token.seal(StaffId(3))[..32]));
    }

    #[test]
    fn a_seal_says_whose_it_was_and_only_for_its_own_token() {
        let token = Token::fresh();
        let seal = token.seal(StaffId(12));
        assert_eq!(token.owner_of(&seal), Some(StaffId(12)));
        assert_eq!(Token::fresh().owner_of(&seal), None);
        let of_another = format!("{}.13", &seal[..32]);
        for odd in [of_another.as_str(), "", ".", "12", &seal[..32], &format!("{}.x", &seal[..32])] {
            assert_eq!(token.owner_of(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_browser_is_told_as_a_person_would() {
        let named = |says: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(USER_AGENT, HeaderValue::from_static(says));
            browser_of(&headers)
        };
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0";
        assert_eq!(named(edge), "Edge op Windows");
        assert_eq!(
            named("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
            "Firefox op Linux"
        );
        assert_eq!(named("<script>"), "");
        assert_eq!(browser_of(&HeaderMap::new()), "");
    }
}
