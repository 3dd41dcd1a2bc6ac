//! A booking on the account: what it is, when it was booked, what it is about, why money came back.
//!
//! In goes what the landlord's books say; out come the words and the two questions the account asks of a booking: does it
//! raise a claim, and which day's.

use crate::calendar::Day;
use crate::money::Cents;

/// What an entry on the account is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryKind {
    /// Monthly rent (*prolongatie*), service costs included where the landlord books them together.
    Rent,
    /// First rent bill (*eerste verhuurnota*).
    FirstBill,
    /// Advance for service costs, booked apart.
    ServiceCosts,
    /// Yearly settlement of service costs, or the final bill after leaving.
    Settlement,
    /// Damage at move-out: no contract debt until agreed (art. 1 Besluit BIK).
    Damage,
    /// Extrajudicial collection costs (*incassokosten*).
    CollectionCosts,
    /// Statutory interest.
    Interest,
    /// Any other charge.
    OtherCharge,
    /// Payment by the tenant.
    Payment,
    /// Payment collected by direct debit.
    DirectDebit,
    /// Money back from a direct debit or payment: reopens the claim it had paid, with its old due day.
    Reversal,
    /// Credit note or correction in favour of the tenant.
    Credit,
    /// Written off (*afboeking*).
    WriteOff,
    /// Money that a payment provider or the bank saw before the landlord booked it; see [`super::seen`].
    SeenPayment,
}

impl EntryKind {
    /// All kinds, in the order in which they are documented.
    pub const ALL: [EntryKind; 14] = [
        EntryKind::Rent,
        EntryKind::FirstBill,
        EntryKind::ServiceCosts,
        EntryKind::Settlement,
        EntryKind::Damage,
        EntryKind::CollectionCosts,
        EntryKind::Interest,
        EntryKind::OtherCharge,
        EntryKind::Payment,
        EntryKind::DirectDebit,
        EntryKind::Reversal,
        EntryKind::Credit,
        EntryKind::WriteOff,
        EntryKind::SeenPayment,
    ];

    /// True for money that came from the tenant.
    pub const fn is_payment(self) -> bool {
        matches!(self, EntryKind::Payment | EntryKind::DirectDebit | EntryKind::SeenPayment)
    }

    /// True for what the landlord's own books hold.
    pub const fn is_of_the_landlord(self) -> bool {
        !matches!(self, EntryKind::SeenPayment)
    }

    /// Rank within a claim: costs are paid before interest, interest before principal (art. 6:44 lid 1 BW).
    pub(super) const fn rank(self) -> u8 {
        match self {
            EntryKind::CollectionCosts => 0,
            EntryKind::Interest => 1,
            _ => 2,
        }
    }

    /// The Dutch word.
    pub const fn dutch(self) -> &'static str {
        match self {
            EntryKind::Rent => "huur",
            EntryKind::FirstBill => "eerste verhuurnota",
            EntryKind::ServiceCosts => "servicekosten",
            EntryKind::Settlement => "afrekening",
            EntryKind::Damage => "schade",
            EntryKind::CollectionCosts => "incassokosten",
            EntryKind::Interest => "rente",
            EntryKind::OtherCharge => "overige vordering",
            EntryKind::Payment => "betaling",
            EntryKind::DirectDebit => "automatische incasso",
            EntryKind::Reversal => "storno",
            EntryKind::Credit => "creditnota",
            EntryKind::WriteOff => "afboeking",
            EntryKind::SeenPayment => "betaling gezien",
        }
    }
}

/// Why a payment came back, by the SEPA reason codes (standards.md 3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReversalReason {
    /// AM04: not enough money on the account.
    InsufficientFunds,
    /// AC01, AC04, AC06, AC13, RC01: the account is wrong, closed or blocked.
    AccountUnusable,
    /// MD01, MD02: no valid mandate.
    NoMandate,
    /// MD06: the tenant asked for the money back.
    RefundAsked,
    /// MD07: the debtor has died.
    DebtorDeceased,
    /// MS02, SL01, AG01, AG02: the debtor or his bank does not allow it.
    RefusedByDebtor,
    /// AM05, BE05, FF05, RR01-RR04: our own mistake.
    OurMistake,
    /// MS03 and everything not named above: unknown, never read as unwillingness.
    NotSpecified,
    /// No code: money that was seen may be in the books already, so it does not count until that is known; see
    /// [`super::seen::doubt`].
    MaybeBooked,
}

impl ReversalReason {
    /// The reason behind a SEPA code; an unknown code is [`ReversalReason::NotSpecified`].
    pub fn from_sepa(code: &str) -> ReversalReason {
        match code.trim() {
            "AM04" => ReversalReason::InsufficientFunds,
            "AC01" | "AC04" | "AC06" | "AC13" | "RC01" => ReversalReason::AccountUnusable,
            "MD01" | "MD02" => ReversalReason::NoMandate,
            "MD06" => ReversalReason::RefundAsked,
            "MD07" => ReversalReason::DebtorDeceased,
            "MS02" | "SL01" | "AG01" | "AG02" => ReversalReason::RefusedByDebtor,
            "AM05" | "BE05" | "FF05" | "RR01" | "RR02" | "RR03" | "RR04" => ReversalReason::OurMistake,
            _ => ReversalReason::NotSpecified,
        }
    }

    /// A technical reason is no behaviour of the tenant.
    pub const fn is_technical(self) -> bool {
        matches!(
            self,
            ReversalReason::AccountUnusable | ReversalReason::NoMandate | ReversalReason::OurMistake
        )
    }

    /// The reason in Dutch.
    pub const fn dutch(self) -> &'static str {
        match self {
            ReversalReason::InsufficientFunds => "te weinig saldo",
            ReversalReason::AccountUnusable => "rekening onjuist, opgeheven of geblokkeerd",
            ReversalReason::NoMandate => "geen geldige machtiging",
            ReversalReason::RefundAsked => "teruggevraagd door de huurder",
            ReversalReason::DebtorDeceased => "huurder overleden",
            ReversalReason::RefusedByDebtor => "geweigerd door huurder of bank",
            ReversalReason::OurMistake => "fout van onze kant",
            ReversalReason::NotSpecified => "reden niet opgegeven",
            ReversalReason::MaybeBooked => "misschien al geboekt",
        }
    }
}

/// One booking on the account. Entries are kept in order of booking day, then of arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Day of booking.
    pub booked_on: Day,
    /// Of a charge: the day it fell due. Of a reversal: the due day of the claim it reopens. Of a credit: the due day of
    /// the claim the payer meant, when he said so. Of seen money that stops counting: the day it was seen.
    pub due_on: Option<Day>,
    /// What it is.
    pub kind: EntryKind,
    /// For a reversal, and for seen money that did not come after all.
    pub reason: Option<ReversalReason>,
    /// Positive raises the debt, negative lowers it.
    pub cents: Cents,
}

impl Entry {
    /// True when the entry raises what a claim asks, rather than being money for the pool.
    pub(crate) fn is_debit(&self) -> bool {
        self.cents.0 > 0
            && self.kind.is_of_the_landlord()
            && !(self.kind.is_payment() && self.due_on.is_none())
    }

    /// The due day of a debit; an entry that does not say is due on the day of booking.
    pub(crate) fn due(&self) -> Day {
        self.due_on.unwrap_or(self.booked_on)
    }
}
