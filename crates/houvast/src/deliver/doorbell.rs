//! What comes in by the web: reports of providers, and a tenant who wants no more friendly mail.
//!
//! A report is laid in the folder `meldingen` first, whole and under a name that follows from its content; only then it
//! counts as taken. So nothing is lost when a night is running or the machine stops, and a repeat is the same file. The
//! folder is read by the same code as `houvast status`: at once when the book is free, else by the next delivery. Who calls
//! must know the secret in the address; Meta signs what it says besides.

use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use connectors::channels::{secret, whatsapp};
use domain::ids::ContentId;
use web::{Answer, Call, Doors};

use super::hear::hear_folder;
use super::settings::{FILE, SendSettings};
use super::{Now, ways};
use crate::failure::Failure;
use crate::landlord::Landlord;
use crate::paper;

/// Where reports lie until they are in the book, in the landlord's folder.
pub const FOLDER: &str = "meldingen";
/// A secret of fewer signs can be guessed.
const SHORTEST_SECRET: usize = 24;
/// The longest answer Meta may ask us to repeat, in characters.
const LONGEST_CHALLENGE: usize = 200;

/// Whoever opens the door.
struct Doorbell {
    landlord: Landlord,
    /// Providers that may call, with their secret.
    providers: Vec<(String, String)>,
    /// With which Meta signs.
    app_secret: String,
    /// With which we sign what a tenant can stop mail with.
    unsubscribe_key: String,
    now: fn() -> Now,
    one_at_a_time: Mutex<()>,
}

/// The doors of a landlord; `None` when nobody is to call.
pub fn doors(landlord: &Landlord, now: fn() -> Now) -> Result<Option<Doors>, Failure> {
    let Some(settings) = SendSettings::of(landlord)? else { return Ok(None) };
    let mut providers = Vec::new();
    for (door, name) in settings.texts.as_ref().map(|texts| texts.doors()).unwrap_or_default() {
        providers.push((door, needed(name)?));
    }
    let mut app_secret = String::new();
    if let Some((name, app)) = settings.whatsapp.as_ref().and_then(|account| account.reports()) {
        providers.push(("whatsapp".into(), needed(name)?));
        app_secret = needed(app)?;
    }
    let unsubscribe_key = match &settings.unsubscribe {
        Some(unsubscribe) => needed(&unsubscribe.key_name)?,
        None => String::new(),
    };
    if providers.is_empty() && unsubscribe_key.is_empty() {
        return Ok(None);
    }
    let landlord = Landlord::existing(&landlord.folder)?;
    let one_at_a_time = Mutex::new(());
    let bell = Doorbell { landlord, providers, app_secret, unsubscribe_key, now, one_at_a_time };
    let bell = std::sync::Arc::new(bell);
    let other = std::sync::Arc::clone(&bell);
    Ok(Some(Doors {
        report: Box::new(move |call| bell.report(&call)),
        unsubscribe: Box::new(move |token, does| other.unsubscribe(token, does)),
    }))
}

/// The secret of this name, long enough.
pub fn needed(name: &str) -> Result<String, Failure> {
    let found = ways::secret_of(name).filter(|secret| secret.chars().count() >= SHORTEST_SECRET);
    found.ok_or_else(|| {
        Failure::usage(format!(
            "{FILE}: zet in de omgevingsvariabele {name} een geheim van ten minste {SHORTEST_SECRET} willekeurige tekens"
        ))
    })
}

impl Doorbell {
    fn report(&self, call: &Call) -> Answer {
        let known = self.providers.iter().find(|(name, _)| *name == call.provider);
        let Some((provider, known)) = known.filter(|(_, known)| secret::is_same(&call.secret, known)) else {
            return Answer::Nothing;
        };
        if provider == "whatsapp" {
            if call.asks {
                return handshake(&call.query, known);
            }
            if !whatsapp::is_from_meta(&call.body, &call.signature, &self.app_secret) {
                return Answer::Nothing;
            }
        }
        let (said, ending) = match call.asks {
            true => (call.query.as_bytes(), "form"),
            false => (call.body.as_slice(), "json"),
        };
        if said.is_empty() {
            return Answer::Nothing;
        }
        if self.lay_down(said, provider, ending).is_err() {
            paper::warn(format_args!(
                "meldingen: een melding kon niet bewaard worden; de aanbieder probeert het later opnieuw"
            ));
            return Answer::Later;
        }
        self.read_folder();
        Answer::Taken
    }

    /// The report is a file of its own before anybody hears that we have it; its name says at which door it came in.
    fn lay_down(&self, said: &[u8], door: &str, ending: &str) -> std::io::Result<()> {
        let folder = self.folder();
        fs::create_dir_all(&folder)?;
        let name = ContentId::of(&[&String::from_utf8_lossy(said)]).to_string();
        let half = folder.join(format!(".{name}.half"));
        let mut file = File::create(&half)?;
        file.write_all(said)?;
        file.sync_all()?;
        fs::rename(&half, folder.join(format!("{name}.{door}.{ending}")))?;
        File::open(&folder)?.sync_all()
    }

    fn folder(&self) -> PathBuf {
        self.landlord.folder.join(FOLDER)
    }

    /// While a night or a delivery has the book, the reports wait for the next delivery.
    fn read_folder(&self) {
        let _turn = self.one_at_a_time.lock().unwrap_or_else(PoisonError::into_inner);
        let read = || -> Result<(), Failure> {
            let mut book = self.landlord.book()?;
            let Ok(_lock) = book.lock_night() else { return Ok(()) };
            hear_folder(&self.landlord, &mut book, (self.now)()).map(|_| ())
        };
        if let Err(failure) = read() {
            paper::warn(format_args!("meldingen: {failure}"));
        }
    }

    fn unsubscribe(&self, token: &str, does: bool) -> Answer {
        let Some(reference) = secret::read_token(&self.unsubscribe_key, token) else {
            return Answer::Nothing;
        };
        if !does {
            return Answer::Taken;
        }
        let done = || -> Result<bool, Failure> {
            let mut book = self.landlord.book()?;
            Ok(book.stop_friendly(reference, "afmeldknop in de e-mail", (self.now)().moment())?)
        };
        match done() {
            Ok(true) => Answer::Taken,
            Ok(false) => Answer::Nothing,
            Err(failure) => {
                paper::warn(format_args!("afmelden: {failure}"));
                Answer::Later
            }
        }
    }
}

/// Meta asks once whether this is our address: it brings our own secret, and a number to repeat.
fn handshake(query: &str, known: &str) -> Answer {
    let value = |name: &str| {
        query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).unwrap_or_default()
    };
    let challenge = value("hub.challenge");
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let right = value("hub.mode") == "subscribe"
        && secret::is_same(value("hub.verify_token"), known)
        && (1..=LONGEST_CHALLENGE).contains(&challenge.len())
        && challenge.chars().all(plain);
    if right { Answer::Say(challenge.to_string()) } else { Answer::Nothing }
}
