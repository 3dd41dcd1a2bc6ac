//! Breathing space and debt schemes: how long they last at most, so that a stop in the dossier ends by itself.
//!
//! In goes the first day; out comes the last day the law allows. It never ends a scheme: the ruling or the municipality
//! does, and a person records it.

use crate::calendar::Day;

/// Greatest lengths (law.md 5.8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DebtSchemeTerms {
    /// Breathing space by the court on request of the municipality (art. 5 Wgs). Months.
    pub breathing_space_months: i32,
    /// Interim measure at a threatened eviction (art. 287b Fw). Months.
    pub eviction_moratorium_months: i32,
    /// Statutory debt scheme (Wsnp). Months.
    pub statutory_scheme_months: i32,
    /// Voluntary debt scheme (Msnp). Months.
    pub voluntary_scheme_months: i32,
}

/// Last day of something that begins on a day and lasts so many months.
pub fn last_day(starts_on: Day, months: i32) -> Day {
    starts_on.plus_months(months).previous()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{day, law};
    use super::*;

    /// law.md 5.8.
    #[test]
    fn breathing_space_lasts_half_a_year_and_schemes_eighteen_months() {
        let terms = *law().debt_scheme.at(day("2026-11-21")).unwrap();
        assert_eq!(last_day(day("2026-11-21"), terms.breathing_space_months), day("2027-05-20"));
        assert_eq!(last_day(day("2026-11-21"), terms.eviction_moratorium_months), day("2027-05-20"));
        assert_eq!(last_day(day("2026-11-21"), terms.statutory_scheme_months), day("2028-05-20"));
        assert_eq!(last_day(day("2026-11-21"), terms.voluntary_scheme_months), day("2028-05-20"));
        assert!(law().debt_scheme.at(day("2023-06-30")).is_err(), "shorter since 1 July 2023");
    }
}
