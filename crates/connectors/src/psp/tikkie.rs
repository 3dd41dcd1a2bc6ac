//! Tikkie (ABN AMRO) v2: one payment request, one address to pay at, and what was paid on it.
//!
//! Facts from the public reference (developer.abnamro.com, Tikkie API v2.3, read in 2026): headers `API-Key` and `X-App-Token`;
//! `POST /v2/tikkie/paymentrequests` with description (35 signs), amountInCents, expiryDate and referenceId (35 signs) answers
//! 201 with `paymentRequestToken` and `url`; states are OPEN, CLOSED, EXPIRED, MAX_YIELD_REACHED and
//! MAX_SUCCESSFUL_PAYMENTS_REACHED, and `totalAmountPaidInCents` says what was paid. A notification holds tokens only and is
//! unsigned. Tikkie knows no repeat: a lost answer leaves a request of which nobody has the address, so nobody pays it.

use domain::money::Cents;
use serde_json::{Value, json};

use super::{Begun, NewPayment, NotDone, Status, is_plain, json_of};
use crate::channels::request::Client;

/// Where Tikkie is.
const ADDRESS: &str = "https://api.abnamro.com";
/// Where its pages are.
pub(super) const CHECKOUT: &str = "https://tikkie.me";
/// The longest wait for an answer. Seconds.
const PATIENCE: u32 = 10;
/// The longest description and reference. Signs.
const LONGEST: usize = 35;

/// An account at Tikkie.
pub struct Tikkie {
    address: String,
    key: String,
    app_token: String,
    client: Client,
}

impl Tikkie {
    /// The account with this key and this token of its app.
    pub fn new(key: &str, app_token: &str) -> Tikkie {
        Tikkie::at(ADDRESS, key, app_token)
    }

    /// Its test world.
    pub fn at(address: &str, key: &str, app_token: &str) -> Tikkie {
        let address = address.trim_end_matches('/').to_string();
        Tikkie { address, key: key.into(), app_token: app_token.into(), client: Client::new(PATIENCE) }
    }

    fn headers(&self) -> Vec<(String, String)> {
        vec![("API-Key".into(), self.key.clone()), ("X-App-Token".into(), self.app_token.clone())]
    }

    pub(super) fn create(&self, payment: &NewPayment) -> Result<Begun, NotDone> {
        let short = |text: &str| text.chars().take(LONGEST).collect::<String>();
        let body = json!({
            "description": short(&payment.description),
            "amountInCents": payment.cents.0,
            // What is open changes: nobody pays an old request.
            "expiryDate": payment.good_until.to_string(),
            "referenceId": short(&payment.key),
        });
        let mut headers = self.headers();
        headers.push(("Content-Type".into(), "application/json".into()));
        let address = format!("{}/v2/tikkie/paymentrequests", self.address);
        let answer = json_of(self.client.send(false, &address, &headers, &body.to_string()))?;
        let id = answer["paymentRequestToken"].as_str().filter(|id| is_plain(id));
        let ours = |url: &&str| url.strip_prefix(CHECKOUT).is_some_and(|rest| rest.starts_with('/'));
        match (id, answer["url"].as_str().filter(ours)) {
            (Some(id), Some(url)) => Ok(Begun { id: id.into(), checkout: url.into() }),
            _ => Err(NotDone::Refused("de betaaldienst gaf geen adres om te betalen".into())),
        }
    }

    pub(super) fn status(&self, id: &str, cents: Cents) -> Result<Status, NotDone> {
        if !is_plain(id) {
            return Err(NotDone::Unknown);
        }
        let address = format!("{}/v2/tikkie/paymentrequests/{id}", self.address);
        let answer = json_of(self.client.ask(&address, &self.headers()))?;
        if answer["paymentRequestToken"].as_str() != Some(id) {
            return Err(NotDone::Later("het antwoord gaat over een ander betaalverzoek".into()));
        }
        status_of(&answer, cents).ok_or_else(|| NotDone::Later("deze stand kennen wij niet".into()))
    }
}

fn status_of(answer: &Value, cents: Cents) -> Option<Status> {
    if answer["totalAmountPaidInCents"].as_i64().unwrap_or(0) >= cents.0 {
        return Some(Status::Paid);
    }
    match answer["status"].as_str()? {
        "OPEN" | "MAX_YIELD_REACHED" | "MAX_SUCCESSFUL_PAYMENTS_REACHED" => Some(Status::Open),
        "CLOSED" => Some(Status::Cancelled),
        "EXPIRED" => Some(Status::Expired),
        _ => None,
    }
}

/// `{"subscriptionId":"…","notificationType":"PAYMENT","paymentRequestToken":"…",…}`
pub(super) fn told(body: &str) -> Option<String> {
    let told: Value = serde_json::from_str(body).ok()?;
    Some(told["paymentRequestToken"].as_str()?.to_string())
}
