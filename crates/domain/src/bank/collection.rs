//! What a collection by direct debit asks for, in our own words: who collects, from whom, how much, when.
//!
//! In go the landlord's figures; out comes an [`Instruction`] a writer can put in a file of the bank, or the reasons why
//! it may not leave. Nothing here decides that somebody is debited.

use super::check_digits;
use crate::calendar::Day;
use crate::money::Cents;

/// Where a debit stands in the life of its mandate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sequence {
    /// The first of more to come.
    First,
    /// One of several.
    Recurring,
    /// The only one.
    OneOff,
    /// The last one.
    Final,
}

impl Sequence {
    /// All of them.
    pub const ALL: [Sequence; 4] = [Sequence::First, Sequence::Recurring, Sequence::OneOff, Sequence::Final];

    /// The word of ISO 20022.
    pub const fn code(self) -> &'static str {
        match self {
            Sequence::First => "FRST",
            Sequence::Recurring => "RCUR",
            Sequence::OneOff => "OOFF",
            Sequence::Final => "FNAL",
        }
    }
}

/// Who collects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Creditor {
    /// Name, at most 70 characters.
    pub name: String,
    /// The account the money comes to.
    pub iban: String,
    /// BIC of its bank, or empty: inside the EEA the IBAN is enough.
    pub bic: String,
    /// Creditor identifier (*incassant-ID*).
    pub id: String,
}

/// What the remittance says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remittance {
    /// Words, at most 140 characters.
    Text(String),
    /// A betalingskenmerk of sixteen digits.
    Kenmerk(String),
    /// An RF reference.
    Rf(String),
}

/// One debit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction {
    /// Our own reference of it, at most 35 characters; comes back in statements and returns.
    pub end_to_end: String,
    /// How much; more than zero.
    pub amount: Cents,
    /// When it is to be collected.
    pub due: Day,
    /// Where it stands in the life of the mandate.
    pub sequence: Sequence,
    /// The mandate, at most 35 characters.
    pub mandate: String,
    /// When it was signed.
    pub signed_on: Day,
    /// Who pays, at most 70 characters.
    pub debtor: String,
    /// From which account.
    pub iban: String,
    /// BIC of its bank, or empty.
    pub bic: String,
    /// What the tenant reads.
    pub remittance: Remittance,
}

impl Creditor {
    /// Why nothing may leave in this name, in Dutch; empty when it may.
    pub fn objections(&self) -> Vec<String> {
        let told = [
            (check_digits::creditor_id(&self.id), "Het incassant-ID klopt niet."),
            (check_digits::iban(&self.iban), "Het IBAN van de incassant klopt niet."),
            (has_length(&self.name, 70), "De naam van de incassant moet 1 tot 70 tekens hebben."),
        ];
        told.iter().filter(|(good, _)| !good).map(|(_, text)| (*text).to_owned()).collect()
    }
}

fn has_length(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.trim().chars().count())
}

/// Why an instruction may not leave, in Dutch; empty when it may.
pub fn objections(instruction: &Instruction) -> Vec<String> {
    let mut told = Vec::new();
    let mut unless = |good: bool, text: &str| {
        if !good {
            told.push(format!("{}: {text}", instruction.end_to_end));
        }
    };
    unless(instruction.amount.0 > 0, "het bedrag moet meer zijn dan nul.");
    unless(instruction.amount.0 <= 99_999_999_999, "het bedrag is te groot voor een incasso.");
    unless(has_length(&instruction.end_to_end, 35), "het kenmerk moet 1 tot 35 tekens hebben.");
    unless(has_length(&instruction.mandate, 35), "het machtigingskenmerk moet 1 tot 35 tekens hebben.");
    unless(has_length(&instruction.debtor, 70), "de naam van de betaler moet 1 tot 70 tekens hebben.");
    unless(check_digits::iban(&instruction.iban), "het IBAN van de betaler klopt niet.");
    unless(instruction.signed_on <= instruction.due, "de machtiging is getekend na de dag van de incasso.");
    match &instruction.remittance {
        Remittance::Text(text) => {
            unless(has_length(text, 140), "de omschrijving moet 1 tot 140 tekens hebben.")
        }
        Remittance::Kenmerk(kenmerk) => {
            let whole = check_digits::plain(kenmerk).len() == 16 && check_digits::kenmerk(kenmerk);
            unless(whole, "het betalingskenmerk klopt niet.");
        }
        Remittance::Rf(reference) => unless(check_digits::rf(reference), "de RF-referentie klopt niet."),
    }
    told
}
