//! Whole deliveries, good and bad, as a landlord would put them in the folder.

use connectors::{DeliveryError, Kind, Mapping, Read, Report, identity, read_delivery};
use domain::calendar::Day;
use domain::delivery::{Finding, OpenItemRow, Place, Row, Severity};
use domain::money::Cents;
use rust_xlsxwriter::{Format, Workbook};
use std::fs;
use tempfile::TempDir;

struct Outcome {
    report: Report,
    rows: Vec<(Place, Row)>,
    findings: Vec<Finding>,
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, content) in files {
        fs::write(folder.path().join(name), content).expect("written");
    }
    folder
}

fn try_read(files: &[(&str, &[u8])], mapping: &Mapping) -> Result<Outcome, DeliveryError> {
    let folder = folder(files);
    let (mut rows, mut findings) = (Vec::new(), Vec::new());
    let report = read_delivery(folder.path(), mapping, &mut |read| match read {
        Read::Row(place, row) => rows.push((place, row)),
        Read::Finding(finding) => findings.push(finding),
        Read::Unread(..) => {}
    })?;
    assert_eq!(report.rows, rows.len() as u64);
    assert_eq!(report.findings.total(), findings.len() as u64);
    assert_eq!(report.hash, identity(folder.path()).expect("readable"));
    Ok(Outcome { report, rows, findings })
}

fn read(files: &[(&str, &[u8])]) -> Outcome {
    try_read(files, &Mapping::default()).expect("a delivery")
}

impl Outcome {
    fn of(&self, severity: Severity) -> Vec<&Finding> {
        self.findings.iter().filter(|finding| finding.severity == severity).collect()
    }

    fn open_items(&self) -> Vec<&OpenItemRow> {
        let item = |(_, row): &'_ (Place, Row)| matches!(row, Row::OpenItem(_));
        assert!(self.rows.iter().all(item));
        self.rows
            .iter()
            .filter_map(|(_, row)| if let Row::OpenItem(item) = row { Some(item) } else { None })
            .collect()
    }
}

fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a day")
}

const UNIT: &[u8] =
    br#"{"idExtern":"E-1","adres":{"straatnaam":"Kerkstraat","huisnummer":"1","postcode":"8441AB"}}
"#;
const TENANCY: &[u8] = br#"{"idExtern":"HO-1","relaties":[{"idExtern":"R-1","rol":{"code":"HUU"}}],"eenheden":[{"idExtern":"E-1"}]}
"#;
const PERSON: &[u8] = br#"{"idExtern":"R-1","achternaam":"Jansen","bsn":"123456782"}
"#;
const BOOKINGS: &[u8] = br#"{"idExtern":"B-1","soort":{"code":"VOR"},"detailSoort":{"code":"PRO"},"boekdatum":"2026-11-01","vervaldatum":"2026-11-01","bedrag":549.4,"overeenkomst":{"idExtern":"HO-1"}}
{"idExtern":"B-2","soort":{"code":"ONT"},"detailSoort":{"code":"BAN"},"boekdatum":"2026-11-02","bedrag":100.00,"overeenkomst":{"idExtern":"HO-1"}}
"#;

fn manifest(bookings: &str) -> Vec<u8> {
    format!(r#"{{"peildatum": "2026-11-20", "volledig": true, "bestanden": [{bookings}], "stand": {{"overeenkomsten": 1, "saldo": "449.40"}}}}"#)
        .into_bytes()
}

#[test]
fn rows_come_in_the_order_in_which_they_can_be_booked() {
    let outcome = read(&[
        ("vera-boekingen.ndjson", BOOKINGS),
        ("vera-eenheden.ndjson", UNIT),
        ("vera-overeenkomsten.ndjson", TENANCY),
        ("vera-relaties.ndjson", PERSON),
    ]);
    let kinds: Vec<&str> = outcome.rows.iter().map(|(place, _)| place.file.as_str()).collect();
    let expected = [
        "vera-eenheden.ndjson",
        "vera-relaties.ndjson",
        "vera-overeenkomsten.ndjson",
        "vera-boekingen.ndjson",
        "vera-boekingen.ndjson",
    ];
    assert_eq!(kinds, expected);
    assert_eq!(outcome.rows[4].0.row, 2);
    assert_eq!(outcome.report.kind, Kind::Vera);
    assert_eq!(outcome.findings.len(), 1, "{:?}", outcome.findings);
    assert_eq!(outcome.findings[0].place.file, "manifest.json");
}

#[test]
fn csv_says_the_same_as_ndjson() {
    let csv = "\u{feff}idExtern;soort.code;detailSoort.code;boekdatum;vervaldatum;bedrag;overeenkomst.idExtern;extra-attributen.vordering\r\n\
               B-1;VOR;PRO;2026-11-01;2026-11-01;549,40;HO-1;\r\nB-2;ONT;BAN;02-11-2026;;100.00;HO-1;\r\n";
    let rows = |outcome: Outcome| outcome.rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>();
    let from_csv = rows(read(&[("vera-boekingen.csv", csv.as_bytes())]));
    let from_ndjson = rows(read(&[("vera-boekingen.ndjson", BOOKINGS)]));
    assert_eq!(from_csv, from_ndjson);
    let utf16: Vec<u8> =
        csv.trim_start_matches('\u{feff}').encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [b"\xff\xfe".to_vec(), utf16].concat();
    assert_eq!(rows(read(&[("vera-boekingen.csv", &marked)])), from_ndjson);
}

#[test]
fn a_manifest_that_agrees_says_nothing_and_one_that_differs_holds_the_night() {
    let good = manifest(r#"{"naam": "vera-boekingen.ndjson", "aantal": 2, "som": {"bedrag": "649.40"}}"#);
    let outcome = read(&[("manifest.json", &good), ("vera-boekingen.ndjson", BOOKINGS)]);
    assert!(outcome.findings.is_empty(), "{:?}", outcome.findings);
    assert_eq!(outcome.report.stated.as_of, Some(day("2026-11-20")));
    assert_eq!((outcome.report.stated.complete, outcome.report.stated.balance), (true, Some(Cents(44_940))));
    let wrong = r#"{"naam": "vera-boekingen.ndjson", "aantal": 3, "som": {"bedrag": "649.41"}, "sha256": "00"},
                   {"naam": "vera-relaties.ndjson", "aantal": 1}"#;
    let outcome = read(&[
        ("manifest.json", &manifest(wrong)),
        ("vera-boekingen.ndjson", BOOKINGS),
        ("vera-eenheden.ndjson", UNIT),
    ]);
    let fields: Vec<(&str, &str)> = outcome
        .of(Severity::HoldsNight)
        .iter()
        .map(|finding| (finding.place.file.as_str(), finding.field.as_str()))
        .collect();
    let expected = [
        ("vera-relaties.ndjson", "naam"),
        ("vera-eenheden.ndjson", "naam"),
        ("vera-boekingen.ndjson", "sha256"),
        ("vera-boekingen.ndjson", "aantal"),
        ("vera-boekingen.ndjson", "bedrag"),
    ];
    assert_eq!(fields, expected);
    assert_eq!(outcome.rows.len(), 3);
    let outcome = read(&[("manifest.json", b"{kapot"), ("vera-boekingen.ndjson", BOOKINGS)]);
    assert!(!outcome.of(Severity::HoldsNight).is_empty());
}

#[test]
fn bad_lines_become_findings_and_the_lines_around_them_go_in() {
    let mut content = BOOKINGS.to_vec();
    content.extend(b"{\"idExtern\": \"kapot\", \"bsn\": \"123456782\"\n\n[1, 2]\n\"tekst\"\n{\"idExtern\": \"\xff\"}\n{\"idExtern\": \"\0\"}\n");
    content.extend(format!("{{\"idExtern\": \"diep\", \"x\": {}}}\n", "[".repeat(300_000)).into_bytes());
    content.extend(vec![b'x'; 10 * 1024 * 1024]);
    content.extend(b"\n");
    let last = BOOKINGS.split(|byte| *byte == b'\n').next().expect("a line");
    content.extend(String::from_utf8_lossy(last).replace("B-1", "B-3").into_bytes());
    content.extend(b"\n{\"idExtern\": \"B-4\", \"soort\"");
    let outcome = read(&[("vera-boekingen.ndjson", &content)]);
    assert_eq!(outcome.rows.len(), 3);
    let refused: Vec<u32> =
        outcome.of(Severity::RowRefused).iter().map(|finding| finding.place.row).collect();
    assert_eq!(refused, [3, 5, 6, 7, 8, 9, 10, 12]);
    assert!(outcome.findings.iter().all(|finding| !finding.value.contains("123456782")));
    assert!(outcome.findings.last().expect("one").reason.contains("afgebroken"));
}

#[test]
fn empty_and_strange_files_are_named() {
    let outcome = read(&[
        ("vera-boekingen.ndjson", b""),
        ("vera-eenheden.csv", b"idExtern\n"),
        ("leesmij.md", b"x"),
        ("vera-relaties.json", b"[]"),
    ]);
    assert!(outcome.rows.is_empty());
    let names: Vec<&str> =
        outcome.of(Severity::Notice).iter().map(|finding| finding.place.file.as_str()).collect();
    assert_eq!(
        names,
        ["manifest.json", "vera-eenheden.csv", "vera-relaties.json", "vera-boekingen.ndjson", "leesmij.md"]
    );
}

const LIST: &str = "Openstaande posten per 20-11-2026;;;;;;;;\n\
    Contractnr.;Factuurnummer;Vervaldatum;Openstaand bedrag;Naam;Adres;Postcode;E-mail;Automatische incasso\n\
    77001;F-1;01-11-2026;\"1.098,80\";Caf\u{e9} Zus;Kerkstraat 12a;8441ab;zus@x.nl;J\n\
    77001;F-2;01-10-2026;€ 20,00-;Zus;Kerkstraat 12a;8441ab;geen;N\n\
    77001;F-1;01-11-2026;1,00;;;;;\n\
    ;F-3;01-11-2026;1,00;;;;;\n\
    77002;F-4;;1,00;;;;;\n\
    77002;F-5;31-11-2026;1,00;;;;;\n\
    77002;F-6;01-11-2026;veel;;;;;\n\
    77002;5,00006E+15;01-11-2026;1,00;;;;;\n\
    77002;\"F-7;01-11-2026;1,00\n\
    Totaal;;;1.078,80;;;;;\n\
    77003;F-8;2026-11-01;5;Jansen; P.;extra;x;y;z\n\
    77003;F-9;2026-11-01;0,05;;;;;\n";

#[test]
fn a_list_says_in_which_district_and_municipality_a_home_stands() {
    let list = "Contractnr;Factuurnr;Vervaldatum;Openstaand;Adres;Postcode;Plaats;Gemeente;Wijk\n\
        77001;F-1;01-11-2026;549,40;Kerkstraat 12;8441 AB;Heerenveen;Heerenveen;Noord\n";
    let outcome = read(&[("posten-2026-11-20.csv", list.as_bytes())]);
    let unit = &outcome.open_items()[0].unit;
    assert_eq!((unit.district.as_str(), unit.municipality.as_str()), ("Noord", "Heerenveen"));
}

#[test]
fn a_list_is_read_whatever_its_encoding_and_separator() {
    let latin: Vec<u8> = LIST.chars().map(|c| if c == '€' { 0x80 } else { c as u8 }).collect();
    let marked = format!("\u{feff}{LIST}");
    for (name, content) in [
        ("posten-2026-11-20.csv", LIST.as_bytes()),
        ("p_20261120.csv", &latin),
        ("20261120.txt", marked.as_bytes()),
    ] {
        let outcome = read(&[(name, content)]);
        assert_eq!(outcome.report.kind, Kind::OpenItems);
        assert_eq!(outcome.report.stated.as_of, Some(day("2026-11-20")), "{name}");
        let items = outcome.open_items();
        let short: Vec<_> =
            items.iter().map(|item| (item.tenancy.as_str(), item.item.as_str(), item.open.0)).collect();
        assert_eq!(short, [("77001", "F-1", 109_880), ("77001", "F-2", -2_000), ("77003", "F-9", 5)]);
        assert_eq!((items[0].person.name.as_str(), items[0].person.email.as_str()), ("Café Zus", "zus@x.nl"));
        assert_eq!(
            (items[0].unit.postcode.as_str(), items[0].unit.house_number.as_str()),
            ("8441 AB", "12a")
        );
        assert_eq!(
            (items[0].about.direct_debit, items[1].about.direct_debit, items[2].about.direct_debit),
            (Some(true), Some(false), None)
        );
        let refused: Vec<(u32, &str)> = outcome
            .of(Severity::RowRefused)
            .iter()
            .map(|finding| (finding.place.row, finding.field.as_str()))
            .collect();
        let expected = [
            (5, "post"),
            (6, "dossier"),
            (7, "vervaldatum"),
            (8, "vervaldatum"),
            (9, "openstaand"),
            (10, "post"),
            (11, ""),
            (13, ""),
        ];
        assert_eq!(refused, expected, "{name}");
        assert!(outcome.of(Severity::Notice).iter().any(|finding| finding.reason.contains("totaalregel")));
    }
    let tabs = "Dossier\tPost\tVervaldatum\tSaldo\n1\t2\t2026-11-01\t3,50\n";
    for text in [tabs.to_owned(), tabs.replace("3,50", "3.50").replace('\t', ",")] {
        assert_eq!(read(&[("lijst.csv", text.as_bytes())]).open_items()[0].open, Cents(350));
    }
}

#[test]
fn a_list_without_its_columns_is_refused_with_advice() {
    let text = b"Klant;Nota;Datum;Rest\n1;2;2026-11-01;3\n";
    let error = try_read(&[("lijst.csv", text)], &Mapping::default()).err().expect("refused").to_string();
    assert!(
        error.contains("dossier, post, vervaldatum, openstaand")
            && error.contains("Klant, Nota, Datum, Rest"),
        "{error}"
    );
    let mapping = Mapping::read(
        "koppeling.toml",
        "[openstaande_posten.kolommen]\ndossier='Klant'\npost='Nota'\nvervaldatum='Datum'\nopenstaand='Rest'\nemail='Mail'\n",
    )
    .expect("a good mapping");
    let outcome = try_read(&[("lijst.csv", text)], &mapping).expect("readable");
    assert_eq!(outcome.open_items()[0].open, Cents(300));
    assert!(outcome.findings.iter().any(|finding| finding.field == "Mail"));
}

fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Uitleg").expect("a name").write_string(0, 0, "lees mij").expect("written");
    let sheet = book.add_worksheet().set_name("Posten").expect("a name");
    let date = Format::new().set_num_format("dd-mm-yyyy");
    for (column, heading) in
        ["Dossiernummer", "Factuurnr", "Vervaldatum", "Openstaand"].into_iter().enumerate()
    {
        sheet.write_string(2, column as u16, heading).expect("written");
    }
    for (row, (dossier, item, open)) in
        [(77_001.0, 1.0, 549.4), (77_001.0, 5_000_056_789_012_345.0, 1.0), (77_002.0, 2.0, 0.1 + 0.2)]
            .into_iter()
            .enumerate()
    {
        let row = row as u32 + 3;
        sheet.write_number(row, 0, dossier).expect("written");
        sheet.write_number(row, 1, item).expect("written");
        sheet.write_number_with_format(row, 2, 46_327.0, &date).expect("written");
        sheet.write_number(row, 3, open).expect("written");
    }
    sheet.write_string(6, 0, "77003").expect("written");
    sheet.write_string(6, 1, "F-3").expect("written");
    sheet.write_string(6, 2, "1 november 2026").expect("written");
    sheet.write_string(6, 3, "1.098,80").expect("written");
    sheet.write_string(7, 0, "Totaal").expect("written");
    book.save_to_buffer().expect("a workbook")
}

#[test]
fn a_sheet_is_read_with_its_dates_and_numbers() {
    let mapping =
        Mapping::read("koppeling.toml", "[openstaande_posten]\nblad = \"Posten\"\n").expect("a good mapping");
    let outcome = try_read(&[("posten.xlsx", &workbook())], &mapping).expect("readable");
    let items = outcome.open_items();
    let short: Vec<_> = items
        .iter()
        .map(|item| (item.tenancy.as_str(), item.item.as_str(), item.due_on, item.open.0))
        .collect();
    let first = day("2026-11-01");
    assert_eq!(
        short,
        [("77001", "1", first, 54_940), ("77002", "2", first, 30), ("77003", "F-3", first, 109_880)]
    );
    let refused = outcome.of(Severity::RowRefused);
    assert_eq!((refused.len(), refused[0].place.row, refused[0].field.as_str()), (1, 5, "post"));
    assert!(refused[0].reason.contains("afgerond"));
}

#[test]
fn what_is_no_sheet_is_refused_with_advice() {
    let error =
        |files: &[(&str, &[u8])]| try_read(files, &Mapping::default()).err().expect("refused").to_string();
    assert!(error(&[("posten.xlsx", b"geen zip")]).contains("XLSX"));
    let book = workbook();
    assert!(error(&[("posten.xlsx", &book[..book.len() / 2])]).contains("XLSX"));
    assert!(error(&[("posten.csv", b"\0\0\0\0\n\0\n")]).contains("dossier"));
}

#[test]
fn the_manifest_holds_for_a_list_too() {
    let text = b"Dossier;Post;Vervaldatum;Saldo\n1;2;2026-11-01;3,50\n";
    let promise = br#"{"peildatum": "2026-11-19", "bestanden": [{"naam": "lijst.csv", "aantal": 2, "som": {"openstaand": "3.50"}}]}"#;
    let outcome = read(&[("lijst.csv", text), ("manifest.json", promise)]);
    assert_eq!(outcome.report.stated.as_of, Some(day("2026-11-19")));
    let holds: Vec<&str> =
        outcome.of(Severity::HoldsNight).iter().map(|finding| finding.field.as_str()).collect();
    assert_eq!(holds, ["aantal"]);
}

/// Bytes changed, cut and doubled at random, but the same every time: whatever comes out, nothing falls over.
#[test]
fn damage_never_stops_the_reader() {
    let book = workbook();
    let csv =
        "idExtern;soort.code;boekdatum;bedrag;overeenkomst.idExtern\nB-1;VOR;2026-11-01;\"5,00\";HO-1\n"
            .repeat(3);
    let whole: [(&str, &[u8]); 5] = [
        ("posten.xlsx", &book),
        ("posten.csv", LIST.as_bytes()),
        ("vera-boekingen.ndjson", BOOKINGS),
        ("vera-boekingen.csv", csv.as_bytes()),
        ("manifest.json", b"{\"peildatum\": \"2026-11-19\", \"bestanden\": [{\"naam\": \"posten.csv\", \"som\": {\"openstaand\": 1}}]}"),
    ];
    let mut state = 20_261_121_u64;
    let mut chance = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    for (name, content) in whole {
        for _ in 0..200 {
            let mut damaged = content.to_vec();
            for _ in 0..=chance(6) {
                let at = chance(damaged.len());
                match chance(4) {
                    0 => damaged.truncate(at),
                    1 => damaged.extend_from_within(at..),
                    2 => damaged.insert(at, b"\"\n;{}[]\0\xff9-e"[chance(12)]),
                    _ => damaged.iter_mut().skip(at).take(1).for_each(|byte| *byte = chance(256) as u8),
                }
            }
            let beside: (&str, &[u8]) =
                if name == "manifest.json" { ("posten.csv", LIST.as_bytes()) } else { ("leesmij.md", b"") };
            drop(try_read(&[(name, &damaged), beside], &Mapping::default()));
        }
    }
}

/// What is owed by item, of a list with these headings beyond the usual four and these rows, and the findings that refuse or hold.
#[track_caller]
fn owed(headings: &str, rows: &str) -> (Vec<(String, i64)>, Vec<String>) {
    let text = format!("Dossier;Post;Vervaldatum;Saldo{headings}\n{rows}");
    let outcome = read(&[("lijst-2026-11-20.csv", text.as_bytes())]);
    let mut items: Vec<(String, i64)> =
        outcome.open_items().into_iter().map(|item| (item.item.clone(), item.open.0)).collect();
    items.sort();
    let told = [Severity::RowRefused, Severity::HoldsNight].into_iter().flat_map(|how| outcome.of(how));
    (
        items,
        told.map(|finding| format!("rij {}: {} {}", finding.place.row, finding.field, finding.reason))
            .collect(),
    )
}

#[test]
fn a_credit_in_a_column_of_its_own_is_no_debt() {
    let is = |items: &[(&str, i64)]| -> Vec<(String, i64)> {
        items.iter().map(|(item, open)| ((*item).to_owned(), *open)).collect()
    };
    for (heading, debit, credit) in
        [("D/C", "D", "C"), ("Debet/credit", "Debet", "Credit"), ("S/H", "S", "H"), ("DC", "d", "cr.")]
    {
        let rows = format!(
            "1;A;1-10-2026;650,00;{debit}\n1;B;1-11-2026;650,00;{credit}\n2;C;1-11-2026;-20,00;{credit}\n"
        );
        let (items, told) = owed(&format!(";{heading}"), &rows);
        assert_eq!(items, is(&[("A", 65_000), ("B", -65_000), ("C", -2_000)]), "{heading}: {told:?}");
        assert!(told.is_empty(), "{told:?}");
    }
    // What says nothing is a debt where only credits are marked, and refused where debts are too, wherever that row stands.
    let (items, told) = owed(";D/C", "1;A;1-10-2026;650,00;\n1;B;1-11-2026;50,00;C\n");
    assert_eq!((items, told.len()), (is(&[("A", 65_000), ("B", -5_000)]), 0));
    let (items, told) =
        owed(";D/C", "1;A;1-10-2026;650,00;\n1;B;1-11-2026;50,00;D\n1;C;1-11-2026;50,00;huur\n");
    assert_eq!(items, is(&[("B", 5_000)]));
    assert!(
        told.len() == 2 && told.iter().any(|told| told.starts_with("rij 2: debet_credit Hier staat geen")),
        "{told:?}"
    );
}

#[test]
fn a_list_that_says_credit_where_nobody_reads_it_holds_the_night() {
    let sides = "1;A;1-10-2026;650,00;D\n1;B;1-11-2026;650,00;C\n";
    let (_, told) = owed(";Kant", sides);
    assert!(told.len() == 1 && told[0].starts_with("rij 0: Kant Deze kolom lijkt te zeggen"), "{told:?}");
    assert!(owed(";Huisletter", sides).1.is_empty(), "a home has a letter");
    assert!(owed(";Soort", "1;A;1-10-2026;650,00;D\n1;B;1-11-2026;650,00;E\n").1.is_empty());
    let (_, told) = owed(";Credit", "1;A;1-10-2026;650,00;0,00\n1;B;1-11-2026;;650,00\n");
    assert!(told.iter().any(|told| told.contains("Credit In deze kolom staan bedragen")), "{told:?}");
    assert!(owed(";Credit", "1;A;1-10-2026;650,00;0,00\n").1.is_empty());
}

#[test]
fn an_amount_that_may_be_a_thousand_times_too_much_is_not_read() {
    let (items, told) = owed("", "1;A;1-10-2026;650,000\n1;B;1-11-2026;650.123\n1;C;1-11-2026;12\n");
    assert_eq!(items, [("C".to_owned(), 1_200)]);
    assert!(
        told.len() == 2 && told[0].contains("rij 2: openstaand Dit bedrag is op twee manieren te lezen"),
        "{told:?}"
    );
    // Another amount of the column says what a comma means, also when it comes later.
    let (items, told) = owed("", "1;A;1-10-2026;650,000\n1;B;1-11-2026;1.250\n1;C;1-11-2026;12,50\n");
    let read = [("A", 65_000), ("B", 125_000), ("C", 1_250)].map(|(item, open)| (item.to_owned(), open));
    assert_eq!((items, told.len()), (read.to_vec(), 0));
    let (items, _) = owed("", "1;A;1-10-2026;650,00\n1;B;1-11-2026;650.00\n1;C;1-11-2026;1.250\n");
    assert_eq!(items.len(), 2, "both ways are used, so nobody knows");
}

/// The notices of a list with these headings beyond the usual four and these rows.
#[track_caller]
fn notices(headings: &str, rows: &str) -> Vec<String> {
    let text = format!("Dossier;Post;Vervaldatum;Saldo{headings}\n{rows}");
    let outcome = read(&[("lijst-2026-11-20.csv", text.as_bytes())]);
    let told =
        outcome.of(Severity::Notice).into_iter().filter(|finding| !finding.reason.contains("manifest.json"));
    told.map(|finding| format!("rij {}: {} {}", finding.place.row, finding.field, finding.reason)).collect()
}

#[test]
fn a_second_tenant_and_a_heading_that_stands_twice_are_told() {
    let told = notices(
        ";Naam",
        "1;A;1-10-2026;650,00;J. Jansen\n1;B;1-11-2026;650,00;P. de Vries\n1;C;1-11-2026;5,00;P. de Vries\n2;D;1-11-2026;5,00;A. Bos\n",
    );
    assert!(told.len() == 1 && told[0].starts_with("rij 3: naam Dossier 1 heeft twee namen"), "{told:?}");
    let told = notices(";Naam;Medehuurder", "1;A;1-10-2026;650,00;J. Jansen;P. de Vries\n");
    assert!(
        told.len() == 1 && told[0].starts_with("rij 1: Medehuurder Deze kolom met een medehuurder"),
        "{told:?}"
    );
    let told = notices(";Saldo;Naam;Naam", "1;A;1-10-2026;650,00;20,00;J. Jansen;P. de Vries\n");
    assert!(told.len() == 2 && told.iter().all(|told| told.contains("2 keer in de lijst")), "{told:?}");
    assert!(notices(";Naam", "1;A;1-10-2026;650,00;J. Jansen\n1;B;1-11-2026;650,00;J. JANSEN\n").is_empty());
}

#[test]
fn heirs_are_not_asked_as_if_the_tenant_lived_and_what_words_say_is_told() {
    let rows = "1;A;1-10-2026;650,00;Erven van J. Jansen;Huur\n2;B;1-10-2026;650,00;P. Proef;Huur (WSNP)\n3;C;1-10-2026;650,00;R. Proef;Huur\n";
    let told = notices(";Naam;Omschrijving", rows);
    assert!(told.len() == 2 && told[0].starts_with("rij 2: naam De naam noemt de erven"), "{told:?}");
    assert!(told[1].starts_with("rij 3: omschrijving Hier staat iets over WSNP"), "{told:?}");
    let text = format!("Dossier;Post;Vervaldatum;Saldo;Naam;Omschrijving\n{rows}");
    let outcome = read(&[("lijst-2026-11-20.csv", text.as_bytes())]);
    let persons: Vec<_> =
        outcome.open_items().iter().map(|item| (item.person.name.clone(), item.person.deceased_on)).collect();
    let expected = [("J. Jansen", Some(day("2026-11-20"))), ("P. Proef", None), ("R. Proef", None)];
    assert_eq!(persons, expected.map(|(name, died)| (name.to_owned(), died)));
}

#[test]
fn of_a_workbook_the_sheet_that_was_shown_is_the_one_that_is_read() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Voorblad").unwrap().write(0, 0, "Rapport van november").unwrap();
    for (name, item) in [("Posten", "F-1"), ("Oud", "F-0")] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (column, text) in ["Dossier", "Factuurnr", "Vervaldatum", "Saldo"].iter().enumerate() {
            sheet.write(0, column as u16, *text).unwrap();
        }
        for (column, text) in ["1004", item, "1-11-2026", "549,40"].iter().enumerate() {
            sheet.write(1, column as u16, *text).unwrap();
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    let items = |sheet: Option<&str>| {
        let mut mapping = Mapping::default();
        mapping.open_items.sheet = sheet.map(str::to_owned);
        let outcome = try_read(&[("posten-2026-11-20.xlsx", &bytes)], &mapping)?;
        let told = outcome
            .of(Severity::Notice)
            .iter()
            .any(|told| told.reason.contains("3 bladen. Het blad “Posten” is gelezen"));
        Ok::<_, DeliveryError>((
            outcome.open_items().iter().map(|item| item.item.clone()).collect::<Vec<_>>(),
            told,
        ))
    };
    assert_eq!(items(None).unwrap(), (vec!["F-1".to_owned()], true), "the one that looks like a list");
    assert_eq!(items(Some("oud")).unwrap(), (vec!["F-0".to_owned()], false));
    assert!(
        items(Some("November")).unwrap_err().to_string().contains("bestaat niet"),
        "another one is never taken in its place"
    );
}

#[test]
fn an_object_in_one_long_line_is_named_by_its_place() {
    let text = br#"[{"idExtern": "B-1", "soort": "VOR", "boekdatum": "2026-11-01", "bedrag": 5, "overeenkomst": "HO-1"}, {"soort": "VOR"}, {"idExtern": "B-3", "soort": "VOR", "boekdatum": "gisteren", "bedrag": 5, "overeenkomst": "HO-1"}]"#;
    let outcome = read(&[("vera-boekingen.json", text)]);
    let rows: Vec<u32> = outcome.of(Severity::RowRefused).iter().map(|finding| finding.place.row).collect();
    assert_eq!(rows, [2, 3]);
}
