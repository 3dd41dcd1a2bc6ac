//! A file of direct debits (pain.008) for the bank.
//!
//! In go instructions; out comes the text of the file, one batch for each day and place in the life of a mandate, or the
//! reasons why it is not made: one instruction that may not leave stops the whole file. Nothing is sent, and nobody is
//! debited by it. Which version a bank wants is asked of the bank: `.001.08` unless told otherwise.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use domain::bank::check_digits::plain;
use domain::bank::collection::{Creditor, Instruction, Remittance, Sequence, objections};
use domain::calendar::Day;
use domain::money::Cents;

/// Which form of the message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Version {
    /// `pain.008.001.08`, of November 2023.
    #[default]
    V08,
    /// `pain.008.001.02`, of 2009; some banks still ask it.
    V02,
}

impl Version {
    /// The name of the message.
    pub const fn name(self) -> &'static str {
        match self {
            Version::V08 => "pain.008.001.08",
            Version::V02 => "pain.008.001.02",
        }
    }

    /// A BIC got another name.
    const fn bic(self) -> &'static str {
        match self {
            Version::V08 => "BICFI",
            Version::V02 => "BIC",
        }
    }
}

/// What the file is called and when it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Our name of the file, at most 28 characters so that its batches can be numbered behind it.
    pub message_id: String,
    /// The moment, `2026-11-21T10:00:00`.
    pub made_at: String,
}

/// One batch: same creditor, same day, same place in the life of the mandate.
type BatchKey = (Day, Sequence);

/// Writes the file.
///
/// # Errors
/// Every objection against every instruction, in Dutch.
pub fn write(
    heading: &Heading,
    creditor: &Creditor,
    instructions: &[Instruction],
    version: Version,
) -> Result<String, Vec<String>> {
    let told = refusals(heading, creditor, instructions);
    if !told.is_empty() {
        return Err(told);
    }
    let mut paper = Paper { text: String::new(), version };
    let _ = write!(
        paper.text,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:{}\">\n<CstmrDrctDbtInitn>",
        version.name()
    );
    paper.inside("GrpHdr", |paper| {
        paper.leaf("MsgId", &heading.message_id);
        paper.leaf("CreDtTm", &heading.made_at);
        paper.counted(instructions.iter());
        paper.inside("InitgPty", |paper| paper.leaf("Nm", &creditor.name));
    });
    let keys: BTreeSet<BatchKey> = instructions.iter().map(|one| (one.due, one.sequence)).collect();
    for (number, key) in keys.into_iter().enumerate() {
        let of_batch: Vec<&Instruction> =
            instructions.iter().filter(|one| (one.due, one.sequence) == key).collect();
        paper.batch(&format!("{}-{}", heading.message_id, number + 1), creditor, key, &of_batch);
    }
    paper.text.push_str("\n</CstmrDrctDbtInitn>\n</Document>\n");
    Ok(paper.text)
}

fn refusals(heading: &Heading, creditor: &Creditor, instructions: &[Instruction]) -> Vec<String> {
    let mut told = creditor.objections();
    told.extend(instructions.iter().flat_map(objections));
    if instructions.is_empty() {
        told.push("Er is niets te incasseren.".into());
    }
    if heading.message_id.is_empty() || heading.message_id.chars().count() > 28 {
        told.push("De naam van het bestand moet 1 tot 28 tekens hebben.".into());
    }
    let mut seen = BTreeSet::new();
    for one in instructions {
        if !seen.insert(&one.end_to_end) {
            told.push(format!("{}: dit kenmerk staat er twee keer in.", one.end_to_end));
        }
    }
    told
}

/// The text that is being written.
struct Paper {
    text: String,
    version: Version,
}

impl Paper {
    fn inside(&mut self, name: &str, write: impl FnOnce(&mut Paper)) {
        let _ = write!(self.text, "\n<{name}>");
        write(self);
        let _ = write!(self.text, "</{name}>");
    }

    fn leaf(&mut self, name: &str, value: &str) {
        let value = permitted(value);
        let _ = write!(self.text, "<{name}>{}</{name}>", quick_xml::escape::escape(value.as_str()));
    }

    fn counted<'a>(&mut self, instructions: impl Iterator<Item = &'a Instruction>) {
        let (mut count, mut sum) = (0_u64, Cents(0));
        for one in instructions {
            count += 1;
            sum += one.amount;
        }
        self.leaf("NbOfTxs", &count.to_string());
        self.leaf("CtrlSum", &decimal(sum));
    }

    fn agent(&mut self, name: &str, bic: &str) {
        let field = self.version.bic();
        self.inside(name, |paper| {
            paper.inside("FinInstnId", |paper| {
                if bic.is_empty() {
                    paper.inside("Othr", |paper| paper.leaf("Id", "NOTPROVIDED"));
                } else {
                    paper.leaf(field, bic);
                }
            });
        });
    }

    fn account(&mut self, name: &str, iban: &str) {
        self.inside(name, |paper| paper.inside("Id", |paper| paper.leaf("IBAN", &plain(iban))));
    }

    fn batch(
        &mut self,
        id: &str,
        creditor: &Creditor,
        (due, sequence): BatchKey,
        instructions: &[&Instruction],
    ) {
        self.inside("PmtInf", |paper| {
            paper.leaf("PmtInfId", id);
            paper.leaf("PmtMtd", "DD");
            paper.counted(instructions.iter().copied());
            paper.inside("PmtTpInf", |paper| {
                paper.inside("SvcLvl", |paper| paper.leaf("Cd", "SEPA"));
                paper.inside("LclInstrm", |paper| paper.leaf("Cd", "CORE"));
                paper.leaf("SeqTp", sequence.code());
            });
            paper.leaf("ReqdColltnDt", &due.to_string());
            paper.inside("Cdtr", |paper| paper.leaf("Nm", &creditor.name));
            paper.account("CdtrAcct", &creditor.iban);
            paper.agent("CdtrAgt", &creditor.bic);
            paper.leaf("ChrgBr", "SLEV");
            paper.inside("CdtrSchmeId", |paper| {
                paper.inside("Id", |paper| {
                    paper.inside("PrvtId", |paper| {
                        paper.inside("Othr", |paper| {
                            paper.leaf("Id", &plain(&creditor.id));
                            paper.inside("SchmeNm", |paper| paper.leaf("Prtry", "SEPA"));
                        });
                    });
                });
            });
            for one in instructions {
                paper.instruction(one);
            }
        });
    }

    fn instruction(&mut self, one: &Instruction) {
        self.inside("DrctDbtTxInf", |paper| {
            paper.inside("PmtId", |paper| paper.leaf("EndToEndId", &one.end_to_end));
            let _ = write!(paper.text, "<InstdAmt Ccy=\"EUR\">{}</InstdAmt>", decimal(one.amount));
            paper.inside("DrctDbtTx", |paper| {
                paper.inside("MndtRltdInf", |paper| {
                    paper.leaf("MndtId", &one.mandate);
                    paper.leaf("DtOfSgntr", &one.signed_on.to_string());
                });
            });
            paper.agent("DbtrAgt", &one.bic);
            paper.inside("Dbtr", |paper| paper.leaf("Nm", &one.debtor));
            paper.account("DbtrAcct", &one.iban);
            paper.inside("RmtInf", |paper| match &one.remittance {
                Remittance::Text(text) => paper.leaf("Ustrd", text),
                Remittance::Kenmerk(kenmerk) => paper.structured("CUR", kenmerk),
                Remittance::Rf(reference) => paper.structured("ISO", reference),
            });
        });
    }

    fn structured(&mut self, issuer: &str, reference: &str) {
        self.inside("Strd", |paper| {
            paper.inside("CdtrRefInf", |paper| {
                paper.inside("Tp", |paper| {
                    paper.inside("CdOrPrtry", |paper| paper.leaf("Cd", "SCOR"));
                    paper.leaf("Issr", issuer);
                });
                paper.leaf("Ref", &plain(reference));
            });
        });
    }
}

fn decimal(cents: Cents) -> String {
    format!("{}.{:02}", cents.0 / 100, cents.0 % 100)
}

/// Only the letters that every bank of SEPA takes; accents fall off, what has no likeness becomes a point.
fn permitted(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            'a'..='z'
            | 'A'..='Z'
            | '0'..='9'
            | '/'
            | '-'
            | '?'
            | ':'
            | '('
            | ')'
            | '.'
            | ','
            | '\''
            | '+'
            | ' ' => letter,
            'À'..='Å' => 'A',
            'à'..='å' => 'a',
            'È'..='Ë' => 'E',
            'è'..='ë' => 'e',
            'Ì'..='Ï' => 'I',
            'ì'..='ï' => 'i',
            'Ò'..='Ö' | 'Ø' => 'O',
            'ò'..='ö' | 'ø' => 'o',
            'Ù'..='Ü' => 'U',
            'ù'..='ü' => 'u',
            'Ç' => 'C',
            'ç' => 'c',
            'Ñ' => 'N',
            'ñ' => 'n',
            'Ý' => 'Y',
            'ý' | 'ÿ' => 'y',
            'ł' => 'l',
            'Ł' => 'L',
            'ş' | 'š' => 's',
            'Ş' | 'Š' => 'S',
            'ğ' => 'g',
            'Ğ' => 'G',
            'ı' => 'i',
            'İ' => 'I',
            '&' => '+',
            '_' => '-',
            _ => '.',
        })
        .collect()
}
