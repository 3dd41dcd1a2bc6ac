//! `[whatsapp]`: the landlord's account at Meta, and which of its approved templates stands for which text of a letter.
//!
//! A letter may go over WhatsApp with a template, or as it is written within 24 hours after the tenant's own message. The
//! template holds the words of the text (`docs/verzenden.md`); what is filled in are the fields of that text, in order. A
//! text without a template and outside those hours does not fit this channel, and the step's next one is taken.

use std::collections::BTreeMap;

use connectors::channels::whatsapp::{WhatsApp, WhatsAppMessage, WhatsAppSettings, Words, window_is_open};
use connectors::channels::{Attempt, phone};
use policy::letters::Message;
use serde::Deserialize;

use super::fields::Fields;
use super::settings::FILE;
use super::ways::Outbound;
use crate::failure::Failure;

/// `[whatsapp]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Address and version of the Graph API.
    #[serde(rename = "adres", default = "graph")]
    address: String,
    /// Number of the telephone number at Meta.
    #[serde(rename = "nummer")]
    number: String,
    /// Name of the environment variable that holds the access key.
    #[serde(rename = "sleutel")]
    key_name: String,
    /// Name of the environment variable with the secret under which Meta may report by the web.
    #[serde(rename = "melding")]
    report_name: Option<String>,
    /// Name of the environment variable with the secret of the app, with which Meta signs its reports.
    #[serde(rename = "app_geheim")]
    app_name: Option<String>,
    /// Most messages in a minute.
    #[serde(rename = "per_minuut", default = "sixty")]
    pub a_minute: u32,
    /// Name of Meta's template by text: `"gemist-telefoontje/whatsapp.vriendelijk" = "gemist_telefoontje"`.
    #[serde(rename = "sjablonen", default)]
    templates: BTreeMap<String, String>,
}

fn graph() -> String {
    "https://graph.facebook.com/v23.0".into()
}

fn sixty() -> u32 {
    60
}

/// What a message over WhatsApp may go as.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manner {
    /// The template and what is filled in, when there is one for this text.
    pub template: Option<Template>,
    /// The moment of the tenant's last own message, in seconds since 1970.
    pub heard_at: Option<i64>,
}

/// A template that Meta approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its name.
    pub name: String,
    /// Its language.
    pub language: String,
    /// What is filled in, in order.
    pub parameters: Vec<String>,
}

impl Manner {
    /// May it go at this moment?
    pub fn fits(&self, now: i64) -> bool {
        self.template.is_some() || window_is_open(self.heard_at, now)
    }
}

impl Account {
    /// The way to Meta; `secret_of` looks a key up under its name.
    pub fn open(&self, secret_of: &dyn Fn(&str) -> Option<String>) -> Result<WhatsApp, Failure> {
        let here = self.address.starts_with("http://127.0.0.1:");
        if !here && !self.address.starts_with("https://") {
            return Err(Failure::policy(format!("{FILE}: [whatsapp] adres moet met https:// beginnen")));
        }
        let token = secret_of(&self.key_name).filter(|token| !token.is_empty()).ok_or_else(|| {
            Failure::usage(format!(
                "{FILE}: de omgevingsvariabele {} is leeg. Zet daar de sleutel van WhatsApp in.",
                self.key_name
            ))
        })?;
        Ok(WhatsApp::new(&WhatsAppSettings {
            address: self.address.trim_end_matches('/').to_string(),
            phone_number_id: self.number.clone(),
            token,
            timeout_seconds: 20,
        }))
    }

    /// The names of the two secrets of reports by the web, when both are given.
    pub fn reports(&self) -> Option<(&str, &str)> {
        self.report_name.as_deref().zip(self.app_name.as_deref())
    }

    /// The template of a text with what is filled in, when Meta has one.
    pub fn template(&self, text: &Message, fields: &Fields) -> Option<Template> {
        let name = self.templates.get(&format!("{}/{}", text.letter, text.key.file_name()))?;
        let names = text.fixed_fields.as_ref()?;
        Some(Template {
            name: name.clone(),
            language: text.key.language.code().to_string(),
            parameters: names.iter().map(|name| fields.value(name)).collect::<Option<_>>()?,
        })
    }
}

/// Hands one message over. That the tenant agreed is known: without consent the channel does not reach the dossier.
pub fn send(account: &mut WhatsApp, message: &Outbound) -> Attempt {
    let to = match phone::mobile(&message.to) {
        Ok(to) => to,
        Err(reason) => return Attempt::AddressUnusable { reason },
    };
    let Manner { template, heard_at } = message.whatsapp.clone();
    let open = window_is_open(heard_at, message.sent_at);
    let words = match template.filter(|_| !open) {
        Some(Template { name, language, parameters }) => {
            Words::Template { name, language, reads: message.text.clone(), parameters, button_code: None }
        }
        None => Words::Text(message.text.clone()),
    };
    let id = message.reference.clone();
    account.send(&WhatsAppMessage { id, to, opted_in: true, last_incoming: heard_at, words }, message.sent_at)
}
