//! Payment providers: where a tenant pays, behind one port.
//!
//! In goes a payment that somebody wants to make; out comes the address at which it goes on. In goes the provider's number;
//! out comes how the payment stands. What a provider calls us about is a hint and no more: it is not signed, comes twice or
//! too early, and is answered by asking how it stands. Nothing is kept here, and nobody's name or address goes out.

mod mollie;
mod tikkie;

pub use mollie::Mollie;
pub use tikkie::Tikkie;

use domain::calendar::Day;
use domain::money::Cents;
use serde_json::Value;

use crate::channels::request::Reply;

/// A payment that somebody wants to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPayment {
    /// How much.
    pub cents: Cents,
    /// What the tenant reads at the bank and on the account.
    pub description: String,
    /// What the landlord's booking may carry.
    pub reference: String,
    /// Where the tenant comes back.
    pub return_to: String,
    /// Where the provider calls when something happens; `None` when it cannot reach us.
    pub webhook: Option<String>,
    /// Names this payment: repeated under the same key it is the same payment. A UUID.
    pub key: String,
    /// The last day on which it can be paid, where a provider asks that.
    pub good_until: Day,
    /// In which language the provider speaks: `nl`, `en`, … (ISO 639-1).
    pub language: String,
}

/// A payment that the provider knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// The provider's number.
    pub id: String,
    /// Where the tenant goes on.
    pub checkout: String,
}

/// How a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Nobody finished it yet.
    Open,
    /// The tenant did; the bank is at work.
    AtBank,
    /// Paid.
    Paid,
    /// Paid, and so much of it went back since, in all.
    PartBack(Cents),
    /// It did not work.
    Failed,
    /// The tenant stopped.
    Cancelled,
    /// Too old.
    Expired,
    /// It was paid and all of it went back.
    Reversed,
}

/// Why there is no answer. The words name no person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotDone {
    /// Not now: the same may be asked again.
    Later(String),
    /// The provider does not want this; asking again does not help.
    Refused(String),
    /// The provider does not know this payment.
    Unknown,
}

/// A provider of a landlord. It holds keys, so it cannot be printed.
pub enum Provider {
    /// Mollie, or something that speaks like it.
    Mollie(Mollie),
    /// Tikkie.
    Tikkie(Tikkie),
}

impl Provider {
    /// Begins a payment. A repeat under the same key does not begin a second one.
    ///
    /// # Errors
    /// Why it is not begun.
    pub fn create(&self, payment: &NewPayment) -> Result<Begun, NotDone> {
        match self {
            Provider::Mollie(mollie) => mollie.create(payment),
            Provider::Tikkie(tikkie) => tikkie.create(payment),
        }
    }

    /// How a payment of so many cents stands. An answer about another amount is none.
    ///
    /// # Errors
    /// Why that is not known.
    pub fn status(&self, id: &str, cents: Cents) -> Result<Status, NotDone> {
        match self {
            Provider::Mollie(mollie) => mollie.status(id, cents),
            Provider::Tikkie(tikkie) => tikkie.status(id, cents),
        }
    }

    /// Which payment a call is about.
    pub fn told(&self, body: &str) -> Option<String> {
        let id = match self {
            Provider::Mollie(_) => mollie::told(body),
            Provider::Tikkie(_) => tikkie::told(body),
        };
        id.filter(|id| is_plain(id))
    }

    /// Scheme and host at which a tenant goes on.
    pub fn checkout(&self) -> &str {
        match self {
            Provider::Mollie(mollie) => mollie.checkout(),
            Provider::Tikkie(_) => tikkie::CHECKOUT,
        }
    }
}

/// A number of a provider: it goes into an address, so it is letters, digits, dash and underscore, or nothing.
fn is_plain(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

/// The JSON of a good answer; what else an answer means is the same for all providers.
fn json_of(reply: Reply) -> Result<Value, NotDone> {
    match reply {
        Reply::Answered { code: 200..=299, body, .. } => {
            serde_json::from_str(&body).map_err(|_| NotDone::Later("het antwoord is niet te lezen".into()))
        }
        Reply::Answered { code: 404 | 410, .. } => Err(NotDone::Unknown),
        Reply::Answered { code: code @ (408 | 409 | 425 | 429 | 500..=599), .. } => {
            Err(NotDone::Later(format!("antwoord {code}")))
        }
        Reply::Answered { code, .. } => Err(NotDone::Refused(format!("antwoord {code}"))),
        Reply::NotSent(why) | Reply::MaybeSent(why) => Err(NotDone::Later(why.into())),
    }
}

/// An amount as `549.40`.
fn decimal(cents: Cents) -> String {
    format!("{}.{:02}", cents.0 / 100, cents.0 % 100)
}

/// Cents of `549.40`; `None` when it is no such amount.
fn cents_of(text: &str) -> Option<Cents> {
    let (whole, part) = text.split_once('.')?;
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !is_digits(whole) || part.len() != 2 || !is_digits(part) {
        return None;
    }
    let cents = whole.parse::<i64>().ok()?.checked_mul(100)?;
    Some(Cents(cents.checked_add(part.parse().ok()?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_and_read_to_the_cent() {
        for (cents, text) in [(54_940, "549.40"), (5, "0.05"), (100, "1.00"), (1_098_805, "10988.05")] {
            assert_eq!((decimal(Cents(cents)), cents_of(text)), (text.to_string(), Some(Cents(cents))));
        }
        for odd in ["", "5", "5.4", "5.405", "-5.40", "a.40", "5,40", "99999999999999999999.00"] {
            assert_eq!(cents_of(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_number_that_is_no_number_never_becomes_part_of_an_address() {
        assert!(is_plain("tr_5B8cwPMGnU6qLbRvo7qEZo") && is_plain("qzdnzr8hnVWTgXXcFRLUMc"));
        for odd in ["", "../x", "tr_1/refunds", "tr_1?x", "tr 1", &"a".repeat(65)] {
            assert!(!is_plain(odd), "{odd}");
        }
    }
}
