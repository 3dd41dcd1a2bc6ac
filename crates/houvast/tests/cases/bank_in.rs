//! Files of the bank into the book, with the real executable: who paid this morning gets no reminder, what nobody can place waits, a
//! death told by the bank holds everything, nothing counts twice, and a kill at any point changes nothing of that.

use std::fs;

use domain::calendar::Day;
use domain::money::Cents;
use domain::staff::Role;
use serde_json::Value;
use simulator::bank::{Line, camt053};

use crate::doors::Serving;
use crate::landlord::{Landlord, opening, rows, simulated, standing};
use crate::outside::Outside;
use crate::pages::{Person, between};
use crate::post::NIGHT;

/// A landlord with last night's messages ready, two dossiers that will be asked for money (number, tenancy, amount), and the day.
pub fn after_a_night(seed: u64, homes: u32) -> (Landlord, [Owing; 2], Day) {
    let simulated = simulated(seed, homes, 9);
    let night = Day::parse_iso(NIGHT).expect("a constant");
    let landlord = Landlord::new();
    landlord.deliver(&opening(&simulated, night.previous()));
    Outside::around(&landlord);
    landlord.night(night);
    let query = "select t.external || '/' || t.id || '/' || o.amount from outbox o join tenancy t on t.id = o.tenancy \
         where o.state = 'klaar' and o.amount is not null order by t.id limit 2";
    let owing: Vec<Owing> = rows(&landlord.book(), query).iter().map(|row| Owing::of(row)).collect();
    let owing = owing.try_into().unwrap_or_else(|found| panic!("two messages that ask for money: {found:?}"));
    (landlord, owing, night)
}

#[derive(Clone, Debug)]
pub struct Owing {
    pub number: String,
    pub tenancy: String,
    pub cents: Cents,
}

impl Owing {
    pub fn of(row: &str) -> Owing {
        let text = row.split('"').nth(1).expect("text");
        let parts: Vec<&str> = text.split('/').collect();
        Owing {
            number: parts[0].into(),
            tenancy: parts[1].into(),
            cents: Cents(parts[2].parse().expect("cents")),
        }
    }

    pub fn pays(&self) -> Line {
        Line {
            cents: self.cents,
            payer: "A. Voorbeeld".into(),
            account: "NL20INGB0001234567".into(),
            text: format!("huur {} bedankt", self.number),
            ..Line::default()
        }
    }

    fn has_died(&self) -> Line {
        Line { cents: -self.cents, code: "MD07", ..self.pays() }
    }

    fn states(&self, landlord: &Landlord) -> Vec<String> {
        rows(&landlord.book(), &format!("select distinct state from outbox where tenancy = {}", self.tenancy))
    }
}

fn of_somebody() -> Line {
    let (cents, text) = (Cents(12_345), "zoals besproken".to_string());
    Line {
        cents,
        payer: "Stichting Onbekend".into(),
        account: "NL69INGB0123456789".into(),
        text,
        ..Line::default()
    }
}

pub fn lay(landlord: &Landlord, name: &str, text: &str) {
    let folder = landlord.folder.join("bank");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join(name), text).expect("written");
}

pub fn take(landlord: &Landlord, day: Day) -> Value {
    let output = landlord.houvast(&["bank", "take", "--dag", &day.to_string(), "--json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("the numbers are JSON")
}

pub fn sum_of_seen(landlord: &Landlord) -> Vec<String> {
    rows(&landlord.book(), "select coalesce(sum(cents), 0) from ledger where kind = 14")
}

#[test]
fn what_goes_back_takes_no_transfer_along_and_what_is_told_twice_or_came_back_to_us_waits() {
    let (landlord, [paid, _], night) = after_a_night(41, 400);
    let told_on = |number: u32, day: Day, lines: &[Line]| {
        let (statement, _) = camt053(number, day, Cents(i64::from(number) * 1_000_000), lines);
        lay(&landlord, &format!("{number}.xml"), &statement);
        take(&landlord, day)
    };
    let counts = || sum_of_seen(&landlord) == [format!("Integer({})", -paid.cents.0)];
    assert_eq!(told_on(101, night, &[paid.pays()])["seen"], 1);
    assert!(counts());

    // The landlord's own debit of the same amount, with the same number in it, came back: the tenant's transfer is his all the same.
    let refused = Line { cents: -paid.cents, code: "AM04", ..paid.pays() };
    assert_eq!(told_on(102, night.next(), &[refused])["returned"], 1);
    assert!(counts(), "who transferred has paid");

    // The day of the transfer once more, in a statement with another name; and money of ours that came back.
    let again = told_on(201, night, &[paid.pays()]);
    assert_eq!((&again["seen"], &again["waiting"]), (&0.into(), &1.into()), "{again}");
    let ours = Line { cents: Cents(5_000), code: "AC04", ..paid.pays() };
    let back = told_on(103, night + 2, &[ours]);
    assert_eq!((&back["seen"], &back["waiting"]), (&0.into(), &2.into()), "{back}");
    assert!(counts());
}

#[test]
fn a_statement_that_does_not_add_up_counts_with_an_alarm_and_the_mended_one_counts_nothing_twice() {
    let (landlord, [paid, _], night) = after_a_night(41, 400);
    let (whole, closing) = camt053(101, night, Cents(100_000), &[paid.pays()]);
    let closing = format!(">{}.{:02}<", closing.0 / 100, closing.0 % 100);
    assert!(whole.contains(&closing), "{closing}");
    // Another flaw stands before it in the file.
    let wrong = whole.replace(&closing, ">1.00<").replacen("NL20INGB0001234567", "iets", 1);
    lay(&landlord, "afschrift-101.xml", &wrong);
    let told = take(&landlord, night);
    assert_eq!(told["seen"], 1, "{told}");
    let defects = told["files"][0]["defects"].as_array().expect("a list");
    let first = defects[0].as_str().unwrap_or_default();
    assert!(
        defects.len() > 1 && first.contains("saldo klopt niet") && first.contains("tellen al mee"),
        "{told}"
    );
    lay(&landlord, "afschrift-101-hersteld.xml", &whole);
    assert_eq!(take(&landlord, night)["seen"], 0);
    assert_eq!(sum_of_seen(&landlord), [format!("Integer({})", -paid.cents.0)]);
}

#[test]
fn who_paid_gets_no_reminder_and_what_nobody_knows_waits() {
    let (landlord, [paid, died], night) = after_a_night(41, 400);
    let lines = [paid.pays(), of_somebody(), died.has_died()];
    let (statement, closing) = camt053(101, night, Cents(100_000), &lines);
    lay(&landlord, "afschrift-101.xml", &statement);
    let told = take(&landlord, night);
    assert_eq!(
        (&told["seen"], &told["waiting"], &told["returned"]),
        (&1.into(), &1.into(), &1.into()),
        "{told}"
    );
    assert!(told["cancelled"].as_u64() >= Some(2), "{told}");
    for one in [&paid, &died] {
        let states = one.states(&landlord);
        assert!(!states.iter().any(|state| state.contains("klaar")), "{one:?}: {states:?}");
    }
    let explained = landlord.houvast(&["explain", &died.number]);
    assert!(explained.status.success());
    assert_eq!(sum_of_seen(&landlord), [format!("Integer({})", -paid.cents.0)]);

    // The same file, its copy under another name, and the same statement inside another file.
    lay(&landlord, "nog-een-keer.xml", &statement);
    lay(&landlord, "anders.xml", &statement.replace("<MsgId>AFSCHRIFT-101", "<MsgId>KOPIE-101"));
    let again = take(&landlord, night);
    assert_eq!((&again["seen"], &again["waiting"]), (&0.into(), &1.into()), "{again}");
    assert_eq!(sum_of_seen(&landlord), [format!("Integer({})", -paid.cents.0)]);

    // A statement is missing: that is told, until it comes.
    let (next, last) = camt053(102, night.next(), closing, &[of_somebody()]);
    let (after_next, _) = camt053(103, night + 2, last, &[]);
    lay(&landlord, "afschrift-103.xml", &after_next);
    assert_eq!(take(&landlord, night + 2)["breaks"].as_array().map(Vec::len), Some(1));
    lay(&landlord, "afschrift-102.xml", &next);
    let whole = take(&landlord, night + 2);
    assert_eq!(
        (whole["breaks"].as_array().map(Vec::len), &whole["waiting"]),
        (Some(0), &2.into()),
        "{whole}"
    );

    // The night sees one account: no step for who paid, the heirs for who died.
    let report = landlord.night(night + 2);
    assert!(report["bank"]["waiting"] == 2, "{report}");
    let steps = format!("select letter from outbox where tenancy = {} and state = 'klaar'", paid.tenancy);
    assert!(rows(&landlord.book(), &steps).is_empty());
    let heirs = format!("select kind from task where tenancy = {} and state = 'open'", died.tenancy);
    let heirs = rows(&landlord.book(), &heirs);
    assert!(heirs.iter().any(|kind| kind.contains("erfgenamen")), "{heirs:?}");
}

#[test]
fn who_is_said_to_have_paid_gets_no_reminder_from_that_moment_on() {
    let (landlord, [owing, _], night) = after_a_night(35, 400);
    let paid = Line { cents: owing.cents, ..of_somebody() };
    lay(&landlord, "afschrift.xml", &camt053(1, night, Cents(100_000), &[paid]).0);
    take(&landlord, night);
    assert_eq!(owing.states(&landlord), ["Text(\"klaar\")"], "nobody knows whose it is");
    let serving = Serving::start(&landlord, &["--dag", NIGHT, "--now", "08:00"]);
    let leader = Person::sign_in(&landlord, &serving, "leider@example.nl", Role::TeamLeader);
    let list = leader.get("/bank");
    let address = format!("/bank/betaling/{}", between(&list, "/bank/betaling/", "\"").expect("it waits"));
    let form = format!("handeling=kies&dossier={}", owing.number);
    assert_eq!(leader.post(&address, &form).code, 303);
    assert_eq!(owing.states(&landlord), ["Text(\"vervallen\")"]);
}

#[test]
fn a_file_that_breaks_off_or_tries_something_leaves_nothing_but_its_name() {
    let (landlord, [paid, _], night) = after_a_night(42, 300);
    let (statement, _) = camt053(1, night, Cents::ZERO, &[paid.pays()]);
    let bomb = statement.replacen("<Document", "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><Document", 1);
    for (name, text) in
        [("half.xml", &statement[..statement.len() / 2]), ("bom.xml", &bomb), ("leeg.xml", "")]
    {
        lay(&landlord, name, text);
        let output = landlord.houvast(&["bank", "take", "--dag", &night.to_string()]);
        assert_eq!(output.status.code(), Some(7), "{name}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("geweigerd"), "{name}");
    }
    assert_eq!(rows(&landlord.book(), "select count(*) from bank_payment"), ["Integer(0)"]);
    assert_eq!(sum_of_seen(&landlord), ["Integer(0)"]);
    assert_eq!(rows(&landlord.book(), "select state from bank_file").len(), 3);
    // The night goes on, and says so.
    let report = landlord.night(night);
    assert_eq!(report["bank"]["files"].as_array().map(Vec::len), Some(0), "they are known by now: {report}");
}

#[test]
fn a_file_on_a_disk_that_fails_holds_nothing_and_is_tried_again() {
    let (landlord, [paid, _], night) = after_a_night(42, 300);
    fs::create_dir_all(landlord.folder.join("bank")).expect("a folder");
    // Its bytes cannot be read, as on a disk that fails.
    let broken = landlord.folder.join("bank/schijf.xml");
    std::os::unix::fs::symlink("/proc/self/mem", &broken).expect("a link");
    let state = |told: &Value| told["files"][0]["state"].as_str().unwrap_or_default().to_owned();
    for time in ["the first time", "again", "and again"] {
        let told = take(&landlord, night);
        assert!(state(&told).starts_with("niet gelezen"), "{time}: {told}");
    }
    let report = landlord.night(night);
    assert!(state(&report["bank"]).contains("probeert het opnieuw"), "the night goes on: {report}");
    assert_eq!(rows(&landlord.book(), "select count(*) from bank_file"), ["Integer(1)"]);
    fs::remove_file(&broken).expect("it goes");
    lay(&landlord, "schijf.xml", &camt053(1, night, Cents::ZERO, &[paid.pays()]).0);
    assert_eq!(take(&landlord, night)["seen"], 1);
    assert_eq!(rows(&landlord.book(), "select distinct state from bank_file"), ["Text(\"ingelezen\")"]);
}

#[test]
fn a_kill_at_any_point_of_taking_in_loses_and_doubles_nothing() {
    let statement = |owing: &[Owing; 2], night| {
        let lines = [owing[0].pays(), of_somebody(), owing[1].has_died()];
        camt053(7, night, Cents::ZERO, &lines).0
    };
    let undisturbed = {
        let (landlord, owing, night) = after_a_night(43, 250);
        lay(&landlord, "a.xml", &statement(&owing, night));
        take(&landlord, night);
        standing(&landlord.folder)
    };
    let (origin, owing, night) = after_a_night(43, 250);
    lay(&origin, "a.xml", &statement(&owing, night));
    let mut kills = 0;
    for point in 1.. {
        let landlord = Landlord::new();
        copy(&origin, &landlord);
        let day = night.to_string();
        let killed = landlord
            .command(&["bank", "take", "--dag", &day])
            .env("HOUVAST_STOP_AT_POINT", point.to_string())
            .output()
            .expect("the executable starts");
        if killed.status.success() {
            break;
        }
        kills += 1;
        take(&landlord, night);
        // What the kill left of messages and tasks the next round of sending sees.
        landlord.houvast(&["deliver", "--dag", &day, "--now", "06:00", "--ja"]);
        let after = standing(&landlord.folder);
        for (now, before) in after.iter().zip(&undisturbed).filter(|(now, _)| !now.contains("\"task\"")) {
            assert_eq!(now, before, "killed at point {point}");
        }
    }
    assert!(kills >= 8, "only {kills} kills");
}

fn copy(from: &Landlord, to: &Landlord) {
    for entry in ["boek.sqlite", "bank/a.xml", "verzenden.toml"] {
        let target = to.folder.join(entry);
        fs::create_dir_all(target.parent().expect("a folder")).expect("a folder");
        if from.folder.join(entry).exists() {
            fs::copy(from.folder.join(entry), target).expect("copied");
        }
    }
}
