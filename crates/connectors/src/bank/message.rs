//! Which ISO 20022 message a file holds, by its namespace and its second element, and the reader for it.

use domain::bank::StatementKind;

use super::camt::Camt;
use super::orders::{Orders, Way};
use super::tags::Tag;
use super::told::Told;
use super::xml::{Held, Visitor};
use super::{FileRead, Refused};

/// The newest version the readers were tried with.
const NEWEST_TRIED: u32 = 8;

/// The reader for what a file turns out to be.
#[derive(Default)]
pub(crate) struct Message {
    format: String,
    message_id: String,
    newer: bool,
    reader: Reader,
}

#[derive(Default)]
enum Reader {
    #[default]
    None,
    Camt(Box<Camt>),
    Orders(Box<Orders>),
}

impl Visitor for Message {
    fn message(&mut self, namespace: &str, message: Tag, name: &str, told: &mut Told) -> Result<(), Refused> {
        let kind = match message {
            Tag::BkToCstmrStmt => "camt.053",
            Tag::BkToCstmrAcctRpt => "camt.052",
            Tag::BkToCstmrDbtCdtNtfctn => "camt.054",
            Tag::CstmrPmtStsRpt => "pain.002",
            Tag::CstmrDrctDbtInitn => "pain.008",
            Tag::CstmrCdtTrfInitn => "pain.001",
            _ => {
                let name: String = name.chars().take(40).collect();
                let text = format!("Dit bericht ({name}) is geen afschrift en geen incassobestand.");
                return Err(Refused::new("other-message", text));
            }
        };
        if !matches!(self.reader, Reader::None) {
            return Err(Refused::new(
                "more-messages",
                "In dit bestand staan meer berichten. Lever ze los aan.",
            ));
        }
        self.format = self.name_of(namespace, kind, told)?;
        let version = self.format.rsplit('.').next().and_then(|last| last.parse().ok()).unwrap_or(0);
        self.newer = version > NEWEST_TRIED && kind.starts_with("camt");
        if self.newer {
            told.notice("version-newer", || {
                format!("Versie {} is nieuwer dan de nieuwste waarmee is geproefd.", self.format)
            });
        }
        let camt = |kind| Reader::Camt(Box::new(Camt::new(kind, version)));
        let orders = |way| Reader::Orders(Box::new(Orders::new(way)));
        self.reader = match kind {
            "camt.053" => camt(StatementKind::Statement),
            "camt.052" => camt(StatementKind::Report),
            "camt.054" => camt(StatementKind::Notification),
            "pain.002" => orders(Way::Status),
            "pain.008" => orders(Way::Collect),
            _ => orders(Way::Pay),
        };
        Ok(())
    }

    fn is_newer(&self) -> bool {
        self.newer
    }

    fn open(&mut self, path: &[Tag], told: &mut Told) {
        match &mut self.reader {
            Reader::Camt(camt) => camt.open(path, told),
            Reader::Orders(orders) => orders.open(path, told),
            Reader::None => {}
        }
    }

    fn close(&mut self, path: &[Tag], held: &Held, told: &mut Told) {
        if let [_, _, Tag::GrpHdr, Tag::MsgId] = path {
            held.text.clone_into(&mut self.message_id);
        }
        match &mut self.reader {
            Reader::Camt(camt) => camt.close(path, held, told),
            Reader::Orders(orders) => orders.close(path, held, told),
            Reader::None => {}
        }
    }
}

impl Message {
    /// The name of the message with its version. Without a namespace nobody can know what the elements mean.
    fn name_of(&self, namespace: &str, kind: &str, told: &mut Told) -> Result<String, Refused> {
        if namespace.is_empty() {
            let text = format!("Het bestand zegt niet dat het {kind} is: de naamruimte ontbreekt.");
            return Err(Refused::new("namespace-missing", text));
        }
        let name = namespace.rsplit(':').next().unwrap_or_default();
        if name.starts_with(kind) && namespace.starts_with("urn:") {
            return Ok(name.to_owned());
        }
        told.defect("namespace-wrong", || {
            format!("De naamruimte “{namespace}” hoort niet bij {kind}; gelezen als {kind}.")
        });
        Ok(kind.to_owned())
    }

    /// What was read; a message without a statement is refused.
    pub fn finish(self, told: &mut Told) -> Result<FileRead, Refused> {
        let statements = match self.reader {
            Reader::Camt(camt) => camt.statements,
            Reader::Orders(orders) => orders.finish(told),
            Reader::None => 0,
        };
        if statements == 0 {
            return Err(Refused::new("no-statement", "In het bestand staat geen enkel afschrift."));
        }
        Ok(FileRead { format: self.format, message_id: self.message_id, encoding: "", statements })
    }
}
