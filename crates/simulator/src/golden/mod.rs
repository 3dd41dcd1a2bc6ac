//! Golden dossiers: tests that a rent consultant can read.
//!
//! In goes the text of a `.dossier` file and a policy; the dossier is built as the landlord's books would give it, the
//! nights that are named are run one after the other with [`domain::plan::decide`], and what the file expects is held
//! against what came out. A failure shows the file with the line that does not hold and what happened instead. Nothing
//! in here knows a category, a letter or a threshold: those stand in the policy and in the dossiers.
//!
//! # The language
//!
//! One statement a line. `#` starts a remark; the first remark is the title. Dates are written `10 november 2026`,
//! months `november 2026`, amounts `549,40 euro`.
//!
//! What is so, anywhere in the file (what lies after a night is not known to that night):
//!
//! ```text
//! huur 549,40 euro                                   | huur onbekend
//! huurt sinds 1 maart 2014                           | huurt sinds onbekend
//! automatische incasso ja                            | nee (when not said) | onbekend
//! eigen betaaldag 20
//! klasse wanbetaler                                  the class in the landlord's own system
//! opgezegd op 1 oktober 2026 per 31 oktober 2026
//! overleden op 3 november 2026
//! geen e-mail | geen mobiel | wel whatsapp           reached by sms and e-mail when not said
//! weigert sms
//! wil geen vriendelijke e-mail
//! boeken vanaf januari 2026                          first rent on the 1st of that month; when not said, the first
//!                                                    month that is named, or the month of the first night
//! betaalt elke maand op de 20e, van november 2025 tot en met oktober 2026
//! betaalt elke maand na 12 dagen, van november 2025 tot en met oktober 2026
//! huur van november 2026 betaald op 20 november 2026 [met 200 euro]
//! huur van november 2026 niet betaald
//! betaling 100 euro op 12 november 2026              without saying for what
//! betaling 100 euro gezien op 3 november 2026 [geboekt op 9 november 2026]
//! betaling 200 euro gezien op 3 november 2026 waarvan 100 euro misschien geboekt op 3 november 2026
//!     [nagekeken op 12 november 2026]                it was other money
//! storno op 6 november 2026 van de huur van november 2026 wegens te weinig saldo
//! boeking afrekening 310,25 euro op 5 november 2026 vervalt 20 november 2026 [rechtgezet]    and taken back by the landlord
//! regeling op 20 november 2026 in 4 termijnen vanaf 25 november 2026 [beëindigd op 1 december 2026]
//! toezegging op 10 november 2026: 549,40 euro voor 20 november 2026
//! bevinding kan wel, wil niet op 3 november 2026
//! pauze sinds 3 november 2026 [tot en met 30 november 2026] [over 200 euro] [gesloten op 12 november 2026]
//!     likewise: betwisting, hulp, bewind, schuldregeling, wettelijke schuldsanering, afkoelingsperiode, kwetsbaar,
//!     overlast, vroegsignaal, bezwaar tegen vroegsignaal, adres onbruikbaar, vonnis, ontruiming aangezegd,
//!     bij de deurwaarder, post niet gelezen
//! gebeld op 4 november 2026: gesproken               | geen gehoor
//! huisbezoek op 4 november 2026: gesproken           | niemand thuis
//! huurder belt zelf op 4 november 2026
//! stap gezet herinnering-1 per sms op 4 november 2026 over 1 november 2026
//! noodstop aan
//! iedereen in de controlegroep van herinnering
//! begint op 1 december 2026 bij de eerste stap       | midden in de ronde; nachten ervoor zijn schaduw
//! ```
//!
//! Which nights are run, and what must come out. Steps that are taken stay taken; proposals count as released.
//!
//! ```text
//! nacht 10 november 2026 [met boeken tot en met 7 november 2026]
//! nachten 1 november 2026 tot en met 30 november 2026
//!   categorie uitstekend                             of a row of nights: each night
//!   kleur groen
//!   kenmerk dagen_te_laat is 4 dagen
//!   te vragen 549,40 euro
//!   achterstand 549,40 euro
//!   bericht herinnering-1 per sms toon vriendelijk [vraagt 549,40 euro] [als voorstel | als schaduw]
//!   taak bellen voor huurconsulent [als voorstel]
//!   geen stap                                        of a row of nights: none at all
//!   geen stap, omdat toezegging loopt                a step was due, and this guard forbade it
//!   geen bericht [herinnering-1]                     tasks are fine
//!   geen taak vroegsignaal
//!   geblokkeerd door vroegsignaal in behandeling tot en met 28 december 2026
//!   waarom bevat "eigen betaaldag"
//!   verder niets                                     of a row of nights: no step that is not expected above
//!   aantal wisselingen hoogstens 1
//!   aantal berichten hoogstens 3
//!   op 12 november 2026 bericht herinnering-2        of a row of nights: about one of them
//! ```

mod build;
mod expect;
mod parse;
mod run;
mod words;
mod write;

pub use parse::{Line, parse};
pub use run::{Failure, run};
pub use write::write;

use domain::beginning::Beginning;
use domain::calendar::{Day, Month};
use domain::dossier::{CircumstanceKind, ContactChannel};
use domain::ledger::{EntryKind, ReversalReason};
use domain::money::Cents;

/// A golden dossier as it was written.
#[derive(Clone, Debug, Default)]
pub struct Golden {
    /// The first remark.
    pub title: String,
    /// What is so.
    pub statements: Vec<Line<Statement>>,
    /// What must come out.
    pub nights: Vec<Nights>,
}

/// Something that is so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// Rent a month; `None`: not delivered.
    Rent(Option<Cents>),
    /// First day of the tenancy; `None`: not delivered.
    Start(Option<Day>),
    /// Direct debit; `None`: not delivered.
    DirectDebit(Option<bool>),
    /// Pay day agreed with the tenant.
    PayDay(u8),
    /// Class in the landlord's own system.
    ErpClass(String),
    /// Notice given on the first day, for the last day.
    Notice(Day, Day),
    /// Day of death.
    Deceased(Day),
    /// Cannot be reached this way.
    Unreachable(ContactChannel),
    /// Can be reached this way.
    Reachable(ContactChannel),
    /// Has refused this channel.
    Refuses(ContactChannel),
    /// Wants no friendly messages by e-mail any more.
    NoFriendlyMail,
    /// The books start with the rent of this month.
    BooksFrom(Month),
    /// Pays every month of the row, so many days after the first, or on a day of the month.
    PaysMonthly(Rhythm, Month, Month),
    /// The rent of a month was paid.
    Paid(Month, Day, Option<Cents>),
    /// The rent of a month was not paid.
    NotPaid(Month),
    /// Money that came in without saying for what.
    Payment(Cents, Day),
    /// Money that a provider or the bank saw on a day, and the day on which the landlord booked it, if he did.
    Seen(Cents, Day, Option<Day>),
    /// The same, of which a part may be in a booking already, so that it does not count until somebody says that it is other money.
    Doubted {
        /// What was seen.
        cents: Cents,
        /// When.
        seen_on: Day,
        /// What of it may be booked already.
        doubt: Cents,
        /// When that was booked.
        since: Day,
        /// When somebody said that it is other money.
        answered_on: Option<Day>,
    },
    /// The payment of a month came back.
    Reversal(Day, Month, ReversalReason),
    /// Any other booking: kind, amount, day of booking, due day, and whether the landlord took it back.
    Booking(EntryKind, Cents, Day, Option<Day>, bool),
    /// An arrangement over what was due: agreed, number of instalments, first of them, ended.
    Arrangement(Day, u32, Day, Option<Day>),
    /// A circumstance.
    Holds(domain::dossier::Circumstance),
    /// An attempt at contact.
    Contact(domain::dossier::Contact),
    /// A step taken earlier: the letter or `flow/step`, channel, day, cycle.
    Taken(String, Option<ContactChannel>, Day, Day),
    /// The emergency stop is on.
    EmergencyStop,
    /// Everybody is held out of the steps with this id.
    HeldOut(String),
    /// How the landlord begins.
    Begins(Beginning),
}

/// When a tenant pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rhythm {
    /// On this day of the month.
    DayOfMonth(u32),
    /// So many days after the first.
    AfterDays(i32),
}

/// A night, or a row of nights, with what must come out.
#[derive(Clone, Debug)]
pub struct Nights {
    /// Line in the file.
    pub line: usize,
    /// First night.
    pub first: Day,
    /// Last night.
    pub last: Day,
    /// The books are known up to this day; `None`: up to the night itself.
    pub books_until: Option<Day>,
    /// What must come out.
    pub expected: Vec<Line<Expected>>,
}

/// Something that must come out, of one night when a day is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Only this night.
    pub on: Option<Day>,
    /// What.
    pub what: Expectation,
}

/// What must come out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// The category's id.
    Category(String),
    /// The category's colour.
    Colour(String),
    /// A fact and its value as a person reads it.
    Fact(String, String),
    /// What may be asked.
    Claimable(Cents),
    /// Arrears.
    Arrears(Cents),
    /// A message.
    Message(MessageExpected),
    /// A task: its word, who, as a proposal.
    Task(String, Option<String>, bool),
    /// No step, or none because of this guard.
    NoStep(Option<String>),
    /// No message, or none with this letter.
    NoMessage(Option<String>),
    /// No task of this kind.
    NoTask(String),
    /// A guard forbids the step that is due, up to and including a day when given.
    Blocked(String, Option<Day>),
    /// The explanation holds this text.
    Why(String),
    /// No step that is not expected.
    NothingElse,
    /// At most so many changes of category.
    ChangesAtMost(usize),
    /// At most so many messages.
    MessagesAtMost(usize),
}

/// A message that must leave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MessageExpected {
    /// The letter's id.
    pub letter: String,
    /// Its channel's word.
    pub channel: Option<String>,
    /// Its tone's word.
    pub tone: Option<String>,
    /// The amount it asks for.
    pub amount: Option<Cents>,
    /// A person must release it.
    pub proposal: bool,
    /// As a shadow.
    pub shadow: bool,
}

/// The kind of a circumstance by its Dutch word.
fn circumstance_named(word: &str) -> Option<CircumstanceKind> {
    CircumstanceKind::ALL.into_iter().find(|kind| kind.dutch() == word)
}
