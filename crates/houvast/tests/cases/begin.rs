//! A landlord begins at the pages of the real executable: first account, list, columns, trial, shadow night, comparison, and going
//! over; with hostile files on the way.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use domain::calendar::Day;
use rust_xlsxwriter::Workbook;
use store::Book;
use tempfile::TempDir;

use crate::landlord::{INVENTED, rows};

/// A day that has passed everywhere.
pub fn list_day() -> Day {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
    Day((seconds / 86_400) as i32 - 1)
}

pub struct House {
    _home: TempDir,
    pub folder: PathBuf,
    process: Child,
    port: u16,
    /// The address that was printed.
    key: String,
    cookie: String,
    seal: String,
}

pub struct Answer {
    pub code: u16,
    pub head: String,
    pub body: String,
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.split_once(before)?.1.split_once(after).map(|(found, _)| found)
}

impl House {
    /// `houvast serve` on a folder that is not there yet.
    pub fn open() -> House {
        House::open_on(None)
    }

    /// The same, where it is another day than today.
    fn open_on(day: Option<&str>) -> House {
        let home = TempDir::new().expect("a scratch folder");
        let folder = home.path().join("mijn-woningen");
        let mut at = vec!["serve"];
        if let Some(day) = day {
            std::fs::create_dir_all(&folder).expect("a folder");
            std::fs::write(folder.join(INVENTED), "").expect("a mark");
            at.extend(["--dag", day, "--now", "10:00"]);
        }
        let port =
            TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
        let mut process = Command::new(env!("CARGO_BIN_EXE_houvast"))
            .args(at)
            .args(["--adres", &format!("127.0.0.1:{port}"), "--map"])
            .arg(&folder)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the executable starts");
        let mut said = BufReader::new(process.stdout.take().expect("it speaks")).lines();
        let line =
            said.find_map(|line| line.ok().filter(|line| line.contains("http://"))).expect("an address");
        // It goes on speaking; nobody has to listen.
        std::thread::spawn(move || said.for_each(drop));
        let key = between(&format!("{line} "), &format!(":{port}"), " ").expect("a path").to_string();
        House { _home: home, folder, process, port, key, cookie: String::new(), seal: String::new() }
    }

    fn send(&self, head: &str, body: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        stream.write_all(head.as_bytes()).expect("the head is sent");
        // Whoever is refused halfway does not read on.
        let _ = stream.write_all(body);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let code = answer.get(9..12).and_then(|code| code.parse().ok()).unwrap_or_default();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
        Answer { code, head: head.to_string(), body: body.to_string() }
    }

    fn ask(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> Answer {
        let (cookie, length) = (&self.cookie, body.len());
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: {cookie}\r\n\
             Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
        );
        self.send(&head, body)
    }

    pub fn get(&self, path: &str) -> String {
        let answer = self.ask("GET", path, "text/plain", b"");
        assert_eq!(answer.code, 200, "{path}: {} {}", answer.head, answer.body);
        answer.body
    }

    pub fn post(&self, path: &str, form: &str) -> Answer {
        let form = format!("zegel={}&{form}", self.seal);
        self.ask("POST", path, "application/x-www-form-urlencoded", form.as_bytes())
    }

    fn upload_with(&self, path: &str, seal: &str, name: &str, bytes: &[u8]) -> Answer {
        let mut body = format!(
            "--grens\r\nContent-Disposition: form-data; name=\"zegel\"\r\n\r\n{seal}\r\n--grens\r\n\
             Content-Disposition: form-data; name=\"bestand\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n"
        )
        .into_bytes();
        body.extend(bytes);
        body.extend(b"\r\n--grens--\r\n");
        self.ask("POST", path, "multipart/form-data; boundary=grens", &body)
    }

    pub fn upload(&self, name: &str, bytes: &[u8]) -> Answer {
        self.upload_with("/begin/lijst", &self.seal, name, bytes)
    }

    /// The first account is made, and whoever made it is in.
    pub fn first_account(&mut self) {
        let form = "naam=Joke+van+Dam&mail=joke%40example.nl&wachtwoord=een+lange+zin+hier&nogmaals=een+lange+zin+hier";
        let answer = self.ask("POST", &self.key, "application/x-www-form-urlencoded", form.as_bytes());
        assert_eq!(answer.code, 303, "{}", answer.body);
        let token = between(&answer.head, "set-cookie: houvast=", ";").expect("a session").to_string();
        self.cookie = format!("houvast={token}");
        let page = self.get("/begin/lijst");
        self.seal = between(&page, "name=\"zegel\" value=\"", "\"").expect("a seal").to_string();
    }

    fn book(&self) -> Book {
        Book::open(&self.folder.join("boek.sqlite")).expect("the book opens")
    }

    pub fn wait_for_the_night(&self) {
        for _ in 0..600 {
            let page = self.get("/nacht/nu");
            if page.contains("Klaar.") {
                return;
            }
            assert!(!page.contains("role=\"alert\""), "{page}");
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the night does not end");
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// `1-11-2026`
pub fn dutch(day: Day) -> String {
    let (year, month, of_month) = day.ymd();
    format!("{of_month}-{month}-{year}")
}

/// An invented list as a Dutch system exports it: Windows-1252, semicolons, a title above, own headings, a row that is wrong.
fn list() -> Vec<u8> {
    list_of(list_day())
}

fn list_of(day: Day) -> Vec<u8> {
    let (old, recent) = (day - 35, day - 9);
    let mut text = String::from(
        "Openstaande posten;;;;;;;;;\r\n\r\nHuurder nr;Naam;Bon;Vervalt op;Nog te gaan;Kale huur;Sinds;Incasso?;Mail;BSN\r\n",
    );
    for (at, (due, open)) in
        [(old, "1.098,80"), (recent, "549,40"), (recent, "549,40"), (old, "20,00")].iter().enumerate()
    {
        let number = 1001 + at;
        text.push_str(&format!(
            "{number};Ren\u{e9}e Voorbeeld;B{at};{};{open};549,40;1-3-2019;nee;huurder{at}@voorbeeld.example;999990019\r\n",
            dutch(*due)
        ));
    }
    text.push_str(&format!("1009;Zo\u{eb} Proef;B9;{};veel;549,40;1-3-2019;nee;;\r\n", dutch(recent)));
    text.chars().map(|c| u8::try_from(u32::from(c)).expect("Windows-1252")).collect()
}

const COLUMNS: &str = "handeling=verder&blad=&kolom-dossier=Huurder+nr&kolom-post=Bon&kolom-vervaldatum=Vervalt+op&\
    kolom-openstaand=Nog+te+gaan&kolom-naam=Naam&kolom-huur=Kale+huur&kolom-ingangsdatum=Sinds&kolom-incasso=Incasso%3F&\
    kolom-email=Mail&incasso_als_leeg=";

fn files_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn from_an_empty_folder_to_a_shadow_night_beside_the_old_list_and_over() {
    let mut house = House::open();
    // Without the key there is nothing to begin with, and nobody can sign in.
    assert_eq!(house.ask("GET", &format!("/begin/sleutel/{}", "0".repeat(64)), "text/plain", b"").code, 403);
    assert_eq!(house.ask("GET", "/begin", "text/plain", b"").code, 303);
    let doors = house.get(&house.key);
    assert!(doors.contains("Bekijk de demo") && doors.contains("Begin met eigen gegevens"));
    let short = "naam=Joke&mail=joke%40example.nl&wachtwoord=kort&nogmaals=kort";
    let answer = house.ask("POST", &house.key, "application/x-www-form-urlencoded", short.as_bytes());
    assert!(answer.code == 422 && answer.body.contains("te kort") && answer.body.contains("value=\"Joke\""));
    house.first_account();
    assert_eq!(house.ask("GET", &house.key, "text/plain", b"").code, 403, "the key works once");

    // The list waits outside the deliveries until somebody takes it in.
    assert_eq!(house.upload(&format!("posten-{}.csv", list_day()), &list()).code, 303);
    assert!(files_in(&house.folder.join("aanlevering")).is_empty());
    let page = house.get("/begin/kolommen");
    for words in
        ["CSV in Windows-1252, met een puntkomma", "regel 3", "Renée Voorbeeld", "BSN", "5\u{a0}regels"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("999990019"), "what stands under such a heading is never shown");
    let wrong = house.post("/begin/kolommen", "handeling=verder&kolom-dossier=Huurder+nr&kolom-naam=Naam");
    assert!(wrong.code == 422 && wrong.body.contains("in welke kolom post staat"), "{}", wrong.body);
    assert!(wrong.body.contains("<option value=\"Huurder nr\" selected"), "what was chosen is kept");
    std::fs::write(house.folder.join("koppeling.toml"), "# van Financiën\n[boekingen]\nVOU = \"geen\"\n")
        .unwrap();
    assert_eq!(house.post("/begin/kolommen", COLUMNS).code, 303);
    let mapping = std::fs::read_to_string(house.folder.join("koppeling.toml")).expect("it is kept");
    assert!(
        mapping.contains("# van Financiën") && mapping.contains("openstaand = \"Nog te gaan\""),
        "{mapping}"
    );
    let page = house.get("/begin/kolommen");
    assert!(page.contains("1.098,80 is € 1.098,80"), "{page}");

    let page = house.get("/begin/nakijken");
    for words in ["veel", "Overgeslagen", "geen eenduidig bedrag", "€\u{a0}2.217,60"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(house.post("/begin/dag", "dag=2999-01-01").code, 422);
    assert_eq!(house.post("/begin/nacht", "").code, 303);
    house.wait_for_the_night();
    assert_eq!(files_in(&house.folder.join("aanlevering")), [format!("posten-{}.csv", list_day())]);
    assert!(files_in(&house.folder.join("begin")).is_empty(), "nothing stays behind");
    shadow_night_leaves_nothing(&house);
    compared_and_over(&house);
}

fn shadow_night_leaves_nothing(house: &House) {
    let book = house.book();
    assert_eq!(rows(&book, "select count(*) from tenancy"), ["Integer(4)"]);
    let modes = rows(&book, "select distinct mode from task union select distinct mode from outbox");
    assert!(
        modes.iter().all(|mode| mode.contains("schaduw")),
        "a first night of a list only shows: {modes:?}"
    );
    assert!(rows(&book, "select state from outbox where state <> 'schaduw'").is_empty());
    // Somebody who looks at the night reads so.
    let page = house.get("/begin");
    assert!(page.contains("schaduw"), "{page}");
}

fn compared_and_over(house: &House) {
    let old = "Contract;Actie deze week\n1001;WIK brief 14 dagen\n1002;Bellen\n1004;\n5555;1e herinnering\n";
    assert_eq!(
        house.upload_with("/begin/vergelijken/lijst", &house.seal, "acties.csv", old.as_bytes()).code,
        303
    );
    let page = house.get("/begin/vergelijken/oud");
    assert!(page.contains("<option value=\"Actie deze week\" selected"), "{page}");
    assert_eq!(
        house.post("/begin/vergelijken/oud", "blad=&dossier=Contract&actie=Actie+deze+week").code,
        303
    );
    let page = house.get("/begin/vergelijken");
    for words in ["WIK brief 14 dagen", "staat niet in onze lijst", "Klaar om over te gaan?", "Alleen oud"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("Renée"), "numbers are enough to compare");
    assert_eq!(house.post("/begin/vergelijken/oordeel", "dossier=1001&oordeel=mooi&notitie=").code, 422);
    let judged = house.post(
        "/begin/vergelijken/oordeel",
        "dossier=1001&oordeel=nieuw+goed&notitie=eigen+betaaldag&terug=blad%3D1",
    );
    assert_eq!(judged.code, 303);
    assert!(house.get("/begin/vergelijken").contains("value=\"eigen betaaldag\""));
    let sheet = house.get("/begin/vergelijken.csv");
    assert!(
        sheet.contains("1001") && sheet.contains("nieuw goed") && sheet.contains("veertiendagenbrief"),
        "{sheet}"
    );

    let over = (list_day() + 9).to_string();
    assert_eq!(house.post("/begin/over", "vanaf=2020-01-01&begin=eerste-stap").code, 422);
    assert_eq!(house.post("/begin/over", &format!("vanaf={over}&begin=eerste-stap")).code, 303);
    assert!(house.get("/begin/vergelijken").contains("krijgt eerst de eerste stap van een ronde"));
    assert_eq!(house.post("/begin/over", "handeling=schaduw").code, 303);
    assert_eq!(rows(&house.book(), "select over_on from beginning"), ["Null"]);
}

/// Brings a list and runs its night.
fn bring(house: &House, day: Day) {
    assert_eq!(house.upload(&format!("posten-{day}.csv"), &list_of(day)).code, 303);
    assert_eq!(house.post("/begin/kolommen", COLUMNS).code, 303);
    let page = house.get("/begin/nakijken");
    assert!(page.contains("draait de nacht van maandag") && page.contains("30 november 2026"), "{page}");
    assert_eq!(house.post("/begin/nacht", "").code, 303);
    house.wait_for_the_night();
}

#[test]
fn a_first_night_on_a_sunday_shows_what_would_happen_on_monday() {
    let day = |text| Day::parse_iso(text).expect("a constant");
    let mut house = House::open_on(Some("2026-11-29"));
    house.first_account();
    bring(&house, day("2026-11-27"));
    let book = house.book();
    let standing = "select day from night_run where superseded_by is null";
    assert_eq!(rows(&book, standing), [format!("Integer({})", day("2026-11-30").0)]);
    let outcomes = rows(&book, "select outcome from decision");
    assert!(outcomes.iter().any(|outcome| outcome.contains("bericht|")), "{outcomes:?}");
    let closed = |outcome: &&String| outcome.contains("quiet_day") || outcome.contains("stale_books");
    assert!(!outcomes.iter().any(|outcome| closed(&outcome)), "{outcomes:?}");
    assert_eq!(rows(&book, "select count(*) from outbox where state <> 'schaduw'"), ["Integer(0)"]);
    let page = house.get("/begin/vergelijken");
    for words in ["Gerekend voor maandag", "Vandaag is geen werkdag", "Wat er na vrijdag"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    // Its books are those of Friday, wherever a team leader reads it.
    let becomes = |role| {
        let change = "update staff set role = ?1";
        book.connection().execute(change, [role]).expect("another seat");
    };
    becomes("teamleider");
    let (page, file) = (house.get("/nachten"), house.get("/nachten.csv"));
    // On paper stands the day of printing as well, below.
    let (nights, _) = page.split_once("<footer").expect("a page");
    assert!(nights.contains("27\u{a0}nov\u{a0}2026") && !nights.contains("29\u{a0}nov"), "{nights}");
    assert!(file.contains("27-11-2026") && !file.contains("29-11-2026"), "{file}");
    becomes("beheerder");
    // A newer list does the night over, and nobody has had a message for the one that was only shown.
    bring(&house, day("2026-11-28"));
    assert_eq!(rows(&book, standing).len(), 1);
    assert_eq!(house.post("/nacht/begin", "").code, 303);
    house.wait_for_the_night();
    assert_eq!(rows(&book, standing).len(), 1, "the night of today is that of Monday too");
}

#[test]
fn what_is_no_list_gets_a_sentence_and_leaves_nothing_behind() {
    let mut house = House::open();
    house.first_account();
    let mut bomb = Vec::new();
    bomb.extend(b"Dossier;Post;Vervaldatum;Saldo\n");
    bomb.extend(b"1;1;1-1-2026;1\n".repeat(600_000));
    for (name, bytes, words) in [
        ("leeg.csv", b"".to_vec(), "leeg"),
        ("rapport.xlsx", b"%PDF-1.7 ...".to_vec(), "PDF"),
        ("oud.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), ".xls"),
        ("kapot.xlsx", b"PK\x03\x04kapot".to_vec(), "XLSX"),
        ("web.xls", b"<html><table></table></html>".to_vec(), "webpagina"),
        ("koppen.csv", b"Dossier;Post;Vervaldatum;Saldo\n".to_vec(), "geen enkele regel"),
        ("miljoen.csv", bomb, "500.000"),
        ("", b"1;2".to_vec(), "Kies eerst een bestand"),
    ] {
        let answer = house.upload(name, &bytes);
        assert_eq!(answer.code, 422, "{name}: {}", answer.head);
        assert!(
            answer.body.contains(words) && answer.body.contains("niets ingelezen"),
            "{name}: {}",
            answer.body
        );
    }
    let answer = house.upload_with("/begin/lijst", "verkeerd", "posten.csv", &list());
    assert_eq!(answer.code, 403, "not by our form");
    let cookie = std::mem::take(&mut house.cookie);
    let stranger = house.upload("posten.csv", &list());
    assert!(stranger.code == 303 && stranger.head.contains("/aanmelden"), "{}", stranger.head);
    house.cookie = cookie;
    assert!(files_in(&house.folder.join("begin")).is_empty());
    // A name is only shown: it never becomes a path.
    assert_eq!(house.upload("../../../../tmp/<b>posten.csv", &list()).code, 303);
    assert_eq!(files_in(&house.folder.join("begin")), ["lijst.csv", "lijst.json"]);
    let page = house.get("/begin/lijst");
    assert!(page.contains("&lt;b&gt;posten.csv") && !page.contains("<b>posten"), "{page}");
    assert_eq!(house.post("/begin/weg", "").code, 303);
    assert!(files_in(&house.folder.join("begin")).is_empty());
}

#[test]
fn a_workbook_is_read_from_the_sheet_that_looks_like_a_list() {
    let mut house = House::open();
    house.first_account();
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Voorblad").unwrap().write(0, 0, "Rapport").unwrap();
    let sheet = book.add_worksheet().set_name("Posten").unwrap();
    for (at, heading) in ["Contractnummer", "Factuurnr", "Vervaldatum", "Saldo", "Maandhuur", "Ingangsdatum"]
        .iter()
        .enumerate()
    {
        sheet.write(0, at as u16, *heading).unwrap();
    }
    let due = dutch(list_day() - 9);
    for (at, text) in ["1004", "F-1", due.as_str(), "549,40", "549,40", "1-3-2019"].iter().enumerate() {
        sheet.write(1, at as u16, *text).unwrap();
    }
    sheet.write_formula(2, 0, "=1+1").unwrap();
    assert_eq!(house.upload("posten.xlsx", &book.save_to_buffer().unwrap()).code, 303);
    let page = house.get("/begin/kolommen");
    assert!(page.contains("van blad <strong>Posten</strong>") && page.contains("In welk blad"), "{page}");
    let form = "handeling=verder&blad=Posten&kolom-dossier=Contractnummer&kolom-post=Factuurnr&kolom-vervaldatum=Vervaldatum&\
                kolom-openstaand=Saldo&kolom-huur=Maandhuur&kolom-ingangsdatum=Ingangsdatum&incasso_als_leeg=nee";
    assert_eq!(house.post("/begin/kolommen", form).code, 303);
    let page = house.get("/begin/nakijken");
    assert!(page.contains("Zeg eerst van welke dag de lijst is."), "the name does not hold it: {page}");
    assert_eq!(house.post("/begin/nacht", "").code, 422);
    assert_eq!(house.post("/begin/dag", &format!("dag={}", list_day())).code, 303);
    assert_eq!(house.post("/begin/nacht", "").code, 303);
    house.wait_for_the_night();
    assert_eq!(rows(&house.book(), "select sum(cents) from ledger"), ["Integer(54940)"]);
    // The news of the night comes as events, and says that it is over.
    let events = house.ask("GET", "/nacht/nu/gebeurt", "text/plain", b"");
    assert!(
        events.head.contains("text/event-stream") && events.body.contains("event: klaar"),
        "{}",
        events.body
    );
    assert_eq!(house.post("/nacht/stop", "").code, 422, "nothing runs");
    let again = house.upload("posten.xlsx", &book.save_to_buffer().unwrap());
    assert_eq!(again.code, 303);
}

#[test]
fn a_house_number_in_columns_of_its_own_is_joined_and_one_that_is_nowhere_is_said() {
    let mut house = House::open();
    house.first_account();
    let due = dutch(list_day() - 9);
    let list = format!(
        "Dossier;Post;Vervaldatum;Saldo;Naam;Straat;Huisnr;Toev.;Postcode;Plaats\r\n\
         1001;B1;{due};549,40;A. Proef;Dorpsstraat;12;bis;1234AB;Ons Dorp\r\n\
         1002;B2;{due};549,40;B. Proef;Dorpsstraat;14;;1234AB;Ons Dorp\r\n"
    );
    assert_eq!(house.upload(&format!("posten-{}.csv", list_day()), list.as_bytes()).code, 303);
    let page = house.get("/begin/kolommen");
    for guess in ["Straat", "Huisnr", "Toev."] {
        assert!(page.contains(&format!("<option value=\"{guess}\" selected")), "{guess}: {page}");
    }
    let columns = "handeling=verder&blad=&kolom-dossier=Dossier&kolom-post=Post&kolom-vervaldatum=Vervaldatum&kolom-openstaand=Saldo&\
                   kolom-naam=Naam&kolom-adres=Straat&kolom-postcode=Postcode&kolom-plaats=Plaats&incasso_als_leeg=";
    assert_eq!(house.post("/begin/kolommen", columns).code, 303);
    let page = house.get("/begin/nakijken");
    for words in ["Van 2\u{a0}dossiers heeft het adres geen huisnummer.", "Dorpsstraat, 1234 AB Ons Dorp"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let whole = format!("{columns}&kolom-huisnummer=Huisnr&kolom-toevoeging=Toev.");
    assert_eq!(house.post("/begin/kolommen", &whole).code, 303);
    assert!(!house.get("/begin/nakijken").contains("geen huisnummer"));
    assert_eq!(house.post("/begin/nacht", "").code, 303);
    house.wait_for_the_night();
    assert_eq!(
        rows(&house.book(), "select street, house_number from unit order by street"),
        ["Text(\"Dorpsstraat 12-bis\") Text(\"12-bis\")", "Text(\"Dorpsstraat 14\") Text(\"14\")"]
    );
}
