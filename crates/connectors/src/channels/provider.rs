//! Any provider of text messages, described by a file: `aanbieders/<naam>.toml`.
//!
//! In goes the file once, and then one finished text at a time; out comes an [`Attempt`]. What the provider tells
//! afterwards goes through [`Provider::read_status`]. A landlord adds a provider by writing such a file, without code;
//! the keys are explained in `startbeleid/aanbieders/LEESMIJ.md`.
//!
//! A number or a text never becomes part of an address or a log line. Without an answer a message is
//! [`Attempt::Unknown`]; whether the provider knows a message again by its number is [`Provider::repeat_is_safe`].

mod file;
mod values;

use super::request::{Client, Reply};
use super::{Attempt, Fate, Status, open_text, told};
use serde_json::Value;
use values::Fill;

/// Something wrong in the file of a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderFinding {
    /// Name of the file.
    pub file: String,
    /// Line, counted from 1.
    pub line: u32,
    /// What is wrong and what to write instead, in Dutch.
    pub message: String,
}

/// One text message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextMessage {
    /// Our own number of the message; the same message always has the same.
    pub id: String,
    /// Number in E.164 with its plus (`phone.rs`).
    pub to: String,
    /// The finished text.
    pub text: String,
}

/// What a status report told: one bad report never stops the others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// What was understood.
    pub statuses: Vec<Status>,
    /// What was not, in Dutch, without personal data.
    pub findings: Vec<String>,
}

/// A provider as its file describes it.
pub struct Provider {
    description: Description,
    secret: String,
    client: Client,
}

/// What the file says.
struct Description {
    name: String,
    address: String,
    put: bool,
    /// Name of the environment variable with the key.
    secret_name: Option<String>,
    sender: String,
    number_start: &'static str,
    repeat_is_safe: bool,
    timeout_seconds: u32,
    headers: Vec<(String, String)>,
    content: Content,
    answer: Answer,
    status: Option<Report>,
}

/// The body of a request.
enum Content {
    Json(Value),
    Form(Vec<(String, String)>),
}

/// What an answer means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Accepted,
    Later,
    Unusable,
    Refused,
}

/// `pad`, `is`, `wordt`: goes before the status code or the word.
struct Exception<T> {
    path: String,
    equals: Vec<String>,
    becomes: T,
}

struct Answer {
    codes: Vec<(u16, Meaning)>,
    exceptions: Vec<Exception<Meaning>>,
    /// Where the provider's number is.
    id: Option<String>,
}

/// What a status report looks like.
struct Report {
    form: bool,
    list: Option<String>,
    /// Where our own number is; goes before the provider's.
    reference: Option<String>,
    id: Option<String>,
    word: String,
    at: Option<String>,
    detail: Option<String>,
    /// `None` is a word that tells nothing.
    words: Vec<(String, Option<Fate>)>,
    exceptions: Vec<Exception<Option<Fate>>>,
}

impl Provider {
    /// Reads the file.
    ///
    /// # Errors
    /// Everything that is wrong with it, with line and suggestion.
    pub fn from_toml(file_name: &str, text: &str) -> Result<Self, Vec<ProviderFinding>> {
        let description = file::read(file_name, text)?;
        let client = Client::new(description.timeout_seconds);
        Ok(Self { description, secret: String::new(), client })
    }

    /// Fetches the key; the file holds only the name under which it is kept.
    ///
    /// # Errors
    /// The name under which nothing is kept, in Dutch.
    pub fn unlock(&mut self, secret_of: impl Fn(&str) -> Option<String>) -> Result<(), String> {
        let Some(name) = &self.description.secret_name else { return Ok(()) };
        let secret =
            secret_of(name).map(|secret| secret.trim().to_owned()).filter(|secret| !secret.is_empty());
        self.secret = secret.ok_or_else(|| {
            format!(
                "{}: de omgevingsvariabele {name} is leeg. Zet daar de sleutel in.",
                self.description.name
            )
        })?;
        Ok(())
    }

    /// The provider's name, as people know it.
    pub fn name(&self) -> &str {
        &self.description.name
    }

    /// Hands one message over.
    pub fn send(&mut self, message: &TextMessage) -> Attempt {
        let description = &self.description;
        if let Some(objection) = open_text::objection(&message.text) {
            return Attempt::Refused { reason: format!("niet verstuurd: {objection}") };
        }
        let digits = message.to.strip_prefix('+').filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
        let Some(digits) = digits.filter(|digits| (8..=15).contains(&digits.len())) else {
            return Attempt::AddressUnusable { reason: "geen telefoonnummer met landcode".to_owned() };
        };
        if description.secret_name.is_some() && self.secret.is_empty() {
            return Attempt::Later {
                after_seconds: None,
                reason: "geen sleutel van de aanbieder".to_owned(),
            };
        }
        let to = format!("{}{digits}", description.number_start);
        let fill = Fill {
            to: &to,
            text: &message.text,
            id: &message.id,
            sender: &description.sender,
            secret: &self.secret,
        };
        let (kind, body) = match &description.content {
            Content::Json(template) => ("application/json", fill.json(template).to_string()),
            Content::Form(fields) => ("application/x-www-form-urlencoded", fill.form(fields)),
        };
        let mut headers = vec![("Content-Type".to_owned(), kind.to_owned())];
        headers.extend(description.headers.iter().map(|(name, value)| (name.clone(), fill.line(value))));
        match self.client.send(description.put, &description.address, &headers, &body) {
            Reply::Answered { code, retry_after, body } => self.answered(message, code, retry_after, &body),
            Reply::NotSent(reason) => Attempt::Later { after_seconds: None, reason: reason.to_owned() },
            Reply::MaybeSent(reason) => Attempt::Unknown { reason: reason.to_owned() },
        }
    }

    fn answered(&self, message: &TextMessage, code: u16, retry_after: Option<u32>, body: &str) -> Attempt {
        let answer = &self.description.answer;
        let body: Value = serde_json::from_str(body).unwrap_or_default();
        let exception = answer.exceptions.iter().find(|exception| exception.holds(&body));
        let listed = answer.codes.iter().find(|(listed, _)| *listed == code).map(|(_, meaning)| *meaning);
        let words = exception.map(|exception| values::at(&body, &exception.path).unwrap_or_default());
        let reason = told::answer(&code.to_string(), &words.unwrap_or_default());
        match exception.map(|exception| exception.becomes).or(listed) {
            Some(Meaning::Accepted) => {
                let id =
                    answer.id.as_ref().and_then(|path| values::at(&body, path)).filter(|id| !id.is_empty());
                Attempt::Accepted { provider_id: id.unwrap_or_else(|| message.id.clone()) }
            }
            Some(Meaning::Later) => Attempt::Later { after_seconds: retry_after, reason },
            Some(Meaning::Unusable) => Attempt::AddressUnusable { reason },
            Some(Meaning::Refused) => Attempt::Refused { reason },
            None if (200..300).contains(&code) || code >= 500 => Attempt::Unknown { reason },
            None => Attempt::Refused { reason },
        }
    }

    /// Does the provider know a message again by its number? Then asking once more under that number does no harm.
    pub fn repeat_is_safe(&self) -> bool {
        self.description.repeat_is_safe
    }

    /// Reads what the provider posts to the webhook: the body, or the query string of a GET.
    pub fn read_status(&self, body: &str) -> Told {
        let Some(report) = &self.description.status else {
            return Told::finding(format!("{} heeft geen onderdeel [status].", self.description.name));
        };
        let body = match report.form {
            true => values::form(body),
            false => match serde_json::from_str(body) {
                Ok(body) => body,
                Err(_) => return Told::finding("Dit statusbericht is geen geldige JSON.".to_owned()),
            },
        };
        let list = report.list.as_ref().map_or(Some(&body), |path| values::inside(&body, path));
        let reports = match list {
            Some(Value::Array(reports)) => reports.iter().collect(),
            Some(one) if !one.is_null() => vec![one],
            _ => return Told::finding("In dit statusbericht staat geen bericht.".to_owned()),
        };
        let mut told = Told::default();
        for one in reports {
            match report.read(one) {
                Ok(status) => told.statuses.extend(status),
                Err(finding) => told.findings.push(finding),
            }
        }
        told
    }
}

impl Told {
    pub(super) fn finding(finding: String) -> Self {
        Told { statuses: Vec::new(), findings: vec![finding] }
    }
}

impl<T> Exception<T> {
    fn holds(&self, body: &Value) -> bool {
        values::at(body, &self.path).is_some_and(|found| self.equals.contains(&found))
    }
}

impl Report {
    fn read(&self, one: &Value) -> Result<Option<Status>, String> {
        let text = |path: &Option<String>| {
            path.as_ref().and_then(|path| values::at(one, path)).filter(|text| !text.is_empty())
        };
        let Some(provider_id) = text(&self.reference).or_else(|| text(&self.id)) else {
            return Err("In een statusbericht staat niet bij welk bericht het hoort.".to_owned());
        };
        let Some(word) = values::at(one, &self.word) else {
            return Err("In een statusbericht staat geen status.".to_owned());
        };
        let exception =
            self.exceptions.iter().find(|exception| exception.holds(one)).map(|found| found.becomes);
        let known =
            self.words.iter().find(|(known, _)| known.eq_ignore_ascii_case(&word)).map(|(_, fate)| *fate);
        let Some(fate) = exception.or(known) else {
            return Err(format!("De status \"{}\" staat niet bij [status.woorden].", values::short(&word)));
        };
        let reason = text(&self.detail).map(|reason| values::short(&reason)).unwrap_or_default();
        Ok(fate.map(|fate| Status {
            provider_id,
            fate,
            at: text(&self.at).and_then(|text| values::moment(&text)),
            detail: format!("{} {reason}", values::short(&word)).trim().to_owned(),
        }))
    }
}
