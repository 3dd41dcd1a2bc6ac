//! WhatsApp by Meta's Cloud API: one message in, what came of it out; and what the webhook tells.
//!
//! Nothing goes to somebody who did not agree (opt-in). A business may begin a conversation only with a template that
//! Meta approved; free text may go within 24 hours after the tenant's last message. Both are checked here as well as
//! by Meta, so that a refusal is known before anybody's number has left the house. No amount and no word for debt: a
//! telephone lies on the table, and Meta reads along.
//!
//! Meta does not know a message again, so a lost answer is [`Attempt::Unknown`]; but our number travels along as
//! `biz_opaque_callback_data`, and the statuses that come back settle it. Shapes and codes: Graph API, Cloud API
//! reference and error codes (developers.facebook.com/documentation/business-messaging/whatsapp, May and June 2026).

use super::provider::Told;
use super::request::{Client, Reply};
use super::{Attempt, Fate, Status, open_text, told};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

/// The account of a landlord. It holds a key, so it cannot be printed.
#[derive(Clone)]
pub struct WhatsAppSettings {
    /// `https://graph.facebook.com/v23.0`: address and version.
    pub address: String,
    /// Number of the telephone number at Meta.
    pub phone_number_id: String,
    /// Access key.
    pub token: String,
    /// Longest wait for one answer, in seconds.
    pub timeout_seconds: u32,
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhatsAppMessage {
    /// Our own number of the message.
    pub id: String,
    /// Number in E.164 with its plus (`phone.rs`).
    pub to: String,
    /// Did the tenant agree to WhatsApp?
    pub opted_in: bool,
    /// The moment of the tenant's last message to us, in seconds since 1970.
    pub last_incoming: Option<i64>,
    /// What it says.
    pub words: Words,
}

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
    /// A template that Meta approved.
    Template {
        /// Its name at Meta.
        name: String,
        /// Its language: `nl`.
        language: String,
        /// The whole message as the tenant reads it. Meta has these words; they are judged here and not sent.
        reads: String,
        /// What is filled in at `{{1}}`, `{{2}}` and so on.
        parameters: Vec<String>,
        /// The end of the address behind its button: the tenant's code.
        button_code: Option<String>,
    },
    /// Free text, only within 24 hours after the tenant's last message.
    Text(String),
}

/// Seconds after the tenant's last message in which free text may go.
const WINDOW_SECONDS: i64 = 24 * 3600;

/// May free text go at this moment?
pub fn window_is_open(last_incoming: Option<i64>, now: i64) -> bool {
    last_incoming.is_some_and(|last| (0..WINDOW_SECONDS).contains(&(now - last)))
}

/// A landlord's way to WhatsApp.
pub struct WhatsApp {
    settings: WhatsAppSettings,
    client: Client,
}

impl WhatsApp {
    /// Prepares; nothing is connected yet.
    pub fn new(settings: &WhatsAppSettings) -> Self {
        Self { settings: settings.clone(), client: Client::new(settings.timeout_seconds) }
    }

    /// Hands one message over. `now` is in seconds since 1970.
    pub fn send(&mut self, message: &WhatsAppMessage, now: i64) -> Attempt {
        if !message.opted_in {
            return Attempt::Refused { reason: "de huurder heeft niet ingestemd met WhatsApp".to_owned() };
        }
        let digits = message.to.strip_prefix('+').filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
        let Some(digits) = digits.filter(|digits| (8..=15).contains(&digits.len())) else {
            return Attempt::AddressUnusable { reason: "geen telefoonnummer met landcode".to_owned() };
        };
        let (kind, content) = match content(message, now) {
            Ok(content) => content,
            Err(reason) => return Attempt::Refused { reason: reason.to_owned() },
        };
        let body = json!({
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": digits,
            "type": kind,
            kind: content,
            "biz_opaque_callback_data": message.id,
        });
        let address = format!("{}/{}/messages", self.settings.address, self.settings.phone_number_id);
        let headers = [
            ("Content-Type".to_owned(), "application/json".to_owned()),
            ("Authorization".to_owned(), format!("Bearer {}", self.settings.token)),
        ];
        match self.client.send(false, &address, &headers, &body.to_string()) {
            Reply::Answered { code, retry_after, body } => answered(message, code, retry_after, &body),
            Reply::NotSent(reason) => Attempt::Later { after_seconds: None, reason: reason.to_owned() },
            Reply::MaybeSent(reason) => Attempt::Unknown { reason: reason.to_owned() },
        }
    }
}

fn content(message: &WhatsAppMessage, now: i64) -> Result<(&'static str, Value), &'static str> {
    match &message.words {
        Words::Text(text) => {
            if !window_is_open(message.last_incoming, now) {
                return Err("de 24 uur na het laatste bericht van de huurder zijn voorbij");
            }
            if let Some(objection) = open_text::objection(text) {
                return Err(objection);
            }
            Ok(("text", json!({ "body": text, "preview_url": false })))
        }
        Words::Template { name, language, reads, parameters, button_code } => {
            let all = std::iter::once(reads).chain(parameters);
            if let Some(objection) = all.into_iter().find_map(|text| open_text::objection(text)) {
                return Err(objection);
            }
            if parameters.iter().any(|text| text.contains(['\n', '\t']) || text.contains("     ")) {
                return Err("wat in het sjabloon wordt ingevuld is niet één regel");
            }
            let text = |text: &String| json!({ "type": "text", "text": text });
            let mut components = Vec::new();
            if !parameters.is_empty() {
                let parameters: Vec<Value> = parameters.iter().map(text).collect();
                components.push(json!({ "type": "body", "parameters": parameters }));
            }
            if let Some(code) = button_code {
                components.push(json!({
                    "type": "button", "sub_type": "url", "index": "0", "parameters": [text(code)],
                }));
            }
            let template =
                json!({ "name": name, "language": { "code": language }, "components": components });
            Ok(("template", template))
        }
    }
}

fn answered(message: &WhatsAppMessage, code: u16, retry_after: Option<u32>, body: &str) -> Attempt {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    if (200..300).contains(&code) {
        let id = body["messages"][0]["id"].as_str().unwrap_or(&message.id);
        return Attempt::Accepted { provider_id: id.to_owned() };
    }
    let Some(error) = body["error"]["code"].as_u64() else {
        let reason = code.to_string();
        return if code >= 500 { Attempt::Unknown { reason } } else { Attempt::Refused { reason } };
    };
    let title = body["error"]["message"].as_str().unwrap_or_default();
    let reason = told::answer(&error.to_string(), title);
    match meaning(error) {
        Meaning::Later => Attempt::Later { after_seconds: retry_after, reason },
        Meaning::NotThere => Attempt::AddressUnusable { reason },
        Meaning::Refused if code >= 500 => Attempt::Unknown { reason },
        Meaning::Refused => Attempt::Refused { reason },
    }
}

enum Meaning {
    /// Limits, maintenance, and keys that ran out: nothing was taken, and it is not the message's fault.
    Later,
    /// No WhatsApp on this number.
    NotThere,
    Refused,
}

/// Meta's codes. What is not here is for a person.
fn meaning(code: u64) -> Meaning {
    match code {
        // Access key; app and account limits; service unavailable; rate limits of number, pair and account.
        0 | 2 | 4 | 190 | 80_007 | 130_429 | 131_016 | 131_048 | 131_056 | 131_057 | 133_004 => {
            Meaning::Later
        }
        // 131026 undeliverable: no WhatsApp there; 131030 not on the list of test numbers.
        131_026 | 131_030 => Meaning::NotThere,
        // Among others 131047 (24 hours are over), 132000 to 132016 (template), 131042 (payment), 368 (blocked).
        _ => Meaning::Refused,
    }
}

/// Something a tenant sent us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// Meta's number of the message; the same message may be told more than once.
    pub provider_id: String,
    /// Number of the tenant, in E.164 with its plus.
    pub from: String,
    /// The moment it was sent, in seconds since 1970; it opens 24 hours for free text.
    pub at: Option<i64>,
    /// What it says; empty for a picture or sound.
    pub text: String,
    /// The tenant wants no more WhatsApp.
    pub stops: bool,
}

/// What one call of the webhook told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Webhook {
    /// How our messages fare, and what was not understood.
    pub told: Told,
    /// What tenants sent.
    pub incoming: Vec<Incoming>,
}

/// Was this body sent by Meta? `signature` is the header `X-Hub-Signature-256`, `app_secret` the secret of the app.
/// Without this check anybody could tell us that a letter arrived.
pub fn is_from_meta(body: &[u8], signature: &str, app_secret: &str) -> bool {
    let Some(hex) = signature.trim().strip_prefix("sha256=").filter(|hex| hex.len() == 64 && hex.is_ascii())
    else {
        return false;
    };
    let bytes = (0..32).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16));
    let Ok(bytes) = bytes.collect::<Result<Vec<u8>, _>>() else { return false };
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(app_secret.as_bytes()) else { return false };
    mac.update(body);
    !app_secret.is_empty() && mac.verify_slice(&bytes).is_ok()
}

/// Is this a call of Meta's webhook, and not of another provider?
pub fn is_webhook(body: &str) -> bool {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    body["object"] == "whatsapp_business_account"
}

/// Reads one call of the webhook. Check [`is_from_meta`] first.
pub fn read_webhook(body: &str) -> Webhook {
    let Ok(body) = serde_json::from_str::<Value>(body) else {
        let told = Told::finding("Dit webhookbericht is geen geldige JSON.".to_owned());
        return Webhook { told, incoming: Vec::new() };
    };
    let mut webhook = Webhook::default();
    let list = |value: &Value, name: &str| value[name].as_array().cloned().unwrap_or_default();
    for change in list(&body, "entry").iter().flat_map(|entry| list(entry, "changes")) {
        for status in list(&change["value"], "statuses") {
            match read_status(&status) {
                Ok(status) => webhook.told.statuses.push(status),
                Err(finding) => webhook.told.findings.push(finding.to_owned()),
            }
        }
        for message in list(&change["value"], "messages") {
            match read_incoming(&message) {
                Some(message) => webhook.incoming.push(message),
                None => webhook.told.findings.push("Een ontvangen bericht heeft geen nummer.".to_owned()),
            }
        }
        for error in list(&change["value"], "errors") {
            let code = error["code"].as_u64().unwrap_or_default();
            webhook.told.findings.push(format!("WhatsApp meldt fout {code} over het account."));
        }
    }
    webhook
}

fn read_status(status: &Value) -> Result<Status, &'static str> {
    let text = |name: &str| status[name].as_str().filter(|text| !text.is_empty());
    let id = text("biz_opaque_callback_data").or_else(|| text("id"));
    let provider_id = id.ok_or("In een status staat niet bij welk bericht hij hoort.")?.to_owned();
    let code = status["errors"][0]["code"].as_u64();
    let fate = match text("status").unwrap_or_default() {
        "sent" | "accepted" => Fate::Accepted,
        "delivered" => Fate::Delivered,
        "read" | "played" => Fate::Read,
        "failed" => match code.map(meaning) {
            Some(Meaning::NotThere) => Fate::AddressUnusable,
            _ => Fate::Failed,
        },
        _ => return Err("Een status van WhatsApp is een onbekend woord."),
    };
    let title = status["errors"][0]["title"].as_str().unwrap_or_default();
    let detail = code.map(|code| told::answer(&code.to_string(), title)).unwrap_or_default();
    Ok(Status { provider_id, fate, at: moment(&status["timestamp"]), detail })
}

fn read_incoming(message: &Value) -> Option<Incoming> {
    let from = message["from"]
        .as_str()
        .filter(|from| !from.is_empty() && from.bytes().all(|b| b.is_ascii_digit()))?;
    let places = [
        &message["text"]["body"],
        &message["button"]["text"],
        &message["interactive"]["button_reply"]["title"],
    ];
    let text = places.iter().find_map(|place| place.as_str()).unwrap_or_default();
    Some(Incoming {
        provider_id: message["id"].as_str()?.to_owned(),
        from: format!("+{from}"),
        at: moment(&message["timestamp"]),
        text: text.to_owned(),
        stops: is_stop(text),
    })
}

fn moment(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

/// `STOP`, `Stop aub.`: the whole message says so, or begins with it. A sentence in which something else stops does not.
fn is_stop(text: &str) -> bool {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let polite = [
        "aub",
        "alstublieft",
        "svp",
        "graag",
        "whatsapp",
        "met",
        "appen",
        "berichten",
        "dank",
        "u",
        "je",
        "wel",
    ];
    match words.split_first() {
        Some((first, rest)) => {
            ["stop", "stoppen", "afmelden", "uitschrijven", "unsubscribe"].contains(&first.as_str())
                && rest.iter().all(|word| polite.contains(&word.as_str()))
        }
        None => false,
    }
}
