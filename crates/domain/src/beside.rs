//! The old process beside the new one: what its action list wants for a dossier, and what a night decided.
//!
//! A landlord dares to go over when he has seen, dossier by dossier, where the two differ and why. Old lists speak in words of
//! their own; they are brought back to a few deeds, and so is what a night decided.

use crate::policy::TaskKind;

/// What is done about a dossier, as far as two processes can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Deed {
    /// Nothing.
    Nothing,
    /// Something is due and something forbids it.
    Waits,
    /// A text or WhatsApp message.
    Text,
    /// An e-mail.
    Email,
    /// A letter.
    Letter,
    /// Somebody calls.
    Call,
    /// Somebody goes there.
    Visit,
    /// An arrangement is offered.
    Arrangement,
    /// The 14-day letter.
    FourteenDays,
    /// An early signal to the municipality.
    Signal,
    /// The bailiff.
    Bailiff,
    /// Data are checked.
    Check,
    /// Something else.
    Other,
}

/// How two processes compare for a dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Beside {
    /// Both do the same, or both do nothing.
    Same,
    /// Both do something, and not the same.
    Different,
    /// Only the old process does something.
    OnlyOld,
    /// Only the new one does.
    OnlyNew,
}

impl Deed {
    /// The word a person reads.
    pub const fn dutch(self) -> &'static str {
        match self {
            Deed::Nothing => "niets",
            Deed::Waits => "wachten",
            Deed::Text => "sms",
            Deed::Email => "e-mail",
            Deed::Letter => "brief",
            Deed::Call => "bellen",
            Deed::Visit => "huisbezoek",
            Deed::Arrangement => "regeling",
            Deed::FourteenDays => "veertiendagenbrief",
            Deed::Signal => "vroegsignaal",
            Deed::Bailiff => "deurwaarder",
            Deed::Check => "gegevens nakijken",
            Deed::Other => "iets anders",
        }
    }

    /// What the words of an old action list mean. The gravest word decides, so that a letter of the law is never taken for a
    /// letter.
    pub fn of_words(text: &str) -> Deed {
        let text = text.to_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
        let is_word = |wanted: &str| text.split(|c: char| !c.is_alphanumeric()).any(|word| word == wanted);
        if text.trim().is_empty() || says(&["geen actie", "niets"]) || text.trim() == "-" {
            Deed::Nothing
        } else if says(&["deurwaarder", "dagvaard", "overdracht", "gdw"]) {
            Deed::Bailiff
        } else if says(&["14 dagen", "14-dagen", "14dagen", "veertien"]) || is_word("wik") {
            Deed::FourteenDays
        } else if says(&["vroegsignaal", "vroegsignalering", "gemeente"]) {
            Deed::Signal
        } else if says(&["huisbezoek", "langsgaan", "bezoek"]) {
            Deed::Visit
        } else if says(&["regeling"]) {
            Deed::Arrangement
        } else if says(&["bel", "telefo"]) {
            Deed::Call
        } else if says(&["sms", "whatsapp", "app-bericht", "tekst"]) {
            Deed::Text
        } else if says(&["mail"]) {
            Deed::Email
        } else if says(&["brief", "aanmaning", "herinnering", "sommatie"]) {
            Deed::Letter
        } else if says(&["nakijken", "controle", "uitzoeken"]) {
            Deed::Check
        } else if says(&["wacht", "blokk", "pauze"]) {
            Deed::Waits
        } else {
            Deed::Other
        }
    }

    /// What a task of ours asks of a person.
    pub fn of_task(kind: TaskKind) -> Deed {
        match kind.dutch() {
            "gegevens-nakijken" | "adres-nakijken" => Deed::Check,
            word => Deed::of_words(&word.replace('-', " ")),
        }
    }

    /// A message over a channel, by its word.
    pub fn of_channel(word: &str) -> Deed {
        match word {
            "brief" => Deed::Letter,
            "e-mail" => Deed::Email,
            "sms" | "whatsapp" => Deed::Text,
            _ => Deed::Other,
        }
    }

    /// Does nothing happen?
    pub const fn is_quiet(self) -> bool {
        matches!(self, Deed::Nothing | Deed::Waits)
    }
}

impl Beside {
    /// All ways, in the order in which they are shown.
    pub const ALL: [Beside; 4] = [Beside::Same, Beside::Different, Beside::OnlyOld, Beside::OnlyNew];

    /// Lays one beside the other.
    pub fn of(old: Deed, new: Deed) -> Beside {
        match (old.is_quiet(), new.is_quiet()) {
            (true, true) => Beside::Same,
            (false, false) if old == new => Beside::Same,
            (false, false) => Beside::Different,
            (false, true) => Beside::OnlyOld,
            (true, false) => Beside::OnlyNew,
        }
    }

    /// The word in an address and on a page.
    pub const fn dutch(self) -> &'static str {
        match self {
            Beside::Same => "gelijk",
            Beside::Different => "anders",
            Beside::OnlyOld => "alleen oud",
            Beside::OnlyNew => "alleen nieuw",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_old_lists_become_deeds_and_the_gravest_one_decides() {
        for (text, deed) in [
            ("", Deed::Nothing),
            ("Geen actie", Deed::Nothing),
            ("1e herinnering (brief)", Deed::Letter),
            ("Herinnering per e-mail", Deed::Email),
            ("SMS dag 10", Deed::Text),
            ("Bellen", Deed::Call),
            ("Telefonisch contact", Deed::Call),
            ("WIK-brief 14 dagen", Deed::FourteenDays),
            ("Veertiendagenbrief sturen", Deed::FourteenDays),
            ("Overdragen deurwaarder na brief", Deed::Bailiff),
            ("Huisbezoek plannen", Deed::Visit),
            ("Vroegsignaal gemeente", Deed::Signal),
            ("xyz", Deed::Other),
        ] {
            assert_eq!(Deed::of_words(text), deed, "{text}");
        }
        for kind in TaskKind::ALL {
            assert_ne!(Deed::of_task(kind), Deed::Nothing, "{}", kind.dutch());
        }
    }

    #[test]
    fn waiting_and_doing_nothing_are_the_same_for_a_tenant() {
        assert_eq!(Beside::of(Deed::Nothing, Deed::Waits), Beside::Same);
        assert_eq!(Beside::of(Deed::Letter, Deed::Letter), Beside::Same);
        assert_eq!(Beside::of(Deed::Letter, Deed::Text), Beside::Different);
        assert_eq!(Beside::of(Deed::FourteenDays, Deed::Waits), Beside::OnlyOld);
        assert_eq!(Beside::of(Deed::Nothing, Deed::Call), Beside::OnlyNew);
    }
}
