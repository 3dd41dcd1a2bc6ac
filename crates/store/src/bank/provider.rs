//! Money that a payment provider told before the bank did: where the bank names the provider's number, it is the same money.

use domain::bank::Payment;
use domain::bank::check_digits::plain;
use domain::calendar::Day;
use domain::ids::TenancyId;
use domain::money::Cents;

use crate::book::StoreError;
use crate::db::{Row, Transaction};

/// A provider pays out within so many days.
const PAYS_OUT_WITHIN: i32 = 14;
/// A number shorter than this says nothing in a text.
const NUMBER_LEAST: usize = 6;

/// Whose money this is, when a provider told it already: its number stands in the payment, and the amount is the same.
pub(super) fn money_of(
    of: &Transaction,
    cents: Cents,
    day: Day,
    payment: &Payment,
    text: &str,
) -> Result<Option<TenancyId>, StoreError> {
    let query = "select key, tenancy from seen_money where seen_by = 'betaaldienst' and cents = ?1 \
         and seen_on >= ?2 and seen_on <= ?3 order by seen_on, key";
    let mut statement = of.prepare_cached(query)?;
    let read = |row: &Row| Ok((row.get::<String>(0)?, TenancyId(row.get(1)?)));
    let rows = statement.query_map((cents.0, (day - PAYS_OUT_WITHIN).0, (day + 1).0), read)?;
    let told = [text, &payment.text, &payment.end_to_end, &payment.transaction_id].map(plain);
    for row in rows {
        let (key, tenancy) = row?;
        let number = plain(key.split_once(':').map_or("", |(_, number)| number));
        if number.len() >= NUMBER_LEAST && told.iter().any(|words| words.contains(&number)) {
            return Ok(Some(tenancy));
        }
    }
    Ok(None)
}
