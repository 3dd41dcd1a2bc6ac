//! What every page has around it, and the headers that keep it safe.
//!
//! No page runs a script, loads anything from elsewhere, is framed, is found by a search engine or stays behind in a cache.

use std::sync::LazyLock;

use axum::body::Body;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::ids::ContentId;
use domain::money::Cents;
use maud::{DOCTYPE, Markup, html};

use crate::counter::House;
use crate::serve::Call;
use crate::texts::{Texts, fill};
use domain::language::Language;

const STYLE: &str = include_str!("style.css");

/// The address of the stylesheet, which follows from its content.
pub(crate) static STYLE_ADDRESS: LazyLock<String> = LazyLock::new(|| {
    let hash = ContentId::of(&[STYLE]).to_string();
    format!("/b/stijl/{}.css", &hash[..16])
});

/// What a page may do: show itself, our stylesheet, and send its forms here, or on to the bank (`{bank}`).
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'{bank}; base-uri 'none'; frame-ancestors 'none'";

/// A page that is being made: in which language, for whom, and where it leads.
pub(crate) struct Frame<'a> {
    pub(crate) house: &'a House,
    pub(crate) language: Language,
    /// The language of the browser: the one that no address has to name.
    pub(crate) usual: Language,
    /// The address without its language, for the list of languages.
    pub(crate) here: String,
    /// One step back, without its language.
    pub(crate) back: Option<String>,
    /// Who answers questions, and the number.
    pub(crate) person: (&'a str, &'a str),
    /// Scheme and host of the bank, when a form of the page leads there.
    pub(crate) checkout: &'a str,
    pub(crate) status: StatusCode,
}

impl<'a> Frame<'a> {
    pub(crate) fn of(house: &'a House, call: &Call, here: &str) -> Frame<'a> {
        Frame {
            house,
            language: call.language,
            usual: call.usual,
            here: here.to_string(),
            back: None,
            person: ("", &house.phone),
            checkout: "",
            status: StatusCode::OK,
        }
    }

    pub(crate) fn texts(&self) -> &'static Texts {
        Texts::of(self.language)
    }

    /// A text with its places filled in; in a text from right to left what is filled in keeps its own direction.
    pub(crate) fn fill(&self, text: &str, values: &[(&str, &str)]) -> String {
        if !self.language.right_to_left() {
            return fill(text, values);
        }
        let kept: Vec<(&str, String)> = values.iter().map(|(name, value)| (*name, isolated(value))).collect();
        let kept: Vec<(&str, &str)> = kept.iter().map(|(name, value)| (*name, value.as_str())).collect();
        fill(text, &kept)
    }

    /// An address of ours in this language.
    pub(crate) fn to(&self, address: &str) -> String {
        in_language(address, self.language, self.usual)
    }

    /// What a form carries of the language.
    pub(crate) fn tongue(&self) -> Markup {
        html! { @if self.language != self.usual { input type="hidden" name="taal" value=(self.language.code()); } }
    }

    /// The whole page.
    pub(crate) fn page(&self, title: &str, main: &Markup) -> Response {
        let t = self.texts();
        let markup = html! {
            (DOCTYPE)
            html lang=(self.language.code()) dir=(direction(self.language)) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="robots" content="noindex, nofollow";
                    title { (title) " · " (self.house.landlord) }
                    link rel="stylesheet" href=(*STYLE_ADDRESS);
                    link rel="icon" href="data:,";
                }
                body {
                    a.sla href="#inhoud" { (t.skip) }
                    (self.top())
                    main #inhoud tabindex="-1" {
                        @if let Some(back) = &self.back { a.terug href=(self.to(back)) { (t.back) } }
                        h1 { (title) }
                        (main)
                    }
                    (self.foot())
                }
            }
        };
        let mut response = with_type(markup.into_string(), "text/html; charset=utf-8");
        *response.status_mut() = self.status;
        let bank = if self.checkout.is_empty() { String::new() } else { format!(" {}", self.checkout) };
        let policy = HeaderValue::from_str(&POLICY.replace("{bank}", &bank));
        let headers = response.headers_mut();
        let strict = HeaderValue::from_static("default-src 'none'; style-src 'self'; form-action 'self'");
        headers.insert(header::CONTENT_SECURITY_POLICY, policy.unwrap_or(strict));
        set(headers, "x-robots-tag", "noindex, nofollow");
        set(headers, "cross-origin-opener-policy", "same-origin");
        set(headers, "permissions-policy", "camera=(), geolocation=(), microphone=()");
        response
    }

    fn top(&self) -> Markup {
        html! {
            header {
                strong { (self.house.landlord) }
                details {
                    summary { (self.texts().language) @if self.language != Language::English { " " span lang="en" { "(Language)" } } }
                    ul { @for one in Language::ALL {
                        li { a href=(in_language(&self.here, one, self.usual)) lang=(one.code()) dir=(direction(one))
                            aria-current=[(one == self.language).then_some("true")] { (one.own_name()) } }
                    } }
                }
            }
        }
    }

    fn foot(&self) -> Markup {
        let t = self.texts();
        let (name, phone) = self.person;
        html! {
            footer {
                @if !phone.is_empty() { p { (t.questions) br; bdi { (name) } @if !name.is_empty() { ": " } (call(phone)) } }
                @if !self.house.site.is_empty() { details { summary { (t.real_title) } p { (self.fill(t.real_text, &[("site", &self.house.site)])) } } }
                @if self.language != Language::Dutch { p.zacht { (t.dutch_counts) } }
            }
        }
    }
}

/// Words in a text from right to left that keep their own direction; an amount reads from left to right.
fn isolated(words: &str) -> String {
    let begin = if words.starts_with('€') { '\u{2066}' } else { '\u{2068}' };
    format!("{begin}{words}\u{2069}")
}

/// A number to press.
pub(crate) fn call(phone: &str) -> Markup {
    let digits: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    html! { a href={ "tel:" (digits) } { bdi dir="ltr" { (phone) } } }
}

/// An amount as it reads in every language: as in the letter.
pub(crate) fn euros(cents: Cents) -> String {
    format!("€\u{a0}{cents}")
}

fn in_language(address: &str, language: Language, usual: Language) -> String {
    if language == usual {
        return address.to_string();
    }
    let (address, part) = address.split_once('#').map_or((address, ""), |(address, part)| (address, part));
    let mark = if address.contains('?') { '&' } else { '?' };
    let part = if part.is_empty() { String::new() } else { format!("#{part}") };
    format!("{address}{mark}taal={}{part}", language.code())
}

/// Which way a language is written.
const fn direction(language: Language) -> &'static str {
    if language.right_to_left() { "rtl" } else { "ltr" }
}

/// Go there and look.
pub(crate) fn see_other(address: &str) -> Response {
    let mut response = with_type("", "text/plain; charset=utf-8");
    *response.status_mut() = StatusCode::SEE_OTHER;
    let address = HeaderValue::from_str(address).unwrap_or(HeaderValue::from_static("/b/"));
    response.headers_mut().insert(header::LOCATION, address);
    response
}

/// Days to open in a calendar.
pub(crate) fn calendar(text: String) -> Response {
    let mut response = with_type(text, "text/calendar; charset=utf-8");
    set(response.headers_mut(), "content-disposition", "attachment; filename=\"afspraak.ics\"");
    response
}

/// The stylesheet.
pub(crate) fn style() -> Response {
    let mut response = with_type(STYLE, "text/css; charset=utf-8");
    set(response.headers_mut(), "cache-control", "public, max-age=31536000, immutable");
    response
}

fn with_type(body: impl Into<Body>, kind: &'static str) -> Response {
    let mut response = Response::new(body.into());
    let headers = response.headers_mut();
    set(headers, "content-type", kind);
    set(headers, "cache-control", "no-store");
    set(headers, "x-content-type-options", "nosniff");
    set(headers, "referrer-policy", "no-referrer");
    set(headers, "x-frame-options", "DENY");
    set(headers, "cross-origin-resource-policy", "same-origin");
    response
}

fn set(headers: &mut HeaderMap, name: &'static str, value: &'static str) {
    headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
}
