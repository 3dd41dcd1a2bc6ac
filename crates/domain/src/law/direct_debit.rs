//! Direct debit: until when a debit can be reversed, so that money on the account is not yet called certain.
//!
//! In goes the day of the debit; out come last days. It never judges whether a reversal is a fault of the tenant.

use crate::calendar::Day;
use crate::calendar::holidays::EquatedDays;

/// The terms of reversal (art. 7:526, 7:530, 7:531 BW).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DirectDebitTerms {
    /// Refund without a reason. Weeks.
    pub refund_weeks: i32,
    /// Refund of a debit without a mandate. Months.
    pub unauthorised_months: i32,
    /// The bank pays back or refuses within so many working days.
    pub answer_working_days: u32,
}

/// Last day on which the tenant can have a debit refunded without a reason (art. 7:530 lid 4 with 7:531 BW).
pub fn refund_until(terms: &DirectDebitTerms, debited_on: Day) -> Day {
    debited_on + terms.refund_weeks * 7
}

/// Last day on which a debit without a valid mandate can be refunded (art. 7:526 BW).
pub fn unauthorised_until(terms: &DirectDebitTerms, debited_on: Day) -> Day {
    debited_on.plus_months(terms.unauthorised_months)
}

/// Last day on which the bank answers a request for refund (art. 7:531 BW).
pub fn bank_answers_until(terms: &DirectDebitTerms, calendar: &EquatedDays, asked_on: Day) -> Day {
    calendar.plus_working_days(asked_on, terms.answer_working_days)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{day, law};
    use super::*;

    /// law.md 5.12.
    #[test]
    fn the_printed_cases() {
        let terms = *law().direct_debit.at(day("2026-11-21")).unwrap();
        for (debited, refund) in
            [("2026-10-01", "2026-11-26"), ("2026-11-02", "2026-12-28"), ("2026-12-01", "2027-01-26")]
        {
            assert_eq!(refund_until(&terms, day(debited)), day(refund));
        }
        assert_eq!(unauthorised_until(&terms, day("2026-10-01")), day("2027-11-01"));
        let answer = bank_answers_until(&terms, &EquatedDays::default(), day("2026-12-21"));
        assert_eq!(answer, day("2027-01-06"));
    }
}
