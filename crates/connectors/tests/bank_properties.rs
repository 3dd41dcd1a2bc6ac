//! What holds for every statement, whatever a bank makes of it: lines may be cut at any column, a version of the message
//! may be older or newer, and the sums are the sums.

use connectors::bank::{self, Item};
use domain::bank::check_digits::{make_kenmerk, make_rf};
use domain::bank::{Entry, Statement};
use domain::money::Cents;
use proptest::prelude::*;

fn read(text: &str) -> (Vec<Statement>, Vec<Entry>, Vec<&'static str>) {
    let (mut statements, mut entries, mut defects) = (Vec::new(), Vec::new(), Vec::new());
    let outcome = bank::read(text.as_bytes(), &mut |item| match item {
        Item::Opened(_) => {}
        Item::Entry(entry) => entries.push(entry),
        Item::Closed(statement) => statements.push(statement),
        Item::Defect(defect) => defects.push(defect.code),
    });
    outcome.unwrap_or_else(|refused| panic!("{refused:?}\n{text}"));
    (statements, entries, defects)
}

fn decimal(cents: i64, mark: char) -> String {
    format!("{}{mark}{:02}", cents / 100, cents % 100)
}

/// Cuts a text in lines of so many characters.
fn cut(text: &str, column: usize) -> String {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(column).map(|line| line.iter().collect::<String>()).collect::<Vec<_>>().join("\r\n")
}

fn mt940(fields: &str) -> String {
    format!(
        ":20:A\r\n:25:NL91ABNA0417164300\r\n:28C:1/1\r\n:60F:C261120EUR10,00\r\n:61:2611201120C10,00N654NONREF\r\n:86:{fields}\r\n:62F:C261120EUR20,00\r\n-\r\n"
    )
}

/// How a bank writes a kenmerk.
fn spelling(kenmerk: &str, which: u8) -> String {
    let groups: Vec<&str> = (0..4).map(|at| &kenmerk[at * 4..at * 4 + 4]).collect();
    match which {
        0 => format!(
            "/TRTP/SEPA OVERBOEKING/IBAN/NL20INGB0001234567/NAME/A JANSEN/REMI/{kenmerk}/EREF/NOTPROVIDED"
        ),
        1 => format!("/REMI//CDTRREFTP//CD/SCOR/ISSR/CUR/CDTRREF/{kenmerk}"),
        2 => format!("/EREF/1//CNTP/NL20INGB0001234567/INGBNL2A/A JANSEN///REMI/STRD/CUR/{kenmerk}/"),
        3 => format!("/REMI/ISSUER: CUR                  REF: {kenmerk}"),
        4 => format!("NL20INGB0001234567 A JANSEN BETALINGSKENM.: {kenmerk} HUUR"),
        5 => format!("HUUR NOVEMBER {} DANK", groups.join(" ")),
        6 => format!("HUUR NOVEMBER {kenmerk}"),
        _ => format!("000>100000000000>20HUUR {kenmerk}>310454545454"),
    }
}

#[derive(Clone, Debug)]
struct Line {
    cents: i64,
    debit: bool,
    parts: usize,
    name: String,
    kenmerk: bool,
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let one = (1_i64..10_000_000, any::<bool>(), 1_usize..4, "[A-Za-z&]{1,20}", any::<bool>());
    let one =
        one.prop_map(|(cents, debit, parts, name, kenmerk)| Line { cents, debit, parts, name, kenmerk });
    proptest::collection::vec(one, 0..8)
}

/// One statement as an older or a newer version of the message renders it.
fn camt(lines: &[Line], opening: i64, version: u32) -> String {
    let newer = version >= 8;
    let signed = |cents: i64, kind: &str| {
        let word = if cents < 0 { "DBIT" } else { "CRDT" };
        format!(
            "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{}</Amt><CdtDbtInd>{word}</CdtDbtInd><Dt><Dt>2026-11-20</Dt></Dt></Bal>",
            decimal(cents.abs(), '.')
        )
    };
    let sum: i64 = lines.iter().map(|line| if line.debit { -line.cents } else { line.cents }).sum();
    let entries: String = lines.iter().map(|line| rendered(line, newer)).collect();
    let prefix = if newer { "n:" } else { "" };
    let xmlns = if newer { "xmlns:n" } else { "xmlns" };
    let body = format!(
        "<Document {xmlns}=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version:02}\"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId><CreDtTm>2026-11-21T06:00:00</CreDtTm></GrpHdr><Stmt><Id>S</Id><CreDtTm>2026-11-21T06:00:00</CreDtTm><Acct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></Acct>{}{}{entries}</Stmt></BkToCstmrStmt></Document>",
        signed(opening, "OPBD"),
        signed(opening + sum, "CLBD")
    );
    if prefix.is_empty() {
        body
    } else {
        body.replace("</", "</n:").replace('<', "<n:").replace("<n:/n:", "</n:")
    }
}

fn rendered(line: &Line, newer: bool) -> String {
    let word = if line.debit { "DBIT" } else { "CRDT" };
    let side = if line.debit { "Cdtr" } else { "Dbtr" };
    let name = line.name.replace('&', "&amp;");
    let status = if newer { "<Sts><Cd>BOOK</Cd></Sts>" } else { "<Sts>BOOK</Sts>" };
    let (name, bic) = if newer {
        (format!("<{side}><Pty><Nm>{name}</Nm></Pty></{side}>"), "BICFI")
    } else {
        (format!("<{side}><Nm>{name}</Nm></{side}>"), "BIC")
    };
    let kenmerk = if line.kenmerk {
        "<RmtInf><Strd><CdtrRefInf><Ref>5000056789012345</Ref></CdtrRefInf></Strd></RmtInf>"
    } else {
        ""
    };
    let details: String = Cents(line.cents)
        .split(line.parts as u32)
        .into_iter()
        .map(|part| {
            let amount = decimal(part.0, '.');
            let amount = if newer {
                format!("<Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>{word}</CdtDbtInd>")
            } else {
                format!("<AmtDtls><TxAmt><Amt Ccy=\"EUR\">{amount}</Amt></TxAmt></AmtDtls>")
            };
            format!("<TxDtls><Refs><EndToEndId>E</EndToEndId></Refs>{amount}<RltdPties>{name}<{side}Acct><Id><IBAN>NL20INGB0001234567</IBAN></Id></{side}Acct></RltdPties><RltdAgts><{side}Agt><FinInstnId><{bic}>INGBNL2A</{bic}></FinInstnId></{side}Agt></RltdAgts>{kenmerk}</TxDtls>")
        })
        .collect();
    let amount = decimal(line.cents, '.');
    format!(
        "<Ntry><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>{word}</CdtDbtInd>{status}<BookgDt><Dt>2026-11-20</Dt></BookgDt><BkTxCd/><NtryDtls>{details}</NtryDtls></Ntry>"
    )
}

/// A batch whose payments are not the whole of it is read, mentioned, and never shared out.
#[test]
fn a_batch_that_is_not_whole_is_mentioned() {
    let line = Line { cents: 10_000, debit: false, parts: 2, name: "A".into(), kenmerk: true };
    let text =
        camt(&[line], 0, 2).replacen("<TxAmt><Amt Ccy=\"EUR\">50.00<", "<TxAmt><Amt Ccy=\"EUR\">49.00<", 1);
    let (statements, entries, defects) = read(&text);
    assert_eq!((statements[0].adds_up(), defects.as_slice()), (Some(true), &["details-mismatch"][..]));
    assert_eq!(entries[0].payments.len(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Cut at any column, the same kenmerk is found, and no other.
    #[test]
    fn a_cut_line_hides_no_kenmerk(number in 0_u64..999_999_999_999_999, column in 7_usize..90, which in 0_u8..8) {
        let kenmerk = make_kenmerk(&number.to_string()).expect("fifteen digits");
        let (_, entries, defects) = read(&mt940(&cut(&spelling(&kenmerk, which), column)));
        let found: Vec<&str> = entries[0].payments[0].references.iter().map(|one| one.value.as_str()).collect();
        prop_assert_eq!(&found, &[kenmerk.as_str()], "{} at {}", which, column);
        prop_assert!(entries[0].payments[0].references[0].checked);
        prop_assert!(defects.is_empty(), "{:?}", defects);
    }

    #[test]
    fn a_cut_line_hides_no_rf_reference(own in "[0-9]{5,15}", column in 7_usize..90) {
        let reference = make_rf(&own).expect("digits");
        let (_, entries, _) = read(&mt940(&cut(&format!("/NAME/A JANSEN/REMI/{reference}"), column)));
        let found: Vec<&str> = entries[0].payments[0].references.iter().map(|one| one.value.as_str()).collect();
        prop_assert!(found.contains(&reference.as_str()), "{:?}", found);
    }

    /// The same statement in version .02 and .08 reads the same.
    #[test]
    fn a_version_changes_nothing(lines in lines(), opening in -1_000_000_i64..1_000_000) {
        let (old, old_entries, old_defects) = read(&camt(&lines, opening, 2));
        let (new, new_entries, new_defects) = read(&camt(&lines, opening, 8));
        prop_assert_eq!(old, new);
        prop_assert_eq!(old_entries, new_entries);
        prop_assert_eq!(old_defects, new_defects);
    }

    /// Opening and entries are the closing balance, the details are the entry; and one cent off is told.
    #[test]
    fn sums_are_sums(lines in lines(), opening in -1_000_000_i64..1_000_000) {
        let text = camt(&lines, opening, 2);
        let (statements, entries, defects) = read(&text);
        prop_assert!(defects.is_empty(), "{:?}", defects);
        prop_assert_eq!(statements[0].adds_up(), Some(true));
        for (entry, line) in entries.iter().zip(&lines) {
            prop_assert_eq!(entry.money.cents.0, if line.debit { -line.cents } else { line.cents });
            let parts: i64 = entry.payments.iter().filter_map(|payment| payment.money).map(|money| money.cents.0).sum();
            prop_assert_eq!(parts, entry.money.cents.0);
            let name = &entry.payments[0].counterparty.name;
            prop_assert_eq!(name, &line.name);
        }
        let wrong = camt(&lines, opening, 2).replacen(&decimal(opening.abs(), '.'), &decimal(opening.abs() + 1, '.'), 1);
        if opening != 0 {
            let (statements, _, defects) = read(&wrong);
            prop_assert!(statements[0].adds_up() == Some(true) || defects.contains(&"balance-mismatch"));
        }
    }

    /// Amounts of MT940, with any number of leading zeros, decimals or none.
    #[test]
    fn amounts_of_mt940_are_digits(cents in 0_i64..99_999_999, zeros in 0_usize..9, mark in "[CD]", back: bool) {
        let amount = format!("{}{}", "0".repeat(zeros), decimal(cents, ','));
        let amount = amount.strip_suffix(",00").map_or(amount.clone(), |whole| format!("{whole},"));
        let back = if back { "R" } else { "" };
        let text = mt940("HUUR").replace("1120C10,00", &format!("1120{back}{mark}{amount}"));
        let (_, entries, _) = read(&text);
        let debit = (mark == "D") == back.is_empty();
        prop_assert_eq!(entries[0].money.cents.0, if debit { -cents } else { cents });
        prop_assert_eq!(entries[0].reversal, !back.is_empty());
    }
}
