//! One line of MT940: an entry (`:61:`) and a balance (`:60F:`, `:62F:`, ...), taken apart.

use domain::bank::{Balance, Currency, Money};
use domain::calendar::Day;
use domain::money::Cents;

use super::super::amount::{self, Amount, near, short_day};

/// `:61:` taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StatementLine<'a> {
    pub value_on: Option<Day>,
    pub booked_on: Option<Day>,
    pub debit: bool,
    pub reversal: bool,
    /// Only expected, not booked.
    pub expected: bool,
    pub amount: Amount,
    /// Three letters or digits.
    pub code: &'a str,
    pub reference: &'a str,
    /// What stands behind `//`.
    pub bank_reference: &'a str,
}

impl StatementLine<'_> {
    /// Takes a line apart: day, perhaps the day of booking, C or D, amount, kind, references. `None` without a direction
    /// or an amount: those are never guessed.
    pub fn read(line: &str) -> Option<StatementLine<'_>> {
        let line = line.trim_start();
        let value_on = short_day(line.get(..6)?);
        let mut rest = line.get(6..)?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let mut booked_on = None;
        if let Some(four) = rest.get(..4) {
            if digits(four) {
                booked_on = value_on.and_then(|value| near(four, value));
                rest = &rest[4..];
            } else if four.trim().is_empty() {
                rest = &rest[4..];
            }
        }
        let mark = rest.trim_start();
        let (reversal, mark) = mark.strip_prefix('R').map_or((false, mark), |mark| (true, mark));
        let (expected, mark) = mark.strip_prefix('E').map_or((false, mark), |mark| (true, mark));
        // The reversal of a credit takes money away.
        let debit = match mark.chars().next()? {
            'D' => !reversal,
            'C' => reversal,
            _ => return None,
        };
        let rest = &mark[1..];
        // The third letter of the currency may stand here.
        let funds = rest.starts_with(|letter: char| letter.is_ascii_uppercase());
        let rest = &rest[usize::from(funds)..];
        let end = rest.find(|letter: char| !(letter.is_ascii_digit() || matches!(letter, ',' | '.')));
        let (number, rest) = rest.split_at(end.unwrap_or(rest.len()));
        let amount = amount::amount(number, b',')?;
        let (code, rest) = code(rest);
        if funds && code.is_empty() {
            // Then the letter was the kind, and what was read as an amount is none.
            return None;
        }
        let (reference, bank_reference) = rest.split_once("//").unwrap_or((rest, ""));
        Some(StatementLine {
            value_on,
            booked_on,
            debit,
            reversal,
            expected,
            amount,
            code,
            reference: reference.trim(),
            bank_reference: bank_reference.trim(),
        })
    }
}

/// `NTRF`, `N192`, `NOV `, `FINT`: a letter and three of kind.
fn code(text: &str) -> (&str, &str) {
    if !text.starts_with(['N', 'F', 'S']) {
        return ("", text);
    }
    let end = text.char_indices().nth(4).map_or(text.len(), |(at, _)| at);
    (text[1..end].trim(), &text[end..])
}

/// The bank's own count, behind the last balance: `D000004C000002D25,24C28,71`, or `/SUM/4/2/25,24/28,71/`.
pub(super) fn summary(text: &str) -> Option<([u64; 2], [Cents; 2])> {
    let fields: Vec<&str> = match text.strip_prefix("/SUM/") {
        Some(rest) => rest.trim_end_matches('/').split('/').collect(),
        None => text.strip_prefix('D')?.split(['C', 'D']).collect(),
    };
    let [debits, credits, debit, credit] = fields.as_slice() else { return None };
    let sum = |text: &str| amount::amount(text, b',').map(|amount| amount.cents);
    Some(([debits.parse().ok()?, credits.parse().ok()?], [sum(debit)?, sum(credit)?]))
}

/// `C090623EUR17369,99`
pub(super) fn balance(kind: &str, text: &str) -> Option<Balance> {
    let debit = match text.chars().next()? {
        'C' => false,
        'D' => true,
        _ => return None,
    };
    let day = short_day(text.get(1..7)?);
    let currency = Currency::parse(text.get(7..10)?)?;
    let amount = amount::amount(text.get(10..)?.trim(), b',')?;
    let cents = if debit { -amount.cents } else { amount.cents };
    Some(Balance { kind: kind.to_owned(), money: Money { cents, currency }, day })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, cents: i64, booked: Option<&str>, code: &str, reference: &str, bank: &str) {
        let read = StatementLine::read(line).unwrap();
        let signed = if read.debit { -read.amount.cents.0 } else { read.amount.cents.0 };
        assert_eq!(signed, cents, "{line}");
        assert_eq!(read.booked_on, booked.map(|day| Day::parse_iso(day).unwrap()), "{line}");
        assert_eq!((read.code, read.reference, read.bank_reference), (code, reference, bank), "{line}");
    }

    #[test]
    fn lines_of_every_bank_are_taken_apart() {
        check("0906230624D7,5N192NONREF", -750, Some("2009-06-24"), "192", "NONREF", "");
        check("100722D25,03NOV NONREF", -2_503, None, "OV", "NONREF", "");
        check("130403C000000000169,90N122NONREF", 16_990, None, "122", "NONREF", "");
        check("200101    D65,00NOVBNL47INGB9999999999", -6_500, None, "OVB", "NL47INGB9999999999", "");
        check(
            "1604250425D1,N20025-04-2016 16:21//FHFH",
            -100,
            Some("2016-04-25"),
            "200",
            "25-04-2016 16:21",
            "FHFH",
        );
        check("0909290929DK829419,78NTRFDansken", -82_941_978, Some("2009-09-29"), "TRF", "Dansken", "");
        check("180417CF2066637,00N527", 206_663_700, None, "527", "", "");
        check("1407290729C500NTRF29-07-2014//B4G", 50_000, Some("2014-07-29"), "TRF", "29-07-2014", "B4G");
        check("1701021231RC10,00NTRFX", -1_000, Some("2016-12-31"), "TRF", "X", "");
        check("1701020102RD10,00NTRFX", 1_000, Some("2017-01-02"), "TRF", "X", "");
    }

    #[test]
    fn what_has_no_direction_or_amount_is_no_entry() {
        for line in
            ["", "1", "100722", "100722X5,00N", "100722D", "100722DN192", "100722D1,2,3N192", "ééééééé"]
        {
            assert_eq!(StatementLine::read(line), None, "{line}");
        }
    }
}
