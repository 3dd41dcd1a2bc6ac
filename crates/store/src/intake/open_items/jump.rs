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
    /// Holds the night when what stands open of the items that are in both lists is more than twice, or less than half, of what it was.
    pub(super) fn alarm_when_amounts_jump(&mut self, seen: &Seen) -> Result<(), StoreError> {
        let mut statement = self.transaction.prepare("select tenancy, item, open from open_item")?;
        let before: Vec<((TenancyId, String), Cents)> = statement
            .query_map([], |r| Ok(((TenancyId(r.get(0)?), r.get(1)?), Cents(r.get(2)?))))?
            .collect::<Result<_, _>>()?;
        drop(statement);
        let (mut count, mut was, mut is) = (0, Cents::ZERO, Cents::ZERO);
        for (key, open) in before.into_iter().filter(|(key, _)| seen.items.contains(key)) {
            let now = seen.changes.get(&key).map_or(open, |(row, _)| row.open);
            count += 1;
            was += open.max(Cents::ZERO);
            is += now.max(Cents::ZERO);
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
