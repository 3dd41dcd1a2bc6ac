//! The set as files and the status file back.

use super::*;
use domain::law_in_motion::evidence::Requirement;
use domain::law_in_motion::handover::{ClaimLine, LetterLine};
use domain::ledger::EntryKind;

fn day(text: &str) -> Day {
    Day::parse_iso(text).unwrap()
}

fn set() -> HandoverSet {
    HandoverSet {
        day: day("2026-12-29"),
        claims: vec![ClaimLine {
            due_on: day("2026-10-01"),
            kind: EntryKind::Rent,
            charged: Cents(54_940),
            open: Cents(44_940),
            interest: Cents::ZERO,
            prescribed_after: day("2031-11-25"),
        }],
        apart: vec![(
            ClaimLine {
                due_on: day("2026-12-01"),
                kind: EntryKind::Rent,
                charged: Cents(54_940),
                open: Cents(54_940),
                interest: Cents::ZERO,
                prescribed_after: day("2031-12-01"),
            },
            Apart::FellDueLater,
        )],
        costs: Cents(6_741),
        booked_costs: Cents::ZERO,
        letters: vec![LetterLine {
            day: day("2026-11-23"),
            what: "veertiendagenbrief",
            proof: "bezorgd".into(),
        }],
        contacts: Vec::new(),
        signals: vec![(day("2026-11-02"), None)],
        objection_on: None,
        interruptions: vec![(day("2026-11-25"), "veertiendagenbrief van 23 november 2026, bezorgd".into())],
    }
}

#[test]
fn a_folder_with_case_claims_letters_and_evidence() {
    let requirement = Requirement {
        what: "Schriftelijk herinnerd",
        ground: "art. 2 sub c Besluit gemeentelijke schuldhulpverlening",
        is_met: true,
        proofs: vec![(day("2026-10-12"), "schriftelijke herinnering".into())],
        missing: String::new(),
    };
    let parties = [Party { name: "mevrouw A. van Dijk".into(), ..Party::default() }];
    let home = Home { street: "Voorbeeldstraat 10".into(), postcode: "1234 AB".into(), ..Home::default() };
    let (set, evidence) = (set(), Evidence { requirements: vec![requirement] });
    let case = Case {
        dossier: "HO-1",
        rents_since: Some(day("2019-07-01")),
        rent: Some(Cents(54_940)),
        parties: &parties,
        home: &home,
        set: &set,
        evidence: &evidence,
    };
    let partners = Partners {
        name: " Voorbeeld Wonen".into(),
        commerce_number: "1234 5678".into(),
        ..Partners::default()
    };
    let files = export(&partners, &case);
    let text = |name: &str| {
        let file = files.iter().find(|file| file.name == format!("HO-1/{name}")).expect(name);
        String::from_utf8(file.bytes.clone()).unwrap()
    };
    let json: Value = serde_json::from_str(&text("dossier.json")).unwrap();
    assert_eq!(json["hoofdsom_centen"], 44_940);
    assert_eq!(json["totaal_centen"], 51_681);
    assert_eq!(json["verhuurder"], json!({ "naam": "Voorbeeld Wonen", "kvk": "12345678" }));
    assert_eq!(json["vorderingen"].as_array().map(Vec::len), Some(1));
    assert_eq!(json["niet_gevorderd"][0]["open_centen"], 54_940);
    assert_eq!(json["niet_gevorderd"][0]["reden"], "later vervallen, niet in de brief");
    assert_eq!(json["vorderingen"][0]["verjaart_na"], "2031-11-25");
    assert!(text("vorderingen.csv").contains("2026-10-01;huur;549,40;449,40;0,00;2031-11-25"));
    assert!(text("brieven.csv").contains("2026-11-23;veertiendagenbrief;bezorgd"));
    let evidence = text("bewijs.txt");
    for words in [
        "mevrouw A. van Dijk",
        "Voorbeeld Wonen, KvK-nummer 12345678",
        "Samen € 516,81",
        "1 december 2026: huur, open € 549,40: later vervallen, niet in de brief.",
        "12 oktober 2026: schriftelijke herinnering",
        "Stuiting",
    ] {
        assert!(evidence.contains(words), "{words}\n{evidence}");
    }
}

#[test]
fn status_rows_and_findings_with_their_lines() {
    let csv = "dossier;fase;datum;bedrag;ontruimdatum\n\
        HO-1;Vonnis;10-1-2027;1.098,80;\n\
        HO-2;ontruiming aangezegd;2027-01-11;;2027-02-01\n\
        HO-3;ontruiming aangezegd;2027-01-11;;\n\
        ;vonnis;2027-01-11;;\n\
        HO-4;executie;2027-01-11;;\n\
        HO-5;betaald;ooit;;\n\
        HO-6;betaald;2027-01-12;veel;\n\
        HO-7;teruggegeven;2027-01-12;;\n";
    let (rows, findings) = read_status("status.csv", csv.as_bytes());
    let seen: Vec<(u32, &str, BailiffPhase)> =
        rows.iter().map(|(place, row)| (place.row, row.dossier.as_str(), row.phase)).collect();
    assert_eq!(
        seen,
        [
            (2, "HO-1", BailiffPhase::Judgment),
            (3, "HO-2", BailiffPhase::EvictionAnnounced),
            (9, "HO-7", BailiffPhase::GivenBack),
        ]
    );
    assert_eq!((rows[0].1.cents, rows[1].1.eviction_on), (Some(Cents(109_880)), Some(day("2027-02-01"))));
    let wrong: Vec<(u32, &str)> =
        findings.iter().map(|finding| (finding.place.row, finding.field.as_str())).collect();
    assert_eq!(wrong, [(4, "ontruimdatum"), (5, "dossier"), (6, "fase"), (7, "datum"), (8, "bedrag")]);
}
