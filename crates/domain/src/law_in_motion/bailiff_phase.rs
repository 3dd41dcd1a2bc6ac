//! What the bailiff reports, and what follows for the dossier.
//!
//! In goes a word of a status file; out comes which circumstance begins and whether the hand-over ends.

use crate::dossier::CircumstanceKind;

/// How far a case is at the bailiff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BailiffPhase {
    /// At work out of court.
    AtWork,
    /// Summoned.
    Summons,
    /// Judgment given.
    Judgment,
    /// Eviction announced for a day.
    EvictionAnnounced,
    /// Evicted.
    Evicted,
    /// Paid in full.
    Paid,
    /// An arrangement runs through the bailiff.
    Arranged,
    /// Given back to the landlord.
    GivenBack,
}

impl BailiffPhase {
    /// All phases, in the order of the road.
    pub const ALL: [BailiffPhase; 8] = [
        BailiffPhase::AtWork,
        BailiffPhase::Summons,
        BailiffPhase::Judgment,
        BailiffPhase::EvictionAnnounced,
        BailiffPhase::Evicted,
        BailiffPhase::Paid,
        BailiffPhase::Arranged,
        BailiffPhase::GivenBack,
    ];

    /// The word in a status file.
    pub const fn dutch(self) -> &'static str {
        match self {
            BailiffPhase::AtWork => "in behandeling",
            BailiffPhase::Summons => "dagvaarding",
            BailiffPhase::Judgment => "vonnis",
            BailiffPhase::EvictionAnnounced => "ontruiming aangezegd",
            BailiffPhase::Evicted => "ontruimd",
            BailiffPhase::Paid => "betaald",
            BailiffPhase::Arranged => "betalingsregeling",
            BailiffPhase::GivenBack => "teruggegeven",
        }
    }

    /// The phase behind a word, whatever its capitals.
    pub fn from_dutch(text: &str) -> Option<BailiffPhase> {
        let wanted = text.trim().to_lowercase();
        BailiffPhase::ALL.into_iter().find(|phase| phase.dutch() == wanted)
    }

    /// The circumstance that begins with it.
    pub const fn begins(self) -> Option<CircumstanceKind> {
        match self {
            BailiffPhase::Judgment => Some(CircumstanceKind::Judgment),
            BailiffPhase::EvictionAnnounced => Some(CircumstanceKind::EvictionAnnounced),
            BailiffPhase::AtWork
            | BailiffPhase::Summons
            | BailiffPhase::Evicted
            | BailiffPhase::Paid
            | BailiffPhase::Arranged
            | BailiffPhase::GivenBack => None,
        }
    }

    /// Does the case leave the bailiff with it?
    pub const fn ends_handover(self) -> bool {
        matches!(self, BailiffPhase::Evicted | BailiffPhase::Paid | BailiffPhase::GivenBack)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phase_comes_back_from_its_word() {
        for phase in BailiffPhase::ALL {
            assert_eq!(BailiffPhase::from_dutch(&phase.dutch().to_uppercase()), Some(phase));
        }
        assert_eq!(BailiffPhase::from_dutch("executie"), None);
        assert!(BailiffPhase::Paid.ends_handover() && !BailiffPhase::Judgment.ends_handover());
    }
}
