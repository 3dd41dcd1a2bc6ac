//! Files that try something, and files that are broken: each is refused or read with its flaws named, and none takes more
//! than a moment or makes the reader panic.

use connectors::bank::{self, Item, Refused};
use domain::bank::{Defect, Entry};
use proptest::prelude::*;
use std::io::{Read, Write as _};

fn read(bytes: &[u8]) -> (Vec<Entry>, Vec<Defect>, Result<bank::FileRead, Refused>) {
    let (mut entries, mut defects) = (Vec::new(), Vec::new());
    let outcome = bank::read(bytes, &mut |item| match item {
        Item::Entry(entry) => entries.push(entry),
        Item::Defect(defect) => defects.push(defect),
        Item::Opened(_) | Item::Closed(_) => {}
    });
    (entries, defects, outcome)
}

fn camt(inside: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId><CreDtTm>2026-11-21T10:00:00</CreDtTm></GrpHdr><Stmt><Id>S</Id><CreDtTm>2026-11-21T10:00:00</CreDtTm><Acct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></Acct>{inside}</Stmt></BkToCstmrStmt></Document>"#
    )
}

fn entry(inside: &str) -> String {
    camt(&format!(
        "<Ntry><Amt Ccy=\"EUR\">10.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>{inside}</Ntry>"
    ))
}

#[track_caller]
fn refused(bytes: &[u8], code: &str) {
    let (_, _, outcome) = read(bytes);
    let refused = outcome.expect_err("refused");
    assert_eq!(refused.code, code, "{refused:?}");
    assert!(refused.text.ends_with('.'), "{refused:?}");
}

#[track_caller]
fn told(bytes: &[u8], code: &str) {
    let (_, defects, outcome) = read(bytes);
    assert!(outcome.is_ok(), "{outcome:?}");
    assert!(defects.iter().any(|defect| defect.code == code), "{code} is not among {defects:?}");
}

#[test]
fn what_tries_something_is_refused_with_the_reason() {
    let doctype = |inside: &str| camt("").replacen("?>", &format!("?><!DOCTYPE Document [{inside}]>"), 1);
    refused(doctype("").as_bytes(), "doctype");
    refused(doctype("<!ENTITY a SYSTEM \"file:///etc/passwd\">").as_bytes(), "doctype");
    refused(doctype("<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">").as_bytes(), "doctype");
    refused(entry("<AddtlNtryInf>&lol;</AddtlNtryInf>").as_bytes(), "entity");
    refused(entry("<AddtlNtryInf>&#x;</AddtlNtryInf>").as_bytes(), "entity");
    refused(camt(&"<a>".repeat(100_000)).as_bytes(), "too-deep");
    refused(
        entry(&format!("<AddtlNtryInf>{}</AddtlNtryInf>", "x".repeat(2 << 20))).as_bytes(),
        "field-too-long",
    );
    refused(entry(&format!("<AddtlNtryInf a=\"{}\"/>", "x".repeat(2 << 20))).as_bytes(), "field-too-long");
    refused(
        entry(&format!("<AddtlNtryInf>{}</AddtlNtryInf>", "x&amp;".repeat(1 << 20))).as_bytes(),
        "field-too-long",
    );
    refused(entry(&format!("<!--{}-->", "x".repeat(2 << 20))).as_bytes(), "field-too-long");
    refused(
        format!(":20:A\n:25:1\n:60F:C261121EUR1,\n:61:261121C1,NTRFX\n:86:{}", "x\n".repeat(1 << 20))
            .as_bytes(),
        "field-too-long",
    );
}

#[test]
fn what_is_no_file_of_a_bank_is_refused_with_the_reason() {
    refused(b"", "empty");
    refused(b" \n\t\n", "empty");
    refused("Beste bank,\n\nhierbij niets.".as_bytes(), "not-recognised");
    refused(b"\x00\x01\x02\x03", "not-recognised");
    refused(b"<html><body/></html>", "not-recognised");
    refused(
        b"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"></Document>",
        "no-statement",
    );
    refused(b"<Document><BkToCstmrStmt><Stmt/></BkToCstmrStmt></Document>", "namespace-missing");
    refused(
        b"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.029.001.06\"><RsltnOfInvstgtn/></Document>",
        "other-message",
    );
    let whole = camt("");
    refused(&whole.as_bytes()[..whole.len() - 12], "truncated");
    refused(&whole.as_bytes()[..whole.len() - 4], "truncated");
    refused(whole.replace("</Stmt>", "</Ntry>").as_bytes(), "broken-xml");
    refused(
        format!("{whole}{}", whole.replacen("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "", 1)).as_bytes(),
        "more-documents",
    );
    refused(format!("{whole} en dan nog wat").as_bytes(), "broken-xml");
}

#[test]
fn characters_that_do_something_are_named_and_dropped() {
    for written in
        ["\u{1b}]0;pwn\u{7}", "&#27;]0;pwn&#x7;", "\0&#0;]0;pwn&#xFFFFFFFF;", "\u{9b}&#xFFFE;]0;p\u{7f}wn"]
    {
        let file = entry(&format!("<BkTxCd/><AddtlNtryInf>Bedankt {written}\t&#10;!</AddtlNtryInf>"));
        told(file.as_bytes(), "control-character");
        let (entries, _, _) = read(file.as_bytes());
        assert_eq!(entries[0].text, "Bedankt ]0;pwn\t\n!", "{written:?}");
    }
    let lines = |text: &str| {
        format!(":20:A\n:25:1\n:60F:C261121EUR1,\n:61:261121C1,NTRFX\n:86:{text}\n:62F:C261121EUR2,\n-\n")
    };
    told(lines("ha\u{1b}[2Jllo").as_bytes(), "control-character");
    assert_eq!(read(lines("ha\u{1b}[2Jllo").as_bytes()).0[0].text, "ha[2Jllo");
    let harmless = read(lines("a\tb \u{a0}c").as_bytes());
    assert!(harmless.1.iter().all(|defect| defect.code != "control-character"), "{:?}", harmless.1);
}

#[test]
fn two_amounts_in_one_place_are_no_amount() {
    let twice = entry("<BkTxCd/>").replace("</Amt>", "</Amt><Amt Ccy=\"EUR\">9999.00</Amt>");
    told(twice.as_bytes(), "element-twice");
    assert_eq!(read(twice.as_bytes()).0[0].money.cents.0, 0);
    let balance = "<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">1.00</Amt><Amt Ccy=\"EUR\">2.00</Amt>\
                   <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-21</Dt></Dt></Bal>";
    told(camt(balance).as_bytes(), "element-twice");
    // Another standard may call something so too: it is a stranger, and the amount is what it was.
    for foreign in [
        "<x:Amt xmlns:x=\"urn:vreemd\" Ccy=\"EUR\">9999.00</x:Amt>",
        "<Amt xmlns=\"urn:vreemd\" Ccy=\"EUR\">9999.00</Amt>",
    ] {
        let file = entry("<BkTxCd/>").replace("</Amt>", &format!("</Amt>{foreign}"));
        told(file.as_bytes(), "element-unknown");
        assert_eq!(read(file.as_bytes()).0[0].money.cents.0, 1_000, "{foreign}");
    }
}

#[test]
fn flaws_are_named_and_the_rest_is_read() {
    told(entry("").as_bytes(), "element-missing");
    told(entry("").as_bytes(), "opening-missing");
    told(entry("<BkTxCd/><Iets/>").as_bytes(), "element-unknown");
    told(entry("<BkTxCd/><AcctSvcrRef>1</AcctSvcrRef>").as_bytes(), "element-order");
    told(entry("<BookgDt><Dt>2026-13-01</Dt></BookgDt><BkTxCd/>").as_bytes(), "day-unreadable");
    told(entry("").replace("10.00", "tien").as_bytes(), "amount-unreadable");
    told(entry("").replace("10.00", "10.005").as_bytes(), "amount-finer-than-cents");
    told(entry("").replace("10.00", "10,00").as_bytes(), "amount-form");
    told(entry("").replace("CRDT", "BIJ").as_bytes(), "direction-unclear");
    told(entry("").replace("camt.053.001.02", "camt.054.001.02").as_bytes(), "namespace-wrong");
    told(entry("").replace("camt.053.001.02", "camt.053.001.13").as_bytes(), "version-newer");
    told(entry("").replace("NL91ABNA0417164300", "12345").as_bytes(), "iban-form");
    told(entry("").replace("UTF-8", "EBCDIC-X").as_bytes(), "encoding-unknown");
    let odd = entry("<AddtlNtryInf>caf\u{e9}</AddtlNtryInf>");
    let latin: Vec<u8> = odd.chars().map(|letter| letter as u32 as u8).collect();
    told(&latin, "encoding-wrong");
    let (entries, defects, _) = read(
        odd.replace("UTF-8", "ISO-8859-1").chars().map(|one| one as u32 as u8).collect::<Vec<_>>().as_slice(),
    );
    assert_eq!(entries[0].text, "café");
    assert!(defects.iter().any(|defect| defect.code == "encoding" && defect.notice));
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(odd.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let (entries, ..) = read(&utf16);
    assert_eq!(entries[0].text, "café");
}

/// What a version still to come adds is mentioned, not called a flaw.
#[test]
fn a_stranger_in_a_newer_version_is_no_flaw() {
    let file = entry("<BkTxCd/><NtryDtls><Nieuw>1</Nieuw></NtryDtls>");
    told(file.as_bytes(), "element-unknown");
    let (_, defects, _) = read(file.replace("camt.053.001.02", "camt.053.001.13").as_bytes());
    assert!(defects.iter().any(|defect| defect.code == "element-unknown" && defect.notice), "{defects:?}");
}

#[test]
fn a_sum_that_does_not_fit_is_told_and_not_wrapped() {
    let many =
        "<Ntry><Amt Ccy=\"EUR\">999999999999999.99</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry>".repeat(200);
    let (entries, defects, outcome) = read(camt(&many).as_bytes());
    assert!(outcome.is_ok());
    assert_eq!(entries.len(), 200);
    assert!(defects.len() < 120, "{}", defects.len());
}

/// A zip is its files; one that only looks like a zip is refused, and a good one beside it is not hurt.
#[test]
fn a_zip_is_read_file_by_file() {
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    let mut paper = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in [("b.xml", entry("<BkTxCd/>")), ("a.txt", "geen bankbestand".to_owned())] {
        paper.start_file(name, options).expect("a member");
        paper.write_all(content.as_bytes()).expect("written");
    }
    let whole = paper.finish().expect("a zip").into_inner();
    assert!(bank::is_zip(&whole));
    let mut seen = Vec::new();
    let outcome = bank::members(std::io::Cursor::new(&whole), &mut |name, content| {
        seen.push((name.to_owned(), bank::read(content, &mut |_| {}).map_err(|refused| refused.code)));
    });
    assert!(outcome.is_ok());
    assert_eq!(seen[0], ("a.txt".to_owned(), Err("not-recognised")));
    assert_eq!(seen[1].1.as_ref().map(|file| file.statements), Ok(1));
    let cut = &whole[..whole.len() / 2];
    let outcome = bank::members(std::io::Cursor::new(cut), &mut |_, _| {});
    assert_eq!(outcome.expect_err("refused").code, "broken-zip");
}

#[test]
fn an_endless_file_ends() {
    let head = camt("").split("</Stmt>").next().unwrap().to_owned();
    for (begins, goes_on, code) in [("<", b'a', "field-too-long"), ("", b'<', "broken-xml")] {
        let endless = head.as_bytes().chain(begins.as_bytes()).chain(std::io::repeat(goes_on));
        assert_eq!(bank::read(endless, &mut |_| {}).unwrap_err().code, code);
    }
    let outcome = bank::read(b":20:A\n:25:1\n:60F:C261121EUR1,\n".chain(std::io::repeat(b':')), &mut |_| {});
    assert_eq!(outcome.unwrap_err().code, "field-too-long");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
    }

    #[test]
    fn no_text_in_the_place_of_a_field_makes_the_reader_panic(text in "\\PC{0,80}", digits in "[0-9A-Z/:?>+., -]{0,60}") {
        let _ = read(entry(&format!("<AddtlNtryInf>{}</AddtlNtryInf>", text.replace(['<', '&'], ""))).as_bytes());
        for mark in [":61:", ":86:", ":60F:", ":62F:", ":25:", ":28C:"] {
            let file = format!(":20:A\n:25:1\n:60F:C261121EUR1,\n:61:261121C1,NTRFX\n{mark}{digits}{text}\n:86:{digits}\n:62F:C261121EUR2,\n");
            let _ = read(file.as_bytes());
            let _ = read(file.replace(&digits, "").as_bytes());
        }
    }
}
