//! Where a payment on a statement goes, by whose reference it carries and by what others told of it.

use std::collections::BTreeMap;
use std::collections::btree_map;

use domain::bank::matching::{Allocated, Outcome, Target};
use domain::bank::{Batch, Entry, Payment};
use domain::calendar::Day;
use domain::ids::TenancyId;

use super::provider::{self, Told};
use super::{BankState, Work};
use crate::book::StoreError;
use crate::db::{Row, Transaction};

const PAID_OUT: &str = "Uitbetaling van de betaaldienst: elke betaling daarin telde al.";
const PAID_OUT_MORE: &str =
    "Uitbetaling van de betaaldienst, met meer erin dan hij ons meldde. Wat hij meldde, telt al.";
const PERHAPS_PAID_ONLINE: &str = "De betaaldienst meldde kort ervoor hetzelfde bedrag van dit dossier, en dat telt al. \
     Is dit die betaling, zet haar dan bij “Geen huur”.";

/// Keys of payments by amount and account of the payer.
type Payments = BTreeMap<(i64, String), Vec<String>>;
/// What other statements of an account tell, by day.
pub(super) type Elsewhere = BTreeMap<Day, Payments>;

/// Where a payment goes.
pub(super) struct NewPayment {
    pub state: BankState,
    pub tenancy: Option<TenancyId>,
    pub reference: String,
    pub because: &'static str,
}

impl Work<'_> {
    /// Where money goes that came in, and what of it a payment provider told.
    pub(super) fn place(
        &mut self,
        statement: i64,
        entry: &Entry,
        part: &Allocated,
        payment: &Payment,
    ) -> Result<(NewPayment, Told), StoreError> {
        let row = |state, because| NewPayment { state, tenancy: None, reference: String::new(), because };
        if !part.reasons.is_empty() || entry.reversal {
            let because = "Dit is geld dat terugkwam, geen betaling.";
            return Ok((row(BankState::Waits, because), Told::No));
        }
        let day = self.day_of(entry);
        let told = provider::told(self.of, &self.providers, part, day, (payment, &entry.text))?;
        let found = match &told {
            Told::Same(tenancy, key) => NewPayment {
                tenancy: Some(*tenancy),
                reference: key.clone(),
                ..row(BankState::Seen, "Gezien via de betaaldienst.")
            },
            Told::Together => row(BankState::Collected, PAID_OUT),
            Told::More => row(BankState::Waits, PAID_OUT_MORE),
            Told::Unsure => row(BankState::Waits, PERHAPS_PAID_ONLINE),
            Told::No => self.by_reference(statement, entry, part, payment)?,
        };
        Ok((found, told))
    }

    /// Where a payment goes that no provider told.
    fn by_reference(
        &mut self,
        statement: i64,
        entry: &Entry,
        part: &Allocated,
        payment: &Payment,
    ) -> Result<NewPayment, StoreError> {
        let day = self.day_of(entry);
        let row = |state, because| NewPayment { state, tenancy: None, reference: String::new(), because };
        // A batch of one is a payment like any other.
        let is_sum = |batch: &Batch| entry.details == 0 || batch.count.is_some_and(|count| count > 1);
        let one_sum = entry.batch.as_ref().is_some_and(is_sum) && entry.details <= 1;
        Ok(match &part.outcome {
            Outcome::Exact { target: Target::Tenancy(..), .. }
                if self.stands_elsewhere(statement, day, part, payment)? =>
            {
                row(BankState::Waits, "Deze betaling staat ook op een ander afschrift.")
            }
            Outcome::Exact { target: Target::Tenancy(tenancy, _), reference } => {
                let news = self.counts_from.is_none_or(|from| day >= from);
                let state = if news { BankState::Seen } else { BankState::Older };
                NewPayment { tenancy: Some(*tenancy), reference: reference.clone(), ..row(state, "") }
            }
            Outcome::Exact { target: Target::Batch(batch), .. } => {
                NewPayment { reference: batch.clone(), ..row(BankState::Collected, "") }
            }
            // What the landlord collects himself his own system knows, one by one.
            Outcome::Suspense { .. } if !payment.mandate.is_empty() || one_sum => {
                row(BankState::Collected, "")
            }
            Outcome::Suspense { because, .. } => row(BankState::Waits, because.sentence()),
        })
    }

    /// Does another statement of the same account tell the same payment: a statement that was issued again, or the same day in
    /// another form? Then a person says whether it is one payment or two.
    fn stands_elsewhere(
        &mut self,
        statement: i64,
        day: Day,
        part: &Allocated,
        payment: &Payment,
    ) -> Result<bool, StoreError> {
        let told = match self.elsewhere.entry(day) {
            btree_map::Entry::Occupied(told) => told.into_mut(),
            btree_map::Entry::Vacant(day_of) => day_of.insert(told_elsewhere(self.of, statement, day)?),
        };
        let own = part.key.0.to_string();
        let same = told.get(&(part.cents.0, payment.counterparty.account.clone()));
        Ok(same.is_some_and(|keys| keys.iter().any(|key| *key != own)))
    }
}

/// What other statements of the account of this one tell of a day. On the first of a month half of the tenants pay: that is read once,
/// and not for each of them.
fn told_elsewhere(of: &Transaction, statement: i64, day: Day) -> Result<Payments, StoreError> {
    let query = "select p.cents, p.account, p.key from bank_payment p join bank_statement s on s.id = p.statement \
         join bank_statement own on own.id = ?1 and own.account = s.account \
         where p.statement <> ?1 and p.day = ?2 and p.state = 'gezien'";
    let mut found = of.prepare_cached(query)?;
    let mut told = Payments::new();
    for row in found.query_map((statement, day.0), |row: &Row| {
        Ok(((row.get::<i64>(0)?, row.get::<String>(1)?), row.get::<String>(2)?))
    })? {
        let (payment, key) = row?;
        told.entry(payment).or_default().push(key);
    }
    Ok(told)
}
