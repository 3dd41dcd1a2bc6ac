//! Prescription: until when a claim or a judgment can be enforced.
//!
//! In go the day a claim fell due and the days on which it was interrupted; out comes the last day. It never extends to
//! a working day (Algemene termijnenwet art. 4: not for years), never counts an interruption after the last day, and
//! knows nothing of a lawsuit that still runs (art. 3:316 BW): that is the bailiff's matter.

use crate::calendar::Day;

/// The terms of prescription (art. 3:307, 3:308, 3:319, 3:324 BW).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PrescriptionTerms {
    /// Rent and other periodic sums. Years.
    pub rent_years: i32,
    /// A new term after an interruption is as long as the first, but at most this. Years.
    pub new_term_years_max: i32,
    /// A judgment. Years.
    pub judgment_years: i32,
    /// What a judgment orders to be paid each year or shorter period. Years.
    pub judgment_periodic_years: i32,
    /// How long before the last day somebody is warned. Months.
    pub warn_months: i32,
}

/// Last day on which a rent term can still be demanded. `interruptions` are the days of written demands that reached
/// the tenant, unambiguous reservations and acknowledgements (art. 3:317 and 3:318 BW), in any order.
pub fn rent_last_day(terms: &PrescriptionTerms, due_on: Day, interruptions: &[Day]) -> Day {
    let mut days: Vec<Day> = interruptions.iter().copied().filter(|day| *day > due_on).collect();
    days.sort();
    let new_term = terms.rent_years.min(terms.new_term_years_max);
    days.into_iter().fold(due_on.plus_years(terms.rent_years), |last, day| {
        if day > last { last } else { last.max(day.plus_years(new_term)) }
    })
}

/// Last day on which a judgment can be enforced (art. 3:324 lid 1 BW).
pub fn judgment_last_day(terms: &PrescriptionTerms, judged_on: Day) -> Day {
    judged_on.plus_years(terms.judgment_years)
}

/// Last day for a sum that a judgment orders to be paid each year or shorter period (art. 3:324 lid 3 BW).
pub fn judgment_periodic_last_day(terms: &PrescriptionTerms, due_on: Day) -> Day {
    due_on.plus_years(terms.judgment_periodic_years)
}

/// First day on which somebody should be warned that this last day comes near.
pub fn warn_from(terms: &PrescriptionTerms, last_day: Day) -> Day {
    last_day.plus_months(-terms.warn_months)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{day, law};
    use super::*;

    fn terms() -> PrescriptionTerms {
        *law().prescription.at(day("2026-11-21")).unwrap()
    }

    /// law.md 5.11.
    #[test]
    fn the_printed_cases() {
        assert_eq!(rent_last_day(&terms(), day("2021-03-01"), &[]), day("2026-03-01"));
        assert_eq!(rent_last_day(&terms(), day("2021-03-01"), &[day("2024-12-15")]), day("2029-12-15"));
        assert_eq!(judgment_last_day(&terms(), day("2022-06-10")), day("2042-06-10"));
        assert_eq!(judgment_periodic_last_day(&terms(), day("2022-07-01")), day("2027-07-01"));
        assert_eq!(warn_from(&terms(), day("2026-03-01")), day("2025-09-01"));
    }

    #[test]
    fn an_interruption_after_the_last_day_revives_nothing() {
        let last = |days: &[&str]| {
            let days: Vec<Day> = days.iter().map(|text| day(text)).collect();
            rent_last_day(&terms(), day("2021-03-01"), &days)
        };
        assert_eq!(last(&["2026-03-02"]), day("2026-03-01"));
        assert_eq!(last(&["2026-03-01"]), day("2031-03-01"));
        assert_eq!(last(&["2020-12-31"]), day("2026-03-01"));
        assert_eq!(last(&["2030-01-01", "2024-12-15"]), day("2029-12-15"), "too late by two weeks");
        assert_eq!(last(&["2029-01-01", "2024-12-15"]), day("2034-01-01"));
    }
}
