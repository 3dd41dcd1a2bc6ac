//! Who is asking: the session behind a request, and the seal that says a form came from our own page.
//!
//! A session is a random token in a cookie; the book keeps only its hash. The seal on a form is a hash of the token with a
//! word of its own: another site can make a browser send our cookie, but cannot know the seal.

use axum::extract::FromRequestParts;
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use domain::staff::Right;
use sha2::{Digest, Sha256};
use store::staff::{Staff, StaffId};

use crate::answer;
use crate::app::App;
use crate::asked::encode;
use crate::looks::Stamp;

/// Name of the cookie with the session.
pub(crate) const SESSION: &str = "houvast";
/// Name of the cookie by which a browser is known again.
pub(crate) const DEVICE: &str = "houvast-bekend";

/// A secret of a session or a browser, as the cookie holds it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A new one.
    pub fn fresh() -> Token {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).expect("the system gives random bytes");
        Token(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
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

    fn seal(&self) -> String {
        let digest = Sha256::new().chain_update("zegel ").chain_update(&self.0).finalize();
        digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
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
}

impl Signed {
    /// Somebody with this session.
    pub(crate) fn new(staff: Staff, token: Token, as_of: Option<Stamp>) -> Signed {
        Signed { staff, seal: token.seal(), token, as_of }
    }

    /// Number of the account.
    pub(crate) fn id(&self) -> StaffId {
        self.staff.id
    }

    /// May this be done at all?
    pub(crate) fn may(&self, right: Right) -> bool {
        self.staff.seat.role.may(right)
    }

    /// Does a form carry our seal? Compared without telling how much of it was right.
    pub(crate) fn sealed(&self, seal: &str) -> bool {
        let differs = seal.bytes().zip(self.seal.bytes()).fold(0, |sum, (one, other)| sum | (one ^ other));
        seal.len() == self.seal.len() && differs == 0
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
        let Some(token) = cookie(&parts.headers, SESSION) else { return Err(to_sign_in()) };
        match app.session(token).await {
            Ok(Some(signed)) => Ok(signed),
            Ok(None) => Err(to_sign_in()),
            Err(failure) => Err(failure.page(&app.landlord())),
        }
    }
}

/// The token in a cookie.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<Token> {
    let texts = headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok());
    let mut pairs = texts.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).and_then(|(_, value)| Token::of(value))
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
        assert!(cookie(&headers, SESSION) == Some(token.clone()));
        assert!(cookie(&headers, DEVICE).is_none());
        assert!(Token::of("kort").is_none() && Token::of(&"z".repeat(64)).is_none());
        assert_ne!(token.hash(), Token::fresh().hash());
        assert!(!token.text().contains(&token.seal()));
    }
}
