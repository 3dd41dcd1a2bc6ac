//! Amounts that change all at once: in cents instead of euros, all nothing, or with the other sign. Nobody pays or owes so.

use domain::delivery::{Place, Severity};
use domain::ids::TenancyId;
use domain::money::Cents;

use super::Seen;
use super::missing::ALARM_FROM_ITEMS;
use crate::book::StoreError;
use crate::intake::Work;

/// So many times more, or less, is no month of paying.
const JUMP: i64 = 2;

impl Work<'_> {
    /// Holds the night when what stands open of the items that are in both lists is more than twice, or less than half, of what it
    /// was. What is paid and still listed, as after a day of direct debits, and what comes
    /// back after it, says nothing; unless everything is nothing.
    pub(super) fn alarm_when_amounts_jump(&mut self, seen: &Seen) -> Result<(), StoreError> {
        let mut statement = self.transaction.prepare("select tenancy, item, open from open_item")?;
        let before: Vec<((TenancyId, String), Cents)> = statement
            .query_map([], |r| Ok(((TenancyId(r.get(0)?), r.get(1)?), Cents(r.get(2)?))))?
            .collect::<Result<_, _>>()?;
        drop(statement);
        let now = |(key, open): &((TenancyId, String), Cents)| {
            (*open, seen.changes.get(key).map_or(*open, |(row, _)| row.open))
        };
        let both: Vec<(Cents, Cents)> =
            before.iter().filter(|(key, _)| seen.items.contains(key)).map(now).collect();
        let all_paid = both.iter().all(|(_, now)| now.0 <= 0);
        let (mut count, mut was, mut is) = (0, Cents::ZERO, Cents::ZERO);
        for (before, now) in both.iter().filter(|(before, now)| all_paid || (before.0 > 0 && now.0 != 0)) {
            count += 1;
            was += before.at_least_zero();
            is += now.at_least_zero();
        }
        let jumps = is.0 > was.0.saturating_mul(JUMP) || was.0 > is.0.saturating_mul(JUMP);
        if count >= ALARM_FROM_ITEMS && jumps {
            let reason = format!(
                "Van {count} posten die ook in de vorige lijst stonden, staat samen € {is} open; dat was € {was}. Staat het bedrag in een \
                 andere kolom, of in centen?"
            );
            self.doubt(Place::default(), Severity::HoldsNight, is.to_string(), reason);
        }
        Ok(())
    }
}
