//! What the page asks of the executable: the counter behind the window.
//!
//! Every answer is about one code, and holds what somebody with that code may know. What binds (an arrangement, other
//! contact data, a pay day) asks for a proof as well: a token that [`Counter::prove`] gave for a one-time code, or for a
//! date of birth with a house number.

use domain::appointment::Slot;
use domain::calendar::{Day, Month};
use domain::money::Cents;

use crate::code::Code;
use domain::language::Language;

/// It cannot be answered now, and nothing was changed: try again later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Later;

/// Answers the page.
pub trait Counter: Send + Sync {
    /// Whose page this is.
    fn house(&self) -> House;
    /// What a code shows; `None` when it is no code of ours or has ended.
    fn look(&self, code: &Code) -> Result<Option<Seen>, Later>;
    /// Begins a payment at the bank.
    fn begin_payment(&self, code: &Code, cents: Cents, language: Language) -> Result<Begun, Later>;
    /// How a payment of this code goes.
    fn payment(&self, code: &Code, number: &str) -> Result<Option<Payment>, Later>;
    /// Divides what is open over months.
    fn divide(&self, code: &Code, wish: &Wish) -> Result<Option<Division>, Later>;
    /// Moments at which somebody can call back, in order of time.
    fn slots(&self, code: &Code) -> Result<Vec<Slot>, Later>;
    /// Sends a one-time code to what we know of the tenant.
    fn send_code(&self, code: &Code, language: Language) -> Result<Sending, Later>;
    /// Holds an answer against what we know.
    fn prove(&self, code: &Code, answer: &Answer) -> Result<Proving, Later>;
    /// Was this token given for this code, and does it still hold?
    fn is_proven(&self, code: &Code, token: &str) -> Result<bool, Later>;
    /// Records what somebody asks or agrees.
    fn request(&self, code: &Code, token: &str, request: &Request) -> Result<Done, Later>;
    /// The arrangement that runs, for who has proven who it is.
    fn running(&self, code: &Code, token: &str) -> Result<Option<Running>, Later>;
    /// The day of the month that the tenant's own rhythm proposes, for who has proven who it is.
    fn proposed_pay_day(&self, code: &Code, token: &str) -> Result<Option<u8>, Later>;
    /// Sends the code of this address to what we know of the tenant; tells nobody whether there is one.
    fn send_again(&self, postcode: &str, house_number: &str) -> Result<(), Later>;
    /// A payment provider calls.
    fn provider_calls(&self, provider: &str, secret: &str, body: &str) -> Called;
    /// Somebody seems to be guessing codes.
    fn alarm(&self, what: &str);
}

/// What comes of a call of a payment provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Called {
    /// The secret in the address is wrong, or there is no such provider.
    Nobody,
    /// It was heard; a payment that is none of ours is heard as well.
    Heard,
    /// It could not be looked into now: call again.
    Again,
}

/// Whose page it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct House {
    /// Name of the landlord.
    pub landlord: String,
    /// Its telephone number, or empty.
    pub phone: String,
    /// The site that its letters name, or empty.
    pub site: String,
    /// The day it is there.
    pub today: Day,
}

/// What a code shows. It names nobody but us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// How it stands.
    pub stands: Stands,
    /// The day up to which we know what was paid.
    pub books_as_of: Day,
    /// Who answers questions, or empty.
    pub consultant: String,
    /// That person's number, or the landlord's; or empty.
    pub phone: String,
    /// How to pay without this page.
    pub transfer: Option<Transfer>,
    /// What the way to pay is called: `iDEAL | Wero`; `None` when one cannot pay here.
    pub scheme: Option<String>,
    /// Where paying goes on, as scheme and host: the browser may go there from our form.
    pub checkout: String,
    /// A payment at the bank of which we do not know yet how it ended.
    pub pending: Option<Cents>,
    /// What we saw of a payment that may be in what is open already: somebody looks into it.
    pub in_doubt: Option<Cents>,
    /// How somebody can prove who it is, best first.
    pub ways: Vec<Way>,
    /// The rent that comes next and is not booked yet, when it is near.
    pub to_come: Option<ToCome>,
    /// The day on which the tenant said to pay, while it is ahead.
    pub promised: Option<Day>,
    /// A tenant may put off paying up to this day by himself.
    pub later_until: Option<Day>,
    /// Parts can be asked for here.
    pub in_parts: bool,
}

/// How it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stands {
    /// This is to be paid.
    Open(Due),
    /// Nothing is.
    Nothing,
    /// Somebody must speak to us first: the matter lies with somebody else.
    Call,
}

/// What is to be paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The months of rent it is about, oldest first; of a term of an arrangement there are none.
    pub months: Vec<Month>,
    /// How much.
    pub cents: Cents,
    /// The day to pay before, when it is still ahead.
    pub by: Option<Day>,
    /// That day is the one of a term: paid on it is in time.
    pub by_is_in_time: bool,
    /// The least part that may be paid.
    pub least_part: Cents,
    /// A part can be paid.
    pub may_part: bool,
    /// Some of it has fallen due; else it is a month or a term to come.
    pub has_fallen_due: bool,
    /// Our last message, when it said another amount.
    pub since: Option<Since>,
}

/// The rent of a month to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToCome {
    /// Which month.
    pub month: Month,
    /// How much.
    pub cents: Cents,
    /// The tenant's pay day.
    pub on: Day,
}

/// Our last message said another amount: what it said, and what happened after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Since {
    /// The day of the message.
    pub day: Day,
    /// The amount in it.
    pub said: Cents,
    /// What came in, zero or more.
    pub received: Cents,
    /// What fell due, zero or more.
    pub added: Cents,
}

/// How to transfer the money oneself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transfer {
    /// Account, in groups of four.
    pub iban: String,
    /// Its name.
    pub in_the_name_of: String,
    /// What to write with it.
    pub reference: String,
}

/// What beginning a payment came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// It goes on at this address.
    GoTo(String),
    /// More than is open, or less than may be paid.
    Amount,
    /// The bank is at work on another payment for this.
    UnderWay,
    /// The bank does not answer now.
    NoAnswer,
    /// One cannot pay here.
    NotHere,
}

/// How a payment goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment {
    /// How much.
    pub cents: Cents,
    /// How it goes.
    pub state: PaymentState,
}

/// How a payment at a provider goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentState {
    /// The bank is at work, or the tenant.
    Open,
    /// The money is on its way to the landlord: paid.
    Paid,
    /// It did not work.
    Failed,
    /// The tenant stopped.
    Cancelled,
    /// Nobody went on with it.
    Expired,
}

/// In how many parts, and on which day of the month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Number of terms; 0 asks only which are possible.
    pub times: u32,
    /// Day of the month; 0 is the one we propose.
    pub day: u32,
    /// The terms as they were read, so that what is agreed is what was shown.
    pub read: String,
}

/// What is open, divided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Division {
    /// All that is divided.
    pub total: Cents,
    /// Numbers of terms that can be agreed here, each with its highest term.
    pub options: Vec<(u32, Cents)>,
    /// The day of the month of the terms.
    pub day: u32,
    /// The terms; empty when no number was asked.
    pub terms: Vec<(Day, Cents)>,
    /// These terms can be agreed at once; else a person looks first.
    pub at_once: bool,
    /// The usual rent, which goes on.
    pub rent: Option<Cents>,
    /// The terms as one line.
    pub read: String,
}

/// A way to prove who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// A text message to a number of which these are the last two digits.
    Text(String),
    /// An e-mail.
    Mail,
    /// Date of birth and house number.
    Birth,
}

/// What sending a one-time code came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sending {
    /// It is on its way.
    Sent(Way),
    /// Too many were asked for: try again in an hour, or call.
    TooMany,
    /// It cannot be sent: prove it otherwise.
    NoWay,
}

/// What somebody answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The one-time code.
    Code(String),
    /// Date of birth and house number.
    Birth(Day, String),
}

/// What an answer came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proving {
    /// Right: this token proves it for half an hour.
    Proven(String),
    /// Wrong, or too old.
    Wrong,
    /// Too many wrong ones.
    TooMany,
}

/// What somebody asks or agrees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Call me then.
    CallBack {
        /// When.
        slot: Slot,
        /// At which number; empty is the one we know.
        phone: String,
        /// What about, or empty.
        about: String,
    },
    /// The amount is not right.
    NotRight {
        /// Why, in the tenant's words.
        words: String,
    },
    /// I want help with money.
    Help {
        /// More about it, or empty.
        words: String,
    },
    /// May my data go to the municipality?
    Sharing {
        /// Yes or no.
        may: bool,
    },
    /// I pay later, on this day.
    PayLater {
        /// The day.
        day: Day,
    },
    /// I cannot pay this in the parts that can be agreed here.
    LessAMonth {
        /// What would work, in the tenant's words.
        words: String,
    },
    /// I pay in parts. Asks for a proof.
    Arrange(Wish),
    /// I want the arrangement that runs to be another one. Asks for a proof.
    ChangeArrangement {
        /// What should change, in the tenant's words.
        words: String,
    },
    /// This is my number and e-mail address. Asks for a proof.
    Contact {
        /// Mobile number, or empty.
        mobile: String,
        /// E-mail address, or empty.
        email: String,
    },
    /// I want to pay on this day of the month. Asks for a proof.
    PayDay {
        /// 1 to 28.
        day: u8,
    },
}

impl Request {
    /// Does it bind, so that it must be sure who asks?
    pub const fn needs_proof(&self) -> bool {
        matches!(
            self,
            Request::Arrange(_)
                | Request::ChangeArrangement { .. }
                | Request::Contact { .. }
                | Request::PayDay { .. }
                | Request::Sharing { may: true }
        )
    }
}

/// What a request came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// It holds from now on.
    Holds,
    /// Somebody looks at it, within a working day.
    SomebodyLooks,
    /// It must be sure first who asks.
    NeedsProof,
    /// Somebody else was first: choose another moment.
    Taken,
    /// How it stands changed since it was read.
    Changed,
    /// It was asked already, and somebody will answer.
    AskedAlready,
    /// It cannot be done here: call.
    NotHere,
}

/// An arrangement that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// When it was agreed.
    pub agreed_on: Day,
    /// All terms.
    pub terms: Vec<(Day, Cents)>,
    /// What is still to come of it.
    pub remaining: Cents,
    /// The term that was missed and can be made good: its day and what is short.
    pub missed: Option<(Day, Cents)>,
    /// The usual rent, which goes on.
    pub rent: Option<Cents>,
    /// Its confirmation is made: it leaves, or has left.
    pub confirmed: bool,
}
