//! What comes back to the bounce address: which of our messages did not arrive, and whether the address is to blame.
//!
//! In goes one mail as it lies in the mailbox; out comes [`Returned`]. Reports of delivery (RFC 3464) are read in the
//! shapes in which Postfix, Exim, Exchange and Gmail write them; old Exim without a report too. Our number of the
//! message is looked for in the headers that came back, then in the tagged bounce address. An automatic reply (out of
//! office) is no bounce. What cannot be placed becomes a finding for a person: nothing that came back is lost, and no
//! address is called unusable on a guess.

use super::email::{as_it_was, id_in};
use super::{Fate, Status, told};
use mail_parser::{HeaderValue, Message, MessageParser, MessagePart, MimeHeaders, PartType};

/// What a mail at the bounce address turns out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Returned {
    /// It tells how messages of ours fare; [`Status::provider_id`] is our own number ([`super::email::Email::id`]).
    Statuses(Vec<Status>),
    /// A tenant stops mail of a kind; this is the token of the subject, to be checked.
    Stops(String),
    /// An automatic reply or a receipt: nothing to do.
    AutomaticReply,
    /// Something a person must look at: what it seems to be, in Dutch, without personal data.
    Finding(String),
}

/// How the subject begins of a mail that stops mail of a kind; the token follows.
pub const STOP_SUBJECT: &str = "afmelden.";

/// Reads one mail.
pub fn read(mail: &[u8]) -> Returned {
    let Some(message) = MessageParser::default().parse(mail) else {
        return Returned::Finding("Dit is geen leesbare e-mail.".to_owned());
    };
    if let Some(token) = message.subject().and_then(|subject| subject.trim().strip_prefix(STOP_SUBJECT)) {
        return Returned::Stops(token.trim().to_owned());
    }
    let report =
        message.content_type().filter(|kind| kind.ctype() == "multipart" && kind.subtype() == Some("report"));
    let outcomes = match report.and_then(|kind| kind.attribute("report-type")) {
        Some(kind) if kind.eq_ignore_ascii_case("disposition-notification") => {
            return Returned::AutomaticReply;
        }
        Some(kind) if kind.eq_ignore_ascii_case("feedback-report") => {
            return Returned::Finding("Een ontvanger meldt onze e-mail als ongewenst.".to_owned());
        }
        _ => reported(&message),
    };
    let outcomes =
        if outcomes.is_empty() { without_report(&message).into_iter().collect() } else { outcomes };
    if outcomes.is_empty() {
        return if is_automatic(&message) {
            Returned::AutomaticReply
        } else {
            Returned::Finding(
                "Dit is geen melding over bezorging; misschien een antwoord van een huurder.".to_owned(),
            )
        };
    }
    let Some(id) = our_number(&message) else {
        return Returned::Finding(format!(
            "Een e-mail kwam terug ({}), maar niet te zien is welke.",
            outcomes.first().map(|(_, detail)| detail.as_str()).unwrap_or_default()
        ));
    };
    let at = message.date().map(mail_parser::DateTime::to_timestamp);
    let status = |(fate, detail)| Status { provider_id: id.clone(), fate, at, detail };
    Returned::Statuses(outcomes.into_iter().map(status).collect())
}

type Outcome = (Fate, String);

/// The recipients of a report (RFC 3464 2.3): blocks of fields, the first of which is about the report itself.
fn reported(message: &Message<'_>) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for part in message.parts.iter().filter(|part| is_delivery_status(part)) {
        let text = String::from_utf8_lossy(content(part)).replace("\r\n", "\n");
        for block in text.split("\n\n") {
            let field = |name: &str| field_of(block, name);
            if let Some(action) = field("Action") {
                let status = field("Status").unwrap_or_default();
                outcomes.extend(outcome(&action, &status, &field("Diagnostic-Code").unwrap_or_default()));
            }
        }
    }
    outcomes
}

fn is_delivery_status(part: &MessagePart<'_>) -> bool {
    let kind = part.content_type();
    kind.is_some_and(|kind| {
        kind.ctype().eq_ignore_ascii_case("message")
            && kind.subtype().is_some_and(|kind| {
                kind.eq_ignore_ascii_case("delivery-status")
                    || kind.eq_ignore_ascii_case("global-delivery-status")
            })
    })
}

fn content<'m>(part: &'m MessagePart<'_>) -> &'m [u8] {
    match &part.body {
        PartType::Message(inner) => &inner.raw_message,
        _ => part.contents(),
    }
}

/// A field of a block, with its folded lines.
fn field_of(block: &str, name: &str) -> Option<String> {
    let mut lines = block.lines().skip_while(|line| {
        !line.split_once(':').is_some_and(|(before, _)| before.trim().eq_ignore_ascii_case(name))
    });
    let mut value = lines.next()?.split_once(':')?.1.trim().to_owned();
    for folded in lines.take_while(|line| line.starts_with([' ', '\t'])) {
        value.push(' ');
        value.push_str(folded.trim());
    }
    Some(value)
}

/// What an action and its codes come to; nothing while the server is still trying.
fn outcome(action: &str, status: &str, diagnostic: &str) -> Option<Outcome> {
    let told = detail(status, diagnostic);
    match action.trim().to_ascii_lowercase().as_str() {
        "failed" => Some((why(status, diagnostic), told)),
        "delayed" => Some((Fate::Accepted, told)),
        "delivered" => Some((Fate::Delivered, told)),
        "relayed" | "expanded" => Some((Fate::Accepted, told)),
        _ => None,
    }
}

/// Is the address to blame? Only a permanent code about the address itself says so (RFC 3463 3.2 and 3.3).
fn why(status: &str, diagnostic: &str) -> Fate {
    let vague = |code: &(u16, u16, u16)| code.1 == 0;
    let code =
        told::enhanced_code(status).filter(|code| !vague(code)).or_else(|| told::enhanced_code(diagnostic));
    match code {
        Some((5, 1, 7 | 8)) => Fate::Failed,
        Some((5, 1, _) | (5, 2, 1) | (5, 4, 4)) => Fate::AddressUnusable,
        Some(code) if !vague(&code) => Fate::Failed,
        _ if says_nobody(diagnostic) => Fate::AddressUnusable,
        _ => Fate::Failed,
    }
}

/// Servers without enhanced codes say it in words.
fn says_nobody(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let refused_for_good = ["550", "551", "553"].iter().any(|code| text.contains(code));
    let nobody = [
        "user unknown",
        "unknown user",
        "no such user",
        "no such recipient",
        "recipient not found",
        "does not exist",
        "unrouteable address",
        "mailbox not found",
        "invalid recipient",
    ];
    (refused_for_good || text.contains("unrouteable address"))
        && nobody.iter().any(|words| text.contains(words))
}

fn detail(status: &str, diagnostic: &str) -> String {
    let words = told::words(diagnostic);
    let code = told::enhanced_code(status).or_else(|| told::enhanced_code(diagnostic));
    let code = code.map_or_else(
        || "zonder code".to_owned(),
        |(class, subject, detail)| format!("{class}.{subject}.{detail}"),
    );
    if words.is_empty() { code } else { format!("{code} ({words})") }
}

/// Older Exim and some appliances: a plain mail that names the failed recipient in a header and the reason in words.
fn without_report(message: &Message<'_>) -> Option<Outcome> {
    message.header("X-Failed-Recipients")?;
    let text = message.body_text(0).unwrap_or_default();
    let reason = text.split("------ This is a copy").next().unwrap_or_default();
    Some((why("", reason), detail("", reason)))
}

fn is_automatic(message: &Message<'_>) -> bool {
    let header = |name: &'static str| match message.header(name) {
        Some(HeaderValue::Text(text)) => Some(text.to_ascii_lowercase()),
        Some(_) => Some(String::new()),
        None => None,
    };
    header("Auto-Submitted").is_some_and(|value| value != "no")
        || header("X-Autoreply").is_some()
        || header("X-Autorespond").is_some()
        || header("Precedence").is_some_and(|value| value == "auto_reply")
}

/// Our number, from the message that came back or from the address it came back to.
fn our_number(message: &Message<'_>) -> Option<String> {
    let returned = message.parts.iter().skip(1).find_map(|part| match &part.body {
        PartType::Message(inner) => number_in_headers(inner),
        _ if is_headers_only(part) => number_in_headers(&MessageParser::default().parse(part.contents())?),
        _ => None,
    });
    returned.or_else(|| number_in_text(message)).or_else(|| number_in_address(message))
}

fn is_headers_only(part: &MessagePart<'_>) -> bool {
    part.content_type().is_some_and(|kind| {
        kind.subtype().is_some_and(|kind| {
            kind.eq_ignore_ascii_case("rfc822-headers")
                || kind.eq_ignore_ascii_case("global-headers")
                || kind.eq_ignore_ascii_case("rfc822")
        })
    })
}

fn number_in_headers(message: &Message<'_>) -> Option<String> {
    let own =
        message.header("X-Houvast-Id").and_then(HeaderValue::as_text).map(|text| as_it_was(text.trim()));
    own.filter(|id| !id.is_empty()).or_else(|| message.message_id().and_then(id_in))
}

/// Some programs paste the returned message into the text, or name it in a field.
fn number_in_text(message: &Message<'_>) -> Option<String> {
    let references = [message.in_reply_to(), message.references()];
    let from_headers = references.into_iter().find_map(|value| value.as_text().and_then(id_in));
    from_headers.or_else(|| {
        let parts = message.parts.iter().filter_map(|part| part.text_contents());
        parts.flat_map(|text| text.split('<').skip(1)).filter(|text| text.contains('@')).find_map(id_in)
    })
}

/// `retour+123@...`: only an address to which the mail really came.
fn number_in_address(message: &Message<'_>) -> Option<String> {
    let to = message.to().into_iter().flat_map(|to| to.iter()).filter_map(|address| address.address());
    let delivered = ["Delivered-To", "X-Original-To", "Envelope-To"].map(|name| message.header_raw(name));
    let mut all = to.chain(delivered.into_iter().flatten().map(str::trim));
    all.find_map(|address| {
        let (_, tag) = address.split_once('@')?.0.split_once('+')?;
        Some(as_it_was(tag)).filter(|id| !id.is_empty())
    })
}
