//! Facts: what the categories, flows and guards may look at. One file each, listed here, printed by `houvast facts`.
//!
//! A fact is an integer with a unit, or *missing*, or *never*. It is read from a [`Ground`]: the dossier and what one
//! pass over its account made of it. Nothing is kept between nights; a fact that cannot be known stays missing and is
//! never taken for zero.

pub mod ground;
mod unknown;

use crate::calendar::Day;
use crate::ids::Key;
use crate::money::Cents;
pub use ground::{Ground, PayDayRule, Standing};

/// Declares the fact modules and the list of all facts, so that a new fact is one file and one line.
macro_rules! facts {
    ($($module:ident),+ $(,)?) => {
        $(pub mod $module;)+
        /// All facts, in the order in which they are documented.
        pub static ALL: &[&Fact] = &[$(&$module::FACT),+];
    };
}

facts![
    tenancy_age,
    notice_given,
    days_since_notice,
    departed,
    days_since_end,
    arrears,
    months_behind,
    due_balance,
    claimable,
    days_overdue,
    open_claims,
    late_months_3,
    late_months_6,
    late_months_12,
    late_in_a_row,
    clean_months,
    worst_lateness,
    broke_good_pattern,
    learned_pay_day,
    pay_day_regularity,
    accepted_pay_day,
    pay_day_held_out,
    direct_debit,
    reversals_12,
    days_since_reversal,
    reversal_reason,
    partial_payments_6,
    days_since_payment,
    arrangement,
    arrangement_months_kept,
    promise,
    broken_agreements_12,
    contact_attempts_30,
    unanswered_attempts_30,
    visits_90,
    days_since_contact,
    can_will,
    days_since_finding,
    help_running,
    months_since_help,
    help_lapsed,
    vulnerable,
    nuisance,
    erp_class,
    deceased,
    days_since_death,
    represented,
    debt_scheme,
    disputed,
    prescribed,
    early_signal,
    legal_phase,
    days_since_fourteen_day_letter,
    missing_data,
];

/// Facts about health, debts elsewhere, behaviour or will to pay: what they say does not leave the house by e-mail.
static SENSITIVE: [&Fact; 9] = [
    &can_will::FACT,
    &days_since_finding::FACT,
    &vulnerable::FACT,
    &nuisance::FACT,
    &represented::FACT,
    &debt_scheme::FACT,
    &help_running::FACT,
    &months_since_help::FACT,
    &help_lapsed::FACT,
];

/// Does a sentence of an explanation tell what such a fact says?
pub fn tells_sensitive(sentence: &str) -> bool {
    let sentence = sentence.to_lowercase();
    SENSITIVE.iter().any(|fact| sentence.contains(&fact.label.to_lowercase()))
}

/// One kind of fact.
pub struct Fact {
    /// Name in code and in `--json`.
    pub id: &'static str,
    /// The word in policy files and on screens.
    pub word: &'static str,
    /// What it is called in a sentence: `te laat in de laatste 6 maanden`.
    pub label: &'static str,
    /// What the integer counts.
    pub unit: Unit,
    /// What it means, in Dutch.
    pub meaning: &'static str,
    /// Where the definition comes from.
    pub source: &'static str,
    /// How its value moves when nothing happens but time.
    pub clock: Clock,
    /// Reads it.
    pub read: fn(&Ground) -> Value,
}

/// How a fact moves when no row comes in.
#[derive(Clone, Copy)]
pub enum Clock {
    /// Only with a row, or with the day that some claim or circumstance names.
    Still,
    /// One up every day, unless missing or never.
    DaysUp,
    /// The same, while there are arrears and it is not zero; at rest otherwise.
    DaysLate,
    /// One up every month, on the day of the month of this day.
    MonthsUp(fn(&Ground) -> Option<Day>),
}

/// What a fact's integer counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Euro cents.
    Cents,
    /// Calendar days.
    Days,
    /// Calendar months.
    Months,
    /// Hundredths of a month's rent.
    MonthsOfRent,
    /// A number of things.
    Count,
    /// Percent.
    Percent,
    /// 0 or 1.
    YesNo,
    /// Day of the month, 1 to 31.
    DayOfMonth,
    /// One of these words, by position.
    Word(&'static [&'static str]),
    /// The landlord's own word.
    OwnWord,
}

/// A fact's place in [`ALL`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactId(pub u8);

/// The value of a fact on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Value(pub i64);

impl Value {
    /// The delivery does not say: makes every outcome that needs it unknown.
    pub const MISSING: Value = Value(i64::MIN);
    /// It has never happened: greater than any number of days.
    pub const NEVER: Value = Value(i64::MAX);

    /// Is the value unknown?
    pub const fn is_missing(self) -> bool {
        self.0 == i64::MIN
    }

    /// Has it never happened?
    pub const fn is_never(self) -> bool {
        self.0 == i64::MAX
    }

    /// 1 for yes, 0 for no.
    pub const fn yes(yes: bool) -> Value {
        Value(yes as i64)
    }

    /// An amount.
    pub const fn cents(cents: Cents) -> Value {
        Value(cents.0)
    }

    /// Days from `earlier` to `today`, or never.
    pub fn days_since(earlier: Option<Day>, today: Day) -> Value {
        earlier.map_or(Value::NEVER, |day| Value(i64::from(today - day)))
    }
}

impl FactId {
    /// The fact.
    pub fn fact(self) -> &'static Fact {
        ALL[usize::from(self.0)]
    }

    /// The fact with this Dutch word.
    pub fn by_word(word: &str) -> Option<FactId> {
        ALL.iter().position(|fact| fact.word == word).map(|at| FactId(at as u8))
    }

    /// The fact with this English id; for code that needs one by name.
    ///
    /// # Panics
    /// When there is no such fact, which a test of the caller shows at once.
    pub fn named(id: &str) -> FactId {
        let at = ALL.iter().position(|fact| fact.id == id);
        FactId(at.unwrap_or_else(|| panic!("there is no fact {id}")) as u8)
    }
}

impl Fact {
    /// The value as a person reads it.
    pub fn show(&self, value: Value) -> String {
        if value.is_missing() {
            return "onbekend".into();
        }
        if value.is_never() {
            return "nooit".into();
        }
        let plural = |one: &str, more: &str| format!("{} {}", value.0, if value.0 == 1 { one } else { more });
        match self.unit {
            Unit::Cents => format!("€ {}", Cents(value.0)),
            Unit::Days if matches!(self.clock, Clock::DaysUp) => {
                format!("{} geleden", plural("dag", "dagen"))
            }
            Unit::Days => plural("dag", "dagen"),
            Unit::Months => plural("maand", "maanden"),
            Unit::MonthsOfRent => {
                let hundredths = value.0.abs();
                let sign = if value.0 < 0 { "-" } else { "" };
                let word = if hundredths <= 100 { "maand" } else { "maanden" };
                format!("{sign}{},{:02} {word} huur", hundredths / 100, hundredths % 100)
            }
            Unit::Count => format!("{} keer", value.0),
            Unit::Percent => format!("{} %", value.0),
            Unit::YesNo => if value.0 == 1 { "ja" } else { "nee" }.into(),
            Unit::DayOfMonth => format!("dag {}", value.0),
            Unit::Word(words) => words.get(value.0 as usize).copied().unwrap_or("onbekend").into(),
            Unit::OwnWord => format!("{:?}", Key(value.0 as u32)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::tells_sensitive;

    #[test]
    fn a_sentence_that_tells_what_is_sensitive_is_known() {
        assert!(tells_sensitive("Maatwerk (oranje): bevinding kan/wil: kan niet, wil wel. Taak: bellen"));
        assert!(tells_sensitive("Overlast gemeld: ja"));
        assert!(tells_sensitive("Nazorg (grijs): hulp voorbij: 0 maanden. Taak: bellen"));
        assert!(!tells_sensitive("Extra aandacht (geel): maanden op rij te laat: 3 keer. Taak: bellen"));
    }
}
