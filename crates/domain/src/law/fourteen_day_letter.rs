//! The 14-day letter: when it counts as delivered, when its term has passed, and whether its words are good.
//!
//! In go the day of sending, the way it was delivered and the text; out come days and findings. It never repairs a
//! letter (only a new letter does, ECLI:NL:HR:2016:2704) and never presumes delivery of anything but ordinary post.

use crate::calendar::Day;
use crate::calendar::holidays::EquatedDays;
use crate::money::Cents;

/// What the law and the Supreme Court ask of the letter (art. 6:96 lid 6 BW).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LetterRule {
    /// Full days the tenant has, counted from the day after delivery. Days.
    pub term_days: u32,
    /// Ordinary post is presumed to be delivered on this delivery day after sending. Days.
    pub delivery_days: u32,
    /// A term counted from sending that is always long enough. Days.
    pub safe_days: i32,
    /// Words for the term that the Supreme Court accepts. One of them must stand in the letter.
    pub allowed_wordings: Vec<String>,
    /// Words for a term that void the letter.
    pub forbidden_wordings: Vec<String>,
}

/// How a letter arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Ordinary post, not come back: presumed delivered (undefended cases only).
    PresumedByPost,
    /// Delivery on this day can be proven.
    Proven(Day),
    /// E-mail or another channel without proof, or the post came back: not delivered.
    NotProven,
}

/// The days that follow from sending a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LetterDates {
    /// Day of delivery, proven or presumed.
    pub delivered_on: Day,
    /// Last day of the term, extended to a working day (Algemene termijnenwet art. 1).
    pub last_day: Day,
    /// First day after the term: the letter of the law.
    pub costs_from_strict: Day,
    /// First day on which costs may be charged: the later of the strict day and 22 days after sending.
    pub costs_from: Day,
}

/// The days of a letter, or `None` when it was not delivered.
pub fn letter_dates(
    rule: &LetterRule,
    calendar: &EquatedDays,
    sent_on: Day,
    delivery: Delivery,
) -> Option<LetterDates> {
    let delivered_on = match delivery {
        Delivery::PresumedByPost => presumed_delivery(rule, calendar, sent_on),
        Delivery::Proven(day) if day >= sent_on => day,
        Delivery::Proven(_) | Delivery::NotProven => return None,
    };
    let last_day = calendar.term_end(delivered_on, rule.term_days);
    let costs_from_strict = last_day.next();
    let costs_from = costs_from_strict.max(sent_on + rule.safe_days + 1);
    Some(LetterDates { delivered_on, last_day, costs_from_strict, costs_from })
}

/// The day on which ordinary post counts as delivered: the second delivery day after sending. Sunday, Monday and
/// holidays do not count (ECLI:NL:HR:2016:2704).
pub fn presumed_delivery(rule: &LetterRule, calendar: &EquatedDays, sent_on: Day) -> Day {
    let mut day = sent_on;
    for _ in 0..rule.delivery_days {
        day = day.next();
        while !calendar.is_delivery_day(day) {
            day = day.next();
        }
    }
    day
}

/// Something in the text of a 14-day letter that makes it void or doubtful.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WordingFinding {
    /// None of the accepted wordings of the term stands in the text.
    TermMissing,
    /// A wording of the term that voids the letter.
    ForbiddenTerm(String),
    /// The term is given as a calendar date.
    CalendarDate(String),
    /// More than one bank account (courts found such letters void).
    SeveralAccounts,
    /// The amount due does not stand in the text.
    AmountMissing(Cents),
    /// The exact collection costs do not stand in the text.
    CostsMissing(Cents),
}

impl WordingFinding {
    /// The sentence the writer of a letter reads.
    pub fn dutch(&self) -> String {
        match self {
            WordingFinding::TermMissing => {
                "De brief noemt de termijn niet in woorden die de Hoge Raad goedkeurt. Neem een van de twee vaste zinnen.".into()
            }
            WordingFinding::ForbiddenTerm(words) => {
                format!("\"{words}\" maakt de brief ongeldig: de termijn begint pas op de dag na de bezorging.")
            }
            WordingFinding::CalendarDate(words) => {
                format!("\"{words}\" noemt een datum als termijn. Haal die weg: de dag van bezorging staat nog niet vast.")
            }
            WordingFinding::SeveralAccounts => "De brief noemt meer dan één rekeningnummer. Noem er één.".into(),
            WordingFinding::AmountMissing(cents) => {
                format!("De brief noemt het openstaande bedrag niet (€ {cents}).")
            }
            WordingFinding::CostsMissing(cents) => {
                format!("De brief noemt het precieze bedrag van de incassokosten niet (€ {cents}).")
            }
        }
    }
}

/// What is wrong with the words of a 14-day letter. An empty list means: good.
pub fn wording_findings(rule: &LetterRule, text: &str) -> Vec<WordingFinding> {
    let in_full = in_words(text);
    let mut findings = Vec::new();
    if !rule.allowed_wordings.iter().any(|words| in_full.contains(&in_words(words))) {
        findings.push(WordingFinding::TermMissing);
    }
    for words in &rule.forbidden_wordings {
        if in_full.contains(&in_words(words)) {
            findings.push(WordingFinding::ForbiddenTerm(words.clone()));
        }
    }
    let text = text.to_lowercase();
    findings.extend(dates_as_term(&text).into_iter().map(WordingFinding::CalendarDate));
    if several_accounts(&text) {
        findings.push(WordingFinding::SeveralAccounts);
    }
    findings
}

/// What is wrong with the words and the two amounts (in cents) of a 14-day letter that is about to leave.
pub fn letter_findings(rule: &LetterRule, text: &str, due: Cents, costs: Cents) -> Vec<WordingFinding> {
    let mut findings = wording_findings(rule, text);
    if !states_amount(text, due) {
        findings.push(WordingFinding::AmountMissing(due));
    }
    if !states_amount(text, costs) {
        findings.push(WordingFinding::CostsMissing(costs));
    }
    findings
}

/// Lower case, numbers of days in words, single spaces: so that a line break or "14" changes nothing.
fn in_words(text: &str) -> String {
    let words: Vec<String> = text
        .split_whitespace()
        .map(|word| {
            let word = word.to_lowercase();
            match word.trim_matches(['(', ')', ',']) {
                "14" => "veertien".to_owned(),
                "15" => "vijftien".to_owned(),
                plain => plain.to_owned(),
            }
        })
        .collect();
    words.join(" ")
}

/// Places where words such as "uiterlijk op" or "vóór" are followed by a date.
fn dates_as_term(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_term = |word: &str| matches!(word, "uiterlijk" | "vóór" | "voor" | "tot" | "t/m");
    (0..words.len())
        .filter(|&at| is_term(words[at]))
        .filter_map(|at| {
            let rest = &words[at + 1..words.len().min(at + 8)];
            let skip = rest.iter().take_while(|word| is_filler(word)).count();
            let rest = &rest[skip..];
            let length = [1, 3].into_iter().find(|&length| {
                rest.len() >= length && {
                    let date = rest[..length].join(" ");
                    Day::parse_dutch(date.trim_end_matches(|c: char| c.is_ascii_punctuation())).is_some()
                }
            })?;
            Some(words[at..at + 1 + skip + length].join(" "))
        })
        .collect()
}

/// Words between "uiterlijk" and the date.
fn is_filler(word: &str) -> bool {
    matches!(
        word,
        "op" | "en"
            | "met"
            | "tot"
            | "voor"
            | "vóór"
            | "uiterlijk"
            | "maandag"
            | "dinsdag"
            | "woensdag"
            | "donderdag"
            | "vrijdag"
            | "zaterdag"
            | "zondag"
    )
}

/// Does the text name two different Dutch bank accounts?
fn several_accounts(text: &str) -> bool {
    let letters: String = text.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    let bytes = letters.as_bytes();
    let is_account = |window: &[u8]| {
        window.starts_with(b"nl")
            && window[2..4].iter().all(u8::is_ascii_digit)
            && window[4..8].iter().all(u8::is_ascii_lowercase)
            && window[8..].iter().all(u8::is_ascii_digit)
    };
    let mut accounts = bytes.windows(18).filter(|window| is_account(window));
    let first = accounts.next();
    accounts.any(|account| Some(account) != first)
}

/// Does the text hold this amount in Dutch notation, not as the tail or head of another number?
fn states_amount(text: &str, amount: Cents) -> bool {
    let written = amount.to_string();
    let short = written.trim_start_matches('-').replace('.', "");
    [written.as_str(), short.as_str()].iter().any(|form| {
        text.match_indices(form).any(|(at, found)| {
            let before = text[..at].chars().next_back();
            let mut after = text[at + found.len()..].chars();
            let joins = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
            let mark_joins = matches!(before, Some('.' | ',')) && joins(text[..at - 1].chars().next_back());
            !joins(before) && !mark_joins && !joins(after.next())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{day, law};
    use super::*;
    use crate::calendar::Month;
    use WordingFinding::{
        AmountMissing, CalendarDate, CostsMissing, ForbiddenTerm, SeveralAccounts, TermMissing,
    };

    fn rule() -> LetterRule {
        law().fourteen_day_letter.at(day("2026-11-21")).unwrap().clone()
    }

    /// law.md 1.3 and law-parameters.json `fourteen_day_letter.test_vectors`.
    #[test]
    fn the_days_of_a_letter_by_post() {
        for (sent, delivered, last, strict, safe) in [
            ("2026-11-23", "2026-11-25", "2026-12-09", "2026-12-10", "2026-12-15"),
            ("2026-11-26", "2026-11-28", "2026-12-14", "2026-12-15", "2026-12-18"),
            ("2026-12-04", "2026-12-08", "2026-12-22", "2026-12-23", "2026-12-26"),
            ("2026-12-23", "2026-12-29", "2027-01-12", "2027-01-13", "2027-01-14"),
            ("2027-03-24", "2027-03-27", "2027-04-12", "2027-04-13", "2027-04-15"),
            ("2027-04-23", "2027-04-28", "2027-05-12", "2027-05-13", "2027-05-15"),
        ] {
            let dates =
                letter_dates(&rule(), &EquatedDays::default(), day(sent), Delivery::PresumedByPost).unwrap();
            let expected = LetterDates {
                delivered_on: day(delivered),
                last_day: day(last),
                costs_from_strict: day(strict),
                costs_from: day(safe),
            };
            assert_eq!(dates, expected, "sent {sent}");
        }
    }

    #[test]
    fn without_proof_of_delivery_no_term_begins() {
        let calendar = EquatedDays::default();
        assert_eq!(letter_dates(&rule(), &calendar, day("2026-11-23"), Delivery::NotProven), None);
        let before_sending = Delivery::Proven(day("2026-11-22"));
        assert_eq!(letter_dates(&rule(), &calendar, day("2026-11-23"), before_sending), None);
        let by_hand = Delivery::Proven(day("2026-11-23"));
        let dates = letter_dates(&rule(), &calendar, day("2026-11-23"), by_hand).unwrap();
        assert_eq!((dates.last_day, dates.costs_from), (day("2026-12-07"), day("2026-12-15")));
        let late = Delivery::Proven(day("2026-12-10"));
        let dates = letter_dates(&rule(), &calendar, day("2026-11-23"), late).unwrap();
        assert_eq!((dates.last_day, dates.costs_from), (day("2026-12-24"), day("2026-12-25")));
    }

    /// law.md 1.3: over all days of 2024-2030 the presumption never needs more than 20 days, so 21 days cover it.
    #[test]
    fn three_weeks_after_sending_is_always_long_enough() {
        let (rule, calendar) = (rule(), EquatedDays::default());
        let mut most = 0;
        for offset in 0..(Month::from_ym(2031, 1).first_day() - Month::from_ym(2024, 1).first_day()) {
            let sent_on = Month::from_ym(2024, 1).first_day() + offset;
            let dates = letter_dates(&rule, &calendar, sent_on, Delivery::PresumedByPost).unwrap();
            most = most.max(dates.delivered_on + rule.term_days as i32 - sent_on);
            assert!(dates.last_day - dates.delivered_on >= 14, "sent {sent_on}");
            assert!(dates.costs_from >= sent_on + 22, "sent {sent_on}");
            assert!(calendar.is_working_day(dates.last_day), "sent {sent_on}");
        }
        assert_eq!(most, 20);
    }

    /// A day equated by decree moves the term.
    #[test]
    fn an_equated_day_moves_the_term() {
        let calendar = EquatedDays(vec![day("2026-12-09")]);
        let dates = letter_dates(&rule(), &calendar, day("2026-11-23"), Delivery::PresumedByPost).unwrap();
        assert_eq!(dates.last_day, day("2026-12-10"));
    }

    const GOOD: &str = "U moet nog € 549,40 betalen. Betaal dit bedrag\nbinnen veertien dagen vanaf de dag nadat deze \
        brief bij u is bezorgd. Betaalt u niet op tijd? Dan komt er € 82,41 aan incassokosten bij. \
        Rekening NL91 ABNA 0417 1643 00. Den Haag, 21 november 2026";

    #[test]
    fn the_two_accepted_wordings_pass() {
        assert_eq!(wording_findings(&rule(), GOOD), []);
        for text in [
            "binnen vijftien dagen nadat deze brief bij u is bezorgd",
            "Binnen 15 dagen nadat deze brief bij u is bezorgd",
            "binnen 14 dagen  vanaf de dag nadat deze brief bij u is bezorgd",
        ] {
            assert_eq!(wording_findings(&rule(), text), [], "{text}");
        }
        assert_eq!(letter_findings(&rule(), GOOD, Cents(54_940), Cents(8_241)), []);
    }

    #[test]
    fn the_wordings_courts_refused_are_found() {
        for (text, found) in [
            ("binnen 14 dagen na heden", "dagen na heden"),
            ("binnen veertien dagen na dagtekening", "dagen na dagtekening"),
            ("binnen 14 dagen na verzending", "dagen na verzending"),
            ("binnen 16 dagen na heden", "dagen na heden"),
        ] {
            assert_eq!(wording_findings(&rule(), text), [TermMissing, ForbiddenTerm(found.into())], "{text}");
            let both = format!("{GOOD} Betaal {text}.");
            assert_eq!(wording_findings(&rule(), &both), [ForbiddenTerm(found.into())], "{text}");
        }
        assert_eq!(
            wording_findings(&rule(), "binnen veertien dagen nadat deze brief bij u is bezorgd"),
            [TermMissing]
        );
    }

    #[test]
    fn a_date_a_second_account_or_another_amount_is_found() {
        let with = |extra: &str| wording_findings(&rule(), &format!("{GOOD} {extra}"));
        assert_eq!(
            with("Betaal uiterlijk op maandag 14 december 2026."),
            [CalendarDate("uiterlijk op maandag 14 december 2026.".into())]
        );
        assert_eq!(with("Betaal vóór 14-12-2026!"), [CalendarDate("vóór 14-12-2026!".into())]);
        assert_eq!(with("Betaal vóór 14-12-2026."), [CalendarDate("vóór 14-12-2026.".into())]);
        assert_eq!(with("Dit is de huur voor december."), []);
        assert_eq!(with("Of op NL91ABNA0417164300."), []);
        assert_eq!(with("Of op NL20 INGB 0001 2345 67."), [SeveralAccounts]);
        assert_eq!(
            letter_findings(&rule(), GOOD, Cents(4_940), Cents(8_200)),
            [AmountMissing(Cents(4_940)), CostsMissing(Cents(8_200))]
        );
    }
}
