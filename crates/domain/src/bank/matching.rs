//! Which tenancy a payment is meant for: exactly, when it carries a reference we issued; else suggestions for a person,
//! with the reason of each; else nothing, and then it waits where everybody sees it.
//!
//! In go an entry of a statement and what we know ([`Register`]); out come [`Allocated`] parts that together are the
//! entry, to the cent. Only a reference that we issued ourselves allocates money; an account, a name, an amount never do.
//! Nothing is stored here and nothing is booked: [`PaymentKey`] is what a store knows a part by, so that the same
//! statement read twice is one payment and two equal payments stay two.
//!
//! Feed statements (camt.053, MT940) only: reports and notifications tell the same payments again.

mod register;

use super::check_digits::plain;
use super::{Entry, EntryStatus, Payment, Reason, Statement};
use crate::ids::{ContentId, TenancyId};
use crate::money::Cents;

pub use register::{Issued, OpenItem, Register, Tenancy, is_telling};

/// So many suggestions are worth a person's eyes.
const SUGGESTIONS_MOST: usize = 5;

/// Names one part of one entry, for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PaymentKey(pub ContentId);

impl PaymentKey {
    /// The key of part `part` of an entry: account, statement and place in it; never amount and day, which two payments
    /// can share. Where a statement has no id of its own its number and day stand in for it.
    pub fn of(statement: &Statement, entry: &Entry, part: u32) -> PaymentKey {
        let day = statement.opening.as_ref().and_then(|balance| balance.day).or(statement.from);
        let day = day.map_or(String::new(), |day| day.to_string());
        let (index, part) = (entry.index.to_string(), part.to_string());
        PaymentKey(ContentId::of(&[
            "bank",
            &statement.account.number,
            statement.currency.as_str(),
            &statement.id,
            &statement.number,
            &day,
            &index,
            &entry.bank_reference,
            &part,
        ]))
    }
}

/// What a reference that we issued stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A tenancy, and perhaps one claim of it.
    Tenancy(TenancyId, Option<String>),
    /// A batch of direct debits we sent, booked as one sum.
    Batch(String),
}

/// Why a tenancy is suggested.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hint {
    /// A reference of ours is in it, but so is one of another tenancy.
    OneOfSeveralReferences,
    /// Its contract number is in the text.
    ContractInText,
    /// This tenant paid from this account before.
    KnownAccount,
    /// The amount is that of one open claim.
    EqualsClaim(String),
    /// The amount is all that is open.
    EqualsBalance,
    /// The name of the payer is like the tenant's.
    Name,
}

impl Hint {
    /// How much it says.
    fn weight(&self) -> u32 {
        match self {
            Hint::OneOfSeveralReferences => 100,
            Hint::ContractInText => 60,
            Hint::KnownAccount => 50,
            Hint::EqualsBalance => 25,
            Hint::EqualsClaim(_) => 20,
            Hint::Name => 20,
        }
    }

    /// Does it say more than that somebody has the same name or owes the same amount?
    pub fn is_strong(&self) -> bool {
        self.weight() >= Hint::KnownAccount.weight()
    }

    /// For the person who decides.
    pub fn sentence(&self) -> String {
        match self {
            Hint::OneOfSeveralReferences => {
                "Er staat een kenmerk van ons in, maar ook een van een ander.".into()
            }
            Hint::ContractInText => "Het contractnummer staat in de omschrijving.".into(),
            Hint::KnownAccount => "Van deze rekening is eerder voor dit dossier betaald.".into(),
            Hint::EqualsClaim(item) => format!("Het bedrag is gelijk aan openstaande post {item}."),
            Hint::EqualsBalance => "Het bedrag is gelijk aan alles wat openstaat.".into(),
            Hint::Name => "De naam van de betaler lijkt op die van de huurder.".into(),
        }
    }
}

/// A tenancy a person may choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The tenancy.
    pub tenancy: TenancyId,
    /// More is likelier; only meant for comparing.
    pub weight: u32,
    /// Why, the strongest first.
    pub hints: Vec<Hint>,
}

/// Where a part of an entry goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// To what carries this reference of ours.
    Exact {
        /// What it stands for.
        target: Target,
        /// The reference, as issued.
        reference: String,
    },
    /// To nobody yet: it waits for a person.
    Suspense {
        /// Why it is not allocated.
        because: Waiting,
        /// The likeliest first; may be empty.
        suggestions: Vec<Suggestion>,
    },
}

/// Why a part waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// No reference of ours is in it.
    NoReference,
    /// References of more than one tenancy are in it.
    SeveralReferences,
    /// The bank gives several payments without their amounts, or amounts that do not add up to the entry.
    PartsUnclear,
    /// Another currency than the euro.
    OtherCurrency,
}

impl Waiting {
    /// For the person who decides.
    pub const fn sentence(self) -> &'static str {
        match self {
            Waiting::NoReference => "Er staat geen kenmerk van ons in.",
            Waiting::SeveralReferences => "Er staan kenmerken van meer dan één dossier in.",
            Waiting::PartsUnclear => {
                "De bank geeft meer betalingen zonder bedragen die samen de boeking zijn."
            }
            Waiting::OtherCurrency => "Het is geen bedrag in euro.",
        }
    }
}

/// A part of an entry, and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allocated {
    /// What a store knows it by.
    pub key: PaymentKey,
    /// How much; negative when money left, as in a direct debit that came back.
    pub cents: Cents,
    /// Why it came back, when it did.
    pub reasons: Vec<Reason>,
    /// Where it goes.
    pub outcome: Outcome,
}

/// Splits a booked entry in parts and says of each where it goes. Their sum is the entry; an entry that is not booked
/// gives none, for it comes again when it is.
pub fn allocate(statement: &Statement, entry: &Entry, register: &Register) -> Vec<Allocated> {
    if !matches!(entry.status, EntryStatus::Booked | EntryStatus::Other) {
        return Vec::new();
    }
    let whole = |because| {
        let suggestions = suggest(&entry.payments, entry.money.cents, register);
        let reasons = entry.payments.iter().flat_map(|payment| payment.reasons.clone()).collect();
        let outcome = Outcome::Suspense { because, suggestions };
        vec![Allocated {
            key: PaymentKey::of(statement, entry, 0),
            cents: entry.money.cents,
            reasons,
            outcome,
        }]
    };
    if entry.money.currency != super::Currency::EUR {
        return whole(Waiting::OtherCurrency);
    }
    if let Some((target, reference)) = batch(entry, register) {
        let outcome = Outcome::Exact { target, reference };
        let key = PaymentKey::of(statement, entry, 0);
        return vec![Allocated { key, cents: entry.money.cents, reasons: Vec::new(), outcome }];
    }
    let parts: Option<Vec<Cents>> = match entry.payments.as_slice() {
        [_] => Some(vec![entry.money.cents]),
        several => several.iter().map(|payment| payment.money.map(|money| money.cents)).collect(),
    };
    let adds_up = |parts: &Vec<Cents>| {
        parts.iter().try_fold(0_i64, |sum, part| sum.checked_add(part.0)) == Some(entry.money.cents.0)
    };
    let Some(parts) = parts.filter(adds_up) else { return whole(Waiting::PartsUnclear) };
    let numbered = entry.payments.iter().zip(parts).zip(0_u32..);
    numbered
        .map(|((payment, cents), part)| Allocated {
            key: PaymentKey::of(statement, entry, part),
            cents,
            reasons: payment.reasons.clone(),
            outcome: outcome(payment, cents, register),
        })
        .collect()
}

/// A batch of ours that is booked as one sum, without its parts.
fn batch(entry: &Entry, register: &Register) -> Option<(Target, String)> {
    if entry.details > 1 {
        return None;
    }
    let named = entry.batch.iter().map(|batch| &batch.batch_id);
    let named = named.chain(entry.payments.iter().map(|payment| &payment.batch_id));
    named.filter(|id| !id.is_empty()).find_map(|id| {
        let only_batches = register.issued(id).iter().find(|target| matches!(target, Target::Batch(_)))?;
        // One debit of a batch names its batch too; that one is found by its own reference.
        let single = entry.payments.iter().any(|payment| is_ours(payment, register));
        (!single).then(|| (only_batches.clone(), id.clone()))
    })
}

fn is_ours(payment: &Payment, register: &Register) -> bool {
    !payment.end_to_end.is_empty() && !register.issued(&payment.end_to_end).is_empty()
}

/// Every reference a payment carries, in the plain form in which we keep what we issued.
fn carried<'a>(payment: &'a Payment, end_to_end: &'a str) -> impl Iterator<Item = &'a str> {
    let end_to_end = Some(end_to_end).filter(|text| !text.is_empty() && *text != "NOTPROVIDED");
    payment.references.iter().map(|reference| reference.value.as_str()).chain(end_to_end)
}

fn outcome(payment: &Payment, cents: Cents, register: &Register) -> Outcome {
    let (end_to_end, in_text) = (plain(&payment.end_to_end), register.issued_in_text(&payment.text));
    let mut ours: Vec<(&Target, &str)> = Vec::new();
    for reference in carried(payment, &end_to_end).chain(in_text.iter().map(String::as_str)) {
        for target in register.issued_as(reference) {
            if matches!(target, Target::Tenancy(..)) && !ours.iter().any(|(known, _)| *known == target) {
                ours.push((target, reference));
            }
        }
    }
    let tenancies = |ours: &[(&Target, &str)]| {
        let mut list: Vec<&TenancyId> = ours
            .iter()
            .filter_map(
                |(target, _)| if let Target::Tenancy(tenancy, _) = target { Some(tenancy) } else { None },
            )
            .collect();
        list.sort();
        list.dedup();
        list.len()
    };
    let waits = |because| Outcome::Suspense {
        because,
        suggestions: suggest(std::slice::from_ref(payment), cents, register),
    };
    match tenancies(&ours) {
        0 => waits(Waiting::NoReference),
        1 => {
            // Two claims of one tenancy: to the tenancy, whose own order of claims decides.
            let (target, reference) = ours[0];
            let target = match (target, ours.len()) {
                (Target::Tenancy(tenancy, _), 2..) => Target::Tenancy(*tenancy, None),
                (target, _) => target.clone(),
            };
            Outcome::Exact { target, reference: reference.to_owned() }
        }
        _ => waits(Waiting::SeveralReferences),
    }
}

/// Tenancies that something points at, the likeliest first.
pub fn suggest(payments: &[Payment], cents: Cents, register: &Register) -> Vec<Suggestion> {
    let mut found: Vec<Suggestion> = Vec::new();
    let mut add = |tenancy: TenancyId, hint: Hint| {
        let at = found.iter().position(|other| other.tenancy == tenancy).unwrap_or_else(|| {
            found.push(Suggestion { tenancy, weight: 0, hints: Vec::new() });
            found.len() - 1
        });
        let suggestion = &mut found[at];
        if !suggestion.hints.contains(&hint) {
            suggestion.weight += hint.weight();
            suggestion.hints.push(hint);
        }
    };
    for payment in payments {
        for reference in carried(payment, &plain(&payment.end_to_end)) {
            for target in register.issued_as(reference) {
                if let Target::Tenancy(tenancy, _) = target {
                    add(*tenancy, Hint::OneOfSeveralReferences);
                }
            }
        }
        for tenancy in register.in_text(&payment.text) {
            add(tenancy, Hint::ContractInText);
        }
        for tenancy in register.paid_from(&payment.counterparty.account) {
            add(*tenancy, Hint::KnownAccount);
        }
        for tenancy in register.named(&payment.counterparty.name) {
            add(tenancy, Hint::Name);
        }
    }
    for tenancy in register.with_total(cents) {
        add(*tenancy, Hint::EqualsBalance);
    }
    let pointed_at: Vec<TenancyId> = found.iter().map(|suggestion| suggestion.tenancy).collect();
    let mut add = |tenancy: TenancyId, hint: Hint| {
        if let Some(suggestion) = found.iter_mut().find(|other| other.tenancy == tenancy) {
            suggestion.weight += hint.weight();
            suggestion.hints.push(hint);
        }
    };
    for tenancy in pointed_at {
        // The rent is the same for many: one claim supports what something else points at.
        if let Some(item) = register.open(tenancy).iter().find(|item| item.open == cents) {
            add(tenancy, Hint::EqualsClaim(item.item.clone()));
        }
    }
    for suggestion in &mut found {
        suggestion.hints.sort_by_key(|hint| std::cmp::Reverse(hint.weight()));
    }
    found.sort_by_key(|suggestion| (std::cmp::Reverse(suggestion.weight), suggestion.tenancy));
    found.truncate(SUGGESTIONS_MOST);
    found
}

#[cfg(test)]
mod tests;
