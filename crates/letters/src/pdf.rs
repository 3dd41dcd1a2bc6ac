//! A letter on paper: PDF/A-2a for the archive and PDF/UA-1 for who reads with ears or fingers, in one file.
//!
//! In goes a [`Letter`]; out comes a [`Printed`], the same bytes for the same letter. `page` says what stands on it, `blocks` and
//! `furniture` set that in strips, `sheet` lays strips on paper, `file` draws it. The fonts and the house style stay ready in a [`Press`].
//! A sign that the fonts do not have is an error with that sign, not an empty box: a letter with a hole is not sent.

mod blocks;
mod file;
mod fonts;
mod furniture;
mod house;
mod line;
mod page;
mod sheet;
mod tags;

use std::collections::BTreeSet;
use std::fmt;

use domain::calendar::Day;
use domain::language::Language;
use krilla::configure::Configuration;
use krilla::error::KrillaError;
use sha2::{Digest, Sha256};

use crate::address::AddressBlock;
use crate::document::Document;
use crate::payment::PaymentPanel;
use crate::style::HouseStyle;
use blocks::{Composer, TEXT};
use file::About;
use fonts::Fonts;
use house::{House, Logo};
use line::{Piece, Setter};
use page::{Block, Page};
use sheet::{Band, COLUMN, Sheets};
use tags::Tags;

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

/// The fonts and the house style of one landlord, ready to print.
pub struct Press {
    fonts: Fonts,
    house: House,
    checks: Configuration,
}

impl Press {
    /// Makes ready for a house style.
    pub fn new(style: &HouseStyle) -> Press {
        Press { fonts: Fonts::new(), house: House::new(style), checks: file::checks() }
    }

    /// Sets one letter.
    ///
    /// # Errors
    /// When a part is missing, a sign has no drawing, or the checks of PDF/A-2a or PDF/UA-1 find something.
    pub fn print(&self, letter: &Letter) -> Result<Printed, LetterError> {
        if letter.subject.trim().is_empty() || letter.body.parts.is_empty() {
            return Err(LetterError::Empty);
        }
        if letter.address.lines().is_empty() {
            return Err(LetterError::NoAddress);
        }
        if matches!(self.house.logo, Some(Logo::Unreadable)) {
            return Err(LetterError::Refused("het logo is niet te lezen".to_owned()));
        }
        let page = page::lay_out(letter)?;
        let about = about(letter, &page);
        let (sheets, tags) = self.compose(letter, page)?;
        let count = sheets.pages.len() as u32;
        let pdf = file::write(sheets.pages, tags, (&self.fonts, &self.house), self.checks, about);
        Ok(Printed { pdf: pdf.map_err(|error| refused(&error))?, pages: count })
    }

    /// All pages of a letter, and what is what on them.
    fn compose(&self, letter: &Letter, mut page: Page) -> Result<(Sheets, Tags), LetterError> {
        let mut composer = Composer {
            setter: Setter { fonts: &self.fonts, missing: BTreeSet::new() },
            tags: Tags::default(),
            inks: self.house.inks,
            language: &letter.language,
            labels: page.labels.language.code(),
            right_to_left: reads_from_the_right(&letter.language),
            labels_right_to_left: page.labels.language.right_to_left(),
        };
        let first = furniture::first_sheet(&mut composer, &self.house, &letter.address, &page);
        let mut bands = composer.heading(1, &vec![Piece::new(&page.subject, false)], COLUMN);
        for block in std::mem::take(&mut page.blocks) {
            let mut next = composer.block(block, COLUMN);
            // Only a heading is kept with what follows: that stands as near as the heading says.
            if let (Some(true), Some(first)) = (bands.last().map(|band| band.keep), next.first_mut()) {
                first.above = 0.0;
            }
            bands.extend(next);
        }
        bands.extend(together(&mut composer, std::mem::take(&mut page.closing)));
        let too_high =
            |_| LetterError::Refused("het vak met de betaalgegevens is hoger dan een bladzijde".to_owned());
        let mut sheets = first.fill(bands).map_err(too_high)?;
        furniture::repeat(&mut composer, &self.house, &page, &mut sheets);
        match composer.setter.missing {
            missing if missing.is_empty() => Ok((sheets, composer.tags)),
            missing => Err(LetterError::MissingSigns(missing.into_iter().collect())),
        }
    }
}

/// The greeting and the name below it, on one page.
fn together(composer: &mut Composer, closing: Vec<Block>) -> Vec<Band> {
    let mut bands: Vec<Band> = closing.into_iter().flat_map(|block| composer.block(block, COLUMN)).collect();
    bands.iter_mut().for_each(|band| band.keep = true);
    if let Some(first) = bands.first_mut() {
        first.above = 1.8 * TEXT;
    }
    bands
}

fn about(letter: &Letter, page: &Page) -> About {
    let (year, month, day) = letter.day.ymd();
    let identity = Sha256::digest(format!("{letter:?}"));
    About {
        title: page.subject.clone(),
        language: letter.language.clone(),
        right_to_left: reads_from_the_right(&letter.language),
        day: (year, month as u8, day as u8),
        identity: identity.iter().take(16).map(|byte| format!("{byte:02x}")).collect(),
    }
}

fn reads_from_the_right(language: &str) -> bool {
    Language::of_code(language).is_some_and(Language::right_to_left)
}

/// The kind of what was found, without the text of the letter that may be in it.
fn refused(error: &KrillaError) -> LetterError {
    let said = match error {
        KrillaError::Validation(found) => format!("{:?}", found.first().map(|(error, _)| error)),
        other => format!("{other:?}"),
    };
    let kind = said.trim_start_matches("Some(").split(|c: char| !c.is_ascii_alphanumeric()).next();
    LetterError::Refused(kind.unwrap_or_default().to_owned())
}
