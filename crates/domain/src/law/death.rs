//! Death of the tenant: when the tenancy ends, when heirs may end it, and how long the estate is left alone.
//!
//! In goes the day of death; out come days. It never says who goes on living there: whether somebody is co-tenant
//! (continues at once) or shared the household is a finding of a person.

use crate::calendar::Day;

/// The terms after a death (art. 7:268 and 4:185 BW).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeathTerms {
    /// Without a successor the tenancy ends at the end of this month after the death. Months.
    pub ends_after_months: i32,
    /// The heirs may end it at the end of this month after the death. Months.
    pub heirs_after_months: i32,
    /// No recourse on the estate, unless all heirs accepted unconditionally. Months.
    pub no_recourse_months: i32,
    /// Who shared the household lasting may stay, longer when he asks the court in time. Months.
    pub household_months: i32,
}

/// The days that follow from a death.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeathDates {
    /// Last day of the tenancy when nobody continues it (art. 7:268 lid 6 BW).
    pub tenancy_ends_on: Day,
    /// Earliest last day when the heirs give notice (art. 7:268 lid 6 BW).
    pub heirs_earliest_end_on: Day,
    /// Last day without recourse on the estate (art. 4:185 BW).
    pub no_recourse_until: Day,
    /// Last day of the right to stay of who shared the household (art. 7:268 lid 2 BW).
    pub household_stays_until: Day,
}

/// The days that follow from a death on this day.
pub fn dates(terms: &DeathTerms, died_on: Day) -> DeathDates {
    DeathDates {
        tenancy_ends_on: (died_on.month() + terms.ends_after_months).last_day(),
        heirs_earliest_end_on: (died_on.month() + terms.heirs_after_months).last_day(),
        no_recourse_until: died_on.plus_months(terms.no_recourse_months),
        household_stays_until: died_on.plus_months(terms.household_months),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{day, law};
    use super::*;

    /// law.md 5.7.
    #[test]
    fn the_printed_cases() {
        let terms = *law().death.at(day("2026-11-21")).unwrap();
        for (died, ends, heirs, recourse) in [
            ("2026-09-10", "2026-11-30", "2026-10-31", "2026-12-10"),
            ("2026-01-31", "2026-03-31", "2026-02-28", "2026-04-30"),
            ("2026-12-15", "2027-02-28", "2027-01-31", "2027-03-15"),
        ] {
            let dates = dates(&terms, day(died));
            assert_eq!(dates.tenancy_ends_on, day(ends), "{died}");
            assert_eq!(dates.heirs_earliest_end_on, day(heirs), "{died}");
            assert_eq!(dates.no_recourse_until, day(recourse), "{died}");
        }
        assert_eq!(dates(&terms, day("2026-09-10")).household_stays_until, day("2027-03-10"));
    }
}
