//! The files of `wet/` in, the law out.
//!
//! In go the nine texts of `wet/` (Dutch keys, dated, sourced, a unit in every value); out comes a
//! [`Law`], or everything that is wrong with the texts, each with file and line. It never fills in a
//! value: a row without one says so (`onbekend = "ja"`), and the law then refuses to compute on those days. A landlord
//! cannot override these files; a new tariff is a new row.

mod fields;
mod tables;

#[cfg(test)]
mod tests;

use domain::calendar::holidays::EquatedDays;
use domain::ids::ContentId;
use domain::law::Law;
use fields::Reader;
use std::fmt;

/// Something wrong with a line of `wet/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LawFinding {
    /// The file, such as `wet/rente.toml`.
    pub file: String,
    /// Line, counted from 1.
    pub line: u32,
    /// What is wrong and what to write instead, in Dutch.
    pub text: String,
}

/// `wet/rente.toml:12: …`
impl fmt::Display for LawFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.text)
    }
}

/// The names of the files of `wet/`, in order.
pub const LAW_FILES: [&str; 9] = [
    "deurwaarderstarieven.toml",
    "feestdagen.toml",
    "griffierecht.toml",
    "incassokosten.toml",
    "rente.toml",
    "salaris-gemachtigde.toml",
    "termijnen.toml",
    "veertiendagenbrief.toml",
    "vroegsignalering.toml",
];

/// The texts as they were shipped with this version, in the order of [`LAW_FILES`].
const SHIPPED: [&str; 9] = [
    include_str!("../../../wet/deurwaarderstarieven.toml"),
    include_str!("../../../wet/feestdagen.toml"),
    include_str!("../../../wet/griffierecht.toml"),
    include_str!("../../../wet/incassokosten.toml"),
    include_str!("../../../wet/rente.toml"),
    include_str!("../../../wet/salaris-gemachtigde.toml"),
    include_str!("../../../wet/termijnen.toml"),
    include_str!("../../../wet/veertiendagenbrief.toml"),
    include_str!("../../../wet/vroegsignalering.toml"),
];

/// The texts of `wet/` as they were shipped: (path, text).
pub fn shipped_files() -> Vec<(String, String)> {
    LAW_FILES.iter().zip(SHIPPED).map(|(name, text)| (format!("wet/{name}"), text.to_owned())).collect()
}

/// The law as it was shipped with this version.
///
/// # Panics
/// When the shipped texts do not read; a test proves that they do.
pub fn shipped() -> Law {
    match read_law(&shipped_files()) {
        Ok(law) => law,
        Err(findings) => panic!("de meegeleverde wet leest niet: {}", findings[0]),
    }
}

/// Reads the law from (path, text) of every file of `wet/`. A path may or may not start with `wet/`.
///
/// # Errors
/// Everything that is wrong, in order of file and line. One finding is enough to refuse the whole.
pub fn read_law(files: &[(String, String)]) -> Result<Law, Vec<LawFinding>> {
    let reader = Reader::new(files);
    let list = reader.equated_days();
    let law = Law {
        hash: hash(files),
        equated_days: EquatedDays(list.days),
        equated_days_checked_through: list.checked_through,
        statutory_interest: reader.dated("rente.toml", "wettelijke-rente", |row| row.rate("tarief")),
        collection_costs: reader.dated("incassokosten.toml", "staffel", tables::scale),
        small_instalments: reader.dated("incassokosten.toml", "kleine-termijnen", tables::small_instalments),
        vat: reader.dated("incassokosten.toml", "btw", |row| row.rate("tarief")),
        fourteen_day_letter: reader.dated(
            "veertiendagenbrief.toml",
            "veertiendagenbrief",
            tables::letter_rule,
        ),
        court_fee: reader.dated("griffierecht.toml", "griffierecht-kanton", tables::court_fee),
        salary: reader.dated("salaris-gemachtigde.toml", "salaris-kanton", tables::salary),
        costs_after_judgment: reader
            .dated("salaris-gemachtigde.toml", "nakosten", |row| row.rate("aandeel_van_een_punt")),
        bailiff: tables::bailiff(&reader),
        early_signal: reader.dated("vroegsignalering.toml", "vroegsignaal", tables::early_signal),
        prescription: reader.dated("termijnen.toml", "verjaring", tables::prescription),
        death: reader.dated("termijnen.toml", "overlijden", tables::death),
        direct_debit: reader.dated("termijnen.toml", "automatische-incasso", tables::direct_debit),
        procedure: reader.dated("termijnen.toml", "procedure", tables::procedure),
        debt_scheme: reader.dated("termijnen.toml", "schuldregeling", tables::debt_scheme),
        contact_hours: reader.dated("termijnen.toml", "contacttijden", tables::contact_hours),
    };
    let findings = reader.into_findings();
    if findings.is_empty() { Ok(law) } else { Err(findings) }
}

/// The same for the same texts, in whatever order and under whatever folder they were handed over.
fn hash(files: &[(String, String)]) -> ContentId {
    let mut parts: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (fields::base_name(path), text.as_str())).collect();
    parts.sort_unstable();
    let parts: Vec<&str> = parts.into_iter().flat_map(|(name, text)| [name, text]).collect();
    ContentId::of(&parts)
}
