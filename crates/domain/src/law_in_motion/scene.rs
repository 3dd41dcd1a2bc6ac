//! Dossiers for the tests of this module, told in a few words: rent falls due, money comes in, letters go out.

use super::fourteen_days::{LetterOnFile, Posting};
use crate::dossier::{
    Circumstance, CircumstanceKind, Contact, ContactChannel, CostsClause, Dossier, Milestone, StepTaken,
};
use crate::facts::{Ground, Standing};
use crate::ids::Key;
pub(crate) use crate::law::fixture::{day, law};
use crate::ledger::{Account, Entry, EntryKind, ReversalReason};
use crate::money::Cents;
use crate::policy::Settings;

/// The rent of Mr Janssen (law.md 4.5).
pub(crate) const RENT: Cents = Cents(54_940);

/// A dossier with a landlord who charges costs by a clause that was found fair.
pub(crate) struct Scene {
    pub(crate) dossier: Dossier,
    pub(crate) settings: Settings,
}

impl Scene {
    pub(crate) fn new() -> Scene {
        let mut dossier = Dossier::default();
        dossier.tenancy.rent = Some(RENT);
        dossier.tenancy.costs_clause = CostsClause::Fair;
        Scene { dossier, settings: Settings { charge_collection_costs: true, ..Settings::default() } }
    }

    /// The rent of these days, unpaid.
    pub(crate) fn due(self, days: &[&str]) -> Scene {
        days.iter().fold(self, |scene, due_on| scene.booked(EntryKind::Rent, RENT.0, due_on, Some(due_on)))
    }

    pub(crate) fn booked(mut self, kind: EntryKind, cents: i64, on: &str, due_on: Option<&str>) -> Scene {
        let (booked_on, due_on) = (day(on), due_on.map(day));
        self.dossier.entries.push(Entry { booked_on, due_on, kind, reason: None, cents: Cents(cents) });
        self.dossier.entries.sort_by_key(|entry| entry.booked_on);
        self
    }

    pub(crate) fn paid(self, cents: i64, on: &str) -> Scene {
        self.booked(EntryKind::Payment, -cents, on, None)
    }

    /// So much was seen on a day, and may be booked already.
    pub(crate) fn in_doubt(mut self, cents: i64, on: &str) -> Scene {
        self = self.booked(EntryKind::SeenPayment, -cents, on, None);
        self = self.booked(EntryKind::SeenPayment, cents, on, Some(on));
        let raised = self.dossier.entries.iter_mut().filter(|entry| entry.kind == EntryKind::SeenPayment);
        raised.filter(|entry| entry.cents.0 > 0).for_each(|e| e.reason = Some(ReversalReason::MaybeBooked));
        self
    }

    pub(crate) fn holds(mut self, kind: CircumstanceKind, since: &str, cents: Option<i64>) -> Scene {
        let circumstance =
            Circumstance { kind, since: day(since), until: None, closed_on: None, cents: cents.map(Cents) };
        self.dossier.circumstances.push(circumstance);
        self.dossier.circumstances.sort_by_key(|held| held.since);
        self
    }

    /// Closes the circumstance placed last.
    pub(crate) fn closed(mut self, on: &str) -> Scene {
        self.dossier.circumstances.last_mut().unwrap().closed_on = Some(day(on));
        self
    }

    pub(crate) fn contact(mut self, channel: ContactChannel, on: &str) -> Scene {
        self.dossier.contacts.push(Contact { day: day(on), channel, reached: false, incoming: false });
        self
    }

    pub(crate) fn sent(mut self, milestone: Milestone, on: &str, cycle: &str) -> Scene {
        self.dossier.steps.push(StepTaken {
            day: day(on),
            cycle: day(cycle),
            step: Key::of(on),
            channel: Some(ContactChannel::Letter),
            milestone: Some(milestone),
            posted_on: None,
        });
        self
    }

    /// Looks at the dossier on a day.
    pub(crate) fn on<T>(&self, today: &str, look: impl FnOnce(&Ground) -> T) -> T {
        let today = day(today);
        let mut account = Account::default();
        account.settle(&self.dossier, today);
        let standing = Standing::of(&self.dossier, &account, &self.settings, today);
        let (dossier, settings) = (&self.dossier, &self.settings);
        look(&Ground { dossier, today, settings, account: &account, standing: &standing })
    }
}

/// A letter posted on the day it was made, over these claims, with the costs the scale gives (fee of law.md 1.1).
pub(crate) fn letter(posted: &str, claims: &[(&str, i64)], stated_costs: i64) -> LetterOnFile {
    LetterOnFile {
        made_on: day(posted),
        posting: Posting::Posted(day(posted)),
        claims: claims.iter().map(|(due_on, cents)| (day(due_on), Cents(*cents))).collect(),
        stated_costs: Cents(stated_costs),
        wording_valid: true,
        charged: None,
    }
}
