//! MT940 (and MT942) as Dutch banks write it: ABN AMRO, ING, Rabobank, SNS, ASN, RegioBank, Triodos, Knab, bunq; with or
//! without the envelope of SWIFT.
//!
//! In go lines; out come statements and entries. A line that does not begin with a tag belongs to the field before it.
//! Lines are cut at a column, also inside a number: the text of an entry keeps its line ends, so that both readings stay
//! possible. Headers, trailers and control characters around the messages are passed over.

mod line;

use std::io::{BufRead, Read};

use domain::bank::check_digits::looks_like_iban;
use domain::bank::references::Lines;
use domain::bank::{Balance, Currency, Entry, Money, Payment, StatementKind};

use self::line::StatementLine;
use super::input::{Encoded, FIELD_MOST, Input};
use super::party::account;
use super::statement::Current;
use super::told::Told;
use super::{FileRead, Refused};

/// The longest text of an entry: six lines of 65.
const TEXT_MOST: usize = 6 * 65;

/// Does a text begin as MT940? Some lines of a letter may stand before it; a field that is missing is told later.
pub(crate) fn looks_like(head: &[u8]) -> bool {
    let (mut names, mut money) = (false, false);
    for line in head.split(|byte| matches!(byte, b'\n' | b'\r')) {
        let line = clean(line);
        let begins = |tags: &[&str]| tags.iter().any(|tag| line.starts_with(tag.as_bytes()));
        names |= begins(&[":20:", ":25:", ":25P:", ":28:", ":28C:"]);
        money |= begins(&[":60F:", ":60M:", ":61:", ":62F:", ":62M:", ":34F:"]);
        if names && money {
            return true;
        }
    }
    false
}

/// A line without control characters in front and the blocks of the envelope.
fn clean(line: &[u8]) -> &[u8] {
    let from = line.iter().position(|byte| *byte > b' ' && *byte != 0x7f).unwrap_or(line.len());
    let from = if from > 0 && line[..from].iter().all(|byte| *byte == b' ') { 0 } else { from };
    let line = &line[from..];
    if line.starts_with(b"{") {
        let block = line.windows(3).position(|part| part == b"{4:");
        return block.map_or(b"", |at| &line[at + 3..]);
    }
    line
}

/// The tag of a line and what stands behind it: `:60F:…`.
fn tag(line: &str) -> Option<(&str, &str)> {
    let (tag, rest) = line.strip_prefix(':')?.split_once(':')?;
    let bytes = tag.as_bytes();
    let known = match bytes {
        [a, b] => (a.is_ascii_digit() && b.is_ascii_digit()) || tag == "NS",
        [a, b, c] => {
            a.is_ascii_digit()
                && b.is_ascii_digit()
                && (c.is_ascii_uppercase() || tag == "940" || tag == "942")
        }
        _ => false,
    };
    known.then_some((tag, rest))
}

/// An entry that is not finished yet.
struct Draft {
    entry: Entry,
    supplementary: Vec<String>,
    text: String,
}

#[derive(Default)]
struct Mt940 {
    current: Current,
    begun: bool,
    closed: bool,
    draft: Option<Draft>,
    field: Option<(String, Vec<String>, u64)>,
    size: usize,
    statements: u32,
    interim: bool,
    /// Entries of this statement whose line stops before its reference.
    cut_short: u32,
    /// A statement that nobody can say the account of, by its number.
    nameless: Option<u32>,
}

/// Reads the whole file.
pub(crate) fn read<R: Read>(mut input: Input<R>, told: &mut Told) -> Result<(FileRead, Encoded), Refused> {
    let mut reader = Mt940::default();
    let mut line = Vec::new();
    loop {
        line.clear();
        input.refresh();
        let number = input.line();
        let length =
            input.read_until(b'\n', &mut line).map_err(|error| Refused::unreadable(&error).at(number))?;
        if length == 0 {
            break;
        }
        // The input gives whole UTF-8.
        let text = String::from_utf8_lossy(&line);
        reader.line(text.trim_end_matches(['\n', '\r']), number, told)?;
    }
    reader.end_field(told);
    reader.end_statement(told);
    if reader.statements == 0 {
        return Err(Refused::new("no-statement", "In het bestand staat geen enkel afschrift."));
    }
    if let Some(number) = reader.nameless {
        let text = format!("Afschrift {number} zegt niet van welke rekening het is (:25: ontbreekt).");
        return Err(Refused::new("account-missing", text));
    }
    let format = if reader.interim { "MT942" } else { "MT940" };
    let file = FileRead { format: format.to_owned(), statements: reader.statements, ..FileRead::default() };
    Ok((file, input.encoded()))
}

impl Mt940 {
    fn line(&mut self, line: &str, number: u64, told: &mut Told) -> Result<(), Refused> {
        let bytes = clean(line.as_bytes());
        let line = std::str::from_utf8(bytes).unwrap_or_default();
        let harmful = |letter: char| letter.is_control() && letter != '\t';
        let dropped: String;
        let line = if line.contains(harmful) {
            told.place.line = number;
            told.defect("control-character", || {
                "Er staan stuurtekens in een regel; ze zijn weggelaten.".into()
            });
            dropped = line.replace(harmful, "");
            dropped.as_str()
        } else {
            line
        };
        if let Some((tag, rest)) = tag(line) {
            self.end_field(told);
            self.size = 0;
            if tag == "940" || tag == "942" {
                self.end_statement(told);
            } else {
                self.field = Some((tag.to_owned(), vec![rest.to_owned()], number));
            }
            return Ok(());
        }
        if ends_message(line) {
            self.end_field(told);
            self.end_statement(told);
            return Ok(());
        }
        if let Some((_, lines, _)) = &mut self.field {
            self.size += line.len() + 1;
            if self.size > FIELD_MOST {
                return Err(Refused::too_long().at(number));
            }
            lines.push(line.to_owned());
        }
        Ok(())
    }

    fn end_field(&mut self, told: &mut Told) {
        let Some((tag, lines, number)) = self.field.take() else { return };
        told.place.line = number;
        let first = lines[0].trim();
        match tag.as_str() {
            "20" => {
                self.begin(told);
                first.clone_into(&mut self.current.statement.id);
            }
            "25" | "25P" => {
                self.ensure(told);
                self.account(first);
            }
            "28" | "28C" => {
                self.ensure(told);
                first.clone_into(&mut self.current.statement.number);
            }
            "60F" | "60M" | "62F" | "62M" | "64" | "65" => self.balance(&tag, first, told),
            "61" => self.entry(&lines, told),
            "86" => self.text(&lines, told),
            "34F" | "13" | "13D" | "90C" | "90D" => {
                self.interim |= tag == "34F";
                if tag == "34F" && self.begun {
                    self.current.statement.kind = StatementKind::Report;
                }
            }
            "21" | "NS" => {}
            _ => told.defect("field-unknown", || format!("Het veld :{tag}: hoort niet in een afschrift.")),
        }
    }

    fn begin(&mut self, told: &mut Told) {
        self.end_statement(told);
        let line = told.place.line;
        self.current.begin(StatementKind::Statement, told);
        told.place.line = line;
        self.begun = true;
        self.closed = false;
    }

    fn ensure(&mut self, told: &mut Told) {
        if !self.begun {
            self.begin(told);
        }
    }

    fn end_statement(&mut self, told: &mut Told) {
        if !self.begun {
            return;
        }
        self.end_entry(told);
        self.begun = false;
        let cut_short = std::mem::take(&mut self.cut_short);
        if cut_short > 0 && self.current.statement.adds_up() == Some(false) {
            told.of_statement("entry-cut-short", || {
                format!("Boekingsregels die ophouden voor het kenmerk: {cut_short}. Misschien ontbreekt er een stuk.")
            });
        }
        self.statements += 1;
        if self.current.statement.account.number.is_empty() {
            self.nameless = self.nameless.or(Some(self.statements));
        }
        self.current.end(told);
    }

    fn account(&mut self, text: &str) {
        // `NL10BUNQ2290325473 EUR`, `1291.99.348EUR`, `TRIODOSBANK/0390123456`, `DABADKKK/1234567890`
        let mut number = account(text);
        let own = &mut self.current.statement.account;
        if let Some((at, currency)) = number.len().checked_sub(3).and_then(|at| {
            let currency = Currency::parse(number.get(at..)?)?;
            (at > 0 && number.as_bytes()[at - 1].is_ascii_digit()).then_some((at, currency))
        }) {
            own.currency = currency;
            number.truncate(at);
        }
        if let Some((bank, rest)) = number.split_once('/') {
            if bank.bytes().all(|byte| byte.is_ascii_uppercase()) {
                own.bank = bank.to_owned();
            }
            if own.bank == "TRIODOSBANK" {
                own.bank = "TRIONL2U".to_owned();
                number = rest.to_owned();
            }
        }
        own.number = number;
    }

    fn balance(&mut self, kind: &str, text: &str, told: &mut Told) {
        self.ensure(told);
        let is_opening = kind.starts_with("60");
        if is_opening && self.closed {
            // A bank that forgets :20: between two statements.
            let account = self.current.statement.account.clone();
            self.begin(told);
            self.current.statement.account = account;
        }
        let Some(balance) = line::balance(kind, text) else {
            told.defect("balance-unreadable", || {
                let text: String = text.chars().take(40).collect();
                format!("Het saldo “{text}” is niet te lezen.")
            });
            return;
        };
        let Balance { money, .. } = balance;
        if matches!(kind, "62F" | "62M") {
            self.end_entry(told);
            self.closed = true;
            self.current.statement.closing = self.current.statement.closing.take().or(Some(balance.clone()));
        } else if is_opening {
            let statement = &mut self.current.statement;
            statement.opening = statement.opening.take().or(Some(balance.clone()));
            statement.from = balance.day;
        }
        let statement = &mut self.current.statement;
        if statement.currency == Currency::NONE {
            statement.currency = money.currency;
        }
        if matches!(kind, "62F" | "62M") {
            statement.to = balance.day;
        }
        statement.balances.push(balance);
    }

    fn entry(&mut self, lines: &[String], told: &mut Told) {
        self.ensure(told);
        self.end_entry(told);
        let first = lines[0].trim_end();
        let Some(read) = StatementLine::read(first) else {
            told.defect("entry-unreadable", || {
                let text: String = first.chars().take(60).collect();
                format!("De boekingsregel “{text}” is niet te lezen en telt niet mee.")
            });
            return;
        };
        let line = told.place.line;
        let mut entry = self.current.next_entry(told);
        told.place.line = line;
        let StatementLine { amount, value_on, booked_on, .. } = read;
        let statement = &self.current.statement;
        let currency = if statement.currency == Currency::NONE {
            statement.account.currency
        } else {
            statement.currency
        };
        entry.money = Money { cents: if read.debit { -amount.cents } else { amount.cents }, currency };
        (entry.value_on, entry.booked_on) = (value_on, booked_on);
        entry.reversal = read.reversal;
        read.code.clone_into(&mut entry.bank_code);
        read.reference.clone_into(&mut entry.reference);
        read.bank_reference.clone_into(&mut entry.bank_reference);
        if read.expected {
            entry.status = domain::bank::EntryStatus::Pending;
        }
        if value_on.is_none() {
            told.defect("day-unreadable", || "De valutadag van deze boeking bestaat niet.".into());
        }
        if !amount.exact {
            told.defect("amount-finer-than-cents", || {
                "Het bedrag is fijner dan een cent en is afgerond.".into()
            });
        }
        if !amount.usual {
            told.notice("amount-form", || {
                "Het bedrag is geschreven met een punt waar een komma hoort.".into()
            });
        }
        if !amount.marked {
            told.defect("amount-form", || "In het bedrag van de boekingsregel ontbreekt de komma.".into());
        }
        if read.reference.is_empty() {
            self.cut_short += 1;
            told.notice("reference-missing", || {
                "De boekingsregel houdt op voor het kenmerk (NONREF).".into()
            });
        }
        let supplementary =
            lines[1..].iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty());
        self.draft = Some(Draft { entry, supplementary: supplementary.collect(), text: String::new() });
    }

    /// `:86:` belongs to the entry before it; before the first and after the closing balance it is about the statement.
    fn text(&mut self, lines: &[String], told: &mut Told) {
        let length: usize = lines.iter().map(|line| line.trim_end().chars().count()).sum();
        if length > TEXT_MOST {
            told.defect("text-too-long", || {
                format!("De omschrijving (:86:) heeft {length} tekens; de standaard kent er {TEXT_MOST}.")
            });
        }
        if self.closed
            && let Some(([debits, credits], [debit, credit])) = line::summary(lines[0].trim())
        {
            let summed = &mut self.current.summed;
            (summed.debit_entries, summed.credit_entries) = (Some(debits), Some(credits));
            (summed.debit, summed.credit) = (Some(debit), Some(credit));
        }
        let text = match &mut self.draft {
            Some(draft) => &mut draft.text,
            None if self.begun => &mut self.current.statement.text,
            None => return,
        };
        if text.len() > FIELD_MOST {
            return;
        }
        if !text.is_empty() {
            // A field of its own does not go on inside a word.
            text.push_str(" \n");
        }
        let mut lines: Vec<String> = lines.iter().map(|line| one_blank(line)).collect();
        while lines.len() > 1 && lines.last().is_some_and(|line| line.trim().is_empty()) {
            lines.pop();
        }
        text.push_str(&lines.join("\n"));
    }

    fn end_entry(&mut self, told: &mut Told) {
        let Some(Draft { mut entry, supplementary, text }) = self.draft.take() else { return };
        let mut payment = Payment::default();
        super::keywords::fill(&mut payment, &text, Lines::Cut);
        beside(&mut payment, &entry.reference, &supplementary);
        entry.text = text;
        if entry.text.is_empty() {
            entry.text = supplementary.join("\n");
        }
        if payment.text.is_empty() {
            payment.text.clone_from(&entry.text);
        }
        payment.bank_reference.clone_from(&entry.bank_reference);
        if payment.creditor_id.is_empty() && payment.batch_id.is_empty() && entry.reference == "PREF" {
            payment.batch_id = entry.text.trim().to_owned();
        }
        entry.payments.push(payment);
        self.current.entry(entry, Lines::Cut, told);
    }
}

/// What stands in `:61:` beside the amount: an account, and perhaps a name.
fn beside(payment: &mut Payment, reference: &str, supplementary: &[String]) {
    let party = &mut payment.counterparty;
    let mut name = "";
    // `1313131319      J. DOE`, `NL29INGB0006475121` with the name on the next line, or the IBAN on the next line.
    let (first, rest) = reference.split_once("  ").unwrap_or((reference, ""));
    let is_account = |text: &str| {
        // Rabobank wrote an account at the giro bank with a P in front.
        let text = text.strip_prefix('P').unwrap_or(text);
        looks_like_iban(text)
            || ((7..=10).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let mut number = "";
    if is_account(first) {
        number = first;
        name = rest.trim();
    }
    for line in supplementary {
        if number.is_empty() && is_account(line) {
            number = line;
        } else if name.is_empty() && !number.is_empty() && !line.starts_with('/') && !is_account(line) {
            name = line;
        }
    }
    if party.account.is_empty() {
        party.account = number.trim_start_matches('0').to_owned();
        if looks_like_iban(number) {
            number.clone_into(&mut party.account);
        }
    }
    if party.name.is_empty() {
        name.clone_into(&mut party.name);
    }
}

/// Does a line end the message: `-`, `-}`, `-}{5:}`, `-XXX`?
fn ends_message(line: &str) -> bool {
    let line = line.trim_end();
    matches!(line, "-" | "-XXX" | "\u{ad}XXX") || line.starts_with("-}")
}

/// A cut line ends in at most one blank: columns are filled up with them.
fn one_blank(line: &str) -> String {
    let trimmed = line.trim_end();
    if trimmed.len() == line.len() { line.to_owned() } else { format!("{trimmed} ") }
}
