//! The reader against material from outside: example payloads of a landlord and of the standard, and the names in the
//! standard's own descriptions. The material lies beside the project (`HOUVAST_SHARED_DATA`, or `shared/data` next to the
//! workspace); where it is absent each test says so and returns.

use connectors::{Mapping, Read, read_delivery};
use domain::delivery::{Finding, Row, Severity};
use domain::dossier::ContactChannel;
use domain::ledger::{EntryKind, ReversalReason};
use domain::money::Cents;
use std::fs;
use std::path::{Path, PathBuf};

fn shared_data(test: &str) -> Option<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder =
        std::env::var_os("HOUVAST_SHARED_DATA").map_or(workspace.join("../shared/data"), PathBuf::from);
    let vera = folder.join("vera");
    if vera.is_dir() {
        return Some(vera);
    }
    println!("SKIPPED: {test} (no shared data here)");
    None
}

/// The file an example payload belongs in; `None` for objects that no file of the delivery holds.
fn file_of(example: &str) -> Option<&'static str> {
    let kinds = [
        ("eenheid", "vera-eenheden"),
        ("boeking", "vera-boekingen"),
        ("betalingsregeling", "vera-betalingsregelingen"),
        ("contactmoment", "vera-contactmomenten"),
        ("signalering", "vera-signaleringen"),
    ];
    kinds.into_iter().find(|(word, _)| example.contains(word)).map(|(_, file)| file)
}

fn read_folder(folder: &Path) -> (Vec<Row>, Vec<Finding>) {
    let (mut rows, mut findings) = (Vec::new(), Vec::new());
    let report = read_delivery(folder, &Mapping::default(), &mut |read| match read {
        Read::Row(_, row) => rows.push(row),
        Read::Finding(finding) => findings.push(finding),
        Read::Unread(..) => {}
    });
    let report = report.expect("the folder is a delivery");
    assert_eq!(report.rows, rows.len() as u64);
    assert_eq!(report.findings.total(), findings.len() as u64);
    (rows, findings)
}

#[test]
fn every_example_payload_is_read_and_none_aborts() {
    let Some(vera) = shared_data("every_example_payload_is_read_and_none_aborts") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let mut lines: Vec<(&str, String)> = Vec::new();
    let mut examples: Vec<PathBuf> = fs::read_dir(vera.join("voorbeelden"))
        .expect("examples")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    examples.sort();
    assert!(examples.len() >= 13);
    for example in &examples {
        let name = example.file_name().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(example).expect("text");
        // Each one by itself as a document, as an API gives it, where a file of the delivery holds such objects.
        let Some(file) = file_of(&name) else { continue };
        let alone = tempfile::tempdir().expect("a folder");
        fs::write(alone.path().join(format!("{file}.json")), &text).expect("written");
        let (rows, findings) = read_folder(alone.path());
        assert!(!rows.is_empty() || !findings.is_empty(), "{name}");
        if file == "vera-eenheden" {
            assert_eq!(rows.len(), 1, "{name}");
            assert!(findings.iter().any(|finding| finding.field == "adres"), "{name}");
        }
        lines.push((file, text.replace(['\n', '\r'], " ")));
    }
    // All together as lines, with the one tenancy the examples are about.
    lines.push((
        "vera-overeenkomsten",
        r#"{"idExtern": "HO-77001", "relaties": [{"idExtern": "R-55012"}]}"#.to_owned(),
    ));
    for (file, line) in &lines {
        let path = folder.path().join(format!("{file}.ndjson"));
        let before = fs::read_to_string(&path).unwrap_or_default();
        fs::write(path, format!("{before}{line}\n")).expect("written");
    }
    let (rows, findings) = read_folder(folder.path());
    check_examples(&rows, &findings);
}

fn check_examples(rows: &[Row], findings: &[Finding]) {
    let units = rows.iter().filter(|row| matches!(row, Row::Unit(_))).count();
    assert_eq!(units, 6);
    let bookings: Vec<_> =
        rows.iter().filter_map(|row| if let Row::Booking(row) = row { Some(row) } else { None }).collect();
    assert_eq!((bookings[0].kind, bookings[0].cents), (EntryKind::Rent, Cents(54_940)));
    assert_eq!(
        (bookings[1].kind, bookings[1].reason),
        (EntryKind::Reversal, Some(ReversalReason::InsufficientFunds))
    );
    let contact = rows
        .iter()
        .find_map(|row| if let Row::Contact(row) = row { Some(row) } else { None })
        .expect("a contact");
    assert_eq!((contact.channel, contact.tenancy.as_str()), (ContactChannel::Sms, "HO-77001"));
    assert!(
        rows.iter().any(|row| matches!(row, Row::Arrangement(row) if row.covers == ["B-2026-11-000001"]))
    );
    assert!(findings.iter().all(|finding| finding.severity == Severity::Notice), "{findings:?}");
    assert!(findings.iter().any(|finding| finding.field == "vervaldatum"), "the reversal lacks its due day");
}

/// Every attribute this crate reads exists in the standard, in the description it claims to come from.
#[test]
fn every_attribute_that_is_read_exists_in_the_standard() {
    let Some(vera) = shared_data("every_attribute_that_is_read_exists_in_the_standard") else { return };
    let claims: [(&str, &str); 7] = [
        (
            "BVG",
            "idExtern adres straatnaam huisnummer huisletter huisnummerToevoeging postcode woonplaats gemeente wijk naam",
        ),
        (
            "BRG",
            "voorletters initialen voornaam roepnaam tussenvoegsels achternaam geslachtsnaam aanschrijfnaam aanhef geboortedatum \
             overlijdensdatum voorkeurstaal contactgegevens waarde status voorkeur communicatievoorkeuren rollen begindatum \
             einddatum rolRelatie adressen adres straatnaam huisnummer huisletter huisnummerToevoeging postbusnummer postcode \
             woonplaats naam",
        ),
        (
            "BOG",
            "status begindatum einddatum opzegdatum brutohuur relaties rollen eenheden betaalwijzen betaalwijze incassomoment \
             sturingslabels soort label extra-attributen",
        ),
        (
            "BFG",
            "soort detailSoort boekdatum vervaldatum bedrag omschrijving overeenkomst extra-attributen naam waarde",
        ),
        (
            "INC",
            "status afspraakdatum begindatum einddatum eindeReden bedrag overeenkomst boekingen termijnen datum vervaldatum \
             termijnenAantal prolongatieInterval",
        ),
        ("BRG", "datum kanaal richting onderwerp omschrijving relaties extra-attributen"),
        ("BRG", "soort detailSoort status begindatum einddatum relatie"),
    ];
    for (api, names) in claims {
        let text = fs::read_to_string(vera.join(format!("{api}.yaml"))).expect("a description");
        for name in names.split_whitespace() {
            assert!(text.lines().any(|line| line.trim() == format!("{name}:")), "{api} has no {name}");
        }
    }
}
