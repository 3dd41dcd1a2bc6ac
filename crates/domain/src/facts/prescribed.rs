//! What is so old that it can be demanded no longer, as far as we know.
//!
//! Rent and what else a tenancy asks for can be demanded for five years (art. 3:307 and 3:308 BW). A 14-day letter of which posting is
//! known (art. 3:317 BW) and what acknowledges the debt, an arrangement or a promise (art. 3:318 BW), begin a new term; a judgment holds
//! for twenty years and is the bailiff's matter. What the landlord did before Houvast we do not know, so what looks prescribed is asked
//! of nobody, goes into no arrangement, and is a person's question.

use crate::calendar::Day;
use crate::dossier::{CircumstanceKind, Milestone};
use crate::facts::{Clock, Fact, Ground, Unit, Value};
use crate::law::prescription::{PrescriptionTerms, rent_last_day};
use crate::ledger::Claim;
use crate::money::Cents;

/// The terms as a night uses them; `wet/termijnen.toml` is held against them.
pub const TERMS: PrescriptionTerms = PrescriptionTerms {
    rent_years: 5,
    new_term_years_max: 5,
    judgment_years: 20,
    judgment_periodic_years: 5,
    warn_months: 6,
};

/// Nothing younger is prescribed: nearly every claim is passed over by this alone. Days.
const NEVER_BEFORE: i32 = TERMS.rent_years * 365;

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

impl Ground<'_> {
    /// Can what fell due on this day no longer be demanded, as far as we know?
    pub fn is_prescribed(&self, due_on: Day) -> bool {
        self.today - due_on > NEVER_BEFORE && self.last_day_to_demand(due_on).is_some_and(|last| last < self.today)
    }

    /// What is open and can no longer be demanded, as far as we know.
    pub fn prescribed(&self) -> Cents {
        self.prescribed_claims().map(|claim| claim.open).sum()
    }

    /// The day on which the oldest of it could no longer be demanded.
    pub fn prescribed_since(&self) -> Option<Day> {
        let oldest = self.prescribed_claims().next()?;
        self.last_day_to_demand(oldest.due_on).map(Day::next)
    }

    /// The days of the next two months from which something that is open can no longer be demanded.
    pub fn prescribed_from(&self) -> impl Iterator<Item = Day> {
        let open = self.account.claims.iter().filter(|claim| claim.open.0 > 0);
        let nearly = open.filter(|claim| self.today - claim.due_on > NEVER_BEFORE - 62);
        nearly.filter_map(|claim| self.last_day_to_demand(claim.due_on)).map(Day::next)
    }

    fn prescribed_claims(&self) -> impl Iterator<Item = &Claim> {
        let claims = self.account.claims.iter().filter(|claim| claim.open.0 > 0);
        claims.filter(|claim| self.is_prescribed(claim.due_on))
    }

    /// The last day on which it can be demanded; `None` after a judgment.
    fn last_day_to_demand(&self, due_on: Day) -> Option<Day> {
        if self.circumstances(CircumstanceKind::Judgment).next().is_some() {
            return None;
        }
        let letters = self.steps().filter(|step| step.milestone == Some(Milestone::FourteenDayLetter));
        let about_it = letters.filter(|step| step.cycle <= due_on);
        let posted = about_it.filter_map(|step| step.posted_on);
        let known = self.dossier.arrangements.iter().filter(|agreed| agreed.covers_until >= due_on);
        let agreed = known.map(|agreed| agreed.agreed_on);
        let promised = self.circumstances(CircumstanceKind::Promise).map(|promise| promise.since);
        let days: Vec<Day> =
            posted.chain(agreed).chain(promised).filter(|day| *day <= self.today).collect();
        Some(rent_last_day(&TERMS, due_on, &days))
    }
}
