//! Lists of open items that are not as they should be: corrected, in another file, with other amounts, of somebody who died.

use std::fs;

use crate::fourteen_days::ParseDay;
use crate::landlord::{Landlord, rows};
use crate::on_ramp::csv;

#[test]
fn a_due_day_or_kind_that_a_later_list_corrects_holds_from_then_on() {
    let landlord = Landlord::new();
    let night = |day: &str, name: &str, rows: &str| {
        let text = format!("Contractnummer;Factuurnr;Vervaldatum;Openstaand bedrag;Omschrijving\n{rows}");
        fs::write(landlord.folder.join("aanlevering").join(name), text).unwrap();
        landlord.night(day.parse_day())
    };
    // The day of the invoice was taken for the day on which it fell due, and the words had no column.
    night(
        "2026-11-10",
        "lijst-2026-11-09.csv",
        "1004;F1;01-09-2026;549,40;\n1005;F2;01-09-2026;80,00;Huur\n",
    );
    let account = |dossier: &str| {
        let query = "select l.due_on, l.kind, sum(l.cents) from ledger l join tenancy t on t.id = l.tenancy \
             where t.external = '{}' group by 1, 2 having sum(l.cents) <> 0 order by 1";
        rows(&landlord.book(), &query.replace("{}", dossier))
    };
    let owes = |due: &str, kind: domain::ledger::EntryKind, cents: i64| {
        use store::codes::Code as _;
        vec![format!("Integer({}) Integer({}) Integer({cents})", due.parse_day().0, kind.code())]
    };
    use domain::ledger::EntryKind::{Rent, Settlement};
    assert_eq!(account("1004"), owes("2026-09-01", Rent, 54_940));
    // The same day over, with the right columns.
    let right = "1004;F1;01-10-2026;549,40;Huur oktober\n1005;F2;01-10-2026;80,00;Eindafrekening\n";
    night("2026-11-10", "lijst-2026-11-09-2.csv", right);
    assert_eq!(account("1004"), owes("2026-10-01", Rent, 54_940));
    assert_eq!(account("1005"), owes("2026-10-01", Settlement, 8_000));
    let told = rows(&landlord.book(), "select reason from finding where reason like '%Deze lijst geldt%'");
    assert!(told.len() == 1 && told[0].contains("1004 (rij 2)"), "{told:?}");
    let words = rows(&landlord.book(), "select description from booking order by external");
    assert_eq!(words, ["Text(\"Huur oktober\")", "Text(\"Eindafrekening\")"]);
    // Part of it is paid, and then the due day moves once more: the money follows; a list without words takes none away.
    let paid = "1004;F1;01-10-2026;200,00;Huur oktober\n1005;F2;01-10-2026;80,00;\n";
    night("2026-11-11", "lijst-2026-11-10.csv", paid);
    night("2026-11-12", "lijst-2026-11-11.csv", &paid.replace("F1;01-10", "F1;15-10"));
    assert_eq!(account("1005"), owes("2026-10-01", Settlement, 8_000));
    let told = landlord.houvast(&["explain", "1004"]);
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(told.contains("€ 200,00") && told.contains("15 oktober 2026"), "{told}");
    let count = rows(&landlord.book(), "select count(*) from ledger");
    night("2026-11-13", "lijst-2026-11-12.csv", &paid.replace("F1;01-10", "F1;15-10"));
    assert_eq!(
        rows(&landlord.book(), "select count(*) from ledger"),
        count,
        "the same again changes nothing"
    );
}

#[test]
fn what_is_no_delivery_is_put_aside_and_what_cannot_be_read_waits_for_a_better_list_or_a_person() {
    let landlord = Landlord::new();
    let inbox = landlord.folder.join("aanlevering");
    let item = "1004;F1;01-11-2026;549,40;549,40\n";
    fs::write(inbox.join("Thumbs.db"), [0, 1, 2]).unwrap();
    fs::write(inbox.join("overzicht.pdf"), "%PDF-1.7").unwrap();
    csv(&landlord, "lijst-10-11-2026.csv", item);
    let report = landlord.night("2026-11-11".parse_day());
    let of = |name: &str| {
        let lines = report["deliveries"].as_array().unwrap().clone();
        lines.into_iter().find(|line| line["name"] == name).expect("it is named")
    };
    assert!(
        of("Thumbs.db")["state"] == "terzijde gelegd"
            && of("overzicht.pdf")["doubts"][0].to_string().contains("overzicht.pdf")
    );
    let books = |book: &store::Book| book.books_as_of().unwrap();
    assert_eq!(books(&landlord.book()), Some("2026-11-10".parse_day()), "the day of the name");
    let again = landlord.night("2026-11-11".parse_day());
    assert!(again["deliveries"].as_array().unwrap().is_empty(), "they are told once: {again}");

    // A list that cannot be read holds the night, and the page says why.
    fs::write(inbox.join("a-kapot-12-11-2026.csv"), "%PDF-1.7").unwrap();
    let night = |day: &str, more: &[&str]| {
        let output = landlord.houvast(&[&["night", day], more].concat());
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    for _ in 0..2 {
        let (held, told) = night("2026-11-12", &[]);
        assert!(held == Some(4) && told.contains("Dit is een PDF"), "{told}");
    }
    let held = landlord.book().held_deliveries().unwrap();
    assert!(held.len() == 1 && held[0].1.len() == 1 && held[0].1[0].contains("PDF"), "{held:?}");
    let (done, told) = night("2026-11-12", &["--vrijgeven", "a-kapot-12-11-2026.csv"]);
    assert_eq!(done, Some(0), "a person passes it over: {told}");
    // Without one, a good list that comes later is enough.
    fs::write(inbox.join("b-kapot.csv"), "geen;lijst\n1;2\n").unwrap();
    assert_eq!(night("2026-11-13", &[]).0, Some(4));
    csv(&landlord, "lijst_2026_11_12.csv", item);
    let (done, told) = night("2026-11-13", &[]);
    assert_eq!((done, books(&landlord.book())), (Some(0), Some("2026-11-12".parse_day())), "{told}");
    // A name without a day says so.
    csv(&landlord, "lijst-nieuw.csv", "1004;F1;01-11-2026;500,00;549,40\n");
    landlord.night("2026-11-14".parse_day());
    let told = rows(&landlord.book(), "select reason from finding where field = 'naam'");
    assert!(told.len() == 1 && told[0].contains("14 november 2026"), "{told:?}");
}

#[test]
fn amounts_that_change_all_at_once_hold_the_night() {
    let landlord = Landlord::new();
    let list =
        |amount: &str| -> String { (1..=30).map(|n| format!("{n};F{n};01-11-2026;{amount};\n")).collect() };
    csv(&landlord, "lijst-2026-11-09.csv", &list("650,00"));
    landlord.night("2026-11-10".parse_day());
    for (at, amount) in ["65000", "0,00", "-650,00"].into_iter().enumerate() {
        let name = format!("lijst-2026-11-{}.csv", 10 + at);
        csv(&landlord, &name, &list(amount));
        let output = landlord.houvast(&["night", &format!("2026-11-{}", 11 + at)]);
        fs::remove_file(landlord.folder.join("aanlevering").join(name)).unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(4), "{amount}: {told}");
        assert!(told.contains("dat was € 19.500,00"), "{told}");
    }
    assert_eq!(
        rows(&landlord.book(), "select count(*), sum(cents) from ledger"),
        ["Integer(30) Integer(1950000)"]
    );
    // Nearly all paid by direct debit, and a new month came: that is how it goes.
    let paid: String = (1..=30)
        .map(|n| {
            format!(
                "{n};F{n};01-11-2026;{};\n{n};G{n};01-12-2026;650,00;\n",
                if n < 27 { "0,00" } else { "650,00" }
            )
        })
        .collect();
    csv(&landlord, "lijst-2026-11-15.csv", &paid);
    landlord.night("2026-11-16".parse_day());
    // And then debits come back.
    csv(&landlord, "lijst-2026-11-18.csv", &paid.replace(";0,00;", ";650,00;"));
    landlord.night("2026-11-19".parse_day());
}

#[test]
fn other_due_days_all_at_once_hold_a_night_that_counts() {
    let landlord = Landlord::new();
    let list = |due: &str| -> String { (1..=30).map(|n| format!("{n};F{n};{due};650,00;\n")).collect() };
    csv(&landlord, "lijst-2026-11-09.csv", &list("01-11-2026"));
    landlord.night("2026-11-10".parse_day());
    csv(&landlord, "lijst-2026-11-10.csv", &list("01-10-2026"));
    landlord.night("2026-11-11".parse_day());
    assert!(landlord.houvast(&["begin", "--vanaf", "2026-11-12"]).status.success());
    csv(&landlord, "lijst-2026-11-11.csv", &list("01-10-2016"));
    let output = landlord.houvast(&["night", "2026-11-12"]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(4) && told.contains("andere vervaldatum"), "{told}");
}

#[test]
fn whom_a_list_calls_heirs_gets_nothing_and_died_when_the_first_list_said_so() {
    let landlord = Landlord::new();
    let night = |day: &str, name: &str, tenant: &str| {
        let text = format!(
            "Contractnummer;Factuurnr;Vervaldatum;Saldo;Naam;Maandhuur;Ingangsdatum;Incasso;Adres;Postcode;Plaats\n\
                            1004;F1;01-10-2026;549,40;{tenant};549,40;1-3-2019;nee;Dorpsstraat 1;8441 AB;Ons Dorp\n"
        );
        fs::write(landlord.folder.join("aanlevering").join(name), text).unwrap();
        landlord.night(day.parse_day());
    };
    night("2026-11-10", "lijst-2026-11-09.csv", "Erven van J. Jansen");
    night("2026-11-11", "lijst-2026-11-10.csv", "De erven J. Jansen");
    // A list that says nothing of it takes no death away.
    night("2026-11-12", "lijst-2026-11-11.csv", "J. Jansen");
    let told = rows(
        &landlord.book(),
        "select reason from finding where reason like '%blijft als overleden bekend%'",
    );
    assert_eq!(told.len(), 1);
    let person = rows(&landlord.book(), "select name, deceased_on from person");
    assert_eq!(person, [format!("Text(\"J. Jansen\") Integer({})", "2026-11-09".parse_day().0)]);
    let demands = rows(
        &landlord.book(),
        "select letter from outbox where letter like '%herinnering%' or letter like '%aanmaning%'",
    );
    assert!(demands.is_empty(), "{demands:?}");
}

#[test]
fn a_first_list_of_which_nothing_can_be_read_holds_the_night() {
    let landlord = Landlord::new();
    csv(&landlord, "lijst-2026-11-09.csv", "1004;F1;01-11-2026;649,400;\n1005;F2;01-11-2026;20.000;\n");
    let output = landlord.houvast(&["night", "2026-11-10"]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(4) && told.contains("geen regel te lezen (geweigerd: 2)"), "{told}");
}

/// The first file of a new landlord is no list that anybody can read; the good one that follows still begins in the shadow.
#[test]
fn a_list_that_nobody_could_read_is_no_other_source() {
    let landlord = Landlord::new();
    fs::write(landlord.folder.join("aanlevering/lijst-2026-11-08.csv"), "Aap;Noot;Mies\n1;2;3\n").unwrap();
    assert_eq!(landlord.houvast(&["night", "2026-11-09"]).status.code(), Some(4));
    csv(&landlord, "lijst-2026-11-09.csv", "1004;F1;01-10-2026;549,40;\n");
    landlord.night("2026-11-10".parse_day());
    assert!(landlord.book().beginning().unwrap().is_some(), "its first night is a shadow night");
    assert!(rows(&landlord.book(), "select id from outbox where mode <> 'schaduw'").is_empty());
}

/// A list without a day in its name waits for weeks. Once it goes in it is as old as it was.
#[test]
fn a_list_that_waited_is_as_old_as_it_was() {
    let landlord = Landlord::new();
    let text = "Contractnummer;Factuurnr;Vervaldatum;Saldo;Kant\n1004;F1;01-11-2026;549,40;D\n1004;F2;01-11-2026;49,40;C\n";
    fs::write(landlord.folder.join("aanlevering/stand.csv"), text).unwrap();
    for day in ["2026-11-04", "2026-11-05", "2026-11-24"] {
        assert_eq!(landlord.houvast(&["night", day]).status.code(), Some(4));
    }
    let mapping = "[openstaande_posten.kolommen]\ndebet_credit = \"Kant\"\n";
    fs::write(landlord.folder.join("koppeling.toml"), mapping).unwrap();
    landlord.night("2026-11-24".parse_day());
    let as_of = "2026-11-04".parse_day();
    assert_eq!(rows(&landlord.book(), "select as_of from delivery"), [format!("Integer({})", as_of.0)]);
}

/// A column with letters that look like debit and credit, and are not: once somebody says so, the list goes in.
#[test]
fn a_column_that_tells_no_debit_from_credit_can_be_left_out() {
    let landlord = Landlord::new();
    let text = "Contractnummer;Factuurnr;Vervaldatum;Saldo;Blok\n1004;F1;01-11-2026;549,40;D\n1004;F2;01-11-2026;49,40;C\n";
    fs::write(landlord.folder.join("aanlevering/lijst-2026-11-09.csv"), text).unwrap();
    assert_eq!(landlord.houvast(&["night", "2026-11-10"]).status.code(), Some(4));
    let mapping = "[openstaande_posten.kolommen]\ndebet_credit = \"-\"\n";
    fs::write(landlord.folder.join("koppeling.toml"), mapping).unwrap();
    landlord.night("2026-11-10".parse_day());
    assert_eq!(rows(&landlord.book(), "select sum(cents) from ledger"), ["Integer(59880)"]);
}

#[test]
fn a_list_that_waits_for_a_column_goes_in_once_somebody_pointed_it_out() {
    let landlord = Landlord::new();
    let text = "Contractnummer;Factuurnr;Vervaldatum;Saldo;Kant\n1004;F1;01-11-2026;549,40;D\n1004;F2;01-11-2026;49,40;C\n";
    fs::write(landlord.folder.join("aanlevering/lijst-2026-11-09.csv"), text).unwrap();
    for _ in 0..2 {
        assert_eq!(landlord.houvast(&["night", "2026-11-10"]).status.code(), Some(4));
    }
    let held = landlord.book().held_deliveries().unwrap();
    assert!(held.len() == 1 && held[0].1.len() == 1, "told once: {held:?}");
    let mapping = "[openstaande_posten.kolommen]\ndebet_credit = \"Kant\"\n";
    fs::write(landlord.folder.join("koppeling.toml"), mapping).unwrap();
    landlord.night("2026-11-10".parse_day());
    assert_eq!(rows(&landlord.book(), "select sum(cents) from ledger"), ["Integer(50000)"]);
    assert!(landlord.book().held_deliveries().unwrap().is_empty());
}
