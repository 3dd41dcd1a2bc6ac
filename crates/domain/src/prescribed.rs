//! Until when a claim of a dossier can be demanded, as far as we know.
//!
//! Rent and what else a tenancy asks for can be demanded for five years (art. 3:307 and 3:308 BW). A 14-day letter of which posting is
//! known (art. 3:317 BW), what acknowledges the debt, an arrangement or a promise (art. 3:318 BW), and an interruption of which a person
//! has seen the proof begin a new term; a judgment holds for twenty years and is the bailiff's matter. What is prescribed is still owed, but nobody can be made to pay it (art. 6:3 BW).
//!
//! It is asked of a day, and only what was known by that day counts: the account asks it of the day of each payment, a night of its own.

use crate::calendar::Day;
use crate::dossier::{CircumstanceKind, Dossier, Milestone};
use crate::law::prescription::{PrescriptionTerms, rent_last_day};

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

/// Is a claim so old on this day that it is worth asking whether it is prescribed?
pub(crate) fn is_old(due_on: Day, day: Day) -> bool {
    due_on + NEVER_BEFORE < day
}

impl Dossier {
    /// Can what fell due on `due_on` no longer be demanded on `day`, as far as we know?
    pub fn is_prescribed(&self, due_on: Day, day: Day) -> bool {
        is_old(due_on, day) && self.last_day_to_demand(due_on, day).is_some_and(|last| last < day)
    }

    /// The last day on which it can be demanded, as known on `day`; `None` after a judgment.
    pub fn last_day_to_demand(&self, due_on: Day, day: Day) -> Option<Day> {
        let known = |kind| self.circumstances.iter().filter(move |c| c.kind == kind && c.since <= day);
        if known(CircumstanceKind::Judgment).next().is_some() {
            return None;
        }
        let letters = self.steps.iter().filter(|step| step.milestone == Some(Milestone::FourteenDayLetter));
        let posted = letters.filter(|step| step.cycle <= due_on).filter_map(|step| step.posted_on);
        let agreed = self.arrangements.iter().filter(|agreed| agreed.covers_until >= due_on);
        let agreed = agreed.map(|agreed| agreed.agreed_on);
        let promised = known(CircumstanceKind::Promise).map(|promise| promise.since);
        let told = known(CircumstanceKind::PrescriptionInterrupted);
        let told = told.filter(|told| told.until.is_some_and(|last| due_on <= last)).map(|told| told.since);
        let days: Vec<Day> =
            posted.chain(agreed).chain(promised).chain(told).filter(|known| *known <= day).collect();
        Some(rent_last_day(&TERMS, due_on, &days))
    }
}
