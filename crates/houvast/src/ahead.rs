//! The night of today for a landlord who still begins: on a day off it is reckoned for the coming working day.
//!
//! Such a night comes before its day. When that day is there it is done over once, with what came in since; that it has to be
//! is a remark in the book. Only shadow nights are reckoned ahead, so nothing can have left in between.

use domain::beginning::Beginning;
use domain::calendar::Day;
use store::{Book, StoreError};

use crate::failure::Failure;
use crate::landlord::{self, Landlord};
use crate::{NightOutcome, run_night};

/// The remark: the day of the last night that was reckoned ahead.
const REMARK: &str = "vooruit gerekende nacht";

/// The day for which the night of today is reckoned. `brings_a_list`: a book without a night will begin in the shadow.
pub fn night_of(book: Option<&Book>, today: Day, brings_a_list: bool) -> Result<Day, StoreError> {
    let known = book.map(Book::beginning).transpose()?.flatten();
    let first = || -> Result<bool, StoreError> {
        let Some(book) = book else { return Ok(brings_a_list) };
        Ok(book.last_night()?.is_none() && (brings_a_list || book.only_lists()?))
    };
    let beginning = match known {
        None if first()? => Some(Beginning::default()),
        known => known,
    };
    let calendar = landlord::law().equated_days;
    Ok(beginning.map_or(today, |beginning| beginning.night_of(today, &calendar)))
}

/// The day of the last night that need not be done over today.
pub fn last_done(book: &Book, today: Day) -> Result<Option<Day>, StoreError> {
    let last = book.last_night()?.map(|last| last.day);
    let was_ahead = book.remark(REMARK)?.as_deref() == Some(&today.to_string());
    Ok(last.map(|last| if last == today && was_ahead { last.previous() } else { last }))
}

/// Runs a night that was asked for today, with these deliveries let in although they are held. A remark too many only does a shadow night over, so it comes first and goes last.
pub fn run(
    landlord: &Landlord,
    night: Day,
    today: Day,
    released: &[String],
) -> Result<NightOutcome, Failure> {
    if night > today {
        landlord.book()?.set_remark(REMARK, &night.to_string())?;
    }
    let outcome = run_night(landlord, night, released, false, true)?;
    if night == today {
        landlord.book()?.set_remark(REMARK, "")?;
    }
    Ok(outcome)
}
