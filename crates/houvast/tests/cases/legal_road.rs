//! The legal road at a prompt and at its pages: letter, two people, bailiff, and what stops it on the way.

use std::fs;
use std::process::Output;

use domain::calendar::Day;
use domain::dossier::{Channels, Contact, ContactChannel, CostsClause, Dossier, Milestone, Tenancy};
use domain::ids::TenancyId;
use domain::ledger::{Entry, EntryKind};
use domain::money::Cents;
use domain::staff::Role;
use store::codes::Code;

use crate::doors::Serving;
use crate::landlord::{INVENTED, Landlord, rows};
use crate::pages::Person;

pub fn day(text: &str) -> Day {
    Day::parse_iso(text).unwrap()
}

/// Rent of 1 October 2026 unpaid; called and visited. What was sent follows in [`landlord`].
fn dossier(id: u32) -> Dossier {
    let tenancy = Tenancy {
        id: TenancyId(id),
        starts_on: Some(day("2019-07-01")),
        rent: Some(Cents(54_940)),
        direct_debit: Some(false),
        costs_clause: CostsClause::Fair,
        reachable: Channels::default().with(ContactChannel::Email),
        ..Tenancy::default()
    };
    let due_on = day("2026-10-01");
    let rent = Entry {
        booked_on: due_on,
        due_on: Some(due_on),
        kind: EntryKind::Rent,
        reason: None,
        cents: Cents(54_940),
    };
    let contact = |channel, on| Contact { day: day(on), channel, reached: false, incoming: false };
    Dossier {
        tenancy,
        entries: vec![rent],
        contacts: vec![
            contact(ContactChannel::Phone, "2026-10-15"),
            contact(ContactChannel::Visit, "2026-10-20"),
        ],
        ..Dossier::default()
    }
}

/// A landlord who charges costs, with two such dossiers; reminder, announcement and 14-day letter were sent.
pub fn landlord() -> Landlord {
    let landlord = Landlord::new();
    let policy = landlord.folder.join("beleid");
    assert!(landlord.houvast(&["policy", "init", policy.to_str().unwrap()]).status.success());
    let settings = policy.join("instellingen.toml");
    let text = fs::read_to_string(&settings).unwrap();
    let changed = text.replace("incassokosten = \"nee\"", "incassokosten = \"ja\"");
    assert_ne!(text, changed);
    fs::write(settings, changed).unwrap();
    let partners = "naam = 'Voorbeeld Wonen'\nkvk = '12345678'\n[gemeenten]\nRotterdam = '0599'\n";
    fs::write(landlord.folder.join("partners.toml"), partners).unwrap();
    let real = "stand = \"echt\"\n[verhuurder]\nnaam = \"Voorbeeld Wonen\"\n";
    fs::write(landlord.folder.join("verzenden.toml"), real).unwrap();

    let mut book = store::Book::open(&landlord.folder.join("boek.sqlite")).unwrap();
    book.load([dossier(1), dossier(2)].into_iter()).unwrap();
    let sql = book.connection();
    sql.execute_batch(
        "insert into unit values ('u', 'Voorbeeldstraat 10A', '10A', '1234 AB', 'Rotterdam', 'Rotterdam', 'Noord');
         insert into person values ('p', 'mevrouw A. van Dijk', 'mevrouw', null, null, 'nl', 'a@example.org', '', '', 0, null);
         update tenancy set unit = 'u'; insert into tenancy_person values (1, 0, 'p'), (2, 0, 'p');",
    )
    .unwrap();
    for (milestone, on) in [
        (Milestone::WrittenReminder, "2026-10-12"),
        (Milestone::SignalAnnouncement, "2026-10-21"),
        (Milestone::FourteenDayLetter, "2026-11-23"),
    ] {
        for tenancy in [1, 2] {
            sql.execute(
                "insert into step_taken (tenancy, day, cycle, step, channel, milestone) values (?1, ?2, ?3, ?2, ?4, ?5)",
                (tenancy, day(on).0, day("2026-10-01").0, ContactChannel::Letter.code(), milestone.code()),
            )
            .unwrap();
        }
    }
    drop(book);
    assert!(landlord.houvast(&["rebuild"]).status.success());
    landlord.books_until("2026-12-28");
    landlord
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

impl Landlord {
    /// A delivery with the books up to this day was taken in.
    pub fn books_until(&self, on: &str) {
        let book = store::Book::open(&self.folder.join("boek.sqlite")).unwrap();
        let delivery =
            "insert into delivery (hash, name, signature, kind, as_of, taken_in_on, state, rows, changes)
                        values (?1, ?2, 0, 'proef', ?3, ?3, 'ingelezen', 0, 0)";
        book.connection().execute(delivery, (on.as_bytes().to_vec(), on, day(on).0)).unwrap();
    }

    /// Runs a command that must succeed.
    pub fn does(&self, arguments: &[&str]) -> String {
        let output = self.houvast(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        said(&output)
    }

    /// Runs a command that must be refused as not possible now.
    pub fn refuses(&self, arguments: &[&str]) -> String {
        let output = self.houvast(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
        said(&output)
    }

    pub fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder.join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    pub fn out(&self, name: &str) -> String {
        self.folder.join(name).to_str().unwrap().to_owned()
    }

    /// Signal given and answered, letter posted, both dossiers.
    fn climbs(&self) {
        self.does(&[
            "signal",
            "export",
            &self.out("gemeente"),
            "--door",
            "A. de Vries",
            "--dag",
            "2026-11-02",
        ]);
        let answers = "id;resultaat;datum\n1-2026-11-02;Definitief geen contact kunnen krijgen;2026-11-20\n\
            2-2026-11-02;Definitief geen contact kunnen krijgen;2026-11-20\n";
        self.does(&["signal", "answer", &self.file("antwoord.csv", answers)]);
        let posted = "dossier;gemaakt;gepost\n1;2026-11-23;2026-11-23\n2;2026-11-23;2026-11-23\n";
        self.does(&["fourteen", "posted", &self.file("post.csv", posted)]);
    }
}

#[test]
fn two_people_and_every_proof_before_the_bailiff() {
    let landlord = landlord();
    let on = ["--dag", "2026-12-29"];
    let handover = |step: &str, more: &[&'static str]| -> Vec<String> {
        let start = ["handover", step, "1"].into_iter().chain(more.iter().copied()).chain(on);
        start.map(str::to_owned).collect()
    };
    let run = |arguments: Vec<String>, may: bool| {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        if may { landlord.does(&arguments) } else { landlord.refuses(&arguments) }
    };
    let text = run(handover("ask", &["--door", "A. de Vries"]), false);
    assert!(text.contains("✗ Een veertiendagenbrief"), "{text}");
    landlord.climbs();
    let text = run(handover("show", &[]), true);
    assert!(text.contains("er ontbreekt 1 ding") && text.contains("✗ Twee mensen"), "{text}");
    run(handover("agree", &["--door", "B. Jansen"]), false);
    run(handover("ask", &["--door", "A. de Vries"]), true);
    let text = run(handover("agree", &["--door", " a. DE vries"]), false);
    assert!(text.contains("twee verschillende mensen"), "{text}");
    let to = landlord.out("deurwaarder");
    let export = ["handover", "export", "1", &to, "--dag", "2026-12-29"];
    landlord.refuses(&export);
    run(handover("agree", &["--door", "B. Jansen"]), true);
    let text = landlord.does(&export);
    assert!(text.contains("€ 631,81"), "rent and costs: {text}");
    for file in ["dossier.json", "vorderingen.csv", "brieven.csv", "bewijs.txt", "bewijs.pdf"] {
        assert!(landlord.folder.join("deurwaarder/1").join(file).exists(), "{file}");
    }
    assert!(fs::read(landlord.folder.join("deurwaarder/1/bewijs.pdf")).unwrap().starts_with(b"%PDF-"));
    let json = fs::read_to_string(landlord.folder.join("deurwaarder/1/dossier.json")).unwrap();
    assert!(json.contains("\"Voorbeeld Wonen\"") && json.contains("\"12345678\""), "{json}");
    let status = "dossier;fase;datum;ontruimdatum\n1;vonnis;2027-02-10;\n2;vonnis;2027-02-10;\n\
        1;ontruiming aangezegd;2027-03-01;2027-04-01\n1;betaald;2027-03-15;\n";
    let text = landlord.does(&["handover", "status", &landlord.file("status.csv", status)]);
    assert!(text.starts_with("3 berichten verwerkt") && text.contains("status.csv:3:"), "{text}");
    let open = "select kind from circumstance where tenancy = 1 and closed_on is null order by kind";
    assert_eq!(rows(&landlord.book(), open), ["Integer(18)"], "the judgment stays, the rest is closed");
}

#[test]
fn who_pays_in_between_never_goes_to_the_bailiff() {
    let landlord = landlord();
    landlord.climbs();
    landlord.does(&["handover", "ask", "1", "--door", "A", "--dag", "2026-12-29"]);
    landlord.does(&["handover", "agree", "1", "--door", "B", "--dag", "2026-12-29"]);
    let paid = Entry {
        booked_on: day("2026-12-30"),
        due_on: None,
        kind: EntryKind::Payment,
        reason: None,
        cents: Cents(-54_940),
    };
    let news = store::load::News { id: TenancyId(1), entries: vec![paid], ..store::load::News::default() };
    store::Book::open(&landlord.folder.join("boek.sqlite")).unwrap().take_in_news([&news]).unwrap();
    landlord.books_until("2026-12-30");
    let text = landlord.refuses(&["handover", "export", "1", &landlord.out("weg"), "--dag", "2026-12-31"]);
    assert!(text.contains("De aanvraag is ingetrokken"), "{text}");
    assert!(!landlord.folder.join("weg").exists());
    let open = "select count(*) from handover where closed_on is null";
    assert_eq!(rows(&landlord.book(), open), ["Integer(0)"]);
    let held = "select count(*) from circumstance where tenancy = 1 and closed_on is null";
    assert_eq!(rows(&landlord.book(), held), ["Integer(0)"]);
}

#[test]
fn costs_are_advised_once_and_the_path_names_its_sources() {
    let landlord = landlord();
    landlord.climbs();
    let to = landlord.out("boekhouding");
    let advice = |on: &str| landlord.does(&["fourteen", "advice", &to, "--dag", on]);
    let file = || fs::read_to_string(landlord.folder.join("boekhouding/incassokosten.csv")).unwrap();
    assert!(advice("2026-12-14").starts_with("0 adviezen"), "the term runs");
    assert!(advice("2026-12-15").starts_with("2 adviezen"));
    assert!(file().contains("1;2026-12-15;82,41;0,00;82,41;549,40;2026-11-23;"), "{}", file());
    assert!(advice("2026-12-16").starts_with("0 adviezen"), "never twice");
    let show = landlord.does(&["fourteen", "show", "1", "--dag", "2026-12-16"]);
    assert!(
        show.contains("Geen incassokosten: die zijn al geboekt") && show.contains("kosten € 82,41"),
        "{show}"
    );
    let path = landlord.does(&["costs", "1", "2026-11-21"]);
    for words in
        ["Over 2 maanden", "Over 6 maanden", "wet/griffierecht.toml", "31 december 2024", "geen vordering"]
    {
        assert!(path.contains(words), "{words}: {path}");
    }
}

/// Three weeks without a delivery, and rent that fell due meanwhile: nothing is asked, agreed or handed over, whenever it stops.
#[test]
fn nothing_goes_to_the_bailiff_on_old_books() {
    let landlord = landlord();
    landlord.climbs();
    let to = landlord.out("weg");
    let late = ["--dag", "2027-01-18"];
    let does = |words: &[&str], on: &[&str]| landlord.does(&[words, on].concat());
    let refuses = |words: &[&str], on: &[&str]| {
        let text = landlord.refuses(&[words, on].concat());
        for words in ["28 december 2026", "21 dagen geleden", "Lees een nieuwe aanlevering in"] {
            assert!(text.contains(words), "{words}: {text}");
        }
        assert!(!text.contains("ingetrokken"), "old books pass: {text}");
    };
    let (ask, agree) = (["handover", "ask", "1", "--door", "A"], ["handover", "agree", "1", "--door", "B"]);
    let export = ["handover", "export", "1", &to];
    let show = does(&["handover", "show", "1"], &late);
    assert!(show.contains("✗ De boeken zijn bij") && show.contains("21 dagen geleden"), "{show}");
    refuses(&ask, &late);
    does(&ask, &["--dag", "2026-12-29"]);
    refuses(&agree, &late);
    does(&agree, &["--dag", "2026-12-29"]);
    refuses(&export, &late);
    assert!(!landlord.folder.join("weg").exists());
    landlord.books_until("2027-01-17");
    let text = does(&export, &late);
    assert!(text.contains("€ 631,81"), "{text}");
}

#[test]
fn the_set_asks_what_the_letter_asked_and_says_the_rest_apart() {
    let landlord = landlord();
    landlord.climbs();
    let charge = |on: &str, kind, cents| Entry {
        booked_on: day(on),
        due_on: Some(day(on)),
        kind,
        reason: None,
        cents: Cents(cents),
    };
    let entries = vec![
        charge("2026-12-01", EntryKind::Rent, 54_940),
        charge("2026-12-16", EntryKind::CollectionCosts, 27_681),
    ];
    let news = store::load::News { id: TenancyId(1), entries, ..store::load::News::default() };
    store::Book::open(&landlord.folder.join("boek.sqlite")).unwrap().take_in_news([&news]).unwrap();
    for (step, by) in [("ask", "A"), ("agree", "B")] {
        landlord.does(&["handover", step, "1", "--door", by, "--dag", "2026-12-29"]);
    }
    let to = landlord.out("deurwaarder");
    let sums = "Hoofdsom € 549,40, incassokosten € 82,41, rente € 0,00. Samen € 631,81.";
    let later = "1 december 2026: huur, open € 549,40: later vervallen, niet in de brief.";
    let costs =
        "16 december 2026: incassokosten, open € 194,40: kosten waarop geen veertiendagenbrief recht geeft.";
    let show = landlord.does(&["handover", "show", "1", "--dag", "2026-12-29"]);
    let said = landlord.does(&["handover", "export", "1", &to, "--dag", "2026-12-29"]);
    assert!(said.contains("(€ 631,81)"), "{said}");
    let read = |name: &str| fs::read_to_string(landlord.folder.join("deurwaarder/1").join(name)).unwrap();
    let paper = std::process::Command::new("pdftotext")
        .arg(landlord.folder.join("deurwaarder/1/bewijs.pdf"))
        .arg("-")
        .output()
        .unwrap();
    let paper = String::from_utf8(paper.stdout).unwrap();
    let paper = paper.split_whitespace().collect::<Vec<_>>().join(" ");
    for text in [show, read("bewijs.txt"), paper] {
        for words in [sums, later, costs] {
            assert!(text.contains(words), "{words}\n{text}");
        }
    }
    let claims = read("vorderingen.csv");
    assert!(claims.lines().count() == 2 && claims.contains("2026-10-01;huur;549,40;549,40"), "{claims}");
    let json: serde_json::Value = serde_json::from_str(&read("dossier.json")).unwrap();
    let sums = ["hoofdsom_centen", "incassokosten_centen", "rente_centen", "totaal_centen"];
    assert_eq!(sums.map(|key| json[key].as_i64().unwrap()), [54_940, 8_241, 0, 63_181]);
    assert_eq!(json["niet_gevorderd"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_landlord_without_a_name_or_number_hands_nothing_over() {
    let landlord = landlord();
    landlord.climbs();
    let partners = landlord.folder.join("partners.toml");
    fs::write(&partners, "[gemeenten]\nRotterdam = '0599'\n").unwrap();
    let ask = ["handover", "ask", "1", "--door", "A", "--dag", "2026-12-29"];
    let text = landlord.refuses(&ask);
    assert!(
        text.contains("Vul kvk in, in het bestand partners.toml"),
        "its name stands with the post: {text}"
    );
    fs::write(&partners, "kvk = '12345678'\n").unwrap();
    landlord.does(&ask);
}

/// On an earlier day the books would be fresh: who really sends decides today or not at all.
#[test]
fn who_really_sends_decides_on_no_other_day() {
    let landlord = landlord();
    landlord.climbs();
    fs::remove_file(landlord.folder.join(INVENTED)).unwrap();
    let on = ["--dag", "2026-10-29"];
    for words in [
        &["handover", "ask", "1", "--door", "A"][..],
        &["handover", "agree", "1", "--door", "B"],
        &["handover", "export", "1", &landlord.out("weg")],
    ] {
        let text = landlord.refuses(&[words, &on].concat());
        assert!(text.contains("alleen op de dag zelf"), "{text}");
    }
    landlord.does(&["handover", "show", "1", "--dag", "2026-10-29"]);
}

/// At the pages of the real executable: the paper at any time, and the set only while the books are fresh.
#[test]
fn the_evidence_is_a_pdf_at_any_time_and_the_set_only_while_it_may_go() {
    let landlord = landlord();
    let page = "/dossier/1/bewijs";
    let at = |day: &str| Serving::start(&landlord, &["--dag", day, "--now", "09:00"]);
    let serving = at("2026-12-29");
    let consultant = Person::sign_in(&landlord, &serving, "consulent@example.nl", Role::Consultant);
    let early = consultant.reads_pdf("/dossier/1/bewijs.pdf");
    for words in
        ["Nog niet alles is er", "gaat zo niet naar de deurwaarder", "(ontbreekt)", "KvK-nummer 12345678"]
    {
        assert!(early.contains(words), "{words}: {early}");
    }
    landlord.climbs();
    let leader = Person::sign_in(&landlord, &serving, "leider@example.nl", Role::TeamLeader);
    let sums = "Hoofdsom € 549,40, incassokosten € 82,41, rente € 0,00. Samen € 631,81.";
    let paper = consultant.reads_pdf("/dossier/1/bewijs.pdf");
    assert!(paper.contains(sums), "{paper}");
    let shown = consultant.get(page).replace('\u{a0}', " ");
    for amount in ["€ 549,40", "€ 82,41", "€ 631,81", "1 ding ontbreekt"] {
        assert!(shown.contains(amount), "{amount}: {shown}");
    }
    assert_eq!(consultant.post(page, "wat=vragen&notitie=laatste+weg").code, 303);
    assert_eq!(leader.post(page, "wat=akkoord").code, 303);
    assert_eq!(leader.ask("/dossier/1/bewijs/set.zip").code, 200);
    let agreed = leader.reads_pdf("/dossier/1/bewijs.pdf");
    assert!(agreed.contains(sums) && !agreed.contains("Nog niet alles is er"), "{agreed}");
    drop(serving);
    let serving = at("2027-01-18");
    let leader = Person::sign_in(&landlord, &serving, "leider2@example.nl", Role::TeamLeader);
    let refused = leader.ask("/dossier/1/bewijs/set.zip");
    assert!(refused.code == 409 && refused.body.contains("21 dagen geleden"), "{}", refused.body);
    assert_eq!(leader.post(page, "wat=overgedragen&klopt=ja").code, 409);
    assert!(leader.reads_pdf("/dossier/1/bewijs.pdf").contains("21 dagen geleden"));
}
