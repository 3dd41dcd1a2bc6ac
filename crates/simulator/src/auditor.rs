//! An independent judge: did what the system did keep every promise?
//!
//! In go the lives (the truth), the deliveries that were really taken in, and what the system did. Out come objections, one
//! for each broken promise, with the tenancy, the day and a Dutch sentence. It counts money and circumstances with code of
//! its own, looks only at what the books could know that night, and proposes nothing: it is never part of a night.

mod promises;
mod view;

use crate::life::Life;
use domain::calendar::Day;
use domain::dossier::ContactChannel;
use domain::money::Cents;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use view::View;

/// Something the system did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// The night it belongs to.
    pub day: Day,
    /// Dossier number.
    pub dossier: String,
    /// What it did.
    pub what: What,
}

/// What the system did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A message left the house without a person.
    Message {
        /// Id of the letter.
        letter: String,
        /// How it went.
        channel: ContactChannel,
        /// To whom.
        to: Addressee,
        /// The amount it asks for; `None` when it asks for nothing.
        amount: Option<Cents>,
    },
    /// Something was laid on a desk, or done without a message.
    Task {
        /// What kind of task.
        kind: String,
    },
}

/// To whom a message is addressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addressee {
    /// The tenant, or tenant and co-tenant.
    Tenant,
    /// The administrator, guardian or budget manager.
    Administrator,
    /// The heirs.
    Heirs,
}

/// A promise that can be broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Promise {
    /// Nothing is done about somebody who does not rent here.
    KnownDossier,
    /// No message to the deceased, save condolence to the heirs.
    Deceased,
    /// Under administration the administrator is written to.
    Administrator,
    /// No demand while nothing is due and undisputed.
    NothingDue,
    /// The amount is right to the cent.
    Amount,
    /// No message on a Sunday or holiday.
    RestDay,
    /// No message over a channel that is refused or does not work.
    Channel,
    /// The same letter goes once about the same oldest claim.
    NeverTwice,
    /// One message a day, two in seven days.
    ContactBudget,
    /// No message during a hold; no demand during a promise, breathing space, help or a pending signal.
    Paused,
    /// No demand for debt that a debt scheme has frozen.
    DebtScheme,
    /// No demand for claims in an arrangement that is on schedule.
    Arrangement,
    /// One step towards the outside world a night.
    OneStep,
    /// No costs without a 14-day letter of at least fifteen days ago.
    Costs,
}

/// A broken promise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Objection {
    /// The night.
    pub day: Day,
    /// Dossier number.
    pub dossier: String,
    /// Which promise.
    pub promise: Promise,
    /// What happened and what should have happened, in Dutch.
    pub text: String,
}

impl fmt::Display for Objection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {:?}: {}", self.day, self.dossier, self.promise, self.text)
    }
}

/// How this landlord's policy names the things the auditor must recognise, and what it may choose for itself.
#[derive(Clone, Debug)]
pub struct Customs {
    /// Letters that may go to heirs: an id that contains one of these.
    pub condolence: Vec<String>,
    /// 14-day letters: an id that contains one of these.
    pub fourteen_day: Vec<String>,
    /// Tasks that charge collection costs.
    pub costs: Vec<String>,
    /// Tasks that reach the outside world, next to messages.
    pub outward: Vec<String>,
    /// So many days after an early signal nothing is demanded.
    pub signal_pause_days: i32,
    /// Does the landlord wait for pay days it has learned? Then a demand may leave out whole claims of the last month.
    pub learned_pay_days: bool,
}

impl Default for Customs {
    fn default() -> Customs {
        let words = |list: &[&str]| list.iter().map(|&word| word.to_owned()).collect();
        Customs {
            condolence: words(&["condoleance", "erfgenamen", "nabestaanden"]),
            fourteen_day: words(&["veertiendagenbrief", "wik"]),
            costs: words(&["incassokosten"]),
            outward: words(&["incassokosten", "vroegsignaal", "overdracht"]),
            signal_pause_days: 30,
            learned_pay_days: true,
        }
    }
}

/// The judge.
///
/// ```
/// use domain::calendar::Day;
/// use domain::dossier::ContactChannel;
/// use domain::money::Cents;
/// use simulator::auditor::{Act, Addressee, Auditor, Promise, What};
/// use simulator::life::Horizon;
/// use simulator::vera::Landlord;
///
/// let day = Day::parse_iso("2026-06-10").unwrap();
/// let landlord = Landlord::new(7, 20, Horizon::months_before(day + 30, 12));
/// let mut auditor = Auditor::new(&landlord.lives);
/// auditor.took_in(day, day.previous());
/// let what = What::Message {
///     letter: "herinnering".to_owned(),
///     channel: ContactChannel::Letter,
///     to: Addressee::Tenant,
///     amount: Some(Cents(1)),
/// };
/// let objections = auditor.judge(&[Act { day, dossier: landlord.lives[0].dossier(), what }]);
/// assert!(objections.iter().any(|objection| objection.promise <= Promise::Amount));
/// ```
#[derive(Debug)]
pub struct Auditor<'a> {
    lives: BTreeMap<String, &'a Life>,
    /// Night and the day up to which the books knew then, in order of night.
    taken_in: Vec<(Day, Day)>,
    /// Days of which the bank told who paid, before the books did.
    told: BTreeSet<Day>,
    customs: Customs,
}

impl<'a> Auditor<'a> {
    /// A judge who knows these lives, with the customs of the starting policy.
    pub fn new(lives: &'a [Life]) -> Auditor<'a> {
        Auditor::with_customs(lives, Customs::default())
    }

    /// A judge who knows these lives and these customs.
    pub fn with_customs(lives: &'a [Life], customs: Customs) -> Auditor<'a> {
        let lives = lives.iter().map(|life| (life.dossier(), life)).collect();
        Auditor { lives, taken_in: Vec::new(), told: BTreeSet::new(), customs }
    }

    /// On this night the books took in everything up to and including `until`. Nights are told in order.
    pub fn took_in(&mut self, night: Day, until: Day) {
        self.taken_in.push((night, until));
    }

    /// Before the night of this day the bank told who paid on it, each with the number of the dossier: whoever paid is asked no
    /// more than what is left, although the books do not know it yet.
    pub fn the_bank_told(&mut self, day: Day) {
        self.told.insert(day);
    }

    /// Judges everything the system did; `acts` may be in any order.
    pub fn judge(&self, acts: &[Act]) -> Vec<Objection> {
        let mut by_dossier: BTreeMap<&str, Vec<&Act>> = BTreeMap::new();
        for act in acts {
            by_dossier.entry(&act.dossier).or_default().push(act);
        }
        let mut objections = Vec::new();
        for (dossier, mut acts) in by_dossier {
            acts.sort_by_key(|act| act.day);
            match self.lives.get(dossier) {
                Some(life) => self.judge_dossier(life, &acts, &mut objections),
                None => objections.extend(acts.iter().map(|act| {
                    objection(
                        act,
                        Promise::KnownDossier,
                        "dit dossier bestaat niet bij de verhuurder".to_owned(),
                    )
                })),
            }
        }
        objections.sort();
        objections
    }

    fn judge_dossier(&self, life: &Life, acts: &[&Act], objections: &mut Vec<Objection>) {
        for (at, act) in acts.iter().enumerate() {
            let known_until = self.known_until(act.day);
            let view = View { life, today: act.day, known_until, told: &self.told };
            let earlier = &acts[..at];
            for promise in promises::ALL {
                if let Some((promise, text)) = promise(&view, act, earlier, self) {
                    objections.push(objection(act, promise, text));
                }
            }
        }
    }

    fn known_until(&self, night: Day) -> Day {
        let taken = self.taken_in.iter().filter(|(taken_on, _)| *taken_on <= night);
        taken.map(|(_, until)| *until).max().unwrap_or(Day(i32::MIN))
    }
}

fn objection(act: &Act, promise: Promise, text: String) -> Objection {
    Objection { day: act.day, dossier: act.dossier.clone(), promise, text }
}

fn names(words: &[String], id: &str) -> bool {
    words.iter().any(|word| id.contains(word.as_str()))
}

#[cfg(test)]
mod tests;
