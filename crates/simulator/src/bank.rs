//! Statements of the bank of the invented landlord, in camt.053: a writer of its own, so that a misreading cannot cancel itself out.
//!
//! In go the payments of a day; out comes one statement, whose balances follow on those of the day before.

mod day;

use std::fmt::Write as _;

use domain::calendar::Day;
use domain::money::Cents;

pub use day::Bank;

/// The landlord's own account, invented.
pub const ACCOUNT: &str = "NL91ABNA0417164300";

/// One line on a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// How much: positive came in, negative went back.
    pub cents: Cents,
    /// Who paid.
    pub payer: String,
    /// From which account.
    pub account: String,
    /// What was written with it.
    pub text: String,
    /// Our own reference of a direct debit, or empty.
    pub end_to_end: String,
    /// Why it went back: the code of SEPA, or empty.
    pub code: &'static str,
}

/// The statement of a day, in camt.053.001.08, with the closing balance it ends on.
pub fn camt053(number: u32, day: Day, opening: Cents, lines: &[Line]) -> (String, Cents) {
    let closing = opening + lines.iter().map(|line| line.cents).sum();
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>",
    );
    let _ = write!(
        text,
        "<GrpHdr><MsgId>AFSCHRIFT-{number}</MsgId><CreDtTm>{day}T06:00:00</CreDtTm></GrpHdr><Stmt><Id>AFSCHRIFT-{number}</Id>\
         <ElctrncSeqNb>{number}</ElctrncSeqNb><CreDtTm>{day}T06:00:00</CreDtTm><Acct><Id><IBAN>{ACCOUNT}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
    );
    balance(&mut text, "OPBD", opening, day);
    balance(&mut text, "CLBD", closing, day);
    for line in lines {
        entry(&mut text, line, day);
    }
    text.push_str("</Stmt></BkToCstmrStmt></Document>\n");
    (text, closing)
}

fn balance(text: &mut String, kind: &str, cents: Cents, day: Day) {
    let _ = write!(text, "\n<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>");
    money(text, cents);
    let _ = write!(text, "<Dt><Dt>{day}</Dt></Dt></Bal>");
}

fn money(text: &mut String, cents: Cents) {
    let (whole, side) = (cents.0.unsigned_abs(), if cents.0 < 0 { "DBIT" } else { "CRDT" });
    let (euros, rest) = (whole / 100, whole % 100);
    let _ = write!(text, "<Amt Ccy=\"EUR\">{euros}.{rest:02}</Amt><CdtDbtInd>{side}</CdtDbtInd>");
}

fn entry(text: &mut String, line: &Line, day: Day) {
    text.push_str("\n<Ntry>");
    money(text, line.cents);
    let back = if line.code.is_empty() { "" } else { "<RvslInd>true</RvslInd>" };
    let _ = write!(
        text,
        "{back}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt><BkTxCd><Domn><Cd>PMNT</Cd><Fmly>\
         <Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>{}</EndToEndId></Refs>",
        plain(if line.end_to_end.is_empty() { "NOTPROVIDED" } else { &line.end_to_end })
    );
    money(text, line.cents);
    let _ = write!(text, "<RltdPties><Dbtr><Pty><Nm>{}</Nm></Pty></Dbtr>", plain(&line.payer));
    if !line.account.is_empty() {
        let _ = write!(text, "<DbtrAcct><Id><IBAN>{}</IBAN></Id></DbtrAcct>", plain(&line.account));
    }
    let _ = write!(text, "</RltdPties><RmtInf><Ustrd>{}</Ustrd></RmtInf>", plain(&line.text));
    if !line.code.is_empty() {
        let _ = write!(text, "<RtrInf><Rsn><Cd>{}</Cd></Rsn></RtrInf>", line.code);
    }
    text.push_str("</TxDtls></NtryDtls></Ntry>");
}

/// Text as XML takes it.
fn plain(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
