//! The pages of who begins, where nobody answers for them: who may ask, and the tour, which is for everybody.

use std::sync::LazyLock;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use store::Book;
use tower::ServiceExt;

use crate::landlord::{self, ADMINISTRATOR, AUDITOR, CONSULTANT, LEADER, cookie};
use crate::working::Office;
use crate::{SITE, check_form, fetch};

fn status(person: usize, method: &str, address: &str) -> StatusCode {
    // Made before anything runs that must not wait for it.
    LazyLock::force(&SITE);
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let request = Request::builder().method(method).uri(address).header("cookie", cookie(person));
        let request = request.body(Body::empty()).expect("an address");
        let response = SITE.router.clone().oneshot(request).await.expect("an answer");
        let status = response.status();
        to_bytes(response.into_body(), 1_000_000).await.expect("a body");
        status
    })
}

#[test]
fn only_who_brings_in_comes_to_the_pages_of_beginning() {
    for address in [
        "/begin",
        "/begin/lijst",
        "/begin/kolommen",
        "/begin/nakijken",
        "/begin/vergelijken",
        "/begin/vergelijken.csv",
    ] {
        for person in [CONSULTANT, AUDITOR] {
            assert_eq!(status(person, "GET", address), StatusCode::FORBIDDEN, "{address}");
        }
    }
    for address in ["/begin/weg", "/begin/dag", "/begin/nacht", "/begin/over", "/nacht/begin", "/nacht/stop"]
    {
        assert_eq!(status(CONSULTANT, "POST", address), StatusCode::FORBIDDEN, "{address}");
        assert_eq!(status(LEADER, "POST", address), StatusCode::FORBIDDEN, "{address}: without a seal");
    }
    // Where nobody can begin at a page, the pages are not there.
    for person in [LEADER, ADMINISTRATOR] {
        assert_eq!(status(person, "GET", "/begin"), StatusCode::NOT_FOUND);
        assert_eq!(status(person, "GET", "/nacht/nu"), StatusCode::NOT_FOUND);
    }
    let key = format!("/begin/sleutel/{}", "0".repeat(64));
    assert_eq!(status(LEADER, "GET", &key), StatusCode::FORBIDDEN, "there are people already");
    assert_eq!(status(LEADER, "POST", &key), StatusCode::FORBIDDEN);
}

#[test]
fn every_night_is_laid_beside_the_old_list_as_it_was_also_after_one_was_done_over() {
    let office = Office::new();
    let mut book = office.book();
    let as_they_were = |book: &Book| {
        let mut different = 0;
        for run in book.nights().unwrap() {
            let shown = book.shown(run.id).unwrap();
            for one in &shown {
                let id = book.tenancy_by_number(&one.dossier).unwrap().expect("a dossier");
                let last = book.decisions(id).unwrap().into_iter().find(|decided| decided.day <= run.day);
                let last = last.expect("a night decided about it");
                assert_eq!(
                    (&one.category, &one.outcome, one.arrears),
                    (&last.category, &last.outcome, last.arrears)
                );
                different += usize::from(last.day < run.day);
            }
            assert!(shown.len() > 100, "{} dossiers on {}", shown.len(), run.day);
        }
        assert!(different > 0, "some were decided about earlier");
    };
    as_they_were(&book);
    let last = book.undo_last_night().unwrap().expect("a night");
    as_they_were(&book);
    let policy = landlord::policy().policy.unwrap();
    landlord::run_night(&mut book, &policy, last, last.previous());
    as_they_were(&book);
}

#[test]
fn the_tour_has_five_stops_and_a_wild_one_is_the_first_or_last() {
    for (asked, title) in [
        ("1", "Wat is dit?"),
        ("3", "Doe één taak"),
        ("5", "Kijk naar de nacht"),
        ("99", "Kijk naar de nacht"),
        ("x", "Wat is dit?"),
    ] {
        let address = format!("/rondleiding?halte={asked}");
        let page = fetch(&SITE.router, &address);
        assert_eq!(page.status, StatusCode::OK);
        check_form(&address, &page);
        assert!(page.text.contains(&format!("<h1>{title}</h1>")), "{asked}: {}", page.text);
    }
}

#[test]
fn an_empty_list_after_a_shadow_night_says_so_and_where_the_comparison_stands() {
    let office = Office::new();
    let mut book = office.book();
    let last = landlord::day(landlord::LAST_NIGHT);
    book.connection().execute("update task set state = 'vervallen'", []).unwrap();
    assert!(office.get(LEADER, "/werk").text.contains("Alles gedaan."), "nights that count");
    book.begin_in_shadow(last - 5).unwrap();
    let page = office.get(LEADER, "/werk").text;
    assert!(page.contains("was een schaduwnacht") && page.contains("nog geen oude lijst"), "{page}");
    assert!(!page.contains("Alles gedaan"));
    let numbers = crate::desktop::numbers(&office, LEADER);
    let old: Vec<(String, String)> =
        numbers.iter().map(|number| (number.clone(), "deurwaarder".to_string())).collect();
    book.keep_old_actions(last, &old).unwrap();
    let page = office.get(LEADER, "/werk").text;
    assert!(
        page.contains("verschillen bij") && page.contains("over 0 daarvan is een oordeel gegeven"),
        "{page}"
    );
    assert!(office.get(LEADER, "/werk?lijst=wijk").text.contains("was een schaduwnacht"));
}
