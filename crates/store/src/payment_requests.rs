//! Payments that tenants begin on their page: written down before the provider is asked, and followed until it says how they
//! ended.
//!
//! In goes what the provider says of a payment, in whatever order and however often; out comes whether it is news. What was
//! paid counts on the account through [`crate::seen`]: nothing here touches the ledger.

use domain::calendar::Day;
use domain::ids::TenancyId;
use domain::money::Cents;

use crate::book::{Book, StoreError};
use crate::db::{self, OptionalExtension, Row};
use crate::post::Moment;

/// How a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestState {
    /// Begun; the tenant is at work, or has gone away.
    Begun,
    /// The tenant paid, and the bank is at work.
    AtBank,
    /// Paid.
    Paid,
    /// It did not work.
    Failed,
    /// The tenant stopped.
    Cancelled,
    /// Nobody went on with it.
    Expired,
    /// It was paid and went back.
    Reversed,
}

impl RequestState {
    /// All states.
    pub const ALL: [RequestState; 7] = [
        RequestState::Begun,
        RequestState::AtBank,
        RequestState::Paid,
        RequestState::Failed,
        RequestState::Cancelled,
        RequestState::Expired,
        RequestState::Reversed,
    ];

    /// The word that is stored and shown.
    pub const fn dutch(self) -> &'static str {
        match self {
            RequestState::Begun => "begonnen",
            RequestState::AtBank => "bij de bank",
            RequestState::Paid => "betaald",
            RequestState::Failed => "mislukt",
            RequestState::Cancelled => "geannuleerd",
            RequestState::Expired => "verlopen",
            RequestState::Reversed => "teruggedraaid",
        }
    }

    fn of(word: &str) -> RequestState {
        RequestState::ALL.into_iter().find(|state| state.dutch() == word).unwrap_or(RequestState::Begun)
    }
}

/// A payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRequest {
    /// Our number.
    pub number: String,
    /// Whose.
    pub tenancy: TenancyId,
    /// At which provider.
    pub provider: String,
    /// The provider's number; empty until it gave one.
    pub provider_id: String,
    /// How much.
    pub cents: Cents,
    /// How it stands.
    pub state: RequestState,
    /// When it was begun.
    pub made_at: Moment,
    /// When the provider was last asked, in seconds since 1970.
    pub asked_at: i64,
}

const COLUMNS: &str = "select number, tenancy, provider, provider_id, cents, state, made_at, day, asked_at from payment_request";

fn read(row: &Row) -> db::Result<PaymentRequest> {
    let state: String = row.get(5)?;
    Ok(PaymentRequest {
        number: row.get(0)?,
        tenancy: TenancyId(row.get(1)?),
        provider: row.get(2)?,
        provider_id: row.get(3)?,
        cents: Cents(row.get(4)?),
        state: RequestState::of(&state),
        made_at: Moment { seconds: row.get(6)?, day: Day(row.get(7)?) },
        asked_at: row.get(8)?,
    })
}

impl Book {
    /// Writes a payment down before the provider is asked for it.
    pub fn begin_payment(
        &self,
        number: &str,
        tenancy: TenancyId,
        provider: &str,
        cents: Cents,
        now: Moment,
    ) -> Result<(), StoreError> {
        let insert = "insert into payment_request values (?1, ?2, ?3, '', ?4, 'begonnen', ?5, ?6, ?5)";
        self.connection.prepare_cached(insert)?.execute((
            number,
            tenancy.0,
            provider,
            cents.0,
            now.seconds,
            now.day.0,
        ))?;
        Ok(())
    }

    /// Keeps the provider's number of a payment.
    pub fn payment_has_id(&self, number: &str, provider_id: &str) -> Result<(), StoreError> {
        let update = "update payment_request set provider_id = ?2 where number = ?1 and provider_id = ''";
        self.connection.prepare_cached(update)?.execute((number, provider_id))?;
        Ok(())
    }

    /// The payment with our number.
    pub fn payment_request(&self, number: &str) -> Result<Option<PaymentRequest>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!("{COLUMNS} where number = ?1"))?;
        Ok(statement.query_row([number], read).optional()?)
    }

    /// The payment with the provider's number.
    pub fn payment_at(
        &self,
        provider: &str,
        provider_id: &str,
    ) -> Result<Option<PaymentRequest>, StoreError> {
        let query = format!("{COLUMNS} where provider = ?1 and provider_id = ?2 and provider_id <> ''");
        let mut statement = self.connection.prepare_cached(&query)?;
        Ok(statement.query_row((provider, provider_id), read).optional()?)
    }

    /// Payments of a tenancy, newest first.
    pub fn payments_begun(&self, tenancy: TenancyId) -> Result<Vec<PaymentRequest>, StoreError> {
        let query = format!("{COLUMNS} where tenancy = ?1 order by made_at desc, number limit 50");
        let mut statement = self.connection.prepare_cached(&query)?;
        Ok(statement.query_map([tenancy.0], read)?.collect::<Result<_, _>>()?)
    }

    /// Payments of which nobody said yet how they ended, and paid ones begun since a moment, which may still go back; oldest first.
    pub fn payments_to_follow(&self, paid_since: i64) -> Result<Vec<PaymentRequest>, StoreError> {
        let query = format!(
            "{COLUMNS} where state in ('begonnen', 'bij de bank') or (state = 'betaald' and made_at >= ?1) \
             order by made_at, number"
        );
        let mut statement = self.connection.prepare_cached(&query)?;
        Ok(statement.query_map([paid_since], read)?.collect::<Result<_, _>>()?)
    }

    /// What the provider says of a payment. True when it is news. What was paid stays paid, whatever is told later, unless it
    /// went back; and what went back stays so.
    pub fn payment_is(&self, number: &str, state: RequestState, asked_at: i64) -> Result<bool, StoreError> {
        let update = "update payment_request set state = ?2 where number = ?1 and state <> ?2 and state <> 'teruggedraaid' \
             and (state <> 'betaald' or ?2 = 'teruggedraaid')";
        let news = self.connection.prepare_cached(update)?.execute((number, state.dutch()))? > 0;
        let asked = "update payment_request set asked_at = ?2 where number = ?1 and asked_at < ?2";
        self.connection.prepare_cached(asked)?.execute((number, asked_at))?;
        Ok(news)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_provider_says_comes_to_the_same_in_every_order() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let book = Book::open(&folder.path().join("boek.sqlite")).expect("the book opens");
        let now = Moment { day: Day(20_000), seconds: 1_728_000_000 };
        use RequestState::{AtBank, Begun, Cancelled, Expired, Failed, Paid, Reversed};
        let told: [(&[RequestState], RequestState, usize); 6] = [
            (&[Begun, AtBank, Paid, Paid], Paid, 2),
            (&[Paid, Begun, Expired, Cancelled], Paid, 1),
            (&[Failed, Paid], Paid, 2),
            (&[Expired, Begun, Paid, Reversed, Paid], Reversed, 4),
            (&[Cancelled, Cancelled], Cancelled, 1),
            (&[Begun, Begun], Begun, 0),
        ];
        for (at, (said, comes_to, news)) in told.into_iter().enumerate() {
            let number = format!("nr-{at}");
            book.begin_payment(&number, TenancyId(7), "mollie", Cents(54_940), now).expect("it is written");
            let heard =
                said.iter().filter(|state| book.payment_is(&number, **state, now.seconds + 5).unwrap());
            assert_eq!(heard.count(), news, "{said:?}");
            let known = book.payment_request(&number).unwrap().expect("it is there");
            assert_eq!((known.state, known.asked_at), (comes_to, now.seconds + 5), "{said:?}");
        }
        let follow = |since| book.payments_to_follow(since).unwrap().len();
        assert_eq!((follow(now.seconds), follow(now.seconds + 1)), (4, 1), "three are paid");
    }

    #[test]
    fn the_provider_s_number_is_kept_once_and_finds_the_payment() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let book = Book::open(&folder.path().join("boek.sqlite")).expect("the book opens");
        let now = Moment { day: Day(20_000), seconds: 1_728_000_000 };
        book.begin_payment("nr", TenancyId(7), "mollie", Cents(100), now).expect("it is written");
        assert_eq!(book.payment_at("mollie", "").unwrap(), None, "no number is nobody's");
        book.payment_has_id("nr", "tr_1").unwrap();
        book.payment_has_id("nr", "tr_2").unwrap();
        assert_eq!(book.payment_at("mollie", "tr_1").unwrap().map(|one| one.number), Some("nr".into()));
        assert_eq!(book.payment_at("mollie", "tr_2").unwrap(), None);
        assert_eq!(book.payment_at("tikkie", "tr_1").unwrap(), None);
    }
}
