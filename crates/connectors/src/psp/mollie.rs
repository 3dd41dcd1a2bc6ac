//! Mollie's Payments API: one payment, one address to pay at, and its status.
//!
//! Facts from the public reference (docs.mollie.com/reference/create-payment, get-payment, webhooks and api-idempotency, read in
//! 2026): `POST /v2/payments` with amount, description, redirectUrl and webhookUrl answers 201 with `id` and
//! `_links.checkout.href`; an `Idempotency-Key` of the same value gives the same payment back for an hour; a classic webhook is
//! a form with `id` only, unsigned; states are open, pending, authorized, paid, canceled, expired and failed, and what went
//! back stands in `amountRefunded` and `amountChargedBack`.

use domain::money::Cents;
use serde_json::{Value, json};

use super::{Begun, NewPayment, NotDone, Status, cents_of, decimal, is_plain, json_of};
use crate::channels::request::{Client, Reply};

/// Where Mollie is.
const ADDRESS: &str = "https://api.mollie.com";
/// Where its pages are.
const CHECKOUT: &str = "https://www.mollie.com";
/// The longest wait for an answer. Seconds.
const PATIENCE: u32 = 10;
/// The longest description that every way to pay shows whole. Signs.
const LONGEST_DESCRIPTION: usize = 100;

/// An account at Mollie.
pub struct Mollie {
    address: String,
    checkout: String,
    key: String,
    client: Client,
}

impl Mollie {
    /// The account with this key.
    pub fn new(key: &str) -> Mollie {
        Mollie::at(ADDRESS, CHECKOUT, key)
    }

    /// Something else that speaks like Mollie: its own test world, or the demo bank. `checkout` is scheme and host of the pages
    /// on which one pays.
    pub fn at(address: &str, checkout: &str, key: &str) -> Mollie {
        let address = address.trim_end_matches('/').to_string();
        Mollie { address, checkout: checkout.into(), key: key.into(), client: Client::new(PATIENCE) }
    }

    pub(super) fn checkout(&self) -> &str {
        &self.checkout
    }

    fn headers(&self) -> Vec<(String, String)> {
        vec![("Authorization".into(), format!("Bearer {}", self.key))]
    }

    pub(super) fn create(&self, payment: &NewPayment) -> Result<Begun, NotDone> {
        let description: String = payment.description.chars().take(LONGEST_DESCRIPTION).collect();
        let mut body = json!({
            "amount": { "currency": "EUR", "value": decimal(payment.cents) },
            "description": description,
            "redirectUrl": payment.return_to,
            "locale": locale(&payment.language),
            "metadata": { "reference": payment.reference },
        });
        if let Some(webhook) = &payment.webhook {
            body["webhookUrl"] = json!(webhook);
        }
        let mut headers = self.headers();
        headers.push(("Content-Type".into(), "application/json".into()));
        headers.push(("Idempotency-Key".into(), payment.key.clone()));
        let address = format!("{}/v2/payments", self.address);
        let send = || self.client.send(false, &address, &headers, &body.to_string());
        // A lost answer is asked for once more: under the same key it is the same payment.
        let reply = match send() {
            Reply::MaybeSent(_) | Reply::Answered { code: 500..=599, .. } => send(),
            reply => reply,
        };
        begun(&json_of(reply)?, &self.checkout)
    }

    pub(super) fn status(&self, id: &str, cents: Cents) -> Result<Status, NotDone> {
        if !is_plain(id) {
            return Err(NotDone::Unknown);
        }
        let answer =
            json_of(self.client.ask(&format!("{}/v2/payments/{id}", self.address), &self.headers()))?;
        if answer["id"].as_str() != Some(id) {
            return Err(NotDone::Later("het antwoord gaat over een andere betaling".into()));
        }
        let amount = &answer["amount"];
        let asked = amount["value"].as_str().and_then(cents_of) == Some(cents);
        if !asked || amount["currency"].as_str() != Some("EUR") {
            return Err(NotDone::Later("het bedrag is anders dan gevraagd".into()));
        }
        status_of(&answer).ok_or_else(|| NotDone::Later("deze stand kennen wij niet".into()))
    }
}

fn begun(answer: &Value, checkout: &str) -> Result<Begun, NotDone> {
    let id = answer["id"].as_str().filter(|id| is_plain(id));
    let address = answer["_links"]["checkout"]["href"].as_str();
    // A tenant is sent nowhere else than to the provider that the landlord chose.
    let ours = |address: &&str| {
        let rest = address.strip_prefix(checkout);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
    };
    match (id, address.filter(ours)) {
        (Some(id), Some(address)) => Ok(Begun { id: id.into(), checkout: address.into() }),
        _ => Err(NotDone::Refused("de betaaldienst gaf geen adres om te betalen".into())),
    }
}

fn status_of(answer: &Value) -> Option<Status> {
    Some(match answer["status"].as_str()? {
        "open" => Status::Open,
        "pending" | "authorized" => Status::AtBank,
        "canceled" => Status::Cancelled,
        "expired" => Status::Expired,
        "failed" => Status::Failed,
        "paid" => match went_back(answer) {
            (_, Cents(..=0)) => Status::Paid,
            (paid, back) if back >= paid => Status::Reversed,
            (_, back) => Status::PartBack(back),
        },
        _ => return None,
    })
}

/// What was paid, and what of it went back: given back, or fetched back by the payer.
fn went_back(answer: &Value) -> (Cents, Cents) {
    let amount = |name: &str| answer[name]["value"].as_str().and_then(cents_of).unwrap_or_default();
    (amount("amount"), amount("amountRefunded") + amount("amountChargedBack"))
}

/// `id=tr_…`
pub(super) fn told(body: &str) -> Option<String> {
    body.split('&').find_map(|pair| pair.strip_prefix("id=")).map(|id| id.trim().to_string())
}

/// Languages that Mollie speaks; English for the others.
fn locale(language: &str) -> &'static str {
    match language {
        "nl" => "nl_NL",
        "pl" => "pl_PL",
        _ => "en_US",
    }
}
