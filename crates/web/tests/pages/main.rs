//! Every page through the router, on the book of a small landlord: status, headers, Dutch words, escaping, weight.

mod access;
mod accounts;
mod affording;
mod answering;
mod appointments;
mod arranging;
mod bank;
mod beginning;
mod by_hand;
mod calling;
mod colliding;
mod coming;
mod deciding;
mod derived;
mod desktop;
mod helping;
mod kept;
mod landlord;
mod light_seat;
mod lists;
mod mandates;
mod passkeys;
mod proposals;
mod team;
mod together;
mod working;

use std::sync::LazyLock;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::response::Parts;
use axum::http::{HeaderMap, Request, StatusCode};
use calamine::{DataType, Reader};
use landlord::{HOSTILE_NAME, LAST_NIGHT};
use tempfile::TempDir;
use tower::ServiceExt;

/// The address of the tenant with the hostile name and number.
const HOSTILE_PAGE: &str = "/dossier/0%2F%3Cb%3E0";

struct Site {
    _folder: TempDir,
    router: Router,
    /// Somebody with arrears.
    somebody: String,
}

struct Page {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

static SITE: LazyLock<Site> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let path = landlord::book(folder.path(), 160, 6);
    let router = web::router(landlord::app(path));
    let list = fetch(&router, "/huurders").text;
    let somebody = list.split("href=\"").filter_map(|part| part.strip_prefix("/dossier/"));
    let somebody = somebody.filter_map(|part| part.split('"').next()).next().expect("a tenant in the list");
    let somebody = format!("/dossier/{somebody}");
    Site { _folder: folder, router, somebody }
});

fn fetch(router: &Router, address: &str) -> Page {
    let (parts, bytes) = ask(router, address);
    Page { status: parts.status, headers: parts.headers, text: String::from_utf8(bytes).expect("UTF-8") }
}

fn fetch_bytes(router: &Router, address: &str) -> Vec<u8> {
    ask(router, address).1
}

fn ask(router: &Router, address: &str) -> (Parts, Vec<u8>) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let request = Request::builder().uri(address).header("cookie", landlord::cookie(landlord::LEADER));
        let request = request.body(Body::empty()).expect("an address");
        let response = router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        (parts, to_bytes(body, 10_000_000).await.expect("a body").to_vec())
    })
}

fn get(address: &str) -> Page {
    fetch(&SITE.router, address)
}

/// A page is there, is Dutch, keeps itself safe, and has what every reader needs.
#[track_caller]
fn check(address: &str, words: &[&str]) -> String {
    let page = get(address);
    assert_eq!(page.status, StatusCode::OK, "{address}");
    check_form(address, &page);
    for word in words {
        assert!(page.text.contains(word), "{address} says nothing of {word}");
    }
    page.text
}

#[track_caller]
fn check_form(address: &str, page: &Page) {
    let header = |name: &str| page.headers.get(name).map_or("", |value| value.to_str().unwrap_or(""));
    let policy = header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{address}: {policy}");
    assert!(policy.contains("script-src 'self';"), "{address}: only our own script may run");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("referrer-policy"), "no-referrer");
    assert_eq!(header("cache-control"), "no-store", "{address}: personal data stays in no cache");
    let text = &page.text;
    assert!(text.starts_with("<!DOCTYPE html><html lang=\"nl\">"), "{address}");
    for once in ["<h1", "<main", "id=\"inhoud\"", "class=\"sla-over\"", "</html>"] {
        assert_eq!(text.matches(once).count(), 1, "{address}: {once}");
    }
    let scripts =
        (text.matches("<script").count(), text.matches("<script type=\"module\" src=\"/eigen/").count());
    assert_eq!(scripts, (1, 1), "{address}: our script and no other");
    for never in ["javascript:", " style=\"", "onclick", "http://", "https://"] {
        assert!(!text.contains(never), "{address} holds {never}");
    }
    assert_eq!(text.matches("<table").count(), text.matches("<caption").count(), "{address}: captions");
    ids_are_unique(address, text);
    elements_close(address, text);
}

fn ids_are_unique(address: &str, text: &str) {
    let mut ids: Vec<&str> = text.split(" id=\"").skip(1).filter_map(|part| part.split('"').next()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "{address}: an id stands twice");
    for target in text.split("aria-labelledby=\"").skip(1).filter_map(|part| part.split('"').next()) {
        assert!(ids.contains(&target), "{address}: {target} labels nothing");
    }
}

/// Every element that opens also closes, in order.
fn elements_close(address: &str, text: &str) {
    let empty = ["meta", "link", "input", "br", "path"];
    let mut open: Vec<&str> = Vec::new();
    for part in text.split('<').skip(2) {
        let tag = part.split('>').next().unwrap_or_default();
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "{address}: {name} closes what did not open");
        } else if !empty.contains(&name) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{address}: {open:?}");
}

#[test]
fn the_last_night_tells_what_came_in_and_what_was_decided() {
    let page = check(
        "/vannacht",
        &[
            "Nacht van zaterdag 21 november 2026",
            "Er gaat niets de deur uit.",
            "boeken bij tot en met",
            "Uitstekende betaler",
            "Beloften bijna gebroken",
            "Geen enkele stap zou een belofte breken.",
            "1\u{a0}bevinding in 2026-11-20",
        ],
    );
    assert!(page.contains("&lt;tekens&gt;"), "the reason of a finding is text");
}

#[test]
fn insight_says_no_more_than_the_numbers_do() {
    check(
        "/inzicht/regelingen",
        &["Regelingen die lopen", "Hoe lang regelingen het volhouden", "nog te weinig regelingen"],
    );
    check("/inzicht/regelingen?stand=verbroken&termijnen=lang", &["aria-current=\"true\"", "Verbroken"]);
    check("/inzicht/regelingen?stand=%3Cb%3E&termijnen=x", &["Regelingen die lopen"]);
    for months in ["3", "12", "nonsens"] {
        check(&format!("/inzicht/betaaldag?maanden={months}"), &["Zonder voorstel (controlegroep)"]);
    }
}

#[test]
fn an_earlier_night_and_the_list_of_nights() {
    check("/nacht/2026-11-20", &["Nacht van vrijdag 20 november 2026", "href=\"/nacht/2026-11-21\""]);
    check("/nacht/2026-11-16", &["voor het eerst ingedeeld", "Berichten per brief, kanaal en toestand"]);
    check("/nacht?dag=2026-11-20", &["Nacht van vrijdag 20 november 2026"]);
    check("/nacht", &["Nacht van zaterdag 21 november 2026"]);
    check("/nachten", &["Alle nachten", "href=\"/nacht/2026-11-16\""]);
    for address in ["/nacht/2020-01-01", "/nacht/gisteren"] {
        let page = get(address);
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{address}");
        check_form(address, &page);
    }
}

#[test]
fn the_post_of_any_night_is_counted_listed_chosen_from_and_saved() {
    check("/post?dag=2026-11-21", &["Uitgaande post", "Deze nacht zette geen bericht klaar."]);
    check("/post", &["Uitgaande post", "Vandaag gaat er niets uit."]);
    check("/nacht/2026-11-16", &["Er is nog niets de deur uit.", "/post?dag=2026-11-16"]);
    let page = check(
        "/post?dag=2026-11-16",
        &["nacht van", "16 november 2026", "/post?dag=2026-11-17", "/bericht/"],
    );
    let all = rows_of("/post.csv?dag=2026-11-16");
    assert!(page.contains(&format!("<strong>{}\u{a0}bericht", all.len())), "{} messages", all.len());
    let proposals = rows_of("/post.csv?dag=2026-11-16&stand=wacht%20op%20vrijgave");
    let ready = rows_of("/post.csv?dag=2026-11-16&stand=klaar");
    assert!(!ready.is_empty() && ready.iter().all(|row| row.contains(";klaar;")));
    assert!(ready.len() + proposals.len() <= all.len());
    assert!(!page.contains("Laat gaan"), "what an earlier night proposed is not let go any more");
    check("/post?dag=2026-11-16&stand=klaar&blad=99", &["Filter wissen"]);
    check("/post?dag=2026-11-16&stand=%3Cb%3E&brief=%3Cscript%3E", &["0\u{a0}berichten"]);
    for address in ["/post?dag=2020-01-01", "/post.csv?dag=gisteren"] {
        assert_eq!(get(address).status, StatusCode::NOT_FOUND, "{address}");
    }
}

/// The rows of a file for a spreadsheet, without its head.
fn rows_of(address: &str) -> Vec<String> {
    let page = get(address);
    assert_eq!(page.status, StatusCode::OK, "{address}");
    assert!(page.text.starts_with("\u{feff}nacht;nummer;dossier;"), "{address}");
    page.text.lines().skip(1).map(str::to_string).collect()
}

#[test]
fn tenants_are_found_filtered_sorted_and_leafed_through() {
    let all = check("/huurders", &["Hoogste achterstand eerst", "blad 1 van", "volgende ›"]);
    assert!(all.len() <= 60_000, "{} bytes", all.len());
    check("/huurders?blad=2&volgorde=naam", &["‹ vorige", "volgorde=naam"]);
    check("/huurders?categorie=uitstekende-betaler", &["Uitstekende betaler"]);
    let one = get("/huurders?q=ALERT%20zoon");
    assert_eq!(one.status, StatusCode::SEE_OTHER, "one hit opens the dossier");
    assert_eq!(one.headers["location"], HOSTILE_PAGE);
    check("/huurders?q=bestaatniet", &["Er is geen huurder die hierbij past.", "value=\"bestaatniet\""]);
    let odd = check("/huurders?q=%22%3E%3Cscript%3E&categorie=%3Cb%3E&stap=%3Ci%3E&blad=x", &[]);
    assert!(odd.contains("&quot;&gt;&lt;script&gt;"));
}

#[test]
fn the_list_is_a_file_without_formulas() {
    let page = get("/huurders.csv?q=alert");
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.headers["content-type"].to_str().unwrap().starts_with("text/csv"));
    let lines: Vec<&str> = page.text.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].starts_with("\u{feff}dossier;naam;"));
    assert!(lines[1].starts_with("0/<b>0;\"J. <script>alert(1)</script> & \"\"zoon\"\"\";"), "{}", lines[1]);
}

#[test]
fn a_file_says_what_happened_in_words_and_in_what_its_amounts_are() {
    let file: serde_json::Value = serde_json::from_str(&get("/huurders.json").text).unwrap();
    assert_eq!(file["toelichting"]["Bedragen"], "in hele centen");
    let all: Vec<&str> =
        file["rijen"].as_array().unwrap().iter().filter_map(|row| row["vannacht"].as_str()).collect();
    let policy = landlord::policy().policy.unwrap();
    for text in all.iter().filter(|text| !text.is_empty()) {
        let (what, name) = text.split_once(": ").unwrap_or_else(|| panic!("{text}"));
        assert!(["bericht", "taak", "wacht"].contains(&what), "{text}");
        assert!(!policy.letters.iter().any(|letter| letter.id == name && letter.id != letter.name), "{text}");
    }
    assert!(all.iter().any(|text| !text.is_empty()), "something happened");
}

#[test]
fn every_list_and_dossier_can_be_taken_away_in_three_forms() {
    let money = format!("{}/geld", SITE.somebody);
    let history = format!("{}/tijdlijn", SITE.somebody);
    for list in ["/werk", "/huurders", "/post", "/nachten", "/nacht", "/inzicht/betaaldag", &money, &history]
    {
        let of_a_day = if list == "/post" { "?dag=2026-11-16" } else { "" };
        let csv = get(&format!("{list}.csv{of_a_day}"));
        let rows = csv.text.lines().count() - 1;
        assert_eq!((csv.status, rows > 0), (StatusCode::OK, true), "{list}");
        let json: serde_json::Value =
            serde_json::from_str(&get(&format!("{list}.json{of_a_day}")).text).unwrap();
        assert_eq!(json["rijen"].as_array().unwrap().len(), rows, "{list}");
        let excel = fetch_bytes(&SITE.router, &format!("{list}.xlsx{of_a_day}"));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lijst.xlsx");
        std::fs::write(&path, excel).unwrap();
        let mut book = calamine::open_workbook_auto(&path).unwrap();
        let sheet = book.worksheet_range("Lijst").unwrap();
        assert_eq!(sheet.height(), rows + 1, "{list}");
        let about = book.worksheet_range("Toelichting").unwrap();
        assert!(about.rows().flatten().any(|cell| *cell == "Voorbeeld Wonen"), "{list}");
    }
}

#[test]
fn an_amount_in_excel_is_a_number_and_a_name_is_never_a_formula() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("huurders.xlsx");
    std::fs::write(&path, fetch_bytes(&SITE.router, "/huurders.xlsx")).unwrap();
    let mut book = calamine::open_workbook_auto(&path).unwrap();
    let sheet = book.worksheet_range("Lijst").unwrap();
    for row in sheet.rows().skip(1) {
        assert!(row[1].is_string() && row[8].is_float(), "{row:?}");
    }
    assert_eq!(book.worksheet_formula("Lijst").unwrap().used_cells().count(), 0);
}

#[test]
fn a_dossier_tells_now_standing_and_past() {
    let words =
        ["Stand", "Niet aanschrijven, want", "Daarna", "Open posten", "Verloop van het saldo", "<svg"];
    check(&SITE.somebody, &words);
    check(&SITE.somebody, &["Toon als tabel", "Tijdlijn", "Waarom?", "Omschrijving"]);
    let money = check(&format!("{}?toon=geld", SITE.somebody), &["Huur"]);
    assert!(!money.contains("<span class=\"soort\">Taak</span>"));
    check(&format!("{}?toon=onzin", SITE.somebody), &["Tijdlijn"]);
}

#[test]
fn a_hostile_name_is_a_name() {
    for address in [HOSTILE_PAGE.to_string(), format!("{HOSTILE_PAGE}/waarom")] {
        let page = check(&address, &["J. &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;zoon&quot;"]);
        assert!(!page.contains(HOSTILE_NAME) && !page.contains("<b>0"));
    }
}

#[test]
fn why_gives_rules_record_and_versions() {
    let why = format!("{}/waarom", SITE.somebody);
    check(&why, &["In het kort", "✓ past", "– past niet", "Wat zou het anders maken?", "categorieen.toml:"]);
    let words = ["Waarmee is beslist", "nog niet ingedeeld", "Geschiedenis"];
    let first = check(&format!("{why}?dag=2026-11-16"), &words);
    assert!(first.contains("Opnieuw beslissen geeft hetzelfde"), "the record and the decision agree");
    assert_eq!(get(&format!("{why}?dag=2020-01-01")).status, StatusCode::NOT_FOUND);
    check(&format!("{why}?dag=onzin"), &["In het kort"]);
}

/// Every record of every night agrees with deciding again: nothing came in later that was dated earlier.
#[test]
fn deciding_again_agrees_with_every_record_of_the_first_pages() {
    let list = get("/huurders").text;
    let dossiers = list.split("href=\"").filter_map(|part| part.strip_prefix("/dossier/"));
    let dossiers: Vec<&str> = dossiers.filter_map(|part| part.split('"').next()).collect();
    for dossier in dossiers.iter().take(25) {
        let page = get(&format!("/dossier/{dossier}/waarom?dag={LAST_NIGHT}")).text;
        assert!(!page.contains("Nu zou het anders zijn dan die nacht"), "dossier {dossier}");
    }
}

#[test]
fn a_planned_message_is_shown_and_not_sent() {
    let list = get("/nacht/2026-11-16").text;
    let letter = list.split("stap=bericht%3A").nth(1).and_then(|part| part.split('"').next());
    assert!(letter.is_some(), "the first night plans a message");
    let all = get("/huurders.csv").text;
    let numbers =
        all.lines().skip(1).filter_map(|line| line.split(';').next()).filter(|number| !number.contains('/'));
    let found = numbers
        .map(|number| format!("/dossier/{number}/bericht/1"))
        .find(|at| get(at).status == StatusCode::OK);
    let address = found.expect("somebody has a message");
    check(&address, &["Voorbeeld.", "Dit bericht is niet verstuurd.", "<mark>", "Voorbeeld Wonen"]);
    for odd in ["0", "99999", "x", "-1"] {
        assert_eq!(get(&format!("{}/bericht/{odd}", SITE.somebody)).status, StatusCode::NOT_FOUND);
    }
}

#[test]
fn the_policy_reads_as_sentences() {
    let words =
        ["Indelingen", "Wie hier al was, blijft als:", "dagen na de betaaldag", "Wachters", "Kenmerken"];
    check("/beleid", &words);
    check(
        "/beleid",
        &["id=\"indeling-nazorg\"", "id=\"kenmerk-arrears\"", "id=\"wachter-deceased\"", "id=\"flow-goed\""],
    );
}

#[test]
fn what_is_not_there_says_so_and_offers_a_way_on() {
    for (address, words) in [
        ("/nergens", "Deze pagina bestaat niet (meer)"),
        ("/dossier/999%3Cscript%3E", "Dit dossier is er niet"),
        ("/dossier/999/waarom", "Dit dossier is er niet"),
        ("/eigen/iets.css", "Deze pagina bestaat niet (meer)"),
    ] {
        let page = get(address);
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{address}");
        check_form(address, &page);
        assert!(page.text.contains(words) && page.text.contains("role=\"search\""), "{address}");
    }
}

#[test]
fn a_book_that_cannot_be_read_is_a_page_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let router = web::router(landlord::app(folder.path().join("weg.sqlite")));
    let page = fetch(&router, "/vannacht");
    assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    check_form("/", &page);
    assert!(page.text.contains("Het ligt niet aan u."));
    assert!(!page.text.contains("sqlite"), "the page tells nothing of the machine");
}

#[test]
fn a_book_without_nights_has_pages() {
    let folder = tempfile::tempdir().expect("a folder");
    let router = web::router(landlord::app(landlord::book(folder.path(), 3, 0)));
    for address in [
        "/vannacht",
        "/huurders",
        "/werk",
        "/nachten",
        "/post",
        "/bank",
        "/bank?toon=gezien",
        "/bank?toon=bestanden",
        "/beleid",
        "/inzicht/regelingen",
        "/inzicht/betaaldag",
    ] {
        let page = fetch(&router, address);
        assert_eq!(page.status, StatusCode::OK, "{address}");
        check_form(address, &page);
    }
}

#[test]
fn our_own_files_stay_in_the_cache_under_their_content() {
    let page = get("/vannacht").text;
    let style =
        page.split("href=\"").filter_map(|part| part.split('"').next()).find(|at| at.ends_with(".css"));
    let style = get(style.expect("a stylesheet"));
    assert!(style.headers["cache-control"].to_str().unwrap().contains("immutable"));
    assert!(style.headers["content-type"].to_str().unwrap().starts_with("text/css"));
    assert!(style.text.len() < 40_000 && !style.text.contains("url("), "{} bytes", style.text.len());
}
