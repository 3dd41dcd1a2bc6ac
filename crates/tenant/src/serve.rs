//! The addresses of the page, and who is kept out before anything is looked up.
//!
//! A code that is none of ours is counted for where it comes from, and answered after a fixed time, so that a code that has
//! ended cannot be told from one that never was.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Path, Request, State};
use axum::http::header::{
    ACCEPT_LANGUAGE, COOKIE, HOST, HeaderValue, ORIGIN, SET_COOKIE, STRICT_TRANSPORT_SECURITY,
};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};

use crate::code::Code;
use crate::counter::{Called, Counter};
use crate::form::Pairs;
use crate::frame::{self, STYLE_ADDRESS};
use crate::limits::{ALARM, Limits, Network};
use crate::pages::{self, Visit, door};
use domain::language::Language;

/// The largest form. Bytes.
const LARGEST_FORM: usize = 16_384;
/// A wrong code is answered no sooner than after so long.
const WRONG_TAKES: Duration = Duration::from_millis(400);
/// The cookie of a proof; it goes to the pages of its own code only.
const COOKIE_NAME: &str = "huurder";
/// How long a browser keeps it. Seconds.
pub(crate) const PROOF_LASTS: i64 = 1_800;

/// The page of one landlord.
pub struct Hall {
    /// Who answers.
    pub counter: Box<dyn Counter>,
    /// Seconds since 1970, on a clock that runs.
    pub seconds: Box<dyn Fn() -> i64 + Send + Sync>,
    /// A server of the landlord's own stands before us and says where somebody comes from (`X-Forwarded-For`).
    pub behind_proxy: bool,
    /// The page is reached over TLS only.
    pub secure: bool,
    /// Who was wrong about codes.
    pub limits: Mutex<Limits>,
}

/// All addresses: the page under `/b`, and the door at which payment providers call.
pub fn router(hall: Hall) -> Router {
    Router::new()
        .route("/b", get(answer).post(answer))
        .route("/b/", get(answer).post(answer))
        .route("/b/{*rest}", get(answer).post(answer))
        .route("/betaling/{provider}/{secret}", post(provider_calls))
        .with_state(Arc::new(hall))
}

/// The same on an address of its own, where nothing else is.
pub fn alone(hall: Hall) -> Router {
    router(hall).fallback(async || frame::see_other("/b/"))
}

/// A payment provider says that something happened. It hears no more than that we heard it.
async fn provider_calls(
    State(hall): State<Arc<Hall>>,
    Path((provider, secret)): Path<(String, String)>,
    body: Body,
) -> StatusCode {
    let bytes = to_bytes(body, LARGEST_FORM).await.unwrap_or_default();
    let ask = move || hall.counter.provider_calls(&provider, &secret, &String::from_utf8_lossy(&bytes));
    match tokio::task::spawn_blocking(ask).await {
        Ok(Called::Heard) => StatusCode::OK,
        Ok(Called::Nobody) => StatusCode::NOT_FOUND,
        Ok(Called::Again) | Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// A call, read.
pub(crate) struct Call {
    /// What follows `/b/`, by its slashes.
    parts: Vec<String>,
    pub(crate) language: Language,
    /// The language of the browser.
    pub(crate) usual: Language,
    pub(crate) asked: Pairs,
    /// What a form holds; `None` when it only looks.
    pub(crate) form: Option<Pairs>,
    token: String,
    from: Network,
    /// Another site sent this form.
    from_elsewhere: bool,
    now: i64,
}

/// An answer, and whether it is about a code that is none.
pub(crate) struct Made {
    pub(crate) response: Response,
    pub(crate) wrong_code: bool,
}

impl From<Response> for Made {
    fn from(response: Response) -> Made {
        Made { response, wrong_code: false }
    }
}

async fn answer(State(hall): State<Arc<Hall>>, request: Request) -> Response {
    let began = tokio::time::Instant::now();
    let call = read(&hall, request).await;
    if call.from_elsewhere {
        return door::other_form(&hall.counter.house(), &call);
    }
    let secure = hall.secure;
    let made = tokio::task::spawn_blocking(move || hall.make(&call)).await;
    let Ok(mut made) = made else { return frame::see_other("/b/") };
    if secure {
        let year = HeaderValue::from_static("max-age=31536000");
        made.response.headers_mut().insert(STRICT_TRANSPORT_SECURITY, year);
    }
    if made.wrong_code {
        tokio::time::sleep_until(began + WRONG_TAKES).await;
    }
    made.response
}

async fn read(hall: &Hall, request: Request) -> Call {
    let (head, body) = request.into_parts();
    let changes = head.method == Method::POST;
    let from_elsewhere = changes && is_from_elsewhere(&head.headers);
    let peer = head.extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip());
    let forwarded = forwarded(&head.headers).filter(|_| hall.behind_proxy);
    let asked = Pairs::read(head.uri.query().unwrap_or_default());
    let form = match changes {
        // A body that is too long or no text reads as an empty form.
        true => {
            let bytes = to_bytes(body, LARGEST_FORM).await.unwrap_or_default();
            Some(Pairs::read(&String::from_utf8_lossy(&bytes)))
        }
        false => None,
    };
    let path = head.uri.path().strip_prefix("/b").unwrap_or_default();
    let usual = usual(&head.headers);
    let named = form.as_ref().map(|form| form.get("taal")).filter(|code| !code.is_empty());
    let language = Language::of_code(named.unwrap_or(asked.get("taal"))).unwrap_or(usual);
    Call {
        parts: path.split('/').filter(|part| !part.is_empty()).map(str::to_string).collect(),
        language,
        usual,
        asked,
        form,
        token: cookie(&head.headers),
        from: Network::of(forwarded.unwrap_or(peer)),
        from_elsewhere,
        now: (hall.seconds)(),
    }
}

/// The first language of the browser that we speak; Dutch when there is none.
fn usual(headers: &HeaderMap) -> Language {
    let wanted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let codes = wanted.split(',').map(|one| one.split([';', '-']).next().unwrap_or_default().trim());
    codes.take(10).find_map(Language::of_code).unwrap_or_default()
}

/// The last address that was added: the one our own server saw.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?;
    last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

/// A form that another site sends for a visitor is refused. Browsers say where a form comes from; one that is too old to say
/// so sends an origin.
fn is_from_elsewhere(headers: &HeaderMap) -> bool {
    let says = |name: &str| headers.get(name).and_then(|header| header.to_str().ok());
    match (says("sec-fetch-site"), says(ORIGIN.as_str())) {
        (Some(site), _) => !matches!(site, "same-origin" | "none"),
        (None, None | Some("null")) => false,
        (None, Some(origin)) => {
            origin.split_once("://").is_none_or(|(_, host)| Some(host) != says(HOST.as_str()))
        }
    }
}

fn cookie(headers: &HeaderMap) -> String {
    let all = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs
        .into_iter()
        .find(|(name, _)| *name == COOKIE_NAME)
        .map_or(String::new(), |(_, value)| value.to_string())
}

impl Hall {
    fn make(&self, call: &Call) -> Made {
        let house = self.counter.house();
        let page = match call.parts.as_slice() {
            [] => return door::page(self, &house, call).into(),
            [style, _] if style == "stijl" => return self.style(call).into(),
            [code] => (code, ""),
            [code, page] => (code, page.as_str()),
            _ => return door::no_such_code(&house, call).into(),
        };
        let (code, page) = (Code::read(page.0), page.1);
        let allowed = self.limits.lock().unwrap_or_else(PoisonError::into_inner).may_try(call.from, call.now);
        if !allowed {
            return Made { response: door::too_often(&house, call), wrong_code: true };
        }
        let seen = match code.as_ref().map(|code| self.counter.look(code)) {
            None | Some(Ok(None)) => {
                self.was_wrong(call);
                return Made { response: door::no_such_code(&house, call), wrong_code: true };
            }
            Some(Err(_)) => return door::later(&house, call).into(),
            Some(Ok(Some(seen))) => seen,
        };
        let Some(code) = code else { return door::no_such_code(&house, call).into() };
        self.limits.lock().unwrap_or_else(PoisonError::into_inner).came_in(call.from, call.now);
        let visit = Visit {
            hall: self,
            house: &house,
            code: &code,
            seen: &seen,
            language: call.language,
            token: &call.token,
            call,
        };
        pages::page(&visit, page).unwrap_or_else(|_| door::later(&house, call)).into()
    }

    fn style(&self, call: &Call) -> Response {
        let asked = format!("/b/{}", call.parts.join("/"));
        if asked == *STYLE_ADDRESS { frame::style() } else { frame::see_other("/b/") }
    }

    /// May a code be sent again because somebody from here asks for it? It counts like a wrong code: who walks along addresses
    /// guesses too.
    pub(crate) fn may_ask_again(&self, call: &Call) -> bool {
        let may = self.limits.lock().unwrap_or_else(PoisonError::into_inner).may_try(call.from, call.now);
        if may {
            self.was_wrong(call);
        }
        may
    }

    fn was_wrong(&self, call: &Call) {
        let tell = self.limits.lock().unwrap_or_else(PoisonError::into_inner).was_wrong(call.from, call.now);
        if tell {
            self.counter.alarm(ALARM);
        }
    }

    /// Gives the browser a proof, for the pages of this code only.
    pub(crate) fn with_proof(&self, mut response: Response, code: &Code, token: &str) -> Response {
        let secure = if self.secure { "; Secure" } else { "" };
        let cookie = format!(
            "{COOKIE_NAME}={token}; Path=/b/{}; Max-Age={PROOF_LASTS}; HttpOnly; SameSite=Strict{secure}",
            code.signs()
        );
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().insert(SET_COOKIE, cookie);
        }
        response
    }
}
