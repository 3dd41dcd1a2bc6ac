//! The addresses at the door: signing in and out, the own account, accounts of others, and who is turned away before
//! anything else.

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::header::{HOST, HeaderValue, ORIGIN, STRICT_TRANSPORT_SECURITY};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::{self, get};
use domain::staff::Right;

use super::{form, form_of, form_of_part, page, page_of};
use crate::aanmelden::Arrival;
use crate::app::App;
use crate::asked::{Asked, Filled};
use crate::formulier::Wrong;
use crate::signed::{Signed, cookie_text};
use crate::{aanmelden, answer, elders, gebruikers, logboek, mijn, passkeys};

/// Signing in and out, the own account, and those of others.
pub(super) fn with_door(router: Router<App>) -> Router<App> {
    use Right::{ManageAccounts, OwnAccount, ReadLog};
    router
        .route("/", get(home))
        .route("/aanmelden", get(sign_in_page).post(sign_in))
        .route("/afmelden", routing::post(sign_out))
        .route("/uitnodiging/{token}", get(invitation).post(choose_password))
        .route("/welkom", get(welcome))
        .route("/mijn", page(OwnAccount, |visit, asked| mijn::page(visit, asked, &Wrong::default())))
        .route("/mijn/wachtwoord", routing::post(change_password))
        .route("/aanmelden/elders", get(sign_in_elsewhere))
        .route("/aanmelden/terug", get(back_from_elsewhere))
        .route("/aanmelden/passkey", routing::post(arrive_with_passkey))
        .route("/aanmelden/passkey/begin", routing::post(begin_arriving))
        .route("/mijn/passkeys", routing::post(add_passkey))
        .route("/mijn/passkeys/begin", routing::post(begin_adding))
        .route("/mijn/passkeys/weg", form(OwnAccount, passkeys::remove))
        .route("/mijn/toetsen", form(OwnAccount, mijn::choose_keys))
        .route("/mijn/sessies/{handle}", form_of(OwnAccount, mijn::end_session))
        .route(
            "/inrichting/gebruikers",
            page(ManageAccounts, |visit, asked| gebruikers::list(visit, asked, &Wrong::default()))
                .merge(form(ManageAccounts, gebruikers::add)),
        )
        .route(
            "/inrichting/gebruikers/{number}",
            page_of(ManageAccounts, |visit, number, asked| {
                gebruikers::page(visit, number, asked, &Wrong::default())
            }),
        )
        .route("/inrichting/logboek", page(ReadLog, logboek::page))
        .route("/inrichting/gebruikers/{number}/{deed}", form_of_part(ManageAccounts, gebruikers::deed))
}

/// Under which names the pages answer.
#[derive(Clone)]
pub(super) struct Own {
    /// The pages.
    pub(super) app: App,
    /// They are served to this machine only.
    pub(super) here_only: bool,
}

/// We answer to our own name only, and listening on this machine to this machine's own names: otherwise a page elsewhere could
/// have a name of its own point here and read along in the visitor's browser.
pub(super) async fn only_by_own_name(State(own): State<Own>, request: Request, next: Next) -> Response {
    let host = host_of(request.headers());
    let ours = own.app.host().is_some_and(|known| known.eq_ignore_ascii_case(host));
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let here = name.eq_ignore_ascii_case("localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    if ours || (own.here_only && here) { next.run(request).await } else { own.app.no_such_page() }
}

fn host_of(headers: &HeaderMap) -> &str {
    headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default()
}

/// A form that another site sends for a visitor is refused, also where nobody is signed in yet. Browsers tell where a form
/// comes from; one that is too old to tell so sends an origin.
pub(super) async fn no_forms_of_others(State(app): State<App>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let says = |name: &str| headers.get(name).and_then(|header| header.to_str().ok());
    let from_elsewhere = match (says("sec-fetch-site"), says(ORIGIN.as_str())) {
        (Some(site), _) => !matches!(site, "same-origin" | "none"),
        // A page of ours tells no origin (`Referrer-Policy: no-referrer`): `null`.
        (None, None | Some("null")) => false,
        (None, Some(origin)) => origin.split_once("://").is_none_or(|(_, host)| host != host_of(headers)),
    };
    if from_elsewhere && !matches!(*request.method(), Method::GET | Method::HEAD) {
        return app.not_our_form();
    }
    next.run(request).await
}

/// Pages over TLS say that they are never asked for over an open line.
pub(super) async fn tls_from_now_on(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if app.secure() {
        let year = HeaderValue::from_static("max-age=31536000");
        response.headers_mut().insert(STRICT_TRANSPORT_SECURITY, year);
    }
    response
}

async fn home(who: Signed) -> Response {
    answer::see_other(aanmelden::home(who.staff.seat.role))
}

async fn sign_in_page(State(app): State<App>, asked: Asked) -> Response {
    app.at_the_door(move |door| aanmelden::page(door, &asked)).await
}

async fn sign_in(State(app): State<App>, headers: HeaderMap, Filled(form): Filled) -> Response {
    let arrival = Arrival::of(&headers, app.secure());
    app.at_the_door(move |door| aanmelden::sign_in(door, &form, &arrival)).await
}

async fn sign_out(State(app): State<App>, who: Signed, Filled(form): Filled) -> Response {
    app.at_the_door(move |door| aanmelden::sign_out(door, &who, &form)).await
}

async fn invitation(State(app): State<App>, Path(token): Path<String>) -> Response {
    app.at_the_door(move |door| aanmelden::invitation(door, &token, "")).await
}

async fn choose_password(
    State(app): State<App>,
    Path(token): Path<String>,
    Filled(form): Filled,
) -> Response {
    app.at_the_door(move |door| aanmelden::choose_password(door, &token, &form)).await
}

async fn change_password(State(app): State<App>, who: Signed, Filled(form): Filled) -> Response {
    app.at_the_door(move |door| mijn::change_password(door, &who, &form)).await
}

async fn sign_in_elsewhere(State(app): State<App>, asked: Asked) -> Response {
    app.at_the_door(move |door| elders::begin(door, &asked)).await
}

async fn back_from_elsewhere(State(app): State<App>, headers: HeaderMap, asked: Asked) -> Response {
    let arrival = Arrival::of(&headers, app.secure());
    let (sent, form) = (kept(&headers, elders::SENT, &app), kept(&headers, elders::KEPT, &app));
    app.at_the_door(move |door| elders::finish(door, &asked, &arrival, (&sent, &form))).await
}

async fn begin_arriving(State(app): State<App>) -> Response {
    app.at_the_door(passkeys::begin_arriving).await
}

async fn arrive_with_passkey(State(app): State<App>, headers: HeaderMap, Filled(form): Filled) -> Response {
    let arrival = Arrival::of(&headers, app.secure());
    let asked = kept(&headers, passkeys::ARRIVING, &app);
    app.at_the_door(move |door| passkeys::arrive(door, &form, &arrival, &asked)).await
}

async fn begin_adding(State(app): State<App>, who: Signed, Filled(form): Filled) -> Response {
    app.at_the_door(move |door| passkeys::begin_adding(door, &who, &form)).await
}

async fn add_passkey(
    State(app): State<App>,
    who: Signed,
    headers: HeaderMap,
    Filled(form): Filled,
) -> Response {
    let asked = kept(&headers, passkeys::ADDING, &app);
    app.at_the_door(move |door| passkeys::add(door, &who, &form, &asked)).await
}

/// What the browser keeps of something that is under way; empty when it keeps nothing.
fn kept(headers: &HeaderMap, name: &str, app: &App) -> String {
    cookie_text(headers, name, app.secure()).unwrap_or_default().to_string()
}

async fn welcome(State(app): State<App>, who: Signed) -> Response {
    app.at_the_door(move |door| aanmelden::welcome(door, &who)).await
}
