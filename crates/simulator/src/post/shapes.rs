//! How the providers speak: what a request looks like, what they answer, and what a status report looks like.
//!
//! Written from the public descriptions that the files in `startbeleid/aanbieders/` name, apart from the connectors,
//! so that a misreading there is not repeated here. The world's own provider is an invention.

use serde_json::{Value, json};

/// Whose way of speaking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// The invented provider: a form, and a message is known again by its reference.
    Own,
    Cm,
    Spryng,
    MessageBird,
    WhatsApp,
}

/// One message as it was asked for.
pub(super) struct Asked {
    pub(super) shape: Shape,
    pub(super) to: String,
    pub(super) text: String,
    pub(super) reference: String,
}

/// What the provider decides.
pub(super) enum Outcome {
    /// With this number of the provider.
    Taken(String),
    NoSuchNumber,
    Busy,
    Refused,
    WindowClosed,
}

/// What a status report tells.
#[derive(Clone, Copy)]
pub(super) enum Told {
    Sent,
    Delivered,
    Failed,
    NoSuchNumber,
}

impl Shape {
    pub(super) fn at(path: &str) -> Option<Self> {
        match path {
            "/berichten" => Some(Self::Own),
            "/v1.0/message" => Some(Self::Cm),
            "/v2/messages" => Some(Self::Spryng),
            "/messages" => Some(Self::MessageBird),
            _ if path.starts_with("/v") && path.ends_with("/messages") && path.matches('/').count() == 3 => {
                Some(Self::WhatsApp)
            }
            _ => None,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Cm => "cm",
            Self::Spryng => "spryng",
            Self::MessageBird => "messagebird",
            Self::WhatsApp => "whatsapp",
        }
    }

    pub(super) fn id_start(self) -> &'static str {
        if self == Self::WhatsApp { "wamid.HBgLSIM" } else { "sim" }
    }

    /// Any key will do, but it must be where the provider looks for it.
    pub(super) fn lets_in(self, header: impl Fn(&str) -> String) -> bool {
        let (name, start) = match self {
            Self::Cm => ("x-cm-producttoken", ""),
            Self::Spryng => ("x-api-key", ""),
            Self::MessageBird => ("authorization", "AccessKey "),
            Self::Own | Self::WhatsApp => ("authorization", "Bearer "),
        };
        header(name).strip_prefix(start).is_some_and(|key| !key.is_empty() && key != "verlopen")
    }
}

/// The message in a request, when it has one.
pub(super) fn read(shape: Shape, body: &[u8]) -> Option<Asked> {
    if shape == Shape::Own {
        let form: Vec<(String, String)> = form(body);
        let field = |name: &str| form.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        return Some(Asked { shape, to: field("naar")?, text: field("tekst")?, reference: field("id")? });
    }
    let body: Value = serde_json::from_slice(body).ok()?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let (to, words, reference) = match shape {
        Shape::Own => return None,
        Shape::Cm => {
            let message = &body["messages"]["msg"][0];
            (
                text(&message["to"][0]["number"])?,
                text(&message["body"]["content"])?,
                text(&message["reference"]),
            )
        }
        Shape::Spryng => {
            text(&body["accountReference"])?;
            let words = text(&body["body"]["text"])?;
            (text(&body["recipients"][0]["msisdn"])?, words, text(&body["metaData"]["houvast"]))
        }
        Shape::MessageBird => (text(&body["recipients"][0])?, text(&body["body"])?, text(&body["reference"])),
        Shape::WhatsApp => {
            if body["messaging_product"] != "whatsapp" {
                return None;
            }
            let words =
                text(&body["text"]["body"]).or_else(|| Some(template(&body["template"])?.to_string()))?;
            (text(&body["to"])?, words, text(&body["biz_opaque_callback_data"]))
        }
    };
    Some(Asked { shape, to, text: words, reference: reference.unwrap_or_default() })
}

/// A template message is refused when it lacks its name or its language.
fn template(template: &Value) -> Option<&Value> {
    template["name"].as_str()?;
    template["language"]["code"].as_str()?;
    Some(template)
}

/// Names and values of `application/x-www-form-urlencoded`.
fn form(body: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(body);
    text.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = hex.filter(|_| *first == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(byte.unwrap_or(if *first == b'+' { b' ' } else { *first }));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Status code, seconds to wait, and body.
pub(super) fn answer(asked: &Asked, outcome: &Outcome) -> (u16, Option<u32>, String) {
    let wait = matches!(outcome, Outcome::Busy).then_some(2);
    let (code, body) = match (asked.shape, outcome) {
        (Shape::Own, Outcome::Taken(id)) => (201, json!({ "nummer": id })),
        (Shape::Own, Outcome::NoSuchNumber) => (422, json!({ "fout": "nummer-onbekend" })),
        (Shape::Own, Outcome::Refused | Outcome::WindowClosed) => (402, json!({ "fout": "geen-tegoed" })),
        (Shape::Spryng, Outcome::Taken(id)) => {
            (202, json!({ "data": { "requestId": format!("verzoek-{id}"), "messageIds": [id] } }))
        }
        (Shape::Spryng, Outcome::NoSuchNumber) => (400, esendex("InvalidRecipient")),
        (Shape::Spryng, Outcome::Refused | Outcome::WindowClosed) => (403, esendex("InsufficientBalance")),
        (Shape::MessageBird, Outcome::Taken(id)) => (201, json!({ "id": id, "reference": asked.reference })),
        (Shape::MessageBird, Outcome::NoSuchNumber) => (
            422,
            json!({ "errors": [{ "code": 9, "description": "no (correct) recipients found", "parameter": "recipients" }] }),
        ),
        (Shape::MessageBird, Outcome::Refused | Outcome::WindowClosed) => (
            422,
            json!({ "errors": [{ "code": 25, "description": "not enough balance", "parameter": null }] }),
        ),
        (Shape::Cm, Outcome::Taken(_)) => (200, cm(asked, 0, "Accepted")),
        (Shape::Cm, Outcome::NoSuchNumber) => (400, cm(asked, 303, "Rejected")),
        (Shape::Cm, Outcome::Refused | Outcome::WindowClosed) => (400, cm(asked, 102, "Rejected")),
        (Shape::WhatsApp, Outcome::Taken(id)) => (
            200,
            json!({
                "messaging_product": "whatsapp",
                "contacts": [{ "input": asked.to, "wa_id": asked.to }],
                "messages": [{ "id": id, "message_status": "accepted" }],
            }),
        ),
        (Shape::WhatsApp, Outcome::NoSuchNumber) => (400, graph_error(131_026, "Message undeliverable")),
        (Shape::WhatsApp, Outcome::Busy) => (429, graph_error(130_429, "Rate limit hit")),
        (Shape::WhatsApp, Outcome::Refused) => (404, graph_error(132_001, "Template does not exist")),
        (Shape::WhatsApp, Outcome::WindowClosed) => (400, graph_error(131_047, "Re-engagement message")),
        (_, Outcome::Busy) => (429, json!({ "message": "Too Many Requests" })),
    };
    (code, wait, body.to_string())
}

/// What is answered to something that is no message.
pub(super) fn not_understood(shape: Shape) -> String {
    match shape {
        Shape::WhatsApp => graph_error(100, "Invalid parameter").to_string(),
        _ => json!({ "message": "Bad Request" }).to_string(),
    }
}

fn cm(asked: &Asked, code: u32, status: &str) -> Value {
    json!({
        "details": format!("{status} 1 message(s)"),
        "errorCode": if code == 0 { 0 } else { 201 },
        "messages": [{
            "to": asked.to, "status": status, "reference": asked.reference, "parts": u32::from(code == 0),
            "messageDetails": null, "messageErrorCode": code,
        }],
    })
}

fn esendex(code: &str) -> Value {
    json!({ "errors": [{ "errorCode": code, "errorMessage": code }] })
}

fn graph_error(code: u32, title: &str) -> Value {
    json!({ "error": {
        "message": format!("(#{code}) {title}"), "type": "OAuthException", "code": code,
        "error_data": { "messaging_product": "whatsapp", "details": title }, "fbtrace_id": "SIM",
    } })
}

/// A moment for every status: the world has no clock.
const MOMENT: i64 = 1_767_270_600;
const MOMENT_WRITTEN: &str = "2026-01-01T12:30:00+00:00";

/// File ending and content of one status report.
pub(super) fn report(asked: &Asked, id: &str, told: Told) -> (&'static str, String) {
    let word = |sent, delivered, failed, no_such| match told {
        Told::Sent => sent,
        Told::Delivered => delivered,
        Told::Failed => failed,
        Told::NoSuchNumber => no_such,
    };
    let reference = asked.reference.as_str();
    match asked.shape {
        Shape::Own => {
            let status = word("onderweg", "bezorgd", "mislukt", "nummer-onbekend");
            (
                "json",
                json!({ "nummer": id, "id": reference, "status": status, "tijd": MOMENT_WRITTEN })
                    .to_string(),
            )
        }
        Shape::Cm => {
            let (code, error) = (word("0", "2", "3", "3"), word("", "", "27", "5"));
            let message = json!({
                "received": "2026-01-01T12:30:00", "to": asked.to, "reference": reference,
                "status": { "code": code, "errorCode": error, "errorDescription": "" }, "operator": "20404",
            });
            ("json", json!({ "messages": { "msg": message } }).to_string())
        }
        Shape::Spryng => {
            let status = word("Sent", "Delivered", "Failed", "Failed");
            let message = json!({ "MessageId": id, "OccurredAtTime": "2026-01-01T12:30:00.0000000Z", "Status": status });
            ("json", json!({ "Channel": "SMS", "Status": status, "Messages": [message] }).to_string())
        }
        Shape::MessageBird => {
            let status = word("sent", "delivered", "expired", "delivery_failed");
            let error = if matches!(told, Told::NoSuchNumber) { "&statusErrorCode=1" } else { "" };
            (
                "form",
                format!(
                    "id={id}&reference={}&recipient={}&status={status}&statusDatetime={}{error}",
                    encoded(reference),
                    encoded(&asked.to),
                    encoded(MOMENT_WRITTEN),
                ),
            )
        }
        Shape::WhatsApp => ("json", webhook(asked, id, told, word("sent", "delivered", "failed", "failed"))),
    }
}

fn webhook(asked: &Asked, id: &str, told: Told, status: &str) -> String {
    let mut entry = json!({
        "id": id, "status": status, "timestamp": MOMENT.to_string(), "recipient_id": asked.to,
        "biz_opaque_callback_data": asked.reference,
    });
    let error = match told {
        Told::Sent | Told::Delivered => None,
        Told::Failed => Some((131_000, "Something went wrong")),
        Told::NoSuchNumber => Some((131_026, "Message undeliverable")),
    };
    if let Some((code, title)) = error {
        entry["errors"] = json!([{ "code": code, "title": title, "message": title }]);
    }
    json!({
        "object": "whatsapp_business_account",
        "entry": [{ "id": "100000000000001", "changes": [{ "field": "messages", "value": {
            "messaging_product": "whatsapp",
            "metadata": { "display_phone_number": "31600000100", "phone_number_id": "100000000000002" },
            "statuses": [entry],
        } }] }],
    })
    .to_string()
}

/// Meta's call of the webhook about a message of somebody.
pub(super) fn incoming(from: &str, text: &str, moment: i64) -> String {
    json!({
        "object": "whatsapp_business_account",
        "entry": [{ "id": "100000000000001", "changes": [{ "field": "messages", "value": {
            "messaging_product": "whatsapp",
            "metadata": { "display_phone_number": "31600000100", "phone_number_id": "100000000000002" },
            "contacts": [{ "profile": { "name": "" }, "wa_id": from }],
            "messages": [{
                "from": from, "id": format!("wamid.IN{from}{moment}"), "timestamp": moment.to_string(),
                "type": "text", "text": { "body": text },
            }],
        } }] }],
    })
    .to_string()
}

fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    text.bytes().map(|b| if plain(b) { (b as char).to_string() } else { format!("%{b:02X}") }).collect()
}
