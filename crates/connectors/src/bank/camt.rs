//! camt.053, camt.052 and camt.054: statements, reports and notifications, of any version.
//!
//! In go the elements of the message; out come statements and entries. A version only changes where a field lies: parties
//! move under `Pty`, a status under `Cd`, `BIC` becomes `BICFI`. So every place a field may have is looked for, and the
//! version is kept as a fact.

mod detail;

use domain::bank::references::Lines;
use domain::bank::{Balance, Batch, Currency, Entry, EntryStatus, StatementKind};
use domain::calendar::Day;

use self::detail::Detail;
pub(super) use self::detail::line;
use super::amount::{self, Amount};
use super::party::account;
use super::statement::Current;
use super::tags::Tag::{self, *};
use super::told::Told;
use super::xml::Held;

/// Reads the elements of a camt message.
pub(crate) struct Camt {
    kind: StatementKind,
    version: u32,
    current: Current,
    entry: Entry,
    debit: Option<bool>,
    balance: Balance,
    detail: Detail,
    /// Statements that were closed.
    pub statements: u32,
}

impl Camt {
    pub fn new(kind: StatementKind, version: u32) -> Camt {
        Camt {
            kind,
            version,
            current: Current::default(),
            entry: Entry::default(),
            debit: None,
            balance: Balance::default(),
            detail: Detail::default(),
            statements: 0,
        }
    }

    pub fn open(&mut self, path: &[Tag], told: &mut Told) {
        match path {
            [_, _, Stmt | Ntfctn | Rpt] => self.current.begin(self.kind, told),
            [_, _, _, Bal] => {
                self.balance = Balance::default();
                self.debit = None;
            }
            [_, _, _, Ntry] => {
                self.entry = self.current.next_entry(told);
                self.debit = None;
            }
            [_, _, _, Ntry, NtryDtls, TxDtls] => self.detail = Detail::default(),
            [_, _, _, Ntry, NtryDtls, Btch] => {
                self.entry.batch = self.entry.batch.take().or(Some(Batch::default()));
            }
            _ => {}
        }
    }

    pub fn close(&mut self, path: &[Tag], held: &Held, told: &mut Told) {
        if let Some(last) = path.last() {
            form(*last, held.text, told);
        }
        match path {
            [_, _, Stmt | Ntfctn | Rpt] => {
                if (2..=4).contains(&self.version) && self.current.statement.made_on.is_none() {
                    told.of_statement("element-missing", || "In het afschrift ontbreekt CreDtTm.".into());
                }
                self.current.end(told);
                self.statements += 1;
            }
            [_, _, _, Ntry, NtryDtls, TxDtls] => self.end_detail(told),
            [_, _, _, Ntry, NtryDtls, TxDtls, rest @ ..] => self.detail.take(rest, held, told),
            [_, _, _, Ntry] => self.end_entry(told),
            [_, _, _, Ntry, rest @ ..] => self.entry(rest, held, told),
            [_, _, _, Bal] => {
                if self.debit == Some(true) {
                    self.balance.money.cents = -self.balance.money.cents;
                }
                self.current.statement.balances.push(std::mem::take(&mut self.balance));
            }
            [_, _, _, Bal, rest @ ..] => self.balance(rest, held, told),
            [_, _, _, TxsSummry, rest @ ..] => self.summary(rest, held),
            [_, _, Stmt | Ntfctn | Rpt, rest @ ..] => self.statement(rest, held, told),
            _ => {}
        }
    }

    fn statement(&mut self, path: &[Tag], held: &Held, told: &mut Told) {
        let statement = &mut self.current.statement;
        let text = held.text;
        match path {
            [Id] => statement.id = short(text, 35, "Id", told),
            [ElctrncSeqNb] => text.clone_into(&mut statement.number),
            [LglSeqNb] => text.clone_into(&mut statement.legal_number),
            [CreDtTm] => statement.made_on = moment(text, "CreDtTm", told),
            [FrToDt, FrDtTm] => statement.from = moment(text, "FrDtTm", told),
            [FrToDt, ToDtTm] => statement.to = moment(text, "ToDtTm", told),
            [Acct, Id, IBAN] | [Acct, Id, Othr, Id] => statement.account.number = account(text),
            [Acct, Ccy] => match Currency::parse(text) {
                Some(currency) => statement.account.currency = currency,
                None => told.of_statement("currency-form", || "De valuta is geen drie letters.".into()),
            },
            [Acct, Ownr, Nm] => statement.account.owner = short(text, 140, "Nm", told),
            [Acct, Svcr, FinInstnId, BIC | BICFI] => statement.account.bank = account(text),
            [AddtlStmtInf | AddtlNtfctnInf | AddtlRptInf] => text.clone_into(&mut statement.text),
            _ => {}
        }
    }

    fn balance(&mut self, path: &[Tag], held: &Held, told: &mut Told) {
        let balance = &mut self.balance;
        match path {
            [Tp, CdOrPrtry, Cd | Prtry] | [Tp, Cd] => held.text.clone_into(&mut balance.kind),
            [Amt] => {
                balance.money.cents = read_amount(held, told).cents;
                balance.money.currency = held.currency;
                if held.currency == Currency::NONE {
                    told.of_statement("currency-form", || "Bij een saldo staat geen valuta.".into());
                }
            }
            [CdtDbtInd] => self.debit = direction(held, told),
            [Dt, Tag::Dt] => balance.day = plain_day(held.text, "Dt", told),
            [Dt, DtTm] => balance.day = moment(held.text, "DtTm", told),
            // Some write the day without the element around it.
            [Dt] if balance.day.is_none() && !held.text.is_empty() => {
                balance.day = plain_day(held.text, "Dt", told);
            }
            _ => {}
        }
    }

    fn summary(&mut self, path: &[Tag], held: &Held) {
        let summed = &mut self.current.summed;
        let count = || held.text.parse::<u64>().ok();
        let sum = || amount::amount(held.text, b'.').map(|amount| amount.cents);
        match path {
            [TtlNtries, NbOfNtries] => summed.entries = count(),
            [TtlNtries, Sum] => summed.total = sum(),
            [TtlCdtNtries, NbOfNtries] => summed.credit_entries = count(),
            [TtlCdtNtries, Sum] => summed.credit = sum(),
            [TtlDbtNtries, NbOfNtries] => summed.debit_entries = count(),
            [TtlDbtNtries, Sum] => summed.debit = sum(),
            _ => {}
        }
    }

    fn entry(&mut self, path: &[Tag], held: &Held, told: &mut Told) {
        let entry = &mut self.entry;
        let text = held.text;
        match path {
            [NtryRef] => entry.reference = short(text, 35, "NtryRef", told),
            [Amt] => {
                entry.money.cents = read_amount(held, told).cents;
                entry.money.currency = held.currency;
                if held.currency == Currency::NONE {
                    told.defect("currency-form", || "Bij het bedrag staat geen valuta.".into());
                }
            }
            [CdtDbtInd] => self.debit = direction(held, told),
            [RvslInd] => entry.reversal = matches!(text, "true" | "1"),
            [Sts] if !text.is_empty() => text.clone_into(&mut entry.status_word),
            [Sts, Cd | Prtry] => text.clone_into(&mut entry.status_word),
            [BookgDt, Dt] => entry.booked_on = plain_day(text, "BookgDt", told),
            [BookgDt, DtTm] => entry.booked_on = moment(text, "BookgDt", told),
            [ValDt, Dt] => entry.value_on = plain_day(text, "ValDt", told),
            [ValDt, DtTm] => entry.value_on = moment(text, "ValDt", told),
            [AcctSvcrRef] => entry.bank_reference = short(text, 35, "AcctSvcrRef", told),
            [BkTxCd, code @ ..] => bank_code(code, text, &mut entry.bank_code, &mut entry.own_code),
            [Chrgs, Amt] | [Chrgs, Rcrd, Amt] => {
                let cents = -read_amount(held, told).cents.abs();
                entry.charges.push(domain::bank::Money { cents, currency: held.currency });
            }
            [NtryDtls, Btch, field] => batch(entry.batch.get_or_insert_default(), *field, held),
            [AddtlNtryInf] => entry.text = short(text, 500, "AddtlNtryInf", told),
            _ => {}
        }
    }

    fn end_detail(&mut self, told: &mut Told) {
        // The direction of the entry stands before its details, whatever the version.
        let came_in = self.debit != Some(true);
        let ours = &self.current.statement.account.number;
        if self.version == 4 && self.detail.amount.is_none() {
            told.defect("element-missing", || "In TxDtls ontbreekt Amt.".into());
        }
        let payment = std::mem::take(&mut self.detail).payment(&self.entry, came_in, ours);
        if self.entry.payments.is_empty() {
            // Most entries have one.
            self.entry.payments.reserve_exact(1);
        }
        self.entry.payments.push(payment);
    }

    fn end_entry(&mut self, told: &mut Told) {
        let mut entry = std::mem::take(&mut self.entry);
        if self.debit == Some(true) {
            entry.money.cents = -entry.money.cents;
        }
        entry.status = match entry.status_word.as_str() {
            "BOOK" => EntryStatus::Booked,
            "PDNG" | "FUTR" => EntryStatus::Pending,
            "INFO" => EntryStatus::Information,
            _ => EntryStatus::Other,
        };
        if entry.booked_on.is_none() && entry.value_on.is_none() {
            told.notice("day-missing", || "Deze boeking heeft geen boekdag en geen valutadag.".into());
        }
        let named = entry.batch.as_ref().and_then(|batch| batch.count);
        let given = entry.payments.len() as u64;
        if let Some(named) = named.filter(|named| given > 0 && *named != given) {
            told.notice("batch-incomplete", || {
                format!("De bank noemt {named} betalingen in deze boeking en geeft er {given}.")
            });
        }
        self.current.entry(entry, Lines::Parts, told);
    }
}

fn batch(batch: &mut Batch, field: Tag, held: &Held) {
    match field {
        MsgId => held.text.clone_into(&mut batch.message_id),
        PmtInfId => held.text.clone_into(&mut batch.batch_id),
        NbOfTxs => batch.count = held.text.parse().ok(),
        TtlAmt => {
            let cents = amount::amount(held.text, b'.').map(|amount| amount.cents);
            batch.total = cents.map(|cents| domain::bank::Money { cents, currency: held.currency });
        }
        _ => {}
    }
}

/// The code of the transaction: `PMNT-RCDT-ESCT`, and the bank's own.
fn bank_code(path: &[Tag], text: &str, code: &mut String, own: &mut String) {
    match path {
        [Domn, Cd] => code.insert_str(0, text),
        [Domn, Fmly, Cd | SubFmlyCd] => {
            // Elements close in order: the domain, the family, the sub-family.
            code.push('-');
            code.push_str(text);
        }
        [Prtry, Cd] => text.clone_into(own),
        _ => {}
    }
}

fn direction(held: &Held, told: &mut Told) -> Option<bool> {
    match held.text {
        _ if held.is_second => {
            told.defect("element-twice", || "Er staan twee richtingen op één plek: gelezen als bij.".into());
            None
        }
        "DBIT" => Some(true),
        "CRDT" => Some(false),
        _ => {
            told.defect("direction-unclear", || {
                "CdtDbtInd is geen CRDT en geen DBIT: gelezen als bij.".into()
            });
            None
        }
    }
}

fn read_amount(held: &Held, told: &mut Told) -> Amount {
    let nothing = Amount { cents: domain::money::Cents(0), exact: true, usual: true, marked: true };
    if held.is_second {
        told.defect("element-twice", || "Er staan twee bedragen op één plek; gelezen als nul.".into());
        return nothing;
    }
    let Some(read) = amount::amount(held.text, b'.') else {
        told.defect("amount-unreadable", || {
            let text: String = held.text.chars().take(30).collect();
            format!("“{text}” is geen bedrag; gelezen als nul.")
        });
        return nothing;
    };
    if !read.exact {
        told.defect("amount-finer-than-cents", || {
            format!("Het bedrag {} is fijner dan een cent en is afgerond.", held.text)
        });
    }
    if !read.usual {
        told.defect("amount-form", || {
            format!("Het bedrag {} is niet geschreven zoals het hoort.", held.text)
        });
    }
    read
}

/// A day where only a day belongs.
fn plain_day(text: &str, what: &str, told: &mut Told) -> Option<Day> {
    match amount::day(text) {
        amount::Told::Day(day) => Some(day),
        amount::Told::Moment(day) => {
            told.defect("day-form", || format!("In {what} staat een tijdstip waar een dag hoort."));
            Some(day)
        }
        amount::Told::Unclear => unclear_day(text, what, told),
    }
}

/// A day where a moment belongs.
fn moment(text: &str, what: &str, told: &mut Told) -> Option<Day> {
    match amount::day(text) {
        amount::Told::Moment(day) => Some(day),
        amount::Told::Day(day) => {
            told.defect("day-form", || format!("In {what} staat een dag waar een tijdstip hoort."));
            Some(day)
        }
        amount::Told::Unclear => unclear_day(text, what, told),
    }
}

fn unclear_day(text: &str, what: &str, told: &mut Told) -> Option<Day> {
    told.defect("day-unreadable", || {
        let text: String = text.chars().take(30).collect();
        format!("“{text}” in {what} is geen dag.")
    });
    None
}

/// A field with a longest length; what is longer is kept and told.
fn short(text: &str, most: usize, what: &str, told: &mut Told) -> String {
    if text.len() > most && text.chars().count() > most {
        told.defect("text-too-long", || format!("{what} is langer dan {most} tekens."));
    }
    text.to_owned()
}

/// What a field must look like wherever it stands. Check digits are another matter: banks deliver wrong ones.
fn form(tag: Tag, text: &str, told: &mut Told) {
    let capitals = |text: &str| text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let wrong = match tag {
        IBAN => {
            let bytes = text.as_bytes();
            let shape = (5..=34).contains(&bytes.len())
                && bytes[..2].iter().all(u8::is_ascii_uppercase)
                && bytes[2..4].iter().all(u8::is_ascii_digit)
                && bytes[4..].iter().all(u8::is_ascii_alphanumeric);
            (!shape).then_some(("iban-form", "Er staat een IBAN die geen IBAN is."))
        }
        BIC | BICFI => {
            let shape = matches!(text.len(), 8 | 11) && capitals(text);
            (!shape).then_some(("bic-form", "Er staat een BIC die geen BIC is."))
        }
        NbOfNtries | NbOfTxs => {
            let shape = (1..=15).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
            (!shape).then_some(("number-form", "Er staat een aantal dat geen getal is."))
        }
        Ustrd | Ref | EndToEndId | MsgId | AddtlNtryInf if text.is_empty() => {
            Some(("element-empty", "Er staat een leeg veld waar iets moet staan."))
        }
        _ => None,
    };
    if let Some((code, text)) = wrong {
        told.defect(code, || text.to_owned());
    }
}
