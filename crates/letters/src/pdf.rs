//! A letter on paper: PDF/A-2a for the archive and PDF/UA-1 for who reads with ears or fingers, in one file.
//!
//! In goes a [`Letter`]; out comes a [`Printed`], the same bytes for the same letter. The compiler (Typst, in this
//! process) and its fonts stay warm in a [`Press`]. All text reaches the page as data, so nothing in a name can be code.
//! A sign that the fonts do not have is an error with that sign, not an empty box: a letter with a hole is not sent.

mod page;
mod paper;

use std::fmt;

use domain::calendar::Day;
use sha2::{Digest, Sha256};
use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::address::AddressBlock;
use crate::document::Document;
use crate::payment::PaymentPanel;
use crate::style::HouseStyle;
use paper::Paper;

/// One letter to one tenant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    /// Language of the text (BCP 47: `nl`, `tr`, `ar`).
    pub language: String,
    /// To whom, in the window.
    pub address: AddressBlock,
    /// The day on the letter.
    pub day: Day,
    /// Our reference; empty when there is none.
    pub reference: String,
    /// The subject: the heading of the letter and the title of the file.
    pub subject: String,
    /// The text.
    pub body: Document,
    /// How to pay, when money is asked.
    pub payment: Option<PaymentPanel>,
}

/// A letter as it goes to the printer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The file.
    pub pdf: Vec<u8>,
    /// Number of pages.
    pub pages: u32,
}

/// Why a letter cannot be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LetterError {
    /// It has no subject or no text.
    Empty,
    /// It has no address.
    NoAddress,
    /// The fonts do not have these signs.
    MissingSigns(Vec<char>),
    /// What the QR code has to hold is empty, too long, or not a payment at all.
    PaymentCode,
    /// Typesetting or the checks of PDF/A and PDF/UA failed; what they said, without the text of the letter.
    Refused(String),
}

impl fmt::Display for LetterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LetterError::Empty => f.write_str("De brief heeft geen onderwerp of geen tekst."),
            LetterError::NoAddress => f.write_str("De brief heeft geen adres."),
            LetterError::MissingSigns(signs) => {
                let signs: Vec<String> = signs.iter().map(|sign| format!("U+{:04X}", *sign as u32)).collect();
                write!(
                    f,
                    "Deze tekens kan de brief niet tonen: {}. Schrijf de tekst zonder die tekens.",
                    signs.join(", ")
                )
            }
            LetterError::PaymentCode => f.write_str(
                "De QR-code past niet: kijk naar het adres van de betaalpagina, het bedrag, de rekening en het kenmerk.",
            ),
            LetterError::Refused(said) => write!(f, "De brief is niet te zetten als PDF/A en PDF/UA: {said}"),
        }
    }
}

impl std::error::Error for LetterError {}

/// A warm compiler with the fonts and the house style of one landlord.
pub struct Press {
    paper: Paper,
    standards: PdfStandards,
}

impl Press {
    /// Warms up for a house style.
    pub fn new(style: &HouseStyle) -> Press {
        let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
            .expect("PDF/A-2a and PDF/UA-1 go together in PDF 1.7");
        Press { paper: Paper::new(style), standards }
    }

    /// Sets one letter.
    ///
    /// # Errors
    /// When a part is missing, a sign has no drawing, or the checks of PDF/A-2a or PDF/UA-1 find something.
    pub fn print(&mut self, letter: &Letter) -> Result<Printed, LetterError> {
        if letter.subject.trim().is_empty() || letter.body.parts.is_empty() {
            return Err(LetterError::Empty);
        }
        if letter.address.lines().is_empty() {
            return Err(LetterError::NoAddress);
        }
        let page = page::lay_out(letter)?;
        let missing = self.paper.missing_signs(&page.data);
        if !missing.is_empty() {
            return Err(LetterError::MissingSigns(missing));
        }
        let data = page.data.to_string();
        let identity: String =
            Sha256::digest(&data).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        self.paper.load(data, page.codes);
        let printed = self.set(identity);
        // Nothing of one tenant stays behind for the next, and memory stays flat, also after a failure.
        comemo::evict(0);
        printed
    }

    fn set(&self, identity: String) -> Result<Printed, LetterError> {
        let Warned { output, .. } = typst::compile::<PagedDocument>(&self.paper);
        let document = output.map_err(|errors| refused(&errors))?;
        let options = PdfOptions {
            ident: Smart::Custom(identity),
            creator: Smart::Custom(Some("Houvast".to_owned())),
            standards: self.standards.clone(),
            ..PdfOptions::default()
        };
        let pdf = typst_pdf::pdf(&document, &options).map_err(|errors| refused(&errors))?;
        Ok(Printed { pdf, pages: document.pages().len() as u32 })
    }
}

/// The first message, up to where it may quote the letter.
fn refused(errors: &[SourceDiagnostic]) -> LetterError {
    let said = errors.first().map_or("geen melding", |error| error.message.as_str());
    LetterError::Refused(said.split(['`', '"']).next().unwrap_or_default().trim().to_owned())
}
