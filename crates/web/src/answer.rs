//! Answers: a page, a file, or what went wrong, each with the headers that keep it safe.
//!
//! No page may run a script, load anything from elsewhere, be framed, or stay behind in a cache. What went wrong is told
//! in plain Dutch with a way forward; the log gets the kind of failure and never a name, a search or an address.

use axum::body::Body;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use maud::{Markup, html};
use store::StoreError;

use crate::frame;

/// What a page may do: show itself, our own stylesheet, script and pictures, and send its own forms.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'";

/// Why there is no page.
#[derive(Debug)]
pub(crate) enum Failure {
    /// There is nothing at this address.
    NoPage,
    /// There is no dossier with this number.
    NoDossier(String),
    /// There was no night on or before this day.
    NoNight,
    /// This person's role may not do this.
    NotAllowed,
    /// The dossier is in a district of colleagues.
    NotYours(String),
    /// The form was not made by our page for this session, or the session has ended.
    NotOurForm,
    /// A form of more than anybody writes by hand.
    TooLong,
    /// The key to make the first account with is none, or there is an account.
    KeyIsUsed,
    /// Something in a form cannot be right; nothing was changed.
    Form(String),
    /// It cannot be done as things stand now: why.
    Conflict(String),
    /// The very same form was carried out a moment ago: where it was about.
    DoneAlready(String),
    /// Too many ask at once.
    Busy,
    /// A page that says why not, made already.
    Page(Box<Response>),
    /// The book or this program fails.
    Broken(String),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        Failure::Broken(error.to_string())
    }
}

impl Failure {
    /// Tells it.
    pub(crate) fn page(self, landlord: &str) -> Response {
        if let Failure::Broken(reason) = &self {
            eprintln!("web: {reason}");
        }
        if let Failure::Page(page) = self {
            return *page;
        }
        let (status, title) = match &self {
            Failure::Broken(_) => (StatusCode::INTERNAL_SERVER_ERROR, "Er ging iets mis"),
            Failure::NoDossier(_) => (StatusCode::NOT_FOUND, "Dit dossier is er niet"),
            Failure::NoNight => (StatusCode::NOT_FOUND, "Deze nacht is er niet"),
            Failure::NotAllowed => (StatusCode::FORBIDDEN, "Dit mag u hier niet"),
            Failure::NotYours(_) => (StatusCode::FORBIDDEN, "Dit dossier hoort niet bij uw wijken"),
            Failure::NotOurForm => (StatusCode::FORBIDDEN, "Dit formulier is verlopen"),
            Failure::TooLong => (StatusCode::PAYLOAD_TOO_LARGE, "Uw tekst is te lang"),
            Failure::KeyIsUsed => (StatusCode::FORBIDDEN, "Deze link werkt niet (meer)"),
            Failure::Form(_) => (StatusCode::UNPROCESSABLE_ENTITY, "Fout: er klopt iets niet"),
            Failure::Conflict(_) => (StatusCode::CONFLICT, "Dit kan nu niet"),
            Failure::DoneAlready(_) => (StatusCode::CONFLICT, "Dit hebt u al vastgelegd"),
            Failure::Busy => (StatusCode::SERVICE_UNAVAILABLE, "Het is nu te druk"),
            Failure::NoPage | Failure::Page(_) => (StatusCode::NOT_FOUND, "Deze pagina bestaat niet (meer)"),
        };
        let main = html! {
            h1 { (title) }
            (self.way_forward())
        };
        let mut response = page(frame::bare(landlord, title, &main));
        *response.status_mut() = status;
        response
    }

    fn way_forward(&self) -> Markup {
        html! {
            @match self {
                Failure::Broken(_) => {
                    p { "Het ligt niet aan u. Er is niets veranderd en er is niets verstuurd." }
                    p { "Probeer het zo nog eens. Blijft het misgaan? Geef dan door op welke pagina u was, aan wie Houvast bij u beheert." }
                }
                Failure::NoDossier(number) => {
                    p { "Wij kennen geen dossier met nummer " strong { (number) } "." }
                    p { "Klopt het nummer? U kunt ook zoeken op naam of adres." }
                    (frame::search_box("zoek-hier", ""))
                }
                Failure::NoNight => {
                    p { "Op of voor deze dag is er nog geen nacht gedraaid." }
                    p { "Kijk welke nachten er wel zijn: " a href="/nachten" { "alle nachten" } "." }
                }
                Failure::NotAllowed => {
                    p { "Uw account heeft hier geen toegang toe. Hebt u het nodig voor uw werk? Vraag het aan wie Houvast bij u beheert." }
                    (to_begin())
                }
                Failure::NotYours(district) => {
                    p { "De woning ligt in de wijk " strong { (district) } ". Alleen wie voor die wijk werkt, ziet dit dossier." }
                    p { "Neemt u waar voor een collega? Vraag uw teamleider om toegang." }
                    (to_begin())
                }
                Failure::NotOurForm => {
                    p { "Er is niets veranderd. Ga terug, ververs de pagina en probeer het opnieuw." }
                }
                Failure::TooLong => {
                    p { "Er is niets vastgelegd en er is niets verstuurd. Ga terug in uw browser: wat u schreef, staat er nog. Maak het korter en probeer het opnieuw." }
                    p { "Een heel stuk tekst, bijvoorbeeld een mail, past niet in een notitie. Schrijf op wat een collega moet weten." }
                }
                Failure::KeyIsUsed => {
                    p { "De link om te beginnen werkt één keer: er is al een account, of Houvast is opnieuw gestart en toont in het venster een nieuwe link." }
                    p { "Hebt u een account? " a href="/aanmelden" { "Meld u aan" } "." }
                }
                Failure::Form(what) => {
                    p { (what) }
                    p { "Er is niets vastgelegd. Ga terug in uw browser en probeer het opnieuw." }
                }
                Failure::Conflict(what) => {
                    p { (what) }
                    p { "Er is niets veranderd. Ga terug in uw browser, of " a href="/" { "naar uw beginpagina" } "." }
                }
                Failure::DoneAlready(place) => {
                    p { "Ditzelfde formulier is al verwerkt. Het is niet nog een keer vastgelegd." }
                    p { @if !place.is_empty() { a href=(place) { "Naar het dossier" } " · " } a href="/werk/handelingen" { "Mijn handelingen" } }
                }
                Failure::Busy => {
                    p { "Er proberen zich te veel mensen tegelijk aan te melden. Er is niets veranderd. Probeer het over een minuut nog eens." }
                }
                Failure::NoPage | Failure::Page(_) => {
                    p { "Misschien is het adres niet goed overgenomen, of is de pagina verplaatst." }
                    p { "Zoek een huurder, of ga naar " a href="/" { "uw beginpagina" } "." }
                    (frame::search_box("zoek-hier", ""))
                }
            }
        }
    }
}

/// The page where this person begins, whatever the role.
fn to_begin() -> Markup {
    html! { p { a href="/" { "Naar uw beginpagina" } } }
}

/// A page of HTML.
pub(crate) fn page(markup: Markup) -> Response {
    let mut response = with_type(markup.into_string(), "text/html; charset=utf-8");
    let headers = response.headers_mut();
    set(headers, header::CONTENT_SECURITY_POLICY, POLICY);
    set(headers, header::CACHE_CONTROL, "no-store");
    set(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(
        headers,
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), publickey-credentials-get=(self), publickey-credentials-create=(self)",
    );
    response
}

/// Go there and look: the answer to every form that was carried out.
pub(crate) fn see_other(address: &str) -> Response {
    let mut response = with_type("", "text/plain; charset=utf-8");
    *response.status_mut() = StatusCode::SEE_OTHER;
    let headers = response.headers_mut();
    set(headers, header::CACHE_CONTROL, "no-store");
    let address = HeaderValue::from_str(address).unwrap_or(HeaderValue::from_static("/"));
    headers.insert(header::LOCATION, address);
    response
}

/// A file to keep; its name is ours and has no quotation marks.
pub(crate) fn file(bytes: Vec<u8>, kind: &'static str, name: &str) -> Response {
    let mut response = with_type(bytes, kind);
    let headers = response.headers_mut();
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    headers
        .insert(header::CONTENT_DISPOSITION, disposition.unwrap_or(HeaderValue::from_static("attachment")));
    set(headers, header::CACHE_CONTROL, "no-store");
    response
}

/// An answer to a script of ours.
pub(crate) fn json(value: &serde_json::Value) -> Response {
    let mut response = with_type(value.to_string(), "application/json; charset=utf-8");
    set(response.headers_mut(), header::CACHE_CONTROL, "no-store");
    response
}

/// A few words for our own script.
pub(crate) fn words(text: String) -> Response {
    let mut response = with_type(text, "text/plain; charset=utf-8");
    set(response.headers_mut(), header::CACHE_CONTROL, "no-store");
    response
}

/// News that goes on coming.
pub(crate) fn events(body: Body) -> Response {
    let mut response = with_type(body, "text/event-stream");
    set(response.headers_mut(), header::CACHE_CONTROL, "no-store");
    response
}

/// Appointments to open in a calendar.
pub(crate) fn calendar(text: String) -> Response {
    let mut response = with_type(text, "text/calendar; charset=utf-8; method=PUBLISH");
    let headers = response.headers_mut();
    set(headers, header::CONTENT_DISPOSITION, "attachment; filename=\"afspraken.ics\"");
    set(headers, header::CACHE_CONTROL, "no-store");
    response
}

/// A letter as it is printed.
pub(crate) fn pdf(bytes: Vec<u8>) -> Response {
    let mut response = with_type(bytes, "application/pdf");
    set(response.headers_mut(), header::CACHE_CONTROL, "no-store");
    response
}

/// A file that never changes under its address.
pub(crate) fn asset(bytes: &'static [u8], kind: &'static str) -> Response {
    let mut response = with_type(bytes, kind);
    set(response.headers_mut(), header::CACHE_CONTROL, "public, max-age=31536000, immutable");
    response
}

fn with_type(body: impl Into<Body>, kind: &'static str) -> Response {
    let mut response = Response::new(body.into());
    let headers = response.headers_mut();
    set(headers, header::CONTENT_TYPE, kind);
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, header::REFERRER_POLICY, "no-referrer");
    set(headers, header::X_FRAME_OPTIONS, "DENY");
    set(headers, HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}
