//! E-mail by SMTP: one message in, what came of it out.
//!
//! The conversation is taken step by step (sender, recipient, content), because the step at which it breaks decides
//! what may be done next. Before the end of the content nothing was handed over, and the same message may be tried
//! again. Once the end was sent and no answer came, the server may have it: that is [`Attempt::Unknown`], and only a
//! person or a repeat under the same Message-ID may settle it. A refused address, a refused message and a busy server
//! are told apart by RFC 5321 and RFC 3463.
//!
//! The Message-ID follows from our own number of the message, so a repeat can be recognised, and so can a bounce
//! (`bounce.rs`). Names and subjects cannot add headers: what is not a printable character becomes a space.

use super::{Attempt, told};
use domain::ids::ContentId;
use lettre::Address;
use lettre::message::header::{ContentDisposition, ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::{Error, response};
use std::error::Error as _;
use std::time::{Duration, UNIX_EPOCH};

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// Plain, then STARTTLS before anything is said (port 587, RFC 3207). Without it nothing is sent.
    StartTls,
    /// TLS from the first byte (port 465, RFC 8314).
    Tls,
    /// None. Only to this machine itself.
    NoneOnLoopback,
}

/// How a landlord sends its mail. It holds a password, so it cannot be printed.
#[derive(Clone)]
pub struct MailSettings {
    /// Name or address of the mail server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// User and password, when the server asks for them.
    pub account: Option<(String, String)>,
    /// An authority of the landlord's own (PEM), beside the public ones.
    pub authority: Option<Vec<u8>>,
    /// Name the reader sees.
    pub sender_name: String,
    /// Address the reader sees; its domain is the domain of the Message-ID.
    pub sender_address: String,
    /// Where answers go, when elsewhere.
    pub reply_to: Option<String>,
    /// Where undeliverable mail comes back: the envelope sender.
    pub bounce_address: String,
    /// Adds our number to the bounce address (`retour+123@...`), for servers that deliver such addresses.
    pub tag_bounces: bool,
    /// Longest wait for one answer, in seconds.
    pub timeout_seconds: u32,
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    /// Our own number of the message; the same message always has the same.
    pub id: String,
    /// Address of the reader.
    pub to: String,
    /// Subject, one line.
    pub subject: String,
    /// The whole message as plain text.
    pub text: String,
    /// The same message as HTML, when there is one.
    pub html: Option<String>,
    /// Language of the message (RFC 5646): `nl`.
    pub language: String,
    /// The moment it is sent, in seconds since 1970; the Date header.
    pub sent_at: i64,
    /// How mail of this kind can be stopped.
    pub unsubscribe: Option<Unsubscribe>,
    /// An appointment (RFC 5545), see `appointment.rs`.
    pub calendar: Option<String>,
}

/// How mail of a kind can be stopped (RFC 2369 and 8058). The mail server must sign both headers (DKIM), or programs do not
/// show the button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsubscribe {
    /// Page (https), and the address to which a program posts on one click.
    pub page: String,
    /// Mailbox for programs that stop by mail.
    pub mailbox: String,
    /// Subject of that mail.
    pub subject: String,
}

impl Unsubscribe {
    /// The value of the header, mail first, or what is wrong.
    fn header(&self) -> Result<String, String> {
        let plain = |text: &str| text.chars().all(|c| c.is_ascii_graphic() && !"<>?&%,".contains(c));
        if !self.page.starts_with("https://") || !plain(&self.page) {
            return Err("de uitschrijfpagina is geen https-adres".to_owned());
        }
        if !plain(&self.mailbox) || !self.mailbox.contains('@') || !plain(&self.subject) {
            return Err("het mailadres om uit te schrijven deugt niet".to_owned());
        }
        Ok(format!("<mailto:{}?subject={}>, <{}>", self.mailbox, self.subject, self.page))
    }
}

/// A landlord's way to its mail server. The connection is opened at the first message and used again.
pub struct Mailer {
    settings: MailSettings,
    sender: Mailbox,
    reply_to: Option<Mailbox>,
    bounce: Address,
    tls: TlsParameters,
    connection: Option<SmtpConnection>,
}

impl Mailer {
    /// Checks the settings; nothing is connected yet.
    ///
    /// # Errors
    /// What is wrong with the settings, in Dutch.
    pub fn new(settings: &MailSettings) -> Result<Self, String> {
        let host = settings.host.clone();
        if settings.security == Security::NoneOnLoopback && !is_loopback(&host) {
            return Err(format!("Mailserver {host}: zonder versleuteling mag alleen op deze machine zelf."));
        }
        let address = |text: &str| {
            text.trim()
                .parse::<Address>()
                .map_err(|_| format!("\"{text}\" is geen e-mailadres om van te versturen."))
        };
        let name = Some(one_line(&settings.sender_name)).filter(|name| !name.is_empty());
        let sender = Mailbox::new(name, address(&settings.sender_address)?);
        let reply_to = settings.reply_to.as_deref().map(address).transpose()?;
        let mut tls = TlsParameters::builder(host.clone());
        if let Some(pem) = &settings.authority {
            let authority = Certificate::from_pem(pem)
                .map_err(|_| format!("Mailserver {host}: het eigen certificaat is geen geldige PEM."))?;
            tls = tls.add_root_certificate(authority);
        }
        let tls = tls.build().map_err(|error| format!("Mailserver {host}: TLS lukt niet ({error})."))?;
        Ok(Self {
            bounce: address(&settings.bounce_address)?,
            reply_to: reply_to.map(|address| Mailbox::new(None, address)),
            sender,
            tls,
            settings: settings.clone(),
            connection: None,
        })
    }

    /// Hands one message over.
    pub fn send(&mut self, email: &Email) -> Attempt {
        let Ok(to) = email.to.trim().parse::<Address>() else {
            return Attempt::AddressUnusable { reason: "geen geldig e-mailadres".to_owned() };
        };
        let content = match self.content(email, &to) {
            Ok(content) => content,
            Err(reason) => return Attempt::Refused { reason },
        };
        let mut connection = match self.connected() {
            Ok(connection) => connection,
            // Nothing of this message was said: a wrong password or certificate is the house's fault, not the mail's.
            Err(error) => {
                return Attempt::Later { after_seconds: None, reason: said(&error, "geen verbinding") };
            }
        };
        if has_other_letters(&to) && !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            self.connection = Some(connection);
            return Attempt::AddressUnusable { reason: "adres met bijzondere letters".to_owned() };
        }
        match hand_over(&mut connection, self.bounce_for(email), to, &content) {
            Ok(_) => {
                self.connection = Some(connection);
                Attempt::Accepted { provider_id: email.id.clone() }
            }
            Err((stage, error)) => {
                connection.abort();
                outcome(stage, &error)
            }
        }
    }

    /// The connection of last time when it still answers, else a new one that has logged in.
    fn connected(&mut self) -> Result<SmtpConnection, Error> {
        if let Some(mut connection) = self.connection.take() {
            if connection.test_connected() {
                return Ok(connection);
            }
            connection.abort();
        }
        let settings = &self.settings;
        let timeout = Duration::from_secs(u64::from(settings.timeout_seconds.max(1)));
        let us = ClientId::Domain(self.sender.email.domain().to_owned());
        let at_once = (settings.security == Security::Tls).then_some(&self.tls);
        let mut connection = SmtpConnection::connect(
            (settings.host.as_str(), settings.port),
            Some(timeout),
            &us,
            at_once,
            None,
        )?;
        if settings.security == Security::StartTls {
            connection.starttls(&self.tls, &us)?;
        }
        if let Some((user, password)) = &settings.account {
            let credentials = Credentials::new(user.clone(), password.clone());
            connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials)?;
        }
        Ok(connection)
    }

    /// `retour+123@...`, so that a bounce without the headers of the message can still be placed.
    fn bounce_for(&self, email: &Email) -> Address {
        let tagged = || {
            let user = format!("{}+{}", self.bounce.user(), safe(&email.id));
            Address::new(user, self.bounce.domain()).ok()
        };
        Some(()).filter(|()| self.settings.tag_bounces).and_then(|()| tagged()).unwrap_or(self.bounce.clone())
    }

    fn content(&self, email: &Email, to: &Address) -> Result<Vec<u8>, String> {
        let moment = UNIX_EPOCH + Duration::from_secs(u64::try_from(email.sent_at).unwrap_or_default());
        let mut builder = Message::builder()
            .from(self.sender.clone())
            .to(Mailbox::new(None, to.clone()))
            .date(moment)
            .message_id(Some(message_id(&email.id, self.sender.email.domain())))
            .subject(one_line(&email.subject))
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("Content-Language", &one_line(&email.language)))
            .raw_header(header("X-Houvast-Id", &safe(&email.id)));
        if let Some(reply_to) = &self.reply_to {
            builder = builder.reply_to(reply_to.clone());
        }
        if let Some(unsubscribe) = &email.unsubscribe {
            builder = builder
                .raw_header(header("List-Unsubscribe", &unsubscribe.header()?))
                .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }
        let message = match (&email.html, &email.calendar) {
            (None, None) => builder.singlepart(SinglePart::plain(email.text.clone())),
            (_, None) => builder.multipart(words(email)),
            (_, Some(calendar)) => {
                let mixed =
                    MultiPart::mixed().boundary(boundary(&email.id, "geheel")).multipart(words(email));
                builder.multipart(mixed.singlepart(appointment(calendar)?))
            }
        };
        let mut content = message.map_err(|error| format!("bericht niet op te maken ({error})"))?.formatted();
        while content.ends_with(b"\r\n") {
            content.truncate(content.len() - 2);
        }
        Ok(content)
    }
}

/// Text and HTML, of which the reader's program shows one.
fn words(email: &Email) -> MultiPart {
    let both = MultiPart::alternative().boundary(boundary(&email.id, "tekst"));
    let both = both.singlepart(SinglePart::plain(email.text.clone()));
    match &email.html {
        Some(html) => both.singlepart(SinglePart::html(html.clone())),
        None => both,
    }
}

fn appointment(calendar: &str) -> Result<SinglePart, String> {
    // The header repeats the method of the file (RFC 6047 2.4).
    let method = if calendar.contains("METHOD:CANCEL") { "CANCEL" } else { "PUBLISH" };
    let kind = ContentType::parse(&format!("text/calendar; charset=utf-8; method={method}"));
    Ok(SinglePart::builder()
        .header(kind.map_err(|error| error.to_string())?)
        .header(ContentDisposition::attachment("afspraak.ics"))
        .body(calendar.to_owned()))
}

/// How far the conversation came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Sender,
    Recipient,
    Content,
    /// Everything was sent, only the answer is missing.
    Answer,
}

fn hand_over(
    connection: &mut SmtpConnection,
    from: Address,
    to: Address,
    content: &[u8],
) -> Result<response::Response, (Stage, Error)> {
    let mut options = Vec::new();
    if has_other_letters(&to) {
        options.push(MailParameter::SmtpUtfEight);
    }
    connection.command(Mail::new(Some(from), options)).map_err(|error| (Stage::Sender, error))?;
    connection.command(Rcpt::new(to, Vec::new())).map_err(|error| (Stage::Recipient, error))?;
    connection.command(Data).map_err(|error| (Stage::Content, error))?;
    // The content is taken by the piece: when the end was asked for, everything before it has been written.
    let mut stage = Stage::Content;
    let mut pieces = [content].into_iter();
    let answer = connection.message_iter(std::iter::from_fn(|| {
        let piece = pieces.next();
        stage = if piece.is_some() { Stage::Content } else { Stage::Answer };
        piece
    }));
    answer.map_err(|error| (stage, error))
}

/// `büro@example.org` needs a server that takes such addresses (RFC 6531).
fn has_other_letters(address: &Address) -> bool {
    !AsRef::<str>::as_ref(address).is_ascii()
}

/// What a broken conversation comes to.
fn outcome(stage: Stage, error: &Error) -> Attempt {
    let reason = said(error, "verbinding verbroken");
    let told = error.source().map(ToString::to_string).unwrap_or_default();
    if error.is_transient() {
        return Attempt::Later { after_seconds: None, reason };
    }
    if error.is_permanent() {
        let code = error.status().map(|code| code.to_string()).unwrap_or_default();
        return permanent(stage, &code, &told, reason);
    }
    match stage {
        Stage::Answer => Attempt::Unknown { reason },
        Stage::Sender | Stage::Recipient | Stage::Content => Attempt::Later { after_seconds: None, reason },
    }
}

/// A mailbox that is full may be read tomorrow.
const FULL_SECONDS: u32 = 6 * 3600;

/// 5yz: the address does not exist, or this server does not want this message (RFC 5321 4.2.3, RFC 3463).
fn permanent(stage: Stage, code: &str, told: &str, reason: String) -> Attempt {
    match stage {
        // We are refused, not this message: a wrong sender or account, or a blocked server.
        Stage::Sender => return Attempt::Later { after_seconds: None, reason },
        Stage::Content | Stage::Answer => return Attempt::Refused { reason },
        Stage::Recipient => {}
    }
    match (told::enhanced_code(told), code) {
        (Some((5, 2, 2)), _) => Attempt::Later { after_seconds: Some(FULL_SECONDS), reason },
        (Some((5, 1, 7 | 8)), _) => Attempt::Refused { reason },
        (Some((5, 1, _) | (5, 2, 1) | (5, 4, 4)), _) => Attempt::AddressUnusable { reason },
        (None, "550" | "551" | "553") if !speaks_of_policy(told) => Attempt::AddressUnusable { reason },
        _ => Attempt::Refused { reason },
    }
}

/// Old servers refuse unknown people and unwanted senders with the same 550.
fn speaks_of_policy(told: &str) -> bool {
    let words = told::words(told);
    let policy = [
        "access",
        "authentication",
        "banned",
        "blacklisted",
        "blocked",
        "denied",
        "dkim",
        "dmarc",
        "greylisted",
        "limit",
        "policy",
        "rate",
        "relay",
        "sender",
        "spam",
        "spf",
        "tls",
        "virus",
    ];
    words.split(' ').any(|word| policy.contains(&word))
}

fn said(error: &Error, otherwise: &str) -> String {
    match error.status() {
        Some(code) => {
            told::answer(&code.to_string(), &error.source().map(ToString::to_string).unwrap_or_default())
        }
        None if error.is_timeout() => format!("{otherwise} (te lang gewacht)"),
        None if error.is_tls() => format!("{otherwise} (TLS)"),
        None => otherwise.to_owned(),
    }
}

/// Every Message-ID of ours starts like this.
const OURS: &str = "houvast.";

/// `<houvast.123@voorbeeld.nl>`.
fn message_id(id: &str, domain: &str) -> String {
    format!("<{OURS}{}@{domain}>", safe(id))
}

/// Our own number in a Message-ID of ours, with or without angle brackets.
pub(super) fn id_in(message_id: &str) -> Option<String> {
    let inner = message_id.trim().trim_start_matches('<').strip_prefix(OURS)?;
    let id = inner.split(['@', '>']).next().filter(|id| !id.is_empty())?;
    Some(as_it_was(id))
}

/// A number that stands in an address as it is: other characters become `=2F`.
fn safe(id: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    id.bytes().map(|b| if plain(b) { (b as char).to_string() } else { format!("={b:02X}") }).collect()
}

/// The number as it was before [`safe`].
pub(super) fn as_it_was(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).filter(|_| *first == b'=').and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn boundary(id: &str, part: &str) -> String {
    format!("houvast-{part}-{}", ContentId::of(&[id, part]))
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}
