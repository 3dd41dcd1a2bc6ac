//! The on-ramp: a landlord with nothing but a hand-made list of open items, in Excel and as CSV, night after night.

use std::fs;

use crate::doors::Serving;
use crate::fourteen_days::ParseDay;
use crate::landlord::{Landlord, rows, simulated};
use crate::pages::{Person, between};
use crate::work::lies_still;
use domain::money::Cents;
use domain::staff::Role;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use simulator::open_items::open_items;

const HEADINGS: [&str; 8] = [
    "Contractnummer",
    "Naam",
    "Factuurnr",
    "Vervaldatum",
    "Openstaand bedrag",
    "Maandhuur",
    "Ingangsdatum",
    "E-mail",
];

#[test]
fn an_excel_list_gives_a_first_night_and_the_next_list_shows_who_paid() {
    let landlord = Landlord::new();
    let mapping = "[openstaande_posten]\nincasso_als_leeg = \"nee\"\n";
    fs::write(landlord.folder.join("koppeling.toml"), mapping).unwrap();
    excel(
        &landlord,
        "openstaand-2026-11-09.xlsx",
        &[
            ("1004", "F-1", (2026, 10, 1), 549.40),
            ("1004", "F-2", (2026, 11, 1), 549.40),
            ("1005", "F-3", (2026, 11, 1), 612.10),
        ],
    );
    landlord.night("2026-11-10".parse_day());
    let book = landlord.book();
    assert_eq!(rows(&book, "select count(*), sum(cents) from ledger"), ["Integer(3) Integer(171090)"]);
    let told = landlord.houvast(&["explain", "1004"]);
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(told.contains("€ 1.098,80"), "{told}");
    let work = rows(&book, "select kind from task union all select letter from outbox order by 1");
    assert!(!work.is_empty() && !work.iter().any(|kind| kind.contains("gegevens-nakijken")), "{work:?}");

    // One item shrank, one is gone: paid in part, paid in full.
    excel(
        &landlord,
        "openstaand-2026-11-10.xlsx",
        &[("1004", "F-1", (2026, 10, 1), 200.00), ("1005", "F-3", (2026, 11, 1), 612.10)],
    );
    landlord.night("2026-11-11".parse_day());
    let book = landlord.book();
    let payments = "select tenancy, cents from ledger where cents < 0 order by cents";
    assert_eq!(rows(&book, payments), ["Integer(1) Integer(-54940)", "Integer(1) Integer(-34940)"]);
    assert_eq!(rows(&book, "select sum(cents) from ledger"), ["Integer(81210)"]);

    // The same list again changes nothing; an item that grows was reversed.
    excel(
        &landlord,
        "openstaand-2026-11-11.xlsx",
        &[("1004", "F-1", (2026, 10, 1), 549.40), ("1005", "F-3", (2026, 11, 1), 612.10)],
    );
    landlord.night("2026-11-12".parse_day());
    assert_eq!(rows(&landlord.book(), "select sum(cents) from ledger"), ["Integer(116150)"]);
}

#[test]
fn a_list_with_own_headings_in_windows_1252_is_read_through_the_mapping() {
    let landlord = Landlord::new();
    let mapping = "[openstaande_posten.kolommen]\ndossier = \"Huurder nr\"\npost = \"Bon\"\nvervaldatum = \"Datum\"\nopenstaand = \"Nog te gaan\"\nnaam = \"Wie\"\n";
    fs::write(landlord.folder.join("koppeling.toml"), mapping).unwrap();
    let text = "Huurder nr;Wie;Bon;Datum;Nog te gaan\r\n77;Y\u{131}ld\u{131}z;B1;1-11-2026;1.098,80\r\n78;Ren\u{e9}e;B2;01-11-2026;veel\r\n79;Zo\u{eb};B3;1-11-2026;25,00\r\n";
    let bytes: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'i')).collect();
    fs::write(landlord.folder.join("aanlevering/lijst-2026-11-09.csv"), bytes).unwrap();
    let report = landlord.night("2026-11-10".parse_day());
    assert_eq!(report["deliveries"][0]["refused"], 1, "{report}");
    let named = report["deliveries"][0]["refused_rows"][0].as_str().unwrap();
    assert!(named.contains("rij 3") && !named.contains("veel"), "{named}");
    let book = landlord.book();
    assert_eq!(rows(&book, "select sum(cents) from ledger"), ["Integer(112380)"]);
    assert_eq!(rows(&book, "select name from person where external = '79'"), ["Text(\"Zoë\")"]);
    let finding = rows(&book, "select row, value from finding where severity = 1");
    assert_eq!(finding, ["Integer(3) Text(\"veel\")"]);
}

#[test]
fn nobody_gets_the_step_of_day_thirty_as_a_first_message() {
    let first_real = |how: &[&str]| {
        let landlord = Landlord::new();
        let mapping = "[openstaande_posten]\nincasso_als_leeg = \"nee\"\n";
        fs::write(landlord.folder.join("koppeling.toml"), mapping).unwrap();
        for day in 20..=30 {
            let name = format!("openstaand-2026-11-{day}.xlsx");
            excel(&landlord, &name, &[("1004", "F-1", (2026, 11, 1), 549.40)]);
            let night = format!("2026-11-{day}").parse_day();
            if day == 23 {
                let told = landlord.houvast(&["begin"]);
                assert!(String::from_utf8_lossy(&told.stdout).starts_with("Schaduw"));
                assert!(
                    landlord.houvast(&[&["begin", "--vanaf", "2026-11-23"], how].concat()).status.success()
                );
            }
            landlord.night(night);
            let real = "select day from outbox where state <> 'schaduw' union select day from task where mode <> 'schaduw'";
            assert!(
                day >= 23 || rows(&landlord.book(), real).is_empty(),
                "before that night nothing is real"
            );
        }
        let late = landlord.houvast(&["begin", "--schaduw"]);
        assert_eq!(late.status.code(), Some(2), "what has begun does not go back into the shadow");
        let first = "select letter as what, day from outbox where state = 'klaar' \
                     union all select kind, day from task where mode <> 'schaduw' order by 2 limit 1";
        rows(&landlord.book(), first)
    };
    let late = first_real(&["--midden-in-de-ronde"]);
    assert!(!late.is_empty() && !late[0].contains("herinnering-1"), "{late:?}");
    let begun = first_real(&[]);
    assert!(begun[0].contains("herinnering-1"), "{begun:?}");
    let day = "2026-11-26".parse_day().0;
    assert!(
        begun[0].contains(&format!("Integer({day})")) || begun[0].contains(&format!("Integer({})", day + 1)),
        "{begun:?}"
    );
}

#[test]
fn a_refused_row_keeps_nobody_in_arrears_who_paid() {
    let landlord = Landlord::new();
    let night = |day: &str, list: &str| {
        csv(&landlord, &format!("lijst-{day}.csv"), list);
        landlord.night(day.parse_day())["deliveries"][0].clone()
    };
    let owes = |dossier: &str| {
        let of = format!("select id from tenancy where external = '{dossier}'");
        let sum = format!("select coalesce(sum(cents), 0) from ledger where tenancy = ({of})");
        rows(&landlord.book(), &sum).remove(0)
    };
    let first = "1004;A1;01-10-2026;549,40;600,00\n1004;A2;01-11-2026;549,40;549,40\n\
                 1005;B1;01-10-2026;100,00;100,00\n1005;B2;01-11-2026;200,00;200,00\n\
                 1006;C1;01-11-2026;50,00;58,35\n";
    assert_eq!(night("2026-11-10", first)["doubts"], serde_json::json!([]));
    assert_eq!([owes("1004"), owes("1005")], ["Integer(109880)", "Integer(30000)"]);

    // 1004 paid all of it, 1005 one of two; a row of 1005 cannot be read, and one that says of nobody.
    let second = night(
        "2026-11-11",
        "1005;B2;gisteren;200,00;200,00\n;;01-11-2026;veel;\n1006;C1;01-11-2026;41,65;58,35\n",
    );
    assert_eq!(second["refused"], 2);
    assert_eq!([owes("1004"), owes("1005"), owes("1006")], ["Integer(0)", "Integer(20000)", "Integer(4165)"]);
    let doubts = second["doubts"].to_string();
    assert!(
        doubts.contains("Dossier 1005: post B2") && doubts.contains("(3) tellen als betaald"),
        "{doubts}"
    );
    assert!(!doubts.contains("1004"), "{doubts}");

    // Of 1005 it is not known what he owes: somebody looks, and nothing is asked of him.
    let unread = "select t.external from circumstance c join tenancy t on t.id = c.tenancy where c.kind = 22 and c.closed_on is null";
    assert_eq!(rows(&landlord.book(), unread), ["Text(\"1005\")"]);

    // The row is mended and the item paid in part; what came back into the list is owed as it says, and nothing counts twice.
    night(
        "2026-11-12",
        "1005;B2;01-11-2026;150,00;200,00\n1004;A1;01-10-2026;541,05;600,00\n1006;C1;01-11-2026;41,65;58,35\n",
    );
    assert_eq!(
        [owes("1004"), owes("1005"), owes("1006")],
        ["Integer(54105)", "Integer(15000)", "Integer(4165)"]
    );
    assert!(rows(&landlord.book(), unread).is_empty(), "what is read is known");
}

#[test]
fn a_list_that_was_cut_off_holds_the_night_also_when_its_last_row_is_refused() {
    let landlord = Landlord::new();
    let all: String = (1..=30).map(|n| format!("{n};F{n};01-11-2026;100,00;100,00\n")).collect();
    csv(&landlord, "lijst-2026-11-10.csv", &all);
    landlord.night("2026-11-10".parse_day());
    let night = |list: &str, day: &str| {
        let name = format!("lijst-{day}.csv");
        csv(&landlord, &name, list);
        let output = landlord.houvast(&["night", day]);
        fs::remove_file(landlord.folder.join("aanlevering").join(name)).unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let paid = || rows(&landlord.book(), "select count(*) from ledger where cents < 0").remove(0);
    let (held, told) = night(&all[..300], "2026-11-11");
    assert_eq!(held, Some(4), "{told}");
    assert!(told.contains("afgekapt"), "{told}");
    // Most of it is there, but it breaks off in the middle of a row.
    let (held, told) = night(&all[..all.len() - 40], "2026-11-12");
    assert_eq!(held, Some(4), "{told}");
    assert!(told.contains("afgebroken"), "{told}");
    // Too many rows say of nobody.
    let nameless =
        all.lines().take(18).map(|row| format!("{row}\n")).chain((0..12).map(|_| ";;;1;\n".to_owned()));
    let (held, told) = night(&nameless.collect::<String>(), "2026-11-13");
    assert_eq!(held, Some(4), "{told}");
    assert!(told.contains("niet van wie"), "{told}");
    assert_eq!(paid(), "Integer(0)", "nothing of it went in");
    // A last row that says which item it is, and nothing else is missing: that one is not paid. Then it is.
    for (short, day, expected) in [(26, "2026-11-16", "Integer(0)"), (32, "2026-11-17", "Integer(1)")] {
        let (done, told) = night(&all[..all.len() - short], day);
        assert_eq!((done, paid().as_str()), (Some(0), expected), "{told}");
    }
}

#[test]
fn a_list_with_other_numbers_is_held_until_somebody_at_the_page_says_that_it_is_right() {
    let landlord = Landlord::new();
    let list = |nought: &str| -> String {
        (1..=30).map(|n| format!("{nought}{n};F{n};01-11-2026;100,00;100,00\n")).collect()
    };
    csv(&landlord, "lijst-2026-11-10.csv", &list(""));
    landlord.night("2026-11-10".parse_day());
    csv(&landlord, "lijst-2026-11-11.csv", &list("00"));
    assert_eq!(landlord.houvast(&["night", "2026-11-11"]).status.code(), Some(4), "nobody paid");
    let serving = Serving::start(&landlord, &["--dag", "2026-11-11", "--now", "09:00"]);
    let leader = Person::sign_in(&landlord, &serving, "leider@example.nl", Role::TeamLeader);
    let page = leader.get("/nacht/nu");
    assert!(page.contains("in één keer weg"), "{page}");
    let name = between(&page, "name=\"toelaten\" value=\"", "\"").expect("the delivery");
    let let_in = |looked: &str| leader.post("/nacht/begin", &format!("toelaten={name}&gekeken={looked}"));
    assert!(let_in("").body.contains("Kijk eerst na"));
    let other = leader.post("/nacht/begin", "toelaten=iets+anders&gekeken=ja");
    assert!(other.body.contains("wacht niet (meer)"), "{}", other.body);
    assert_eq!(let_in("ja").code, 303);
    let night = || landlord.book().last_night().unwrap().map(|night| night.day);
    for _ in 0..200 {
        if night() == Some("2026-11-11".parse_day()) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert_eq!(night(), Some("2026-11-11".parse_day()));
    let log = rows(&landlord.book(), "select detail from audit where detail like '%toegelaten'");
    assert_eq!(log.len(), 1, "{log:?}");
}

#[test]
fn whatever_row_is_refused_every_other_dossier_stands_as_its_list_says() {
    let (landlord, tenants) = (Landlord::new(), simulated(61, 500, 4));
    let mut paid = 0;
    for night in 9..15 {
        let day = format!("2026-06-{night:02}").parse_day();
        let list = open_items(&tenants, day.previous());
        // The last row cannot be read any more, and one row is of nobody.
        let last = list.trim_end().rsplit("\r\n").next().expect("a row");
        let mut fields: Vec<&str> = last.split(';').collect();
        fields[2] = "straks";
        let spoiled = list.replace(last, &fields.join(";")) + ";;x;veel;;;;;;;;;;;;\r\n";
        let name = format!("lijst-{}.csv", day.previous());
        fs::write(landlord.folder.join("aanlevering").join(name), spoiled).unwrap();
        let report = landlord.night(day);
        assert_eq!(report["deliveries"][0]["refused"], 2, "{report}");

        let mut open = std::collections::BTreeMap::<&str, i64>::new();
        for row in list.lines().skip(1) {
            let fields: Vec<&str> = row.split(';').collect();
            *open.entry(fields[0]).or_default() += Cents::parse(fields[3]).expect("an amount").0;
        }
        let book = landlord.book();
        let sums = "select t.external || ';' || coalesce(sum(l.cents), 0) from tenancy t left join ledger l on l.tenancy = t.id group by t.external";
        for row in rows(&book, sums) {
            let row = row.trim_start_matches("Text(\"").trim_end_matches("\")").to_owned();
            let (dossier, owes) = row.split_once(';').expect("two fields");
            if dossier != fields[0] {
                assert_eq!(owes, open.get(dossier).copied().unwrap_or(0).to_string(), "{day} {dossier}");
            }
        }
        paid = rows(&book, "select 1 from ledger where cents < 0").len();
    }
    assert!(paid > 10, "{paid}");
}

pub fn csv(landlord: &Landlord, name: &str, rows: &str) {
    let text =
        format!("Contractnummer;Factuurnr;Vervaldatum;Openstaand bedrag;Oorspronkelijk bedrag\n{rows}");
    fs::write(landlord.folder.join("aanlevering").join(name), text).unwrap();
}

/// Dossier, item, due day, open.
type Item<'a> = (&'a str, &'a str, (u16, u8, u8), f64);

#[test]
fn a_worker_reckons_a_weekend_for_monday_and_does_that_night_over_when_monday_is_there() {
    let landlord = Landlord::new();
    let mapping = "[openstaande_posten]\nincasso_als_leeg = \"nee\"\n";
    fs::write(landlord.folder.join("koppeling.toml"), mapping).unwrap();
    let work = |day: &str| {
        lies_still(&landlord.folder.join("aanlevering"));
        let output = landlord.houvast(&["work", "--once", "--dag", day, "--now", "04:00"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let nights = "select day, books_as_of from night_run where superseded_by is null";
        (rows(&landlord.book(), nights), rows(&landlord.book(), "select count(*) from night_run").remove(0))
    };
    let both = |day: &str, books: &str| {
        let number = |text: &str| domain::calendar::Day::parse_iso(text).unwrap().0;
        vec![format!("Integer({}) Integer({})", number(day), number(books))]
    };
    // 28 November 2026 is a Saturday.
    excel(&landlord, "openstaand-2026-11-27.xlsx", &[("1004", "F-1", (2026, 10, 1), 549.40)]);
    let monday = both("2026-11-30", "2026-11-27");
    assert_eq!(work("2026-11-28"), (monday.clone(), "Integer(1)".into()), "its books are those of Friday");
    assert_eq!(work("2026-11-29"), (monday, "Integer(1)".into()), "Sunday adds nothing");
    excel(&landlord, "openstaand-2026-11-29.xlsx", &[("1004", "F-1", (2026, 10, 1), 100.0)]);
    let monday = both("2026-11-30", "2026-11-29");
    assert_eq!(work("2026-11-30"), (monday.clone(), "Integer(2)".into()), "Monday knows what came in since");
    assert_eq!(work("2026-11-30"), (monday, "Integer(2)".into()), "once");
    // From the day on that counts, every night is that of its own day.
    let begin = landlord.houvast(&["begin", "--vanaf", "2026-12-04"]);
    assert!(begin.status.success(), "{}", String::from_utf8_lossy(&begin.stderr));
    excel(&landlord, "openstaand-2026-12-03.xlsx", &[("1004", "F-1", (2026, 10, 1), 100.0)]);
    work("2026-12-04");
    assert_eq!(work("2026-12-05").0.last(), both("2026-12-05", "2026-12-03").first());
}

fn excel(landlord: &Landlord, name: &str, items: &[Item]) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, heading) in HEADINGS.iter().enumerate() {
        sheet.write(0, column as u16, *heading).unwrap();
    }
    let date = Format::new().set_num_format("dd-mm-yyyy");
    for (at, (dossier, item, (year, month, day), open)) in items.iter().enumerate() {
        let row = at as u32 + 1;
        let due = ExcelDateTime::from_ymd(*year, *month, *day).unwrap();
        sheet.write(row, 0, *dossier).unwrap();
        sheet.write(row, 1, "A. Voorbeeld").unwrap();
        sheet.write(row, 2, *item).unwrap();
        sheet.write_with_format(row, 3, &due, &date).unwrap();
        sheet.write(row, 4, *open).unwrap();
        sheet.write(row, 5, if *dossier == "1004" { "549,40" } else { "612,10" }).unwrap();
        sheet.write(row, 6, "01-03-2019").unwrap();
        sheet.write(row, 7, "huurder@voorbeeld.example").unwrap();
    }
    workbook.save(landlord.folder.join("aanlevering").join(name)).unwrap();
}
