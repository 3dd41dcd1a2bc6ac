//! The dated tables of law: which value held on a day, where it stands, and how far it was checked.
//!
//! In goes a day, out comes the value that held then, or a [`LawGap`] that names the table, the day and the file to
//! repair. A table never answers past the day up to which it was checked, before its first row, or inside a period for
//! which the value is known to be missing: a refused amount becomes a task, a wrong one becomes a letter.

use std::fmt;

use super::collection_costs::{CollectionCostScale, SmallInstalmentRule};
use super::contact::ContactHours;
use super::court::{BailiffTariffs, CourtFeeTable, ProcedureTerms, SalaryTable};
use super::death::DeathTerms;
use super::debt_scheme::DebtSchemeTerms;
use super::direct_debit::DirectDebitTerms;
use super::early_signal::EarlySignalRule;
use super::fourteen_day_letter::LetterRule;
use super::prescription::PrescriptionTerms;
use crate::calendar::Day;
use crate::calendar::holidays::EquatedDays;
use crate::ids::ContentId;
use crate::money::Cents;

/// All national law that Houvast computes with. The default is empty and refuses every question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Law {
    /// Hash of all texts of `wet/`: two laws with one hash compute alike. Filled by the reader.
    pub hash: ContentId,
    /// Days that a decree equates with a holiday (Algemene termijnenwet art. 3).
    pub equated_days: EquatedDays,
    /// Last day up to which the list of equated days was checked.
    pub equated_days_checked_through: Day,
    /// Statutory interest for consumers, a year (art. 6:119 and 6:120 BW).
    pub statutory_interest: Dated<Rate>,
    /// Scale of the extrajudicial collection costs (art. 6:96 lid 5 BW, BWBR0031432).
    pub collection_costs: Dated<CollectionCostScale>,
    /// No stacking of the minimum for small instalments; `None` as long as there was no such rule (Stb. 2024, 44).
    pub small_instalments: Dated<Option<SmallInstalmentRule>>,
    /// Value added tax, general rate (art. 9 lid 1 Wet OB 1968).
    pub vat: Dated<Rate>,
    /// The 14-day letter (art. 6:96 lid 6 BW, ECLI:NL:HR:2016:2704).
    pub fourteen_day_letter: Dated<LetterRule>,
    /// Court fee in kanton cases, claimant only (Wgbz).
    pub court_fee: Dated<CourtFeeTable>,
    /// Salary of the representative, kanton, by the day of judgment.
    pub salary: Dated<SalaryTable>,
    /// Costs after the judgment (nakosten) as a share of one salary point.
    pub costs_after_judgment: Dated<Rate>,
    /// Tariffs of the bailiff, excluding VAT (Btag).
    pub bailiff: BailiffTariffs,
    /// Early signal to the municipality (art. 2 Besluit gemeentelijke schuldhulpverlening and the covenant).
    pub early_signal: Dated<EarlySignalRule>,
    /// Prescription (art. 3:307-3:324 BW).
    pub prescription: Dated<PrescriptionTerms>,
    /// Death of the tenant (art. 7:268 and 4:185 BW).
    pub death: Dated<DeathTerms>,
    /// Reversal of direct debits (art. 7:526, 7:530 and 7:531 BW).
    pub direct_debit: Dated<DirectDebitTerms>,
    /// Terms in the procedure (art. 114, 143, 555 Rv; art. 7:280 BW).
    pub procedure: Dated<ProcedureTerms>,
    /// Breathing space and debt schemes (art. 5 Wgs, art. 287b and 305 Fw).
    pub debt_scheme: Dated<DebtSchemeTerms>,
    /// Hours of contact (Besluit kwaliteit incassodienstverlening, Stb. 2024, 44).
    pub contact_hours: Dated<ContactHours>,
}

/// Values of one kind by the day from which they hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated<T> {
    /// The Dutch name of the table, as people read it in a message.
    pub table: String,
    /// The file it stands in, such as `wet/rente.toml`.
    pub file: String,
    /// Last day for which the rows were checked against the source.
    pub checked_through: Day,
    /// The rows, in order of their first day. Each holds until the next begins.
    pub rows: Vec<Row<T>>,
}

/// One row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<T> {
    /// First day on which it holds.
    pub valid_from: Day,
    /// The value; `None` when it is known that there is one, but not which.
    pub value: Option<T>,
    /// Where the value was read.
    pub source: String,
    /// The provision it rests on.
    pub article: String,
    /// How sure we are.
    pub verification: Verification,
}

/// How a value was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verification {
    /// Read in an official or statutory text.
    LawText,
    /// Read in a page or repository that quotes the official text.
    Secondary,
    /// Calculated from other values.
    Computed,
    /// Not seen in a source: such a row has no value.
    Unverified,
}

impl Verification {
    /// All degrees, surest first.
    pub const ALL: [Verification; 4] =
        [Verification::LawText, Verification::Secondary, Verification::Computed, Verification::Unverified];

    /// The Dutch words, as the files of `wet/` spell them.
    pub const fn dutch(self) -> &'static str {
        match self {
            Verification::LawText => "wettekst",
            Verification::Secondary => "secundair",
            Verification::Computed => "berekend",
            Verification::Unverified => "niet geverifieerd",
        }
    }
}

/// The law gives no value here. Names what to repair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LawGap {
    /// The Dutch name of the table.
    pub table: String,
    /// The file of `wet/` it stands in.
    pub file: String,
    /// The day that was asked for.
    pub day: Day,
    /// Why there is no answer.
    pub reason: GapReason,
}

/// Why a table gives no value for a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GapReason {
    /// The table begins later, or is empty.
    BeforeFirstRow,
    /// The table was checked up to this day only.
    NotCheckedAfter(Day),
    /// The value of the row that begins on this day is known to be missing.
    ValueMissingSince(Day),
}

/// The sentence a person reads on the task.
impl fmt::Display for LawGap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Geen waarde voor {} op {} ({}): ", self.table, self.day.dutch(), self.file)?;
        match self.reason {
            GapReason::BeforeFirstRow => write!(f, "de tabel begint later."),
            GapReason::NotCheckedAfter(day) => {
                write!(
                    f,
                    "de tabel is gecontroleerd tot en met {}. Controleer haar en vul haar aan.",
                    day.dutch()
                )
            }
            GapReason::ValueMissingSince(day) => {
                write!(f, "de waarde vanaf {} is niet bekend. Zoek haar op en vul haar in.", day.dutch())
            }
        }
    }
}

impl std::error::Error for LawGap {}

impl<T> Dated<T> {
    /// The value that held on this day.
    pub fn at(&self, day: Day) -> Result<&T, LawGap> {
        let row = self.row_at(day)?;
        row.value.as_ref().ok_or_else(|| self.gap(day, GapReason::ValueMissingSince(row.valid_from)))
    }

    /// The row that held on this day, with its source; its value may be missing.
    pub fn row_at(&self, day: Day) -> Result<&Row<T>, LawGap> {
        let count = self.rows.partition_point(|row| row.valid_from <= day);
        if count == 0 {
            return Err(self.gap(day, GapReason::BeforeFirstRow));
        }
        if day > self.checked_through {
            return Err(self.gap(day, GapReason::NotCheckedAfter(self.checked_through)));
        }
        Ok(&self.rows[count - 1])
    }

    /// The first day after `day` on which another row begins.
    pub fn next_change(&self, day: Day) -> Option<Day> {
        self.rows.get(self.rows.partition_point(|row| row.valid_from <= day)).map(|row| row.valid_from)
    }

    fn gap(&self, day: Day, reason: GapReason) -> LawGap {
        LawGap { table: self.table.clone(), file: self.file.clone(), day, reason }
    }
}

/// An empty table: refuses every day.
impl<T> Default for Dated<T> {
    fn default() -> Dated<T> {
        Dated { table: String::new(), file: String::new(), checked_through: Day::default(), rows: Vec::new() }
    }
}

/// A rate in hundredths of a percent: 4 % is `Rate(400)`, 0,5 % is `Rate(50)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate(pub i64);

impl Rate {
    /// Whole percents.
    pub const fn percent(percent: i64) -> Rate {
        Rate(percent * 100)
    }

    /// This share of an amount, rounded half up to whole cents.
    pub const fn of(self, amount: Cents) -> Cents {
        amount.times_ratio(self.0, 10_000)
    }
}

/// Dutch notation: `4 %`, `0,5 %`.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        match rest {
            0 => write!(f, "{whole} %"),
            rest if rest % 10 == 0 => write!(f, "{whole},{} %", rest / 10),
            rest => write!(f, "{whole},{rest:02} %"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{day, law};
    use super::*;

    #[test]
    fn a_rate_holds_from_its_first_day_until_the_next_row() {
        let law = law();
        for (on, percent) in
            [("2023-06-30", 4), ("2023-07-01", 6), ("2025-12-31", 6), ("2026-01-01", 4), ("2026-12-31", 4)]
        {
            assert_eq!(law.statutory_interest.at(day(on)), Ok(&Rate::percent(percent)), "{on}");
        }
    }

    #[test]
    fn a_table_never_answers_past_the_day_it_was_checked() {
        let gap = law().statutory_interest.at(day("2027-01-01")).unwrap_err();
        assert_eq!(gap.reason, GapReason::NotCheckedAfter(day("2026-12-31")));
        assert_eq!(
            gap.to_string(),
            "Geen waarde voor wettelijke rente op 1 januari 2027 (wet/rente.toml): de tabel is gecontroleerd tot en met \
             31 december 2026. Controleer haar en vul haar aan."
        );
    }

    #[test]
    fn a_table_never_answers_before_its_first_row_or_inside_a_known_gap() {
        let law = law();
        assert_eq!(law.collection_costs.at(day("2012-06-30")).unwrap_err().reason, GapReason::BeforeFirstRow);
        let gap = law.court_fee.at(day("2025-05-05")).unwrap_err();
        assert_eq!(gap.reason, GapReason::ValueMissingSince(day("2025-01-01")));
        assert_eq!(gap.file, "wet/griffierecht.toml");
        assert!(law.court_fee.at(day("2024-12-31")).is_ok());
        assert!(law.court_fee.at(day("2026-01-01")).is_ok());
        assert!(Law::default().vat.at(day("2026-01-01")).is_err());
    }

    #[test]
    fn rates_read_as_people_write_them() {
        assert_eq!(Rate::percent(4).to_string(), "4 %");
        assert_eq!(Rate(50).to_string(), "0,5 %");
        assert_eq!(Rate(1_025).to_string(), "10,25 %");
        assert_eq!(Rate(1_500).of(Cents(26_667)), Cents(4_000));
    }
}
