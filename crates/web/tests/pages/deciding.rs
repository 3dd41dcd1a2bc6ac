//! What people decide about a dossier: ending what was recorded, a category chosen by hand, many tasks at once, and the evidence
//! page. Each with its way back, and with what wrong and hostile forms come to.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use domain::calendar::Day;
use domain::dossier::{
    Channels, Circumstance, CircumstanceKind, Contact, ContactChannel, Dossier, Milestone, Tenancy,
};
use domain::ids::{Key, TenancyId};
use domain::law_in_motion::fourteen_days::{LetterOnFile, Posting};
use domain::ledger::{Entry, EntryKind};
use domain::money::Cents;
use store::codes::Code;
use store::post::Moment;
use store::staff::CHOSEN;

use crate::desktop::{Desktop, HOSTILE, numbers, today};
use crate::landlord::{self, ADMINISTRATOR, AUDITOR, CONSULTANT, LEADER, day, run_night};
use crate::working::{Office, assert_in_step, part};

#[test]
fn a_hold_ends_with_a_reason_and_what_a_court_began_cannot_be_ended() {
    let office = Office::new();
    let desk = Desktop::at_first_task(&office, LEADER);
    let held = desk.sends("/doe", "handeling=pauze&tot=2026-12-10&notitie=opname");
    held.goes_to();
    let page = desk.sees("/doe/beeindigen").text;
    let what = part(&page, "name=\"wat\" value=\"o:handeling", "\"").expect("the hold");
    let form = format!("wat=o%3Ahandeling{}&dag=2026-11-21&notitie=weer+thuis", what.replace('/', "%2F"));
    let done = desk.sends("/doe/beeindigen", &form);
    assert!(office.get(LEADER, done.goes_to()).text.contains("weer thuis"));
    let hold = |desk: &Desktop| {
        let known = desk.dossier().circumstances;
        known.into_iter().rfind(|known| known.kind == CircumstanceKind::Hold).expect("it is still known")
    };
    assert!(!hold(&desk).holds_on(today()));
    let rests_on_it = desk.undoes(&held);
    assert_eq!(rests_on_it.status, StatusCode::CONFLICT, "first what came later");
    desk.undoes(&done).goes_to();
    assert!(hold(&desk).holds_on(today()));

    let id = desk.id();
    let sql = format!(
        "insert into circumstance values ({}, {}, 'rechter', {}, null, null, null, '', 'aanlevering')",
        id.0,
        (today() - 5).0,
        CircumstanceKind::StatutoryDebtScheme.code()
    );
    office.book().connection().execute_batch(&sql).unwrap();
    assert!(!desk.sees("/doe/beeindigen").text.contains("o:rechter"));
    let forced = desk.sends("/doe/beeindigen", "wat=o%3Arechter&dag=2026-11-21&notitie=x");
    assert_eq!(forced.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[test]
fn a_chosen_category_holds_at_night_until_its_day_and_says_who_chose_it() {
    let office = Office::new();
    let desk = Desktop::at_first_task(&office, LEADER);
    let loaded = landlord::policy().policy.unwrap();
    let own = desk.dossier().position.category.expect("a category");
    let other = loaded.categories.iter().rev().find(|one| one.key != own).expect("another one");
    let form = |id: &str, until: &str, note: &str| format!("indeling={id}&tot={until}&notitie={note}");
    for (id, until, note) in [
        (other.id.as_str(), "2026-12-01", ""),
        (HOSTILE, "2026-12-01", "reden"),
        ("", "2026-12-01", "reden"),
        (other.id.as_str(), "2027-12-01", "reden"),
        (other.id.as_str(), "", HOSTILE),
    ] {
        let answer = desk.sends("/doe/indeling", &form(id, until, note));
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{id} {until} {note}");
        assert!(!answer.text.contains("<script>alert"));
    }
    let done = desk.sends("/doe/indeling", &form(&other.id, "2026-11-23", "komt+net+uit+het+ziekenhuis"));
    done.goes_to();
    let category_after = |night: &str| {
        let night = day(night);
        run_night(&mut office.book(), &loaded, night, night.previous());
        office.book().dossier_from_truth(desk.id()).unwrap().unwrap().position.category
    };
    assert_eq!(category_after("2026-11-22"), Some(other.key));
    let why = desk.sees("/waarom").text;
    assert!(why.contains("een medewerker koos deze indeling op 21 november 2026"), "the explanation says so");
    assert!(why.contains("komt net uit het ziekenhuis") && why.contains("Karim Aydin"));
    assert_eq!(category_after("2026-11-23"), Some(other.key), "its last day");
    assert_ne!(category_after("2026-11-24"), Some(other.key), "then the rules decide again");
    assert_in_step(&office.book(), &desk.number());
}

/// The tasks on a page of work.
fn tasks(page: &str) -> Vec<String> {
    let boxes = page.split("name=\"taak\" value=\"").skip(1);
    boxes.map(|rest| rest.split_once('"').expect("its end").0.to_string()).collect()
}

#[test]
fn many_tasks_are_put_off_given_and_finished_at_once_with_one_way_back() {
    let office = Office::new();
    let (cookie, seal) = (landlord::cookie(LEADER), office.seal(LEADER));
    let hers =
        office.book().tenancy_by_number(&numbers(&office, CONSULTANT)[0]).unwrap().expect("her dossier");
    let task = "insert into task select 'proef', max(id), ?1, max(day), 'casusoverleg', 'huurconsulent', 'automatisch', '', '', 'open' from night_run";
    office.book().connection().execute(task, [hers.0]).unwrap();
    let all = tasks(&office.get(LEADER, "/werk").text);
    let some = &all[..3];
    let ticked: String = some.iter().map(|task| format!("&taak={task}")).collect();
    let send = |form: &str| office.post(&cookie, "/werk/samen", &format!("zegel={seal}&{form}"));
    for (wrong, told) in [
        (format!("wat=klaar{ticked}&notitie="), "hoe de taken zijn afgehandeld"),
        (format!("wat=later{ticked}&tot=2026-11-21"), "Kies een dag van 22 november 2026"),
        (format!("wat=later{ticked}&tot={HOSTILE}"), "Vul een dag in"),
        (format!("wat=geef{ticked}&aan={HOSTILE}"), "Kies een collega"),
        (format!("wat=geef{ticked}&aan=4"), "Kies een collega"),
        ("wat=klaar&notitie=x".to_string(), "Vink eerst aan"),
        (format!("wat={HOSTILE}{ticked}"), "Kies wat er met de taken gebeurt"),
    ] {
        let answer = send(&wrong);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(answer.text.contains(told) && !answer.text.contains("<script>alert"), "{wrong}");
        assert!(answer.text.contains("<title>Fout: Mijn werk"), "{wrong}");
        if wrong.contains("taak=") {
            assert_eq!(answer.text.matches(" checked").count(), 3, "what was ticked stays so: {wrong}");
        }
    }
    let later = send(&format!("wat=later{ticked}&tot=2026-12-01&lijst=&wijk="));
    let page = office.get(LEADER, later.goes_to()).text;
    assert!(page.contains("3\u{a0}taken: ") && page.contains("komt terug op 1 december 2026"), "it counts");
    assert!(tasks(&page).iter().all(|task| !some.contains(task)), "off the list");
    let put_off = office.get(LEADER, "/werk?lijst=later").text;
    let found: BTreeSet<String> = tasks(&put_off).into_iter().collect();
    assert_eq!(found, some.iter().cloned().collect());
    let undo = part(&page, "action=\"/ongedaan/samen/", "\"").expect("one way back").to_string();
    let mine = office.get(LEADER, "/werk/handelingen").text;
    let line = part(&mine, "<tbody>", "</tbody>").expect("a list");
    assert_eq!(line.matches("<tr").count(), 1, "what was done together is one line: {line}");
    assert!(line.contains("3\u{a0}taken tegelijk") && line.contains(&format!("/ongedaan/samen/{undo}")));
    assert!(line.contains("</time>,") && line.matches("span class=\"onder\">HO-").count() == 3, "{line}");
    let back = office.post(&cookie, &format!("/ongedaan/samen/{undo}"), &format!("zegel={seal}"));
    assert!(office.get(LEADER, back.goes_to()).text.contains("3\u{a0}taken teruggedraaid"));
    assert_eq!(tasks(&office.get(LEADER, "/werk").text), all);
    let again = office.post(&cookie, &format!("/ongedaan/samen/{undo}"), &format!("zegel={seal}"));
    assert_eq!(again.status, StatusCode::CONFLICT);

    let everything: String = all.iter().map(|task| format!("&taak={task}")).collect();
    let given = send(&format!("wat=geef{everything}&aan=2"));
    let page = office.get(LEADER, given.goes_to()).text;
    let hers = tasks(&office.get(CONSULTANT, "/werk").text);
    let elsewhere = tasks(&office.get(LEADER, "/werk?lijst=collega").text);
    assert!(!elsewhere.is_empty() && elsewhere.len() < all.len(), "only of her districts");
    assert!(elsewhere.iter().all(|task| hers.contains(task)));
    assert!(page.contains("niet in de wijken van wie het doet"));

    let left = tasks(&office.get(LEADER, "/werk").text);
    let two: String = left.iter().take(2).map(|task| format!("&taak={task}")).collect();
    let done = format!("wat=klaar{two}&notitie=allebei+gebeld");
    send(&done).goes_to();
    let twice = send(&done);
    let page = office.get(LEADER, twice.goes_to()).text;
    assert!(page.contains("Er is niets veranderd") && page.contains("2\u{a0}taken niet"));
    let forged = office.post(&cookie, "/werk/samen", &done);
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    let auditor = format!("zegel={}&{done}", office.seal(AUDITOR));
    assert_eq!(
        office.post(&landlord::cookie(AUDITOR), "/werk/samen", &auditor).status,
        StatusCode::FORBIDDEN
    );
}

/// Rent of August unpaid and everything done about it: reminded, called, visited, told to the municipality, 14-day letter lapsed.
fn a_case_with_all_its_proofs() -> Office {
    let due_on = day("2026-08-01");
    let contact = |channel, on| Contact { day: day(on), channel, reached: false, incoming: false };
    let rent = Entry {
        booked_on: due_on,
        due_on: Some(due_on),
        kind: EntryKind::Rent,
        reason: None,
        cents: Cents(54_940),
    };
    let signal = Circumstance {
        kind: CircumstanceKind::EarlySignal,
        since: day("2026-09-02"),
        until: None,
        closed_on: Some(day("2026-09-20")),
        cents: Some(Cents(54_940)),
    };
    let dossier = Dossier {
        tenancy: Tenancy {
            id: TenancyId(1),
            starts_on: Some(day("2019-07-01")),
            rent: Some(Cents(54_940)),
            direct_debit: Some(false),
            reachable: Channels::default().with(ContactChannel::Email),
            ..Tenancy::default()
        },
        entries: vec![rent],
        circumstances: vec![signal],
        contacts: vec![
            contact(ContactChannel::Phone, "2026-08-15"),
            contact(ContactChannel::Visit, "2026-08-20"),
        ],
        ..Dossier::default()
    };
    Office::of(|book| {
        book.load(std::iter::once(dossier)).unwrap();
        let step = "insert into step_taken (tenancy, day, cycle, step, channel, milestone) values (1, ?1, ?2, ?3, ?4, ?5)";
        for (on, milestone) in
            [("2026-08-12", Milestone::WrittenReminder), ("2026-08-22", Milestone::SignalAnnouncement)]
        {
            let row = (day(on).0, due_on.0, Key::of(on).0, ContactChannel::Letter.code(), milestone.code());
            book.connection().execute(step, row).unwrap();
        }
        let letter = LetterOnFile {
            made_on: day("2026-09-23"),
            posting: Posting::Posted(day("2026-09-23")),
            claims: vec![(due_on, Cents(54_940))],
            stated_costs: Cents::ZERO,
            wording_valid: true,
            charged: None,
        };
        assert!(book.put_letter(TenancyId(1), &letter, "proef").unwrap());
        book.rebuild_packed().unwrap();
        books_until(book, day("2026-11-20"));
    })
}

/// The books were delivered up to this day, and no further.
fn books_until(book: &store::Book, on: Day) {
    let gone = "delete from delivery";
    book.connection().execute(gone, ()).unwrap();
    let delivery = "insert into delivery (hash, name, signature, kind, as_of, taken_in_on, state, rows, changes) \
                    values (?1, 'proef', 0, 'proef', ?2, ?2, 'ingelezen', 0, 0)";
    book.connection().execute(delivery, (on.to_string().into_bytes(), on.0)).unwrap();
}

#[test]
fn two_people_hand_a_case_over_and_neither_does_alone() {
    let office = a_case_with_all_its_proofs();
    let desk = |person| Desktop { office: &office, person, dossier: "/dossier/1".into() };
    let (consultant, leader) = (desk(CONSULTANT), desk(LEADER));
    let page = consultant.sees("/bewijs").text;
    assert!(page.contains("Vraag akkoord") && page.contains("1\u{a0}ding ontbreekt"), "{page}");
    let silent = consultant.sends("/bewijs", "wat=vragen&notitie=");
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    consultant.sends("/bewijs", &format!("wat=vragen&notitie={HOSTILE}")).goes_to();
    assert!(!leader.sees("/bewijs").text.contains("<script>alert"));
    assert_eq!(
        consultant.sends("/bewijs", "wat=vragen&notitie=x").status,
        StatusCode::CONFLICT,
        "asked once"
    );
    assert_eq!(consultant.sends("/bewijs", "wat=akkoord").status, StatusCode::FORBIDDEN);
    assert_eq!(desk(AUDITOR).sends("/bewijs", "wat=akkoord").status, StatusCode::FORBIDDEN);
    assert!(office.get(LEADER, "/werk").text.contains("Overdracht aan de deurwaarder"));
    leader.sends("/bewijs", "wat=akkoord").goes_to();
    assert!(leader.sees("/bewijs").text.contains("Karim Aydin ging akkoord"));
    let held = |kind: CircumstanceKind| {
        let truth = office.book().dossier_from_truth(TenancyId(1)).unwrap().unwrap();
        truth.circumstances.iter().any(|known| known.kind == kind && known.holds_on(today()))
    };
    assert!(held(CircumstanceKind::HandoverAgreed), "the night may hand over");
    assert_eq!(leader.sends("/bewijs", "wat=akkoord").status, StatusCode::CONFLICT);
    leader.sends("/bewijs", "wat=intrekken").goes_to();
    assert!(!held(CircumstanceKind::HandoverAgreed), "and not any more");
    let log = desk(AUDITOR).sees("/inzage").text;
    for what in
        ["akkoord gevraagd voor overdracht", "akkoord gegeven voor overdracht", "overdracht ingetrokken"]
    {
        assert!(log.contains(what), "{what}");
    }

    leader.sends("/bewijs", "wat=vragen&notitie=x").goes_to();
    let own = leader.sends("/bewijs", "wat=akkoord");
    assert_eq!(own.status, StatusCode::CONFLICT, "nobody agrees to his own question");
    assert!(own.text.contains("twee verschillende mensen") && !held(CircumstanceKind::HandoverAgreed));
}

/// Who keeps the accounts invites somebody whose account is in use, and whoever has the invitation chooses a password.
fn comes_in_with_an_invitation(office: &Office, mail: &str) {
    let number = office.book().account(mail).unwrap().expect("an account").0.id.0;
    let (seal, cookie) = (office.seal(ADMINISTRATOR), landlord::cookie(ADMINISTRATOR));
    let invite = format!("/inrichting/gebruikers/{number}/uitnodigen");
    let page = office.post(&cookie, &invite, &format!("zegel={seal}")).goes_to().to_string();
    let page = office.get(ADMINISTRATOR, &page).text;
    let link = part(&page, "class=\"eenmalig\">", "<").expect("the invitation");
    let link = link.strip_prefix(landlord::PAGES).expect("the whole address");
    let password = "wachtwoord=een+lange+zin+hier&nogmaals=een+lange+zin+hier";
    assert_eq!(office.post("", link, password).goes_to(), "/aanmelden");
}

#[test]
fn an_account_that_was_opened_with_an_invitation_agrees_to_nothing_for_a_day() {
    let office = a_case_with_all_its_proofs();
    let desk = |person| Desktop { office: &office, person, dossier: "/dossier/1".into() };
    let (consultant, leader) = (desk(CONSULTANT), desk(LEADER));
    consultant.sends("/bewijs", "wat=vragen&notitie=x").goes_to();
    assert!(leader.sees("/bewijs").text.contains("value=\"akkoord\""));
    comes_in_with_an_invitation(&office, "leider@example.nl");
    landlord::signs_in_again(&office.book(), LEADER, "leider@example.nl");
    let page = leader.sees("/bewijs").text;
    assert!(
        page.contains("net gekozen met een uitnodiging") && !page.contains("value=\"akkoord\""),
        "{page}"
    );
    let refused = leader.sends("/bewijs", "wat=akkoord");
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("Een andere teamleider kan nu beslissen"), "{}", refused.text);
    assert!(!leader.sees("/bewijs").text.contains("ging akkoord"));
}

#[test]
fn an_account_that_was_opened_with_an_invitation_asks_for_nothing_for_a_day() {
    let office = a_case_with_all_its_proofs();
    let desk = |person| Desktop { office: &office, person, dossier: "/dossier/1".into() };
    assert!(desk(CONSULTANT).sees("/bewijs").text.contains("value=\"vragen\""));
    comes_in_with_an_invitation(&office, "consulent@example.nl");
    landlord::signs_in_again(&office.book(), CONSULTANT, "consulent@example.nl");
    let page = desk(CONSULTANT).sees("/bewijs").text;
    assert!(page.contains("net gekozen met een uitnodiging") && !page.contains("value=\"vragen\""), "{page}");
    let refused = desk(CONSULTANT).sends("/bewijs", "wat=vragen&notitie=x");
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("Een collega kan het nu vragen"), "{}", refused.text);
    desk(LEADER).sends("/bewijs", "wat=vragen&notitie=x").goes_to();
}

#[test]
fn a_day_after_an_invitation_its_account_agrees_again() {
    let office = a_case_with_all_its_proofs();
    let desk = |person| Desktop { office: &office, person, dossier: "/dossier/1".into() };
    desk(CONSULTANT).sends("/bewijs", "wat=vragen&notitie=x").goes_to();
    let (now, leader) = (landlord::now(), office.book().account("leider@example.nl").unwrap().unwrap().0.id);
    let yesterday = Moment { day: now.day - 1, seconds: now.seconds - 86_400 };
    office.book().log_account(yesterday, Some(leader), leader, CHOSEN, "met een uitnodiging").unwrap();
    desk(LEADER).sends("/bewijs", "wat=akkoord").goes_to();
}

#[test]
fn what_is_gone_since_it_was_asked_is_not_agreed_to() {
    let office = a_case_with_all_its_proofs();
    let desk = |person| Desktop { office: &office, person, dossier: "/dossier/1".into() };
    desk(CONSULTANT).sends("/bewijs", "wat=vragen&notitie=laatste+weg").goes_to();
    desk(CONSULTANT).sends("/doe", "handeling=hulp&notitie=budgetcoach+begint").goes_to();
    assert!(desk(LEADER).sees("/bewijs").text.contains("Dit gaat voor: hulp"));
    assert_eq!(desk(LEADER).sends("/bewijs", "wat=akkoord").status, StatusCode::CONFLICT);
    let gone = Office::new();
    let early = Desktop::at_first_task(&gone, LEADER);
    let answer = early.sends("/bewijs", "wat=vragen&notitie=x");
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody is asked to agree to half a case");
    assert!(answer.text.contains("Nog niet alles is er"));
}

#[test]
fn on_old_books_nobody_asks_agrees_or_hands_over() {
    let office = a_case_with_all_its_proofs();
    let desk = |person| Desktop { office: &office, person, dossier: "/dossier/1".into() };
    let (consultant, leader) = (desk(CONSULTANT), desk(LEADER));
    let stale = || books_until(&office.book(), day("2026-10-29"));
    let fresh = || books_until(&office.book(), day("2026-11-20"));
    let told = "29 oktober 2026, 23 dagen geleden; hooguit 1 dag mag";
    stale();
    let page = consultant.sees("/bewijs").text;
    assert!(page.contains(told) && !page.contains("value=\"vragen\""), "{page}");
    let refused = consultant.sends("/bewijs", "wat=vragen&notitie=x");
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains(told));
    fresh();
    consultant.sends("/bewijs", "wat=vragen&notitie=x").goes_to();
    stale();
    assert!(!leader.sees("/bewijs").text.contains("value=\"akkoord\""));
    let refused = leader.sends("/bewijs", "wat=akkoord");
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text.contains(told), "{}", refused.text);
    fresh();
    leader.sends("/bewijs", "wat=akkoord").goes_to();
    assert_eq!(leader.sees("/bewijs/set.zip").status, StatusCode::OK);
    stale();
    assert!(!leader.sees("/bewijs").text.contains("set.zip"));
    assert_eq!(leader.sees("/bewijs/set.zip").status, StatusCode::CONFLICT);
    let refused = leader.sends("/bewijs", "wat=overgedragen&klopt=ja");
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text.contains(told), "{}", refused.text);
    fresh();
    leader.sends("/bewijs", "wat=overgedragen&klopt=ja").goes_to();
}

#[test]
fn a_landlord_without_a_number_is_told_before_anybody_asks() {
    let office = a_case_with_all_its_proofs();
    std::fs::write(office.folder.path().join(landlord::COMMERCE_NUMBER), "").unwrap();
    let consultant = Desktop { office: &office, person: CONSULTANT, dossier: "/dossier/1".into() };
    let page = consultant.sees("/bewijs").text;
    assert!(page.contains("Vul kvk in, in het bestand partners.toml"), "{page}");
    assert!(!page.contains("value=\"vragen\""));
    let refused = consultant.sends("/bewijs", "wat=vragen&notitie=x");
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[test]
fn the_page_says_what_is_claimed_and_what_is_not_and_lies_on_paper_at_any_time() {
    let office = a_case_with_all_its_proofs();
    let rent = |on: &str| Entry {
        booked_on: day(on),
        due_on: Some(day(on)),
        kind: EntryKind::Rent,
        reason: None,
        cents: Cents(54_940),
    };
    let entries = vec![rent("2026-11-01")];
    let news = store::load::News { id: TenancyId(1), entries, ..store::load::News::default() };
    office.book().take_in_news([&news]).unwrap();
    let desk = |person| Desktop { office: &office, person, dossier: "/dossier/1".into() };
    let page = desk(CONSULTANT).sees("/bewijs").text;
    let claim = part(&page, "id=\"vordering\"", "</section>").expect("what is claimed");
    assert_eq!(claim.matches("549,40").count(), 4, "asked once, later once, principal, sum: {claim}");
    assert!(claim.contains("Later vervallen, niet in de brief."), "{claim}");
    assert!(page.contains("href=\"/dossier/1/bewijs.pdf\""));
    for person in [CONSULTANT, LEADER, AUDITOR] {
        let seen = (desk(person).sees("/bewijs").status, desk(person).sees("/bewijs.pdf").status);
        assert_eq!(seen.0, seen.1, "who may see the page may have it on paper");
    }
    let paper = desk(CONSULTANT).sees("/bewijs.pdf");
    assert!(paper.status == StatusCode::OK && paper.text.starts_with("%PDF-bewijs van 1"));
    assert_eq!(office.get(landlord::EMPLOYEE, "/dossier/1/bewijs.pdf").status, StatusCode::FORBIDDEN);
    assert!(desk(AUDITOR).sees("/inzage").text.contains("bewijs als PDF"), "who took it is in the log");
}
