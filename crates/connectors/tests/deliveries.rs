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
    assert!(error(&[("posten.csv", b"\0\0\0\0\n\0\n")]).contains("geen lijst"));
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

#[test]
fn an_object_in_one_long_line_is_named_by_its_place() {
    let text = br#"[{"idExtern": "B-1", "soort": "VOR", "boekdatum": "2026-11-01", "bedrag": 5, "overeenkomst": "HO-1"}, {"soort": "VOR"}, {"idExtern": "B-3", "soort": "VOR", "boekdatum": "gisteren", "bedrag": 5, "overeenkomst": "HO-1"}]"#;
    let outcome = read(&[("vera-boekingen.json", text)]);
    let rows: Vec<u32> = outcome.of(Severity::RowRefused).iter().map(|finding| finding.place.row).collect();
    assert_eq!(rows, [2, 3]);
}
