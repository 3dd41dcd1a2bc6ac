//! What is so old that it can be demanded no longer, as far as we know: see [`crate::prescribed`].
//!
//! What the landlord did before Houvast we do not know, so what looks prescribed is asked of nobody, goes into no arrangement, and is
//! a person's question.

use crate::calendar::Day;
use crate::facts::{Clock, Fact, Ground, Unit, Value};
use crate::ledger::Claim;
use crate::money::Cents;
use crate::prescribed::is_old;

/// What is so old that it can be demanded no longer, as far as we know.
pub static FACT: Fact = Fact {
    id: "prescribed",
    word: "verjaard",
    label: "ouder dan vijf jaar",
    unit: Unit::Cents,
    meaning: "Wat openstaat en zo oud is dat het niet meer gevraagd mag worden, voor zover wij weten. Wij vragen het niet.",
    source: "art. 3:307, 3:308, 3:317 en 3:318 BW",
    clock: Clock::Still,
    read: |ground| Value::cents(ground.prescribed()),
};

/// What becomes prescribed within so many days is told ahead.
const SOON: i32 = 62;

impl Ground<'_> {
    /// Can what fell due on this day no longer be demanded, as far as we know?
    pub fn is_prescribed(&self, due_on: Day) -> bool {
        self.dossier.is_prescribed(due_on, self.today)
    }

    /// What is open and can no longer be demanded, as far as we know.
    pub fn prescribed(&self) -> Cents {
        self.prescribed_claims().map(|claim| claim.open).sum()
    }

    /// The day on which the oldest of it could no longer be demanded.
    pub fn prescribed_since(&self) -> Option<Day> {
        let oldest = self.prescribed_claims().next()?;
        self.dossier.last_day_to_demand(oldest.due_on, self.today).map(Day::next)
    }

    /// The days of the next two months from which something that is open can no longer be demanded.
    pub fn prescribed_from(&self) -> impl Iterator<Item = Day> {
        let open = self.account.claims.iter().filter(|claim| claim.open.0 > 0);
        let nearly = open.filter(|claim| is_old(claim.due_on, self.today + SOON));
        nearly.filter_map(|claim| self.dossier.last_day_to_demand(claim.due_on, self.today)).map(Day::next)
    }

    fn prescribed_claims(&self) -> impl Iterator<Item = &Claim> {
        self.account.prescribed(self.dossier, self.today)
    }
}
