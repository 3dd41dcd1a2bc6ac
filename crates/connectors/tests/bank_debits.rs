//! Direct debits: what is written is valid by the schemas of ISO 20022, says what another program would say, and reads
//! back as it was meant. The schemas lie beside the project; where they or `xmllint` are absent the test says so.

use connectors::bank::debit::{Heading, Version, write};
use connectors::bank::{self, Item};
use domain::bank::check_digits;
use domain::bank::collection::{Creditor, Instruction, Remittance, Sequence};
use domain::calendar::Day;
use domain::money::Cents;
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::path::{Path, PathBuf};
use std::process::Command;

fn schema(test: &str, version: Version) -> Option<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder =
        std::env::var_os("HOUVAST_SHARED_DATA").map_or(workspace.join("../shared/data"), PathBuf::from);
    let schema = folder.join("xsd").join(format!("{}.xsd", version.name()));
    let judge = Command::new("xmllint").arg("--version").output().is_ok();
    if judge && schema.is_file() {
        return Some(schema);
    }
    println!("SKIPPED: {test} ({})", if judge { "no shared data here" } else { "no xmllint here" });
    None
}

fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a day")
}

fn creditor() -> Creditor {
    Creditor {
        name: "Voorbeeld Wonen".into(),
        iban: "NL91ABNA0417164300".into(),
        bic: "ABNANL2A".into(),
        id: "NL69ZZZ123456780000".into(),
    }
}

fn heading() -> Heading {
    Heading { message_id: "VBW-2026-12-01".into(), made_at: "2026-11-21T10:00:00".into() }
}

fn instruction(number: u32, sequence: Sequence, remittance: Remittance) -> Instruction {
    Instruction {
        end_to_end: format!("E2E-{number}"),
        amount: Cents(54_940 + i64::from(number)),
        due: day("2026-12-01"),
        sequence,
        mandate: format!("M-{number}"),
        signed_on: day("2024-02-29"),
        debtor: "A. Jansen".into(),
        iban: "NL20INGB0001234567".into(),
        bic: if number.is_multiple_of(2) { "INGBNL2A".into() } else { String::new() },
        remittance,
    }
}

fn all_kinds() -> Vec<Instruction> {
    let text = Remittance::Text("Huur december".into());
    let kenmerk = Remittance::Kenmerk("5000 0567 8901 2345".into());
    let rf = Remittance::Rf("RF18 5390 0754 7034".into());
    let mut list: Vec<Instruction> = Sequence::ALL
        .into_iter()
        .zip(1..)
        .map(|(one, number)| instruction(number, one, text.clone()))
        .collect();
    list.push(instruction(5, Sequence::Recurring, kenmerk));
    list.push(instruction(6, Sequence::Recurring, rf));
    list.push(Instruction { due: day("2026-12-20"), ..instruction(7, Sequence::Recurring, text) });
    list[0].debtor = "Familie Çelik-Łukasz & <Zn>".into();
    list
}

/// Valid, or what is wrong.
fn judged(schema: &Path, text: &str) -> Result<(), String> {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), text).expect("written");
    let judge = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(schema)
        .arg(file.path())
        .output();
    let judge = judge.expect("it ran before");
    if judge.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&judge.stderr).into_owned()) }
}

#[test]
fn a_collection_is_valid_by_both_schemas() {
    for version in [Version::V08, Version::V02] {
        let Some(schema) = schema("a_collection_is_valid_by_both_schemas", version) else { return };
        let text = write(&heading(), &creditor(), &all_kinds(), version).expect("no objections");
        judged(&schema, &text).unwrap_or_else(|wrong| panic!("{wrong}"));
        // The judge is awake.
        assert!(judged(&schema, &text.replace("SLEV", "WIE?")).is_err());
    }
}

#[test]
fn what_is_written_reads_back_as_it_was_meant() {
    for version in [Version::V08, Version::V02] {
        let meant = all_kinds();
        let text = write(&heading(), &creditor(), &meant, version).expect("no objections");
        let (mut entries, mut batches, mut defects) = (Vec::new(), 0, Vec::new());
        let file = bank::read(text.as_bytes(), &mut |item| match item {
            Item::Entry(entry) => entries.push(entry),
            Item::Closed(_) => batches += 1,
            Item::Defect(defect) => defects.push(defect),
            Item::Opened(_) => {}
        });
        assert_eq!(file.expect("read").format, version.name());
        assert!(defects.is_empty(), "{defects:?}");
        assert_eq!(batches, 5);
        assert_eq!(entries.len(), meant.len());
        for one in &meant {
            let entry = entries
                .iter()
                .find(|entry| entry.payments[0].end_to_end == one.end_to_end)
                .expect("it is there");
            let payment = &entry.payments[0];
            assert_eq!((entry.money.cents, entry.booked_on), (one.amount, Some(one.due)));
            assert_eq!(
                (payment.mandate.as_str(), payment.sequence.as_str()),
                (one.mandate.as_str(), one.sequence.code())
            );
            assert_eq!(
                (payment.counterparty.account.as_str(), payment.creditor_id.as_str()),
                (one.iban.as_str(), "NL69ZZZ123456780000")
            );
            match &one.remittance {
                Remittance::Text(text) => assert_eq!(&payment.text, text),
                Remittance::Kenmerk(text) | Remittance::Rf(text) => {
                    assert_eq!(payment.structured, [check_digits::plain(text)]);
                    assert!(payment.references[0].checked);
                }
            }
        }
        assert!(text.contains("Familie Celik-Lukasz + .Zn."));
    }
}

/// Elements with their values, without what each program names or arranges in its own way.
fn values(text: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(text);
    let (mut path, mut found, mut held) = (Vec::new(), Vec::new(), String::new());
    loop {
        match reader.read_event().expect("XML") {
            Event::Start(start) => {
                path.push(start.local_name().as_ref().to_owned());
                held.clear();
            }
            Event::Text(text) => held.push_str(&text.into_inner()),
            Event::End(_) => {
                let own = ["PmtInfId", "BtchBookg", "CreDtTm"];
                let name = path.last().expect("open").clone();
                if !held.trim().is_empty() && !own.contains(&name.as_str()) {
                    found.push((path.join("/"), held.trim().to_owned()));
                }
                held.clear();
                path.pop();
            }
            Event::Eof => break,
            _ => {}
        }
    }
    found.sort();
    found
}

/// The same collection by another program: https://crates.io/crates/sepa.
#[test]
fn another_program_writes_the_same() {
    use sepa::pain008::DirectDebitSchema;
    use sepa::{
        DirectDebitEntry, DirectDebitGroup, IsoDate, Pain008Builder, SequenceType, validate_creditor_id,
        validate_iban,
    };
    let text = Remittance::Text("Huur december".into());
    let meant = [2, 4].map(|number| instruction(number, Sequence::First, text.clone()));
    let by = creditor();
    let iban = validate_iban(&by.iban).expect("an IBAN");
    let id = validate_creditor_id(&by.id).expect("a creditor identifier");
    let due = IsoDate::new(2026, 12, 1).expect("a day");
    for (version, theirs) in
        [(Version::V08, DirectDebitSchema::IsoV8), (Version::V02, DirectDebitSchema::IsoV2)]
    {
        let ours = write(&heading(), &by, &meant, version).expect("no objections");
        let mut group = DirectDebitGroup::new(by.name.as_str(), &iban, &id, due)
            .sequence_type(SequenceType::Frst)
            .creditor_bic(by.bic.parse().expect("a BIC"));
        for one in &meant {
            let signed = IsoDate::new(2024, 2, 29).expect("a day");
            let debtor = validate_iban(&one.iban).expect("an IBAN");
            let entry = DirectDebitEntry::new(
                one.mandate.as_str(),
                signed,
                one.debtor.as_str(),
                debtor,
                one.amount.0,
                one.end_to_end.as_str(),
            );
            group = group
                .add_entry(entry.with_bic(one.bic.parse().expect("a BIC")).with_description("Huur december"));
        }
        let builder =
            Pain008Builder::new(by.name.as_str(), heading().message_id).schema(theirs).add_group(group);
        assert_eq!(values(&ours), values(&builder.build().expect("built")));
    }
}

#[test]
fn what_may_not_leave_stops_the_file_and_says_why() {
    let good = || instruction(1, Sequence::Recurring, Remittance::Text("Huur".into()));
    #[track_caller]
    fn refused(creditor: &Creditor, list: &[Instruction], word: &str) {
        let told = write(&heading(), creditor, list, Version::V08).expect_err("refused");
        assert!(told.iter().any(|text| text.contains(word)), "{told:?}");
    }
    let by = creditor();
    refused(&by, &[], "niets te incasseren");
    refused(&by, &[good(), good()], "twee keer");
    refused(&by, &[Instruction { amount: Cents(0), ..good() }], "meer zijn dan nul");
    refused(&by, &[Instruction { iban: "NL20INGB0001234568".into(), ..good() }], "IBAN van de betaler");
    refused(&by, &[Instruction { mandate: "x".repeat(36), ..good() }], "machtigingskenmerk");
    refused(&by, &[Instruction { signed_on: day("2026-12-02"), ..good() }], "getekend na");
    refused(
        &by,
        &[Instruction { remittance: Remittance::Kenmerk("1234567812345678".into()), ..good() }],
        "betalingskenmerk",
    );
    refused(&Creditor { id: "NL13ZZZ123456780000".into(), ..creditor() }, &[good()], "incassant-ID");
}

proptest! {
    /// Check digits by another program.
    #[test]
    fn check_digits_agree_with_another_program(bank in "[A-Z]{4}", number in 0_u64..9_999_999_999, check in 2_u8..98, own in "[A-Z0-9]{1,21}") {
        let iban = format!("NL{check:02}{bank}{number:010}");
        prop_assert_eq!(check_digits::iban(&iban), sepa::validate_iban(&iban).is_ok(), "{}", iban);
        let id = format!("NL{check:02}ZZZ{number:012}");
        prop_assert_eq!(check_digits::creditor_id(&id), sepa::validate_creditor_id(&id).is_ok(), "{}", id);
        let reference = check_digits::make_rf(&own).expect("letters and digits");
        let theirs = sepa::RfReference::generate(&own).expect("letters and digits");
        prop_assert_eq!(reference.as_str(), theirs.as_str());
    }
}
