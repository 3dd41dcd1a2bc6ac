//! What any employee may notice at a home and pass on: a mechanic who sees pollution, a caretaker who worries about somebody.
//!
//! A kind of signal says which circumstance it may become when a consultant takes it up; no signal becomes one by itself, because
//! what somebody saw at a door is not yet a fact about a tenant.

use crate::dossier::CircumstanceKind;

/// What was noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Noticed {
    /// Worries about the tenant.
    Worries,
    /// The tenant speaks of trouble with money.
    MoneyTrouble,
    /// Nuisance.
    Nuisance,
    /// Pollution of the home or around it.
    Pollution,
    /// Nobody seems to live there any more, or somebody else.
    Moved,
    /// A repair or inspection was refused.
    RepairRefused,
    /// It is not safe to come alone.
    Unsafe,
    /// Something else.
    Other,
}

impl Noticed {
    /// All kinds, in the order of the form.
    pub const ALL: [Noticed; 8] = [
        Noticed::Worries,
        Noticed::MoneyTrouble,
        Noticed::Nuisance,
        Noticed::Pollution,
        Noticed::Moved,
        Noticed::RepairRefused,
        Noticed::Unsafe,
        Noticed::Other,
    ];

    /// The word that is stored and sent.
    pub const fn word(self) -> &'static str {
        match self {
            Noticed::Worries => "zorgen",
            Noticed::MoneyTrouble => "geldzorgen",
            Noticed::Nuisance => "overlast",
            Noticed::Pollution => "vervuiling",
            Noticed::Moved => "verhuisd",
            Noticed::RepairRefused => "reparatie-geweigerd",
            Noticed::Unsafe => "onveilig",
            Noticed::Other => "anders",
        }
    }

    /// The kind behind a word.
    pub fn of(word: &str) -> Option<Noticed> {
        Noticed::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// As a person reads it.
    pub const fn spoken(self) -> &'static str {
        match self {
            Noticed::Worries => "zorgen over de bewoner",
            Noticed::MoneyTrouble => "de bewoner vertelt over geldzorgen",
            Noticed::Nuisance => "overlast",
            Noticed::Pollution => "vervuiling",
            Noticed::Moved => "de bewoner lijkt verhuisd, of er woont een ander",
            Noticed::RepairRefused => "reparatie of controle geweigerd",
            Noticed::Unsafe => "het is niet veilig om alleen te gaan",
            Noticed::Other => "iets anders",
        }
    }

    /// What a consultant may record when she has looked into it.
    pub const fn may_become(self) -> Option<CircumstanceKind> {
        match self {
            Noticed::Worries | Noticed::MoneyTrouble => Some(CircumstanceKind::Vulnerable),
            Noticed::Nuisance | Noticed::Pollution => Some(CircumstanceKind::Nuisance),
            Noticed::Moved | Noticed::RepairRefused | Noticed::Unsafe | Noticed::Other => None,
        }
    }
}

/// What became of a signal, as who left it sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Nobody has looked yet.
    New,
    /// A consultant has read it.
    Read,
    /// A consultant does something with it.
    TakenUp,
    /// Who left it took it back.
    Withdrawn,
}

impl Fate {
    /// As it is shown.
    pub const fn dutch(self) -> &'static str {
        match self {
            Fate::New => "nog niet gelezen",
            Fate::Read => "gelezen",
            Fate::TakenUp => "opgepakt",
            Fate::Withdrawn => "ingetrokken",
        }
    }

    /// Can who left it still take it back? What somebody works on is taken back in person.
    pub const fn can_be_withdrawn(self) -> bool {
        matches!(self, Fate::New | Fate::Read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_comes_back_from_its_word_and_becomes_only_what_a_person_may_end() {
        for kind in Noticed::ALL {
            assert_eq!(Noticed::of(kind.word()), Some(kind));
            assert!(kind.may_become().is_none_or(CircumstanceKind::a_person_may_end));
        }
        assert_eq!(Noticed::of("schuld"), None);
        assert!(!Fate::TakenUp.can_be_withdrawn() && !Fate::Withdrawn.can_be_withdrawn());
    }
}
