//! What people say of money that waits: whose it is, as an act that can be taken back, or that it is no rent.

use domain::bank::matching::Waiting;
use domain::calendar::Day;
use domain::ids::TenancyId;
use domain::ledger::ReversalReason;

use super::received;
use crate::acts::{Act, NotDone};
use crate::book::{Book, StoreError};
use crate::db::{OptionalExtension, Params, Transaction};
use crate::post::Moment;
use crate::seen::{SeenBy, SeenMoney, note_deceased, see, unsee};
use crate::staff::StaffId;

/// A payment that waits is this tenancy's, as part of an act: money counts at once, a death told by the bank holds everything.
pub(crate) fn assign(
    of: &Transaction,
    act: &Act,
    id: i64,
    key: &str,
) -> Result<Result<(), NotDone>, StoreError> {
    let query =
        "select day, cents, reference, code, because from bank_payment where key = ?1 and state = 'wacht'";
    type Known = (i32, i64, String, String, String);
    let known: Option<Known> = of
        .prepare_cached(query)?
        .query_row([key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))
        .optional()?;
    let Some((day, cents, reference, code, because)) = known else { return Ok(Err(NotDone::DecidedAlready)) };
    // What it is in euros only the landlord's own booking says.
    if because == Waiting::OtherCurrency.sentence() {
        return Ok(Err(NotDone::NoEuros));
    }
    let (seen_on, key_of_act) = (Day(day), format!("bank:{key}/{id}"));
    let state = match received(cents) {
        Some(cents) => {
            let tenancy = act.tenancy;
            see(of, &SeenMoney { tenancy, by: SeenBy::Bank, key: key_of_act, reference, seen_on, cents })?;
            "gezien"
        }
        None => {
            if ReversalReason::from_sepa(&code) == ReversalReason::DebtorDeceased {
                note_deceased(of, act.tenancy, &key_of_act, seen_on)?;
            }
            "teruggekomen"
        }
    };
    let update = "update bank_payment set state = ?2, tenancy = ?3, act = ?4 where key = ?1";
    of.prepare_cached(update)?.execute((key, state, act.tenancy.0, id))?;
    Ok(Ok(()))
}

/// Takes back what act `id` said of a payment: it waits again, and counts no longer. Refused when the landlord booked it.
pub(crate) fn take_back(of: &Transaction, id: i64, on: Day) -> Result<Result<(), NotDone>, StoreError> {
    let query = "select key, cents from bank_payment where act = ?1";
    let known: Option<(String, i64)> =
        of.prepare_cached(query)?.query_row([id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((key, cents)) = known else { return Ok(Ok(())) };
    // A death is not unsaid here: the landlord's own word about it is.
    if received(cents).is_none() {
        return Ok(Err(NotDone::EndedAlready));
    }
    if unsee(of, &format!("bank:{key}/{id}"), on, "teruggedraaid door een medewerker")?.is_none() {
        return Ok(Err(NotDone::EndedAlready));
    }
    let update = "update bank_payment set state = 'wacht', tenancy = null, act = null where key = ?1";
    of.prepare_cached(update)?.execute([&key])?;
    Ok(Ok(()))
}

impl Book {
    /// A payment that waits is no rent, somebody says, and why. False when it does not wait any more.
    pub fn set_bank_payment_aside(
        &mut self,
        key: &str,
        why: &str,
        by: StaffId,
        at: Moment,
    ) -> Result<bool, StoreError> {
        let update = "update bank_payment set state = 'geen huur', note = ?2, staff = ?3, moment = ?4 \
             where key = ?1 and state = 'wacht'";
        self.answer(update, (key, why, by.0, at.seconds), by, at, "betaling op de bank: geen huur")
    }

    /// A payment that was no rent waits again.
    pub fn bring_bank_payment_back(
        &mut self,
        key: &str,
        by: StaffId,
        at: Moment,
    ) -> Result<bool, StoreError> {
        let update = "update bank_payment set state = 'wacht', note = '', staff = ?2, moment = ?3 \
             where key = ?1 and state = 'geen huur'";
        self.answer(update, (key, by.0, at.seconds), by, at, "betaling op de bank: terug op de lijst")
    }

    pub(super) fn answer(
        &mut self,
        update: &str,
        parameters: impl Params,
        by: StaffId,
        at: Moment,
        what: &str,
    ) -> Result<bool, StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        let changed = transaction.prepare_cached(update)?.execute(parameters)? > 0;
        if changed {
            self.log(at, Some(by), None::<TenancyId>, "gewijzigd", what)?;
            transaction.commit()?;
        }
        Ok(changed)
    }
}
