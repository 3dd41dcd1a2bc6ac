//! Files to and from the partners on the legal road: the municipality, the bailiff, and the landlord's own ledger.
//!
//! In goes plain data that others decided on; out come files as bytes, with as little of a person as the case needs. Coming
//! back, files give rows and findings with their row numbers: a bad row never stops the rows around it. No file here holds
//! a citizen service number, a note, or anything about health or help, and nothing here decides whether a file may go.

pub mod bailiff;
pub mod ledger;
pub mod municipality;
mod person;
pub mod posting;
mod sheet;

use crate::misread::Misread;
use domain::law_in_motion::evidence::Claimant;
use serde::Deserialize;
use std::collections::BTreeMap;

pub use person::{Home, Party};

/// A file to hand over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutFile {
    /// Its name inside the folder, with `/` between folders.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Who hands over, and the codes of the municipalities: the landlord's `partners.toml`.
///
/// ```
/// let partners = connectors::partners::Partners::read("naam = 'Voorbeeld Wonen'\n[gemeenten]\nRotterdam = '0599'").unwrap();
/// assert_eq!(partners.municipality_code("rotterdam"), Some("0599"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partners {
    /// Name of the landlord.
    #[serde(rename = "naam", default)]
    pub name: String,
    /// Its number at the chamber of commerce, or empty.
    #[serde(rename = "kvk", default)]
    pub commerce_number: String,
    /// The code by which the municipality knows who delivers, or empty.
    #[serde(rename = "leverancierscode", default)]
    pub supplier_code: String,
    /// The bailiff for whom hand-over sets are made, or empty.
    #[serde(rename = "deurwaarder", default)]
    pub bailiff: String,
    /// Who gives help here, as a referral names them: budget coaches, social teams.
    #[serde(rename = "hulp", default)]
    pub helpers: Vec<String>,
    /// Code of each municipality (CBS), by its name.
    #[serde(rename = "gemeenten", default)]
    pub municipalities: BTreeMap<String, String>,
}

impl Partners {
    /// Reads the file.
    ///
    /// # Errors
    /// What is wrong with it, in Dutch, with the line.
    pub fn read(text: &str) -> Result<Partners, String> {
        toml::from_str(text).map_err(|error| Misread::of(text, &error).in_file("partners.toml"))
    }

    /// Who claims, as a writ names him.
    pub fn claimant(&self) -> Claimant {
        let number = self.commerce_number.chars().filter(|one| !one.is_whitespace()).collect();
        Claimant { name: self.name.trim().to_owned(), commerce_number: number }
    }

    /// The code of a municipality, whatever its capitals.
    pub fn municipality_code(&self, name: &str) -> Option<&str> {
        let wanted = name.trim().to_lowercase();
        let found = self.municipalities.iter().find(|(known, _)| known.trim().to_lowercase() == wanted);
        found.map(|(_, code)| code.as_str())
    }
}
