//! Signing in, who sees what, acts and taking them back, and what forged or stale forms come to.

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use domain::staff::Seat;
use store::Book;
use store::staff::StaffId;
use tempfile::TempDir;
use tower::ServiceExt;

use crate::landlord::{self, ADMINISTRATOR, AUDITOR, CONSULTANT, EMPLOYEE, LEADER};

pub struct Office {
    pub folder: Arc<TempDir>,
    router: Router,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn goes_to(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text);
        self.headers["location"].to_str().unwrap()
    }
}

impl Office {
    pub fn new() -> Office {
        let folder = tempfile::tempdir().expect("a folder");
        let path = landlord::book(folder.path(), 160, 6);
        Office { router: web::router(landlord::app(path)), folder: Arc::new(folder) }
    }

    /// An office whose consultant has the district with most work.
    pub fn busy() -> Office {
        let office = Office::new();
        let (book, mut loads) = (office.book(), std::collections::BTreeMap::<String, usize>::new());
        for task in book.open_tasks().unwrap().into_iter().filter(|task| task.done_by == "huurconsulent") {
            *loads.entry(task.district).or_default() += 1;
        }
        let (district, _) = loads.into_iter().max_by_key(|(_, tasks)| *tasks).expect("there is work");
        let update = "update staff set districts = ?1 where name = 'Sandra de Boer'";
        book.connection().execute(update, [district]).unwrap();
        office
    }

    /// An office with a book of one's own making.
    pub fn of(make: impl FnOnce(&mut Book)) -> Office {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("boek.sqlite");
        make(&mut Book::open(&path).expect("a new book"));
        Office { router: web::router(landlord::app(path)), folder: Arc::new(folder) }
    }

    /// The same book, served by another process.
    pub fn served_once_more(&self) -> Office {
        let path = self.folder.path().join("boek.sqlite");
        Office { router: web::router(landlord::app(path)), folder: Arc::clone(&self.folder) }
    }

    pub fn book(&self) -> Book {
        Book::open(landlord::place(&self.folder.path().join("boek.sqlite"))).expect("the book opens")
    }

    fn send(&self, request: Request<Body>) -> Answer {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.expect("an answer");
            let (parts, body) = response.into_parts();
            let bytes = to_bytes(body, 10_000_000).await.expect("a body");
            let text = String::from_utf8(bytes.to_vec()).expect("UTF-8");
            Answer { status: parts.status, headers: parts.headers, text }
        })
    }

    pub fn get(&self, person: usize, address: &str) -> Answer {
        let request = Request::builder().uri(address).header("cookie", landlord::cookie(person));
        self.send(request.body(Body::empty()).unwrap())
    }

    /// Somebody else than the people of the tests: with her own session.
    pub fn get_as(&self, cookie: &str, address: &str) -> Answer {
        let request = Request::builder().uri(address).header("cookie", cookie);
        self.send(request.body(Body::empty()).unwrap())
    }

    /// One more account, signed in; gives its number and its cookie.
    pub fn hires(&self, name: &str, seat: Seat) -> (StaffId, String) {
        let (book, token) = (self.book(), web::Token::fresh());
        let mail = format!("{}@example.nl", name.to_lowercase().replace(' ', "."));
        let id = book.add_staff(&mail, name, &seat, landlord::now().seconds).unwrap().expect("a new account");
        book.begin_session(id, &token.hash(), landlord::now().seconds, "Firefox op Linux", "wachtwoord")
            .unwrap();
        let name = landlord::cookie(LEADER);
        let (name, _) = name.split_once('=').expect("a cookie");
        (id, format!("{name}={}", token.text()))
    }

    /// The seal of any session.
    pub fn seal_of(&self, cookie: &str) -> String {
        let page = self.get_as(cookie, "/hulp").text;
        part(&page, "name=\"zegel\" value=\"", "\"").expect("every page carries the seal").to_string()
    }

    pub fn post(&self, cookie: &str, address: &str, form: &str) -> Answer {
        let request = Request::builder().method("POST").uri(address).header("cookie", cookie);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(form.to_string())).unwrap())
    }

    pub fn post_with(&self, address: &str, form: &str, headers: &[(&str, &str)]) -> Answer {
        let request = Request::builder().method("POST").uri(address);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        self.send(request.body(Body::from(form.to_string())).unwrap())
    }

    pub fn seal(&self, person: usize) -> String {
        let page = self.get(person, "/beleid").text;
        part(&page, "name=\"zegel\" value=\"", "\"").expect("every page carries the seal").to_string()
    }

    /// The address of somebody's first task: dossier, and the task.
    pub fn first_task(&self, person: usize) -> (String, String) {
        let page = self.get(person, "/werk").text;
        let address = part(&page, "class=\"knop\" href=\"", "\"").expect("there is work").to_string();
        let (dossier, task) = address.split_once("?taak=").expect("a dossier and a task");
        (dossier.to_string(), task.to_string())
    }
}

pub fn part<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.split_once(before)?.1.split_once(after).map(|(found, _)| found)
}

/// What is only read can be shared.
static OFFICE: LazyLock<Office> = LazyLock::new(Office::new);

#[test]
fn who_is_not_signed_in_is_asked_to_and_comes_back_where_he_was() {
    for address in ["/werk", "/huurders?q=a", "/dossier/1", "/vannacht", "/huurders.csv", "/werk/volgende"] {
        let answer = OFFICE.send(Request::builder().uri(address).body(Body::empty()).unwrap());
        assert!(answer.goes_to().starts_with("/aanmelden?naar=%2F"), "{address}");
        assert!(answer.text.is_empty());
    }
    let wrong = format!("__Host-houvast={}", "0".repeat(64));
    for cookie in [wrong.as_str(), "__Host-houvast=", "__Host-houvast=x; __Host-houvast=y"] {
        let request = Request::builder().uri("/werk").header("cookie", cookie);
        let answer = OFFICE.send(request.body(Body::empty()).unwrap());
        assert!(answer.goes_to().starts_with("/aanmelden"), "{cookie}");
    }
    let page = OFFICE.get(LEADER, "/aanmelden?naar=https%3A%2F%2Felders.example");
    assert!(!page.text.contains("elders.example"), "only addresses of our own");
    let page = OFFICE.get(LEADER, "/aanmelden?naar=%2F%2Felders.example");
    assert!(!page.text.contains("elders.example"));
}

#[test]
fn a_role_sees_what_it_may_and_nothing_else() {
    let pages = ["/werk", "/huurders", "/vannacht", "/beleid", "/huurders.csv", "/post"];
    let may = |person: usize| -> Vec<bool> {
        pages.iter().map(|page| OFFICE.get(person, page).status == StatusCode::OK).collect()
    };
    assert_eq!(may(LEADER), [true, true, true, true, true, true]);
    assert_eq!(may(CONSULTANT), [true, true, true, true, true, true]);
    assert_eq!(may(AUDITOR), [false, true, true, true, false, true]);
    assert_eq!(may(ADMINISTRATOR), [false, false, false, true, false, false]);
    assert_eq!(may(EMPLOYEE), [false, false, false, false, false, false]);
    let refused = OFFICE.get(ADMINISTRATOR, "/huurders");
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.text.contains("Vraag het aan wie Houvast bij u beheert"));
    assert_eq!(OFFICE.get(EMPLOYEE, "/").goes_to(), "/helpen");
    assert_eq!(OFFICE.get(LEADER, "/").goes_to(), "/werk");
}

#[test]
fn a_consultant_sees_the_dossiers_of_her_districts() {
    let numbers = |person: usize| -> Vec<String> {
        let file = OFFICE.get(person, "/huurders.csv").text;
        let lines = file.lines().skip(1).filter_map(|line| line.split(';').next());
        lines.filter(|number| !number.contains('/')).map(str::to_string).collect()
    };
    let (all, own) = (numbers(LEADER), numbers(CONSULTANT));
    assert!(!own.is_empty() && own.len() < all.len(), "{} of {}", own.len(), all.len());
    for number in &all {
        let mine = own.contains(number);
        for page in ["", "/waarom", "/bericht/1"] {
            let status = OFFICE.get(CONSULTANT, &format!("/dossier/{number}{page}")).status;
            assert_eq!(status == StatusCode::FORBIDDEN, !mine, "{number}{page}: {status}");
        }
    }
}

#[test]
fn a_call_without_answer_is_off_the_list_opens_the_next_and_can_be_taken_back() {
    let office = Office::new();
    let (seal, cookie) = (office.seal(LEADER), landlord::cookie(LEADER));
    let (dossier, task) = office.call();
    let number = dossier.trim_start_matches("/dossier/").to_string();
    let before = office.get(LEADER, &dossier).text;
    let form = format!("zegel={seal}&taak={task}&handeling=geen-gehoor&notitie=");
    let done = office.post(&cookie, &format!("{dossier}/doe"), &form);
    let next = office.get(LEADER, done.goes_to());
    assert!(next.goes_to().contains("klaar="), "the next task opens: {}", next.goes_to());
    let shown = office.get(LEADER, next.goes_to()).text;
    assert!(shown.contains("Vastgelegd: ") && shown.contains("gebeld, geen gehoor"));
    assert!(!office.get(LEADER, "/werk").text.contains(&task), "it is off the list");
    let now = office.get(LEADER, &dossier).text;
    assert!(now.contains("Telefoon: niet bereikt"), "the timeline tells it");
    assert_in_step(&office.book(), &number);

    let undo = part(&shown, "action=\"/ongedaan/", "\"").expect("a way back").to_string();
    let back = office.post(&cookie, &format!("/ongedaan/{undo}"), &format!("zegel={seal}"));
    assert_eq!(back.goes_to(), format!("{dossier}?terug=1"));
    assert!(office.get(LEADER, "/werk").text.contains(&task), "the task is open again");
    let after = office.get(LEADER, &dossier).text;
    assert!(after.contains("teruggedraaid door Karim Aydin"));
    assert_eq!(
        after.matches("Telefoon: niet bereikt").count(),
        before.matches("Telefoon: niet bereikt").count()
    );
    assert_in_step(&office.book(), &number);
    let twice = office.post(&cookie, &format!("/ongedaan/{undo}"), &format!("zegel={seal}"));
    assert_eq!(twice.status, StatusCode::CONFLICT);
}

#[test]
fn a_call_is_three_tries_on_different_days() {
    let office = Office::new();
    let (dossier, task) = office.call();
    let tries = || {
        let form = format!("zegel={}&taak={task}&handeling=geen-gehoor", office.seal(LEADER));
        office.post(&landlord::cookie(LEADER), &format!("{dossier}/doe"), &form)
    };
    let listed = |list: &str| office.get(LEADER, list).text.contains(&task);
    // The night before was a Friday's: the next working day is Monday.
    for attempt in 1..=2 {
        assert!(tries().goes_to().starts_with("/werk/volgende?klaar="), "{attempt}");
        assert!(!listed("/werk?stap=bellen") && listed("/werk?stap=bellen&lijst=later"), "{attempt}");
        let page = office.get(LEADER, &format!("{dossier}?taak={task}")).text;
        assert!(page.contains("gebeld, geen gehoor; weer bellen op 23 november 2026"), "{attempt}");
        assert!(page.contains(&format!("Dit is poging {} van 3.", attempt + 1)));
    }
    assert!(tries().goes_to().starts_with("/werk/volgende?klaar="));
    assert!(
        !listed("/werk?stap=bellen") && !listed("/werk?stap=bellen&lijst=later"),
        "the third was the last"
    );
    assert_eq!(tries().status, StatusCode::CONFLICT, "a task is finished once");
}

#[test]
fn an_act_finishes_only_a_task_that_asks_for_it() {
    let office = Office::new();
    let tasks = office.book().open_tasks().unwrap();
    let letter =
        tasks.iter().find(|task| !["bellen", "huisbezoek", "gesprek-kantoor"].contains(&task.kind.as_str()));
    let letter = letter.expect("something else than a talk is asked");
    let send = |form: &str| {
        let form = format!("zegel={}&taak={}&{form}", office.seal(LEADER), letter.id);
        office.post(&landlord::cookie(LEADER), &format!("/dossier/{}/doe", letter.dossier), &form)
    };
    let open = || -> Vec<String> {
        let all = office.book().open_tasks_of(letter.tenancy).unwrap();
        all.into_iter().map(|(task, _)| task).collect()
    };
    for form in
        ["handeling=geen-gehoor", "handeling=gesproken", "handeling=toezegging&bedrag=25&tot=2026-12-01"]
    {
        let done = send(form);
        assert!(done.goes_to().contains("klaar="), "{form}");
        assert!(open().contains(&letter.id), "{form}: {} still lies there", letter.kind);
        let page = office.get(LEADER, &format!("/dossier/{}?taak={}", letter.dossier, letter.id)).text;
        assert!(page.contains("deze taak blijft liggen"), "{form}");
    }
    send("handeling=klaar&notitie=gedaan").goes_to();
    assert!(!open().contains(&letter.id));
}

#[test]
fn a_talk_finishes_the_call_also_when_another_task_was_at_hand() {
    let office = Office::new();
    let (dossier, call) = office.call();
    let id = office.book().tenancy_by_number(dossier.trim_start_matches("/dossier/")).unwrap().unwrap();
    let lay = "insert into task (id, run, tenancy, day, kind, done_by, mode, flow, step, state) select 'erbij', run, \
         tenancy, day, 'nabestaanden', done_by, mode, flow, step, state from task where id = ?1";
    office.book().connection().execute(lay, [&call]).unwrap();
    let form = format!("zegel={}&taak=erbij&handeling=gesproken", office.seal(LEADER));
    let done = office.post(&landlord::cookie(LEADER), &format!("{dossier}/doe"), &form);
    assert!(done.goes_to().starts_with(&dossier), "the task at hand is still to do: {}", done.goes_to());
    let open: Vec<String> =
        office.book().open_tasks_of(id).unwrap().into_iter().map(|(task, _)| task).collect();
    assert!(open.contains(&"erbij".to_string()) && !open.contains(&call), "{open:?}");
}

#[test]
fn while_everything_rests_so_do_the_steps_on_a_desk() {
    let office = Office::new();
    let (dossier, task) = office.call();
    let listed = |list: &str| office.get(LEADER, list).text.contains(&task);
    assert!(listed("/werk?stap=bellen"));
    let form = format!("zegel={}&handeling=pauze&tot=2026-12-10&notitie=opname", office.seal(LEADER));
    let done = office.post(&landlord::cookie(LEADER), &format!("{dossier}/doe"), &form);
    assert!(!listed("/werk?stap=bellen") && listed("/werk?stap=bellen&lijst=later"));
    assert!(office.get(LEADER, "/werk?stap=bellen&lijst=later").text.contains("komt terug op "));
    let act = done.goes_to().split("klaar=").nth(1).unwrap().to_string();
    let undo = format!("zegel={}", office.seal(LEADER));
    office.post(&landlord::cookie(LEADER), &format!("/ongedaan/{act}"), &undo).goes_to();
    assert!(listed("/werk?stap=bellen"), "taken back, it lies there again");
}

#[test]
fn the_list_says_what_is_owed_now_and_not_when_the_task_was_laid() {
    let office = Office::new();
    let (dossier, task) = office.call();
    let id = office.book().tenancy_by_number(dossier.trim_start_matches("/dossier/")).unwrap().unwrap();
    let older = "update decision set arrears = 1234567 where tenancy = ?1";
    office.book().connection().execute(older, [id.0]).unwrap();
    let page = office.get(LEADER, &dossier).text;
    let owed = part(&page, "Achterstand</dt>", "</dd>").expect("the dossier says it");
    let owed = part(owed, "<strong>", "</strong>").expect("an amount").to_string();
    let list = office.get(LEADER, "/werk?stap=bellen").text;
    let rows = part(&list, "<tbody>", "</tbody>").expect("the list");
    let row = rows.split("</tr>").find(|row| row.contains(&task)).expect("its row");
    assert!(row.contains(&owed) && !row.contains("12.345,67"), "{owed}: {row}");
}

/// The packed dossier says what the truth says.
pub fn assert_in_step(book: &Book, number: &str) {
    let id = book.tenancy_by_number(number).unwrap().expect("a dossier");
    let truth = book.dossier_from_truth(id).unwrap().expect("its truth");
    let mut packed = domain::dossier::Dossier::default();
    assert!(book.unpack_one(id, &mut packed).unwrap());
    packed.position = truth.position;
    assert_eq!(packed, truth);
}

#[test]
fn a_hold_stops_the_dossier_and_shows_who_and_why() {
    let office = Office::new();
    let (seal, cookie) = (office.seal(LEADER), landlord::cookie(LEADER));
    let (dossier, _) = office.first_task(LEADER);
    let act = |form: &str| office.post(&cookie, &format!("{dossier}/doe"), &format!("zegel={seal}&{form}"));
    let refused = act("handeling=pauze&tot=2026-12-10&notitie=");
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("waarom alles moet wachten"));
    act("handeling=pauze&tot=2026-12-10&notitie=%3Cb%3Eopname%3C%2Fb%3E").goes_to();
    let page = office.get(LEADER, &dossier).text;
    assert!(page.contains("&lt;b&gt;opname&lt;/b&gt;") && !page.contains("<b>opname"));
    assert!(page.contains("door Karim Aydin"));
    let list = part(&page, "id=\"niet\"", "</section>").expect("the stop list");
    assert!(list.to_lowercase().contains("pauze") || list.contains("stil"), "{list}");
}

#[test]
fn forms_of_others_change_nothing() {
    let office = Office::new();
    let (dossier, task) = office.first_task(LEADER);
    let to = format!("{dossier}/doe");
    let form = |seal: &str| format!("zegel={seal}&taak={task}&handeling=gesproken");
    let cookie = landlord::cookie(LEADER);
    let seal_of_another = office.seal(AUDITOR);
    for seal in ["", "0", &"0".repeat(32), seal_of_another.as_str()] {
        let answer = office.post(&cookie, &to, &form(seal));
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{seal}");
    }
    let auditor = office.post(&landlord::cookie(AUDITOR), &to, &form(&seal_of_another));
    assert_eq!(auditor.status, StatusCode::FORBIDDEN, "who only looks changes nothing");
    let huge = format!("zegel={}&handeling=notitie&notitie={}", office.seal(LEADER), "x".repeat(100_000));
    let too_long = office.post(&cookie, &to, &huge);
    assert_eq!(too_long.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(too_long.text.contains("Uw tekst is te lang"), "it says what is wrong, and no other thing");
    let unsigned = office.post("", &to, &form(&office.seal(LEADER)));
    assert!(unsigned.goes_to().starts_with("/aanmelden"));
    assert!(office.get(LEADER, "/werk").text.contains(&task), "the task is still open");
    let looked = office.get(LEADER, &format!("{dossier}/doe"));
    assert_eq!(looked.status, StatusCode::NOT_FOUND, "a look changes nothing");
}

#[test]
fn passwords_let_in_and_mistakes_make_strangers_wait() {
    let office = Office::new();
    let book = office.book();
    let token = web::Token::fresh();
    let staff = book.staff().unwrap().into_iter().find(|one| one.email == "leider@example.nl").unwrap();
    book.invite(staff.id, &token.hash(), landlord::now().seconds + 100).unwrap();
    let to = format!("/uitnodiging/{}", token.text());
    let choose = |one: &str, two: &str| office.post("", &to, &format!("wachtwoord={one}&nogmaals={two}"));
    assert!(choose("kort", "kort").text.contains("te kort"));
    assert!(choose("een+lange+zin+1", "een+lange+zin+2").text.contains("niet gelijk"));
    assert_eq!(choose("een+lange+zin+1", "een+lange+zin+1").goes_to(), "/aanmelden");
    assert!(choose("een+andere+zin", "een+andere+zin").text.contains("verlopen"), "it works once");

    let enter = |cookie: &str, mail: &str, word: &str| {
        office.post(cookie, "/aanmelden", &format!("mail={mail}&wachtwoord={word}&naar=%2Fhuurders"))
    };
    let unknown = enter("", "niemand@example.nl", "x");
    let wrong = enter("", "leider@example.nl", "x");
    assert_eq!(unknown.text, wrong.text.replace("leider@", "niemand@"), "nobody learns who has an account");
    let right = enter("", "Leider@example.nl", "een+lange+zin+1");
    assert_eq!(right.goes_to(), "/huurders");
    let cookies: Vec<&str> =
        right.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect();
    for cookie in &cookies {
        assert!(cookie.contains("HttpOnly") && cookie.contains("Secure") && cookie.contains("SameSite=Lax"));
    }
    let device = cookies.iter().find(|cookie| cookie.starts_with("__Host-houvast-bekend=")).unwrap();
    let device = device.split(';').next().unwrap();
    for _ in 0..8 {
        enter("", "leider@example.nl", "x");
    }
    let stranger = enter("", "leider@example.nl", "een+lange+zin+1");
    assert!(stranger.text.contains("te vaak een verkeerd wachtwoord"), "a stranger waits");
    assert_eq!(
        enter(device, "leider@example.nl", "een+lange+zin+1").goes_to(),
        "/huurders",
        "the owner does not"
    );
}

#[test]
fn signing_out_ends_the_session_and_a_closed_account_has_none() {
    let office = Office::new();
    let (seal, cookie) = (office.seal(LEADER), landlord::cookie(LEADER));
    assert_eq!(office.post(&cookie, "/afmelden", "zegel=x").status, StatusCode::FORBIDDEN);
    assert_eq!(office.post(&cookie, "/afmelden", &format!("zegel={seal}")).goes_to(), "/aanmelden");
    assert!(office.get(LEADER, "/werk").goes_to().starts_with("/aanmelden"));
    let book = office.book();
    let auditor = book.staff().unwrap().into_iter().find(|one| one.name == "Thomas Visser").unwrap();
    assert!(book.close_staff(auditor.id, landlord::now().seconds).unwrap());
    assert!(office.get(AUDITOR, "/huurders").goes_to().starts_with("/aanmelden"));
}

#[test]
fn every_look_and_every_change_is_in_a_log_that_nobody_changes() {
    let office = Office::new();
    let (dossier, _) = office.first_task(LEADER);
    let number = dossier.trim_start_matches("/dossier/").to_string();
    office.get(LEADER, &dossier);
    office.get(AUDITOR, &format!("{dossier}/waarom"));
    let form = format!("zegel={}&handeling=notitie&notitie=belt+liever+na+vijf+uur", office.seal(LEADER));
    office.post(&landlord::cookie(LEADER), &format!("{dossier}/doe"), &form).goes_to();
    let page = office.get(AUDITOR, &format!("{dossier}/inzage")).text;
    for words in ["Karim Aydin", "Thomas Visser", "bekeken", "gewijzigd", "notitie", "waarom"] {
        assert!(page.contains(words), "the log says nothing of {words}");
    }
    assert!(!page.contains("na vijf uur"), "the log says that, not what");
    let book = office.book();
    let id = book.tenancy_by_number(&number).unwrap().unwrap();
    let lines = book.log_about(id).unwrap().len();
    let book = Book::open_to_log(book.place()).unwrap();
    for wrong in [
        "delete from audit",
        "update audit set staff = 1",
        "delete from looked",
        "update looked set staff = 1",
    ] {
        assert!(book.connection().execute(wrong, []).is_err(), "{wrong}");
    }
    assert_eq!(book.log_about(id).unwrap().len(), lines);
}

#[test]
fn a_wrong_number_can_be_said_of_each_number_and_is_no_way_to_reach_the_tenant_any_more() {
    let office = Office::new();
    let (dossier, _) = office.call();
    let page = office.get(LEADER, &dossier).text;
    let button = part(&page, "value=\"verkeerd-nummer:", "\"").expect("a number to call").to_string();
    let act = |deed: &str| {
        let form = format!("zegel={}&handeling={}", office.seal(LEADER), deed.replace('+', "%2B"));
        office.post(&landlord::cookie(LEADER), &format!("{dossier}/doe"), &form)
    };
    let done = act(&format!("verkeerd-nummer:{button}"));
    let after = office.get(LEADER, &dossier).text;
    assert!(after.contains(&format!("{button} (verkeerd nummer)")), "the page says it");
    assert!(!after.contains(&format!("value=\"verkeerd-nummer:{button}\"")));
    let list = office.get(LEADER, "/werk?stap=adres-nakijken").text;
    assert!(
        list.contains(&dossier) && list.contains("Een collega legde vast: gebeld, verkeerd nummer"),
        "somebody looks for it"
    );
    let again = act(&format!("verkeerd-nummer:{}", "0600000000"));
    assert_eq!(again.status, StatusCode::CONFLICT, "it is nobody's here");
    let act = done.goes_to().split("klaar=").nth(1).unwrap().to_string();
    office
        .post(
            &landlord::cookie(LEADER),
            &format!("/ongedaan/{act}"),
            &format!("zegel={}", office.seal(LEADER)),
        )
        .goes_to();
    assert!(office.get(LEADER, &dossier).text.contains(&format!("value=\"verkeerd-nummer:{button}\"")));
}
