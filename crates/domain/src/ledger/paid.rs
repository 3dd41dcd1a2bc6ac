//! What a tenant paid of what a letter lists: it thanks for that, and for nothing else.

use super::{Account, Entry, EntryKind, OpenItem, booked_by, open_items, seen};
use crate::calendar::Day;
use crate::money::Cents;

/// What the tenant paid of these items, at most: no more than came in since the oldest of them fell due. What is disputed, or
/// was credited, is nothing that anybody paid.
pub fn paid_of(items: &[OpenItem], entries: &[Entry], account: &Account, today: Day) -> Cents {
    let Some(oldest) = items.iter().map(|item| item.due_on).min() else { return Cents::ZERO };
    let settled: Cents = open_items(entries, account, today)
        .iter()
        .filter(|known| items.iter().any(|item| item.entry == known.entry))
        .map(|known| known.charged - known.open)
        .sum();
    let counted = seen::counted(booked_by(entries, today));
    let since = counted.iter().filter(|entry| entry.booked_on >= oldest);
    let came: Cents = since
        .filter(|entry| entry.kind.is_payment() || entry.kind == EntryKind::Reversal)
        .map(|entry| -entry.cents)
        .sum();
    settled.min(came).at_least_zero()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::tests::{day, entry, settled};

    /// 650.00 of which 200.00 is disputed and nothing came in; 650.00 of which 100.00 was credited and 50.00 paid.
    #[test]
    fn nobody_is_thanked_for_what_is_disputed_or_credited() {
        let rent = entry("2026-10-01", Some("2026-10-01"), EntryKind::Rent, 65_000);
        let today = day("2026-10-20");
        let thanked = |entries: &[Entry], disputed: i64| {
            let account = settled(entries, "2026-10-20");
            let mut items = open_items(entries, &account, today);
            items[0].open -= Cents(disputed);
            paid_of(&items, entries, &account, today)
        };
        assert_eq!(thanked(&[rent], 20_000), Cents::ZERO);
        let paid = entry("2026-10-10", None, EntryKind::Payment, -5_000);
        assert_eq!(thanked(&[rent, paid], 0), Cents(5_000));
        let credited = entry("2026-10-12", None, EntryKind::Credit, -10_000);
        assert_eq!(thanked(&[rent, credited], 0), Cents::ZERO);
        assert_eq!(thanked(&[rent, paid, credited], 0), Cents(5_000));
    }
}
