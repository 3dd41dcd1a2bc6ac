//! The addresses of the pages, and serving them until told to stop.

use std::future::Future;
use std::io;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::header::HOST;
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::get;
use tokio::net::TcpListener;

use crate::app::App;
use crate::asked::Asked;
use crate::{assets, beleid, bericht, dossier, huurders, nacht, post, waarom};

/// Serves the pages until `stop` is ready; pages that are under way are finished first.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let here_only = listener.local_addr()?.ip().is_loopback();
    let mut router = router(app.clone());
    if here_only {
        router = router.layer(middleware::from_fn_with_state(app, only_by_own_name));
    }
    axum::serve(listener, router).with_graceful_shutdown(stop).await
}

/// All addresses.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/", get(last_night))
        .route("/nacht/{day}", get(night))
        .route("/nachten", get(nights))
        .route("/huurders", get(tenants))
        .route("/huurders.csv", get(tenants_csv))
        .route("/dossier/{number}", get(one_dossier))
        .route("/dossier/{number}/waarom", get(why))
        .route("/dossier/{number}/bericht/{place}", get(message))
        .route("/post", get(outgoing))
        .route("/beleid", get(rules))
        .route("/eigen/{name}", get(assets::file))
        .fallback(nowhere)
        .method_not_allowed_fallback(nowhere)
        .with_state(app)
}

/// Listening on this machine only, we answer only to this machine's own names: otherwise a page elsewhere could have a
/// name of its own point here and read along in the visitor's browser.
async fn only_by_own_name(State(app): State<App>, request: Request, next: Next) -> Response {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let own = name.eq_ignore_ascii_case("localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    if own { next.run(request).await } else { app.no_such_page() }
}

async fn last_night(State(app): State<App>) -> Response {
    app.show(nacht::last).await
}

async fn night(State(app): State<App>, Path(day): Path<String>) -> Response {
    app.show(move |visit| nacht::of_day(visit, &day)).await
}

async fn nights(State(app): State<App>) -> Response {
    app.show(nacht::list).await
}

async fn tenants(State(app): State<App>, asked: Asked) -> Response {
    app.show(move |visit| huurders::page(visit, &asked)).await
}

async fn tenants_csv(State(app): State<App>, asked: Asked) -> Response {
    app.show(move |visit| huurders::csv(visit, &asked)).await
}

async fn one_dossier(State(app): State<App>, Path(number): Path<String>, asked: Asked) -> Response {
    app.show(move |visit| dossier::page(visit, &number, asked.get("toon"))).await
}

async fn why(State(app): State<App>, Path(number): Path<String>, asked: Asked) -> Response {
    app.show(move |visit| waarom::page(visit, &number, asked.get("dag"))).await
}

async fn message(State(app): State<App>, Path((number, place)): Path<(String, String)>) -> Response {
    app.show(move |visit| bericht::page(visit, &number, &place)).await
}

async fn outgoing(State(app): State<App>) -> Response {
    app.show(post::page).await
}

async fn rules(State(app): State<App>) -> Response {
    app.show(beleid::page).await
}

async fn nowhere(State(app): State<App>) -> Response {
    app.no_such_page()
}
