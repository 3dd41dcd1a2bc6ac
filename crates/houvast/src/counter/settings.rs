//! `[huurderspagina]` and `[betalen]` in `verzenden.toml`: whether there is a tenant's page, where, and how one pays on it.
//!
//! A key never stands in the file, only the name of the environment variable that holds it.

use std::net::SocketAddr;

use connectors::psp::{Mollie, Provider, Tikkie};
use serde::Deserialize;

use crate::deliver::settings::{FILE, SendSettings};
use crate::failure::Failure;

/// `[huurderspagina]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PageSettings {
    /// Address at which it is reached from outside, with `https://`; else the payment site.
    #[serde(rename = "adres")]
    pub address: String,
    /// It listens on an address of its own, and the pages of staff do not have it.
    #[serde(rename = "luister")]
    pub listen: Option<SocketAddr>,
    /// A server of the landlord's own stands before it and says where somebody comes from (`X-Forwarded-For`).
    #[serde(rename = "achter_proxy")]
    pub behind_proxy: bool,
}

/// `[betalen]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayingSettings {
    /// Who.
    #[serde(rename = "aanbieder")]
    pub provider: ProviderName,
    /// What the way to pay is called on the button: schemes change their names.
    #[serde(rename = "naam", default = "scheme")]
    pub scheme: String,
    /// Name of the environment variable with the key.
    #[serde(rename = "sleutel", default)]
    key_name: String,
    /// Name of the environment variable with the token of the app; of Tikkie.
    #[serde(rename = "app_sleutel", default)]
    app_key_name: String,
    /// Where the provider is, when it is not where it usually is: its test world.
    #[serde(rename = "adres", default)]
    address: String,
    /// Name of the environment variable with the secret under which the provider may call.
    #[serde(rename = "melding", default)]
    pub webhook_name: String,
}

/// Who takes payments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum ProviderName {
    /// Mollie.
    #[serde(rename = "mollie")]
    Mollie,
    /// Tikkie.
    #[serde(rename = "tikkie")]
    Tikkie,
    /// The bank of the demo, on this machine.
    #[serde(rename = "demobank")]
    DemoBank,
}

impl ProviderName {
    /// The word in the settings, in the book and in the address of its calls.
    pub const fn dutch(self) -> &'static str {
        match self {
            ProviderName::Mollie => "mollie",
            ProviderName::Tikkie => "tikkie",
            ProviderName::DemoBank => "demobank",
        }
    }
}

fn scheme() -> String {
    "iDEAL | Wero".into()
}

impl PayingSettings {
    /// The account at the provider; `secret_of` looks a key up under its name. The demo bank is where it was started.
    ///
    /// # Errors
    /// A key that is not there.
    pub fn open(
        &self,
        secret_of: &dyn Fn(&str) -> Option<String>,
        demo_bank: Option<&str>,
    ) -> Result<Option<Provider>, Failure> {
        let key = |name: &str, what: &str| {
            secret_of(name).filter(|key| !key.is_empty()).ok_or_else(|| {
                Failure::usage(format!("{FILE}: [betalen] {what}: de omgevingsvariabele “{name}” is leeg"))
            })
        };
        Ok(match self.provider {
            ProviderName::Mollie => {
                let (key, at) = (key(&self.key_name, "sleutel")?, &self.address);
                let own = || Mollie::at(at, at.trim_end_matches('/'), &key);
                Some(Provider::Mollie(if at.is_empty() { Mollie::new(&key) } else { own() }))
            }
            ProviderName::Tikkie => {
                let app = key(&self.app_key_name, "app_sleutel")?;
                let (key, at) = (key(&self.key_name, "sleutel")?, &self.address);
                let own = || Tikkie::at(at, &key, &app);
                Some(Provider::Tikkie(if at.is_empty() { Tikkie::new(&key, &app) } else { own() }))
            }
            ProviderName::DemoBank => demo_bank.map(|at| Provider::Mollie(Mollie::at(at, at, "demo"))),
        })
    }
}

/// Where a tenant finds the page from outside, without a slash at the end.
pub fn address_of(settings: &SendSettings, page: &PageSettings, here: SocketAddr) -> String {
    let own = page.address.trim_end_matches('/');
    if !own.is_empty() {
        return own.to_string();
    }
    let here = page.listen.unwrap_or(here);
    if here.ip().is_loopback() || settings.sender.payment_site.is_empty() {
        return format!("http://{here}");
    }
    format!("https://{}", settings.sender.payment_site)
}
