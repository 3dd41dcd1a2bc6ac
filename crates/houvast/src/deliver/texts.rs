//! The providers of text messages: one that is asked first, and those that take over while it takes nothing.
//!
//! In goes how often a message was tried today; out comes whose turn it is, and after the attempt what came of it. A
//! provider that said *not now*, or could not be reached, is passed by for a while, so that a morning's messages do not
//! each wait for it. Another provider is asked only when the one before has surely taken nothing: what may have left goes
//! to nobody else. Whom an attempt went to stands in the book before it is made.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use connectors::channels::provider::{Provider, TextMessage};
use connectors::channels::{Attempt, phone};

use super::settings::{self, FILE, Texts};
use super::ways::{Outbound, Pace, secret_of};
use crate::failure::Failure;
use crate::landlord::Landlord;

/// A provider that took nothing is passed by for so long.
const PASSED_BY: Duration = Duration::from_secs(300);

/// All providers, in the order in which they are asked.
pub struct TextProviders(Vec<OneProvider>);

struct OneProvider {
    provider: Provider,
    pace: Pace,
    took_nothing: Option<Instant>,
}

impl OneProvider {
    fn is_passed_by(&self) -> bool {
        self.took_nothing.is_some_and(|since| since.elapsed() < PASSED_BY)
    }
}

impl TextProviders {
    /// Opens the providers of the settings; two may not have the same name.
    pub fn open(landlord: &Landlord, texts: &Texts) -> Result<TextProviders, Failure> {
        let mut names = BTreeSet::new();
        let mut all = Vec::new();
        for file in texts.providers() {
            let provider = read(landlord, file)?;
            if !names.insert(provider.name().to_string()) {
                let name = provider.name();
                return Err(Failure::policy(format!(
                    "{FILE}: twee aanbieders van sms heten “{name}”. Geef een van beide een andere naam, in {}",
                    file.display()
                )));
            }
            all.push(OneProvider { provider, pace: Pace::a_minute(texts.a_minute), took_nothing: None });
        }
        Ok(TextProviders(all))
    }

    /// Whose turn it is for a message that came to *not now* so often today: each in turn, who took nothing a moment ago
    /// last.
    pub fn turn(&self, tried: u32) -> &str {
        let start = tried as usize % self.0.len();
        let in_turn = || self.0[start..].iter().chain(&self.0[..start]);
        let next = in_turn().find(|one| !one.is_passed_by()).or_else(|| in_turn().next());
        next.map_or("", |one| one.provider.name())
    }

    /// Is there one that may be asked at once, after another took nothing?
    pub fn another_is_open(&self) -> bool {
        self.0.iter().any(|one| !one.is_passed_by())
    }

    /// How many there are.
    pub fn count(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(1)
    }

    /// Does the provider of this name know a message again by our reference? Nobody of that name does not.
    pub fn repeat_is_safe(&self, name: &str) -> bool {
        self.0.iter().any(|one| one.provider.name() == name && one.provider.repeat_is_safe())
    }

    /// Hands one message to the provider it was written down for.
    pub fn send(&mut self, message: &Outbound) -> Attempt {
        let to = match phone::mobile(&message.to) {
            Ok(to) => to,
            Err(reason) => return Attempt::AddressUnusable { reason },
        };
        let Some(one) = self.0.iter_mut().find(|one| one.provider.name() == message.provider) else {
            let reason = format!("de aanbieder {} staat niet meer in de instellingen", message.provider);
            return Attempt::Unknown { reason };
        };
        one.pace.keep();
        let text = TextMessage { id: message.reference.clone(), to, text: message.text.clone() };
        let came_to = one.provider.send(&text);
        one.took_nothing = matches!(came_to, Attempt::Later { .. }).then(Instant::now);
        match came_to {
            Attempt::Later { after_seconds, reason } => {
                Attempt::Later { after_seconds, reason: format!("{}: {reason}", one.provider.name()) }
            }
            other => other,
        }
    }
}

/// Reads the file of a provider and fetches its key.
pub fn read(landlord: &Landlord, path: &std::path::Path) -> Result<Provider, Failure> {
    let file = settings::inside(landlord, path);
    let text = std::fs::read_to_string(&file).map_err(|error| Failure::file(&file, &error))?;
    let name = path.display().to_string();
    let mut provider = Provider::from_toml(&name, &text).map_err(|findings| {
        let lines: Vec<String> =
            findings.iter().map(|f| format!("{}:{}: {}", f.file, f.line, f.message)).collect();
        Failure::policy(lines.join("\n"))
    })?;
    provider.unlock(secret_of).map_err(Failure::usage)?;
    Ok(provider)
}
