//! What an address asks: the words behind the question mark. Whatever is there reads; nonsense reads as nothing.

use std::convert::Infallible;

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::response::Response;
use futures_util::StreamExt;

use crate::answer::Failure;
use crate::app::App;

/// The pairs behind the question mark, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Asked, Infallible> {
        Ok(Asked::read(parts.uri.query().unwrap_or_default()))
    }
}

/// What a form holds: the same pairs, in the body.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filled(pub(crate) Asked);

/// Bytes of a form: more than anybody writes by hand.
pub(crate) const LARGEST_FORM: usize = 65_536;
/// Of a longer one so much is still heard out: a browser that is answered before it is done shows no answer.
const HEARD_OUT: usize = 16 * 1024 * 1024;

impl FromRequest<App> for Filled {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Filled, Response> {
        let (mut text, mut heard) = (Vec::new(), 0);
        let mut parts = request.into_body().into_data_stream();
        while let Some(Ok(part)) = parts.next().await {
            heard += part.len();
            if heard <= LARGEST_FORM {
                text.extend_from_slice(&part);
            } else if heard > HEARD_OUT {
                break;
            }
        }
        if heard > LARGEST_FORM {
            return Err(Failure::TooLong.page(&app.landlord()));
        }
        // What is no text reads as an empty form, which lacks our seal.
        Ok(Filled(Asked::read(&String::from_utf8(text).unwrap_or_default())))
    }
}

/// More pairs than any page of ours sends.
const MOST_PAIRS: usize = 200;

impl Asked {
    pub(crate) fn read(query: &str) -> Asked {
        let pairs = form_urlencoded::parse(query.as_bytes()).take(MOST_PAIRS);
        Asked(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    /// What a form would hold with these pairs.
    pub(crate) fn of_pairs<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Asked {
        Asked(pairs.map(|(name, value)| (name.to_string(), value.to_string())).collect())
    }

    /// The value of a name; empty when it is not there.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }
}

impl Asked {
    /// All pairs, in order.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// All values of a name, in order: what was ticked in a list.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.trim())
    }

    /// The pairs of these names as the part of an address behind the question mark.
    pub(crate) fn only(&self, names: &[&str]) -> String {
        let kept = self.0.iter().filter(|(name, value)| names.contains(&name.as_str()) && !value.is_empty());
        let pairs: Vec<String> = kept.map(|(name, value)| format!("{name}={}", encode(value))).collect();
        pairs.join("&")
    }
}

/// A text as a part of an address.
pub(crate) fn encode(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    if text.bytes().all(plain) {
        return text.into();
    }
    let mut encoded = String::with_capacity(3 * text.len());
    for byte in text.bytes() {
        match byte {
            _ if plain(byte) => encoded.push(byte.into()),
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_reads_back_and_nonsense_is_no_accident() {
        let text = "Yılmaz & zoon/100%";
        let asked = Asked::read(&format!("q={}&blad=2&leeg", encode(text)));
        assert_eq!(
            (asked.get("q"), asked.get("blad"), asked.get("leeg"), asked.get("x")),
            (text, "2", "", "")
        );
        for odd in ["%", "q=%zz", "q=%f", "q=%ff%fe", "=&=&&", "q=+"] {
            Asked::read(odd).get("q");
        }
    }
}
