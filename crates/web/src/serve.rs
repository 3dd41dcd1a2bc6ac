//! The addresses of the pages, and serving them until told to stop.

use std::future::Future;
use std::io;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::header::HOST;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{self, get};
use domain::staff::Right;
use tokio::net::TcpListener;
use tower_http::compression::CompressionLayer;

use crate::answer::Failure;
use crate::app::{App, Visit};
use crate::asked::{Asked, Filled};
use crate::formulier::Wrong;
use crate::outside::{self, Doors};
use crate::sheet::Kind;
use crate::signed::{DEVICE, Signed, cookie};
use crate::{
    aanmelden, afspraak, agenda, answer, assets, beleid, bericht, bewijs, doen, dossier, huisbezoek,
    huurders, inzage, nacht, noodstop, post, samen, veertien, voorstel, waarom, werk,
};

/// Serves the pages until `stop` is ready; pages that are under way are finished first. `doors` are for callers from
/// outside, where a landlord lets them in.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    app: App,
    listener: TcpListener,
    doors: Option<Doors>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let here_only = listener.local_addr()?.ip().is_loopback();
    let mut router = router(app.clone());
    if here_only {
        router = router.layer(middleware::from_fn_with_state(app, only_by_own_name));
    }
    if let Some(doors) = doors {
        // Who calls from outside knows us by another name; what is behind these doors is not for reading.
        router = router.merge(outside::doors(doors));
    }
    axum::serve(listener, router).with_graceful_shutdown(stop).await
}

/// The largest form. Bytes.
const LARGEST_FORM: usize = 65_536;

/// A list as a file.
type ListFile = fn(&Visit, &Asked, Kind) -> Result<Response, Failure>;
/// A list of one dossier as a file.
type DossierFile = fn(&Visit, &str, Kind) -> Result<Response, Failure>;

const LISTS: [(&str, ListFile); 4] =
    [("/werk", werk::file), ("/huurders", huurders::file), ("/post", post::file), ("/nachten", nacht::file)];
const LISTS_OF_A_DOSSIER: [(&str, DossierFile); 2] =
    [("geld", dossier::money), ("tijdlijn", dossier::history)];

/// Every list as Excel, CSV and JSON.
fn with_files(mut router: Router<App>) -> Router<App> {
    for kind in Kind::ALL {
        for (list, file) in LISTS {
            let give = move |State(app): State<App>, who: Signed, asked: Asked| {
                app.show(who, Right::Export, move |visit| file(visit, &asked, kind))
            };
            router = router.route(&format!("{list}.{}", kind.ending()), get(give));
        }
        for (list, file) in LISTS_OF_A_DOSSIER {
            let give = move |State(app): State<App>, who: Signed, Path(number): Path<String>| {
                app.show(who, Right::Export, move |visit| file(visit, &number, kind))
            };
            router = router.route(&format!("/dossier/{{number}}/{list}.{}", kind.ending()), get(give));
        }
    }
    router
}

/// All addresses.
pub fn router(app: App) -> Router {
    with_files(Router::new())
        .route("/", get(home))
        .route("/aanmelden", get(sign_in_page).post(sign_in))
        .route("/afmelden", routing::post(sign_out))
        .route("/uitnodiging/{token}", get(invitation).post(choose_password))
        .route("/welkom", get(welcome))
        .route("/werk", get(work))
        .route("/werk/volgende", get(next_task))
        .route("/werk/handelingen", get(own_acts))
        .route("/werk/samen", routing::post(work_together))
        .route("/werk/agenda", get(own_agenda))
        .route("/werk/agenda.ics", get(agenda_file))
        .route("/werk/agenda/route", get(route))
        .route("/ongedaan/{id}", routing::post(undo))
        .route("/ongedaan/samen/{id}", routing::post(undo_together))
        .route("/vannacht", get(last_night))
        .route("/nacht", get(asked_night))
        .route("/nacht/{day}", get(night))
        .route("/nachten", get(nights))
        .route("/huurders", get(tenants))
        .route("/dossier/{number}", get(one_dossier))
        .route("/dossier/{number}/doe", routing::post(act))
        .route("/dossier/{number}/doe/{deed}", get(deed_page).post(deed))
        .route("/dossier/{number}/bewijs", get(evidence).post(evidence_step))
        .route("/dossier/{number}/afspraak/{id}", get(appointment).post(alter_appointment))
        .route("/dossier/{number}/afspraak/{id}/agenda.ics", get(appointment_file))
        .route("/dossier/{number}/huisbezoek", get(visit_paper))
        .route("/dossier/{number}/waarom", get(why))
        .route("/dossier/{number}/inzage", get(looked_at))
        .route("/dossier/{number}/bericht/{place}", get(message))
        .route("/post", get(outgoing))
        .route("/post/voorstellen", routing::post(answer_proposals))
        .route("/post/voorstel/{id}", get(proposal).post(answer_proposal))
        .route("/post/voorstel/{id}/brief.pdf", get(proposal_printed))
        .route("/post/stil", routing::post(stop_post))
        .route("/post/verder", routing::post(resume_post))
        .route("/post/nu", routing::post(send_now))
        .route("/dossier/{number}/veertiendagenbrief", get(fourteen_days).post(send_fourteen_days))
        .route("/dossier/{number}/veertiendagenbrief.pdf", get(fourteen_days_printed))
        .route("/beleid", get(rules))
        .route("/eigen/{name}", get(assets::file))
        .fallback(nowhere)
        .method_not_allowed_fallback(nowhere)
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(CompressionLayer::new())
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

async fn home(who: Signed) -> Response {
    answer::see_other(aanmelden::home(who.staff.seat.role))
}

async fn sign_in_page(State(app): State<App>, asked: Asked) -> Response {
    app.at_the_door(move |door| aanmelden::page(door, &asked)).await
}

async fn sign_in(State(app): State<App>, headers: HeaderMap, Filled(form): Filled) -> Response {
    let device = cookie(&headers, DEVICE);
    app.at_the_door(move |door| aanmelden::sign_in(door, &form, device.as_ref())).await
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

async fn welcome(State(app): State<App>, who: Signed) -> Response {
    app.at_the_door(move |door| aanmelden::welcome(door, &who)).await
}

async fn work(State(app): State<App>, who: Signed, asked: Asked) -> Response {
    app.show(who, Right::Record, move |visit| werk::page(visit, &asked)).await
}

async fn next_task(State(app): State<App>, who: Signed, asked: Asked) -> Response {
    app.show(who, Right::Record, move |visit| doen::next(visit, &asked)).await
}

async fn own_acts(State(app): State<App>, who: Signed) -> Response {
    app.show(who, Right::Record, werk::acts).await
}

async fn act(
    State(app): State<App>,
    who: Signed,
    Path(number): Path<String>,
    Filled(form): Filled,
) -> Response {
    app.change(who, Right::Record, form, move |change| doen::act(change, &number)).await
}

async fn deed_page(
    State(app): State<App>,
    who: Signed,
    Path((number, deed)): Path<(String, String)>,
    asked: Asked,
) -> Response {
    app.show(who, Right::Record, move |visit| doen::page(visit, &number, &deed, &asked)).await
}

async fn deed(
    State(app): State<App>,
    who: Signed,
    Path((number, deed)): Path<(String, String)>,
    Filled(form): Filled,
) -> Response {
    app.change(who, Right::Record, form, move |change| doen::deed(change, &number, &deed)).await
}

async fn evidence(State(app): State<App>, who: Signed, Path(number): Path<String>, asked: Asked) -> Response {
    app.show(who, Right::SeeDossiers, move |visit| bewijs::page(visit, &number, &asked)).await
}

async fn evidence_step(
    State(app): State<App>,
    who: Signed,
    Path(number): Path<String>,
    Filled(form): Filled,
) -> Response {
    app.change(who, Right::Record, form, move |change| bewijs::act(change, &number)).await
}

async fn work_together(State(app): State<App>, who: Signed, Filled(form): Filled) -> Response {
    app.change(who, Right::Record, form, samen::act).await
}

async fn undo_together(
    State(app): State<App>,
    who: Signed,
    Path(id): Path<String>,
    Filled(form): Filled,
) -> Response {
    app.change(who, Right::Record, form, move |change| samen::undo(change, &id)).await
}

async fn undo(State(app): State<App>, who: Signed, Path(id): Path<String>, Filled(form): Filled) -> Response {
    app.change(who, Right::Record, form, move |change| doen::undo(change, &id)).await
}

async fn own_agenda(State(app): State<App>, who: Signed, asked: Asked) -> Response {
    app.show(who, Right::Record, move |visit| agenda::page(visit, &asked)).await
}

async fn agenda_file(State(app): State<App>, who: Signed) -> Response {
    app.show(who, Right::Record, agenda::file).await
}

async fn route(State(app): State<App>, who: Signed, asked: Asked) -> Response {
    app.show(who, Right::Record, move |visit| agenda::route(visit, &asked)).await
}

async fn appointment(
    State(app): State<App>,
    who: Signed,
    Path((number, id)): Path<(String, String)>,
    asked: Asked,
) -> Response {
    app.show(who, Right::SeeDossiers, move |visit| {
        afspraak::page(visit, &number, &id, &asked, &Wrong::default())
    })
    .await
}

async fn alter_appointment(
    State(app): State<App>,
    who: Signed,
    Path((number, id)): Path<(String, String)>,
    Filled(form): Filled,
) -> Response {
    app.change(who, Right::Record, form, move |change| afspraak::alter(change, &number, &id)).await
}

async fn appointment_file(
    State(app): State<App>,
    who: Signed,
    Path((number, id)): Path<(String, String)>,
) -> Response {
    app.show(who, Right::Export, move |visit| agenda::file_of_one(visit, &number, &id)).await
}

async fn visit_paper(State(app): State<App>, who: Signed, Path(number): Path<String>) -> Response {
    app.show(who, Right::Record, move |visit| huisbezoek::page(visit, &number)).await
}

async fn last_night(State(app): State<App>, who: Signed) -> Response {
    app.show(who, Right::SeeDossiers, nacht::last).await
}

async fn night(State(app): State<App>, who: Signed, Path(day): Path<String>) -> Response {
    app.show(who, Right::SeeDossiers, move |visit| nacht::of_day(visit, &day)).await
}

async fn asked_night(State(app): State<App>, who: Signed, asked: Asked) -> Response {
    app.show(who, Right::SeeDossiers, move |visit| nacht::asked(visit, asked.get("dag"))).await
}

async fn nights(State(app): State<App>, who: Signed) -> Response {
    app.show(who, Right::SeeDossiers, nacht::list).await
}

async fn tenants(State(app): State<App>, who: Signed, asked: Asked) -> Response {
    app.show(who, Right::SeeDossiers, move |visit| huurders::page(visit, &asked)).await
}

async fn one_dossier(
    State(app): State<App>,
    who: Signed,
    Path(number): Path<String>,
    asked: Asked,
) -> Response {
    app.show(who, Right::SeeDossiers, move |visit| dossier::page(visit, &number, &asked)).await
}

async fn why(State(app): State<App>, who: Signed, Path(number): Path<String>, asked: Asked) -> Response {
    app.show(who, Right::SeeDossiers, move |visit| waarom::page(visit, &number, asked.get("dag"))).await
}

async fn looked_at(State(app): State<App>, who: Signed, Path(number): Path<String>) -> Response {
    app.show(who, Right::ReadLog, move |visit| inzage::page(visit, &number)).await
}

async fn message(
    State(app): State<App>,
    who: Signed,
    Path((number, place)): Path<(String, String)>,
) -> Response {
    app.show(who, Right::SeeDossiers, move |visit| bericht::page(visit, &number, &place)).await
}

async fn outgoing(State(app): State<App>, who: Signed, asked: Asked) -> Response {
    app.show(who, Right::SeeDossiers, move |visit| post::page(visit, &asked)).await
}

async fn proposal(State(app): State<App>, who: Signed, Path(id): Path<String>) -> Response {
    app.show(who, Right::SeeDossiers, move |visit| voorstel::page(visit, &id)).await
}

async fn proposal_printed(State(app): State<App>, who: Signed, Path(id): Path<String>) -> Response {
    app.show(who, Right::SeeDossiers, move |visit| voorstel::printed(visit, &id)).await
}

async fn answer_proposal(
    State(app): State<App>,
    who: Signed,
    Path(id): Path<String>,
    Filled(form): Filled,
) -> Response {
    app.change(who, Right::Release, form, move |change| voorstel::answer(change, &id)).await
}

async fn answer_proposals(State(app): State<App>, who: Signed, Filled(form): Filled) -> Response {
    app.change(who, Right::Release, form, voorstel::answer_all).await
}

async fn stop_post(State(app): State<App>, who: Signed, Filled(form): Filled) -> Response {
    app.change(who, Right::StopPost, form, noodstop::stop).await
}

async fn resume_post(State(app): State<App>, who: Signed, Filled(form): Filled) -> Response {
    app.change(who, Right::StopPost, form, noodstop::resume).await
}

/// The form is checked and the log written first; sending itself must not hold the book.
async fn send_now(State(app): State<App>, who: Signed, Filled(form): Filled) -> Response {
    let wanted = app.clone().change(who.clone(), Right::StopPost, form, noodstop::wants_now).await;
    if wanted.status() != StatusCode::SEE_OTHER {
        return wanted;
    }
    app.show(who, Right::StopPost, noodstop::sent_now).await
}

async fn fourteen_days(State(app): State<App>, who: Signed, Path(number): Path<String>) -> Response {
    app.show(who, Right::SeeDossiers, move |visit| veertien::page(visit, &number)).await
}

async fn fourteen_days_printed(State(app): State<App>, who: Signed, Path(number): Path<String>) -> Response {
    app.show(who, Right::SeeDossiers, move |visit| veertien::printed(visit, &number)).await
}

async fn send_fourteen_days(
    State(app): State<App>,
    who: Signed,
    Path(number): Path<String>,
    Filled(form): Filled,
) -> Response {
    app.change(who, Right::Release, form, move |change| veertien::send(change, &number)).await
}

async fn rules(State(app): State<App>, who: Signed) -> Response {
    app.show(who, Right::SeePolicy, beleid::page).await
}

async fn nowhere(State(app): State<App>) -> Response {
    app.no_such_page()
}
