//! The ways out of the house that this landlord has set up, each at its own pace.
//!
//! In goes one message that was claimed; out comes what the attempt came to, as the post room writes it down. Passwords
//! and keys are looked up here, under the names the settings give.

use std::time::{Duration, Instant};

use connectors::channels::Attempt;
use connectors::channels::bounce::STOP_SUBJECT;
use connectors::channels::email::{Email, Mailer, Unsubscribe};
use connectors::channels::secret;
use connectors::channels::whatsapp::WhatsApp;
use domain::dossier::ContactChannel;
use domain::send::wait_after;
use letters::{Document, HouseStyle, PaymentPanel, screen};
use store::post::{OnItsWay, Outcome};

use super::doorbell;
use super::print::Printer;
use super::settings::{self, SendSettings};
use super::texts::TextProviders;
use super::whatsapp::{self, Manner};
use crate::failure::Failure;
use crate::landlord::Landlord;

/// What can leave, and how.
pub struct Ways {
    mail: Option<(Mailer, Pace)>,
    texts: Option<TextProviders>,
    whatsapp: Option<(WhatsApp, Pace)>,
    unsubscribe: Option<Stopping>,
    /// Letters.
    pub print: Option<Printer>,
    style: HouseStyle,
    /// Sites and addresses of the landlord: links in an e-mail.
    own_addresses: Vec<String>,
}

/// Keeps a distance between two messages, so that no more than so many leave in a minute.
pub struct Pace {
    gap: Duration,
    last: Option<Instant>,
}

impl Pace {
    /// No more than so many in a minute.
    pub fn a_minute(most: u32) -> Pace {
        Pace { gap: Duration::from_secs(60) / most.max(1), last: None }
    }

    /// Waits until the next may leave.
    pub fn keep(&mut self) {
        if let Some(last) = self.last {
            std::thread::sleep(self.gap.saturating_sub(last.elapsed()));
        }
        self.last = Some(Instant::now());
    }
}

/// What a friendly mail offers to who wants no more of them.
struct Stopping {
    settings: settings::Unsubscribe,
    key: String,
}

impl Stopping {
    fn of(&self, reference: &str) -> Unsubscribe {
        let token = secret::token(&self.key, reference);
        Unsubscribe {
            page: format!("{}/geen-mail/{token}", self.settings.address.trim_end_matches('/')),
            mailbox: self.settings.mail_address.clone(),
            subject: format!("{STOP_SUBJECT}{token}"),
        }
    }
}

/// The house style of the landlord's letters and mails.
pub fn style_of(landlord: &Landlord, settings: &SendSettings) -> Result<HouseStyle, Failure> {
    match settings.letters.as_ref().and_then(|letters| letters.style.as_ref()) {
        Some(path) => HouseStyle::load(&settings::inside(landlord, path))
            .map_err(|error| Failure::policy(error.to_string())),
        None => Ok(HouseStyle::plain(&settings.sender.name)),
    }
}

/// Looks up a secret under its name.
pub fn secret_of(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

impl Ways {
    /// Opens the ways that are set up. Nothing is connected yet.
    pub fn open(landlord: &Landlord, settings: &SendSettings) -> Result<Ways, Failure> {
        let style = style_of(landlord, settings)?;
        let mail = match &settings.mail {
            Some(mail) => {
                let for_mailer = mail.for_mailer(&settings.sender.name, &secret_of)?;
                let mailer = Mailer::new(&for_mailer).map_err(Failure::policy)?;
                Some((mailer, Pace::a_minute(mail.a_minute)))
            }
            None => None,
        };
        let texts = match &settings.texts {
            Some(texts) => Some(TextProviders::open(landlord, texts)?),
            None => None,
        };
        let whatsapp = match &settings.whatsapp {
            Some(account) => Some((account.open(&secret_of)?, Pace::a_minute(account.a_minute))),
            None => None,
        };
        let print = match &settings.letters {
            Some(letters) => Some(Printer::new(&settings::inside(landlord, &letters.folder), &style)?),
            None => None,
        };
        let unsubscribe = match &settings.unsubscribe {
            Some(settings) => {
                Some(Stopping { settings: settings.clone(), key: doorbell::needed(&settings.key_name)? })
            }
            None => None,
        };
        let sender = &settings.sender;
        let own = [&sender.payment_site, &sender.website, &sender.mail_address];
        let own_addresses = own.into_iter().filter(|address| !address.is_empty()).cloned().collect();
        Ok(Ways { mail, texts, whatsapp, unsubscribe, print, style, own_addresses })
    }

    /// Is this attempt safe to repeat under the same reference?
    pub fn repeats_safely(&self, attempt: &OnItsWay) -> bool {
        let texts = self.texts.as_ref().filter(|_| attempt.channel == ContactChannel::Sms);
        texts.is_some_and(|texts| texts.repeat_is_safe(&attempt.provider))
    }

    /// Whom a message over this channel goes to; empty where there is no choice. `tried` counts the attempts of today that came
    /// to *not now*.
    pub fn provider_for(&self, channel: ContactChannel, tried: u32) -> String {
        let texts = self.texts.as_ref().filter(|_| channel == ContactChannel::Sms);
        texts.map_or_else(String::new, |texts| texts.turn(tried).to_string())
    }

    /// Hands one message over, by e-mail, as a text or over WhatsApp.
    pub fn send(&mut self, message: &Outbound) -> Attempt {
        let not_there = || Attempt::Later { after_seconds: None, reason: "niet ingericht".into() };
        match message.channel {
            ContactChannel::Email => {
                let Some((mailer, pace)) = &mut self.mail else { return not_there() };
                pace.keep();
                let stopping = self.unsubscribe.as_ref().filter(|_| message.can_be_missed);
                let unsubscribe = stopping.map(|stopping| stopping.of(&message.reference));
                mailer.send(&Email { unsubscribe, ..email(message, &self.style, &self.own_addresses) })
            }
            ContactChannel::Sms => {
                let Some(texts) = &mut self.texts else { return not_there() };
                texts.send(message)
            }
            ContactChannel::Whatsapp => {
                let Some((account, pace)) = &mut self.whatsapp else { return not_there() };
                pace.keep();
                whatsapp::send(account, message)
            }
            _ => not_there(),
        }
    }
}

impl Ways {
    /// Mails somebody of the landlord's own people; no tenant reads it.
    pub fn mail_to_staff(&mut self, reference: &str, to: &str, mail: &screen::Mail, sent_at: i64) -> Attempt {
        let Some((mailer, pace)) = &mut self.mail else {
            return Attempt::Refused { reason: "[e-mail] is niet ingericht".into() };
        };
        pace.keep();
        let bodies = screen::bodies(mail, &self.style);
        mailer.send(&Email {
            id: reference.to_string(),
            to: to.to_string(),
            subject: mail.subject.clone(),
            text: bodies.text,
            html: Some(bodies.html),
            language: mail.language.clone(),
            sent_at,
            unsubscribe: None,
            calendar: None,
        })
    }
}

/// One message as a channel needs it.
pub struct Outbound {
    /// Over which channel.
    pub channel: ContactChannel,
    /// What the other side is to know it by.
    pub reference: String,
    /// Which provider of text messages, by name; empty where there is no choice.
    pub provider: String,
    /// Where to.
    pub to: String,
    /// Subject, or empty.
    pub subject: String,
    /// The text.
    pub text: String,
    /// Its language.
    pub language: String,
    /// How to pay, when money is asked.
    pub payment: Option<PaymentPanel>,
    /// A friendly message without legal meaning, of which a tenant may want no more.
    pub can_be_missed: bool,
    /// What it may go as over WhatsApp.
    pub whatsapp: Manner,
    /// An appointment for the tenant's calendar, by e-mail.
    pub calendar: Option<String>,
    /// The moment, in seconds since 1970.
    pub sent_at: i64,
}

impl Outbound {
    /// An attempt as it was written down; what only sending needs is added by who composed it.
    pub fn of(attempt: &OnItsWay, sent_at: i64) -> Outbound {
        Outbound {
            channel: attempt.channel,
            reference: attempt.reference.clone(),
            provider: attempt.provider.clone(),
            to: attempt.address.clone(),
            subject: attempt.subject.clone(),
            text: attempt.text.clone(),
            language: String::new(),
            payment: None,
            can_be_missed: false,
            whatsapp: Manner::default(),
            calendar: None,
            sent_at,
        }
    }
}

fn email(message: &Outbound, style: &HouseStyle, own_addresses: &[String]) -> Email {
    let mail = screen::Mail {
        language: message.language.clone(),
        subject: message.subject.clone(),
        body: Document::read(&message.text),
        payment: message.payment.clone(),
        own_addresses: own_addresses.to_vec(),
    };
    let bodies = screen::bodies(&mail, style);
    Email {
        id: message.reference.clone(),
        to: message.to.clone(),
        subject: message.subject.clone(),
        text: bodies.text,
        html: Some(bodies.html),
        language: message.language.clone(),
        sent_at: message.sent_at,
        unsubscribe: None,
        calendar: message.calendar.clone(),
    }
}

impl Ways {
    /// What an attempt came to, as it is written down. `tried` counts the attempts of today before this one that came to *not
    /// now*. What WhatsApp refuses (a template that is not there, an account that is blocked) is no fault of the message: its
    /// next channel is taken. A text that one provider surely did not take goes to the next one at once.
    pub fn outcome(&self, came_to: Attempt, attempt: &OnItsWay, tried: u32, now: i64) -> Outcome {
        let texts = self.texts.as_ref().filter(|_| attempt.channel == ContactChannel::Sms);
        let rounds = tried / texts.map_or(1, TextProviders::count);
        let again = |told: Option<u32>| wait_after(rounds + 1, told).map(|wait| now + i64::from(wait));
        match came_to {
            Attempt::Accepted { provider_id } => Outcome::Accepted { provider_id },
            Attempt::AddressUnusable { reason } => Outcome::AddressUnusable { reason },
            Attempt::Refused { reason } if attempt.channel == ContactChannel::Whatsapp => {
                Outcome::GivenUp { reason }
            }
            Attempt::Refused { reason } => Outcome::Refused { reason },
            Attempt::Later { reason, .. } if texts.is_some_and(TextProviders::another_is_open) => {
                Outcome::Later { again_at: now, reason }
            }
            Attempt::Later { after_seconds, reason } => match again(after_seconds) {
                Some(again_at) => Outcome::Later { again_at, reason },
                None => Outcome::GivenUp { reason },
            },
            Attempt::Unknown { reason } => match again(None).filter(|_| self.repeats_safely(attempt)) {
                Some(again_at) => Outcome::AskAgain { again_at, reason },
                None => Outcome::Uncertain { reason },
            },
        }
    }
}
