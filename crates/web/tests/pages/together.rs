//! Two people on one dossier, and nothing typed is lost: forms that come back, forms that were overtaken, forms that outlive their
//! session, and who else is looking.

use axum::http::StatusCode;
use domain::dossier::CircumstanceKind;
use domain::staff::{Role, Seat};

use crate::desktop::{Desktop, HOSTILE};
use crate::landlord::{self, CONSULTANT, LEADER};
use crate::working::{Answer, Office, part};

/// The stand of the dossier that its forms were made from.
fn stand(desk: &Desktop) -> String {
    let page = desk.sees("").text;
    part(&page, "name=\"stand\" value=\"", "\"").expect("forms carry it").to_string()
}

/// A form as a page holds it: all hidden fields of the form to this address, percent-encoded where needed.
fn hidden(page: &str, action: &str) -> String {
    let form =
        page.split("<form").find(|form| form.contains(&format!("action=\"{action}\""))).expect("a form");
    let form = form.split("</form>").next().unwrap_or_default();
    let fields = form.split("<input type=\"hidden\" name=\"").skip(1).map(|rest| {
        let (name, rest) = rest.split_once("\" value=\"").expect("a value");
        let value = rest.split('"').next().unwrap_or_default();
        let value: String =
            value.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("&quot;", "\"");
        format!("{name}={}", value.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>())
    });
    fields.collect::<Vec<_>>().join("&")
}

#[test]
fn a_short_form_comes_back_as_it_was_filled_in_with_what_is_wrong_beside_its_field() {
    let office = Office::busy();
    let desk = Desktop::at_first_task(&office, LEADER);
    let promise = "handeling=toezegging&bedrag=veel&tot=2020-01-01&notitie=belt+over+de+toeslag";
    let back = desk.sends("/doe", promise);
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(back.text.contains("<title>Fout: ") && back.text.contains("Er is niets vastgelegd."));
    for kept in ["value=\"veel\"", "value=\"2020-01-01\"", ">belt over de toeslag</textarea>"] {
        assert!(back.text.contains(kept), "{kept} is gone");
    }
    for told in ["href=\"#bedrag\"", "href=\"#tot\"", "id=\"fout-bedrag\"", "id=\"fout-tot\""] {
        assert!(back.text.contains(told), "{told}");
    }
    let open = part(&back.text, "<details class=\"doen-meer\" open", "</details>").expect("the form is open");
    assert!(open.contains("belt over de toeslag") && !open.contains("pauze-tot"));
    assert!(back.text.contains("Tijdlijn"), "it is the dossier itself");

    let pause = desk.sends("/doe", "handeling=pauze&tot=2026-12-10&notitie=");
    assert!(part(&pause.text, "id=\"fout-waarom-pauze\"", "</span>").is_some());
    let hostile = desk.sends("/doe", &format!("handeling=betwist&bedrag={HOSTILE}&notitie={HOSTILE}"));
    assert_eq!(hostile.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!hostile.text.contains("<script>alert"));
    let unknown = desk.sends("/doe", "handeling=ontruimen&notitie=x");
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(desk.dossier().circumstances.iter().all(|known| known.since < crate::desktop::today()));
}

/// Leader and consultant have the same dossier open; the consultant is first.
fn overtaken(office: &Office, second: &str) -> (String, Answer) {
    let first = Desktop::at_first_task(office, CONSULTANT);
    let leader = first.other(LEADER);
    let (task, seen) = (office.first_task(CONSULTANT).1, stand(&leader));
    first
        .sends("/doe", &format!("stand={}&taak={task}&handeling=klaar&notitie=belt+terug", stand(&first)))
        .goes_to();
    let answer = leader.sends("/doe", &format!("stand={seen}&taak={task}&{second}"));
    (leader.dossier, answer)
}

#[test]
fn who_was_overtaken_sees_both_and_may_still_apply_his_own() {
    let office = Office::busy();
    let promise = "handeling=toezegging&bedrag=25&tot=2026-12-01&notitie=%3Cb%3Etoeslag";
    let (dossier, answer) = overtaken(&office, promise);
    assert_eq!(answer.status, StatusCode::CONFLICT);
    for told in [
        "Iemand anders was u voor",
        "Toezegging: €\u{a0}25,00 uiterlijk 1 december 2026",
        "&lt;b&gt;toeslag",
        "Sandra de Boer",
        "zojuist",
        "taak afgehandeld",
        "belt terug",
        "De taak is daarmee afgehandeld.",
        "Mijn wijziging toch toepassen",
        "Laten zoals het nu is",
    ] {
        assert!(answer.text.contains(told), "says nothing of {told}");
    }
    let desk = Desktop { office: &office, person: LEADER, dossier };
    let promised = |desk: &Desktop| {
        desk.dossier().circumstances.iter().filter(|known| known.since == crate::desktop::today()).count()
    };
    assert_eq!(promised(&desk), 0, "nothing was written");
    let form = hidden(&answer.text, &format!("{}/doe", desk.dossier));
    assert!(!form.contains("taak="), "a task is finished once");
    let applied = office.post(&landlord::cookie(LEADER), &format!("{}/doe", desk.dossier), &form);
    let page = office.get(LEADER, applied.goes_to()).text;
    assert!(page.contains("Vastgelegd: ") && page.contains("&lt;b&gt;toeslag"));
    assert_eq!(promised(&desk), 1);
}

#[test]
fn of_a_task_that_is_gone_the_note_can_still_be_kept_and_notes_collide_with_nothing() {
    let office = Office::busy();
    let (dossier, answer) = overtaken(&office, "handeling=klaar&notitie=ik+belde+ook");
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.text.contains("Alleen mijn notitie vastleggen"));
    let form = hidden(&answer.text, &format!("{dossier}/doe"));
    let kept = office.post(&landlord::cookie(LEADER), &format!("{dossier}/doe"), &form);
    assert!(office.get(LEADER, kept.goes_to()).text.contains("ik belde ook"));

    let desk = Desktop { office: &office, person: LEADER, dossier };
    desk.sends("/doe", "stand=0.0&handeling=notitie&notitie=los+hiervan").goes_to();
    let odd = desk.sends("/doe", "stand=onzin&handeling=gesproken");
    odd.goes_to();
}

#[test]
fn what_a_colleague_took_back_meanwhile_is_told_too_and_own_acts_are_no_collision() {
    let office = Office::busy();
    let desk = Desktop::at_first_task(&office, LEADER);
    let other = desk.other(CONSULTANT);
    if office.get(CONSULTANT, &desk.dossier).status != StatusCode::OK {
        return overtaken_elsewhere(&office);
    }
    taken_back(&desk, &other);
}

/// The leader's first task is in another district: take one of the consultant's.
fn overtaken_elsewhere(office: &Office) {
    let other = Desktop::at_first_task(office, CONSULTANT);
    taken_back(&other.other(LEADER), &other);
}

fn taken_back(desk: &Desktop, other: &Desktop) {
    let held = desk.sends("/doe", "handeling=pauze&tot=2026-12-10&notitie=opname");
    held.goes_to();
    let seen = stand(desk);
    desk.sends("/doe", &format!("stand={seen}&handeling=hulp&notitie=budgetcoach")).goes_to();
    desk.sends("/doe", &format!("stand={seen}&handeling=gesproken")).goes_to();
    other.undoes(&held).goes_to();
    let answer = desk.sends("/doe/beeindigen", &format!("stand={seen}&wat=x&dag=2026-11-21&notitie=x"));
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "first what is wrong with it");
    let answer = desk.sends("/doe", &format!("stand={seen}&handeling=geen-gehoor"));
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.text.contains("draaide terug: ") && answer.text.contains("alles stilgezet"));
}

#[test]
fn two_who_move_one_appointment_see_each_other() {
    let office = Office::busy();
    let one = Desktop::at_first_task(&office, CONSULTANT);
    let two = one.other(LEADER);
    let me =
        office.book().staff().unwrap().into_iter().find(|staff| staff.name == "Sandra de Boer").unwrap().id.0;
    let plan = format!("dag=2026-11-24&tijd=10%3A30&duur=15&met={me}&notitie=");
    one.sends("/doe/bel-later", &plan).goes_to();
    let address = part(&one.sees("").text, &format!("{}/afspraak/", one.dossier), "\"").unwrap().to_string();
    let page = format!("/afspraak/{address}");
    let seen = part(&two.sees(&page).text, "name=\"stand\" value=\"", "\"").unwrap().to_string();
    let moved =
        format!("stand={seen}&handeling=verplaats&dag=2026-11-25&tijd=09%3A00&duur=15&met={me}&notitie=");
    one.sends(&page, &moved).goes_to();
    let answer = two.sends(&page, &moved.replace("09%3A00", "14%3A00"));
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.text.contains("9.00–9.15") && answer.text.contains("14.00–14.15"), "both times");
    let form = hidden(&answer.text, &format!("{}{page}", two.dossier));
    office.post(&landlord::cookie(LEADER), &format!("{}{page}", two.dossier), &form).goes_to();
    assert!(two.sees(&page).text.contains("14.00"));
}

fn session_of(answer: &Answer) -> String {
    let set = answer.headers.get_all("set-cookie").iter().map(|one| one.to_str().unwrap());
    let own = set.filter_map(|one| one.split(';').next()).find(|one| one.contains("houvast=")).unwrap();
    own.to_string()
}

/// As a form carries it.
const LEADERS_PASSWORD: &str = "een+lange+zin+1";

/// The form with which the leader signs in, the cookie of a session that began with it, and its seal.
fn leader_with_a_password(office: &Office) -> (String, String, String) {
    let book = office.book();
    let leader = book.staff().unwrap().into_iter().find(|one| one.email == "leider@example.nl").unwrap();
    let token = web::Token::fresh();
    book.invite(leader.id, &token.hash(), landlord::now().seconds + 100).unwrap();
    let word = LEADERS_PASSWORD;
    let invitation = format!("/uitnodiging/{}", token.text());
    office.post("", &invitation, &format!("wachtwoord={word}&nogmaals={word}")).goes_to();
    let sign_in = format!("mail=leider%40example.nl&wachtwoord={word}");
    let cookie = session_of(&office.post("", "/aanmelden", &sign_in));
    let seal = office.seal_of(&cookie);
    (sign_in, cookie, seal)
}

#[test]
fn a_form_outlives_its_session_and_nobody_else_can_prepare_one() {
    let office = Office::busy();
    let desk = Desktop::at_first_task(&office, LEADER);
    let (sign_in, cookie, seal) = leader_with_a_password(&office);
    // Hours without use.
    office.book().connection().execute("update session set seen = seen - 50000", []).unwrap();

    let to = format!("{}/doe", desk.dossier);
    let form = "handeling=hulp&notitie=belt+morgen+%3Cb%3Eterug";
    let forged = office.post(&cookie, &to, &format!("zegel={}&{form}", "0".repeat(32)));
    assert!(forged.goes_to().starts_with("/aanmelden"), "not our form: nothing is kept");
    let kept = office.post(&cookie, &to, &format!("zegel={seal}&{form}"));
    assert!(kept.text.contains("wat u invulde, staat er daarna nog"));
    let along = hidden(&kept.text, "/aanmelden");
    let elsewhere = office.post("", "/aanmelden", &format!("{sign_in}&{along}"));
    assert_eq!(elsewhere.status, StatusCode::SEE_OTHER, "in another browser it is not offered");
    let again = office.post(&cookie, "/aanmelden", &format!("{sign_in}&{along}"));
    assert_eq!(again.status, StatusCode::OK);
    assert!(again.text.contains("Dit is nog niet vastgelegd"));
    assert!(again.text.contains("belt morgen &lt;b&gt;terug</textarea>"));
    let session = &session_of(&again);
    let form = hidden(&again.text, &to);
    assert!(!form.contains(&seal), "it is sealed anew");
    let done = office.post(session, &to, &format!("{form}&notitie=belt+morgen+terug"));
    assert!(office.get_as(session, done.goes_to()).text.contains("belt morgen terug"));
}

/// Two tabs: in one she signs in anew, in the other stands a form of before.
/// Back in the browser and once more: it was meant once. What was taken back may be done again.
#[test]
fn the_same_form_is_carried_out_once() {
    let office = Office::busy();
    let desk = Desktop::at_first_task(&office, LEADER);
    let fresh = || {
        let page = desk.sees("").text;
        let stand = part(&page, "name=\"stand\" value=\"", "\"").expect("a stand").to_owned();
        format!("stand={stand}&handeling=betwist&bedrag=10%2C00&notitie=lekkage")
    };
    let disputed = || {
        let known = desk.dossier().circumstances;
        known.iter().filter(|one| one.kind == CircumstanceKind::Dispute && one.closed_on.is_none()).count()
    };
    let form = fresh();
    let before = disputed();
    let done = desk.sends("/doe", &form);
    assert!(done.goes_to().contains("klaar="));
    let again = desk.sends("/doe", &form);
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.text.contains("Dit hebt u al vastgelegd") && again.text.contains(&desk.dossier));
    assert_eq!(disputed(), before + 1);
    assert!(desk.undoes(&done).goes_to().contains("terug"));
    assert!(desk.sends("/doe", &form).goes_to().contains("klaar="), "it was taken back");
    assert!(desk.sends("/doe", &fresh()).goes_to().contains("klaar="), "a fresh form is another one");
    assert_eq!(disputed(), before + 2);
}

#[test]
fn a_form_of_before_signing_in_anew_is_offered_again_to_the_same_person_alone() {
    let office = Office::busy();
    let desk = Desktop::at_first_task(&office, LEADER);
    let (sign_in, _, old_seal) = leader_with_a_password(&office);
    let session = session_of(&office.post("", "/aanmelden", &sign_in));
    let to = format!("{}/doe", desk.dossier);
    let form = format!("zegel={old_seal}&handeling=hulp&notitie=belt+%3Cb%3Eterug");
    let sends = |cookie: &str, from: &str| {
        let kind = ("content-type", "application/x-www-form-urlencoded");
        office.post_with(&to, &form, &[("cookie", cookie), ("sec-fetch-site", from), kind])
    };
    let again = sends(&session, "same-origin");
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(
        again.text.contains("Dit is nog niet vastgelegd")
            && again.text.contains("belt &lt;b&gt;terug</textarea>")
    );
    assert!(
        !office.get_as(&session, &desk.dossier).text.contains("terug</"),
        "nothing was recorded by itself"
    );
    let other = crate::landlord::cookie(CONSULTANT);
    for (cookie, from) in
        [(session.as_str(), "none"), (session.as_str(), "cross-site"), (&other, "same-origin")]
    {
        let refused = sends(cookie, from);
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{from}");
        assert!(!refused.text.contains("terug</textarea>"), "{from}");
    }
    let kept = hidden(&again.text, &to);
    assert!(!kept.contains(&old_seal), "it is sealed anew");
    let done = office.post(&session, &to, &format!("{kept}&notitie=belt+terug"));
    assert!(office.get_as(&session, done.goes_to()).text.contains("belt terug"));
}

#[test]
fn a_form_outlives_a_session_that_the_book_forgot_and_what_cannot_be_kept_is_not_promised() {
    let office = Office::busy();
    let desk = Desktop::at_first_task(&office, LEADER);
    let (sign_in, cookie, seal) = leader_with_a_password(&office);
    // Ended on another page, or swept away when somebody else signed in.
    office.book().connection().execute("delete from session", []).unwrap();
    let forms = [
        ("/doe", "handeling=betwist&bedrag=125%2C00&notitie=dubbel", vec!["125,00", ">dubbel</textarea>"]),
        (
            "/doe/doorverwijzing",
            "naar=budgetcoach&dag=2026-11-30&wat=kort",
            vec!["budgetcoach", "30 november 2026", "kort"],
        ),
    ];
    for (page, form, told) in forms {
        let to = format!("{}{page}", desk.dossier);
        let kept = office.post(&cookie, &to, &format!("zegel={seal}&{form}"));
        assert!(kept.text.contains("wat u invulde, staat er daarna nog"), "{page}");
        let along = hidden(&kept.text, "/aanmelden");
        let again = office.post(&cookie, "/aanmelden", &format!("{sign_in}&{along}"));
        assert_eq!(again.status, StatusCode::OK);
        told.into_iter().for_each(|told| assert!(again.text.contains(told), "{page}: {told} is gone"));
        assert!(again.text.contains(&format!("action=\"{to}\"")), "one button sends it");
        office.book().connection().execute("delete from session", []).unwrap();
    }
    let long = format!("zegel={seal}&handeling=notitie&notitie={}", "x".repeat(20_000));
    let password = format!("zegel={seal}&oud={LEADERS_PASSWORD}&nieuw=geheim&nogmaals=geheim");
    for (to, form) in [(format!("{}/doe", desk.dossier), long.clone()), ("/mijn/wachtwoord".into(), password)]
    {
        let answer = office.post(&cookie, &to, &form);
        let promised = answer.text.contains("staat er daarna nog") || answer.text.contains("geheim");
        assert!(!promised, "{to}: {}", answer.text);
    }
    let away = office.post(&cookie, &format!("{}/doe", desk.dossier), &long).text;
    let back = part(&away, "name=\"naar\" value=\"", "\"").expect("a way back");
    assert_eq!(back, desk.dossier, "one comes back at the dossier");
    assert!(away.contains("Er is niets vastgelegd"));
}

#[test]
fn who_else_looks_is_told_and_the_next_task_passes_it_over() {
    let office = Office::busy();
    let mine = Desktop::at_first_task(&office, CONSULTANT);
    assert!(!mine.sees("").text.contains("kijkt hier nu"), "nobody else, and not oneself");
    let leader = mine.other(LEADER);
    assert!(leader.sees("").text.contains("Sandra de Boer kijkt hier nu"));
    let list = office.get(LEADER, "/werk?lijst=wijk").text;
    assert_eq!(
        list.matches("Sandra de Boer kijkt hier nu").count(),
        list.matches(&format!("{}?taak", leader.dossier)).count()
    );
    let (_, els) = office.hires("Els Bakker", Seat { role: Role::TeamLeader, districts: Vec::new() });
    let first = office.first_task(LEADER).0;
    office.get_as(&els, &first);
    assert_ne!(office.first_task(LEADER).0, first, "what a colleague has open is passed over");
    assert_eq!(mine.sees("/kijkers").text, "Karim Aydin kijkt hier nu");
    leader.other(LEADER).sees("/kijkers");
    let elsewhere = office.first_task(LEADER).0;
    office.get(LEADER, &elsewhere);
    if elsewhere != mine.dossier {
        assert_eq!(mine.sees("/kijkers").text, "", "he opened another one");
    }
    let lines = office.book().log_about(mine.id()).unwrap();
    assert!(lines.iter().all(|line| line.detail != "kijkers"), "a page that says it is in sight is no look");
}

#[test]
fn who_works_through_a_list_keeps_it_over_every_page_with_a_form_and_over_taking_back() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, LEADER);
    let list = "lijst=wijk&stap=bellen";
    let shown = list.replace('&', "&amp;");
    let dossier = desk.sees(&format!("?{list}")).text;
    let pages = [
        "bericht",
        "regeling",
        "betaaldag",
        "doorverwijzing",
        "beeindigen",
        "indeling",
        "ruimte",
        "machtiging",
    ];
    for page in pages {
        if !["ruimte", "machtiging"].contains(&page) {
            assert!(dossier.contains(&format!("/doe/{page}?{shown}\"")), "the dossier leads on to {page}");
        }
        let form = desk.sees(&format!("/doe/{page}?{list}")).text;
        assert!(form.contains(&format!("?{shown}\">‹ ")), "the way back of {page}");
        let holds = form.contains(&format!("name=\"uit\" value=\"{shown}\""));
        assert!(holds || form.contains("Er is niets vastgelegd dat u kunt beëindigen"), "the form of {page}");
    }
    let held = "uit=lijst%3Dwijk%26stap%3Dbellen";
    let done = desk.sends("/doe/betaaldag", &format!("dag=12&wat=afspreken&{held}"));
    let next = done.goes_to().to_owned();
    assert!(next.contains("?klaar=") && next.ends_with(&format!("&{list}")), "{next}");
    let bar = office.get(LEADER, &next).text;
    let bar = part(&bar, "melding goed", "</form>").expect("what was done, with a way back");
    assert!(bar.contains(&format!("name=\"uit\" value=\"{shown}\"")), "{bar}");
    let act = part(&next, "klaar=", "&").expect("an act");
    let seal = office.seal(LEADER);
    let back = office.post(
        &crate::landlord::cookie(LEADER),
        &format!("/ongedaan/{act}"),
        &format!("zegel={seal}&{held}"),
    );
    assert!(back.goes_to().ends_with(&format!("?terug=1&{list}")), "{}", back.goes_to());
}
