//! 14-day letters as they were made and posted: what each stated, and what is proven of its posting.
//!
//! In goes a letter when it is made, and later the proof of posting, delivery or return; out come the letters of a dossier,
//! oldest first. A letter is never changed in what it stated: only a new letter repairs one.

use domain::calendar::Day;
use domain::ids::TenancyId;
use domain::law_in_motion::fourteen_days::{LetterOnFile, Posting};
use domain::money::Cents;

use crate::book::{Book, StoreError};
use crate::codes::day;
use crate::db::{OptionalExtension, Transaction};
use crate::post::Outgoing;

impl Book {
    /// The letters of a dossier, oldest first.
    pub fn letters_on_file(&self, tenancy: TenancyId) -> Result<Vec<LetterOnFile>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select id, made_on, stated_costs, wording_valid, posted_on, delivered_on, came_back_on, charged_on, charged \
             from fourteen_day_letter where tenancy = ?1 order by made_on",
        )?;
        let mut claims = self.connection.prepare_cached(
            "select due_on, principal from fourteen_day_claim where letter = ?1 order by due_on",
        )?;
        let mut rows = statement.query([tenancy.0])?;
        let mut letters = Vec::new();
        while let Some(row) = rows.next()? {
            let claim = |row: &crate::db::Row| Ok((Day(row.get(0)?), Cents(row.get(1)?)));
            let claims = claims.query_map([row.get::<i64>(0)?], claim)?.collect::<Result<_, _>>()?;
            letters.push(LetterOnFile {
                made_on: Day(row.get(1)?),
                posting: posting(day(row.get(4)?), day(row.get(5)?), day(row.get(6)?)),
                claims,
                stated_costs: Cents(row.get(2)?),
                wording_valid: row.get(3)?,
                charged: day(row.get(7)?).zip(row.get::<Option<i64>>(8)?.map(Cents)),
            });
        }
        Ok(letters)
    }

    /// Puts a letter on file with what it states. False when one of that day is there already: it is not changed.
    pub fn put_letter(
        &mut self,
        tenancy: TenancyId,
        letter: &LetterOnFile,
        by: &str,
    ) -> Result<bool, StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        let new = put(&transaction, tenancy, letter, by)?;
        transaction.commit()?;
        Ok(new)
    }

    /// Keeps what is proven of the posting of the letter of this day. A later proof adds to an earlier one and never takes
    /// it away. False when there is no such letter.
    pub fn put_posting(
        &mut self,
        tenancy: TenancyId,
        made_on: Day,
        posting: Posting,
    ) -> Result<bool, StoreError> {
        let (posted_on, delivered_on, came_back_on) = columns(posting);
        let changed = self.connection.execute(
            "update fourteen_day_letter set posted_on = coalesce(posted_on, ?3), \
             delivered_on = coalesce(delivered_on, ?4), came_back_on = coalesce(came_back_on, ?5) \
             where tenancy = ?1 and made_on = ?2",
            (tenancy.0, made_on.0, posted_on, delivered_on, came_back_on),
        )?;
        Ok(changed > 0)
    }

    /// Keeps that costs were advised under the letter of this day. False when that was done before: never twice.
    pub fn put_charged(
        &mut self,
        tenancy: TenancyId,
        made_on: Day,
        on: Day,
        cents: Cents,
    ) -> Result<bool, StoreError> {
        let changed = self.connection.execute(
            "update fourteen_day_letter set charged_on = ?3, charged = ?4 \
             where tenancy = ?1 and made_on = ?2 and charged_on is null",
            (tenancy.0, made_on.0, on.0, cents.0),
        )?;
        Ok(changed > 0)
    }

    /// Every tenancy with a letter under which no costs were advised yet, in order.
    pub fn tenancies_with_uncharged_letters(&self) -> Result<Vec<TenancyId>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select distinct tenancy from fourteen_day_letter where charged_on is null order by tenancy",
        )?;
        let ids = statement.query_map([], |row| row.get(0).map(TenancyId))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }
}

fn put(
    transaction: &Transaction,
    tenancy: TenancyId,
    letter: &LetterOnFile,
    by: &str,
) -> Result<bool, StoreError> {
    let (posted_on, delivered_on, came_back_on) = columns(letter.posting);
    let new = transaction.query_row(
        "insert into fourteen_day_letter \
         (tenancy, made_on, stated_costs, wording_valid, posted_on, delivered_on, came_back_on, recorded_by) \
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) on conflict do nothing returning id",
        (
            tenancy.0,
            letter.made_on.0,
            letter.stated_costs.0,
            letter.wording_valid,
            posted_on,
            delivered_on,
            came_back_on,
            by,
        ),
        |row| row.get::<i64>(0),
    );
    let Some(id) = new.optional()? else { return Ok(false) };
    let mut insert = transaction.prepare_cached("insert into fourteen_day_claim values (?1, ?2, ?3)")?;
    for (due_on, principal) in &letter.claims {
        insert.execute((id, due_on.0, principal.0))?;
    }
    Ok(true)
}

/// What a 14-day letter states, as the attempt to send it keeps it.
pub(crate) fn as_text(letter: &LetterOnFile) -> String {
    let claim = |(due_on, principal): &(Day, Cents)| format!(" {}:{}", due_on.0, principal.0);
    format!("{}{}", letter.stated_costs.0, letter.claims.iter().map(claim).collect::<String>())
}

fn from_text(text: &str, made_on: Day) -> Option<LetterOnFile> {
    let mut parts = text.split(' ');
    let stated_costs = Cents(parts.next()?.parse().ok()?);
    let claim = |part: &str| {
        let (due_on, principal) = part.split_once(':')?;
        Some((Day(due_on.parse().ok()?), Cents(principal.parse().ok()?)))
    };
    Some(LetterOnFile {
        made_on,
        posting: Posting::NotProven,
        claims: parts.map(claim).collect::<Option<_>>()?,
        stated_costs,
        // What does not state the term as it must never becomes an attempt.
        wording_valid: true,
        charged: None,
    })
}

/// An attempt left: when it was a 14-day letter, what it states is on file from now on. Once, however often it is told.
pub(crate) fn put_what_left(
    transaction: &Transaction,
    message: &Outgoing,
    number: u32,
) -> Result<(), StoreError> {
    let query = "select states from attempt where message = ?1 and number = ?2";
    let states: String =
        transaction.prepare_cached(query)?.query_row((&message.id, number), |row| row.get(0))?;
    if states.is_empty() {
        return Ok(());
    }
    let damaged = || StoreError::Damaged(format!("wat bericht {} vermeldt is niet te lezen", message.id));
    let letter = from_text(&states, message.day).ok_or_else(damaged)?;
    put(transaction, message.tenancy, &letter, "houvast")?;
    Ok(())
}

/// Keeps what was told of the letter of a message: the day of posting, and the day it came back.
pub(crate) fn put_what_was_told(
    transaction: &Transaction,
    message: &Outgoing,
    posted_on: Option<Day>,
    came_back_on: Option<Day>,
) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "update fourteen_day_letter set posted_on = coalesce(?3, posted_on), \
             came_back_on = coalesce(?4, came_back_on) where tenancy = ?1 and made_on = ?2",
        )?
        .execute((
            message.tenancy.0,
            message.day.0,
            posted_on.map(|day| day.0),
            came_back_on.map(|day| day.0),
        ))?;
    Ok(())
}

/// Day of posting, of delivery and of coming back, as columns.
fn columns(posting: Posting) -> (Option<i32>, Option<i32>, Option<i32>) {
    match posting {
        Posting::NotProven => (None, None, None),
        Posting::Posted(posted) => (Some(posted.0), None, None),
        Posting::Delivered(posted, delivered) => (Some(posted.0), Some(delivered.0), None),
        Posting::CameBack(posted, back) => (Some(posted.0), None, Some(back.0)),
    }
}

fn posting(posted: Option<Day>, delivered: Option<Day>, back: Option<Day>) -> Posting {
    match (posted, delivered, back) {
        // What came back was posted, on whatever day.
        (posted, _, Some(back)) => Posting::CameBack(posted.unwrap_or(back), back),
        (None, ..) => Posting::NotProven,
        (Some(posted), Some(delivered), None) => Posting::Delivered(posted, delivered),
        (Some(posted), None, None) => Posting::Posted(posted),
    }
}
