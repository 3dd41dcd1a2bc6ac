//! What the municipality answers to an early signal, in the words of the national model, and what follows for the dossier.
//!
//! In goes one of the fifteen end results of DDAS (Gemeentelijk Gegevensmodel, "Model Vroegsignalering" 1.9.0); out comes
//! what it means: help runs, the signal is closed, or a person must look. The municipality may give the landlord only part
//! of them. No answer here is ever a reason to press the tenant harder.

/// An end result, in the order of the model (`EnumEindresultaat`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MunicipalAnswer {
    /// Not taken up: told before.
    Repeated,
    /// Not taken up: should not have been told.
    Unjustified,
    /// The resident died.
    Deceased,
    /// Does not live in the municipality (any more).
    NoResident,
    /// Not taken up: another reason.
    NotTakenUp,
    /// Known at debt help.
    KnownAtDebtHelp,
    /// Another path of help runs.
    OtherHelpRuns,
    /// Never reached.
    NeverReached,
    /// No reply after earlier contact.
    NoReply,
    /// Needs no help.
    NoHelpNeeded,
    /// Paid, or made an arrangement.
    PaidOrArranged,
    /// Advice or a quick fix was given.
    Advice,
    /// Further help with money.
    HelpWithMoney,
    /// Referred without contact.
    ReferredWithoutContact,
    /// Further help that is not about money.
    OtherHelp,
}

/// What an answer does in the dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The signal is closed; nothing else changes.
    Closes,
    /// The signal is closed and help runs: collection pauses (covenant, law.md 3.3).
    HelpRuns,
    /// The signal stays open until a person has looked: the landlord's own data may be wrong.
    PersonLooks,
}

impl MunicipalAnswer {
    /// All results, in the order of the model.
    pub const ALL: [MunicipalAnswer; 15] = [
        MunicipalAnswer::Repeated,
        MunicipalAnswer::Unjustified,
        MunicipalAnswer::Deceased,
        MunicipalAnswer::NoResident,
        MunicipalAnswer::NotTakenUp,
        MunicipalAnswer::KnownAtDebtHelp,
        MunicipalAnswer::OtherHelpRuns,
        MunicipalAnswer::NeverReached,
        MunicipalAnswer::NoReply,
        MunicipalAnswer::NoHelpNeeded,
        MunicipalAnswer::PaidOrArranged,
        MunicipalAnswer::Advice,
        MunicipalAnswer::HelpWithMoney,
        MunicipalAnswer::ReferredWithoutContact,
        MunicipalAnswer::OtherHelp,
    ];

    /// The words of the model.
    pub const fn dutch(self) -> &'static str {
        match self {
            MunicipalAnswer::Repeated => "Niet opgepakt: herhaalde melding",
            MunicipalAnswer::Unjustified => "Niet opgepakt: onterecht signaal",
            MunicipalAnswer::Deceased => "Inwoner is overleden",
            MunicipalAnswer::NoResident => "Persoon is geen inwoner (meer) in de gemeente",
            MunicipalAnswer::NotTakenUp => "Niet opgepakt: andere reden",
            MunicipalAnswer::KnownAtDebtHelp => "Inwoner al bekend bij schuldhulpverlening",
            MunicipalAnswer::OtherHelpRuns => "Inwoner heeft al een ander lopend traject",
            MunicipalAnswer::NeverReached => "Definitief geen contact kunnen krijgen",
            MunicipalAnswer::NoReply => "Geen reactie na eerder contact",
            MunicipalAnswer::NoHelpNeeded => "Inwoner hoeft geen hulp vanuit vroegsignalering",
            MunicipalAnswer::PaidOrArranged => "Inwoner heeft zelf al betaald/betalingsregeling getroffen",
            MunicipalAnswer::Advice => "(Budget)advies en/of quick fix",
            MunicipalAnswer::HelpWithMoney => "Vervolghulp en/of verwijzing financieel",
            MunicipalAnswer::ReferredWithoutContact => "Verwijzing zonder contact",
            MunicipalAnswer::OtherHelp => "Vervolghulp en/of verwijzing niet financieel",
        }
    }

    /// The result behind the words of a file, whatever the case and the spaces.
    pub fn from_dutch(text: &str) -> Option<MunicipalAnswer> {
        let plain = |text: &str| {
            let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
            words.join(" ")
        };
        let wanted = plain(text);
        MunicipalAnswer::ALL.into_iter().find(|answer| plain(answer.dutch()) == wanted)
    }

    /// What follows for the dossier.
    pub const fn effect(self) -> Effect {
        match self {
            MunicipalAnswer::KnownAtDebtHelp
            | MunicipalAnswer::OtherHelpRuns
            | MunicipalAnswer::HelpWithMoney
            | MunicipalAnswer::OtherHelp => Effect::HelpRuns,
            MunicipalAnswer::Unjustified | MunicipalAnswer::Deceased | MunicipalAnswer::NoResident => {
                Effect::PersonLooks
            }
            MunicipalAnswer::Repeated
            | MunicipalAnswer::NotTakenUp
            | MunicipalAnswer::NeverReached
            | MunicipalAnswer::NoReply
            | MunicipalAnswer::NoHelpNeeded
            | MunicipalAnswer::PaidOrArranged
            | MunicipalAnswer::Advice
            | MunicipalAnswer::ReferredWithoutContact => Effect::Closes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_result_comes_back_from_its_words() {
        for answer in MunicipalAnswer::ALL {
            assert_eq!(MunicipalAnswer::from_dutch(answer.dutch()), Some(answer));
            assert_eq!(
                MunicipalAnswer::from_dutch(&format!("  {} ", answer.dutch().to_uppercase())),
                Some(answer)
            );
        }
        assert_eq!(MunicipalAnswer::from_dutch("hulp geaccepteerd"), None);
    }

    #[test]
    fn a_death_or_a_doubt_never_just_closes_the_signal() {
        for answer in MunicipalAnswer::ALL {
            let words = answer.dutch();
            let doubt = ["overleden", "onterecht", "geen inwoner"].iter().any(|word| words.contains(word));
            assert_eq!(answer.effect() == Effect::PersonLooks, doubt, "{words}");
        }
        assert_eq!(MunicipalAnswer::HelpWithMoney.effect(), Effect::HelpRuns);
        assert_eq!(MunicipalAnswer::NeverReached.effect(), Effect::Closes);
    }
}
