//! What can happen to a tenancy: bookings, circumstances, arrangements, contacts. Plain dated records, no behaviour.
//!
//! Each carries the day on which the landlord's books know it; what lies later does not exist for a delivery or a dossier
//! cut at an earlier day.

use domain::calendar::Day;
use domain::dossier::{CircumstanceKind, ContactChannel};
use domain::ledger::EntryKind;
use domain::money::Cents;

/// A booking on the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Booking {
    /// Number within the tenancy, from 1; bookings refer to each other by it.
    pub number: u16,
    /// Day of booking.
    pub booked_on: Day,
    /// Due day of a claim; of a reversal the due day of the claim it reopens; of money that carries a reference the due day
    /// of the claim it was meant for.
    pub due_on: Option<Day>,
    /// What it is.
    pub kind: EntryKind,
    /// Positive raises the debt.
    pub cents: Cents,
    /// For money with a reference: number of the claim. For a reversal: number of the claim that is reopened.
    pub claim: Option<u16>,
    /// For a reversal: the SEPA reason code.
    pub sepa_code: Option<&'static str>,
}

/// A circumstance: something that holds for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Happening {
    /// What holds.
    pub kind: CircumstanceKind,
    /// Day on which the books know it.
    pub known_on: Day,
    /// First day.
    pub since: Day,
    /// Last day, or promised day, when known from the start.
    pub until: Option<Day>,
    /// Day on which it was closed, and on which the books know that.
    pub closed_on: Option<Day>,
    /// Amount it is about.
    pub cents: Option<Cents>,
    /// Why, in Dutch.
    pub why: &'static str,
}

/// A payment arrangement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// Day of the agreement.
    pub agreed_on: Day,
    /// Numbers of the bookings it covers.
    pub covers: Vec<u16>,
    /// Due day of the last claim it covers.
    pub covers_until: Day,
    /// Due day and amount of each instalment.
    pub instalments: Vec<(Day, Cents)>,
    /// Day on which the landlord ended it.
    pub ended_on: Option<Day>,
    /// Was it kept to the end? Truth of the simulation.
    pub kept: bool,
}

/// An attempt at contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The day.
    pub day: Day,
    /// How.
    pub channel: ContactChannel,
    /// Did the tenant come to the landlord?
    pub incoming: bool,
    /// Was the tenant spoken to?
    pub reached: bool,
    /// What was said, in Dutch.
    pub note: &'static str,
}

/// First and last days of a tenancy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// Day on which the contract was signed and enters the books.
    pub signed_on: Day,
    /// First day.
    pub starts_on: Day,
    /// Day on which notice was given.
    pub notice_on: Option<Day>,
    /// Last day.
    pub ends_on: Option<Day>,
    /// Day of death of the tenant.
    pub died_on: Option<Day>,
    /// Day on which the landlord hears of the death.
    pub death_known_on: Option<Day>,
}

impl Term {
    /// Does the tenancy run on this day?
    pub fn runs_on(&self, day: Day) -> bool {
        self.starts_on <= day && self.ends_on.is_none_or(|last| day <= last)
    }

    /// The last day as the books know it on `day`: it is known from the day of notice.
    pub fn ends_on_known(&self, day: Day) -> Option<Day> {
        self.ends_on.filter(|_| self.notice_on.is_some_and(|notice| notice <= day))
    }
}
