//! The doors for who is not on staff: providers that report how messages fare, and a tenant who wants no more of a kind of
//! mail.
//!
//! In goes a call from outside; what it means is asked of the executable, which knows the secrets. A wrong secret gets the
//! same answer as an address that is not there. Nothing a caller says comes back in a page, nothing is logged, and looking
//! (GET) changes nothing. Only these addresses, `/melding/` and `/geen-mail/`, belong before the outside world; the pages do
//! not.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, State};
use axum::http::header::{CONTENT_TYPE, HeaderMap};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{DOCTYPE, Markup, html};

use crate::{answer, frame};

/// The longest report that is read, in bytes.
const LONGEST: usize = 256 * 1024;

/// A call at one of the doors.
#[derive(Clone, Debug, Default)]
pub struct Call {
    /// Who is meant to call: `sms`, `whatsapp`.
    pub provider: String,
    /// The secret in the address.
    pub secret: String,
    /// What stands behind the question mark.
    pub query: String,
    /// The signature in the head (`X-Hub-Signature-256`), or empty.
    pub signature: String,
    /// The body.
    pub body: Vec<u8>,
    /// It only asks (GET).
    pub asks: bool,
}

/// What a call comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// There is nothing here: wrong secret, wrong signature, no such door.
    Nothing,
    /// Taken; it will not be lost.
    Taken,
    /// Taken, and this is to be said back.
    Say(String),
    /// It could not be kept: call again later.
    Later,
}

/// Takes a report.
pub type TakeReport = Box<dyn Fn(Call) -> Answer + Send + Sync>;
/// Stops mail for the token, or only looks at it.
pub type StopMail = Box<dyn Fn(&str, bool) -> Answer + Send + Sync>;

/// What the executable does at the doors.
pub struct Doors {
    /// Takes a report of a provider.
    pub report: TakeReport,
    /// A tenant with this token wants no friendly mail more; `false` only asks whether the token is right.
    pub unsubscribe: StopMail,
}

/// The addresses of the doors.
pub fn doors(doors: Doors) -> Router {
    Router::new()
        .route("/melding/{provider}/{secret}", get(report).post(report))
        .route("/geen-mail/{token}", get(unsubscribe).post(unsubscribe))
        .layer(DefaultBodyLimit::max(LONGEST))
        .with_state(Arc::new(doors))
}

async fn report(
    State(doors): State<Arc<Doors>>,
    Path((provider, secret)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let signature =
        headers.get("x-hub-signature-256").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let call = Call {
        provider,
        secret,
        query: query.unwrap_or_default(),
        signature: signature.to_string(),
        body: body.to_vec(),
        asks: method != Method::POST,
    };
    match asked(move || (doors.report)(call)).await {
        Answer::Nothing => StatusCode::NOT_FOUND.into_response(),
        Answer::Taken => StatusCode::OK.into_response(),
        Answer::Later => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Answer::Say(words) => {
            let mut response = words.into_response();
            response
                .headers_mut()
                .insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
            response.headers_mut().insert("x-content-type-options", HeaderValue::from_static("nosniff"));
            response
        }
    }
}

/// GET shows a page with a button and changes nothing: mail programs look at every link. POST does it, from the button or
/// from the mail program itself (RFC 8058).
async fn unsubscribe(State(doors): State<Arc<Doors>>, Path(token): Path<String>, method: Method) -> Response {
    let does = method == Method::POST;
    match asked(move || (doors.unsubscribe)(&token, does)).await {
        Answer::Nothing => {
            let mut response = answer::page(page(
                "Dit adres werkt niet (meer)",
                &html! {
                    p { "Kijk of u het hele adres hebt overgenomen. Of antwoord op onze e-mail, dan regelen wij het." }
                },
            ));
            *response.status_mut() = StatusCode::NOT_FOUND;
            response
        }
        Answer::Later => {
            let mut response = answer::page(page(
                "Het lukt nu even niet",
                &html! {
                    p { "Probeer het straks nog eens. Er is niets veranderd." }
                },
            ));
            *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
            response
        }
        _ if does => answer::page(page(
            "U krijgt deze e-mails niet meer",
            &html! {
                p { "Wij sturen u geen vriendelijke herinneringen meer per e-mail." }
                p { "Belangrijke berichten over uw huur blijven wij u sturen." }
            },
        )),
        _ => answer::page(page(
            "Geen vriendelijke herinneringen meer per e-mail?",
            &html! {
                p { "Soms sturen wij u een vriendelijk berichtje over uw huur. Wilt u dat niet meer per e-mail? Klik dan op de knop." }
                p { "Belangrijke berichten over uw huur blijven wij u sturen." }
                form method="post" { button type="submit" { "Ja, stuur mij deze e-mails niet meer" } }
            },
        )),
    }
}

/// Asks on a thread that may wait for the disk.
async fn asked(ask: impl FnOnce() -> Answer + Send + 'static) -> Answer {
    tokio::task::spawn_blocking(ask).await.unwrap_or(Answer::Later)
}

/// A page for somebody outside: no names, no way into the other pages.
fn page(title: &str, main: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="nl" {
            head { (frame::head(title)) }
            body { main { h1 { (title) } (main) } }
        }
    }
}
