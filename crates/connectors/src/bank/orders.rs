//! pain.008, pain.001 and pain.002: what was sent to a bank to collect or to pay, and what it says became of it.
//!
//! In go the elements of the message; out comes a statement without balances for each batch, with one entry for each
//! transaction. A collection counts as money that comes in, a payment as money that leaves, though neither has moved.

use domain::bank::references::Lines;
use domain::bank::{Currency, Entry, EntryStatus, Payment, Reason, StatementKind};
use domain::calendar::Day;
use domain::money::Cents;

use super::amount;
use super::party::{Sides, account};
use super::statement::Current;
use super::tags::Tag::{self, *};
use super::told::Told;
use super::xml::Held;

/// What the message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// pain.008.
    Collect,
    /// pain.001.
    Pay,
    /// pain.002.
    Status,
}

/// Reads the elements of a pain message.
pub(crate) struct Orders {
    way: Way,
    /// Does money leave? For pain.002 that is what it answers.
    leaves: bool,
    current: Current,
    begun: bool,
    entry: Entry,
    payment: Payment,
    sides: Sides,
    /// Of the batch: who collects, for every transaction in it.
    batch_sides: Sides,
    sequence: String,
    day: Option<Day>,
    group: Vec<String>,
    reasons: Vec<Reason>,
    /// What the header says of the whole message, and what was seen.
    said: (Option<u64>, Option<Cents>),
    seen: (u64, Cents),
    statements: u32,
}

impl Orders {
    pub fn new(way: Way) -> Orders {
        Orders {
            way,
            leaves: way == Way::Pay,
            current: Current::default(),
            begun: false,
            entry: Entry::default(),
            payment: Payment::default(),
            sides: Sides::default(),
            batch_sides: Sides::default(),
            sequence: String::new(),
            day: None,
            group: Vec::new(),
            reasons: Vec::new(),
            said: (None, None),
            seen: (0, Cents(0)),
            statements: 0,
        }
    }

    pub fn open(&mut self, path: &[Tag], told: &mut Told) {
        match path {
            [_, _, PmtInf | OrgnlPmtInfAndSts] => self.begin(told),
            [.., DrctDbtTxInf | CdtTrfTxInf | TxInfAndSts] => {
                if !self.begun {
                    self.begin(told);
                }
                self.entry = self.current.next_entry(told);
                self.payment = Payment::default();
                self.sides = self.batch_sides.clone();
            }
            _ => {}
        }
    }

    fn begin(&mut self, told: &mut Told) {
        self.finish_batch(told);
        let kind = if self.way == Way::Status { StatementKind::Status } else { StatementKind::Orders };
        self.current.begin(kind, told);
        self.begun = true;
        self.batch_sides = Sides::default();
        self.sequence.clear();
        self.day = None;
        self.reasons.clear();
    }

    fn finish_batch(&mut self, told: &mut Told) {
        if !self.begun {
            return;
        }
        self.begun = false;
        let statement = &mut self.current.statement;
        statement.from = self.day;
        statement.to = self.day;
        let mut words = self.group.clone();
        words.extend(self.reasons.drain(..).map(|reason| format!("{} {}", reason.code, reason.text)));
        statement.text = words.join(" ").trim().to_owned();
        let tally = statement.tally;
        let all = tally.booked.with(&tally.pending);
        self.seen = (
            self.seen.0 + tally.entries,
            Cents(self.seen.1.0.saturating_add(all.credit.0.saturating_add(all.debit.0))),
        );
        self.current.end(told);
        self.statements += 1;
    }

    pub fn close(&mut self, path: &[Tag], held: &Held, told: &mut Told) {
        match path {
            [_, _, PmtInf | OrgnlPmtInfAndSts] => self.finish_batch(told),
            [.., DrctDbtTxInf | CdtTrfTxInf | TxInfAndSts] => self.end_entry(told),
            [_, _, GrpHdr, NbOfTxs] => self.said.0 = held.text.parse().ok(),
            [_, _, GrpHdr, CtrlSum] => self.said.1 = cents(held),
            [_, _, OrgnlGrpInfAndSts, rest @ ..] => self.group(rest, held),
            [_, _, PmtInf, DrctDbtTxInf | CdtTrfTxInf, rest @ ..]
            | [_, _, OrgnlPmtInfAndSts, TxInfAndSts, rest @ ..]
            | [_, _, TxInfAndSts, rest @ ..] => self.transaction(rest, held, told),
            [_, _, PmtInf | OrgnlPmtInfAndSts, rest @ ..] => self.batch(rest, held),
            _ => {}
        }
    }

    fn group(&mut self, path: &[Tag], held: &Held) {
        match path {
            [OrgnlMsgNmId] => self.leaves = held.text.starts_with("pain.001"),
            [GrpSts | StsRsnInf, ..] | [OrgnlMsgId]
                if !held.text.is_empty() && path.last() != Some(&StsRsnInf) =>
            {
                self.group.push(held.text.to_owned());
            }
            _ => {}
        }
    }

    fn batch(&mut self, path: &[Tag], held: &Held) {
        let statement = &mut self.current.statement;
        let ours = if self.leaves { DbtrAcct } else { CdtrAcct };
        match path {
            [PmtInfId | OrgnlPmtInfId] => held.text.clone_into(&mut statement.id),
            [NbOfTxs] => self.current.summed.entries = held.text.parse().ok(),
            [CtrlSum] => {
                let sum = cents(held).map(|sum| if self.leaves { -sum } else { sum });
                self.current.summed.total = sum;
            }
            [PmtTpInf, SeqTp] => held.text.clone_into(&mut self.sequence),
            [ReqdColltnDt | ReqdExctnDt] | [ReqdExctnDt, Dt | DtTm] => self.day = day(held).or(self.day),
            [PmtInfSts] if !held.text.is_empty() => {
                self.reasons.push(Reason { code: held.text.to_owned(), text: String::new() });
            }
            [StsRsnInf, rest @ ..] => reason(&mut self.reasons, rest, held),
            [account_of, Id, IBAN] | [account_of, Id, Othr, Id] if *account_of == ours => {
                statement.account.number = account(held.text);
            }
            _ => {}
        }
        let owner = if self.leaves { Dbtr } else { Cdtr };
        if path == [owner, Nm] {
            held.text.clone_into(&mut statement.account.owner);
        }
        self.batch_sides.take(path, held.text);
    }

    fn transaction(&mut self, path: &[Tag], held: &Held, told: &mut Told) {
        let payment = &mut self.payment;
        let text = held.text;
        // pain.002 repeats the order below OrgnlTxRef.
        let path = path.strip_prefix(&[OrgnlTxRef]).unwrap_or(path);
        match path {
            [PmtId, EndToEndId] | [OrgnlEndToEndId] => text.clone_into(&mut payment.end_to_end),
            [PmtId, InstrId] | [OrgnlInstrId] => text.clone_into(&mut payment.transaction_id),
            [InstdAmt] | [Amt, InstdAmt] => match amount::amount(text, b'.') {
                Some(read) => {
                    self.entry.money.cents = read.cents;
                    self.entry.money.currency = held.currency;
                }
                None => told
                    .defect("amount-unreadable", || "Het bedrag is niet te lezen; gelezen als nul.".into()),
            },
            [PmtTpInf, SeqTp] => text.clone_into(&mut payment.sequence),
            [DrctDbtTx, MndtRltdInf, MndtId] | [MndtRltdInf, MndtId] => text.clone_into(&mut payment.mandate),
            [DrctDbtTx, scheme @ ..] => {
                self.sides.take(scheme, text);
            }
            [RmtInf, Ustrd] => {
                if !payment.text.is_empty() {
                    payment.text.push('\n');
                }
                payment.text.push_str(text);
            }
            [RmtInf, Strd, CdtrRefInf, Ref] => payment.structured.push(text.to_owned()),
            [ReqdColltnDt | ReqdExctnDt] => self.entry.value_on = day(held),
            [TxSts] => text.clone_into(&mut self.entry.status_word),
            [StsRsnInf, rest @ ..] => reason(&mut payment.reasons, rest, held),
            [Purp, Cd | Prtry] => text.clone_into(&mut payment.purpose),
            party => {
                self.sides.take(party, text);
            }
        }
    }

    fn end_entry(&mut self, told: &mut Told) {
        let mut entry = std::mem::take(&mut self.entry);
        let mut payment = std::mem::take(&mut self.payment);
        if self.leaves {
            entry.money.cents = -entry.money.cents;
        }
        entry.status = match (self.way, entry.status_word.as_str()) {
            (Way::Status, "RJCT") => EntryStatus::Refused,
            (Way::Status, _) => EntryStatus::Other,
            _ => EntryStatus::Pending,
        };
        if entry.money.currency == Currency::NONE && self.way != Way::Status {
            told.defect("currency-form", || "Bij het bedrag staat geen valuta.".into());
        }
        entry.booked_on = entry.value_on.or(self.day);
        if payment.sequence.is_empty() {
            payment.sequence.clone_from(&self.sequence);
        }
        payment.batch_id.clone_from(&self.current.statement.id);
        payment.creditor_id = self.sides.creditor_id();
        let sides = std::mem::take(&mut self.sides);
        payment.counterparty =
            sides.counterparty(&self.current.statement.account.number, !self.leaves, false);
        entry.payments.push(payment);
        self.current.entry(entry, Lines::Parts, told);
    }

    /// Ends the message: the header's count and sum are held against it. Gives the number of statements.
    pub fn finish(mut self, told: &mut Told) -> u32 {
        if self.statements == 0 && !self.begun && self.way == Way::Status && !self.group.is_empty() {
            // Refused as a whole: no batch and no transaction is named.
            self.begin(told);
        }
        self.finish_batch(told);
        told.place = domain::bank::Place::default();
        if let (Some(said), false) =
            (self.said.0.filter(|said| *said != self.seen.0), self.way == Way::Status)
        {
            let seen = self.seen.0;
            told.defect("count-mismatch", || {
                format!("Het bericht noemt {said} opdrachten; er staan er {seen}.")
            });
        }
        if let Some(said) = self.said.1.filter(|said| *said != self.seen.1) {
            let seen = self.seen.1;
            told.defect("sum-mismatch", || {
                format!("Het bericht noemt samen {said}; de opdrachten geven {seen}.")
            });
        }
        self.statements
    }
}

fn cents(held: &Held) -> Option<Cents> {
    amount::amount(held.text, b'.').map(|amount| amount.cents)
}

fn day(held: &Held) -> Option<Day> {
    match amount::day(held.text) {
        amount::Told::Day(day) | amount::Told::Moment(day) => Some(day),
        amount::Told::Unclear => None,
    }
}

fn reason(reasons: &mut Vec<Reason>, path: &[Tag], held: &Held) {
    match path {
        [Rsn, Cd | Prtry] => reasons.push(Reason { code: held.text.to_owned(), text: String::new() }),
        [AddtlInf] => match reasons.last_mut() {
            Some(reason) => super::camt::line(&mut reason.text, held.text),
            None => reasons.push(Reason { code: String::new(), text: held.text.to_owned() }),
        },
        _ => {}
    }
}
