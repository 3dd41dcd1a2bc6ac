//! A small landlord for the tests: simulated lives delivered row by row, one delivery and one night a day.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex};

use domain::calendar::Day;
use domain::delivery::{
    ArrangementRow, BookingRow, CircumstanceRow, ContactRow, Finding, PersonRow, Place, Row, Severity,
    Stated, TenancyRow, UnitRow,
};
use domain::dossier::ContactChannel;
use domain::ids::{ContentId, Key};
use domain::law_in_motion::evidence::Claimant;
use domain::ledger::ReversalReason;
use domain::plan::{self, Desk, Night, NightPlan, PlannedDossier};
use domain::policy::Policy;
use domain::staff::{Role, Seat};
use simulator::life::{Horizon, Life};
use simulator::portfolio::lives;
use store::Book;
use store::commit::RunHead;
use store::intake::{Announced, Fed};
use store::post::{AskedLetter, Moment};

/// The last night of the tests.
pub const LAST_NIGHT: &str = "2026-11-21";
/// The dossier number of a tenant who tries to be a program.
pub const HOSTILE: &str = "0/<b>0";
/// The name of that tenant.
pub const HOSTILE_NAME: &str = "J. <script>alert(1)</script> & \"zoon\"";

/// The policy all tests use.
pub fn policy() -> policy::Loaded {
    let files = policy::preset("woonbron").expect("the starting policy is shipped");
    let loaded = policy::load(&files, day(LAST_NIGHT));
    assert!(loaded.policy.is_some(), "{:?}", loaded.findings);
    loaded
}

/// A day of the tests.
pub fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a day of the calendar")
}

/// Makes the book of a landlord in a folder and runs its nights.
pub fn book(folder: &Path, homes: u32, nights: i32) -> PathBuf {
    let path = folder.join("boek.sqlite");
    let mut book = Book::open(&path).expect("a new book");
    let policy = policy().policy.expect("checked above");
    let last = day(LAST_NIGHT);
    let lives: Vec<Life> = lives(7, homes, Horizon::months_before(last, 26)).collect();
    let mut known = Day(i32::MIN / 2);
    for night in (last - nights + 1).0..=last.0 {
        let night = Day(night);
        let as_of = night.previous();
        deliver(&mut book, &lives, known, as_of, night);
        run_night(&mut book, &policy, night, as_of);
        known = as_of;
    }
    path
}

/// The address of the pages.
pub const PAGES: &str = "https://houvast.voorbeeldwonen.example";

/// Places in [`people`]: a team leader, who sees everything.
pub const LEADER: usize = 0;
/// A consultant of one district.
pub const CONSULTANT: usize = 1;
/// An auditor.
pub const AUDITOR: usize = 2;
/// A functional administrator.
pub const ADMINISTRATOR: usize = 3;
/// Somebody without screens of his own yet.
pub const EMPLOYEE: usize = 4;

static TOKENS: LazyLock<Vec<web::Token>> = LazyLock::new(|| (0..5).map(|_| web::Token::fresh()).collect());

/// The cookie with which somebody is signed in, in every book of the tests.
pub fn cookie(person: usize) -> String {
    format!("__Host-houvast={}", TOKENS[person].text())
}

/// The moment of the tests: ten in the morning after the last night.
pub fn now() -> Moment {
    let day = day(LAST_NIGHT);
    Moment { day, seconds: i64::from(day.0) * 86_400 + 9 * 3_600 }
}

fn people(book: &Book) {
    let district = book.districts().expect("districts").into_iter().next().unwrap_or_default();
    let seats = [
        ("leider@example.nl", "Karim Aydin", Role::TeamLeader, None),
        ("consulent@example.nl", "Sandra de Boer", Role::Consultant, Some(district)),
        ("controle@example.nl", "Thomas Visser", Role::Auditor, None),
        ("beheer@example.nl", "Joke van Dam", Role::Administrator, None),
        ("loket@example.nl", "Mo Haddad", Role::Employee, None),
    ];
    for ((mail, name, role, district), token) in seats.into_iter().zip(TOKENS.iter()) {
        let seat = Seat { role, districts: district.into_iter().collect() };
        // Who is there already is served by another process too.
        let Some(id) = book.add_staff(mail, name, &seat, now().seconds).expect("an account") else {
            continue;
        };
        book.begin_session(id, &token.hash(), now().seconds, "Firefox op Linux", "wachtwoord")
            .expect("a session");
    }
}

/// Set to run these tests over books on a PostgreSQL server.
const ON_A_SERVER: &str = "HOUVAST_PAGES_ON_POSTGRES";

/// Books that went from a file to a server.
static MOVED: Mutex<BTreeMap<PathBuf, store::Place>> = Mutex::new(BTreeMap::new());

/// Where the book that was made in this file is now.
pub fn place(path: &Path) -> store::Place {
    let moved = MOVED.lock().expect("no test holds it").get(path).cloned();
    moved.unwrap_or_else(|| store::Place::File(path.to_path_buf()))
}

/// Moves a book to a server when these tests are to run there.
fn move_when_asked(path: &Path) {
    if std::env::var_os(ON_A_SERVER).is_none() || matches!(place(path), store::Place::Server(_)) {
        return;
    }
    let address = simulator::database::new_landlord("pages").expect("PostgreSQL is here");
    let place = store::Place::from(store::Server::parse(&address).expect("an address"));
    Book::open_to_move(path).expect("it opens").move_to(&place).expect("it moves");
    MOVED.lock().expect("no test holds it").insert(path.to_path_buf(), place);
}

/// Somebody of the tests signs in again, after all sessions were ended.
pub fn signs_in_again(book: &Book, person: usize, mail: &str) {
    let id = book.account(mail).expect("a look").expect("an account").0.id;
    let token = TOKENS[person].hash();
    book.begin_session(id, &token, now().seconds, "Firefox op Linux", "wachtwoord").expect("a session");
}

/// Serves the pages of a book to the tests.
pub fn app(path: PathBuf) -> web::App {
    if path.exists() {
        people(&Book::open(place(&path)).expect("the book opens"));
        move_when_asked(&path);
    }
    let loaded = policy();
    web::App::new(web::Furnishing {
        book: place(&path),
        policy: loaded.policy.expect("checked above"),
        letters: loaded.letters,
        calendar: policy::law::shipped().equated_days,
        landlord: "Voorbeeld Wonen".into(),
        reload: Box::new(|_, _| None),
        clock: Box::new(now),
        wall: std::sync::Arc::new(|seconds| {
            (Day((seconds / 86_400) as i32), (seconds % 86_400 / 60) as u16 + 60)
        }),
        pages: Some(PAGES.into()),
        post: Some(post_room(path.parent().expect("a folder").to_path_buf())),
        elsewhere: None,
        passwords: true,
        helpers: vec!["Budgetcoach De Brug".into()],
        reception: None,
        first_key: None,
        demo: false,
        secure: true,
    })
}

/// The words of every message of the tests. What really leaves is shown by the executable, and tested there.
pub const WORDS: &str = "Beste <b>huurder</b>,\n\nDit is de tekst zoals hij weggaat.";

/// The file beside a book that holds the landlord's number at the chamber of commerce, where a test writes another one.
pub const COMMERCE_NUMBER: &str = "kvk";

fn post_room(beside: PathBuf) -> web::PostRoom {
    let shown = || web::AsItLeaves {
        channel: "brief".into(),
        to: vec!["Voorbeeldstraat 10".into()],
        subject: "Uw huur".into(),
        text: WORDS.into(),
        ..web::AsItLeaves::default()
    };
    web::PostRoom {
        message: Box::new(move |_, _| Ok(shown())),
        cannot_go: Box::new(|_| Ok(std::collections::BTreeMap::new())),
        fourteen_days: Box::new(|_, _| Err("Er ligt geen taak open.".into())),
        wish: Box::new(move |tenancy, wish, _| {
            if wish.channel != ContactChannel::Letter {
                return Err("Dit kanaal is nu dicht.".into());
            }
            let letter = AskedLetter {
                id: ContentId::of(&[&tenancy.0.to_string(), &wish.letter]).to_string(),
                letter: wish.letter.clone(),
                task: String::new(),
                step: Key::of(&wish.letter),
                cycle: day(LAST_NIGHT),
                channel: wish.channel,
                amount: None,
                not_before: None,
                own_words: wish.own_words.clone(),
            };
            let text = format!("{WORDS}\n\n{}", wish.own_words);
            Ok((web::AsItLeaves { text, leaves: "vandaag".into(), ..shown() }, letter))
        }),
        handover: Box::new(|number| Ok(format!("set van {number}").into_bytes())),
        evidence: Box::new(|number| Ok(format!("%PDF-bewijs van {number}").into_bytes())),
        signal: Box::new(|_| Err("Nog niet: het bewijs ontbreekt.".into())),
        given_signal: Box::new(|number, signal| Ok(format!("{signal} van {number}").into_bytes())),
        at_the_door: Box::new(|_, _| {
            let (phone, site, code) =
                ("010 123 45 67".into(), "betaal.voorbeeld.example".into(), "K7QF-M3XR".into());
            Ok(web::AtTheDoor { phone, site, code })
        }),
        money_counts: Box::new(|_| Ok(())),
        claimant: Box::new(move || {
            let written = std::fs::read_to_string(beside.join(COMMERCE_NUMBER)).ok();
            let commerce_number = written.unwrap_or_else(|| "12345678".into());
            Ok(Claimant { name: "Voorbeeld Wonen".into(), commerce_number })
        }),
        send_now: Box::new(|| Ok("Uitgegaan: 0".into())),
        stands: Box::new(|| Some(web::Stands { really: true, cut_off: "08:30".into() })),
    }
}

fn number(life: &Life) -> String {
    if life.index == 0 { HOSTILE.into() } else { life.dossier() }
}

fn deliver(book: &mut Book, lives: &[Life], after: Day, as_of: Day, today: Day) {
    let mut hash = [0; 32];
    hash[..4].copy_from_slice(&as_of.0.to_le_bytes());
    let announced = Announced {
        hash,
        signature: 0,
        name: as_of.to_string(),
        kind: "vera".into(),
        released: true,
        costs_clauses: Default::default(),
    };
    let place = Place { file: "proef.ndjson".into(), row: 1 };
    let taken = book.take_in(&announced, today, &mut |sink| {
        for life in lives.iter().filter(|life| life.term.signed_on <= as_of) {
            for row in masters(life, as_of).into_iter().chain(news(life, after, as_of)) {
                sink(Fed::Row(place.clone(), row));
            }
        }
        sink(Fed::Finding(Finding {
            place: place.clone(),
            severity: Severity::Notice,
            field: "naam".into(),
            value: String::new(),
            reason: "Deze naam heeft <tekens> die wij niet verwachten. De rij is wel gelezen.".into(),
        }));
        Ok(Stated { as_of: Some(as_of), ..Stated::default() })
    });
    taken.expect("the book takes it").expect("the source reads");
}

fn masters(life: &Life, as_of: Day) -> Vec<Row> {
    let (home, tenant) = (&life.home, &life.tenant);
    let external = number(life);
    let name = [tenant.salutation, tenant.initials, tenant.prefix, tenant.surname];
    let name = name.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let hostile = life.index == 0;
    let unit = UnitRow {
        external: format!("V{external}"),
        street: format!("{} {}{}", home.street, home.house_number, home.house_letter),
        house_number: home.house_number.to_string(),
        postcode: home.postcode(),
        town: home.town.into(),
        municipality: home.municipality.into(),
        district: home.district.into(),
    };
    let person = PersonRow {
        external: format!("P{external}"),
        name: if hostile { HOSTILE_NAME.into() } else { name },
        salutation: tenant.salutation.into(),
        email: tenant.email().unwrap_or_default(),
        mobile: tenant.mobile().unwrap_or_default(),
        ..PersonRow::default()
    };
    let tenancy = TenancyRow {
        unit: unit.external.clone(),
        persons: vec![person.external.clone()],
        starts_on: Some(life.term.starts_on),
        ends_on: life.term.ends_on_known(as_of),
        notice_on: life.term.notice_on.filter(|notice| *notice <= as_of),
        rent: Some(life.rent_on(as_of)),
        direct_debit: Some(life.direct_debit_on(as_of)),
        erp_class: life.erp_class.into(),
        external,
        ..TenancyRow::default()
    };
    vec![Row::Unit(unit), Row::Person(person), Row::Tenancy(tenancy)]
}

/// What happened to a life between two days.
fn news(life: &Life, after: Day, as_of: Day) -> Vec<Row> {
    let tenancy = number(life);
    let fresh = |day: Day| day > after && day <= as_of;
    let mut rows: Vec<Row> = Vec::new();
    for booking in life.booked_between(after, as_of) {
        rows.push(Row::Booking(BookingRow {
            reference: String::new(),
            external: format!("{tenancy}-{}", booking.number),
            tenancy: tenancy.clone(),
            kind: booking.kind,
            booked_on: booking.booked_on,
            due_on: booking.due_on,
            cents: booking.cents,
            designated: String::new(),
            reason: booking.sepa_code.map(ReversalReason::from_sepa),
            description: format!("Omschrijving {} & <zo>", booking.number),
        }));
    }
    for (at, agreed) in life.arrangements.iter().enumerate().filter(|(_, agreed)| fresh(agreed.agreed_on)) {
        rows.push(Row::Arrangement(ArrangementRow {
            external: format!("{tenancy}-r{at}"),
            tenancy: tenancy.clone(),
            agreed_on: agreed.agreed_on,
            covers: Vec::new(),
            instalments: agreed.instalments.clone(),
            ended_on: agreed.ended_on.filter(|ended| *ended <= as_of),
        }));
    }
    for (at, attempt) in life.contacts.iter().enumerate().filter(|(_, attempt)| fresh(attempt.day)) {
        rows.push(Row::Contact(ContactRow {
            external: format!("{tenancy}-c{at}"),
            tenancy: tenancy.clone(),
            day: attempt.day,
            channel: attempt.channel,
            incoming: attempt.incoming,
            reached: attempt.reached,
            note: attempt.note.into(),
        }));
    }
    for (at, known) in life.circumstances.iter().enumerate().filter(|(_, known)| fresh(known.known_on)) {
        rows.push(Row::Circumstance(CircumstanceRow {
            external: format!("{tenancy}-o{at}"),
            tenancy: tenancy.clone(),
            kind: known.kind,
            since: known.since,
            until: known.until,
            closed_on: known.closed_on.filter(|closed| *closed <= as_of),
            cents: known.cents,
            why: known.why.into(),
        }));
    }
    rows
}

/// One night over everybody.
pub fn run_night(book: &mut Book, policy: &Policy, today: Day, books_as_of: Day) {
    let calendar = policy::law::shipped().equated_days;
    let needed = policy.facts_needed();
    let night = Night { today, policy, needed: &needed, calendar: &calendar, books_as_of };
    let (mut desk, mut plan) = (Desk::default(), NightPlan::default());
    let planned = book.each_packed(&(0..u32::MAX), None, &mut |dossier, _| {
        let decision = plan::decide(&night, dossier, &mut desk);
        let facts = needed.iter().map(|id| (*id, desk.facts.get(*id))).collect();
        let (tenancy, before) = (dossier.tenancy.id, dossier.position);
        plan.looked_at += 1;
        plan.dossiers.push(PlannedDossier { tenancy, before, decision, facts });
    });
    planned.expect("the book reads");
    let head = RunHead {
        day: today,
        engine: "proef".into(),
        policy_hash: policy.hash,
        policy_files: String::new(),
        law_hash: policy::law::shipped().hash,
        books_as_of,
    };
    book.commit(&head, policy, &plan).expect("the book takes the night");
}
