//! What the books add up to, to hold a delivery against.

use domain::calendar::Day;
use domain::money::Cents;
use domain::reconcile::Totals;

use crate::book::StoreError;
use crate::db::Transaction;

/// What the books add up to.
pub(super) fn totals(transaction: &Transaction, day: Day) -> Result<Totals, StoreError> {
    let running = "select count(*) from tenancy where (starts_on is null or starts_on <= ?1) and (ends_on is null or ends_on >= ?1)";
    let balance = "select coalesce(sum(charged) - sum(paid), 0) from day_total";
    let payments = "select coalesce(sum(payments), 0) from day_total where day > ?1 and day <= ?2";
    let count = |from: Day, to: Day| transaction.query_row(payments, (from.0, to.0), |row| row.get::<i64>(0));
    Ok(Totals {
        tenancies: transaction.query_row(running, [day.0], |row| row.get(0))?,
        balance: Cents(transaction.query_row(balance, [], |row| row.get(0))?),
        payments_last_month: count(day - 31, day)?,
        payments_month_before: count(day - 62, day - 31)?,
    })
}
