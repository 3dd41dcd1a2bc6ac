//! The manifest: what the sender says a delivery holds.

use super::json::{Object, line};
use domain::calendar::Day;
use domain::money::Cents;
use sha2::{Digest, Sha256};
use std::fmt::Write;

pub(super) const NAME: &str = "manifest.json";

/// What the sender says of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// Name of the landlord.
    pub landlord: String,
    /// Day the books stand on.
    pub as_of: Day,
    /// Does the delivery hold everything there is?
    pub complete: bool,
    /// What is said of each file.
    pub files: Vec<FileStated>,
    /// Running tenancies after this delivery, when stated.
    pub tenancies: Option<u32>,
    /// Sum of everything booked after this delivery, when stated.
    pub balance: Option<Cents>,
}

/// What the sender says of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileStated {
    /// Name of the file.
    pub name: String,
    /// Number of objects.
    pub count: usize,
    /// Sum of the amounts as they stand in the file, without sign.
    pub sum: Option<Cents>,
    /// Hash of the content.
    pub sha256: String,
}

impl FileStated {
    pub(super) fn of(name: &str, content: &[u8], sum: Option<Cents>) -> FileStated {
        let count = content.iter().filter(|&&byte| byte == b'\n').count();
        FileStated { name: name.to_owned(), count, sum, sha256: String::new() }
    }
}

impl Manifest {
    pub(super) fn to_json(&self) -> Vec<u8> {
        let mut out = Vec::new();
        line(&mut out, |object| {
            object.text("verhuurder", &self.landlord);
            object.day("peildatum", self.as_of);
            object.truth("volledig", self.complete);
            object.list("bestanden", &self.files, write_file);
            object.object("stand", |stand| {
                if let Some(tenancies) = self.tenancies {
                    stand.number("overeenkomsten", i64::from(tenancies));
                }
                if let Some(balance) = self.balance {
                    stand.cents_text("saldo", balance);
                }
            });
        });
        out
    }
}

fn write_file(object: &mut Object, file: &FileStated) {
    object.text("naam", &file.name);
    object.number("aantal", file.count as i64);
    if let Some(sum) = file.sum {
        object.object("som", |sums| sums.cents_text("bedrag", sum));
    }
    object.text("sha256", &file.sha256);
}

pub(super) fn sha256_hex(content: &[u8]) -> String {
    Sha256::digest(content).iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
