//! Files of a bank at the command line: what is printed, what is told, and which code the process ends with.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

use crate::landlord::Landlord;

const CAMT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-11-21T06:00:00</CreDtTm></GrpHdr><Stmt><Id>S-1</Id><ElctrncSeqNb>253</ElctrncSeqNb><CreDtTm>2026-11-21T06:00:00</CreDtTm><Acct><Id><IBAN>NL91ABNA0417164300</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>PRCD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-19</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1494.40</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-20</Dt></Dt></Bal>
<Ntry><Amt Ccy="EUR">549.40</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-20</Dt></BookgDt><ValDt><Dt>2026-11-20</Dt></ValDt><BkTxCd/><NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties><Dbtr><Nm>A. Jansen</Nm></Dbtr><DbtrAcct><Id><IBAN>NL20INGB0001234567</IBAN></Id></DbtrAcct></RltdPties><RmtInf><Ustrd>huur 5000 0567 8901 2345</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">55.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-20</Dt></BookgDt><BkTxCd/><NtryDtls><TxDtls><Refs><EndToEndId>E2E-7</EndToEndId><MndtId>M-7</MndtId></Refs><RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf></TxDtls></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>
"#;

const MT940: &str = "ABNANL2A\r\n940\r\nABNANL2A\r\n:20:ABN AMRO BANK NV\r\n:25:417164300\r\n:28C:32501/1\r\n:60F:C261121EUR1494,4\r\n:61:2611231123C100,N654NONREF\r\n:86:/TRTP/SEPA OVERBOEKING/IBAN/NL20INGB0001234567/NAME/A. JANSEN/REMI/\r\nhuur 500005678901\r\n2345/EREF/NOTPROVIDED\r\n:62F:C261123EUR1594,4\r\n-\r\n";

fn put(landlord: &Landlord, name: &str, text: &str) -> String {
    let folder = landlord.folder.join("bank");
    fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join(name);
    fs::write(&path, text).expect("written");
    path.display().to_string()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stdout)))
}

#[test]
fn what_a_file_may_do_to_a_terminal_never_comes_out() {
    let landlord = Landlord::new();
    let camt = CAMT.replace("A. Jansen", "A.\u{1b}]0;pwn\u{7} Jan&#27;sen").replace("M-7", "M\u{9b}2J-7");
    let mt940 = MT940.replace("A. JANSEN", "A.\u{1b}[2J JANSEN");
    for (name, text) in
        [("een.xml", camt.as_str()), ("twee.sta", mt940.as_str()), ("drie\u{1b}[1m.txt", "\u{1b}[2J")]
    {
        let path = put(&landlord, name, text);
        for more in [&[][..], &["--json"]] {
            let output = landlord.houvast(&[&["bank", "read", path.as_str()], more].concat());
            let all = [output.stdout, output.stderr].concat();
            let all = String::from_utf8(all).expect("letters");
            assert!(!all.contains(|letter: char| letter.is_control() && letter != '\n'), "{all:?}");
        }
    }
    let told = json(&landlord.houvast(&["bank", "read", &put(&landlord, "een.xml", &camt), "--json"]));
    assert_eq!(told["files"][0]["defects"][0]["code"], "control-character");
}

#[test]
fn totals_explain_the_balances_and_what_is_not_booked_stands_apart() {
    let landlord = Landlord::new();
    let pending =
        "<Ntry><Amt Ccy=\"EUR\">7.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>PDNG</Sts><BkTxCd/></Ntry></Stmt>";
    let yen = "<Bal><Tp><CdOrPrtry><Cd>CLAV</Cd></CdOrPrtry></Tp><Amt Ccy=\"JPY\">2700</Amt><CdtDbtInd>DBIT</CdtDbtInd><Dt><Dt>2026-11-20</Dt></Dt></Bal>\n<Ntry>";
    let text = CAMT.replace("</Stmt>", pending).replacen("<Ntry>", yen, 1);
    let path = put(&landlord, "een.xml", &text);
    let told = json(&landlord.houvast(&["bank", "read", &path, "--json"]));
    let statement = &told["files"][0]["statements"][0];
    let totals = &statement["totals"];
    assert_eq!((&statement["balances_add_up"], &totals["net"]), (&Value::Bool(true), &Value::from("494.40")));
    assert_eq!(
        (&totals["credit_cents"], &totals["debit_cents"]),
        (&Value::from(54_940), &Value::from(5_500))
    );
    assert_eq!(
        (&totals["pending_entries"], &totals["pending"]["credit"]),
        (&Value::from(1), &Value::from("7.00"))
    );
    let yen = &statement["balances"][2];
    assert_eq!((&yen["amount"], &yen["cents"]), (&Value::from("-2700"), &Value::from(-2_700)));
    let told = landlord.houvast(&["bank", "read", &path]);
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(told.contains("Boekingen: 2, bij 549,40, af 55,00; de saldi kloppen"), "{told}");
    assert!(told.contains("Nog niet geboekt: 1, bij 7,00, af 0,00"), "{told}");
}

#[test]
fn a_statement_is_told_to_people_and_to_programs() {
    let landlord = Landlord::new();
    let path = put(&landlord, "iets.txt", CAMT);
    let output = landlord.houvast(&["bank", "read", &path]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}");
    for words in [
        "1.000,00 EUR",
        "1.494,40 EUR",
        "549,40",
        "-55,00",
        "AM04",
        "A. Jansen",
        "5000056789012345",
        "de saldi kloppen",
    ] {
        assert!(text.contains(words), "{words} is not in\n{text}");
    }
    let output = landlord.houvast(&["bank", "read", &path, "--json"]);
    let told = json(&output);
    let file = &told["files"][0];
    assert_eq!((&file["format"], &file["defects"]), (&Value::from("camt.053.001.02"), &Value::Array(vec![])));
    let statement = &file["statements"][0];
    assert_eq!(statement["account"]["iban"], "NL91ABNA0417164300");
    assert_eq!(
        (&statement["opening"]["amount"], &statement["opening"]["cents"]),
        (&"1000.00".into(), &100_000.into())
    );
    assert_eq!(
        (&statement["closing"]["code"], &statement["closing"]["date"]),
        (&"CLBD".into(), &"2026-11-20".into())
    );
    assert_eq!(statement["balances_add_up"], true);
    let (first, second) = (&statement["entries"][0], &statement["entries"][1]);
    assert_eq!(
        (&first["amount"], &first["references"][0]["value"]),
        (&"549.40".into(), &"5000056789012345".into())
    );
    assert_eq!((&second["amount"], &second["reason_codes"][0]), (&"-55.00".into(), &"AM04".into()));
    assert_eq!((&second["reversal"], &second["mandate_id"]), (&true.into(), &"M-7".into()));
}

#[test]
fn a_flaw_is_named_and_a_refused_file_does_not_hide_the_others() {
    let landlord = Landlord::new();
    let flawed = put(&landlord, "a.xml", &CAMT.replace("1494.40", "1494.41"));
    let output = landlord.houvast(&["bank", "read", &flawed, "--json"]);
    assert!(output.status.success());
    assert_eq!(json(&output)["files"][0]["defects"][0]["code"], "balance-mismatch");
    let cut = put(&landlord, "b.xml", &CAMT[..CAMT.len() / 2]);
    let good = put(&landlord, "c.sta", MT940);
    let absent = landlord.folder.join("nergens.xml").display().to_string();
    let output = landlord.houvast(&["bank", "read", &flawed, &cut, &absent, &good, "--json"]);
    assert_eq!(output.status.code(), Some(7));
    let told = json(&output);
    let refused: Vec<&Value> =
        told["files"].as_array().expect("files").iter().map(|file| &file["refused"]["code"]).collect();
    assert_eq!(refused, [&Value::Null, &"truncated".into(), &"unreadable".into(), &Value::Null]);
    assert_eq!(told["files"][3]["statements"][0]["entries"][0]["references"][0]["value"], "5000056789012345");
    assert!(told["files"][1]["statements"].is_null(), "nothing of a refused file is shown");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("2 van 4 bestanden geweigerd"), "{said}");
}

#[test]
fn a_folder_of_statements_shows_where_one_is_missing() {
    let landlord = Landlord::new();
    put(&landlord, "2026-11-23.sta", MT940);
    put(
        &landlord,
        "2026-11-24.sta",
        &MT940.replace("261123EUR1594,4", "261124EUR1694,4").replace("261121EUR1494,4", "261123EUR1594,4"),
    );
    let folder = landlord.folder.join("bank");
    let chain = |folder: &Path| {
        let output = landlord.houvast(&["bank", "read", &folder.display().to_string(), "--json"]);
        assert!(output.status.success());
        json(&output)["chain"].clone()
    };
    assert_eq!(chain(&folder), Value::Array(vec![]));
    put(
        &landlord,
        "2026-11-26.sta",
        &MT940.replace("261123EUR1594,4", "261126EUR2100,").replace("261121EUR1494,4", "261125EUR2000,"),
    );
    let broken = chain(&folder);
    assert_eq!(broken[0]["code"], "chain-gap");
    assert!(broken[0]["text"].as_str().expect("a sentence").contains("1.694,40"), "{broken}");
}
