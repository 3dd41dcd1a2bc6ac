//! A tenancy's account: entries in, claims out.
//!
//! The ledger is append-only. Everything that fell due on one day is one *claim*. Money goes where the payer said it
//! should go; the rest goes to the claim that fell due first (art. 6:43 BW), and within a claim to costs, interest and
//! principal in that order (art. 6:44 BW). One 14-day letter covers all claims in default (art. 6:96 lid 7 BW), so costs
//! always lie on the oldest claims, and *oldest first* is also *most onerous first*; see `docs/decisions/0002`.
//!
//! The outcome does not depend on the order in which bookings arrive, and never makes or loses a cent.

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
}

impl EntryKind {
    /// All kinds, in the order in which they are documented.
    pub const ALL: [EntryKind; 13] = [
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
    ];

    /// True for money that came from the tenant.
    pub const fn is_payment(self) -> bool {
        matches!(self, EntryKind::Payment | EntryKind::DirectDebit)
    }

    /// Rank within a claim: costs are paid before interest, interest before principal (art. 6:44 lid 1 BW).
    const fn rank(self) -> u8 {
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
        }
    }
}

/// One booking on the account. Entries are kept in order of booking day, then of arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Day of booking.
    pub booked_on: Day,
    /// Of a charge: the day it fell due. Of a reversal: the due day of the claim it reopens. Of a credit: the due day of
    /// the claim the payer meant, when he said so.
    pub due_on: Option<Day>,
    /// What it is.
    pub kind: EntryKind,
    /// For a reversal.
    pub reason: Option<ReversalReason>,
    /// Positive raises the debt, negative lowers it.
    pub cents: Cents,
}

impl Entry {
    /// True when the entry raises what a claim asks, rather than being money for the pool.
    fn is_debit(&self) -> bool {
        self.cents.0 > 0 && !(self.kind.is_payment() && self.due_on.is_none())
    }

    /// The due day of a debit; an entry that does not say is due on the day of booking.
    fn due(&self) -> Day {
        self.due_on.unwrap_or(self.booked_on)
    }
}

/// All that fell due on one day, and what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The day it fell due.
    pub due_on: Day,
    /// Sum of the charges and reversals.
    pub charged: Cents,
    /// What is still to be paid.
    pub open: Cents,
    /// The day on which the last cent came in.
    pub settled_on: Option<Day>,
}

/// The account on a day: claims by due day, and money that has no claim yet.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// In order of due day.
    pub claims: Vec<Claim>,
    /// Money received that no booked claim asks for.
    pub surplus: Cents,
    pool: Vec<(Day, Cents)>,
}

impl Account {
    /// Settles all entries booked up to and including `today` and replaces what was here before.
    /// `entries` are in order of booking day.
    pub fn settle(&mut self, entries: &[Entry], today: Day) {
        let booked = &entries[..entries.partition_point(|entry| entry.booked_on <= today)];
        self.collect_claims(booked);
        self.designate(booked);
        self.pay_oldest_first();
    }

    fn collect_claims(&mut self, booked: &[Entry]) {
        self.claims.clear();
        for entry in booked.iter().filter(|entry| entry.is_debit()) {
            let due_on = entry.due();
            let fresh = Claim { due_on, charged: entry.cents, open: entry.cents, settled_on: None };
            match self.claims.last_mut() {
                Some(last) if last.due_on < due_on => self.claims.push(fresh),
                None => self.claims.push(fresh),
                _ => match self.claims.binary_search_by_key(&due_on, |claim| claim.due_on) {
                    Ok(at) => {
                        self.claims[at].charged += entry.cents;
                        self.claims[at].open += entry.cents;
                    }
                    Err(at) => self.claims.insert(at, fresh),
                },
            }
        }
    }

    /// Gives designated money to its claim; what is left over, and all other money, goes into the pool by day.
    fn designate(&mut self, booked: &[Entry]) {
        self.pool.clear();
        for entry in booked.iter().filter(|entry| !entry.is_debit() && entry.cents.0 != 0) {
            if entry.cents.0 > 0 {
                self.take_back(entry.cents);
                continue;
            }
            let mut money = -entry.cents;
            if let Some(claim) = entry.due_on.and_then(|due_on| self.claim_mut(due_on)) {
                let part = money.min(claim.open);
                if part.0 > 0 {
                    claim.open -= part;
                    claim.settled_on = Some(entry.booked_on);
                    money -= part;
                }
            }
            if money.0 > 0 {
                self.pool.push((entry.booked_on, money));
            }
        }
    }

    fn claim_mut(&mut self, due_on: Day) -> Option<&mut Claim> {
        let at = self.claims.binary_search_by_key(&due_on, |claim| claim.due_on).ok()?;
        Some(&mut self.claims[at])
    }

    /// A payment that is taken back without saying for what undoes the money received last.
    fn take_back(&mut self, mut money: Cents) {
        while let Some((day, last)) = self.pool.pop() {
            if last > money {
                self.pool.push((day, last - money));
                return;
            }
            money -= last;
        }
        if money.0 > 0 {
            self.pool.push((Day(i32::MIN), -money));
        }
    }

    /// The pool pays the claims in order of due day, the money in order of booking.
    fn pay_oldest_first(&mut self) {
        let mut pool = self.pool.iter().copied();
        let mut day = Day(i32::MIN);
        let mut money = Cents::ZERO;
        for claim in &mut self.claims {
            while claim.open.0 > 0 {
                if money.0 <= 0 {
                    let Some((next_day, next)) = pool.next() else { break };
                    (day, money) = (next_day, money + next);
                    continue;
                }
                let part = money.min(claim.open);
                claim.open -= part;
                money -= part;
                claim.settled_on = Some(claim.settled_on.map_or(day, |earlier| earlier.max(day)));
            }
            if claim.open.0 > 0 {
                claim.settled_on = None;
            }
        }
        self.surplus = money + pool.map(|(_, cents)| cents).sum();
    }

    /// What the tenant owes in all, due or not: negative when he has paid ahead.
    pub fn balance(&self) -> Cents {
        self.claims.iter().map(|claim| claim.open).sum::<Cents>() - self.surplus
    }
}

/// A charge that is not paid in full, as a letter lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenItem {
    /// Position of its entry in the ledger.
    pub entry: usize,
    /// What it is.
    pub kind: EntryKind,
    /// The day it fell due.
    pub due_on: Day,
    /// The original amount.
    pub charged: Cents,
    /// What is still to be paid.
    pub open: Cents,
}

/// The open items behind the claims of an account, oldest first. A payment that came back reopens what it had paid and is
/// no item of its own. Within a claim what was paid went to costs, then interest, then principal; equal principals share
/// what is left pro rata (art. 6:43 lid 2, 6:44 BW), the odd cent going to the first.
pub fn open_items(entries: &[Entry], account: &Account, today: Day) -> Vec<OpenItem> {
    let mut items = Vec::new();
    for claim in account.claims.iter().filter(|claim| claim.open.0 > 0) {
        let debits = entries
            .iter()
            .enumerate()
            .filter(|(_, entry)| entry.booked_on <= today && entry.is_debit() && entry.due() == claim.due_on);
        let item = |(at, entry): (usize, &Entry)| OpenItem {
            entry: at,
            kind: entry.kind,
            due_on: claim.due_on,
            charged: entry.cents,
            open: entry.cents,
        };
        let (mut reopened, mut parts): (Vec<OpenItem>, Vec<OpenItem>) =
            debits.map(item).partition(|part| part.kind == EntryKind::Reversal);
        let charged: Cents = parts.iter().map(|part| part.open).sum();
        // More open than was charged: something came back whose payment is not in the books.
        let beyond = (claim.open - charged).at_least_zero();
        let came_back: Cents = reopened.iter().map(|part| part.open).sum();
        pay_within_claim(&mut reopened, came_back - beyond);
        parts.sort_by_key(|part| (part.kind.rank(), part.entry));
        pay_within_claim(&mut parts, (charged - claim.open).at_least_zero());
        items.extend(parts.into_iter().chain(reopened).filter(|part| part.open.0 > 0));
    }
    items
}

fn pay_within_claim(parts: &mut [OpenItem], mut paid: Cents) {
    for rank in 0..=2 {
        let total: Cents = parts.iter().filter(|p| p.kind.rank() == rank).map(|p| p.open).sum();
        let spend = paid.min(total);
        paid -= spend;
        let (mut spent, mut seen) = (Cents::ZERO, Cents::ZERO);
        for part in parts.iter_mut().filter(|part| part.kind.rank() == rank) {
            seen += part.open;
            let so_far = if total.is_zero() { Cents::ZERO } else { spend.times_ratio(seen.0, total.0) };
            part.open -= so_far - spent;
            spent = so_far;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).unwrap()
    }

    fn entry(booked: &str, due: Option<&str>, kind: EntryKind, cents: i64) -> Entry {
        Entry { booked_on: day(booked), due_on: due.map(day), kind, reason: None, cents: Cents(cents) }
    }

    fn settled(entries: &[Entry], today: &str) -> Account {
        let mut account = Account::default();
        account.settle(entries, day(today));
        account
    }

    /// law.md 5.10: March 549.40 + costs 82.41 + interest 3.00, April 549.40; 549.40 comes in unmarked.
    #[test]
    fn unmarked_money_pays_the_oldest_claim_costs_first() {
        let entries = [
            entry("2026-03-01", Some("2026-03-01"), EntryKind::Rent, 54_940),
            entry("2026-04-01", Some("2026-04-01"), EntryKind::Rent, 54_940),
            entry("2026-04-05", Some("2026-03-01"), EntryKind::CollectionCosts, 8_241),
            entry("2026-04-05", Some("2026-03-01"), EntryKind::Interest, 300),
            entry("2026-04-10", None, EntryKind::Payment, -54_940),
        ];
        let today = day("2026-04-11");
        let account = settled(&entries, "2026-04-11");
        let items = open_items(&entries, &account, today);
        assert_eq!(items.len(), 2);
        assert_eq!((items[0].kind, items[0].open), (EntryKind::Rent, Cents(54_940 - 46_399)));
        assert_eq!(items[1].open, Cents(54_940), "April is untouched");
    }

    /// law.md 5.10, the same money marked "April".
    #[test]
    fn marked_money_goes_where_the_payer_says() {
        let entries = [
            entry("2026-03-01", Some("2026-03-01"), EntryKind::Rent, 54_940),
            entry("2026-04-01", Some("2026-04-01"), EntryKind::Rent, 54_940),
            entry("2026-04-05", Some("2026-03-01"), EntryKind::CollectionCosts, 8_541),
            entry("2026-04-10", Some("2026-04-01"), EntryKind::Payment, -54_940),
        ];
        let account = settled(&entries, "2026-04-11");
        assert_eq!(account.claims[0].open, Cents(63_481));
        assert_eq!(account.claims[1].settled_on, Some(day("2026-04-10")));
    }

    #[test]
    fn a_reversal_reopens_the_month_it_had_paid_and_no_other() {
        let entries = [
            entry("2026-01-01", Some("2026-01-01"), EntryKind::Rent, 50_000),
            entry("2026-01-02", Some("2026-01-01"), EntryKind::DirectDebit, -50_000),
            entry("2026-02-01", Some("2026-02-01"), EntryKind::Rent, 50_000),
            entry("2026-02-02", Some("2026-02-01"), EntryKind::DirectDebit, -50_000),
            entry("2026-02-10", Some("2026-01-01"), EntryKind::Reversal, 50_000),
        ];
        let account = settled(&entries, "2026-02-11");
        assert_eq!(account.claims[0].open, Cents(50_000));
        let items = open_items(&entries, &account, day("2026-02-11"));
        assert_eq!((items.len(), items[0].kind, items[0].open), (1, EntryKind::Rent, Cents(50_000)));
        assert_eq!(account.claims[1].settled_on, Some(day("2026-02-02")));
        assert_eq!(account.balance(), Cents(50_000));
    }

    #[test]
    fn what_is_booked_tomorrow_does_not_count_today() {
        let entries = [entry("2026-01-01", Some("2026-01-01"), EntryKind::Rent, 50_000)];
        assert_eq!(settled(&entries, "2025-12-31").balance(), Cents::ZERO);
    }

    fn any_entry() -> impl Strategy<Value = Entry> {
        let kind = prop::sample::select(EntryKind::ALL.to_vec());
        (0..200_i32, prop::option::of(0..8_i32), kind, -90_000..90_000_i64).prop_map(
            |(booked, due, kind, cents)| Entry {
                booked_on: Day(booked),
                due_on: due.map(|d| Day(d * 30)),
                kind,
                reason: None,
                cents: Cents(cents),
            },
        )
    }

    proptest! {
        #[test]
        fn no_cent_is_made_or_lost(mut entries in prop::collection::vec(any_entry(), 0..40)) {
            entries.sort_by_key(|entry| entry.booked_on);
            let today = Day(150);
            let mut account = Account::default();
            account.settle(&entries, today);
            let booked: Cents = entries.iter().filter(|e| e.booked_on <= today).map(|e| e.cents).sum();
            prop_assert_eq!(account.balance(), booked);
            for claim in &account.claims {
                prop_assert!(claim.open.0 >= 0 && claim.open <= claim.charged);
                prop_assert_eq!(claim.settled_on.is_some(), claim.open.is_zero());
            }
            let items: Cents = open_items(&entries, &account, today).iter().map(|item| item.open).sum();
            prop_assert_eq!(items, account.claims.iter().map(|claim| claim.open).sum::<Cents>());
        }

        #[test]
        fn arrival_order_within_a_day_does_not_matter(entries in prop::collection::vec(any_entry(), 1..20), seed in 0..1000_usize) {
            let mut entries: Vec<Entry> = entries.into_iter().filter(|e| e.cents.0 <= 0 || !e.kind.is_payment()).collect();
            entries.sort_by_key(|entry| entry.booked_on);
            let mut other = entries.clone();
            let turn = seed % other.len().max(1);
            other.rotate_left(turn);
            other.sort_by_key(|entry| entry.booked_on);
            let (mut first, mut second) = (Account::default(), Account::default());
            first.settle(&entries, Day(500));
            second.settle(&other, Day(500));
            prop_assert_eq!(first.claims, second.claims);
            prop_assert_eq!(first.surplus, second.surplus);
        }
    }
}
