//! What the pages ask of the executable about post: how a message would leave, the 14-day letter of today, and to send now.
//!
//! The pages know the book; the words of a message, the addresses and the ways out are the executable's. It composes with
//! the same functions that send, so what a person reads is what would leave. An `Err` is a Dutch sentence for that person.

use domain::ids::TenancyId;
use domain::money::Cents;
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
    /// The letter as it is printed, when that was asked for.
    pub pdf: Vec<u8>,
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
/// Shows the 14-day letter of today for a dossier, with what is written down when it is asked for.
pub type LookAtLetter =
    Box<dyn Fn(TenancyId, bool) -> Result<(AsItLeaves, AskedLetter), String> + Send + Sync>;

/// What the executable does for the pages.
pub struct PostRoom {
    /// Shows a message.
    pub message: LookAtMessage,
    /// Shows the 14-day letter.
    pub fourteen_days: LookAtLetter,
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

    /// Sends what may leave now.
    pub(crate) fn send_now(&self) -> Result<String, String> {
        (self.send_now)()
    }
}
