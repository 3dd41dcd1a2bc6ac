//! Direct debits of terms, with the real executable: only with a mandate, only who was told in time, never who paid, never twice; the
//! bank's file counts what came in, and what came back stops the mandate.

use std::fs;

use domain::calendar::Day;
use domain::dossier::Dossier;
use domain::ids::TenancyId;
use domain::ledger::Account;
use domain::money::Cents;
use domain::staff::{Role, Seat};
use serde_json::Value;
use simulator::bank::{Line, camt053};
use store::Book;
use store::acts::{Act, Record};
use store::debits::NewMandate;
use store::post::Moment;

use crate::landlord::{Landlord, opening, rows, simulated};

const SETTINGS: &str =
    "naam = \"Voorbeeld Wonen\"\niban = \"NL91ABNA0417164300\"\nincassant_id = \"NL69ZZZ123456780000\"\n";

/// A dossier with an arrangement, and the day on which its next term falls due.
struct Arranged {
    landlord: Landlord,
    tenancy: TenancyId,
    number: String,
    agreed_on: Day,
    today: Day,
    due: Day,
}

impl Arranged {
    fn new() -> Arranged {
        let simulated = simulated(51, 900, 9);
        let today = Day::parse_iso("2026-06-02").expect("a constant");
        let landlord = Landlord::new();
        landlord.deliver(&opening(&simulated, today.previous()));
        landlord.night(today);
        fs::write(landlord.folder.join("incasso.toml"), SETTINGS).expect("written");
        let book = landlord.book();
        let (mut dossier, mut account, mut found) = (Dossier::default(), Account::default(), None);
        for id in 1..=900 {
            let id = TenancyId(id);
            if !book.unpack_one(id, &mut dossier).expect("it reads") {
                continue;
            }
            let Some(agreed) = dossier.arrangements.last().filter(|one| one.ended_on.is_none()) else {
                continue;
            };
            let next = agreed.instalments.iter().find(|(day, _)| *day > today + 14);
            let rests = dossier.circumstances.iter().any(|one| one.holds_on(today));
            let Some((due, _)) = next.filter(|_| !rests && agreed.agreed_on < today - 2) else { continue };
            // Whoever is ahead of his terms has nothing to collect on that day.
            account.settle(&dossier, today);
            let covered = account.claims.iter().filter(|claim| claim.due_on <= agreed.covers_until);
            if covered.map(|claim| claim.open).sum::<Cents>() >= agreed.asked_after(due.previous()) {
                found = Some((id, agreed.agreed_on, *due));
                break;
            }
        }
        let (tenancy, agreed_on, due) = found.expect("somebody has an arrangement");
        let number = book.number_of(tenancy).expect("it reads").expect("a number");
        Arranged { landlord, tenancy, number, agreed_on, today, due }
    }

    fn mandate(&self) {
        let mut book = self.landlord.book();
        let seat = Seat { role: Role::Consultant, districts: Vec::new() };
        let by = book.add_staff("proef@example.org", "S. Proef", &seat, 0).unwrap().expect("an account");
        let given = NewMandate {
            iban: "NL20INGB0001234567".into(),
            holder: "A. Voorbeeld".into(),
            signed_on: self.agreed_on,
        };
        let act = Act {
            tenancy: self.tenancy,
            by,
            name: "S. Proef",
            at: Moment { day: self.agreed_on, seconds: 1_000 },
            kind: "machtiging vastgelegd",
            note: "",
            task: "",
            records: vec![Record::Mandate(given)],
        };
        book.act(&act).unwrap().expect("it is recorded");
    }

    /// The confirmation left on a day.
    fn told_on(&self, day: Day) {
        let insert = "insert into outbox (id, run, tenancy, day, letter, tone, channel, amount, mode, flow, step, state, step_key, cycle) \
             values ('bevestiging', 0, ?1, ?2, 'regeling-bevestigd', '', 'e-mail', null, 'automatisch', '', '', 'aangenomen', 0, 0)";
        self.landlord
            .book()
            .connection()
            .execute(insert, (self.tenancy.0, day.0))
            .expect("a message that left");
    }

    fn debit(&self, more: &[&str]) -> Value {
        let (due, today) = (self.due.to_string(), self.today.to_string());
        let output = self.landlord.houvast(&[&["debit", &due, "--dag", &today, "--json"], more].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("JSON")
    }

    fn why_not(&self) -> String {
        self.debit(&[])["not"][0]["why"].as_str().unwrap_or_default().to_string()
    }

    fn bank_tells(&self, number: u32, lines: &[Line]) -> Value {
        let day = self.due + number as i32;
        let (text, _) = camt053(number, day, Cents(i64::from(number) * 1_000_000), lines);
        let folder = self.landlord.folder.join("bank");
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join(format!("{number}.xml")), text).expect("written");
        let output = self.landlord.houvast(&["bank", "take", "--dag", &day.to_string(), "--json"]);
        serde_json::from_slice(&output.stdout).expect("JSON")
    }

    fn seen(&self, book: &Book) -> Vec<String> {
        rows(book, "select state, cents from seen_money order by key")
    }
}

#[test]
fn a_term_is_collected_once_from_who_agreed_and_was_told() {
    let case = Arranged::new();
    assert_eq!(case.debit(&[])["debits"].as_array().map(Vec::len), Some(0), "without a mandate nobody");
    case.mandate();
    assert!(case.why_not().contains("nog geen bevestiging"), "{}", case.why_not());
    case.told_on(case.due - 3);
    assert!(case.why_not().contains("vooraf aankondigen is 14 dagen"), "{}", case.why_not());
    let told = "update outbox set day = ?1 where id = 'bevestiging'";
    case.landlord.book().connection().execute(told, [(case.due - 14).0]).unwrap();
    let shown = case.debit(&[]);
    assert_eq!(shown["debits"][0]["dossier"], case.number.as_str(), "{shown}");
    assert!(
        shown["file"].is_null() && !case.landlord.folder.join("incasso").exists(),
        "showing makes nothing"
    );

    // A wrong creditor is seen before anybody says yes.
    let settings = case.landlord.folder.join("incasso.toml");
    fs::write(&settings, SETTINGS.replace("NL69ZZZ", "NL70ZZZ")).expect("written");
    assert_eq!(case.debit(&[])["objections"][0], "Het incassant-ID klopt niet.");
    fs::write(&settings, SETTINGS).expect("written");
    assert_eq!(case.debit(&[])["objections"], serde_json::json!([]));

    let made = case.debit(&["--door", "S. Proef", "--ja"]);
    let path = made["file"].as_str().expect("a file");
    let text = fs::read_to_string(path).expect("it is there");
    let cents = made["debits"][0]["cents"].as_i64().expect("an amount");
    assert!(text.contains("pain.008.001.08") && text.contains("NL20INGB0001234567"));
    assert!(text.contains(&format!("{}.{:02}", cents / 100, cents % 100)));
    let read = case.landlord.houvast(&["bank", "read", path]);
    assert!(read.status.success(), "our own reader reads it");
    let again = case.debit(&["--door", "S. Proef", "--ja"]);
    assert!(again["file"].is_null(), "{again}");
    assert!(case.why_not().contains("staat al in een incassobestand"));

    let reference = made["debits"][0]["end_to_end"].as_str().expect("a reference").to_string();
    let collected = Line {
        cents: Cents(cents),
        end_to_end: reference.clone(),
        text: "incasso".into(),
        ..Line::default()
    };
    let told = case.bank_tells(1, std::slice::from_ref(&collected));
    assert_eq!(told["seen"], 1, "{told}");
    let book = case.landlord.book();
    assert_eq!(case.seen(&book), [format!("Text(\"open\") Integer({cents})")]);
    let back = Line { cents: Cents(-cents), code: "MD01", ..collected };
    let told = case.bank_tells(2, &[back]);
    assert_eq!(told["returned"], 1, "{told}");
    assert_eq!(case.seen(&book), [format!("Text(\"ingetrokken\") Integer({cents})")]);
    let mandate = book.mandate_of(case.tenancy).unwrap().expect("it is still there");
    assert_eq!(mandate.stopped, "MD01", "nothing more is collected under it");
}

#[test]
fn who_paid_is_not_collected_from() {
    let case = Arranged::new();
    case.mandate();
    case.told_on(case.due - 14);
    let cents = case.debit(&[])["debits"][0]["cents"].as_i64().expect("an amount");
    let money = store::seen::SeenMoney {
        tenancy: case.tenancy,
        by: store::seen::SeenBy::Provider,
        key: "dienst:1".into(),
        reference: String::new(),
        seen_on: case.today,
        cents: Cents(cents * 50),
    };
    case.landlord.book().see_money(&money).unwrap();
    let now = case.debit(&["--door", "S. Proef", "--ja"]);
    assert!(now["debits"].as_array().is_some_and(Vec::is_empty) && now["file"].is_null(), "{now}");
}

#[test]
fn a_kill_leaves_the_file_whole_or_not_at_all() {
    let case = Arranged::new();
    case.mandate();
    case.told_on(case.due - 14);
    let mut kills = 0;
    for point in 1..20_u32 {
        let (due, today) = (case.due.to_string(), case.today.to_string());
        let mut command =
            case.landlord.command(&["debit", &due, "--dag", &today, "--door", "S. Proef", "--ja"]);
        let ended = command.env("HOUVAST_STOP_AT_POINT", point.to_string()).output().expect("it starts");
        if ended.status.success() {
            break;
        }
        kills += 1;
    }
    let files: Vec<String> = fs::read_dir(case.landlord.folder.join("incasso"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(files.len(), 1, "{files:?}");
    assert!(!files[0].starts_with('.') && kills >= 2, "{files:?} after {kills} kills");
    assert_eq!(rows(&case.landlord.book(), "select count(*) from debit"), ["Integer(1)"]);
}
