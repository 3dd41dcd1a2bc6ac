//! What the pages ask of the executable about what leaves: how a message would leave, the 14-day letter and the early signal of today,
//! the sets for partners, and to send now.
//!
//! The pages know the book; the words of a message, the addresses and the ways out are the executable's. It composes with
//! the same functions that send, so what a person reads is what would leave. An `Err` is a Dutch sentence for that person.

use std::collections::BTreeMap;

use domain::dossier::{Arrangement, ContactChannel};
use domain::ids::{ContentId, TenancyId};
use domain::law_in_motion::evidence::Claimant;
use domain::money::Cents;
use store::early_signals::SignalSent;
use store::post::AskedLetter;

/// What a person let go or asked for waits so long before it leaves, to be taken back. Seconds.
pub const CAN_BE_TAKEN_BACK: i64 = 15 * 60;

/// A message as it would leave now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AsItLeaves {
    /// Over which channel, in Dutch.
    pub channel: String,
    /// Where to: one line, or the lines in the window of the envelope.
    pub to: Vec<String>,
    /// Subject, or empty.
    pub subject: String,
    /// The text.
    pub text: String,
    /// What it asks for.
    pub amount: Option<Cents>,
    /// What a person must know to decide, each with its name: costs, terms.
    pub facts: Vec<(String, String)>,
    /// When it would leave, in words; or empty.
    pub leaves: String,
    /// The letter as it is printed, when that was asked for.
    pub pdf: Vec<u8>,
}

impl AsItLeaves {
    /// What somebody has read, as a number: another message has another one.
    pub(crate) fn mark(&self) -> String {
        let facts = in_lines(&self.facts);
        ContentId::of(&[&self.channel, &self.to.join("\n"), &self.subject, &self.text, &facts]).to_string()
    }
}

fn in_lines(facts: &[(String, String)]) -> String {
    facts.iter().map(|(name, text)| format!("{name}: {text}\n")).collect()
}

/// A message that somebody wants to send by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Id of the letter.
    pub letter: String,
    /// Over which channel.
    pub channel: ContactChannel,
    /// What that person writes in it, or empty.
    pub own_words: String,
    /// The arrangement that is about to be recorded, when it confirms that.
    pub agreed: Option<Arrangement>,
}

/// How this landlord sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stands {
    /// Messages really go to tenants.
    pub really: bool,
    /// From this hour on.
    pub cut_off: String,
}

/// Shows a message of the outbox; `true` asks for the printed letter too.
pub type LookAtMessage = Box<dyn Fn(&str, bool) -> Result<AsItLeaves, String> + Send + Sync>;
/// Which of these messages of the outbox could not leave as they are now, each with why.
pub type CannotGo = Box<dyn Fn(&[String]) -> Result<BTreeMap<String, String>, String> + Send + Sync>;
/// Shows the 14-day letter of today for a dossier, with what is written down when it is asked for.
pub type LookAtLetter =
    Box<dyn Fn(TenancyId, bool) -> Result<(AsItLeaves, AskedLetter), String> + Send + Sync>;

/// Shows a message that somebody wants to send to a tenant, with what is written down when it is let go; `true` asks for the
/// printed letter too.
pub type LookAtWish =
    Box<dyn Fn(TenancyId, &Wish, bool) -> Result<(AsItLeaves, AskedLetter), String> + Send + Sync>;

/// Makes the bailiff's set of a dossier.
pub type MakeHandover = Box<dyn Fn(&str) -> Result<Vec<u8>, String> + Send + Sync>;

/// An early signal as it would go to the municipality.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AsItGoes {
    /// To which municipality, with its code.
    pub to: String,
    /// All that it is told, by the names of the national model.
    pub facts: Vec<(String, String)>,
}

impl AsItGoes {
    /// What somebody has read, as a number: another signal has another one.
    pub(crate) fn mark(&self) -> String {
        ContentId::of(&[&self.to, &in_lines(&self.facts)]).to_string()
    }
}

/// Shows the early signal of a dossier as it would go now, with what is written down when it is given.
pub type LookAtSignal = Box<dyn Fn(&str) -> Result<(AsItGoes, SignalSent), String> + Send + Sync>;

/// Makes the files of a signal of a dossier that was given, by its number.
pub type MakeSignal = Box<dyn Fn(&str, &str) -> Result<Vec<u8>, String> + Send + Sync>;

/// Prints the evidence of a dossier.
pub type PrintEvidence = Box<dyn Fn(&str) -> Result<Vec<u8>, String> + Send + Sync>;

/// Where somebody who was not at home reaches who was at the door. What is not known is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AtTheDoor {
    /// A telephone number: of who was there, else of the landlord.
    pub phone: String,
    /// The site of the tenant's page.
    pub site: String,
    /// The code with which this tenant opens that page.
    pub code: String,
}

/// Says what a card for the door of a dossier tells, when this person goes there.
pub type SayAtTheDoor = Box<dyn Fn(TenancyId, &str) -> Result<AtTheDoor, String> + Send + Sync>;

/// What the executable does for the pages.
pub struct PostRoom {
    /// Shows a message.
    pub message: LookAtMessage,
    /// Looks at messages before they are let go.
    pub cannot_go: CannotGo,
    /// Shows the 14-day letter.
    pub fourteen_days: LookAtLetter,
    /// Shows a message that somebody wants to send by hand.
    pub wish: LookAtWish,
    /// The bailiff's set of a dossier, by its number, as one zip: made only while nothing is missing. Nothing is recorded.
    pub handover: MakeHandover,
    /// The evidence of a dossier, by its number, as a PDF, also while something is missing. Nothing is recorded.
    pub evidence: PrintEvidence,
    /// The early signal of a dossier, by its number, while it may be given. Nothing is recorded.
    pub signal: LookAtSignal,
    /// The files of a signal that was given, as one zip.
    pub given_signal: MakeSignal,
    /// What a card for the door tells.
    pub at_the_door: SayAtTheDoor,
    /// Money of a tenancy counts from now on: takes off what need not leave or be done any more.
    pub money_counts: Box<dyn Fn(TenancyId) -> Result<(), String> + Send + Sync>,
    /// The landlord as a writ names him, as the settings have it now.
    pub claimant: Box<dyn Fn() -> Result<Claimant, String> + Send + Sync>,
    /// Sends what may leave now, without waiting for the cut-off hour; says what came of it.
    pub send_now: Box<dyn Fn() -> Result<String, String> + Send + Sync>,
    /// How this landlord sends; `None` when nothing leaves at all.
    pub stands: Box<dyn Fn() -> Option<Stands> + Send + Sync>,
}

impl PostRoom {
    /// A message as it would leave.
    pub(crate) fn message(&self, id: &str, printed: bool) -> Result<AsItLeaves, String> {
        (self.message)(id, printed)
    }

    /// The 14-day letter of today.
    pub(crate) fn fourteen_days(
        &self,
        tenancy: TenancyId,
        printed: bool,
    ) -> Result<(AsItLeaves, AskedLetter), String> {
        (self.fourteen_days)(tenancy, printed)
    }

    /// A message that somebody wants to send by hand.
    pub(crate) fn wish(&self, tenancy: TenancyId, wish: &Wish) -> Result<(AsItLeaves, AskedLetter), String> {
        (self.wish)(tenancy, wish, false)
    }

    /// The bailiff's set of a dossier.
    pub(crate) fn handover(&self, number: &str) -> Result<Vec<u8>, String> {
        (self.handover)(number)
    }

    /// The evidence of a dossier.
    pub(crate) fn evidence(&self, number: &str) -> Result<Vec<u8>, String> {
        (self.evidence)(number)
    }

    /// Which of these cannot leave, each with why. Where that cannot be said now, sending itself looks again.
    pub(crate) fn cannot_go(&self, ids: &[String]) -> BTreeMap<String, String> {
        (self.cannot_go)(ids).unwrap_or_default()
    }

    /// The early signal of a dossier.
    pub(crate) fn signal(&self, number: &str) -> Result<(AsItGoes, SignalSent), String> {
        (self.signal)(number)
    }

    /// The files of a signal that was given.
    pub(crate) fn given_signal(&self, number: &str, signal: &str) -> Result<Vec<u8>, String> {
        (self.given_signal)(number, signal)
    }

    /// Takes off what money makes superfluous; where that fails, the night does it.
    pub(crate) fn money_counts(&self, tenancy: TenancyId) {
        if let Err(why) = (self.money_counts)(tenancy) {
            eprintln!("web: {why}");
        }
    }

    /// What a card for the door tells, when this person goes there.
    pub(crate) fn at_the_door(&self, tenancy: TenancyId, who: &str) -> Result<AtTheDoor, String> {
        (self.at_the_door)(tenancy, who)
    }

    /// The landlord as a writ names him.
    pub(crate) fn claimant(&self) -> Result<Claimant, String> {
        (self.claimant)()
    }

    /// Sends what may leave now.
    pub(crate) fn send_now(&self) -> Result<String, String> {
        (self.send_now)()
    }
}
