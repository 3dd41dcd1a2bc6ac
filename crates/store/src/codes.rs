//! How words of the domain are written in a book. A number, once given, keeps its meaning for ever; the domain may rename
//! and reorder at will.

use domain::calendar::Day;
use domain::dossier::{Channels, CircumstanceKind, ContactChannel, CostsClause, Milestone};
use domain::ledger::{EntryKind, ReversalReason};

/// A word with a stored number.
pub trait Code: Sized + Copy + PartialEq + 'static {
    /// Every word with its number.
    const TABLE: &'static [(Self, u8)];

    /// The number that is stored.
    fn code(self) -> u8 {
        let row = Self::TABLE.iter().find(|(word, _)| *word == self);
        row.map(|(_, code)| *code).expect("every word has a number: tested")
    }

    /// The word behind a number; `None` when a newer version wrote it.
    fn from_code(code: u8) -> Option<Self> {
        Self::TABLE.iter().find(|(_, number)| *number == code).map(|(word, _)| *word)
    }
}

macro_rules! codes {
    ($type:ident { $($word:ident = $code:literal),+ $(,)? }) => {
        impl Code for $type {
            const TABLE: &'static [($type, u8)] = &[$(($type::$word, $code)),+];
            fn code(self) -> u8 {
                match self { $($type::$word => $code),+ }
            }
            fn from_code(code: u8) -> Option<$type> {
                match code { $($code => Some($type::$word),)+ _ => None }
            }
        }
    };
}

codes!(EntryKind {
    Rent = 1,
    FirstBill = 2,
    ServiceCosts = 3,
    Settlement = 4,
    Damage = 5,
    CollectionCosts = 6,
    Interest = 7,
    OtherCharge = 8,
    Payment = 9,
    DirectDebit = 10,
    Reversal = 11,
    Credit = 12,
    WriteOff = 13,
    SeenPayment = 14,
});

codes!(ReversalReason {
    InsufficientFunds = 1,
    AccountUnusable = 2,
    NoMandate = 3,
    RefundAsked = 4,
    DebtorDeceased = 5,
    RefusedByDebtor = 6,
    OurMistake = 7,
    NotSpecified = 8,
    MaybeBooked = 9,
});

codes!(ContactChannel { Sms = 1, Whatsapp = 2, Email = 3, Letter = 4, Phone = 5, Visit = 6, Counter = 7 });

codes!(CircumstanceKind {
    Hold = 1,
    Promise = 2,
    Dispute = 3,
    CanAndWill = 4,
    CanButWillNot = 5,
    CannotButWill = 6,
    CannotAndWillNot = 7,
    Help = 8,
    Vulnerable = 9,
    Nuisance = 10,
    Administration = 11,
    DebtScheme = 12,
    StatutoryDebtScheme = 13,
    BreathingSpace = 14,
    EarlySignal = 15,
    SignalObjection = 16,
    AddressUnusable = 17,
    Judgment = 18,
    EvictionAnnounced = 19,
    AtBailiff = 20,
    HandoverAgreed = 21,
    ItemUnread = 22,
    PrescriptionInterrupted = 23,
});

codes!(Milestone { WrittenReminder = 1, FourteenDayLetter = 2, SignalAnnouncement = 3, Condolence = 4 });

codes!(CostsClause { Unknown = 0, None = 1, Fair = 2, Unfair = 3 });

/// A set of channels as one number: bit `code - 1` for each.
pub fn channels_code(channels: Channels) -> i64 {
    let bits = ContactChannel::ALL.into_iter().filter(|channel| channels.has(*channel));
    bits.map(|channel| 1 << (channel.code() - 1)).sum()
}

/// The set behind a number.
pub fn channels_from(code: i64) -> Channels {
    let all = ContactChannel::ALL.into_iter();
    all.filter(|channel| code & (1 << (channel.code() - 1)) != 0).fold(Channels::default(), Channels::with)
}

/// A day that may be absent, as a column holds it.
pub fn day(column: Option<i32>) -> Option<Day> {
    column.map(Day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_one_number_and_comes_back() {
        fn round<T: Code + std::fmt::Debug>(all: &[T]) {
            for word in all {
                assert_eq!(T::from_code(word.code()), Some(*word));
            }
            assert_eq!(T::TABLE.len(), all.len());
        }
        round(&EntryKind::ALL);
        round(&ContactChannel::ALL);
        round(&CircumstanceKind::ALL);
        let set = Channels::default().with(ContactChannel::Email).with(ContactChannel::Letter);
        assert_eq!(channels_from(channels_code(set)), set);
    }
}
