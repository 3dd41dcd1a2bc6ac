//! Where a dossier stands on the legal road, as far as a message speaks of it.
//!
//! In go the dossier as it is now and its letters on file; out come the 14-day letter of today and the last day of one
//! whose term runs. All of it is what `domain::law_in_motion` computes: nothing is counted here.

use domain::calendar::Day;
use domain::dossier::Dossier;
use domain::ids::TenancyId;
use domain::law::collection_costs::VatConditions;
use domain::law_in_motion::early_signal;
use domain::law_in_motion::fourteen_days::{Draft, LetterState, NoDraft, draft, state_of};
use domain::plan::Desk;
use store::Book;

use super::compose::Desktop;
use crate::failure::Failure;

/// What messages say of the legal road.
pub struct LegalRoad {
    /// The 14-day letter over everything in default, or why there is none.
    pub draft: Result<Draft, NoDraft>,
    /// The last day of the term of a letter that is running.
    pub last_day: Option<Day>,
    /// A signal to the municipality can still be named as something that may follow.
    pub signal_may_follow: bool,
}

impl LegalRoad {
    /// Reads the letters on file and looks; `desk` has just read this dossier.
    pub fn of(
        book: &Book,
        desktop: &Desktop,
        tenancy: TenancyId,
        dossier: &Dossier,
        desk: &Desk,
    ) -> Result<LegalRoad, Failure> {
        let letters = book.letters_on_file(tenancy)?;
        let ground = desk.ground(dossier, desktop.night.today, &desktop.night.policy.settings);
        let last_day = letters.iter().rev().find_map(|letter| match state_of(&ground, desktop.law, letter) {
            Ok(LetterState::Running(dates)) => Some(dates.last_day),
            _ => None,
        });
        Ok(LegalRoad {
            draft: draft(&ground, desktop.law, &letters, VatConditions::OWN_COLLECTION),
            last_day,
            signal_may_follow: early_signal::may_follow(&ground),
        })
    }
}
