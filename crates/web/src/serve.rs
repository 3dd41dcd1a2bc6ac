//! The addresses of the pages, and serving them until told to stop.

mod door;
mod windows;

pub use windows::connections;

use std::future::Future;
use std::io;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware;
use axum::response::Response;
use axum::routing::{self, MethodRouter, get};
use domain::staff::Right;
use tokio::net::TcpListener;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;

use crate::aanmelden::Arrival;
use crate::answer::Failure;
use crate::app::{App, Change, Visit};
use crate::asked::{Asked, Filled, LARGEST_FORM};
use crate::formulier::Wrong;
use crate::house::House;
use crate::outside::{self, Doors};
use crate::reception::LARGEST_LIST;
use crate::sheet::Kind;
use crate::signed::{Sent, Signed};
use crate::{
    afspraak, agenda, assets, bank, begin, beleid, bericht, bewijs, doen, dossier, gebruikers, geld,
    gevoelig, helpen, huisbezoek, hulp, huurders, inzage, inzicht, kijkers, logboek, nacht, noodstop, post,
    rondleiding, samen, team, veertien, voorstel, vroegsignaal, waarom, werk,
};
use door::{Own, with_door};

/// Serves the pages until `stop` is ready; pages that are under way are finished first. `doors` are for callers from
/// outside, where a landlord lets them in; `beside` is what else stands before the outside world on this address, such as the
/// page of tenants.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    app: App,
    listener: TcpListener,
    doors: Option<Doors>,
    beside: Option<Router>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let here_only = listener.local_addr()?.ip().is_loopback();
    let closing = app.clone();
    let stop = async move {
        stop.await;
        closing.close();
    };
    let mut router = router(app.clone());
    if here_only || app.host().is_some() {
        let own = Own { app, here_only };
        router = router.layer(middleware::from_fn_with_state(own, door::only_by_own_name));
    }
    if let Some(doors) = doors {
        // Who calls from outside knows us by another name; what is behind these doors is not for reading.
        router = router.merge(outside::doors(doors));
    }
    if let Some(beside) = beside {
        router = router.merge(beside);
    }
    windows::serve(listener, router, stop).await
}

/// The largest list, with the form around it.
const LARGEST_UPLOAD: usize = LARGEST_LIST + LARGEST_FORM;

/// What makes a page, and what makes the page of a dossier.
type Page = fn(&Visit, &Asked) -> Made;
type DossierPage = fn(&Visit, &str, &Asked) -> Made;
/// The page of something in a dossier, or an act of a kind: the number of the dossier, and which.
type PartPage = fn(&Visit, (&str, &str), &Asked) -> Made;
/// What takes a form.
type Form = fn(&mut Change) -> Made;
type FormAbout = fn(&mut Change, &str) -> Made;
type PartForm = fn(&mut Change, (&str, &str)) -> Made;
/// A list as a file, and a list of one dossier.
type ListFile = fn(&Visit, &Asked, Kind) -> Made;
type DossierFile = fn(&Visit, &str, Kind) -> Made;

type Made = Result<Response, Failure>;

/// A page for who has this right.
fn page(right: Right, make: Page) -> MethodRouter<App> {
    get(move |State(app): State<App>, who: Signed, asked: Asked| {
        app.show(who, right, move |visit| make(visit, &asked))
    })
}

/// The same for a page that is soon there.
fn short_page(right: Right, make: Page) -> MethodRouter<App> {
    get(move |State(app): State<App>, who: Signed, asked: Asked| async move {
        app.show_here(&who, right, |visit| make(visit, &asked))
    })
}

/// A page about what the address names.
fn page_of(right: Right, make: DossierPage) -> MethodRouter<App> {
    get(move |State(app): State<App>, who: Signed, Path(number): Path<String>, asked: Asked| {
        app.show(who, right, move |visit| make(visit, &number, &asked))
    })
}

/// The same for a page that is soon there.
fn short_page_of(right: Right, make: DossierPage) -> MethodRouter<App> {
    get(move |State(app): State<App>, who: Signed, Path(number): Path<String>, asked: Asked| async move {
        app.show_here(&who, right, |visit| make(visit, &number, &asked))
    })
}

/// A page about one thing in a dossier.
fn page_of_part(right: Right, make: PartPage) -> MethodRouter<App> {
    get(
        move |State(app): State<App>,
              who: Signed,
              Path((number, part)): Path<(String, String)>,
              asked: Asked| {
            app.show(who, right, move |visit| make(visit, (&number, &part), &asked))
        },
    )
}

/// A form for who has this right.
fn form(right: Right, make: Form) -> MethodRouter<App> {
    routing::post(move |State(app): State<App>, sent: Sent| app.change(sent, right, make))
}

/// A form of which something is found out first, before anybody has to wait for who writes.
fn form_after<T: 'static>(
    right: Right,
    find_out: fn(&House, &Asked) -> Result<T, Failure>,
    make: fn(&mut Change, T) -> Result<Response, Failure>,
) -> MethodRouter<App> {
    routing::post(move |State(app): State<App>, sent: Sent| app.change_after(sent, right, find_out, make))
}

/// A form about what the address names.
fn form_of(right: Right, make: FormAbout) -> MethodRouter<App> {
    routing::post(move |State(app): State<App>, Path(number): Path<String>, sent: Sent| {
        app.change(sent, right, move |change| make(change, &number))
    })
}

/// A form about one thing in a dossier.
fn form_of_part(right: Right, make: PartForm) -> MethodRouter<App> {
    routing::post(move |State(app): State<App>, Path((number, part)): Path<(String, String)>, sent: Sent| {
        app.change(sent, right, move |change| make(change, (&number, &part)))
    })
}

const LISTS: [(&str, Right, ListFile); 15] = [
    ("/werk", Right::Export, werk::file),
    ("/werk/agenda", Right::Export, agenda::list_file),
    ("/werk/handelingen", Right::Export, werk::acts_file),
    ("/huurders", Right::Export, huurders::file),
    ("/post", Right::Export, post::file),
    ("/bank", Right::Export, bank::file),
    ("/nacht", Right::Export, nacht::file::file),
    ("/nachten", Right::Export, nacht::list_file),
    ("/inzicht/regelingen", Right::Export, inzicht::regelingen::file),
    ("/inzicht/betaaldag", Right::Export, inzicht::betaaldag::file),
    ("/inrichting/logboek", Right::ReadLog, logboek::file),
    ("/inrichting/gebruikers", Right::ManageAccounts, gebruikers::file),
    ("/inrichting/meldingen", Right::ReadFeedback, hulp::feedback_file),
    ("/werk/team", Right::Export, team::file),
    ("/begin/vergelijken", Right::BringIn, begin::vergelijken::file),
];
const LISTS_OF_A_DOSSIER: [(&str, DossierFile); 3] =
    [("geld", dossier::money), ("tijdlijn", dossier::history), ("inzage", inzage::file)];

/// Every list as Excel, CSV and JSON.
fn with_files(mut router: Router<App>) -> Router<App> {
    for kind in Kind::ALL {
        for (list, right, file) in LISTS {
            let give = move |State(app): State<App>, who: Signed, asked: Asked| {
                app.show(who, right, move |visit| file(visit, &asked, kind))
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

/// All addresses, each with the right that it asks for.
pub fn router(app: App) -> Router {
    use Right::SeeDossiers;
    with_beginning(with_help(with_bank(with_post(with_legal_road(with_dossiers(with_work(with_files(
        with_door(Router::new()),
    ))))))))
    .route("/vannacht", page(SeeDossiers, |visit, _| nacht::last(visit)))
    .route("/nacht", page(SeeDossiers, |visit, asked| nacht::asked(visit, asked.get("dag"))))
    .route("/nacht/{day}", page_of(SeeDossiers, |visit, day, _| nacht::of_day(visit, day)))
    .route("/nachten", page(SeeDossiers, |visit, _| nacht::list(visit)))
    .route("/huurders", page(SeeDossiers, huurders::page))
    .route("/inzicht/regelingen", page(SeeDossiers, inzicht::regelingen::page))
    .route("/inzicht/betaaldag", page(SeeDossiers, inzicht::betaaldag::page))
    .route("/beleid", page(Right::SeePolicy, |visit, _| beleid::page(visit)))
    .route("/eigen/{name}", get(assets::file))
    .fallback(nowhere)
    .method_not_allowed_fallback(nowhere)
    .layer(middleware::from_fn_with_state(app.clone(), door::no_forms_of_others))
    .layer(middleware::from_fn_with_state(app.clone(), door::tls_from_now_on))
    .layer(DefaultBodyLimit::max(LARGEST_FORM))
    // Smaller still takes longer to make than it saves on the way.
    .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
    .with_state(app)
}

/// What lies on somebody's desk.
fn with_work(router: Router<App>) -> Router<App> {
    use Right::Record;
    router
        .route("/werk", short_page(Record, werk::page))
        .route("/werk/volgende", page(Record, doen::next))
        .route("/werk/handelingen", page(Record, |visit, _| werk::acts(visit)))
        .route("/werk/weergave", form(Record, werk::keep))
        .route("/werk/samen", form(Record, samen::act))
        .route("/werk/team", page(Record, |visit, _| team::page(visit)))
        .route(
            "/werk/team/{id}",
            page_of(Record, |visit, id, asked| team::one(visit, id, asked, &Wrong::default()))
                .merge(form_of(Record, team::change)),
        )
        .route("/werk/agenda", page(Record, agenda::page))
        .route("/werk/agenda.ics", page(Record, |visit, _| agenda::file(visit)))
        .route("/werk/agenda/route", page(Record, agenda::route))
        .route("/ongedaan/{id}", form_of(Record, doen::undo))
        .route("/ongedaan/samen/{id}", form_of(Record, samen::undo))
}

/// Help, what people think of the pages, and the light seat of all other employees.
fn with_help(router: Router<App>) -> Router<App> {
    use Right::{LeaveSignal, ReadFeedback, ReadHelp};
    router
        .route("/hulp", page(ReadHelp, |visit, _| hulp::page(visit)))
        .route("/hulp/toetsen", page(ReadHelp, |visit, _| hulp::keys(visit)))
        .route(
            "/hulp/melding",
            page(ReadHelp, |visit, asked| hulp::tell(visit, asked, &Wrong::default()))
                .merge(form(ReadHelp, hulp::told)),
        )
        .route(
            "/inrichting/meldingen",
            page(ReadFeedback, |visit, _| hulp::feedback(visit)).merge(form(ReadFeedback, hulp::handle)),
        )
        .route("/helpen", page(LeaveSignal, helpen::page))
        .route(
            "/helpen/woning/{unit}",
            page_of(LeaveSignal, |visit, unit, asked| helpen::home(visit, unit, asked, &Wrong::default()))
                .merge(form_of(LeaveSignal, helpen::leave)),
        )
        .route("/helpen/signaal/{id}", form_of(LeaveSignal, helpen::take_back))
}

/// One dossier, and what is done about it.
fn with_dossiers(router: Router<App>) -> Router<App> {
    use Right::{AnswerTenant, Export, ReadLog, Record, SeeDossiers};
    router
        .route("/dossier/{number}", short_page_of(SeeDossiers, dossier::page))
        .route(
            "/dossier/{number}/kijkers",
            short_page_of(Record, |visit, number, _| kijkers::refresh(visit, number)),
        )
        .route("/dossier/{number}/signaal/{id}", form_of_part(Record, dossier::noticed::act))
        .route("/dossier/{number}/doe", form_of(Record, doen::act))
        .route(
            "/dossier/{number}/doe/{deed}",
            page_of_part(Record, doen::page).merge(form_of_part(Record, doen::deed)),
        )
        .route("/dossier/{number}/geld", page_of(SeeDossiers, |visit, number, _| geld::page(visit, number)))
        .route(
            "/dossier/{number}/kosten",
            page_of(SeeDossiers, |visit, number, _| geld::costs(visit, number)),
        )
        .route("/dossier/{number}/gevoelig", page_of(Record, gevoelig::page))
        .route(
            "/dossier/{number}/afspraak/{id}",
            page_of_part(SeeDossiers, |visit, of, asked| afspraak::page(visit, of, asked, &Wrong::default()))
                .merge(form_of_part(Record, afspraak::alter)),
        )
        .route(
            "/dossier/{number}/afspraak/{id}/agenda.ics",
            page_of_part(Export, |visit, of, _| agenda::file_of_one(visit, of)),
        )
        .route(
            "/dossier/{number}/huisbezoek",
            page_of(Record, |visit, number, _| huisbezoek::page(visit, number)),
        )
        .route(
            "/dossier/{number}/waarom",
            page_of(SeeDossiers, |visit, number, asked| waarom::page(visit, number, asked.get("dag"))),
        )
        .route("/dossier/{number}/inzage", page_of(ReadLog, inzage::page))
        .route("/dossier/{number}/inzage/alles", page_of(AnswerTenant, inzage::everything))
        .route("/dossier/{number}/inzage/alles.json", page_of(AnswerTenant, inzage::everything_as_file))
        .route(
            "/dossier/{number}/bericht/{place}",
            page_of_part(SeeDossiers, |visit, of, _| bericht::page(visit, of)),
        )
}

/// The legal road of a dossier: 14-day letter, early signal, hand-over.
fn with_legal_road(router: Router<App>) -> Router<App> {
    use Right::{Record, Release, SeeDossiers};
    router
        .route(
            "/dossier/{number}/veertiendagenbrief",
            page_of(SeeDossiers, veertien::page).merge(form_of(Release, veertien::send)),
        )
        .route(
            "/dossier/{number}/veertiendagenbrief.pdf",
            page_of(SeeDossiers, |visit, number, _| veertien::printed(visit, number)),
        )
        .route(
            "/dossier/{number}/vroegsignaal",
            page_of(SeeDossiers, vroegsignaal::page).merge(form_of(Record, vroegsignaal::act)),
        )
        .route(
            "/dossier/{number}/vroegsignaal/{signal}/bestand.zip",
            page_of_part(Release, |visit, of, _| vroegsignaal::file(visit, of)),
        )
        .route(
            "/dossier/{number}/bewijs",
            page_of(SeeDossiers, bewijs::page).merge(form_of(Record, bewijs::act)),
        )
        .route(
            "/dossier/{number}/bewijs.pdf",
            page_of(SeeDossiers, |visit, number, _| bewijs::printed(visit, number)),
        )
        .route(
            "/dossier/{number}/bewijs/set.zip",
            page_of(Record, |visit, number, _| bewijs::set(visit, number)),
        )
}

/// What leaves the house.
fn with_post(router: Router<App>) -> Router<App> {
    use Right::{Release, SeeDossiers, StopPost};
    router
        .route("/post", page(SeeDossiers, post::page))
        .route("/post/voorstellen", form(Release, voorstel::answer_all))
        .route(
            "/post/voorstel/{id}",
            page_of(SeeDossiers, |visit, id, _| voorstel::page(visit, id))
                .merge(form_of(Release, voorstel::answer)),
        )
        .route(
            "/post/voorstel/{id}/brief.pdf",
            page_of(SeeDossiers, |visit, id, _| voorstel::printed(visit, id)),
        )
        .route("/post/bericht/{id}", form_of(Release, post::stuck::answer))
        .route("/post/bekijk", page(SeeDossiers, post::samples::page))
        .route("/post/stil", form(StopPost, noodstop::stop))
        .route("/post/verder", form(StopPost, noodstop::resume))
        .route("/post/nu", routing::post(send_now))
}

/// What the bank tells.
fn with_bank(router: Router<App>) -> Router<App> {
    use Right::{Record, SeeDossiers};
    router
        .route("/bank", page(SeeDossiers, bank::page))
        .route("/bank/betaling/{key}", page_of(SeeDossiers, bank::one).merge(form_of(Record, bank::act)))
        .route("/bank/melding/{id}", form_of(Record, bank::alarm_act))
        .route("/bank/gezien/{key}", page_of(Record, bank::seen_page).merge(form_of(Record, bank::seen_act)))
}

/// The addresses of who begins.
fn with_beginning(router: Router<App>) -> Router<App> {
    use Right::{BringIn, SeePolicy};
    router
        .route("/begin", page(BringIn, begin::page))
        .route("/begin/sleutel/{key}", get(first_visit).post(first_account))
        .route("/begin/sleutel/{key}/demo", routing::post(first_demo))
        .route(
            "/begin/lijst",
            page(BringIn, begin::lijst::page)
                .merge(routing::post(begin::lijst::receive).layer(DefaultBodyLimit::max(LARGEST_UPLOAD))),
        )
        .route("/begin/weg", form(BringIn, begin::lijst::forget))
        .route(
            "/begin/kolommen",
            page(BringIn, begin::kolommen::page).merge(form(BringIn, begin::kolommen::keep)),
        )
        .route("/begin/nakijken", page(BringIn, begin::nakijken::page))
        .route("/begin/dag", form(BringIn, begin::nakijken::keep_day))
        .route("/begin/nacht", form_after(BringIn, begin::nakijken::hand_over, begin::nakijken::take_in))
        .route("/begin/vergelijken", page(BringIn, begin::vergelijken::page))
        .route(
            "/begin/vergelijken/lijst",
            routing::post(begin::vergelijken::receive).layer(DefaultBodyLimit::max(LARGEST_UPLOAD)),
        )
        .route(
            "/begin/vergelijken/oud",
            page(BringIn, begin::vergelijken::old_columns).merge(form_after(
                BringIn,
                begin::vergelijken::read_old,
                begin::vergelijken::keep_old,
            )),
        )
        .route("/begin/vergelijken/oordeel", form(BringIn, begin::vergelijken::judge))
        .route("/begin/over", form(BringIn, begin::over::decide))
        .route("/rondleiding", get(tour))
        .route("/nacht/nu", page(SeePolicy, nacht::nu::page))
        .route("/nacht/nu/gebeurt", get(nacht::nu::happens))
        .route("/nacht/begin", form_after(BringIn, nacht::nu::set_off, nacht::nu::begin))
        .route("/nacht/stop", form(BringIn, nacht::nu::stop))
}

/// A tour is for everybody, also before anybody is known.
async fn tour(State(app): State<App>, asked: Asked) -> Response {
    app.at_the_door(move |door| rondleiding::page(door, &asked)).await
}

async fn first_visit(State(app): State<App>, Path(key): Path<String>) -> Response {
    app.at_the_door(move |door| begin::deur::page(door, &key)).await
}

async fn first_account(
    State(app): State<App>,
    Path(key): Path<String>,
    headers: HeaderMap,
    Filled(form): Filled,
) -> Response {
    let arrival = Arrival::of(&headers, app.secure());
    app.at_the_door(move |door| begin::deur::first_account(door, &key, &form, &arrival)).await
}

async fn first_demo(State(app): State<App>, Path(key): Path<String>) -> Response {
    app.at_the_door(move |door| begin::deur::begin_demo(door, &key)).await
}

/// The form is checked and the log written first; sending itself must not hold the book.
async fn send_now(State(app): State<App>, sent: Sent) -> Response {
    let who = sent.who.clone();
    let wanted = app.clone().change(sent, Right::StopPost, noodstop::wants_now).await;
    if wanted.status() != StatusCode::SEE_OTHER {
        return wanted;
    }
    app.show(who, Right::StopPost, noodstop::sent_now).await
}

async fn nowhere(State(app): State<App>) -> Response {
    app.no_such_page()
}
