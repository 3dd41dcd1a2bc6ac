//! Direct debits of our own as the bank tells them: collected in one sum, or given back; and a death that it tells.

use domain::bank::matching::{Allocated, Outcome, Target};
use domain::bank::{Entry, Payment};
use domain::calendar::Day;
use domain::ledger::ReversalReason;
use domain::money::Cents;

use super::{BankState, NewPayment, Work, seen_key};
use crate::book::StoreError;
use crate::db::OptionalExtension;
use crate::debits;
use crate::seen::{SeenBy, SeenMoney, note_deceased, see, unsee};

impl Work<'_> {
    /// A batch of ours came in as one sum: each of its debits is money of its tenancy.
    pub(super) fn collected(&mut self, batch: &str, cents: Cents, day: Day) -> Result<(), StoreError> {
        for (reference, debit) in debits::of_batch(self.of, batch, cents)? {
            let (tenancy, key) = (debit.tenancy, format!("incasso:{reference}"));
            see(
                self.of,
                &SeenMoney { tenancy, by: SeenBy::Bank, key, reference, seen_on: day, cents: debit.cents },
            )?;
            self.taken.touched.insert(tenancy);
        }
        Ok(())
    }

    /// Money that went back, or a debit that was refused. What we had seen of a debit of ours counts no longer; a death is told at
    /// once. All else comes with the landlord's own booking: until then there is silence at worst.
    pub(super) fn returned(
        &mut self,
        statement: i64,
        entry: &Entry,
        part: &Allocated,
        payment: &Payment,
    ) -> Result<(), StoreError> {
        let code = part.reasons.first().map_or("", |reason| reason.code.as_str());
        let deceased = ReversalReason::from_sepa(code) == ReversalReason::DebtorDeceased;
        let (tenancy, reference) = match &part.outcome {
            Outcome::Exact { target: Target::Tenancy(tenancy, _), reference } => {
                (Some(*tenancy), reference.clone())
            }
            _ => (None, String::new()),
        };
        let (state, because) = match tenancy {
            None if deceased => {
                (BankState::Waits, "De bank meldt een overlijden (MD07); zoek het dossier erbij.")
            }
            _ => (BankState::Returned, ""),
        };
        let found = NewPayment { state, tenancy, reference, because };
        if !self.put(statement, entry, part, payment, &found)? {
            return Ok(());
        }
        if state == BankState::Waits {
            self.taken.waiting += 1;
        } else {
            self.taken.returned += 1;
        }
        let Some(tenancy) = tenancy else { return Ok(()) };
        let day = self.day_of(entry);
        let is_ours = debits::came_back(self.of, &payment.end_to_end, code)?;
        if deceased {
            note_deceased(self.of, tenancy, &seen_key(part.key), day)?;
            self.taken.touched.insert(tenancy);
        }
        // Only a debit of ours under this very number goes back: a transfer with the same kenmerk and amount is the tenant's own, and
        // he paid with it.
        let query = "select key from seen_money where tenancy = ?1 and reference = ?2 and cents = ?3 and state = 'open'";
        let named = (tenancy.0, &payment.end_to_end, -part.cents.0);
        let key: Option<String> =
            self.of.prepare_cached(query)?.query_row(named, |row| row.get(0)).optional()?;
        if let Some(key) = key.filter(|_| is_ours) {
            unsee(self.of, &key, day, &format!("teruggeboekt door de bank ({code})"))?;
            self.taken.touched.insert(tenancy);
        }
        Ok(())
    }
}
