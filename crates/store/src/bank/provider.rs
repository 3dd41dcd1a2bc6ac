//! Money that a payment provider told, as the bank tells it again: one by one, or paid out in one sum. It counted already.
//!
//! A provider pays out from an account in its own name, so the name of the payer says that a line is its; the tenant's own transfer
//! has another payer, and is money of its own. Where the bank names nobody, a person says which of the two it is.

use domain::bank::Payment;
use domain::bank::check_digits::plain;
use domain::bank::matching::{Allocated, Outcome, Target};
use domain::calendar::Day;
use domain::ids::TenancyId;
use domain::money::Cents;

use crate::book::StoreError;
use crate::db::{Connection, Row};
use crate::seen::SeenMoney;

/// A provider pays out within so many days.
const PAYS_OUT_WITHIN: i32 = 14;
/// A number shorter than this says nothing in a text.
const NUMBER_LEAST: usize = 6;

/// What a line of the bank is beside what providers told.
pub(super) enum Told {
    /// The payment that a provider told under this key, of this tenancy.
    Same(TenancyId, String),
    /// Several of them in one sum.
    Together,
    /// A sum of a provider in which there is more than it told us.
    More,
    /// Perhaps the same, perhaps another payment of that amount.
    Unsure,
    /// None of these.
    No,
}

/// The providers at which tenants ever began to pay, as they stand in a name: `MOLLIE`.
pub(super) fn providers(of: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = of.prepare_cached("select distinct provider from payment_request")?;
    let names = statement.query_map([], |row| row.get::<String>(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(names.iter().map(|name| plain(name)).filter(|name| !name.is_empty()).collect())
}

/// What a part of an entry is, beside what `providers` told.
pub(super) fn told(
    of: &Connection,
    providers: &[String],
    part: &Allocated,
    day: Day,
    (payment, text): (&Payment, &str),
) -> Result<Told, StoreError> {
    if providers.is_empty() || part.cents.0 <= 0 {
        return Ok(Told::No);
    }
    let equal = of_amount(of, part.cents, day)?;
    let payer = plain(&payment.counterparty.name);
    let from = providers.iter().find(|name| payer.contains(name.as_str()));
    if equal.is_empty() && from.is_none() {
        return Ok(Told::No);
    }
    let words = [text, &payment.text, &payment.end_to_end, &payment.transaction_id].map(plain);
    let number_is_in = |one: &&Known| {
        one.number.len() >= NUMBER_LEAST && words.iter().any(|text| text.contains(&one.number))
    };
    if let Some(one) = equal.iter().find(number_is_in) {
        return Ok(Told::Same(one.tenancy, one.key.clone()));
    }
    match (&part.outcome, from) {
        (Outcome::Exact { target: Target::Tenancy(tenancy, _), .. }, from) => {
            let same = equal.iter().find(|one| one.tenancy == *tenancy && !one.is_told);
            let nobody = payment.counterparty.account.is_empty() && payer.is_empty();
            let is_named = words.iter().any(|text| providers.iter().any(|name| text.contains(name)));
            Ok(match same {
                Some(one) if from.is_some() => Told::Same(*tenancy, one.key.clone()),
                Some(_) if nobody || is_named => Told::Unsure,
                _ => Told::No,
            })
        }
        (Outcome::Suspense { .. }, Some(name)) => {
            let sum = sum_of(of, name, day)?;
            Ok(match sum {
                Cents(0) => Told::No,
                sum if part.cents <= sum => Told::Together,
                _ => Told::More,
            })
        }
        _ => Ok(Told::No),
    }
}

/// Money that a provider told, as far as a line of the bank can be it.
struct Known {
    key: String,
    /// The provider's own number.
    number: String,
    tenancy: TenancyId,
    /// A line of the bank was this money already.
    is_told: bool,
}

fn of_amount(of: &Connection, cents: Cents, day: Day) -> Result<Vec<Known>, StoreError> {
    let query = "select key, tenancy, exists (select 1 from bank_payment b where b.tenancy = seen_money.tenancy and b.reference = seen_money.key) \
         from seen_money where seen_by = 'betaaldienst' and cents = ?1 and seen_on >= ?2 and seen_on <= ?3 order by seen_on, key";
    let mut statement = of.prepare_cached(query)?;
    let rows = statement.query_map((cents.0, (day - PAYS_OUT_WITHIN).0, (day + 1).0), |row: &Row| {
        let key: String = row.get(0)?;
        let number = plain(key.split_once(':').map_or("", |(_, number)| number));
        Ok(Known { key, number, tenancy: TenancyId(row.get(1)?), is_told: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What a provider told in the days that a payout of this day can be about.
fn sum_of(of: &Connection, provider: &str, day: Day) -> Result<Cents, StoreError> {
    let query = "select key, cents from seen_money where seen_by = 'betaaldienst' and seen_on >= ?1 and seen_on <= ?2";
    let mut statement = of.prepare_cached(query)?;
    let read = |row: &Row| Ok((row.get::<String>(0)?, Cents(row.get(1)?)));
    let mut sum = Cents::ZERO;
    for row in statement.query_map(((day - PAYS_OUT_WITHIN).0, (day + 1).0), read)? {
        let (key, cents) = row?;
        if plain(key.split_once(':').map_or("", |(name, _)| name)) == provider {
            sum += cents;
        }
    }
    Ok(sum)
}

/// Did the bank tell this payment before its provider did? It counts already then, and from now on that line is this payment.
pub(crate) fn told_before(of: &Connection, money: &SeenMoney) -> Result<bool, StoreError> {
    let name = plain(money.key.split_once(':').map_or("", |(name, _)| name));
    let query = "select key, payer, reference from bank_payment where tenancy = ?1 and cents = ?2 and state = 'gezien' \
         and day >= ?3 and day <= ?4 order by day, key";
    let mut statement = of.prepare_cached(query)?;
    let named =
        (money.tenancy.0, money.cents.0, money.seen_on.previous().0, (money.seen_on + PAYS_OUT_WITHIN).0);
    let read = |row: &Row| Ok((row.get::<String>(0)?, row.get::<String>(1)?, row.get::<String>(2)?));
    let lines: Vec<(String, String, String)> = statement.query_map(named, read)?.collect::<Result<_, _>>()?;
    // A line that is a provider's payment carries its key.
    let is_free = |reference: &str| !reference.contains(':');
    let line = lines.iter().find(|(_, payer, carried)| plain(payer).contains(&name) && is_free(carried));
    let Some((key, ..)) = line.filter(|_| !name.is_empty()) else { return Ok(false) };
    let update = "update bank_payment set reference = ?2 where key = ?1";
    of.prepare_cached(update)?.execute((key, &money.key))?;
    Ok(true)
}
